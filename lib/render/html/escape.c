/* Text in HTML: what has a meaning there is escaped, for elements and for quoted attributes alike.
 *
 * SPDX-License-Identifier: MIT */

#include "../render.h"

/* The five characters that can begin or end anything (HTML 13.1.2, 13.1.4); NULL for others. */
static const char *reference_of(uint32_t code)
{
	switch (code) {
	case '&':
		return "&amp;";
	case '<':
		return "&lt;";
	case '>':
		return "&gt;";
	case '"':
		return "&quot;";
	case '\'':
		return "&#39;";
	default:
		return NULL;
	}
}

/* As many octets at the start of TEXT as are printable ASCII and mean nothing. */
static size_t plain_length(struct ma_text text)
{
	size_t length = 0;

	while (length < text.length && text.data[length] >= ' ' && text.data[length] < 0x7f &&
	       reference_of(text.data[length]) == NULL)
		length++;
	return length;
}

/* Adds the character at the start of TEXT, which is not plain; returns its length. */
static size_t add_character(struct ma_page *page, struct ma_text text)
{
	uint32_t code = 0;
	size_t length = ma_utf8_decode(text, &code);
	const char *reference = reference_of(code);

	if (length == 0)
		length = 1;
	if (code == '\n')
		ma_buffer_string(&page->out, "<br>");
	else if (reference != NULL)
		ma_buffer_string(&page->out, reference);
	else
		ma_buffer_prose(&page->out, ma_text_slice(text, 0, length));
	return length;
}

void ma_page_text(struct ma_page *page, struct ma_text text)
{
	while (text.length > 0) {
		size_t length = plain_length(text);

		ma_buffer_add(&page->out, text.data, length);
		if (length < text.length)
			length += add_character(page, ma_text_slice(text, length, text.length));
		text = ma_text_slice(text, length, text.length);
	}
}

void ma_page_visible(struct ma_page *page, struct ma_text text)
{
	struct ma_buffer shown = { 0 };

	ma_buffer_visible(&shown, text);
	if (!shown.failed)
		ma_page_text(page, ma_buffer_view(&shown));
	page->out.failed = page->out.failed || shown.failed;
	ma_buffer_finish(&shown);
}

void ma_page_string(struct ma_page *page, const char *text)
{
	ma_page_text(page, ma_text(text));
}

void ma_page_markup(struct ma_page *page, const char *markup)
{
	ma_buffer_string(&page->out, markup);
}
