/* What is written reads as what was read: the records of the RFC 7208 suite, those of the
 * scenarios, and records put together at random, right and wrong; and each record of an audit is
 * read once.
 *
 * SPDX-License-Identifier: MIT */

#include "memory.h"
#include "packet.h"
#include "records.h"
#include "same_record.h"
#include "support.h"

#include <mailauth/report.h>

#include <string.h>

enum {
	NOW = 1767225600,
	RECORDS = 20000,
	PARTS_MAX = 8,
	SUITE_RECORDS_LEAST = 150,
	SCENARIO_RECORDS_LEAST = 300,
};

static void check_written(const struct ma_spf_record *record, const struct ma_spf_record *written)
{
	struct ma_arena arena = { 0 };
	struct ma_buffer out = { 0 };
	const struct ma_spf_record *again;

	ma_spf_write(&out, written);
	again = ma_spf_read(&arena, (struct ma_text){ (unsigned char *)out.data, out.length });
	ck_assert_msg(is_same_spf(record, again), "%.*s becomes %s", (int)record->text.length,
		      (const char *)record->text.data, out.data);
	ma_buffer_finish(&out);
	ma_arena_finish(&arena);
}

static unsigned check_text(const char *octets, size_t length)
{
	struct ma_text text = { (const unsigned char *)octets, length };
	struct ma_arena arena = { 0 };
	const struct ma_spf_record *record;

	if (!ma_spf_is_record(text))
		return 0;
	record = ma_spf_read(&arena, text);
	check_written(record, record);
	check_written(record, without_texts(&arena, record));
	ma_arena_finish(&arena);
	return 1;
}

START_TEST(test_records_of_the_suite)
{
	ck_assert_uint_ge(check_quoted(test_path("data/rfc7208-tests.json"), check_text),
			  SUITE_RECORDS_LEAST);
}
END_TEST

START_TEST(test_records_of_scenarios)
{
	ck_assert_uint_ge(check_quoted_in_scenarios(check_text), SCENARIO_RECORDS_LEAST);
}
END_TEST

START_TEST(test_records_put_together)
{
	static const char *const signs[] = { "", "", "+", "-", "~", "?", "?~" };
	static const char *const names[] = { "all",	"a",	  "MX",	      "ptr", "ip4", "ip6",
					     "include", "exists", "redirect", "exp", "moo", "x y" };
	static const char *const values[] = { "",
					      ":a.example",
					      ":%{i}._spf.%{d2}",
					      "=a.example",
					      "=%{d",
					      ":192.0.2.0/24",
					      ":2001:db8::/32",
					      ":::ffff:192.0.2.1",
					      ":192.0.2.1",
					      "/24",
					      "//64",
					      ":a.example/24//64",
					      ":a.example.",
					      ":\xef\xbc\x8e",
					      "/33",
					      "=" };
	static const char *const gaps[] = { " ", " ", "  ", "   ", "" };
	char text[1024];

	for (unsigned i = 0; i < RECORDS; i++) {
		strcpy(text, roll(4) == 0 ? "V=SPF1 " : "v=spf1 ");
		for (unsigned part = roll(PARTS_MAX); part > 0; part--) {
			strcat(text, pick(signs, COUNT_OF(signs)));
			strcat(text, pick(names, COUNT_OF(names)));
			strcat(text, pick(values, COUNT_OF(values)));
			strcat(text, pick(gaps, COUNT_OF(gaps)));
		}
		check_text(text, strlen(text));
	}
}
END_TEST

/* --- Read once ------------------------------------------------------------------------ */

static struct ma_text texts[32]; /* that were read; they live as long as the audit */
static size_t readings;
static bool counting;

const struct ma_spf_record *__real_ma_spf_read(struct ma_arena *arena, struct ma_text text);
const struct ma_spf_record *__wrap_ma_spf_read(struct ma_arena *arena, struct ma_text text);

const struct ma_spf_record *__wrap_ma_spf_read(struct ma_arena *arena, struct ma_text text)
{
	if (!counting)
		return __real_ma_spf_read(arena, text);
	ck_assert_uint_lt(readings, COUNT_OF(texts));
	for (size_t i = 0; i < readings; i++)
		ck_assert(!ma_text_equal(texts[i], text));
	texts[readings++] = text;
	return __real_ma_spf_read(arena, text);
}

static const struct {
	const char *name;
	const char *record;
} published[] = {
	{ "example.jp", "v=spf1 a:www.example.jp include:_a.example include:_b.example ~all" },
	{ "_a.example", "v=spf1 ip4:192.0.2.0/24 include:_c.example -all" },
	{ "_b.example", "v=spf1 mx:example.jp ip4:198.51.100.0/24 redirect=_c.example" },
	{ "_c.example", "v=spf1 exists:%{i}._x.example ip6:2001:db8::/32 ?all" },
};

static void answer(struct mailauth_audit *audit, const struct mailauth_question *question)
{
	static struct packet packet;
	const char *name = mailauth_question_name(question);

	packet_reply(&packet, question);
	for (size_t i = 0; i < COUNT_OF(published); i++)
		if (mailauth_question_type(question) == TYPE_TXT &&
		    strcmp(published[i].name, name) == 0)
			packet_txt(&packet, name, published[i].record, NULL);
	ck_assert_int_eq(mailauth_audit_answer(audit, mailauth_question_id(question), packet.bytes,
					       packet.length),
			 0);
}

/* One at a time, so that there are as many passes as can be. */
START_TEST(test_each_record_is_read_once)
{
	struct mailauth_audit *audit;

	ck_assert_int_eq(mailauth_audit_new(&audit, "example.jp", NOW), 0);
	ck_assert_int_eq(
		mailauth_audit_add_sender(audit, "203.0.113.9", "info@example.jp", "_a.example"),
		0);
	ck_assert_int_eq(mailauth_audit_add_sender(audit, "2001:db8:1::25", NULL, NULL), 0);
	readings = 0;
	counting = true;
	while (mailauth_audit_step(audit) == MAILAUTH_PENDING)
		answer(audit, mailauth_audit_next_question(audit));
	counting = false;
	/* Those that are proposed are read, too. */
	ck_assert_uint_ge(readings, COUNT_OF(published));
	mailauth_audit_free(audit);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("spf-write");

	add_case(suite, "write",
		 TESTS(test_records_of_the_suite, test_records_of_scenarios,
		       test_records_put_together));
	add_case(suite, "read", TESTS(test_each_record_is_read_once));
	return check_main(suite);
}
