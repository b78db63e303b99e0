/* One DMARC record of two that differ in where reports go, and in nothing else.
 *
 * SPDX-License-Identifier: MIT */

#include "dmarc.h"

static bool is_of_reports(struct ma_text name)
{
	return ma_text_equal_fold(name, MA_TEXT("rua")) || ma_text_equal_fold(name, MA_TEXT("ruf"));
}

/* Whether B has all that A has, but for where reports go. */
static bool has_all(const struct ma_dmarc_draft *b, const struct ma_dmarc_draft *a)
{
	for (size_t i = 0; i < a->count; i++) {
		size_t at = ma_draft_find(b, a->tags[i].name);

		if (!is_of_reports(a->tags[i].name) &&
		    (at == b->count || !ma_text_equal_fold(a->tags[i].value, b->tags[at].value)))
			return false;
	}
	return true;
}

/* Whether the list ALL has the address ONE. */
static bool has_uri(struct ma_text all, struct ma_text one)
{
	for (size_t at = 0; at < all.length;) {
		size_t end = at;

		while (end < all.length && all.data[end] != ',')
			end++;
		if (ma_text_equal_fold(ma_text_slice(all, at, end), one))
			return true;
		at = end + 1;
	}
	return false;
}

static void merge_uris(struct ma_dmarc_draft *draft, const char *name, struct ma_text more)
{
	for (size_t at = 0; at < more.length;) {
		struct ma_text all = ma_draft_value(draft, name);
		struct ma_buffer value = { 0 };
		size_t end = at;
		struct ma_text one;

		while (end < more.length && more.data[end] != ',')
			end++;
		one = ma_text_slice(more, at, end);
		at = end + 1;
		if (has_uri(all, one))
			continue;
		ma_buffer_text(&value, all);
		if (all.length > 0)
			ma_buffer_byte(&value, ',');
		ma_buffer_text(&value, one);
		ma_draft_set(draft, name, ma_buffer_keep(&value, draft->arena));
	}
}

bool ma_draft_merge(struct ma_dmarc_draft *draft, const struct ma_dmarc_draft *other)
{
	if (draft->unclear || other->unclear || !has_all(draft, other) || !has_all(other, draft))
		return false;
	merge_uris(draft, "rua", ma_draft_value(other, "rua"));
	merge_uris(draft, "ruf", ma_draft_value(other, "ruf"));
	return true;
}
