/* The reader of tag-lists: every tag with its place, whatever is there.
 *
 * SPDX-License-Identifier: MIT */

#include "syntax.h"

#include <stdlib.h>
#include <string.h>

enum {
	SORTED_FROM = 16, /* names; fewer are compared each with each */
};

size_t ma_tags_space(struct ma_text text, size_t at)
{
	if (at >= text.length)
		return 0;
	if (text.data[at] == ' ' || text.data[at] == '\t')
		return 1;
	/* RFC 6376 2.8: FWS = [*WSP CRLF] 1*WSP */
	if (text.length - at > 2 && text.data[at] == '\r' && text.data[at + 1] == '\n' &&
	    (text.data[at + 2] == ' ' || text.data[at + 2] == '\t'))
		return 2;
	return 0;
}

static void trim_slowly(struct ma_text text, size_t *from, size_t *to)
{
	struct ma_text part = { text.data, *to };
	size_t length;

	while ((length = ma_tags_space(part, *from)) > 0)
		*from += length;
	/* From the end a folded line break shows only after its blank. */
	while (*to > *from && (text.data[*to - 1] == ' ' || text.data[*to - 1] == '\t')) {
		--*to;
		if (*to - *from >= 2 && text.data[*to - 1] == '\n' && text.data[*to - 2] == '\r')
			*to -= 2;
	}
}

/* Takes white space off both ends of [*FROM, *TO).  Most have a blank in front, or nothing. */
static inline void trim(struct ma_text text, size_t *from, size_t *to)
{
	while (*from < *to && text.data[*from] == ' ')
		++*from;
	if (*from < *to && (text.data[*from] <= ' ' || text.data[*to - 1] <= ' '))
		trim_slowly(text, from, to);
}

/* tag-name = ALPHA *ALNUMPUNC (RFC 6376 3.2) */
static bool is_name(struct ma_text name)
{
	for (size_t i = 0; i < name.length; i++)
		if ((unsigned char)(name.data[i] - 'a') > 'z' - 'a' && !ma_is_alnum(name.data[i]) &&
		    name.data[i] != '_')
			return false;
	return name.length > 0 && ma_is_alpha(name.data[0]);
}

/* Where BYTE is in [FROM, TO); TO if it is not. */
static size_t find(struct ma_text text, size_t from, size_t to, unsigned char byte)
{
	const unsigned char *found = from < to ? memchr(text.data + from, byte, to - from) : NULL;

	return found != NULL ? (size_t)(found - text.data) : to;
}

static void read_tag(struct ma_text text, size_t from, size_t to, struct ma_tag *tag)
{
	size_t sign;
	size_t name_to;

	trim(text, &from, &to);
	tag->state = MA_TAG_EMPTY;
	tag->from = from;
	tag->to = to;
	if (from == to)
		return;
	for (sign = from; sign < to && text.data[sign] != '=';)
		sign++;
	name_to = sign;
	tag->state = sign == to ? MA_TAG_NO_SIGN : MA_TAG_SOUND;
	tag->value_from = sign < to ? sign + 1 : to;
	tag->value_to = to;
	trim(text, &from, &name_to);
	trim(text, &tag->value_from, &tag->value_to);
	tag->name = (struct ma_text){ text.data + from, name_to - from };
	tag->value =
		(struct ma_text){ text.data + tag->value_from, tag->value_to - tag->value_from };
	if (tag->state == MA_TAG_SOUND && !is_name(tag->name))
		tag->state = MA_TAG_BAD_NAME;
}

/* --- Names that are there twice --------------------------------------------- */

static int compare(const struct ma_tag *a, const struct ma_tag *b, bool fold)
{
	size_t shorter = a->name.length < b->name.length ? a->name.length : b->name.length;

	for (size_t i = 0; i < shorter; i++) {
		unsigned char x = a->name.data[i];
		unsigned char y = b->name.data[i];

		if (fold) {
			x = ma_fold(x);
			y = ma_fold(y);
		}
		if (x != y)
			return x < y ? -1 : 1;
	}
	return (a->name.length > b->name.length) - (a->name.length < b->name.length);
}

/* By name, then by place. */
static int order(const struct ma_tag *a, const struct ma_tag *b, bool fold)
{
	int by_name = compare(a, b, fold);

	return by_name != 0 ? by_name : (a > b) - (a < b);
}

