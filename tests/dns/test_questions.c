/* Questions: each is handed out once, whenever it comes up; and giving up ends them all.
 *
 * SPDX-License-Identifier: MIT */

#include "packet.h"
#include "support.h"

#include <mailauth/report.h>

#include <stdio.h>

enum { NOW = 1767225600, COUNTS = 200 };

/* Gives up before anything else. */
START_TEST(test_giving_up_first)
{
	struct mailauth_audit *audit;

	ck_assert_int_eq(mailauth_audit_new(&audit, "example.jp", NOW), 0);
	ck_assert_int_eq(mailauth_audit_give_up(audit, MAILAUTH_OFFLINE), 0);
	ck_assert_int_eq(mailauth_audit_step(audit), MAILAUTH_DONE);
	ck_assert(!mailauth_report_is_complete(mailauth_audit_report(audit)));
	mailauth_audit_free(audit);
}
END_TEST

/* Hands out all questions so far, and answers them as NXDOMAIN.  Returns how many they were. */
static size_t deny_all(struct mailauth_audit *audit)
{
	static struct packet packet;
	const struct mailauth_question *question;
	size_t count = 0;

	for (; (question = mailauth_audit_next_question(audit)) != NULL; count++) {
		packet_reply(&packet, question);
		packet_set_rcode(&packet, 3);
		packet.section = PACKET_AUTHORITY;
		packet_soa(&packet, "jp", 300, 300);
		ck_assert_int_eq(mailauth_audit_answer(audit, mailauth_question_id(question),
						       packet.bytes, packet.length),
				 0);
	}
	return count;
}

/* Every question is handed out once, however many there were before it: here those after the
 * first round, _i of which came before (the store keeps them 64 to a page). */
START_TEST(test_every_question_is_handed_out)
{
	struct mailauth_audit *audit;
	size_t asked = 0, round;

	ck_assert_int_eq(mailauth_audit_new(&audit, "example.jp", NOW), 0);
	for (int i = 0; i < _i; i++) {
		char from[32];

		snprintf(from, sizeof(from), "info@d%d.example", i);
		ck_assert_int_eq(mailauth_audit_add_sender(audit, "192.0.2.1", from, NULL), 0);
	}
	while (mailauth_audit_step(audit) == MAILAUTH_PENDING) {
		round = deny_all(audit);
		ck_assert_msg(round > 0, "a question after %zu others is kept back", asked);
		asked += round;
	}
	ck_assert_uint_ge(asked, 2 + (size_t)_i);
	mailauth_audit_free(audit);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("questions");

	add_case(suite, "giving up", TESTS(test_giving_up_first));
	add_loop(suite, "handed out", test_every_question_is_handed_out, COUNTS);
	return check_main(suite);
}
