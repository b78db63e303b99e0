/* Inquiries as objects: a protocol of its own, in one file and one line of the plan; and the bounds
 * of an audit.
 *
 * SPDX-License-Identifier: MIT */

#include "../../lib/audit/audit.h"
#include "memory.h"
#include "packet.h"
#include "support.h"

#include <stdio.h>
#include <string.h>

enum {
	NOW = 1767225600,
	SENDERS = 1200,
	QUESTIONS_MAX = 1000,
};

/* --- A protocol that no one has ---------------------------------------------- */

struct greeting {
	struct ma_text text; /* data is NULL where there is none */
	bool mail_known;
};

extern const struct ma_kind greeting_kind;

static void begin_greeting(struct ma_inquiries *inquiries)
{
	if (inquiries->settings->domain != NULL)
		ma_inquiries_add_new(inquiries, &greeting_kind, 0, sizeof(struct greeting));
}

static void evaluate_greeting(struct ma_pass *pass, void *subject)
{
	struct greeting *greeting = subject;
	const struct ma_name *name =
		ma_name_join(pass->arena, MA_TEXT("_hello"), pass->settings->domain);
	const struct ma_answer *answer = ma_ask(&pass->view, name, MA_TYPE_TXT);

	*greeting = (struct greeting){ 0 };
	greeting->mail_known = ma_inquiry_read(pass, &ma_mx_kind, 0) != NULL;
	if (answer->count == 0)
		return;
	greeting->text = ma_record_txt(pass->arena, &answer->records[0]);
	ma_findings_add(&pass->findings, MA_DNS_CONVERTED_DOMAIN, pass->settings->domain_text);
}

const struct ma_kind greeting_kind = {
	.name = "greeting",
	.budget = 2,
	.begin = begin_greeting,
	.evaluate = evaluate_greeting,
};

/* --- The tests ------------------------------------------------------------------ */

static void answer_all(struct mailauth_audit *audit, size_t *asked)
{
	static struct packet packet;
	const struct mailauth_question *question;
	int r;

	*asked = 0;
	while ((r = mailauth_audit_step(audit)) == MAILAUTH_PENDING) {
		ck_assert_uint_gt(mailauth_audit_open_questions(audit), 0);
		while ((question = mailauth_audit_next_question(audit)) != NULL) {
			const char *name = mailauth_question_name(question);

			++*asked;
			packet_reply(&packet, question);
			if (strcmp(name, "_hello.example.jp") == 0)
				packet_txt(&packet, name, "good day", NULL);
			else if (strcmp(name, "example.jp") == 0 &&
				 mailauth_question_type(question) == TYPE_TXT)
				packet_txt(&packet, name, "v=spf1 exists:%{i}.example.jp -all",
					   NULL);
			ck_assert_int_eq(mailauth_audit_answer(audit,
							       mailauth_question_id(question),
							       packet.bytes, packet.length),
					 0);
		}
	}
	ck_assert_int_eq(r, MAILAUTH_DONE);
}

static bool has_finding(const struct mailauth_audit *audit, const char *id)
{
	const struct mailauth_report *report = mailauth_audit_report(audit);

	for (size_t i = 0; i < mailauth_report_finding_count(report); i++)
		if (strcmp(mailauth_finding_id(mailauth_report_finding(report, i)), id) == 0)
			return true;
	return false;
}

START_TEST(test_a_kind_of_its_own)
{
	const struct ma_kind *plan[40];
	struct mailauth_audit *audit;
	const struct greeting *greeting;
	size_t count = 0, asked;

	plan[count++] = &greeting_kind; /* the one line */
	for (size_t i = 0; ma_plan[i] != NULL; i++) {
		ck_assert_uint_lt(count + 1, COUNT_OF(plan));
		plan[count++] = ma_plan[i];
	}
	plan[count] = NULL;
	ck_assert_int_eq(mailauth_audit_new(&audit, "example.jp", NOW), 0);
	audit->plan = plan;
	answer_all(audit, &asked);
	greeting = ma_inquiries_subject(&audit->as_is->inquiries, &greeting_kind, 0);
	ck_assert(greeting->mail_known);
	ck_assert(ma_text_is(greeting->text, "good day"));
	ck_assert(has_finding(audit, "dns.converted-domain"));
	mailauth_audit_free(audit);
}
END_TEST

/* However much there is to ask, the audit ends, asks no more than it may, and says so. */
START_TEST(test_an_audit_asks_no_more_than_it_may)
{
	struct mailauth_audit *audit;
	char ip[32];
	size_t asked;

	ck_assert_int_eq(mailauth_audit_new(&audit, "example.jp", NOW), 0);
	for (unsigned i = 0; i < SENDERS; i++) {
		snprintf(ip, sizeof(ip), "203.0.%u.%u", i / 250, 1 + i % 250);
		ck_assert_int_eq(mailauth_audit_add_sender(audit, ip, "info@example.jp", NULL), 0);
	}
	answer_all(audit, &asked);
	ck_assert_uint_le(asked, QUESTIONS_MAX);
	ck_assert(has_finding(audit, "audit.limit"));
	ck_assert(!mailauth_report_is_complete(mailauth_audit_report(audit)));
	mailauth_audit_free(audit);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("inquiry");

	add_case(suite, "kinds", TESTS(test_a_kind_of_its_own));
	add_case(suite, "bounds", TESTS(test_an_audit_asks_no_more_than_it_may));
	return check_main(suite);
}
