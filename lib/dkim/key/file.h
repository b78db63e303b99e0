/* Keys in files.
 *
 * SPDX-License-Identifier: MIT */

#ifndef MA_DKIM_FILE_H
#define MA_DKIM_FILE_H

#include "../dkim.h"

/* Whether the key of FILE belongs to SEED, a private Ed25519 key (RFC 8032 5.1.5). */
bool ma_key_file_has_seed(struct ma_arena *arena, const struct ma_key_file *file,
			  struct ma_text seed);

#endif
