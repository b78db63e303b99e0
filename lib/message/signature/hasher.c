/* Canonical forms and their hashes (RFC 6376 3.4, 3.7), by libopendkim.
 *
 * SPDX-License-Identifier: MIT
 *
 * libopendkim reads the signatures, canonicalizes and hashes.  It is stopped right before it would
 * look for keys: what a key makes of the hashes is judged in crypto.c, as often as the answers of
 * an audit need, and without its limits (keys of 1,024 octets, rsa-sha1 that passes, the wall
 * clock). It drains OpenSSL's queue of errors: a mark keeps what was there. */

/* For u_char and its like, which the header uses. */
#define _DEFAULT_SOURCE

#include "hasher.h"

#include <opendkim/dkim.h>
#include <openssl/err.h>
#include <stdlib.h>
#include <string.h>

enum {
	FIELD_MAX = 65000, /* octets that libopendkim takes */
};

struct ma_hasher {
	DKIM_LIB *library;
	DKIM *dkim;
	size_t count;
	struct ma_hash *hashes; /* of the caller, while the body is ended */
	bool unusable;		/* libopendkim does not take this message */
	bool no_memory;
};

bool ma_hasher_exists(void)
{
	return true;
}

/* Out of memory, libopendkim returns one or the other. */
static bool is_of_memory(DKIM_STAT status)
{
	return status == DKIM_STAT_NORESOURCE || status == DKIM_STAT_INTERNAL;
}

static void note(struct ma_hasher *hasher, DKIM_STAT status)
{
	if (is_of_memory(status))
		hasher->no_memory = true;
	else if (status != DKIM_STAT_OK)
		hasher->unusable = true;
}

/* --- The hashes -------------------------------------------------------------- */

static void take_hash(DKIM_SIGINFO *signature, struct ma_hash *hash)
{
	DKIM_SIGERROR error = dkim_sig_geterror(signature);
	size_t header_length, body_length;
	void *header, *body;

	hash->body_cut = error == DKIM_SIGERROR_TOOLARGE_L;
	/* Of one that it could not read it has no hashes, and ends the process when asked. */
	if (error != DKIM_SIGERROR_UNKNOWN && error != DKIM_SIGERROR_OK && !hash->body_cut)
		return;
	if (dkim_sig_gethashes(signature, &header, &header_length, &body, &body_length) !=
		    DKIM_STAT_OK ||
	    header_length != body_length || header_length > MA_HASH_MAX)
		return;
	memcpy(hash->header, header, header_length);
	memcpy(hash->body, body, body_length);
	hash->length = header_length;
	hash->known = true;
}

/* Called when the body is hashed and no key was looked for.  Nothing else is wanted of it. */
static DKIM_CBSTAT take_hashes(DKIM *dkim, DKIM_SIGINFO **signatures, int count)
{
	struct ma_hasher *hasher = dkim_get_user_context(dkim);

	for (size_t i = 0; (size_t)count == hasher->count && i < hasher->count; i++)
		take_hash(signatures[i], &hasher->hashes[i]);
	return DKIM_CBSTAT_REJECT;
}

/* --- The message ------------------------------------------------------------- */

/* t= and x= are judged by the audit's time (judge.c): libopendkim, which looks at the clock, has to
 * be of the opinion that nothing is in the future and nothing has expired. */
static void set_options(struct ma_hasher *hasher, uint64_t earliest)
{
	unsigned flags = DKIM_LIBFLAGS_DELAYSIGPROC | DKIM_LIBFLAGS_BADSIGHANDLES;
	uint64_t drift = earliest > 0 ? earliest : (uint64_t)1 << 40;

	note(hasher,
	     dkim_options(hasher->library, DKIM_OP_SETOPT, DKIM_OPTS_FLAGS, &flags, sizeof(flags)));
	note(hasher, dkim_options(hasher->library, DKIM_OP_SETOPT, DKIM_OPTS_CLOCKDRIFT, &drift,
				  sizeof(drift)));
	note(hasher, dkim_set_final(hasher->library, take_hashes));
}

static void take_field(struct ma_hasher *hasher, const struct ma_field *field)
{
	/* It takes a text up to a NUL and the length as it is given. */
	if (field->raw.length > FIELD_MAX ||
	    memchr(field->raw.data, '\0', field->raw.length) != NULL) {
		hasher->unusable = true;
		return;
	}
	/* Of a signature that it cannot read it says so here; it continues with the others. */
	if (is_of_memory(dkim_header(hasher->dkim, (unsigned char *)(uintptr_t)field->raw.data,
				     field->raw.length)))
		hasher->no_memory = true;
}

static void begin(struct ma_hasher *hasher, const struct ma_fields *fields, uint64_t earliest)
{
	DKIM_STAT status;

	hasher->library = dkim_init(NULL, NULL);
	if (hasher->library == NULL) {
		hasher->no_memory = true;
		return;
	}
	set_options(hasher, earliest);
	hasher->dkim =
		dkim_verify(hasher->library, (const unsigned char *)"message", NULL, &status);
	if (hasher->dkim == NULL) {
		hasher->no_memory = true;
		return;
	}
	note(hasher, dkim_set_user_context(hasher->dkim, hasher));
	for (size_t i = 0; i < fields->count && !hasher->no_memory && !hasher->unusable; i++)
		take_field(hasher, &fields->items[i]);
	if (!hasher->no_memory && !hasher->unusable)
		note(hasher, dkim_eoh(hasher->dkim));
}

struct ma_hasher *ma_hasher_new(const struct ma_fields *fields, size_t count, uint64_t earliest)
{
	struct ma_hasher *hasher = calloc(1, sizeof(*hasher));

	if (hasher == NULL)
		return NULL;
	hasher->count = count;
	ERR_set_mark();
	if (count > 0)
		begin(hasher, fields, earliest);
	ERR_pop_to_mark();
	if (!hasher->no_memory)
		return hasher;
	ma_hasher_free(hasher);
	return NULL;
}

static bool is_at_work(const struct ma_hasher *hasher)
{
	return hasher->count > 0 && !hasher->unusable && !hasher->no_memory;
}

void ma_hasher_body(struct ma_hasher *hasher, const unsigned char *data, size_t length)
{
	if (length == 0 || !is_at_work(hasher))
		return;
	ERR_set_mark();
	note(hasher, dkim_body(hasher->dkim, (unsigned char *)(uintptr_t)data, length));
	ERR_pop_to_mark();
}

bool ma_hasher_end(struct ma_hasher *hasher, struct ma_hash *hashes)
{
	if (is_at_work(hasher)) {
		DKIM_STAT status;

		hasher->hashes = hashes;
		ERR_set_mark();
		status = dkim_eom(hasher->dkim, NULL);
		ERR_pop_to_mark();
		hasher->hashes = NULL;
		hasher->no_memory = hasher->no_memory || is_of_memory(status);
	}
	return !hasher->no_memory;
}

void ma_hasher_free(struct ma_hasher *hasher)
{
	if (hasher == NULL)
		return;
	ERR_set_mark();
	/* Where it ran out of memory, it stops half-way, and freeing that ends the process: it is
	 * left as it is. */
	if (hasher->dkim != NULL && !hasher->no_memory)
		dkim_free(hasher->dkim);
	if (hasher->library != NULL && !hasher->no_memory)
		dkim_close(hasher->library);
	ERR_pop_to_mark();
	free(hasher);
}
