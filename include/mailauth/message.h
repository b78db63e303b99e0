/* One message: its DKIM signatures, verified, and what goes with them.
 *
 * SPDX-License-Identifier: MIT
 *
 * A message is taken in by pieces, and then given to an audit, which asks for the keys of its
 * signatures as it asks for everything else:
 *
 *	struct mailauth_message *message;
 *
 *	if ((r = mailauth_message_new(&message, 0)) < 0)
 *		return r;
 *	while ((length = read_some(data)) > 0)
 *		if ((r = mailauth_message_add(message, data, length)) < 0)
 *			return r;
 *	if ((r = mailauth_message_end(message)) < 0)
 *		return r;
 *	mailauth_audit_new(&audit, mailauth_message_from_domain(message), time(NULL));
 *	mailauth_audit_set_message(audit, message);
 *	mailauth_audit_add_sender(audit, client_address, envelope_sender, helo);
 *	mailauth_audit_set_scope(audit, MAILAUTH_SCOPE_SENDER);
 *	...	as in <mailauth/mailauth.h>
 *	mailauth_report_authentication_results(report, "mx.example.jp", &text, NULL);
 *
 * The body is hashed as it comes and not kept, unless MAILAUTH_MESSAGE_KEEP asks for it.
 *
 * Foreign code.  libopendkim puts header and body into their canonical forms and hashes them;
 * OpenSSL verifies the signatures, in its default library context.  Its list of errors is left as
 * it was.  Whether a signature is good enough is judged here, by the time of the audit: one by
 * rsa-sha1 or by an RSA key of less than 1,024 bits never passes (RFC 8301).
 *
 * If either runs out of memory, the call returns MAILAUTH_ENOMEM; no signature is called bad for
 * it.  Two cases cannot be handled, both only when memory runs out at the first use in a process:
 * OpenSSL 3.0 may then end the process, and the resolver of glibc, which libopendkim sets up, may
 * never return from its next call.  A program that has to keep running uses both once at its start:
 * EVP_PKEY_CTX_free(EVP_PKEY_CTX_new_from_name(NULL, "RSA", NULL)), and res_init(). */

#ifndef MAILAUTH_MESSAGE_H
#define MAILAUTH_MESSAGE_H

#include <mailauth/report.h>

