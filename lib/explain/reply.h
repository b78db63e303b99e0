/* What the files that read texts share.
 *
 * SPDX-License-Identifier: MIT */

#ifndef MA_REPLY_H
#define MA_REPLY_H

#include "explain.h"

/* Steps through TEXT's lines; each has its newline. */
bool ma_line_next(struct ma_text text, size_t *at, struct ma_text *line);
struct ma_text ma_line_trim(struct ma_text line);
/* Whether what follows LINE is a message that is quoted or answered. */
bool ma_line_begins_original(struct ma_text line);

/* The byte at AT; 0 behind the end. */
unsigned char ma_byte_at(struct ma_text text, size_t at);
/* An enhanced code at AT: its length, or 0. */
size_t ma_enhanced_at(struct ma_text text, size_t at, unsigned enhanced[3]);
/* Reads the codes at AT into REPLY; returns their length, or 0 if there are none. */
size_t ma_reply_read_codes(struct ma_text text, size_t at, struct ma_reply *reply);

/* Whether a Web server's status, not a mail server's reply, begins with CODE at AT. */
bool ma_is_http_status(struct ma_text text, size_t at, unsigned code);

enum ma_lead {
	MA_LEAD_NONE,
	MA_LEAD_WEAK,	/* a colon, a quote, a bracket */
	MA_LEAD_LINE,	/* the start of a line */
	MA_LEAD_STRONG, /* "said:" */
};
/* What stands before AT in the line that begins at LINE.  *NAMED: it calls what follows a code. */
enum ma_lead ma_lead_at(struct ma_text text, size_t line, size_t at, bool *named);

/* Puts the lines of the reply that begins at FROM together; REPLY holds its codes. */
void ma_reply_gather(struct ma_arena *arena, struct ma_text text, size_t from,
		     struct ma_reply *reply);

/* Whether TEXT says, about the recipient whose REPLY it holds, that the mail is given up, or that
 * it is only late (RFC 3464 2.3.3). */
enum ma_fate {
	MA_FATE_UNKNOWN,
	MA_FATE_GIVEN_UP,
	MA_FATE_DELAYED,
};
enum ma_fate ma_fate_of(struct ma_arena *arena, struct ma_text text, const struct ma_reply *reply);
/* The whole lines in which the bytes from FROM to TO stand. */
struct ma_text ma_lines_around(struct ma_text text, size_t from, size_t to);
/* The lines around AT that no empty line parts. */
struct ma_text ma_block_around(struct ma_text text, size_t at);

/* Whether LINE is a log's; what it calls the message goes to *IDENTIFIER, which is empty where it
 * has no name yet. */
bool ma_log_identifier(struct ma_text line, struct ma_text *identifier);
/* The lines of TEXT that are about the message called IDENTIFIER; none where that is empty. */
struct ma_text ma_log_lines(struct ma_arena *arena, struct ma_text text, struct ma_text identifier);

/* What is known of one reply. */
struct ma_found {
	const struct ma_reply *reply;
	struct ma_match match;
	struct ma_text host;
	enum ma_system_id provider;
	bool expired; /* the text says, too, that the server has stopped trying */
};

/* The reply of TEXT that tells most; .reply is NULL where there is none.  *CUT: there are so many
 * that not all were looked at. */
struct ma_found ma_answer_choose(struct ma_scratch *scratch, struct ma_arena *arena,
				 struct ma_text text, const char *host, bool *cut);
/* The same among lines that have no code. */
struct ma_found ma_answer_without_code(struct ma_scratch *scratch, struct ma_arena *arena,
				       struct ma_text text, const char *host);

#endif
