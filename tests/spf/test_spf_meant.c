/* What was meant as a property: sound records with slips of the pen, drawn at random.
 *
 * SPDX-License-Identifier: MIT
 *
 * Whatever is proposed has no fault, is not what was there, has nothing to propose about itself,
 * and has the terms of the record that the slips were made in: it loses none and permits no one
 * else. MAILAUTH_SCALE=full tries 200,000 records instead of 10,000; MAILAUTH_WORLD=SEED tries that
 * one alone (support/seeds.h). */

#define _GNU_SOURCE /* strcasestr() */

#include "memory.h"
#include "slips.h"
#include "seeds.h"
#include "support.h"

#include "../../lib/spf/meant/meant.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
	TERMS_MAX = 6,
	SLIPS_MAX = 3,
	TEXT_MAX = 2000,
};

static const struct scale scale = { .small = 1000, .usual = 20000, .full = 200000 };
static unsigned guessed; /* records for which something was proposed */

/* --- Records --------------------------------------------------------------------- */

static const char *const mechanisms[] = {
	"ip4:192.0.2.1",
	"ip4:198.51.100.0/24",
	"ip4:203.0.113.64/26",
	"ip6:2001:db8::/32",
	"ip6:2001:db8:1::25",
	"a",
	"mx",
	"a:mail.example.com",
	"mx:example.net",
	"a:mail.example.com/28",
	"include:_spf.example.com",
	"include:spf.mailer.example.net",
	"include:example.org",
	"exists:%{i}._spf.example.com",
};
static const char *const ends[] = { "-all", "~all", "?all", "redirect=_spf.example.org" };

static void write_record(struct dice *dice, char *text)
{
	unsigned count = 1 + dice_roll(dice, TERMS_MAX);
	unsigned used = 0;

	strcpy(text, "v=spf1");
	while (count-- > 0) {
		unsigned chosen = dice_roll(dice, COUNT_OF(mechanisms));

		if (used >> chosen & 1)
			continue;
		used |= 1u << chosen;
		sprintf(text + strlen(text), " %s", mechanisms[chosen]);
	}
	sprintf(text + strlen(text), " %s", ends[dice_roll(dice, COUNT_OF(ends))]);
}

/* --- Slips ----------------------------------------------------------------------- */

static const struct slip slips[] = {
	{ " ", "\xc2\xa0" },
	{ " ", "\xe3\x80\x80" },
	{ " ", "\t" },
	{ " ", ", " },
	{ " ", "; " },
	{ " ", " ;" },
	{ " ", "\r\n" },
	{ " ", "" },
	{ " ", "\" \"" },
	{ " ", "\\" },
	{ ":", "\xef\xbc\x9a" },
	{ ":", "=" },
	{ ":", ";" },
	{ ":", ": " },
	{ ":", " :" },
	{ ":", " : " },
	{ "ip4:", "ip4" },
	{ "include:", "include" },
	{ ":", "::" },
	{ "=", " = " },
	{ "=", "\xef\xbc\x9d" },
	{ "=", ":" },
	{ "-", "\xe2\x80\x93" },
	{ "-", "\xe3\x83\xbc" },
	{ "-", "- " },
	{ "-", "--" },
	{ "~", "\xef\xbd\x9e" },
	{ "~", "~ " },
	{ "?", "\xef\xbc\x9f" },
	{ ".", "\xe3\x80\x82" },
	{ ".", "\xef\xbc\x8e" },
	{ ".", ".." },
	{ ".", ". " },
	{ "ip4", "ipv4" },
	{ "ip4", "ip" },
	{ "ip4", "IP4" },
	{ "ip4:", "" },
	{ "ip6", "ipv6" },
	{ "ip6", "ip4" },
	{ "include", "inculde" },
	{ "include", "includes" },
	{ "include", "Include" },
	{ "include:", "include:https://" },
	{ "include:", "include:\"" },
	{ "redirect", "Redirect" },
	{ "mx", "\xef\xbd\x8d\xef\xbd\x98" },
	{ "mx ", "mx: " },
	{ "a ", "a: " },
	{ "all", "all." },
	{ "all", "all;" },
	{ "all", "all\"" },
	{ "all", "al" },
	{ "all", "ALL" },
	{ "all", "\xef\xbd\x81\xef\xbd\x8c\xef\xbd\x8c" },
	{ "v=spf1", "\"v=spf1" },
	{ "v=spf1", "v=spf1;" },
	{ "v=spf1", "\xef\xbb\xbfv=spf1" },
	{ "v=spf1", "V=SPF1" },
	{ "v=spf1 ", "v=spf1" },
	{ "1", "\xef\xbc\x91" },
	{ "/", "\xef\xbc\x8f" },
	{ "/", " /" },
	{ "example", "exam\xe2\x80\x8bple" },
};

