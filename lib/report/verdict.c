/* The verdict: one sentence that anybody understands, its causes, who can act, how long it takes.
 *
 * SPDX-License-Identifier: MIT */

#include "report.h"

static void add_value(struct ma_sentence *sentence, const char *key, struct ma_text value)
{
	if (sentence->argument_count < MA_ARGUMENTS_MAX)
		sentence->arguments[sentence->argument_count++] =
			(struct ma_argument){ key, value, false };
}

static struct ma_sentence *add_cause(struct ma_verdict *verdict, enum ma_phrase_id phrase)
{
	struct ma_sentence *cause = &verdict->causes[MA_CAUSES_MAX - 1];

	if (verdict->cause_count < MA_CAUSES_MAX)
		cause = &verdict->causes[verdict->cause_count++];
	*cause = (struct ma_sentence){ .phrase = phrase };
	return cause;
}

static bool is_sender_result(const struct mailauth_finding *finding)
{
	return finding->id >= MA_SPF_SENDER_PASS && finding->id <= MA_SPF_SENDER_RECORD_ALONE;
}

/* --- Causes --------------------------------------------------------------- */

/* Faults on their way to being causes: the first is told, the others are counted. */
struct faults {
	const struct mailauth_finding *first;
	size_t count;
};

static void count_fault(struct faults *faults, const struct mailauth_finding *finding,
			enum mailauth_severity severity)
{
	if (mailauth_finding_severity(finding) != severity || is_sender_result(finding))
		return;
	if (faults->count++ == 0)
		faults->first = finding;
}

static void add_faults(struct ma_verdict *verdict, const struct faults *faults)
{
	if (faults->count > 0)
		add_cause(verdict, MA_PHRASE_CAUSE_MORE)->finding = faults->first;
	if (faults->count > 1)
		add_cause(verdict,
			  mailauth_finding_severity(faults->first) == MAILAUTH_SEVERITY_UNKNOWN
				  ? MA_PHRASE_CAUSE_MORE_UNKNOWN
				  : MA_PHRASE_CAUSE_MORE);
	verdict->fault = faults->first;
}

/* What a sender's own evaluation found; faults of other domains are not its causes. */
static void add_sender_faults(struct ma_verdict *verdict, const struct mailauth_sender *sender,
			      enum mailauth_severity severity)
{
	struct faults faults = { 0 };

	for (const struct mailauth_finding *f = sender->findings; f != NULL; f = f->next)
		count_fault(&faults, f, severity);
	add_faults(verdict, &faults);
}

static void add_record_faults(struct mailauth_report *report, enum mailauth_section section,
			      enum mailauth_severity severity)
{
	struct faults faults = { 0 };

	for (size_t i = 0; i < report->finding_count; i++)
		if (mailauth_finding_section(report->findings[i]) == section)
			count_fault(&faults, report->findings[i], severity);
	add_faults(&report->verdict, &faults);
}

/* Of several records, each read alone: would one of them have let the sender pass? */
static void add_alone(struct ma_verdict *verdict, const struct mailauth_sender *sender)
{
	enum ma_phrase_id phrase = MA_PHRASE_CAUSE_LISTED_IN_NONE;

	if (sender->record_count < 2)
		return;
	for (size_t i = 0; i < sender->record_count; i++) {
		enum mailauth_spf_result result = sender->records[i].result;

		if (result == MAILAUTH_SPF_PASS)
			phrase = MA_PHRASE_CAUSE_LISTED_IN_ONE;
		else if ((result == MAILAUTH_SPF_TEMPERROR || result == MAILAUTH_SPF_PERMERROR) &&
			 phrase == MA_PHRASE_CAUSE_LISTED_IN_NONE)
			phrase = MA_PHRASE_CAUSE_LISTED_UNKNOWN;
	}
	add_value(add_cause(verdict, phrase), "ip", sender->ip_text);
}

/* The term that decided, in a phrase of its own or behind another. */
static void add_term(struct ma_verdict *verdict, enum ma_phrase_id phrase,
		     const struct mailauth_sender *sender)
{
	struct ma_sentence *cause;

	if (sender->outcome.matched.data == NULL)
		return;
	cause = add_cause(verdict, phrase);
	add_value(cause, "ip", sender->ip_text);
	add_value(cause, "term", sender->outcome.matched);
	add_value(cause, "name", sender->outcome.matched_domain);
}

