/* Replies: where in a text a mail server speaks, and what surrounds it.
 *
 * SPDX-License-Identifier: MIT */

#ifndef MA_REPLY_H
#define MA_REPLY_H

#include "../base/base.h"

enum {
	MA_REPLY_MAX = 1200, /* bytes of a reply on one line */
};

/* What the server was asked when it answered; bits of a row's conditions. */
enum ma_reply_stage {
	MA_AT_RCPT = 1 << 1,
	MA_AT_DATA = 1 << 2,
};

/* --- Replies -------------------------------------------------------------- */

/* A reply in a text. */
struct ma_reply {
	unsigned code;		  /* 550; 0 where there is none */
	unsigned enhanced[3];	  /* 5, 7, 1; 0 where there is none */
	struct ma_text line;	  /* "550 5.7.1 …" on one line, NUL-terminated; never longer than
				     MA_REPLY_MAX */
	struct ma_text paragraph; /* the same with the lines that follow, which may belong to it */
	size_t from;		  /* where it is in the text */
	size_t to;
	bool sure;	/* the text around it says that it is a reply */
	bool first;	/* it begins its line */
	bool within;	/* another reply quotes it */
	bool given_up;	/* and that one is final */
	unsigned stage; /* MA_AT_RCPT, MA_AT_DATA, or 0 */
	bool relayed;	/* a server, not a mail program, was answered so */
};

/* Finds the replies in the lines of TEXT from *AT on, in their order.  Returns how many; if they
 * are MAX, *AT is where the next may be. */
size_t ma_replies_find(struct ma_arena *arena, struct ma_text text, size_t *at,
		       struct ma_reply *replies, size_t max);
/* TEXT with its parts decoded, if it is a message that has encoded ones; else TEXT itself. */
struct ma_text ma_text_decoded(struct ma_arena *arena, struct ma_text text);
/* TEXT without what is Japanese in seven bits and cannot be read; TEXT itself where nothing is. */
struct ma_text ma_text_unshifted(struct ma_arena *arena, struct ma_text text);
/* TEXT without the marks of a quote, where every line has them; else TEXT itself. */
struct ma_text ma_text_unquoted(struct ma_arena *arena, struct ma_text text);
/* The lines of TEXT that are quoted, without their marks; none where it says who wrote them, since
 * it answers them then. */
struct ma_text ma_text_quotation(struct ma_arena *arena, struct ma_text text);
/* What is before the message that TEXT quotes or answers. */
struct ma_text ma_text_before_original(struct ma_text text);
/* TEXT on one line: controls and runs of spaces become a space; at most MAX bytes. */
struct ma_text ma_reply_unfold(struct ma_arena *arena, struct ma_text text, size_t max);
/* A folded copy, NUL-terminated, without NULs inside. */
const char *ma_text_folded(struct ma_arena *arena, struct ma_text text);
/* Whether a word may be from FROM to TO in TEXT: not where it is a part of a longer katakana one.
 */
bool ma_katakana_is_word(struct ma_text text, size_t from, size_t to);
/* Whether TEXT (folded), which follows a code, speaks of mail as servers do. */
bool ma_speaks_of_mail(const char *folded);
/* Whether TEXT (folded), which follows a number, is what the number counts: "people". */
bool ma_is_counted(const char *folded);
/* Whether a person's TEXT (folded) is about mail at all. */
bool ma_is_about_mail(const char *folded);

/* --- Lines and codes ------------------------------------------------------------ */

/* Steps through TEXT's lines; each has its newline. */
bool ma_line_next(struct ma_text text, size_t *at, struct ma_text *line);
struct ma_text ma_line_trim(struct ma_text line);
/* Whether what follows LINE is a message that is quoted or answered. */
bool ma_line_begins_original(struct ma_text line);

/* The byte at AT; 0 past the end. */
unsigned char ma_byte_at(struct ma_text text, size_t at);
/* An enhanced code at AT: its length, or 0. */
size_t ma_enhanced_at(struct ma_text text, size_t at, unsigned enhanced[3]);
/* Reads the codes at AT into REPLY; returns their length, or 0 if there are none. */
size_t ma_reply_read_codes(struct ma_text text, size_t at, struct ma_reply *reply);

/* Where the quote is that opens the text of the code at AT, as in "(550, b'…')"; 0 if there is
 * none. */
size_t ma_reply_printed_quote(struct ma_text text, size_t at);

/* Whether a Web server's status, not a mail server's reply, begins with CODE at AT. */
bool ma_is_http_status(struct ma_text text, size_t at, unsigned code);

enum ma_lead {
	MA_LEAD_COUNTER, /* an order's or a ticket's number */
	MA_LEAD_NONE,
	MA_LEAD_WEAK,	/* a colon, a quote, a bracket */
	MA_LEAD_LINE,	/* the start of a line */
	MA_LEAD_STRONG, /* "said:" */
};
/* What is before AT in the line that begins at LINE.  *NAMED: it calls what follows a code. */
enum ma_lead ma_lead_at(struct ma_text text, size_t line, size_t at, bool *named);

/* Puts the lines of the reply that begins at FROM together; REPLY holds its codes. */
void ma_reply_gather(struct ma_arena *arena, struct ma_text text, size_t from,
		     struct ma_reply *reply);

/* Whether REPLY says anything but its codes. */
bool ma_reply_has_words(const struct ma_reply *reply);

/* Whether TEXT says, about the recipient whose REPLY it holds, that the mail is given up, or that
 * it is only late (RFC 3464 2.3.3). */
enum ma_delivery_state {
	MA_DELIVERY_UNKNOWN,
	MA_DELIVERY_GIVEN_UP,
	MA_DELIVERY_DELAYED,
};
enum ma_delivery_state ma_delivery_state_of(struct ma_arena *arena, struct ma_text text,
					    const struct ma_reply *reply);
/* Whether LINE is an address alone, as Exim writes recipients. */
bool ma_line_is_address(struct ma_text line);

/* A part of a notice that is about one recipient. */
struct ma_recipient {
	struct ma_text address;
	size_t from;
	size_t to;
	bool is_fields; /* of a message/delivery-status part (RFC 3464 2.3) */
};
/* The next part of TEXT from *AT on; false if there is none. */
bool ma_recipient_next(struct ma_text text, size_t *at, struct ma_recipient *part);

/* The whole lines in which the bytes from FROM to TO are. */
struct ma_text ma_lines_around(struct ma_text text, size_t from, size_t to);
/* The lines around AT that no empty line parts. */
struct ma_text ma_block_around(struct ma_text text, size_t at);

/* Whether LINE is a log's; what it calls the message goes to *IDENTIFIER, which is empty where it
 * has no name yet. */
bool ma_log_identifier(struct ma_text line, struct ma_text *identifier);
/* The lines of TEXT that are about the message called IDENTIFIER; none where that is empty. */
struct ma_text ma_log_lines(struct ma_arena *arena, struct ma_text text, struct ma_text identifier);

#endif
