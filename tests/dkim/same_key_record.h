/* Whether two key records say the same.
 *
 * SPDX-License-Identifier: MIT */

#ifndef TESTS_SAME_KEY_RECORD_H
#define TESTS_SAME_KEY_RECORD_H

#include "../../lib/dkim/meant/meant.h"
#include "../../lib/dkim/write.h"

/* Whether RECORD, written and read again, is the same; true of one that cannot be written, as it
 * has no key or has fatal faults. */
bool survives_writing(struct ma_arena *arena, const struct ma_dkim_record *record);

#endif
