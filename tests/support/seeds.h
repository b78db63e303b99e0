/* Properties: what has to hold for whatever the dice give, tried with one seed after the other.
 *
 * SPDX-License-Identifier: MIT
 *
 * MAILAUTH_SCALE=full tries more seeds than usual, MAILAUTH_SCALE=small fewer, for sanitizers and
 * emulated machines; MAILAUTH_WORLD=SEED tries that one alone. */

#ifndef TEST_SEEDS_H
#define TEST_SEEDS_H

#include <stdbool.h>
#include <stdint.h>

enum {
	CAUGHT_MAX = 8,
};

/* How many seeds are tried; and those beyond them that once found a fault, which are always tried.
 */
struct scale {
	unsigned small;
	unsigned usual;
	unsigned full;
	uint64_t caught[CAUGHT_MAX]; /* 0: no more */
};

/* Whether one seed is tried alone; a test may print what it makes of it. */
bool is_one_seed(void);

/* Calls TRY_SEED with each seed from 0 on, or with the one.  Returns how many there were; 0 for the
 * one, of which no share is to be expected. */
unsigned try_seeds(const struct scale *scale, void (*try_seed)(uint64_t seed));

#endif
