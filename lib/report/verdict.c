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

/* A pass that says nothing, since everyone would have it. */
static bool passes_everyone(const struct mailauth_report *report,
			    const struct mailauth_sender *sender)
{
	const struct ma_spf_term *term = sender->outcome.term;

	if (term != NULL && term->kind == MA_SPF_ALL && term->qualifier == '+')
		return true;
	return is_open(report) && ma_text_equal(sender->domain_text, report->settings.domain_text);
}

/* What to say first of mail that DMARC neither passes nor fails, where SPF has no bad news: a pass
 * of the envelope is not a proof of the visible sender. */
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
	ma_sentence_add(&verdict->summary, "domain", shown(report, report->dmarc->shown));
	ma_cause_add(verdict, MA_PHRASE_CAUSE_MORE, message->finding);
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
	ma_sentence_add(summary, "domain", shown(report, sender->domain_text));
	ma_sentence_add(summary, "ip", sender->ip_text);
	if (sender->finding->id == MA_SPF_SENDER_UNSURE)
		ma_cause_add_sender(&report->verdict, sender, MAILAUTH_SEVERITY_UNKNOWN);
	else if (sender->finding->name.length > 0)
		ma_cause_add_result(&report->verdict, sender);
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
			ma_cause_add_section(report, MAILAUTH_SECTION_MX, MAILAUTH_SEVERITY_ERROR);
		else if (verdict->summary.phrase == MA_PHRASE_SUMMARY_DKIM ||
			 verdict->summary.phrase == MA_PHRASE_SUMMARY_DKIM_TOO)
			ma_cause_add_section(report, MAILAUTH_SECTION_DKIM,
					     MAILAUTH_SEVERITY_ERROR);
		else if (verdict->summary.phrase == MA_PHRASE_SUMMARY_DMARC ||
			 verdict->summary.phrase == MA_PHRASE_SUMMARY_DMARC_TOO)
			ma_cause_add_section(report, MAILAUTH_SECTION_DMARC,
					     MAILAUTH_SEVERITY_ERROR);
		else if (severity >= MAILAUTH_SEVERITY_WARNING)
			ma_cause_add_section(report, MAILAUTH_SECTION_SPF, severity);
	}
	ma_sentence_add(&verdict->summary, "domain", report->settings.domain_shown);
}

/* The finding that leads: what has to change, else what the summary says. */
static const struct mailauth_finding *find_reason(const struct ma_verdict *verdict)
{
	if (verdict->fault != NULL)
		return verdict->fault;
	if (verdict->told != NULL)
		return verdict->told;
	if (verdict->cause_count > 0 && verdict->causes[0].finding != NULL)
		return verdict->causes[0].finding;
	return verdict->sender != NULL ? verdict->sender->finding : NULL;
}

void ma_verdict_judge(struct mailauth_report *report)
{
	if (report->sender_count > 0)
		judge_sender(report, choose_sender(report));
	else if (!report->from_given || !judge_message(report))
		judge_record(report);
	report->verdict.reason = find_reason(&report->verdict);
	ma_verdict_judge_spoofable(report);
}
