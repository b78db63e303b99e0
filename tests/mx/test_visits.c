/* Mail servers that are greeted: what is made of the bytes that they say, and that no other address
 * is greeted.
 *
 * SPDX-License-Identifier: MIT */

#include "packet.h"
#include "support.h"

#include <mailauth/mx.h>

#include <string.h>

#define GREETING "220 mx ESMTP\r\n"
#define ADDRESS "11.0.0.1"

static const struct {
	const char *said; /* NULL: FAILURE instead */
	enum mailauth_failure failure;
	const char *found;
	const char *shown; /* NULL: nothing */
	enum mailauth_probe_state state;
	bool starttls;
} cases[] = {
	{ GREETING "250-mx\r\n250-STARTTLS\r\n250 HELP\r\n", 0, "mx.probe-tls", "220 mx ESMTP",
	  MAILAUTH_PROBE_TAKEN, true },
	{ "220-a\r\n220-b\r\n220\r\n250-mx\r\n250 StartTLS \r\n", 0, "mx.probe-tls", "220-a",
	  MAILAUTH_PROBE_TAKEN, true },
	{ GREETING "250-mx\n250 starttls\n221 bye\n", 0, "mx.probe-tls", "220 mx ESMTP",
	  MAILAUTH_PROBE_TAKEN, true },
	/* A server whose name is that, and what a firewall makes of the word. */
	{ GREETING "250 STARTTLS\r\n", 0, "mx.probe-no-tls", "220 mx ESMTP", MAILAUTH_PROBE_TAKEN,
	  false },
	{ GREETING "250-mx\r\n250-XXXXXXXA\r\n250 STARTTLSX\r\n", 0, "mx.probe-no-tls",
	  "220 mx ESMTP", MAILAUTH_PROBE_TAKEN, false },
	/* In the greeting, or after the reply, it offers nothing. */
	{ "220-mx\r\n220 STARTTLS\r\n250 mx\r\n250 STARTTLS\r\n", 0, "mx.probe-no-tls", "220-mx",
	  MAILAUTH_PROBE_TAKEN, false },
	{ GREETING "502 unknown\r\n", 0, "mx.probe-no-ehlo", "220 mx ESMTP", MAILAUTH_PROBE_NO_EHLO,
	  false },
	{ GREETING "250-mx\r\n250-STARTTLS\r\n", 0, "mx.probe-no-ehlo", "220 mx ESMTP",
	  MAILAUTH_PROBE_NO_EHLO, false },
	{ GREETING "250-mx\r\nSTARTTLS\r\n250 x\r\n", 0, "mx.probe-no-ehlo", "220 mx ESMTP",
	  MAILAUTH_PROBE_NO_EHLO, false },
	{ GREETING, 0, "mx.probe-no-ehlo", "220 mx ESMTP", MAILAUTH_PROBE_NO_EHLO, false },
	{ "554 no\r\n", 0, "mx.probe-refused", "554 no", MAILAUTH_PROBE_REFUSED, false },
	{ "421-try\r\n421 later\r\n", 0, "mx.probe-refused", "421-try", MAILAUTH_PROBE_REFUSED,
	  false },
	{ "354 go\r\n", 0, "mx.probe-strange", "354 go", MAILAUTH_PROBE_STRANGE, false },
	{ "220 no end", 0, "mx.probe-strange", "220 no end", MAILAUTH_PROBE_STRANGE, false },
	{ "220-no\r\n220-end\r\n", 0, "mx.probe-strange", "220-no", MAILAUTH_PROBE_STRANGE, false },
	{ "SSH-2.0-x\r\n", 0, "mx.probe-strange", "SSH-2.0-x", MAILAUTH_PROBE_STRANGE, false },
	{ "260 x\r\n", 0, "mx.probe-strange", "260 x", MAILAUTH_PROBE_STRANGE, false },
	{ "22\x1b[2J\r\n", 0, "mx.probe-strange", "22\\027[2J", MAILAUTH_PROBE_STRANGE, false },
	{ "\r\n", 0, "mx.probe-strange", NULL, MAILAUTH_PROBE_STRANGE, false },
	{ "", 0, "mx.probe-silent", NULL, MAILAUTH_PROBE_SILENT, false },
	{ NULL, MAILAUTH_TIMED_OUT, "mx.probe-unreachable", NULL, MAILAUTH_PROBE_UNREACHABLE,
	  false },
	{ NULL, MAILAUTH_UNREACHABLE, "mx.probe-unreachable", NULL, MAILAUTH_PROBE_UNREACHABLE,
	  false },
	{ NULL, MAILAUTH_NOT_ASKED, "mx.probe-not-asked", NULL, MAILAUTH_PROBE_NOT_ASKED, false },
	{ NULL, MAILAUTH_OFFLINE, "mx.probe-not-asked", NULL, MAILAUTH_PROBE_NOT_ASKED, false },
};