/* --- What is proposed ------------------------------------------------------------ */

static void refute(const char *why, uint64_t seed, const char *meant, const char *typed,
		   struct ma_text guess)
{
	ck_abort_msg("%s (MAILAUTH_WORLD=%llu)\n%s was meant\n%s was typed\n%.*s is proposed", why,
		     (unsigned long long)seed, meant, typed, (int)guess.length,
		     (const char *)guess.data);
}

/* Whether TERM is MEANT, or is what was TYPED: a slip may make another sound term, which looks
 * like one that was meant. */
static bool is_right(struct ma_text term, const char *meant, const char *typed)
{
	char text[TEXT_MAX];

	for (size_t i = 0; i < term.length; i++)
		text[i] = (char)ma_fold(term.data[i]);
	text[term.length] = '\0';
	return strcmp(text, meant) == 0 ||
	       (strcasestr(typed, text) != NULL && strstr(text, "..") == NULL);
}

/* Whether GUESS is MEANT but for blanks: a name that another term was glued to is a name, too. */
static bool is_same_but_blanks(struct ma_text guess, const char *meant)
{
	for (size_t i = 0; i < guess.length; i++) {
		if (guess.data[i] == ' ')
			continue;
		while (*meant == ' ')
			meant++;
		if (ma_fold(guess.data[i]) != (unsigned char)*meant++)
			return false;
	}
	return *meant == '\0';
}

/* Whether RECORD has the terms of MEANT, in their order. */
static bool has_terms(const struct ma_spf_record *record, const char *meant, const char *typed)
{
	char terms[TEXT_MAX];
	char *term;

	if (is_same_but_blanks(record->text, meant))
		return true;
	strcpy(terms, meant);
	strtok(terms, " ");
	for (const struct ma_spf_term *at = record->terms; at != NULL; at = at->next) {
		term = strtok(NULL, " ");
		if (term == NULL ||
		    !is_right(ma_text_slice(record->text, at->from, at->to), term, typed))
			return false;
	}
	return strtok(NULL, " ") == NULL;
}

static void try_record(uint64_t seed)
{
	struct ma_arena arena = { 0 };
	struct dice dice = { seed + 1 };
	char meant[TEXT_MAX], typed[TEXT_MAX];
	struct ma_text guess;

	write_record(&dice, meant);
	strcpy(typed, meant);
	for (unsigned count = 1 + dice_roll(&dice, SLIPS_MAX); count > 0; count--)
		slips_make(&dice, slips, COUNT_OF(slips), typed);
	guess = ma_spf_guess_record(&arena, ma_text(typed));
	if (guess.data != NULL) {
		const struct ma_spf_record *record = ma_spf_read(&arena, guess);

		if (!ma_spf_is_sound(record))
			refute("not sound", seed, meant, typed, guess);
		if (ma_text_equal(guess, ma_text(typed)))
			refute("the same", seed, meant, typed, guess);
		if (ma_spf_guess_record(&arena, guess).data != NULL)
			refute("proposes more", seed, meant, typed, guess);
		if (!has_terms(record, meant, typed))
			refute("another record", seed, meant, typed, guess);
		guessed++;
	}
	ma_arena_finish(&arena);
}

START_TEST(test_slips_are_put_right)
{
	unsigned count = try_seeds(&scale, try_record);

	if (count == 0)
		return;
	printf("spf_meant: %u of %u records put right\n", guessed, count);
	ck_assert_uint_gt(guessed, count / 4);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("spf-meant");

	tcase_set_timeout(add_case(suite, "slips", TESTS(test_slips_are_put_right)), 600);
	return check_main(suite);
}
