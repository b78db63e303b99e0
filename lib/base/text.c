/* Text: slices of bytes, ASCII classes, and the cursor that walks over them.
 *
 * SPDX-License-Identifier: MIT */

#include "base.h"

#include <string.h>

struct ma_text ma_text(const char *string)
{
	return (struct ma_text){ (const unsigned char *)string, strlen(string) };
}

bool ma_text_equal(struct ma_text a, struct ma_text b)
{
	return a.length == b.length &&
	       (a.length == 0 || a.data == b.data || memcmp(a.data, b.data, a.length) == 0);
}

bool ma_text_equal_fold(struct ma_text a, struct ma_text b)
{
	if (a.length != b.length)
		return false;
	for (size_t i = 0; i < a.length; i++)
		if (ma_fold(a.data[i]) != ma_fold(b.data[i]))
			return false;
	return true;
}

bool ma_text_starts(struct ma_text text, const char *prefix)
{
	for (size_t i = 0; prefix[i] != '\0'; i++)
		if (i == text.length || ma_fold(text.data[i]) != ma_fold((unsigned char)prefix[i]))
			return false;
	return true;
}

bool ma_text_is(struct ma_text text, const char *word)
{
	return text.length == strlen(word) && ma_text_starts(text, word);
}

int ma_text_compare(struct ma_text a, struct ma_text b)
{
	size_t shorter = a.length < b.length ? a.length : b.length;
	int order = shorter > 0 ? memcmp(a.data, b.data, shorter) : 0;

	if (order != 0)
		return order;
	return (a.length > b.length) - (a.length < b.length);
}

const unsigned char *ma_text_bytes(struct ma_text text, size_t *length)
{
	if (text.data != NULL)
		*length = text.length;
	return text.data;
}

/* Eight octets at a time. */
bool ma_text_is_plain(struct ma_text text)
{
	const uint64_t ones = UINT64_C(0x0101010101010101);
	const uint64_t tops = 0x80 * ones;
	uint64_t bad = 0;
	size_t at = 0;

	for (; text.length - at >= sizeof(bad); at += sizeof(bad)) {
		uint64_t octets;

		memcpy(&octets, text.data + at, sizeof(octets));
		/* 0x80 and above; below 0x20; 0x7f */
		bad |= octets | (octets - 0x20 * ones) | (octets + ones);
	}
	for (; at < text.length; at++)
		bad |= text.data[at] < ' ' || text.data[at] > '~' ? tops : 0;
	return (bad & tops) == 0;
}

size_t ma_text_last(struct ma_text text, unsigned char byte)
{
	for (size_t i = text.length; i > 0; i--)
		if (text.data[i - 1] == byte)
			return i - 1;
	return text.length;
}

int ma_hex_value(unsigned char byte)
{
	byte = ma_fold(byte);
	if (ma_is_digit(byte))
		return byte - '0';
	return byte >= 'a' && byte <= 'f' ? byte - 'a' + 10 : -1;
}

bool ma_cursor_at_end(const struct ma_cursor *cursor)
{
	return cursor->position >= cursor->text.length;
}

unsigned char ma_cursor_peek(const struct ma_cursor *cursor)
{
	return ma_cursor_at_end(cursor) ? 0 : cursor->text.data[cursor->position];
}

unsigned char ma_cursor_next(struct ma_cursor *cursor)
{
	return ma_cursor_at_end(cursor) ? 0 : cursor->text.data[cursor->position++];
}

bool ma_cursor_take(struct ma_cursor *cursor, unsigned char byte)
{
	if (ma_cursor_at_end(cursor) || ma_cursor_peek(cursor) != byte)
		return false;
	cursor->position++;
	return true;
}

bool ma_cursor_number(struct ma_cursor *cursor, unsigned max, unsigned *number)
{
	uint64_t value = 0;

	if (!ma_is_digit(ma_cursor_peek(cursor)))
		return false;
	while (ma_is_digit(ma_cursor_peek(cursor))) {
		value = value * 10 + (uint64_t)(ma_cursor_next(cursor) - '0');
		if (value > max)
			value = (uint64_t)max + 1;
	}
	*number = (unsigned)value;
	return true;
}
