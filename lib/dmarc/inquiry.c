/* DMARC of an Author Domain (RFC 9989): the walk, the policy, and what has to be said of them.
 *
 * SPDX-License-Identifier: MIT */

#include "advice/advice.h"
#include "policy/policy.h"

/* RFC 9989 3.2.13: a name is missing if the answer is NXDOMAIN, whichever record was asked for; its
 * TXT records are, as SPF needs them. */
static enum ma_existence find_existence(struct ma_pass *pass, const struct ma_name *domain)
{
	const struct ma_answer *answer = ma_probe(&pass->view, domain, MA_TYPE_TXT);

	if (answer->status == MA_ANSWER_FAILED)
		return MA_EXISTENCE_UNKNOWN;
	return answer->status == MA_ANSWER_NXDOMAIN ? MA_MISSING : MA_EXISTS;
}

/* Where aliases of _dmarc.NAME led before there was no answer. */
static struct ma_text last_name(struct ma_pass *pass, const struct ma_name *name,
				const struct ma_answer *answer)
{
	const struct ma_name *last = answer->link_count > 0
					     ? answer->links[answer->link_count - 1].name
					     : ma_name_join(pass->arena, MA_TEXT("_dmarc"), name);

	return last != NULL ? ma_name_present(pass->arena, last) : (struct ma_text){ 0 };
}

static void note_failure(struct ma_pass *pass, const struct ma_name *name,
			 const struct ma_answer *answer)
{
	bool offline = answer->failure == MAILAUTH_OFFLINE;
	struct mailauth_finding *finding = ma_dmarc_note(
		pass, offline ? MA_DMARC_LOOKUP_OFFLINE : MA_DMARC_LOOKUP_FAILED, name);

	if (offline)
		ma_finding_text(finding, "target", last_name(pass, name, answer));
	else
		ma_finding_failure(finding, answer->failure);
}

/* That a registry's name failed, where the domain's own policy does not rest on it. */
static void note_registry(struct ma_pass *pass, const struct ma_dmarc *dmarc,
			  const struct ma_dmarc_step *step)
{
	struct mailauth_finding *finding =
		ma_dmarc_note(pass, MA_DMARC_REGISTRY_FAILED, dmarc->domain);

	ma_finding_text(finding, "other", ma_name_present(pass->arena, step->name));
	ma_finding_failure(finding, step->answer->failure);
}

static void note_failures(struct ma_pass *pass, const struct ma_dmarc *dmarc)
{
	const struct ma_name *old = dmarc->old.unanswered;

	for (size_t i = 0; i < dmarc->walk.count; i++) {
		const struct ma_dmarc_step *step = &dmarc->walk.steps[i];

		if (step->status != MA_WALK_FAILED)
			continue;
		if (ma_dmarc_has_own(dmarc) && ma_dmarc_is_of_registry(pass, &dmarc->walk, step))
			note_registry(pass, dmarc, step);
		else
			note_failure(pass, step->name, step->answer);
		if (old != NULL && ma_name_equal(step->name, old))
			old = NULL;
	}
	if (old != NULL)
		note_failure(pass, old, dmarc->old.failure);
}

/* The names that were not looked at, and are taken as holding no record. */
static void note_assumptions(struct ma_pass *pass, const struct ma_dmarc *dmarc)
{
	struct ma_buffer names = { 0 };

	for (size_t i = 0; i < dmarc->walk.count; i++) {
		const struct ma_dmarc_step *step = &dmarc->walk.steps[i];

		if (!step->assumed)
			continue;
		ma_buffer_string(&names, names.length > 0 ? ", _dmarc." : "_dmarc.");
		ma_buffer_text(&names, ma_name_present(pass->arena, step->name));
	}
	/* A buffer that failed at its first byte has no length either: keeping it makes the arena
	 * fail.
	 */
	if (names.length > 0 || names.failed)
		ma_finding_text(ma_dmarc_note(pass, MA_DMARC_NOT_LOOKED_AT, dmarc->domain), "names",
				ma_buffer_keep(&names, pass->arena));
	else
		ma_buffer_finish(&names);
}

/* The names that a report shows. */
static void present(struct ma_pass *pass, struct ma_dmarc *dmarc)
{
	if (dmarc->org_known)
		dmarc->org_shown = ma_name_present(pass->arena, &dmarc->org);
	if (dmarc->policy.domain != NULL)
		dmarc->record_at = ma_name_present(pass->arena, dmarc->policy.domain);
	if (dmarc->old.known)
		dmarc->old_org_shown = ma_name_present(pass->arena, &dmarc->old.org);
	if (dmarc->old.domain != NULL)
		dmarc->old_record_at = ma_name_present(pass->arena, dmarc->old.domain);
}

/* What has to be said of the records, the policy, and what is not there. */
static void find_faults(struct ma_pass *pass, const struct ma_dmarc *dmarc)
{
	ma_dmarc_find_records(pass, dmarc);
	ma_dmarc_find_wildcard(pass, dmarc);
	note_failures(pass, dmarc);
	if (dmarc->policy.record != NULL)
		ma_dmarc_find_policy_faults(pass, dmarc);
	else if (dmarc->policy.policy == MAILAUTH_POLICY_ABSENT)
		ma_dmarc_find_absence(pass, dmarc);
	ma_dmarc_find_psd(pass, dmarc);
	ma_dmarc_find_readings(pass, dmarc);
	note_assumptions(pass, dmarc);
}

void ma_dmarc_evaluate(struct ma_pass *pass, const struct ma_name *domain, struct ma_dmarc *dmarc)
{
	*dmarc = (struct ma_dmarc){ .domain = domain };
	dmarc->shown = ma_name_present(pass->arena, domain);
	ma_dmarc_walk(pass, domain, &dmarc->walk);
	dmarc->exists = find_existence(pass, domain);
	ma_dmarc_find_policy(&dmarc->walk, dmarc->exists, &dmarc->policy);
	ma_dmarc_walk_matters(pass, &dmarc->walk, !ma_dmarc_has_own(dmarc));
	/* Whether sp or np applies rests on an answer that failed. */
	if (dmarc->policy.record != NULL && dmarc->policy.policy == MAILAUTH_POLICY_UNKNOWN)
		pass->view.failed = true;
	dmarc->org_known = ma_dmarc_org(&dmarc->walk, &dmarc->org);
	dmarc->strangers = ma_dmarc_has_strangers(pass, dmarc);
	ma_dmarc_7489_evaluate(pass, domain, &dmarc->old);
	ma_dmarc_find_policies_below(pass, dmarc);
	present(pass, dmarc);
	if (pass->settings->scope == MAILAUTH_SCOPE_FULL)
		find_faults(pass, dmarc);
	else
		note_failures(pass, dmarc);
}
