/* What check_host() keeps for the next pass: the way down to the lookup that is under way.
 *
 * SPDX-License-Identifier: MIT */

#include "check.h"

enum {
	/* A record lies below another by a term that was counted (RFC 7208 4.6.4). */
	PLACES_MAX = MA_SPF_LOOKUPS_MAX,
};

struct ma_spf_kept {
	struct ma_spf_lookups lookups;
	struct ma_spf_outcome outcome;
	unsigned depth; /* of the last place */
	struct ma_spf_place places[PLACES_MAX];
};

void ma_spf_keep(struct ma_spf_check *check, const struct ma_spf_frame *frame,
		 const struct ma_spf_term *term, struct ma_spf_step *step)
{
	struct ma_pass *pass = check->pass;
	struct ma_spf_kept *kept = check->kept;
	struct ma_spf_place *place;

	if (pass->view.gap || frame->depth >= PLACES_MAX)
		return;
	if (kept == NULL)
		kept = check->kept = ma_arena_alloc(pass->arena, sizeof(*kept));
	if (!ma_pass_keep(pass, kept))
		return;
	kept->lookups = check->lookups;
	kept->outcome = *check->outcome;
	kept->depth = frame->depth;
	place = &kept->places[frame->depth];
	*place = (struct ma_spf_place){ *frame, term, step };
	if (frame->depth > 0) /* it outlives the pass */
		place->frame.above = &kept->places[frame->depth - 1].frame;
}

void ma_spf_resume(struct ma_spf_check *check)
{
	struct ma_spf_kept *kept = ma_pass_resume(check->pass);

	if (kept == NULL)
		return;
	check->kept = kept;
	check->resumed = kept->depth + 1;
	check->lookups = kept->lookups;
	check->lookups.pass = check->pass;
	*check->outcome = kept->outcome;
	if (check->outcome->last_step != NULL) /* what came after it was dropped */
		check->outcome->last_step->next = NULL;
}

const struct ma_spf_place *ma_spf_take_place(struct ma_spf_check *check, unsigned depth)
{
	if (depth >= check->resumed)
		return NULL;
	if (depth == check->kept->depth)
		check->resumed = 0; /* from here on everything is new */
	return &check->kept->places[depth];
}

const struct ma_spf_frame *ma_spf_resumed_frame(const struct ma_spf_check *check, unsigned depth)
{
	return depth < check->resumed ? &check->kept->places[depth].frame : NULL;
}
