/* libmailauth: what assumptions change.
 *
 * SPDX-License-Identifier: MIT
 *
 * An audit with assumptions (mailauth_audit_set(audit, "assume", …)) makes two reports: the one
 * that mailauth_audit_report() returns, with what is assumed in place, and the one of what is
 * published today.  This header lists the differences between them. */

#ifndef MAILAUTH_CHANGES_H
#define MAILAUTH_CHANGES_H

#include <mailauth/report.h>

#ifdef __cplusplus
extern "C" {
#endif
#ifdef __GNUC__
#pragma GCC visibility push(default)
#endif

/* What is different. */
enum mailauth_change_kind {
	/* The worst severity of the report. */
	MAILAUTH_CHANGE_SEVERITY = 0,
	/* Whether others can send as the domain. */
	MAILAUTH_CHANGE_SPOOFABLE,
	/* The worst severity of a section: the index is an enum mailauth_section. */
	MAILAUTH_CHANGE_SECTION,
	/* The SPF result of a sender: the index is that of mailauth_report_sender(). */
	MAILAUTH_CHANGE_SENDER,
	/* The DMARC policy: the index is an enum mailauth_policy_of. */
	MAILAUTH_CHANGE_POLICY,
	/* The DMARC result of the mail that was given. */
	MAILAUTH_CHANGE_DMARC,
	/* How many IPv4 addresses the SPF record permits. */
	MAILAUTH_CHANGE_ADDRESSES,
	/* How many lookups the SPF record causes. */
	MAILAUTH_CHANGE_LOOKUPS,
	/* A finding that is gone (after is NULL), or new (before is NULL). */
	MAILAUTH_CHANGE_FINDING,
};

/* The word for one of them in JSON ("spoofable"); static; NULL for another value. */
const char *mailauth_change_word(int kind);

/* The report without what was assumed; NULL where nothing was.  It lives as long as REPORT. */
const struct mailauth_report *mailauth_report_before(const struct mailauth_report *report);

/* How many changes there are, and one of them, in the order of enum mailauth_change_kind; NULL for
 * an index that is too large.  A finding is the same if it says the same of the same name; one
 * that does not count (mailauth_finding_counts()) is treated as gone.  There are no changes where
 * nothing was assumed, or where the assumptions change nothing in the report. */
struct mailauth_change;
size_t mailauth_report_change_count(const struct mailauth_report *report);
const struct mailauth_change *mailauth_report_change(const struct mailauth_report *report,
						     size_t index);

/* Whether what is assumed makes something worse: a sender that passed fails, there is a warning or an
 * error that there was not, or others can send more easily as the domain.  What is no longer known
 * does not count.  False where nothing was assumed. */
bool mailauth_report_is_worse(const struct mailauth_report *report);

enum mailauth_change_kind mailauth_change_kind(const struct mailauth_change *change);
/* The index that enum mailauth_change_kind describes; 0 for other kinds. */
size_t mailauth_change_index(const struct mailauth_change *change);
/* The word of JSON ("softfail", "reject", "error"), or a number in decimal digits, before and
 * after; NULL where there was none, or it was not known. */
const char *mailauth_change_before(const struct mailauth_change *change);
const char *mailauth_change_after(const struct mailauth_change *change);
/* The finding that is gone or new; NULL for other kinds. */
const struct mailauth_finding *mailauth_change_finding(const struct mailauth_change *change);

#ifdef __GNUC__
#pragma GCC visibility pop
#endif
#ifdef __cplusplus
}
#endif

#endif
