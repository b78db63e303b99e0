/* Headings of sections, labels in front of what they are about, and references to the records to
 * publish.
 *
 * SPDX-License-Identifier: MIT */

#include "../render.h"

enum ma_phrase_id ma_state_phrase(enum mailauth_severity severity)
{
	static const enum ma_phrase_id states[] = {
		[MAILAUTH_SEVERITY_NONE] = MA_PHRASE_STATE_OK,
		[MAILAUTH_SEVERITY_OK] = MA_PHRASE_STATE_OK,
		[MAILAUTH_SEVERITY_NOTICE] = MA_PHRASE_STATE_NOTICE,
		[MAILAUTH_SEVERITY_WARNING] = MA_PHRASE_STATE_WARNING,
		[MAILAUTH_SEVERITY_UNKNOWN] = MA_PHRASE_STATE_UNKNOWN,
		[MAILAUTH_SEVERITY_ERROR] = MA_PHRASE_STATE_ERROR,
	};

	return states[severity];
}

enum ma_phrase_id ma_section_name(enum mailauth_section section)
{
	static const enum ma_phrase_id names[] = {
		[MAILAUTH_SECTION_SPF] = MA_PHRASE_SECTION_SPF,
		[MAILAUTH_SECTION_DKIM] = MA_PHRASE_SECTION_DKIM,
		[MAILAUTH_SECTION_DMARC] = MA_PHRASE_SECTION_DMARC,
		[MAILAUTH_SECTION_MX] = MA_PHRASE_SECTION_MX,
		[MAILAUTH_SECTION_HOST] = MA_PHRASE_SECTION_HOST,
		[MAILAUTH_SECTION_DNS] = MA_PHRASE_SECTION_DOMAIN,
	};

	return names[section];
}

/* A policy that is right as it is, and stops nothing, is not "no problems" below "anyone can". */
enum ma_phrase_id ma_section_phrase(const struct mailauth_report *report,
				    enum mailauth_section section, enum mailauth_severity severity)
{
	if (section == MAILAUTH_SECTION_DMARC && severity < MAILAUTH_SEVERITY_WARNING &&
	    report->verdict.spoofable == MAILAUTH_SPOOFABLE_YES)
		return MA_PHRASE_STATE_OPEN;
	return ma_state_phrase(severity);
}

void ma_write_heading(struct ma_writer *writer, enum ma_phrase_id name, enum ma_phrase_id state)
{
	if (writer->page != NULL) {
		ma_page_heading(writer, name, state);
		return;
	}
	ma_buffer_byte(&writer->out, '\n');
	ma_write_style(writer, MA_STYLE_STRONG);
	ma_buffer_string(&writer->out, ma_phrase(name, writer->language));
	ma_write_style(writer, MA_STYLE_PLAIN);
	ma_buffer_string(&writer->out, "  ");
	ma_buffer_string(&writer->out, ma_phrase(state, writer->language));
	ma_buffer_byte(&writer->out, '\n');
}

/* The column of what is after labels; those that are longer push it. */
size_t ma_label_column(const struct ma_writer *writer)
{
	return MA_TEXT_MARGIN + (writer->language == MAILAUTH_JAPANESE ? 10 : 14);
}

size_t ma_write_label(struct ma_writer *writer, enum ma_phrase_id label)
{
	return ma_write_label_text(writer, ma_text(ma_phrase(label, writer->language)));
}

size_t ma_write_label_text(struct ma_writer *writer, struct ma_text text)
{
	size_t columns = ma_columns(text);
	size_t column = ma_label_column(writer) - MA_TEXT_MARGIN;
	size_t fill = columns < column ? column - columns : 1;

	if (writer->page != NULL) {
		ma_page_label(writer, text);
		return 0;
	}
	ma_buffer_fill(&writer->out, ' ', MA_TEXT_MARGIN);
	ma_write_style(writer, MA_STYLE_STRONG);
	ma_buffer_text(&writer->out, text);
	ma_write_style(writer, MA_STYLE_PLAIN);
	ma_buffer_fill(&writer->out, ' ', fill);
	return MA_TEXT_MARGIN + columns + fill;
}

/* WORDS after a label. */
void ma_write_labelled(struct ma_writer *writer, enum ma_phrase_id label, struct ma_buffer *words)
{
	size_t column = ma_write_label(writer, label);

	ma_write_words(writer, column, ma_label_column(writer), words);
}

void ma_write_part(struct ma_writer *writer, enum ma_phrase_id phrase)
{
	struct ma_buffer words = { 0 };

	ma_buffer_string(&words, ma_phrase(phrase, writer->language));
	if (writer->page != NULL) {
		ma_page_part(writer, &words);
		return;
	}
	ma_buffer_byte(&writer->out, '\n');
	ma_buffer_fill(&writer->out, ' ', MA_TEXT_MARGIN);
	ma_write_style(writer, MA_STYLE_STRONG);
	ma_write_words(writer, MA_TEXT_MARGIN, MA_TEXT_MARGIN, &words);
	ma_write_style(writer, MA_STYLE_PLAIN);
}

/* --- References ---------------------------------------------------------------- */

/* Adds SEVERAL with the number of FIX, or ALONE where there is no other. */
static void add_reference(const struct ma_writer *writer, struct ma_buffer *words, size_t fix,
			  enum ma_phrase_id several, enum ma_phrase_id alone)
{
	struct ma_arena arena = { 0 };
	struct ma_argument number = { "number", ma_arena_number(&arena, fix), MA_VALUE_SAFE };
	enum ma_phrase_id phrase = writer->report->fix_count > 1 ? several : alone;

	ma_words_add(words, ma_phrase(phrase, writer->language), &number, 1);
	words->failed = words->failed || arena.failed;
	ma_arena_finish(&arena);
}

void ma_words_fixed(const struct ma_writer *writer, struct ma_buffer *words, size_t fix)
{
	add_reference(writer, words, fix, MA_PHRASE_SHORT_FIXED, MA_PHRASE_SHORT_FIXED_ONE);
}

void ma_words_told_fixed(const struct ma_writer *writer, struct ma_buffer *words, size_t fix)
{
	add_reference(writer, words, fix, MA_PHRASE_LABEL_ADVICE_TOLD_FIXED,
		      MA_PHRASE_LABEL_ADVICE_TOLD_FIXED_ONE);
}

void ma_words_record(const struct ma_writer *writer, struct ma_buffer *words, size_t fix)
{
	add_reference(writer, words, fix, MA_PHRASE_SHORT_RECORD, MA_PHRASE_SHORT_RECORD_ONE);
}
