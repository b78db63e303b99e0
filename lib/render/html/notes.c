/* What receivers noted in a message, next to what we make of it, as a table.
 *
 * SPDX-License-Identifier: MIT */

#include "html.h"

static void write_cell(struct ma_page *page, struct ma_text text)
{
	ma_page_markup(page, "<td>");
	ma_page_visible(page, text);
	ma_page_markup(page, "</td>");
}

static void begin_row(struct ma_page *page, struct ma_text name)
{
	ma_page_markup(page, "<tr><th scope=\"row\">");
	ma_page_visible(page, name);
	ma_page_markup(page, "</th>");
}

static void write_head(struct ma_writer *writer)
{
	struct ma_page *page = writer->page;

	ma_page_markup(page, "<table class=\"ma-table\">\n<thead><tr><td></td>");
	for (int i = MA_METHOD_SPF; i <= MA_METHOD_DMARC; i++) {
		ma_page_markup(page, "<th scope=\"col\">");
		ma_page_string(page, ma_method_word((enum ma_method)i));
		ma_page_markup(page, "</th>");
	}
	ma_page_markup(page, "</tr></thead>\n<tbody>\n");
	begin_row(page, ma_text(ma_phrase(MA_PHRASE_NOTES_OWN, writer->language)));
	for (int i = MA_METHOD_SPF; i <= MA_METHOD_DMARC; i++) {
		const char *word = ma_own_result(writer->report, (enum ma_method)i);

		write_cell(page, ma_text(word != NULL ? word : "-"));
	}
	ma_page_markup(page, "</tr>\n");
}

static void write_note(struct ma_page *page, const struct ma_note *note)
{
	struct ma_buffer name = { 0 };

	ma_buffer_text(&name, ma_note_name(note));
	ma_buffer_string(&name, note->trusted ? "" : " *");
	if (!name.failed)
		begin_row(page, ma_buffer_view(&name));
	page->out.failed = page->out.failed || name.failed;
	ma_buffer_finish(&name);
	for (int i = MA_METHOD_SPF; i <= MA_METHOD_DMARC; i++) {
		struct ma_text word = ma_noted_result(note, (enum ma_method)i);

		write_cell(page, word.length > 0 ? word : MA_TEXT("-"));
	}
	ma_page_markup(page, "</tr>\n");
}

void ma_html_notes(struct ma_writer *writer)
{
	const struct mailauth_message *message = writer->report->settings.message;
	bool any = false, untrusted = false;
	const struct ma_note *note;

	for (size_t i = 0; message != NULL && (note = ma_message_note(message, i)) != NULL; i++) {
		if (!ma_note_is_shown(note))
			continue;
		if (!any) {
			ma_page_end_section(writer);
			ma_write_part(writer, MA_PHRASE_NOTES);
			write_head(writer);
		}
		any = true;
		untrusted = untrusted || !note->trusted;
		write_note(writer->page, note);
	}
	ma_page_markup(writer->page, any ? "</tbody></table>\n" : "");
	if (untrusted)
		ma_write_phrase(writer, MA_TEXT_MARGIN, MA_PHRASE_NOTES_UNTRUSTED, NULL, 0);
}
