/* The URIs of rua and ruf (RFC 9989 4.6): where reports are to go.
 *
 * SPDX-License-Identifier: MIT */

#include "record.h"

#include <string.h>

#define MAILTO "mailto:"
#define MAILTO_LENGTH (sizeof(MAILTO) - 1)

/* RFC 3986 2: unreserved, gen-delims, sub-delims and "%"; but a comma and an exclamation mark have
 * to be encoded (RFC 9989 4.6). */
static bool is_uri_byte(unsigned char byte)
{
	/* Each character at its place; one that is not allowed is replaced. */
	static const char allowed[256] =
		"                                !  #$%&'()*+ -./0123456789:; = ?@"
		"ABCDEFGHIJKLMNOPQRSTUVWXYZ[ ] _ abcdefghijklmnopqrstuvwxyz   ~";

	return allowed[byte] == (char)byte;
}

/* scheme = ALPHA *( ALPHA / DIGIT / "+" / "-" / "." ) (RFC 3986 3.1); its length, or 0. */
static size_t scheme_length(struct ma_text text)
{
	size_t at = 0;

	while (at < text.length &&
	       (ma_is_alnum(text.data[at]) || (at > 0 && memchr("+-.", text.data[at], 3) != NULL)))
		at++;
	return at > 0 && at < text.length && text.data[at] == ':' && ma_is_alpha(text.data[0]) ? at
											       : 0;
}

static bool has_good_bytes(struct ma_text text)
{
	for (size_t i = 0; i < text.length; i++)
		if (!is_uri_byte(text.data[i]))
			return false;
	return true;
}

/* "!10m": digits and perhaps a unit, which RFC 7489 6.4 had.  Where it begins, or the length. */
static size_t size_limit(struct ma_text text)
{
	size_t end = text.length;
	size_t at;

	at = ma_text_last(text, '!');
	if (at + 1 >= end)
		return end;
	if (memchr("kmgt", ma_fold(text.data[end - 1]), 4) != NULL)
		end--;
	for (size_t i = at + 1; i < end; i++)
		if (!ma_is_digit(text.data[i]))
			return text.length;
	return end > at + 1 ? at : text.length;
}

enum {
	LABEL_MAX = 63,
};

/* Labels with dots between (RFC 5321 4.1.2), or an address in brackets. */
static bool is_host(struct ma_text host)
{
	const unsigned char *end = host.data + host.length;

	if (host.data[0] == '[')
		return end[-1] == ']';
	for (const unsigned char *label = host.data;; label++) {
		const unsigned char *dot = memchr(label, '.', (size_t)(end - label));
		size_t length = (size_t)((dot != NULL ? dot : end) - label);

		if (length == 0 || length > LABEL_MAX)
			return false;
		if (dot == NULL)
			return true;
		label = dot;
	}
}

/* What people write who know addresses of web pages; and a colon is in a name only between
 * quotation marks (RFC 5322 3.2.3). */
static bool is_local_part(struct ma_text name)
{
	if (name.data[0] == '"' || name.data[0] == '%')
		return true;
	return !(name.data[0] == '/' && ma_text_starts(name, "//")) &&
	       memchr(name.data, ':', name.length) == NULL;
}

/* The domain of the address after "mailto:" (RFC 6068 2); false if there is none. */
static bool read_mail(struct ma_dmarc_uri *uri, struct ma_text address)
{
	static const char ends[] = { '?', '#' };
	size_t at;

	for (size_t i = 0; i < sizeof(ends) && address.length > 0; i++) {
		const unsigned char *end = memchr(address.data, ends[i], address.length);

		if (end != NULL)
			address.length = (size_t)(end - address.data);
	}
	at = ma_text_last(address, '@');
	if (at == 0 || at + 1 >= address.length)
		return false;
	uri->host = ma_text_slice(address, at + 1, address.length);
	return is_local_part(ma_text_slice(address, 0, at)) && is_host(uri->host);
}

static struct ma_dmarc_uri *read_uri(struct ma_arena *arena, struct ma_text text, size_t from)
{
	struct ma_dmarc_uri *uri = ma_arena_alloc(arena, sizeof(*uri));
	bool good = has_good_bytes(text); /* without "!", that is without a limit */
	size_t limit = good ? text.length : size_limit(text);
	size_t scheme;

	if (uri == NULL)
		return NULL;
	uri->from = from;
	uri->to = from + text.length;
	uri->sized = limit < text.length;
	uri->text = ma_text_slice(text, 0, limit);
	/* RFC 3986 3.1: case does not matter, but almost no one writes it otherwise. */
	uri->mail = limit > MAILTO_LENGTH && (memcmp(text.data, MAILTO, MAILTO_LENGTH) == 0 ||
					      ma_text_starts(uri->text, MAILTO));
	scheme = uri->mail ? MAILTO_LENGTH - 1 : scheme_length(uri->text);
	if (scheme == 0 || (!good && !has_good_bytes(uri->text)))
		return uri;
	uri->valid = uri->mail ? read_mail(uri, ma_text_slice(uri->text, scheme + 1, limit))
			       : scheme + 1 < limit;
	return uri;
}

struct ma_dmarc_uri *ma_dmarc_read_uris(struct ma_arena *arena, struct ma_text value, size_t from)
{
	struct ma_dmarc_uri *first = NULL;
	struct ma_dmarc_uri **last = &first;

	for (size_t at = 0; at <= value.length;) {
		const unsigned char *comma =
			at < value.length ? memchr(value.data + at, ',', value.length - at) : NULL;
		size_t end = comma != NULL ? (size_t)(comma - value.data) : value.length;
		size_t to = end;

		/* RFC 9989 4.7: white space is allowed around the comma. */
		while (at < to && ma_tags_space(value, at) > 0)
			at += ma_tags_space(value, at);
		while (to > at && (value.data[to - 1] == ' ' || value.data[to - 1] == '\t'))
			to--;
		*last = read_uri(arena, ma_text_slice(value, at, to), from + at);
		if (*last == NULL)
			break;
		last = &(*last)->next;
		at = end + 1;
	}
	return first;
}

bool ma_dmarc_is_repeated(const struct ma_dmarc_uri *first, const struct ma_dmarc_uri *uri)
{
	for (; first != uri; first = first->next)
		if (ma_text_equal(first->text, uri->text))
			return true;
	return false;
}
