/* A DNS message, read record by record.
 *
 * SPDX-License-Identifier: MIT */

#ifndef MA_MESSAGE_H
#define MA_MESSAGE_H

#include "../store.h"
#include "wire.h"

enum {
	MA_HEADER = 12,
	MA_CLASS_IN = 1,
};

/* Flags of the header, and how much of it is the response code (RFC 1035 4.1.1). */
enum {
	MA_FLAG_QR = 0x8000,
	MA_FLAG_OPCODE = 0x7800,
	MA_FLAG_AA = 0x0400,
	MA_FLAG_TC = 0x0200,
	MA_FLAG_RA = 0x0080,
	MA_FLAG_RCODE = 0x000f,
};

enum {
	MA_RCODE_FORMERR = 1,
	MA_RCODE_NXDOMAIN = 3,
	MA_RCODE_REFUSED = 5,
};

enum ma_section {
	MA_SECTION_QUESTION,
	MA_SECTION_ANSWER,
	MA_SECTION_AUTHORITY,
	MA_SECTION_ADDITIONAL,
};

/* A message on its way to an answer. */
struct ma_message {
	struct ma_arena *arena;
	const struct mailauth_question *question;
	struct ma_cursor cursor; /* in the packet */
	struct ma_answer *answer;
	struct ma_link *way; /* the answer's links */
	bool aliases;	     /* the answer section holds some, at any name */
	bool only_opt;	     /* there is nothing else in the additional section */
};

/* Whether the packet is a response to the question, and to nothing else. */
bool ma_message_belongs(const struct ma_message *m);
/* The flags; how many entries SECTION has. */
unsigned ma_message_flags(const struct ma_message *m);
size_t ma_message_count(const struct ma_message *m, enum ma_section section);
/* Goes back to the first record. */
void ma_message_rewind(struct ma_message *m);
/* Reads the next record.  False if it cannot be read. */
bool ma_message_read_record(struct ma_message *m, struct ma_wire_record *record);
/* Whether all of the answer section can be read, which the cursor then is after. */
bool ma_message_read_answers(struct ma_message *m);
/* Finds, from the cursor on, the next record of the answer section at NAME and of TYPE, all of
 * which can be read; *LEFT is how many are left.  False if there is none. */
bool ma_message_find(struct ma_message *m, const struct ma_name *name, uint16_t type, size_t *left,
		     struct ma_wire_record *record);
/* The response code with its upper bits, which are in the OPT record (RFC 6891 6.1.3): whether
 * there is one is noted. */
unsigned ma_message_rcode(struct ma_message *m);
/* Takes the records of the type SPF that came along in the additional section: those of a zone file
 * do. */
void ma_message_take_spf_type(struct ma_message *m);

/* Whom the server refers to, in the authority section (RFC 1034 4.3.2); NULL if that cannot be
 * read.
 */
const struct ma_referral *ma_message_referral(struct ma_message *m);
/* Why the server failed: what it says next to its code, if that can be read. */
enum mailauth_failure ma_message_failure(struct ma_message *m);

#endif
