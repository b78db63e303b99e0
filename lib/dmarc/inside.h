/* The inside of DMARC, shared by the files of this room alone.
 *
 * SPDX-License-Identifier: MIT */

#ifndef MA_DMARC_INSIDE_H
#define MA_DMARC_INSIDE_H

#include "dmarc.h"

/* --- Reading ---------------------------------------------------------------- */

/* Reads the URIs of a tag's VALUE, which begins at octet FROM of its record. */
struct ma_dmarc_uri *ma_dmarc_read_uris(struct ma_arena *arena, struct ma_text value, size_t from);
/* Whether URI is in the list of FIRST before itself. */
bool ma_dmarc_is_repeated(const struct ma_dmarc_uri *first, const struct ma_dmarc_uri *uri);
/* Whether VALUE is one that fo can have. */
bool ma_dmarc_is_failure_option(struct ma_text value);
/* The length of the tag name that RFC 9989 knows (ASCII case aside), or that RFC 7489 knew, at the
 * start of TEXT with white space and an "=" after it; 0 if there is none. */
size_t ma_dmarc_tag_at(struct ma_text text);

/* --- What was meant ----------------------------------------------------------- */

/* The record that TEXT was meant to be, if it reads without a fault; else NULL. */
const struct ma_dmarc_record *ma_dmarc_guess(struct ma_arena *arena, struct ma_text text);

/* --- Findings ------------------------------------------------------------------ */

/* A finding about NAME. */
struct mailauth_finding *ma_dmarc_note(struct ma_pass *pass, enum ma_finding_id id,
				       const struct ma_name *name);
/* The word of a policy for texts: "none", "quarantine", "reject"; "-" where there is none. */
struct ma_text ma_dmarc_policy_word(enum mailauth_policy policy);
/* Adds the faults of RECORD, which NAME publishes, with what was meant where that is clear. */
void ma_dmarc_note_faults(struct ma_pass *pass, const struct ma_name *name,
			  const struct ma_dmarc_record *record);
/* Each of these adds findings: about the records of the walk, the policy, a public suffix that
 * takes reports, what receivers of RFC 7489 come to, a record that is missing. */
void ma_dmarc_find_records(struct ma_pass *pass, const struct ma_dmarc *dmarc);
void ma_dmarc_find_policy_faults(struct ma_pass *pass, const struct ma_dmarc *dmarc);
void ma_dmarc_find_psd(struct ma_pass *pass, const struct ma_dmarc *dmarc);
void ma_dmarc_find_readings(struct ma_pass *pass, const struct ma_dmarc *dmarc);
void ma_dmarc_find_absence(struct ma_pass *pass, const struct ma_dmarc *dmarc);
/* Adds findings about texts at _dmarc.NAME that are not DMARC records; true if one was meant to be.
 */
bool ma_dmarc_find_texts(struct ma_pass *pass, struct ma_text name, const struct ma_answer *answer);

/* --- Evaluation ------------------------------------------------------------------ */

/* The answer to what _dmarc.NAME holds; NULL if that is longer than a name can be. */
const struct ma_answer *ma_dmarc_ask(struct ma_pass *pass, const struct ma_name *name);
void ma_dmarc_evaluate(struct ma_pass *pass, const struct ma_name *domain, struct ma_dmarc *dmarc);
/* Where reports go (RFC 9990 4): external destinations have to agree, and to take mail. */
void ma_dmarc_find_report_faults(struct ma_pass *pass, const struct ma_dmarc *dmarc);
/* Whether names of others count as the domain's organization: a record of the registry without
 * psd=y makes everybody below it one (RFC 9989 4.10.2). */
bool ma_dmarc_has_strangers(struct ma_pass *pass, const struct ma_dmarc *dmarc);
void ma_dmarc_7489_evaluate(struct ma_pass *pass, const struct ma_name *start,
			    struct ma_dmarc_7489 *old);

#endif
