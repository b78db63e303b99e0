/* A published record as a person can read it: made safe, broken at the width, with carets under
 * the bytes that findings point at.
 *
 * SPDX-License-Identifier: MIT */

#include "../html/html.h"

#include <stdlib.h>

/* A record on its way: the present line, and the carets below it. */
struct lines {
	struct ma_writer *writer;
	size_t indent;
	size_t columns;
	struct ma_buffer text;
	struct ma_buffer carets;
	bool marked;
};

/* The bytes that findings point at; NULL where there are none, or memory failed. */
static bool *find_faulty(const struct ma_writer *writer, struct ma_text name, struct ma_text record,
			 bool *failed)
{
	const struct mailauth_report *report = writer->report;
	bool *faulty = NULL;

	for (size_t i = 0; i < report->finding_count; i++) {
		const struct mailauth_finding *finding = report->findings[i];

		/* What is right needs no mark. */
		if (mailauth_finding_severity(finding) <= MAILAUTH_SEVERITY_OK ||
		    finding->record.data == NULL || finding->from == finding->to ||
		    !ma_text_equal(finding->name, name) || !ma_text_equal(finding->record, record))
			continue;
		if (faulty == NULL)
			faulty = calloc(record.length, sizeof(*faulty));
		if (faulty == NULL) {
			*failed = true;
			return NULL;
		}
		for (size_t at = finding->from; at < finding->to; at++)
			faulty[at] = true;
	}
	return faulty;
}

static void flush(struct lines *lines)
{
	struct ma_writer *writer = lines->writer;
	struct ma_buffer *out = &writer->out;

	ma_buffer_add(out, lines->text.data, lines->text.length);
	ma_buffer_byte(out, '\n');
	out->failed = out->failed || lines->text.failed || lines->carets.failed;
	if (lines->marked && !out->failed) {
		ma_buffer_fill(out, ' ', lines->indent);
		ma_write_style(writer, MA_STYLE_ERROR);
		while (lines->carets.data[lines->carets.length - 1] == ' ')
			lines->carets.length--;
		ma_buffer_add(out, lines->carets.data, lines->carets.length);
		ma_write_style(writer, MA_STYLE_PLAIN);
		ma_buffer_byte(out, '\n');
	}
	lines->text.length = lines->carets.length = lines->columns = 0;
	lines->marked = false;
}

/* A line that ends in a blank is as well without. */
static void break_line(struct lines *lines)
{
	struct ma_buffer *text = &lines->text;

	if (text->length > 0 && !text->failed && text->data[text->length - 1] == ' ')
		text->length--;
	flush(lines);
	ma_buffer_fill(&lines->writer->out, ' ', lines->indent);
}

/* A character of the record: as many bytes as it has, and the columns that they take. */
struct cell {
	size_t bytes;
	size_t columns;
};

static struct cell cell_at(struct ma_text record, size_t at)
{
	uint32_t code = 0;
	size_t length = ma_utf8_decode(ma_text_slice(record, at, record.length), &code);

	if (length > 0 && code != '\\' && ma_utf8_is_visible(code))
		return (struct cell){ length, ma_code_columns(code) };
	return (struct cell){ 1, 4 };
}

/* The columns of the term that begins at AT, as far as ROOM. */
static size_t term_columns(struct ma_text record, size_t at, size_t room)
{
	size_t columns = 0;

	while (at < record.length && record.data[at] != ' ' && columns <= room) {
		struct cell cell = cell_at(record, at);

		columns += cell.columns;
		at += cell.bytes;
	}
	return columns;
}

static void add_cell(struct lines *lines, struct ma_text bytes, size_t columns, bool faulty)
{
	if (lines->columns + columns > lines->writer->width - lines->indent && lines->columns > 0) {
		break_line(lines);
		if (bytes.data[0] == ' ' && !faulty) /* the break stands for it */
			return;
	}
	ma_buffer_visible(&lines->text, bytes);
	ma_buffer_fill(&lines->carets, faulty ? '^' : ' ', columns);
	lines->columns += columns;
	lines->marked = lines->marked || (faulty && columns > 0);
}

void ma_write_record(struct ma_writer *writer, size_t indent, struct ma_text label,
		     struct ma_text name, struct ma_text record)
{
	struct lines lines = { .writer = writer };
	bool *faulty = find_faulty(writer, name, record, &writer->out.failed);
	struct ma_buffer shown = { 0 };

	if (writer->page != NULL) {
		ma_html_record(writer, label, name, record, faulty);
		free(faulty);
		return;
	}
	ma_buffer_visible(&shown, label);
	ma_buffer_fill(&writer->out, ' ', indent);
	ma_buffer_add(&writer->out, shown.data, shown.length);
	ma_buffer_string(&writer->out, "  ");
	lines.indent = indent + 2 +
		       ma_columns((struct ma_text){ (unsigned char *)shown.data, shown.length });
	writer->out.failed = writer->out.failed || shown.failed;
	ma_buffer_finish(&shown);
	/* A long name leaves no room next to it, and deep includes none after them. */
	if (lines.indent + 30 > writer->width) {
		lines.indent = indent + 2 + 20 < writer->width ? indent + 2 : writer->width - 20;
		ma_buffer_byte(&writer->out, '\n');
		ma_buffer_fill(&writer->out, ' ', lines.indent);
	}
	for (size_t at = 0; at < record.length;) {
		struct cell cell = cell_at(record, at);
		size_t room = writer->width - lines.indent;

		/* A term that fits into a line of its own is not broken. */
		if (at > 0 && record.data[at - 1] == ' ' && lines.columns > 0) {
			size_t columns = term_columns(record, at, room);

			if (lines.columns + columns > room && columns <= room)
				break_line(&lines);
		}
		add_cell(&lines, ma_text_slice(record, at, at + cell.bytes), cell.columns,
			 faulty != NULL && faulty[at]);
		at += cell.bytes;
	}
	flush(&lines);
	free(faulty);
	ma_buffer_finish(&lines.text);
	ma_buffer_finish(&lines.carets);
}
