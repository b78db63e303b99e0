/* The network: whatever goes wrong with it, the verdict is right or unknown, and in time.
 *
 * SPDX-License-Identifier: MIT */

#include "drive_loop.h"
#include "packet.h"

#include "../../lib/resolver/network/network.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
	SHORT = 1000, /* for cases that run into the deadline */
};

#define PASS MAILAUTH_SPF_PASS
#define UNKNOWN MAILAUTH_SPF_TEMPERROR
#define SPF "_spf.example.jp"

/* --- Faults --------------------------------------------------------------- */

enum second { NOBODY, AFTER, BEFORE, ALONE };

/* What the faulty server does with the included record, and who else there is: a good server after
 * it or before it, or a port without a server in its place. */
struct fault {
	const char *what;
	struct responder_deed deeds[3];
	enum second second;
	enum responder_tcp tcp;
	unsigned timeout;
	enum mailauth_spf_result result;
	const char *why; /* the included record is not known, or NULL */
};

#define DO(way)                                                                                    \
	{                                                                                          \
		{                                                                                  \
			SPF, TYPE_TXT, way, false                                                  \
		}                                                                                  \
	}
#define DO_THEN(way)                                                                               \
	{                                                                                          \
		{                                                                                  \
			SPF, TYPE_TXT, way, true                                                   \
		}                                                                                  \
	}
#define DO_ALL(way)                                                                                \
	{                                                                                          \
		{                                                                                  \
			NULL, 0, way, false                                                        \
		}                                                                                  \
	}

