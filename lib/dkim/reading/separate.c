/* Semicolons that are missing between the tags of a key record: "v=DKIM1 k=rsa, p=…".
 *
 * SPDX-License-Identifier: MIT
 *
 * No value of v=, k=, h=, s=, t= and g= may hold an equals sign, and one of p= only at its end (RFC
 * 6376 3.6.1): a name with such a sign, after a blank or a comma, begins a tag of its own. */

#include "reading.h"

#include <string.h>

/* Where a semicolon was put, by byte: one of these, or 0. */
enum {
	MA_MARK_NAME = 1, /* it was put before the tag that begins here */
	MA_MARK_WIDE,	  /* it was put here, for one of full width */
};

static const char wide[] = "\xef\xbc\x9b"; /* U+FF1B, the semicolon of Japanese keyboards */

static size_t skip_space(struct ma_text text, size_t at)
{
	size_t space;

	while ((space = ma_tags_space(text, at)) > 0)
		at += space;
	return at;
}

static bool is_wide(struct ma_text text, size_t at)
{
	return text.data[at] == (unsigned char)wide[0] &&
	       ma_text_starts(ma_text_slice(text, at, text.length), wide);
}

/* After "NAME=" at AT; 0 if no tag begins there.  *INDEX is which. */
static size_t skip_name(struct ma_text text, size_t at, size_t *index)
{
	size_t end = at;

	while (end < text.length && (ma_is_alnum(text.data[end]) || text.data[end] == '_'))
		end++;
	if (end == at || !ma_is_alpha(text.data[at]))
		return 0;
	*index = ma_dkim_known_tag(ma_text_slice(text, at, end));
	end = skip_space(text, end);
	return end < text.length && text.data[end] == '=' ? end + 1 : 0;
}

/* Whether a tag begins at AT, within a value of the tag INDEX. */
static bool begins(struct ma_text text, size_t at, size_t index)
{
	size_t inner;
	size_t end = skip_name(text, at, &inner);

	if (end == 0 || index != MA_DKIM_TAG_P)
		return end > 0;
	/* It might be the last letter of a key, and its padding. */
	end = skip_space(text, end);
	return inner < MA_DKIM_TAGS && end < text.length && text.data[end] != '=' &&
	       text.data[end] != ';';
}

/* After the run of blanks and commas at AT.  *SIGN is the first comma; or AT. */
static size_t skip_separators(struct ma_text text, size_t at, size_t *sign)
{
	size_t end = at;

	*sign = at;
	for (;;) {
		end = skip_space(text, end);
		if (end >= text.length || text.data[end] != ',')
			return end;
		if (text.data[*sign] != ',')
			*sign = end;
		end++;
	}
}

/* Puts a semicolon to SIGN, and blanks to whatever else is there before END. */
static void put(unsigned char *data, size_t sign, size_t end)
{
	memset(data + sign, ' ', end - sign);
	data[sign] = ';';
}

/* The value at AT, up to the next tag, or to what begins one without a semicolon: that place is
 * marked. */
static size_t separate_value(struct ma_text text, unsigned char *data, size_t at, size_t index,
			     unsigned char *marks)
{
	while (at < text.length && text.data[at] != ';') {
		size_t sign;
		size_t end = skip_separators(text, at, &sign);

		if (end > at && begins(text, end, index)) {
			put(data, sign, end);
			marks[end] = MA_MARK_NAME;
			return end;
		}
		if (end > at) {
			at = end;
		} else if (is_wide(text, at)) {
			put(data, at, at + strlen(wide));
			marks[at] = MA_MARK_WIDE;
			return at + strlen(wide);
		} else {
			at++;
		}
	}
	return at < text.length ? at + 1 : at;
}

static unsigned char *separate(struct ma_arena *arena, struct ma_text *text)
{
	unsigned char *data = ma_arena_alloc(arena, text->length + 1);
	unsigned char *marks = ma_arena_alloc(arena, text->length + 1);
	/* What was put there already is looked at no more. */
	struct ma_text whole = *text;

	if (data == NULL || marks == NULL)
		return NULL;
	if (whole.length > 0)
		memcpy(data, whole.data, whole.length);
	for (size_t at = 0; at < whole.length;) {
		size_t index = MA_DKIM_TAGS;
		size_t value = skip_name(whole, at = skip_space(whole, at), &index);

		if (value > 0 && index < MA_DKIM_TAG_N) {
			at = separate_value(whole, data, value, index, marks);
			continue;
		}
		while (at < whole.length && whole.data[at] != ';')
			at++;
		at++;
	}
	text->data = data;
	return marks;
}

void ma_dkim_separate(struct ma_dkim_reading *reading)
{
	reading->marks = separate(reading->scratch, &reading->text);
}

/* The names, or the signs of full width, where semicolons were put. */
void ma_dkim_note_separators(struct ma_dkim_reading *reading)
{
	struct ma_text text = reading->text;

	for (size_t at = 0; reading->marks != NULL && at < text.length; at++) {
		size_t to = at + 1;

		if (reading->marks[at] == 0)
			continue;
		while (reading->marks[at] == MA_MARK_NAME && text.data[to - 1] != '=')
			to++;
		ma_dkim_note_fatal(reading, MA_DKIM_SEMICOLON_MISSING, at,
				   reading->marks[at] == MA_MARK_WIDE ? at + 3 : to);
	}
}
