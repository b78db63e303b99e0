/* A store with one question in it, for tests of what a packet makes of it.
 *
 * SPDX-License-Identifier: MIT */

#include "store_of_one.h"

struct ma_arena arena;
struct ma_answers *answers;
struct ma_buffer met;
struct ma_view view;
struct packet packet;

void begin(void)
{
	answers = ma_answers_new(&arena);
	ma_view_begin(&view, answers, &arena, &met, true, BUDGET);
}

void finish(void)
{
	ma_buffer_finish(&met);
	ma_arena_finish(&arena);
}

const struct ma_answer *ask(const char *name, uint16_t type)
{
	const struct ma_name *asked = ma_name_parse(&arena, ma_text(name));

	ck_assert_ptr_nonnull(asked);
	ma_view_begin(&view, answers, &arena, &met, true, BUDGET);
	return ma_ask(&view, asked, type);
}

struct mailauth_question *new_question(const char *name, uint16_t type)
{
	struct mailauth_question *question;

	ck_assert(ma_answer_is_gap(ask(name, type)));
	ck_assert(view.gap);
	question = ma_answers_next(answers);
	ck_assert_ptr_nonnull(question);
	return question;
}

int take(struct mailauth_question *question)
{
	return ma_answers_take(answers, question, packet.bytes, packet.length);
}

const struct ma_answer *answer_to(const char *name, uint16_t type)
{
	struct mailauth_question *question = new_question(name, type);

	ck_assert_int_eq(take(question), 0);
	return ask(name, type);
}

const struct ma_answer *failed_answer_to(const char *name, uint16_t type)
{
	const struct ma_answer *answer = answer_to(name, type);

	ck_assert_int_eq(answer->status, MA_ANSWER_FAILED);
	ck_assert(view.failed);
	ck_assert_uint_eq(answer->count, 0);
	return answer;
}

void assert_address(const struct ma_answer *answer, size_t index, const char *expected)
{
	struct ma_ip ip;

	ck_assert_uint_lt(index, answer->count);
	ck_assert(ma_record_ip(&answer->records[index], &ip));
	assert_text(ma_ip_text(&arena, &ip), expected);
}

void assert_name(const struct ma_name *name, const char *expected)
{
	ck_assert_ptr_nonnull(name);
	assert_text(ma_name_present(&arena, name), expected);
}

void add_fixed(Suite *suite, const char *name, const TTest *const *tests)
{
	tcase_add_checked_fixture(add_case(suite, name, tests), begin, finish);
}

void add_fixed_loop(Suite *suite, const char *name, const TTest *test, size_t count)
{
	tcase_add_checked_fixture(add_loop(suite, name, test, count), begin, finish);
}
