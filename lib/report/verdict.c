/* The verdict: what is said first, to someone who reads nothing else.
 *
 * SPDX-License-Identifier: MIT */

#include "report.h"

/* The audited domain is shown as people read it. */
static struct ma_text shown(const struct mailauth_report *report, struct ma_text domain)
{
	if (ma_text_equal(domain, report->settings.domain_text))
		return report->settings.domain_shown;
	return domain;
}

/* Of several senders the verdict is about the first that fares worst, by its envelope. */
static const struct mailauth_sender *choose_sender(const struct mailauth_report *report)
{
	const struct mailauth_sender *worst = report->senders[0];

	for (size_t i = 1; i < report->sender_count; i++) {
		const struct mailauth_sender *sender = report->senders[i];

		if (sender->input.identity == MAILAUTH_IDENTITY_MAILFROM &&
		    (worst->input.identity != MAILAUTH_IDENTITY_MAILFROM ||
		     ma_sender_severity(sender) > ma_sender_severity(worst)))
			worst = sender;
	}
	return worst;
}

/* A pass that says nothing, since everyone would have it. */
static bool passes_everyone(const struct mailauth_report *report,
			    const struct mailauth_sender *sender)
{
	const struct ma_spf_term *term = sender->outcome.term;

	if (term != NULL && term->kind == MA_SPF_ALL && term->qualifier == '+')
		return true;
	return ma_report_is_open(report) &&
	       ma_text_equal(sender->domain_text, report->settings.domain_text);
}

/* Whether the message passes DMARC by SPF alone, as everyone's does. */
static bool proves_nothing(const struct mailauth_report *report)
{
	const struct ma_dmarc_message *message = &report->message;

	return message->spf == MA_ALIGNED_YES && message->dkim != MA_ALIGNED_YES &&
	       message->sender != NULL && passes_everyone(report, message->sender);
}

/* Whether what SPF judged is the domain of the visible From, so that its bad news are the mail's.
 */
static bool is_of_author(const struct mailauth_report *report, const struct mailauth_sender *sender)
{
	return ma_text_equal(sender->domain_text, report->dmarc->shown);
}

/* What to say first of mail that DMARC neither passes nor fails, where SPF has no bad news: a pass
 * of the envelope is not a proof of the visible sender. */
static bool choose_unproven(const struct mailauth_report *report, enum ma_phrase_id *phrase)
{
	const struct mailauth_sender *sender = report->verdict.sender;
	bool reassuring = sender == NULL || sender->outcome.result == MAILAUTH_SPF_PASS ||
			  !is_of_author(report, sender);

	switch (report->message.result) {
	case MAILAUTH_DMARC_PERMERROR:
		*phrase = MA_PHRASE_SUMMARY_DMARC_MALFORMED;
		return true;
	case MAILAUTH_DMARC_UNKNOWN:
		*phrase = MA_PHRASE_SUMMARY_DMARC_NOT_PROVEN;
		return reassuring;
	case MAILAUTH_DMARC_TEMPERROR:
		*phrase = MA_PHRASE_SUMMARY_DMARC_TEMPERROR;
		return reassuring;
	default:
		return false;
	}
}

/* Whether what SPF says of SENDER does not matter, as a signature proves the mail. */
static bool is_signed(const struct mailauth_sender *sender)
{
	return sender->excused != NULL && (sender->excused->id == MA_DMARC_FORWARDED ||
					   sender->excused->id == MA_DMARC_SIGNATURE_SUFFICES);
}

/* What SPF has to do with it: that mail was forwarded, or that a name of the organization lacks
 * something. */
static void add_spf_cause(struct mailauth_report *report)
{
	const struct mailauth_sender *sender = report->verdict.sender;
	enum ma_finding_id id = report->message.finding->id;

	if (sender == NULL)
		return;
	if (is_signed(sender))
		ma_cause_add(&report->verdict, MA_PHRASE_CAUSE_MORE, sender->excused);
	else if ((id == MA_DMARC_SENDER_NOT_PROVEN || id == MA_DMARC_MESSAGE_NOT_PROVEN) &&
		 sender->outcome.result != MAILAUTH_SPF_PASS &&
		 !is_of_author(report, sender))
		ma_cause_add_result(&report->verdict, sender);
}

/* What was done to the message after it was signed, as a repaired copy proved; and who probably did
 * it: each once. */