static void add_late(struct ma_verdict *verdict, const struct mailauth_sender *sender)
{
	add_cause(verdict, MA_PHRASE_CAUSE_MORE)->finding = sender->too_late;
	verdict->fault = sender->too_late;
}

static void explain_result(struct ma_verdict *verdict, const struct mailauth_sender *sender)
{
	switch (sender->outcome.result) {
	case MAILAUTH_SPF_FAIL:
	case MAILAUTH_SPF_SOFTFAIL:
		if (sender->too_late != NULL) {
			add_late(verdict, sender);
			break;
		}
		add_value(add_cause(verdict, sender->refused ? MA_PHRASE_CAUSE_REFUSED
							     : MA_PHRASE_CAUSE_NOT_LISTED),
			  "ip", sender->ip_text);
		add_term(verdict, MA_PHRASE_CAUSE_DECIDED, sender);
		break;
	case MAILAUTH_SPF_PASS:
		add_term(verdict, MA_PHRASE_CAUSE_LISTED, sender);
		break;
	case MAILAUTH_SPF_NEUTRAL:
		if (sender->too_late != NULL)
			add_late(verdict, sender);
		else
			add_value(add_cause(verdict, MA_PHRASE_CAUSE_NOT_SAID), "ip",
				  sender->ip_text);
		break;
	case MAILAUTH_SPF_NONE:
		/* There may be no such name, or a text that is nearly a record. */
		add_sender_faults(verdict, sender, MAILAUTH_SEVERITY_ERROR);
		if (verdict->cause_count == 0)
			add_value(add_cause(verdict, MA_PHRASE_CAUSE_NO_RECORD), "domain",
				  sender->domain_text);
		break;
	case MAILAUTH_SPF_TEMPERROR:
		add_sender_faults(verdict, sender, MAILAUTH_SEVERITY_UNKNOWN);
		break;
	case MAILAUTH_SPF_PERMERROR:
		add_sender_faults(verdict, sender, MAILAUTH_SEVERITY_ERROR);
		add_alone(verdict, sender);
		break;
	}
}

/* --- Summaries ------------------------------------------------------------ */

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
		     mailauth_finding_severity(sender->finding) >
			     mailauth_finding_severity(worst->finding)))
			worst = sender;
	}
	return worst;
}

static bool is_open(const struct mailauth_report *report)
{
	for (size_t i = 0; i < report->finding_count; i++)
		if (report->findings[i]->id == MA_SPF_PASSES_EVERYONE ||
		    report->findings[i]->id == MA_SPF_WIDE_TOTAL)
			return true;
	return false;
}

/* A pass that says nothing, since everybody would have it. */
static bool passes_everyone(const struct mailauth_report *report,
			    const struct mailauth_sender *sender)
{
	const struct ma_spf_term *term = sender->outcome.term;

	if (term != NULL && term->kind == MA_SPF_ALL && term->qualifier == '+')
		return true;
	return is_open(report) && ma_text_equal(sender->domain_text, report->settings.domain_text);
}

/* What to say first of mail that DMARC neither passes nor fails, where SPF has no bad news: a pass
 * of the envelope is no proof of the visible sender. */
static bool choose_unproven(const struct mailauth_report *report, enum ma_phrase_id *phrase)
{
	const struct mailauth_sender *sender = report->verdict.sender;
	bool reassuring = sender == NULL || sender->outcome.result == MAILAUTH_SPF_PASS;

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
		verdict->summary.phrase = MA_PHRASE_SUMMARY_DMARC_PASS;
	else if (message->result == MAILAUTH_DMARC_FAIL &&
		 message->disposition >= MAILAUTH_POLICY_NONE)
		verdict->summary.phrase = fails[message->disposition];
	else if (!choose_unproven(report, &verdict->summary.phrase))
		return false;
	verdict->told = NULL;
	add_value(&verdict->summary, "domain", shown(report, report->dmarc->shown));
	add_cause(verdict, MA_PHRASE_CAUSE_MORE)->finding = message->finding;
	if (message->result != MAILAUTH_DMARC_PASS)
		verdict->fault = message->finding;
	return true;
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

	report->verdict.sender = sender;
	report->verdict.told = sender->finding;
	summary->phrase = summaries[sender->outcome.result];
	/* What receivers act on, where they see a visible From. */
	if (report->from_given && judge_message(report))
		return;
	if (sender->finding->id == MA_SPF_SENDER_NO_IDENTITY)
		summary->phrase = MA_PHRASE_SUMMARY_NO_IDENTITY;
	if (sender->finding->id == MA_SPF_SENDER_MALFORMED)
		summary->phrase = MA_PHRASE_SUMMARY_MALFORMED;
	if (sender->finding->id == MA_SPF_SENDER_UNSURE)
		summary->phrase = MA_PHRASE_SUMMARY_TEMPERROR;
	if (sender->finding->id == MA_SPF_SENDER_PASS && passes_everyone(report, sender))
		summary->phrase = MA_PHRASE_SUMMARY_PASS_OPEN;
	add_value(summary, "domain", shown(report, sender->domain_text));
	add_value(summary, "ip", sender->ip_text);
	if (sender->finding->id == MA_SPF_SENDER_UNSURE)
		add_sender_faults(&report->verdict, sender, MAILAUTH_SEVERITY_UNKNOWN);
	else if (sender->finding->name.length > 0)
		explain_result(&report->verdict, sender);
}

