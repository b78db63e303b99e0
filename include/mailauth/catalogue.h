/* The catalogue: every finding that a report can have, for programs that list, translate or filter
 * them.
 *
 * SPDX-License-Identifier: MIT
 *
 * Indexes belong to one version of the library and mean nothing elsewhere; an id keeps its meaning
 * for ever.  Strings are static.  For an INDEX of mailauth_catalogue_count() or
 * more, functions return NULL or 0. */

#ifndef MAILAUTH_CATALOGUE_H
#define MAILAUTH_CATALOGUE_H

#include <mailauth/report.h>

#ifdef __cplusplus
extern "C" {
#endif
#ifdef __GNUC__
#pragma GCC visibility push(default)
#endif

/* How many findings there are. */
size_t mailauth_catalogue_count(void);

/* Stores the index of the finding ID ("spf.multiple-records") in *INDEX and returns true; returns
 * false, and leaves *INDEX as it was, if there is none. */
bool mailauth_catalogue_find(const char *id, size_t *index);

/* The id of a finding, its severity, its section, who can usually act on it (a set of enum
 * mailauth_who; a report decides for each finding whose text it is), and where the rule is
 * published ("RFC 7208 4.5"; "" where there is none). */
const char *mailauth_catalogue_id(size_t index);
enum mailauth_severity mailauth_catalogue_severity(size_t index);
enum mailauth_section mailauth_catalogue_section(size_t index);
unsigned mailauth_catalogue_who(size_t index);
const char *mailauth_catalogue_source(size_t index);

/* What it means, or (with ADVICE) what to do, as UTF-8.  "{count}" stands for the argument "count"
 * of a finding (mailauth_finding_argument()), "{name}" for its name, "{faulty}" for the bytes of
 * its span; advice may be "".  NULL for an unknown LANGUAGE. */
const char *mailauth_catalogue_text(size_t index, enum mailauth_language language, bool advice);

#ifdef __GNUC__
#pragma GCC visibility pop
#endif
#ifdef __cplusplus
}
#endif

#endif
