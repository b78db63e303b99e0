/* The loop without memory or descriptors; and its timers.
 *
 * SPDX-License-Identifier: MIT */

#include "drive_loop.h"
#include "memory.h"

#include "../../lib/resolver/network/network.h"

#include <sys/resource.h>
#include <unistd.h>

#define PASS MAILAUTH_SPF_PASS
#define UNKNOWN MAILAUTH_SPF_TEMPERROR

/* --- What runs out -------------------------------------------------------- */

/* One audit from birth to death; the verdict, or a failure. */
static int run_hungry(struct responder *responder, bool *wrong)
{
	struct mailauth_network *network = NULL;
	struct mailauth_loop *loop = NULL;
	struct mailauth_audit *audit = NULL;
	int status;

	status = mailauth_network_new(&network);
	if (status == 0)
		status = mailauth_network_add_server(network, responder_address(responder));
	if (status == 0)
		status = mailauth_loop_new(&loop);
	if (status == 0)
		status = mailauth_loop_set_network(loop, network);
	if (status == 0)
		status = mailauth_audit_new(&audit, "example.jp", 0);
	if (status == 0)
		status = mailauth_audit_add_sender(audit, "192.0.2.1", NULL, NULL);
	if (status == 0)
		status = mailauth_loop_run(loop, audit);
	*wrong = status == 0 &&
		 mailauth_sender_result(mailauth_report_sender(mailauth_audit_report(audit), 0)) !=
			 PASS;
	mailauth_loop_free(loop);
	mailauth_audit_free(audit);
	mailauth_network_free(network);
	return status;
}

START_TEST(test_memory_runs_out)
{
	static const struct responder_deed cut[] = { { NULL, 0, RESPOND_TRUNCATED, false },
						     { NULL, 0, 0, false } };
	/* Over UDP, and over TCP. */
	struct responder_settings settings = { .records = driven_records,
					       .deeds = _i < 2 ? NULL : cut };
	struct responder *responder = responder_start(&settings);
	bool refused = true;

	for (unsigned n = 0; refused; n++) {
		bool wrong;
		int status;

		if (_i % 2 == 0)
			fail_memory_after(n);
		else
			fail_memory_once(n);
		status = run_hungry(responder, &wrong);
		refused = restore_memory();
		ck_assert_msg(status == MAILAUTH_ENOMEM || (status == 0 && !wrong), "%u: %d", n,
			      status);
		ck_assert_msg(refused || status == 0, "%u", n);
		ck_assert_uint_lt(n, 10000);
	}
	responder_stop(responder);
}
END_TEST

/* Without sockets nothing is known, and nothing hangs. */
START_TEST(test_descriptors_run_out)
{
	struct stage stage =
		set_stage((struct responder_settings){ .records = driven_records }, USUAL);
	struct mailauth_audit *audit = new_audit();
	struct rlimit usual, none;
	int next = dup(STDIN_FILENO);

	ck_assert_int_ge(next, 0);
	close(next);
	ck_assert_int_eq(getrlimit(RLIMIT_NOFILE, &usual), 0);
	none = usual;
	none.rlim_cur = (rlim_t)next;
	ck_assert_int_eq(setrlimit(RLIMIT_NOFILE, &none), 0);
	ck_assert_int_eq(mailauth_loop_run(stage.loop, audit), 0);
	ck_assert_int_eq(setrlimit(RLIMIT_NOFILE, &usual), 0);
	assert_result("no sockets", audit, UNKNOWN, false);
	mailauth_audit_free(audit);
	clear_stage(&stage);
}
END_TEST

/* --- Timers --------------------------------------------------------------- */

START_TEST(test_timers)
{
	struct ma_timer all[200] = { { 0 } };
	struct ma_timers timers = { 0 };
	unsigned dice = 1;

	ck_assert_ptr_null(ma_timers_first(&timers));
	for (size_t i = 0; i < COUNT_OF(all); i++)
		ck_assert(ma_timers_promise(&timers));
	for (unsigned turn = 0; turn < 20000; turn++) {
		struct ma_timer *timer;
		const struct ma_timer *first;

		dice = dice * 1103515245u + 12345u;
		timer = &all[dice / 65536 % COUNT_OF(all)];
		if (dice / 256 % 3 == 0)
			ma_timers_clear(&timers, timer);
		else
			ma_timers_set(&timers, timer, dice / 4096 % 1000);
		first = ma_timers_first(&timers);
		for (size_t i = 0; i < COUNT_OF(all); i++)
			if (all[i].place != 0)
				ck_assert(first != NULL && first->at <= all[i].at);
	}
	ma_timers_finish(&timers);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("loop_bounds");

	add_loop(suite, "memory", test_memory_runs_out, 4);
	add_case(suite, "descriptors", TESTS(test_descriptors_run_out));
	add_case(suite, "timers", TESTS(test_timers));
	return check_main(suite);
}
