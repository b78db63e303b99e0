/* Transfer encodings (RFC 2045 6): the parts of a message as they were before they were sent.
 *
 * SPDX-License-Identifier: MIT
 *
 * Only what a notice's own parts need: no nesting, no character sets.  What is not encoded stays as
 * it is. */

#include "reply.h"

#include <string.h>

enum encoding {
	ENCODING_NONE,
	ENCODING_QUOTED,
	ENCODING_BASE64,
};

static void add_quoted(struct ma_buffer *buffer, struct ma_text line)
{
	size_t end = line.length;

	while (end > 0 && line.data[end - 1] <= ' ')
		end--;
	for (size_t i = 0; i < end; i++) {
		int high = ma_hex_value(ma_byte_at(line, i + 1));
		int low = ma_hex_value(ma_byte_at(line, i + 2));

		if (line.data[i] == '=' && i + 1 == end)
			return; /* the line continues */
		if (line.data[i] == '=' && high >= 0 && low >= 0) {
			ma_buffer_byte(buffer, (unsigned char)(high * 16 + low));
			i += 2;
		} else {
			ma_buffer_byte(buffer, line.data[i]);
		}
	}
	ma_buffer_byte(buffer, '\n');
}

static int base64_value(unsigned char byte)
{
	static const char digits[] =
		"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
	const char *place = byte != '\0' ? strchr(digits, byte) : NULL;

	return place != NULL ? (int)(place - digits) : -1;
}

static void add_base64(struct ma_buffer *buffer, struct ma_text line, uint32_t *bits,
		       unsigned *count)
{
	for (size_t i = 0; i < line.length; i++) {
		int value = base64_value(line.data[i]);

		if (value < 0)
			continue;
		*bits = *bits << 6 | (uint32_t)value;
		*count += 6;
		if (*count >= 8) {
			*count -= 8;
			ma_buffer_byte(buffer, (unsigned char)(*bits >> *count));
		}
	}
}

/* The encoding that LINE announces, or WAS. */
static enum encoding encoding_of(struct ma_text line, enum encoding was)
{
	static const char name[] = "content-transfer-encoding:";
	struct ma_text value;

	if (!ma_text_starts(line, name))
		return was;
	value = ma_line_trim(ma_text_slice(line, sizeof(name) - 1, line.length));
	if (ma_text_starts(value, "quoted-printable"))
		return ENCODING_QUOTED;
	return ma_text_starts(value, "base64") ? ENCODING_BASE64 : ENCODING_NONE;
}

static bool is_text_part(struct ma_text line, bool was)
{
	static const char name[] = "content-type:";
	struct ma_text value;

	if (!ma_text_starts(line, name))
		return was;
	value = ma_line_trim(ma_text_slice(line, sizeof(name) - 1, line.length));
	return ma_text_starts(value, "text/plain") || ma_text_starts(value, "text/html") ||
	       ma_text_starts(value, "message/");
}

/* Whether LINE may part a message (RFC 2046 5.1.1); not the line above a signature. */
static bool is_boundary(struct ma_text line)
{
	struct ma_text trimmed = ma_line_trim(line);

	return ma_text_starts(trimmed, "--") && trimmed.length > 2 &&
	       (trimmed.length > 4 || memchr(trimmed.data, ' ', trimmed.length) == NULL);
}

struct ma_text ma_text_decoded(struct ma_arena *arena, struct ma_text text)
{
	enum encoding encoding = ENCODING_NONE;
	struct ma_buffer buffer = { 0 };
	struct ma_text line;
	uint32_t bits = 0;
	unsigned count = 0;
	bool headers = true;
	bool is_text = true;
	bool any = false;

	for (size_t at = 0; ma_line_next(text, &at, &line);) {
		bool boundary = is_boundary(line);

		if (boundary || headers || encoding == ENCODING_NONE || !is_text) {
			ma_buffer_text(&buffer, line);
			if (boundary)
				encoding = ENCODING_NONE;
			is_text = boundary || (headers ? is_text_part(line, is_text) : is_text);
			if (boundary || headers)
				encoding = encoding_of(line, encoding);
			headers = boundary || (headers && ma_line_trim(line).length > 0);
			bits = count = 0;
			continue;
		}
		any = true;
		if (encoding == ENCODING_QUOTED)
			add_quoted(&buffer, line);
		else
			add_base64(&buffer, line, &bits, &count);
	}
	if (!any) {
		arena->failed = arena->failed || buffer.failed;
		ma_buffer_finish(&buffer);
		return text;
	}
	return ma_buffer_keep(&buffer, arena);
}
