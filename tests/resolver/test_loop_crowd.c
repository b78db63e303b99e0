/* The loop with many audits at once, and given up while they are under way.
 *
 * SPDX-License-Identifier: MIT */

#include "drive_loop.h"

#define PASS MAILAUTH_SPF_PASS
#define UNKNOWN MAILAUTH_SPF_TEMPERROR

static const struct responder_deed silent[] = { { NULL, 0, RESPOND_NOT, false },
						{ NULL, 0, 0, false } };

/* --- Many ----------------------------------------------------------------- */

static struct mailauth_audit *eager_audit(void)
{
	struct mailauth_audit *audit = new_audit();

	ck_assert_int_eq(mailauth_audit_set_eager(audit, true), 0);
	return audit;
}

/* Takes back up to COUNT audits, which have to PASS; returns how many there were. */
static size_t take_back(struct mailauth_loop *loop, size_t count)
{
	struct mailauth_audit *audit;
	size_t taken = 0;
	int status;

	for (; taken < count; taken++) {
		ck_assert_int_eq(mailauth_loop_next(loop, &audit, &status), 0);
		if (audit == NULL)
			break;
		ck_assert_int_eq(status, 0);
		assert_result("one of many", audit, PASS, true);
		mailauth_audit_free(audit);
	}
	return taken;
}

static const struct {
	size_t audits;
	unsigned delay;
	unsigned shuffle;
} crowds[] = {
	{ 1, 0, 20 }, { 20, 0, 30 }, { 63, 5, 0 }, { 64, 5, 0 }, { 300, 10, 40 }, { 300, 0, 0 },
};

START_TEST(test_crowd)
{
	size_t count = crowds[_i].audits;
	struct stage stage = set_stage((struct responder_settings){ .records = driven_chain,
								    .delay = crowds[_i].delay,
								    .shuffle = crowds[_i].shuffle },
				       60000);

	for (size_t i = 0; i < count; i++)
		ck_assert_int_eq(mailauth_loop_add(stage.loop, eager_audit()), 0);
	ck_assert_uint_eq(take_back(stage.loop, SIZE_MAX), count);
	/* Equal questions are asked once at a time. */
	ck_assert_uint_ge(responder_count(stage.responder), 15);
	clear_stage(&stage);
}
END_TEST

/* Audits come while others are under way. */
START_TEST(test_stream)
{
	struct stage stage = set_stage(
		(struct responder_settings){ .records = driven_chain, .shuffle = 10 }, 60000);

	for (size_t i = 0; i < 100; i++) {
		ck_assert_int_eq(mailauth_loop_add(stage.loop, eager_audit()), 0);
		if (i >= 30)
			ck_assert_uint_eq(take_back(stage.loop, 1), 1);
	}
	ck_assert_uint_eq(take_back(stage.loop, SIZE_MAX), 30);
	clear_stage(&stage);
}
END_TEST

START_TEST(test_two_loops_share_a_network)
{
	struct stage stage = set_stage(
		(struct responder_settings){ .records = driven_chain, .shuffle = 10 }, 60000);
	struct mailauth_loop *other = new_loop(stage.network, 60000);

	for (size_t i = 0; i < 10; i++) {
		ck_assert_int_eq(mailauth_loop_add(stage.loop, eager_audit()), 0);
		ck_assert_int_eq(mailauth_loop_add(other, eager_audit()), 0);
	}
	for (size_t i = 0; i < 10; i++) {
		ck_assert_uint_eq(take_back(stage.loop, 1), 1);
		ck_assert_uint_eq(take_back(other, 1), 1);
	}
	mailauth_loop_free(other);
	clear_stage(&stage);
}
END_TEST

