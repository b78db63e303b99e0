/* What was meant by a word that does not exist.
 *
 * SPDX-License-Identifier: MIT */

#include "suggest.h"

#include <stdbool.h>
#include <string.h>
#include <strings.h>

enum {
	WORD_MAX = 64,
	TYPOS_MAX = 2,
	SHARED_MIN = 3, /* letters that two words have in common */
	/* Ranks: the number of typing errors, then a part in common, then none. */
	RANK_PART = TYPOS_MAX + 1,
	RANK_SEGMENT,
	RANK_NONE,
};

/* A word, or what is between two hyphens of one. */
struct piece {
	const char *text;
	size_t length;
};

static struct piece whole(const char *word)
{
	return (struct piece){ word, strlen(word) };
}

static int lower(char c)
{
	return c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : c;
}

static size_t least(size_t a, size_t b)
{
	return a < b ? a : b;
}

/* How many letters are to be added, left out, replaced or exchanged with their neighbours to make
 * one of the other (optimal string alignment). */
static size_t typos(struct piece a, struct piece b)
{
	unsigned char cost[WORD_MAX + 1][WORD_MAX + 1];

	if (a.length > WORD_MAX || b.length > WORD_MAX)
		return WORD_MAX;
	for (size_t i = 0; i <= a.length; i++) {
		for (size_t j = 0; j <= b.length; j++) {
			size_t best = i == 0 ? j : i;

			if (i > 0 && j > 0) {
				bool same = lower(a.text[i - 1]) == lower(b.text[j - 1]);

				best = least(cost[i - 1][j], cost[i][j - 1]) + 1u;
				best = least(best, cost[i - 1][j - 1] + !same);
			}
			if (i > 1 && j > 1 && lower(a.text[i - 1]) == lower(b.text[j - 2]) &&
			    lower(a.text[i - 2]) == lower(b.text[j - 1]))
				best = least(best, cost[i - 2][j - 2] + 1u);
			cost[i][j] = (unsigned char)best;
		}
	}
	return cost[a.length][b.length];
}

/* Few typing errors for the length: of a word of two letters one is the same, of four two. */
static bool is_near(size_t errors, struct piece typed)
{
	return errors <= TYPOS_MAX && 2 * errors <= typed.length;
}

static bool holds(struct piece text, struct piece part)
{
	for (size_t at = 0; at + part.length <= text.length; at++)
		if (strncasecmp(text.text + at, part.text, part.length) == 0)
			return true;
	return false;
}

/* One is the beginning of the other, or a part that is long enough to say something. */
static bool shares_part(struct piece a, struct piece b)
{
	struct piece shorter = a.length < b.length ? a : b;
	struct piece longer = a.length < b.length ? b : a;

	if (shorter.length < SHARED_MIN)
		return false;
	return holds(longer, shorter);
}

/* Takes the next segment off REST. */
static struct piece next_segment(struct piece *rest)
{
	struct piece segment = { rest->text, 0 };

	while (segment.length < rest->length && strchr("-_ ", rest->text[segment.length]) == NULL)
		segment.length++;
	rest->text += segment.length;
	rest->length -= segment.length;
	if (rest->length > 0) {
		rest->text++;
		rest->length--;
	}
	return segment;
}

/* Whether a segment of one is nearly a segment of the other. */
static bool shares_segment(struct piece typed, struct piece word)
{
	while (typed.length > 0) {
		struct piece given = next_segment(&typed);
		struct piece rest = word;

		while (given.length > SHARED_MIN && rest.length > 0) {
			struct piece segment = next_segment(&rest);

			/* One error in four letters. */
			if (typos(given, segment) <= least(TYPOS_MAX, given.length / 4))
				return true;
		}
	}
	return false;
}

static size_t rank_of(struct piece typed, struct piece word)
{
	size_t errors = typos(typed, word);

	if (is_near(errors, typed))
		return errors;
	if (shares_part(typed, word))
		return RANK_PART;
	return shares_segment(typed, word) ? RANK_SEGMENT : RANK_NONE;
}

size_t suggest(const char *typed, suggest_word *word, const char **found, size_t max)
{
	size_t ranks[SUGGESTIONS_MAX];
	size_t count = 0;
	const char *candidate;

	for (size_t i = 0; (candidate = word(i)) != NULL; i++) {
		size_t rank = rank_of(whole(typed), whole(candidate));
		size_t place = count;

		while (place > 0 && ranks[place - 1] > rank)
			place--;
		if (rank == RANK_NONE || place == max)
			continue;
		count += count < max;
		for (size_t later = count - 1; later > place; later--) {
			found[later] = found[later - 1];
			ranks[later] = ranks[later - 1];
		}
		found[place] = candidate;
		ranks[place] = rank;
	}
	return count;
}