static const struct fault faults[] = {
	{ "all is well", DO(0), NOBODY, 0, USUAL, PASS, NULL },
	{ "a port without a server", DO(0), ALONE, 0, USUAL, UNKNOWN, NULL },
	{ "silence", DO(RESPOND_NOT), NOBODY, 0, SHORT, UNKNOWN, "timed-out" },
	{ "silence about everything", DO_ALL(RESPOND_NOT), NOBODY, 0, SHORT, UNKNOWN, NULL },
	{ "first of two silent", DO_ALL(RESPOND_NOT), AFTER, 0, USUAL, PASS, NULL },
	{ "first of two silent about one", DO(RESPOND_NOT), AFTER, 0, USUAL, PASS, NULL },
	{ "first of two without a server", DO(0), BEFORE, 0, USUAL, PASS, NULL },
	{ "SERVFAIL", DO(RESPOND_SERVFAIL), NOBODY, 0, USUAL, UNKNOWN, "server-failure" },
	{ "SERVFAIL to everything", DO_ALL(RESPOND_SERVFAIL), NOBODY, 0, USUAL, UNKNOWN, NULL },
	{ "SERVFAIL from the first", DO(RESPOND_SERVFAIL), AFTER, 0, USUAL, PASS, NULL },
	{ "SERVFAIL with a reason", DO(RESPOND_BOGUS), NOBODY, 0, USUAL, UNKNOWN, "bogus" },
	{ "REFUSED", DO(RESPOND_REFUSED), NOBODY, 0, USUAL, UNKNOWN, "refused" },
	{ "REFUSED to everything", DO_ALL(RESPOND_REFUSED), NOBODY, 0, USUAL, UNKNOWN, NULL },
	{ "REFUSED by the first", DO_ALL(RESPOND_REFUSED), AFTER, 0, USUAL, PASS, NULL },
	{ "FORMERR for EDNS", DO_ALL(RESPOND_FORMERR), NOBODY, 0, USUAL, PASS, NULL },
	{ "FORMERR without the question", DO(RESPOND_FORMERR_ONLY), NOBODY, 0, USUAL, PASS, NULL },
	{ "FORMERR for anything", DO(RESPOND_FORMERR_EVER), NOBODY, 0, USUAL, UNKNOWN,
	  "server-failure" },
	{ "wrong id", DO(RESPOND_WRONG_ID), NOBODY, 0, SHORT, UNKNOWN, "timed-out" },
	{ "wrong id first", DO_THEN(RESPOND_WRONG_ID), NOBODY, 0, USUAL, PASS, NULL },
	{ "wrong name", DO(RESPOND_WRONG_NAME), NOBODY, 0, SHORT, UNKNOWN, "timed-out" },
	{ "wrong name first", DO_THEN(RESPOND_WRONG_NAME), NOBODY, 0, USUAL, PASS, NULL },
	{ "wrong type", DO(RESPOND_WRONG_TYPE), NOBODY, 0, SHORT, UNKNOWN, "timed-out" },
	{ "wrong type first", DO_THEN(RESPOND_WRONG_TYPE), NOBODY, 0, USUAL, PASS, NULL },
	{ "wrong class", DO(RESPOND_WRONG_CLASS), NOBODY, 0, SHORT, UNKNOWN, "timed-out" },
	{ "wrong class first", DO_THEN(RESPOND_WRONG_CLASS), NOBODY, 0, USUAL, PASS, NULL },
	{ "another address", DO(RESPOND_OTHER_ADDRESS), NOBODY, 0, SHORT, UNKNOWN, "timed-out" },
	{ "another address first", DO_THEN(RESPOND_OTHER_ADDRESS), NOBODY, 0, USUAL, PASS, NULL },
	{ "another port", DO(RESPOND_OTHER_PORT), NOBODY, 0, SHORT, UNKNOWN, "timed-out" },
	{ "another port first", DO_THEN(RESPOND_OTHER_PORT), NOBODY, 0, USUAL, PASS, NULL },
	{ "a question for an answer", DO(RESPOND_QUESTION), NOBODY, 0, SHORT, UNKNOWN,
	  "timed-out" },
	{ "a question for an answer first", DO_THEN(RESPOND_QUESTION), NOBODY, 0, USUAL, PASS,
	  NULL },
	{ "truncated", DO(RESPOND_TRUNCATED), NOBODY, 0, USUAL, PASS, NULL },
	{ "truncated, TCP refused", DO(RESPOND_TRUNCATED), NOBODY, RESPONDER_TCP_REFUSED, USUAL,
	  UNKNOWN, "unreachable" },
	{ "truncated, TCP silent", DO(RESPOND_TRUNCATED), NOBODY, RESPONDER_TCP_SILENT, SHORT,
	  UNKNOWN, "timed-out" },
	{ "truncated, TCP closed", DO(RESPOND_TRUNCATED), NOBODY, RESPONDER_TCP_CLOSES, USUAL,
	  UNKNOWN, "unreachable" },
	{ "truncated, TCP closed half-way", DO(RESPOND_TRUNCATED), NOBODY, RESPONDER_TCP_HALF_WAY,
	  USUAL, UNKNOWN, "unreachable" },
	{ "truncated, TCP refused, another server", DO(RESPOND_TRUNCATED), AFTER,
	  RESPONDER_TCP_REFUSED, USUAL, PASS, NULL },
	{ "truncated over TCP, too", DO(RESPOND_ALWAYS_TRUNCATED), NOBODY, 0, USUAL, UNKNOWN,
	  "truncated" },
	{ "64 KiB", DO(RESPOND_HUGE), NOBODY, 0, USUAL, PASS, NULL },
	{ "more than was asked for", DO(RESPOND_LARGE), NOBODY, 0, USUAL, PASS, NULL },
	{ "an empty reply", DO(RESPOND_EMPTY), NOBODY, 0, SHORT, UNKNOWN, "timed-out" },
	{ "an empty reply first", DO_THEN(RESPOND_EMPTY), NOBODY, 0, USUAL, PASS, NULL },
	{ "garbage", DO(RESPOND_GARBAGE), NOBODY, 0, SHORT, UNKNOWN, "timed-out" },
	{ "garbage first", DO_THEN(RESPOND_GARBAGE), NOBODY, 0, USUAL, PASS, NULL },
	{ "garbage after the question", DO(RESPOND_GARBLED), NOBODY, 0, SHORT, UNKNOWN,
	  "malformed" },
	{ "compression loop", DO(RESPOND_POINTER_LOOP), NOBODY, 0, SHORT, UNKNOWN, "malformed" },
	{ "CNAME to itself", DO(RESPOND_ALIAS_LOOP), NOBODY, 0, USUAL, UNKNOWN, "malformed" },
	{ "CNAME without an end",
	  { { "example.jp", 0, 0, false }, { NULL, TYPE_TXT, RESPOND_ALIAS_CHAIN, false } },
	  NOBODY,
	  0,
	  USUAL,
	  UNKNOWN,
	  NULL },
	{ "the answer, then a lie", DO(RESPOND_TWICE), NOBODY, 0, USUAL, PASS, NULL },
};