static int order_exactly(const void *a, const void *b)
{
	return order(*(struct ma_tag *const *)a, *(struct ma_tag *const *)b, false);
}

static int order_folded(const void *a, const void *b)
{
	return order(*(struct ma_tag *const *)a, *(struct ma_tag *const *)b, true);
}

static void join(struct ma_tag *first, struct ma_tag *second)
{
	second->first = first->first != NULL ? first->first : first;
}

static struct ma_tag *find_twin(struct ma_tags *tags, const struct ma_tag *tag, bool fold)
{
	for (struct ma_tag *other = tags->tags; other < tag; other++)
		if (other->state == MA_TAG_SOUND && compare(other, tag, fold) == 0)
			return other;
	return NULL;
}

/* Of few tags, those are compared that have length and first letter in common with another. */
static void find_few_twins(struct ma_tags *tags, bool fold)
{
	uint64_t seen = 0;

	for (size_t i = 0; i < tags->count; i++) {
		struct ma_tag *tag = &tags->tags[i];
		struct ma_tag *twin = NULL;
		uint64_t bit;

		if (tag->state != MA_TAG_SOUND)
			continue;
		bit = UINT64_C(1) << ((tag->name.data[0] | 0x20) + 11 * tag->name.length) % 64;
		if ((seen & bit) != 0)
			twin = find_twin(tags, tag, fold);
		if (twin != NULL)
			join(twin, tag);
		seen |= bit;
	}
}

/* Sorted, as a list may be nothing but tags. */
static void find_twins(struct ma_arena *arena, struct ma_tags *tags, bool fold)
{
	struct ma_tag **sorted = ma_arena_array(arena, tags->count + 1, sizeof(*sorted));
	size_t count = 0;

	for (size_t i = 0; sorted != NULL && i < tags->count; i++)
		if (tags->tags[i].state == MA_TAG_SOUND)
			sorted[count++] = &tags->tags[i];
	if (count < 2)
		return;
	qsort(sorted, count, sizeof(*sorted), fold ? order_folded : order_exactly);
	for (size_t i = 1; i < count; i++)
		if (compare(sorted[i - 1], sorted[i], fold) == 0)
			join(sorted[i - 1], sorted[i]);
}

/* --- The list --------------------------------------------------------------- */

static size_t count_tags(struct ma_text text)
{
	size_t count = 1;

	for (size_t at = 0; (at = find(text, at, text.length, ';')) < text.length; at++)
		count++;
	return count;
}

/* Adds the tag that follows the last; a run of empty ones is one. */
static void add_tag(struct ma_tags *tags)
{
	struct ma_tag *tag = &tags->tags[tags->count];
	struct ma_tag *last = tags->count > 0 ? tag - 1 : NULL;

	if (tag->state == MA_TAG_EMPTY && last != NULL && last->state == MA_TAG_EMPTY)
		last->to = tag->to;
	else
		tags->count++;
}

void ma_tags_read(struct ma_arena *arena, struct ma_text text, bool fold, struct ma_tags *tags)
{
	*tags = (struct ma_tags){ .text = text };
	tags->tags = ma_arena_array(arena, count_tags(text), sizeof(*tags->tags));
	for (size_t from = 0; tags->tags != NULL && from <= text.length;) {
		size_t to = find(text, from, text.length, ';');
		struct ma_tag *tag = &tags->tags[tags->count];

		read_tag(text, from, to, tag);
		/* An empty one is where its semicolon is. */
		if (tag->state == MA_TAG_EMPTY) {
			tag->from = to;
			tag->to = to < text.length ? to + 1 : to;
		}
		if (tag->state != MA_TAG_EMPTY || to < text.length)
			add_tag(tags);
		from = to + 1;
	}
	if (tags->count < SORTED_FROM)
		find_few_twins(tags, fold);
	else
		find_twins(arena, tags, fold);
}

bool ma_tags_bad_bytes(struct ma_text text, size_t *from, size_t *to)
{
	size_t at = *to;
	size_t space;

	while (at < text.length) {
		if (text.data[at] >= ' ' && text.data[at] < 0x7f)
			at++;
		else if ((space = ma_tags_space(text, at)) > 0)
			at += space;
		else
			break;
	}
	*from = at;
	while (at < text.length && !ma_is_visible(text.data[at]) && ma_tags_space(text, at) == 0)
		at++;
	*to = at;
	return *to > *from;
}
