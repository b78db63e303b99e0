/* A DNS message, read record by record with ldns.
 *
 * SPDX-License-Identifier: MIT */

#ifndef MA_MESSAGE_H
#define MA_MESSAGE_H

#include "../presentation.h"
#include "../store.h"

enum {
	MA_HEADER = 12,
};

/* A message on its way to an answer. */
struct ma_message {
	struct ma_arena *arena;
	const struct mailauth_question *question;
	const unsigned char *packet;
	size_t length;
	size_t position;
	ldns_rr **records; /* of the answer section */
	size_t count;
	bool no_memory;
	struct ma_answer *answer;
	struct ma_link *way; /* the answer's links */
};

/* Whether the packet is a response to the question, and to nothing else. */
bool ma_message_belongs(const struct ma_message *m);
/* Sixteen bits in network order. */
unsigned ma_message_get16(const unsigned char *at);
/* Goes back to the first record. */
void ma_message_rewind(struct ma_message *m);
/* Reads the next record; *RECORD is NULL for one of another type.  False if it cannot be read. */
bool ma_message_read_record(struct ma_message *m, ldns_pkt_section section, ldns_rr **record);
/* Reads the answer section into .records.  False if it cannot be read. */
bool ma_message_read_answers(struct ma_message *m);
/* The response code with its upper bits, which are in the OPT record (RFC 6891 6.1.3). */
unsigned ma_message_rcode(struct ma_message *m);
/* Takes the records of the type SPF that came along in the additional section: those of a zone file
 * do. */
void ma_message_take_spf_type(struct ma_message *m);

/* Why the server failed: what it says next to its code, if that can be read. */
enum mailauth_failure ma_message_failure(struct ma_message *m);

#endif
