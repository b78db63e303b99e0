/* Recipients: the parts of a notice that are each about one.
 *
 * SPDX-License-Identifier: MIT
 *
 * Postfix and qmail begin a part with "<name@domain>:", sendmail with that and "(reason: …)" below,
 * Exim with the address alone and what is about it indented further; RFC 3464 2.3 has a block of
 * fields. */

#include "reply.h"

#include <string.h>

enum {
	ADDRESS_MAX = 320,
};

static size_t indent_of(struct ma_text line)
{
	size_t at = 0;

	while (ma_byte_at(line, at) == ' ' || ma_byte_at(line, at) == '\t')
		at++;
	return at;
}

/* The address with which LINE begins, without its brackets; empty if it does not. */
static struct ma_text address_of(struct ma_text line, size_t *behind)
{
	bool bracket = ma_byte_at(line, 0) == '<';
	size_t from = bracket ? 1 : 0, at = from, sign = 0;

	while (at < line.length && line.data[at] > ' ' && line.data[at] != '>' &&
	       line.data[at] != '<' &&
	       (bracket || (line.data[at] != ':' && line.data[at] != ','))) {
		if (line.data[at] == '@')
			sign = at;
		at++;
	}
	*behind = at + (bracket ? 1 : 0);
	if (sign <= from || sign + 1 >= at || at - from > ADDRESS_MAX ||
	    (bracket && ma_byte_at(line, at) != '>'))
		return (struct ma_text){ 0 };
	return ma_text_slice(line, from, at);
}

bool ma_line_is_address(struct ma_text line)
{
	size_t behind;
	struct ma_text trimmed = ma_line_trim(line);
	struct ma_text address = address_of(trimmed, &behind);

	return address.length > 0 && ma_byte_at(trimmed, 0) != '<' &&
	       (behind == trimmed.length ||
		ma_text_starts(ma_text_slice(trimmed, behind, trimmed.length),
			       " (generated from") ||
		ma_text_starts(ma_text_slice(trimmed, behind, trimmed.length), " (ultimately"));
}

/* Exim: LINE is an address alone, NEXT is indented further. */
static bool is_exims(struct ma_text line, struct ma_text next)
{
	size_t indent = indent_of(line);

	return indent > 0 && ma_line_is_address(line) && ma_line_trim(next).length > 0 &&
	       indent_of(next) > indent;
}

/* What LINE, before NEXT, is the first of a part about; empty for nothing. */
static struct ma_text begins_part(struct ma_text line, struct ma_text next)
{
	struct ma_text rest, address;
	size_t behind;

	if (ma_text_starts(line, "final-recipient:")) {
		size_t semicolon = 0;

		while (semicolon < line.length && line.data[semicolon] != ';')
			semicolon++;
		return address_of(ma_line_trim(ma_text_slice(line, semicolon + 1, line.length)),
				  &behind);
	}
	if (is_exims(line, next))
		return address_of(ma_line_trim(line), &behind);
	if (ma_byte_at(line, 0) != '<')
		return (struct ma_text){ 0 };
	address = address_of(line, &behind);
	rest = ma_line_trim(ma_text_slice(line, behind, line.length));
	if (ma_byte_at(rest, 0) == ':' || ma_text_starts(rest, "(expanded from") ||
	    ma_text_starts(ma_line_trim(next), "(reason:") ||
	    ma_text_starts(ma_line_trim(next), "(expanded from"))
		return address;
	return (struct ma_text){ 0 };
}

bool ma_recipient_next(struct ma_text text, size_t *at, struct ma_recipient *part)
{
	struct ma_text line, next;
	size_t from = *at;

	part->address.length = 0;
	for (; ma_line_next(text, at, &line); from = *at) {
		size_t peek = *at;

		next = (struct ma_text){ 0 };
		ma_line_next(text, &peek, &next);
		if (part->address.length == 0) {
			part->address = begins_part(line, next);
			part->from = from;
			part->is_fields = ma_text_starts(line, "final-recipient:");
		} else if (ma_line_trim(line).length == 0 || ma_text_starts(line, "--") ||
			   begins_part(line, next).length > 0) {
			part->to = from;
			/* It may begin the next. */
			*at = from;
			return true;
		}
	}
	part->to = text.length;
	return part->address.length > 0;
}
