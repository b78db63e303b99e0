/* The writer of key records.
 *
 * SPDX-License-Identifier: MIT */

#include "write.h"

#include "der.h"
#include "numbers.h"

/* A value without what makes it hard to read: folds become a blank. */
static void add_value(struct ma_buffer *out, struct ma_text value)
{
	for (size_t at = 0; at < value.length;) {
		size_t space = ma_tags_space(value, at);

		ma_buffer_byte(out, space > 0 ? ' ' : value.data[at]);
		at += space > 0 ? space : 1;
	}
}

static void add_tag(struct ma_buffer *out, struct ma_text name, struct ma_text value)
{
	ma_buffer_string(out, "; ");
	ma_buffer_text(out, name);
	ma_buffer_byte(out, '=');
	add_value(out, value);
}

/* Words that have a meaning only in lower case. */
static void add_words(struct ma_buffer *out, struct ma_text name, const struct ma_dkim_tag *tag)
{
	if (tag->value.length == 0)
		return;
	ma_buffer_string(out, "; ");
	ma_buffer_text(out, name);
	ma_buffer_byte(out, '=');
	for (size_t at = 0; at < tag->value.length; at++)
		if (ma_tags_space(tag->value, at) == 0)
			ma_buffer_byte(out, ma_fold(tag->value.data[at]));
}

static void add_others(struct ma_buffer *out, const struct ma_dkim_record *record)
{
	for (size_t i = 0; i < record->tag_count; i++) {
		const struct ma_dkim_tag *tag = &record->tags[i];
		size_t index = ma_dkim_known_tag(tag->name);

		if (index > MA_DKIM_TAG_G)
			add_tag(out, index == MA_DKIM_TAG_N ? MA_TEXT("n") : tag->name, tag->value);
	}
}

static struct ma_text write_key(struct ma_arena *arena, const struct ma_dkim_record *record)
{
	if (record->octets.length > 0)
		return ma_base64_encode(arena, record->octets);
	if (record->modulus.length == 0)
		return MA_TEXT(""); /* revoked */
	return ma_base64_encode(arena, ma_der_write_rsa(arena, record->modulus, record->exponent));
}

struct ma_text ma_dkim_record_write(struct ma_arena *arena, const struct ma_dkim_record *record)
{
	struct ma_buffer out = { 0 };

	ma_buffer_string(&out, "v=DKIM1");
	add_tag(&out, MA_TEXT("k"), record->type);
	if (record->no_hash)
		add_tag(&out, MA_TEXT("h"), MA_TEXT("sha256"));
	else
		add_words(&out, MA_TEXT("h"), &record->known[MA_DKIM_TAG_H]);
	add_words(&out, MA_TEXT("s"), &record->known[MA_DKIM_TAG_S]);
	add_words(&out, MA_TEXT("t"), &record->known[MA_DKIM_TAG_T]);
	add_others(&out, record);
	add_tag(&out, MA_TEXT("p"), write_key(arena, record));
	return ma_buffer_keep(&out, arena);
}
