/* Views: what one pass of an evaluator sees of the store, and of what is assumed.
 *
 * SPDX-License-Identifier: MIT */

#include "store.h"

#include <string.h>

enum {
	ALIASES_MAX = 10,
	LINKS_MAX = 12 * ALIASES_MAX, /* of as many packets as are followed */
	EAGER_MAX = 500,	      /* questions after which nobody asks ahead any more */
	QUESTIONS_MAX = 1000,	      /* of an audit: whatever is asked after them fails for good */
};

static const struct ma_answer stand_in = { .status = MA_ANSWER_NONE };
static const struct ma_answer over_budget = { .status = MA_ANSWER_FAILED,
					      .failure = MAILAUTH_NOT_ASKED };
static const struct ma_answer alias_circle = { .status = MA_ANSWER_FAILED,
					       .failure = MAILAUTH_MALFORMED };

void ma_view_begin(struct ma_view *view, struct ma_answers *answers, struct ma_arena *arena,
		   struct ma_buffer *met, bool eager, unsigned budget)
{
	*view = (struct ma_view){ .answers = answers,
				  .arena = arena,
				  .met = met,
				  .eager = eager && answers->count < EAGER_MAX,
				  .budget = budget,
				  .pass = ++answers->passes };
	met->length = 0;
}

static const struct ma_answer *note_gap(struct ma_view *view,
					const struct mailauth_question *question)
{
	view->gap = true;
	if (question != NULL)
		ma_buffer_add(view->met, &question->id, sizeof(question->id));
	return &stand_in;
}

static struct mailauth_question *add(struct ma_view *view, const struct ma_name *name,
				     uint16_t type)
{
	struct mailauth_question *question = ma_answers_add(view->answers, name, type);

	if (question != NULL && ma_answers_count(view->answers) > QUESTIONS_MAX) {
		question->surplus = true;
		ma_answers_fail(view->answers, question, MAILAUTH_NOT_ASKED);
	}
	return question;
}

static const struct ma_answer *ask_one(struct ma_view *view, const struct ma_name *name,
				       uint16_t type)
{
	struct ma_answers *answers = view->answers;
	struct mailauth_question *question = ma_answers_look_up(answers, name, type);

	if (question == NULL && view->gap && !view->eager)
		return note_gap(view, NULL);
	/* Over the budget is a matter of this pass alone: another inquiry may well be allowed
	 * to ask the same, and a pass with gaps may have come here by a way that the answers
	 * will close. */
	if (question == NULL || question->pass != view->pass) {
		if (view->budget == 0) {
			view->limited = view->failed = true;
			return &over_budget;
		}
		view->budget--;
	}
	if (question == NULL)
		question = add(view, name, type);
	if (question == NULL) {
		view->arena->failed = true;
		return note_gap(view, NULL);
	}
	question->pass = view->pass;
	view->limited = view->limited || question->surplus;
	return question->answer != NULL ? question->answer : note_gap(view, question);
}

void ma_view_keep(const struct ma_view *view)
{
	for (size_t id = 1; id <= view->answers->count; id++) {
		struct mailauth_question *question = ma_answers_by_id(view->answers, (uint32_t)id);

		question->kept = question->kept || question->pass == view->pass;
	}
}

/* The names that aliases led to, of one packet after the other. */
struct trail {
	const struct ma_name *links[LINKS_MAX];
	size_t count;
};

static void add_links(struct trail *trail, const struct ma_answer *answer)
{
	for (size_t i = 0; i < answer->link_count && trail->count < LINKS_MAX; i++)
		trail->links[trail->count++] = answer->links[i];
}

/* The answer at the end of aliases, with what the way there adds to it. */
static const struct ma_answer *with_alias(struct ma_view *view, const struct ma_answer *answer,
					  const struct trail *trail, uint32_t ttl)
{
	struct ma_answer *merged = ma_arena_alloc(view->arena, sizeof(*merged));
	size_t size = trail->count * sizeof(*merged->links);

	if (merged == NULL)
		return &stand_in;
	*merged = *answer;
	merged->links = ma_arena_alloc(view->arena, size + 1);
	merged->link_count = merged->links != NULL ? trail->count : 0;
	if (merged->links != NULL)
		memcpy(merged->links, trail->links, size);
	if (merged->status == MA_ANSWER_FAILED)
		return merged;
	merged->alias = trail->links[trail->count - 1];
	if (ttl < merged->ttl)
		merged->ttl = ttl;
	return merged;
}

