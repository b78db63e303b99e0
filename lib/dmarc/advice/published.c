/* What the records of a walk say, and what is worth knowing of it.
 *
 * SPDX-License-Identifier: MIT */

#include "advice.h"

enum {
	RECORDS_TOLD = 10, /* of a name that is nothing but DMARC records */
};

/* --- Records ----------------------------------------------------------------- */

/* The first DMARC record of ANSWER as all that NAME holds. */
static const struct ma_assumed *without_others(struct ma_pass *pass, const struct ma_name *name,
					       const struct ma_answer *answer)
{
	struct ma_record *first = ma_arena_alloc(pass->arena, sizeof(*first));
	size_t i = 0;

	while (i < answer->count && !ma_dmarc_is_record(ma_record_text(&answer->records[i])))
		i++;
	if (first == NULL || i == answer->count)
		return NULL;
	*first = answer->records[i];
	return ma_overlay_add(pass->arena, pass->view.overlay,
			      ma_name_join(pass->arena, MA_TEXT("_dmarc"), name), MA_TYPE_TXT,
			      first, 1, MA_TTL_IN_PLACE);
}

/* Whether the policy or the Organizational Domain would be another if the first of the records at
 * STEP were the only one. */
static bool changes_answer(struct ma_pass *pass, const struct ma_dmarc *dmarc,
			   const struct ma_dmarc_step *step)
{
	const struct ma_assumed *before = pass->view.overlay;
	const struct ma_assumed *overlay = without_others(pass, step->name, step->answer);
	struct ma_dmarc_policy policy;
	struct ma_dmarc_walk walk;
	struct ma_name org;

	if (overlay == NULL)
		return false;
	pass->view.overlay = overlay;
	ma_dmarc_walk(pass, dmarc->domain, &walk);
	pass->view.overlay = before;
	ma_dmarc_find_policy(&walk, dmarc->exists, &policy);
	return policy.policy != dmarc->policy.policy || !ma_dmarc_org(&walk, &org) ||
	       !dmarc->org_known || !ma_name_equal(&org, &dmarc->org);
}

static void note_several(struct ma_pass *pass, const struct ma_dmarc *dmarc, size_t index)
{
	const struct ma_dmarc_step *step = &dmarc->walk.steps[index];
	struct mailauth_finding *finding;
	size_t count;
	const struct ma_dmarc_record **records = ma_dmarc_select(pass->arena, step->answer, &count);

	finding = ma_dmarc_note(pass, MA_DMARC_SEVERAL_RECORDS, step->name);
	ma_finding_text(finding, "count", ma_arena_number(pass->arena, count));
	for (size_t i = 0; records != NULL && i < count && i < RECORDS_TOLD; i++)
		ma_dmarc_note_faults(pass, step->name, records[i]);
	if (index > 0 && changes_answer(pass, dmarc, step))
		ma_finding_text(ma_dmarc_note(pass, MA_DMARC_DISCARDED_ABOVE, dmarc->domain),
				"above", ma_name_present(pass->arena, step->name));
}

/* The wildcard that gave ANSWER to STEP, in its organization; NULL if none did.  What is asked for
 * a name below it answers alike: it is the one nearest to the root. */
static const struct ma_name *find_wildcard(struct ma_pass *pass, const struct ma_dmarc_step *step)
{
	const struct ma_name *found = NULL;
	const struct ma_name *wildcard;
	struct ma_name parent = *step->name, org;
	const struct ma_answer *answer = ma_dmarc_ask_wildcard(pass, &parent, true, &wildcard);
	bool known = ma_psl_org(pass->arena, step->name, &org);

	while (answer != NULL && ma_answer_is_same(answer, step->answer)) {
		found = wildcard;
		if (!known || parent.length <= org.length)
			break;
		parent = ma_name_parent(&parent);
		answer = ma_dmarc_ask_wildcard(pass, &parent, true, &wildcard);
	}
	return found;
}

