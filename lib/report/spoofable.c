/* Whether others can send mail that shows the audited domain as its sender, and what stops it.
 *
 * SPDX-License-Identifier: MIT */

#include "../known/known.h"
#include "report.h"

/* Whom the SPF record lets pass: an aligned pass beats any policy. */
static enum ma_spf_width width_of_record(const struct mailauth_report *report)
{
	return report->spf.unknown ? MA_SPF_WIDTH_UNKNOWN : ma_spf_width(&report->spf.tree.reach);
}

/* Whom those of other envelope senders let pass that DMARC takes for the domain. */
static enum ma_spf_width width_around(const struct mailauth_report *report)
{
	return report->envelopes.width;
}

static bool has_width(const struct mailauth_report *report, enum ma_spf_width width)
{
	return width_of_record(report) == width || width_around(report) == width;
}

/* Companies whose other customers may pass as well. */
static struct ma_spf_platforms platforms_of(const struct mailauth_report *report)
{
	struct ma_spf_platforms platforms = { 0 };

	/* RFC 7208 4.6.4: no one passes with a permerror. */
	if (report->spf.walked && !report->spf.tree.errors)
		platforms = report->spf.tree.reach.platforms;
	ma_spf_platforms_add(&platforms, &report->envelopes.platforms);
	return platforms;
}

static bool is_weak(enum mailauth_policy policy)
{
	return policy == MAILAUTH_POLICY_ABSENT || policy == MAILAUTH_POLICY_NONE;
}

/* The policy of names below the domain; where it is not known as the registry's name failed, the
 * one that applies if nothing is published there. */
static enum mailauth_policy policy_below(const struct ma_dmarc *dmarc, bool exist)
{
	/* RFC 8020: below a name that does not exist there is none that exists. */
	const struct ma_dmarc_policy *policy =
		exist && dmarc->exists != MA_MISSING ? &dmarc->existing : &dmarc->missing;
	bool is_org = dmarc->old.known && ma_name_equal(&dmarc->old.org, dmarc->domain);

	if (policy->policy != MAILAUTH_POLICY_UNKNOWN || !is_org || !ma_dmarc_has_own(dmarc))
		return policy->policy;
	exist = exist || dmarc->wildcard.exists;
	return ma_dmarc_effect(dmarc->policy.record,
			       exist ? MA_DMARC_OF_EXISTING : MA_DMARC_OF_MISSING);
}

static bool is_weaker(enum mailauth_policy policy)
{
	return policy != MAILAUTH_POLICY_UNKNOWN && policy < MAILAUTH_POLICY_REJECT;
}

static bool is_weak_below(const struct ma_dmarc *dmarc)
{
	return is_weak(policy_below(dmarc, true)) || is_weak(policy_below(dmarc, false));
}

/* Whether receivers are asked for less than to refuse, of the domain or of names below it. */
static bool is_weaker_anywhere(const struct ma_dmarc *dmarc)
{
	return is_weaker(dmarc->policy.policy) || is_weaker(policy_below(dmarc, true)) ||
	       is_weaker(policy_below(dmarc, false));
}

/* RFC 7489 6.3: for a part of the mail alone. */
static bool is_partial(const struct ma_dmarc_record *record)
{
	return record != NULL && record->percent < 100;
}

static bool is_weaker_in_7489(const struct ma_dmarc *dmarc)
{
	const struct ma_dmarc_7489 *old = &dmarc->old;

	return old->known && (is_weaker(old->policy) ||
			      (!old->suffix && (is_weaker(old->below) || is_weaker(old->made))) ||
			      is_partial(old->record) || is_partial(dmarc->wildcard.record));
}

/* A tag is there more than once: some receivers take one of them.  It matters in the record that
 * applies, and in one of the organization that would apply instead of it. */
static bool is_written_twice(const struct ma_dmarc *dmarc)
{
	for (size_t i = 0; i < dmarc->walk.count; i++) {
		const struct ma_dmarc_step *step = &dmarc->walk.steps[i];

		if (ma_dmarc_applies(dmarc, step))
			break;
		if (step->invalid != NULL &&
		    (!dmarc->old.known || ma_name_is_within(step->name, &dmarc->old.org)))
			return true;
	}
	return dmarc->policy.record != NULL && dmarc->policy.record->twice;
}

/* RFC 9989 4.7: "t=y" leaves nothing of the policy, which RFC 7489 does not know. */
static bool is_lowered_by_testing(const struct ma_dmarc *dmarc)
{
	return dmarc->policy.policy == MAILAUTH_POLICY_NONE && dmarc->policy.record->testing &&
	       dmarc->policy.published > MAILAUTH_POLICY_NONE && dmarc->old.known &&
	       dmarc->old.policy > MAILAUTH_POLICY_NONE && !is_partial(dmarc->old.record);
}

static enum ma_phrase_id reason_of_yes(const struct mailauth_report *report)
{
	const struct ma_dmarc_policy *policy = &report->dmarc_domain->policy;

