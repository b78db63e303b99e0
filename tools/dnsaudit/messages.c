/* The command's own messages, and how they reach a terminal unharmed.
 *
 * SPDX-License-Identifier: MIT */

#include "dnsaudit.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
	VALUES_MAX = 8,
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
static void print_bytes(FILE *stream, const char *value)
{
	for (; *value != '\0'; value++)
		if (*value >= ' ' && *value <= '~')
			fputc(*value, stream);
		else
			fprintf(stream, "\\x%02X", (unsigned)(unsigned char)*value);
}

static void print_safely(FILE *stream, const char *value)
{
	char *text;

	if (mailauth_visible(value, strlen(value), &text) < 0) {
		print_bytes(stream, value);
		return;
	}
	fputs(text, stream);
	free(text);
}

/* {0} is the first value.  OWN is that of the values which is words of ours: to make them safe
 * would take memory, and memory may be what there is none of. */
static void print_filled(FILE *stream, const char *template, const char *const *values,
			 size_t count, const char *own)
{
	const char *place;

	while ((place = strchr(template, '{')) != NULL) {
		size_t index = (size_t)(place[1] - '0');

		fwrite(template, 1, (size_t)(place - template), stream);
		if (index < count && values[index] == own && own != NULL)
			fputs(own, stream);
		else if (index < count && values[index] != NULL)
			print_safely(stream, values[index]);
		template = strchr(place, '}') + 1;
	}
	fputs(template, stream);
}

static void print_message(FILE *stream, enum mailauth_language language, enum message_id id,
			  va_list list)
{
	const char *values[VALUES_MAX] = { NULL };
	size_t count = messages[id].value_count;

	for (size_t i = 0; i < count && i < VALUES_MAX; i++)
		values[i] = va_arg(list, const char *);
	print_filled(stream, message(id, language), values, count, NULL);
}

void complain(enum mailauth_language language, enum message_id id, ...)
{
	va_list list;

	va_start(list, id);
	fputs("dnsaudit: ", stderr);
	print_message(stderr, language, id, list);
	fputs("\n", stderr);
	va_end(list);
}

void complain_of_system(enum mailauth_language language, enum message_id id, int error, ...)
{
	const char *values[VALUES_MAX] = { NULL };
	const char *reason = system_reason(error, language);
	size_t count = messages[id].value_count;
	va_list list;

	va_start(list, error);
	for (size_t i = 0; i + 1 < count && i + 1 < VALUES_MAX; i++)
		values[i] = va_arg(list, const char *);
	va_end(list);
	values[count - 1] = reason;
	fputs("dnsaudit: ", stderr);
	print_filled(stderr, message(id, language), values, count, reason);
	fputs("\n", stderr);
}

void show_state(enum mailauth_language language, enum message_id id, ...)
{
	va_list list;

	va_start(list, id);
	fputs("\r\033[K", stderr); /* ECMA-48 8.3.41: to the end of the line */
	print_message(stderr, language, id, list);
	va_end(list);
}

void say(enum mailauth_language language, enum message_id id, ...)
{
	va_list list;

	va_start(list, id);
	print_message(stdout, language, id, list);
	fputs("\n", stdout);
	va_end(list);
}
