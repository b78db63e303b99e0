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

/* --- What they say on port 25 (mailauth_audit_set_probe()) ------------------ */

enum mailauth_probe_state {
	/* Its address may not be asked, or the back end cannot. */
	MAILAUTH_PROBE_NOT_ASKED = 0,
	/* There was no connection from here: many lines block port 25. */
	MAILAUTH_PROBE_UNREACHABLE,
	/* It took the connection, and said nothing. */
	MAILAUTH_PROBE_SILENT,
	/* What it said is not a whole reply (RFC 5321 4.2). */
	MAILAUTH_PROBE_STRANGE,
	/* It greeted with a refusal (RFC 5321 3.1). */
	MAILAUTH_PROBE_REFUSED,
	/* It did not take EHLO. */
	MAILAUTH_PROBE_NO_EHLO,
	/* It took EHLO. */
	MAILAUTH_PROBE_TAKEN,
};

/* How many addresses of mail servers were to be greeted: 0 without permission. */
size_t mailauth_probe_count(const struct mailauth_report *report);
/* The host and the address of one; what became of it, NOT_ASKED for an INDEX that is too large;
 * its first line, safe to print, cut after 120 bytes, NULL where it said nothing. */
const char *mailauth_probe_server(const struct mailauth_report *report, size_t index);
const char *mailauth_probe_ip(const struct mailauth_report *report, size_t index);
enum mailauth_probe_state mailauth_probe_state(const struct mailauth_report *report, size_t index);
const char *mailauth_probe_said(const struct mailauth_report *report, size_t index);
/* Whether it offers STARTTLS (RFC 3207 4): false unless it is TAKEN. */
bool mailauth_probe_starttls(const struct mailauth_report *report, size_t index);
/* The word for a state in JSON ("no-ehlo"); static; NULL for another value. */
const char *mailauth_probe_state_word(int state);

#ifdef __GNUC__
#pragma GCC visibility pop
#endif
#ifdef __cplusplus
}
#endif

#endif