/* Where the two mail servers are. */
static const char *addresses[2];
static size_t greeted;

static void answer_dns(struct mailauth_audit *audit, const struct mailauth_question *question)
{
	const char *name = mailauth_question_name(question);
	uint16_t type = mailauth_question_type(question);
	static struct packet packet;

	packet_reply(&packet, question);
	if (strcmp(name, "example.jp") == 0 && type == TYPE_MX) {
		packet_mx(&packet, name, 10, "mx1.example.jp");
		packet_mx(&packet, name, 20, "mx2.example.jp");
	} else if (strcmp(name, "mx1.example.jp") == 0 && type == TYPE_A) {
		packet_address(&packet, name, addresses[0]);
	} else if (strcmp(name, "mx2.example.jp") == 0 &&
		   type == (strchr(addresses[1], ':') != NULL ? TYPE_AAAA : TYPE_A)) {
		packet_address(&packet, name, addresses[1]);
	} else {
		packet.section = PACKET_AUTHORITY;
		packet_soa(&packet, "example.jp", 300, 300);
	}
	ck_assert_int_eq(mailauth_audit_answer(audit, mailauth_question_id(question), packet.bytes,
					       packet.length),
			 0);
}

static void greet(struct mailauth_audit *audit, const struct mailauth_question *question,
		  const char *said, enum mailauth_failure failure)
{
	uint32_t id = mailauth_question_id(question);
	unsigned char bytes[512];
	size_t length;

	ck_assert_int_eq(mailauth_question_kind(question), MAILAUTH_QUESTION_SMTP);
	ck_assert_int_eq(mailauth_question_type(question), 0);
	ck_assert_str_eq(mailauth_question_name(question), "mx1.example.jp");
	ck_assert_str_eq(mailauth_question_server(question), addresses[0]);
	/* It is not a question of the DNS. */
	ck_assert_int_eq(mailauth_question_packet(question, 1, bytes, sizeof(bytes), &length),
			 MAILAUTH_EINVAL);
	ck_assert_int_eq(mailauth_audit_answer_records(audit, id, 0, NULL, 0), MAILAUTH_EINVAL);
	greeted++;
	ck_assert_int_eq(said != NULL ? mailauth_audit_answer(audit, id, said, strlen(said))
				      : mailauth_audit_fail(audit, id, failure),
			 0);
}

/* An audit that greets WHICH mail servers, at the two ADDRESSES. */
static struct mailauth_audit *run(const char *which, const char *one, const char *two,
				  const char *said, enum mailauth_failure failure)
{
	const struct mailauth_question *question;
	struct mailauth_audit *audit;

	addresses[0] = one;
	addresses[1] = two;
	greeted = 0;
	ck_assert_int_eq(mailauth_audit_new(&audit, "example.jp", 0), 0);
	ck_assert_int_eq(mailauth_audit_set(audit, "probe", which), 0);
	while (mailauth_audit_step(audit) == MAILAUTH_PENDING)
		while ((question = mailauth_audit_next_question(audit)) != NULL)
			if (mailauth_question_kind(question) == MAILAUTH_QUESTION_DNS)
				answer_dns(audit, question);
			else
				greet(audit, question, said, failure);
	return audit;
}

static size_t count(const struct mailauth_report *report, const char *id)
{
	size_t found = 0;

	for (size_t i = 0; i < mailauth_report_finding_count(report); i++)
		found += strcmp(mailauth_finding_id(mailauth_report_finding(report, i)), id) == 0;
	return found;
}

