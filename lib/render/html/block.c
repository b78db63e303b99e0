/* The elements of a page: what lines, labels and marks are in columns of text.
 *
 * SPDX-License-Identifier: MIT
 *
 * At most one of the elements below is open, besides a section; what begins another ends it. */

#include "../render.h"

/* --- What is open --------------------------------------------------------------- */

static void end_quote(struct ma_writer *writer)
{
	ma_page_markup(writer->page, "</code></pre>");
	ma_page_copy(writer);
	ma_page_markup(writer->page, "</div>\n");
}

void ma_page_end(struct ma_writer *writer)
{
	static const char *const ends[] = {
		[MA_BLOCK_NONE] = "",
		[MA_BLOCK_LABELS] = "</dl>\n",
		[MA_BLOCK_ITEMS] = "</li></ul>\n",
		[MA_BLOCK_TERMS] = "</ul>\n",
		[MA_BLOCK_ROWS] = "</td></tr></tbody></table>\n",
		[MA_BLOCK_QUOTE] = "",
	};
	struct ma_page *page = writer->page;

	ma_page_markup(page, ends[page->block]);
	if (page->block == MA_BLOCK_QUOTE)
		end_quote(writer);
	page->block = MA_BLOCK_NONE;
}

void ma_page_end_section(struct ma_writer *writer)
{
	ma_page_end(writer);
	if (writer->page->section)
		ma_page_markup(writer->page, "</section>\n");
	writer->page->section = false;
}

/* Opens BLOCK, unless it is open.  False if it was. */
static bool begin(struct ma_writer *writer, enum ma_block block, const char *markup)
{
	if (writer->page->block == block)
		return false;
	ma_page_end(writer);
	ma_page_markup(writer->page, markup);
	writer->page->block = block;
	return true;
}

/* --- Sentences ------------------------------------------------------------------ */

static void add_element(struct ma_page *page, const char *name, struct ma_text words)
{
	ma_page_markup(page, "<");
	ma_page_markup(page, name);
	if (page->style == MA_STYLE_FAINT)
		ma_page_markup(page, " class=\"ma-faint\"");
	ma_page_markup(page, ">");
	ma_page_text(page, words);
	ma_page_markup(page, "</");
	ma_page_markup(page, name);
	ma_page_markup(page, ">\n");
}

void ma_page_words(struct ma_writer *writer, struct ma_text words)
{
	struct ma_page *page = writer->page;

	if (page->block == MA_BLOCK_QUOTE) {
		ma_page_text(page, words);
		ma_page_markup(page, "\n");
		return;
	}
	if (words.length == 0)
		return;
	if (page->style == MA_STYLE_STRONG || page->block == MA_BLOCK_TERMS)
		ma_page_end(writer);
	add_element(page,
		    page->style == MA_STYLE_STRONG   ? "h2"
		    : page->block == MA_BLOCK_LABELS ? "dd"
						     : "p",
		    words);
}

void ma_page_label(struct ma_writer *writer, struct ma_text label)
{
	begin(writer, MA_BLOCK_LABELS, "<dl class=\"ma-labels\">\n");
	ma_page_markup(writer->page, "<dt>");
	ma_page_text(writer->page, label);
	ma_page_markup(writer->page, "</dt>\n");
}

/* --- Lists ------------------------------------------------------------------------ */

static const struct {
	const char *class;
	enum ma_phrase_id phrase;
} severities[] = {
	[MAILAUTH_SEVERITY_NONE] = { "ma-notice", MA_PHRASE_HTML_NOTICE },
	[MAILAUTH_SEVERITY_OK] = { "ma-ok", MA_PHRASE_HTML_OK },
	[MAILAUTH_SEVERITY_NOTICE] = { "ma-notice", MA_PHRASE_HTML_NOTICE },
	[MAILAUTH_SEVERITY_WARNING] = { "ma-warning", MA_PHRASE_HTML_WARNING },
	[MAILAUTH_SEVERITY_UNKNOWN] = { "ma-unknown", MA_PHRASE_HTML_UNKNOWN },
	[MAILAUTH_SEVERITY_ERROR] = { "ma-error", MA_PHRASE_HTML_ERROR },
};

enum ma_phrase_id ma_page_severity_phrase(enum mailauth_severity severity)
{
	return severities[severity].phrase;
}

const char *ma_page_severity_class(enum mailauth_severity severity)
{
	return severities[severity].class;
}

void ma_page_item(struct ma_writer *writer, enum mailauth_severity severity)
{
	struct ma_page *page = writer->page;

	if (!begin(writer, MA_BLOCK_ITEMS, "<ul class=\"ma-items\">\n"))
		ma_page_markup(page, "</li>\n");
	ma_page_markup(page, "<li class=\"ma-item ");
	ma_page_markup(page, severities[severity].class);
	ma_page_markup(page, "\"><strong class=\"ma-badge\">");
	ma_page_string(page, ma_phrase(severities[severity].phrase, writer->language));
	ma_page_markup(page, "</strong>\n");
}

void ma_page_term(struct ma_writer *writer, size_t level, struct ma_text term, const char *note)
{
	struct ma_page *page = writer->page;
	begin(writer, MA_BLOCK_TERMS, "<ul class=\"ma-terms\">\n");
	ma_page_markup(page, "<li class=\"ma-level-");
	ma_buffer_number(&page->out, level < 9 ? level : 9);
	ma_page_markup(page, "\"><code>");
	ma_page_visible(page, term);
	ma_page_markup(page, "</code> ");
	ma_page_string(page, note);
	ma_page_markup(page, "</li>\n");
}

void ma_page_row(struct ma_writer *writer, const char *name)
{
	struct ma_page *page = writer->page;

	if (!begin(writer, MA_BLOCK_ROWS, "<table class=\"ma-table\"><tbody>\n"))
		ma_page_markup(page, "</td></tr>\n");
	ma_page_markup(page, "<tr><th scope=\"row\">");
	ma_page_string(page, name);
	ma_page_markup(page, "</th><td>");
}

/* --- Headings --------------------------------------------------------------------- */

void ma_page_heading(struct ma_writer *writer, enum ma_phrase_id name, enum ma_phrase_id state)
{
	struct ma_page *page = writer->page;

	ma_page_end_section(writer);
	ma_page_markup(page, "<section class=\"ma-section\">\n<h3>");
	ma_page_string(page, ma_phrase(name, writer->language));
	ma_page_markup(page, " <small>");
	ma_page_string(page, ma_phrase(state, writer->language));
	ma_page_markup(page, "</small></h3>\n");
	page->section = true;
}

void ma_page_part(struct ma_writer *writer, struct ma_buffer *words)
{
	struct ma_page *page = writer->page;

	ma_page_end(writer);
	ma_page_markup(page, page->section ? "<h4>" : "<h3>");
	if (!words->failed)
		ma_page_text(page, ma_buffer_view(words));
	ma_page_markup(page, page->section ? "</h4>\n" : "</h3>\n");
	page->out.failed = page->out.failed || words->failed;
	ma_buffer_finish(words);
}
