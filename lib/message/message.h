/* A message: its header, what libopendkim hashed of it, and what its signatures come to (RFC 6376).
 *
 * SPDX-License-Identifier: MIT */

#ifndef MA_MESSAGE_H
#define MA_MESSAGE_H

#include "../dkim/dkim.h"

#include <mailauth/message.h>

/* A header field.  Lines end in CRLF, the last one without. */
struct ma_field {
	struct ma_text raw;
	struct ma_text name;
	struct ma_text value; /* what follows the colon, folded as it was */
};

struct ma_fields {
	struct ma_field *items;
	size_t count;
};

/* The INDEX-th field called NAME from the top; NULL if there is none. */
const struct ma_field *ma_field_find(const struct ma_fields *fields, const char *name,
				     size_t index);
/* VALUE on one line, without blanks around it (RFC 5322 2.2.3). */
struct ma_text ma_field_unfold(struct ma_arena *arena, struct ma_text value);

/* What a reader of bytes noticed of lines (RFC 5322 2.3). */
struct ma_line_facts {
	size_t longest; /* octets, without its end */
	size_t bare_cr;
	size_t bare_lf; /* in a message whose lines end in CRLF */
	bool plain_lf;	/* its lines ended in LF, as files have them */
	bool eight_bit; /* in the body */
};

/* A DKIM-Signature (RFC 6376 3.5) as it is written. */
struct ma_signature;

/* What is known of a message before anything is asked. */
const struct ma_fields *ma_message_fields(const struct mailauth_message *message);
const struct ma_line_facts *ma_message_lines(const struct mailauth_message *message);
size_t ma_message_signatures(const struct mailauth_message *message);
struct ma_text ma_message_domain(const struct mailauth_message *message, size_t signature);
struct ma_text ma_message_selector(const struct mailauth_message *message, size_t signature);
bool ma_message_is_ended(const struct mailauth_message *message);

/* Who handled it on its way, as its header says. */
struct ma_handler {
	enum mailauth_handler kind;
	struct ma_text name;  /* of a list, a host, a product */
	struct ma_text field; /* that says so */
	size_t place;	      /* of that field in the header */
};

/* "smtp.mailfrom=info@example.jp" */
struct ma_note_property {
	struct ma_text name;
	struct ma_text value;
};

enum {
	MA_LINE_READ_MAX = 65000, /* octets that the relaxed form of libopendkim takes */
	MA_HANDLERS_MAX = 8,
	MA_NOTES_MAX = 20,
	MA_NOTE_RESULTS_MAX = 12,
	MA_NOTE_PROPERTIES_MAX = 6,
};

/* "spf=pass" */
struct ma_note_result {
	struct ma_text method; /* in lower case, as the result is */
	struct ma_text result;
	struct ma_text comment; /* the first one, without its parentheses */
	struct ma_note_property properties[MA_NOTE_PROPERTIES_MAX];
	size_t property_count;
};

/* What a receiver noted in one field. */
struct ma_note {
	struct ma_text field;
	struct ma_text receiver; /* length 0: it does not say who */
	bool trusted;		 /* it was added where the message came in, or after that */
	struct ma_note_result results[MA_NOTE_RESULTS_MAX];
	size_t result_count;
};

/* NULL for an INDEX that is too large. */
const struct ma_handler *ma_message_handler(const struct mailauth_message *message, size_t index);
const struct ma_note *ma_message_note(const struct mailauth_message *message, size_t index);

/* What was done to the message on the way, if undoing it makes the signature pass. */
struct ma_damage {
	enum mailauth_damage kind;
	size_t lines;	     /* of a footer or a banner */
	struct ma_text text; /* the tag of the subject; the name of the field */
};

enum {
	MA_DAMAGES_MAX = 2, /* one of the body, one of the header */
};

/* What a signature comes to: the subject of an inquiry. */
struct mailauth_signature {
	const struct mailauth_message *message;
	const struct ma_signature *written;
	struct ma_text domain;		   /* d=, as written */
	struct ma_text selector;	   /* s= */
	struct ma_text algorithm;	   /* a= */
	struct ma_text mark;		   /* the first letters of b= (RFC 6008) */
	const struct ma_name *domain_name; /* NULL: it cannot be one */
	enum mailauth_signature_result result;
	enum mailauth_signature_reason reason;
	unsigned bits; /* of the key that was used; 0: none was */
	bool testing;  /* by a key with t=y */
	bool offline;  /* its key is not in the data given */
	struct ma_damage damages[MA_DAMAGES_MAX];
	size_t damage_count;
};

/* One signature.  Keys are asked for as everything else is. */
extern const struct ma_kind ma_signature_kind;
/* What is said of the message as a whole. */
extern const struct ma_kind ma_message_kind;

/* Whether FINDING says what was done to a message after it was signed: undone, a signature passes.
 */
bool ma_finding_is_damage(const struct mailauth_finding *finding);
/* Whether it names who probably did it. */
bool ma_finding_is_handler(const struct mailauth_finding *finding);

#endif
