/* Random worlds: a domain, senders, and a DNS in which everything that can be published is.
 *
 * SPDX-License-Identifier: MIT
 *
 * A world is a number.  What a name holds is drawn by dice that its seed and the name set, so
 * that every question has an answer, whichever is asked first; names that macros make, too.
 * The letter before the digits says what a name is for: s3.example publishes SPF records, h3
 * is a host, e3 an explanation, k3 (and whatever is below _domainkey) a key, x3 stands for what
 * macros make. */

#ifndef TEST_WORLD_H
#define TEST_WORLD_H

#include <mailauth/mailauth.h>

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

/* --- Dice ----------------------------------------------------------------- */

struct dice {
	uint64_t state;
};

uint64_t dice_next(struct dice *dice);
/* From 0 to SIDES - 1. */
unsigned dice_roll(struct dice *dice, unsigned sides);
bool dice_chance(struct dice *dice, unsigned percent);

/* --- Worlds --------------------------------------------------------------- */

/* The answer to a question: a packet, or how it fails. */
struct world_reply {
	unsigned char *wire; /* the question: its name, and its type in the last two bytes */
	size_t wire_length;
	enum mailauth_failure failure; /* 0: there is a packet */
	unsigned char *packet;
	size_t length;
	char *zone; /* the same for people */
	bool known; /* for the caller */
	struct world_reply *next;
	struct world_reply *same_hash;
};

struct world_sender {
	const char *ip;
	const char *mail_from;
	const char *helo;
};

enum { WORLD_SENDERS_MAX = 4, WORLD_BUCKETS = 256 };

struct world {
	uint64_t seed;
	const char *domain;
	const char *receiver;
	struct world_sender senders[WORLD_SENDERS_MAX];
	unsigned sender_count;
	enum mailauth_selectors selectors;
	unsigned named;	  /* selectors that are: s0, s1 … */
	bool wildcard;	  /* for keys */
	unsigned names;	  /* of each letter */
	unsigned failing; /* of names, in percent, as the next two */
	unsigned missing;
	unsigned aliases;
	unsigned faults; /* of terms, in percent */
	unsigned length; /* terms of a usual record */
	bool heavy;	 /* records ask for as much as they may, and more than an audit does */
	struct world_reply *first;
	struct world_reply **last;
	struct world_reply *buckets[WORLD_BUCKETS];
};

void world_begin(struct world *world, uint64_t seed);
void world_end(struct world *world);

/* The answer to QUESTION: always the same one. */
struct world_reply *world_ask(struct world *world, const struct mailauth_question *question);

/* Makes every reply unknown. */
void world_forget(struct world *world);

/* Writes senders, and whatever was asked. */
void world_print(const struct world *world, FILE *stream);

#endif
