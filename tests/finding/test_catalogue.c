/* The catalogue: every finding and phrase has its words in both languages, with the same values.
 *
 * SPDX-License-Identifier: MIT */

#include "support.h"

#include "../../lib/finding/finding.h"

#include <stdlib.h>
#include <string.h>

/* The set of {keys} of TEXT, sorted, as one string: "{ip}{name}". */
static char *keys_of(const char *text)
{
	const char *keys[20];
	size_t lengths[20];
	size_t count = 0;
	char *set = calloc(1, strlen(text) + 1);

	for (const char *at = text; (at = strchr(at, '{')) != NULL; at++) {
		const char *end = strchr(at, '}');
		size_t place = 0;
		bool known = false;

		if (end == NULL ||
		    strspn(at + 1, "abcdefghijklmnopqrstuvwxyz") != (size_t)(end - at) - 1 ||
		    end - at < 3) /* %{i}, %{d2}: examples of macros */
			continue;
		for (size_t i = 0; i < count; i++)
			known = known || (lengths[i] == (size_t)(end - at) + 1 &&
					  strncmp(keys[i], at, lengths[i]) == 0);
		if (known)
			continue;
		ck_assert_uint_lt(count, 20);
		while (place < count && strcmp(keys[place], at) < 0)
			place++;
		for (size_t i = count++; i > place; i--) {
			keys[i] = keys[i - 1];
			lengths[i] = lengths[i - 1];
		}
		keys[place] = at;
		lengths[place] = (size_t)(end - at) + 1;
	}
	for (size_t i = 0; i < count; i++)
		strncat(set, keys[i], lengths[i]);
	return set;
}

static void same_keys(const char *name, const char *en, const char *ja)
{
	char *of_en = keys_of(en);
	char *of_ja = keys_of(ja);

	ck_assert_msg(strcmp(of_en, of_ja) == 0, "%s: %s in English, %s in Japanese", name, of_en,
		      of_ja);
	free(of_en);
	free(of_ja);
}

static bool is_ascii(const char *text)
{
	while (*text != '\0' && (*text & 0x80) == 0)
		text++;
	return *text == '\0';
}

static void check_words(int index)
{
	const struct ma_catalogue_entry *entry = ma_catalogue((enum ma_finding_id)index);

	const char *en = ma_phrase_advice(entry->phrase, MAILAUTH_ENGLISH);
	const char *ja = ma_phrase_advice(entry->phrase, MAILAUTH_JAPANESE);

	ck_assert_msg(!is_ascii(ma_phrase(entry->phrase, MAILAUTH_JAPANESE)), "%s", entry->word);
	ck_assert_msg(is_ascii(en), "%s", entry->word);
	same_keys(entry->word, en, ja);
	ck_assert_int_eq(en[0] == '\0', ja[0] == '\0');
}

START_TEST(test_findings_have_words_in_both_languages)
{
	for (int i = 0; i < MA_FINDING_COUNT; i++)
		check_words(i);
}
END_TEST

static void check_advice(int index)
{
	const struct ma_catalogue_entry *entry = ma_catalogue((enum ma_finding_id)index);
	bool wrong = entry->severity == MAILAUTH_SEVERITY_ERROR ||
		     entry->severity == MAILAUTH_SEVERITY_WARNING;

	/* Of a permerror or of no record, the fault itself is the finding that advises. */
	if (entry->severity == MAILAUTH_SEVERITY_OK)
		ck_assert_str_eq(ma_phrase_advice(entry->phrase, MAILAUTH_ENGLISH), "");
	if (wrong && (enum ma_finding_id)index != MA_SPF_SENDER_PERMERROR &&
	    (enum ma_finding_id)index != MA_SPF_SENDER_NONE)
		ck_assert_msg(ma_phrase_advice(entry->phrase, MAILAUTH_ENGLISH)[0] != '\0', "%s",
			      entry->word);
	if (wrong)
		ck_assert_msg(entry->who != 0, "%s", entry->word);
}

START_TEST(test_what_is_wrong_comes_with_advice_and_somebody)
{
	for (int i = 0; i < MA_FINDING_COUNT; i++)
		check_advice(i);
}
END_TEST

static void check_id(int index)
{
	const struct ma_catalogue_entry *entry = ma_catalogue((enum ma_finding_id)index);

	ck_assert_uint_eq(strspn(entry->word, "abcdefghijklmnopqrstuvwxyz0123456789.-"),
			  strlen(entry->word));
	ck_assert_ptr_nonnull(strchr(entry->word, '.'));
	for (int i = 0; i < index; i++)
		ck_assert_str_ne(ma_catalogue((enum ma_finding_id)i)->word, entry->word);
}

START_TEST(test_ids_are_unique_words_of_a_section)
{
	for (int i = 0; i < MA_FINDING_COUNT; i++)
		check_id(i);
}
END_TEST

