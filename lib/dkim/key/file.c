/* The key in a file.
 *
 * SPDX-License-Identifier: MIT
 *
 * Only the public half is kept, and no error is left in the caller's queue.  For all but one kind
 * of key that takes no provider of OpenSSL's. */

#include "file.h"

#include "../record.h"
#include "der.h"
#include "openssh.h"
#include "pem.h"

#include <openssl/crypto.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <string.h>

#if defined(OPENSSL_NO_EC) || defined(OPENSSL_NO_ECX)
static const bool has_ed25519 = false;
#else
static const bool has_ed25519 = true;
#endif

/* The key of RFC 8032 5.1.5 that belongs to SEED: in a context of its own, which no settings of the
 * process reach.  (Still, the first use of a provider in a process makes OpenSSL read its
 * openssl.cnf.) */
static bool find_public(struct ma_text seed, unsigned char octets[MA_DKIM_ED25519_OCTETS])
{
	OSSL_LIB_CTX *context = OSSL_LIB_CTX_new();
	size_t length = MA_DKIM_ED25519_OCTETS;
	EVP_PKEY *key = NULL;
	bool found;

	if (context != NULL)
		key = EVP_PKEY_new_raw_private_key_ex(context, "ED25519", NULL, seed.data,
						      seed.length);
	found = key != NULL && EVP_PKEY_get_raw_public_key(key, octets, &length) == 1;
	EVP_PKEY_free(key);
	OSSL_LIB_CTX_free(context);
	return found;
}

/* An OpenSSL that has Ed25519 fails for lack of memory alone, though not every part of it says so.
 */
static void take_seed(struct ma_arena *arena, struct ma_key_file *file, struct ma_text seed)
{
	unsigned char octets[MA_DKIM_ED25519_OCTETS];

	if (find_public(seed, octets))
		file->octets = ma_arena_copy(arena, (struct ma_text){ octets, sizeof(octets) });
	else if (has_ed25519)
		arena->failed = true;
	else
		file->state = MA_FILE_UNREADABLE;
}

static void take_der(struct ma_arena *arena, struct ma_key_file *file, struct ma_text der)
{
	struct ma_der_key key = ma_der_read(der);

	file->state = MA_FILE_KEY;
	file->private = key.form == MA_KEY_RSA_PRIVATE || key.form == MA_KEY_ED25519_SEED;
	switch (key.form) {
	case MA_KEY_RSA:
	case MA_KEY_RSA_PKCS1:
	case MA_KEY_RSA_PRIVATE:
		file->modulus = ma_arena_copy(arena, key.modulus);
		file->exponent = ma_arena_copy(arena, key.exponent);
		break;
	case MA_KEY_ED25519:
		file->octets = ma_arena_copy(arena, key.octets);
		break;
	case MA_KEY_ED25519_SEED:
		take_seed(arena, file, key.octets);
		break;
	case MA_KEY_OTHER:
		file->state = MA_FILE_OTHER;
		break;
	default:
		file->state = MA_FILE_UNREADABLE;
	}
}

/* --- PEM -------------------------------------------------------------------- */

/* "EC PARAMETERS", "CERTIFICATE" are none. */
static bool is_key(struct ma_text label)
{
	return label.length >= 3 &&
	       ma_text_equal(ma_text_slice(label, label.length - 3, label.length), MA_TEXT("KEY"));
}

/* Takes what is in a PEM block; false if that is not a key. */
static bool take_block(struct ma_arena *arena, struct ma_key_file *file, const struct ma_pem *pem)
{
	if (!is_key(pem->label))
		return false;
	if (pem->encrypted || ma_text_starts(pem->label, "ENCRYPTED")) {
		file->state = MA_FILE_ENCRYPTED;
		file->private = true;
	} else if (pem->octets.length == 0) {
		return false;
	} else if (ma_text_is(pem->label, "OPENSSH PRIVATE KEY")) {
		ma_openssh_read(arena, file, pem->octets);
	} else {
		take_der(arena, file, pem->octets);
		/* "EC PRIVATE KEY", which none of ours is */
		if (file->state == MA_FILE_UNREADABLE && ma_text_starts(pem->label, "EC"))
			file->state = MA_FILE_OTHER;
	}
	return true;
}

/* Of several keys the first counts; but any may be private. */
static bool take_blocks(struct ma_arena *arena, struct ma_key_file *file, struct ma_text text)
{
	bool key = false;
	struct ma_pem pem;

	arena->failed = !ma_pem_open(&pem, text) || arena->failed;
	while (!arena->failed && ma_pem_next(&pem)) {
		struct ma_key_file next = { .state = MA_FILE_UNREADABLE };

		if (!take_block(arena, &next, &pem))
			continue;
		next.private = next.private || file->private;
		if (key)
			file->private = next.private;
		else
			*file = next;
		key = true;
	}
	ma_pem_close(&pem);
	return key;
}

const struct ma_key_file *ma_key_file_read(struct ma_arena *arena, struct ma_text text,
					   bool readable)
{
	struct ma_key_file *file = ma_arena_alloc(arena, sizeof(*file));

	if (file == NULL)
		return NULL;
	ERR_set_mark();
	if (!take_blocks(arena, file, text))
		take_der(arena, file, text);
	ERR_pop_to_mark();
	file->readable = readable;
	return file;
}

bool ma_key_file_has_seed(struct ma_arena *arena, const struct ma_key_file *file,
			  struct ma_text seed)
{
	struct ma_key_file other = { .state = MA_FILE_KEY };

	ERR_set_mark();
	take_seed(arena, &other, seed);
	ERR_pop_to_mark();
	return other.state == MA_FILE_KEY && ma_text_equal(other.octets, file->octets);
}
