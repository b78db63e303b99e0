/* The order of the rows: whichever is looked at first, the same one explains a reply.
 *
 * SPDX-License-Identifier: MIT */

#include "explainer.h"
#include "memory.h"

#include "../../lib/explain/match/match.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
	ROWS_MAX = 2000,
	ORDERS = 4,
	REPLIES_MAX = 4,
};

static struct ma_scratch scratch;
static size_t orders[ORDERS][ROWS_MAX];

static void swap(size_t *a, size_t *b)
{
	size_t other = *a;

	*a = *b;
	*b = other;
}

/* From last to first, and shuffled in the same ways each time. */
static void make_orders(void)
{
	uint32_t state = 1;

	ck_assert_uint_le(ma_rejection_count, ROWS_MAX);
	for (size_t order = 0; order < ORDERS; order++) {
		for (size_t i = 0; i < ma_rejection_count; i++)
			orders[order][i] = ma_rejection_count - 1 - i;
		for (size_t i = ma_rejection_count - 1; order > 0 && i > 0; i--) {
			state = state * 1664525u + 1013904223u;
			swap(&orders[order][i], &orders[order][(state >> 8) % (i + 1)]);
		}
	}
}

static void begin(void)
{
	ck_assert(ma_scratch_begin(&scratch, explainer));
	make_orders();
}

static void end(void)
{
	ma_scratch_finish(&scratch);
}

static const char *id_of(const struct ma_match *match)
{
	return match->row != NULL ? match->row->id : "nothing";
}

/* Whether all that B could lose by is its name. */
static bool is_decided_by_name(const struct ma_match *a, const struct ma_match *b)
{
	struct ma_rejection row = *b->row;
	struct ma_match first = *b, last = *b;

	first.row = last.row = &row;
	row.id = "";
	if (!ma_match_is_better(&first, a))
		return false;
	row.id = "~";
	return ma_match_is_better(a, &last);
}

/* Every order gives what ma_match_reply() gives, and no name decides. */
static void check_line(struct ma_arena *arena, const struct ma_reply *reply, struct ma_text line,
		       enum ma_system_id host)
{
	static struct ma_match matches[ROWS_MAX];
	struct ma_match_question question = ma_match_ask(&scratch, arena, reply, line, host);
	struct ma_match expected = ma_match_reply(&scratch, arena, reply, line, host);

	for (size_t i = 0; i < ma_rejection_count; i++) {
		matches[i] = ma_match_score(&scratch, i, &question);
		if (matches[i].score == MA_NO_MATCH || matches[i].row == expected.row)
			continue;
		ck_assert_msg(!is_decided_by_name(&expected, &matches[i]),
			      "%.*s: nothing but names says %s rather than %s", (int)line.length,
			      (const char *)line.data, id_of(&expected), id_of(&matches[i]));
	}
	for (size_t order = 0; order < ORDERS; order++) {
		struct ma_match best = { .score = MA_NO_MATCH };

		for (size_t i = 0; i < ma_rejection_count; i++) {
			const struct ma_match *match = &matches[orders[order][i]];

			if (match->score != MA_NO_MATCH && ma_match_is_better(match, &best))
				best = *match;
		}
		ck_assert_msg(best.row == expected.row, "%.*s: in another order %s, not %s",
			      (int)line.length, (const char *)line.data, id_of(&best),
			      id_of(&expected));
	}
}

/* The replies in TEXT, from none of the hosts that are known and from one, another for each text; with
 * MAILAUTH_SCALE=full from every kind. */
static void check_text(const char *text)
{
	static unsigned texts;
	struct ma_arena arena = { 0 };
	struct ma_reply replies[REPLIES_MAX];
	size_t at = 0;
	size_t count = ma_replies_find(&arena, ma_text(text), &at, replies, REPLIES_MAX);
	const char *scale = getenv("MAILAUTH_SCALE");
	bool full = scale != NULL && strcmp(scale, "full") == 0;
	int only = (int)(texts++ % MA_SYSTEM_COUNT);

	for (size_t i = 0; i < count; i++)
		for (int host = 0; host <= MA_SYSTEM_COUNT; host++)
			if (full || host == only || host == MA_SYSTEM_COUNT)
				check_line(&arena, &replies[i], replies[i].line,
					   (enum ma_system_id)host);
	ma_arena_finish(&arena);
}

START_TEST(test_samples)
{
	char *file = read_file(test_path("data/rejections-samples.tsv"), NULL);

	ck_assert_ptr_nonnull(file);
	for (char *line = strtok(file, "\n"); line != NULL; line = strtok(NULL, "\n")) {
		line[strcspn(line, "\t")] = 0;
		check_text(line);
	}
	free(file);
}
END_TEST

START_TEST(test_examples)
{
	char *file = read_file(test_path("data/rejections-examples.tsv"), NULL);

	ck_assert_ptr_nonnull(file);
	/* The text is the last column. */
	for (char *line = strtok(file, "\n"); line != NULL; line = strtok(NULL, "\n"))
		check_text(strrchr(line, '\t') + 1);
	free(file);
}
END_TEST

/* The first of "550|5xx", a digit for each x; "" for any. */
static void write_code(const char *codes, char class, char *text, size_t size)
{
	size_t length = strcspn(codes, "|-");

	text[0] = '\0';
	if (codes[0] == '*' || codes[0] == '-')
		return;
	snprintf(text, size, "%.*s", (int)length, codes);
	for (char *x = text; (x = strchr(x, 'x')) != NULL;)
		*x = x == text ? class : '0';
}

/* What a server would say that means a row, with its codes and without. */
START_TEST(test_rows)
{
	for (size_t i = 0; i < ma_rejection_count; i++) {
		const struct ma_rejection *row = &ma_rejections[i];
		const char *words = row->kind == MA_REJECTION_LITERAL ? row->pattern : "";
		char class = row->permanence == MAILAUTH_PERMANENCE_TEMPORARY ? '4' : '5';
		char reply[16], code[16], text[600];

		if (row->kind == MA_REJECTION_SYMPTOM)
			continue;
		write_code(row->reply, class, reply, sizeof(reply));
		write_code(row->code, reply[0] != '\0' ? reply[0] : class, code, sizeof(code));
		if (reply[0] == '\0')
			snprintf(reply, sizeof(reply), "%c50", code[0] != '\0' ? code[0] : class);
		snprintf(text, sizeof(text), "%s %s %s\n", reply, code, words);
		check_text(text);
		if (words[0] == '\0')
			continue;
		snprintf(text, sizeof(text), "%s %s\n", reply, words);
		check_text(text);
	}
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("rows_order");
	TCase *rows = add_case(suite, "order", TESTS(test_samples, test_examples, test_rows));

	add_explainer(rows);
	tcase_add_unchecked_fixture(rows, begin, end);
	return check_main(suite);
}
