/* The SPF record of the audited domain with all that it includes: what it costs, line by line.
 *
 * SPDX-License-Identifier: MIT
 *
 * Lifetimes, arguments and bytes are as in <mailauth/report.h>. */

#ifndef MAILAUTH_SPF_H
#define MAILAUTH_SPF_H

#include <mailauth/report.h>

#ifdef __cplusplus
extern "C" {
#endif
#ifdef __GNUC__
#pragma GCC visibility push(default)
#endif

/* Whether there is an SPF record that works. */
enum mailauth_spf_status {
	/* The DNS did not answer, or was not asked (MAILAUTH_SCOPE_SENDER). */
	MAILAUTH_SPF_STATUS_UNKNOWN = 0,
	/* There is none. */
	MAILAUTH_SPF_STATUS_NONE,
	/* There is one, and it can be evaluated to its end. */
	MAILAUTH_SPF_STATUS_VALID,
	/* Receivers get a permerror (RFC 7208 2.6.7). */
	MAILAUTH_SPF_STATUS_INVALID,
};
enum mailauth_spf_status mailauth_spf_status(const struct mailauth_report *report);
/* Its word in JSON; NULL for another value. */
const char *mailauth_spf_status_word(int status);

/* The terms that cause lookups (at most 10 are allowed) and the void lookups (at most 2; RFC 7208
 * 4.6.4), for a sender that no term matches.  False, and nothing is stored, unless there
 * is exactly one record. */
bool mailauth_spf_tree_costs(const struct mailauth_report *report, unsigned *lookups,
			     unsigned *voids);

/* What a line of the tree is. */
enum mailauth_spf_branch {
	/* A record. */
	MAILAUTH_SPF_BRANCH_RECORD = 0,
	/* A term of the record above it. */
	MAILAUTH_SPF_BRANCH_TERM,
	/* A term whose lookups depend on the sender. */
	MAILAUTH_SPF_BRANCH_SENDER,
	/* A term that leads to no SPF record, to more than one, or back to where it came from. */
	MAILAUTH_SPF_BRANCH_NONE,
	MAILAUTH_SPF_BRANCH_SEVERAL,
	MAILAUTH_SPF_BRANCH_LOOP,
	/* A term whose target the DNS did not give. */
	MAILAUTH_SPF_BRANCH_FAILED,
	/* A term that cannot be read. */
	MAILAUTH_SPF_BRANCH_FAULTY,
	/* A term after "all". */
	MAILAUTH_SPF_BRANCH_UNREACHED,
	/* The tree continues, but is not followed. */
	MAILAUTH_SPF_BRANCH_CUT,
};

/* The lines of the tree, each record before its terms and each term before what it leads to. */
size_t mailauth_spf_tree_count(const struct mailauth_report *report);
enum mailauth_spf_branch mailauth_spf_tree_state(const struct mailauth_report *report,
						 size_t index);
/* Its word in JSON; NULL for another value. */
const char *mailauth_spf_branch_word(int state);

/* Finding a line by its index takes the same time however many there are.  For an index that is too
 * large the state is MAILAUTH_SPF_BRANCH_CUT, strings are NULL, and numbers are 0. */

/* How deep a line is: 0 is the record of the domain. */
unsigned mailauth_spf_tree_depth(const struct mailauth_report *report, size_t index);
/* The record or the term, raw; its length goes to *LENGTH. */
const unsigned char *mailauth_spf_tree_text(const struct mailauth_report *report, size_t index,
					    size_t *length);
/* Of a record: the name that publishes it, in presentation format, and its TTL; NULL and 0 of a
 * term. */
const char *mailauth_spf_tree_domain(const struct mailauth_report *report, size_t index);
uint32_t mailauth_spf_tree_ttl(const struct mailauth_report *report, size_t index);
/* Of a term: what it costs with all below it; 0 of a record. */
unsigned mailauth_spf_tree_lookups(const struct mailauth_report *report, size_t index);
unsigned mailauth_spf_tree_voids(const struct mailauth_report *report, size_t index);

#ifdef __GNUC__
#pragma GCC visibility pop
#endif
#ifdef __cplusplus
}
#endif

#endif
