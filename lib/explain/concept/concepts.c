/* Concepts: which of those in concept.def a text names, sentence by sentence.
 *
 * SPDX-License-Identifier: MIT
 *
 * One pass over the text: the words that may begin at a place are found by its first two bytes. */

#include "concept.h"

#include <string.h>

enum {
	HEADS = 2048, /* chains of words with the same beginning */
};

enum concept {
#define CONCEPT(name) CONCEPT_##name,
#define WORDS(name, words)
#include "../concept.def"
#undef CONCEPT
#undef WORDS
	CONCEPT_COUNT,
};

_Static_assert(CONCEPT_COUNT <= 64, "concepts are bits");

static const char *const names[] = {
#define CONCEPT(name) #name,
#define WORDS(name, words)
#include "../concept.def"
#undef CONCEPT
#undef WORDS
};

static const struct {
	enum concept concept;
	const char *words;
} lists[] = {
#define CONCEPT(name)
#define WORDS(name, words) { CONCEPT_##name, words },
#include "../concept.def"
#undef CONCEPT
#undef WORDS
};

struct word {
	const char *text;
	size_t length;
	bool whole; /* "$" ends it: no letter may follow */
	unsigned concept;
	struct word *next;
};

struct ma_vocabulary {
	struct word *heads[HEADS];
};

unsigned ma_concept_called(struct ma_text name)
{
	for (unsigned i = 0; i < CONCEPT_COUNT; i++)
		if (name.length == strlen(names[i]) &&
		    memcmp(name.data, names[i], name.length) == 0)
			return i;
	return 64;
}

/* After a word of one byte there is a blank in a text, and "|" in a list. */
static size_t head_of(const unsigned char *bytes)
{
	unsigned second = bytes[1] <= ' ' || bytes[1] == '|' ? 0 : bytes[1];

	return (bytes[0] * 61u + second * 7u) % HEADS;
}

static void add_words(struct ma_arena *arena, struct ma_vocabulary *vocabulary, size_t list)
{
	const char *words = lists[list].words;

	while (*words != '\0') {
		size_t length = strcspn(words, "|");
		struct word *word = ma_arena_alloc(arena, sizeof(*word));
		struct word **head;

		if (word == NULL)
			return;
		word->text = words;
		word->whole = words[length - 1] == '$';
		word->length = length - word->whole;
		word->concept = lists[list].concept;
		head = &vocabulary->heads[head_of((const unsigned char *)words)];
		word->next = *head;
		*head = word;
		words += length + (words[length] == '|');
	}
}

struct ma_vocabulary *ma_vocabulary_new(struct ma_arena *arena)
{
	struct ma_vocabulary *vocabulary = ma_arena_alloc(arena, sizeof(*vocabulary));

	for (size_t i = 0; vocabulary != NULL && i < sizeof(lists) / sizeof(*lists); i++)
		add_words(arena, vocabulary, i);
	return arena->failed ? NULL : vocabulary;
}

/* Whether a word may begin at AT: in writing without spaces everywhere. */
static bool begins_word(struct ma_text plain, size_t at)
{
	unsigned char byte = plain.data[at];

	if (byte == ' ' || byte == '\n' || (byte & 0xc0) == 0x80)
		return false;
	return byte >= 0x80 || at == 0 || !ma_is_alnum(plain.data[at - 1]);
}

static bool is_there(const struct word *word, struct ma_text plain, size_t at)
{
	if (at + word->length > plain.length ||
	    memcmp(plain.data + at, word->text, word->length) != 0)
		return false;
	if (word->whole && ma_is_alnum(plain.data[at + word->length]))
		return false;
	return ma_katakana_is_word(plain, at, at + word->length);
}

static bool follows(struct ma_text plain, size_t at, const char *words)
{
	return ma_text_starts(ma_text_slice(plain, at, plain.length), words);
}

/* Whether what is said of SPF, DKIM, DMARC or ARC is that it passed, or is not the cause. */
static bool is_cleared(enum concept concept, struct ma_text plain, size_t at, size_t length)
{
	static const char *const before[] = { "not a ", "not an ", "not due to ",
					      "not because of " };
	static const char *const after[] = { " pass$",
					     " passed",
					     " passes",
					     " is pass",
					     " was pass",
					     " check pass",
					     " result pass",
					     " validation pass",
					     " is ok$",
					     " ok$",
					     " verification pass",
					     " pass\n",
					     " authentication pass" };

	if (concept != CONCEPT_SPF && concept != CONCEPT_DKIM && concept != CONCEPT_DMARC &&
	    concept != CONCEPT_ARC)
		return false;
	for (size_t i = 0; i < sizeof(before) / sizeof(*before); i++)
		if (at >= strlen(before[i]) && follows(plain, at - strlen(before[i]), before[i]))
			return true;
	for (size_t i = 0; i < sizeof(after) / sizeof(*after); i++) {
		size_t span = strcspn(after[i], "$");
		struct ma_text next = ma_text_slice(plain, at + length, at + length + span);

		if (next.length == span && memcmp(next.data, after[i], span) == 0 &&
		    (after[i][span] == '\0' || !ma_is_alnum(plain.data[at + length + span])))
			return true;
	}
	return false;
}

struct search {
	const struct ma_vocabulary *vocabulary;
	struct ma_text text;
	struct ma_text plain;
	const uint16_t *places;
	struct ma_concepts *found;
};

static void note(struct search *search, const struct word *word, size_t at, size_t sentence)
{
	struct ma_concepts *found = search->found;
	uint64_t bit = (uint64_t)1 << word->concept;
	size_t from = search->places[at];
	size_t to = search->places[at + word->length - 1] + 1u;

	if (is_cleared((enum concept)word->concept, search->plain, at, word->length))
		return;
	/* Never within a character. */
	while (to < search->text.length && (search->text.data[to] & 0xc0) == 0x80)
		to++;
	/* The longest of those that begin first. */
	if ((found->all & bit) == 0 ||
	    (search->text.data + from == found->places[word->concept].data &&
	     to - from > found->places[word->concept].length))
		found->places[word->concept] = ma_text_slice(search->text, from, to);
	found->sentences[sentence] |= bit;
	found->all |= bit;
}

struct ma_concepts *ma_concepts_find(struct ma_arena *arena, const struct ma_vocabulary *vocabulary,
				     struct ma_text text)
{
	struct search search = { .vocabulary = vocabulary, .text = text };
	uint16_t *places;
	size_t sentence = 0;

	search.found = ma_arena_alloc(arena, sizeof(*search.found));
	search.plain = ma_words_plain(arena, text, &places);
	if (arena->failed)
		return search.found;
	search.places = places;
	/* A newline ends it. */
	for (size_t at = 0; at + 1 < search.plain.length; at++) {
		if (search.plain.data[at] == '\n' && sentence + 1 < MA_SENTENCES_MAX)
			sentence++;
		if (!begins_word(search.plain, at))
			continue;
		for (const struct word *word = vocabulary->heads[head_of(search.plain.data + at)];
		     word != NULL; word = word->next)
			if (is_there(word, search.plain, at))
				note(&search, word, at, sentence);
	}
	search.found->count = sentence + 1;
	return search.found;
}
