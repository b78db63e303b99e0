/* The questions that a report rests on, and how each ended: the key "queries" of its JSON.
 *
 * SPDX-License-Identifier: MIT
 *
 * Lifetimes and arguments are as in <mailauth/report.h>.  All strings are safe to print. */

#ifndef MAILAUTH_QUERIES_H
#define MAILAUTH_QUERIES_H

#include <mailauth/report.h>

#ifdef __cplusplus
extern "C" {
#endif
#ifdef __GNUC__
#pragma GCC visibility push(default)
#endif

struct mailauth_query;

/* How many there are, and one of them, by name and type; NULL for an index that is too large.  They
 * hold what the DNS said, even where something else was assumed. */
size_t mailauth_report_query_count(const struct mailauth_report *report);
const struct mailauth_query *mailauth_report_query(const struct mailauth_report *report,
						   size_t index);

/* The name, in presentation format, and the type, as those of a question; 0 where a mail server was
 * greeted, of whose answer <mailauth/mx.h> has the facts. */
const char *mailauth_query_name(const struct mailauth_query *query);
uint16_t mailauth_query_type(const struct mailauth_query *query);
/* The address of the server that was asked itself; NULL for any resolver. */
const char *mailauth_query_server(const struct mailauth_query *query);
/* Whether that server was asked over TCP from the start (mailauth_question_needs_tcp()). */
bool mailauth_query_needs_tcp(const struct mailauth_query *query);
/* The word for a type ("TXT"; "SMTP" for 0); static; NULL for one that no audit asks for. */
const char *mailauth_type_word(int type);

/* How it ended. */
enum mailauth_query_status {
	/* With records. */
	MAILAUTH_QUERY_ANSWERED = 0,
	/* There is no such name, or it has no record of the type (RFC 2308 2.1, 2.2). */
	MAILAUTH_QUERY_NXDOMAIN,
	MAILAUTH_QUERY_NODATA,
	/* With an alias; its target is another question. */
	MAILAUTH_QUERY_ALIAS,
	/* Without an answer; mailauth_query_failure() says why. */
	MAILAUTH_QUERY_FAILED,
};
enum mailauth_query_status mailauth_query_status(const struct mailauth_query *query);
/* An enum mailauth_failure; 0 unless it failed. */
int mailauth_query_failure(const struct mailauth_query *query);
/* The word for both in JSON ("answered", "timed-out"); static. */
const char *mailauth_query_word(const struct mailauth_query *query);

/* The response code (0 is NOERROR, 3 is NXDOMAIN), and the remaining TTL, for a negative answer
 * that of RFC 2308 5; 0 if it failed. */
unsigned mailauth_query_rcode(const struct mailauth_query *query);
uint32_t mailauth_query_ttl(const struct mailauth_query *query);
/* The last name that aliases in the answer led to, in presentation format; NULL without any. */
const char *mailauth_query_alias(const struct mailauth_query *query);

/* The records, in byte order; and one of them to *TEXT, which the caller frees with
 * mailauth_free(): the address of A and AAAA; the strings of TXT, joined, as by mailauth_visible();
 * "10 mail.example.jp" of MX; the primary server of SOA; the name of the others.  Returns 0;
 * MAILAUTH_FAULTY for a record that cannot be read; MAILAUTH_EINVAL for an INDEX that is too large;
 * MAILAUTH_ENOMEM. */
size_t mailauth_query_record_count(const struct mailauth_query *query);
int mailauth_query_record(const struct mailauth_query *query, size_t index, char **text);

#ifdef __GNUC__
#pragma GCC visibility pop
#endif
#ifdef __cplusplus
}
#endif

#endif
