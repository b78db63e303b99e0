/* Where names lie, and where receivers that follow RFC 7489 come to something else.
 *
 * SPDX-License-Identifier: MIT */

#include "advice.h"

bool ma_dmarc_has_strangers(struct ma_pass *pass, const struct ma_dmarc *dmarc)
{
	struct ma_name org;

	return dmarc->org_known && dmarc->policy.record != NULL &&
	       !ma_psl_is_suffix(pass->arena, dmarc->domain) &&
	       ma_psl_org(pass->arena, dmarc->domain, &org) && org.length > dmarc->org.length;
}

void ma_dmarc_find_psd(struct ma_pass *pass, const struct ma_dmarc *dmarc)
{
	const struct ma_dmarc_record *own = dmarc->walk.steps[0].record;
	bool suffix = ma_psl_is_suffix(pass->arena, dmarc->domain);
	struct mailauth_finding *finding;

	if (ma_name_labels(dmarc->domain) > MA_DMARC_STEPS_MAX)
		ma_dmarc_note(pass, MA_DMARC_WALK_JUMPS, dmarc->domain);
	if (suffix)
		ma_dmarc_note(pass, MA_DMARC_PUBLIC_SUFFIX, dmarc->domain);
	if (own != NULL && own->psd == MA_PSD_YES && !suffix)
		ma_dmarc_note(pass, MA_DMARC_PSD_ON_DOMAIN, dmarc->domain);
	if (own != NULL && own->psd == MA_PSD_NO && suffix)
		ma_dmarc_note(pass, MA_DMARC_PSD_AGAINST_LIST, dmarc->domain);
	if (!dmarc->strangers)
		return;
	finding = ma_dmarc_note(pass, MA_DMARC_PSD_N_NEEDED, dmarc->domain);
	ma_finding_text(finding, "org", ma_name_present(pass->arena, &dmarc->org));
	ma_finding_text(finding, "own", ma_name_present(pass->arena, &dmarc->old.org));
}

static void note_difference(struct ma_pass *pass, const struct ma_dmarc *dmarc,
			    enum ma_finding_id id, enum mailauth_policy now,
			    enum mailauth_policy old)
{
	struct mailauth_finding *finding = ma_dmarc_note(pass, id, dmarc->domain);

	ma_finding_policy(finding, "policy", ma_dmarc_policy_word(now));
	ma_finding_policy(finding, "old", ma_dmarc_policy_word(old));
}

static bool differs(enum mailauth_policy now, enum mailauth_policy old)
{
	return now != MAILAUTH_POLICY_UNKNOWN && old != MAILAUTH_POLICY_UNKNOWN && now != old;
}

/* What np alone makes different.  All else shows in subdomains that exist, too. */
static void note_np_difference(struct ma_pass *pass, const struct ma_dmarc *dmarc)
{
	const struct ma_dmarc_record *record = dmarc->missing.record;
	const struct ma_dmarc_request *sp;

	if (record == NULL || dmarc->wildcard.exists || record->np.state != MA_REQUEST_VALID ||
	    !differs(dmarc->missing.policy, dmarc->old.below))
		return;
	sp = record->sp.state == MA_REQUEST_VALID ? &record->sp : &record->p;
	if (record->np.policy < sp->policy)
		note_difference(pass, dmarc, MA_DMARC_NP_WEAKER, dmarc->missing.policy,
				dmarc->old.below);
	/* A registry has only np for its purpose: sp would be its customers'. */
	else if (record->np.policy > sp->policy && !dmarc->old.suffix)
		note_difference(pass, dmarc, MA_DMARC_READINGS_DIFFER_MISSING,
				dmarc->missing.policy, dmarc->old.below);
}

/* Nothing at all is where the organization's own record would be. */
static bool is_empty(const struct ma_dmarc *dmarc)
{
	for (size_t i = 0; i < dmarc->walk.count; i++) {
		const struct ma_dmarc_step *step = &dmarc->walk.steps[i];

		if (ma_name_is_within(step->name, &dmarc->old.org) && step->answer != NULL &&
		    (step->answer->count > 0 || step->answer->alias != NULL))
			return false;
	}
	return true;
}

/* A public suffix's record applies, and there is no other: RFC 7489 does not look there. */
static bool is_suffix_alone(const struct ma_dmarc *dmarc)
{
	const struct ma_dmarc_7489 *old = &dmarc->old;

	return dmarc->policy.record != NULL && old->record == NULL &&
	       old->policy == MAILAUTH_POLICY_ABSENT &&
	       !ma_name_is_within(dmarc->policy.domain, &old->org) && is_empty(dmarc);
}

static void note_suffix(struct ma_pass *pass, const struct ma_dmarc *dmarc)
{
	struct mailauth_finding *finding =
		ma_dmarc_note(pass, MA_DMARC_READINGS_DIFFER_SUFFIX, dmarc->domain);

	ma_finding_policy(finding, "policy", ma_dmarc_policy_word(dmarc->policy.policy));
	ma_finding_text(finding, "record", ma_name_present(pass->arena, dmarc->policy.domain));
	ma_finding_text(finding, "org", ma_name_present(pass->arena, &dmarc->old.org));
}

/* What of the policies is read in two ways. */
static void note_policies(struct ma_pass *pass, const struct ma_dmarc *dmarc)
{
	const struct ma_dmarc_7489 *old = &dmarc->old;

	if (differs(dmarc->policy.policy, old->policy))
		note_difference(pass, dmarc, MA_DMARC_READINGS_DIFFER, dmarc->policy.policy,
				old->policy);
	/* Names below a suffix are their owners': there is nothing to write for them. */
	if (differs(dmarc->existing.policy, old->below) && !dmarc->old.suffix)
		note_difference(pass, dmarc, MA_DMARC_READINGS_DIFFER_EXISTING,
				dmarc->existing.policy, old->below);
	note_np_difference(pass, dmarc);
}

void ma_dmarc_find_readings(struct ma_pass *pass, const struct ma_dmarc *dmarc)
{
	const struct ma_dmarc_7489 *old = &dmarc->old;
	struct mailauth_finding *finding;

	if (!old->known || dmarc->policy.policy == MAILAUTH_POLICY_UNKNOWN)
		return;
	/* A record of its own ends all of it. */
	if (is_suffix_alone(dmarc)) {
		note_suffix(pass, dmarc);
		return;
	}
	note_policies(pass, dmarc);
	if (dmarc->policy.record == NULL || !dmarc->org_known ||
	    ma_name_equal(&dmarc->org, &old->org))
		return;
	finding = ma_dmarc_note(pass, MA_DMARC_READINGS_DIFFER_ALIGNMENT, dmarc->domain);
	ma_finding_text(finding, "org", ma_name_present(pass->arena, &dmarc->org));
	ma_finding_text(finding, "old", ma_name_present(pass->arena, &old->org));
}
