/* Mail logs: which lines are about the same message.
 *
 * SPDX-License-Identifier: MIT */

#include "reply.h"

#include <string.h>

enum {
	IDENTIFIER_MIN = 6,
	IDENTIFIER_MAX = 40,
	LINES_MAX = 4000, /* of a log that are looked at */
};

struct ma_text ma_lines_around(struct ma_text text, size_t from, size_t to)
{
	from = from < text.length ? from : text.length;
	to = to > from ? to : from;
	while (from > 0 && text.data[from - 1] != '\n')
		from--;
	while (to < text.length && !(to > from && text.data[to - 1] == '\n'))
		to++;
	return ma_text_slice(text, from, to);
}

static size_t word_length(struct ma_text text, size_t at)
{
	size_t length = 0;

	while (ma_is_alnum(ma_byte_at(text, at + length)))
		length++;
	return length;
}

/* "postfix/smtp[123]: 4XyZ1: to=…", "sm-mta[123]: 5AKABC: …" */
static size_t syslog_identifier(struct ma_text line, size_t at)
{
	size_t length;

	if (line.data[at] != ']' || ma_byte_at(line, at + 1) != ':' ||
	    ma_byte_at(line, at + 2) != ' ')
		return 0;
	length = word_length(line, at + 3);
	return ma_byte_at(line, at + 3 + length) == ':' ? length : 0;
}

/* Exim: "1tDabc-0001Ab-2x"; since 4.97 its middle has 11 characters and its end 4. */
static size_t exim_identifier(struct ma_text line, size_t at)
{
	size_t first, middle, end;

	if (at > 0 && line.data[at - 1] != ' ' && line.data[at - 1] != '[')
		return 0;
	first = word_length(line, at);
	middle = first == 6 && ma_byte_at(line, at + 6) == '-' ? word_length(line, at + 7) : 0;
	if ((middle != 6 && middle != 11) || ma_byte_at(line, at + 7 + middle) != '-')
		return 0;
	end = word_length(line, at + 8 + middle);
	return end == 2 || end == 4 ? 8 + middle + end : 0;
}

bool ma_log_identifier(struct ma_text line, struct ma_text *identifier)
{
	for (size_t at = 0; at + IDENTIFIER_MIN < line.length; at++) {
		size_t skip = line.data[at] == ']' ? 3 : 0;
		size_t length = skip > 0 ? syslog_identifier(line, at) : exim_identifier(line, at);

		if (length < IDENTIFIER_MIN || length > IDENTIFIER_MAX)
			continue;
		*identifier = ma_text_slice(line, at + skip, at + skip + length);
		/* Postfix, before it has taken the message. */
		if (ma_text_is(*identifier, "noqueue"))
			identifier->length = 0;
		return true;
	}
	return false;
}

static bool holds(struct ma_text line, struct ma_text identifier)
{
	for (size_t at = 0; at + identifier.length <= line.length; at++)
		if (memcmp(line.data + at, identifier.data, identifier.length) == 0)
			return true;
	return false;
}

struct ma_text ma_log_lines(struct ma_arena *arena, struct ma_text text, struct ma_text identifier)
{
	struct ma_buffer lines = { 0 };
	struct ma_text line;
	size_t at = 0;

	if (identifier.length == 0)
		return MA_TEXT("");
	for (unsigned i = 0; i < LINES_MAX && ma_line_next(text, &at, &line); i++)
		if (holds(line, identifier))
			ma_buffer_text(&lines, line);
	return ma_buffer_keep(&lines, arena);
}
