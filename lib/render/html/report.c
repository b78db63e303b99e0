/* The report as HTML: the same that columns of text have in full, as a page or a part of one.
 *
 * SPDX-License-Identifier: MIT */

#include "html.h"

/* --- A badge a section ----------------------------------------------------------- */

static void write_badge(struct ma_writer *writer, enum mailauth_section section)
{
	const struct mailauth_report *report = writer->report;
	enum mailauth_severity severity = mailauth_report_section_severity(report, section);
	struct ma_page *page = writer->page;

	if (severity == MAILAUTH_SEVERITY_NONE)
		return;
	ma_page_markup(page, "<li class=\"");
	ma_page_markup(page, ma_page_severity_class(severity));
	ma_page_markup(page, "\"><strong class=\"ma-badge\">");
	ma_page_string(page, ma_phrase(ma_section_name(section), writer->language));
	ma_page_markup(page, "</strong> ");
	ma_page_string(page,
		       ma_phrase(ma_section_phrase(report, section, severity), writer->language));
	ma_page_markup(page, "</li>\n");
}

static void write_badges(struct ma_writer *writer)
{
	static const enum mailauth_section sections[] = {
		MAILAUTH_SECTION_DNS,	MAILAUTH_SECTION_SPF, MAILAUTH_SECTION_DKIM,
		MAILAUTH_SECTION_DMARC, MAILAUTH_SECTION_MX,  MAILAUTH_SECTION_HOST,
	};

	ma_page_end(writer);
	ma_page_markup(writer->page, "<ul class=\"ma-badges\">\n");
	for (size_t i = 0; i < sizeof(sections) / sizeof(*sections); i++)
		write_badge(writer, sections[i]);
	ma_page_markup(writer->page, "</ul>\n");
}

/* --- The time -------------------------------------------------------------------- */

enum {
	DAY = 24 * 60 * 60,
	DAYS_OF_ERA = 146097,	   /* 400 years */
	DAYS_BEFORE_1970 = 719468, /* since the first of March of the year 0 */
};

static void add_two(struct ma_buffer *out, const char *before, int64_t number)
{
	ma_buffer_string(out, before);
	ma_buffer_byte(out, (unsigned char)('0' + number / 10));
	ma_buffer_byte(out, (unsigned char)('0' + number % 10));
}

/* "2026-11-28": years are counted from March, so that a leap day is the last (Gregorian). */
static void add_date(struct ma_buffer *out, int64_t days)
{
	int64_t era = days / DAYS_OF_ERA;
	int64_t day = days % DAYS_OF_ERA;
	int64_t year = (day - day / 1460 + day / 36524 - day / 146096) / 365;
	int64_t of_year = day - (365 * year + year / 4 - year / 100);
	int64_t month = (5 * of_year + 2) / 153;

	ma_buffer_number(out, (uint64_t)(year + era * 400 + (month >= 10)));
	add_two(out, "-", month < 10 ? month + 3 : month - 9);
	add_two(out, "-", of_year - (153 * month + 2) / 5 + 1);
}

static void write_time(struct ma_writer *writer)
{
	int64_t now = mailauth_report_now(writer->report);
	struct ma_page *page = writer->page;
	struct ma_buffer date = { 0 };

	if (now < 0 || now / DAY > INT32_MAX)
		return;
	add_date(&date, now / DAY + DAYS_BEFORE_1970);
	if (!date.failed) {
		ma_page_markup(page, "<footer class=\"ma-footer\"><p>");
		ma_page_string(page, ma_phrase(MA_PHRASE_HTML_CHECKED, writer->language));
		ma_page_markup(page, " <time>");
		ma_page_text(page, ma_buffer_view(&date));
		add_two(&page->out, " ", now % DAY / 3600);
		add_two(&page->out, ":", now % 3600 / 60);
		ma_page_markup(page, "Z</time></p></footer>\n");
	}
	page->out.failed = page->out.failed || date.failed;
	ma_buffer_finish(&date);
}

/* --- The whole ------------------------------------------------------------------- */

/* A notice is not a problem, and the verdict says so. */
static enum mailauth_severity severity_of_verdict(const struct mailauth_report *report)
{
	enum mailauth_severity severity = mailauth_report_severity(report);

	return severity == MAILAUTH_SEVERITY_NOTICE ? MAILAUTH_SEVERITY_OK : severity;
}

static void write_report(struct ma_writer *writer)
{
	ma_page_markup(writer->page, "<header class=\"ma-verdict ");
	ma_page_markup(writer->page, ma_page_severity_class(severity_of_verdict(writer->report)));
	ma_page_markup(writer->page, "\">\n");
	ma_write_verdict(writer);
	write_badges(writer);
	ma_page_markup(writer->page, "</header>\n");
	ma_write_costs(writer);
	ma_write_end(writer);
	ma_write_choices(writer);
	ma_html_fixes(writer);
	ma_write_changes(writer);
	ma_write_comparison(writer);
	ma_write_sections(writer);
	ma_page_end_section(writer);
	write_time(writer);
}

int mailauth_report_html(const struct mailauth_report *report, enum mailauth_language language,
			 unsigned flags, char **text, size_t *length)
{
	struct ma_writer writer;
	struct ma_page page;
	int r = ma_html_begin(&writer, &page, report, language, flags);

	if (r != 0)
		return r;
	ma_html_open(&writer, ma_text(mailauth_report_domain_unicode(report)), "ma-report", flags);
	write_report(&writer);
	ma_html_close(&writer, flags);
	return ma_html_take(&writer, text, length);
}
