/* Base64, RSA (RFC 8017 8.2.2) and Ed25519 (RFC 8463 3), by OpenSSL.  Its queue of errors is left
 * as it was.
 *
 * SPDX-License-Identifier: MIT */

#include "octets.h"

#include <openssl/core_names.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/param_build.h>
#include <openssl/rsa.h>
#include <string.h>

enum {
	MODULUS_MAX = 2048, /* octets: OPENSSL_RSA_MAX_MODULUS_BITS */
};

/* --- Base64 ----------------------------------------------------------------------------- */

static bool is_letter(unsigned char byte)
{
	return ma_is_alnum(byte) || byte == '+' || byte == '/';
}

bool ma_octets_read(struct ma_arena *arena, struct ma_text letters, struct ma_text *octets)
{
	unsigned char last[4] = "AAAA";
	unsigned char *out;
	size_t whole, rest;

	while (letters.length > 0 && letters.data[letters.length - 1] == '=')
		letters.length--;
	for (size_t i = 0; i < letters.length; i++)
		if (!is_letter(letters.data[i]))
			return false;
	rest = letters.length % 4;
	whole = letters.length - rest;
	out = ma_arena_array(arena, letters.length / 4 + 1, 3);
	if (out == NULL || rest == 1)
		return false;
	if (whole > 0)
		EVP_DecodeBlock(out, letters.data, (int)whole);
	if (rest > 0) {
		memcpy(last, letters.data + whole, rest);
		EVP_DecodeBlock(out + whole / 4 * 3, last, 4);
	}
	*octets = (struct ma_text){ out, whole / 4 * 3 + (rest > 0 ? rest - 1 : 0) };
	return true;
}

/* --- RSA ---------------------------------------------------------------------------------- */

static EVP_PKEY *make_key(OSSL_PARAM *params)
{
	EVP_PKEY_CTX *context = EVP_PKEY_CTX_new_from_name(NULL, "RSA", NULL);
	EVP_PKEY *key = NULL;

	if (context == NULL || EVP_PKEY_fromdata_init(context) <= 0 ||
	    EVP_PKEY_fromdata(context, &key, EVP_PKEY_PUBLIC_KEY, params) <= 0)
		key = NULL;
	EVP_PKEY_CTX_free(context);
	return key;
}

static EVP_PKEY *make_rsa(const struct ma_public_key *key)
{
	OSSL_PARAM_BLD *build = OSSL_PARAM_BLD_new();
	BIGNUM *n = BN_bin2bn(key->modulus.data, (int)key->modulus.length, NULL);
	BIGNUM *e = BN_bin2bn(key->exponent.data, (int)key->exponent.length, NULL);
	OSSL_PARAM *params = NULL;
	EVP_PKEY *made = NULL;

	if (build != NULL && n != NULL && e != NULL &&
	    OSSL_PARAM_BLD_push_BN(build, OSSL_PKEY_PARAM_RSA_N, n) &&
	    OSSL_PARAM_BLD_push_BN(build, OSSL_PKEY_PARAM_RSA_E, e))
		params = OSSL_PARAM_BLD_to_param(build);
	if (params != NULL)
		made = make_key(params);
	OSSL_PARAM_free(params);
	OSSL_PARAM_BLD_free(build);
	BN_free(n);
	BN_free(e);
	return made;
}

/* RFC 8017 9.2: the DigestInfo of an algorithm, before its hash. */
static struct ma_text prefix_of(enum ma_algorithm algorithm)
{
	static const unsigned char sha1[] = { 0x30, 0x21, 0x30, 0x09, 0x06, 0x05, 0x2b, 0x0e,
					      0x03, 0x02, 0x1a, 0x05, 0x00, 0x04, 0x14 };
	static const unsigned char sha256[] = { 0x30, 0x31, 0x30, 0x0d, 0x06, 0x09, 0x60,
						0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x02,
						0x01, 0x05, 0x00, 0x04, 0x20 };

	return algorithm == MA_ALGORITHM_RSA_SHA1 ? (struct ma_text){ sha1, sizeof(sha1) }
						  : (struct ma_text){ sha256, sizeof(sha256) };
}

static bool is_of(struct ma_text signed_text, const struct ma_signature *signature)
{
	const struct ma_hash *hash = &signature->hash;
	struct ma_text prefix = prefix_of(signature->kind);

	return signed_text.length == prefix.length + hash->length &&
	       memcmp(signed_text.data, prefix.data, prefix.length) == 0 &&
	       memcmp(signed_text.data + prefix.length, hash->header, hash->length) == 0;
}

/* With the public key, what was signed can be read again: that shows whether the header or the key
 * is another. */
