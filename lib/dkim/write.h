/* The text of a key record.
 *
 * SPDX-License-Identifier: MIT */

#ifndef MA_DKIM_WRITE_H
#define MA_DKIM_WRITE_H

#include "record.h"

/* Writes RECORD: v=, k=, the tags that restrict it, all others in their order, and p=, which is
 * encoded anew from the key.  A record without fatal faults, read again, says the same. */
struct ma_text ma_dkim_record_write(struct ma_arena *arena, const struct ma_dkim_record *record);

#endif