/* An address at which no one listens. */
static void find_dead_address(char address[32])
{
	struct responder_settings settings = { .records = driven_records };
	struct responder *responder = responder_start(&settings);

	snprintf(address, 32, "%s", responder_address(responder));
	responder_stop(responder);
}

static void assert_failure(const struct fault *fault, const struct mailauth_audit *audit)
{
	char expected[128];
	char *text;

	snprintf(expected, sizeof(expected),
		 "\"name\":\"" SPF "\",\"type\":\"TXT\",\"status\":\"%s\"", fault->why);
	ck_assert_int_eq(mailauth_report_json(mailauth_audit_report(audit), MAILAUTH_ENGLISH,
					      MAILAUTH_JSON_QUERIES, &text, NULL),
			 0);
	ck_assert_msg(strstr(text, expected) != NULL, "%s: not %s: %s", fault->what, fault->why,
		      text);
	free(text);
}

static int64_t run_fault(const struct fault *fault)
{
	struct responder_settings settings = { .records = driven_records,
					       .deeds = fault->deeds,
					       .tcp = fault->tcp };
	struct responder_settings good = { .records = driven_records };
	struct responder *faulty = responder_start(&settings);
	struct responder *second = responder_start(&good);
	const char *servers[3] = { responder_address(faulty) };
	struct mailauth_audit *audit = new_audit();
	struct mailauth_network *network;
	struct mailauth_loop *loop;
	char dead[32];
	int64_t began;

	find_dead_address(dead);
	if (fault->second == ALONE || fault->second == BEFORE)
		servers[0] = dead;
	if (fault->second == AFTER || fault->second == BEFORE)
		servers[1] = responder_address(second);
	network = new_network(servers);
	loop = new_loop(network, fault->timeout);
	began = milliseconds();
	ck_assert_int_eq(mailauth_loop_run(loop, audit), 0);
	began = milliseconds() - began;
	assert_result(fault->what, audit, fault->result, fault->result == PASS);
	if (fault->why != NULL)
		assert_failure(fault, audit);
	mailauth_loop_free(loop);
	mailauth_audit_free(audit);
	mailauth_network_free(network);
	responder_stop(faulty);
	responder_stop(second);
	return began;
}

/* A machine that is busy may be late; a loop that is wrong is late each time. */
enum {
	PARTS = 4,
};

/* The _i-th of a part: each has its share of those that wait for long. */
static void check_fault(size_t part, int i)
{
	const struct fault *fault = &faults[(size_t)i * PARTS + part];
	int64_t took = 0;

	for (unsigned tries = 0; tries < 3; tries++) {
		took = run_fault(fault);
		if (took <= fault->timeout + GRACE)
			break;
	}
	ck_assert_msg(took <= fault->timeout + GRACE, "%s: %lld ms", fault->what, (long long)took);
}

START_TEST(test_faults_0)
{
	check_fault(0, _i);
}
END_TEST

START_TEST(test_faults_1)
{
	check_fault(1, _i);
}
END_TEST

START_TEST(test_faults_2)
{
	check_fault(2, _i);
}
END_TEST

START_TEST(test_faults_3)
{
	check_fault(3, _i);
}
END_TEST

