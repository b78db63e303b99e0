/* A store with one question in it, for tests of what a packet makes of it.
 *
 * SPDX-License-Identifier: MIT */

#ifndef TEST_ASKED_H
#define TEST_ASKED_H

#include "memory.h"
#include "packet.h"

#include "../../lib/dns/dns.h"

enum { BUDGET = 100 };

extern struct ma_arena arena;
extern struct ma_answers *answers;
extern struct ma_buffer met;
extern struct ma_view view;
extern struct packet packet;

/* The fixture: an empty store. */
void begin(void);
void finish(void);

/* As add_case() and add_loop(), with the fixture. */
void add_fixed(Suite *suite, const char *name, const TTest *const *tests);
void add_fixed_loop(Suite *suite, const char *name, const TTest *test, size_t count);

/* What the store says to NAME and TYPE now. */
const struct ma_answer *ask(const char *name, uint16_t type);
/* Asks for the first time: there is a question then. */
struct mailauth_question *new_question(const char *name, uint16_t type);
/* Answers with the packet. */
int take(struct mailauth_question *question);

/* The answer to NAME and TYPE that the packet, begun for them, gives. */
const struct ma_answer *answer_to(const char *name, uint16_t type);
/* The same, of a packet that has to be a failure. */
const struct ma_answer *failed_answer_to(const char *name, uint16_t type);

void assert_address(const struct ma_answer *answer, size_t index, const char *expected);
void assert_name(const struct ma_name *name, const char *expected);

#endif
