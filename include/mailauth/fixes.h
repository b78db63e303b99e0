/* libmailauth: what to publish, with the proof that it helps.
 *
 * SPDX-License-Identifier: MIT
 *
 * A fix is a change of one record set: values that go, values that come; other values of the set
 * stay.  Each was proven: the whole audit was made again with the change in place, alone and
 * together with the other fixes of the report.  The findings that a fix removes are gone then, no
 * sender lost permission, no stranger gained it, and nothing else got worse.  What could not be
 * proven is not here.  A report has no fixes if a question failed that it rests on, if its scope is
 * a sender's, or if nothing has to change.
 *
 * Lifetimes, threads, arguments and bytes are as in <mailauth/report.h>: values are raw, and may
 * hold what anyone has published. */

#ifndef MAILAUTH_FIXES_H
#define MAILAUTH_FIXES_H

#include <mailauth/report.h>

#ifdef __cplusplus
extern "C" {
#endif
#ifdef __GNUC__
#pragma GCC visibility push(default)
#endif

struct mailauth_fix;

/* The fixes, in the order in which to publish them.  One of the type "CNAME" takes an alias away for
 * the one after it, at the same name: they are proven as one, and are to be published as one. */
size_t mailauth_report_fix_count(const struct mailauth_report *report);
const struct mailauth_fix *mailauth_report_fix(const struct mailauth_report *report, size_t index);

/* Where: the name in presentation format, without a dot at the end; the same as it is written
 * within the zone ("@" for the zone's own name, "_dmarc"), or whole where the zone is not known;
 * and the type of the record set ("TXT", "MX", "CNAME"). */
const char *mailauth_fix_name(const struct mailauth_fix *fix);
const char *mailauth_fix_relative_name(const struct mailauth_fix *fix);
const char *mailauth_fix_type(const struct mailauth_fix *fix);

/* The values that go, and those that come: of a TXT record the text, strings joined, without
 * quotation marks, as the field of a panel takes it; of an MX record "10 mail.example.jp.".  The
 * length goes to *LENGTH.  NULL for an INDEX that is too large. */
size_t mailauth_fix_old_count(const struct mailauth_fix *fix);
const char *mailauth_fix_old(const struct mailauth_fix *fix, size_t index, size_t *length);
size_t mailauth_fix_new_count(const struct mailauth_fix *fix);
const char *mailauth_fix_new(const struct mailauth_fix *fix, size_t index, size_t *length);
/* How many other values of the set stay as they are. */
size_t mailauth_fix_kept_count(const struct mailauth_fix *fix);
/* The new value as a line of a zone file (RFC 1035 5.1), in strings of at most 255 octets. */
const char *mailauth_fix_zone_line(const struct mailauth_fix *fix, size_t index);

/* The findings that are gone then. */
size_t mailauth_fix_removed_count(const struct mailauth_fix *fix);
const struct mailauth_finding *mailauth_fix_removed(const struct mailauth_fix *fix, size_t index);

/* Of a fix of the SPF record: the lookups of the new record and its void lookups (RFC 7208 4.6.4),
 * and the addresses that it lets pass and no record before did, each read alone, as ranges
 * ("192.0.2.0/24").  There are none that it lost.  False, and nothing is stored, for other fixes. */
bool mailauth_fix_spf_cost(const struct mailauth_fix *fix, unsigned *lookups, unsigned *voids);
size_t mailauth_fix_gained_count(const struct mailauth_fix *fix);
const char *mailauth_fix_gained(const struct mailauth_fix *fix, size_t index);

/* What a person has to know before publishing it, as a text in LANGUAGE, safe to print, written to
 * *TEXT, which the caller frees with mailauth_free(); "" where there is nothing.  Returns 0,
 * MAILAUTH_ENOMEM, or MAILAUTH_EINVAL for an unknown LANGUAGE. */
int mailauth_fix_confirm(const struct mailauth_fix *fix, enum mailauth_language language,
			 char **text);

/* Who publishes it, whose name that is, where, and how long it takes to be seen: as those of a
 * finding. */
unsigned mailauth_fix_who(const struct mailauth_fix *fix);
const char *mailauth_fix_holder(const struct mailauth_fix *fix);
bool mailauth_fix_holder_is_own(const struct mailauth_fix *fix);
const char *mailauth_fix_where(const struct mailauth_fix *fix, size_t index);
uint32_t mailauth_fix_wait(const struct mailauth_fix *fix);

/* --- Scripts ---------------------------------------------------------------- */

/* Each writes all fixes as NUL-terminated ASCII to *TEXT, which the caller frees with
 * mailauth_free(); the length goes to *LENGTH unless that is NULL; "" where there are none.
 * Return 0 or MAILAUTH_ENOMEM.
 *
 * Lines of a zone file, with whole names; above each, as comments, what a person has to know before
 * (in English), and the lines that it replaces.
 *
 * A script for nsupdate: one message, which is refused unless each record set is exactly as the
 * audit found it (RFC 2136 2.4), so that a script that was applied is refused the second time; it
 * deletes only the values that go, and no other value of the set.  What is in another zone is a
 * comment, as is what a person has to know before.  The server, and the key that signs the message, are for the caller to add. */
int mailauth_report_zone_lines(const struct mailauth_report *report, char **text, size_t *length);
int mailauth_report_nsupdate(const struct mailauth_report *report, char **text, size_t *length);

#ifdef __GNUC__
#pragma GCC visibility pop
#endif
#ifdef __cplusplus
}
#endif

#endif
