/* Characters put into words: what those that people paste by mistake are called.
 *
 * SPDX-License-Identifier: MIT */

#include "finding.h"

#include <string.h>
#include <unictype.h>

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
	       (plain == NULL || !ma_is_one_of((unsigned char)*plain, "\"'\\"));
}

static void add_name(struct ma_buffer *buffer, const struct ma_character *character, bool wide,
		     enum mailauth_language language)
{
	struct ma_argument name = { "name", ma_text(ma_phrase(character->name, language)),
				    MA_VALUE_SAFE };
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
	const struct ma_character *character = ma_character_find(code);
	bool wide = character == NULL && ma_character_is_wide(code);
	unsigned char bytes[4];
	struct ma_argument arguments[] = { { "code", word, MA_VALUE_SAFE },
					   { "sign", { bytes, 0 }, MA_VALUE_SAFE } };

	if (wide)
		character = ma_character_find(code - (MA_WIDE_FIRST - '!'));
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
