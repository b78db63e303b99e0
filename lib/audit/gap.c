/* The gap rule, alone.
 *
 * SPDX-License-Identifier: MIT
 *
 * A pass that met a gap is dropped, whatever it concluded; a pass without one settles its inquiry
 * for good, since answers are write-once.  What an evaluator came to before the first gap it may
 * keep for the next pass (lib/inquiry/kept.c).  Nothing else in the library decides what is final.
 */

#include "audit.h"

static void follow(struct ma_world *world, const struct ma_inquiry *inquiry)
{
	if (inquiry->kind->follow != NULL)
		inquiry->kind->follow(&world->inquiries, inquiry->place, inquiry->subject);
}

/* The pass counts. */
static void settle(struct ma_world *world, struct ma_inquiry *inquiry, struct ma_pass *pass)
{
	const struct ma_kind *kind = inquiry->kind;

	if (pass->view.limited)
		ma_findings_add(&pass->findings, MA_AUDIT_LIMIT,
				kind->about != NULL ? kind->about(inquiry->subject)
						    : pass->settings->domain_text);
	ma_view_keep(&pass->view);
	inquiry->lends = kind->is_same != NULL && !pass->view.limited;
	ma_view_list(&pass->view, &inquiry->met);
	world->inquiries.arena->failed = world->inquiries.arena->failed || inquiry->met.failed;
	inquiry->settled = true;
	inquiry->failed = pass->view.failed;
	inquiry->findings = pass->findings;
	follow(world, inquiry);
}

static bool run_pass(struct ma_world *world, struct ma_inquiry *inquiry)
{
	struct ma_arena *arena = world->inquiries.arena;
	struct ma_arena_mark mark = ma_arena_mark(arena);
	const struct ma_kind *kind = inquiry->kind;
	struct ma_pass pass = { .arena = arena,
				.settings = world->inquiries.settings,
				.inquiries = &world->inquiries,
				.kept = &inquiry->kept };

	if (!inquiry->begun && ma_world_take_over(world, inquiry)) {
		follow(world, inquiry);
		return true;
	}
	pass.findings.arena = arena;
	ma_view_begin(&pass.view, world->answers, arena, &inquiry->met,
		      pass.settings->eager || !kind->in_turn, kind->budget);
	pass.view.overlay = inquiry->overlay;
	inquiry->begun = true;
	kind->evaluate(&pass, inquiry->subject);
	inquiry->waits_for = pass.waits_for;
	arena->failed = arena->failed || inquiry->met.failed;
	if (pass.view.gap || arena->failed) {
		ma_arena_rewind(arena, pass.keeps ? inquiry->kept.mark : mark);
		return false;
	}
	settle(world, inquiry, &pass);
	return true;
}

/* An answer wakes only the inquiries that met its question as a gap; a settled inquiry those that
 * read it. */
static bool is_awake(const struct ma_world *world, const struct ma_inquiry *inquiry)
{
	const uint32_t *met = (const uint32_t *)(const void *)inquiry->met.data;
	size_t count = inquiry->met.length / sizeof(*met);

	if (inquiry->settled)
		return false;
	if (inquiry->waits_for != NULL && inquiry->waits_for->settled)
		return true;
	for (size_t i = 0; i < count; i++)
		if (ma_answers_is_answered(world->answers, met[i]))
			return true;
	return !inquiry->begun;
}

bool ma_world_step(struct ma_world *world)
{
	struct ma_arena *arena = world->inquiries.arena;
	bool settled = true;

	for (struct ma_inquiry *i = world->inquiries.first; i != NULL && !arena->failed;) {
		if (is_awake(world, i) && run_pass(world, i)) {
			i = world->inquiries.first; /* it may have added others before itself */
			settled = true;
			continue;
		}
		settled = settled && i->settled;
		i = i->next;
	}
	return settled && !arena->failed;
}
