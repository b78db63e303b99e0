/* Proving fixes: the audit once more, with each change assumed.
 *
 * SPDX-License-Identifier: MIT
 *
 * First it is found out whom the texts let pass that SPF is about; then each proposal is tried,
 * form by form, until one is proven; then all that are proven at once.  Like every other pass,
 * these may meet gaps, and wait for answers. */

#include "audit.h"

#include "../fix/fix.h"

static const struct ma_kind *const senders_plan[] = { &ma_spf_passing_kind, NULL };

/* One form of a proposal, or all fixes together, assumed. */
struct trial {
	struct ma_world *world; /* NULL: not begun */
	struct ma_spf_passing *passing;
	bool over;
	bool proven;
};

struct ma_proving {
	struct ma_proposals proposals;
	struct ma_world *senders; /* inquiries into whom records let pass */
	size_t asked;		  /* how many there are */
	struct trial trials[MA_PROPOSALS_MAX];
	struct trial together; /* whose senders are those of each that is proven */
	struct ma_spf_passing *passing[MA_PROPOSALS_MAX];
	struct ma_proposal *proven[MA_PROPOSALS_MAX];
	size_t proven_count;
	enum {
		FINDING_SENDERS,
		TRYING,
		TOGETHER,
		OVER,
	} stage;
};

/* --- Whom records let pass ----------------------------------------------------------- */

/* Begins to find out whom the record of NAME lets pass under OVERLAY. */
static struct ma_spf_passing *ask_passing(struct mailauth_audit *audit, const struct ma_name *name,
					  const struct ma_assumed *overlay)
{
	struct ma_proving *proving = audit->proving;
	struct ma_spf_passing *passing = ma_arena_alloc(&audit->report, sizeof(*passing));
	struct ma_inquiry *inquiry;

	if (passing == NULL)
		return NULL;
	passing->name = name;
	inquiry = ma_inquiries_add(&proving->senders->inquiries, &ma_spf_passing_kind,
				   proving->asked++, passing);
	if (inquiry != NULL)
		inquiry->overlay = overlay;
	return passing;
}

/* NAME with TXT as all that it holds. */
static const struct ma_assumed *alone(struct mailauth_audit *audit, const struct ma_name *name,
				      const struct ma_record *txt)
{
	struct ma_record *record = ma_arena_alloc(&audit->store, sizeof(*record));

	if (record == NULL)
		return NULL;
	*record = *txt;
	return ma_overlay_add(&audit->store, audit->overlay, name, MA_TYPE_TXT, record, 1,
			      MA_TTL_REPLACED);
}

static void begin_sources(struct mailauth_audit *audit, struct ma_fix_sources *sources)
{
	if (ma_fix_is_to_be_found(sources))
		sources->passing[0] = ask_passing(audit, sources->elsewhere, audit->overlay);
	for (size_t i = 0; sources->needed && i < sources->count; i++)
		sources->passing[i] = ask_passing(audit, sources->name,
						  alone(audit, sources->name, &sources->texts[i]));
}

/* Finds the texts, and begins to find out whom they let pass. */
static void begin_senders(struct mailauth_audit *audit)
{
	struct ma_proposals *proposals = &audit->proving->proposals;

	ma_fix_find_sources(proposals);
	ma_fix_find_nested(proposals);
	begin_sources(audit, &proposals->sources);
	for (size_t i = 0; i < proposals->nested_count; i++)
		begin_sources(audit, &proposals->nested[i]);
}

/* --- Trials ---------------------------------------------------------------------------- */

/* Whom the record lets pass then that PROPOSAL is about; NULL if it is about none. */
static struct ma_spf_passing *ask_senders(struct mailauth_audit *audit,
					  const struct ma_proposal *proposal,
					  const struct ma_assumed *overlay)
{
	return proposal->sources != NULL ? ask_passing(audit, proposal->sources->name, overlay)
					 : NULL;
}

static void begin_trial(struct mailauth_audit *audit, struct trial *trial,
			const struct ma_proposal *proposal)
{
	const struct ma_assumed *overlay = ma_fix_assume(
		&audit->store, audit->overlay, &proposal->fix, &proposal->forms[proposal->form]);

	trial->world = ma_audit_begin_world(audit, audit->plan, overlay);
	trial->passing = ask_senders(audit, proposal, overlay);
}

/* The report of a trial whose inquiries are settled. */
static const struct mailauth_report *report_of(const struct mailauth_audit *audit,
					       const struct trial *trial)
{
	return ma_report_make(&trial->world->inquiries, audit->answers);
}

/* Continues with the form that is tried; false if answers are missing. */
static bool try_form(struct mailauth_audit *audit, struct ma_proposal *proposal,
		     struct trial *trial)
{
	const struct mailauth_report *after;

