/* What the files that read texts share.
 *
 * SPDX-License-Identifier: MIT */

#ifndef MA_REPLY_H
#define MA_REPLY_H

#include "explain.h"

/* Steps through TEXT's lines; each has its newline. */
bool ma_line_next(struct ma_text text, size_t *at, struct ma_text *line);
struct ma_text ma_line_trim(struct ma_text line);

#endif
