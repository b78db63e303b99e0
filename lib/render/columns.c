/* The columns that text takes on a terminal.
 *
 * SPDX-License-Identifier: MIT */

#include "render.h"

#include <uniwidth.h>

size_t ma_code_columns(uint32_t code)
{
	int columns = uc_width(code, "UTF-8");

	return columns > 0 ? (size_t)columns : 0;
}

size_t ma_columns(struct ma_text text)
{
	size_t columns = 0;

	while (text.length > 0) {
		uint32_t code = 0;
		size_t length = ma_utf8_decode(text, &code);

		columns += length > 0 ? ma_code_columns(code) : 1;
		text = ma_text_slice(text, length > 0 ? length : 1, text.length);
	}
	return columns;
}
