/* The reader of tag-lists: every tag with its place, whatever stands there.
 *
 * SPDX-License-Identifier: MIT */

#include "tags.h"

#include <stdlib.h>

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

/* Takes white space off both ends of [*FROM, *TO). */
static void trim(struct ma_text text, size_t *from, size_t *to)
{
	struct ma_text part = ma_text_slice(text, 0, *to);
	size_t length;

	while ((length = ma_tags_space(part, *from)) > 0)
		*from += length;
	/* From the end a folded line break shows only behind its blank. */
	while (*to > *from && (text.data[*to - 1] == ' ' || text.data[*to - 1] == '\t')) {
		--*to;
		if (*to - *from >= 2 && text.data[*to - 1] == '\n' && text.data[*to - 2] == '\r')
			*to -= 2;
	}
}

/* tag-name = ALPHA *ALNUMPUNC (RFC 6376 3.2) */
static bool is_name(struct ma_text name)
{
	for (size_t i = 0; i < name.length; i++)
		if (!ma_is_alnum(name.data[i]) && name.data[i] != '_')
			return false;
	return name.length > 0 && ma_is_alpha(name.data[0]);
}

static struct ma_tag read_tag(struct ma_text text, size_t from, size_t to)
{
	struct ma_tag tag = { .state = MA_TAG_EMPTY, .from = from, .to = to };
	size_t sign;
	size_t name_to;

	trim(text, &tag.from, &tag.to);
	if (tag.from == tag.to)
		return tag;
	for (sign = tag.from; sign < tag.to && text.data[sign] != '=';)
		sign++;
	name_to = sign;
	tag.value_from = sign < tag.to ? sign + 1 : tag.to;
	tag.value_to = tag.to;
	from = tag.from;
	trim(text, &from, &name_to);
	trim(text, &tag.value_from, &tag.value_to);
	tag.name = ma_text_slice(text, tag.from, name_to);
	tag.value = ma_text_slice(text, tag.value_from, tag.value_to);
	tag.state = sign == tag.to	? MA_TAG_NO_SIGN
		    : is_name(tag.name) ? MA_TAG_SOUND
					: MA_TAG_BAD_NAME;
	return tag;
}

/* --- Names that stand there twice ------------------------------------------- */

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
			sorted[i]->first = sorted[i - 1]->first != NULL ? sorted[i - 1]->first
									 : sorted[i - 1];
}

/* --- The list --------------------------------------------------------------- */

static size_t count_tags(struct ma_text text)
{
	size_t count = 1;

	for (size_t i = 0; i < text.length; i++)
		count += text.data[i] == ';';
	return count;
}

/* Adds TAG; a run of empty ones is one. */
static void add_tag(struct ma_tags *tags, struct ma_tag tag)
{
	struct ma_tag *last = tags->count > 0 ? &tags->tags[tags->count - 1] : NULL;

	if (tag.state == MA_TAG_EMPTY && last != NULL && last->state == MA_TAG_EMPTY)
		last->to = tag.to;
	else
		tags->tags[tags->count++] = tag;
}

void ma_tags_read(struct ma_arena *arena, struct ma_text text, bool fold, struct ma_tags *tags)
{
	*tags = (struct ma_tags){ .text = text };
	tags->tags = ma_arena_array(arena, count_tags(text), sizeof(*tags->tags));
	for (size_t from = 0; tags->tags != NULL && from <= text.length;) {
		size_t to = from;
		struct ma_tag tag;

		while (to < text.length && text.data[to] != ';')
			to++;
		tag = read_tag(text, from, to);
		/* An empty one is where its semicolon stands. */
		if (tag.state == MA_TAG_EMPTY) {
			tag.from = to;
			tag.to = to < text.length ? to + 1 : to;
		}
		if (tag.state != MA_TAG_EMPTY || to < text.length)
			add_tag(tags, tag);
		from = to + 1;
	}
	find_twins(arena, tags, fold);
}

bool ma_tags_bad_bytes(struct ma_text text, size_t *from, size_t *to)
{
	size_t at = *to;
	size_t space;

	while (at < text.length) {
		if ((space = ma_tags_space(text, at)) > 0)
			at += space;
		else if (ma_is_visible(text.data[at]))
			at++;
		else
			break;
	}
	*from = at;
	while (at < text.length && !ma_is_visible(text.data[at]) && ma_tags_space(text, at) == 0)
		at++;
	*to = at;
	return *to > *from;
}
