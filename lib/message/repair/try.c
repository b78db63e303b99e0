/* Verifies a repaired copy.
 *
 * SPDX-License-Identifier: MIT */

#include "repair.h"

#include "../signature/octets.h"

#include <string.h>

/* The fields, but for signatures that do not matter.  PLACE is that of the one that does. */
static bool select(const struct ma_patient *patient, const struct ma_fields *fields,
		   struct ma_fields *selected, size_t *place)
{
	bool all = ma_signature_lists(patient->written->headers, "dkim-signature");
	size_t signatures = 0;

	*selected = (struct ma_fields){ 0 };
	selected->items =
		ma_arena_array(patient->pass->arena, fields->count + 1, sizeof(*selected->items));
	for (size_t i = 0; selected->items != NULL && i < fields->count; i++) {
		const struct ma_field *field = &fields->items[i];
		bool signature = ma_text_is(field->name, "DKIM-Signature");
		bool own = signature && field->raw.data == patient->written->field->raw.data;

		if (signature && !own && !all)
			continue;
		if (own)
			*place = signatures;
		signatures += signature;
		selected->items[selected->count++] = *field;
	}
	return selected->items != NULL && signatures > 0;
}

/* A field costs as much as some octets, and beginning as much as some fields. */
static bool may_work(const struct ma_patient *patient, const struct ma_fields *fields,
		     struct ma_text body)
{
	size_t cost = patient->message->header.length + body.length + 100 * fields->count + 2000;

	if (cost > *patient->work) {
		*patient->work = 0;
		return false;
	}
	*patient->work -= cost;
	return true;
}

static bool hash(const struct ma_patient *patient, const struct ma_fields *fields,
		 struct ma_text body, struct ma_hash *own)
{
	struct ma_arena *arena = patient->pass->arena;
	int64_t at = patient->written->signed_at;
	struct ma_hasher *hasher;
	struct ma_hash *hashes;
	struct ma_fields selected;
	size_t place = 0, count;

	if (!may_work(patient, fields, body) || !select(patient, fields, &selected, &place))
		return false;
	count = ma_fields_count(&selected, "DKIM-Signature");
	hashes = ma_arena_array(arena, count, sizeof(*hashes));
	hasher = hashes != NULL ? ma_hasher_new(&selected, count, at > 0 ? (uint64_t)at : 0) : NULL;
	if (hasher == NULL) {
		arena->failed = true;
		return false;
	}
	ma_hasher_body(hasher, body.data, body.length);
	if (body.length > 0 && body.data[body.length - 1] != '\n')
		ma_hasher_body(hasher, (const unsigned char *)"\r\n", 2);
	arena->failed = arena->failed || !ma_hasher_end(hasher, hashes);
	ma_hasher_free(hasher);
	*own = hashes[place];
	return !arena->failed && own->known;
}

bool ma_repair_is_body(const struct ma_patient *patient, struct ma_text body)
{
	struct ma_arena_mark mark = ma_arena_mark(patient->pass->arena);
	const struct ma_signature *written = patient->written;
	struct ma_hash made = { 0 };
	bool known = hash(patient, &patient->message->fields, body, &made);

	ma_arena_rewind(patient->pass->arena, mark);
	return known && !made.body_cut && made.length == written->body_hash.length &&
	       memcmp(made.body, written->body_hash.data, made.length) == 0;
}

bool ma_repair_is_header(const struct ma_patient *patient, const struct ma_fields *fields)
{
	struct ma_arena_mark mark = ma_arena_mark(patient->pass->arena);
	struct ma_signature copy = *patient->written;
	bool known = hash(patient, fields, MA_TEXT(""), &copy.hash);

	ma_arena_rewind(patient->pass->arena, mark);
	return known && ma_octets_verify(patient->pass->arena, patient->key, &copy) == MA_VERIFIED;
}

bool ma_repair_copy(const struct ma_patient *patient, struct ma_fields *fields)
{
	const struct ma_fields *from = &patient->message->fields;

	fields->count = from->count;
	fields->items = ma_arena_array(patient->pass->arena, from->count + 1, sizeof(*from->items));
	if (fields->items != NULL && from->count > 0)
		memcpy(fields->items, from->items, from->count * sizeof(*from->items));
	return fields->items != NULL;
}

void ma_repair_set(const struct ma_patient *patient, struct ma_field *field, struct ma_text value)
{
	size_t before = field->raw.length - field->value.length;
	struct ma_buffer raw = { 0 };

	ma_buffer_text(&raw, ma_text_slice(field->raw, 0, before));
	ma_buffer_text(&raw, value);
	field->raw = ma_buffer_keep(&raw, patient->pass->arena);
	field->value = ma_text_slice(field->raw, before, field->raw.length);
}