START_TEST(test_crowd_meets_its_deadline)
{
	struct stage stage = set_stage(
		(struct responder_settings){ .records = driven_records, .deeds = silent }, 300);
	struct mailauth_audit *audit;
	int64_t began = milliseconds();
	size_t count = 0;
	int status;

	for (size_t i = 0; i < 300; i++)
		ck_assert_int_eq(mailauth_loop_add(stage.loop, eager_audit()), 0);
	while (mailauth_loop_next(stage.loop, &audit, &status) == 0 && audit != NULL) {
		ck_assert_int_ge(milliseconds() - began,
				 300 * 3 / 4); /* so that the last ends in time */
		assert_result("late", audit, UNKNOWN, false);
		mailauth_audit_free(audit);
		count++;
	}
	ck_assert_uint_eq(count, 300);
	clear_stage(&stage);
}
END_TEST

/* --- Ends ----------------------------------------------------------------- */

/* Audits are given up with the loop; what comes for them later finds no one. */
START_TEST(test_loop_is_freed_under_way)
{
	struct stage stage = set_stage(
		(struct responder_settings){ .records = driven_chain, .delay = 50 }, USUAL);
	struct mailauth_audit *audits[10];
	struct mailauth_audit *ended;
	struct mailauth_audit *last = new_audit();
	int status;

	for (size_t i = 0; i < COUNT_OF(audits); i++)
		audits[i] = eager_audit();
	for (size_t i = 1; i < COUNT_OF(audits); i++)
		ck_assert_int_eq(mailauth_loop_add(stage.loop, audits[i]), 0);
	/* Offers the others to the network, and one that ends at once. */
	ck_assert_int_eq(mailauth_audit_give_up(audits[0], MAILAUTH_CANCELLED), 0);
	ck_assert_int_eq(mailauth_loop_add(stage.loop, audits[0]), 0);
	ck_assert_int_eq(mailauth_loop_next(stage.loop, &ended, &status), 0);
	ck_assert_ptr_eq(ended, audits[0]);
	mailauth_loop_free(stage.loop);
	for (size_t i = 0; i < COUNT_OF(audits); i++) {
		ck_assert_int_eq(mailauth_audit_step(audits[i]), 0);
		assert_result("cancelled", audits[i], UNKNOWN, false);
		mailauth_audit_free(audits[i]);
	}
	stage.loop = new_loop(stage.network, USUAL);
	ck_assert_int_eq(mailauth_loop_run(stage.loop, last), 0);
	assert_result("the next", last, PASS, true);
	mailauth_audit_free(last);
	clear_stage(&stage);
}
END_TEST

/* So is one of which the loop has done nothing yet. */
START_TEST(test_loop_is_freed_before_it_ran)
{
	struct mailauth_loop *loop = new_loop(NULL, USUAL);
	struct mailauth_audit *audit = new_audit();

	ck_assert_int_eq(mailauth_loop_add(loop, audit), 0);
	mailauth_loop_free(loop);
	ck_assert_int_eq(mailauth_audit_step(audit), 0);
	assert_result("cancelled", audit, UNKNOWN, false);
	mailauth_audit_free(audit);
}
END_TEST

/* The network ends while replies to questions of no one may come; and a loop with an audit that has
 * come to its end, but was not taken back. */
START_TEST(test_network_is_freed_with_open_questions)
{
	struct stage stage = set_stage(
		(struct responder_settings){ .records = driven_chain, .deeds = silent }, 50);
	struct mailauth_audit *audit = eager_audit();
	struct mailauth_audit *other = eager_audit();
	struct mailauth_audit *ended;
	int status;

	ck_assert_int_eq(mailauth_loop_add(stage.loop, audit), 0);
	ck_assert_int_eq(mailauth_loop_add(stage.loop, other), 0);
	ck_assert_int_eq(mailauth_loop_next(stage.loop, &ended, &status), 0);
	assert_result("silence", ended, UNKNOWN, false);
	clear_stage(&stage);
	mailauth_audit_free(audit);
	mailauth_audit_free(other);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("loop_crowd");

	add_loop(suite, "crowds", test_crowd, COUNT_OF(crowds));
	add_case(suite, "many",
		 TESTS(test_stream, test_two_loops_share_a_network, test_crowd_meets_its_deadline));
	add_case(suite, "ends",
		 TESTS(test_loop_is_freed_under_way, test_loop_is_freed_before_it_ran,
		       test_network_is_freed_with_open_questions));
	return check_main(suite);
}
