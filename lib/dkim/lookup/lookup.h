/* What the domain is asked about its keys: what the inquiries about one selector and about all of
 * them share.
 *
 * SPDX-License-Identifier: MIT */

#ifndef MA_DKIM_LOOKUP_H
#define MA_DKIM_LOOKUP_H

#include "../record.h"
#include "../tell.h"

enum {
	MA_DKIM_RECORDS_TOLD = 5, /* of several at one selector */
};

/* --- Evaluation ------------------------------------------------------------- */

void ma_key_evaluate(struct ma_pass *pass, const struct ma_selector *selector,
		     struct mailauth_key *key);
/* What all keys together say, once each is settled. */
void ma_keys_evaluate(struct ma_pass *pass, const struct ma_dkim_subject *const *subjects,
		      size_t count);

/* A selector without a record. */
void ma_dkim_evaluate_absence(struct ma_pass *pass, const struct ma_selector *selector,
			      struct mailauth_key *key, const struct ma_answer *answer);
/* A selector that has more than one. */
void ma_dkim_evaluate_several(struct ma_pass *pass, const struct ma_selector *selector,
			      struct mailauth_key *key, const struct ma_answer *answer);

/* --- Names and answers ------------------------------------------------------ */

/* FIRST, THEN and LAST with dots between, empty ones left out; NULL if the DNS cannot hold it. */
const struct ma_name *ma_dkim_name(struct ma_arena *arena, struct ma_text first, const char *then,
				   struct ma_text last);
/* FIRST below the domain. */
const struct ma_name *ma_dkim_below_domain(struct ma_pass *pass, const char *first);
/* NAME in presentation format; empty if it is NULL. */
struct ma_text ma_dkim_present(struct ma_pass *pass, const struct ma_name *name);
/* The answer about NAME; if that is NULL, that it does not exist. */
const struct ma_answer *ma_dkim_ask(struct ma_pass *pass, const struct ma_name *name,
				    uint16_t type);
/* The first record of ANSWER that is meant for a key; NULL if there is none. */
const struct ma_record *ma_dkim_find_meant(const struct ma_answer *answer);
/* Where names go that someone wrote in full into a field that adds the zone (ANSWER: that there
 * is nothing at the right place). */
struct ma_text ma_dkim_zone_of(struct ma_pass *pass, const struct ma_answer *answer);

/* --- Wildcards -------------------------------------------------------------- */

/* Whether ANSWER is that of a wildcard: then a selector that no one has gets it, too. */
bool ma_dkim_is_of_wildcard(struct ma_pass *pass, const struct ma_answer *answer);
/* Whether a wildcard leads there, to where nothing could be looked up. */
bool ma_dkim_fails_like_wildcard(struct ma_pass *pass, const struct ma_answer *answer);
/* Notes what a wildcard gives every selector; MEANT is its record for a key, or NULL. */
void ma_dkim_note_wildcard(struct ma_pass *pass, const struct ma_answer *answer,
			   const struct ma_record *meant);

/* --- Findings --------------------------------------------------------------- */

/* A finding about the selector of KEY. */
struct mailauth_finding *ma_dkim_note(struct ma_pass *pass, const struct mailauth_key *key,
				      enum ma_finding_id id);
/* Notes ID if a record was put at NAME by mistake; false if none was. */
bool ma_dkim_note_elsewhere(struct ma_pass *pass, const struct mailauth_key *key,
			    const struct ma_name *name, enum ma_finding_id id);
void ma_dkim_note_failure(struct ma_pass *pass, struct ma_text name, struct ma_text selector,
			  const struct ma_answer *answer);

/* Whether NAME is where Microsoft 365 publishes the keys of its customers. */
bool ma_dkim_is_microsoft(struct ma_text name);

/* --- Key files -------------------------------------------------------------- */

/* Whether the key of the record is that of the file. */
bool ma_dkim_is_same(const struct ma_key_file *file, const struct ma_dkim_record *record);
/* Notes how the key of the selector's file, if there is one, and that of RECORD (NULL: there is
 * none) go together. */
void ma_dkim_compare(struct ma_pass *pass, const struct ma_selector *selector,
		     const struct ma_dkim_record *record, const struct mailauth_key *key);

#endif
