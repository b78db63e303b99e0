/* Characters that turn up in mail addresses and do not belong there.
 *
 * SPDX-License-Identifier: MIT */

#include "mailbox.h"

enum {
	WIDE_SPACE = 0x3000,
};

bool ma_is_wide(uint32_t code)
{
	return ma_character_is_wide(code);
}

uint32_t ma_narrow(uint32_t code)
{
	return ma_is_wide(code) ? code - MA_WIDE_FIRST + '!' : code == WIDE_SPACE ? ' ' : code;
}

bool ma_is_invisible(uint32_t code)
{
	return code == 0xad || (code >= 0x200b && code <= 0x200f) || code == 0x2060 ||
	       code == 0xfeff;
}
