/* The fields of a header (RFC 5322 2.2).
 *
 * SPDX-License-Identifier: MIT */

#include "reader.h"

#include <string.h>

static bool is_blank(unsigned char byte)
{
	return byte == ' ' || byte == '\t';
}

/* Blanks before the colon are obsolete (RFC 5322 4.5). */
size_t ma_field_name(struct ma_text line)
{
	size_t end = 0, colon;

	while (end < line.length && ma_is_visible(line.data[end]) && line.data[end] != ':' &&
	       line.data[end] != ';')
		end++;
	for (colon = end; colon < line.length && is_blank(line.data[colon]);)
		colon++;
	return colon < line.length && line.data[colon] == ':' ? end : 0;
}

static void add_field(struct ma_fields *fields, struct ma_text raw)
{
	struct ma_field *field = &fields->items[fields->count];
	size_t name = ma_field_name(raw), colon = name;

	while (raw.length > 0 &&
	       (raw.data[raw.length - 1] == '\n' || (raw.data[raw.length - 1] == '\r')))
		raw.length--;
	if (name == 0 || raw.length <= name)
		return;
	while (raw.data[colon] != ':')
		colon++;
	field->raw = raw;
	field->name = ma_text_slice(raw, 0, name);
	field->value = ma_text_slice(raw, colon + 1, raw.length);
	fields->count++;
}

static size_t next_line(struct ma_text text, size_t at)
{
	const unsigned char *end = memchr(text.data + at, '\n', text.length - at);

	return end != NULL ? (size_t)(end - text.data) + 1 : text.length;
}

void ma_fields_read(struct ma_arena *arena, struct ma_text header, struct ma_fields *fields)
{
	size_t lines = 1, from = 0;

	*fields = (struct ma_fields){ 0 };
	for (size_t i = 0; i < header.length; i++)
		lines += header.data[i] == '\n';
	fields->items = ma_arena_array(arena, lines, sizeof(*fields->items));
	while (fields->items != NULL && from < header.length) {
		size_t to = next_line(header, from);

		while (to < header.length && is_blank(header.data[to]))
			to = next_line(header, to);
		add_field(fields, ma_text_slice(header, from, to));
		from = to;
	}
}

size_t ma_fields_count(const struct ma_fields *fields, const char *name)
{
	size_t count = 0;

	for (size_t i = 0; i < fields->count; i++)
		count += ma_text_is(fields->items[i].name, name);
	return count;
}

const struct ma_field *ma_field_find(const struct ma_fields *fields, const char *name, size_t index)
{
	for (size_t i = 0; i < fields->count; i++)
		if (ma_text_is(fields->items[i].name, name) && index-- == 0)
			return &fields->items[i];
	return NULL;
}

struct ma_text ma_field_unfold(struct ma_arena *arena, struct ma_text value)
{
	struct ma_buffer out = { 0 };

	while (value.length > 0 &&
	       (is_blank(value.data[0]) || value.data[0] == '\r' || value.data[0] == '\n'))
		value = ma_text_slice(value, 1, value.length);
	for (size_t i = 0; i < value.length; i++)
		if (value.data[i] != '\r' && value.data[i] != '\n')
			ma_buffer_byte(&out, value.data[i] == '\t' ? ' ' : value.data[i]);
	while (out.length > 0 && out.data[out.length - 1] == ' ')
		out.length--;
	ma_buffer_string(&out, "");
	return ma_buffer_keep(&out, arena);
}
