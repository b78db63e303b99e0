/* What was meant as a property: sound DMARC records with slips of the pen, drawn at random.
 *
 * SPDX-License-Identifier: MIT
 *
 * Whatever is proposed has no fault, is not what was there, has nothing to propose about itself,
 * asks receivers for nothing stronger than what was meant, and sends reports to no one else.
 * MAILAUTH_SCALE=full tries 10,000 records; MAILAUTH_WORLD=SEED tries that one alone. */

#include "memory.h"
#include "seeds.h"
#include "slips.h"

#include "../../lib/dmarc/meant/meant.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum {
	SLIPS_MAX = 3,
	TEXT_MAX = 2000,
};

/* --- Records --------------------------------------------------------------------- */

static void add_one(struct dice *dice, char *text, const char *const *choices, unsigned count)
{
	sprintf(text + strlen(text), "; %s", choices[dice_roll(dice, count)]);
}

static void write_record(struct dice *dice, char *text)
{
	static const char *const policies[] = { "p=none", "p=quarantine", "p=reject" };
	static const char *const below[] = { "sp=none", "sp=quarantine", "sp=reject", "np=reject",
					     "np=none" };
	static const char *const modes[] = {
		"adkim=s", "adkim=r", "aspf=s", "aspf=r", "t=y", "fo=1"
	};
	static const char *const reports[] = {
		"rua=mailto:dmarc@example.jp",
		"rua=mailto:a@example.jp,mailto:b@reports.example.net",
		"rua=mailto:dmarc-reports@mail.example.co.jp",
	};
	static const char *const failures[] = { "ruf=mailto:f@example.jp",
						"ruf=mailto:f@example.jp,mailto:g@example.net" };

	strcpy(text, "v=DMARC1");
	add_one(dice, text, policies, COUNT_OF(policies));
	if (dice_chance(dice, 40))
		add_one(dice, text, below, COUNT_OF(below));
	if (dice_chance(dice, 80))
		add_one(dice, text, reports, COUNT_OF(reports));
	if (dice_chance(dice, 20))
		add_one(dice, text, failures, COUNT_OF(failures));
	if (dice_chance(dice, 40))
		add_one(dice, text, modes, COUNT_OF(modes));
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
	{ " ", "\t" },
	{ " ", "\r\n" },
	{ " ", "\" \"" },
	{ "=", ":" },
	{ "=", " = " },
	{ "=", "==" },
	{ "=", "\xef\xbc\x9d" },
	{ "v=DMARC1;", "v=DMARC1," },
	{ "v=DMARC1", "v=DMARC" },
	{ "v=DMARC1", "V=dmarc1" },
	{ "v=DMARC1", "v=DMARC 1" },
	{ "v=DMARC1", "\"v=DMARC1" },
	{ "v=DMARC1", "\xe2\x80\x9cv=DMARC1" },
	{ "v=DMARC1", " v=DMARC1" },
	{ "v=DMARC1; ", "v=DMARC1; v=DMARC1; " },
	{ "v=DMARC1; ", "" },
	{ "DMARC1", "\xef\xbc\xa4\xef\xbc\xad\xef\xbc\xa1\xef\xbc\xb2\xef\xbc\xa3\xef\xbc\x91" },
	{ "p=", "P=" },
	{ "rua=", "RUA=" },
	{ "p=none", "p=none; p=none" },
	{ "p=reject", "p=reject; p=none" },
	{ "none", "None" },
	{ "none", "nome" },
	{ "none", "\"none\"" },
	{ "none", "\xef\xbd\x8e\xef\xbd\x8f\xef\xbd\x8e\xef\xbd\x85" },
	{ "reject", "REJECT" },
	{ "reject", "rejct" },
	{ "reject", "\xe2\x80\x98reject\xe2\x80\x99" },
	{ "quarantine", "quarentine" },
	{ "quarantine", "quarantine\\" },
	{ "mailto:", "" },
	{ "mailto:", "mailto: " },
	{ "mailto:", "mailto=" },
	{ "mailto:", "MailTo:" },
	{ "mailto:", "mailto\xef\xbc\x9a" },
	{ "mailto:", "mailto://" },
	{ "@", "\xef\xbc\xa0" },
	{ "@", " @ " },
	{ ",", ", " },
	{ ",", ";" },
	{ ",", " " },
	{ ",", "\xef\xbc\x8c" },
	{ ".", "\xe3\x80\x82" },
	{ ".", ".." },
	{ ".", ". " },
	{ "example", "exam\xe2\x80\x8bple" },
	{ "example", "exam\r\nple" },
	{ "=s", "=strict" },
	{ "=r", "=R" },
};

/* What remains of a text around, at its end. */
static const char *const ends[] = { "\"", "\xe2\x80\x9d", ";", " ", "\\", ".", "'", ",", "\n" };

/* --- What is proposed ------------------------------------------------------------ */

struct trial {
	uint64_t seed;
	char meant[TEXT_MAX];
	char typed[TEXT_MAX];
	const struct ma_dmarc_record *record; /* that was meant */
	const struct ma_dmarc_record *guess;
};

