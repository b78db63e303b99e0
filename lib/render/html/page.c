/* A page, or a part of one: what is around it.
 *
 * SPDX-License-Identifier: MIT */

#include "html.h"

/* The language of the sentences (RFC 5646). */
static const char *tag_of(const struct ma_writer *writer)
{
	return mailauth_language_code(writer->language);
}

static void write_title(struct ma_page *page, struct ma_text title)
{
	ma_page_visible(page, title);
}

/* Style and script are files, so that a page may forbid all others (CSP: default-src 'self'). */
static void open_document(struct ma_writer *writer, struct ma_text title)
{
	struct ma_page *page = writer->page;

	ma_page_markup(page, "<!DOCTYPE html>\n<html lang=\"");
	ma_page_markup(page, tag_of(writer));
	ma_page_markup(page, "\">\n<head>\n<meta charset=\"utf-8\">\n"
			     "<meta name=\"viewport\" content=\"width=device-width\">\n"
			     "<meta name=\"color-scheme\" content=\"light dark\">\n<title>");
	write_title(page, title);
	ma_page_markup(page, "</title>\n<link rel=\"stylesheet\" href=\"mailauth.css\">\n"
			     "<script src=\"mailauth.js\" defer></script>\n</head>\n"
			     "<body class=\"ma-page\">\n<main>\n<h1>");
	write_title(page, title);
	ma_page_markup(page, "</h1>\n");
}

void ma_html_open(struct ma_writer *writer, struct ma_text title, const char *class, unsigned flags)
{
	if ((flags & MAILAUTH_HTML_PAGE) != 0)
		open_document(writer, title);
	ma_page_markup(writer->page, "<article class=\"");
	ma_page_markup(writer->page, class);
	ma_page_markup(writer->page, "\" lang=\"");
	ma_page_markup(writer->page, tag_of(writer));
	ma_page_markup(writer->page, "\">\n");
}

void ma_html_close(struct ma_writer *writer, unsigned flags)
{
	ma_page_end_section(writer);
	ma_page_markup(writer->page, "</article>\n");
	if ((flags & MAILAUTH_HTML_PAGE) != 0)
		ma_page_markup(writer->page, "</main>\n</body>\n</html>\n");
}

int ma_html_begin(struct ma_writer *writer, struct ma_page *page,
		  const struct mailauth_report *report, enum mailauth_language language,
		  unsigned flags)
{
	int r = ma_writer_begin(writer, report, language, 0, MAILAUTH_TEXT_LONG);

	*page = (struct ma_page){ .block = MA_BLOCK_NONE };
	writer->page = page;
	return (flags & ~(unsigned)MAILAUTH_HTML_PAGE) != 0 ? MAILAUTH_EINVAL : r;
}

int ma_html_take(struct ma_writer *writer, char **text, size_t *length)
{
	struct ma_buffer *out = &writer->page->out;

	out->failed = out->failed || writer->out.failed;
	ma_buffer_finish(&writer->out);
	return ma_buffer_take(out, text, length) ? 0 : MAILAUTH_ENOMEM;
}
