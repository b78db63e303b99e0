/* Lines that were broken or lost their dots on the way (RFC 5321 4.5.2, 4.5.3.1.6).
 *
 * SPDX-License-Identifier: MIT */

#include "repair.h"

enum {
	LONG_LEAST = 900, /* octets at which a line may have been broken; the limit is 998 */
};

/* --- Long lines ------------------------------------------------------------------------------ */

/* Whether the text at AT ends the line there, in a way that hides a break. */
static bool is_break(struct ma_text body, size_t at, const char *mark)
{
	return ma_text_starts(ma_text_slice(body, at, body.length), mark);
}

/* The lines that end in MARK, which a server put in, in one again. */
static struct ma_text joined(const struct ma_patient *patient, const char *mark, bool *found)
{
	struct ma_text body = patient->body;
	size_t length = ma_text(mark).length;
	struct ma_buffer out = { 0 };
	size_t from = 0;

	*found = false;
	for (size_t i = 0; i < body.length; i++) {
		if (i - from >= LONG_LEAST && is_break(body, i, mark)) {
			*found = true;
			/* A blank after the break counts for the next line. */
			from = i + length - (mark[length - 1] == ' ');
			i += length - 1;
			continue;
		}
		ma_buffer_byte(&out, body.data[i]);
		if (body.data[i] == '\n')
			from = i + 1;
	}
	ma_buffer_string(&out, "");
	return ma_buffer_keep(&out, patient->pass->arena);
}

/* sendmail ends such lines with "!" and begins the next with a blank, Postfix does the latter;
 * others only break them. */
static bool with_long_lines(const struct ma_patient *patient, struct ma_damage *damage)
{
	static const char *const marks[] = { "!\r\n ", "\r\n ", "\r\n" };

	*damage = (struct ma_damage){ .kind = MAILAUTH_DAMAGE_LONG_LINE };
	for (size_t i = 0; i < sizeof(marks) / sizeof(*marks); i++) {
		bool found;
		struct ma_text body = joined(patient, marks[i], &found);

		if (found && ma_repair_is_body(patient, body))
			return true;
	}
	return false;
}

/* --- Dots ------------------------------------------------------------------------------------ */

/* SMTP doubles the dot that begins a line: with one more, or one less where there are two. */
static struct ma_text dotted(const struct ma_patient *patient, bool more, bool *found)
{
	struct ma_text body = patient->body;
	struct ma_buffer out = { 0 };

	*found = false;
	for (size_t i = 0; i < body.length; i++) {
		bool begins = (i == 0 || body.data[i - 1] == '\n') && body.data[i] == '.';
		bool two = begins && i + 1 < body.length && body.data[i + 1] == '.';

		*found = *found || (more ? begins : two);
		if (begins && more)
			ma_buffer_byte(&out, '.');
		if (more || !two)
			ma_buffer_byte(&out, body.data[i]);
	}
	ma_buffer_string(&out, "");
	return ma_buffer_keep(&out, patient->pass->arena);
}

static bool with_dots(const struct ma_patient *patient, struct ma_damage *damage)
{
	*damage = (struct ma_damage){ .kind = MAILAUTH_DAMAGE_DOTS };
	for (int more = 0; more < 2; more++) {
		bool found;
		struct ma_text body = dotted(patient, more, &found);

		if (found && ma_repair_is_body(patient, body))
			return true;
	}
	return false;
}

bool ma_repair_lines(const struct ma_patient *patient, struct ma_damage *damage)
{
	return with_dots(patient, damage) || with_long_lines(patient, damage);
}
