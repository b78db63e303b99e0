/* What the DNS publishes of a zone: to whom the zone above delegates it, and a zone file next to
 * what its name servers have.  The keys "dns.delegation" and "dns.comparison" of the JSON.
 *
 * SPDX-License-Identifier: MIT
 *
 * Lifetimes and arguments are as in <mailauth/report.h>.  Names are safe to print. */

#ifndef MAILAUTH_PUBLISHED_H
#define MAILAUTH_PUBLISHED_H

#include <mailauth/report.h>

#ifdef __cplusplus
extern "C" {
#endif
#ifdef __GNUC__
#pragma GCC visibility push(default)
#endif

/* Whether the zone above said to whom it delegates the zone, which is who is asked for it; and the
 * name server at INDEX there, in presentation format; NULL after the last. */
bool mailauth_report_knows_delegation(const struct mailauth_report *report);
const char *mailauth_report_delegated(const struct mailauth_report *report, size_t index);

/* The record sets of a zone file next to what is published (the setting "compare"): the name of the
 * set at INDEX, in presentation format, NULL after the last; its type; whether both are the same;
 * the name server that said what is published, NULL where none did. */
const char *mailauth_report_compared_name(const struct mailauth_report *report, size_t index);
uint16_t mailauth_report_compared_type(const struct mailauth_report *report, size_t index);
bool mailauth_report_compared_is_same(const struct mailauth_report *report, size_t index);
const char *mailauth_report_compared_server(const struct mailauth_report *report, size_t index);
/* The value WHICH of that set in the file, and at the server, in presentation format but for TXT,
 * whose strings are joined; not safe to print.  The length goes to *LENGTH; NULL after the last. */
const unsigned char *mailauth_report_compared_file(const struct mailauth_report *report,
						   size_t index, size_t which, size_t *length);
const unsigned char *mailauth_report_compared_published(const struct mailauth_report *report,
							size_t index, size_t which, size_t *length);

#ifdef __GNUC__
#pragma GCC visibility pop
#endif
#ifdef __cplusplus
}
#endif

#endif
