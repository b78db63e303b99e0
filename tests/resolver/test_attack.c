/* The network under attack and under load: packets get lost, come twice, late or from forgers, and
 * no verdict is ever wrong.
 *
 * SPDX-License-Identifier: MIT
 *
 * MAILAUTH_SCALE=full runs thousands of audits instead of some dozens. */

#include "drive_loop.h"
#include "packet.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>

/* Of each dN.example.jp: 192.0.2.1 passes and others fail; what forgers say permits all. */
static const struct responder_record records[] = {
	{ "example.jp", TYPE_SOA, "" },
	{ "example.jp", TYPE_NS, "ns1.example.jp" },
	{ "example.jp", TYPE_TXT, "v=spf1 include:_spf.%{d} -all" },
	{ "_spf.example.jp", TYPE_TXT, "v=spf1 ip4:192.0.2.1 -all" },
	{ .name = NULL },
};

static size_t scaled(size_t usual, size_t full)
{
	const char *scale = getenv("MAILAUTH_SCALE");

	return scale != NULL && strcmp(scale, "full") == 0 ? full : usual;
}

/* Every second audit is of a sender that fails. */
static void add_audit(struct mailauth_loop *loop, size_t number)
{
	struct mailauth_audit *audit;
	char domain[40], sender[48];

	snprintf(domain, sizeof(domain), "d%zu.example.jp", number);
	snprintf(sender, sizeof(sender), "a@%s", domain);
	ck_assert_int_eq(mailauth_audit_new(&audit, domain, 0), 0);
	ck_assert_int_eq(mailauth_audit_add_sender(
				 audit, number % 2 == 0 ? "192.0.2.1" : "192.0.2.9", sender, NULL),
			 0);
	ck_assert_int_eq(mailauth_loop_add(loop, audit), 0);
}

/* Fails for a wrong verdict; whether all is known. */
static bool check_audit(const struct mailauth_audit *audit, const char *what)
{
	const struct mailauth_report *report = mailauth_audit_report(audit);
	const struct mailauth_sender *sender = mailauth_report_sender(report, 0);
	bool passes = strcmp(mailauth_sender_ip(sender), "192.0.2.1") == 0;
	enum mailauth_spf_result result = mailauth_sender_result(sender);

	if (result == MAILAUTH_SPF_TEMPERROR)
		return false;
	ck_assert_msg(result == (passes ? MAILAUTH_SPF_PASS : MAILAUTH_SPF_FAIL), "%s: %s", what,
		      mailauth_spf_result_word((int)result));
	return mailauth_report_is_complete(report);
}

struct outcome {
	size_t complete;
	int64_t took;
};

static struct outcome run(struct mailauth_loop *loop, size_t count, const char *what)
{
	struct outcome outcome = { 0, milliseconds() };
	struct mailauth_audit *audit;
	size_t ended = 0;
	int status;

	for (size_t i = 0; i < count; i++)
		add_audit(loop, i);
	while (mailauth_loop_next(loop, &audit, &status) == 0 && audit != NULL) {
		ck_assert_int_eq(status, 0);
		outcome.complete += check_audit(audit, what);
		mailauth_audit_free(audit);
		ended++;
	}
	ck_assert_uint_eq(ended, count);
	outcome.took = milliseconds() - outcome.took;
	printf("%s: %zu of %zu complete in %lld ms\n", what, outcome.complete, count,
	       (long long)outcome.took);
	return outcome;
}

#define EVERYTHING(way, then_right)                                                                \
	(const struct responder_deed[])                                                            \
	{                                                                                          \
		{ NULL, 0, way, then_right },                                                      \
		{                                                                                  \
			NULL, 0, 0, false                                                          \
		}                                                                                  \
	}

/* --- Loss and lies ----------------------------------------------------------- */

