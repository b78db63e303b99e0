/* Whether others can send mail that shows the audited domain as its sender, and what stops it.
 *
 * SPDX-License-Identifier: MIT */

#include "report.h"

/* IPv4 addresses that an SPF record lets pass: an aligned pass beats any policy. */
#define EVERYBODY (UINT64_C(1) << 31) /* a /1 */
#define MANY (UINT64_C(1) << 24)      /* a /8 */

static bool has_finding(const struct mailauth_report *report, enum ma_finding_id id)
{
	for (size_t i = 0; i < report->finding_count; i++)
		if (report->findings[i]->id == id)
			return true;
	return false;
}

static bool passes_everybody(const struct mailauth_report *report)
{
	return has_finding(report, MA_SPF_PASSES_EVERYONE) ||
	       (report->spf.tree.counted && report->spf.tree.permitted4 >= EVERYBODY);
}

static bool is_weak(enum mailauth_policy policy)
{
	return policy == MAILAUTH_POLICY_ABSENT || policy == MAILAUTH_POLICY_NONE;
}

/* The weakest policy that any receiver sees for a name. */
static bool any_below(const struct ma_dmarc *dmarc, enum mailauth_policy policy)
{
	const enum mailauth_policy policies[] = { dmarc->policy.policy, dmarc->existing.policy,
						  dmarc->missing.policy };

	for (size_t i = 0; i < sizeof(policies) / sizeof(*policies); i++)
		if (policies[i] < policy)
			return true;
	return false;
}

static bool is_weaker_in_7489(const struct ma_dmarc *dmarc)
{
	const struct ma_dmarc_7489 *old = &dmarc->old;

	return old->known &&
	       (old->policy < MAILAUTH_POLICY_REJECT || old->below < MAILAUTH_POLICY_REJECT ||
		(old->record != NULL && old->record->percent < 100));
}

/* A tag is there more than once: some receivers take one of them. */
static bool is_written_twice(const struct ma_dmarc *dmarc)
{
	for (size_t i = 0; i < dmarc->walk.count; i++)
		if (dmarc->walk.steps[i].invalid != NULL)
			return true;
	return dmarc->policy.record != NULL && dmarc->policy.record->twice;
}

static enum ma_phrase_id reason_of_yes(const struct mailauth_report *report)
{
	const struct ma_dmarc_policy *policy = &report->dmarc_domain->policy;

	if (policy->policy == MAILAUTH_POLICY_ABSENT && is_written_twice(report->dmarc_domain))
		return MA_PHRASE_SPOOF_YES_TWICE;
	if (policy->policy == MAILAUTH_POLICY_ABSENT)
		return report->spf.count == 1 ? MA_PHRASE_SPOOF_YES_ABSENT_SPF
					      : MA_PHRASE_SPOOF_YES_ABSENT;
	if (policy->policy == MAILAUTH_POLICY_NONE)
		return policy->published > MAILAUTH_POLICY_NONE || policy->assumed
			       ? MA_PHRASE_SPOOF_YES_WEAKENED
			       : MA_PHRASE_SPOOF_YES_NONE;
	return MA_PHRASE_SPOOF_YES_EVERYBODY;
}

static enum ma_phrase_id reason_of_partly(const struct mailauth_report *report)
{
	const struct ma_dmarc *dmarc = report->dmarc_domain;

	if (is_weak(dmarc->existing.policy) || is_weak(dmarc->missing.policy))
		return dmarc->policy.policy == MAILAUTH_POLICY_REJECT
			       ? MA_PHRASE_SPOOF_PARTLY_BELOW
			       : MA_PHRASE_SPOOF_PARTLY_BELOW_QUARANTINE;
	if (any_below(dmarc, MAILAUTH_POLICY_REJECT))
		return MA_PHRASE_SPOOF_PARTLY_QUARANTINE;
	if (dmarc->strangers)
		return MA_PHRASE_SPOOF_PARTLY_STRANGERS;
	if (is_written_twice(dmarc))
		return MA_PHRASE_SPOOF_PARTLY_TWICE;
	return is_weaker_in_7489(dmarc) ? MA_PHRASE_SPOOF_PARTLY_OLD : MA_PHRASE_SPOOF_PARTLY_MANY;
}

static bool is_unknown(const struct mailauth_report *report)
{
	const struct ma_dmarc_7489 *old = &report->dmarc_domain->old;

	return report->dmarc_domain->policy.policy == MAILAUTH_POLICY_UNKNOWN ||
	       report->dmarc_domain->existing.policy == MAILAUTH_POLICY_UNKNOWN ||
	       report->dmarc_domain->missing.policy == MAILAUTH_POLICY_UNKNOWN || !old->known ||
	       old->policy == MAILAUTH_POLICY_UNKNOWN || old->below == MAILAUTH_POLICY_UNKNOWN ||
	       report->spf.unknown ||
	       (report->spf.walked && !report->spf.tree.counted && !report->spf.tree.errors);
}

/* The first line that fits. */
static enum mailauth_spoofable judge(const struct mailauth_report *report,
				     enum ma_phrase_id *reason)
{
	const struct ma_dmarc *dmarc = report->dmarc_domain;

	if (is_weak(dmarc->policy.policy) || passes_everybody(report)) {
		*reason = reason_of_yes(report);
		return MAILAUTH_SPOOFABLE_YES;
	}
	*reason = MA_PHRASE_SPOOF_UNKNOWN;
	if (is_unknown(report))
		return MAILAUTH_SPOOFABLE_UNKNOWN;
	*reason = reason_of_partly(report);
	if (any_below(dmarc, MAILAUTH_POLICY_REJECT) || is_weaker_in_7489(dmarc) ||
	    dmarc->strangers || is_written_twice(dmarc) || report->spf.tree.permitted4 >= MANY)
		return MAILAUTH_SPOOFABLE_PARTLY;
	*reason = MA_PHRASE_SPOOF_NO;
	return MAILAUTH_SPOOFABLE_NO;
}

void ma_verdict_judge_spoofable(struct mailauth_report *report)
{
	struct ma_sentence *sentence = &report->verdict.spoof;

	if (report->settings.domain == NULL || report->settings.scope != MAILAUTH_SCOPE_FULL)
		return;
	*sentence = (struct ma_sentence){ 0 };
	report->verdict.spoofable = judge(report, &sentence->phrase);
	sentence->arguments[sentence->argument_count++] =
		(struct ma_argument){ "domain", report->settings.domain_shown, MA_VALUE_RAW };
}