	if (trial->world == NULL)
		begin_trial(audit, trial, proposal);
	if (ma_audit_status(audit) < 0 || !ma_world_step(trial->world) ||
	    !ma_world_step(audit->proving->senders))
		return false;
	after = report_of(audit, trial);
	trial->proven = after != NULL && ma_fix_is_proven(&audit->proving->proposals, proposal,
							  after, trial->passing);
	trial->over = trial->proven || ++proposal->form == proposal->form_count;
	trial->world = NULL;
	return true;
}

/* Continues with all proposals; false if answers are missing. */
static bool try_all(struct mailauth_audit *audit)
{
	struct ma_proving *proving = audit->proving;
	bool done = true;

	for (size_t i = 0; i < proving->proposals.count; i++) {
		struct trial *trial = &proving->trials[i];

		trial->over = trial->over || proving->proposals.items[i]->form_count == 0;
		while (!trial->over && try_form(audit, proving->proposals.items[i], trial))
			;
		done = done && trial->over;
	}
	return done;
}

/* --- Together ----------------------------------------------------------------------------- */

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

static void collect_proven(struct ma_proving *proving)
{
	for (size_t i = 0; i < proving->proposals.count; i++)
		if (proving->trials[i].proven && !is_superseded(proving, i))
			proving->proven[proving->proven_count++] = proving->proposals.items[i];
}

/* Whether all that are left are proven together: an "mx" means other servers with other MX records.
 */
static bool are_proven(struct mailauth_audit *audit, const struct trial *trial)
{
	struct ma_proving *proving = audit->proving;
	const struct mailauth_report *after = report_of(audit, trial);

	if (after == NULL ||
	    !ma_fix_is_no_worse(&proving->proposals, after, proving->proven, proving->proven_count))
		return false;
	for (size_t i = 0; i < proving->proven_count; i++)
		if (proving->passing[i] != NULL &&
		    !ma_fix_loses_no_sender(&proving->proposals, proving->proven[i]->sources,
					    proving->passing[i]))
			return false;
	return true;
}

static void begin_together(struct mailauth_audit *audit)
{
	struct ma_proving *proving = audit->proving;
	const struct ma_assumed *overlay = audit->overlay;

	for (size_t i = 0; i < proving->proven_count; i++)
		overlay = ma_fix_assume(&audit->store, overlay, &proving->proven[i]->fix,
					&proving->proven[i]->fix.form);
	proving->together.world = ma_audit_begin_world(audit, audit->plan, overlay);
	for (size_t i = 0; i < proving->proven_count; i++)
		proving->passing[i] = ask_senders(audit, proving->proven[i], overlay);
}

/* Continues until all that are left are proven together; false if answers are missing.  Of fixes
 * that get in each other's way the first ones stay. */
static bool try_together(struct mailauth_audit *audit)
{
	struct ma_proving *proving = audit->proving;
	struct trial *trial = &proving->together;

	while (proving->proven_count > 1 && ma_audit_status(audit) == 0) {
		bool proven;

		if (trial->world == NULL)
			begin_together(audit);
		if (ma_audit_status(audit) < 0 || !ma_world_step(trial->world) ||
		    !ma_world_step(proving->senders))
			return false;
		proven = are_proven(audit, trial);
		*trial = (struct trial){ .world = NULL };
		if (proven)
			return true;
		proving->proven_count--;
	}
	return ma_audit_status(audit) == 0;
}

/* --- All of it ------------------------------------------------------------------------------ */

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
}

/* False once memory failed. */
static bool begin(struct mailauth_audit *audit, const struct mailauth_report *report)
{
	audit->proving = ma_arena_alloc(&audit->store, sizeof(*audit->proving));
	if (audit->proving == NULL)
		return false;
	audit->proving->proposals.arena = &audit->store;
	audit->proving->proposals.report = report;
	if (!ma_fix_may_propose(report)) {
		audit->proving->stage = OVER;
		return true;
	}
	audit->proving->senders = ma_audit_begin_world(audit, senders_plan, audit->overlay);
	begin_senders(audit);
	return ma_audit_status(audit) == 0;
}

bool ma_audit_prove(struct mailauth_audit *audit, struct mailauth_report *report)
{
	if (audit->proving == NULL && !begin(audit, report))
		return false;
	switch (audit->proving->stage) {
	case FINDING_SENDERS:
		if (!ma_world_step(audit->proving->senders))
			return false;
		ma_fix_propose(&audit->proving->proposals);
		audit->proving->stage = TRYING;
		__attribute__((fallthrough));
	case TRYING:
		if (!try_all(audit))
			return false;
		collect_proven(audit->proving);
		audit->proving->stage = TOGETHER;
		__attribute__((fallthrough));
	case TOGETHER:
		if (!try_together(audit))
			return false;
		show(audit, report);
		audit->proving->stage = OVER;
		break;
	case OVER:
		break;
	}
	return ma_audit_status(audit) == 0;
}
