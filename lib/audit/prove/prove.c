/* Proving fixes: the audit once more, with each change assumed.
 *
 * SPDX-License-Identifier: MIT
 *
 * First it is found out whom the texts let pass that SPF is about; then each proposal is tried,
 * form by form, until one is proven; then what is sound only with others set right, with those;
 * then all that are proven at once.  Like every other pass, these may meet gaps, and wait for
 * answers. */

#include "prove.h"

static const struct ma_kind *const senders_plan[] = { &ma_spf_passing_kind, NULL };

/* Whom the services let pass matters for addresses that the user named, too. */
static void begin_services(struct mailauth_audit *audit)
{
	struct ma_proposals *proposals = &audit->proving->proposals;
	const struct ma_settings *settings = &audit->settings;

	for (size_t i = 0; settings->expected_ip_count > 0 && proposals->sources.needed &&
			   i < settings->expected_include_count && i < MA_PROPOSALS_MAX;
	     i++)
		proposals->services[proposals->service_count++] =
			ma_prove_ask_passing(audit, settings->expected_includes[i], audit->overlay);
}

/* Finds the texts, and begins to find out whom they let pass. */
static void begin_senders(struct mailauth_audit *audit)
{
	struct ma_proposals *proposals = &audit->proving->proposals;

	ma_fix_find_sources(proposals);
	ma_fix_find_nested(proposals);
	begin_services(audit);
	ma_prove_ask_sources(audit, &proposals->sources, audit->overlay);
	for (size_t i = 0; i < proposals->nested_count; i++)
		ma_prove_ask_sources(audit, &proposals->nested[i], audit->overlay);
}

/* The same for names that texts lead to, where receivers do not use those texts. */
static void begin_nested(struct mailauth_audit *audit)
{
	struct ma_proposals *proposals = &audit->proving->proposals;
	size_t known = proposals->nested_count;

	ma_fix_find_nested_of_sources(proposals);
	for (size_t i = known; i < proposals->nested_count; i++)
		ma_prove_ask_sources(audit, &proposals->nested[i], audit->overlay);
}

/* --- Trials ---------------------------------------------------------------------------- */

/* Finds out whom the form lets pass and then, if that loses no one, begins the audit with it; false
 * if answers are missing. */
static bool begin_trial(struct mailauth_audit *audit, struct ma_trial *trial,
			const struct ma_proposal *proposal)
{
	struct ma_proving *proving = audit->proving;

	if (trial->overlay == NULL) {
		trial->overlay = ma_fix_assume(&audit->store, audit->overlay, &proposal->fix,
					       proposal->forms[proposal->form]);
		trial->passing = ma_prove_ask_senders(audit, proposal, trial->overlay);
	}
	if (ma_audit_status(audit) < 0 || !ma_world_step(proving->senders))
		return false;
	if (trial->world == NULL &&
	    (trial->passing == NULL ||
	     ma_fix_loses_no_sender(&proving->proposals, proposal->sources, trial->passing)))
		trial->world = ma_prove_begin_world(audit, trial->overlay);
	return true;
}

/* The next form, if there is one: last, the first of those that were crowded. */
static void choose_next(struct ma_proposal *proposal, struct ma_trial *trial)
{
	trial->over = trial->proven || ++proposal->form == proposal->form_count;
	trial->proof = trial->proven ? trial->world : NULL;
	trial->world = NULL;
	trial->overlay = NULL;
	if (!trial->over || trial->proven || proposal->crowded == 0 || proposal->may_be_crowded)
		return;
	proposal->form = proposal->crowded - 1;
	proposal->may_be_crowded = true;
	trial->over = false;
}

/* Continues with the form that is tried; false if answers are missing. */
static bool try_form(struct mailauth_audit *audit, struct ma_proposal *proposal,
		     struct ma_trial *trial)
{
	const struct mailauth_report *after = NULL;

	if (!begin_trial(audit, trial, proposal))
		return false;
	if (trial->world != NULL) {
		if (!ma_prove_step(audit, trial))
			return false;
		after = ma_prove_report(audit, trial);
	}
	trial->proven = after != NULL && ma_fix_is_proven(&audit->proving->proposals, proposal,
							  after, trial->passing);
	choose_next(proposal, trial);
	return true;
}

/* Continues with all proposals; false if answers are missing. */
static bool try_all(struct mailauth_audit *audit)
{
	struct ma_proving *proving = audit->proving;
	bool done = true;

	for (size_t i = 0; i < proving->proposals.count; i++) {
		struct ma_trial *trial = &proving->trials[i];

		trial->over = trial->over || proving->proposals.items[i]->form_count == 0;
		while (!trial->over && try_form(audit, proving->proposals.items[i], trial))
			;
		done = done && trial->over;
	}
	return done;
}

