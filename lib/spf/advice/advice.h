/* Findings about SPF records: their faults, what is legal but probably not meant, how they are
 * published, and what was pasted wrongly.
 *
 * SPDX-License-Identifier: MIT */

#ifndef MA_SPF_ADVICE_H
#define MA_SPF_ADVICE_H

#include "../check/check.h"

/* Adds a finding for each fault of RECORD, which NAME publishes, with what was meant where that is
 * clear. */
void ma_spf_note_faults(struct ma_findings *findings, struct ma_text name,
			const struct ma_spf_record *record);
/* Adds the finding that RECORD, which has a fault, permits everyone as soon as that is corrected.
 */
void ma_spf_note_open(struct ma_findings *findings, struct ma_text name,
		      const struct ma_spf_record *record);
/* Each of these adds findings about what is legal but probably not meant, in the record that
 * decides: its mechanisms, its modifiers, its addresses, its explanation.  ALONE says that no
 * mechanism of another record is tested before it. */
void ma_spf_find_style(struct ma_findings *findings, const struct ma_spf_frame *frame, bool alone);
/* To be called after the terms were looked up. */
void ma_spf_find_ptr(struct ma_findings *findings, const struct ma_spf_frame *frame);
void ma_spf_find_modifiers(struct ma_findings *findings, const struct ma_spf_frame *frame);
void ma_spf_find_ranges(struct ma_pass *pass, const struct ma_spf_frame *frame);
void ma_spf_find_explanation(struct ma_pass *pass, const struct ma_spf_frame *frame);
/* How the record is published: how large, under which name, next to what. */
void ma_spf_find_publication(struct ma_pass *pass, const struct ma_answer *answer,
			     const struct ma_spf_published *published);

/* Adds the finding that ANSWER, about NAME, holds no SPF record, and why that may be. */
void ma_spf_note_absence(struct ma_pass *pass, struct ma_text name, const struct ma_answer *answer);
/* The SPF record that was published as the obsolete type SPF, as a TXT record has to have it; data
 * is NULL where there is none, or several. */
struct ma_text ma_spf_of_obsolete_type(struct ma_arena *arena, const struct ma_answer *answer);
/* Adds findings about records at names where people put them by mistake. */
void ma_spf_find_elsewhere(struct ma_pass *pass, const struct ma_answer *denial);
/* Has FINDING say where the name of TERM holds what no host name holds. */
void ma_spf_tell_odd(struct ma_pass *pass, const struct ma_spf_frame *frame,
		     const struct ma_spf_term *term, struct mailauth_finding *finding);
/* Has FINDING say that an "all" hangs at the end of TERM. */
void ma_spf_tell_glued(struct ma_pass *pass, const struct ma_spf_frame *frame,
		       const struct ma_spf_term *term, struct mailauth_finding *finding);
/* Adds the finding that NAME, where TERM leads, is that of a company with a typing error; whether
 * it is. */
bool ma_spf_note_misspelt(struct ma_pass *pass, const struct ma_spf_frame *frame,
			  const struct ma_spf_term *term, const struct ma_name *name, bool free);
/* No SPF record where include or redirect leads, and why. */
void ma_spf_note_target(struct ma_pass *pass, const struct ma_spf_frame *frame,
			const struct ma_spf_term *term, const struct ma_spf_target *target);

/* Adds findings about what was pasted wrongly into RECORD, the one that NAME holds: what is legal
 * and still not meant, and how the record reads when it is corrected.  Whether there was any of
 * the former. */
bool ma_spf_find_pasted(struct ma_pass *pass, struct ma_text name,
			const struct ma_spf_record *record);
/* Adds findings about texts next to the record of NAME that were meant for records, and are none.
 */
void ma_spf_find_beside(struct ma_pass *pass, const struct ma_spf_published *published,
			struct ma_text name, const struct ma_answer *answer);
/* Adds a finding if TEXT, next to RECORD, holds nothing but SPF terms: the rest of RECORD, where
 * that has no end.  RECORD is NULL where there are several.  Whether it is so. */
bool ma_spf_find_rest(struct ma_pass *pass, struct ma_text name, const struct ma_spf_record *record,
		      struct ma_text text);
/* Whether FINDINGS say that the rest of the record of NAME is in another TXT record. */
bool ma_spf_has_rest(const struct ma_findings *findings, struct ma_text name);
/* Adds the finding that a record without an end has the length of a limit; whether it does. */
bool ma_spf_find_cut(struct ma_findings *findings, const struct ma_spf_frame *frame);
/* Adds findings about terms of FRAME's record that still hold what a sample has for a value;
 * whether there are any. */
bool ma_spf_find_placeholders(struct ma_pass *pass, const struct ma_spf_frame *frame);
/* Adds the finding that a TXT record was meant for an SPF record, but lacks the spaces between its
 * strings, if that is so. */
bool ma_spf_find_unspaced(struct ma_pass *pass, struct ma_text name, const struct ma_record *txt);

#endif
