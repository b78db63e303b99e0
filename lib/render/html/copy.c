/* The button that copies a value: a script turns it on.
 *
 * SPDX-License-Identifier: MIT */

#include "../render.h"

void ma_page_copy(struct ma_writer *writer)
{
	struct ma_page *page = writer->page;

	/* Without a script there is nothing to press. */
	ma_page_markup(page, "<button type=\"button\" class=\"ma-copy\" data-ma-copied=\"");
	ma_page_string(page, ma_phrase(MA_PHRASE_HTML_COPIED, writer->language));
	ma_page_markup(page, "\" hidden>");
	ma_page_string(page, ma_phrase(MA_PHRASE_HTML_COPY, writer->language));
	ma_page_markup(page, "</button>");
}
