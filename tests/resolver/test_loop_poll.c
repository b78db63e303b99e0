/* The loop driven from outside: poll() of the test's own, which never waits in the library.
 *
 * SPDX-License-Identifier: MIT */

#include "drive_loop.h"
#include "packet.h"

#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>

int __real_epoll_wait(int descriptor, struct epoll_event *events, int size, int timeout);
int __wrap_epoll_wait(int descriptor, struct epoll_event *events, int size, int timeout);
int __real_poll(struct pollfd *sockets, nfds_t count, int timeout);
int __wrap_poll(struct pollfd *sockets, nfds_t count, int timeout);

/* Whether this thread, and not that of the server, is in mailauth_loop_process(). */
static _Thread_local bool processing;

int __wrap_epoll_wait(int descriptor, struct epoll_event *events, int size, int timeout)
{
	ck_assert(!processing || timeout == 0);
	return __real_epoll_wait(descriptor, events, size, timeout);
}

int __wrap_poll(struct pollfd *sockets, nfds_t count, int timeout)
{
	ck_assert(!processing || timeout == 0);
	return __real_poll(sockets, count, timeout);
}

static const struct responder_deed silent[] = { { NULL, 0, RESPOND_NOT, false },
						{ NULL, 0, 0, false } };

/* Takes all that LOOP hands back; each has to have RESULT.  Returns how many there were. */
static size_t process(struct mailauth_loop *loop, enum mailauth_spf_result result, bool complete)
{
	struct mailauth_audit *audit;
	size_t count = 0;
	int status;

	do {
		/* It does not wait: neither for an answer nor for a deadline. */
		processing = true;
		ck_assert_int_eq(mailauth_loop_process(loop, &audit, &status), 0);
		processing = false;
		if (audit == NULL)
			break;
		ck_assert_int_eq(status, 0);
		assert_result("polled", audit, result, complete);
		mailauth_audit_free(audit);
		count++;
	} while (true);
	return count;
}

/* Waits as the loop says until COUNT audits came back.  Returns how often it waited. */
static size_t poll_until(struct mailauth_loop *loop, size_t count, enum mailauth_spf_result result,
			 bool complete)
{
	struct pollfd socket = { .fd = mailauth_loop_fd(loop), .events = POLLIN };
	size_t waits = 0;

	ck_assert_int_ge(socket.fd, 0);
	for (size_t taken = 0; taken < count; waits++) {
		int timeout = mailauth_loop_timeout(loop);

		ck_assert_int_ne(timeout, -1);
		ck_assert_int_ge(poll(&socket, 1, timeout), 0);
		taken += process(loop, result, complete);
		ck_assert_uint_le(taken, count);
	}
	ck_assert_int_eq(mailauth_loop_timeout(loop), -1);
	return waits;
}

static struct mailauth_audit *eager_audit(void)
{
	struct mailauth_audit *audit = new_audit();

	ck_assert_int_eq(mailauth_audit_set_eager(audit, true), 0);
	return audit;
}

static const size_t crowds[] = { 1, 2, 63, 64, 300 };

START_TEST(test_crowd)
{
	struct stage stage = set_stage(
		(struct responder_settings){ .records = driven_chain, .delay = 2, .shuffle = 20 },
		60000);

	ck_assert_int_eq(mailauth_loop_timeout(stage.loop), -1);
	for (size_t i = 0; i < crowds[_i]; i++)
		ck_assert_int_eq(mailauth_loop_add(stage.loop, eager_audit()), 0);
	ck_assert_int_eq(mailauth_loop_timeout(stage.loop), 0);
	poll_until(stage.loop, crowds[_i], MAILAUTH_SPF_PASS, true);
	clear_stage(&stage);
}
END_TEST

/* A descriptor that is asked for late knows the sockets that are open already; and it says when
 * there is something, so that no one has to look again and again. */
START_TEST(test_descriptor_comes_late)
{
	struct stage stage = set_stage(
		(struct responder_settings){ .records = driven_chain, .delay = 50 }, 20000);

	ck_assert_int_eq(mailauth_loop_add(stage.loop, new_audit()), 0);
	ck_assert_uint_eq(process(stage.loop, MAILAUTH_SPF_PASS, true), 0);
	ck_assert_uint_le(poll_until(stage.loop, 1, MAILAUTH_SPF_PASS, true), 200);
	clear_stage(&stage);
}
END_TEST

/* How long two audits take that end at a deadline of 300 ms. */
static int64_t wait_for_deadline(void)
{
	struct stage stage = set_stage(
		(struct responder_settings){ .records = driven_records, .deeds = silent }, 300);
	int64_t began = milliseconds();

	for (size_t i = 0; i < 2; i++)
		ck_assert_int_eq(mailauth_loop_add(stage.loop, new_audit()), 0);
	ck_assert_uint_le(poll_until(stage.loop, 2, MAILAUTH_SPF_TEMPERROR, false), 50);
	began = milliseconds() - began;
	clear_stage(&stage);
	return began;
}

