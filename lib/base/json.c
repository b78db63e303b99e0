/* A streaming JSON writer (RFC 8259): what it writes is ASCII-safe where it matters and always
 * valid, whatever bytes it is given.
 *
 * SPDX-License-Identifier: MIT */

#include "base.h"

/* A comma where one is due, and the key. */
static void begin_value(struct ma_json *json, const char *key)
{
	if (json->after_value)
		ma_buffer_byte(json->out, ',');
	json->after_value = true;
	if (key != NULL) {
		ma_buffer_byte(json->out, '"');
		ma_buffer_string(json->out, key);
		ma_buffer_string(json->out, "\":");
	}
}

void ma_json_open(struct ma_json *json, const char *key, char bracket)
{
	begin_value(json, key);
	ma_buffer_byte(json->out, (unsigned char)bracket);
	json->after_value = false;
}

void ma_json_close(struct ma_json *json, char bracket)
{
	ma_buffer_byte(json->out, (unsigned char)bracket);
	json->after_value = true;
}

static void add_unit(struct ma_json *json, uint32_t unit)
{
	ma_buffer_string(json->out, "\\u");
	for (int shift = 12; shift >= 0; shift -= 4)
		ma_buffer_byte(json->out, (unsigned char)"0123456789abcdef"[unit >> shift & 15]);
}

static void add_escaped(struct ma_json *json, uint32_t code)
{
	if (code > 0xffff) {
		add_unit(json, 0xd800 + ((code - 0x10000) >> 10));
		add_unit(json, 0xdc00 + ((code - 0x10000) & 0x3ff));
	} else {
		add_unit(json, code);
	}
}

/* Quotes, whatever does not show, and what would mean something to HTML or to a script. */
static bool needs_escape(uint32_t code)
{
	return code == '"' || code == '\\' || code == '<' || code == '>' || code == '&' ||
	       !ma_utf8_is_visible(code);
}

/* A byte that is not UTF-8, or a backslash of a record, as the text \DDD. */
static void add_decimal(struct ma_json *json, unsigned char byte)
{
	ma_buffer_string(json->out, "\\\\");
	ma_buffer_byte(json->out, (unsigned char)('0' + byte / 100));
	ma_buffer_byte(json->out, (unsigned char)('0' + byte / 10 % 10));
	ma_buffer_byte(json->out, (unsigned char)('0' + byte % 10));
}

static void add_string(struct ma_json *json, struct ma_text text, bool raw)
{
	ma_buffer_byte(json->out, '"');
	while (text.length > 0) {
		uint32_t code = 0;
		size_t length = ma_utf8_decode(text, &code);

		if (length == 0 || (raw && code == '\\'))
			add_decimal(json, text.data[0]);
		else if (needs_escape(code))
			add_escaped(json, code);
		else
			ma_buffer_add(json->out, text.data, length);
		text = ma_text_slice(text, length > 0 ? length : 1, text.length);
	}
	ma_buffer_byte(json->out, '"');
}

void ma_json_text(struct ma_json *json, const char *key, struct ma_text text)
{
	begin_value(json, key);
	add_string(json, text, false);
}

void ma_json_bytes(struct ma_json *json, const char *key, struct ma_text bytes)
{
	begin_value(json, key);
	if (bytes.data == NULL)
		ma_buffer_string(json->out, "null");
	else
		add_string(json, bytes, true);
}

void ma_json_number(struct ma_json *json, const char *key, int64_t number)
{
	begin_value(json, key);
	if (number < 0)
		ma_buffer_byte(json->out, '-');
	ma_buffer_number(json->out, number < 0 ? 0 - (uint64_t)number : (uint64_t)number);
}

void ma_json_bool(struct ma_json *json, const char *key, bool value)
{
	begin_value(json, key);
	ma_buffer_string(json->out, value ? "true" : "false");
}

void ma_json_null(struct ma_json *json, const char *key)
{
	begin_value(json, key);
	ma_buffer_string(json->out, "null");
}
