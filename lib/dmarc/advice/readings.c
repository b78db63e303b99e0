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

/* What a registry asks for applies to its customers (RFC 9989 5.2). */
static void note_public_suffix(struct ma_pass *pass, const struct ma_dmarc *dmarc)
{
	enum mailauth_policy below = dmarc->existing.policy;

	if (dmarc->policy.record != NULL && below > MAILAUTH_POLICY_NONE &&
	    ma_name_equal(dmarc->policy.domain, dmarc->domain))
		ma_finding_text(ma_dmarc_note(pass, MA_DMARC_PUBLIC_SUFFIX_ENFORCES, dmarc->domain),
				"below", ma_dmarc_policy_word(below));
	else if (dmarc->policy.record == NULL ||
		 !ma_name_equal(dmarc->policy.domain, dmarc->domain))
		ma_dmarc_note(pass, MA_DMARC_PUBLIC_SUFFIX, dmarc->domain);
	else if (dmarc->policy.record->psd != MA_PSD_YES)
		ma_dmarc_note(pass, MA_DMARC_PUBLIC_SUFFIX_UNMARKED, dmarc->domain);
	else if (dmarc->policy.policy >= MAILAUTH_POLICY_QUARANTINE)
		ma_finding_text(ma_dmarc_note(pass, MA_DMARC_PUBLIC_SUFFIX_RIGHT, dmarc->domain),
				"policy", ma_dmarc_policy_word(dmarc->policy.policy));
	else
		ma_dmarc_note(pass, MA_DMARC_PUBLIC_SUFFIX_MONITORS, dmarc->domain);
}

void ma_dmarc_find_psd(struct ma_pass *pass, const struct ma_dmarc *dmarc)
{
	const struct ma_dmarc_record *own = dmarc->walk.steps[0].record;
	bool suffix = ma_psl_is_suffix(pass->arena, dmarc->domain);
	struct mailauth_finding *finding;

	if (ma_name_labels(dmarc->domain) > MA_DMARC_STEPS_MAX)
		ma_dmarc_note(pass, MA_DMARC_WALK_JUMPS, dmarc->domain);
	if (suffix)
		note_public_suffix(pass, dmarc);
	if (own != NULL && own->psd == MA_PSD_YES && !suffix)
		ma_dmarc_note(pass, MA_DMARC_PSD_ON_DOMAIN, dmarc->domain);
	if (own != NULL && own->psd == MA_PSD_NO && suffix)
		ma_dmarc_note(pass, MA_DMARC_PSD_AGAINST_LIST, dmarc->domain);
	if (!dmarc->strangers)
		return;
	finding = ma_dmarc_note(pass, MA_DMARC_PSD_N_NEEDED, dmarc->domain);
	ma_finding_text(finding, "org", ma_name_present(pass->arena, &dmarc->org));
	ma_finding_text(finding, "own", ma_name_present(pass->arena, &dmarc->old.org));
	ma_finding_text(finding, "record", ma_name_present(pass->arena, dmarc->policy.domain));
}

static struct mailauth_finding *note_difference(struct ma_pass *pass, const struct ma_dmarc *dmarc,
						enum ma_finding_id id, enum mailauth_policy now,
						enum mailauth_policy old)
{
	struct mailauth_finding *finding = ma_dmarc_note(pass, id, dmarc->domain);

	ma_finding_policy(finding, "policy", ma_dmarc_policy_word(now));
	return ma_finding_policy(finding, "old", ma_dmarc_policy_word(old));
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
	/* A record with p=none would end what protects the domain today. */
	bool strong = dmarc->policy.policy > MAILAUTH_POLICY_NONE;
	struct mailauth_finding *finding = ma_dmarc_note(
		pass,
		strong ? MA_DMARC_READINGS_DIFFER_SUFFIX_STRONG : MA_DMARC_READINGS_DIFFER_SUFFIX,
		dmarc->domain);

	ma_finding_policy(finding, "policy", ma_dmarc_policy_word(dmarc->policy.policy));
	ma_finding_text(finding, "record", ma_name_present(pass->arena, dmarc->policy.domain));
	ma_finding_text(finding, "org", ma_name_present(pass->arena, &dmarc->old.org));
}

/* Both read one record, and t=y alone makes the difference: without it, NOW would be OLD. */
static bool is_testing(const struct ma_dmarc *dmarc, const struct ma_dmarc_policy *now,
		       enum mailauth_policy old)
{
	return now->record != NULL && now->record->testing && now->published == old &&
	       (dmarc->old.domain == NULL || ma_name_equal(now->domain, dmarc->old.domain));
}

/* RFC 9989 4.10.1: np applies to a name that does not exist. */
static bool is_by_np(const struct ma_dmarc *dmarc)
{
	const struct ma_dmarc_policy *now = &dmarc->policy;

	return dmarc->exists == MA_MISSING && now->record != NULL &&
	       now->record->np.state == MA_REQUEST_VALID && dmarc->old.domain != NULL &&
	       ma_name_equal(now->domain, dmarc->old.domain);
}

static void note_own_difference(struct ma_pass *pass, const struct ma_dmarc *dmarc)
{
	const struct ma_dmarc_policy *now = &dmarc->policy;
	enum ma_finding_id id = MA_DMARC_READINGS_DIFFER;
	struct mailauth_finding *finding;

	if (!differs(now->policy, dmarc->old.policy))
		return;
	if (is_testing(dmarc, now, dmarc->old.policy))
		id = MA_DMARC_READINGS_DIFFER_TESTING;
	else if (is_by_np(dmarc))
		id = MA_DMARC_READINGS_DIFFER_NP;
	finding = note_difference(pass, dmarc, id, now->policy, dmarc->old.policy);
	if (id != MA_DMARC_READINGS_DIFFER)
		ma_finding_text(finding, "record", ma_name_present(pass->arena, now->domain));
}

static void note_existing_difference(struct ma_pass *pass, const struct ma_dmarc *dmarc)
{
	const struct ma_dmarc_policy *now = &dmarc->existing;
	const struct ma_name *org = &dmarc->old.org;
	const struct ma_name *record = now->domain != NULL ? now->domain : org;
	enum ma_finding_id id = MA_DMARC_READINGS_DIFFER_EXISTING;
	struct mailauth_finding *finding;

	if (!differs(now->policy, dmarc->old.below))
		return;
	if (!ma_name_equal(record, org))
		id = MA_DMARC_READINGS_DIFFER_RECORDS;
	else if (is_testing(dmarc, now, dmarc->old.below))
		id = MA_DMARC_READINGS_DIFFER_EXISTING_TESTING;
	finding = note_difference(pass, dmarc, id, now->policy, dmarc->old.below);
	ma_finding_text(finding, "record", ma_name_present(pass->arena, record));
	if (id == MA_DMARC_READINGS_DIFFER_RECORDS)
		ma_finding_text(finding, "org", ma_name_present(pass->arena, org));
}

/* What of the policies is read in two ways. */
static void note_policies(struct ma_pass *pass, const struct ma_dmarc *dmarc)
{
	note_own_difference(pass, dmarc);
	/* RFC 8020: below a name that does not exist there is none that exists. */
	if (dmarc->exists == MA_MISSING)
		return;
	/* Names below a suffix are their owners': there is nothing to write for them. */
	if (!dmarc->old.suffix)
		note_existing_difference(pass, dmarc);
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
		/* What np asks for is not what the organization's own record should. */
		if (dmarc->exists != MA_MISSING)
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
