/* The store of an audit's questions and answers, and the views that evaluators have of it.
 *
 * SPDX-License-Identifier: MIT */

#include "store.h"

#include <stdlib.h>
#include <string.h>

enum {
	BUCKETS = 256,
	ALIASES_MAX = 10,
	LINKS_MAX = 12 * ALIASES_MAX, /* of as many packets as are followed */
	EAGER_MAX = 1000,	      /* questions after which nobody asks ahead any more */
};

struct ma_answers {
	struct ma_arena *arena;
	struct mailauth_question **questions; /* by id */
	size_t count;
	size_t size;
	size_t next;
	size_t open;
	unsigned passes;
	enum mailauth_failure gave_up; /* 0: not yet */
	struct mailauth_question *buckets[BUCKETS];
};

static const struct ma_answer stand_in = { .status = MA_ANSWER_NONE };
static const struct ma_answer over_budget = { .status = MA_ANSWER_FAILED,
					      .failure = MAILAUTH_NOT_ASKED };
static const struct ma_answer alias_circle = { .status = MA_ANSWER_FAILED,
					       .failure = MAILAUTH_MALFORMED };

struct ma_answers *ma_answers_new(struct ma_arena *arena)
{
	struct ma_answers *answers = ma_arena_alloc(arena, sizeof(*answers));

	if (answers != NULL)
		answers->arena = arena;
	return answers;
}

static unsigned bucket_of(const struct ma_name *name, uint16_t type)
{
	uint32_t hash = 2166136261u; /* FNV-1a */

	for (size_t i = 0; i < name->length; i++)
		hash = (hash ^ name->wire[i]) * 16777619u;
	hash = (hash ^ type) * 16777619u;
	return (hash ^ hash >> 16) % BUCKETS;
}

static struct mailauth_question *look_up(const struct ma_answers *answers,
					 const struct ma_name *name, uint16_t type)
{
	struct mailauth_question *question = answers->buckets[bucket_of(name, type)];

	while (question != NULL && (question->type != type || !ma_name_equal(question->name, name)))
		question = question->same_hash;
	return question;
}

static bool grow(struct ma_answers *answers)
{
	size_t size = answers->size > 0 ? 2 * answers->size : 64;
	struct mailauth_question **questions =
		ma_arena_array(answers->arena, size, sizeof(*questions));

	if (questions == NULL)
		return false;
	if (answers->count > 0)
		memcpy(questions, answers->questions, answers->count * sizeof(*questions));
	answers->questions = questions;
	answers->size = size;
	return true;
}

static struct mailauth_question *add_question(struct ma_answers *answers,
					      const struct ma_name *name, uint16_t type)
{
	unsigned bucket = bucket_of(name, type);
	struct mailauth_question *question = ma_arena_alloc(answers->arena, sizeof(*question));
	const struct ma_name *copy = ma_name_from_wire(answers->arena, name->wire, name->length);

	if (question == NULL || copy == NULL || (answers->count == answers->size && !grow(answers)))
		return NULL;
	answers->questions[answers->count] = question;
	*question = (struct mailauth_question){
		.id = (uint32_t)++answers->count,
		.type = type,
		.name = copy,
		.presentation = (const char *)ma_name_present(answers->arena, copy).data,
		.same_hash = answers->buckets[bucket],
	};
	answers->buckets[bucket] = question;
	answers->open++;
	if (answers->gave_up != 0)
		ma_answers_fail(answers, question, answers->gave_up);
	return question;
}

struct mailauth_question *ma_answers_next(struct ma_answers *answers)
{
	while (answers->next < answers->count) {
		struct mailauth_question *question = answers->questions[answers->next++];

		question->handed_out = true;
		if (question->answer == NULL)
			return question;
	}
	return NULL;
}

size_t ma_answers_open(const struct ma_answers *answers)
{
	return answers->open;
}

size_t ma_answers_count(const struct ma_answers *answers)
{
	return answers->count;
}