static void add_damage(struct mailauth_report *report)
{
	bool damage = false, handler = false;

	for (size_t i = 0; i < report->finding_count; i++) {
		const struct mailauth_finding *finding = report->findings[i];

		if (!(!damage && ma_finding_is_damage(finding)) &&
		    !(!handler && ma_finding_is_handler(finding)))
			continue;
		ma_cause_add(&report->verdict, MA_PHRASE_CAUSE_MORE, finding);
		damage = damage || ma_finding_is_damage(finding);
		handler = handler || ma_finding_is_handler(finding);
	}
}

/* That the visible sender is a provider's whose servers did not send the mail. */
static void add_free_from(struct mailauth_report *report)
{
	const struct mailauth_finding *finding = ma_report_find(report, MA_MAIL_FREE_FROM);

	if (finding != NULL)
		ma_cause_add(&report->verdict, MA_PHRASE_CAUSE_MORE, finding);
}

/* What DMARC says of the mail, if it says anything.  False if SPF has to speak. */
static bool judge_message(struct mailauth_report *report)
{
	static const enum ma_phrase_id fails[] = {
		[MAILAUTH_POLICY_NONE] = MA_PHRASE_SUMMARY_DMARC_NONE,
		[MAILAUTH_POLICY_QUARANTINE] = MA_PHRASE_SUMMARY_DMARC_QUARANTINE,
		[MAILAUTH_POLICY_REJECT] = MA_PHRASE_SUMMARY_DMARC_REJECT,
	};
	const struct ma_dmarc_message *message = &report->message;
	struct ma_verdict *verdict = &report->verdict;

	if (message->result == MAILAUTH_DMARC_PASS)
		verdict->summary.phrase = proves_nothing(report) ? MA_PHRASE_SUMMARY_DMARC_PASS_OPEN
								 : MA_PHRASE_SUMMARY_DMARC_PASS;
	else if (message->result == MAILAUTH_DMARC_FAIL &&
		 message->disposition >= MAILAUTH_POLICY_NONE)
		verdict->summary.phrase = fails[message->disposition];
	else if (!choose_unproven(report, &verdict->summary.phrase))
		return false;
	verdict->told = NULL;
	ma_sentence_add(&verdict->summary, "domain", shown(report, report->dmarc->shown));
	ma_cause_add(verdict, MA_PHRASE_CAUSE_MORE, message->finding);
	if (message->result == MAILAUTH_DMARC_FAIL) {
		add_free_from(report);
		add_damage(report);
	}
	add_spf_cause(report);
	if (message->result != MAILAUTH_DMARC_PASS)
		verdict->fault = message->finding;
	return true;
}

/* What has to change where no policy applies to the visible From. */
static const struct mailauth_finding *find_absence(const struct mailauth_report *report)
{
	for (size_t i = 0; i < report->finding_count; i++)
		if ((report->findings[i]->id == MA_DMARC_NO_RECORD ||
		     report->findings[i]->id == MA_DMARC_NO_RECORD_NO_NAME) &&
		    ma_text_equal(report->findings[i]->name, report->dmarc->shown))
			return report->findings[i];
	return NULL;
}

/* Of mail that no policy applies to, SPF's word counts only if it is bad, or about the visible
 * From; and a signature explains it. */
static bool judge_without_policy(struct mailauth_report *report)
{
	struct ma_verdict *verdict = &report->verdict;
	const struct mailauth_sender *sender = verdict->sender;
	enum mailauth_spf_result spf = sender->outcome.result;
	const struct mailauth_finding *cause = find_absence(report);

	if (report->message.result != MAILAUTH_DMARC_NONE)
		return false;
	if (is_signed(sender)) {
		verdict->summary.phrase = sender->excused->id == MA_DMARC_FORWARDED
						  ? MA_PHRASE_SUMMARY_FORWARDED
						  : MA_PHRASE_SUMMARY_SIGNED;
		ma_sentence_add(&verdict->summary, "ip", sender->ip_text);
		cause = sender->excused;
	} else if (cause != NULL && !is_of_author(report, sender) &&
		   (spf == MAILAUTH_SPF_PASS || spf == MAILAUTH_SPF_NONE ||
		    spf == MAILAUTH_SPF_NEUTRAL)) {
		verdict->summary.phrase = ma_report_has_unread_dmarc(report, report->dmarc->shown)
						  ? MA_PHRASE_SUMMARY_DMARC_UNREAD
						  : MA_PHRASE_SUMMARY_DMARC_ABSENT;
		verdict->fault = cause;
	} else {
		return false;
	}
	verdict->told = NULL;
	ma_sentence_add(&verdict->summary, "domain", shown(report, report->dmarc->shown));
	ma_cause_add(verdict, MA_PHRASE_CAUSE_MORE, cause);
	return true;
}

