/* What was meant by a word that does not exist.
 *
 * SPDX-License-Identifier: MIT */

#ifndef DNSAUDIT_SUGGEST_H
#define DNSAUDIT_SUGGEST_H

#include <stddef.h>

enum {
	SUGGESTIONS_MAX = 3,
};

/* The word at INDEX; NULL after the last. */
typedef const char *suggest_word(size_t index);

/* The words that are nearest to TYPED, the nearest first: at most MAX, which is at most
 * SUGGESTIONS_MAX.  Returns how many there are; words that are not near are none of them. */
size_t suggest(const char *typed, suggest_word *word, const char **found, size_t max);

#endif
