/* The wire format: numbers, names, and the data of the types that matter here.
 *
 * SPDX-License-Identifier: MIT */

#include "wire.h"

#include <string.h>

enum {
	HEADER = 12,
	POINTER = 0xc0,
	/* More than the labels of the longest name. */
	POINTERS_MAX = 128,
	FIXED = 10, /* type, class, TTL, length (RFC 1035 4.1.3) */
};

/* --- Names ---------------------------------------------------------------- */

/* As ma_fold(), but a part of the loop that calls it. */
static inline unsigned char fold(unsigned char byte)
{
	return byte >= 'A' && byte <= 'Z' ? (unsigned char)(byte | 0x20) : byte;
}

/* Goes where the pointer at the cursor leads: to before *LIMIT, where the present part of the name
 * began, since a name refers to a prior occurrence (RFC 1035 4.1.4). */
static bool follow_pointer(struct ma_cursor *cursor, size_t *limit)
{
	size_t high = ma_cursor_next(cursor) & (POINTER ^ 0xffu);
	size_t target;

	if (ma_cursor_at_end(cursor))
		return false;
	target = high << 8 | ma_cursor_next(cursor);
	if (target < HEADER || target >= *limit)
		return false;
	cursor->position = *limit = target;
	return true;
}

/* The label at the cursor, whose length was not read yet. */
static bool read_label(struct ma_cursor *cursor, struct ma_wire_name *name)
{
	const unsigned char *from = cursor->text.data + cursor->position;
	size_t length = 1u + *from;

	/* The other two label types are not in use (RFC 6891 5). */
	if (length > 1 + MA_LABEL_MAX || length > cursor->text.length - cursor->position ||
	    length > sizeof(name->octets) - name->length)
		return false;
	for (size_t i = 0; i < length; i++)
		name->octets[name->length + i] = fold(from[i]);
	name->length += length;
	cursor->position += length;
	return true;
}

bool ma_wire_name(struct ma_cursor *cursor, struct ma_wire_name *name)
{
	size_t limit = cursor->position;
	size_t after = 0;

	name->length = 0;
	for (unsigned pointers = 0; cursor->position < cursor->text.length;) {
		unsigned char next = cursor->text.data[cursor->position];

		if (next >= POINTER) {
			if (after == 0)
				after = cursor->position + 2;
			if (pointers++ == POINTERS_MAX || !follow_pointer(cursor, &limit))
				return false;
			continue;
		}
		if (!read_label(cursor, name))
			return false;
		if (next != 0)
			continue;
		cursor->position = after != 0 ? after : cursor->position;
		return true;
	}
	return false;
}

/* --- Records -------------------------------------------------------------- */

/* Past a name, by its first part alone. */
static bool skip_name(struct ma_cursor *cursor)
{
	struct ma_text text = cursor->text;
	size_t at = cursor->position;

	while (at < text.length && text.data[at] != 0 && text.data[at] < POINTER)
		at += 1u + text.data[at];
	at += at < text.length && text.data[at] != 0 ? 2 : 1; /* a pointer, or the root */
	cursor->position = at;
	return at <= text.length;
}

bool ma_wire_record(struct ma_cursor *cursor, struct ma_wire_record *record)
{
	const unsigned char *fixed;

	record->owner = cursor->position;
	if (!skip_name(cursor) || cursor->text.length - cursor->position < FIXED)
		return false;
	fixed = cursor->text.data + cursor->position;
	record->type = (uint16_t)ma_wire_get16(fixed);
	record->class = (uint16_t)ma_wire_get16(fixed + 2);
	record->ttl = ma_wire_get32(fixed + 4);
	record->data = cursor->position + FIXED;
	record->end = record->data + ma_wire_get16(fixed + 8);
	cursor->position = record->end;
	return record->end <= cursor->text.length;
}

/* What the data of a type consists of: octets, names, octets; or strings. */
struct shape {
	unsigned before;
	unsigned names;
	unsigned after;
	bool strings;
};

