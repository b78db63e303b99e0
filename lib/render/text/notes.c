/* What receivers noted in a message, next to what we make of it.
 *
 * SPDX-License-Identifier: MIT */

#include "../render.h"

enum {
	RESULT_COLUMNS = 11, /* "permerror", and a gap */
	NAME_MAX = 40,
};

struct ma_text ma_note_name(const struct ma_note *note)
{
	struct ma_text name = note->receiver.length > 0 ? note->receiver : note->field;

	return ma_text_slice(name, 0, NAME_MAX);
}

/* Whether it says anything of what we judge. */
bool ma_note_is_shown(const struct ma_note *note)
{
	for (int i = MA_METHOD_SPF; i <= MA_METHOD_DMARC; i++)
		if (ma_noted_result(note, (enum ma_method)i).length > 0)
			return true;
	return false;
}

static size_t name_columns(const struct ma_writer *writer, const struct mailauth_message *message)
{
	size_t widest = ma_columns(ma_text(ma_phrase(MA_PHRASE_NOTES_OWN, writer->language)));
	const struct ma_note *note;

	for (size_t i = 0; (note = ma_message_note(message, i)) != NULL; i++)
		if (ma_note_is_shown(note) && ma_note_name(note).length + 2 > widest)
			widest = ma_note_name(note).length + 2;
	return widest + 2;
}

static void add_cell(struct ma_buffer *line, struct ma_text text, size_t columns)
{
	size_t taken = ma_columns(text);

	ma_buffer_visible(line, text);
	ma_buffer_fill(line, ' ', columns > taken ? columns - taken : 1);
}

/* A line without blanks at its end. */
static void write_line(struct ma_writer *writer, struct ma_buffer *line)
{
	while (line->length > 0 && line->data[line->length - 1] == ' ')
		line->length--;
	ma_buffer_fill(&writer->out, ' ', MA_TEXT_MARGIN);
	if (!line->failed)
		ma_buffer_text(&writer->out, ma_buffer_view(line));
	ma_buffer_byte(&writer->out, '\n');
	writer->out.failed = writer->out.failed || line->failed;
	ma_buffer_finish(line);
}

static void write_head(struct ma_writer *writer, size_t columns)
{
	struct ma_buffer line = { 0 };

	ma_buffer_fill(&line, ' ', columns);
	for (int i = MA_METHOD_SPF; i <= MA_METHOD_DMARC; i++)
		add_cell(&line, ma_text(ma_method_word((enum ma_method)i)), RESULT_COLUMNS);
	write_line(writer, &line);
}

static void write_own(struct ma_writer *writer, size_t columns)
{
	struct ma_buffer line = { 0 };

	add_cell(&line, ma_text(ma_phrase(MA_PHRASE_NOTES_OWN, writer->language)), columns);
	for (int i = MA_METHOD_SPF; i <= MA_METHOD_DMARC; i++) {
		const char *word = ma_own_result(writer->report, (enum ma_method)i);

		add_cell(&line, ma_text(word != NULL ? word : "-"), RESULT_COLUMNS);
	}
	write_line(writer, &line);
}

static void write_note(struct ma_writer *writer, const struct ma_note *note, size_t columns)
{
	struct ma_buffer line = { 0 };
	struct ma_buffer name = { 0 };

	ma_buffer_text(&name, ma_note_name(note));
	ma_buffer_string(&name, note->trusted ? "" : " *");
	if (!name.failed)
		add_cell(&line, ma_buffer_view(&name), columns);
	line.failed = line.failed || name.failed;
	ma_buffer_finish(&name);
	for (int i = MA_METHOD_SPF; i <= MA_METHOD_DMARC; i++) {
		struct ma_text word = ma_noted_result(note, (enum ma_method)i);

		add_cell(&line, word.length > 0 ? word : MA_TEXT("-"), RESULT_COLUMNS);
	}
	write_line(writer, &line);
}

void ma_text_notes(struct ma_writer *writer)
{
	const struct mailauth_message *message = writer->report->settings.message;
	bool any = false, untrusted = false;
	const struct ma_note *note;
	size_t columns;

	if (message == NULL)
		return;
	columns = name_columns(writer, message);
	for (size_t i = 0; (note = ma_message_note(message, i)) != NULL; i++) {
		if (!ma_note_is_shown(note))
			continue;
		if (!any) {
			ma_write_part(writer, MA_PHRASE_NOTES);
			write_head(writer, columns);
			write_own(writer, columns);
		}
		any = true;
		untrusted = untrusted || !note->trusted;
		write_note(writer, note, columns);
	}
	if (untrusted)
		ma_write_phrase(writer, MA_TEXT_MARGIN, MA_PHRASE_NOTES_UNTRUSTED, NULL, 0);
}
