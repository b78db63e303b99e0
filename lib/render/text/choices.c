/* Records that contradict each other, where a person has to choose one.
 *
 * SPDX-License-Identifier: MIT */

#include "../../fix/fix.h"
#include "../render.h"

void ma_write_choices(struct ma_writer *writer)
{
	struct ma_arena arena = { 0 };
	struct ma_choices choices;
	struct ma_argument name;

	ma_fix_find_choices(writer->report, &arena, &choices);
	name = (struct ma_argument){ "name", choices.name, MA_VALUE_SAFE };
	if (choices.count > 0) {
		ma_buffer_byte(&writer->out, '\n');
		ma_write_phrase(writer, MA_TEXT_MARGIN, MA_PHRASE_CHOICES, &name, 1);
	}
	for (size_t i = 0; i < choices.count; i++)
		ma_write_value(writer, choices.texts[i]);
	writer->out.failed = writer->out.failed || arena.failed;
	ma_arena_finish(&arena);
}
