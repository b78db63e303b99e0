/* Assumptions: record sets that take the place of what was answered.
 *
 * SPDX-License-Identifier: MIT
 *
 * "What if", the proof of a fix, "each of two records read alone" and "what comes after the term
 * that matched" are one thing: the same evaluation with this record set instead. */

#include "view.h"

#include <stdlib.h>
#include <string.h>

enum {
	STRING_MAX = 255, /* RFC 1035 3.3 */
};

static int compare(const void *a, const void *b)
{
	return ma_text_compare(((const struct ma_record *)a)->rdata,
			       ((const struct ma_record *)b)->rdata);
}

/* As the store has them: in byte order, no two alike. */
static size_t sort(struct ma_record *records, size_t count)
{
	size_t kept = 0;

	if (count > 0)
		qsort(records, count, sizeof(*records), compare);
	for (size_t i = 0; i < count; i++)
		if (i == 0 || compare(&records[i], &records[kept - 1]) != 0)
			records[kept++] = records[i];
	return kept;
}

static struct ma_assumed *add(struct ma_arena *arena, const struct ma_assumed *overlay,
			      const struct ma_name *name, uint16_t type, struct ma_record *records,
			      size_t count, int64_t ttl)
{
	struct ma_assumed *assumed = ma_arena_alloc(arena, sizeof(*assumed));

	if (assumed == NULL || name == NULL)
		return NULL;
	count = sort(records, count);
	for (size_t i = 0; type == MA_TYPE_TXT && i < count; i++)
		ma_record_prepare(arena, &records[i]);
	*assumed = (struct ma_assumed){
		.name = name,
		.type = type,
		.answer = { .status = count > 0 ? MA_ANSWER_RECORDS : MA_ANSWER_NODATA,
			    .records = records,
			    .count = count,
			    .ttl = ttl >= 0 ? (uint32_t)ttl : 0 },
		.has_ttl = ttl >= 0,
		.in_place = ttl == MA_TTL_IN_PLACE,
		.next = overlay,
	};
	return assumed;
}

const struct ma_assumed *ma_overlay_add(struct ma_arena *arena, const struct ma_assumed *overlay,
					const struct ma_name *name, uint16_t type,
					struct ma_record *records, size_t count, int64_t ttl)
{
	return add(arena, overlay, name, type, records, count, ttl);
}

const struct ma_assumed *ma_overlay_replace(struct ma_arena *arena,
					    const struct ma_assumed *overlay,
					    const struct ma_name *name, uint16_t type,
					    struct ma_record *records, size_t count)
{
	struct ma_assumed *assumed =
		add(arena, overlay, name, type, records, count, MA_TTL_REPLACED);

	if (assumed != NULL)
		assumed->exists = true;
	return assumed;
}

bool ma_record_of_text(struct ma_arena *arena, struct ma_text text, struct ma_record *record)
{
	struct ma_buffer rdata = { 0 };
	size_t at = 0;

	do {
		size_t length = text.length - at < STRING_MAX ? text.length - at : STRING_MAX;

		ma_buffer_byte(&rdata, (unsigned char)length);
		ma_buffer_text(&rdata, ma_text_slice(text, at, at + length));
		at += length;
	} while (at < text.length);
	*record = (struct ma_record){ .rdata = ma_buffer_keep(&rdata, arena) };
	return record->rdata.data != NULL && record->rdata.length <= UINT16_MAX;
}

const struct ma_assumed *ma_overlay_find(const struct ma_assumed *overlay,
					 const struct ma_name *name, uint16_t type)
{
	while (overlay != NULL && (overlay->type != type || !ma_name_equal(overlay->name, name)))
		overlay = overlay->next;
	return overlay;
}

bool ma_overlay_names(const struct ma_assumed *overlay, const struct ma_name *name)
{
	while (overlay != NULL && !ma_name_equal(overlay->name, name))
		overlay = overlay->next;
	return overlay != NULL;
}

bool ma_overlay_fills(const struct ma_assumed *overlay, const struct ma_name *name)
{
	for (const struct ma_assumed *at = overlay; at != NULL; at = at->next)
		if (at->type != MA_TYPE_CNAME && at->answer.count > 0 &&
		    ma_name_equal(at->name, name) && ma_overlay_find(overlay, name, at->type) == at)
			return true;
	return false;
}

bool ma_overlay_reaches(const struct ma_assumed *overlay, const struct ma_name *name)
{
	for (const struct ma_assumed *at = overlay; at != NULL; at = at->next)
		if (at->answer.count > 0 && !at->in_place && ma_name_is_within(at->name, name) &&
		    ma_overlay_find(overlay, at->name, at->type) == at)
			return true;
	return false;
}
