/* The match: which row fits a reply best.
 *
 * SPDX-License-Identifier: MIT
 *
 * Every row whose codes, conditions and pattern agree gets a score (score.c); the highest wins.
 * Among equals what the rows say of themselves decides, never their order in the .def files. */

#include "match.h"

#include "../concept/concept.h"

#include <string.h>

enum ma_system_id ma_system_of_host(struct ma_scratch *scratch, struct ma_text host)
{
	for (size_t i = 0; host.length > 0 && i < MA_SYSTEM_COUNT; i++)
		if (ma_regex_match(scratch, &scratch->explainer->system_host[i], host, NULL))
			return (enum ma_system_id)i;
	return MA_SYSTEM_COUNT;
}

static enum ma_system_id system_of_text(struct ma_scratch *scratch, struct ma_text line)
{
	for (size_t i = 0; i < MA_SYSTEM_COUNT; i++)
		if (ma_regex_match(scratch, &scratch->explainer->system_text[i], line, NULL))
			return (enum ma_system_id)i;
	return MA_SYSTEM_COUNT;
}

static unsigned count_conditions(const struct ma_rejection *row)
{
	unsigned count = 0;

	for (unsigned left = row->conditions & MA_RESTRICTIONS; left != 0; left &= left - 1)
		count++;
	return count;
}

bool ma_row_is_anybodys(const struct ma_rejection *row)
{
	return (row->conditions & MA_COMMON_WORDING) != 0 ||
	       ma_system(row->system)->kind == MA_SYSTEM_KIND_GENERIC;
}

/* How well ROW is documented: a primary source outweighs all others. */
static unsigned weigh_sources(const struct ma_rejection *row)
{
	unsigned weight = 0;

	for (size_t i = 0; i < MA_SOURCES_MAX && row->sources[i] != MA_SOURCE_0; i++)
		weight += ma_source_level(row->sources[i]) == 'P' ? MA_SOURCES_MAX : 1;
	return weight;
}

static int compare(size_t a, size_t b)
{
	return (a > b) - (a < b);
}

/* More than 0 if A is to be chosen of two rows with the same score, less if B is. */
static int compare_equals(const struct ma_match *a, const struct ma_match *b)
{
	/* What holds in fewer cases says more of this one. */
	int order = compare(count_conditions(a->row), count_conditions(b->row));

	if (order == 0)
		order = compare(a->by_text, b->by_text);
	/* Servers say first what it is about. */
	if (order == 0)
		order = (a->words.data < b->words.data) - (a->words.data > b->words.data);
	/* Had the text or the host spoken for a system, the scores would differ. */
	if (order == 0)
		order = compare(ma_row_is_anybodys(a->row), ma_row_is_anybodys(b->row));
	if (order == 0)
		order = compare(weigh_sources(a->row), weigh_sources(b->row));
	if (order == 0)
		order = compare(a->words.length, b->words.length);
	/* No reply is known for which this decides what is said (tests/explain). */
	return order != 0 ? order : strcmp(b->row->id, a->row->id);
}

bool ma_match_is_better(const struct ma_match *a, const struct ma_match *b)
{
	if (a->score != b->score || a->row == NULL || b->row == NULL)
		return a->score > b->score;
	return compare_equals(a, b) > 0;
}

static void keep_better(struct ma_match *best, struct ma_match match)
{
	if (match.score != MA_NO_MATCH && ma_match_is_better(&match, best))
		*best = match;
}

struct ma_match_question ma_match_ask(struct ma_scratch *scratch, struct ma_arena *arena,
				      const struct ma_reply *reply, struct ma_text line,
				      enum ma_system_id host)
{
	return (struct ma_match_question){
		.reply = reply,
		.folded = ma_text_folded(arena, line),
		.line = line,
		.hint = host != MA_SYSTEM_COUNT ? host : system_of_text(scratch, line),
	};
}

struct ma_match ma_match_reply(struct ma_scratch *scratch, struct ma_arena *arena,
			       const struct ma_reply *reply, struct ma_text line,
			       enum ma_system_id host)
{
	struct ma_match_question question = ma_match_ask(scratch, arena, reply, line, host);
	struct ma_match best = { .score = MA_NO_MATCH };

	for (size_t i = 0; i < ma_rejection_count; i++)
		if (ma_rejections[i].kind != MA_REJECTION_WORDS &&
		    ma_rejections[i].kind != MA_REJECTION_SYMPTOM)
			keep_better(&best, ma_match_score(scratch, i, &question));
	return best;
}

const struct ma_rejection *ma_match_list(struct ma_scratch *scratch, struct ma_arena *arena,
					 const struct ma_reply *reply)
{
	struct ma_match_question question = {
		.reply = reply,
		.folded = ma_text_folded(arena, reply->line),
		.line = reply->line,
		.hint = MA_SYSTEM_COUNT,
	};
	struct ma_match best = { .score = MA_NO_MATCH };

	for (size_t i = 0; i < ma_rejection_count; i++)
		if (ma_system(ma_rejections[i].system)->kind == MA_SYSTEM_KIND_LIST)
			keep_better(&best, ma_match_score(scratch, i, &question));
	return best.row;
}

struct ma_match ma_match_words(struct ma_scratch *scratch, struct ma_arena *arena,
			       struct ma_text line, const struct ma_rejection *but)
{
	const struct ma_concepts *concepts =
		ma_concepts_find(arena, scratch->explainer->vocabulary, line);

	return concepts != NULL ? ma_words_match(scratch, concepts, but) : (struct ma_match){ 0 };
}

enum {
	OWN_DETAIL = 20, /* of an enhanced code: below, IANA's meanings hold */
};

enum mailauth_confidence ma_match_confidence(const struct ma_match *match,
					     const struct ma_reply *reply)
{
	const struct ma_rejection *row = match->row;

	if (row == NULL)
		return MAILAUTH_CONFIDENCE_NONE;
	if (match->by_words)
		return MAILAUTH_CONFIDENCE_LIKELY;
	if ((row->conditions & MA_MANY_REASONS) != 0)
		return MAILAUTH_CONFIDENCE_GUESS;
	if ((row->conditions & MA_WRAPPER) != 0)
		return MAILAUTH_CONFIDENCE_LIKELY;
	if ((row->conditions & (MA_UNSURE | MA_VAGUE_WORDING)) != 0)
		return MAILAUTH_CONFIDENCE_LIKELY;
	if (match->by_text)
		return row->kind == MA_REJECTION_REGEX && ma_row_is_anybodys(row)
			       ? MAILAUTH_CONFIDENCE_LIKELY
			       : MAILAUTH_CONFIDENCE_CERTAIN;
	/* RFC 3463 3: "other or undefined". */
	if (reply->enhanced[2] == 0)
		return MAILAUTH_CONFIDENCE_GUESS;
	return ma_system(row->system)->kind >= MA_SYSTEM_KIND_SOFTWARE &&
			       reply->enhanced[2] >= OWN_DETAIL
		       ? MAILAUTH_CONFIDENCE_CERTAIN
		       : MAILAUTH_CONFIDENCE_LIKELY;
}
