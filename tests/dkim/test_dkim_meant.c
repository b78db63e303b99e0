/* What was meant as a property: sound key records with slips of the pen, drawn at random.
 *
 * SPDX-License-Identifier: MIT
 *
 * Whatever is proposed has no fault, is not what was there, has the key of the record that the
 * slips were made in, and permits what that permits.
 * MAILAUTH_SCALE=full tries 10,000 records; MAILAUTH_WORLD=SEED tries that one alone. */

#include "dkim_keys.h"
#include "memory.h"
#include "seeds.h"
#include "slips.h"

#include "../../lib/dkim/meant/meant.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
	SLIPS_MAX = 3,
	CUTS_MAX = 6,
	TEXT_MAX = 8000,
};

/* --- Records --------------------------------------------------------------------- */

/* In the order in which records are written. */
static void write_record(struct dice *dice, char *text)
{
	static const char *const keys[][2] = { { "rsa", RSA_1024 },
					       { "rsa", RSA_2048 },
					       { "rsa", RSA_4096 },
					       { "ed25519", ED25519 } };
	static const char *const others[] = {
		"",	      "",	   "",
		"h=sha256; ", "s=email; ", "t=s; ",
		"t=y; ",      "n=note; ",  "h=sha256; s=email; t=y:s; "
	};
	const char *const *key = keys[dice_roll(dice, COUNT_OF(keys))];

	sprintf(text, "v=DKIM1; k=%s; %sp=%s", key[0], others[dice_roll(dice, COUNT_OF(others))],
		key[1]);
}

static const struct slip slips[] = {
	{ ";", "," },
	{ ";", "" },
	{ "; ", "" },
	{ ";", ":" },
	{ ";", ";;" },
	{ "; ", ";" },
	{ ";", "\xef\xbc\x9b" },
	{ ";", "\\;" },
	{ " ", "\xc2\xa0" },
	{ " ", "\xe3\x80\x80" },
	{ " ", "\r\n" },
	{ " ", "\" \"" },
	{ "=", ":" },
	{ "=", " = " },
	{ "=", "==" },
	{ "=", "\xef\xbc\x9d" },
	{ "v=DKIM1", "V=DKIM1" },
	{ "v=DKIM1", "v=dkim1" },
	{ "v=DKIM1", "v=DKIM" },
	{ "v=DKIM1;", "v=DKIM1," },
	{ "v=DKIM1", "\"v=DKIM1" },
	{ "v=DKIM1", "\xe2\x80\x9cv=DKIM1" },
	{ "v=DKIM1", " v=DKIM1" },
	{ "v=DKIM1; ", "v=DKIM1; v=DKIM1; " },
	{ "v=DKIM1; ", "" },
	{ "DKIM1", "\xef\xbc\xa4\xef\xbc\xab\xef\xbc\xa9\xef\xbc\xad\xef\xbc\x91" },
	{ "k=rsa", "K=rsa" },
	{ "k=rsa", "k=RSA" },
	{ "k=rsa", "k=\"rsa\"" },
	{ "k=rsa; ", "k=rsa; k=rsa; " },
	{ "p=", "P=" },
	{ "p=", "p=p=" },
	{ "p=", "p=\"" },
	{ "p=", "p=-----BEGIN PUBLIC KEY-----" },
	{ "t=", "T=" },
	{ "sha256", "SHA256" },
	{ "email", "Email" },
	{ "+", "\\+" },
	{ "/", "\\/" },
	{ "+", "\xef\xbc\x8b" },
	{ "A", "\xef\xbc\xa1" },
	{ "AQAB", "AQAB-----END PUBLIC KEY-----" },
	{ "AQAB", "AQAB==" },
	{ "==", "" },
};

/* What comes between the lines of a key. */
static const char *const cuts[] = {
	" ", "\r\n", "\n", "\" \"", "\"\r\n\"", "\\", "\t", "\xc2\xa0"
};
static const char *const ends[] = { "\"", "\xe2\x80\x9d", ";", " ", "\\", ".", "'", ",", "\n" };

