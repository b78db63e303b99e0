/* Records for tests of reading and writing: those that files quote, and dice to make others.
 *
 * SPDX-License-Identifier: MIT */

#ifndef TEST_RECORDS_H
#define TEST_RECORDS_H

#include <stddef.h>

/* How many records a text of LENGTH octets is: 0 or 1. */
typedef unsigned (*record_check)(const char *text, size_t length);

/* Hands to CHECK whatever is between two quotation marks of a line of the file at PATH; of every
 * scenario.  Returns the sum of what it says. */
unsigned check_quoted(const char *path, record_check check);
unsigned check_quoted_in_scenarios(record_check check);

/* A number below SIDES; the same in every run. */
unsigned roll(size_t sides);
/* One of COUNT words. */
const char *pick(const char *const *words, size_t count);

#endif
