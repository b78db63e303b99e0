/* The text that a message becomes: never more than is read.
 *
 * SPDX-License-Identifier: MIT */

#include "flat.h"

#include <string.h>

void flat_add(struct flat *flat, const char *text, size_t length)
{
	size_t room = MIME_TEXT_MAX - flat->out->len;

	if (length > room) {
		flat->limits |= MIME_LIMIT_TEXT;
		length = room;
	}
	g_string_append_len(flat->out, text, (gssize)length);
}

void flat_add_string(struct flat *flat, const char *text)
{
	flat_add(flat, text, strlen(text));
}