static bool has_error(const struct mailauth_report *report, enum mailauth_section section)
{
	return mailauth_report_section_severity(report, section) == MAILAUTH_SEVERITY_ERROR;
}

/* What is to be said first of a domain whose SPF record works: graver things may be wrong. */
static enum ma_phrase_id summary_beside_record(const struct mailauth_report *report,
					       enum mailauth_severity severity)
{
	bool sound = severity < MAILAUTH_SEVERITY_WARNING && !report->spf.pasted;

	if (has_error(report, MAILAUTH_SECTION_DMARC))
		return sound ? MA_PHRASE_SUMMARY_DMARC : MA_PHRASE_SUMMARY_DMARC_TOO;
	if (has_error(report, MAILAUTH_SECTION_DKIM))
		return sound ? MA_PHRASE_SUMMARY_DKIM : MA_PHRASE_SUMMARY_DKIM_TOO;
	if (has_error(report, MAILAUTH_SECTION_MX))
		return sound ? MA_PHRASE_SUMMARY_MX : MA_PHRASE_SUMMARY_MX_TOO;
	if (report->spf.pasted)
		return MA_PHRASE_SUMMARY_RECORD_PASTED;
	return sound ? MA_PHRASE_SUMMARY_RECORD_VALID : MA_PHRASE_SUMMARY_RECORD_WEAK;
}

static enum ma_phrase_id summary_of_record(const struct mailauth_report *report,
					   enum mailauth_severity severity)
{
	const struct ma_spf_published *spf = &report->spf;

	if (severity == MAILAUTH_SEVERITY_UNKNOWN)
		return MA_PHRASE_SUMMARY_RECORD_UNKNOWN;
	if (spf->count == 0)
		return MA_PHRASE_SUMMARY_RECORD_NONE;
	if (severity != MAILAUTH_SEVERITY_ERROR)
		return summary_beside_record(report, severity);
	if (spf->count > 1 || spf->tree.root_faults > 0)
		return MA_PHRASE_SUMMARY_RECORD_VOID;
	return is_open(report) ? MA_PHRASE_SUMMARY_RECORD_OPEN : MA_PHRASE_SUMMARY_RECORD_FAILS;
}

static void judge_record(struct mailauth_report *report)
{
	struct ma_verdict *verdict = &report->verdict;
	enum mailauth_severity severity =
		mailauth_report_section_severity(report, MAILAUTH_SECTION_SPF);

	if (report->settings.domain == NULL) {
		verdict->summary.phrase = MA_PHRASE_SUMMARY_MALFORMED;
		verdict->told = report->findings[0];
	} else {
		verdict->summary.phrase = summary_of_record(report, severity);
		if (verdict->summary.phrase == MA_PHRASE_SUMMARY_MX ||
		    verdict->summary.phrase == MA_PHRASE_SUMMARY_MX_TOO)
			add_record_faults(report, MAILAUTH_SECTION_MX, MAILAUTH_SEVERITY_ERROR);
		else if (verdict->summary.phrase == MA_PHRASE_SUMMARY_DKIM ||
			 verdict->summary.phrase == MA_PHRASE_SUMMARY_DKIM_TOO)
			add_record_faults(report, MAILAUTH_SECTION_DKIM, MAILAUTH_SEVERITY_ERROR);
		else if (verdict->summary.phrase == MA_PHRASE_SUMMARY_DMARC ||
			 verdict->summary.phrase == MA_PHRASE_SUMMARY_DMARC_TOO)
			add_record_faults(report, MAILAUTH_SECTION_DMARC, MAILAUTH_SEVERITY_ERROR);
		else if (severity >= MAILAUTH_SEVERITY_WARNING)
			add_record_faults(report, MAILAUTH_SECTION_SPF, severity);
	}
	add_value(&verdict->summary, "domain", report->settings.domain_shown);
}

