/* Buffer: bytes that grow, and the escape that makes any of them safe to show.
 *
 * SPDX-License-Identifier: MIT */

#include "base.h"

#include <stdlib.h>
#include <string.h>

void ma_buffer_finish(struct ma_buffer *buffer)
{
	free(buffer->data);
	*buffer = (struct ma_buffer){ 0 };
}

static bool reserve(struct ma_buffer *buffer, size_t length)
{
	size_t size = buffer->size > 0 ? buffer->size : 256;
	char *data;

	if (buffer->failed || length >= SIZE_MAX / 4 - buffer->length)
		goto failed;
	if (buffer->size - buffer->length > length)
		return true;
	while (size - buffer->length <= length)
		size *= 2;
	data = realloc(buffer->data, size);
	if (data == NULL)
		goto failed;
	buffer->data = data;
	buffer->size = size;
	return true;
failed:
	buffer->failed = true;
	return false;
}

void ma_buffer_add(struct ma_buffer *buffer, const void *data, size_t length)
{
	if (!reserve(buffer, length))
		return;
	if (length > 0)
		memcpy(buffer->data + buffer->length, data, length);
	buffer->length += length;
	buffer->data[buffer->length] = '\0';
}

void ma_buffer_text(struct ma_buffer *buffer, struct ma_text text)
{
	ma_buffer_add(buffer, text.data, text.length);
}

void ma_buffer_string(struct ma_buffer *buffer, const char *string)
{
	ma_buffer_add(buffer, string, strlen(string));
}

void ma_buffer_byte(struct ma_buffer *buffer, unsigned char byte)
{
	if (buffer->failed || buffer->size - buffer->length < 2) {
		ma_buffer_add(buffer, &byte, 1);
		return;
	}
	buffer->data[buffer->length++] = (char)byte;
	buffer->data[buffer->length] = '\0';
}

void ma_buffer_fill(struct ma_buffer *buffer, char byte, size_t count)
{
	while (count-- > 0)
		ma_buffer_byte(buffer, (unsigned char)byte);
}

void ma_buffer_number(struct ma_buffer *buffer, uint64_t number)
{
	unsigned char digits[20];
	size_t at = sizeof(digits);

	do
		digits[--at] = (unsigned char)('0' + number % 10);
	while ((number /= 10) > 0);
	ma_buffer_add(buffer, digits + at, sizeof(digits) - at);
}

bool ma_buffer_take(struct ma_buffer *buffer, char **data, size_t *length)
{
	bool taken;

	ma_buffer_add(buffer, "", 0);
	taken = !buffer->failed;
	if (taken) {
		*data = buffer->data;
		buffer->data = NULL;
	}
	if (taken && length != NULL)
		*length = buffer->length;
	ma_buffer_finish(buffer);
	return taken;
}

struct ma_text ma_buffer_keep(struct ma_buffer *buffer, struct ma_arena *arena)
{
	struct ma_text kept = MA_TEXT("");

	if (buffer->failed)
		arena->failed = true;
	else
		kept = ma_arena_copy(
			arena, (struct ma_text){ (unsigned char *)buffer->data, buffer->length });
	ma_buffer_finish(buffer);
	return kept;
}

/* One byte as \DDD (RFC 1035 5.1). */
static void add_decimal(struct ma_buffer *buffer, unsigned char byte)
{
	const char escape[] = { '\\', (char)('0' + byte / 100), (char)('0' + byte / 10 % 10),
				(char)('0' + byte % 10) };

	ma_buffer_add(buffer, escape, sizeof(escape));
}

static void add_text(struct ma_buffer *buffer, struct ma_text text, bool (*shows)(uint32_t code))
{
	while (text.length > 0) {
		uint32_t code = 0;
		size_t length = ma_utf8_decode(text, &code);

		if (length > 0 && code != '\\' && shows(code)) {
			ma_buffer_add(buffer, text.data, length);
		} else {
			length = length > 0 ? length : 1;
			for (size_t i = 0; i < length; i++)
				add_decimal(buffer, text.data[i]);
		}
		text = ma_text_slice(text, length, text.length);
	}
}

static bool shows_in_place(uint32_t code)
{
	return ma_utf8_is_visible(code) && !ma_utf8_is_leftwards(code);
}

struct ma_text ma_buffer_view(const struct ma_buffer *buffer)
{
	return (struct ma_text){ (const unsigned char *)buffer->data, buffer->length };
}

void ma_buffer_visible(struct ma_buffer *buffer, struct ma_text text)
{
	add_text(buffer, text, shows_in_place);
}

void ma_buffer_prose(struct ma_buffer *buffer, struct ma_text text)
{
	add_text(buffer, text, ma_utf8_is_visible);
}
