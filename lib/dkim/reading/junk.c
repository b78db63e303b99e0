/* What is pasted into key records by mistake: quotes, backslashes, parentheses, HTML, PEM, line
 * breaks.
 *
 * SPDX-License-Identifier: MIT
 *
 * A value of "n=", or of a tag that is not known, may hold nearly all of that rightly (RFC 6376
 * 3.2); the other tags of a key may not. */

#include "reading.h"

#include <string.h>

enum {
	HTML_MAX = 200, /* octets of one mark-up */
	PEM_MAX = 64,
};

/* A run of quotes and the like at the start of TEXT: its length in octets, or 0. */
static size_t measure_stray(struct ma_text text)
{
	static const char *const strays[] = {
		"\"",
		"'",
		"\\",
		"(",
		")",
		"\xe2\x80\x9c",
		"\xe2\x80\x9d",
		"\xe2\x80\x98",
		"\xe2\x80\x99",
		"\xef\xbb\xbf",
		"\xc2\xa0",
		"\xe3\x80\x80",
		"\xe2\x80\x8b",
		"\xe2\x80\x8c",
		"\xe2\x80\x8d",
	};

	for (size_t i = 0; i < sizeof(strays) / sizeof(*strays); i++)
		if (text.data[0] == (unsigned char)strays[i][0] && ma_text_starts(text, strays[i]))
			return strlen(strays[i]);
	return 0;
}

/* Whether mark-up of HTML has this name.  What else is in angle brackets is part of what was
 * meant: "p=<the key>".  <s> is none, as that is a flag in the brackets of a manual. */
static bool is_markup(struct ma_text name)
{
	static const char *const names[] = {
		"a",	 "b",	   "big",   "body", "br",   "code",  "div",   "em",   "font",
		"h1",	 "h2",	   "h3",    "h4",   "head", "hr",    "html",  "i",    "img",
		"kbd",	 "li",	   "meta",  "nobr", "ol",   "p",     "pre",   "samp", "small",
		"span",	 "strong", "style", "sub",  "sup",  "table", "tbody", "td",   "th",
		"thead", "title",  "tr",    "tt",   "u",    "ul",    "wbr",
	};

	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++)
		if (ma_text_is(name, names[i]))
			return true;
	return false;
}

/* <br>, </p>, <span class="…"> */
static size_t measure_markup(struct ma_text text)
{
	size_t from, to;

	if (text.length < 3 || text.data[0] != '<')
		return 0;
	from = text.data[1] == '/' ? 2 : 1;
	for (to = from; to < text.length && to < from + 8 && ma_is_alnum(text.data[to]);)
		to++;
	if (!is_markup(ma_text_slice(text, from, to)) && !ma_text_starts(text, "<!--"))
		return 0;
	for (size_t i = to; i < text.length && i < HTML_MAX; i++)
		if (text.data[i] == '>')
			return i + 1;
	return 0;
}

static size_t measure_entity(struct ma_text text)
{
	static const char *const entities[] = { "&quot;", "&amp;", "&nbsp;", "&lt;",
						"&gt;",	  "&#34;", "&#39;",  "&apos;" };

	for (size_t i = 0; i < sizeof(entities) / sizeof(*entities) && text.data[0] == '&'; i++)
		if (ma_text_starts(text, entities[i]))
			return strlen(entities[i]);
	return 0;
}

/* -----BEGIN PUBLIC KEY-----, also without its end */
static size_t measure_pem(struct ma_text text)
{
	size_t at;

	if (text.data[0] != '-' ||
	    (!ma_text_starts(text, "-----BEGIN ") && !ma_text_starts(text, "-----END ")))
		return 0;
	for (at = 6; at < text.length && at < PEM_MAX; at++)
		if (text.data[at] != ' ' && (text.data[at] < 'A' || text.data[at] > 'Z') &&
		    !ma_is_digit(text.data[at]))
			break;
	while (at < text.length && text.data[at] == '-')
		at++;
	return at;
}

/* Most bytes do not begin anything of all that. */
static bool may_begin(unsigned char byte)
{
	return byte >= 0x80 || (!ma_is_alnum(byte) && ma_is_one_of(byte, "\"'\\()<&-\r\n"));
}

static size_t measure(struct ma_text text, unsigned char *kind)
{
	size_t length;

	if (!may_begin(text.data[0]))
		return 0;
	*kind = MA_JUNK_BREAK;
	if (text.data[0] == '\r' || text.data[0] == '\n')
		return 1;
	*kind = MA_JUNK_STRAY;
	if ((length = measure_stray(text)) > 0)
		return length;
	*kind = MA_JUNK_HTML;
	if ((length = measure_markup(text)) > 0 || (length = measure_entity(text)) > 0)
		return length;
	*kind = MA_JUNK_PEM;
	return measure_pem(text);
}

/* Whether a tag begins at AT whose value may hold anything. */
static bool is_free(struct ma_text text, size_t at)
{
	size_t end;

	for (end = at; end < text.length && (ma_is_alnum(text.data[end]) || text.data[end] == '_');)
		end++;
	if (end == at || !ma_is_alpha(text.data[at]) ||
	    ma_dkim_known_tag(ma_text_slice(text, at, end)) < MA_DKIM_TAG_N)
		return false;
	while (ma_tags_space(text, end) > 0)
		end++;
	return end < text.length && text.data[end] == '=';
}

static size_t skip_tag(struct ma_text text, size_t at)
{
	while (at < text.length && text.data[at] != ';')
		at++;
	return at;
}