/* Of a circle the lookups that it uses up are not the reason. */
static void prefer_circle(struct mailauth_report *report)
{
	struct ma_verdict *verdict = &report->verdict;
	const struct mailauth_finding *circle;

	if (verdict->fault == NULL || verdict->fault->id != MA_SPF_TOO_MANY_LOOKUPS ||
	    verdict->causes[0].finding != verdict->fault)
		return;
	circle = ma_report_find(report, MA_SPF_LOOP);
	if (circle != NULL)
		verdict->fault = verdict->causes[0].finding = circle;
}

/* RFC 7208 6.1: where "all" decided, a redirect in the same record was ignored. */
static void add_ignored_redirect(struct mailauth_report *report)
{
	const struct mailauth_sender *sender = report->verdict.sender;

	if (sender->outcome.term == NULL || sender->outcome.term->kind != MA_SPF_ALL ||
	    sender->outcome.result == MAILAUTH_SPF_PASS)
		return;
	for (size_t i = 0; i < report->finding_count; i++)
		if (report->findings[i]->id == MA_SPF_REDIRECT_IGNORED &&
		    ma_text_equal(report->findings[i]->name, sender->outcome.matched_domain))
			ma_cause_add(&report->verdict, MA_PHRASE_CAUSE_MORE, report->findings[i]);
}

/* RFC 7505 4.2: receivers may refuse mail from a domain that no answer can go to. */
static void add_null_mx(struct mailauth_report *report)
{
	const struct mailauth_finding *finding = ma_report_find(report, MA_MX_NULL_BUT_SENDS);

	if (finding == NULL || report->verdict.sender->outcome.result != MAILAUTH_SPF_PASS)
		return;
	ma_cause_add(&report->verdict, MA_PHRASE_CAUSE_MORE, finding);
	if (report->verdict.fault == NULL)
		report->verdict.fault = finding;
}

/* RFC 1034 3.6.2: why a name that is an alias has no record. */
static void prefer_alias(struct mailauth_report *report)
{
	struct ma_verdict *verdict = &report->verdict;
	const struct mailauth_finding *alias = ma_report_find(report, MA_SPF_ALIAS_AWAY);

	if (alias == NULL)
		alias = ma_report_find(report, MA_SPF_ALIAS_DANGLING);

	if (alias != NULL && verdict->cause_count > 0 &&
	    verdict->causes[0].phrase == MA_PHRASE_CAUSE_NO_RECORD &&
	    ma_text_equal(alias->name, verdict->sender->domain_text))
		verdict->causes[0] =
			(struct ma_sentence){ .phrase = MA_PHRASE_CAUSE_MORE, .finding = alias };
}

/* Where a loop comes after the term that permits a sender, it is not the sender's news alone. */
static void add_loop(struct mailauth_report *report)
{
	const struct mailauth_sender *sender = report->verdict.sender;

	if (sender->outcome.result != MAILAUTH_SPF_PASS ||
	    !ma_text_equal(sender->domain_text, report->settings.domain_text))
		return;
	for (size_t i = 0; i < report->finding_count; i++) {
		if (report->findings[i]->id != MA_SPF_LOOP)
			continue;
		ma_cause_add(&report->verdict, MA_PHRASE_CAUSE_MORE, report->findings[i]);
		report->verdict.fault = report->findings[i];
		return;
	}
}

