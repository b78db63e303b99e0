/* Keys of OpenSSH.
 *
 * SPDX-License-Identifier: MIT */

#ifndef MA_DKIM_OPENSSH_H
#define MA_DKIM_OPENSSH_H

#include "../dkim.h"

/* Reads the public half of DATA, what is in an "OPENSSH PRIVATE KEY" block. */
void ma_openssh_read(struct ma_arena *arena, struct ma_key_file *file, struct ma_text data);

#endif
