/* What a message hashes to, by libopendkim: the only user of its header is hasher.c.
 *
 * SPDX-License-Identifier: MIT */

#ifndef MA_MESSAGE_HASHER_H
#define MA_MESSAGE_HASHER_H

#include "../message.h"

enum {
	MA_HASH_MAX = 32, /* octets: SHA-256 */
};

/* Of one signature. */
struct ma_hash {
	bool known;    /* libopendkim made them */
	bool body_cut; /* l= is longer than the body (RFC 6376 3.5) */
	size_t length; /* of both */
	unsigned char header[MA_HASH_MAX];
	unsigned char body[MA_HASH_MAX];
};

struct ma_hasher;

/* Whether the library was built with it. */
bool ma_hasher_exists(void);
/* Takes the header.  EARLIEST is the smallest t= of the COUNT signatures, 0 if there is none.  NULL
 * once memory failed. */
struct ma_hasher *ma_hasher_new(const struct ma_fields *fields, size_t count, uint64_t earliest);
/* Takes some of the body; lines end in CRLF. */
void ma_hasher_body(struct ma_hasher *hasher, const unsigned char *data, size_t length);
/* Ends the body and writes the hashes of the signatures, from the top.  False once memory failed.
 */
bool ma_hasher_end(struct ma_hasher *hasher, struct ma_hash *hashes);
void ma_hasher_free(struct ma_hasher *hasher);

#endif