/* The texts of a step.  Those of a wildcard or of where an alias leads were probably not meant for
 * _dmarc: only what is nearly a DMARC record is worth a word. */
static void find_texts(struct ma_pass *pass, const struct ma_dmarc_step *step)
{
	bool alias = step->answer->alias != NULL;
	const struct ma_name *wildcard = alias ? NULL : find_wildcard(pass, step);

	if (wildcard != NULL && step->status != MA_WALK_NONE)
		ma_finding_text(ma_dmarc_note(pass, MA_DMARC_FROM_WILDCARD, step->name), "wildcard",
				ma_name_present(pass->arena, wildcard));
	else
		ma_dmarc_find_texts(pass, ma_name_present(pass->arena, step->name), step->answer,
				    !alias && wildcard == NULL);
}

/* Whether NAME is the domain's own organization's, by the list: what is at a registry's name is
 * not for its customers to correct. */
static bool is_own(struct ma_pass *pass, const struct ma_dmarc *dmarc, const struct ma_name *name)
{
	struct ma_name org;

	return !ma_psl_org(pass->arena, dmarc->domain, &org) || ma_name_is_within(name, &org);
}

void ma_dmarc_find_records(struct ma_pass *pass, const struct ma_dmarc *dmarc)
{
	for (size_t i = 0; i < dmarc->walk.count; i++) {
		const struct ma_dmarc_step *step = &dmarc->walk.steps[i];

		if (step->answer == NULL || step->answer->count == 0)
			continue;
		if (step->status == MA_WALK_SEVERAL)
			note_several(pass, dmarc, i);
		if (ma_dmarc_applies(dmarc, step))
			ma_dmarc_note_faults(pass, step->name, step->record);
		if (step->invalid != NULL && is_own(pass, dmarc, step->name))
			ma_dmarc_note_faults(pass, step->name, step->invalid);
		if ((i == 0 || dmarc->policy.record == NULL || ma_dmarc_applies(dmarc, step)) &&
		    is_own(pass, dmarc, step->name))
			find_texts(pass, step);
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

/* RFC 7489 has no t, and may not find p after it. */
static void note_testing(struct ma_pass *pass, const struct ma_dmarc *dmarc)
{
	const struct ma_dmarc_policy *policy = &dmarc->policy;
	struct mailauth_finding *finding = note_policy(pass, MA_DMARC_TESTING, dmarc);
	bool known = dmarc->old.policy != MAILAUTH_POLICY_UNKNOWN;

	ma_finding_text(finding, "published", ma_dmarc_policy_word(policy->published));
	ma_finding_policy(finding, "old",
			  ma_dmarc_policy_word(known ? dmarc->old.policy : policy->published));
}

/* What the policy comes to. */
static void note_strength(struct ma_pass *pass, const struct ma_dmarc *dmarc)
{
	const struct ma_dmarc_policy *policy = &dmarc->policy;
	/* A registry does not move to a stronger policy: it would apply to its customers. */
	bool suffix = ma_psl_is_suffix(pass->arena, policy->domain);
	bool own = ma_dmarc_has_own(dmarc);

	if (policy->policy == MAILAUTH_POLICY_NONE && !policy->assumed &&
	    policy->published == MAILAUTH_POLICY_NONE && !suffix)
		note_policy(pass, own ? MA_DMARC_POLICY_NONE : MA_DMARC_POLICY_INHERITED, dmarc);
	if (policy->policy == MAILAUTH_POLICY_QUARANTINE &&
	    policy->published == MAILAUTH_POLICY_QUARANTINE && !suffix)
		note_policy(pass, own ? MA_DMARC_POLICY_QUARANTINE : MA_DMARC_POLICY_INHERITED,
			    dmarc);
	if (policy->record->testing && !ma_dmarc_is_broken(policy->record) &&
	    policy->published > MAILAUTH_POLICY_NONE)
		note_testing(pass, dmarc);
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
		if (ma_dmarc_tags_below(record, false).data == NULL)
			return;
		finding = ma_dmarc_note(pass, MA_DMARC_SP_IGNORED, dmarc->domain);
		ma_finding_text(finding, "tags", ma_dmarc_tags_below(record, false));
		ma_finding_text(finding, "org", ma_name_present(pass->arena, &dmarc->org));
		return;
	}
	if (dmarc->existing.policy >= MAILAUTH_POLICY_NONE &&
	    dmarc->existing.policy < dmarc->policy.policy &&
	    !ma_psl_is_suffix(pass->arena, dmarc->domain)) {
		finding = note_policy(pass, MA_DMARC_SUBDOMAINS_WEAKER, dmarc);
		ma_finding_text(finding, "below", ma_dmarc_policy_word(dmarc->existing.policy));
	}
	/* Without a valid p, np would do nothing; and t=y would make less of it. */
	if (record->np.state == MA_REQUEST_ABSENT && !dmarc->wildcard.exists && !record->testing &&
	    !ma_dmarc_is_broken(record) && dmarc->missing.policy >= MAILAUTH_POLICY_NONE &&
	    dmarc->missing.policy < MAILAUTH_POLICY_REJECT)
		ma_finding_text(ma_dmarc_note(pass, MA_DMARC_NP_ABSENT, dmarc->domain), "below",
				ma_dmarc_policy_word(dmarc->missing.policy));
}

static void note_publication(struct ma_pass *pass, const struct ma_dmarc *dmarc)
{
	const struct ma_answer *own = dmarc->walk.steps[0].answer;
	const struct ma_answer *at_domain;
	size_t count;

	for (size_t i = 0; i < dmarc->walk.count; i++) {
		const struct ma_dmarc_step *step = &dmarc->walk.steps[i];

		if (ma_dmarc_applies(dmarc, step) && step->answer->alias != NULL)
			ma_finding_text(ma_dmarc_note(pass, MA_DMARC_ALIAS, step->name), "target",
					ma_name_present(pass->arena, step->answer->alias));
	}
	/* An alias of the domain itself is how receivers get to the record there. */
	if (own != NULL && own->alias != NULL && ma_name_equal(own->alias, dmarc->domain))
		return;
	at_domain = ma_probe(&pass->view, dmarc->domain, MA_TYPE_TXT);
	ma_dmarc_select(pass->arena, at_domain, &count);
	if (count > 0 && ma_name_equal(dmarc->policy.domain, dmarc->domain))
		ma_dmarc_note(pass, MA_DMARC_COPY_AT_DOMAIN, dmarc->domain);
	else if (count > 0) /* what applies is a record above */
		ma_finding_text(ma_dmarc_note(pass, MA_DMARC_RECORD_AT_DOMAIN, dmarc->domain),
				"other", ma_name_present(pass->arena, dmarc->domain));
}

/* Next to a tag rua that cannot be read, a second one would make the record void. */
static bool has_no_rua(const struct ma_dmarc_record *record)
{
	for (size_t i = 0; i < record->tags.count; i++)
		if (ma_text_equal_fold(record->tags.tags[i].name, MA_TEXT("rua")))
			return false;
	return record->rua == NULL;
}

void ma_dmarc_find_policy_faults(struct ma_pass *pass, const struct ma_dmarc *dmarc)
{
	const struct ma_dmarc_policy *policy = &dmarc->policy;

	note_strength(pass, dmarc);
	note_subdomains(pass, dmarc);
	if (has_no_rua(policy->record) && !policy->ineffective &&
	    is_own(pass, dmarc, policy->domain))
		note_policy(pass,
			    policy->policy >= MAILAUTH_POLICY_QUARANTINE
				    ? MA_DMARC_ENFORCED_WITHOUT_REPORTS
				    : MA_DMARC_RUA_MISSING,
			    dmarc);
	note_publication(pass, dmarc);
}
