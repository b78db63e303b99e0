/* Views: what an evaluator sees at the end of aliases.
 *
 * SPDX-License-Identifier: MIT */

#include "view.h"

#include <string.h>

enum {
	ALIASES_MAX = 10,
	LINKS_MAX = 12 * ALIASES_MAX, /* of as many packets as are followed */
};

static const struct ma_answer no_memory = { .status = MA_ANSWER_NONE };
static const struct ma_answer alias_circle = { .status = MA_ANSWER_FAILED,
					       .failure = MAILAUTH_MALFORMED };

/* The names that aliases led to, of one packet after the other. */
struct trail {
	struct ma_link links[LINKS_MAX];
	size_t count;
};

/* False if they lead to a name that was passed before. */
static bool add_links(struct trail *trail, const struct ma_answer *answer)
{
	for (size_t i = 0; i < answer->link_count && trail->count < LINKS_MAX; i++) {
		struct ma_link link = answer->links[i];

		trail->links[trail->count++] = link;
		if (ma_links_to(trail->links, trail->count - 1, link.name) > 0)
			return false;
	}
	return true;
}

/* The answer at the end of aliases, with what the way there adds to it. */
static const struct ma_answer *with_alias(struct ma_view *view, const struct ma_answer *answer,
					  const struct trail *trail)
{
	struct ma_answer *merged = ma_arena_alloc(view->arena, sizeof(*merged));
	size_t size = trail->count * sizeof(*trail->links);
	struct ma_link *links = ma_arena_alloc(view->arena, size);

	if (merged == NULL || links == NULL)
		return &no_memory;
	memcpy(links, trail->links, size);
	*merged = *answer;
	merged->links = links;
	merged->link_count = trail->count;
	if (merged->status != MA_ANSWER_FAILED)
		merged->alias = links[trail->count - 1].name;
	return merged;
}

const struct ma_answer *ma_ask(struct ma_view *view, const struct ma_name *name, uint16_t type)
{
	const struct ma_answer *answer = ma_view_look(view, name, type);
	struct trail trail; /* large: its links are set as they are counted */

	trail.count = 0;
	/* A packet whose aliases lead out of it: the rest is asked for here. */
	for (unsigned links = 0; answer->status == MA_ANSWER_ALIAS; links++) {
		if (links == ALIASES_MAX || !add_links(&trail, answer))
			answer = &alias_circle;
		else
			answer = ma_view_look(view, answer->alias, type);
	}
	if (trail.count > 0 && !ma_answer_is_gap(answer) && !add_links(&trail, answer))
		answer = &alias_circle;
	if (answer->status == MA_ANSWER_FAILED)
		view->failed = true;
	return trail.count == 0 || ma_answer_is_gap(answer) ? answer
							    : with_alias(view, answer, &trail);
}

const struct ma_answer *ma_probe(struct ma_view *view, const struct ma_name *name, uint16_t type)
{
	bool failed = view->failed;
	const struct ma_answer *answer = ma_ask(view, name, type);

	view->failed = failed;
	return answer;
}

const struct ma_answer *ma_recall(struct ma_answers *answers, const struct ma_assumed *overlay,
				  struct ma_arena *arena, const struct ma_name *name, uint16_t type)
{
	struct ma_view view = {
		.answers = answers, .arena = arena, .settled = true, .overlay = overlay
	};

	return ma_ask(&view, name, type);
}