static void add_faults(Suite *suite)
{
	static const struct {
		const char *name;
		const TTest *const *test;
	} parts[PARTS] = { { "faults-0", &test_faults_0 },
			   { "faults-1", &test_faults_1 },
			   { "faults-2", &test_faults_2 },
			   { "faults-3", &test_faults_3 } };

	for (size_t i = 0; i < PARTS; i++)
		add_loop(suite, parts[i].name, *parts[i].test,
			 (COUNT_OF(faults) + PARTS - 1 - i) / PARTS);
}

/* Runs AUDIT over SERVERS, which NULL ends, and frees it. */
static void check_run(const char *const *servers, struct mailauth_audit *audit, const char *what,
		      enum mailauth_spf_result result)
{
	struct mailauth_network *network = new_network(servers);
	struct mailauth_loop *loop = new_loop(network, USUAL);

	ck_assert_int_eq(mailauth_loop_run(loop, audit), 0);
	assert_result(what, audit, result, result == PASS);
	mailauth_loop_free(loop);
	mailauth_audit_free(audit);
	mailauth_network_free(network);
}

/* Without any server nothing is asked. */
START_TEST(test_no_server)
{
	check_run((const char *const[]){ NULL }, new_audit(), "no server", UNKNOWN);
}
END_TEST

/* IPv6, whether this host has it or not: no one is there. */
START_TEST(test_no_server_over_ipv6)
{
	check_run((const char *const[]){ "[::1]:9", NULL }, new_audit(), "no server", UNKNOWN);
}
END_TEST

/* Replies that come when the audit is over disturb neither it nor the next one. */
START_TEST(test_late_replies)
{
	struct responder_settings settings = { .records = driven_records, .delay = 700 };
	struct responder *responder = responder_start(&settings);
	const char *servers[] = { responder_address(responder), NULL };
	struct mailauth_network *network = new_network(servers);
	struct mailauth_loop *loop = new_loop(network, 300);
	struct mailauth_audit *first = new_audit();
	struct mailauth_audit *second = new_audit();

	ck_assert_int_eq(mailauth_loop_run(loop, first), 0);
	assert_result("late", first, UNKNOWN, false);
	mailauth_audit_free(first);
	ck_assert_int_eq(mailauth_loop_set_timeout(loop, USUAL), 0);
	ck_assert_int_eq(mailauth_loop_run(loop, second), 0);
	assert_result("in time", second, PASS, true);
	mailauth_audit_free(second);
	mailauth_loop_free(loop);
	mailauth_network_free(network);
	responder_stop(responder);
}
END_TEST

/* An attempt that was not waited for any more is still welcome. */
START_TEST(test_slow_server)
{
	struct responder_settings settings = { .records = driven_records, .delay = 1900 };
	struct responder *responder = responder_start(&settings);
	const char *servers[] = { responder_address(responder), NULL };

	check_run(servers, new_audit(), "slow", PASS);
	responder_stop(responder);
}
END_TEST

/* A connection that fails hits no question but its own. */
START_TEST(test_neighbours_of_a_failure)
{
	struct responder_settings settings = {
		.records = driven_records,
		.deeds = (const struct responder_deed[]){ { SPF, TYPE_TXT, RESPOND_TRUNCATED,
							    false },
							  { NULL, 0, 0, false } },
		.tcp = RESPONDER_TCP_REFUSED,
		.delay = 50,
	};
	struct responder *responder = responder_start(&settings);
	const char *servers[] = { responder_address(responder), NULL };
	struct mailauth_network *network = new_network(servers);
	struct mailauth_loop *loop = new_loop(network, USUAL);
	struct mailauth_audit *audits[5];
	struct mailauth_audit *audit;
	int status;

	for (size_t i = 0; i < COUNT_OF(audits); i++) {
		audits[i] = new_audit();
		ck_assert_int_eq(mailauth_loop_add(loop, audits[i]), 0);
	}
	while (mailauth_loop_next(loop, &audit, &status) == 0 && audit != NULL) {
		assert_result("neighbour", audit, UNKNOWN, false);
		ck_assert_uint_eq(mailauth_report_name_server_count(mailauth_audit_report(audit)),
				  1);
		mailauth_audit_free(audit);
	}
	mailauth_loop_free(loop);
	mailauth_network_free(network);
	responder_stop(responder);
}
END_TEST

