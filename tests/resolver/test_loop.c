/* The loop: with zones, with a network, with many audits at once, and when it is given up.
 *
 * SPDX-License-Identifier: MIT */

#include "drive_loop.h"
#include "packet.h"
#include "memory.h"

#include "../../lib/resolver/network/network.h"

#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

enum { USUAL = 20000 };

#define PASS MAILAUTH_SPF_PASS
#define UNKNOWN MAILAUTH_SPF_TEMPERROR

static const struct responder_deed silent[] = { { NULL, 0, RESPOND_NOT, false },
						{ NULL, 0, 0, false } };

/* A responder, the network that asks it, and a loop. */
struct stage {
	struct responder *responder;
	struct mailauth_network *network;
	struct mailauth_loop *loop;
};

static struct stage set_stage(struct responder_settings settings, unsigned timeout)
{
	struct stage stage = { .responder = responder_start(&settings) };
	const char *servers[] = { responder_address(stage.responder), NULL };

	stage.network = new_network(servers);
	stage.loop = new_loop(stage.network, timeout);
	return stage;
}

static void clear_stage(struct stage *stage)
{
	mailauth_loop_free(stage->loop);
	mailauth_network_free(stage->network);
	responder_stop(stage->responder);
}

/* --- Zones ---------------------------------------------------------------- */

static struct mailauth_zones *new_zones(const char *text)
{
	struct mailauth_zones *zones;

	ck_assert_int_eq(mailauth_zones_new(&zones), 0);
	ck_assert_int_eq(mailauth_zones_load_text(zones, "zone", text, strlen(text), NULL), 0);
	return zones;
}

/* STOLEN questions are handed out to someone else before. */
static void run_zone(const char *text, unsigned stolen, enum mailauth_spf_result result)
{
	struct mailauth_zones *zones = new_zones(text);
	struct mailauth_loop *loop = new_loop(NULL, USUAL);
	struct mailauth_audit *audit = new_audit();

	ck_assert_int_eq(mailauth_loop_set_zones(loop, zones), 0);
	ck_assert_int_eq(mailauth_audit_step(audit), MAILAUTH_PENDING);
	for (; stolen > 0; stolen--)
		ck_assert_ptr_nonnull(mailauth_audit_next_question(audit));
	ck_assert_int_eq(mailauth_loop_run(loop, audit), 0);
	assert_result("zone", audit, result, result == PASS);
	ck_assert_int_eq(mailauth_loop_run(loop, audit), 0);
	mailauth_loop_free(loop);
	mailauth_audit_free(audit);
	mailauth_zones_free(zones);
}

START_TEST(test_zones)
{
	run_zone(driven_zone, 0, PASS);
	run_zone("$ORIGIN other.example.\n@ 9 SOA a b 1 2 3 4 5\n", 0, UNKNOWN);
	run_zone(driven_zone, 1, UNKNOWN);
}
END_TEST

/* What the zones do not hold goes to the network. */
START_TEST(test_zones_before_network)
{
	static const char zone[] = "$ORIGIN _spf.example.jp.\n"
				   "@ 9 SOA a b 1 2 3 4 5\n"
				   "@ 9 TXT \"v=spf1 ip4:192.0.2.9 -all\"\n";
	struct stage stage =
		set_stage((struct responder_settings){ .records = driven_records }, USUAL);
	struct mailauth_zones *zones = new_zones(zone);
	struct mailauth_audit *audit = new_audit();

	ck_assert_int_eq(mailauth_loop_set_zones(stage.loop, zones), 0);
	ck_assert_int_eq(mailauth_loop_run(stage.loop, audit), 0);
	assert_result("zone and network", audit, MAILAUTH_SPF_FAIL, true);
	for (size_t i = 0; i < responder_count(stage.responder); i++)
		ck_assert_ptr_null(
			strstr(responder_question(stage.responder, i).name, "_spf.example.jp"));
	mailauth_audit_free(audit);
	clear_stage(&stage);
	mailauth_zones_free(zones);
}
END_TEST

