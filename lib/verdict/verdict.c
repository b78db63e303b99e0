/* The verdict: one sentence that anybody understands, its causes, who can act, how long it takes.
 *
 * SPDX-License-Identifier: MIT */

#include "verdict.h"

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

/* The first of the faults themselves, not of what they lead to, and how many there are more. */
static void add_faults(struct mailauth_report *report, enum mailauth_severity severity)
{
	struct ma_verdict *verdict = &report->verdict;
	size_t count = 0;

	for (size_t i = 0; i < report->finding_count; i++) {
		const struct mailauth_finding *finding = report->findings[i];

		if (mailauth_finding_severity(finding) != severity || is_sender_result(finding))
			continue;
		if (count++ == 0)
			add_cause(verdict, MA_PHRASE_CAUSE_MORE)->finding = finding;
	}
	if (count > 1)
		add_cause(verdict, MA_PHRASE_CAUSE_MORE);
}

/* Of several records, each read alone: would one of them have let the sender pass? */
static void add_alone(struct ma_verdict *verdict, const struct mailauth_sender *sender)
{
	bool passes = false;

	if (sender->alone == NULL)
		return;
	for (size_t i = 0; i < sender->record_count; i++)
		passes = passes || sender->alone[i].result == MAILAUTH_SPF_PASS;
	add_value(add_cause(verdict, passes ? MA_PHRASE_CAUSE_LISTED_IN_ONE
					    : MA_PHRASE_CAUSE_LISTED_IN_NONE),
		  "ip", sender->ip_text);
}

static void explain_result(struct mailauth_report *report, const struct mailauth_sender *sender)
{
	struct ma_verdict *verdict = &report->verdict;
	struct ma_sentence *cause;

	switch (sender->outcome.result) {
	case MAILAUTH_SPF_FAIL:
	case MAILAUTH_SPF_SOFTFAIL:
		cause = add_cause(verdict, MA_PHRASE_CAUSE_NOT_LISTED);
		add_value(cause, "ip", sender->ip_text);
		cause = add_cause(verdict, MA_PHRASE_CAUSE_DECIDED);
		add_value(cause, "term", sender->outcome.matched);
		add_value(cause, "name", sender->outcome.matched_domain);
		break;
	case MAILAUTH_SPF_PASS:
		cause = add_cause(verdict, MA_PHRASE_CAUSE_LISTED);
		add_value(cause, "ip", sender->ip_text);
		add_value(cause, "term", sender->outcome.matched);
		add_value(cause, "name", sender->outcome.matched_domain);
		break;
	case MAILAUTH_SPF_NEUTRAL:
		cause = add_cause(verdict, MA_PHRASE_CAUSE_NOT_SAID);
		add_value(cause, "ip", sender->ip_text);
		break;
	case MAILAUTH_SPF_TEMPERROR:
		add_faults(report, MAILAUTH_SEVERITY_UNKNOWN);
		break;
	case MAILAUTH_SPF_NONE:
	case MAILAUTH_SPF_PERMERROR:
		add_faults(report, MAILAUTH_SEVERITY_ERROR);
		add_alone(verdict, sender);
		break;
	}
}

/* The audited domain is shown as people read it. */
static struct ma_text shown(const struct mailauth_report *report, struct ma_text domain)
{
	if (ma_text_equal(domain, report->settings.domain_text))
		return report->settings.domain_shown;
	return domain;
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

	summary->phrase = summaries[sender->outcome.result];
	if (sender->input.domain.length == 0)
		summary->phrase = MA_PHRASE_SUMMARY_NO_IDENTITY;
	report->verdict.told = sender->finding;
	add_value(summary, "domain", shown(report, sender->domain_text));
	add_value(summary, "ip", sender->ip_text);
	explain_result(report, sender);
}

static void judge_record(struct mailauth_report *report)
{
	struct ma_sentence *summary = &report->verdict.summary;
	enum mailauth_severity severity =
		mailauth_report_section_severity(report, MAILAUTH_SECTION_SPF);

	if (report->settings.domain == NULL) {
		summary->phrase = MA_PHRASE_SUMMARY_MALFORMED;
		report->verdict.told = report->findings[0];
	} else if (severity == MAILAUTH_SEVERITY_UNKNOWN) {
		summary->phrase = MA_PHRASE_SUMMARY_RECORD_UNKNOWN;
	} else if (report->spf.count == 0) {
		summary->phrase = MA_PHRASE_SUMMARY_RECORD_NONE;
	} else if (severity == MAILAUTH_SEVERITY_ERROR) {
		summary->phrase = MA_PHRASE_SUMMARY_RECORD_VOID;
	} else {
		summary->phrase = MA_PHRASE_SUMMARY_RECORD_VALID;
	}
	add_value(summary, "domain", report->settings.domain_shown);
	if (severity == MAILAUTH_SEVERITY_ERROR || severity == MAILAUTH_SEVERITY_UNKNOWN)
		add_faults(report, severity);
}

/* Who can mend what is wrong, and how long receivers may remember what is there now. */
static void judge_remedy(struct mailauth_report *report)
{
	struct ma_verdict *verdict = &report->verdict;
	const struct mailauth_sender *sender = report->sender_count > 0 ? report->senders[0] : NULL;

	if (report->settings.domain == NULL)
		return;
	for (size_t i = 0; i < report->finding_count; i++)
		if (mailauth_finding_severity(report->findings[i]) >= MAILAUTH_SEVERITY_WARNING)
			verdict->who |= mailauth_finding_who(report->findings[i]);
	/* Who can mend something need not wait. */
	if ((verdict->who & ~(unsigned)MAILAUTH_WHO_WAIT) != 0)
		verdict->who &= ~(unsigned)MAILAUTH_WHO_WAIT;
	verdict->here =
		sender == NULL || ma_text_equal(sender->domain_text, report->settings.domain_text);
	if (verdict->here)
		verdict->wait = report->spf.missing ? report->zone.negative_ttl : report->spf.ttl;
}

void ma_verdict_judge(struct mailauth_report *report)
{
	if (report->sender_count > 0)
		judge_sender(report, report->senders[0]);
	else
		judge_record(report);
	judge_remedy(report);
}
