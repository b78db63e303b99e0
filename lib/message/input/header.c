/* Where the header of a message ends (RFC 5322 2.1).
 *
 * SPDX-License-Identifier: MIT */

#include "reader.h"

#include <string.h>

static bool is_blank(unsigned char byte)
{
	return byte == ' ' || byte == '\t';
}

/* Whether LINE, with its end, belongs to the header. */
static bool belongs(const struct mailauth_message *message, struct ma_text line)
{
	if (line.length > 0 && is_blank(line.data[0]))
		return message->line_from > 0;
	return ma_field_name(line) > 0;
}

static bool is_empty(struct ma_text line)
{
	return line.length == 2 && line.data[0] == '\r';
}

/* Looks at the line that the buffer ends with.  False if the header ends there: an empty line is
 * taken off, and another one is the first of the body. */
static bool take_line(struct mailauth_message *message)
{
	struct ma_buffer *header = &message->header;
	struct ma_text line = { (const unsigned char *)header->data + message->line_from,
				header->length - message->line_from };

	if (message->line_from == 0 && !message->mbox && ma_text_starts(line, "From ")) {
		message->mbox = true;
		header->length = 0;
		return true;
	}
	if (!belongs(message, line) || header->length > MA_HEADER_MAX)
		return false;
	message->line_from = header->length;
	return true;
}

/* Eight octets at a time: a body is read for this alone. */
static bool has_eight_bits(const unsigned char *data, size_t length)
{
	uint64_t bits = 0, part;

	for (; length >= sizeof(part); data += sizeof(part), length -= sizeof(part)) {
		memcpy(&part, data, sizeof(part));
		bits |= part;
	}
	for (; length > 0; data++, length--)
		bits |= *data;
	return (bits & 0x8080808080808080) != 0;
}

static void take_body(struct mailauth_message *message, const unsigned char *data, size_t length)
{
	if (message->hasher == NULL) /* memory failed */
		return;
	message->lines.eight_bit = message->lines.eight_bit || has_eight_bits(data, length);
	ma_hasher_body(message->hasher, data, length);
	if (message->keep)
		ma_buffer_add(&message->body, data, length);
}

/* The header is complete; the line that ended it is the first of the body, unless it is empty. */
static void end_at_line(struct mailauth_message *message)
{
	struct ma_buffer *header = &message->header;
	struct ma_text line = { (const unsigned char *)header->data + message->line_from,
				header->length - message->line_from };

	ma_header_end(message);
	if (message->state == MA_IN_BODY && !is_empty(line))
		take_body(message, line.data, line.length);
}

void ma_header_take(struct mailauth_message *message, const unsigned char *data, size_t length)
{
	while (length > 0 && message->state == MA_IN_HEADER) {
		const unsigned char *end = memchr(data, '\n', length);
		size_t part = end != NULL ? (size_t)(end - data) + 1 : length;

		ma_buffer_add(&message->header, data, part);
		data += part;
		length -= part;
		if (message->header.failed)
			return;
		if ((end != NULL && !take_line(message)) ||
		    message->header.length > 2 * MA_HEADER_MAX)
			end_at_line(message);
	}
	if (length > 0 && message->state == MA_IN_BODY)
		take_body(message, data, length);
}