/* An alias to TARGET, at the end of the first COUNT of LINKS. */
static const struct ma_answer *make_alias(struct ma_view *view, const struct ma_name **links,
					  size_t count, uint32_t ttl)
{
	struct ma_answer *alias = ma_arena_alloc(view->arena, sizeof(*alias));

	if (alias == NULL)
		return &stand_in;
	*alias = (struct ma_answer){ .status = MA_ANSWER_ALIAS,
				     .alias = links[count - 1],
				     .links = links,
				     .link_count = count,
				     .ttl = ttl };
	return alias;
}

static const struct ma_answer *assumed_alias(struct ma_view *view, const struct ma_assumed *cname)
{
	const struct ma_name **links = ma_arena_alloc(view->arena, sizeof(const struct ma_name *));
	const struct ma_name *target = NULL;

	if (cname->answer.count > 0)
		target = ma_record_name(view->arena, &cname->answer.records[0], 0);
	if (target == NULL || links == NULL)
		return &cname->answer; /* it is no alias any more, and holds nothing else */
	links[0] = target;
	return make_alias(view, links, 1, cname->answer.ttl);
}

/* What an ANSWER of the store is worth where its way leads through names of the overlay. */
static const struct ma_answer *under_overlay(struct ma_view *view, const struct ma_name *name,
					     uint16_t type, const struct ma_answer *answer)
{
	static const struct ma_answer no_data = { .status = MA_ANSWER_NODATA };
	const struct ma_assumed *overlay = view->overlay;
	const struct ma_name *last =
		answer->link_count > 0 ? answer->links[answer->link_count - 1] : name;

	if (answer->link_count > 0 && ma_overlay_fills(overlay, name))
		return &no_data;
	for (size_t i = 0; i < answer->link_count; i++)
		if (ma_overlay_find(overlay, answer->links[i], type) != NULL ||
		    ma_overlay_find(overlay, answer->links[i], MA_TYPE_CNAME) != NULL)
			return make_alias(view, answer->links, i + 1, answer->ttl);
	if (answer->status == MA_ANSWER_NXDOMAIN && ma_overlay_reaches(overlay, last)) {
		struct ma_answer *exists = ma_arena_alloc(view->arena, sizeof(*exists));

		if (exists == NULL)
			return &stand_in;
		*exists = *answer;
		exists->status = MA_ANSWER_NODATA;
		return exists;
	}
	return answer;
}

/* One step on the way of aliases: what is assumed, else what was answered. */
static const struct ma_answer *look(struct ma_view *view, const struct ma_name *name, uint16_t type)
{
	const struct ma_assumed *assumed;

	if (view->overlay == NULL)
		return ask_one(view, name, type);
	assumed = ma_overlay_find(view->overlay, name, type);
	if (assumed != NULL)
		return &assumed->answer;
	assumed = ma_overlay_find(view->overlay, name, MA_TYPE_CNAME);
	if (assumed != NULL)
		return assumed_alias(view, assumed);
	return under_overlay(view, name, type, ask_one(view, name, type));
}

const struct ma_answer *ma_ask(struct ma_view *view, const struct ma_name *name, uint16_t type)
{
	const struct ma_answer *answer = look(view, name, type);
	struct trail trail = { .count = 0 };
	uint32_t ttl = UINT32_MAX;

	/* A packet whose aliases lead out of it: the rest is asked for here. */
	for (unsigned links = 0; answer->status == MA_ANSWER_ALIAS; links++) {
		add_links(&trail, answer);
		if (links == ALIASES_MAX) {
			answer = &alias_circle;
			break;
		}
		ttl = answer->ttl < ttl ? answer->ttl : ttl;
		answer = look(view, answer->alias, type);
	}
	if (answer->status == MA_ANSWER_FAILED)
		view->failed = true;
	if (trail.count == 0 || ma_answer_is_gap(answer))
		return answer;
	add_links(&trail, answer);
	return with_alias(view, answer, &trail, ttl);
}

const struct ma_answer *ma_probe(struct ma_view *view, const struct ma_name *name, uint16_t type)
{
	bool failed = view->failed;
	const struct ma_answer *answer = ma_ask(view, name, type);

	view->failed = failed;
	return answer;
}
