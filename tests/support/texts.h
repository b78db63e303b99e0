/* A small world: TXT records by name; the others do not exist.
 *
 * SPDX-License-Identifier: MIT */

#ifndef TEST_TEXTS_H
#define TEST_TEXTS_H

#include <mailauth/report.h>

#include <stdbool.h>

/* TEXT is NULL: it fails; "@NAME": it is an alias of NAME.  A list ends with an empty one. */
struct text {
	const char *name;
	const char *text;
};

/* example.jp sends no mail, and has other people's mail rejected. */
#define TEXT_SPF                                                                                   \
	{                                                                                          \
		"example.jp", "v=spf1 -all"                                                        \
	}
#define TEXT_REJECT                                                                                \
	{                                                                                          \
		"_dmarc.example.jp", "v=DMARC1; p=reject"                                          \
	}

/* An audit of example.jp. */
struct mailauth_audit *new_texts_audit(void);

/* The report of AUDIT, in which what fails fails by FAILURE. */
const struct mailauth_report *run_texts(struct mailauth_audit *audit, const struct text *texts,
					enum mailauth_failure failure);

/* How many findings ID the report has. */
unsigned count_findings(const struct mailauth_report *report, const char *id);
bool has_finding(const struct mailauth_report *report, const char *id);

#endif
