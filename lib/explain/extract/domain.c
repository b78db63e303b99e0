/* What may be a domain in a text.
 *
 * SPDX-License-Identifier: MIT */

#include "extract.h"

bool ma_extract_is_domain(struct ma_text value)
{
	bool dot = false;

	for (size_t i = 0; i < value.length; i++) {
		unsigned char byte = value.data[i];

		if (byte == '.' && i > 0 && value.data[i - 1] == '.')
			return false;
		dot = dot || (byte == '.' && i > 0 && i + 1 < value.length);
		if (!ma_is_alnum(byte) && byte != '.' && byte != '-' && byte != '_' && byte < 0x80)
			return false;
	}
	/* A number after the last dot: an IP address, a version. */
	return dot && !ma_is_digit(value.data[value.length - 1]);
}
