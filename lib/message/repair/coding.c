/* A relay that cannot take 8 bits recodes a message (RFC 6152 3): undone again.
 *
 * SPDX-License-Identifier: MIT */

#include "repair.h"

#include "../signature/octets.h"

/* Quoted-printable (RFC 2045 6.7). */
static struct ma_text decode_quoted(struct ma_arena *arena, struct ma_text body)
{
	struct ma_buffer out = { 0 };

	for (size_t i = 0; i < body.length; i++) {
		struct ma_text rest = ma_text_slice(body, i, body.length);

		if (ma_text_starts(rest, "=\r\n")) {
			i += 2;
		} else if (rest.length > 2 && rest.data[0] == '=' &&
			   ma_hex_value(rest.data[1]) >= 0 && ma_hex_value(rest.data[2]) >= 0) {
			ma_buffer_byte(&out, (unsigned char)(ma_hex_value(rest.data[1]) * 16 +
							     ma_hex_value(rest.data[2])));
			i += 2;
		} else {
			ma_buffer_byte(&out, rest.data[0]);
		}
	}
	ma_buffer_string(&out, "");
	return ma_buffer_keep(&out, arena);
}

static struct ma_text decode_base64(struct ma_arena *arena, struct ma_text body)
{
	struct ma_text octets = MA_TEXT("");
	struct ma_buffer letters = { 0 };

	for (size_t i = 0; i < body.length; i++)
		if (body.data[i] > ' ')
			ma_buffer_byte(&letters, body.data[i]);
	ma_buffer_string(&letters, "");
	if (!ma_octets_read(arena, ma_buffer_keep(&letters, arena), &octets))
		octets = MA_TEXT("");
	return octets;
}

/* Whether the field that names the coding is signed, and has to be what it was, too. */
static bool is_header(const struct ma_patient *patient)
{
	static const char *const codings[] = { " 8bit", " 7bit", " 8BIT", " 7BIT", " binary" };
	struct ma_fields fields;

	if (!patient->header_differs)
		return true;
	for (size_t i = 0; i < sizeof(codings) / sizeof(*codings); i++) {
		if (!ma_repair_copy(patient, &fields))
			return false;
		for (size_t j = 0; j < fields.count; j++)
			if (ma_text_is(fields.items[j].name, "Content-Transfer-Encoding"))
				ma_repair_set(patient, &fields.items[j], ma_text(codings[i]));
		if (ma_repair_is_header(patient, &fields))
			return true;
	}
	return false;
}

bool ma_repair_coding(const struct ma_patient *patient, struct ma_damage *damage)
{
	struct ma_arena *arena = patient->pass->arena;
	const struct ma_field *field =
		ma_field_find(&patient->message->fields, "Content-Transfer-Encoding", 0);
	struct ma_text coding, body;

	if (field == NULL || !patient->body_differs)
		return false;
	coding = ma_field_unfold(arena, field->value);
	if (ma_text_is(coding, "quoted-printable"))
		body = decode_quoted(arena, patient->body);
	else if (ma_text_is(coding, "base64"))
		body = decode_base64(arena, patient->body);
	else
		return false;
	*damage = (struct ma_damage){ .kind = MAILAUTH_DAMAGE_RECODED, .text = coding };
	return ma_repair_is_body(patient, body) && is_header(patient);
}
