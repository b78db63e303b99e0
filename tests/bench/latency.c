/* How long an audit waits for the network, and how many audits a second the loop drives.
 *
 * SPDX-License-Identifier: MIT
 *
 * A server that waits 100 ms before each answer; a domain whose SPF record leads three questions
 * deep.  A client that asks one after the other waits for each of them; this one may wait 3.3
 * times. */

#include "drive_loop.h"

#include <stdio.h>

enum { ROUNDS = 5 };

#define WAIT 100 /* milliseconds */
#define AUDITS 1000

#define MOST 3.3

static struct mailauth_audit *eager_audit(void)
{
	struct mailauth_audit *audit = new_audit();

	ck_assert_int_eq(mailauth_audit_set_eager(audit, true), 0);
	return audit;
}

/* The milliseconds that one audit takes; its passes go to *PASSES. */
static int64_t run_one(struct mailauth_loop *loop, size_t *passes)
{
	struct mailauth_audit *audit = eager_audit();
	int64_t began = milliseconds();

	ck_assert_int_eq(mailauth_loop_run(loop, audit), 0);
	began = milliseconds() - began;
	assert_result("chain", audit, MAILAUTH_SPF_PASS, true);
	*passes = mailauth_audit_passes(audit);
	mailauth_audit_free(audit);
	return began;
}

START_TEST(test_latency)
{
	struct responder_settings settings = { .records = driven_chain, .delay = WAIT };
	struct responder *responder = responder_start(&settings);
	const char *servers[] = { responder_address(responder), NULL };
	struct mailauth_network *network = new_network(servers);
	struct mailauth_loop *loop = new_loop(network, 20000);
	int64_t best = INT64_MAX;
	size_t passes;

	for (unsigned i = 0; i < ROUNDS; i++) {
		int64_t took = run_one(loop, &passes);

		best = took < best ? took : best;
	}
	printf("latency: %zu questions, %zu passes, %lld ms, %.2f waits of %d ms (at most %.1f)\n",
	       responder_count(responder) / ROUNDS, passes, (long long)best, (double)best / WAIT,
	       WAIT, MOST);
	mailauth_loop_free(loop);
	mailauth_network_free(network);
	responder_stop(responder);
	ck_assert_msg((double)best <= MOST * WAIT, "%lld ms", (long long)best);
}
END_TEST

START_TEST(test_throughput)
{
	struct responder_settings settings = { .records = driven_chain };
	struct responder *responder = responder_start(&settings);
	const char *servers[] = { responder_address(responder), NULL };
	struct mailauth_network *network = new_network(servers);
	struct mailauth_loop *loop = new_loop(network, 60000);
	struct mailauth_audit *audit;
	int64_t began = milliseconds();
	unsigned incomplete = 0;
	int status;

	for (unsigned i = 0; i < AUDITS; i++)
		ck_assert_int_eq(mailauth_loop_add(loop, eager_audit()), 0);
	while (mailauth_loop_next(loop, &audit, &status) == 0 && audit != NULL) {
		ck_assert_int_eq(status, 0);
		incomplete += !mailauth_report_is_complete(mailauth_audit_report(audit));
		mailauth_audit_free(audit);
	}
	began = milliseconds() - began;
	printf("throughput: %d audits, %zu questions, %lld ms, %.0f audits a second, "
	       "%u incomplete\n",
	       AUDITS, responder_count(responder), (long long)began,
	       1000.0 * AUDITS / (double)(began > 0 ? began : 1), incomplete);
	mailauth_loop_free(loop);
	mailauth_network_free(network);
	responder_stop(responder);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("latency");

	add_case(suite, "latency", TESTS(test_latency, test_throughput));
	return check_main(suite);
}
