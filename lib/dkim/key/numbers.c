/* Numbers and base64 of keys, by OpenSSL's functions that need neither providers nor settings.
 *
 * SPDX-License-Identifier: MIT */

#include "numbers.h"

#include <openssl/bn.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <string.h>

bool ma_base64_is_letter(unsigned char byte)
{
	return ma_is_alnum(byte) || byte == '+' || byte == '/';
}

size_t ma_base64_write(unsigned char *octets, struct ma_text letters)
{
	size_t rest = letters.length % 4;
	size_t whole = letters.length - rest;
	unsigned char last[4] = "AAAA";

	if (whole > 0)
		EVP_DecodeBlock(octets, letters.data, (int)whole);
	if (rest > 0) {
		memcpy(last, letters.data + whole, rest);
		EVP_DecodeBlock(octets + whole / 4 * 3, last, 4);
	}
	/* Two letters make one octet, three make two. */
	return whole / 4 * 3 + (rest > 0 ? rest - 1 : 0);
}

struct ma_text ma_base64_decode(struct ma_arena *arena, struct ma_text letters)
{
	unsigned char *octets = ma_arena_array(arena, letters.length / 4 + 1, 3);

	if (octets == NULL)
		return MA_TEXT("");
	return (struct ma_text){ octets, ma_base64_write(octets, letters) };
}

struct ma_text ma_base64_encode(struct ma_arena *arena, struct ma_text octets)
{
	unsigned char *letters = ma_arena_array(arena, octets.length / 3 + 2, 4);

	if (letters == NULL)
		return MA_TEXT("");
	return (struct ma_text){ letters, (size_t)EVP_EncodeBlock(letters, octets.data,
								  (int)octets.length) };
}

/* --- RSA -------------------------------------------------------------------- */

/* Odd primes whose products fit into 32 bits, which is what BN_mod_word() takes at once. */
static const unsigned char primes[][9] = {
	{ 3, 5, 7, 11, 13, 17, 19, 23, 29 },
	{ 31, 37, 41, 43, 47 },
	{ 53, 59, 61, 67, 71 },
	{ 73, 79, 83, 89 },
	{ 97, 101, 103, 107 },
	{ 109, 113, 127, 131 },
	{ 137, 139, 149, 151 },
	{ 157, 163, 167 },
};
enum {
	GROUPS = sizeof(primes) / sizeof(*primes),
	ROCA_GENERATOR = 65537,
};

/* Whether REMAINDER is a power of 65537 modulo PRIME. */
static bool is_power(unsigned remainder, unsigned prime)
{
	unsigned power = 1;

	do {
		if (power == remainder)
			return true;
		power = power * (ROCA_GENERATOR % prime) % prime;
	} while (power != 1 && power != 0);
	return false;
}

/* Of the moduli that the faulty generator made, each remainder is a power of 65537 (Nemec et al.,
 * "The Return of Coppersmith's Attack", 2.1); of others, that almost never holds for all these
 * primes. Most need the first group alone, which also finds the small factors. */
static void measure_remainders(const BIGNUM *modulus, struct ma_rsa_strength *strength)
{
	strength->roca = true;
	for (size_t i = 0; i < GROUPS && (i == 0 || strength->roca); i++) {
		unsigned product = 1;
		BN_ULONG remainder;

		for (size_t j = 0; j < sizeof(primes[i]) && primes[i][j] != 0; j++)
			product *= primes[i][j];
		remainder = BN_mod_word(modulus, product);
		for (size_t j = 0; j < sizeof(primes[i]) && primes[i][j] != 0; j++) {
			unsigned prime = primes[i][j];

			strength->small_factor = strength->small_factor || remainder % prime == 0;
			strength->roca =
				strength->roca && is_power((unsigned)(remainder % prime), prime);
		}
	}
}

static void measure_exponent(const BIGNUM *modulus, const BIGNUM *exponent,
			     struct ma_rsa_strength *strength)
{
	strength->bad_exponent =
		!BN_is_odd(exponent) || BN_is_one(exponent) || BN_cmp(exponent, modulus) >= 0;
	strength->tiny_exponent = BN_num_bits(exponent) <= 16;
	strength->long_exponent = BN_num_bits(exponent) > 64;
}

bool ma_rsa_measure(struct ma_text modulus, struct ma_text exponent,
		    struct ma_rsa_strength *strength)
{
	BIGNUM *n, *e;

	*strength = (struct ma_rsa_strength){ 0 };
	ERR_set_mark(); /* the errors of who calls us are not ours to lose */
	n = BN_bin2bn(modulus.data, (int)modulus.length, NULL);
	e = BN_bin2bn(exponent.data, (int)exponent.length, NULL);
	if (n != NULL && e != NULL) {
		strength->bits = (unsigned)BN_num_bits(n);
		strength->even = !BN_is_odd(n);
		measure_exponent(n, e, strength);
		if (!strength->even && strength->bits >= MA_DKIM_RSA_LEAST)
			measure_remainders(n, strength);
	}
	BN_free(n);
	BN_free(e);
	ERR_pop_to_mark();
	return n != NULL && e != NULL;
}
