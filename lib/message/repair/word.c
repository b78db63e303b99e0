/* An encoded word, such as =?utf-8?b?W3RhbGtd?=, as it reads (RFC 2047 2).
 *
 * SPDX-License-Identifier: MIT */

#include "repair.h"

#include "../signature/octets.h"

static struct ma_text decode_q(struct ma_arena *arena, struct ma_text text)
{
	struct ma_buffer out = { 0 };

	for (size_t i = 0; i < text.length; i++) {
		bool coded = text.data[i] == '=' && i + 2 < text.length &&
			     ma_hex_value(text.data[i + 1]) >= 0 &&
			     ma_hex_value(text.data[i + 2]) >= 0;

		if (coded) {
			ma_buffer_byte(&out, (unsigned char)(ma_hex_value(text.data[i + 1]) * 16 +
							     ma_hex_value(text.data[i + 2])));
			i += 2;
		} else {
			ma_buffer_byte(&out, text.data[i] == '_' ? ' ' : text.data[i]);
		}
	}
	ma_buffer_string(&out, "");
	return ma_buffer_keep(&out, arena);
}

/* WORD as it reads, if it is one encoded word of UTF-8; else WORD. */
struct ma_text ma_repair_word(struct ma_arena *arena, struct ma_text word)
{
	static const char start[] = "=?utf-8?";
	size_t from = sizeof(start) - 1 + 2;
	struct ma_text letters, text = { 0 };

	if (word.length < from + 3 || !ma_text_starts(word, start) || word.data[from - 1] != '?' ||
	    word.data[word.length - 2] != '?' || word.data[word.length - 1] != '=')
		return word;
	letters = ma_text_slice(word, from, word.length - 2);
	if (ma_text_last(letters, '?') != letters.length)
		return word;
	if (ma_fold(word.data[from - 2]) == 'q')
		text = decode_q(arena, letters);
	else if (ma_fold(word.data[from - 2]) != 'b' || !ma_octets_read(arena, letters, &text))
		return word;
	while (text.length > 0 && text.data[text.length - 1] == ' ')
		text.length--;
	return text.length > 0 ? text : word;
}
