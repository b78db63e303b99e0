/* The companies whose servers and services a domain uses.
 *
 * SPDX-License-Identifier: MIT
 *
 * A company is recognized by names that it is known to use: of name servers, of mail servers, of
 * what an SPF record includes, of what the name of a DKIM key is an alias of.  Such a name shows
 * what is set up, not what is used: an include permits a company's servers, even after a contract
 * has ended. A company that is not recognized is not in the list.
 *
 * Lifetimes, arguments and bytes are as in <mailauth/report.h>. */

#ifndef MAILAUTH_PROVIDERS_H
#define MAILAUTH_PROVIDERS_H

#include <mailauth/report.h>

#ifdef __cplusplus
extern "C" {
#endif
#ifdef __GNUC__
#pragma GCC visibility push(default)
#endif

enum mailauth_provider_role {
	MAILAUTH_PROVIDER_DNS,	   /* answers for the domain's zone: records are edited there */
	MAILAUTH_PROVIDER_MX,	   /* takes mail to the domain in */
	MAILAUTH_PROVIDER_GATEWAY, /* filters mail on its way in or out, and passes it on */
	MAILAUTH_PROVIDER_SENDS,   /* is permitted to send by the SPF record */
	MAILAUTH_PROVIDER_SIGNS,   /* keeps a DKIM key of the domain */
};

/* How many there are; a company is there once for each of its roles. */
size_t mailauth_provider_count(const struct mailauth_report *report);
/* The company's id ("xserver"), which keeps its meaning for ever, and what it is called. */
const char *mailauth_provider_id(const struct mailauth_report *report, size_t index);
const char *mailauth_provider_name(const struct mailauth_report *report, size_t index,
				   enum mailauth_language language);
enum mailauth_provider_role mailauth_provider_role(const struct mailauth_report *report,
						   size_t index);
/* The name by which it was recognized. */
const char *mailauth_provider_evidence(const struct mailauth_report *report, size_t index);
/* The day on which what is known of it was looked up ("2026-11-28"). */
const char *mailauth_provider_date(const struct mailauth_report *report, size_t index);
/* Where its customers edit the DNS; NULL where that is not known. */
const char *mailauth_provider_screen(const struct mailauth_report *report, size_t index,
				     enum mailauth_language language);
/* "dns", "mx", "gateway", "sends", "signs"; NULL for an unknown ROLE. */
const char *mailauth_provider_role_word(int role);

/* What the company is called that holds the text of a finding, of the verdict or of a mail server;
 * NULL where none is recognized. */
const char *mailauth_finding_company(const struct mailauth_finding *finding,
				     enum mailauth_language language);
const char *mailauth_verdict_company(const struct mailauth_report *report,
				     enum mailauth_language language);
/* The company whose support can help with it; NULL likewise. */
const char *mailauth_finding_helper(const struct mailauth_finding *finding,
				    enum mailauth_language language);
const char *mailauth_verdict_helper(const struct mailauth_report *report,
				    enum mailauth_language language);
const char *mailauth_mx_company(const struct mailauth_report *report, size_t index,
				enum mailauth_language language);

/* The day of the latest of all that this library knows of companies. */
const char *mailauth_providers_date(void);

#ifdef __GNUC__
#pragma GCC visibility pop
#endif
#ifdef __cplusplus
}
#endif

#endif
