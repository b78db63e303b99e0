/* Whether two key records say the same.
 *
 * SPDX-License-Identifier: MIT */

#include "same_key_record.h"

static bool is_same_key(const struct ma_dkim_record *a, const struct ma_dkim_record *b)
{
	return a->status == b->status && ma_text_equal(a->type, b->type) && a->bits == b->bits &&
	       ma_text_equal(a->modulus, b->modulus) && ma_text_equal(a->exponent, b->exponent) &&
	       ma_text_equal(a->octets, b->octets);
}

static bool has_same_tags(const struct ma_dkim_record *a, const struct ma_dkim_record *b)
{
	if (a->tag_count != b->tag_count)
		return false;
	for (size_t i = 0; i < a->tag_count; i++)
		if (!ma_text_equal(a->tags[i].name, b->tags[i].name) ||
		    !ma_text_equal(a->tags[i].value, b->tags[i].value))
			return false;
	return true;
}

/* Where they are in the text may differ. */
static bool has_same_faults(const struct ma_dkim_record *a, const struct ma_dkim_record *b)
{
	const struct ma_dkim_fault *x = a->first;
	const struct ma_dkim_fault *y = b->first;

	for (; x != NULL && y != NULL && x->id == y->id; x = x->next)
		y = y->next;
	return x == NULL && y == NULL && a->fault_count == b->fault_count;
}

bool survives_writing(struct ma_arena *arena, const struct ma_dkim_record *record)
{
	const struct ma_dkim_record *again;

	if (record->fatal_count > 0)
		return true;
	again = ma_dkim_record_read(arena, ma_dkim_record_write(arena, record));
	return again->fatal_count == 0 && is_same_key(record, again) &&
	       has_same_tags(record, again) && has_same_faults(record, again);
}