/* Wraps or splits what is after p=. */
static void cut(struct dice *dice, char *text)
{
	const char *between = cuts[dice_roll(dice, COUNT_OF(cuts))];

	for (unsigned count = 1 + dice_roll(dice, CUTS_MAX); count > 0; count--) {
		char *key = strstr(text, "p=");
		char *at;

		if (key == NULL)
			return;
		at = key + 2 + dice_roll(dice, (unsigned)strlen(key + 2) + 1);
		memmove(at + strlen(between), at, strlen(at) + 1);
		memcpy(at, between, strlen(between));
	}
}

/* --- What is proposed ------------------------------------------------------------ */

struct trial {
	uint64_t seed;
	char meant[TEXT_MAX];
	char typed[TEXT_MAX];
	const struct ma_dkim_record *record; /* that was meant */
	const struct ma_dkim_record *guess;
};

static void refute(const struct trial *trial, const char *why)
{
	ck_abort_msg("%s (MAILAUTH_WORLD=%llu)\n%s was meant\n%s was typed\n%.*s is proposed", why,
		     (unsigned long long)trial->seed, trial->meant, trial->typed,
		     (int)trial->guess->raw.length, (const char *)trial->guess->raw.data);
}

static void judge(struct ma_arena *arena, const struct trial *trial)
{
	if (trial->guess->fatal_count > 0 || trial->guess->flawed)
		refute(trial, "not sound");
	if (ma_text_equal(trial->guess->raw, ma_text(trial->typed)))
		refute(trial, "the same");
	if (ma_dkim_correct(arena, trial->guess) != NULL)
		refute(trial, "proposes more");
	if (!ma_dkim_record_same_key(trial->record, trial->guess))
		refute(trial, "another key");
	if (!ma_dkim_permits_same(trial->record, trial->guess))
		refute(trial, "permits something else");
}

static struct counts {
	unsigned flawed;
	unsigned guessed;
	unsigned equal;
} counts;

static void try_record(uint64_t seed)
{
	struct ma_arena arena = { 0 };
	struct dice dice = { seed + 1 };
	struct trial trial = { .seed = seed };
	const struct ma_dkim_record *typed;

	write_record(&dice, trial.meant);
	strcpy(trial.typed, trial.meant);
	for (unsigned count = dice_roll(&dice, SLIPS_MAX + 1); count > 0; count--)
		slips_make(&dice, slips, COUNT_OF(slips), trial.typed);
	if (dice_chance(&dice, 30))
		cut(&dice, trial.typed);
	if (dice_chance(&dice, 20))
		strcat(trial.typed, ends[dice_roll(&dice, COUNT_OF(ends))]);
	trial.record = ma_dkim_record_read(&arena, ma_text(trial.meant));
	typed = ma_dkim_record_read(&arena, ma_text(trial.typed));
	trial.guess = ma_dkim_correct(&arena, typed);
	counts.flawed += typed->flawed;
	if (trial.guess != NULL) {
		judge(&arena, &trial);
		counts.guessed++;
		counts.equal += ma_text_equal(trial.guess->raw, trial.record->raw);
	}
	ma_arena_finish(&arena);
}

START_TEST(test_slips_are_put_right)
{
	static const struct scale scale = { .small = 200, .usual = 2000, .full = 10000 };
	unsigned count = try_seeds(&scale, try_record);

	if (count == 0)
		return;
	printf("dkim_meant: %u of %u records have flaws; %u put right, %u as they were\n",
	       counts.flawed, count, counts.guessed, counts.equal);
	ck_assert_uint_gt(counts.guessed, counts.flawed / 2);
	ck_assert_uint_gt(counts.equal, counts.guessed / 2);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("dkim-meant");

	tcase_set_timeout(add_case(suite, "slips", TESTS(test_slips_are_put_right)), 600);
	return check_main(suite);
}
