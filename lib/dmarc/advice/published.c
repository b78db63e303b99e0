/* What the records of a walk say, and what is worth knowing of it.
 *
 * SPDX-License-Identifier: MIT */

#include "../dmarc.h"

enum {
	RECORDS_TOLD = 10, /* of a name that is nothing but DMARC records */
};

/* --- Records ----------------------------------------------------------------- */

/* Whether the policy or the Organizational Domain would be another if the first of the records at
 * STEP stood alone. */
static bool changes_answer(struct ma_pass *pass, const struct ma_dmarc *dmarc, size_t index)
{
	struct ma_dmarc_walk walk = dmarc->walk;
	struct ma_dmarc_policy policy;
	struct ma_text *records;
	struct ma_name org;
	size_t count;

	records = ma_dmarc_select(pass->arena, walk.steps[index].answer, &count);
	if (records == NULL || count == 0)
		return false;
	walk.steps[index].record = ma_dmarc_parse(pass->arena, MA_TEXT(""), records[0], NULL);
	ma_dmarc_find_policy(&walk, dmarc->exists, &policy);
	return policy.policy != dmarc->policy.policy || !ma_dmarc_org(&walk, &org) ||
	       !dmarc->org_known || !ma_name_equal(&org, &dmarc->org);
}

static void note_several(struct ma_pass *pass, const struct ma_dmarc *dmarc, size_t index)
{
	const struct ma_dmarc_step *step = &dmarc->walk.steps[index];
	struct mailauth_finding *finding;
	size_t count;
	struct ma_text *records = ma_dmarc_select(pass->arena, step->answer, &count);

	finding = ma_dmarc_note(pass, MA_DMARC_SEVERAL_RECORDS, step->name);
	ma_finding_text(finding, "count", ma_arena_number(pass->arena, count));
	for (size_t i = 0; records != NULL && i < count && i < RECORDS_TOLD; i++)
		ma_dmarc_parse(pass->arena, ma_name_present(pass->arena, step->name), records[i],
			       &pass->findings);
	if (index > 0 && changes_answer(pass, dmarc, index))
		ma_finding_text(ma_dmarc_note(pass, MA_DMARC_DISCARDED_ABOVE, dmarc->domain),
				"above", ma_name_present(pass->arena, step->name));
}

static bool is_same_answer(const struct ma_answer *a, const struct ma_answer *b)
{
	if (a->count != b->count)
		return false;
	for (size_t i = 0; i < a->count; i++)
		if (!ma_text_equal(a->records[i].rdata, b->records[i].rdata))
			return false;
	return true;
}

/* RFC 4592 2.1.1: "*" can be asked for like any other name. */
static const struct ma_answer *ask_wildcard(struct ma_pass *pass, const struct ma_dmarc_step *step,
					    const struct ma_name **wildcard)
{
	*wildcard = ma_name_join(pass->arena, MA_TEXT("*"), step->name);
	return *wildcard != NULL ? ma_probe(&pass->view, *wildcard, MA_TYPE_TXT) : NULL;
}

/* Below a wildcard every name exists, and np has no say. */
static void note_np(struct ma_pass *pass, const struct ma_dmarc *dmarc,
		    const struct ma_answer *answer, const struct ma_name *wildcard)
{
	if ((answer->status == MA_ANSWER_RECORDS || answer->status == MA_ANSWER_NODATA) &&
	    dmarc->policy.record != NULL && dmarc->existing.policy < dmarc->missing.policy)
		ma_finding_text(ma_dmarc_note(pass, MA_DMARC_NP_BEHIND_WILDCARD, dmarc->domain),
				"wildcard", ma_name_present(pass->arena, wildcard));
}

/* The texts of a step, unless they are a wildcard's and were not meant for _dmarc. */
static void look_at_texts(struct ma_pass *pass, const struct ma_dmarc *dmarc,
			  const struct ma_dmarc_step *step)
{
	const struct ma_name *wildcard;
	const struct ma_answer *answer = ask_wildcard(pass, step, &wildcard);

	if (answer != NULL && ma_name_equal(step->name, dmarc->domain))
		note_np(pass, dmarc, answer, wildcard);
	if (answer != NULL && step->answer->alias == NULL && is_same_answer(answer, step->answer))
		ma_finding_text(ma_dmarc_note(pass, MA_DMARC_FROM_WILDCARD, step->name), "wildcard",
				ma_name_present(pass->arena, wildcard));
	else
		ma_dmarc_note_texts(pass, ma_name_present(pass->arena, step->name), step->answer);
}

/* Whether NAME is the domain's own organization's, by the list: what stands at a registry's name is
 * not for its customers to mend. */
static bool is_own(struct ma_pass *pass, const struct ma_dmarc *dmarc, const struct ma_name *name)
{
	struct ma_name org;

	return !ma_psl_org(pass->arena, dmarc->domain, &org) || ma_name_is_within(name, &org);
}

void ma_dmarc_look_at_records(struct ma_pass *pass, const struct ma_dmarc *dmarc)
{
	for (size_t i = 0; i < dmarc->walk.count; i++) {
		const struct ma_dmarc_step *step = &dmarc->walk.steps[i];

		if (step->answer == NULL || step->answer->count == 0)
			continue;
		if (step->status == MA_WALK_SEVERAL)
			note_several(pass, dmarc, i);
		if (step->record != NULL && step->record == dmarc->policy.record)
			ma_dmarc_parse(pass->arena, ma_name_present(pass->arena, step->name),
				       step->record->text, &pass->findings);
		if ((i == 0 || dmarc->policy.record == NULL ||
		     step->record == dmarc->policy.record) &&
		    is_own(pass, dmarc, step->name))
			look_at_texts(pass, dmarc, step);
	}
}

