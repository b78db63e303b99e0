/* Bodies without what was done to them.
 *
 * SPDX-License-Identifier: MIT */

#include "repair.h"

enum {
	LINES_MAX = 60,	    /* that a footer or a banner has */
	WORK_MAX = 8 << 20, /* octets that are hashed to find one */
};

/* --- Lines that were added ----------------------------------------------------------------- */

static size_t most_lines(struct ma_text body)
{
	size_t most = body.length > 0 ? WORK_MAX / body.length : 0;

	return most < LINES_MAX ? most : LINES_MAX;
}

/* Where the line before the one that begins at AT begins. */
static size_t line_before(struct ma_text body, size_t at)
{
	if (at > 0)
		at--; /* its LF */
	while (at > 0 && body.data[at - 1] != '\n')
		at--;
	return at;
}

static bool without_footer(const struct ma_patient *patient, struct ma_damage *damage)
{
	struct ma_text body = patient->body;
	size_t most = most_lines(body);
	size_t at = body.length;

	for (size_t lines = 1; lines <= most && at > 0; lines++) {
		at = line_before(body, at);
		if (!ma_repair_is_body(patient, ma_text_slice(body, 0, at)))
			continue;
		*damage = (struct ma_damage){ .kind = MAILAUTH_DAMAGE_FOOTER, .lines = lines };
		return true;
	}
	return false;
}

static bool without_banner(const struct ma_patient *patient, struct ma_damage *damage)
{
	struct ma_text body = patient->body;
	size_t most = most_lines(body);
	size_t at = 0;

	for (size_t lines = 1; lines <= most && at < body.length; lines++) {
		while (at < body.length && body.data[at] != '\n')
			at++;
		at += at < body.length;
		if (!ma_repair_is_body(patient, ma_text_slice(body, at, body.length)))
			continue;
		*damage = (struct ma_damage){ .kind = MAILAUTH_DAMAGE_BANNER, .lines = lines };
		return true;
	}
	return false;
}

/* --- Lines that were changed --------------------------------------------------------------------
 */

static void end_line(struct ma_buffer *out, size_t from, bool dashes)
{
	while (out->length > from &&
	       (out->data[out->length - 1] == ' ' || out->data[out->length - 1] == '\t'))
		out->length--;
	/* What begins a signature (RFC 3676 4.3) loses its blank most often. */
	if (dashes && out->length - from == 2 && out->data[from] == '-' &&
	    out->data[from + 1] == '-')
		ma_buffer_byte(out, ' ');
	ma_buffer_string(out, "\r\n");
}

/* Without blanks at the ends of lines; with DASHES, with the one after "--". */
static struct ma_text trimmed(const struct ma_patient *patient, bool dashes)
{
	struct ma_text body = patient->body;
	struct ma_buffer out = { 0 };
	size_t from = 0;

	for (size_t i = 0; i < body.length; i++) {
		bool end = body.data[i] == '\r' && i + 1 < body.length && body.data[i + 1] == '\n';

		if (!end) {
			ma_buffer_byte(&out, body.data[i]);
			continue;
		}
		end_line(&out, from, dashes);
		from = out.length;
		i++;
	}
	ma_buffer_string(&out, "");
	return ma_buffer_keep(&out, patient->pass->arena);
}

static bool without_blanks(const struct ma_patient *patient, struct ma_damage *damage)
{
	if (!patient->written->simple_body)
		return false; /* the relaxed form ignores them (RFC 6376 3.4.4) */
	*damage = (struct ma_damage){ .kind = MAILAUTH_DAMAGE_SPACE };
	return ma_repair_is_body(patient, trimmed(patient, false)) ||
	       ma_repair_is_body(patient, trimmed(patient, true));
}

/* RFC 5322 2.3: CR and LF occur together only. */
static bool with_line_ends(const struct ma_patient *patient, struct ma_damage *damage)
{
	struct ma_text body = patient->body;
	struct ma_buffer out = { 0 };

	if (patient->message->lines.bare_lf + patient->message->lines.bare_cr == 0)
		return false;
	for (size_t i = 0; i < body.length; i++) {
		bool pair = body.data[i] == '\r' && i + 1 < body.length && body.data[i + 1] == '\n';

		if (body.data[i] == '\r' || body.data[i] == '\n')
			ma_buffer_string(&out, "\r\n");
		else
			ma_buffer_byte(&out, body.data[i]);
		i += pair;
	}
	ma_buffer_string(&out, "");
	*damage = (struct ma_damage){ .kind = MAILAUTH_DAMAGE_LINE_ENDS };
	return ma_repair_is_body(patient, ma_buffer_keep(&out, patient->pass->arena));
}

/* The format mbox puts ">" before "From " at the start of a line. */
static bool without_quote(const struct ma_patient *patient, struct ma_damage *damage)
{
	struct ma_text body = patient->body;
	struct ma_buffer out = { 0 };
	struct ma_text unquoted;
	bool found = false;

	for (size_t i = 0; i < body.length; i++) {
		bool begins = i == 0 || body.data[i - 1] == '\n';

		if (begins && ma_text_starts(ma_text_slice(body, i, body.length), ">From "))
			found = true;
		else
			ma_buffer_byte(&out, body.data[i]);
	}
	ma_buffer_string(&out, "");
	unquoted = ma_buffer_keep(&out, patient->pass->arena);
	*damage = (struct ma_damage){ .kind = MAILAUTH_DAMAGE_FROM_LINE };
	return found && ma_repair_is_body(patient, unquoted);
}

bool ma_repair_body(const struct ma_patient *patient, struct ma_damage *damage)
{
	static bool (*const ways[])(const struct ma_patient *, struct ma_damage *) = {
		with_line_ends,	 without_blanks, without_quote,   ma_repair_lines,
		without_footer,	 without_banner, ma_repair_parts, ma_repair_encoded,
	};

	for (size_t i = 0; i < sizeof(ways) / sizeof(*ways); i++)
		if (ways[i](patient, damage))
			return true;
	return false;
}
