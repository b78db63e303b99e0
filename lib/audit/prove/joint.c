/* Two faults at once: the domain's record is sound only if a name of its own that it leads to is
 * set right, too.  Those below are assumed as they are to be, and the domain's record is proposed
 * once more in that world.
 *
 * SPDX-License-Identifier: MIT */

#include "prove.h"

static bool is_main(const struct ma_proving *proving, size_t index)
{
	return proving->proposals.items[index]->sources == &proving->proposals.sources;
}

/* Whether the domain's own record has something to set right, and no change of it alone does. */
static bool is_needed(const struct ma_proving *proving)
{
	const struct ma_fix_sources *sources = &proving->proposals.sources;

	for (size_t i = 0; i < proving->proposals.count; i++)
		if (is_main(proving, i) && proving->trials[i].proven)
			return false;
	return sources->needed && sources->count > 0 && !sources->unclear;
}

/* The proposals for the names that the record leads to, and the world in which they are published.
 */
static void find_below(struct mailauth_audit *audit)
{
	struct ma_proving *proving = audit->proving;
	struct ma_joint *joint = &proving->joint;

	joint->overlay = audit->overlay;
	for (size_t i = 0; i < proving->proposals.count; i++) {
		struct ma_proposal *proposal = proving->proposals.items[i];

		if (proposal->sources == NULL || is_main(proving, i) || proposal->form_count == 0 ||
		    joint->below_count == MA_FIX_NESTED_MAX)
			continue;
		if (!proving->trials[i].proven)
			proposal->form = 0;
		proposal->may_be_crowded = true;
		joint->below[joint->below_count++] = proposal;
		joint->overlay = ma_fix_assume(&audit->store, joint->overlay, &proposal->fix,
					       proposal->forms[proposal->form]);
	}
}

/* False once memory failed, or if there is nothing to try. */
static bool propose(struct mailauth_audit *audit)
{
	struct ma_joint *joint = &audit->proving->joint;
	size_t index = audit->proving->proposals.count;

	joint->main = ma_fix_propose_domain(&audit->proving->proposals);
	if (joint->main != NULL)
		joint->main->may_be_crowded = true;
	/* It is tried here, and nowhere else. */
	if (joint->main != NULL && index < MA_PROPOSALS_MAX)
		audit->proving->trials[index].over = true;
	return joint->main != NULL && joint->main->form_count > 0 && ma_audit_status(audit) == 0;
}

static bool loses_no_sender(const struct mailauth_audit *audit)
{
	const struct ma_proposals *proposals = &audit->proving->proposals;
	const struct ma_joint *joint = &audit->proving->joint;

	if (!ma_fix_loses_no_sender(proposals, joint->main->sources, joint->trial.passing))
		return false;
	for (size_t i = 0; i < joint->below_count; i++)
		if (!ma_fix_loses_no_sender(proposals, joint->below[i]->sources, joint->passing[i]))
			return false;
	return true;
}

/* As for each alone: whom they let pass comes first.  False if answers are missing. */
static bool begin_trial(struct mailauth_audit *audit)
{
	struct ma_joint *joint = &audit->proving->joint;
	struct ma_trial *trial = &joint->trial;

	if (trial->overlay == NULL) {
		trial->overlay = ma_fix_assume(&audit->store, joint->overlay, &joint->main->fix,
					       joint->main->forms[joint->main->form]);
		trial->passing = ma_prove_ask_senders(audit, joint->main, trial->overlay);
		for (size_t i = 0; i < joint->below_count; i++)
			joint->passing[i] =
				ma_prove_ask_senders(audit, joint->below[i], trial->overlay);
	}
	if (ma_audit_status(audit) < 0 || !ma_world_step(audit->proving->senders))
		return false;
	if (trial->world == NULL && loses_no_sender(audit))
		trial->world = ma_prove_begin_world(audit, trial->overlay);
	return true;
}

/* Whether each of those below is, too; if not, they are left as they were: some may be alone. */
static bool are_proven_below(struct mailauth_audit *audit, const struct mailauth_report *after)
{
	struct ma_joint *joint = &audit->proving->joint;
	struct mailauth_fix kept[MA_FIX_NESTED_MAX];

	for (size_t i = 0; i < joint->below_count; i++)
		kept[i] = joint->below[i]->fix;
	for (size_t i = 0; i < joint->below_count; i++) {
		if (ma_fix_is_proven(&audit->proving->proposals, joint->below[i], after,
				     joint->passing[i]))
			continue;
		for (size_t k = 0; k < joint->below_count; k++)
			joint->below[k]->fix = kept[k];
		return false;
	}
	return true;
}

static bool are_proven(struct mailauth_audit *audit)
{
	struct ma_proposals *proposals = &audit->proving->proposals;
	struct ma_joint *joint = &audit->proving->joint;
	const struct mailauth_report *after = ma_prove_report(audit, &joint->trial);

	if (after == NULL ||
	    !ma_fix_is_proven(proposals, joint->main, after, joint->trial.passing) ||
	    !are_proven_below(audit, after))
		return false;
	for (size_t i = 0; i < joint->below_count; i++)
		ma_fix_bind(proposals, joint->main, joint->below[i]);
	return true;
}

/* Tries the forms of the domain's record, one after the other; false if answers are missing. */
static bool try_forms(struct mailauth_audit *audit)
{
	struct ma_joint *joint = &audit->proving->joint;
	struct ma_trial *trial = &joint->trial;

	while (!trial->over) {
		if (!begin_trial(audit))
			return false;
		if (trial->world != NULL && !ma_prove_step(audit, trial))
			return false;
		trial->proven = trial->world != NULL && are_proven(audit);
		trial->over = trial->proven || ++joint->main->form == joint->main->form_count;
		trial->overlay = NULL;
		trial->world = NULL;
	}
	return true;
}

bool ma_prove_joint(struct mailauth_audit *audit)
{
	struct ma_proving *proving = audit->proving;
	struct ma_joint *joint = &proving->joint;

	if (joint->overlay == NULL && joint->below_count == 0) {
		if (!is_needed(proving))
			return true;
		find_below(audit);
		if (joint->below_count == 0)
			return true;
		ma_prove_ask_sources(audit, &proving->proposals.sources, joint->overlay);
	}
	if (joint->main == NULL) {
		if (!ma_world_step(proving->senders))
			return false;
		if (!propose(audit))
			return ma_audit_status(audit) == 0;
	}
	return try_forms(audit);
}