/* --- The policy --------------------------------------------------------------- */

static struct mailauth_finding *note_policy(struct ma_pass *pass, enum ma_finding_id id,
					    const struct ma_dmarc *dmarc)
{
	struct mailauth_finding *finding = ma_dmarc_note(pass, id, dmarc->domain);

	ma_finding_text(finding, "policy", ma_dmarc_policy_word(dmarc->policy.policy));
	ma_finding_text(finding, "record", ma_name_present(pass->arena, dmarc->policy.domain));
	return finding;
}

/* What the policy comes to. */
static void note_strength(struct ma_pass *pass, const struct ma_dmarc *dmarc)
{
	const struct ma_dmarc_policy *policy = &dmarc->policy;

	if (policy->policy == MAILAUTH_POLICY_NONE && !policy->assumed &&
	    policy->published == MAILAUTH_POLICY_NONE)
		note_policy(pass, MA_DMARC_POLICY_NONE, dmarc);
	if (policy->policy == MAILAUTH_POLICY_QUARANTINE &&
	    policy->published == MAILAUTH_POLICY_QUARANTINE)
		note_policy(pass, MA_DMARC_POLICY_QUARANTINE, dmarc);
	if (policy->record->testing && !ma_dmarc_is_broken(policy->record) &&
	    policy->published > MAILAUTH_POLICY_NONE)
		ma_finding_text(note_policy(pass, MA_DMARC_TESTING, dmarc), "published",
				ma_dmarc_policy_word(policy->published));
	if (policy->ineffective)
		return;
	note_policy(pass, MA_DMARC_POLICY_FOUND, dmarc);
}

/* RFC 9989 4.7: sp and np count in the record of an Organizational Domain or a public suffix. */
static void note_subdomains(struct ma_pass *pass, const struct ma_dmarc *dmarc)
{
	const struct ma_dmarc_record *record = dmarc->policy.record;
	bool own = ma_name_equal(dmarc->policy.domain, dmarc->domain);
	bool is_org = dmarc->org_known && ma_name_equal(&dmarc->org, dmarc->domain);
	struct mailauth_finding *finding;

	if (!own || dmarc->policy.ineffective)
		return;
	if (!is_org && dmarc->org_known && record->psd != MA_PSD_YES) {
		/* With psd=n, which is advised then, they count. */
		if (dmarc->strangers)
			return;
		if (record->sp.state != MA_REQUEST_ABSENT || record->np.state != MA_REQUEST_ABSENT)
			ma_finding_text(ma_dmarc_note(pass, MA_DMARC_SP_IGNORED, dmarc->domain),
					"org", ma_name_present(pass->arena, &dmarc->org));
		return;
	}
	if (dmarc->existing.policy >= MAILAUTH_POLICY_NONE &&
	    dmarc->existing.policy < dmarc->policy.policy) {
		finding = note_policy(pass, MA_DMARC_SUBDOMAINS_WEAKER, dmarc);
		ma_finding_text(finding, "below", ma_dmarc_policy_word(dmarc->existing.policy));
	}
	if (record->np.state == MA_REQUEST_ABSENT &&
	    dmarc->missing.policy >= MAILAUTH_POLICY_NONE &&
	    dmarc->missing.policy < MAILAUTH_POLICY_REJECT)
		ma_finding_text(ma_dmarc_note(pass, MA_DMARC_NP_ABSENT, dmarc->domain), "below",
				ma_dmarc_policy_word(dmarc->missing.policy));
}

static void note_publication(struct ma_pass *pass, const struct ma_dmarc *dmarc)
{
	const struct ma_answer *at_domain;
	size_t count;

	for (size_t i = 0; i < dmarc->walk.count; i++) {
		const struct ma_dmarc_step *step = &dmarc->walk.steps[i];

		if (step->record == dmarc->policy.record && step->answer->alias != NULL)
			ma_finding_text(ma_dmarc_note(pass, MA_DMARC_ALIAS, step->name), "target",
					ma_name_present(pass->arena, step->answer->alias));
	}
	at_domain = ma_probe(&pass->view, dmarc->domain, MA_TYPE_TXT);
	ma_dmarc_select(pass->arena, at_domain, &count);
	if (count > 0 && ma_name_equal(dmarc->policy.domain, dmarc->domain))
		ma_dmarc_note(pass, MA_DMARC_COPY_AT_DOMAIN, dmarc->domain);
	else if (count > 0) /* what applies is a record above */
		ma_finding_text(ma_dmarc_note(pass, MA_DMARC_RECORD_AT_DOMAIN, dmarc->domain),
				"other", ma_name_present(pass->arena, dmarc->domain));
}

void ma_dmarc_look_at_policy(struct ma_pass *pass, const struct ma_dmarc *dmarc)
{
	const struct ma_dmarc_policy *policy = &dmarc->policy;

	note_strength(pass, dmarc);
	note_subdomains(pass, dmarc);
	if (policy->record->rua == NULL && !policy->ineffective)
		note_policy(pass,
			    policy->policy >= MAILAUTH_POLICY_QUARANTINE
				    ? MA_DMARC_ENFORCED_WITHOUT_REPORTS
				    : MA_DMARC_RUA_MISSING,
			    dmarc);
	note_publication(pass, dmarc);
}
