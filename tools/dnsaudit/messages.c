/* The command's own messages, and how they reach a terminal unharmed.
 *
 * SPDX-License-Identifier: MIT */

#include "dnsaudit.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char *const messages[][2] = {
#define MESSAGE(id, en, ja) [MESSAGE_##id] = { en, ja },
#include "messages.def"
#undef MESSAGE
};

const char *message(enum message id, enum mailauth_language language)
{
	return messages[id][language];
}

static void print_safely(const char *value)
{
	char *text;

	if (mailauth_visible(value, strlen(value), &text) < 0)
		return;
	fputs(text, stderr);
	free(text);
}

void complain(enum mailauth_language language, enum message id, ...)
{
	const char *rest = message(id, language);
	const char *place;
	va_list values;

	va_start(values, id);
	fputs("dnsaudit: ", stderr);
	while ((place = strstr(rest, "{}")) != NULL) {
		const char *value = va_arg(values, const char *);

		fwrite(rest, 1, (size_t)(place - rest), stderr);
		print_safely(value != NULL ? value : "");
		rest = place + 2;
	}
	va_end(values);
	fprintf(stderr, "%s\n", rest);
}