/* --- All of it ------------------------------------------------------------------------------ */

/* The gravest finding that FIX removes; NULL if it removes none. */
static const struct mailauth_finding *gravest_of(const struct mailauth_fix *fix)
{
	const struct mailauth_finding *gravest = NULL;

	for (size_t i = 0; i < fix->remove_count; i++)
		if (gravest == NULL ||
		    mailauth_finding_severity(fix->removes[i]) > mailauth_finding_severity(gravest))
			gravest = fix->removes[i];
	return gravest;
}

/* The time that is promised once is that of all the records. */
static void wait_for_all(struct mailauth_report *report)
{
	struct ma_remedy *remedy = &report->verdict.remedy;

	for (size_t i = 0; i < report->fix_count && remedy->wait > 0; i++)
		if (report->fixes[i]->remedy.wait > remedy->wait)
			remedy->wait = report->fixes[i]->remedy.wait;
}

static bool is_removed(const struct mailauth_report *report, const struct mailauth_finding *finding)
{
	for (size_t i = 0; i < report->fix_count; i++) {
		const struct mailauth_fix *fix = report->fixes[i];

		for (size_t k = 0; fix->remedy.holder.own && k < fix->remove_count; k++)
			if (ma_finding_equal(fix->removes[k], finding))
				return true;
	}
	return false;
}

/* Where the record is shown, advice has no sample of it. */
static void mark_solved(struct mailauth_report *report)
{
	for (size_t i = 0; i < report->finding_count; i++)
		report->remedies[i].solved = is_removed(report, report->findings[i]);
}

static void show(struct mailauth_audit *audit, struct mailauth_report *report)
{
	struct ma_proving *proving = audit->proving;

	report->fixes = ma_arena_array(&audit->report, 2 * proving->proven_count + 1,
				       sizeof(*report->fixes));
	for (size_t i = 0; report->fixes != NULL && i < proving->proven_count; i++) {
		struct mailauth_fix *fix = &proving->proven[i]->fix;

		if (fix->alias != NULL)
			report->fixes[report->fix_count++] = fix->alias;
		report->fixes[report->fix_count++] = fix;
	}
	mark_solved(report);
	if (report->fix_count > 0 && report->fixes[0]->remedy.holder.own)
		ma_verdict_add_fixed(report, gravest_of(report->fixes[0]),
				     &report->fixes[0]->remedy);
	wait_for_all(report);
}

/* False once memory failed. */
static bool begin(struct mailauth_audit *audit, const struct mailauth_report *report)
{
	audit->proving = ma_arena_alloc(&audit->store, sizeof(*audit->proving));
	if (audit->proving == NULL)
		return false;
	audit->proving->proposals.arena = &audit->store;
	audit->proving->proposals.report = report;
	audit->proving->senders = ma_audit_begin_world(audit, senders_plan, audit->overlay);
	begin_senders(audit);
	return ma_audit_status(audit) == 0;
}

bool ma_audit_prove(struct mailauth_audit *audit, struct mailauth_report *report)
{
	if (audit->proving == NULL && !ma_fix_may_propose(report))
		return ma_audit_status(audit) == 0;
	if (audit->proving == NULL && !begin(audit, report))
		return false;
	switch (audit->proving->stage) {
	case MA_PROVE_SENDERS:
		if (!ma_world_step(audit->proving->senders))
			return false;
		begin_nested(audit);
		audit->proving->stage = MA_PROVE_NESTED;
		__attribute__((fallthrough));
	case MA_PROVE_NESTED:
		if (!ma_world_step(audit->proving->senders))
			return false;
		ma_fix_propose(&audit->proving->proposals);
		audit->proving->stage = MA_PROVE_ALONE;
		__attribute__((fallthrough));
	case MA_PROVE_ALONE:
		if (!try_all(audit))
			return false;
		audit->proving->stage = MA_PROVE_JOINT;
		__attribute__((fallthrough));
	case MA_PROVE_JOINT:
		if (!ma_prove_joint(audit))
			return false;
		ma_prove_collect(audit->proving);
		audit->proving->stage = MA_PROVE_TOGETHER;
		__attribute__((fallthrough));
	case MA_PROVE_TOGETHER:
		if (!ma_prove_together(audit))
			return false;
		show(audit, report);
		audit->proving->stage = MA_PROVE_OVER;
		break;
	case MA_PROVE_OVER:
		break;
	}
	return ma_audit_status(audit) == 0;
}
