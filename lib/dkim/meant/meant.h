/* What was meant by a key record that has faults.
 *
 * SPDX-License-Identifier: MIT */

#ifndef MA_DKIM_MEANT_H
#define MA_DKIM_MEANT_H

#include "../record.h"

/* The record as it should be, which was written, read again and found sound; its text is .raw. NULL
 * if RECORD has nothing to correct, or if there is no single sane reading. */
const struct ma_dkim_record *ma_dkim_correct(struct ma_arena *arena,
					     const struct ma_dkim_record *record);
/* The same also of a text that is not a key record at all: a key alone, or a record in letters of
 * full width. */
const struct ma_dkim_record *ma_dkim_guess(struct ma_arena *arena,
					   const struct ma_dkim_record *record);
/* Whether what MEANT permits is what any reading of RECORD's text permits. */
bool ma_dkim_permits_same(const struct ma_dkim_record *record, const struct ma_dkim_record *meant);

#endif
