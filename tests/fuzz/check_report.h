/* What must hold of every report, whatever someone publishes.
 *
 * SPDX-License-Identifier: MIT */

#ifndef TEST_FUZZ_CHECK_REPORT_H
#define TEST_FUZZ_CHECK_REPORT_H

#include <mailauth/report.h>

/* Writes the report and all of its findings in both languages.  Aborts if a word of it is not
 * valid UTF-8, or could move a cursor, hide text or turn its direction. */
void check_report(const struct mailauth_report *report);
/* The same of one text. */
void check_text(const char *text, size_t length);

#endif
