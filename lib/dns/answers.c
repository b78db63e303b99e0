/* The store of an audit's questions and answers.
 *
 * SPDX-License-Identifier: MIT */

#include "store.h"

#include <stdlib.h>
#include <string.h>

struct ma_answers *ma_answers_new(struct ma_arena *arena)
{
	struct ma_answers *answers = ma_arena_alloc(arena, sizeof(*answers));

	if (answers == NULL)
		return NULL;
	answers->arena = arena;
	answers->most = MA_PACKETS_MAX;
	return answers;
}

void ma_answers_bound(struct ma_answers *answers, size_t most)
{
	answers->most = most < MA_PACKETS_MAX ? most : MA_PACKETS_MAX;
}

/* A name server that is silent is asked twice; repeats to a resolver are between the caller and it.
 */
static size_t packets_of(struct ma_target target)
{
	return target.server != NULL && target.way != MA_WAY_SMTP ? 2 : 1;
}

static unsigned bucket_of(const struct ma_name *name, uint16_t type)
{
	const uint64_t prime = 1099511628211u; /* FNV-1a's, by words of eight octets */
	uint64_t hash = name->length;
	uint64_t word;
	size_t at = 0;

	for (; name->length - at >= sizeof(word); at += sizeof(word)) {
		memcpy(&word, name->wire + at, sizeof(word));
		hash = (hash ^ word) * prime;
		hash ^= hash >> 32;
	}
	for (; at < name->length; at++)
		hash = (hash ^ name->wire[at]) * prime;
	hash = (hash ^ type) * prime;
	return (unsigned)((hash ^ hash >> 32) % MA_BUCKETS);
}

static bool is_for(const struct mailauth_question *question, struct ma_target target)
{
	struct ma_target own = question->target;

	if (target.server == NULL || own.server == NULL)
		return target.server == NULL && own.server == NULL;
	return target.way == own.way && strcmp(target.server, own.server) == 0;
}

