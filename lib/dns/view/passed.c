/* Names that were not asked for: what is known of them from answers whose aliases lead past them.
 *
 * SPDX-License-Identifier: MIT */

#include "view.h"

#include <string.h>

static size_t links_to(const struct ma_answer *answer, const struct ma_name *name)
{
	return ma_links_to(answer->links, answer->link_count, name);
}

/* Whether ANSWER says anything of what is COUNT of its aliases away. */
static bool tells(const struct ma_answer *answer, size_t count)
{
	return count > 0 && answer->status != MA_ANSWER_FAILED &&
	       (answer->status != MA_ANSWER_ALIAS || count < answer->link_count);
}

/* ANSWER without the first COUNT of its aliases. */
static const struct ma_answer *rest_of(struct ma_view *view, const struct ma_answer *answer,
				       size_t count)
{
	struct ma_answer *rest = ma_arena_alloc(view->arena, sizeof(*rest));

	if (rest == NULL)
		return NULL;
	*rest = *answer;
	rest->links += count;
	rest->link_count -= count;
	if (rest->link_count == 0)
		rest->alias = NULL;
	return rest;
}

/* Whether a receiver may keep the answer to A longer than that to B; of two alike the one that was
 * asked for by the lesser name. */
static bool is_longer(const struct mailauth_question *a, const struct mailauth_question *b)
{
	uint32_t first = ma_answer_ttl(a->answer), second = ma_answer_ttl(b->answer);

	return first != second ? first > second : strcmp(a->presentation, b->presentation) < 0;
}

const struct ma_answer *ma_view_find_passed(struct ma_view *view, const struct ma_name *name,
					    uint16_t type)
{
	const struct mailauth_question *best = NULL;

	for (size_t id = 1; id <= view->answers->count; id++) {
		const struct mailauth_question *question =
			ma_answers_by_id(view->answers, (uint32_t)id);

		if (question->kept && question->type == type && question->target.server == NULL &&
		    tells(question->answer, links_to(question->answer, name)) &&
		    (best == NULL || is_longer(question, best)))
			best = question;
	}
	return best != NULL ? rest_of(view, best->answer, links_to(best->answer, name)) : NULL;
}