/* Two names with one address are one server. */
START_TEST(test_said)
{
	struct mailauth_audit *audit =
		run("yes", ADDRESS, ADDRESS, cases[_i].said, cases[_i].failure);
	const struct mailauth_report *report = mailauth_audit_report(audit);
	const char *shown = mailauth_probe_said(report, 0);

	ck_assert_uint_eq(greeted, 1);
	ck_assert_uint_eq(count(report, cases[_i].found), 1);
	ck_assert_uint_eq(mailauth_probe_count(report), 1);
	ck_assert_int_eq(mailauth_probe_state(report, 0), cases[_i].state);
	ck_assert_int_eq(mailauth_probe_starttls(report, 0), cases[_i].starttls);
	ck_assert_str_eq(mailauth_probe_server(report, 0), "mx1.example.jp");
	ck_assert_str_eq(mailauth_probe_ip(report, 0), ADDRESS);
	ck_assert_int_eq(shown != NULL, cases[_i].shown != NULL);
	if (shown != NULL)
		ck_assert_str_eq(shown, cases[_i].shown);
	/* Nothing is missing where there is no connection. */
	ck_assert(mailauth_report_is_complete(report));
	ck_assert_ptr_null(mailauth_probe_server(report, 1));
	mailauth_audit_free(audit);
}
END_TEST

START_TEST(test_long)
{
	static char said[3 * MAILAUTH_SMTP_MAX];
	const struct mailauth_report *report;
	struct mailauth_audit *audit;

	memset(said, 'a', sizeof(said) - 1);
	memcpy(said, "220 ", 4);
	audit = run("yes", ADDRESS, ADDRESS, said, 0);
	report = mailauth_audit_report(audit);
	ck_assert_int_eq(mailauth_probe_state(report, 0), MAILAUTH_PROBE_STRANGE);
	ck_assert_uint_lt(strlen(mailauth_probe_said(report, 0)), 200);
	mailauth_audit_free(audit);
}
END_TEST

/* Who publishes a domain chooses these addresses. */
START_TEST(test_addresses)
{
	static const char *const never[] = {
		"127.0.0.1", "10.0.0.1", "192.168.1.1",	     "169.254.169.254", "192.0.2.1",
		"224.0.0.1", "0.0.0.0",	 "::ffff:127.0.0.1", "2002:7f00:1::1",	"64:ff9b::7f00:1",
		"fe80::1",   "::1",	 "fd00::1"
	};
	const char *address = never[_i];
	struct mailauth_audit *audit = run("yes", ADDRESS, address, GREETING, 0);
	const struct mailauth_report *report = mailauth_audit_report(audit);

	ck_assert_uint_eq(greeted, 1);
	ck_assert_uint_eq(count(report, "mx.probe-not-asked"), 1);
	ck_assert_int_eq(mailauth_probe_state(report, 1), MAILAUTH_PROBE_NOT_ASKED);
	mailauth_audit_free(audit);
}
END_TEST

START_TEST(test_switch)
{
	struct mailauth_audit *audit = run("any", "127.0.0.1", "127.0.0.1", GREETING, 0);

	ck_assert_uint_eq(greeted, 1);
	ck_assert_uint_eq(count(mailauth_audit_report(audit), "mx.probe-not-asked"), 0);
	mailauth_audit_free(audit);
	audit = run("no", ADDRESS, ADDRESS, GREETING, 0);
	ck_assert_uint_eq(greeted, 0);
	ck_assert_uint_eq(mailauth_probe_count(mailauth_audit_report(audit)), 0);
	ck_assert_int_eq(mailauth_audit_set_probe(audit, MAILAUTH_SERVERS_ANY), MAILAUTH_EINVAL);
	mailauth_audit_free(audit);
}
END_TEST

START_TEST(test_words)
{
	ck_assert_str_eq(mailauth_probe_state_word(MAILAUTH_PROBE_TAKEN), "taken");
	ck_assert_ptr_null(mailauth_probe_state_word(-1));
	ck_assert_ptr_null(mailauth_probe_state_word(MAILAUTH_PROBE_TAKEN + 1));
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("visits");

	add_loop(suite, "said", test_said, COUNT_OF(cases));
	add_loop(suite, "addresses", test_addresses, 13);
	add_case(suite, "bounds", TESTS(test_long, test_switch, test_words));
	return check_main(suite);
}