/* A question that someone else has runs into the deadline. */
START_TEST(test_stolen_question)
{
	struct stage stage =
		set_stage((struct responder_settings){ .records = driven_records }, 300);
	struct mailauth_audit *audit = new_audit();
	int64_t began = milliseconds();

	ck_assert_int_eq(mailauth_audit_step(audit), MAILAUTH_PENDING);
	ck_assert_ptr_nonnull(mailauth_audit_next_question(audit));
	ck_assert_int_eq(mailauth_loop_run(stage.loop, audit), 0);
	ck_assert_int_ge(milliseconds() - began, 300);
	assert_result("stolen", audit, UNKNOWN, false);
	mailauth_audit_free(audit);
	clear_stage(&stage);
}
END_TEST

/* An audit that is under way, or waits to be handed back, is not taken again; later it is. */
START_TEST(test_an_audit_is_taken_once)
{
	struct mailauth_loop *loop = new_loop(NULL, USUAL);
	struct mailauth_audit *audits[300];
	struct mailauth_audit *ended;
	int status;

	for (size_t i = 0; i < COUNT_OF(audits); i++) {
		audits[i] = new_audit();
		ck_assert_int_eq(mailauth_loop_add(loop, audits[i]), 0);
	}
	for (size_t i = 0; i < COUNT_OF(audits); i++)
		ck_assert_int_eq(mailauth_loop_add(loop, audits[i]), MAILAUTH_EINVAL);
	ck_assert_int_eq(mailauth_loop_next(loop, &ended, &status), 0);
	for (size_t i = 0; i < COUNT_OF(audits); i++)
		ck_assert_int_eq(mailauth_loop_add(loop, audits[i]),
				 audits[i] == ended ? 0 : MAILAUTH_EINVAL);
	for (size_t i = 0; i < COUNT_OF(audits); i++) {
		ck_assert_int_eq(mailauth_loop_next(loop, &ended, &status), 0);
		ck_assert_ptr_nonnull(ended);
		mailauth_audit_free(ended);
	}
	ck_assert_int_eq(mailauth_loop_next(loop, &ended, &status), 0);
	ck_assert_ptr_null(ended);
	mailauth_loop_free(loop);
}
END_TEST

/* --- Arguments ------------------------------------------------------------ */

START_TEST(test_arguments)
{
	struct mailauth_loop *loop = new_loop(NULL, USUAL);
	struct mailauth_audit *audit = new_audit();
	struct mailauth_audit *ended = audit;
	int status = 1;

	ck_assert_int_eq(mailauth_loop_new(NULL), MAILAUTH_EINVAL);
	ck_assert_int_eq(mailauth_loop_run(NULL, audit), MAILAUTH_EINVAL);
	ck_assert_int_eq(mailauth_loop_run(loop, NULL), MAILAUTH_EINVAL);
	ck_assert_int_eq(mailauth_loop_add(loop, NULL), MAILAUTH_EINVAL);
	ck_assert_int_eq(mailauth_loop_set_timeout(loop, 0), MAILAUTH_EINVAL);
	ck_assert_int_eq(mailauth_loop_next(loop, NULL, &status), MAILAUTH_EINVAL);
	ck_assert_int_eq(mailauth_loop_next(loop, &ended, &status), 0);
	ck_assert_ptr_null(ended);
	ck_assert_int_eq(status, 0);
	ck_assert_int_eq(mailauth_loop_add(loop, audit), 0);
	ck_assert_int_eq(mailauth_loop_run(loop, audit), MAILAUTH_EINVAL);
	ck_assert_int_eq(mailauth_loop_set_zones(loop, NULL), MAILAUTH_EINVAL);
	ck_assert_int_eq(mailauth_loop_set_network(loop, NULL), MAILAUTH_EINVAL);
	ck_assert_int_eq(mailauth_loop_set_replay(loop, NULL), MAILAUTH_EINVAL);
	ck_assert_int_eq(mailauth_loop_set_record(loop, NULL), MAILAUTH_EINVAL);
	ck_assert_int_eq(mailauth_loop_next(loop, &ended, &status), 0);
	ck_assert_ptr_eq(ended, audit);
	assert_result("offline", audit, UNKNOWN, false);
	ck_assert_int_eq(mailauth_loop_set_zones(loop, NULL), 0);
	mailauth_loop_free(loop);
	mailauth_loop_free(NULL);
	mailauth_audit_free(audit);
}
END_TEST

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
	ck_assert_uint_ge(responder_count(stage.responder), 15 * count);
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
		ck_assert_int_ge(milliseconds() - began, 300);
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

