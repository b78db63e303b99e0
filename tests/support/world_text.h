/* What random worlds publish as text: SPF records with and without faults, explanations.
 *
 * SPDX-License-Identifier: MIT */

#ifndef TEST_WORLD_TEXT_H
#define TEST_WORLD_TEXT_H

#include "world.h"

/* A name of the kind that LETTER stands for: "h3.example". */
void write_name(const struct world *world, struct dice *dice, char letter, FILE *stream);
/* The same to NAME, which has room for WORLD_NAME_MAX bytes. */
enum { WORLD_NAME_MAX = 64 };
void pick_name(const struct world *world, struct dice *dice, char letter, char *name);

const char *pick_ip4(struct dice *dice);
const char *pick_ip6(struct dice *dice);

/* An SPF record. */
void write_record(const struct world *world, struct dice *dice, FILE *stream);
/* A DKIM key record, not always a good one. */
void write_key(const struct world *world, struct dice *dice, FILE *stream);
/* A DMARC record, or what was meant to be one. */
void write_policy(const struct world *world, struct dice *dice, FILE *stream);
/* An explanation (RFC 7208 6.2), not always a good one. */
void write_explanation(const struct world *world, struct dice *dice, FILE *stream);

#endif
