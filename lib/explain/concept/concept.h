/* Words: what a server says, in any of several languages and in any order.
 *
 * SPDX-License-Identifier: MIT
 *
 * text -> plain words (plain.c) -> which concepts each sentence has (concepts.c) -> the first row
 * of rejection_words.def that asks for these (kinds.c). */

#ifndef MA_CONCEPT_H
#define MA_CONCEPT_H

#include "../explain.h"

enum {
	MA_SENTENCES_MAX = 24, /* the last takes what is left */
};

/* The concepts of concept.def that are in a text. */
struct ma_concepts {
	uint64_t sentences[MA_SENTENCES_MAX];
	uint64_t all;
	size_t count;		   /* of sentences */
	struct ma_text places[64]; /* of a concept: where it is first, in the text as written */
};

/* TEXT without accents, quotes, addresses and punctuation, in lower case, a space around each
 * word, a newline after each sentence.  (*PLACES)[i] is where byte i comes from. */
struct ma_text ma_words_plain(struct ma_arena *arena, struct ma_text text, uint16_t **places);

/* How many bytes at AT are what every notice is headed by, whatever it is about. */
size_t ma_boilerplate_at(struct ma_text text, size_t at);
/* How many bytes at AT, where a token begins, are a field's name: "relay=". */
size_t ma_field_name_at(struct ma_text token);
/* What stands for TOKEN as a whole: "@" for a mail address, "#" for an IP address, " " for the name
 * of a host or file or a URL; 0: its words count. */
unsigned char ma_token_symbol(struct ma_text token);

/* The words of concept.def, ready to be looked up; NULL if memory failed. */
struct ma_vocabulary *ma_vocabulary_new(struct ma_arena *arena);
struct ma_concepts *ma_concepts_find(struct ma_arena *arena, const struct ma_vocabulary *vocabulary,
				     struct ma_text text);
/* The concept called NAME; 64 if there is none. */
unsigned ma_concept_called(struct ma_text name);

/* "SPF & FAILED|REFUSED & !DKIM".  False if it names what is not a concept. */
bool ma_asked_read(const char *pattern, struct ma_asked *asked);
/* The rank-th row (from 0) of a class of its own that CONCEPTS fit, .row NULL if there is none. */
struct ma_match ma_words_match(struct ma_scratch *scratch, const struct ma_concepts *concepts,
			       const struct ma_rejection *but);

#endif
