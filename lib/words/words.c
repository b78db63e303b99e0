/* Sentences, and the one place that puts values into them.
 *
 * SPDX-License-Identifier: MIT */

#include "words.h"

#include <string.h>

enum {
	VALUE_MAX = 300, /* octets; a domain name has fewer */
};

static const struct {
	const char *text[MA_LANGUAGES];
	const char *advice[MA_LANGUAGES];
	const char *brief[MA_LANGUAGES]; /* or "" */
	const char *brief_advice[MA_LANGUAGES];
} phrases[] = {
#include <phrases.inc>
};

const char *ma_phrase(enum ma_phrase_id id, enum mailauth_language language)
{
	return phrases[id].text[language];
}

const char *ma_phrase_advice(enum ma_phrase_id id, enum mailauth_language language)
{
	return phrases[id].advice[language];
}

const char *ma_phrase_in_short(enum ma_phrase_id id, enum mailauth_language language)
{
	const char *brief = phrases[id].brief[language];

	return brief[0] != '\0' ? brief : phrases[id].text[language];
}

const char *ma_phrase_advice_in_short(enum ma_phrase_id id, enum mailauth_language language)
{
	const char *brief = phrases[id].brief_advice[language];

	return brief[0] != '\0' ? brief : phrases[id].advice[language];
}

uint64_t ma_words_version(void)
{
	return MA_PHRASE_RULES_VERSION;
}

static const struct ma_argument *find(const struct ma_argument *arguments, size_t count,
				      const char *key, size_t length)
{
	for (size_t i = 0; i < count; i++)
		if (strlen(arguments[i].key) == length &&
		    strncmp(arguments[i].key, key, length) == 0)
			return &arguments[i];
	return NULL;
}

/* A value within a sentence: safe to show, and not so long that the sentence is lost. */
static void add_value(struct ma_buffer *buffer, const struct ma_argument *argument)
{
	struct ma_text value = argument->value;

	if (argument->kind == MA_VALUE_SAFE) {
		ma_buffer_text(buffer, value);
		return;
	}
	if (value.length > VALUE_MAX) {
		value.length = VALUE_MAX;
		/* not within a character */
		while (value.length > VALUE_MAX - 4 && (value.data[value.length] & 0xc0) == 0x80)
			value.length--;
	}
	ma_buffer_visible(buffer, value);
	if (value.length < argument->value.length)
		ma_buffer_string(buffer, "…");
}

/* The place of the first ", " of TEXT from AT on, or its end. */
static size_t find_comma(struct ma_text text, size_t at)
{
	while (at < text.length && !ma_text_starts(ma_text_slice(text, at, text.length), ", "))
		at++;
	return at;
}

void ma_words_list(struct ma_buffer *buffer, struct ma_text list, enum mailauth_language language)
{
	for (size_t from = 0, to; from < list.length; from = to + 2) {
		struct ma_argument item = { .key = "item", .kind = MA_VALUE_RAW };
		bool last;

		to = find_comma(list, from);
		last = to == list.length;
		item.value = ma_text_slice(list, from, to);
		if (from > 0)
			ma_buffer_string(buffer, ma_phrase(last ? MA_PHRASE_LAST_SEPARATOR
								: MA_PHRASE_SERVER_SEPARATOR,
							   language));
		add_value(buffer, &item);
	}
}

void ma_words_add(struct ma_buffer *buffer, const char *template,
		  const struct ma_argument *arguments, size_t count)
{
	while (*template != '\0') {
		size_t literal = strcspn(template, "{");
		const char *end = template[literal] == '{' ? strchr(template + literal, '}') : NULL;
		const struct ma_argument *argument = NULL;

		ma_buffer_add(buffer, template, literal);
		template += literal;
		if (end != NULL)
			argument =
				find(arguments, count, template + 1, (size_t)(end - template) - 1);
		if (argument != NULL) {
			add_value(buffer, argument);
			template = end + 1;
		} else if (*template != '\0') {
			ma_buffer_byte(buffer, (unsigned char)*template ++);
		}
	}
}