struct mailauth_question *ma_answers_look_up(const struct ma_answers *answers,
					     struct ma_target target, const struct ma_name *name,
					     uint16_t type)
{
	struct mailauth_question *question = answers->buckets[bucket_of(name, type)];

	while (question != NULL && (question->type != type || !is_for(question, target) ||
				    !ma_name_equal(question->name, name)))
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

static struct ma_target keep(struct ma_arena *arena, struct ma_target target)
{
	if (target.server != NULL)
		target.server = (const char *)ma_arena_copy(arena, ma_text(target.server)).data;
	return target;
}

struct mailauth_question *ma_answers_add(struct ma_answers *answers, struct ma_target target,
					 const struct ma_name *name, uint16_t type)
{
	unsigned bucket = bucket_of(name, type);
	struct mailauth_question *question = ma_arena_alloc(answers->arena, sizeof(*question));
	const struct ma_name *copy = ma_name_from_wire(answers->arena, name->wire, name->length);
	void **user = ma_arena_alloc(answers->arena, sizeof(void *));

	if (question == NULL || copy == NULL || user == NULL ||
	    (answers->count == answers->size && !grow(answers)))
		return NULL;
	answers->questions[answers->count] = question;
	*question = (struct mailauth_question){
		.id = (uint32_t)++answers->count,
		.type = type,
		.name = copy,
		.presentation = (const char *)ma_name_present(answers->arena, copy).data,
		.target = keep(answers->arena, target),
		.same_hash = answers->buckets[bucket],
		.user = user,
	};
	answers->buckets[bucket] = question;
	answers->open++;
	answers->packets += packets_of(target);
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

struct mailauth_question *ma_answers_by_id(const struct ma_answers *answers, uint32_t id)
{
	return id > 0 && id <= answers->count ? answers->questions[id - 1] : NULL;
}

struct mailauth_question *ma_answers_find(struct ma_answers *answers, uint32_t id)
{
	struct mailauth_question *question = ma_answers_by_id(answers, id);

	return question != NULL && question->handed_out ? question : NULL;
}

bool ma_answers_is_answered(const struct ma_answers *answers, uint32_t id)
{
	const struct mailauth_question *question = ma_answers_by_id(answers, id);

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

/* What a mail server said.  No more than a greeting and one reply take is kept. */
static const struct ma_answer *keep_said(struct ma_arena *arena, struct ma_text said)
{
	struct ma_answer *answer = ma_arena_alloc(arena, sizeof(*answer));

	if (answer == NULL)
		return NULL;
	said = ma_text_slice(said, 0,
			     said.length < MAILAUTH_SMTP_MAX ? said.length : MAILAUTH_SMTP_MAX);
	*answer = (struct ma_answer){ .status = MA_ANSWER_RECORDS,
				      .said = ma_arena_copy(arena, said) };
	return answer;
}

int ma_answers_take(struct ma_answers *answers, struct mailauth_question *question,
		    const unsigned char *packet, size_t length)
{
	const struct ma_answer *answer = NULL;
	int r;

	if (question->answer != NULL)
		return 0;
	if (question->target.way == MA_WAY_SMTP) {
		settle(answers, question,
		       keep_said(answers->arena, (struct ma_text){ packet, length }));
		return question->answer != NULL ? 0 : MAILAUTH_ENOMEM;
	}
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
		struct mailauth_question *question = ma_answers_by_id(answers, (uint32_t)id);

		if (question->answer == NULL)
			ma_answers_fail(answers, question, answers->gave_up);
	}
}

static int compare_queries(const void *a, const void *b)
{
	const struct mailauth_query *left = a;
	const struct mailauth_query *right = b;
	int order = strcmp(left->name, right->name);

	if (order == 0)
		order = (left->type > right->type) - (left->type < right->type);
	if (order != 0 || left->server == right->server)
		return order;
	/* What any resolver says goes first. */
	if (left->server == NULL || right->server == NULL)
		return left->server == NULL ? -1 : 1;
	order = strcmp(left->server, right->server);
	return order != 0 ? order : (int)left->way - (int)right->way;
}

static struct mailauth_query query_of(const struct mailauth_question *question,
				      struct ma_arena *arena)
{
	const struct ma_name *alias = question->answer->alias;

	return (struct mailauth_query){
		.id = question->id,
		.name = question->presentation,
		.type = question->type,
		.server = question->target.server,
		.way = question->target.way,
		.answer = question->answer,
		.alias = alias != NULL ? (const char *)ma_name_present(arena, alias).data : NULL,
	};
}

const struct mailauth_query *ma_answers_queries(const struct ma_answers *answers,
						struct ma_arena *arena, size_t *count)
{
	struct mailauth_query *queries =
		ma_arena_array(arena, answers->count + 1, sizeof(*queries));

	*count = 0;
	for (size_t id = 1; queries != NULL && id <= answers->count; id++) {
		const struct mailauth_question *question = ma_answers_by_id(answers, (uint32_t)id);

		if (question->kept)
			queries[(*count)++] = query_of(question, arena);
	}
	if (*count > 0)
		qsort(queries, *count, sizeof(*queries), compare_queries);
	return queries;
}

/* The zone that the answer to QUESTION shows: the name of a SOA, or the owner of the one that comes
 * with "there is none". */
static const struct ma_name *find_cut(const struct mailauth_question *question)
{
	const struct ma_answer *answer = question->answer;

	if (question->type == MA_TYPE_SOA && answer->status == MA_ANSWER_RECORDS &&
	    answer->alias == NULL)
		return question->name;
	return answer->apex;
}

bool ma_answers_show_cut(const struct ma_answers *answers, struct ma_text apex, struct ma_text name)
{
	const struct ma_name *above = ma_name_unescape(answers->arena, apex);
	const struct ma_name *below = ma_name_unescape(answers->arena, name);

	for (size_t id = 1; above != NULL && below != NULL && id <= answers->count; id++) {
		const struct mailauth_question *question = ma_answers_by_id(answers, (uint32_t)id);
		const struct ma_name *cut = question->kept && question->target.server == NULL
						    ? find_cut(question)
						    : NULL;

		if (cut != NULL && ma_name_is_within(below, cut) && ma_name_is_within(cut, above) &&
		    !ma_name_equal(cut, above))
			return true;
	}
	return false;
}
