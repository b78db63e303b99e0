/* What was meant by what is wrong in a DMARC record.
 *
 * SPDX-License-Identifier: MIT */

#ifndef MA_DMARC_MEANT_H
#define MA_DMARC_MEANT_H

#include "../dmarc.h"

/* The record that TEXT was meant to be, if it reads without a fault; else NULL. */
const struct ma_dmarc_record *ma_dmarc_guess(struct ma_arena *arena, struct ma_text text);

#endif
