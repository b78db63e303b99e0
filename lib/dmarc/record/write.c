/* The writer of DMARC records.
 *
 * SPDX-License-Identifier: MIT */

#include "../dmarc.h"

void ma_dmarc_write_version(struct ma_buffer *out)
{
	ma_buffer_string(out, "v=DMARC1");
}

void ma_dmarc_write_tag(struct ma_buffer *out, struct ma_text name, struct ma_text value)
{
	ma_buffer_string(out, "; ");
	ma_buffer_text(out, name);
	ma_buffer_byte(out, '=');
	ma_buffer_text(out, value);
}

/* The name of the version keeps its case, as it decides who reads the record. */
static void write_first(struct ma_buffer *out, const struct ma_dmarc_record *record)
{
	if (record->tags.count > 0 && *record->tags.tags[0].name.data == 'V')
		ma_buffer_string(out, "V=DMARC1");
	else
		ma_dmarc_write_version(out);
}

/* What is not a tag keeps its bytes, so that it has the same faults when it is read again. */
void ma_dmarc_write(struct ma_buffer *out, const struct ma_dmarc_record *record)
{
	write_first(out, record);
	for (size_t i = 1; i < record->tags.count; i++) {
		const struct ma_tag *tag = &record->tags.tags[i];

		if (tag->state == MA_TAG_SOUND) {
			ma_dmarc_write_tag(out, tag->name, tag->value);
			continue;
		}
		ma_buffer_string(out, "; ");
		ma_buffer_text(out, ma_text_slice(record->text, tag->from, tag->to));
	}
	/* One semicolon ends the list; an empty tag at its end needs another. */
	if (record->tags.count > 1 &&
	    record->tags.tags[record->tags.count - 1].state == MA_TAG_EMPTY)
		ma_buffer_byte(out, ';');
}
