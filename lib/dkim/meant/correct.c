/* A key record as it should be: a corrected copy of what was read, written and read again.
 *
 * SPDX-License-Identifier: MIT */

#include "meant.h"

#include "../key/der.h"
#include "../key/numbers.h"
#include "../write.h"

#include <string.h>

enum {
	WORDS_MAX = 200, /* octets of a value whose words are compared */
};

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

static bool has_word(struct ma_text value, struct ma_text wanted)
{
	struct ma_text word;
	size_t at = 0;

	while (next_word(value, &at, &word))
		if (ma_text_equal_fold(word, wanted))
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

static bool same_words(struct ma_text a, struct ma_text b)
{
	/* A long one is not an oversight, and would take long. */
	if (a.length > WORDS_MAX || b.length > WORDS_MAX)
		return false;
	return holds(a, b) && holds(b, a);
}

bool ma_dkim_permits_same(const struct ma_dkim_record *record, const struct ma_dkim_record *meant)
{
	if (record->hides_restriction)
		return false;
	for (size_t i = MA_DKIM_TAG_H; i <= MA_DKIM_TAG_T; i++) {
		if (i == MA_DKIM_TAG_H && record->no_hash)
			continue; /* of what it names nothing may be used */
		if (!same_words(record->known[i].value, meant->known[i].value))
			return false;
	}
	return true;
}

/* --- The corrected copy ------------------------------------------------------ */

/* Room for the tags of a record, and for those that it should have next to them. */
static bool prepare_copy(struct ma_arena *arena, const struct ma_dkim_record *record,
			 struct ma_dkim_record *copy)
{
	*copy = *record;
	copy->tag_count = 0;
	copy->tags = ma_arena_array(arena, record->tag_count + MA_DKIM_TAGS, sizeof(*copy->tags));
	return copy->tags != NULL;
}

static void add_tag(struct ma_dkim_record *copy, struct ma_text name, struct ma_text value)
{
	copy->tags[copy->tag_count++] = (struct ma_dkim_tag){ name, value };
}

/* A value on one line: folds become a blank. */
static struct ma_text unfold(struct ma_arena *arena, struct ma_text value)
{
	struct ma_buffer out = { 0 };

	for (size_t at = 0; at < value.length;) {
		size_t space = ma_tags_space(value, at);

		ma_buffer_byte(&out, space > 0 ? ' ' : value.data[at]);
		at += space > 0 ? space : 1;
	}
	return ma_buffer_keep(&out, arena);
}

/* Words that have a meaning only in lower case, without the white space around them. */
static void add_words(struct ma_arena *arena, struct ma_dkim_record *copy, struct ma_text name,
		      struct ma_text value)
{
	struct ma_buffer out = { 0 };

	if (value.length == 0)
		return;
	for (size_t at = 0; at < value.length; at++)
		if (ma_tags_space(value, at) == 0)
			ma_buffer_byte(&out, ma_fold(value.data[at]));
	add_tag(copy, name, ma_buffer_keep(&out, arena));
}

/* The tags without a meaning of their own are kept; g= is of a standard that is past (RFC 6376
 * C.2). */
static void add_others(struct ma_arena *arena, const struct ma_dkim_record *record,
		       struct ma_dkim_record *copy)
{
	for (size_t i = 0; i < record->tag_count; i++) {
		const struct ma_dkim_tag *tag = &record->tags[i];
		size_t index = ma_dkim_known_tag(tag->name);

		if (index > MA_DKIM_TAG_G)
			add_tag(copy, index == MA_DKIM_TAG_N ? MA_TEXT("n") : tag->name,
				unfold(arena, tag->value));
	}
}

static struct ma_text encode_key(struct ma_arena *arena, const struct ma_dkim_record *record)
{
	if (record->octets.length > 0)
		return ma_base64_encode(arena, record->octets);
	return ma_base64_encode(arena, ma_der_write_rsa(arena, record->modulus, record->exponent));
}

/* v= first (RFC 6376 3.6.1), k=, the tags that restrict the key, all others in their order, and p=,
 * which is encoded again from the key. */
static bool correct_tags(struct ma_arena *arena, const struct ma_dkim_record *record,
			 struct ma_dkim_record *copy)
{
	if (!prepare_copy(arena, record, copy))
		return false;
	add_tag(copy, MA_TEXT("v"), MA_TEXT("DKIM1"));
	add_tag(copy, MA_TEXT("k"), record->type);
	if (record->no_hash)
		add_tag(copy, MA_TEXT("h"), MA_TEXT("sha256"));
	else
		add_words(arena, copy, MA_TEXT("h"), record->known[MA_DKIM_TAG_H].value);
	add_words(arena, copy, MA_TEXT("s"), record->known[MA_DKIM_TAG_S].value);
	add_words(arena, copy, MA_TEXT("t"), record->known[MA_DKIM_TAG_T].value);
	add_others(arena, record, copy);
	add_tag(copy, MA_TEXT("p"), encode_key(arena, record));
	return true;
}

/* --- The record ------------------------------------------------------------- */

/* "t=yk=rsa": what is glued to a value that has no "=" (RFC 6376 3.6.1) is another tag. */
static bool hides_tag(const struct ma_dkim_record *record)
{
	for (size_t i = MA_DKIM_TAG_V; i <= MA_DKIM_TAG_T; i++) {
		struct ma_text value = record->known[i].value;

		if (i != MA_DKIM_TAG_P && value.length > 0 &&
		    memchr(value.data, '=', value.length) != NULL)
			return true;
	}
	return false;
}

const struct ma_dkim_record *ma_dkim_correct(struct ma_arena *arena,
					     const struct ma_dkim_record *record)
{
	const struct ma_dkim_record *meant;
	struct ma_dkim_record copy;

	if (!record->flawed || record->ambiguous || hides_tag(record) ||
	    !ma_dkim_record_has_key(record) || !correct_tags(arena, record, &copy))
		return NULL;
	/* Nothing is proposed that was not read again, and found without a fault. */
	meant = ma_dkim_record_read(arena, ma_dkim_record_write(arena, &copy));
	if (meant->fatal_count > 0 || meant->flawed || !ma_dkim_record_same_key(record, meant) ||
	    !ma_dkim_permits_same(record, meant))
		return NULL;
	return meant;
}