/* Macros make names of any bytes (RFC 7208 7). */
START_TEST(test_strange_name)
{
	static const struct responder_record records[] = {
		{ "example.jp", TYPE_SOA, "" },
		{ "example.jp", TYPE_NS, "ns1.example.jp" },
		{ "example.jp", TYPE_TXT, "v=spf1 exists:%{l}.x.example.jp -all" },
		{ "a b\\\"\xe3\x81\x82%/:;($.x.example.jp", TYPE_A, "127.0.0.2" },
		{ .name = NULL },
	};
	struct responder_settings settings = { .records = records };
	struct responder *responder = responder_start(&settings);
	const char *servers[] = { responder_address(responder), NULL };
	struct mailauth_audit *audit;

	ck_assert_int_eq(mailauth_audit_new(&audit, "example.jp", 0), 0);
	ck_assert_int_eq(mailauth_audit_add_sender(audit, "192.0.2.1",
						   "A b\\\"\xe3\x81\x82%/:;($@example.jp", NULL),
			 0);
	check_run(servers, audit, "a strange name", PASS);
	responder_stop(responder);
}
END_TEST

/* --- Questions as they go out --------------------------------------------- */

START_TEST(test_questions)
{
	struct responder_settings settings = { .records = driven_records };
	struct responder *responder = responder_start(&settings);
	const char *servers[] = { responder_address(responder), NULL };
	struct mailauth_network *network = new_network(servers);
	struct mailauth_loop *loop = new_loop(network, USUAL);
	unsigned alike = 0;
	size_t count;

	for (unsigned i = 0; i < 100; i++) {
		struct mailauth_audit *audit = new_audit();

		ck_assert_int_eq(mailauth_loop_run(loop, audit), 0);
		mailauth_audit_free(audit);
	}
	count = responder_count(responder);
	ck_assert_uint_ge(count, 400);
	for (size_t i = 0; i < count; i++) {
		struct responder_question question = responder_question(responder, i);

		ck_assert(question.last_is_opt);
		ck_assert(!question.tcp);
		ck_assert_uint_eq(question.flags, PACKET_RD);
		if (i > 0)
			alike += question.id == responder_question(responder, i - 1).id;
	}
	/* One in 65,536 by chance. */
	ck_assert_uint_lt(alike, 3);
	mailauth_loop_free(loop);
	mailauth_network_free(network);
	responder_stop(responder);
}
END_TEST

/* After a server was silent the next one is asked first. */
START_TEST(test_silent_server_comes_last)
{
	struct responder_settings silent = {
		.records = driven_records,
		.deeds = (const struct responder_deed[]){ { NULL, 0, RESPOND_NOT, false },
							  { NULL, 0, 0, false } },
	};
	struct responder_settings good = { .records = driven_records };
	struct responder *first = responder_start(&silent);
	struct responder *second = responder_start(&good);
	const char *servers[] = { responder_address(first), responder_address(second), NULL };
	struct mailauth_network *network = new_network(servers);
	struct mailauth_loop *loop = new_loop(network, USUAL);
	size_t asked = 0;

	for (unsigned i = 0; i < 5; i++) {
		struct mailauth_audit *audit = new_audit();

		ck_assert_int_eq(mailauth_loop_run(loop, audit), 0);
		assert_result("silent first", audit, PASS, true);
		mailauth_audit_free(audit);
		if (i == 0)
			asked = responder_count(first);
	}
	ck_assert_uint_gt(asked, 0);
	ck_assert_uint_eq(responder_count(first), asked);
	mailauth_loop_free(loop);
	mailauth_network_free(network);
	responder_stop(first);
	responder_stop(second);
}
END_TEST

/* --- Named servers -------------------------------------------------------- */

static const char *named;

const char *__wrap_mailauth_question_server(const struct mailauth_question *question);

const char *__wrap_mailauth_question_server(const struct mailauth_question *question)
{
	return mailauth_question_type(question) == TYPE_TXT ? named : NULL;
}

