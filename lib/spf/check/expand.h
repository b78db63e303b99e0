/* What terms come to; shared by the files of this folder alone.
 *
 * SPDX-License-Identifier: MIT */

#ifndef MA_SPF_EXPAND_H
#define MA_SPF_EXPAND_H

#include "check.h"

enum ma_spf_meaning_kind {
	MA_SPF_MEANS_NOBODY,	/* no mechanism, or its target is not a name */
	MA_SPF_MEANS_EVERYBODY, /* all */
	MA_SPF_MEANS_NETWORK,	/* the term holds it */
	MA_SPF_MEANS_HOSTS,	/* a, mx, ptr, exists: those of the target */
	MA_SPF_MEANS_RECORD,	/* include, redirect: that of the target decides */
	MA_SPF_MEANS_NO_RECORD, /* the same, but the target can have none */
	MA_SPF_MEANS_SENDER,	/* it depends on who sends */
	MA_SPF_MEANS_PENDING,	/* an answer that it depends on is not there yet */
};

struct ma_spf_meaning {
	enum ma_spf_meaning_kind kind;
	struct ma_spf_target target; /* where it has one */
};

/* What TERM means for the sender of CHECK; for a sender that nothing is known of. */
struct ma_spf_meaning ma_spf_expand_term(struct ma_spf_check *check,
					 const struct ma_spf_frame *frame,
					 const struct ma_spf_term *term);
struct ma_spf_meaning ma_spf_expand_for_nobody(struct ma_pass *pass,
					       const struct ma_spf_frame *frame,
					       const struct ma_spf_term *term);
/* The wildcard that answers for each name that TERM makes of senders, by IPv4 where it has the
 * family in it; NULL if what the sender decides goes to the end of the name. */
const struct ma_name *ma_spf_wildcard_of_senders(struct ma_pass *pass,
						 const struct ma_spf_frame *frame,
						 const struct ma_spf_term *term);

#endif
