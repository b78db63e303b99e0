/* Everything that a report says, as one text: what tests compare.
 *
 * SPDX-License-Identifier: MIT */

#ifndef TEST_PRINT_REPORT_H
#define TEST_PRINT_REPORT_H

#include <mailauth/report.h>

/* All that the accessors return, and the report as it is written for people in both languages.
 * To be freed. */
char *print_report(const struct mailauth_report *report);

#endif