size_t ma_answers_passes(const struct ma_answers *answers)
{
	return answers->passes;
}

static struct mailauth_question *by_id(const struct ma_answers *answers, uint32_t id)
{
	return id > 0 && id <= answers->count ? answers->questions[id - 1] : NULL;
}

struct mailauth_question *ma_answers_find(struct ma_answers *answers, uint32_t id)
{
	struct mailauth_question *question = by_id(answers, id);

	return question != NULL && question->handed_out ? question : NULL;
}

bool ma_answers_is_answered(const struct ma_answers *answers, uint32_t id)
{
	const struct mailauth_question *question = by_id(answers, id);

	return question != NULL && question->answer != NULL;
}

static void settle(struct ma_answers *answers, struct mailauth_question *question,
		   const struct ma_answer *answer)
{
	if (question->answer != NULL || answer == NULL)
		return;
	question->answer = answer;
	answers->open--;
}

int ma_answers_take(struct ma_answers *answers, struct mailauth_question *question,
		    const unsigned char *packet, size_t length)
{
	const struct ma_answer *answer = NULL;
	int r;

	if (question->answer != NULL)
		return 0;
	r = ma_packet_read(answers->arena, question, packet, length, &answer);
	if (r == 0)
		settle(answers, question, answer);
	return r;
}

void ma_answers_fail(struct ma_answers *answers, struct mailauth_question *question,
		     enum mailauth_failure failure)
{
	struct ma_answer *answer = ma_arena_alloc(answers->arena, sizeof(*answer));

	if (answer != NULL)
		*answer = (struct ma_answer){ .status = MA_ANSWER_FAILED, .failure = failure };
	settle(answers, question, answer);
}

void ma_answers_give_up(struct ma_answers *answers, enum mailauth_failure failure)
{
	if (answers->gave_up == 0)
		answers->gave_up = failure;
	for (size_t id = 1; id <= answers->count; id++) {
		struct mailauth_question *question = by_id(answers, (uint32_t)id);

		if (question->answer == NULL)
			ma_answers_fail(answers, question, answers->gave_up);
	}
}

static int compare_queries(const void *a, const void *b)
{
	const struct ma_query *left = a;
	const struct ma_query *right = b;
	int order = strcmp(left->name, right->name);

	return order != 0 ? order : (left->type > right->type) - (left->type < right->type);
}

const struct ma_query *ma_answers_queries(const struct ma_answers *answers, struct ma_arena *arena,
					  size_t *count)
{
	struct ma_query *queries = ma_arena_array(arena, answers->count + 1, sizeof(*queries));

	*count = 0;
	for (size_t id = 1; queries != NULL && id <= answers->count; id++) {
		const struct mailauth_question *question = by_id(answers, (uint32_t)id);

		if (question->kept)
			queries[(*count)++] = (struct ma_query){ question->presentation,
								 question->type, question->answer };
	}
	if (*count > 0)
		qsort(queries, *count, sizeof(*queries), compare_queries);
	return queries;
}

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

static const struct ma_answer *ask_one(struct ma_view *view, const struct ma_name *name,
				       uint16_t type)
{
	struct ma_answers *answers = view->answers;
	struct mailauth_question *question = look_up(answers, name, type);

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
		question = add_question(answers, name, type);
	if (question == NULL) {
		view->arena->failed = true;
		return note_gap(view, NULL);
	}
	question->pass = view->pass;
	return question->answer != NULL ? question->answer : note_gap(view, question);
}

void ma_view_keep(const struct ma_view *view)
{
	for (size_t id = 1; id <= view->answers->count; id++) {
		struct mailauth_question *question = by_id(view->answers, (uint32_t)id);

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

const struct ma_answer *ma_ask(struct ma_view *view, const struct ma_name *name, uint16_t type)
{
	const struct ma_answer *answer = ask_one(view, name, type);
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
		answer = ask_one(view, answer->alias, type);
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