/* The added server lies; the named one says the truth, if it may be asked. */
static void ask_named(const char *address, const char *allowed, enum mailauth_spf_result result,
		      bool complete)
{
	struct responder_settings lying = {
		.records = driven_records,
		.deeds = (const struct responder_deed[]){ { NULL, TYPE_TXT, RESPOND_SERVFAIL,
							    false },
							  { NULL, 0, 0, false } },
	};
	struct responder_settings settings = { .records = driven_records };
	struct responder *added = responder_start(&lying);
	struct responder *responder = responder_start(&settings);
	const char *servers[] = { "127.0.0.9:9", NULL };
	struct mailauth_network *network;
	struct mailauth_loop *loop;
	struct mailauth_audit *audit = new_audit();

	servers[0] = responder_address(added);
	network = new_network(servers);
	network->named_port = responder_port(responder);
	/* The added server is on the same host: it must not open that host's other ports. */
	network->servers[0]->address.octets[3] = 9;
	if (allowed != NULL)
		ck_assert_int_eq(mailauth_network_allow(network, allowed), 0);
	loop = new_loop(network, USUAL);
	named = address;
	ck_assert_int_eq(mailauth_loop_run(loop, audit), 0);
	named = NULL;
	assert_result(address, audit, result, complete);
	if (result != PASS)
		ck_assert_uint_eq(responder_count(responder), 0);
	ck_assert_uint_le(network->named_count, 1);
	mailauth_loop_free(loop);
	mailauth_audit_free(audit);
	mailauth_network_free(network);
	responder_stop(added);
	responder_stop(responder);
}

START_TEST(test_named_server)
{
	ask_named("127.0.0.1", "127.0.0.1/32", PASS, true);
	ask_named("127.0.0.1", "127.0.0.0/8", PASS, true);
	ask_named("127.0.0.1", NULL, UNKNOWN, false);
	ask_named("127.0.0.1", "127.0.0.2/32", UNKNOWN, false);
	ask_named("::ffff:127.0.0.1", "127.0.0.1/32", UNKNOWN, false);
	ask_named("10.0.0.1", NULL, UNKNOWN, false);
	ask_named("no address", NULL, UNKNOWN, false);
}
END_TEST

/* More named servers than are kept, some in use. */
START_TEST(test_many_named_servers)
{
	struct mailauth_network *network = new_network((const char *const[]){ NULL });
	struct ma_inet address = { .length = 4, .octets = { 192, 0, 2, 0 } };
	struct ma_server *kept;
	int status = 0;

	kept = ma_network_named(network, &address, false, &status);
	kept->users = 1;
	for (unsigned i = 1; i < 200; i++) {
		struct ma_server *server;

		address.octets[3] = (unsigned char)i;
		server = ma_network_named(network, &address, false, &status);
		ck_assert_ptr_nonnull(server);
		ck_assert_ptr_eq(server, ma_network_named(network, &address, false, &status));
		server->last_use = ++network->uses;
	}
	ck_assert_uint_eq(network->named_count, MA_NAMED_MAX);
	address.octets[3] = 0;
	ck_assert_ptr_eq(kept, ma_network_named(network, &address, false, &status));
	for (size_t i = 0; i < network->named_count; i++)
		network->named[i]->users = 1;
	address.octets[3] = 250;
	ck_assert_ptr_null(ma_network_named(network, &address, false, &status));
	ck_assert_int_eq(status, MAILAUTH_NOT_HELD);
	mailauth_network_free(network);
}
END_TEST

/* The cases run side by side (CK_RUN_CASE), since they wait. */
int main(void)
{
	Suite *suite = suite_create("network");

	add_faults(suite);
	add_case(suite, "servers",
		 TESTS(test_no_server, test_no_server_over_ipv6, test_late_replies,
		       test_slow_server, test_questions, test_silent_server_comes_last,
		       test_strange_name));
	add_case(suite, "neighbours", TESTS(test_neighbours_of_a_failure));
	add_case(suite, "named", TESTS(test_named_server, test_many_named_servers));
	return check_main(suite);
}
