/* DMARC of the Author Domain in detail; its policy and result are in <mailauth/report.h>.
 *
 * SPDX-License-Identifier: MIT
 *
 * Lifetimes, arguments and bytes are as in <mailauth/report.h>. */

#ifndef MAILAUTH_DMARC_H
#define MAILAUTH_DMARC_H

#include <mailauth/report.h>

#ifdef __cplusplus
extern "C" {
#endif
#ifdef __GNUC__
#pragma GCC visibility push(default)
#endif

/* The record that applies, raw, whose length goes to *LENGTH; NULL where there is none. */
const unsigned char *mailauth_dmarc_record(const struct mailauth_report *report, size_t *length);
/* The policy as it is published, before t=y weakens it. */
enum mailauth_policy mailauth_dmarc_published(const struct mailauth_report *report);

/* Whether something passed under an aligned name (RFC 9989 4.4). */
enum mailauth_aligned {
	/* Not asked for, or not known. */
	MAILAUTH_ALIGNED_UNKNOWN = 0,
	MAILAUTH_ALIGNED_NO,
	MAILAUTH_ALIGNED_YES,
};
/* By SPF, and by DKIM, in the mail that mailauth_report_dmarc_result() is about. */
enum mailauth_aligned mailauth_dmarc_aligned_spf(const struct mailauth_report *report);
enum mailauth_aligned mailauth_dmarc_aligned_dkim(const struct mailauth_report *report);

/* What a step of the tree walk found. */
enum mailauth_dmarc_step {
	MAILAUTH_DMARC_STEP_RECORD = 0,
	MAILAUTH_DMARC_STEP_NONE,
	/* More than one record, of which none counts. */
	MAILAUTH_DMARC_STEP_SEVERAL,
	/* The DNS did not answer. */
	MAILAUTH_DMARC_STEP_FAILED,
	MAILAUTH_DMARC_STEP_NOT_ASKED,
};

/* The steps of the walk (RFC 9989 4.10), from the Author Domain up: how many; the name of one, in
 * presentation format without "_dmarc.", to *NAME, which the caller frees with mailauth_free() (0,
 * MAILAUTH_ENOMEM, MAILAUTH_EINVAL for an INDEX that is too large); and what it found. */
size_t mailauth_dmarc_walk_count(const struct mailauth_report *report);
int mailauth_dmarc_walk_name(const struct mailauth_report *report, size_t index, char **name);
enum mailauth_dmarc_step mailauth_dmarc_walk_step(const struct mailauth_report *report,
						  size_t index);
/* Its word in JSON; NULL for another value. */
const char *mailauth_dmarc_step_word(int step);

/* The same for receivers that follow RFC 7489 and the Public Suffix List: the domain that publishes
 * the record, and the Organizational Domain, in presentation format, NULL where there is none; and
 * the percentage of failing mail that the policy applies to (pct), -1 where there is no record. */
const char *mailauth_dmarc_policy_domain_7489(const struct mailauth_report *report);
const char *mailauth_dmarc_org_domain_7489(const struct mailauth_report *report);
int mailauth_dmarc_percent_7489(const struct mailauth_report *report);

#ifdef __GNUC__
#pragma GCC visibility pop
#endif
#ifdef __cplusplus
}
#endif

#endif