/* The network ends while c-ares holds questions of no one; and a loop with an audit that has come
 * to its end, but was not taken back. */
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

/* --- Recordings ----------------------------------------------------------- */

static char *report_of(const struct mailauth_audit *audit)
{
	char *text;

	ck_assert_int_eq(mailauth_report_json(mailauth_audit_report(audit), MAILAUTH_ENGLISH,
					      MAILAUTH_JSON_QUERIES, &text, NULL),
			 0);
	return text;
}

static void record_and_replay(const struct responder_record *records,
			      const struct responder_deed *deeds)
{
	struct stage stage =
		set_stage((struct responder_settings){ .records = records, .deeds = deeds }, 300);
	struct mailauth_recording *recording;
	struct mailauth_audit *first = new_audit();
	struct mailauth_audit *second = new_audit();
	char *expected;
	char *report;

	ck_assert_int_eq(mailauth_recording_new(&recording), 0);
	ck_assert_int_eq(mailauth_loop_set_record(stage.loop, recording), 0);
	ck_assert_int_eq(mailauth_loop_run(stage.loop, first), 0);
	clear_stage(&stage);
	stage.loop = new_loop(NULL, USUAL);
	ck_assert_int_eq(mailauth_loop_set_replay(stage.loop, recording), 0);
	ck_assert_int_eq(mailauth_loop_run(stage.loop, second), 0);
	expected = report_of(first);
	report = report_of(second);
	ck_assert_str_eq(report, expected);
	free(expected);
	free(report);
	mailauth_loop_free(stage.loop);
	mailauth_recording_free(recording);
	mailauth_audit_free(first);
	mailauth_audit_free(second);
}

START_TEST(test_recording)
{
	static const struct responder_deed failing[] = {
		{ "a1.example.jp", 0, RESPOND_SERVFAIL, false },
		{ "b.example.jp", 0, RESPOND_REFUSED, false },
		{ "mx.example.jp", 0, RESPOND_GARBLED, false },
		{ NULL, 0, 0, false },
	};

	/* At the deadline the reverse name is open, and what comes after it was not asked. */
	static const struct responder_record lazy[] = {
		{ "example.jp", TYPE_SOA, "" },
		{ "example.jp", TYPE_NS, "ns1.example.jp" },
		{ "example.jp", TYPE_TXT, "v=spf1 ptr exists:%{i}.ok.example.jp -all" },
		{ .name = NULL },
	};
	static const struct responder_deed mute[] = {
		{ "1.2.0.192.in-addr.arpa", 0, RESPOND_NOT, false },
		{ NULL, 0, 0, false },
	};

	record_and_replay(driven_chain, NULL);
	record_and_replay(driven_chain, failing);
	record_and_replay(driven_chain, silent);
	record_and_replay(lazy, mute);
}
END_TEST

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
	struct responder_settings settings = { .records = driven_records };
	struct responder *responder = responder_start(&settings);
	bool refused = true;

	for (unsigned n = 0; refused; n++) {
		bool wrong;
		int status;

		if (_i == 0)
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
	Suite *suite = suite_create("loop");

	add_case(suite, "zones",
		 TESTS(test_zones, test_zones_before_network, test_stolen_question));
	add_case(suite, "arguments", TESTS(test_arguments, test_an_audit_is_taken_once));
	add_loop(suite, "crowds", test_crowd, COUNT_OF(crowds));
	add_case(suite, "many",
		 TESTS(test_stream, test_two_loops_share_a_network, test_crowd_meets_its_deadline));
	add_case(suite, "ends",
		 TESTS(test_loop_is_freed_under_way, test_loop_is_freed_before_it_ran,
		       test_network_is_freed_with_open_questions));
	add_case(suite, "recordings", TESTS(test_recording));
	add_loop(suite, "memory", test_memory_runs_out, 2);
	add_case(suite, "descriptors", TESTS(test_descriptors_run_out));
	add_case(suite, "timers", TESTS(test_timers));
	return check_main(suite);
}
