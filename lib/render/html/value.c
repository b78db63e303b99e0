/* What is there to be copied: a value, whole, with a button that a script may turn on.
 *
 * SPDX-License-Identifier: MIT */

#include "../render.h"

enum {
	STRING_MAX = 255, /* octets of a string of a TXT record (RFC 1035 3.3.14) */
};

void ma_page_quote(struct ma_writer *writer)
{
	ma_page_end(writer);
	ma_page_markup(writer->page, "<div class=\"ma-value\"><pre dir=\"auto\"><code>");
	writer->page->block = MA_BLOCK_QUOTE;
}

/* The same in strings, for forms that take one a field. */
static void write_strings(struct ma_writer *writer, struct ma_text value)
{
	struct ma_page *page = writer->page;

	ma_page_markup(page, "<details class=\"ma-split\"><summary>");
	ma_page_string(page, ma_phrase(MA_PHRASE_HTML_SPLIT, writer->language));
	ma_page_markup(page, "</summary>\n<ol>\n");
	for (size_t at = 0; at < value.length; at += STRING_MAX) {
		size_t rest = value.length - at;

		ma_page_markup(page, "<li class=\"ma-value\"><code>");
		ma_page_text(page, ma_text_slice(value, at,
						 at + (rest < STRING_MAX ? rest : STRING_MAX)));
		ma_page_markup(page, "</code>");
		ma_page_copy(writer);
		ma_page_markup(page, "</li>\n");
	}
	ma_page_markup(page, "</ol></details>\n");
}

/* Bytes that do not show: what the page has is not the value, and is not to be copied. */
static void write_shown(struct ma_writer *writer, struct ma_text shown, bool changed)
{
	struct ma_page *page = writer->page;

	ma_page_markup(page, "<div class=\"ma-value\"><code>");
	ma_page_text(page, shown);
	ma_page_markup(page, "</code>");
	if (!changed)
		ma_page_copy(writer);
	ma_page_markup(page, "</div>\n");
	if (!changed)
		return;
	ma_page_markup(page, "<p>");
	ma_page_string(page, ma_phrase(MA_PHRASE_PUBLISH_ESCAPED, writer->language));
	ma_page_markup(page, "</p>\n");
}

void ma_page_value(struct ma_writer *writer, struct ma_text value)
{
	struct ma_page *page = writer->page;
	struct ma_buffer shown = { 0 };
	bool plain = ma_text_is_plain(value);

	if (page->block != MA_BLOCK_ITEMS && page->block != MA_BLOCK_ROWS)
		ma_page_end(writer);
	if (plain)
		ma_buffer_text(&shown, value);
	else
		ma_buffer_visible(&shown, value);
	if (!shown.failed)
		write_shown(writer, ma_buffer_view(&shown),
			    !ma_text_equal(ma_buffer_view(&shown), value));
	if (plain && value.length > STRING_MAX)
		write_strings(writer, value);
	page->out.failed = page->out.failed || shown.failed;
	ma_buffer_finish(&shown);
}