static enum ma_verified verify_rsa(EVP_PKEY *key, const struct ma_signature *signature)
{
	EVP_PKEY_CTX *context = EVP_PKEY_CTX_new_from_pkey(NULL, key, NULL);
	enum ma_verified verified = MA_KEY_DIFFERS;
	unsigned char text[MODULUS_MAX];
	size_t length = sizeof(text);

	if (context != NULL && EVP_PKEY_verify_recover_init(context) > 0 &&
	    EVP_PKEY_CTX_set_rsa_padding(context, RSA_PKCS1_PADDING) > 0 &&
	    EVP_PKEY_verify_recover(context, text, &length, signature->octets.data,
				    signature->octets.length) > 0)
		verified = is_of((struct ma_text){ text, length }, signature) ? MA_VERIFIED
									      : MA_HASH_DIFFERS;
	EVP_PKEY_CTX_free(context);
	return verified;
}

/* --- Ed25519 --------------------------------------------------------------------------------- */

/* RFC 8463 3: what is signed is the hash. */
static enum ma_verified verify_ed25519(EVP_PKEY *key, const struct ma_signature *signature)
{
	EVP_MD_CTX *context = EVP_MD_CTX_new();
	enum ma_verified verified = MA_EITHER;

	if (context != NULL && EVP_DigestVerifyInit(context, NULL, NULL, NULL, key) > 0 &&
	    EVP_DigestVerify(context, signature->octets.data, signature->octets.length,
			     signature->hash.header, signature->hash.length) > 0)
		verified = MA_VERIFIED;
	EVP_MD_CTX_free(context);
	return verified;
}

/* --- Either ------------------------------------------------------------------------------------
 */

static enum ma_verified verify(const struct ma_public_key *key,
			       const struct ma_signature *signature)
{
	bool ed25519 = signature->kind == MA_ALGORITHM_ED25519;
	EVP_PKEY *made =
		ed25519 ? EVP_PKEY_new_raw_public_key_ex(NULL, "ED25519", NULL, key->octets.data,
							 key->octets.length)
			: make_rsa(key);
	enum ma_verified verified = MA_KEY_BROKEN;

	if (made != NULL)
		verified = ed25519 ? verify_ed25519(made, signature) : verify_rsa(made, signature);
	EVP_PKEY_free(made);
	return verified;
}

/* --- Failures ----------------------------------------------------------------------------------
 */

/* What OpenSSL says of a failure. */
struct trouble {
	bool memory; /* it lacked memory */
	bool input;  /* the key or the signature is not as it should be */
};

static void note(struct trouble *trouble, unsigned long error)
{
	int library = ERR_GET_LIB(error);

	if (ERR_GET_REASON(error) == ERR_R_MALLOC_FAILURE)
		trouble->memory = true;
	else if (!ERR_COMMON_ERROR(error) &&
		 (library == ERR_LIB_RSA || library == ERR_LIB_BN || library == ERR_LIB_PROV))
		trouble->input = true;
}

/* Of errors that the caller had BEFORE, of which this is the last, nothing is taken away: then only
 * the last one is seen. */
static struct trouble take_errors(unsigned long before)
{
	struct trouble trouble = { false, false };
	unsigned long error = ERR_peek_last_error();

	if (before != 0 && error != before)
		note(&trouble, error);
	while (before == 0 && (error = ERR_get_error()) != 0)
		note(&trouble, error);
	return trouble;
}

static bool is_at_work(enum ma_algorithm algorithm)
{
	struct ma_public_key key;
	struct ma_signature signature;

	ma_octets_known(algorithm, &key, &signature);
	return verify(&key, &signature) == MA_VERIFIED;
}

/* Whether VERIFIED, which is bad, is about the key and the signature: out of memory, OpenSSL
 * often says something else, or nothing, and what failed once as it set itself up fails from then
 * on. */
static bool is_certain(const struct ma_public_key *key, const struct ma_signature *signature,
		       enum ma_verified verified, unsigned long before)
{
	struct trouble trouble = take_errors(before);

	if (trouble.memory)
		return false;
	if (trouble.input || verified == MA_HASH_DIFFERS)
		return true;
	return is_at_work(signature->kind) && verify(key, signature) == verified;
}

enum ma_verified ma_octets_verify(struct ma_arena *arena, const struct ma_public_key *key,
				  const struct ma_signature *signature)
{
	unsigned long before = ERR_peek_last_error(); /* the caller's */
	enum ma_verified verified;

	ERR_set_mark();
	verified = verify(key, signature);
	if (verified != MA_VERIFIED && !is_certain(key, signature, verified, before))
		arena->failed = true;
	ERR_pop_to_mark();
	return verified;
}
