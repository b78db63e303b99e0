/* Inquiries: what an evaluator gets, and what it may touch.
 *
 * An evaluator is a straight-line reading of its RFC over a view of the answers.  It never waits:
 * it asks ma_ask() and believes what it gets; whether the pass counts is decided by who began it
 * (dns.h, ma_view).
 *
 * SPDX-License-Identifier: MIT */

#ifndef MA_INQUIRY_H
#define MA_INQUIRY_H

#include "../finding/finding.h"
#include "../syntax/syntax.h"

/* What an audit was told. */
struct ma_settings {
	int64_t now;
	struct ma_text typed;	    /* the domain as it was given */
	struct ma_text domain_text; /* its A-label form, without a dot at the end */
	struct ma_text domain_unicode;
	struct ma_text domain_shown;  /* for people: both forms, where they differ */
	const struct ma_name *domain; /* NULL: cannot be a domain name */
	struct ma_text receiver;
	enum mailauth_selectors selectors;
	bool eager;
};

/* What one pass of an evaluator may touch.  Everything it makes goes into the arena. */
struct ma_pass {
	struct ma_view view;
	struct ma_arena *arena;
	struct ma_findings findings;
	const struct ma_settings *settings;
};

/* False if the domain was mapped to another name: full-width letters to plain ones. */
bool ma_domain_is_as_typed(const struct ma_settings *settings);

#endif
