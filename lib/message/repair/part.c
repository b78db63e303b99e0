/* Bodies of several parts (RFC 2046 5.1) without what was added to them: lines at the end of a
 * part, a part, or a part and the whole around it, as mailing lists do.
 *
 * SPDX-License-Identifier: MIT */

#include "repair.h"

enum {
	BOUNDARIES_MAX = 4,
	ENDS_MAX = 12,
	LINES_MAX = 40,	 /* of one footer */
	BOTH_ENDS = 4,	 /* between which two footers are looked for, */
	BOTH_LINES = 12, /* and their lines */
};

/* Where a footer may end: before a delimiter, or before the end of a page. */
struct ends {
	struct ma_text boundaries[BOUNDARIES_MAX];
	size_t boundary_count;
	size_t at[ENDS_MAX];
	size_t count;
};

/* --- Places -------------------------------------------------------------------------------- */

/* The boundary that TEXT names from FROM on; *FROM goes after it.  Length 0 if there is none. */
static struct ma_text next_boundary(struct ma_text text, size_t *from)
{
	for (size_t i = *from; i < text.length; i++) {
		size_t start, end;

		if (!ma_text_starts(ma_text_slice(text, i, text.length), "boundary="))
			continue;
		start = i + 9;
		if (start < text.length && text.data[start] == '"')
			start++;
		for (end = start; end < text.length && text.data[end] > ' ' &&
				  text.data[end] != '"' && text.data[end] != ';';)
			end++;
		*from = end;
		return ma_text_slice(text, start, end);
	}
	*from = text.length;
	return MA_TEXT("");
}

static void find_boundaries(struct ends *ends, struct ma_text text)
{
	size_t from = 0;
	struct ma_text boundary;

	while (ends->boundary_count < BOUNDARIES_MAX &&
	       (boundary = next_boundary(text, &from)).length > 0)
		ends->boundaries[ends->boundary_count++] = boundary;
}

static bool is_delimiter(struct ma_text line, struct ma_text boundary)
{
	return line.length >= boundary.length + 2 && line.data[0] == '-' && line.data[1] == '-' &&
	       ma_text_equal(ma_text_slice(line, 2, 2 + boundary.length), boundary);
}

static bool is_end(const struct ends *ends, struct ma_text line)
{
	for (size_t i = 0; i < ends->boundary_count; i++)
		if (is_delimiter(line, ends->boundaries[i]))
			return true;
	return ma_text_starts(line, "</body");
}

static size_t next_line(struct ma_text body, size_t at)
{
	while (at < body.length && body.data[at] != '\n')
		at++;
	return at + (at < body.length);
}

static size_t line_before(struct ma_text body, size_t at)
{
	if (at > 0)
		at--; /* its LF */
	while (at > 0 && body.data[at - 1] != '\n')
		at--;
	return at;
}

static bool find_ends(const struct ma_patient *patient, struct ends *ends)
{
	const struct ma_field *type = ma_field_find(&patient->message->fields, "Content-Type", 0);
	struct ma_text body = patient->body;

	*ends = (struct ends){ 0 };
	if (type == NULL)
		return false;
	find_boundaries(ends, type->value);
	if (ends->boundary_count > 0)
		find_boundaries(ends, body);
	for (size_t at = 0; at < body.length && ends->count < ENDS_MAX; at = next_line(body, at))
		if (is_end(ends, ma_text_slice(body, at, body.length)))
			ends->at[ends->count++] = at;
	return ends->count > 0;
}

/* --- Lines at the end of parts -------------------------------------------------------------------
 */

/* Whether the body verifies without what is between FROM and TO. */
static bool is_without(const struct ma_patient *patient, struct ma_text body, size_t from,
		       size_t to)
{
	struct ma_arena *arena = patient->pass->arena;
	struct ma_arena_mark mark = ma_arena_mark(arena);
	struct ma_buffer out = { 0 };
	bool found;

	ma_buffer_text(&out, ma_text_slice(body, 0, from));
	ma_buffer_text(&out, ma_text_slice(body, to, body.length));
	found = ma_repair_is_body(patient, ma_buffer_keep(&out, arena));
	ma_arena_rewind(arena, mark);
	return found;
}

static size_t without_lines(const struct ma_patient *patient, struct ma_text body, size_t end,
			    size_t most)
{
	size_t from = end;

	for (size_t lines = 1; lines <= most && from > 0 && *patient->work > 0; lines++) {
		from = line_before(body, from);
		if (is_without(patient, body, from, end))
			return lines;
	}
	return 0;
}

