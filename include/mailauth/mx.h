/* The mail servers of the audited domain.
 *
 * SPDX-License-Identifier: MIT
 *
 * Lifetimes, arguments and bytes are as in <mailauth/report.h>. */

#ifndef MAILAUTH_MX_H
#define MAILAUTH_MX_H

#include <mailauth/report.h>

#ifdef __cplusplus
extern "C" {
#endif
#ifdef __GNUC__
#pragma GCC visibility push(default)
#endif

/* Whether the mail servers are known: false where the DNS did not answer, and where they were not
 * asked for (MAILAUTH_SCOPE_SENDER). */
bool mailauth_mx_is_known(const struct mailauth_report *report);

/* The MX records, by preference and name.  A domain without any receives mail at its own address
 * (RFC 5321 5.1), which is not in this list. */
size_t mailauth_mx_count(const struct mailauth_report *report);
/* The preference of one (the lowest is tried first); its host in presentation format, "." for a
 * null MX (RFC 7505); and the host's addresses by WHICH from 0, IPv4 first, NULL after the last. */
unsigned mailauth_mx_preference(const struct mailauth_report *report, size_t index);
const char *mailauth_mx_host(const struct mailauth_report *report, size_t index);
const char *mailauth_mx_address(const struct mailauth_report *report, size_t index, size_t which);

#ifdef __GNUC__
#pragma GCC visibility pop
#endif
#ifdef __cplusplus
}
#endif

#endif
