/* The text of a key record.
 *
 * SPDX-License-Identifier: MIT */

#ifndef MA_DKIM_WRITE_H
#define MA_DKIM_WRITE_H

#include "record.h"

/* Writes the tags of RECORD in their order, with the names and values that they have: nothing is
 * corrected.  A record without fatal faults, read again, is the same. */
struct ma_text ma_dkim_record_write(struct ma_arena *arena, const struct ma_dkim_record *record);

#endif
