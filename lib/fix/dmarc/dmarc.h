/* A DMARC record on its way to being proposed; for the files of this folder alone.
 *
 * SPDX-License-Identifier: MIT */

#ifndef MA_FIX_DMARC_H
#define MA_FIX_DMARC_H

#include "../fix.h"

enum {
	MA_DRAFT_TAGS_MAX = 20,
};

/* The tags after the version. */
struct ma_dmarc_draft {
	struct ma_arena *arena;
	struct ma_dmarc_tag {
		struct ma_text name;
		struct ma_text value;
	} tags[MA_DRAFT_TAGS_MAX];
	size_t count;
	struct ma_text left_out;  /* what was not understood; length 0: nothing */
	struct ma_text lowered;	  /* a tag that would ask for more than today's; length 0: none */
	bool misspelt;		  /* as it is published, it asks for nothing */
	struct ma_text now;	  /* and what is there instead of it */
	struct ma_text published; /* the first text that it was read from, as it is */
	bool unclear;		  /* there is more than one sane reading */
};

/* --- The draft -------------------------------------------------------------------- */

/* What receivers understand of RECORD. */
void ma_draft_read(struct ma_arena *arena, const struct ma_dmarc_record *record,
		   struct ma_dmarc_draft *draft);
/* Where tag NAME is; the count if there is none. */
size_t ma_draft_find(const struct ma_dmarc_draft *draft, struct ma_text name);
/* The value of tag NAME; .data is NULL where there is none. */
struct ma_text ma_draft_value(const struct ma_dmarc_draft *draft, const char *name);
/* Gives tag NAME, a static string, the VALUE; p is first, others are last. */
void ma_draft_set(struct ma_dmarc_draft *draft, const char *name, struct ma_text value);
void ma_draft_drop(struct ma_dmarc_draft *draft, const char *name);
struct ma_text ma_draft_text(const struct ma_dmarc_draft *draft);
/* What a record of DRAFT comes to at an organization's name (ma_dmarc_effect). */
enum mailauth_policy ma_draft_effect(const struct ma_dmarc_draft *draft, unsigned of);
/* Lowers its policies to those of TODAY. */
void ma_draft_lower(struct ma_dmarc_draft *draft,
		    const enum mailauth_policy today[MA_DMARC_OF_COUNT]);
/* Makes one of DRAFT and OTHER, which may differ in where reports go, and in nothing else; false if
 * they do. */
bool ma_draft_merge(struct ma_dmarc_draft *draft, const struct ma_dmarc_draft *other);

/* --- Its forms -------------------------------------------------------------------- */

/* What each of the domain, its subdomains and names that no one created has of policy today. */
void ma_dmarc_find_today(const struct mailauth_report *report, const struct ma_dmarc_step *step,
			 enum mailauth_policy today[MA_DMARC_OF_COUNT]);
/* Adds DRAFT as forms of PROPOSAL for _dmarc.NAME: with an address for reports if it names none,
 * and then as it is. */
struct ma_fix_form *ma_dmarc_add_forms(struct ma_proposals *proposals, struct ma_proposal *proposal,
				       const struct ma_name *name,
				       const struct ma_dmarc_draft *draft);
/* A draft of "p=none". */
void ma_draft_begin(struct ma_arena *arena, struct ma_dmarc_draft *draft);

/* --- Proposals -------------------------------------------------------------------- */

/* Each proposes: to correct what a name of the walk holds; to publish what is elsewhere, or a first
 * record; that others agree to take reports.  The first two are false if there is nothing. */
bool ma_dmarc_propose_corrections(struct ma_proposals *proposals);
bool ma_dmarc_propose_record(struct ma_proposals *proposals);
void ma_dmarc_propose_agreements(struct ma_proposals *proposals);

#endif
