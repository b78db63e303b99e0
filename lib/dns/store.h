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
	struct ma_target target;
	bool handed_out;
	const struct ma_answer *answer; /* NULL while open; write-once */
	unsigned pass;			/* the last pass that counted it in its budget */
	bool kept;			/* a result rests on it */
	bool surplus;			/* the audit has asked as much as it may */
	struct mailauth_question *same_hash;
	void **user; /* the caller's */
};

enum {
	MA_BUCKETS = 128,
};

struct ma_answers {
	struct ma_arena *arena;
	struct mailauth_question **questions; /* by id */
	size_t count;
	size_t size;
	size_t next;
	size_t open;
	size_t packets; /* that the questions take at most, as far as others than a resolver get
			   them */
	size_t most;	/* of these */
	unsigned passes;
	enum mailauth_failure gave_up; /* 0: not yet */
	struct mailauth_question *buckets[MA_BUCKETS];
};

struct mailauth_question *ma_answers_look_up(const struct ma_answers *answers,
					     struct ma_target target, const struct ma_name *name,
					     uint16_t type);
/* NULL once memory failed. */
struct mailauth_question *ma_answers_add(struct ma_answers *answers, struct ma_target target,
					 const struct ma_name *name, uint16_t type);
struct mailauth_question *ma_answers_by_id(const struct ma_answers *answers, uint32_t id);

/* Reads PACKET as the answer to QUESTION into *ANSWER, in ARENA.  0, or as
 * mailauth_audit_answer(). */
int ma_packet_read(struct ma_arena *arena, const struct mailauth_question *question,
		   const unsigned char *packet, size_t length, const struct ma_answer **answer);

#endif
