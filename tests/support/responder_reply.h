/* What a responder understands, and what it says.
 *
 * SPDX-License-Identifier: MIT */

#ifndef TEST_RESPONDER_REPLY_H
#define TEST_RESPONDER_REPLY_H

#include "packet.h"
#include "responder.h"

/* Reads a message; the length of its name in wire format, 0 if it is none. */
size_t responder_read(const unsigned char *message, size_t length,
		      struct responder_question *question);
/* What is to be done about QUESTION. */
const struct responder_deed *responder_find(const struct responder_settings *settings,
					    const struct responder_question *question);
/* Writes the packet for QUESTION, whose name takes LENGTH bytes; or one that is not true. */
void responder_write(const struct responder_settings *settings,
		     const struct responder_question *question, const unsigned char *name,
		     size_t length, enum responder_way way, struct packet *packet);
void responder_lie(const struct responder_question *question, const unsigned char *name,
		   size_t length, struct packet *packet);

#endif
