/* Whether two DMARC records say the same, whatever white space they are written with.
 *
 * SPDX-License-Identifier: MIT */

#ifndef TESTS_SAME_RECORD_H
#define TESTS_SAME_RECORD_H

#include "../../lib/dmarc/dmarc.h"

bool is_same_record(const struct ma_dmarc_record *a, const struct ma_dmarc_record *b);

#endif
