/* The key in a file.
 *
 * SPDX-License-Identifier: MIT
 *
 * Only the public half is kept, and no error is left in the caller's queue.  For all but one kind
 * of key that takes no provider of OpenSSL's. */

#include "file.h"

#include "../record.h"
#include "der.h"

#include <openssl/bio.h>
#include <openssl/crypto.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <string.h>

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

/* Whether the last of OpenSSL's errors is that there is no memory.  Of an empty block it has none.
 */
static bool lacks_memory(void)
{
	return ERR_GET_REASON(ERR_peek_last_error()) == ERR_R_MALLOC_FAILURE;
}

static void take_seed(struct ma_arena *arena, struct ma_key_file *file, struct ma_text seed)
{
	unsigned char octets[MA_DKIM_ED25519_OCTETS];

	if (find_public(seed, octets))
		file->octets = ma_arena_copy(arena, (struct ma_text){ octets, sizeof(octets) });
	else if (lacks_memory())
		arena->failed = true;
	else
		file->state = MA_FILE_UNREADABLE; /* OpenSSL was built without Ed25519 */
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

/* --- OpenSSH ---------------------------------------------------------------- */

/* A string of the SSH protocol (RFC 4251 5): four octets of length, and as many. */
static struct ma_text take_string(struct ma_text *rest)
{
	struct ma_text string;
	size_t length;

	if (rest->length < 4) {
		*rest = (struct ma_text){ rest->data, 0 };
		return *rest;
	}
	length = (size_t)rest->data[0] << 24 | (size_t)rest->data[1] << 16 |
		 (size_t)rest->data[2] << 8 | rest->data[3];
	string = ma_text_slice(*rest, 4, length < rest->length ? 4 + length : rest->length);
	*rest = ma_text_slice(*rest, 4 + string.length, rest->length);
	return string;
}

static struct ma_text without_zeros(struct ma_text number)
{
	while (number.length > 0 && number.data[0] == 0)
		number = ma_text_slice(number, 1, number.length);
	return number;
}

/* openssh-key-v1: the public key is before the private one, and in the clear. */
static void take_openssh(struct ma_arena *arena, struct ma_key_file *file, struct ma_text data)
{
	static const char magic[] = "openssh-key-v1";
	struct ma_text rest, key, kind;

	file->state = MA_FILE_UNREADABLE;
	if (data.length < sizeof(magic) || memcmp(data.data, magic, sizeof(magic)) != 0)
		return;
	rest = ma_text_slice(data, sizeof(magic), data.length);
	for (int i = 0; i < 3; i++) /* cipher, key derivation, its options */
		take_string(&rest);
	rest = ma_text_slice(rest, 4, rest.length); /* how many keys */
	key = take_string(&rest);
	kind = take_string(&key);
	file->private = true;
	if (ma_text_is(kind, "ssh-rsa")) {
		file->exponent = ma_arena_copy(arena, without_zeros(take_string(&key)));
		file->modulus = ma_arena_copy(arena, without_zeros(take_string(&key)));
		if (file->modulus.length > 0)
			file->state = MA_FILE_KEY;
	} else if (ma_text_is(kind, "ssh-ed25519")) {
		file->octets = ma_arena_copy(arena, take_string(&key));
		if (file->octets.length == MA_DKIM_ED25519_OCTETS)
			file->state = MA_FILE_KEY;
	} else if (kind.length > 0) {
		file->state = MA_FILE_OTHER;
	}
}

/* --- PEM -------------------------------------------------------------------- */

/* Takes what is in a PEM block (RFC 7468); false if that is not a key. */
static bool take_block(struct ma_arena *arena, struct ma_key_file *file, const char *label,
		       const char *header, struct ma_text data)
{
	size_t length = strlen(label);

	/* "EC PARAMETERS", "CERTIFICATE" */
	if (length < 3 || strcmp(label + length - 3, "KEY") != 0)
		return false;
	if (strstr(header, "ENCRYPTED") != NULL || strncmp(label, "ENCRYPTED", 9) == 0) {
		file->state = MA_FILE_ENCRYPTED;
		file->private = true;
	} else if (strcmp(label, "OPENSSH PRIVATE KEY") == 0) {
		take_openssh(arena, file, data);
	} else {
		take_der(arena, file, data);
		/* "EC PRIVATE KEY", which none of ours is */
		if (file->state == MA_FILE_UNREADABLE && strncmp(label, "EC", 2) == 0)
			file->state = MA_FILE_OTHER;
	}
	return true;
}

/* Of several keys the first counts; but any may be private. */
static bool take_next_block(struct ma_arena *arena, struct ma_key_file *file, BIO *bio, bool *key)
{
	struct ma_key_file next = { .state = MA_FILE_UNREADABLE };
	unsigned char *data = NULL;
	char *header = NULL;
	char *label = NULL;
	long length = 0;

	if (PEM_read_bio_ex(bio, &label, &header, &data, &length, PEM_FLAG_EAY_COMPATIBLE) != 1) {
		arena->failed = arena->failed || lacks_memory();
		return false;
	}
	if (take_block(arena, &next, label, header,
		       (struct ma_text){ data, length > 0 ? (size_t)length : 0 })) {
		next.private = next.private || file->private;
		if (*key)
			file->private = next.private;
		else
			*file = next;
		*key = true;
	}
	OPENSSL_clear_free(data, length > 0 ? (size_t)length : 0);
	OPENSSL_free(header);
	OPENSSL_free(label);
	return true;
}

const struct ma_key_file *ma_key_file_read(struct ma_arena *arena, struct ma_text text,
					   bool readable)
{
	struct ma_key_file *file = ma_arena_alloc(arena, sizeof(*file));
	bool key = false;
	BIO *bio;

	if (file == NULL)
		return NULL;
	ERR_set_mark();
	bio = BIO_new_mem_buf(text.data, (int)text.length);
	if (bio == NULL)
		arena->failed = true;
	while (bio != NULL && take_next_block(arena, file, bio, &key))
		;
	BIO_free(bio);
	if (!key)
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