static void check_phrase(int index)
{
	const char *en = ma_phrase((enum ma_phrase_id)index, MAILAUTH_ENGLISH);
	const char *ja = ma_phrase((enum ma_phrase_id)index, MAILAUTH_JAPANESE);

	ck_assert_uint_gt(strlen(en), 0);
	ck_assert_uint_gt(strlen(ja), 0);
	ck_assert_msg(is_ascii(en), "%s", en);
	same_keys(en, en, ja);
}

START_TEST(test_phrases_have_words_in_both_languages)
{
	for (int i = 0; i < MA_PHRASE_COUNT; i++)
		check_phrase(i);
}
END_TEST

START_TEST(test_values_are_put_in_and_made_safe)
{
	const struct ma_argument arguments[] = { { "name", MA_TEXT("\033[31m\\"), MA_VALUE_RAW },
						 { "count", MA_TEXT("\\1"), MA_VALUE_SAFE } };
	struct ma_buffer buffer = { 0 };

	ma_words_add(&buffer, "{name}: {count} of {other} in %{d} {", arguments, 2);
	ck_assert_str_eq(buffer.data, "\\027[31m\\092: \\1 of {other} in %{d} {");
	ma_buffer_finish(&buffer);
}
END_TEST

START_TEST(test_failures_are_worded)
{
	for (int i = MAILAUTH_TIMED_OUT; i <= MAILAUTH_CANCELLED; i++) {
		struct ma_arena arena = { 0 };
		struct ma_findings findings = { .arena = &arena };
		struct mailauth_finding *finding =
			ma_findings_add(&findings, MA_SPF_LOOKUP_FAILED, MA_TEXT("example.jp"));
		struct ma_text word = ma_failure_word((enum mailauth_failure)i);
		char *text;

		ma_finding_failure(finding, (enum mailauth_failure)i);
		ma_finding_text(finding, "type", MA_TEXT("TXT"));
		ck_assert_int_eq(mailauth_finding_text(finding, MAILAUTH_JAPANESE, false, &text),
				 0);
		ck_assert_ptr_null(strstr(text, (const char *)word.data));
		ck_assert_ptr_null(strchr(text, '{'));
		free(text);
		ma_arena_finish(&arena);
	}
}
END_TEST

/* No value is dropped unnoticed: one more than fit fails what the finding is part of. */
START_TEST(test_too_many_arguments_fail)
{
	struct ma_arena arena = { 0 };
	struct ma_findings findings = { .arena = &arena };
	struct mailauth_finding *finding =
		ma_findings_add(&findings, MA_DNS_ALIAS, MA_TEXT("example.jp"));

	for (size_t i = 0; i < MA_ARGUMENTS_MAX; i++)
		ck_assert_ptr_eq(ma_finding_text(finding, "target", MA_TEXT("x")), finding);
	ck_assert(!arena.failed);
	ck_assert_ptr_eq(ma_finding_text(finding, "target", MA_TEXT("x")), finding);
	ck_assert_uint_eq(finding->argument_count, MA_ARGUMENTS_MAX);
	ck_assert(arena.failed);
	ma_arena_finish(&arena);
}
END_TEST

START_TEST(test_languages_are_found_by_their_codes)
{
	static const char *const strange[] = { "", "e", "EN", "eng", "ja_JP", "xx" };
	enum mailauth_language language = MAILAUTH_JAPANESE;

	ck_assert_int_eq(mailauth_language_find(&language, "en"), 0);
	ck_assert_int_eq((int)language, MAILAUTH_ENGLISH);
	ck_assert_int_eq(mailauth_language_find(&language, "ja"), 0);
	ck_assert_int_eq((int)language, MAILAUTH_JAPANESE);
	for (size_t i = 0; i < sizeof(strange) / sizeof(*strange); i++)
		ck_assert_int_eq(mailauth_language_find(&language, strange[i]), MAILAUTH_EINVAL);
	ck_assert_int_eq((int)language, MAILAUTH_JAPANESE);
	ck_assert_int_eq(mailauth_language_find(&language, NULL), MAILAUTH_EINVAL);
	for (int i = 0; mailauth_language_code(i) != NULL; i++) {
		ck_assert_int_eq(mailauth_language_find(&language, mailauth_language_code(i)), 0);
		ck_assert_int_eq((int)language, i);
	}
	ck_assert_ptr_null(mailauth_language_code(-1));
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("catalogue");

	add_case(suite, "catalogue",
		 TESTS(test_findings_have_words_in_both_languages,
		       test_what_is_wrong_comes_with_advice_and_somebody,
		       test_ids_are_unique_words_of_a_section,
		       test_phrases_have_words_in_both_languages));
	add_case(suite, "words",
		 TESTS(test_values_are_put_in_and_made_safe, test_failures_are_worded,
		       test_too_many_arguments_fail));
	add_case(suite, "languages", TESTS(test_languages_are_found_by_their_codes));
	return check_main(suite);
}