START_TEST(test_loss)
{
	size_t count = scaled(100, 1000);
	struct stage stage = set_stage(
		(struct responder_settings){
			.records = records, .many = true, .loss = 10, .twice = 10, .shuffle = 20 },
		(unsigned)scaled(20000, 60000));

	ck_assert_uint_ge(run(stage.loop, count, "10 % lost, 10 % twice").complete,
			  count * 98 / 100);
	clear_stage(&stage);
}
END_TEST

static const struct {
	const char *what;
	enum responder_way way;
	unsigned guesses;
} lies[] = {
	{ "forged ids and ports", RESPOND_RIGHT, 10 },
	{ "forged name", RESPOND_WRONG_NAME, 0 },
	{ "forged type", RESPOND_WRONG_TYPE, 0 },
	{ "forged class", RESPOND_WRONG_CLASS, 0 },
	{ "forged id", RESPOND_WRONG_ID, 0 },
	{ "another port", RESPOND_OTHER_PORT, 0 },
	{ "a question for an answer", RESPOND_QUESTION, 0 },
	{ "garbage", RESPOND_GARBAGE, 0 },
};

START_TEST(test_lies)
{
	/* Each guess costs the responder as much as an answer. */
	size_t count = scaled(50, lies[_i].guesses > 0 ? 100 : 1000);
	struct stage stage =
		set_stage((struct responder_settings){ .records = records,
						       .many = true,
						       .guesses = lies[_i].guesses,
						       .deeds = EVERYTHING(lies[_i].way, true) },
			  USUAL);

	ck_assert_uint_eq(run(stage.loop, count, lies[_i].what).complete, count);
	clear_stage(&stage);
}
END_TEST

/* All at once: what is lost, double and late, guesses, and right ids with a wrong question; and TCP
 * for each TXT record, which it cuts off. */
START_TEST(test_everything)
{
	static const struct responder_deed deeds[] = {
		{ NULL, TYPE_TXT, RESPOND_TRUNCATED, false },
		{ NULL, TYPE_MX, RESPOND_WRONG_NAME, true },
		{ NULL, 0, RESPOND_WRONG_TYPE, true },
		{ NULL, 0, 0, false },
	};
	size_t count = scaled(50, 200);
	struct stage stage = set_stage((struct responder_settings){ .records = records,
								    .many = true,
								    .loss = 10,
								    .twice = 10,
								    .shuffle = 20,
								    .guesses = 1,
								    .deeds = deeds },
				       (unsigned)scaled(20000, 60000));

	ck_assert_uint_ge(run(stage.loop, count, "everything at once").complete, count * 98 / 100);
	clear_stage(&stage);
}
END_TEST

static const struct {
	const char *what;
	enum responder_tcp tcp;
	bool completes;
} storms[] = {
	{ "truncated", RESPONDER_TCP, true },
	{ "truncated, TCP refused", RESPONDER_TCP_REFUSED, false },
	{ "truncated, TCP silent", RESPONDER_TCP_SILENT, false },
	{ "truncated, TCP closes", RESPONDER_TCP_CLOSES, false },
	{ "truncated, TCP half-way", RESPONDER_TCP_HALF_WAY, false },
};

/* Runs COUNT audits that are to end TIMEOUT milliseconds from now; how many are complete.  A
 * machine that is busy may be late; a loop that is wrong is late each time. */
static size_t run_in_time(const struct responder_settings *settings, size_t count, unsigned timeout,
			  const char *what)
{
	struct outcome outcome = { 0, 0 };

	for (unsigned tries = 0; tries < 3; tries++) {
		struct stage stage = set_stage(*settings, timeout);

		outcome = run(stage.loop, count, what);
		clear_stage(&stage);
		if (outcome.took <= timeout + GRACE)
			break;
	}
	printf("%s: ended after %lld ms of %u\n", what, (long long)outcome.took, timeout);
	ck_assert_int_le(outcome.took, timeout + GRACE);
	return outcome.complete;
}

