/* Keys in DER.
 *
 * SPDX-License-Identifier: MIT */

#ifndef MA_DKIM_DER_H
#define MA_DKIM_DER_H

#include "../record.h"

/* What a run of octets is. */
enum ma_key_form {
	MA_KEY_UNREADABLE,
	MA_KEY_CUT,	     /* it says that it is longer than it is */
	MA_KEY_OTHER,	     /* a key of another algorithm, or something else with one inside */
	MA_KEY_RSA,	     /* SubjectPublicKeyInfo (RFC 5280 4.1) */
	MA_KEY_RSA_PKCS1,    /* RSAPublicKey (RFC 8017 A.1.1) */
	MA_KEY_RSA_PRIVATE,  /* RSAPrivateKey, alone or in PKCS#8 */
	MA_KEY_ED25519,	     /* SubjectPublicKeyInfo (RFC 8410 4) */
	MA_KEY_ED25519_SEED, /* a private key (RFC 8410 7) */
};

struct ma_der_key {
	enum ma_key_form form;
	struct ma_text modulus; /* unsigned, the highest octet first, without zeros before it */
	struct ma_text exponent;
	struct ma_text octets; /* of an Ed25519 key */
	bool odd_rsa;	       /* of MA_KEY_OTHER: RSA under another identifier, as RSASSA-PSS */
	size_t used;	       /* what follows does not belong to the key */
};

/* Reads the key that DER begins with.  Slices of DER. */
struct ma_der_key ma_der_read(struct ma_text der);
/* The SubjectPublicKeyInfo of an RSA key. */
struct ma_text ma_der_write_rsa(struct ma_arena *arena, struct ma_text modulus,
				struct ma_text exponent);

#endif
