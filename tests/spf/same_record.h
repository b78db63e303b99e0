/* Whether two SPF records say the same.
 *
 * SPDX-License-Identifier: MIT */

#ifndef TESTS_SPF_SAME_RECORD_H
#define TESTS_SPF_SAME_RECORD_H

#include "../../lib/spf/record/record.h"

bool is_same_spf(const struct ma_spf_record *a, const struct ma_spf_record *b);
/* RECORD with the texts of its sound terms forgotten, so that they have to be composed. */
const struct ma_spf_record *without_texts(struct ma_arena *arena,
					  const struct ma_spf_record *record);

#endif