START_TEST(test_storm_of_truncation)
{
	size_t count = scaled(30, 300);
	struct responder_settings settings = { .records = records,
					       .many = true,
					       .tcp = storms[_i].tcp,
					       .deeds = EVERYTHING(RESPOND_TRUNCATED, false) };

	ck_assert_uint_eq(
		run_in_time(&settings, count, storms[_i].completes ? 20000 : 500, storms[_i].what),
		storms[_i].completes ? count : 0);
}
END_TEST

/* --- Load -------------------------------------------------------------------- */

START_TEST(test_few_descriptors)
{
	size_t count = scaled(200, 5000);
	struct rlimit usual, few;
	struct stage stage;

	ck_assert_int_eq(getrlimit(RLIMIT_NOFILE, &usual), 0);
	few = usual;
	few.rlim_cur = 64;
	ck_assert_int_eq(setrlimit(RLIMIT_NOFILE, &few), 0);
	stage = set_stage((struct responder_settings){ .records = records, .many = true }, 60000);
	ck_assert_uint_eq(run(stage.loop, count, "64 descriptors").complete, count);
	clear_stage(&stage);
	ck_assert_int_eq(setrlimit(RLIMIT_NOFILE, &usual), 0);
}
END_TEST

START_TEST(test_deadline)
{
	struct responder_settings settings = { .records = records,
					       .many = true,
					       .deeds = EVERYTHING(RESPOND_NOT, false) };

	/* The deadline comes between two answers. */
	struct responder_settings slow = { .records = records, .many = true, .delay = 700 };

	ck_assert_uint_eq(
		run_in_time(&settings, scaled(100, 1000), (unsigned)scaled(500, 5000), "silence"),
		0);
	ck_assert_uint_eq(run_in_time(&slow, scaled(100, 1000), 1000, "slow"), 0);
}
END_TEST

/* --- What a forger has to guess ---------------------------------------------- */

enum { BINS = 64 };

/* How far COUNT numbers from LEAST on are from being equally frequent. */
static double chi_square(const unsigned *numbers, size_t count, unsigned least, unsigned most)
{
	double expected = (double)count / BINS, sum = 0;
	size_t bins[BINS] = { 0 };

	for (size_t i = 0; i < count; i++)
		bins[(uint64_t)(numbers[i] - least) * BINS / (most - least + 1)]++;
	for (size_t i = 0; i < BINS; i++)
		sum += ((double)bins[i] - expected) * ((double)bins[i] - expected) / expected;
	return sum;
}

/* 63 degrees of freedom: above 120, one in 100,000 times. */
static void check_random(const char *what, const unsigned *numbers, size_t count)
{
	unsigned least = 65535, most = 0;
	double chi;

	for (size_t i = 0; i < count; i++) {
		least = numbers[i] < least ? numbers[i] : least;
		most = numbers[i] > most ? numbers[i] : most;
	}
	chi = chi_square(numbers, count, least, most);
	printf("%s: %zu from %u to %u, chi-square %.1f (63 degrees of freedom)\n", what, count,
	       least, most, chi);
	ck_assert_uint_gt(most - least, 16384);
	ck_assert(chi < 120);
}

static int compare(const void *a, const void *b)
{
	const unsigned *x = a, *y = b;

	return (*x > *y) - (*x < *y);
}

static void look_at_questions(struct responder *responder, size_t count)
{
	unsigned *ids = calloc(3 * count, sizeof(*ids)), *ports = ids + count,
		 *pairs = ids + 2 * count;
	size_t alike = 0;

	for (size_t i = 0; i < count; i++) {
		struct responder_question question = responder_question(responder, i);

		ids[i] = question.id;
		ports[i] = question.port;
		pairs[i] = (unsigned)question.port << 16 | question.id;
	}
	check_random("ids", ids, count);
	check_random("ports", ports, count);
	qsort(pairs, count, sizeof(*pairs), compare);
	for (size_t i = 1; i < count; i++)
		alike += pairs[i] == pairs[i - 1];
	/* Of 10,000, open or not, two are almost never alike by chance. */
	ck_assert_uint_le(alike, 1);
	free(ids);
}

