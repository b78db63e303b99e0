/* The keys of a domain as they are evaluated together.
 *
 * SPDX-License-Identifier: MIT */

#ifndef MA_DKIM_KEYS_H
#define MA_DKIM_KEYS_H

#include "lookup.h"

struct ma_dkim_keys {
	struct ma_pass *pass;
	const struct ma_dkim_subject *const *subjects;
	size_t count;
	size_t guessed; /* not named by the caller */
	size_t failed;	/* of those, without a trace of them */
	size_t unknown; /* of those, where an alias leads to what could not be looked up */
	enum mailauth_failure failure;
	struct ma_text target; /* which all that failed are aliases of; .data is NULL if none is */
	size_t there;	       /* something is there, faulty or not */
	bool covered;	       /* a wildcard gives every selector a key */
	size_t found;
};

/* Notes that no key was found, and where one was put by mistake. */
void ma_dkim_note_nothing(struct ma_dkim_keys *keys, struct ma_text name,
			  const struct ma_answer *answer);

#endif
