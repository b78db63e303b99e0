/* The verdict: what is said first, to somebody who reads nothing else.
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
		    report->findings[i]->id == MA_SPF_WIDE_TOTAL ||
		    report->findings[i]->id == MA_SPF_WIDE_TOTAL_IPV6)
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

void ma_verdict_judge(struct mailauth_report *report)
{
	if (!ma_headline_judge_missing(report)) {
		if (report->sender_count > 0)
			judge_sender(report, choose_sender(report));
		else if (!report->from_given || !judge_message(report))
			ma_headline_judge(report);
	}
	report->verdict.reason = find_reason(&report->verdict);
}
