/* Findings about DMARC: the faults of records, what is published, and what it comes to.  For the
 * files of DMARC's room alone.
 *
 * SPDX-License-Identifier: MIT */

#ifndef MA_DMARC_ADVICE_H
#define MA_DMARC_ADVICE_H

#include "../dmarc.h"

/* A finding about NAME. */
struct mailauth_finding *ma_dmarc_note(struct ma_pass *pass, enum ma_finding_id id,
				       const struct ma_name *name);
/* The word of a policy for texts: "none", "quarantine", "reject"; "-" where there is none. */
struct ma_text ma_dmarc_policy_word(enum mailauth_policy policy);
/* Which of sp and np RECORD has, as a list; with HARSH, only those that ask for more than none.
 * .data is NULL for none of them. */
struct ma_text ma_dmarc_tags_below(const struct ma_dmarc_record *record, bool harsh);
/* Adds the faults of RECORD, which NAME publishes, with what was meant where that is clear. */
void ma_dmarc_note_faults(struct ma_pass *pass, const struct ma_name *name,
			  const struct ma_dmarc_record *record);
/* Each of these adds findings: about the records of the walk, the wildcard below, the policy, a
 * public suffix that takes reports, what receivers of RFC 7489 come to, a record that is missing.
 */
void ma_dmarc_find_records(struct ma_pass *pass, const struct ma_dmarc *dmarc);
void ma_dmarc_find_wildcard(struct ma_pass *pass, const struct ma_dmarc *dmarc);
void ma_dmarc_find_policy_faults(struct ma_pass *pass, const struct ma_dmarc *dmarc);
void ma_dmarc_find_psd(struct ma_pass *pass, const struct ma_dmarc *dmarc);
void ma_dmarc_find_readings(struct ma_pass *pass, const struct ma_dmarc *dmarc);
void ma_dmarc_find_absence(struct ma_pass *pass, const struct ma_dmarc *dmarc);
/* Adds findings about texts at _dmarc.NAME that are not DMARC records; true if one was meant to be.
 */
bool ma_dmarc_find_texts(struct ma_pass *pass, struct ma_text name, const struct ma_answer *answer,
			 bool at_name);
/* Whether URI, of a mailbox at HOST, is one of a sample; whether HOST may be, unless it agrees to
 * take reports. */
bool ma_dmarc_is_sample(struct ma_pass *pass, const struct ma_dmarc *dmarc,
			const struct ma_dmarc_uri *uri, const struct ma_name *host);
bool ma_dmarc_is_sample_host(struct ma_pass *pass, const struct ma_dmarc *dmarc,
			     const struct ma_name *host);
/* Where reports go (RFC 9990 4): external destinations have to agree, and to take mail. */
void ma_dmarc_find_report_faults(struct ma_pass *pass, const struct ma_dmarc *dmarc);
/* Whether names of others count as the domain's organization: a record of the registry without
 * psd=y makes everyone below it one (RFC 9989 4.10.2). */
bool ma_dmarc_has_strangers(struct ma_pass *pass, const struct ma_dmarc *dmarc);

#endif
