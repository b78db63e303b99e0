/* The inside of a question, shared by the files of this folder alone.
 *
 * SPDX-License-Identifier: MIT */

#ifndef MA_DNS_STORE_H
#define MA_DNS_STORE_H

#include "dns.h"

struct mailauth_question {
	uint32_t id;
	uint16_t type;
	const struct ma_name *name;
	const char *presentation;
	const char *server; /* the address of the one to ask; NULL: any resolver */
	bool handed_out;
	const struct ma_answer *answer; /* NULL while open; write-once */
	unsigned pass;			/* the last pass that counted it in its budget */
	bool kept;			/* a result rests on it */
	struct mailauth_question *same_hash;
};

/* Reads PACKET as the answer to QUESTION into *ANSWER, in ARENA.  0, or as
 * mailauth_audit_answer(). */
int ma_packet_read(struct ma_arena *arena, const struct mailauth_question *question,
		   const unsigned char *packet, size_t length, const struct ma_answer **answer);

#endif
