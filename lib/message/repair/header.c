/* Headers without what was done to them.
 *
 * SPDX-License-Identifier: MIT */

#include "repair.h"

enum {
	FIELDS_MAX = 60, /* that are left out in turn */
};

static struct ma_field *find(struct ma_fields *fields, const char *name)
{
	for (size_t i = 0; i < fields->count; i++)
		if (ma_text_is(fields->items[i].name, name))
			return &fields->items[i];
	return NULL;
}

/* --- A field that was added or replaced ---------------------------------------------------------
 */

/* One that h= names once more than there were fields of that name (RFC 6376 5.4), or that was put
 * below the others. */
static bool without_field(const struct ma_patient *patient, struct ma_damage *damage)
{
	const struct ma_fields *all = &patient->message->fields;
	struct ma_fields fields;

	if (!ma_repair_copy(patient, &fields))
		return false;
	for (size_t i = 0, tried = 0; i < all->count && tried < FIELDS_MAX; i++) {
		struct ma_text name = all->items[i].name;

		if (!ma_signature_lists(
			    patient->written->headers,
			    (const char *)ma_arena_copy(patient->pass->arena, name).data) ||
		    ma_text_is(name, "DKIM-Signature"))
			continue;
		tried++;
		fields.count = 0;
		for (size_t j = 0; j < all->count; j++)
			if (j != i)
				fields.items[fields.count++] = all->items[j];
		if (!ma_repair_is_header(patient, &fields))
			continue;
		*damage = (struct ma_damage){ .kind = MAILAUTH_DAMAGE_ADDED, .text = name };
		return true;
	}
	return false;
}

/* A value of z= (RFC 6376 2.11). */
static struct ma_text decode(struct ma_arena *arena, struct ma_text text)
{
	struct ma_buffer out = { 0 };

	for (size_t i = 0; i < text.length; i++) {
		bool coded = text.data[i] == '=' && i + 2 < text.length &&
			     ma_hex_value(text.data[i + 1]) >= 0 &&
			     ma_hex_value(text.data[i + 2]) >= 0;

		if (coded) {
			ma_buffer_byte(&out, (unsigned char)(ma_hex_value(text.data[i + 1]) * 16 +
							     ma_hex_value(text.data[i + 2])));
			i += 2;
		} else {
			ma_buffer_byte(&out, text.data[i]);
		}
	}
	ma_buffer_string(&out, "");
	return ma_buffer_keep(&out, arena);
}

/* Puts one "name:value" of z= in its place.  True if that verifies. */
static bool with_copy(const struct ma_patient *patient, struct ma_text copy,
		      struct ma_damage *damage)
{
	struct ma_arena *arena = patient->pass->arena;
	struct ma_fields fields;
	struct ma_field *field;
	size_t colon = 0;

	while (colon < copy.length && copy.data[colon] != ':')
		colon++;
	if (colon == copy.length || !ma_repair_copy(patient, &fields))
		return false;
	field = find(&fields,
		     (const char *)ma_arena_copy(arena, ma_text_slice(copy, 0, colon)).data);
	if (field == NULL)
		return false;
	*damage = (struct ma_damage){ .kind = MAILAUTH_DAMAGE_REPLACED, .text = field->name };
	ma_repair_set(patient, field, decode(arena, ma_text_slice(copy, colon + 1, copy.length)));
	return ma_repair_is_header(patient, &fields);
}

static bool with_copies(const struct ma_patient *patient, struct ma_damage *damage)
{
	struct ma_text list = patient->written->copied;
	size_t from = 0, tried = 0;

	for (size_t i = 0; i <= list.length && tried < FIELDS_MAX; i++) {
		if (i < list.length && list.data[i] != '|')
			continue;
		tried++;
		if (with_copy(patient, ma_text_slice(list, from, i), damage))
			return true;
		from = i + 1;
	}
	return false;
}

/* Mailing lists that put their own address into From keep the author's here. */
static bool with_author(const struct ma_patient *patient, struct ma_damage *damage)
{
	static const char *const names[] = { "X-Original-From", "Reply-To", "Cc",
					     "X-MailFrom" };

	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++) {
		const struct ma_field *kept = ma_field_find(&patient->message->fields, names[i], 0);
		struct ma_fields fields;
		struct ma_field *from;

		if (kept == NULL || !ma_repair_copy(patient, &fields) ||
		    (from = find(&fields, "From")) == NULL)
			continue;
		ma_repair_set(patient, from, kept->value);
		*damage =
			(struct ma_damage){ .kind = MAILAUTH_DAMAGE_REPLACED, .text = from->name };
		if (ma_repair_is_header(patient, &fields))
			return true;
	}
	return false;
}

/* --- Folds
 * ------------------------------------------------------------------------------------------ */

/* The simple form keeps every blank (RFC 6376 3.4.1): on one line, and with one blank after the
 * colon, as most programs write fields. */
static bool without_folds(const struct ma_patient *patient, struct ma_damage *damage)
{
	struct ma_fields fields;

	if (!patient->written->simple_header || !ma_repair_copy(patient, &fields))
		return false;
	for (size_t i = 0; i < fields.count; i++) {
		struct ma_buffer value = { 0 };

		if (ma_text_is(fields.items[i].name, "DKIM-Signature"))
			continue;
		ma_buffer_byte(&value, ' ');
		ma_buffer_text(&value,
			       ma_field_unfold(patient->pass->arena, fields.items[i].value));
		ma_repair_set(patient, &fields.items[i],
			      ma_buffer_keep(&value, patient->pass->arena));
	}
	*damage = (struct ma_damage){ .kind = MAILAUTH_DAMAGE_SPACE };
	return ma_repair_is_header(patient, &fields);
}

bool ma_repair_header(const struct ma_patient *patient, struct ma_damage *damage)
{
	static bool (*const ways[])(const struct ma_patient *, struct ma_damage *) = {
		without_folds, ma_repair_subject, with_copies, with_author, without_field,
	};

	for (size_t i = 0; i < sizeof(ways) / sizeof(*ways); i++)
		if (ways[i](patient, damage))
			return true;
	return false;
}
