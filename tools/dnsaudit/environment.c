/* What the environment says: the language, and what a terminal can show.
 *
 * SPDX-License-Identifier: MIT */

#include "dnsaudit.h"

#include <stdlib.h>
#include <string.h>

/* The locale's name in the environment; setlocale() is never called. */
static const char *locale_name(void)
{
	static const char *const names[] = { "LC_ALL", "LC_MESSAGES", "LANG" };

	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++) {
		const char *value = getenv(names[i]);

		if (value != NULL && value[0] != '\0')
			return value;
	}
	return "";
}

enum mailauth_language language_of_environment(void)
{
	const char *name = locale_name();
	size_t length = strcspn(name, "_.@");
	enum mailauth_language language = MAILAUTH_ENGLISH;
	char code[4] = "";

	if (length < sizeof(code)) {
		memcpy(code, name, length);
		mailauth_language_find(&language, code);
	}
	return language;
}

bool environment_is_utf8(void)
{
	const char *name = locale_name();

	return strstr(name, "UTF-8") != NULL || strstr(name, "utf8") != NULL ||
	       strstr(name, "UTF8") != NULL || strstr(name, "utf-8") != NULL;
}
