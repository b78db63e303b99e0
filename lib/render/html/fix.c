/* The records to publish: each at its name, whole, to be copied; then its proof.
 *
 * SPDX-License-Identifier: MIT */

#include "../../fix/fix.h"
#include "html.h"

/* A row of what a form asks for: the name, the type. */
static void write_field(struct ma_writer *writer, enum ma_phrase_id label, struct ma_text value,
			bool copied)
{
	struct ma_page *page = writer->page;

	ma_page_label(writer, ma_text(ma_phrase(label, writer->language)));
	ma_page_markup(page, "<dd class=\"ma-value\"><code>");
	ma_page_text(page, value);
	ma_page_markup(page, "</code>");
	if (copied)
		ma_page_copy(writer);
	ma_page_markup(page, "</dd>\n");
}

static void write_place(struct ma_writer *writer, const struct mailauth_fix *fix)
{
	write_field(writer, MA_PHRASE_HTML_NAME, fix->shown, true);
	if (!ma_text_equal(fix->shown, fix->texts.relative))
		write_field(writer, MA_PHRASE_HTML_RELATIVE, fix->texts.relative, true);
	write_field(writer, MA_PHRASE_HTML_TYPE, ma_text(ma_type_word(fix->type)), false);
	ma_page_end(writer);
}

/* What goes, which no one has to copy. */
static void write_old(struct ma_writer *writer, const struct mailauth_fix *fix)
{
	struct ma_page *page = writer->page;

	if (fix->form.added_count > 0)
		ma_write_phrase(writer, 0, MA_PHRASE_PUBLISH_OLD, NULL, 0);
	for (size_t i = 0; i < fix->removed_count; i++) {
		ma_page_markup(page, "<div class=\"ma-value ma-old\"><code>");
		ma_page_visible(page, fix->texts.removed[i]);
		ma_page_markup(page, "</code></div>\n");
	}
}

static void write_change(struct ma_writer *writer, const struct mailauth_fix *fix)
{
	if (ma_fix_lists_old(fix))
		write_old(writer, fix);
	if (fix->form.added_count > 0)
		ma_write_phrase(writer, 0, MA_PHRASE_PUBLISH_NEW, NULL, 0);
	for (size_t i = 0; i < fix->form.added_count; i++)
		ma_page_value(writer, fix->texts.added[i]);
}

static void write_fix(struct ma_writer *writer, const struct mailauth_fix *fix, size_t number)
{
	struct ma_buffer label = { 0 }, task = { 0 }, proof = { 0 };

	ma_page_end(writer);
	ma_page_markup(writer->page, "<section class=\"ma-fix\">\n");
	ma_words_publish(writer, &label, number);
	ma_page_part(writer, &label);
	ma_words_task(writer, &task, fix);
	ma_write_words(writer, 0, 0, &task);
	write_place(writer, fix);
	write_change(writer, fix);
	ma_words_proof(writer, &proof, fix);
	ma_write_words(writer, 0, 0, &proof);
	ma_write_publisher(writer, fix);
	ma_page_end(writer);
	ma_page_markup(writer->page, "</section>\n");
}

void ma_html_fixes(struct ma_writer *writer)
{
	for (size_t i = 0; i < writer->report->fix_count; i++)
		write_fix(writer, writer->report->fixes[i], i + 1);
}