static unsigned char *find_junk(struct ma_arena *arena, struct ma_text text)
{
	unsigned char *junk = NULL;
	bool start = true; /* of a tag: only junk and white space come before */

	for (size_t at = 0; at < text.length;) {
		unsigned char kind = MA_JUNK_NONE;
		size_t length = ma_tags_space(text, at);

		if (length == 0 && start && is_free(text, at))
			at = skip_tag(text, at);
		if (length == 0 && at < text.length)
			length = measure(ma_text_slice(text, at, text.length), &kind);
		else
			kind = MA_JUNK_NONE;
		if (length > 0 && kind != MA_JUNK_NONE) {
			if (junk == NULL && (junk = ma_arena_alloc(arena, text.length)) == NULL)
				return NULL;
			memset(junk + at, kind, length);
		}
		if (length == 0 && at < text.length)
			start = text.data[at] == ';';
		at += length > 0 ? length : 1;
	}
	return junk;
}

/* Takes the junk out, and notes where the rest was.  A blank is left where it was, as that
 * divides words. */
static void take_out(struct ma_dkim_reading *reading, const unsigned char *junk)
{
	size_t length = reading->record->raw.length;
	unsigned char *text = ma_arena_alloc(reading->scratch, length + 1);
	size_t *places = ma_arena_array(reading->scratch, length + 1, sizeof(*places));
	size_t count = 0;

	if (text == NULL || places == NULL)
		return;
	for (size_t i = 0; i < length; i++) {
		if (junk[i] != MA_JUNK_NONE && i > 0 && junk[i - 1] != MA_JUNK_NONE)
			continue;
		places[count] = i;
		text[count++] = junk[i] != MA_JUNK_NONE ? ' ' : reading->record->raw.data[i];
	}
	places[count] = length;
	reading->text = (struct ma_text){ text, count };
	reading->places = places;
}

/* Whether there is more than junk and white space before END. */
static bool has_more(struct ma_text text, const unsigned char *junk, size_t end)
{
	for (size_t at = 0; at < end; at++)
		if ((junk == NULL || junk[at] == MA_JUNK_NONE) && ma_tags_space(text, at) == 0)
			return true;
	return false;
}

/* Of a line that was pasted whole, the quotes and parentheses are part. */
static unsigned char *add_line(struct ma_arena *arena, struct ma_text text, unsigned char *junk)
{
	size_t before = ma_dkim_measure_before(text);
	size_t comment = ma_dkim_find_comment(text);

	if (!has_more(text, junk, before))
		before = 0;
	if (before == 0 && comment == text.length)
		return junk;
	if (junk == NULL && (junk = ma_arena_alloc(arena, text.length)) == NULL)
		return NULL;
	for (size_t at = 0; at < text.length; at++) {
		size_t space = ma_tags_space(text, at); /* two octets and a blank, folded */

		if (space > 0)
			at += space - 1;
		else if (at < before || at >= comment || junk[at] == MA_JUNK_STRAY)
			junk[at] = MA_JUNK_LINE;
	}
	return junk;
}

void ma_dkim_take_out_junk(struct ma_dkim_reading *reading)
{
	struct ma_text raw = reading->record->raw;

	reading->junk = add_line(reading->scratch, raw, find_junk(reading->scratch, raw));
	if (reading->junk != NULL)
		take_out(reading, reading->junk);
}

/* One fault for each run of the same kind, ignoring blanks between them; one for a whole line. */
static void note_runs(struct ma_dkim_reading *reading, const unsigned char *junk)
{
	static const enum ma_finding_id ids[] = {
		[MA_JUNK_STRAY] = MA_DKIM_STRAY_CHARACTER,
		[MA_JUNK_HTML] = MA_DKIM_HTML,
		[MA_JUNK_PEM] = MA_DKIM_PEM_HEADER,
		[MA_JUNK_LINE] = MA_DKIM_ZONE_LINE,
	};
	struct ma_text raw = reading->record->raw;
	bool line = false; /* one was noted, at its first part */

	for (size_t at = 0; at < raw.length;) {
		size_t to = at;

		for (size_t i = at;
		     i < raw.length && junk[at] != MA_JUNK_NONE && junk[at] != MA_JUNK_BREAK; i++) {
			if (junk[i] == junk[at])
				to = i + 1;
			else if (ma_tags_space(raw, i) == 0)
				break;
		}
		if (to > at && !(line && junk[at] == MA_JUNK_LINE))
			ma_dkim_note_fatal_raw(reading, ids[junk[at]], at, to);
		line = line || junk[at] == MA_JUNK_LINE;
		at = to > at ? to : at + 1;
	}
}

/* One fault for all line breaks, at the first. */
static void note_breaks(struct ma_dkim_reading *reading, const unsigned char *junk)
{
	struct ma_text raw = reading->record->raw;
	size_t count = 0, from = 0, to = 0;

	for (size_t at = 0; at < raw.length; at++) {
		if (junk[at] != MA_JUNK_BREAK)
			continue;
		if (count++ == 0)
			from = at;
		/* CRLF is one. */
		if (raw.data[at] == '\r' && at + 1 < raw.length && junk[at + 1] == MA_JUNK_BREAK &&
		    raw.data[at + 1] == '\n')
			at++;
		if (count == 1)
			to = at + 1;
	}
	if (count == 0)
		return;
	ma_dkim_fault_value(ma_dkim_note_fatal_raw(reading, MA_DKIM_LINE_BREAK, from, to), "count",
			    ma_arena_number(reading->arena, count));
}

void ma_dkim_note_junk(struct ma_dkim_reading *reading)
{
	if (reading->junk == NULL)
		return;
	note_runs(reading, reading->junk);
	note_breaks(reading, reading->junk);
}