	if (policy->policy == MAILAUTH_POLICY_ABSENT && is_written_twice(report->dmarc_domain))
		return MA_PHRASE_SPOOF_YES_TWICE;
	if (policy->policy == MAILAUTH_POLICY_ABSENT &&
	    ma_report_has_unread_dmarc(report, report->dmarc_domain->shown))
		return MA_PHRASE_SPOOF_YES_UNREAD;
	if (policy->policy == MAILAUTH_POLICY_ABSENT)
		return report->spf.count == 1 ? MA_PHRASE_SPOOF_YES_ABSENT_SPF
					      : MA_PHRASE_SPOOF_YES_ABSENT;
	if (is_lowered_by_testing(report->dmarc_domain))
		return MA_PHRASE_SPOOF_YES_TESTING;
	if (policy->policy == MAILAUTH_POLICY_NONE)
		return policy->published > MAILAUTH_POLICY_NONE || policy->assumed
			       ? MA_PHRASE_SPOOF_YES_WEAKENED
			       : MA_PHRASE_SPOOF_YES_NONE;
	if (width_of_record(report) != MA_SPF_OPEN)
		return MA_PHRASE_SPOOF_YES_AROUND;
	return report->spf.tree.reach.everyone ? MA_PHRASE_SPOOF_YES_EVERYBODY
					       : MA_PHRASE_SPOOF_YES_MOST;
}

/* What is less below the domain; where np stops names that do not exist, none of those is the
 * example. */
static enum ma_phrase_id reason_below(const struct ma_dmarc *dmarc)
{
	bool rejects = dmarc->policy.policy == MAILAUTH_POLICY_REJECT;
	enum mailauth_policy missing = policy_below(dmarc, false);

	if (!is_weak_below(dmarc))
		return is_weaker(missing) ? MA_PHRASE_SPOOF_PARTLY_BELOW_SPAM
					  : MA_PHRASE_SPOOF_PARTLY_EXISTING_SPAM;
	if (is_weak(missing))
		return rejects ? MA_PHRASE_SPOOF_PARTLY_BELOW
			       : MA_PHRASE_SPOOF_PARTLY_BELOW_QUARANTINE;
	return rejects ? MA_PHRASE_SPOOF_PARTLY_EXISTING
		       : MA_PHRASE_SPOOF_PARTLY_EXISTING_QUARANTINE;
}

/* RFC 7489 6.6.4: what pct leaves out gets the next weaker policy. */
static enum ma_phrase_id reason_of_percent(const struct ma_dmarc *dmarc)
{
	bool rejects = dmarc->policy.policy == MAILAUTH_POLICY_REJECT;

	if (ma_text_is(dmarc->old.percent_text, "0"))
		return rejects ? MA_PHRASE_SPOOF_PARTLY_PERCENT_0
			       : MA_PHRASE_SPOOF_PARTLY_PERCENT_SPAM_0;
	return rejects ? MA_PHRASE_SPOOF_PARTLY_PERCENT : MA_PHRASE_SPOOF_PARTLY_PERCENT_SPAM;
}

static enum ma_phrase_id reason_of_partly(const struct mailauth_report *report)
{
	const struct ma_dmarc *dmarc = report->dmarc_domain;

	if (dmarc->old.known && is_partial(dmarc->old.record) &&
	    dmarc->old.policy == dmarc->policy.policy)
		return reason_of_percent(dmarc);
	if (is_weak_below(dmarc) ||
	    (dmarc->policy.policy == MAILAUTH_POLICY_REJECT && is_weaker_anywhere(dmarc)))
		return reason_below(dmarc);
	if (is_weaker_anywhere(dmarc))
		return dmarc->old.known && dmarc->old.policy == MAILAUTH_POLICY_REJECT
			       ? MA_PHRASE_SPOOF_PARTLY_QUARANTINE_OLD
			       : MA_PHRASE_SPOOF_PARTLY_QUARANTINE;
	if (dmarc->strangers)
		return MA_PHRASE_SPOOF_PARTLY_STRANGERS;
	if (is_written_twice(dmarc))
		return MA_PHRASE_SPOOF_PARTLY_TWICE;
	if (is_weaker_in_7489(dmarc))
		return MA_PHRASE_SPOOF_PARTLY_OLD;
	return width_of_record(report) == MA_SPF_WIDE ? MA_PHRASE_SPOOF_PARTLY_MANY
						      : MA_PHRASE_SPOOF_PARTLY_MANY_AROUND;
}

/* Why nothing can be said, if nothing can be. */
static bool is_unknown(const struct mailauth_report *report, enum ma_phrase_id *reason)
{
	const struct ma_dmarc_7489 *old = &report->dmarc_domain->old;

	*reason = MA_PHRASE_SPOOF_UNKNOWN;
	if (report->dmarc_domain->policy.policy == MAILAUTH_POLICY_UNKNOWN || !old->known ||
	    old->policy == MAILAUTH_POLICY_UNKNOWN || has_width(report, MA_SPF_WIDTH_UNKNOWN))
		return true;
	*reason = width_of_record(report) == MA_SPF_WIDTH_OF_SENDER
			  ? MA_PHRASE_SPOOF_UNKNOWN_SENDER
			  : MA_PHRASE_SPOOF_UNKNOWN_AROUND;
	return has_width(report, MA_SPF_WIDTH_OF_SENDER);
}