/* --- The remedy ----------------------------------------------------------- */

/* What has to change, if anything: the first fault, or what the sender's result says. */
static const struct mailauth_finding *find_remedy(const struct mailauth_report *report)
{
	const struct mailauth_finding *finding = report->verdict.fault;

	if (finding == NULL && report->verdict.sender != NULL)
		finding = report->verdict.sender->finding;
	if (finding == NULL || mailauth_finding_severity(finding) < MAILAUTH_SEVERITY_WARNING)
		return NULL;
	return finding;
}

/* The domain that the verdict is about. */
static struct ma_text subject(const struct mailauth_report *report)
{
	return report->verdict.sender != NULL ? report->verdict.sender->domain_text
					      : report->settings.domain_text;
}

/* The name whose records have to change.  A limit is passed by the tree as a whole: its root is
 * where terms can be taken out. */
static struct ma_text mender(const struct mailauth_report *report,
			     const struct mailauth_finding *finding)
{
	switch (finding->id) {
	case MA_SPF_TOO_MANY_LOOKUPS:
	case MA_SPF_TOO_MANY_VOIDS:
	case MA_SPF_TOO_MANY_VOIDS_FAMILY:
		return subject(report);
	default:
		return finding->name;
	}
}

/* How long receivers may remember the SPF record of NAME; 0 where that is not known. */
static uint32_t ttl_of(const struct mailauth_report *report, struct ma_text name)
{
	const struct ma_spf_branch *branch = report->spf.tree.branches;

	if (ma_text_equal(name, report->settings.domain_text))
		return report->spf.ttl;
	while (branch != NULL &&
	       (branch->state != MA_BRANCH_RECORD || !ma_text_equal(branch->domain, name)))
		branch = branch->next;
	return branch != NULL ? branch->ttl : 0;
}

/* The same of the DMARC record, or of the answer that there is none. */
static uint32_t ttl_of_policy(const struct ma_dmarc *dmarc)
{
	const struct ma_answer *answer = dmarc->walk.steps[0].answer;

	for (size_t i = 0; i < dmarc->walk.count; i++)
		if (dmarc->policy.record != NULL &&
		    dmarc->walk.steps[i].record == dmarc->policy.record)
			answer = dmarc->walk.steps[i].answer;
	return answer != NULL ? answer->ttl : 0;
}

/* What a message lacks is mended where it is sent, and not in a zone. */
static bool is_of_message(const struct mailauth_report *report,
			  const struct mailauth_finding *finding)
{
	return finding == report->message.finding;
}

/* Who can mend it, where, and how long receivers may remember what is there now. */
static void judge_remedy(struct mailauth_report *report)
{
	struct ma_verdict *verdict = &report->verdict;
	const struct mailauth_finding *finding = find_remedy(report);

	if (finding == NULL || finding->name.length == 0)
		return;
	verdict->who = mailauth_finding_who(finding);
	verdict->at = mender(report, finding);
	verdict->here = ma_domain_is_within(verdict->at, report->zone.apex_text);
	/* Names of keys are the domain's own, whatever is known of its zone. */
	verdict->included = !verdict->here && !ma_text_equal(verdict->at, subject(report)) &&
			    mailauth_finding_section(finding) != MAILAUTH_SECTION_DKIM;
	if (mailauth_finding_severity(finding) == MAILAUTH_SEVERITY_UNKNOWN ||
	    report->spf.elsewhere || is_of_message(report, finding))
		verdict->here = false;
	verdict->included = verdict->included && !is_of_message(report, finding);
	if (verdict->here)
		verdict->wait = mailauth_finding_section(finding) == MAILAUTH_SECTION_DMARC
					? ttl_of_policy(report->dmarc)
					: ttl_of(report, verdict->at);
}

void ma_verdict_judge(struct mailauth_report *report)
{
	if (report->sender_count > 0)
		judge_sender(report, choose_sender(report));
	else if (!report->from_given || !judge_message(report))
		judge_record(report);
	ma_verdict_judge_spoofable(report);
	judge_remedy(report);
}
