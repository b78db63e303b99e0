/* A key record as it should be: written anew from what was read, and read again.
 *
 * SPDX-License-Identifier: MIT */

#include "dkim.h"

/* A value without what makes it hard to read: folds become a blank. */
static void add_value(struct ma_buffer *out, struct ma_text value)
{
	for (size_t at = 0; at < value.length;) {
		size_t space = ma_tags_space(value, at);

		ma_buffer_byte(out, space > 0 ? ' ' : value.data[at]);
		at += space > 0 ? space : 1;
	}
}

static void add_tag(struct ma_buffer *out, const char *name, struct ma_text value)
{
	ma_buffer_string(out, "; ");
	ma_buffer_string(out, name);
	ma_buffer_byte(out, '=');
	add_value(out, value);
}

/* Words that have a meaning only in lower case. */
static void add_words(struct ma_buffer *out, const char *name, const struct ma_tag *tag)
{
	size_t start;

	if (tag == NULL || tag->value.length == 0)
		return;
	ma_buffer_string(out, "; ");
	ma_buffer_string(out, name);
	ma_buffer_byte(out, '=');
	for (start = 0; start < tag->value.length; start++)
		if (ma_tags_space(tag->value, start) == 0)
			ma_buffer_byte(out, ma_fold(tag->value.data[start]));
}

static void add_others(struct ma_buffer *out, const struct ma_dkim_reading *reading)
{
	for (size_t i = 0; i < reading->tags.count; i++) {
		const struct ma_tag *tag = &reading->tags.tags[i];

		if (tag->state != MA_TAG_SOUND || tag->first != NULL ||
		    ma_dkim_known_tag(tag->name) <= MA_DKIM_TAG_G)
			continue;
		ma_buffer_string(out, "; ");
		if (ma_dkim_known_tag(tag->name) == MA_DKIM_TAG_N)
			ma_buffer_byte(out, 'n');
		else
			ma_buffer_text(out, tag->name);
		ma_buffer_byte(out, '=');
		add_value(out, tag->value);
	}
}

static struct ma_text compose(const struct ma_dkim_reading *reading)
{
	struct ma_buffer out = { 0 };

	ma_buffer_string(&out, "v=DKIM1");
	add_tag(&out, "k", reading->record->type);
	if (reading->no_hash)
		add_tag(&out, "h", MA_TEXT("sha256"));
	else
		add_words(&out, "h", reading->known[MA_DKIM_TAG_H]);
	add_words(&out, "s", reading->known[MA_DKIM_TAG_S]);
	add_words(&out, "t", reading->known[MA_DKIM_TAG_T]);
	add_others(&out, reading);
	add_tag(&out, "p", reading->key);
	return ma_buffer_keep(&out, reading->arena);
}

void ma_dkim_correct(struct ma_dkim_reading *reading)
{
	struct ma_text text;

	if (!reading->mendable || reading->unsure || reading->key.length == 0)
		return;
	text = compose(reading);
	/* Nothing is proposed that was not read again, and found without a fault. */
	if (ma_dkim_read_again(reading, text))
		reading->corrected = text;
}
