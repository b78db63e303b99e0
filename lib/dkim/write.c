/* The writer of key records.
 *
 * SPDX-License-Identifier: MIT */

#include "write.h"

struct ma_text ma_dkim_record_write(struct ma_arena *arena, const struct ma_dkim_record *record)
{
	struct ma_buffer out = { 0 };

	for (size_t i = 0; i < record->tag_count; i++) {
		if (i > 0)
			ma_buffer_string(&out, "; ");
		ma_buffer_text(&out, record->tags[i].name);
		ma_buffer_byte(&out, '=');
		ma_buffer_text(&out, record->tags[i].value);
	}
	return ma_buffer_keep(&out, arena);
}
