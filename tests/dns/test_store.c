/* lib/dns: the store of questions and answers, and the views that evaluators have of it.
 *
 * SPDX-License-Identifier: MIT */

#include "store_of_one.h"

START_TEST(test_store_asks_each_question_once)
{
	struct mailauth_question *question = new_question("example.jp", TYPE_TXT);

	ck_assert_uint_eq(met.length, sizeof(uint32_t));
	ask("example.jp", TYPE_TXT);
	ask("EXAMPLE.jp.", TYPE_TXT);
	ck_assert_ptr_null(ma_answers_next(answers));
	ask("example.jp", TYPE_A);
	ck_assert_ptr_ne(ma_answers_next(answers), question);
	ck_assert_uint_eq(ma_answers_count(answers), 2);
	ck_assert_uint_eq(ma_answers_open(answers), 2);
}
END_TEST

START_TEST(test_store_holds_many_questions)
{
	enum { MANY = 1000 };
	char name[] = "n000.example";

	ma_view_begin(&view, answers, &arena, &met, true, MANY);
	for (unsigned i = 0; i < MANY; i++) {
		name[1] = (char)('0' + i / 100);
		name[2] = (char)('0' + i / 10 % 10);
		name[3] = (char)('0' + i % 10);
		ma_ask(&view, ma_name_parse(&arena, ma_text(name)), TYPE_A);
	}
	ck_assert_uint_eq(met.length, MANY * sizeof(uint32_t));
	for (unsigned i = 0; i < MANY; i++) {
		struct mailauth_question *question = ma_answers_next(answers);

		ck_assert_ptr_nonnull(question);
		ck_assert_uint_eq(mailauth_question_id(question), i + 1);
		ck_assert_ptr_eq(ma_answers_find(answers, i + 1), question);
		if (i % 2 == 0)
			ma_answers_fail(answers, question, MAILAUTH_TIMED_OUT);
		ck_assert(ma_answers_is_answered(answers, i + 1) == (i % 2 == 0));
	}
	ck_assert_ptr_null(ma_answers_next(answers));
	ck_assert_uint_eq(ma_answers_open(answers), MANY / 2);
	ck_assert_int_eq(ask("n998.example", TYPE_A)->failure, MAILAUTH_TIMED_OUT);
	ck_assert(ma_answer_is_gap(ask("n999.example", TYPE_A)));
}
END_TEST

START_TEST(test_store_knows_only_ids_handed_out)
{
	ask("a.example", TYPE_A);
	ask("b.example", TYPE_A);
	ck_assert_ptr_null(ma_answers_find(answers, 0));
	ck_assert_ptr_null(ma_answers_find(answers, 1));
	ck_assert_ptr_nonnull(ma_answers_next(answers));
	ck_assert_ptr_nonnull(ma_answers_find(answers, 1));
	ck_assert_ptr_null(ma_answers_find(answers, 2));
	ck_assert_ptr_null(ma_answers_find(answers, 3));
	ck_assert_ptr_null(ma_answers_find(answers, UINT32_MAX));
}
END_TEST

START_TEST(test_giving_up_fails_what_is_open_and_what_comes)
{
	struct mailauth_question *question = new_question("a.example", TYPE_A);

	packet_begin(&packet, "a.example", TYPE_A);
	packet_address(&packet, "a.example", "192.0.2.1");
	ck_assert_int_eq(take(question), 0);
	ask("b.example", TYPE_A);
	ma_answers_give_up(answers, MAILAUTH_CANCELLED);
	ma_answers_give_up(answers, MAILAUTH_TIMED_OUT); /* the first counts */
	ck_assert_uint_eq(ma_answers_open(answers), 0);
	ck_assert_uint_eq(ask("a.example", TYPE_A)->count, 1);
	ck_assert_int_eq(ask("b.example", TYPE_A)->failure, MAILAUTH_CANCELLED);
	ck_assert_int_eq(ask("c.example", TYPE_A)->failure, MAILAUTH_CANCELLED);
	ck_assert(!view.gap);
	ck_assert(view.failed);
	ck_assert_ptr_null(ma_answers_next(answers));
}
END_TEST

START_TEST(test_view_notes_no_question_after_a_gap_unless_eager)
{
	const struct ma_name *a = ma_name_parse(&arena, MA_TEXT("a.example"));
	const struct ma_name *b = ma_name_parse(&arena, MA_TEXT("b.example"));

	ma_view_begin(&view, answers, &arena, &met, false, BUDGET);
	ck_assert(ma_answer_is_gap(ma_ask(&view, a, TYPE_A)));
	ck_assert(ma_answer_is_gap(ma_ask(&view, b, TYPE_A)));
	ck_assert_uint_eq(ma_answers_count(answers), 1);
	ma_view_begin(&view, answers, &arena, &met, true, BUDGET);
	ma_ask(&view, a, TYPE_A);
	ma_ask(&view, b, TYPE_A);
	ck_assert_uint_eq(ma_answers_count(answers), 2);
	ck_assert_uint_eq(met.length, 2 * sizeof(uint32_t));
}
END_TEST

START_TEST(test_view_has_a_budget)
{
	const struct ma_name *a = ma_name_parse(&arena, MA_TEXT("a.example"));
	const struct ma_name *b = ma_name_parse(&arena, MA_TEXT("b.example"));

	ma_view_begin(&view, answers, &arena, &met, true, 1);
	ck_assert(ma_answer_is_gap(ma_ask(&view, a, TYPE_A)));
	ck_assert(!view.limited);
	ck_assert(ma_answer_is_gap(ma_ask(&view, a, TYPE_A))); /* the same costs nothing */
	ck_assert(!view.limited);
	ck_assert_int_eq(ma_ask(&view, b, TYPE_A)->failure, MAILAUTH_NOT_ASKED);
	ck_assert(view.limited);
	ck_assert(view.failed);
	ck_assert_uint_eq(ma_answers_count(answers), 1);
	/* Another pass begins again, and pays for known questions as for new ones: what it may
	 * rest on must not depend on who asked before. */
	ma_view_begin(&view, answers, &arena, &met, true, 1);
	ck_assert(ma_answer_is_gap(ma_ask(&view, a, TYPE_A)));
	ck_assert_int_eq(ma_ask(&view, b, TYPE_A)->failure, MAILAUTH_NOT_ASKED);
	ma_view_begin(&view, answers, &arena, &met, true, 1);
	ck_assert(ma_answer_is_gap(ma_ask(&view, b, TYPE_A)));
	ck_assert(!view.limited);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("store");

	add_fixed(suite, "store",
		  TESTS(test_store_asks_each_question_once, test_store_holds_many_questions,
			test_store_knows_only_ids_handed_out,
			test_giving_up_fails_what_is_open_and_what_comes,
			test_view_notes_no_question_after_a_gap_unless_eager,
			test_view_has_a_budget));
	return check_main(suite);
}
