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

#include <openssl/bio.h>
#include <openssl/crypto.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
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

/* An error of our own follows the caller's: OpenSSL's next one then differs from them. */
static void begin_errors(void)
{
	ERR_set_mark();
	ERR_raise(ERR_LIB_USER, ERR_R_OPERATION_FAIL);
}

static bool has_error(void)
{
	return ERR_GET_LIB(ERR_peek_last_error()) != ERR_LIB_USER;
}

static bool lacks_memory(void)
{
	return has_error() && ERR_GET_REASON(ERR_peek_last_error()) == ERR_R_MALLOC_FAILURE;
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
		ma_openssh_read(arena, file, data);
	} else {
		take_der(arena, file, data);
		/* "EC PRIVATE KEY", which none of ours is */
		if (file->state == MA_FILE_UNREADABLE && strncmp(label, "EC", 2) == 0)
			file->state = MA_FILE_OTHER;
	}
	return true;
}

static struct ma_text take_last_line(struct ma_text *text)
{
	struct ma_text line;
	size_t start;

	while (text->length > 0 && memchr(" \t\r\n", text->data[text->length - 1], 4) != NULL)
		text->length--;
	for (start = text->length; start > 0 && text->data[start - 1] != '\n'; start--)
		;
	line = ma_text_slice(*text, start, text->length);
	text->length = start;
	return line;
}

/* Whether what was READ ends with a block that has nothing after its headers, if it has those. */
static bool is_empty_block(struct ma_text read)
{
	bool ends = ma_text_starts(take_last_line(&read), "-----END");
	struct ma_text line = take_last_line(&read);

	return ends && (ma_text_starts(line, "-----BEGIN") || ma_text_starts(line, " ") ||
			memchr(line.data, ':', line.length) != NULL);
}

/* Whether the next block is to be passed over: READ is what OpenSSL read of it when it failed.
 * OpenSSL 3.0 does not always note a lack of memory; but the only other failure that it does not
 * note is an empty block. */
static bool is_skipped(struct ma_arena *arena, struct ma_text read)
{
	bool empty = !has_error() && is_empty_block(read);

	if (lacks_memory() || (!has_error() && !empty))
		arena->failed = true;
	return empty;
}

/* Of several keys the first counts; but any may be private. */
static bool take_next_block(struct ma_arena *arena, struct ma_key_file *file, struct ma_text text,
			    BIO *bio, bool *key)
{
	size_t before = BIO_ctrl_pending(bio);
	struct ma_key_file next = { .state = MA_FILE_UNREADABLE };
	unsigned char *data = NULL;
	char *header = NULL;
	char *label = NULL;
	long length = 0;

	if (PEM_read_bio_ex(bio, &label, &header, &data, &length, PEM_FLAG_EAY_COMPATIBLE) != 1)
		return is_skipped(arena, ma_text_slice(text, text.length - before,
						       text.length - BIO_ctrl_pending(bio)));
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
	begin_errors();
	bio = BIO_new_mem_buf(text.data, (int)text.length);
	if (bio == NULL)
		arena->failed = true;
	while (bio != NULL && take_next_block(arena, file, text, bio, &key))
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

	begin_errors();
	take_seed(arena, &other, seed);
	ERR_pop_to_mark();
	return other.state == MA_FILE_KEY && ma_text_equal(other.octets, file->octets);
}
