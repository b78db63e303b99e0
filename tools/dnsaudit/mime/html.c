/* What a reader sees of a page: its text, without the marks.
 *
 * SPDX-License-Identifier: MIT
 *
 * Enough for a notice: no layout, no style.  Blocks are lines. */

#include "flat.h"

#include <string.h>

struct page {
	struct flat *flat;
	const char *html;
	size_t length;
	size_t at;
	bool space; /* one is due before the next character */
};

/* Whether the tag at AT ("<br", "</br") is called NAME. */
static bool is_tag(const struct page *page, size_t at, const char *name)
{
	size_t length = strlen(name);

	at += at < page->length && page->html[at] == '/';
	return page->length - at > length &&
	       g_ascii_strncasecmp(page->html + at, name, length) == 0 &&
	       !g_ascii_isalnum(page->html[at + length]);
}

static bool begins_line(const struct page *page, size_t at)
{
	static const char *const names[] = { "br", "p",	 "div", "tr", "li",	    "table", "h1",
					     "h2", "h3", "h4",	"hr", "blockquote", "pre",   "ul" };

	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++)
		if (is_tag(page, at, names[i]))
			return true;
	return false;
}

/* Where TEXT (of lower case) next begins from AT on; the end where it does not. */
static size_t find(const struct page *page, size_t at, const char *text)
{
	size_t length = strlen(text);

	while (at + length <= page->length &&
	       g_ascii_strncasecmp(page->html + at, text, length) != 0)
		at++;
	return at + length <= page->length ? at : page->length;
}

static void skip_tag(struct page *page)
{
	static const char *const hidden[][2] = { { "style", "</style" },
						 { "script", "</script" },
						 { "head", "</head" } };
	size_t name = page->at + 1;

	if (page->length - page->at >= 4 && memcmp(page->html + page->at, "<!--", 4) == 0) {
		page->at = find(page, page->at, "-->");
	} else {
		for (size_t i = 0; i < sizeof(hidden) / sizeof(*hidden); i++)
			if (page->html[name] != '/' && is_tag(page, name, hidden[i][0]))
				page->at = find(page, page->at, hidden[i][1]);
		if (begins_line(page, name)) {
			flat_add(page->flat, "\n", 1);
			page->space = false;
		}
	}
	while (page->at < page->length && page->html[page->at] != '>')
		page->at++;
	page->at++;
}

/* "&lt;", "&#64;"; 0 for what is none. */
static gunichar character_at(const char *html, size_t length, size_t *taken)
{
	static const struct {
		const char *name;
		gunichar character;
	} names[] = { { "lt;", '<' },	{ "gt;", '>' },	  { "amp;", '&' },
		      { "quot;", '"' }, { "nbsp;", ' ' }, { "apos;", '\'' } };
	gunichar value = 0;
	bool hexadecimal = length > 2 && (html[2] == 'x' || html[2] == 'X');
	size_t at = hexadecimal ? 3 : 2;

	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++) {
		*taken = 1 + strlen(names[i].name);
		if (length >= *taken && memcmp(html + 1, names[i].name, *taken - 1) == 0)
			return names[i].character;
	}
	if (length < 4 || html[1] != '#')
		return 0;
	for (; at < length && at < 10 && g_ascii_isxdigit(html[at]); at++)
		value = value * (hexadecimal ? 16 : 10) + (gunichar)g_ascii_xdigit_value(html[at]);
	*taken = at + 1;
	return at < length && html[at] == ';' && g_unichar_validate(value) && value >= ' ' ? value
											   : 0;
}

static void add_character(struct page *page)
{
	char bytes[6] = { page->html[page->at] };
	size_t taken = 1, length = 1;

	if (bytes[0] == '&') {
		gunichar character =
			character_at(page->html + page->at, page->length - page->at, &taken);

		if (character != 0)
			length = (size_t)g_unichar_to_utf8(character, bytes);
		else
			taken = 1;
	}
	page->at += taken;
	if (length == 1 && g_ascii_isspace(bytes[0])) {
		page->space = true;
		return;
	}
	if (page->space)
		flat_add(page->flat, " ", 1);
	page->space = false;
	flat_add(page->flat, bytes, length);
}

void html_add(struct flat *flat, const char *html, size_t length)
{
	struct page page = { .flat = flat, .html = html, .length = length };

	while (page.at < page.length) {
		if (page.html[page.at] == '<' && page.at + 1 < page.length)
			skip_tag(&page);
		else
			add_character(&page);
	}
	flat_add(flat, "\n", 1);
}
