/* What the two files on addresses share.
 *
 * SPDX-License-Identifier: MIT */

#ifndef MA_MAILBOX_H
#define MA_MAILBOX_H

#include "../explain.h"

enum {
	MA_MAILBOX_MAX = 320, /* bytes */
	MA_WIDE_AT = 0xff20,
	MA_WIDE_DOT = 0x3002,
	MA_NARROW_DOT = 0xff61, /* the half-width form of that */
};

/* Full-width forms of ASCII, and the ASCII after them; a wide space is a space. */
bool ma_is_wide(uint32_t code);
uint32_t ma_narrow(uint32_t code);
/* Characters that no one sees: zero-width ones, a soft hyphen, a byte order mark. */
bool ma_is_invisible(uint32_t code);
/* What is wrong with ADDRESS; NULL for nothing. */
struct ma_mailbox_fault *ma_mailbox_judge(struct ma_arena *arena, struct ma_text address);

#endif