#ifdef __cplusplus
extern "C" {
#endif
#ifdef __GNUC__
#pragma GCC visibility push(default)
#endif

struct mailauth_message;
struct mailauth_signature;

/* --- A message ------------------------------------------------------------- */

enum mailauth_message_flags {
	/* Keep the body, and find out of a signature that fails what damaged the message. */
	MAILAUTH_MESSAGE_KEEP = 1 << 0,
};

/* Begins a message; FLAGS is a set of enum mailauth_message_flags.  Returns 0; MAILAUTH_ENOMEM;
 * MAILAUTH_EINVAL for an unknown flag; MAILAUTH_NOT_BUILT if this library was built without
 * libopendkim. */
int mailauth_message_new(struct mailauth_message **message, unsigned flags);

/* Ends MESSAGE; not before the audit that it was given to.  NULL is allowed. */
void mailauth_message_free(struct mailauth_message *message);

/* Takes the next LENGTH bytes, of any number, as they came over SMTP (without the dots of RFC 5321
 * 4.5.2) or are in a file: a message whose first line ends in a bare LF is taken as one whose lines
 * do, and a first line of the format mbox ("From ") is left out.  Nothing that a message holds is
 * an error.  Returns 0; MAILAUTH_ENOMEM; MAILAUTH_EINVAL after the end. */
int mailauth_message_add(struct mailauth_message *message, const void *data, size_t length);

/* Says that it is complete.  Returns 0; MAILAUTH_ENOMEM; MAILAUTH_EINVAL the second time. */
int mailauth_message_end(struct mailauth_message *message);

/* The visible From as the field says it, on one line; of several fields, all, with commas between.
 * NULL where there is none.  Strings of a message live as long as it does; before its header is
 * complete, all are NULL. */
const char *mailauth_message_from(const struct mailauth_message *message);
/* The domain of its address as it is written; NULL where there is none, or more than one address.
 */
const char *mailauth_message_from_domain(const struct mailauth_message *message);
/* The address in Return-Path: "" is the null sender; NULL where there is no such field. */
const char *mailauth_message_return_path(const struct mailauth_message *message);
/* From the first Received that names an address of the public internet as the sender: where the
 * message came in.  NULL where none does. */
const char *mailauth_message_received_ip(const struct mailauth_message *message);
const char *mailauth_message_received_helo(const struct mailauth_message *message);

/* --- Its way ------------------------------------------------------------------ */

/* Who handles messages on their way. */
enum mailauth_handler {
	MAILAUTH_HANDLER_LIST = 0,  /* a mailing list */
	MAILAUTH_HANDLER_FORWARDER, /* who passes mail on to another address */
	MAILAUTH_HANDLER_GATEWAY,   /* a filter, or what adds disclaimers */
	MAILAUTH_HANDLER_RELAY,	    /* a host that recoded the body */
};

/* "list".  NULL for another value.  Static. */
const char *mailauth_handler_word(int handler);
/* Those that the header of the message names (List-Id, ARC-Seal, Received ...).  Anyone can write
 * such a field. */
size_t mailauth_message_handler_count(const struct mailauth_message *message);
/* The kind of one of them; -1 for an INDEX that is too large.  Its name, which is that of a list, a
 * host or a product, and the field that says so: NULL there. */
int mailauth_message_handler(const struct mailauth_message *message, size_t index);
const char *mailauth_message_handler_name(const struct mailauth_message *message, size_t index);
const char *mailauth_message_handler_field(const struct mailauth_message *message, size_t index);

/* What receivers noted in fields of the message, from the top: Authentication-Results,
 * ARC-Authentication-Results, Received-SPF. */
size_t mailauth_message_note_count(const struct mailauth_message *message);
/* NULL for a NOTE that is too large.  The receiver is the authserv-id; NULL if it is not named. */
const char *mailauth_message_note_field(const struct mailauth_message *message, size_t note);
const char *mailauth_message_note_receiver(const struct mailauth_message *message, size_t note);
/* Not 0 if the field is above the Received field where the message came in
 * (mailauth_message_received_ip()): what is below it, anyone can write (RFC 8601 7.1). */
int mailauth_message_note_is_trusted(const struct mailauth_message *message, size_t note);
/* Its results: "spf", "pass", and what is in parentheses after that.  NULL where there is none. */
size_t mailauth_message_note_result_count(const struct mailauth_message *message, size_t note);
const char *mailauth_message_note_method(const struct mailauth_message *message, size_t note,
					 size_t result);
const char *mailauth_message_note_result(const struct mailauth_message *message, size_t note,
					 size_t result);
const char *mailauth_message_note_comment(const struct mailauth_message *message, size_t note,
					  size_t result);
/* The properties of a result: "smtp.mailfrom", whose value goes to *VALUE.  NULL for a PROPERTY
 * that is too large. */
size_t mailauth_message_note_property_count(const struct mailauth_message *message, size_t note,
					    size_t result);
const char *mailauth_message_note_property(const struct mailauth_message *message, size_t note,
					   size_t result, size_t property, const char **value);

/* Gives AUDIT the message, which has ended, and which has to live until the audit is freed.  Its
 * From is that of mailauth_audit_set_from() unless one was set, and its signatures are its DKIM
 * results; the keys of the domain that they name are looked at, too.
 * Returns 0; MAILAUTH_ENOMEM; MAILAUTH_EINVAL if the message has not ended, after another message,
 * or after the first step. */
int mailauth_audit_set_message(struct mailauth_audit *audit,
			       const struct mailauth_message *message);

/* --- Signatures of a report ---------------------------------------------------- */

/* RFC 8601 2.7.1 */
enum mailauth_signature_result {
	MAILAUTH_SIGNATURE_NEUTRAL = 0, /* it cannot be read */
	MAILAUTH_SIGNATURE_PASS,
	MAILAUTH_SIGNATURE_FAIL,
	MAILAUTH_SIGNATURE_POLICY,    /* it verifies, and is not good enough */
	MAILAUTH_SIGNATURE_TEMPERROR, /* its key is not known for now */
	MAILAUTH_SIGNATURE_PERMERROR, /* it cannot be verified */
};

/* Why. */
enum mailauth_signature_reason {
	MAILAUTH_SIGNATURE_VERIFIED = 0,
	/* fail */
	MAILAUTH_SIGNATURE_BODY_CHANGED,
	MAILAUTH_SIGNATURE_HEADER_CHANGED,
	MAILAUTH_SIGNATURE_BOTH_CHANGED,
	MAILAUTH_SIGNATURE_BODY_CUT,  /* it is shorter than l= says */
	MAILAUTH_SIGNATURE_OTHER_KEY, /* it was made with another key than the published one */
	MAILAUTH_SIGNATURE_MISMATCH,  /* the header changed, or it was another key */
	/* policy */
	MAILAUTH_SIGNATURE_SHA1,
	MAILAUTH_SIGNATURE_WEAK_KEY,
	MAILAUTH_SIGNATURE_FUTURE, /* t= is later than the audit */
	/* temperror */
	MAILAUTH_SIGNATURE_KEY_UNKNOWN,
	/* permerror */
	MAILAUTH_SIGNATURE_NO_KEY,
	MAILAUTH_SIGNATURE_KEY_REVOKED,
	MAILAUTH_SIGNATURE_KEY_INVALID,
	MAILAUTH_SIGNATURE_KEY_TYPE,	/* k= does not fit a= */
	MAILAUTH_SIGNATURE_KEY_HASH,	/* h= of the key */
	MAILAUTH_SIGNATURE_KEY_SERVICE, /* s= of the key */
	MAILAUTH_SIGNATURE_KEY_STRICT,	/* t=s of the key, and i= is below d= */
	MAILAUTH_SIGNATURE_IDENTITY,	/* i= is not within d= */
	MAILAUTH_SIGNATURE_FROM_UNSIGNED,
	MAILAUTH_SIGNATURE_EXPIRED,
	/* neutral */
	MAILAUTH_SIGNATURE_SYNTAX,
	MAILAUTH_SIGNATURE_TAG_MISSING,
	MAILAUTH_SIGNATURE_VERSION,
	MAILAUTH_SIGNATURE_UNSUPPORTED, /* an algorithm that is not known, or limits of libopendkim
					 */
};

/* What damaged the message on the way. */
enum mailauth_damage {
	MAILAUTH_DAMAGE_FOOTER = 0,  /* lines were added at the end of the body */
	MAILAUTH_DAMAGE_BANNER,	     /* at its start */
	MAILAUTH_DAMAGE_SPACE,	     /* white space, which c=relaxed ignores */
	MAILAUTH_DAMAGE_LINE_ENDS,   /* CR or LF alone */
	MAILAUTH_DAMAGE_FROM_LINE,   /* ">From " for "From " */
	MAILAUTH_DAMAGE_RECODED,     /* the body was recoded */
	MAILAUTH_DAMAGE_SUBJECT,     /* the subject got a tag */
	MAILAUTH_DAMAGE_ADDED,	     /* a header field was added */
	MAILAUTH_DAMAGE_REPLACED,    /* a header field was replaced */
	MAILAUTH_DAMAGE_PART_FOOTER, /* lines were added at the end of one part, or of two */
	MAILAUTH_DAMAGE_PART,	     /* a part was added */
	MAILAUTH_DAMAGE_WRAPPED,     /* the body became the first part of another one */
	MAILAUTH_DAMAGE_LONG_LINE,   /* a long line was broken */
	MAILAUTH_DAMAGE_DOTS,	     /* a dot that begins a line was doubled, or lost */
};

/* "pass", as in RFC 8601; "body-changed".  NULL for another value.  Static. */
const char *mailauth_signature_result_word(int result);
const char *mailauth_signature_reason_word(int reason);
const char *mailauth_damage_word(int damage);

/* Those of the message, from the top of its header: 0 where none was given. */
size_t mailauth_report_signature_count(const struct mailauth_report *report);
/* NULL for an INDEX that is too large.  Texts live as long as the audit. */
const struct mailauth_signature *mailauth_report_signature(const struct mailauth_report *report,
							   size_t index);
enum mailauth_signature_result
mailauth_signature_result(const struct mailauth_signature *signature);
enum mailauth_signature_reason
mailauth_signature_reason(const struct mailauth_signature *signature);
/* d=, s= and a= as they are written; not terminated, the length goes to *LENGTH.  NULL where there
 * is none. */
const unsigned char *mailauth_signature_domain(const struct mailauth_signature *signature,
					       size_t *length);
const unsigned char *mailauth_signature_selector(const struct mailauth_signature *signature,
						 size_t *length);
const unsigned char *mailauth_signature_algorithm(const struct mailauth_signature *signature,
						  size_t *length);

/* What damaged the message, where a copy that was repaired in these ways, all together, passes: 0
 * where none was found, or without MAILAUTH_MESSAGE_KEEP.  The signature fails none the less.  The
 * kind is -1 for an INDEX that is too large.  The detail, whose length goes to *LENGTH, is the tag
 * of the subject, the name of the field, or the coding; the lines are those of a footer or a
 * banner, or of footers of parts. */
size_t mailauth_signature_damage_count(const struct mailauth_signature *signature);
int mailauth_signature_damage(const struct mailauth_signature *signature, size_t index);
const unsigned char *mailauth_signature_damage_detail(const struct mailauth_signature *signature,
						      size_t index, size_t *length);
size_t mailauth_signature_damage_lines(const struct mailauth_signature *signature, size_t index);

/* Writes an Authentication-Results header field (RFC 8601) with all that the report knows of the
 * mail that was given, folded, with LF, and one at its end.  AUTHSERV_ID is the name of the host
 * that says so: letters, digits, "-" and ".".  Stores the text in *TEXT, to be freed with
 * mailauth_free(), and its length in *LENGTH unless that is NULL.
 * Returns 0; MAILAUTH_ENOMEM; MAILAUTH_EINVAL if AUTHSERV_ID is no such name. */
int mailauth_report_authentication_results(const struct mailauth_report *report,
					   const char *authserv_id, char **text, size_t *length);

#ifdef __GNUC__
#pragma GCC visibility pop
#endif
#ifdef __cplusplus
}
#endif

#endif
