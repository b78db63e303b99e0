/* Text for people: lines break where Japanese and English allow it, records keep their columns.
 *
 * SPDX-License-Identifier: MIT */

#include "support.h"

#include "../../lib/render/render.h"

#include <stdlib.h>
#include <string.h>

static void expect_wrapped(const char *text, size_t column, size_t indent, size_t width,
			   const char *expected)
{
	struct ma_buffer out = { 0 };

	ma_buffer_fill(&out, ' ', column);
	ma_wrap(&out, ma_text(text), column, indent, width);
	ck_assert_str_eq(out.data, expected);
	ma_buffer_finish(&out);
}

START_TEST(test_english_breaks_between_words)
{
	expect_wrapped("one two three four", 0, 0, 40, "one two three four");
	expect_wrapped("Mail from example.jp sent by 203.0.113.9 will be taken.", 0, 2, 24,
		       "Mail from example.jp\n  sent by 203.0.113.9\n  will be taken.");
}
END_TEST

START_TEST(test_names_stay_in_one_piece)
{
	expect_wrapped("add it to the record of mail.one-two.example.jp, please", 0, 0, 40,
		       "add it to the record of\nmail.one-two.example.jp, please");
}
END_TEST

START_TEST(test_japanese_breaks_by_its_rules)
{
	/* 20 columns are 10 full-width characters; 「。」 and 「、」 begin no line. */
	expect_wrapped("一二三四五六七八九十。次の行です、続き", 0, 0, 20,
		       "一二三四五六七八九\n十。次の行です、続き");
	expect_wrapped("(一二三四五六七八)九十", 0, 0, 18, "(一二三四五六七八)\n九十");
	/* Words with Kanji again after Hiragana, and those that begin there. */
	expect_wrapped("二つの届け先", 0, 0, 10, "二つの\n届け先");
	expect_wrapped("既存に書き足す", 0, 0, 10, "既存に\n書き足す");
	expect_wrapped("試験、もう一度", 0, 0, 12, "試験、\nもう一度");
	expect_wrapped("送ると先に届く", 0, 0, 10, "送ると\n先に届く");
}
END_TEST

START_TEST(test_what_is_to_be_pasted_stays_whole)
{
	expect_wrapped("Publish only this: v=spf1 mx -all", 0, 0, 28,
		       "Publish only this:\nv=spf1 mx -all");
	expect_wrapped("次の値にします: v=spf1 mx -all", 0, 0, 24,
		       "次の値にします:\nv=spf1 mx -all");
	expect_wrapped("Publish a null MX: MX 0 .", 0, 0, 24, "Publish a null MX:\nMX 0 .");
	expect_wrapped("To list them: dnsaudit explain", 0, 0, 24,
		       "To list them:\ndnsaudit explain");
	/* A sentence, and what no line can hold, are broken as usual. */
	expect_wrapped("Do this: v=spf1 comes first.", 0, 0, 20, "Do this: v=spf1\ncomes first.");
	expect_wrapped("Publish: v=spf1 mx a -all", 0, 0, 14, "Publish:\nv=spf1 mx a\n-all");
}
END_TEST

START_TEST(test_columns_count_full_width_twice)
{
	ck_assert_uint_eq(ma_columns(MA_TEXT("abc")), 3);
	ck_assert_uint_eq(ma_columns(MA_TEXT("ドメイン")), 8);
	ck_assert_uint_eq(ma_columns(MA_TEXT("e\xcc\x81")), 1); /* a combining accent */
	ck_assert_uint_eq(ma_columns(MA_TEXT("\xff")), 1);
}
END_TEST

/* A report with one finding about RECORD. */
static char *record_with_finding(const char *record, size_t from, size_t to, size_t width)
{
	struct ma_arena arena = { 0 };
	struct ma_findings findings = { .arena = &arena };
	struct mailauth_finding *finding =
		ma_findings_add(&findings, MA_SPF_BAD_CHARACTER, MA_TEXT("a.example"));
	const struct mailauth_finding *list[] = { finding };
	struct mailauth_report report = { .findings = list, .finding_count = 1 };
	struct ma_writer writer = { .report = &report, .width = width };
	char *text;

	ma_finding_record(finding, ma_text(record), from, to);
	ma_write_record(&writer, 0, MA_TEXT("R"), MA_TEXT("a.example"), ma_text(record));
	ma_arena_finish(&arena);
	ck_assert(ma_buffer_take(&writer.out, &text, NULL));
	return text;
}

START_TEST(test_carets_stand_under_their_bytes)
{
	static const struct {
		const char *record;
		size_t from;
		size_t to;
		const char *expected;
	} cases[] = {
		{ "v=spf1 foo -all", 7, 10, "R  v=spf1 foo -all\n          ^^^\n" },
		{ "v=spf1 あい -all", 10, 13, "R  v=spf1 あい -all\n            ^^\n" },
		{ "v\033x\xffy", 3, 4, "R  v\\027x\\255y\n         ^^^^\n" },
		{ "v=spf1", 0, 0, "R  v=spf1\n" },
	};

	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		char *text = record_with_finding(cases[i].record, cases[i].from, cases[i].to, 80);

		ck_assert_str_eq(text, cases[i].expected);
		free(text);
	}
}
END_TEST

START_TEST(test_long_records_keep_their_carets)
{
	char *text = record_with_finding("0123456789012345678901234567890123456789", 36, 40, 40);

	ck_assert_str_eq(text, "R  0123456789012345678901234567890123456\n"
			       "                                       ^\n"
			       "   789\n"
			       "   ^^^\n");
	free(text);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("text");

	add_case(suite, "lines",
		 TESTS(test_english_breaks_between_words, test_names_stay_in_one_piece,
		       test_japanese_breaks_by_its_rules, test_what_is_to_be_pasted_stays_whole,
		       test_columns_count_full_width_twice));
	add_case(suite, "records",
		 TESTS(test_carets_stand_under_their_bytes, test_long_records_keep_their_carets));
	return check_main(suite);
}
