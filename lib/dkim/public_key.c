/* A key record as the verifier of a signature reads it (RFC 6376 6.1.2).
 *
 * SPDX-License-Identifier: MIT */

#include "record.h"

static struct ma_text value_of(const struct ma_dkim_record *record, size_t tag)
{
	static const struct ma_text none;

	/* Names of tags are small letters (RFC 6376 3.2). */
	return ma_dkim_is_exact(record->known[tag].name) ? record->known[tag].value : none;
}

/* Whether nothing is wrong but what a verifier judges by itself: the size, and what the key is for.
 */
static bool is_readable(const struct ma_dkim_record *record)
{
	unsigned restrictions = 0;

	for (const struct ma_dkim_fault *fault = record->first; fault != NULL; fault = fault->next)
		restrictions += fault->fatal && (fault->id == MA_DKIM_RSA_TOO_SHORT ||
						 fault->id == MA_DKIM_NO_SHA256 ||
						 fault->id == MA_DKIM_NOT_FOR_MAIL);
	return record->is_key && record->fatal_count == restrictions &&
	       ma_dkim_record_has_key(record);
}

void ma_public_key_read(const struct ma_record *txt, struct ma_public_key *key)
{
	const struct ma_dkim_record *record = ma_dkim_record_of(txt);

	*key = (struct ma_public_key){
		.type = record->type,
		.modulus = record->modulus,
		.exponent = record->exponent,
		.octets = record->octets,
		.bits = record->bits,
		.hashes = value_of(record, MA_DKIM_TAG_H),
		.services = value_of(record, MA_DKIM_TAG_S),
		.flags = value_of(record, MA_DKIM_TAG_T),
	};
	if (record->status == MAILAUTH_KEY_REVOKED)
		key->state = MA_KEY_REVOKED;
	else if (is_readable(record))
		key->state = MA_KEY_USABLE;
	else
		key->state = record->is_key ? MA_KEY_UNUSABLE : MA_KEY_ABSENT;
}
