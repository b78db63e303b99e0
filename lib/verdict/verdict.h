/* The verdict: what all results together come to.  Reads settled results, asks nothing.
 *
 * SPDX-License-Identifier: MIT */

#ifndef MA_VERDICT_H
#define MA_VERDICT_H

#include "../auth/auth.h"

/* Adds what no inquiry sees alone. */
void ma_verdict_combine(const struct mailauth_report *report, struct ma_findings *findings);
/* Adds what the policy of the audited domain, its SPF record, its mail servers and its DKIM keys
 * come to together. */
void ma_verdict_combine_keys(const struct mailauth_report *report, enum ma_seen keys,
			     struct ma_findings *findings);
/* Whether others can send as the audited domain, and why. */
void ma_verdict_judge_spoofable(struct mailauth_report *report);
/* Fills in the verdict of REPORT, whose other parts are there. */
void ma_verdict_judge(struct mailauth_report *report);

#endif
