/* What the inquiries about one selector and about the whole domain share.
 *
 * SPDX-License-Identifier: MIT */

#ifndef MA_DKIM_INQUIRY_H
#define MA_DKIM_INQUIRY_H

#include "record.h"
#include "tell.h"

enum {
	MA_DKIM_RECORDS_JUDGED = 5, /* of several at one selector */
};

/* --- Evaluation ------------------------------------------------------------- */

void ma_key_evaluate(struct ma_pass *pass, const struct ma_selector *selector,
		     struct mailauth_key *key);
/* What all keys together say, once each is settled. */
void ma_keys_evaluate(struct ma_pass *pass, const struct ma_dkim_subject *const *subjects,
		      size_t count);

/* --- Lookups ---------------------------------------------------------------- */

/* FIRST, THEN and LAST with dots between, empty ones left out; NULL if the DNS cannot hold it. */
const struct ma_name *ma_dkim_name(struct ma_arena *arena, struct ma_text first, const char *then,
				   struct ma_text last);
/* The first record of ANSWER that is meant for a key; NULL if there is none. */
const struct ma_record *ma_dkim_find_meant(const struct ma_answer *answer);
/* Where names go that somebody wrote in full into a field that adds the zone (ANSWER: that there
 * is nothing at the right place). */
struct ma_text ma_dkim_zone_of(struct ma_pass *pass, const struct ma_answer *answer);
/* Notes ID if a record was put at NAME by mistake; false if none was. */
bool ma_dkim_find_elsewhere(struct ma_pass *pass, const struct mailauth_key *key,
			    const struct ma_name *name, enum ma_finding_id id);
void ma_dkim_note_failure(struct ma_pass *pass, struct ma_text name, struct ma_text selector,
			  const struct ma_answer *answer);
/* Judges the records of one selector that has more than one. */
void ma_dkim_judge_several(struct ma_pass *pass, const struct ma_selector *selector,
			   struct mailauth_key *key, const struct ma_answer *answer);
/* Whether the key of the record is that of the file. */
bool ma_dkim_is_same(const struct ma_key_file *file, const struct ma_dkim_record *record);
/* The key of a file beside that of the record. */
void ma_dkim_compare(struct ma_pass *pass, const struct ma_selector *selector,
		     const struct ma_dkim_record *record, const struct mailauth_key *key);

#endif
