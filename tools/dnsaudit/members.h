/* The members of a request, which is a JSON object, as options of the command: batch and serve read
 * them alike, and each says itself what it allows.
 *
 * SPDX-License-Identifier: MIT */

#ifndef DNSAUDIT_MEMBERS_H
#define DNSAUDIT_MEMBERS_H

#include <jansson.h>
#include <stdbool.h>

enum {
	MEMBER_NAME_MOST = 64,
	MEMBER_DIGITS = 32,
};

enum member_kind {
	MEMBER_END,
	MEMBER_VALUE,	/* a text or a whole number */
	MEMBER_SWITCH,	/* true or false */
	MEMBER_BAD,	/* of a kind that no option has */
	MEMBER_UNKNOWN, /* no option has so long a name */
};

struct member {
	const char *key;	     /* "mail_from" */
	char name[MEMBER_NAME_MOST]; /* "mail-from": the option; empty if it is too long */
	const char *value;	     /* NULL unless it has one; as long as the object, or as this */
	bool on;
	char digits[MEMBER_DIGITS];
};

/* Where a reader is in an object.  A list is an option that is given several times; null is none.
 */
struct members {
	json_t *object;
	void *place;
	size_t index; /* in a list */
};

void members_begin(struct members *members, json_t *object);
enum member_kind members_next(struct members *members, struct member *member);

#endif
