/* The names that DMARC compares, drawn as a table: the visible From, and below it what SPF and DKIM
 * proved.
 *
 * SPDX-License-Identifier: MIT */

#include "html.h"

#include <mailauth/dmarc.h>

static enum ma_phrase_id phrase_of(enum mailauth_aligned aligned)
{
	switch (aligned) {
	case MAILAUTH_ALIGNED_YES:
		return MA_PHRASE_HTML_ALIGNED_YES;
	case MAILAUTH_ALIGNED_NO:
		return MA_PHRASE_HTML_ALIGNED_NO;
	default:
		return MA_PHRASE_HTML_ALIGNED_UNKNOWN;
	}
}

static enum mailauth_severity severity_of(enum mailauth_aligned aligned)
{
	switch (aligned) {
	case MAILAUTH_ALIGNED_YES:
		return MAILAUTH_SEVERITY_OK;
	case MAILAUTH_ALIGNED_NO:
		return MAILAUTH_SEVERITY_ERROR;
	default:
		return MAILAUTH_SEVERITY_UNKNOWN;
	}
}

/* "example.jp (pass)" on a line of its own. */
static void write_name(struct ma_page *page, struct ma_text name, const char *result)
{
	ma_page_markup(page, "<div><code>");
	ma_page_visible(page, name);
	ma_page_markup(page, "</code>");
	if (result != NULL) {
		ma_page_markup(page, " (");
		ma_page_string(page, result);
		ma_page_markup(page, ")");
	}
	ma_page_markup(page, "</div>");
}

static void begin_row(struct ma_writer *writer, enum ma_phrase_id label)
{
	ma_page_markup(writer->page, "<tr><th scope=\"row\">");
	ma_page_string(writer->page, ma_phrase(label, writer->language));
	ma_page_markup(writer->page, "</th><td>");
}

static void end_row(struct ma_writer *writer, enum mailauth_aligned aligned)
{
	struct ma_page *page = writer->page;

	ma_page_markup(page, "</td><td class=\"");
	ma_page_markup(page, ma_page_severity_class(severity_of(aligned)));
	ma_page_markup(page, "\"><strong class=\"ma-badge\">");
	ma_page_string(page, ma_phrase(phrase_of(aligned), writer->language));
	ma_page_markup(page, "</strong></td></tr>\n");
}

static void write_spf(struct ma_writer *writer)
{
	const struct mailauth_report *report = writer->report;

	begin_row(writer, MA_PHRASE_HTML_ENVELOPE);
	for (size_t i = 0; i < report->sender_count; i++)
		if (report->senders[i]->input.identity == MAILAUTH_IDENTITY_MAILFROM)
			write_name(
				writer->page, report->senders[i]->domain_text,
				mailauth_spf_result_word((int)report->senders[i]->outcome.result));
	end_row(writer, mailauth_dmarc_aligned_spf(report));
}

static void write_dkim(struct ma_writer *writer)
{
	const struct mailauth_report *report = writer->report;

	begin_row(writer, MA_PHRASE_HTML_SIGNER);
	for (size_t i = 0; i < report->signature_count; i++)
		write_name(writer->page, report->signatures[i]->domain,
			   mailauth_signature_result_word((int)report->signatures[i]->result));
	end_row(writer, mailauth_dmarc_aligned_dkim(report));
}

void ma_html_alignment(struct ma_writer *writer)
{
	const struct mailauth_report *report = writer->report;
	struct ma_page *page = writer->page;

	if (report->message.result == MAILAUTH_DMARC_NOT_ASKED || report->dmarc->domain == NULL)
		return;
	ma_page_end_section(writer);
	ma_write_part(writer, MA_PHRASE_HTML_ALIGNMENT);
	ma_page_markup(page, "<table class=\"ma-table ma-alignment\"><tbody>\n");
	begin_row(writer, MA_PHRASE_HTML_FROM);
	write_name(page, report->dmarc->shown, NULL);
	ma_page_markup(page, "</td><td></td></tr>\n");
	write_spf(writer);
	write_dkim(writer);
	ma_page_markup(page, "</tbody></table>\n");
}