/* False for a type that does not matter here. */
static bool find_shape(uint16_t type, struct shape *shape)
{
	static const struct shape shapes[] = {
		[MA_TYPE_A] = { .before = 4 },
		[MA_TYPE_NS] = { .names = 1 },
		[MA_TYPE_CNAME] = { .names = 1 },
		[MA_TYPE_SOA] = { .names = 2, .after = 20 }, /* five numbers */
		[MA_TYPE_PTR] = { .names = 1 },
		[MA_TYPE_MX] = { .before = 2, .names = 1 },
		[MA_TYPE_TXT] = { .strings = true },
		[MA_TYPE_AAAA] = { .before = 16 },
	};

	if (type >= sizeof(shapes) / sizeof(*shapes))
		return false;
	*shape = shapes[type];
	return shape->before + shape->names > 0 || shape->strings;
}

/* Strings from FROM to END; that there has to be one (RFC 1035 3.3.14) is not insisted on. */
static bool are_strings(struct ma_text message, size_t from, size_t end)
{
	while (from < end)
		from += 1u + message.data[from];
	return from == end;
}

static bool has_shape(struct ma_text message, const struct ma_wire_record *record,
		      struct shape shape)
{
	struct ma_cursor cursor = { message, record->data + shape.before };
	struct ma_wire_name name;

	if (shape.strings)
		return are_strings(message, record->data, record->end);
	for (unsigned i = 0; i < shape.names; i++)
		if (cursor.position >= record->end || !ma_wire_name(&cursor, &name))
			return false;
	return cursor.position + shape.after == record->end;
}

/* The pointer that servers write most: to the question's name, which was read. */
static bool points_to_question(struct ma_text message, size_t at)
{
	return message.length - at >= 2 &&
	       ma_wire_get16(message.data + at) == (POINTER << 8 | HEADER);
}

/* Whether the owner is that pointer, or the question's name over again. */
static bool is_at_question(struct ma_text message, const struct ma_wire_record *record)
{
	size_t length = record->data - FIXED - record->owner;

	return points_to_question(message, record->owner) ||
	       (record->owner >= HEADER + length &&
		memcmp(message.data + record->owner, message.data + HEADER, length) == 0);
}

bool ma_wire_is_sound(struct ma_text message, const struct ma_wire_record *record)
{
	struct ma_cursor cursor = { message, record->owner };
	struct ma_wire_name owner;
	struct shape shape = { 0 };
	bool known = find_shape(record->type, &shape);

	if (!known && record->type != MA_TYPE_OPT)
		return true;
	return (is_at_question(message, record) || ma_wire_name(&cursor, &owner)) &&
	       (!known || has_shape(message, record, shape));
}

bool ma_wire_is_at(struct ma_text message, const struct ma_wire_record *record,
		   const struct ma_name *name)
{
	struct ma_cursor cursor = { message, record->owner };
	struct ma_wire_name owner;

	if (points_to_question(message, record->owner))
		cursor.position = HEADER;
	return ma_wire_name(&cursor, &owner) && owner.length == name->length &&
	       memcmp(owner.octets, name->wire, name->length) == 0;
}

/* --- Data ----------------------------------------------------------------- */

struct ma_text ma_wire_data(struct ma_arena *arena, struct ma_text message,
			    const struct ma_wire_record *record)
{
	struct ma_cursor cursor = { message, record->data };
	struct shape shape = { 0 };
	struct ma_wire_name names[2] = { { 0 }, { 0 } };
	unsigned char *octets, *to;

	find_shape(record->type, &shape);
	if (shape.names == 0)
		return ma_arena_copy(arena, ma_text_slice(message, record->data, record->end));
	cursor.position += shape.before;
	for (unsigned i = 0; i < shape.names; i++)
		ma_wire_name(&cursor, &names[i]);
	to = octets = ma_arena_alloc(arena, shape.before + names[0].length + names[1].length +
						    shape.after + 1);
	if (octets == NULL)
		return MA_TEXT("");
	memcpy(to, message.data + record->data, shape.before);
	to += shape.before;
	for (unsigned i = 0; i < shape.names; to += names[i++].length)
		memcpy(to, names[i].octets, names[i].length);
	memcpy(to, message.data + cursor.position, shape.after);
	return (struct ma_text){ octets, (size_t)(to + shape.after - octets) };
}
