/* dnsaudit-mime: a message taken apart, its texts decoded, for dnsaudit to read.
 *
 * SPDX-License-Identifier: MIT
 *
 * A process of its own, since it parses what strangers send with large libraries: it can open
 * neither files nor connections, and its memory and time are limited.  It reads a message from the
 * standard input and writes
 *
 *	dnsaudit-mime 1
 *	limit WORD		for each limit that was met: size, parts, depth, text
 *	text LENGTH
 *
 * then LENGTH bytes and the line "end".  The bytes are the message again, as dnsaudit reads one
 *that is not encoded: UTF-8, parts one after the other, each with its type. */

#ifndef DNSAUDIT_FLAT_H
#define DNSAUDIT_FLAT_H

#include <glib.h>
#include <stdbool.h>
#include <stddef.h>

enum {
	MIME_INPUT_MAX = 32 * 1024 * 1024, /* bytes of a message */
	MIME_TEXT_MAX = 1024 * 1024,	   /* bytes of texts: what an explanation reads */
	MIME_PARTS_MAX = 200,
	MIME_DEPTH_MAX = 20, /* parts in parts */
};

/* A set. */
enum mime_limit {
	MIME_LIMIT_SIZE = 1 << 0,
	MIME_LIMIT_PARTS = 1 << 1,
	MIME_LIMIT_DEPTH = 1 << 2,
	MIME_LIMIT_TEXT = 1 << 3,
};

/* What a message becomes. */
struct flat {
	GString *out;
	unsigned parts;
	unsigned texts; /* of those, with words */
	unsigned limits;
};

/* Limits memory, time and files.  Called first. */
void limits_set(void);
/* From here on the process can only read and write what is open, and take memory.  What converts
 * character sets has to be loaded before. */
void limits_close_in(void);

/* Adds TEXT, as far as there is room. */
void flat_add(struct flat *flat, const char *text, size_t length);
void flat_add_string(struct flat *flat, const char *text);

/* Adds what a reader sees of the page HTML. */
void html_add(struct flat *flat, const char *html, size_t length);

/* Takes the message of LENGTH bytes at BYTES apart; DEPTH: how deep it is in others. */
void flatten(struct flat *flat, const char *bytes, size_t length, unsigned depth);

#endif
