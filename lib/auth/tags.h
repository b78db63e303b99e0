/* Tag-lists: NAME=VALUE between semicolons, as the records of DKIM (RFC 6376 3.2) and of DMARC are.
 *
 * SPDX-License-Identifier: MIT
 *
 * The reader is neutral: it says what stands where, to the end of the list, and what of it is no
 * tag.  Which of that is a fault, and how grave, is for who reads the record. */

#ifndef MA_TAGS_H
#define MA_TAGS_H

#include "../base/base.h"

/* What stands between two semicolons.  Offsets are those in the list. */
struct ma_tag {
	enum {
		MA_TAG_SOUND,
		MA_TAG_EMPTY,	/* nothing but white space */
		MA_TAG_NO_SIGN, /* there is no "="; .name is all that there is */
		MA_TAG_BAD_NAME,
	} state;
	struct ma_text name;  /* without the white space around it */
	struct ma_text value; /* likewise; it may be empty */
	size_t from;	      /* white space around all of it aside */
	size_t to;
	size_t value_from;
	size_t value_to;
	const struct ma_tag *first; /* the first of the same name, if that is another; or NULL */
};

struct ma_tags {
	struct ma_text text;
	struct ma_tag *tags; /* in their order */
	size_t count;
};

/* Reads TEXT into *TAGS.  One semicolon at the end, with white space behind it, ends the list and
 * makes no empty tag; semicolons in a row make one.  With FOLD, names that differ in ASCII case are
 * the same. */
void ma_tags_read(struct ma_arena *arena, struct ma_text text, bool fold, struct ma_tags *tags);

/* The length of the white space at AT: 1 for a blank or a tab, 2 for a line break that is folded
 * (CRLF with a blank or a tab behind it, RFC 6376 2.8), 0 for anything else. */
size_t ma_tags_space(struct ma_text text, size_t at);

/* Finds the next run of bytes, from *TO on, that are neither white space nor visible ASCII: no
 * value may hold them (RFC 6376 3.2).  False if there is none.  Begin with *TO = 0. */
bool ma_tags_bad_bytes(struct ma_text text, size_t *from, size_t *to);

#endif