static void refute(const struct trial *trial, const char *why)
{
	ck_abort_msg("%s (MAILAUTH_WORLD=%llu)\n%s was meant\n%s was typed\n%.*s is proposed", why,
		     (unsigned long long)trial->seed, trial->meant, trial->typed,
		     (int)trial->guess->text.length, (const char *)trial->guess->text.data);
}

/* What holds below where nothing is asked for is what holds for the domain. */
static enum mailauth_policy policy_of(const struct ma_dmarc_record *record,
				      const struct ma_dmarc_request *request)
{
	return request->state == MA_REQUEST_VALID ? request->policy : record->p.policy;
}

static bool is_stronger(const struct ma_dmarc_record *guess, const struct ma_dmarc_record *record)
{
	return guess->p.policy > record->p.policy ||
	       policy_of(guess, &guess->sp) > policy_of(record, &record->sp) ||
	       policy_of(guess, &guess->np) > policy_of(record, &record->np) ||
	       (guess->strict_dkim && !record->strict_dkim) ||
	       (guess->strict_spf && !record->strict_spf) || (record->testing && !guess->testing);
}

static bool holds_host(const struct ma_dmarc_uri *uris, struct ma_text host)
{
	while (uris != NULL && !ma_text_equal_fold(uris->host, host))
		uris = uris->next;
	return uris != NULL;
}

/* Whether every report of GUESS goes to a host of the record that was meant. */
static bool sends_to_own(const struct trial *trial)
{
	const struct ma_dmarc_uri *uri;

	for (uri = trial->guess->rua; uri != NULL; uri = uri->next)
		if (!holds_host(trial->record->rua, uri->host))
			return false;
	for (uri = trial->guess->ruf; uri != NULL; uri = uri->next)
		if (!holds_host(trial->record->ruf, uri->host))
			return false;
	return true;
}

static void judge(struct ma_arena *arena, const struct trial *trial)
{
	if (trial->guess->faults > 0 || ma_dmarc_is_broken(trial->guess))
		refute(trial, "not sound");
	if (ma_text_equal(trial->guess->text, ma_text(trial->typed)))
		refute(trial, "the same");
	if (ma_dmarc_guess(arena, trial->guess->text) != NULL)
		refute(trial, "proposes more");
	if (is_stronger(trial->guess, trial->record))
		refute(trial, "stronger");
	if (!sends_to_own(trial))
		refute(trial, "sends reports to a stranger");
}

static struct counts {
	unsigned guessed;
	unsigned equal;
} counts;

static void try_record(uint64_t seed)
{
	struct ma_arena arena = { 0 };
	struct dice dice = { seed + 1 };
	struct trial trial = { .seed = seed };

	write_record(&dice, trial.meant);
	strcpy(trial.typed, trial.meant);
	for (unsigned count = 1 + dice_roll(&dice, SLIPS_MAX); count > 0; count--)
		slips_make(&dice, slips, COUNT_OF(slips), trial.typed);
	if (dice_chance(&dice, 20))
		strcat(trial.typed, ends[dice_roll(&dice, COUNT_OF(ends))]);
	trial.record = ma_dmarc_read(&arena, ma_text(trial.meant));
	trial.guess = ma_dmarc_guess(&arena, ma_text(trial.typed));
	if (trial.guess != NULL) {
		judge(&arena, &trial);
		counts.guessed++;
		counts.equal += ma_text_equal(trial.guess->text, ma_text(trial.meant));
	}
	ma_arena_finish(&arena);
}

START_TEST(test_slips_are_put_right)
{
	static const struct scale scale = { .small = 200, .usual = 2000, .full = 10000 };
	unsigned count = try_seeds(&scale, try_record);

	if (count == 0)
		return;
	printf("dmarc_meant: %u of %u records put right, %u as they were\n", counts.guessed, count,
	       counts.equal);
	ck_assert_uint_gt(counts.guessed, count / 2);
	ck_assert_uint_gt(counts.equal, counts.guessed / 2);
}
END_TEST

/* --- Bounds ---------------------------------------------------------------------- */

/* A text of 60,000 semicolons before an address costs no more than so many bytes. */
START_TEST(test_semicolons_cost_linear_time)
{
	static const char begin[] = "v=DMARC1; p=none; rua=mailto:a@example.jp";
	struct ma_arena arena = { 0 };
	struct ma_buffer text = { 0 };
	const struct ma_dmarc_record *guess;
	clock_t before = clock();

	ma_buffer_string(&text, begin);
	ma_buffer_fill(&text, ';', 60000);
	ma_buffer_string(&text, "mailto:b@example.jp");
	guess = ma_dmarc_guess(&arena, ma_buffer_keep(&text, &arena));
	ck_assert_ptr_nonnull(guess);
	ck_assert(ma_text_equal(guess->text, MA_TEXT("v=DMARC1; p=none; rua=mailto:a@example.jp,"
						     "mailto:b@example.jp")));
	ck_assert_int_lt((clock() - before) / CLOCKS_PER_SEC, 1);
	ma_arena_finish(&arena);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("dmarc-meant");

	add_case(suite, "bounds", TESTS(test_semicolons_cost_linear_time));
	tcase_set_timeout(add_case(suite, "slips", TESTS(test_slips_are_put_right)), 600);
	return check_main(suite);
}
