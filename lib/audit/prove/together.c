/* All fixes at once: those that are proven alone, published together.
 *
 * SPDX-License-Identifier: MIT */

#include "prove.h"

/* What is set right at the name that the domain's record leads to is not given up in that record.
 */
static bool is_superseded(const struct ma_proving *proving, size_t index)
{
	for (size_t i = 0; i < proving->proposals.count; i++)
		if (proving->trials[i].proven &&
		    ma_fix_supersedes(&proving->proposals, proving->proposals.items[i],
				      proving->proposals.items[index]))
			return true;
	return false;
}

/* Whether PROPOSAL is one of those that are proven at once only. */
static bool is_bound(const struct ma_proving *proving, const struct ma_proposal *proposal)
{
	for (size_t i = 0; i < proving->bound; i++)
		if (proving->proven[i] == proposal)
			return true;
	return false;
}

void ma_prove_collect(struct ma_proving *proving)
{
	const struct ma_joint *joint = &proving->joint;

	if (joint->trial.proven)
		proving->proven[proving->proven_count++] = joint->main;
	for (size_t i = 0; joint->trial.proven && i < joint->below_count; i++)
		proving->proven[proving->proven_count++] = joint->below[i];
	proving->bound = proving->proven_count;
	for (size_t i = 0; i < proving->proposals.count; i++)
		if (proving->trials[i].proven && !is_superseded(proving, i) &&
		    !is_bound(proving, proving->proposals.items[i]))
			proving->proven[proving->proven_count++] = proving->proposals.items[i];
}

/* Whether all that are left are proven together: an "mx" means other servers with other MX records.
 */
static bool are_proven(struct mailauth_audit *audit, const struct ma_trial *trial)
{
	struct ma_proving *proving = audit->proving;
	const struct mailauth_report *after = ma_prove_report(audit, trial);

	if (after == NULL ||
	    !ma_fix_is_no_worse(&proving->proposals, after, proving->proven, proving->proven_count))
		return false;
	for (size_t i = 0; i < proving->proven_count; i++)
		if (proving->passing[i] != NULL &&
		    !ma_fix_loses_no_sender(&proving->proposals, proving->proven[i]->sources,
					    proving->passing[i]))
			return false;
	for (size_t i = 0; i < proving->proven_count; i++)
		ma_fix_drop_permitted(proving->proven[i], after);
	return true;
}

/* The trial in which PROPOSAL was proven alone; NULL if it was not. */
static const struct ma_trial *find_trial(const struct ma_proving *proving, size_t index)
{
	for (size_t i = 0; index >= proving->bound && i < proving->proposals.count; i++)
		if (proving->proposals.items[i] == proving->proven[index] &&
		    proving->trials[i].proof != NULL)
			return &proving->trials[i];
	return NULL;
}

static const struct ma_inquiry *find_inquiry(const struct ma_proving *proving,
					     const struct ma_spf_passing *passing)
{
	const struct ma_inquiry *inquiry = proving->senders->inquiries.first;

	while (inquiry != NULL && inquiry->subject != passing)
		inquiry = inquiry->next;
	return inquiry;
}

/* Whom the fix at INDEX lets pass under OVERLAY: as in its TRIAL, unless what is assumed besides
 * its OWN change may change that. */
static struct ma_spf_passing *ask_senders(struct mailauth_audit *audit, size_t index,
					  const struct ma_trial *trial,
					  const struct ma_assumed *overlay,
					  const struct ma_assumed *own)
{
	const struct ma_inquiry *inquiry =
		trial != NULL ? find_inquiry(audit->proving, trial->passing) : NULL;

	if (inquiry != NULL && inquiry->lends &&
	    !ma_overlay_touches(overlay, own, audit->answers, &inquiry->met,
				audit->settings.domain))
		return trial->passing;
	return ma_prove_ask_senders(audit, audit->proving->proven[index], overlay);
}

/* What was evaluated for each alone is taken over where the others change nothing of it.  What the
 * caller assumes is not among the questions that an evaluation rests on: then it is made again. */
static void begin_together(struct mailauth_audit *audit)
{
	struct ma_proving *proving = audit->proving;
	const struct ma_assumed *overlay = audit->overlay;
	const struct ma_assumed *own[MA_PROPOSALS_MAX];

	for (size_t i = 0; i < proving->proven_count; i++)
		own[i] = overlay = ma_fix_assume(&audit->store, overlay, &proving->proven[i]->fix,
						 &proving->proven[i]->fix.form);
	proving->together.world = ma_prove_begin_world(audit, overlay);
	for (size_t i = 0; i < proving->proven_count; i++) {
		const struct ma_trial *trial =
			audit->overlay == NULL ? find_trial(proving, i) : NULL;

		if (trial != NULL)
			ma_world_lend(proving->together.world, trial->proof, own[i]);
		proving->passing[i] = ask_senders(audit, i, trial, overlay, own[i]);
	}
}

/* Continues until all that are left are proven together; false if answers are missing.  Of fixes
 * that get in each other's way the first ones stay. */
bool ma_prove_together(struct mailauth_audit *audit)
{
	struct ma_proving *proving = audit->proving;
	struct ma_trial *trial = &proving->together;

	while (proving->proven_count > 1 && ma_audit_status(audit) == 0) {
		bool proven;

		if (trial->world == NULL)
			begin_together(audit);
		if (!ma_prove_step(audit, trial))
			return false;
		proven = are_proven(audit, trial);
		*trial = (struct ma_trial){ .world = NULL };
		if (proven)
			return true;
		if (--proving->proven_count < proving->bound)
			proving->proven_count = 0;
	}
	return ma_audit_status(audit) == 0;
}
