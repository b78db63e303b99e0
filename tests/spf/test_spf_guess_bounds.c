/* Guesses of what was meant: what they may not rest on, where they are shown, and what they cost.
 *
 * SPDX-License-Identifier: MIT */

#include "memory.h"

#include "../../lib/spf/advice/advice.h"
#include "../../lib/spf/meant/meant.h"

#include <stdlib.h>
#include <string.h>

/* Reads TEXT, and adds what is wrong with it. */
static const struct ma_spf_record *read_and_note(struct ma_findings *findings, struct ma_text text)
{
	const struct ma_spf_record *record = ma_spf_read(findings->arena, text);

	if (record != NULL)
		ma_spf_note_faults(findings, MA_TEXT("example.com"), record);
	return record;
}

/* What was cut off after many blanks must not look like the end of a name. */
START_TEST(test_what_was_cut_is_not_joined)
{
	char text[2000];

	for (size_t blanks = 480; blanks < 520; blanks++) {
		struct ma_arena arena = { 0 };
		struct ma_text guess;

		strcpy(text, "v=spf1 include:");
		memset(text + strlen(text), ' ', blanks);
		strcpy(text + strlen("v=spf1 include:") + blanks, "a.example.com.x.example -all");
		guess = ma_spf_guess_term(&arena, ma_text(text), 7, 15);
		if (guess.data != NULL)
			assert_text(guess, "include:a.example.com.x.example");
		ma_arena_finish(&arena);
	}
}
END_TEST

/* Of a record so long that no one looks at all of it, the rest might contradict. */
START_TEST(test_what_was_not_seen_may_contradict)
{
	static const char *const words[] = { "-al", "redirect:a.example", "192.0.2.1" };
	static const char *const guesses[] = { "-all", "redirect=a.example", "ip4:192.0.2.1" };
	char text[9000];

	for (size_t i = 0; i < COUNT_OF(words); i++) {
		for (int place = 0; place < 3; place++) {
			size_t length = place == 0 ? 100 : 8500;
			size_t from = place == 2 ? length : 7;
			struct ma_arena arena = { 0 };
			struct ma_text guess;

			memset(text, ' ', sizeof(text));
			memcpy(text, "v=spf1", 6);
			memcpy(text + from, words[i], strlen(words[i]));
			text[place == 2 ? from + strlen(words[i]) : length] = '\0';
			guess = ma_spf_guess_term(&arena, ma_text(text), from,
						  from + strlen(words[i]));
			if (place == 0)
				assert_text(guess, guesses[i]);
			else
				ck_assert_ptr_null(guess.data);
			ma_arena_finish(&arena);
		}
	}
}
END_TEST

/* The parser says of each fault what was meant. */
START_TEST(test_faults_carry_the_guess)
{
	struct ma_arena arena = { 0 };
	struct ma_findings findings = { .arena = &arena };
	const char *suggestion;
	char *text;

	read_and_note(&findings,
		      MA_TEXT("v=spf1 include：a.example ip4=192.0.2.1 ip4:192.0.2 -all"));
	suggestion = mailauth_finding_argument(findings.first, "meant");
	ck_assert_str_eq(suggestion, "include:a.example");
	ck_assert_str_eq(mailauth_finding_argument(findings.first, "character"), "U+FF1A");
	ck_assert_int_eq(mailauth_finding_text(findings.first, MAILAUTH_ENGLISH, false, &text), 0);
	ck_assert_ptr_nonnull(strstr(text, "U+FF1A \"：\" (full-width colon)"));
	free(text);
	ck_assert_int_eq(mailauth_finding_text(findings.first, MAILAUTH_JAPANESE, false, &text), 0);
	ck_assert_ptr_nonnull(strstr(text, "U+FF1A「：」(全角コロン)"));
	free(text);
	ck_assert_int_eq(mailauth_finding_text(findings.first, MAILAUTH_ENGLISH, true, &text), 0);
	ck_assert_ptr_nonnull(strstr(text, " Did you mean this? include:a.example"));
	free(text);
	ck_assert_str_eq(mailauth_finding_argument(findings.first->next, "meant"), "ip4:192.0.2.1");
	ck_assert_ptr_null(mailauth_finding_argument(findings.last, "meant"));
	ck_assert_int_eq(mailauth_finding_text(findings.last, MAILAUTH_ENGLISH, true, &text), 0);
	ck_assert_ptr_null(strstr(text, "Did you mean"));
	free(text);
	ma_arena_finish(&arena);
}
END_TEST

/* --- Cost ---------------------------------------------------------------------- */

/* A record that is as long as a TXT record can be, and nothing but faults: bounded. */
START_TEST(test_endless_faults_cost_little)
{
	static const char *const parts[] = { " x",   " -",	  " ,",		  ":",
					     "ip4:", " include:", "\xe3\x80\x80", " mx-all",
					     "%{",   ",",	  "a,",		  "\xef\xbc\x9a" };
	static char text[65000];
	struct ma_arena arena = { 0 };
	struct ma_findings findings = { .arena = &arena };
	const char *part = parts[_i];

	strcpy(text, "v=spf1");
	for (size_t at = 6; at + strlen(part) < sizeof(text); at += strlen(part))
		memcpy(text + at, part, strlen(part) + 1);
	for (int i = 0; i < 20; i++) {
		read_and_note(&findings, ma_text(text));
		ma_spf_guess_record(&arena, ma_text(text));
		ma_spf_guess_record(&arena, ma_text_slice(ma_text(text), 0, 4096));
	}
	ck_assert(!arena.failed);
	ma_arena_finish(&arena);
}
END_TEST

/* Memory that runs out is not a guess, and is remembered; nothing hangs. */
START_TEST(test_guesses_without_memory)
{
	static const char record[] = "v＝spf1 include：　a.example inlcude:日本語.jp,mx ip4 : "
				     "192.0.2.*;\"a:192.0.2.1~all\"";
	static const char expected[] = "v=spf1 include:a.example include:xn--wgv71a119e.jp mx "
				       "ip4:192.0.2.0/24 ip4:192.0.2.1 ~all";
	bool refused = true;
	unsigned n;

	for (n = 0; refused; n++) {
		struct ma_arena arena = { 0 };
		struct ma_findings findings = { .arena = &arena };
		struct ma_text guess;
		bool failed;

		fail_memory_once(n);
		guess = ma_spf_guess_record(&arena, ma_text(record));
		ma_spf_guess_term(&arena, ma_text(record), 9, sizeof(record) - 1);
		read_and_note(&findings, ma_text(record));
		failed = arena.failed;
		refused = restore_memory();
		ck_assert(failed == refused);
		ck_assert(refused || ma_text_equal(guess, ma_text(expected)));
		ma_arena_finish(&arena);
	}
	ck_assert_uint_gt(n, 20);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("spf_guess_bounds");

	add_case(suite, "guesses",
		 TESTS(test_what_was_cut_is_not_joined, test_what_was_not_seen_may_contradict,
		       test_faults_carry_the_guess, test_guesses_without_memory));
	add_loop(suite, "cost", test_endless_faults_cost_little, 12);
	return check_main(suite);
}
