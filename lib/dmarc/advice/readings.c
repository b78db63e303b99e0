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

	if (ma_name_labels(dmarc->domain) > MA_DMARC_STEPS_MAX)
		ma_dmarc_note(pass, MA_DMARC_WALK_JUMPS, dmarc->domain);
	if (suffix)
		ma_dmarc_note(pass, MA_DMARC_PUBLIC_SUFFIX, dmarc->domain);
	if (own != NULL && own->psd == MA_PSD_YES && !suffix)
		ma_dmarc_note(pass, MA_DMARC_PSD_ON_DOMAIN, dmarc->domain);
	if (own != NULL && own->psd == MA_PSD_NO && suffix)
		ma_dmarc_note(pass, MA_DMARC_PSD_AGAINST_LIST, dmarc->domain);
	if (dmarc->strangers)
		ma_finding_text(ma_dmarc_note(pass, MA_DMARC_PSD_N_NEEDED, dmarc->domain), "org",
				ma_name_present(pass->arena, &dmarc->org));
}

static void note_difference(struct ma_pass *pass, const struct ma_dmarc *dmarc,
			    enum ma_finding_id id, enum mailauth_policy now,
			    enum mailauth_policy old)
{
	struct mailauth_finding *finding = ma_dmarc_note(pass, id, dmarc->domain);

	ma_finding_text(finding, "policy", ma_dmarc_policy_word(now));
	ma_finding_text(finding, "old", ma_dmarc_policy_word(old));
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
	if (record->np.policy != sp->policy)
		note_difference(pass, dmarc,
				record->np.policy > sp->policy ? MA_DMARC_READINGS_DIFFER_MISSING
							       : MA_DMARC_NP_WEAKER,
				dmarc->missing.policy, dmarc->old.below);
}

void ma_dmarc_find_readings(struct ma_pass *pass, const struct ma_dmarc *dmarc)
{
	const struct ma_dmarc_7489 *old = &dmarc->old;
	struct mailauth_finding *finding;

	if (!old->known || dmarc->policy.policy == MAILAUTH_POLICY_UNKNOWN)
		return;
	if (differs(dmarc->policy.policy, old->policy))
		note_difference(pass, dmarc, MA_DMARC_READINGS_DIFFER, dmarc->policy.policy,
				old->policy);
	if (differs(dmarc->existing.policy, old->below))
		note_difference(pass, dmarc, MA_DMARC_READINGS_DIFFER_EXISTING,
				dmarc->existing.policy, old->below);
	note_np_difference(pass, dmarc);
	if (dmarc->policy.record == NULL || !dmarc->org_known ||
	    ma_name_equal(&dmarc->org, &old->org))
		return;
	finding = ma_dmarc_note(pass, MA_DMARC_READINGS_DIFFER_ALIGNMENT, dmarc->domain);
	ma_finding_text(finding, "org", ma_name_present(pass->arena, &dmarc->org));
	ma_finding_text(finding, "old", ma_name_present(pass->arena, &old->org));
}