START_TEST(test_ports_and_ids)
{
	size_t wanted = scaled(1000, 10000);
	struct stage stage =
		set_stage((struct responder_settings){ .records = records, .many = true }, USUAL);

	while (responder_count(stage.responder) < wanted)
		run(stage.loop, 100, "for ports and ids");
	look_at_questions(stage.responder, wanted);
	clear_stage(&stage);
}
END_TEST

/* Where no one answers, all that was asked within a first try is open at the same time. */
START_TEST(test_open_questions_differ)
{
	struct stage stage = set_stage(
		(struct responder_settings){
			.records = records, .many = true, .deeds = EVERYTHING(RESPOND_NOT, false) },
		250);
	size_t count, alike = 0, ports = 0;
	unsigned *pairs;

	run(stage.loop, scaled(100, 1000), "all open");
	count = responder_count(stage.responder);
	count = count < RESPONDER_QUESTIONS_MAX ? count : RESPONDER_QUESTIONS_MAX;
	pairs = calloc(count, sizeof(*pairs));
	for (size_t i = 0; i < count; i++) {
		struct responder_question question = responder_question(stage.responder, i);

		pairs[i] = (unsigned)question.port << 16 | question.id;
	}
	qsort(pairs, count, sizeof(*pairs), compare);
	for (size_t i = 1; i < count; i++) {
		alike += pairs[i] == pairs[i - 1];
		ports += pairs[i] >> 16 == pairs[i - 1] >> 16;
	}
	printf("open at once: %zu questions, %zu ports twice, %zu ports and ids twice\n", count,
	       ports, alike);
	ck_assert_uint_ge(count, 100);
	ck_assert_uint_eq(alike, 0);
	free(pairs);
	clear_stage(&stage);
}
END_TEST

/* How often the question at INDEX was asked until then. */
static unsigned times_asked(struct responder *responder, size_t index)
{
	struct responder_question last = responder_question(responder, index);
	unsigned times = 0;

	for (size_t i = 0; i <= index; i++) {
		struct responder_question question = responder_question(responder, i);

		times += question.type == last.type && strcmp(question.name, last.name) == 0;
	}
	return times;
}

enum {
	ASKED_MOST = 4, /* a slow machine asks again for what it has not heard in time */
};

/* Audits that ask the same at the same time. */
START_TEST(test_equal_questions_are_asked_once)
{
	struct stage stage = set_stage(
		(struct responder_settings){ .records = driven_chain, .delay = 100 }, USUAL);
	struct mailauth_audit *audit;
	int status;

	for (size_t i = 0; i < 60; i++)
		ck_assert_int_eq(mailauth_loop_add(stage.loop, new_audit()), 0);
	while (mailauth_loop_next(stage.loop, &audit, &status) == 0 && audit != NULL) {
		assert_result("equal", audit, MAILAUTH_SPF_PASS, true);
		mailauth_audit_free(audit);
	}
	for (size_t i = 0; i < responder_count(stage.responder); i++)
		ck_assert_msg(times_asked(stage.responder, i) <= ASKED_MOST, "%s",
			      responder_question(stage.responder, i).name);
	clear_stage(&stage);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("attack");

	add_loop(suite, "lies", test_lies, COUNT_OF(lies));
	add_case(suite, "everything", TESTS(test_everything));
	add_loop(suite, "truncation", test_storm_of_truncation, COUNT_OF(storms));
	add_case(suite, "load", TESTS(test_loss, test_few_descriptors, test_deadline));
	add_case(suite, "guessing",
		 TESTS(test_ports_and_ids, test_open_questions_differ,
		       test_equal_questions_are_asked_once));
	return check_main(suite);
}
