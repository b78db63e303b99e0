/* Why a check was not made, as JSON.
 *
 * SPDX-License-Identifier: MIT */

#include "check.h"

#include <check_texts.h>
#include <stdlib.h>
#include <string.h>

/* The sentences of error.txt, by id and language. */
static const struct {
	const char *text[MA_CHECK_TEXT_LANGUAGES];
	const char *advice[MA_CHECK_TEXT_LANGUAGES];
} texts[] = {
#include <check_texts.inc>
};

static const struct {
	const char *code;
	enum ma_check_text_id text;
} errors[] = {
	[MA_CHECK_NO_DOMAIN] = { "no-domain", MA_CHECK_TEXT_NO_DOMAIN },
	[MA_CHECK_UNKNOWN_OPTION] = { "unknown-option", MA_CHECK_TEXT_UNKNOWN_OPTION },
	[MA_CHECK_NO_VALUE] = { "no-value", MA_CHECK_TEXT_NO_VALUE },
	[MA_CHECK_BAD_VALUE] = { "bad-value", MA_CHECK_TEXT_BAD_VALUE },
	[MA_CHECK_CANNOT_READ] = { "cannot-read", MA_CHECK_TEXT_CANNOT_READ },
	[MA_CHECK_BAD_ZONE] = { "bad-zone", MA_CHECK_TEXT_BAD_ZONE },
	[MA_CHECK_SYSTEM] = { "system", MA_CHECK_TEXT_SYSTEM },
};

/* Text that grows; NULL once memory failed. */
struct text {
	char *data;
	size_t length;
	size_t size;
	bool failed;
};

/* Whether there is room for LENGTH bytes and a NUL. */
static bool has_room(struct text *text, size_t length)
{
	size_t size = 2 * (text->length + length) + 1;
	char *longer;

	if (text->failed || text->length + length < text->size)
		return !text->failed;
	longer = realloc(text->data, size);
	if (longer == NULL) {
		text->failed = true;
		return false;
	}
	text->data = longer;
	text->size = size;
	return true;
}

static void add(struct text *text, const char *data, size_t length)
{
	if (!has_room(text, length))
		return;
	memcpy(text->data + text->length, data, length);
	text->length += length;
	text->data[text->length] = '\0';
}

static void add_string(struct text *text, const char *string)
{
	add(text, string, strlen(string));
}

/* What is visible holds no control characters: two bytes are left to escape (RFC 8259 7). */
static void add_value(struct text *text, const char *value)
{
	char *visible;

	if (mailauth_visible(value, strlen(value), &visible) < 0) {
		text->failed = true;
		return;
	}
	for (const char *c = visible; *c != '\0'; c++) {
		if (*c == '"' || *c == '\\')
			add(text, "\\", 1);
		add(text, c, 1);
	}
	free(visible);
}

/* The input is the option; of a zone the place of its first fault. */
static void add_input(struct text *text, const struct ma_check *check)
{
	char number[16];

	if (check->error == MA_CHECK_BAD_ZONE) {
		unsigned line = mailauth_zones_fault_line(check->zones, 0);
		const char *detail = mailauth_zones_fault_detail(check->zones, 0);
		char *end = number + sizeof(number) - 1;

		*end = '\0';
		do
			*--end = (char)('0' + line % 10);
		while ((line /= 10) > 0);
		add_value(text, mailauth_zones_fault_file(check->zones, 0));
		add_string(text, ":");
		add_string(text, end);
		add_string(text, ": ");
		add_value(text, detail != NULL ? detail : "");
		return;
	}
	if (check->name != NULL) {
		add_value(text, check->name);
		add_string(text, "=");
	}
	add_value(text, check->value != NULL ? check->value : "");
}

int ma_check_write_error(const struct ma_check *check, char **json)
{
	/* In English where the core alone speaks the language so far. */
	bool spoken = (unsigned)check->language < MA_CHECK_TEXT_LANGUAGES;
	enum mailauth_language language = spoken ? check->language : MAILAUTH_ENGLISH;
	struct text text = { 0 };

	add_string(&text, "{\"error\":{\"code\":\"");
	add_string(&text, errors[check->error].code);
	add_string(&text, "\",\"text\":\"");
	add_string(&text, texts[errors[check->error].text].text[language]);
	add_string(&text, "\",\"input\":\"");
	add_input(&text, check);
	add_string(&text, "\"}}\n");
	if (text.failed) {
		free(text.data);
		return MAILAUTH_ENOMEM;
	}
	*json = text.data;
	return 0;
}
