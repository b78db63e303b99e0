/* The command's own messages, and how they reach a terminal unharmed.
 *
 * SPDX-License-Identifier: MIT */

#include "dnsaudit.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
	VALUES_MAX = 4,
};

static const struct {
	const char *text[MESSAGE_LANGUAGES];
	unsigned value_count;
} messages[] = {
#include <messages.inc>
};

const char *message(enum message_id id, enum mailauth_language language)
{
	/* A language that the library alone has so far. */
	if ((unsigned)language >= MESSAGE_LANGUAGES)
		language = MAILAUTH_ENGLISH;
	return messages[id].text[language];
}

/* What no terminal takes amiss, without memory. */
static void print_bytes(const char *value)
{
	for (; *value != '\0'; value++)
		if (*value >= ' ' && *value <= '~')
			fputc(*value, stderr);
		else
			fprintf(stderr, "\\x%02X", (unsigned)(unsigned char)*value);
}

static void print_safely(const char *value)
{
	char *text;

	if (mailauth_visible(value, strlen(value), &text) < 0) {
		print_bytes(value);
		return;
	}
	fputs(text, stderr);
	free(text);
}

/* {0} is the first value. */
static void print_filled(const char *template, const char *const *values, size_t count)
{
	const char *place;

	while ((place = strchr(template, '{')) != NULL) {
		size_t index = (size_t)(place[1] - '0');

		fwrite(template, 1, (size_t)(place - template), stderr);
		if (index < count && values[index] != NULL)
			print_safely(values[index]);
		template = strchr(place, '}') + 1;
	}
	fputs(template, stderr);
}

void complain(enum mailauth_language language, enum message_id id, ...)
{
	const char *values[VALUES_MAX] = { NULL };
	size_t count = messages[id].value_count;
	va_list list;

	va_start(list, id);
	for (size_t i = 0; i < count && i < VALUES_MAX; i++)
		values[i] = va_arg(list, const char *);
	va_end(list);
	fputs("dnsaudit: ", stderr);
	print_filled(message(id, language), values, count);
	fputs("\n", stderr);
}
