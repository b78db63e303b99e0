/* A term of a record on a line of its own, with what there is to say of it: as much of both as the
 * width holds.
 *
 * SPDX-License-Identifier: MIT */

#include "../render.h"

enum {
	DOTS = 3,	/* "..." */
	ROOM_LEAST = 8, /* for a term, however deep it is */
};

/* Adds TEXT, safe to show; of what is longer than ROOM columns the beginning: the whole is
 * in the record above.  Returns the columns. */
static size_t add_shortened(struct ma_buffer *out, struct ma_text text, size_t room)
{
	struct ma_buffer shown = { 0 };
	size_t columns = 0;
	size_t end = 0;
	size_t at = 0;

	ma_buffer_visible(&shown, ma_text_slice(text, 0, 4 * room));
	while (!shown.failed && at < shown.length && columns <= room) {
		struct ma_text rest = ma_text_slice(ma_buffer_view(&shown), at, shown.length);
		uint32_t code = ' ';

		at += ma_utf8_decode(rest, &code); /* what was made safe is valid */
		columns += ma_code_columns(code);
		end = columns + DOTS <= room ? at : end;
	}
	if (columns > room || text.length > 4 * room) {
		ma_buffer_add(out, shown.data, end);
		ma_buffer_string(out, "...");
		columns = room;
	} else {
		ma_buffer_add(out, shown.data, shown.length);
	}
	out->failed = out->failed || shown.failed;
	ma_buffer_finish(&shown);
	return columns;
}

void ma_write_term(struct ma_writer *writer, size_t indent, struct ma_text term, size_t column,
		   const char *note, enum ma_style style)
{
	size_t room = indent + ROOM_LEAST < writer->width ? writer->width - indent : ROOM_LEAST;
	struct ma_buffer *out = &writer->out;
	size_t end;
	size_t start;

	if (writer->page != NULL) {
		ma_page_term(writer, indent / (2 * MA_TEXT_MARGIN), term, note);
		return;
	}
	ma_buffer_fill(out, ' ', indent);
	end = indent + add_shortened(out, term, room);
	start = end + 2 < column ? column : end + 2;
	if (*note != '\0' && start + ma_columns(ma_text(note)) > writer->width) {
		ma_buffer_byte(out, '\n');
		end = 0;
		start = indent + 4;
	}
	if (*note != '\0') {
		ma_buffer_fill(out, ' ', start - end);
		ma_write_style(writer, style);
		ma_wrap(out, ma_text(note), start, indent + 4, writer->width);
		ma_write_style(writer, MA_STYLE_PLAIN);
	}
	ma_buffer_byte(out, '\n');
}
