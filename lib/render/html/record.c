/* A published record: the faulty bytes marked, and next to it the one that is proposed instead.
 *
 * SPDX-License-Identifier: MIT */

#include "../../fix/fix.h"
#include "html.h"

/* The bytes from FROM up to TO, which are all faulty or all not. */
static void write_run(struct ma_page *page, struct ma_text record, size_t from, size_t to,
		      bool faulty)
{
	ma_page_markup(page, faulty ? "<mark>" : "");
	ma_page_visible(page, ma_text_slice(record, from, to));
	ma_page_markup(page, faulty ? "</mark>" : "");
}

/* A run does not end within a character. */
static size_t run_end(struct ma_text record, size_t from, const bool *faulty)
{
	size_t to = from;
	uint32_t code;

	while (to < record.length && (faulty == NULL || faulty[to] == faulty[from])) {
		size_t length = ma_utf8_decode(ma_text_slice(record, to, record.length), &code);

		to += length > 0 ? length : 1;
	}
	return to;
}

static void write_label(struct ma_page *page, struct ma_text label)
{
	ma_page_markup(page, "<figcaption>");
	ma_page_visible(page, label);
	ma_page_markup(page, "</figcaption>");
}

/* The fix that takes RECORD at NAME away for one other; NULL if none does.  Where it takes several,
 * the one that comes is next to the first alone: it is not to be published twice. */
static const struct mailauth_fix *find_fix(const struct mailauth_report *report,
					   struct ma_text name, struct ma_text record)
{
	for (size_t i = 0; report != NULL && i < report->fix_count; i++) {
		const struct mailauth_fix *fix = report->fixes[i];

		if (fix->form.added_count == 1 && fix->removed_count > 0 &&
		    ma_text_equal(fix->shown, name) && ma_text_equal(fix->texts.removed[0], record))
			return fix;
	}
	return NULL;
}

static void write_proposed(struct ma_writer *writer, const struct mailauth_fix *fix)
{
	struct ma_page *page = writer->page;

	ma_page_markup(page, "<figure class=\"ma-record\">");
	write_label(page, ma_text(ma_phrase(MA_PHRASE_HTML_PROPOSED, writer->language)));
	ma_page_value(writer, fix->texts.added[0]);
	ma_page_markup(page, "</figure>\n");
}

void ma_html_record(struct ma_writer *writer, struct ma_text label, struct ma_text name,
		    struct ma_text record, const bool *faulty)
{
	const struct mailauth_fix *fix = find_fix(writer->report, name, record);
	struct ma_page *page = writer->page;

	ma_page_end(writer);
	ma_page_markup(page, fix != NULL ? "<div class=\"ma-pair\">" : "");
	ma_page_markup(page, "<figure class=\"ma-record\">");
	write_label(page, label);
	ma_page_markup(page, "<code>");
	for (size_t at = 0; at < record.length;) {
		size_t to = run_end(record, at, faulty);

		write_run(page, record, at, to, faulty != NULL && faulty[at]);
		at = to;
	}
	ma_page_markup(page, "</code></figure>\n");
	if (fix != NULL)
		write_proposed(writer, fix);
	ma_page_markup(page, fix != NULL ? "</div>\n" : "");
}
