/* What begins a text like the version of an SPF record, however it was typed.
 *
 * SPDX-License-Identifier: MIT */

#include "meant.h"

#include <string.h>

enum {
	LINE_WORDS = 4, /* of a line of a zone file, up to its type */
};

bool ma_spf_is_junk(unsigned char byte)
{
	return ma_is_one_of(byte, " \"'`\\");
}

/* Whether BYTE continues with a version of which COUNT octets are there; there may be spaces
 * within. */
static bool goes_on(unsigned char byte, size_t count)
{
	return ma_fold(byte) == (unsigned char)MA_SPF_VERSION[count] || (count == 1 && byte == ':');
}

/* "v=spf10", "v=spf1.0": where the digit ends that hangs at a version of AT octets, if a blank
 * follows.  More digits are an address. */
static size_t find_end_of_number(struct ma_text text, size_t at)
{
	size_t end = at;

	end += end < text.length && text.data[end] == '.';
	if (end >= text.length || !ma_is_digit(text.data[end]))
		return at;
	end++;
	return end == text.length || text.data[end] == ' ' ? end : at;
}

/* The version with characters of other widths, and spaces within; 0 if none begins TEXT. */
static size_t find_typed(struct ma_text text, size_t *from, size_t *to)
{
	size_t count = 0;
	size_t at = 0;
	size_t end;

	*from = *to = 0;
	while (at < text.length && count < strlen(MA_SPF_VERSION)) {
		struct ma_text plain;
		size_t length = ma_character_fold(ma_text_slice(text, at, text.length), &plain);
		unsigned char byte = plain.length > 0 ? plain.data[0] : ' ';
		bool part = goes_on(byte, count);

		if (!part && !(count == 0 ? ma_spf_is_junk(byte) : byte == ' '))
			return 0;
		if (!part || length > 1 || (count == 1 && byte == ':')) {
			*from = *to > 0 ? *from : at;
			*to = at + length;
		}
		count += part;
		at += length;
	}
	if (count < strlen(MA_SPF_VERSION))
		return 0;
	end = find_end_of_number(text, at);
	if (end > at) {
		*from = *to > 0 ? *from : at;
		*to = end;
	}
	return end;
}

/* --- Misspelt ----------------------------------------------------------------------- */

/* The word at *AT, which then moves past it; empty at the end. */
static struct ma_text take_word(struct ma_text text, size_t *at)
{
	size_t from;

	while (*at < text.length && ma_spf_is_junk(text.data[*at]))
		++*at;
	from = *at;
	while (*at < text.length && !ma_spf_is_junk(text.data[*at]) && text.data[*at] != ';' &&
	       text.data[*at] != ',')
		++*at;
	return ma_text_slice(text, from, *at);
}

/* Whether WORD is something that nothing but an SPF record holds. */
static bool is_telling(struct ma_text word)
{
	return ma_spf_begins_term(word) ||
	       (word.length > 0 && ma_spf_is_qualifier(word.data[0]) && ma_spf_word_is_all(word));
}

bool ma_spf_has_terms(struct ma_text text)
{
	size_t at = 0;

	while (at < text.length) {
		if (is_telling(take_word(text, &at)))
			return true;
		while (at < text.length && (text.data[at] == ';' || text.data[at] == ','))
			at++;
	}
	return false;
}

/* What people copy with a version: the type of the record in its language. */
static bool is_label(struct ma_text word)
{
	static const char *const labels[] = { "txt", "spf", "txt:", "spf:", "spf=" };

	for (size_t i = 0; i < sizeof(labels) / sizeof(*labels); i++)
		if (ma_text_equal_fold(word, ma_text(labels[i])))
			return true;
	return false;
}

/* "spf1", "v-spf1", "v=sfp1": one slip, or the part before the sign is missing. */
static bool is_misspelt(struct ma_text word)
{
	const char *const number = strchr(MA_SPF_VERSION, '=') + 1;

	return word.length <= MA_SPELLING_MAX && (ma_spelling_slips(word, MA_SPF_VERSION) <= 1 ||
						  ma_text_equal_fold(word, ma_text(number)));
}

/* What comes before the type in a line of a zone file: an owner, a TTL, a class. */
static bool is_of_line(struct ma_text word)
{
	size_t digits = 0;

	while (digits < word.length && ma_is_digit(word.data[digits]))
		digits++;
	return word.length > 0 && (digits == word.length || ma_text_is(word, "in") ||
				   ma_text_is(word, "@") || ma_text_last(word, '.') < word.length);
}

/* The label at *AT, with what a line of a zone file has before it; where there is none, the word
 * there, and *LABELLED is false. */
static struct ma_text take_label(struct ma_text text, size_t *at, bool *labelled)
{
	size_t next = *at;

	for (unsigned i = 0; i < LINE_WORDS; i++) {
		struct ma_text word = take_word(text, &next);

		*labelled = is_label(word);
		if (*labelled) {
			*at = next;
			return word;
		}
		if (!is_of_line(word))
			break;
	}
	return take_word(text, at);
}

bool ma_spf_is_labelled(struct ma_text text)
{
	size_t at = 0;
	bool labelled;

	take_label(text, &at, &labelled);
	return labelled;
}

/* A version with a slip, and the terms of a record after it; 0 if that is not what TEXT is. */
static size_t find_misspelt(struct ma_text text, size_t *from, size_t *to)
{
	size_t at = 0;
	bool labelled;
	struct ma_text word = take_label(text, &at, &labelled);

	*from = 0;
	if (labelled)
		word = take_word(text, &at);
	if (!labelled && ma_text_equal_fold(word, MA_TEXT(MA_SPF_VERSION)))
		return 0;
	*to = at;
	return is_misspelt(word) && ma_spf_has_terms(ma_text_slice(text, at, text.length)) ? at : 0;
}

size_t ma_spf_find_version(struct ma_text text, size_t *from, size_t *to)
{
	size_t version = find_typed(text, from, to);

	if (version == 0)
		version = find_misspelt(text, from, to);
	if (version == 0)
		*from = *to = 0;
	return version;
}
