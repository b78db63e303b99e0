/* Mail addresses: of envelopes (RFC 5321 4.1.2), and in header fields (RFC 5322 3.4).
 *
 * SPDX-License-Identifier: MIT */

#include "syntax.h"

/* Addresses divided by commas, or by semicolons as people type them. */
struct from_reader {
	struct ma_text text;
	size_t at;
	size_t open; /* the last "<" that neither a name nor a comment holds; or the length */
	size_t close;
	unsigned angles;
	unsigned addresses;
	bool has_sign; /* an "@" is in what is read now */
	bool unclosed;
};

/* Passes over a quoted string or a comment, which can hold anything; comments nest. */
static void skip_quoted(struct from_reader *reader, unsigned char open, unsigned char close)
{
	unsigned depth = 0;

	for (; reader->at < reader->text.length; reader->at++) {
		unsigned char byte = reader->text.data[reader->at];

		if (byte == '\\')
			reader->at++;
		else if (byte == close && depth > 0 && --depth == 0)
			return;
		else if (byte == open)
			depth++;
	}
	reader->unclosed = true;
}

static void end_address(struct from_reader *reader)
{
	reader->addresses += reader->has_sign;
	reader->has_sign = false;
}

/* A route, as RFC 5322 4.4 still has it, may hold commas. */
static void read_angle(struct from_reader *reader)
{
	reader->open = reader->at;
	reader->angles++;
	reader->has_sign = true;
	while (reader->at < reader->text.length && reader->text.data[reader->at] != '>')
		reader->at++;
	reader->close = reader->at;
	reader->unclosed = reader->unclosed || reader->at == reader->text.length;
}

static void read_addresses(struct from_reader *reader)
{
	for (; reader->at < reader->text.length; reader->at++) {
		switch (reader->text.data[reader->at]) {
		case '"':
			skip_quoted(reader, '"', '"');
			break;
		case '(':
			skip_quoted(reader, '(', ')');
			break;
		case '<':
			read_angle(reader);
			break;
		case '@':
			reader->has_sign = true;
			break;
		case ',':
		case ';':
			end_address(reader);
			break;
		}
	}
	end_address(reader);
}

struct ma_text ma_from_address(struct ma_text from)
{
	struct from_reader reader = { .text = from, .open = from.length };
	size_t comment = ma_text_last(from, '(');

	read_addresses(&reader);
	/* RFC 9989 5.3.1: of several, none is the Author Domain.  What is left is not an address.
	 */
	if (reader.addresses > 1 || reader.angles > 1 || reader.unclosed)
		return ma_text_slice(from, 0, ma_text_last(from, '@') + 1);
	if (reader.open < from.length)
		from = ma_text_slice(from, reader.open, reader.close + 1);
	else if (comment < from.length && from.data[from.length - 1] == ')')
		from = ma_text_slice(from, 0, comment);
	while (from.length > 0 && from.data[from.length - 1] == ' ')
		from.length--;
	while (from.length > 0 && from.data[0] == ' ')
		from = ma_text_slice(from, 1, from.length);
	return from;
}

struct ma_text ma_mailbox_path(struct ma_text path)
{
	if (path.length >= 2 && path.data[0] == '<' && path.data[path.length - 1] == '>')
		return ma_text_slice(path, 1, path.length - 1);
	return path;
}

struct ma_text ma_mailbox_domain(struct ma_text path)
{
	size_t at = ma_text_last(path, '@');

	if (at + 1 >= path.length) /* "info@": all of it is what is wrong */
		return path;
	return ma_text_slice(path, at + 1, path.length);
}