static void judge_sender(struct mailauth_report *report, const struct mailauth_sender *sender)
{
	static const enum ma_phrase_id summaries[] = {
		[MAILAUTH_SPF_NONE] = MA_PHRASE_SUMMARY_NONE,
		[MAILAUTH_SPF_NEUTRAL] = MA_PHRASE_SUMMARY_NEUTRAL,
		[MAILAUTH_SPF_PASS] = MA_PHRASE_SUMMARY_PASS,
		[MAILAUTH_SPF_FAIL] = MA_PHRASE_SUMMARY_FAIL,
		[MAILAUTH_SPF_SOFTFAIL] = MA_PHRASE_SUMMARY_SOFTFAIL,
		[MAILAUTH_SPF_TEMPERROR] = MA_PHRASE_SUMMARY_TEMPERROR,
		[MAILAUTH_SPF_PERMERROR] = MA_PHRASE_SUMMARY_PERMERROR,
	};
	struct ma_sentence *summary = &report->verdict.summary;
	enum ma_phrase_id refusal;

	report->verdict.sender = sender;
	report->verdict.told = sender->finding;
	summary->phrase = summaries[sender->outcome.result];
	/* What receivers act on, where they see a visible From. */
	if (report->from_given && (judge_message(report) || judge_without_policy(report))) {
		add_null_mx(report);
		ma_cause_add_host(report);
		return;
	}
	refusal = ma_domain_phrase_of_refusal(report, sender);
	if (refusal != 0)
		summary->phrase = refusal;
	if (sender->finding->id == MA_SPF_SENDER_NO_IDENTITY)
		summary->phrase = MA_PHRASE_SUMMARY_NO_IDENTITY;
	if (sender->finding->id == MA_SPF_SENDER_MALFORMED)
		summary->phrase = MA_PHRASE_SUMMARY_MALFORMED;
	if (sender->finding->id == MA_SPF_SENDER_UNSURE)
		summary->phrase = MA_PHRASE_SUMMARY_TEMPERROR;
	if (sender->finding->id == MA_SPF_SENDER_PASS && passes_everyone(report, sender))
		summary->phrase = MA_PHRASE_SUMMARY_PASS_OPEN;
	ma_sentence_add(summary, "domain", shown(report, sender->domain_text));
	ma_sentence_add(summary, "ip", sender->ip_text);
	if (sender->finding->id == MA_SPF_SENDER_UNSURE)
		ma_cause_add_sender(&report->verdict, sender, MAILAUTH_SEVERITY_UNKNOWN);
	else if (sender->finding->name.length > 0)
		ma_cause_add_result(&report->verdict, sender);
	prefer_circle(report);
	prefer_alias(report);
	add_ignored_redirect(report);
	add_loop(report);
	add_null_mx(report);
	ma_cause_add_host(report);
	ma_cause_add_bogus(report);
}

/* The finding that leads: what has to change, else what the summary says. */
static const struct mailauth_finding *find_reason(const struct ma_verdict *verdict)
{
	if (verdict->reason != NULL)
		return verdict->reason;
	if (verdict->fault != NULL)
		return verdict->fault;
	if (verdict->told != NULL)
		return verdict->told;
	if (verdict->cause_count > 0 && verdict->causes[0].finding != NULL)
		return verdict->causes[0].finding;
	return verdict->sender != NULL ? verdict->sender->finding : NULL;
}

/* Who corrects the error that the verdict names must not open the domain by it. */
static void add_opening(struct mailauth_report *report)
{
	const struct mailauth_finding *opening = ma_report_find(report, MA_SPF_OPEN_WHEN_CORRECTED);
	struct ma_verdict *verdict = &report->verdict;

	for (size_t i = 0; opening != NULL && i < verdict->cause_count; i++) {
		const struct mailauth_finding *cause = verdict->causes[i].finding;

		if (cause == NULL || cause == opening ||
		    mailauth_finding_section(cause) != MAILAUTH_SECTION_SPF ||
		    !ma_text_equal(cause->name, opening->name))
			continue;
		ma_cause_add(verdict, MA_PHRASE_CAUSE_MORE, opening);
		return;
	}
}

void ma_verdict_judge(struct mailauth_report *report)
{
	if (!ma_headline_judge_missing(report)) {
		if (report->sender_count > 0)
			judge_sender(report, choose_sender(report));
		else if (!report->from_given || !judge_message(report))
			ma_headline_judge(report);
	}
	add_opening(report);
	report->verdict.reason = find_reason(&report->verdict);
}

void ma_verdict_add_fixed(struct mailauth_report *report, const struct mailauth_finding *finding,
			  const struct ma_remedy *remedy)
{
	struct ma_verdict *verdict = &report->verdict;

	if (verdict->cause_count > 0 || verdict->remedy.who != 0)
		return;
	ma_cause_add(verdict, MA_PHRASE_CAUSE_MORE, finding);
	verdict->beside = true;
	verdict->remedy = *remedy;
	for (size_t i = 0; i < report->finding_count; i++)
		if (report->findings[i] == finding)
			report->remedies[i].told = true;
}
