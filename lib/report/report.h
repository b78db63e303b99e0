/* The report: what all inquiries came to, and the verdict.  Reads settled results, asks nothing.
 *
 * SPDX-License-Identifier: MIT */

#ifndef MA_REPORT_H
#define MA_REPORT_H

#include "../dkim/dkim.h"
#include "../dmarc/dmarc.h"
#include "../mx/mx.h"
#include "../sender/sender.h"
#include "../spf/spf.h"
#include "../zone/zone.h"

/* A sentence of the verdict: a phrase with its values, or what a finding says. */
struct ma_sentence {
	enum ma_phrase_id phrase;
	const struct mailauth_finding *finding; /* if not NULL, instead of the phrase */
	struct ma_argument arguments[MA_ARGUMENTS_MAX];
	size_t argument_count;
};

enum {
	MA_CAUSES_MAX = 4,
};

/* What it comes to, for somebody who reads nothing else. */
struct ma_verdict {
	struct ma_sentence summary;
	const struct mailauth_sender *sender; /* the one that it is about; or NULL */
	const struct mailauth_finding *told;  /* the finding that the summary says; or NULL */
	struct ma_sentence causes[MA_CAUSES_MAX];
	size_t cause_count;
	const struct mailauth_finding *fault; /* the first of the causes that is a fault; or NULL */
	unsigned who;			      /* who can mend it: enum mailauth_who */
	struct ma_text at;		      /* the name that has to be mended */
	bool here;			      /* it lies in the zone of the audited domain */
	bool included;			      /* it is a domain that the record takes in */
	uint32_t wait; /* seconds until a change is seen, at most; 0: not known */
	enum mailauth_spoofable spoofable;
	struct ma_sentence spoof; /* the same for people */
};

/* Whether a key that verifies signatures was seen.  Nobody can say NO of selectors that were
 * guessed. */
enum ma_seen {
	MA_SEEN_UNKNOWN,
	MA_SEEN_NO,
	MA_SEEN_YES,
};

struct mailauth_report {
	struct ma_settings settings;
	bool complete;
	struct ma_zone zone;
	struct ma_spf_published spf;
	struct ma_mx mx;
	const struct mailauth_key **keys; /* that are shown, in the order of their selectors */
	size_t key_count;
	bool keys_asked; /* there were selectors to look at */
	enum ma_seen keys_seen;
	const struct ma_dmarc *dmarc;	     /* of the Author Domain */
	const struct ma_dmarc *dmarc_domain; /* of the audited domain: often the same */
	struct ma_dmarc_message message;     /* the mail that was given, if any was */
	bool from_given;		     /* with what DMARC needs to know of it */
	struct mailauth_sender **senders;
	size_t sender_count;
	const struct mailauth_finding **findings;
	size_t finding_count;
	const struct ma_query *queries; /* by name and type */
	size_t query_count;
	struct ma_verdict verdict;
	const struct mailauth_report *before; /* without what was assumed; NULL: nothing was */
};

/* --- Making it ------------------------------------------------------------------ */

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
