/* In place of hasher.c where the library is built without libopendkim.
 *
 * SPDX-License-Identifier: MIT */

#include "hasher.h"

bool ma_hasher_exists(void)
{
	return false;
}

struct ma_hasher *ma_hasher_new(const struct ma_fields *fields, size_t count, uint64_t earliest)
{
	(void)fields;
	(void)count;
	(void)earliest;
	return NULL;
}

void ma_hasher_body(struct ma_hasher *hasher, const unsigned char *data, size_t length)
{
	(void)hasher;
	(void)data;
	(void)length;
}

bool ma_hasher_end(struct ma_hasher *hasher, struct ma_hash *hashes)
{
	(void)hasher;
	(void)hashes;
	return true;
}

void ma_hasher_free(struct ma_hasher *hasher)
{
	(void)hasher;
}
