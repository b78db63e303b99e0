/* Characters: those that people paste by mistake, and what they stand for.
 *
 * SPDX-License-Identifier: MIT */

#include "syntax.h"

#include <string.h>

enum {
	CODES_MAX = 3, /* that one value names */
};

static const struct ma_character characters[] = {
#define CHARACTER(code, plain, name) { code, code, plain, MA_PHRASE_CHARACTER_##name },
#define CHARACTER_RANGE(first, last, plain, name)                                                  \
	{ first, last, plain, MA_PHRASE_CHARACTER_##name },
#include "characters.def"
#undef CHARACTER
#undef CHARACTER_RANGE
};

const struct ma_character *ma_character(size_t index)
{
	return index < sizeof(characters) / sizeof(*characters) ? &characters[index] : NULL;
}

const struct ma_character *ma_character_find(uint32_t code)
{
	const struct ma_character *character;

	for (size_t i = 0; (character = ma_character(i)) != NULL; i++)
		if (code >= character->first && code <= character->last)
			return character;
	return NULL;
}

/* --- As a value of a finding ------------------------------------------------ */

static void add_hexadecimal(struct ma_buffer *word, uint32_t code, int digits)
{
	for (int shift = 4 * (digits - 1); shift >= 0; shift -= 4)
		ma_buffer_byte(word, (unsigned char)"0123456789ABCDEF"[code >> shift & 15]);
}

/* Adds the word for the character at TEXT's start; returns its length. */
static size_t add_code(struct ma_buffer *word, struct ma_text text)
{
	uint32_t code;
	size_t length = ma_utf8_decode(text, &code);

	ma_buffer_string(word, length > 0 ? "U+" : "0x");
	if (length == 0)
		add_hexadecimal(word, text.data[0], 2);
	else
		add_hexadecimal(word, code, code > 0xfffff ? 6 : code > 0xffff ? 5 : 4);
	return length > 0 ? length : 1;
}

struct ma_text ma_characters_word(struct ma_arena *arena, struct ma_text text)
{
	struct ma_text seen[CODES_MAX];
	size_t count = 0;
	struct ma_buffer word = { 0 };

	ma_buffer_add(&word, "", 0);
	for (size_t at = 0; at < text.length && count <= CODES_MAX;) {
		struct ma_buffer code = { 0 };
		size_t length = add_code(&code, ma_text_slice(text, at, text.length));
		struct ma_text character = ma_text_slice(text, at, at + length);
		bool known = false;

		for (size_t i = 0; i < count; i++)
			known = known || ma_text_equal(seen[i], character);
		if (!known && count > 0)
			ma_buffer_byte(&word, ' ');
		if (!known && count < CODES_MAX) {
			seen[count] = character;
			ma_buffer_add(&word, code.data, code.length);
		} else if (!known) {
			ma_buffer_string(&word, "+");
		}
		count += !known;
		word.failed = word.failed || code.failed;
		ma_buffer_finish(&code);
		at += length;
	}
	return ma_buffer_keep(&word, arena);
}

/* --- What was meant --------------------------------------------------------------- */

size_t ma_character_fold(struct ma_text text, struct ma_text *plain)
{
	static const char ascii[] = "!\"#$%&'()*+,-./0123456789:;<=>?@ABCDEFGHIJKLMNOPQRSTUVWXYZ"
				    "[\\]^_`abcdefghijklmnopqrstuvwxyz{|}~";
	const struct ma_character *character;
	uint32_t code;
	size_t length = ma_utf8_decode(text, &code);

	*plain = ma_text_slice(text, 0, length > 0 ? length : 1);
	if (length == 0 || (code < 0x80 && ma_is_visible((unsigned char)code)))
		return plain->length;
	if (ma_character_is_wide(code)) {
		*plain = (struct ma_text){ (const unsigned char *)ascii + (code - MA_WIDE_FIRST),
					   1 };
		return length;
	}
	character = ma_character_find(code);
	if (character != NULL && character->plain != NULL)
		*plain = ma_text(character->plain);
	return length;
}

/* The long vowel mark is typed for a hyphen, but belongs to the word after Kana. */
static bool is_vowel_mark(struct ma_text character)
{
	uint32_t code;

	return ma_utf8_decode(character, &code) > 0 && (code == 0x30fc || code == 0xff70);
}

struct ma_text ma_characters_fold(struct ma_arena *arena, struct ma_text text)
{
	struct ma_buffer folded = { 0 };
	bool in_word = false;

	ma_buffer_add(&folded, "", 0);
	for (size_t at = 0; at < text.length;) {
		struct ma_text plain;
		size_t length = ma_character_fold(ma_text_slice(text, at, text.length), &plain);
		struct ma_text character = ma_text_slice(text, at, at + length);

		if (in_word && is_vowel_mark(character))
			plain = character;
		in_word = plain.length > 0 ? plain.data[0] >= 0x80 : in_word;
		ma_buffer_text(&folded, plain);
		at += length;
	}
	return ma_buffer_keep(&folded, arena);
}
