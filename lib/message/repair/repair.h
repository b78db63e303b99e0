/* What damaged a message: copies of it that are repaired in one way each, and verified.
 *
 * SPDX-License-Identifier: MIT
 *
 * A repaired copy that verifies is a proof of what happened on the way, and never a pass. */

#ifndef MA_MESSAGE_REPAIR_H
#define MA_MESSAGE_REPAIR_H

#include "../input/reader.h"
#include "../judge.h"

/* A message whose signature failed, with the key that it is verified by. */
struct ma_patient {
	struct ma_pass *pass;
	const struct mailauth_message *message;
	const struct ma_signature *written;
	const struct ma_public_key *key;
	struct ma_text body;
	size_t *work; /* octets that may still be hashed: a hostile message ends the search */
	bool body_differs;
	bool header_differs;
};

/* Finds what was done to the message, and notes it in SIGNATURE, if undoing it makes the signature
 * pass. */
void ma_repair(struct ma_pass *pass, const struct ma_public_key *key,
	       struct mailauth_signature *signature);

/* Each finds one repair, or false. */
bool ma_repair_body(const struct ma_patient *patient, struct ma_damage *damage);
bool ma_repair_lines(const struct ma_patient *patient, struct ma_damage *damage);
bool ma_repair_encoded(const struct ma_patient *patient, struct ma_damage *damage);
bool ma_repair_parts(const struct ma_patient *patient, struct ma_damage *damage);
bool ma_repair_subject(const struct ma_patient *patient, struct ma_damage *damage);
bool ma_repair_header(const struct ma_patient *patient, struct ma_damage *damage);
/* Both at once: what wraps a message or recodes it changes the body, and the fields that say what
 * it is. */
bool ma_repair_wrapped(const struct ma_patient *patient, struct ma_damage *damage);
bool ma_repair_coding(const struct ma_patient *patient, struct ma_damage *damage);

/* A tag of a subject as it reads. */
struct ma_text ma_repair_word(struct ma_arena *arena, struct ma_text word);

/* Whether BODY is what was signed, and whether FIELDS are. */
bool ma_repair_is_body(const struct ma_patient *patient, struct ma_text body);
bool ma_repair_is_header(const struct ma_patient *patient, const struct ma_fields *fields);
/* A copy of the fields of the message, whose items can be changed. */
bool ma_repair_copy(const struct ma_patient *patient, struct ma_fields *fields);
/* NAME and VALUE as a field. */
void ma_repair_set(const struct ma_patient *patient, struct ma_field *field, struct ma_text value);

#endif
