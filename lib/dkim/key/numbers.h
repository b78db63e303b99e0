/* Numbers and base64 of keys.
 *
 * SPDX-License-Identifier: MIT */

#ifndef MA_DKIM_NUMBERS_H
#define MA_DKIM_NUMBERS_H

#include "../record.h"

/* Decodes letters of the alphabet alone; bits after the last whole octet are dropped. */
struct ma_text ma_base64_decode(struct ma_arena *arena, struct ma_text letters);
/* The same into OCTETS, three for each four letters begun; how many came of them. */
size_t ma_base64_write(unsigned char *octets, struct ma_text letters);
struct ma_text ma_base64_encode(struct ma_arena *arena, struct ma_text octets);
bool ma_base64_is_letter(unsigned char byte);

/* What makes an RSA key weak. */
struct ma_rsa_strength {
	unsigned bits;
	bool even;	    /* the modulus has the factor 2: no such key */
	bool small_factor;  /* it has another small one: anyone has the private key */
	bool roca;	    /* made by the faulty generator of CVE-2017-15361 */
	bool bad_exponent;  /* even, 1, or not below the modulus: no such key */
	bool tiny_exponent; /* below 65,537 */
	bool long_exponent; /* over 64 bits, which many programs refuse */
};

/* False once memory failed. */
bool ma_rsa_measure(struct ma_text modulus, struct ma_text exponent,
		    struct ma_rsa_strength *strength);

#endif
