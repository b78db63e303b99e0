/* Fuzz target: any bytes as a tag-list.
 *
 * SPDX-License-Identifier: MIT */

#include "fuzz.h"

#include "../../lib/syntax/syntax.h"

#include <stdlib.h>

static void require(bool holds)
{
	if (!holds)
		abort();
}

/* Tags are in order, do not overlap, and begin and end without white space. */
static void check(const struct ma_tags *tags)
{
	size_t end = 0;

	for (size_t i = 0; i < tags->count; i++) {
		const struct ma_tag *tag = &tags->tags[i];

		require(tag->from >= end && tag->from < tag->to && tag->to <= tags->text.length);
		require(tag->first == NULL || tag->first < tag);
		end = tag->to;
		if (tag->state == MA_TAG_EMPTY)
			continue;
		require(tag->value_from >= tag->from && tag->value_to <= tag->to);
		require(tag->value_to - tag->value_from == tag->value.length);
		require(ma_tags_space(tags->text, tag->from) == 0);
	}
}

static void check_bytes(struct ma_text text)
{
	size_t from, to = 0;

	for (size_t last = 0; ma_tags_bad_bytes(text, &from, &to); last = to)
		require(from >= last && from < to && to <= text.length);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct ma_arena arena = { 0 };
	struct ma_tags tags;

	ma_tags_read(&arena, (struct ma_text){ data, size }, size % 2 == 1, &tags);
	check(&tags);
	check_bytes(tags.text);
	ma_arena_finish(&arena);
	return 0;
}
