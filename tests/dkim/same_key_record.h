/* Whether two key records say the same.
 *
 * SPDX-License-Identifier: MIT */

#ifndef TESTS_SAME_KEY_RECORD_H
#define TESTS_SAME_KEY_RECORD_H

#include "../../lib/dkim/write.h"

/* Whether RECORD, written and read again, is the same: its status, its key, all of its tags and
 * faults.  True of one that has fatal faults, as it has no one reading. */
bool survives_writing(struct ma_arena *arena, const struct ma_dkim_record *record);

#endif
