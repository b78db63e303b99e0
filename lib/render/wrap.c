/* Lines: broken by Unicode's rules.
 *
 * SPDX-License-Identifier: MIT */

#include "render.h"

#include <stdlib.h>
#include <unilbrk.h>

void ma_wrap(struct ma_buffer *out, struct ma_text text, size_t column, size_t indent, size_t width)
{
	char *breaks = malloc(2 * text.length + 1);
	char *overrides;
	size_t line = width > indent + 10 ? width - indent : 10;

	if (breaks == NULL) {
		out->failed = true;
		return;
	}
	overrides = breaks + text.length;
	ma_forbid_breaks(text, line, overrides);
	/* Lines after the first begin at the indent, which the rules treat as column 0. */
	u8_width_linebreaks(text.data, text.length, (int)line,
			    column > indent ? (int)(column - indent) : 0, 0, overrides, "UTF-8",
			    breaks);
	for (size_t i = 0; i < text.length; i++) {
		if (breaks[i] == UC_BREAK_POSSIBLE || breaks[i] == UC_BREAK_MANDATORY) {
			while (out->length > 0 && out->data[out->length - 1] == ' ')
				out->length--;
			ma_buffer_byte(out, '\n');
			ma_buffer_fill(out, ' ', indent);
		}
		if (text.data[i] != '\n')
			ma_buffer_byte(out, text.data[i]);
	}
	free(breaks);
}
