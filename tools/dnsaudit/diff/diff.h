/* The verb "diff": what its files share.
 *
 * SPDX-License-Identifier: MIT
 *
 * A report is read (reader.c) and reduced to what is compared (state.c).  Two of one domain become
 * a change (compare.c, values.c), which is an object as JSON has it; show.c writes it as text.
 * run.c reads both files side by side and keeps only what has not met its other half. */

#ifndef DNSAUDIT_DIFF_H
#define DNSAUDIT_DIFF_H

#include "../dnsaudit.h"

#include <jansson.h>
#include <stdio.h>

/* --- Reading (reader.c) -------------------------------------------------------- */

struct reader {
	const struct options *options;
	const char *name;
	FILE *file;
	unsigned long long count; /* of reports */
	bool ended;
};

/* Opens NAME, or the standard input for "-".  Returns 0, or an exit status after a message. */
int reader_open(struct reader *reader, const struct options *options, const char *name);
/* Stores the next report, to be released, or NULL at the end.  Returns as reader_open(). */
int reader_next(struct reader *reader, json_t **report);
void reader_close(struct reader *reader);

/* --- States (state.c) ------------------------------------------------------------ */

/* What is compared of REPORT: an object with these members; NULL without memory.
 *
 *	key		what it is called by: its id, or else its domain
 *	domain, id	as in the report
 *	complete	false if the DNS did not say everything, or there is no report
 *	spoofable, severity	of the verdict; absent where there is no report
 *	findings	those that count
 *	values		by name: a string, "" for what does not exist; absent if it is not known
 *	keys		the same by selector */
json_t *state_of(const json_t *report);

/* --- Changes (compare.c, values.c) -------------------------------------------------- */

/* How a domain has changed: "worse", "better", "changed", "unknown", "same", "added", "removed". */
enum change {
	CHANGE_SAME,
	CHANGE_WORSE,
	CHANGE_BETTER,
	CHANGE_CHANGED,
	CHANGE_UNKNOWN,
	CHANGE_ADDED,
	CHANGE_REMOVED,
	CHANGES,
};

const char *change_word(enum change change);
/* Compares OLD and NEW, of which one may be NULL: an object with the members change, domain, id,
 * and spoofable, severity, policy, spf, dmarc, mx as arrays of what was and what is, keys, new and
 * gone.  NULL without memory. */
json_t *compare(const json_t *old, const json_t *new, enum change *change);
/* Adds to OBJECT which values of OLD and NEW are not the same; whether there are any to *DIFFER.
 * False without memory. */
bool compare_values(json_t *object, const json_t *old, const json_t *new, bool *differ);

/* --- Showing (show.c) ----------------------------------------------------------------- */

void show_change(const struct options *options, const json_t *object, enum change change);
void show_summary(const struct options *options, const unsigned long long counts[CHANGES]);

#endif
