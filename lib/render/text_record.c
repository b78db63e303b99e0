/* A published record as a person can read it: made safe, broken at the width, with carets under
 * the bytes that findings point at.
 *
 * SPDX-License-Identifier: MIT */

#include "render.h"

/* A record on its way: the present line, and the carets below it. */
struct lines {
	struct ma_writer *writer;
	struct ma_text name;
	struct ma_text record;
	size_t indent;
	size_t columns;
	struct ma_buffer text;
	struct ma_buffer carets;
	bool marked;
	struct ma_arena arena;
	const struct mailauth_finding **faults; /* findings about this record */
	size_t fault_count;
};

/* The findings about this record: looked for once, as a record may be long. */
static void find_faults(struct lines *lines)
{
	const struct mailauth_report *report = lines->writer->report;

	lines->faults =
		ma_arena_array(&lines->arena, report->finding_count + 1, sizeof(*lines->faults));
	for (size_t i = 0; lines->faults != NULL && i < report->finding_count; i++) {
		const struct mailauth_finding *finding = report->findings[i];

		if (finding->record.data != NULL && finding->from < finding->to &&
		    ma_text_equal(finding->name, lines->name) &&
		    ma_text_equal(finding->record, lines->record))
			lines->faults[lines->fault_count++] = finding;
	}
}

static bool is_faulty(const struct lines *lines, size_t offset)
{
	for (size_t i = 0; i < lines->fault_count; i++)
		if (offset >= lines->faults[i]->from && offset < lines->faults[i]->to)
			return true;
	return false;
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

static void add_cell(struct lines *lines, struct ma_text bytes, size_t columns, bool faulty)
{
	if (lines->columns + columns > lines->writer->width - lines->indent && lines->columns > 0) {
		flush(lines);
		ma_buffer_fill(&lines->writer->out, ' ', lines->indent);
	}
	ma_buffer_visible(&lines->text, bytes);
	ma_buffer_fill(&lines->carets, faulty ? '^' : ' ', columns);
	lines->columns += columns;
	lines->marked = lines->marked || (faulty && columns > 0);
}

void ma_write_record(struct ma_writer *writer, size_t indent, struct ma_text label,
		     struct ma_text name, struct ma_text record)
{
	struct lines lines = { .writer = writer, .name = name, .record = record };
	struct ma_buffer shown = { 0 };

	ma_buffer_visible(&shown, label);
	ma_buffer_fill(&writer->out, ' ', indent);
	ma_buffer_add(&writer->out, shown.data, shown.length);
	ma_buffer_string(&writer->out, "  ");
	lines.indent = indent + 2 +
		       ma_columns((struct ma_text){ (unsigned char *)shown.data, shown.length });
	writer->out.failed = writer->out.failed || shown.failed;
	ma_buffer_finish(&shown);
	/* A long name leaves no room beside it, and deep includes none behind them. */
	if (lines.indent + 30 > writer->width) {
		lines.indent = indent + 2 + 20 < writer->width ? indent + 2 : writer->width - 20;
		ma_buffer_byte(&writer->out, '\n');
		ma_buffer_fill(&writer->out, ' ', lines.indent);
	}
	find_faults(&lines);
	for (size_t at = 0; at < record.length;) {
		uint32_t code = 0;
		size_t length = ma_utf8_decode(ma_text_slice(record, at, record.length), &code);
		bool shows = length > 0 && code != '\\' && ma_utf8_is_visible(code);
		size_t bytes = shows ? length : 1;

		add_cell(&lines, ma_text_slice(record, at, at + bytes),
			 shows ? ma_code_columns(code) : 4, is_faulty(&lines, at));
		at += bytes;
	}
	flush(&lines);
	ma_buffer_finish(&lines.text);
	ma_buffer_finish(&lines.carets);
	writer->out.failed = writer->out.failed || lines.arena.failed;
	ma_arena_finish(&lines.arena);
}