/* What is said where only the company's customers may be among those who pass. */
static enum ma_phrase_id reason_of_platforms(const struct ma_spf_platforms *platforms,
					     enum ma_phrase_id reason)
{
	if (platforms->open != NULL)
		return platforms->open->lock != NULL ? MA_PHRASE_SPOOF_PARTLY_LOCK
						     : MA_PHRASE_SPOOF_PARTLY_SHARED;
	return platforms->confirming != NULL && reason == MA_PHRASE_SPOOF_NO
		       ? MA_PHRASE_SPOOF_NO_CONFIRMED
		       : reason;
}

/* The first line that fits. */
static enum mailauth_spoofable judge(const struct mailauth_report *report,
				     enum ma_phrase_id *reason)
{
	const struct ma_dmarc *dmarc = report->dmarc_domain;

	if (report->servers.unseen) {
		*reason = MA_PHRASE_SPOOF_UNKNOWN_UNSEEN;
		return MAILAUTH_SPOOFABLE_UNKNOWN;
	}
	if (is_weak(dmarc->policy.policy) || has_width(report, MA_SPF_OPEN)) {
		*reason = reason_of_yes(report);
		return MAILAUTH_SPOOFABLE_YES;
	}
	if (is_unknown(report, reason))
		return MAILAUTH_SPOOFABLE_UNKNOWN;
	*reason = reason_of_partly(report);
	if (is_weaker_anywhere(dmarc) || is_weaker_in_7489(dmarc) || dmarc->strangers ||
	    is_written_twice(dmarc) || has_width(report, MA_SPF_WIDE))
		return MAILAUTH_SPOOFABLE_PARTLY;
	*reason = dmarc->existing.policy == MAILAUTH_POLICY_UNKNOWN ||
				  dmarc->missing.policy == MAILAUTH_POLICY_UNKNOWN
			  ? MA_PHRASE_SPOOF_NO_BELOW_UNKNOWN
			  : MA_PHRASE_SPOOF_NO;
	return MAILAUTH_SPOOFABLE_NO;
}

void ma_verdict_note_undone(const struct mailauth_report *report, struct ma_findings *findings)
{
	const struct ma_dmarc_policy *policy = &report->dmarc_domain->policy;

	if (report->verdict.spoofable == MAILAUTH_SPOOFABLE_YES &&
	    policy->policy >= MAILAUTH_POLICY_QUARANTINE)
		ma_finding_text(ma_findings_add(findings, MA_DMARC_UNDONE_BY_SPF,
						report->dmarc_domain->shown),
				"policy", ma_text(mailauth_policy_word((int)policy->policy)));
}

/* What is said of a domain that does not exist: only which policy above covers it. */
static void say_missing(const struct mailauth_report *report, struct ma_sentence *sentence)
{
	const struct ma_dmarc *dmarc = report->dmarc_domain;

	sentence->phrase = MA_PHRASE_SPOOF_MISSING;
	if (dmarc->policy.record == NULL ||
	    report->verdict.spoofable == MAILAUTH_SPOOFABLE_UNKNOWN ||
	    dmarc->policy.policy < MAILAUTH_POLICY_NONE)
		return;
	ma_sentence_add(sentence, "policy",
			ma_text(mailauth_policy_word((int)dmarc->policy.policy)));
	ma_sentence_add(sentence, "record", dmarc->record_at);
	ma_sentence_add(sentence, "domain", report->settings.domain_shown);
}

static void say_platforms(struct mailauth_report *report, struct ma_sentence *sentence)
{
	struct ma_spf_platforms platforms = platforms_of(report);
	const struct ma_provider *company =
		platforms.open != NULL ? platforms.open : platforms.confirming;

	sentence->phrase = reason_of_platforms(&platforms, sentence->phrase);
	if (company == NULL)
		return;
	if (platforms.open != NULL)
		report->verdict.spoofable = MAILAUTH_SPOOFABLE_PARTLY;
	ma_sentence_add_company(sentence, company);
	if (company->lock != NULL)
		ma_sentence_add(sentence, "label", ma_text(company->lock));
}

void ma_verdict_judge_spoofable(struct mailauth_report *report)
{
	struct ma_sentence *sentence = &report->verdict.spoof;

	if (report->settings.domain == NULL || report->settings.scope != MAILAUTH_SCOPE_FULL)
		return;
	*sentence = (struct ma_sentence){ 0 };
	report->verdict.spoofable = judge(report, &sentence->phrase);
	report->verdict.by_strangers = report->verdict.spoofable;
	if (report->verdict.spoofable == MAILAUTH_SPOOFABLE_NO && !report->missing)
		say_platforms(report, sentence);
	if (report->dmarc_domain->old.record != NULL)
		ma_sentence_add(sentence, "percent", report->dmarc_domain->old.percent_text);
	if (report->missing)
		say_missing(report, sentence);
	else
		ma_sentence_add(sentence, "domain", report->settings.domain_shown);
}
