/* The hosts that send, and those that receive the domain's mail: what they are called.
 *
 * SPDX-License-Identifier: MIT
 *
 * Lifetimes, arguments and bytes are as in <mailauth/report.h>.
 *
 * In this list are the senders of the audit, then the addresses of mail servers that no known
 * company runs.  An address that is not of the global Internet is not looked up, and is not in
 * it; MAILAUTH_SCOPE_SENDER looks up none. */

#ifndef MAILAUTH_HOST_H
#define MAILAUTH_HOST_H

#include <mailauth/report.h>

#ifdef __cplusplus
extern "C" {
#endif
#ifdef __GNUC__
#pragma GCC visibility push(default)
#endif

size_t mailauth_host_count(const struct mailauth_report *report);
/* Its address; NULL for an index that is too large. */
const char *mailauth_host_ip(const struct mailauth_report *report, size_t index);
/* Whether the mail that is judged came from it. */
bool mailauth_host_sends(const struct mailauth_report *report, size_t index);
/* The mail server (MX) whose address it is, in presentation format; NULL where it is not one. */
const char *mailauth_host_server(const struct mailauth_report *report, size_t index);
/* How it greets (HELO), as the caller said; NULL where that is not known. */
const char *mailauth_host_helo(const struct mailauth_report *report, size_t index);

/* Its names in reverse DNS. */
enum mailauth_host_names {
	/* The DNS did not answer, or could not be asked. */
	MAILAUTH_HOST_UNKNOWN = 0,
	/* It has none. */
	MAILAUTH_HOST_NAMELESS,
	/* None of them leads back to the address. */
	MAILAUTH_HOST_UNCONFIRMED,
	/* One of them leads back (RFC 8601 2.7.3). */
	MAILAUTH_HOST_CONFIRMED,
};
enum mailauth_host_names mailauth_host_names(const struct mailauth_report *report, size_t index);
/* One of them in presentation format, by WHICH from 0; NULL after the last. */
const char *mailauth_host_name(const struct mailauth_report *report, size_t index, size_t which);

/* --- Block lists ------------------------------------------------------------------ */

/* The block lists that were asked (mailauth_audit_set_blocklists()). */
size_t mailauth_blocklist_count(const struct mailauth_report *report);
/* The word for one ("spamhaus-zen"), its zone, and when what is known of it was looked up; NULL for
 * an index that is too large. */
const char *mailauth_blocklist_id(const struct mailauth_report *report, size_t index);
const char *mailauth_blocklist_zone(const struct mailauth_report *report, size_t index);
const char *mailauth_blocklist_date(const struct mailauth_report *report, size_t index);
/* Whether what it says means anything, by its test points (RFC 5782 5). */
enum mailauth_blocklist_state {
	/* It did not answer. */
	MAILAUTH_BLOCKLIST_UNKNOWN = 0,
	MAILAUTH_BLOCKLIST_WORKS,
	/* It does not answer the resolver that asked: this is never a listing. */
	MAILAUTH_BLOCKLIST_REFUSES,
	/* It lacks its test entry. */
	MAILAUTH_BLOCKLIST_EMPTY,
	/* It lists what it must not list. */
	MAILAUTH_BLOCKLIST_FULL,
};
enum mailauth_blocklist_state mailauth_blocklist_state(const struct mailauth_report *report,
						       size_t index);
/* The word for a state in JSON; static; NULL for another value. */
const char *mailauth_blocklist_state_word(int state);
/* What it was asked about, an address or the domain, by WHICH from 0; NULL after the last. */
const char *mailauth_blocklist_of(const struct mailauth_report *report, size_t index, size_t which);
/* Whether it lists that; false where that is not known. */
bool mailauth_blocklist_lists(const struct mailauth_report *report, size_t index, size_t which);
/* The addresses that it answered about WHICH, by CODE from 0; NULL after the last. */
const char *mailauth_blocklist_code(const struct mailauth_report *report, size_t index,
				    size_t which, size_t code);

#ifdef __GNUC__
#pragma GCC visibility pop
#endif
#ifdef __cplusplus
}
#endif

#endif
