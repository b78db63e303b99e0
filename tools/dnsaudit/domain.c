/* The domain in what was typed for one: a mail address, a URL, a name with a dot or a slash after
 * it.
 *
 * SPDX-License-Identifier: MIT */

#include "dnsaudit.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

/* A part of what was typed. */
struct span {
	const char *start;
	const char *end;
};

static bool ends_with(struct span span, const char *end)
{
	size_t length = strlen(end);

	return (size_t)(span.end - span.start) >= length &&
	       memcmp(span.end - length, end, length) == 0;
}

/* Up to the first of the characters in SET. */
static void cut_at(struct span *span, const char *set)
{
	for (const char *c = span->start; c < span->end; c++) {
		if (strchr(set, *c) != NULL) {
			span->end = c;
			return;
		}
	}
}

/* From after the last SIGN. */
static void cut_through(struct span *span, const char *sign)
{
	size_t length = strlen(sign);

	for (const char *c = span->start; (size_t)(span->end - c) >= length; c++)
		if (memcmp(c, sign, length) == 0)
			span->start = c + length;
}

static void trim(struct span *span)
{
	while (span->start < span->end && strchr(" \t\r\n", *span->start) != NULL)
		span->start++;
	while (span->start < span->end && strchr(" \t\r\n", span->end[-1]) != NULL)
		span->end--;
}

/* "Info <info@example.jp>" */
static void read_brackets(struct span *span)
{
	if (!ends_with(*span, ">"))
		return;
	span->end--;
	cut_through(span, "<");
	trim(span);
}

/* The authority of a URL (RFC 3986 3.2), or the address of "mailto:". */
static void read_url(struct span *span)
{
	const char *scheme = strstr(span->start, "://");

	if (strncasecmp(span->start, "mailto:", 7) == 0)
		span->start += 7;
	else if (scheme != NULL && scheme < span->end)
		span->start = scheme + 3;
	cut_at(span, "/?#");
}

/* After the user's name; the sign may be that of a Japanese keyboard (U+FF20, U+FE6B). */
static void read_host(struct span *span)
{
	static const char *const signs[] = { "@", "\xef\xbc\xa0", "\xef\xb9\xab" };
	const char *colon;

	for (size_t i = 0; i < sizeof(signs) / sizeof(*signs); i++)
		cut_through(span, signs[i]);
	colon = memchr(span->start, ':', (size_t)(span->end - span->start));
	/* A port; an IPv6 address has more than one colon. */
	if (colon != NULL && colon + 1 + strspn(colon + 1, "0123456789") >= span->end)
		span->end = colon;
}

/* One dot at the end, of any script (RFC 3490 3.1). */
static void read_end(struct span *span)
{
	static const char *const dots[] = { ".", "\xe3\x80\x82", "\xef\xbc\x8e", "\xef\xbd\xa1" };

	for (size_t i = 0; i < sizeof(dots) / sizeof(*dots); i++) {
		if (ends_with(*span, dots[i])) {
			span->end -= strlen(dots[i]);
			return;
		}
	}
}

/* Whether a domain can be meant: a file's name and an IP address are none. */
static bool can_be_domain(const char *name)
{
	bool dot = false;
	bool letter = false;

	for (const char *c = name; *c != '\0'; c++) {
		bool other = (*c & 0x80) != 0;

		if (strchr(" \t\r\n/\\<>@:;,", *c) != NULL || (*c == '.' && c[1] == '.'))
			return false;
		dot = dot || *c == '.' || other;
		letter = letter || (*c >= 'a' && *c <= 'z') || (*c >= 'A' && *c <= 'Z') || other;
	}
	return dot && letter && name[0] != '.';
}

int domain_typed(const char *typed, char **domain)
{
	struct span span = { typed, typed + strlen(typed) };

	trim(&span);
	read_brackets(&span);
	read_url(&span);
	read_host(&span);
	read_end(&span);
	*domain = strndup(span.start, (size_t)(span.end - span.start));
	if (*domain == NULL)
		return MAILAUTH_ENOMEM;
	if (strcmp(*domain, typed) == 0 || !can_be_domain(*domain)) {
		free(*domain);
		*domain = NULL;
	}
	return 0;
}
