/* What a line has around a key record: its name, class and type in a zone file, the label of a
 * form, a comment.
 *
 * SPDX-License-Identifier: MIT */

#include "reading.h"

#include <string.h>

enum {
	BEFORE_MAX = 400, /* octets: a name has 255 (RFC 1035 2.3.4), a TTL ten */
};

/* TXT as a word of its own, before a blank or what begins a string in a zone file (RFC 1035 5.1).
 */
static bool is_type(struct ma_text text, size_t at)
{
	size_t end = at + strlen("txt");

	return ma_text_starts(ma_text_slice(text, at, text.length), "txt") && end < text.length &&
	       (ma_tags_space(text, end) > 0 || ma_is_one_of(text.data[end], "\"(:"));
}

static bool is_boundary(struct ma_text text, size_t at)
{
	return at == 0 || (!ma_is_alnum(text.data[at - 1]) && text.data[at - 1] != '_');
}

/* No name, type or label holds what divides tags: from there on it is the record. */
size_t ma_dkim_measure_before(struct ma_text text)
{
	size_t found = 0;

	for (size_t at = 0; at < text.length && at < BEFORE_MAX; at++) {
		if (text.data[at] == '=' || text.data[at] == ';')
			break;
		if (!is_boundary(text, at))
			continue;
		if (ma_text_starts(ma_text_slice(text, at, text.length), "v=dkim"))
			return at;
		if (is_type(text, at))
			found = at + strlen("txt");
	}
	return found;
}

static size_t skip_space(struct ma_text text, size_t at)
{
	size_t space;

	while (at < text.length && (space = ma_tags_space(text, at)) > 0)
		at += space;
	return at;
}

/* A comment comes after the string, or the parenthesis, that ends last (RFC 1035 5.1); what has an
 * equals sign is a tag. */
size_t ma_dkim_find_comment(struct ma_text text)
{
	size_t end = text.length;
	size_t at;

	while (end > 0 && text.data[end - 1] != ')' && text.data[end - 1] != '"') {
		if (text.data[end - 1] == '=')
			return text.length;
		end--;
	}
	at = skip_space(text, end);
	/* Where nothing follows, it is the semicolon after the last tag (RFC 6376 3.2). */
	if (end == 0 || at == text.length || text.data[at] != ';' ||
	    skip_space(text, at + 1) == text.length)
		return text.length;
	return at;
}
