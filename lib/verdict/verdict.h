/* The verdict: what all results together come to.  Reads settled results, asks nothing.
 *
 * SPDX-License-Identifier: MIT */

#ifndef MA_VERDICT_H
#define MA_VERDICT_H

#include "../auth/auth.h"

/* Fills in the verdict of REPORT, whose other parts are there. */
void ma_verdict_judge(struct mailauth_report *report);

#endif
