/* What is written reads as what was read: every record of the scenarios, and records put together
 * at random from tags, values and separators, right and wrong.
 *
 * SPDX-License-Identifier: MIT */

#include "memory.h"
#include "records.h"
#include "same_record.h"
#include "support.h"

#include <string.h>

enum {
	RECORDS = 20000,
	PARTS_MAX = 8,
	SCENARIO_RECORDS_LEAST = 100,
};

static unsigned check_text(const char *octets, size_t length)
{
	struct ma_text text = { (const unsigned char *)octets, length };
	struct ma_arena arena = { 0 };
	struct ma_buffer out = { 0 };
	const struct ma_dmarc_record *record;
	const struct ma_dmarc_record *again;

	if (!ma_dmarc_is_record(text))
		return 0;
	record = ma_dmarc_read(&arena, text);
	ma_dmarc_write(&out, record);
	again = ma_dmarc_read(&arena, (struct ma_text){ (unsigned char *)out.data, out.length });
	ck_assert_msg(is_same_record(record, again), "%.*s becomes %s", (int)text.length,
		      (const char *)text.data, out.data);
	ma_buffer_finish(&out);
	ma_arena_finish(&arena);
	return 1;
}

START_TEST(test_records_of_scenarios)
{
	ck_assert_uint_ge(check_quoted_in_scenarios(check_text), SCENARIO_RECORDS_LEAST);
}
END_TEST

START_TEST(test_records_put_together)
{
	static const char *const names[] = { "p",   "sp", "np",	 "adkim", "aspf", "rua",
					     "ruf", "fo", "pct", "t",	  "psd",  "rf",
					     "P",   "x",  "a.b", "",	  "v",	  "p p" };
	static const char *const values[] = { "none",
					      "REJECT",
					      "quarantine",
					      "s",
					      "r",
					      "y",
					      "n",
					      "u",
					      "1:d:s",
					      "50",
					      "mailto:a@example.jp",
					      "mailto:a@example.jp!10m , https://example.jp/",
					      "a@example.jp",
					      "",
					      "none, rua=mailto:a@example.jp",
					      "\xef\xbc\x9b",
					      "no ne" };
	static const char *const signs[] = { "=", " = ", "=\t", "", ":" };
	static const char *const ends[] = { ";", "; ", " ;", ";;", "; ; ", "" };
	char text[1024];

	for (unsigned i = 0; i < RECORDS; i++) {
		unsigned parts = roll(PARTS_MAX);

		strcpy(text, roll(4) == 0 ? "v = DMARC1" : "v=DMARC1");
		strcat(text, pick(ends, COUNT_OF(ends) - 1));
		for (unsigned part = 0; part < parts; part++) {
			strcat(text, pick(names, COUNT_OF(names)));
			strcat(text, pick(signs, COUNT_OF(signs)));
			strcat(text, pick(values, COUNT_OF(values)));
			strcat(text, pick(ends, COUNT_OF(ends)));
		}
		check_text(text, strlen(text));
	}
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("dmarc-write");

	add_case(suite, "records", TESTS(test_records_of_scenarios, test_records_put_together));
	return check_main(suite);
}
