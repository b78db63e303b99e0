/* Recordings: what is replayed gives the same report, and is not believed blindly.
 *
 * SPDX-License-Identifier: MIT */

#include "memory.h"
#include "packet.h"
#include "recordings.h"

#include "../../lib/resolver/recording/recording.h"

#include <mailauth/report.h>

#include <stdlib.h>
#include <string.h>

enum { NOW = 1767225600 };

static struct packet packet;

enum source { FROM_SERVERS, FROM_RECORDING };

static void respond(const struct mailauth_question *question)
{
	const char *name = mailauth_question_name(question);

	packet_reply(&packet, question);
	if (mailauth_question_type(question) != TYPE_TXT)
		packet_set_rcode(&packet, 3);
	else if (strcmp(name, "example.jp") == 0)
		packet_txt(&packet, name, "v=spf1 a:host.example.jp include:_spf.example.jp -all",
			   NULL);
	else
		packet_txt(&packet, name, "v=spf1 ip4:192.0.2.0/24 -all", NULL);
}

/* Every third address question fails. */
static void answer_and_note(struct mailauth_audit *audit, struct mailauth_recording *recording,
			    const struct mailauth_question *question)
{
	uint32_t id = mailauth_question_id(question);

	if (mailauth_question_type(question) == TYPE_A) {
		ck_assert_int_eq(mailauth_audit_fail(audit, id, MAILAUTH_TIMED_OUT), 0);
		ck_assert_int_eq(
			mailauth_recording_note_failure(recording, question, MAILAUTH_TIMED_OUT),
			0);
		return;
	}
	respond(question);
	ck_assert_int_eq(mailauth_audit_answer(audit, id, packet.bytes, packet.length), 0);
	ck_assert_int_eq(
		mailauth_recording_note_packet(recording, question, packet.bytes, packet.length),
		0);
}

static char *report_of(struct mailauth_audit *audit)
{
	char *text;

	ck_assert_int_eq(mailauth_report_json(mailauth_audit_report(audit), MAILAUTH_JAPANESE,
					      MAILAUTH_JSON_QUERIES, &text, NULL),
			 0);
	mailauth_audit_free(audit);
	return text;
}

static struct mailauth_audit *new_audit(void)
{
	struct mailauth_audit *audit;

	ck_assert_int_eq(mailauth_audit_new(&audit, "example.jp", NOW), 0);
	ck_assert_int_eq(mailauth_audit_add_sender(audit, "192.0.2.9", NULL, "mail.example.jp"), 0);
	return audit;
}

static char *run(struct mailauth_recording *recording, enum source source)
{
	struct mailauth_audit *audit = new_audit();
	const struct mailauth_question *question;

	while (mailauth_audit_step(audit) == MAILAUTH_PENDING) {
		while ((question = mailauth_audit_next_question(audit)) != NULL) {
			if (source == FROM_SERVERS)
				answer_and_note(audit, recording, question);
			else
				ck_assert_int_eq(
					mailauth_recording_answer(recording, audit, question), 0);
		}
	}
	return report_of(audit);
}

START_TEST(test_replay_gives_the_same_report)
{
	struct mailauth_recording *recording = new_recording();
	char *report = run(recording, FROM_SERVERS);
	size_t length;
	char *bytes = save_recording(recording, &length);
	char *again;

	ck_assert_ptr_nonnull(strstr(report, "timed-out"));
	mailauth_recording_free(recording);
	ck_assert_int_eq(load_recording(bytes, length, &recording, NULL), 0);
	again = run(recording, FROM_RECORDING);
	ck_assert_str_eq(again, report);
	free(again);
	free(bytes);
	free(report);
	mailauth_recording_free(recording);
}
END_TEST

START_TEST(test_question_that_is_not_held)
{
	struct mailauth_recording *recording = new_recording();
	struct mailauth_audit *audit = new_audit();
	const struct mailauth_question *question;
	unsigned char wire[256];
	struct ma_recorded noted = { .server = "192.0.2.1", .name = wire };
	char *report;

	ck_assert_int_eq(mailauth_audit_step(audit), MAILAUTH_PENDING);
	question = mailauth_audit_next_question(audit);
	ck_assert_ptr_nonnull(question);
	/* What another server says, another type's, and another name's. */
	noted.name_length = wire_name(mailauth_question_name(question), wire);
	noted.type = mailauth_question_type(question);
	ck_assert_int_eq(ma_recording_note(recording, &noted), 0);
	noted.server = "";
	noted.type++;
	ck_assert_int_eq(ma_recording_note(recording, &noted), 0);
	noted.type--;
	noted.name_length = wire_name("other.example", wire);
	ck_assert_int_eq(ma_recording_note(recording, &noted), 0);

	ck_assert_int_eq(mailauth_recording_answer(recording, audit, question), MAILAUTH_NOT_HELD);
	ck_assert_uint_gt(mailauth_audit_open_questions(audit), 0);
	ck_assert_int_eq(mailauth_audit_give_up(audit, MAILAUTH_OFFLINE), 0);
	ck_assert_int_eq(mailauth_audit_step(audit), MAILAUTH_DONE);
	report = report_of(audit);
	free(report);
	mailauth_recording_free(recording);
}
END_TEST

/* A recording is not believed blindly: what cannot be an answer ends the question as a failure. */
START_TEST(test_packet_that_is_no_answer)
{
	static const char *const words[] = { "truncated", "malformed", "malformed" };
	struct mailauth_recording *recording = new_recording();
	struct mailauth_audit *audit = new_audit();
	const struct mailauth_question *question;
	char *report;

	ck_assert_int_eq(mailauth_audit_step(audit), MAILAUTH_PENDING);
	while ((question = mailauth_audit_next_question(audit)) != NULL) {
		packet_reply(&packet, question);
		if (_i == 0)
			packet_set_flags(&packet, PACKET_RESPONSE | PACKET_TC);
		else if (_i == 1)
			packet_set_flags(&packet, PACKET_RD);
		else
			packet.length = 0;
		ck_assert_int_eq(mailauth_recording_note_packet(recording, question, packet.bytes,
								packet.length),
				 0);
		ck_assert_int_eq(mailauth_recording_answer(recording, audit, question), 0);
	}
	ck_assert_uint_eq(mailauth_audit_open_questions(audit), 0);
	mailauth_audit_give_up(audit, MAILAUTH_OFFLINE);
	ck_assert_int_eq(mailauth_audit_step(audit), MAILAUTH_DONE);
	report = report_of(audit);
	ck_assert_msg(strstr(report, words[_i]) != NULL, "%s", report);
	free(report);
	mailauth_recording_free(recording);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("recording_replay");

	add_case(suite, "replay",
		 TESTS(test_replay_gives_the_same_report, test_question_that_is_not_held));
	add_loop(suite, "no answer", test_packet_that_is_no_answer, 3);
	return main_with_files(suite);
}
