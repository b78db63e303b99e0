/* Codes: three digits (RFC 5321 4.2), and the enhanced code after them (RFC 3463).
 *
 * SPDX-License-Identifier: MIT */

#include "reply.h"

#include <string.h>

unsigned char ma_byte_at(struct ma_text text, size_t at)
{
	return at < text.length ? text.data[at] : 0;
}

/* An enhanced code at AT (RFC 3463 2); its length, or 0. */
size_t ma_enhanced_at(struct ma_text text, size_t at, unsigned enhanced[3])
{
	struct ma_cursor cursor = { text, at };
	unsigned char before = at > 0 ? text.data[at - 1] : ' ';

	if (ma_is_alnum(before) || before == '.')
		return 0;
	for (unsigned i = 0; i < 3; i++) {
		size_t from;

		if (i > 0 && !ma_cursor_take(&cursor, '.'))
			return 0;
		from = cursor.position;
		if (!ma_cursor_number(&cursor, 999, &enhanced[i]) || cursor.position - from > 3)
			return 0;
	}
	if (enhanced[0] != 2 && enhanced[0] != 4 && enhanced[0] != 5)
		return 0;
	/* Not an address (5.7.1.2), not a version (5.7.1a). */
	if (ma_is_alnum(ma_cursor_peek(&cursor)) ||
	    (ma_cursor_peek(&cursor) == '.' && ma_is_digit(ma_byte_at(text, cursor.position + 1))))
		return 0;
	return cursor.position - at;
}

/* Whether an enhanced code of its own class follows the code at AT. */
static bool agrees_after(struct ma_text text, size_t at)
{
	unsigned enhanced[3];

	return ma_byte_at(text, at + 3) == ' ' && ma_enhanced_at(text, at + 4, enhanced) > 0 &&
	       ma_byte_at(text, at) == '0' + enhanced[0];
}

/* Three digits at AT that no other letter or digit touches; 0 if there are none. */
static unsigned code_at(struct ma_text text, size_t at)
{
	unsigned char before = at > 0 ? text.data[at - 1] : ' ';
	unsigned char after = ma_byte_at(text, at + 3);

	if (!ma_is_digit(ma_byte_at(text, at)) || !ma_is_digit(ma_byte_at(text, at + 1)) ||
	    !ma_is_digit(ma_byte_at(text, at + 2)))
		return 0;
	if (ma_is_alnum(before) || before == '.' || before == '-' || before == '/' ||
	    before == '_' || before == '=' || before == '+' || before == '@')
		return 0;
	/* "named[554]": a process. */
	if (before == '[' && after == ']' && at > 1 && ma_is_alnum(text.data[at - 2]))
		return 0;
	/* "#550 5.1.1", as Exchange writes it, but not a ticket's number. */
	if (before == '#' && !agrees_after(text, at))
		return 0;
	if (ma_is_alnum(after) || after == '/' || after == '_' || after == '@' ||
	    ((after == '.' || after == ':' || after == ',') &&
	     ma_is_digit(ma_byte_at(text, at + 4))))
		return 0;
	/* RFC 5321 4.2.1: 2 to 5, then 0 to 5; 571 and its like exist, and CommuniGate's 591. */
	if (text.data[at] < '2' || text.data[at] > '5' ||
	    (text.data[at + 1] > '7' && memcmp(text.data + at, "591", 3) != 0))
		return 0;
	return (unsigned)(text.data[at] - '0') * 100 + (unsigned)(text.data[at + 1] - '0') * 10 +
	       (unsigned)(text.data[at + 2] - '0');
}

/* "550, b'5.7.1 …'", "550, '…'", as programs print a code and its text: the length of what is
 * between them, or 0. */
static size_t between_printed(struct ma_text text, size_t at)
{
	size_t from = at;

	if (ma_byte_at(text, at) != ',')
		return 0;
	at++;
	at += ma_byte_at(text, at) == ' ';
	at += ma_byte_at(text, at) == 'b';
	return ma_byte_at(text, at) == '\'' || ma_byte_at(text, at) == '"' ? at + 1 - from : 0;
}

size_t ma_reply_printed_quote(struct ma_text text, size_t at)
{
	size_t length = between_printed(text, at + 3);

	return length > 0 ? at + 3 + length - 1 : 0;
}

/* Reads the codes at the start of LINE into REPLY; returns their length, or 0. */
size_t ma_reply_read_codes(struct ma_text text, size_t at, struct ma_reply *reply)
{
	size_t from = at;
	size_t length;

	reply->code = code_at(text, at);
	if (reply->code != 0)
		at += 3;
	if (reply->code != 0)
		at += between_printed(text, at);
	while (reply->code != 0 && at < from + 8 && ma_is_one_of(ma_byte_at(text, at), " -#\t:="))
		at++;
	if (ma_byte_at(text, at) == '#')
		at++;
	length = ma_enhanced_at(text, at, reply->enhanced);
	if (length == 0)
		memset(reply->enhanced, 0, sizeof(reply->enhanced));
	if (length > 0)
		return at + length - from;
	return reply->code != 0 ? 3 : 0;
}

bool ma_reply_has_words(const struct ma_reply *reply)
{
	size_t letters = 0;

	for (size_t i = 0; i < reply->line.length; i++)
		letters += ma_is_alpha(reply->line.data[i]) || reply->line.data[i] >= 0x80;
	return letters > 5;
}
