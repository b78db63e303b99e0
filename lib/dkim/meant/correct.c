/* A key record as it should be: written anew from what was read, and read again.
 *
 * SPDX-License-Identifier: MIT */

#include "../inside.h"

enum {
	WORDS_MAX = 200, /* octets of a value whose words are compared */
};

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

/* --- What a record permits -------------------------------------------------- */

static bool is_of_word(unsigned char byte)
{
	return ma_is_alnum(byte) || byte == '-' || byte == '*';
}

/* The next word of VALUE from *AT on, whatever divides it from others. */
static bool next_word(struct ma_text value, size_t *at, struct ma_text *word)
{
	size_t from;

	while (*at < value.length && !is_of_word(value.data[*at]))
		++*at;
	from = *at;
	while (*at < value.length && is_of_word(value.data[*at]))
		++*at;
	*word = ma_text_slice(value, from, *at);
	return *at > from;
}

static bool same_word(struct ma_text a, struct ma_text b)
{
	size_t i;

	for (i = 0; i < a.length && i < b.length && ma_fold(a.data[i]) == ma_fold(b.data[i]);)
		i++;
	return i == a.length && i == b.length;
}

static bool has_word(struct ma_text value, struct ma_text wanted)
{
	struct ma_text word;
	size_t at = 0;

	while (next_word(value, &at, &word))
		if (same_word(word, wanted))
			return true;
	return false;
}

static bool holds(struct ma_text all, struct ma_text some)
{
	struct ma_text word;
	size_t at = 0;

	while (next_word(some, &at, &word))
		if (!has_word(all, word))
			return false;
	return true;
}

static struct ma_text value_of(const struct ma_tag *tag)
{
	return tag != NULL ? tag->value : MA_TEXT("");
}

static bool same_words(const struct ma_tag *a, const struct ma_tag *b)
{
	/* A long one is no oversight, and would take long. */
	if (value_of(a).length > WORDS_MAX || value_of(b).length > WORDS_MAX)
		return false;
	return holds(value_of(a), value_of(b)) && holds(value_of(b), value_of(a));
}

/* Whether a restriction ("t=", "s=", "h=") may begin at AT, however strange what stands before. */
static bool restricts(struct ma_text text, size_t at)
{
	size_t behind = at + 1;

	if (ma_fold(text.data[at]) != 't' && ma_fold(text.data[at]) != 's' &&
	    ma_fold(text.data[at]) != 'h')
		return false;
	if (at > 0 && (ma_base64_is_letter(text.data[at - 1]) || text.data[at - 1] == '_' ||
		       text.data[at - 1] == '-'))
		return false;
	while (behind < text.length && text.data[behind] <= ' ')
		behind++;
	return behind < text.length && text.data[behind] == '=';
}

/* Whether a restriction hides where no tag was read: in a value, or in what was taken out. */
static bool hides(const struct ma_dkim_reading *reading)
{
	for (size_t i = 0; i < reading->tags.count; i++) {
		const struct ma_tag *tag = &reading->tags.tags[i];

		if (tag->state == MA_TAG_SOUND && ma_dkim_known_tag(tag->name) >= MA_DKIM_TAG_N)
			continue; /* it is kept as it is */
		for (size_t at = tag->value_from; at < tag->value_to; at++)
			if (restricts(reading->text, at))
				return true;
	}
	for (size_t at = 0; reading->junk != NULL && at < reading->raw.length; at++)
		if (reading->junk[at] != MA_JUNK_NONE && restricts(reading->raw, at))
			return true;
	return false;
}

bool ma_dkim_permits_same(const struct ma_dkim_reading *reading,
			  const struct ma_dkim_reading *again)
{
	if (hides(reading))
		return false;
	for (size_t i = MA_DKIM_TAG_H; i <= MA_DKIM_TAG_T; i++) {
		if (i == MA_DKIM_TAG_H && reading->no_hash)
			continue; /* of what it names nothing may be used */
		if (!same_words(reading->known[i], again->known[i]))
			return false;
	}
	return true;
}

/* --- The record ------------------------------------------------------------- */

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
