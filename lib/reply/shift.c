/* Japanese text in seven bits (ISO-2022-JP, RFC 1468) that was not converted.
 *
 * SPDX-License-Identifier: MIT
 *
 * Between "ESC $ B" and "ESC ( B" two bytes are a character, and each looks like a letter, a digit
 * or a sign: "550" and "User" may be there by chance. */

#include "reply.h"

#include <string.h>

/* The bytes of the escape sequence at AT, or 0; *WIDE: two bytes are a character from there on. */
static size_t escape_at(struct ma_text text, size_t at, bool *wide)
{
	unsigned char kind = ma_byte_at(text, at + 1);
	bool longer = kind == '$' && ma_byte_at(text, at + 2) == '(';

	if (ma_byte_at(text, at) != 0x1b || (kind != '$' && kind != '('))
		return 0;
	*wide = kind == '$' || ma_byte_at(text, at + 2) == 'I'; /* katakana of one byte */
	return longer ? 4 : 3;
}

struct ma_text ma_text_unshifted(struct ma_arena *arena, struct ma_text text)
{
	struct ma_buffer buffer = { 0 };
	bool wide = false;

	if (text.length == 0 || memchr(text.data, 0x1b, text.length) == NULL)
		return text;
	for (size_t at = 0; at < text.length;) {
		bool was = wide;
		size_t length = escape_at(text, at, &wide);

		if (length > 0) {
			if (was && !wide)
				ma_buffer_byte(&buffer, '?');
			at += length;
			continue;
		}
		/* A line begins in ASCII (RFC 1468). */
		if (text.data[at] == '\n' || text.data[at] == '\r')
			wide = false;
		if (!wide)
			ma_buffer_byte(&buffer, text.data[at]);
		at++;
	}
	return ma_buffer_keep(&buffer, arena);
}
