/* Tries the repairs that fit what differs.
 *
 * SPDX-License-Identifier: MIT */

#include "repair.h"

enum {
	BODY_MAX = 4 << 20,  /* octets of a body that is repaired */
	WORK_MAX = 64 << 20, /* octets that are hashed for all signatures of a message */
};

static bool differs_in_body(enum mailauth_signature_reason reason)
{
	return reason == MAILAUTH_SIGNATURE_BODY_CHANGED ||
	       reason == MAILAUTH_SIGNATURE_BOTH_CHANGED;
}

static bool differs_in_header(enum mailauth_signature_reason reason)
{
	return reason == MAILAUTH_SIGNATURE_HEADER_CHANGED ||
	       reason == MAILAUTH_SIGNATURE_BOTH_CHANGED || reason == MAILAUTH_SIGNATURE_MISMATCH;
}

/* Of a body that differs, Ed25519 does not say whether the header does, too. */
static bool is_header_as_it_was(const struct ma_patient *patient)
{
	return !patient->header_differs || ma_repair_is_header(patient, &patient->message->fields);
}

static size_t find(struct ma_patient *patient, struct ma_damage *damages)
{
	size_t count = 0;

	if (ma_repair_coding(patient, damages) || ma_repair_wrapped(patient, damages))
		return 1;
	if (patient->body_differs && !ma_repair_body(patient, &damages[count++]))
		return 0;
	if (!is_header_as_it_was(patient) && !ma_repair_header(patient, &damages[count++]))
		return 0;
	return count;
}

void ma_repair(struct ma_pass *pass, const struct ma_public_key *key,
	       struct mailauth_signature *signature)
{
	const struct mailauth_message *message = signature->message;
	size_t work = WORK_MAX / (message->signature_count + 1);
	struct ma_patient patient = {
		.work = &work,
		.pass = pass,
		.message = message,
		.written = signature->written,
		.key = key,
		.body = { (const unsigned char *)message->body.data, message->body.length },
		.body_differs = differs_in_body(signature->reason),
		.header_differs = differs_in_header(signature->reason),
	};

	if (!message->keep || message->body.length > BODY_MAX ||
	    (!patient.body_differs && !patient.header_differs))
		return;
	signature->damage_count = find(&patient, signature->damages);
	for (size_t i = 0; i < signature->damage_count; i++)
		signature->damages[i].text = ma_arena_copy(pass->arena, signature->damages[i].text);
}
