/* Kinds: which row of rejection_words.def the concepts of a text fit.
 *
 * SPDX-License-Identifier: MIT
 *
 * These rows are in order: what says more is first.  What one sentence says counts before what
 * several say together. */

#include "concept.h"

#include <string.h>

enum {
	GROUPS_MAX = sizeof(((struct ma_asked *)0)->groups) / sizeof(uint64_t),
	SCORE_SENTENCE = 100,
	SCORE_TOGETHER = 50,
};

static bool read_group(const char *words, size_t length, uint64_t *group)
{
	while (length > 0) {
		size_t span = 0;
		unsigned concept;

		while (span < length && words[span] != '|')
			span++;
		concept = ma_concept_called((struct ma_text){ (const unsigned char *)words, span });
		if (concept >= 64)
			return false;
		*group |= (uint64_t)1 << concept;
		span += span < length;
		words += span;
		length -= span;
	}
	return true;
}

bool ma_asked_read(const char *pattern, struct ma_asked *asked)
{
	size_t count = 0;

	*asked = (struct ma_asked){ 0 };
	while (*pattern != '\0') {
		const char *next = strstr(pattern, " & ");
		size_t length = next != NULL ? (size_t)(next - pattern) : strlen(pattern);
		bool none = *pattern == '!';
		uint64_t *group = none ? &asked->none : &asked->groups[count];

		if ((!none && count++ == GROUPS_MAX) ||
		    !read_group(pattern + none, length - none, group))
			return false;
		pattern += length + (next != NULL ? 3 : 0);
	}
	return count > 0;
}

static bool fits(const struct ma_asked *asked, uint64_t concepts)
{
	if ((concepts & asked->none) != 0)
		return false;
	for (size_t i = 0; i < GROUPS_MAX && asked->groups[i] != 0; i++)
		if ((concepts & asked->groups[i]) == 0)
			return false;
	return true;
}

static bool fits_sentence(const struct ma_asked *asked, const struct ma_concepts *concepts)
{
	for (size_t i = 0; i < concepts->count; i++)
		if (fits(asked, concepts->sentences[i]))
			return true;
	return false;
}

/* The longest of the words that ASKED asks for. */
static struct ma_text words_of(const struct ma_asked *asked, const struct ma_concepts *concepts)
{
	struct ma_text words = { 0 };

	for (size_t i = 0; i < 64; i++)
		for (size_t j = 0; j < GROUPS_MAX; j++)
			if ((asked->groups[j] & concepts->all & (uint64_t)1 << i) != 0 &&
			    concepts->places[i].length > words.length)
				words = concepts->places[i];
	return words;
}

struct ma_match ma_words_match(struct ma_scratch *scratch, const struct ma_concepts *concepts,
			       const struct ma_rejection *but)
{
	struct ma_match match = { 0 };

	for (int together = 0; together < 2; together++)
		for (size_t i = 0; i < ma_rejection_count; i++) {
			const struct ma_asked *asked = &scratch->explainer->matchers[i].asked;
			const struct ma_rejection *row = &ma_rejections[i];

			if (row->kind != MA_REJECTION_WORDS ||
			    (but != NULL && row->class == but->class))
				continue;
			if (together ? !fits(asked, concepts->all)
				     : !fits_sentence(asked, concepts))
				continue;
			match.row = row;
			match.by_words = true;
			match.score = together ? SCORE_TOGETHER : SCORE_SENTENCE;
			match.words = words_of(asked, concepts);
			return match;
		}
	return match;
}
