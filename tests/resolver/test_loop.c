/* The loop: with zones, with a network, and with a recording.
 *
 * SPDX-License-Identifier: MIT */

#include "drive_loop.h"
#include "packet.h"
#include "memory.h"

#include <stdlib.h>
#include <string.h>

#define PASS MAILAUTH_SPF_PASS
#define UNKNOWN MAILAUTH_SPF_TEMPERROR

static const struct responder_deed silent[] = { { NULL, 0, RESPOND_NOT, false },
						{ NULL, 0, 0, false } };

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

int main(void)
{
	Suite *suite = suite_create("loop");

	add_case(suite, "zones",
		 TESTS(test_zones, test_zones_before_network, test_stolen_question));
	add_case(suite, "arguments", TESTS(test_arguments, test_an_audit_is_taken_once));
	add_case(suite, "recordings", TESTS(test_recording));
	return check_main(suite);
}