/* In the part that ends at FIRST and in the one that ends at SECOND, after it: text and HTML. */
static size_t without_both(const struct ma_patient *patient, size_t first, size_t second)
{
	struct ma_text body = patient->body;
	size_t from = first;

	for (size_t lines = 1; lines <= BOTH_LINES && from > 0 && *patient->work > 0; lines++) {
		struct ma_arena_mark mark = ma_arena_mark(patient->pass->arena);
		struct ma_buffer out = { 0 };
		size_t more;

		from = line_before(body, from);
		ma_buffer_text(&out, ma_text_slice(body, 0, from));
		ma_buffer_text(&out, ma_text_slice(body, first, body.length));
		more = without_lines(patient, ma_buffer_keep(&out, patient->pass->arena),
				     second - (first - from), BOTH_LINES);
		ma_arena_rewind(patient->pass->arena, mark);
		if (more > 0)
			return lines + more;
	}
	return 0;
}

static size_t find_lines(const struct ma_patient *patient, const struct ends *ends)
{
	size_t lines = 0;

	for (size_t i = 0; i < ends->count && lines == 0; i++)
		lines = without_lines(patient, patient->body, ends->at[i], LINES_MAX);
	for (size_t i = 0; i < ends->count && i < BOTH_ENDS && lines == 0; i++)
		for (size_t j = i + 1; j < ends->count && j < BOTH_ENDS && lines == 0; j++)
			lines = without_both(patient, ends->at[i], ends->at[j]);
	return lines;
}

/* --- Parts --------------------------------------------------------------------------------------
 */

static bool without_part(const struct ma_patient *patient, const struct ends *ends)
{
	for (size_t i = 0; i + 1 < ends->count; i++)
		if (is_without(patient, patient->body, ends->at[i], ends->at[i + 1]))
			return true;
	return false;
}

/* The fields of the first part take the place of those of the message. */
static bool is_header_of(const struct ma_patient *patient, const struct ma_fields *part)
{
	struct ma_fields fields;

	if (!patient->header_differs || ma_repair_is_header(patient, &patient->message->fields))
		return true;
	if (!ma_repair_copy(patient, &fields))
		return false;
	for (size_t i = 0; i < fields.count; i++) {
		const struct ma_field *of =
			ma_text_starts(fields.items[i].name, "Content-")
				? ma_field_find(part,
						(const char *)ma_arena_copy(patient->pass->arena,
									    fields.items[i].name)
							.data,
						0)
				: NULL;

		if (of != NULL)
			ma_repair_set(patient, &fields.items[i], of->value);
	}
	return ma_repair_is_header(patient, &fields);
}

/* The first part alone, which was the whole. */
bool ma_repair_wrapped(const struct ma_patient *patient, struct ma_damage *damage)
{
	struct ma_text body = patient->body, header;
	struct ma_fields fields;
	struct ends ends;
	size_t from, at;

	if (!patient->body_differs || !find_ends(patient, &ends) || ends.count < 2)
		return false;
	from = at = next_line(body, ends.at[0]);
	while (at < ends.at[1] && body.data[at] != '\r' && body.data[at] != '\n')
		at = next_line(body, at);
	header = ma_text_slice(body, from, at);
	at = next_line(body, at);
	*damage = (struct ma_damage){ .kind = MAILAUTH_DAMAGE_WRAPPED };
	for (size_t i = 1; i < ends.count; i++) {
		if (ends.at[i] < at ||
		    !is_delimiter(ma_text_slice(body, ends.at[i], body.length), ends.boundaries[0]))
			continue;
		if (!ma_repair_is_body(patient, ma_text_slice(body, at, ends.at[i])))
			return false;
		ma_fields_read(patient->pass->arena, header, &fields);
		return is_header_of(patient, &fields);
	}
	return false;
}

bool ma_repair_parts(const struct ma_patient *patient, struct ma_damage *damage)
{
	struct ends ends;

	if (!find_ends(patient, &ends))
		return false;
	*damage = (struct ma_damage){ .kind = MAILAUTH_DAMAGE_PART };
	if (without_part(patient, &ends))
		return true;
	damage->kind = MAILAUTH_DAMAGE_PART_FOOTER;
	damage->lines = find_lines(patient, &ends);
	return damage->lines > 0;
}
