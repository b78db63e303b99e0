/* The writer of texts: styles, words, lines.
 *
 * SPDX-License-Identifier: MIT */

#include "render.h"

enum {
	WIDTH_DEFAULT = 80,
	WIDTH_MIN = 40,
	WIDTH_MAX = 1000,
};

int ma_writer_begin(struct ma_writer *writer, const struct mailauth_report *report,
		    enum mailauth_language language, unsigned width, unsigned flags)
{
	if ((unsigned)language >= MA_LANGUAGES ||
	    (flags &
	     ~(unsigned)(MAILAUTH_TEXT_COLOUR | MAILAUTH_TEXT_ASCII | MAILAUTH_TEXT_LONG)) != 0)
		return MAILAUTH_EINVAL;
	*writer = (struct ma_writer){ .report = report,
				      .language = language,
				      .colour = (flags & MAILAUTH_TEXT_COLOUR) != 0,
				      .ascii = (flags & MAILAUTH_TEXT_ASCII) != 0,
				      .full = (flags & MAILAUTH_TEXT_LONG) != 0 };
	writer->width = width == 0 ? WIDTH_DEFAULT : width < WIDTH_MIN ? WIDTH_MIN : width;
	writer->width = writer->width > WIDTH_MAX ? WIDTH_MAX : writer->width;
	return 0;
}

int ma_writer_take(struct ma_writer *writer, char **text, size_t *length)
{
	return ma_buffer_take(&writer->out, text, length) ? 0 : MAILAUTH_ENOMEM;
}

void ma_write_style(struct ma_writer *writer, enum ma_style style)
{
	static const char *const sequences[] = {
		[MA_STYLE_PLAIN] = "\033[0m",	 [MA_STYLE_STRONG] = "\033[1m",
		[MA_STYLE_FAINT] = "\033[2m",	 [MA_STYLE_OK] = "\033[32m",
		[MA_STYLE_WARNING] = "\033[33m", [MA_STYLE_ERROR] = "\033[31m",
	};

	if (writer->page != NULL)
		writer->page->style = style;
	if (writer->colour)
		ma_buffer_string(&writer->out, sequences[style]);
}

void ma_write_words(struct ma_writer *writer, size_t column, size_t indent, struct ma_buffer *words)
{
	if (writer->page != NULL && !words->failed)
		ma_page_words(writer, ma_buffer_view(words));
	else if (!words->failed && words->length > 0)
		ma_wrap(&writer->out, ma_buffer_view(words), column, indent, writer->width);
	ma_buffer_byte(&writer->out, '\n');
	writer->out.failed = writer->out.failed || words->failed;
	ma_buffer_finish(words);
}

const char *ma_depth_phrase(const struct ma_writer *writer, enum ma_phrase_id phrase)
{
	return (writer->full ? ma_phrase : ma_phrase_in_short)(phrase, writer->language);
}

void ma_write_phrase(struct ma_writer *writer, size_t indent, enum ma_phrase_id phrase,
		     const struct ma_argument *arguments, size_t count)
{
	struct ma_buffer words = { 0 };

	ma_buffer_fill(&writer->out, ' ', indent);
	ma_words_add(&words, ma_depth_phrase(writer, phrase), arguments, count);
	ma_write_words(writer, indent, indent, &words);
}

void ma_write_intro(struct ma_writer *writer, enum ma_phrase_id phrase,
		    const struct ma_argument *arguments, size_t count)
{
	struct ma_buffer words = { 0 };

	ma_words_add(&words, ma_phrase(phrase, writer->language), arguments, count);
	if (writer->page != NULL) {
		ma_page_part(writer, &words);
		return;
	}
	ma_buffer_byte(&writer->out, '\n');
	ma_buffer_fill(&writer->out, ' ', MA_TEXT_MARGIN);
	ma_write_words(writer, MA_TEXT_MARGIN, MA_TEXT_MARGIN, &words);
}

void ma_write_end(struct ma_writer *writer)
{
	if (writer->page != NULL)
		ma_page_end(writer);
}

void ma_write_line(struct ma_writer *writer, size_t indent, struct ma_text text)
{
	if (writer->page != NULL) {
		ma_page_words(writer, text);
		return;
	}
	ma_buffer_fill(&writer->out, ' ', indent);
	ma_buffer_text(&writer->out, text);
	ma_buffer_byte(&writer->out, '\n');
}
