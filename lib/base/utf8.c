/* UTF-8: decoding, and what may be shown to a person as it is.
 *
 * SPDX-License-Identifier: MIT */

#include "base.h"

#include <unictype.h>

enum {
	BRAILLE_BLANK = 0x2800, /* a symbol by its category, and shows nothing */
};

size_t ma_utf8_decode(struct ma_text text, uint32_t *code)
{
	static const uint32_t smallest[] = { 0, 0, 0x80, 0x800, 0x10000 };
	unsigned char first = text.length > 0 ? text.data[0] : 0xff;
	size_t length = first < 0x80   ? 1
			: first < 0xc0 ? 0
			: first < 0xe0 ? 2
			: first < 0xf0 ? 3
				       : 4;
	uint32_t value = first;

	if (length == 0 || first > 0xf4 || length > text.length)
		return 0;
	if (length > 1)
		value &= 0x7fu >> length;
	for (size_t i = 1; i < length; i++) {
		if ((text.data[i] & 0xc0) != 0x80)
			return 0;
		value = value << 6 | (text.data[i] & 0x3f);
	}
	/* RFC 3629 3: no overlong forms, no surrogates, nothing above U+10FFFF. */
	if (value < smallest[length] || (value >= 0xd800 && value < 0xe000) || value > 0x10ffff)
		return 0;
	*code = value;
	return length;
}

/* Controls, formats (bidirectional overrides, zero-width marks, BOM, tags), line and paragraph
 * separators, private use, what is not assigned, and spaces that are not the space: all of
 * them hide text or move it, so that a reader sees another record than a receiver does. */
bool ma_utf8_is_visible(uint32_t code)
{
	uc_general_category_t hidden;

	if (code == ' ')
		return true;
	if (code == BRAILLE_BLANK)
		return false;
	hidden = uc_general_category_or(UC_OTHER, UC_SEPARATOR);
	return !uc_is_general_category(code, hidden) &&
	       !uc_is_property(code, UC_PROPERTY_DEFAULT_IGNORABLE_CODE_POINT);
}
