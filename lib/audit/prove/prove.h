/* The inside of proving fixes, shared by the files of this folder alone.
 *
 * SPDX-License-Identifier: MIT */

#ifndef MA_AUDIT_PROVE_H
#define MA_AUDIT_PROVE_H

#include "../../fix/fix.h"
#include "../audit.h"

/* One form of a proposal, or several fixes together, assumed. */
struct ma_trial {
	const struct ma_assumed *overlay; /* NULL: not begun */
	struct ma_world *world;		  /* NULL: not begun; it is not for who loses senders */
	const struct ma_world *proof;	  /* in which it was proven; or NULL */
	struct ma_spf_passing *passing;
	bool over;
	bool proven;
};

/* The domain's record and those that it leads to, set right at once: neither alone is sound. */
struct ma_joint {
	struct ma_proposal *main;		      /* of the domain; NULL: not begun */
	struct ma_proposal *below[MA_FIX_NESTED_MAX]; /* of the names that it leads to */
	size_t below_count;
	const struct ma_assumed *overlay; /* in which those below are set right */
	struct ma_spf_passing *passing[MA_FIX_NESTED_MAX];
	struct ma_trial trial;
};

struct ma_proving {
	struct ma_proposals proposals;
	struct ma_world *senders; /* inquiries into whom records let pass */
	size_t asked;		  /* how many there are */
	struct ma_trial trials[MA_PROPOSALS_MAX];
	struct ma_joint joint;
	struct ma_trial together; /* whose senders are those of each that is proven */
	struct ma_spf_passing *passing[MA_PROPOSALS_MAX];
	struct ma_proposal *proven[MA_PROPOSALS_MAX];
	size_t proven_count;
	size_t bound; /* the first of them that are proven at once only */
	enum {
		MA_PROVE_SENDERS,
		MA_PROVE_NESTED,
		MA_PROVE_ALONE,
		MA_PROVE_JOINT,
		MA_PROVE_TOGETHER,
		MA_PROVE_OVER,
	} stage;
};

/* Begins the audit once more, with OVERLAY.  NULL once memory failed. */
struct ma_world *ma_prove_begin_world(struct mailauth_audit *audit,
				      const struct ma_assumed *overlay);
/* Begins to find out whom the record of NAME lets pass under OVERLAY. */
struct ma_spf_passing *ma_prove_ask_passing(struct mailauth_audit *audit,
					    const struct ma_name *name,
					    const struct ma_assumed *overlay);
/* The same for whom PROPOSAL is about; NULL if it is about none. */
struct ma_spf_passing *ma_prove_ask_senders(struct mailauth_audit *audit,
					    const struct ma_proposal *proposal,
					    const struct ma_assumed *overlay);
/* The same for each of SOURCES, read alone on top of OVERLAY. */
void ma_prove_ask_sources(struct mailauth_audit *audit, struct ma_fix_sources *sources,
			  const struct ma_assumed *overlay);
/* Continues with TRIAL; false if answers are missing. */
bool ma_prove_step(struct mailauth_audit *audit, const struct ma_trial *trial);
/* The report of a trial whose inquiries are settled. */
const struct mailauth_report *ma_prove_report(const struct mailauth_audit *audit,
					      const struct ma_trial *trial);
/* Collects what is proven, and begins with what is proven at once only. */
void ma_prove_collect(struct ma_proving *proving);
/* Continues until all that are left are proven together; false if answers are missing.  Of fixes
 * that get in each other's way the first ones stay. */
bool ma_prove_together(struct mailauth_audit *audit);
/* Continues with the domain's record and those that it leads to; false if answers are missing. */
bool ma_prove_joint(struct mailauth_audit *audit);

#endif
