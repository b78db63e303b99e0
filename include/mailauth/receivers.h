/* What large receivers ask of a sender, and how much of it an audit knows to be met.
 *
 * SPDX-License-Identifier: MIT
 *
 * Receivers publish what they ask for: SPF and DKIM that pass, a DMARC record, and more.  A report
 * compares that with what it knows of the domain, and of the mail that was given.  This adds no
 * question to an audit.
 *
 * What they ask for changes: each demand has the date of the text that it was taken from.  Nothing
 * here promises delivery: receivers decide for themselves, and weigh what no one publishes.
 *
 * What is not known is UNKNOWN, never met and never unmet: whether SPF passes without the address
 * of a sender, whether DKIM passes without a selector or a result, and all that the DNS did not
 * answer. A selector that was added is treated as the one that mail is signed with.  SPF is unmet
 * without a sender only if no sender can pass: there is no record, or none that can be evaluated.
 * What the DNS never shows (TLS, the spam rate) is UNKNOWN, too, and leaves the result of a
 * receiver as it is.
 *
 * There are no receivers, and JSON has no "receivers", where the report is about senders alone
 * (MAILAUTH_SCOPE_SENDER), the domain does not exist, its SPF record says that it sends no mail
 * (unless the mail that was given passes DMARC), or nothing at all is published for mail.
 *
 * Lifetimes and arguments are as in <mailauth/report.h>; words, names, dates and sources are
 * static, NUL-terminated and safe to print. */

#ifndef MAILAUTH_RECEIVERS_H
#define MAILAUTH_RECEIVERS_H

#include <mailauth/report.h>

#ifdef __cplusplus
extern "C" {
#endif
#ifdef __GNUC__
#pragma GCC visibility push(default)
#endif

struct mailauth_receiver;

/* --- Receivers ---------------------------------------------------------------- */

/* The receivers, in a fixed order; NULL for an index that is too large. */
size_t mailauth_report_receiver_count(const struct mailauth_report *report);
const struct mailauth_receiver *mailauth_report_receiver(const struct mailauth_report *report,
							 size_t index);

/* The word in JSON ("gmail"), which keeps its meaning; and the name in LANGUAGE, NULL for an
 * unknown one. */
const char *mailauth_receiver_id(const struct mailauth_receiver *receiver);
const char *mailauth_receiver_name(const struct mailauth_receiver *receiver,
				   enum mailauth_language language);

/* How much of what a receiver asks for is met. */
enum mailauth_receiver_result {
	/* Nothing is known to be missing, but not all that the DNS can show is known. */
	MAILAUTH_RECEIVER_UNKNOWN = 0,
	/* All that the DNS can show. */
	MAILAUTH_RECEIVER_MET,
	/* Something is missing that is asked of bulk senders only. */
	MAILAUTH_RECEIVER_PARTLY,
	/* Something is missing that is asked of everyone. */
	MAILAUTH_RECEIVER_UNMET,
};
enum mailauth_receiver_result mailauth_receiver_result(const struct mailauth_receiver *receiver);
/* Its word in JSON ("partly"); NULL for another value. */
const char *mailauth_receiver_result_word(int result);

/* The oldest date of its demands, "2026-03-21": all of them were in force then or later. */
const char *mailauth_receiver_date(const struct mailauth_receiver *receiver);

/* --- What a receiver asks for ---------------------------------------------------- */

/* How many demands there are.  Of each, by its index: the word in JSON ("dmarc"), and what it is
 * called in LANGUAGE; NULL for an index that is too large or an unknown language. */
size_t mailauth_receiver_demand_count(const struct mailauth_receiver *receiver);
const char *mailauth_receiver_demand(const struct mailauth_receiver *receiver, size_t index);
const char *mailauth_receiver_demand_name(const struct mailauth_receiver *receiver, size_t index,
					  enum mailauth_language language);

/* Whether it is asked of bulk senders only, whatever the receiver means by that: how much mail a
 * domain sends is not known. */
bool mailauth_receiver_demand_is_bulk(const struct mailauth_receiver *receiver, size_t index);

/* Whether it is met. */
enum mailauth_demand_result {
	MAILAUTH_DEMAND_UNKNOWN = 0,
	MAILAUTH_DEMAND_MET,
	MAILAUTH_DEMAND_UNMET,
};
enum mailauth_demand_result
mailauth_receiver_demand_result(const struct mailauth_receiver *receiver, size_t index);

/* Why that is not known. */
enum mailauth_demand_reason {
	/* It is known. */
	MAILAUTH_DEMAND_DECIDED = 0,
	/* The address of a sender has to be given (mailauth_audit_add_sender()). */
	MAILAUTH_DEMAND_NEEDS_SENDER,
	/* The selector of a signature (mailauth_audit_add_selector()) or a result
	 * (mailauth_audit_add_auth()) has to be given. */
	MAILAUTH_DEMAND_NEEDS_SIGNATURE,
	/* The DNS did not answer. */
	MAILAUTH_DEMAND_NOT_ANSWERED,
	/* Receivers read what is published in different ways. */
	MAILAUTH_DEMAND_AMBIGUOUS,
	/* The DNS does not show it, or the audit does not look: reverse DNS, TLS, the spam rate. */
	MAILAUTH_DEMAND_NOT_SHOWN,
};
enum mailauth_demand_reason
mailauth_receiver_demand_reason(const struct mailauth_receiver *receiver, size_t index);
/* Its word in JSON ("sender"); NULL for MAILAUTH_DEMAND_DECIDED and for another value. */
const char *mailauth_demand_reason_word(int reason);

/* Where the receiver asks for it: the text, the date of the copy that was read, or the day on which
 * a page without a date was read, and whether it is the receiver's own text. */
const char *mailauth_receiver_demand_source(const struct mailauth_receiver *receiver, size_t index);
const char *mailauth_receiver_demand_date(const struct mailauth_receiver *receiver, size_t index);
bool mailauth_receiver_demand_is_primary(const struct mailauth_receiver *receiver, size_t index);

#ifdef __GNUC__
#pragma GCC visibility pop
#endif
#ifdef __cplusplus
}
#endif

#endif
