/* A footer within base64: what adds one decodes the text and encodes it again (RFC 2045 6.8).
 *
 * SPDX-License-Identifier: MIT */

#include "repair.h"

#include "../signature/octets.h"

enum {
	LINES_MAX = 60,	    /* that a footer has */
	WORK_MAX = 8 << 20, /* octets that are encoded to find one */
	WIDTH = 76,	    /* letters of a line, as nearly every program writes them */
};

static void add_letters(struct ma_buffer *out, const unsigned char *octets, size_t count)
{
	static const char letters[] =
		"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
	uint32_t bits = (uint32_t)octets[0] << 16 | (count > 1 ? (uint32_t)octets[1] << 8 : 0) |
			(count > 2 ? octets[2] : 0);

	for (size_t i = 0; i < 4; i++)
		ma_buffer_byte(out, i <= count ? (unsigned char)letters[bits >> (18 - 6 * i) & 63]
					       : '=');
}

static struct ma_text encode(struct ma_arena *arena, struct ma_text octets)
{
	struct ma_buffer out = { 0 };

	for (size_t i = 0; i < octets.length; i += 3) {
		if (i > 0 && i % (WIDTH / 4 * 3) == 0)
			ma_buffer_string(&out, "\r\n");
		add_letters(&out, octets.data + i, octets.length - i < 3 ? octets.length - i : 3);
	}
	ma_buffer_string(&out, "\r\n");
	return ma_buffer_keep(&out, arena);
}

static struct ma_text decode(struct ma_arena *arena, struct ma_text body)
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

/* TEXT, or what it was before a line end was put between it and the footer. */
static bool is_text(const struct ma_patient *patient, struct ma_text text)
{
	for (int ends = 0; ends < 3; ends++) {
		struct ma_arena_mark mark = ma_arena_mark(patient->pass->arena);
		bool same = ma_repair_is_body(patient, encode(patient->pass->arena, text));

		ma_arena_rewind(patient->pass->arena, mark);
		if (same)
			return true;
		if (text.length == 0 || text.data[text.length - 1] != (ends == 0 ? '\n' : '\r'))
			return false;
		text.length--;
	}
	return false;
}

bool ma_repair_encoded(const struct ma_patient *patient, struct ma_damage *damage)
{
	struct ma_arena *arena = patient->pass->arena;
	const struct ma_field *field =
		ma_field_find(&patient->message->fields, "Content-Transfer-Encoding", 0);
	size_t work = 0;
	struct ma_text text;

	if (field == NULL || !ma_text_is(ma_field_unfold(arena, field->value), "base64"))
		return false;
	text = decode(arena, patient->body);
	for (size_t lines = 1; lines <= LINES_MAX && text.length > 0 && work < WORK_MAX; lines++) {
		work += 3 * text.length;
		text.length--; /* the LF of its last line */
		while (text.length > 0 && text.data[text.length - 1] != '\n')
			text.length--;
		if (!is_text(patient, text))
			continue;
		*damage = (struct ma_damage){ .kind = MAILAUTH_DAMAGE_FOOTER, .lines = lines };
		return true;
	}
	return false;
}