/* A machine that is busy may be late; a loop that is wrong is late each time. */
START_TEST(test_deadline)
{
	int64_t took = 0;

	for (unsigned tries = 0; tries < 3; tries++) {
		took = wait_for_deadline();
		ck_assert_int_ge(took, 300);
		if (took <= 300 + GRACE)
			break;
	}
	ck_assert_int_le(took, 300 + GRACE);
}
END_TEST

/* What arrives when nothing is under way any more does not keep the descriptor readable. */
START_TEST(test_late_answers)
{
	struct stage stage = set_stage(
		(struct responder_settings){ .records = driven_records, .delay = 150 }, 50);
	struct pollfd socket = { .fd = mailauth_loop_fd(stage.loop), .events = POLLIN };
	size_t wakes = 0;

	ck_assert_int_eq(mailauth_loop_add(stage.loop, new_audit()), 0);
	poll_until(stage.loop, 1, MAILAUTH_SPF_TEMPERROR, false);
	while (poll(&socket, 1, 600) > 0) {
		ck_assert_uint_lt(++wakes, 50);
		ck_assert_uint_eq(process(stage.loop, MAILAUTH_SPF_PASS, true), 0);
	}
	clear_stage(&stage);
}
END_TEST

/* Two loops wait for one network: what is read by one for the other does not get lost. */
START_TEST(test_two_loops)
{
	struct stage stage = set_stage(
		(struct responder_settings){ .records = driven_chain, .shuffle = 10 }, 20000);
	struct mailauth_loop *loops[] = { stage.loop, new_loop(stage.network, 20000) };
	struct pollfd sockets[2];
	size_t taken = 0;

	for (size_t i = 0; i < 20; i++)
		ck_assert_int_eq(mailauth_loop_add(loops[i % 2], new_audit()), 0);
	for (size_t i = 0; i < 2; i++)
		sockets[i] = (struct pollfd){ mailauth_loop_fd(loops[i]), POLLIN, 0 };
	while (taken < 20) {
		int first = mailauth_loop_timeout(loops[0]);
		int second = mailauth_loop_timeout(loops[1]);

		ck_assert_int_ge(
			poll(sockets, 2,
			     first < 0 || (second >= 0 && second < first) ? second : first),
			0);
		for (size_t i = 0; i < 2; i++)
			taken += process(loops[i], MAILAUTH_SPF_PASS, true);
	}
	mailauth_loop_free(loops[1]);
	clear_stage(&stage);
}
END_TEST

/* Without a network there is nothing to wait for. */
START_TEST(test_zones)
{
	struct mailauth_loop *loop = new_loop(NULL, 20000);
	struct mailauth_zones *zones;

	ck_assert_int_eq(mailauth_zones_new(&zones), 0);
	ck_assert_int_eq(
		mailauth_zones_load_text(zones, "zone", driven_zone, strlen(driven_zone), NULL), 0);
	ck_assert_int_eq(mailauth_loop_set_zones(loop, zones), 0);
	ck_assert_int_eq(mailauth_loop_add(loop, new_audit()), 0);
	poll_until(loop, 1, MAILAUTH_SPF_PASS, true);
	mailauth_loop_free(loop);
	mailauth_zones_free(zones);
}
END_TEST

START_TEST(test_arguments)
{
	struct mailauth_loop *loop = new_loop(NULL, 20000);
	struct mailauth_audit *audit;
	int status;

	ck_assert_int_eq(mailauth_loop_fd(NULL), MAILAUTH_EINVAL);
	ck_assert_int_eq(mailauth_loop_process(NULL, &audit, &status), MAILAUTH_EINVAL);
	ck_assert_int_eq(mailauth_loop_process(loop, NULL, &status), MAILAUTH_EINVAL);
	ck_assert_int_eq(mailauth_loop_process(loop, &audit, NULL), MAILAUTH_EINVAL);
	ck_assert_int_eq(mailauth_loop_set_network(loop, NULL), 0);
	ck_assert_int_ge(mailauth_loop_fd(loop), 0);
	ck_assert_int_eq(mailauth_loop_fd(loop), mailauth_loop_fd(loop));
	ck_assert_int_eq(mailauth_loop_set_network(loop, NULL), MAILAUTH_EINVAL);
	mailauth_loop_free(loop);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("loop_poll");

	add_loop(suite, "crowds", test_crowd, COUNT_OF(crowds));
	add_case(suite, "poll",
		 TESTS(test_descriptor_comes_late, test_deadline, test_late_answers, test_two_loops,
		       test_zones, test_arguments));
	return check_main(suite);
}
