/* What a key makes of a hash, by OpenSSL.
 *
 * SPDX-License-Identifier: MIT */

#ifndef MA_MESSAGE_OCTETS_H
#define MA_MESSAGE_OCTETS_H

#include "signature.h"

enum ma_verified {
	MA_VERIFIED,
	MA_HASH_DIFFERS, /* it was made with this key, of another header */
	MA_KEY_DIFFERS,	 /* it was not made with this key, or is damaged itself */
	MA_EITHER,	 /* of Ed25519 it is not known which */
	MA_KEY_BROKEN,	 /* OpenSSL does not take the key */
};

/* Reads base64, padded or not; false if it is none, or memory failed. */
bool ma_octets_read(struct ma_arena *arena, struct ma_text letters, struct ma_text *octets);
/* Whether KEY has made SIGNATURE of its header's hash.  Memory failure is the arena's. */
enum ma_verified ma_octets_verify(struct ma_arena *arena, const struct ma_public_key *key,
				  const struct ma_signature *signature);
/* A key of ALGORITHM and a signature that it made (known.c). */
void ma_octets_known(enum ma_algorithm algorithm, struct ma_public_key *key,
		     struct ma_signature *signature);

#endif
