/* The ends of lines: a file's become those of the wire (RFC 5321 2.3.8), and what is odd is noted.
 *
 * SPDX-License-Identifier: MIT */

#include "reader.h"

#include <string.h>

static void put(struct mailauth_message *message, const unsigned char *data, size_t length)
{
	while (length > 0) {
		size_t room = MA_PIECE - message->piece_length;
		size_t part = length < room ? length : room;

		memcpy(message->piece + message->piece_length, data, part);
		message->piece_length += part;
		data += part;
		length -= part;
		if (message->piece_length == MA_PIECE)
			ma_lines_flush(message);
	}
}

void ma_lines_flush(struct mailauth_message *message)
{
	size_t length = message->piece_length;

	message->piece_length = 0;
	if (length > 0)
		ma_header_take(message, message->piece, length);
}

static void end_line(struct mailauth_message *message, bool after_cr)
{
	struct ma_line_facts *facts = &message->lines;
	size_t length = message->line - (after_cr ? 1 : 0);

	if (!message->line_ends_known) {
		message->line_ends_known = true;
		facts->plain_lf = !after_cr;
	}
	if (length > facts->longest)
		facts->longest = length;
	if (!after_cr && facts->plain_lf) {
		put(message, (const unsigned char *)"\r\n", 2);
	} else {
		facts->bare_lf += !after_cr;
		put(message, (const unsigned char *)"\n", 1);
	}
	message->ends_bare = !after_cr && !facts->plain_lf;
	message->line = 0;
}

/* Bytes of one line, without LF. */
static void take_part(struct mailauth_message *message, const unsigned char *data, size_t length)
{
	struct ma_line_facts *facts = &message->lines;

	if (message->last == '\r')
		facts->bare_cr++;
	for (const unsigned char *at = data, *end = data + length - 1;
	     at < end && (at = memchr(at, '\r', (size_t)(end - at))) != NULL; at++)
		facts->bare_cr++;
	message->line += length;
	message->last = data[length - 1];
	put(message, data, length);
}

/* RFC 6376 3.4.3, 3.4.4: a body that does not end with CRLF, as with LF alone, gets one;
 * libopendkim takes no other in the relaxed form. */
void ma_lines_end(struct mailauth_message *message)
{
	if (message->line > message->lines.longest)
		message->lines.longest = message->line;
	ma_lines_flush(message);
	if (message->state == MA_IN_BODY && (message->line > 0 || message->ends_bare))
		put(message, (const unsigned char *)"\r\n", 2);
	ma_lines_flush(message);
}

void ma_lines_take(struct mailauth_message *message, const unsigned char *data, size_t length)
{
	while (length > 0) {
		const unsigned char *end = memchr(data, '\n', length);
		size_t part = end != NULL ? (size_t)(end - data) : length;

		if (part > 0)
			take_part(message, data, part);
		if (end == NULL)
			break;
		end_line(message, message->last == '\r');
		message->last = '\n';
		data += part + 1;
		length -= part + 1;
	}
}
