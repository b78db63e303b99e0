/* Characters: what those that people paste by mistake are called, and what they stand for.
 *
 * SPDX-License-Identifier: MIT */

#include "finding.h"

#include <string.h>
#include <unictype.h>

enum {
	CODES_MAX = 3, /* that one value names */
	FULL_WIDTH_FIRST = 0xff01,
	FULL_WIDTH_LAST = 0xff5e,
	FULL_WIDTH_SHIFT = 0xff01 - '!',
};

static const struct ma_character characters[] = {
#define CHARACTER(code, plain, en, ja) { code, code, plain, { en, ja } },
#define CHARACTER_RANGE(first, last, en, ja) { first, last, NULL, { en, ja } },
#include "characters.def"
#undef CHARACTER
#undef CHARACTER_RANGE
};

const struct ma_character *ma_character(size_t index)
{
	return index < sizeof(characters) / sizeof(*characters) ? &characters[index] : NULL;
}

/* The first line that fits: those of one character stand before the ranges. */
static const struct ma_character *look_up(uint32_t code)
{
	const struct ma_character *character;

	for (size_t i = 0; (character = ma_character(i)) != NULL; i++)
		if (code >= character->first && code <= character->last)
			return character;
	return NULL;
}

static bool is_full_width(uint32_t code)
{
	return code >= FULL_WIDTH_FIRST && code <= FULL_WIDTH_LAST;
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

/* --- For people ---------------------------------------------------------------- */

static void encode(uint32_t code, unsigned char bytes[4], size_t *length)
{
	static const unsigned char leads[] = { 0, 0, 0xc0, 0xe0, 0xf0 };

	*length = code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;
	for (size_t i = *length; i-- > 1; code >>= 6)
		bytes[i] = (unsigned char)(0x80 | (code & 0x3f));
	bytes[0] = (unsigned char)(leads[*length] | code);
}

/* Whether to show the character itself between quotation marks: not if it is invisible, joins its
 * neighbour, is such a mark itself, or begins our escapes. */
static bool is_shown(uint32_t code, const struct ma_character *character)
{
	const char *plain = character != NULL ? character->plain : NULL;

	return code != ' ' && ma_utf8_is_visible(code) && !uc_is_general_category(code, UC_MARK) &&
	       (plain == NULL || *plain == '\0' || strchr("\"'\\", *plain) == NULL);
}

static void add_name(struct ma_buffer *buffer, const struct ma_character *character, bool wide,
		     enum mailauth_language language)
{
	struct ma_argument name = { "name", ma_text(character->name[language]), true };
	struct ma_buffer whole = { 0 };

	if (wide) {
		ma_words_add(&whole, ma_phrase(MA_PHRASE_CHARACTER_FULL_WIDTH, language), &name, 1);
		if (whole.data != NULL)
			name.value = ma_text(whole.data);
	}
	ma_words_add(buffer, ma_phrase(MA_PHRASE_CHARACTER_NAME, language), &name, 1);
	buffer->failed = buffer->failed || whole.failed;
	ma_buffer_finish(&whole);
}

static void describe(struct ma_buffer *buffer, struct ma_text word, uint32_t code,
		     enum mailauth_language language)
{
	const struct ma_character *character = look_up(code);
	bool wide = character == NULL && is_full_width(code);
	unsigned char bytes[4];
	struct ma_argument arguments[] = { { "code", word, true }, { "sign", { bytes, 0 }, true } };

	if (wide)
		character = look_up(code - FULL_WIDTH_SHIFT);
	encode(code, bytes, &arguments[1].value.length);
	if (is_shown(code, character))
		ma_words_add(buffer, ma_phrase(MA_PHRASE_CHARACTER_SHOWN, language), arguments, 2);
	else
		ma_buffer_text(buffer, word);
	if (character != NULL)
		add_name(buffer, character, wide, language);
}

static uint32_t read_hexadecimal(struct ma_text digits)
{
	uint32_t code = 0;

	for (size_t i = 0; i < digits.length; i++) {
		unsigned char digit = ma_fold(digits.data[i]);

		code = code << 4 | (uint32_t)(ma_is_digit(digit) ? digit - '0' : digit - 'a' + 10);
	}
	return code;
}

void ma_characters_describe(struct ma_buffer *buffer, struct ma_text value,
			    enum mailauth_language language)
{
	for (size_t from = 0; from < value.length;) {
		size_t to = from;
		struct ma_text word;

		while (to < value.length && value.data[to] != ' ')
			to++;
		word = ma_text_slice(value, from, to);
		if (ma_text_is(word, "+")) {
			ma_buffer_string(buffer, ma_phrase(MA_PHRASE_CHARACTER_OTHERS, language));
		} else {
			struct ma_text digits = ma_text_slice(word, 2, word.length);

			if (from > 0)
				ma_buffer_string(buffer,
						 ma_phrase(MA_PHRASE_SERVER_SEPARATOR, language));
			if (ma_text_starts(word, "U+"))
				describe(buffer, word, read_hexadecimal(digits), language);
			else
				ma_buffer_text(buffer, word);
			if (ma_text_starts(word, "0x"))
				ma_buffer_string(buffer,
						 ma_phrase(MA_PHRASE_CHARACTER_BYTE, language));
		}
		from = to + 1;
	}
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
	if (is_full_width(code)) {
		*plain = (struct ma_text){ (const unsigned char *)ascii + (code - FULL_WIDTH_FIRST),
					   1 };
		return length;
	}
	character = look_up(code);
	if (character != NULL && character->plain != NULL)
		*plain = ma_text(character->plain);
	return length;
}

/* The long vowel mark is typed for a hyphen, but belongs to the word behind Kana. */
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
