/* The report as text: the verdict and the records to publish first; then each section, in short or
 * in full.
 *
 * SPDX-License-Identifier: MIT */

#include "../html/html.h"

/* --- Records -------------------------------------------------------------- */

static void write_alone(struct ma_writer *writer, struct ma_text record)
{
	for (size_t i = 0; i < writer->report->finding_count; i++) {
		const struct mailauth_finding *finding = writer->report->findings[i];
		struct ma_buffer words = { 0 };

		if (finding->id != MA_SPF_SENDER_RECORD_ALONE ||
		    !ma_text_equal(finding->record, record))
			continue;
		ma_buffer_fill(&writer->out, ' ', 3 * MA_TEXT_MARGIN);
		ma_words_finding(&words, finding, writer->language, false);
		ma_write_words(writer, 3 * MA_TEXT_MARGIN, 3 * MA_TEXT_MARGIN, &words);
	}
}

/* A sender asks for addresses of its own family alone; where that makes a difference, both are
 * shown. */
static void write_counts(struct ma_writer *writer, const struct ma_spf_tree *tree)
{
	struct ma_arena arena = { 0 };
	const struct ma_argument arguments[] = {
		{ "lookups", ma_arena_number(&arena, tree->lookups), MA_VALUE_SAFE },
		{ "four", ma_arena_number(&arena, tree->voids4), MA_VALUE_SAFE },
		{ "six", ma_arena_number(&arena, tree->voids6), MA_VALUE_SAFE },
	};

	if (tree->voids4 == tree->voids6)
		ma_write_counts(writer, MA_TEXT_MARGIN, tree->lookups, tree->voids);
	else
		ma_write_phrase(writer, MA_TEXT_MARGIN, MA_PHRASE_FAMILY_COUNTS, arguments, 3);
	writer->out.failed = writer->out.failed || arena.failed;
	ma_arena_finish(&arena);
}

static void write_permitted(struct ma_writer *writer, uint64_t addresses)
{
	static const uint64_t all = UINT64_C(1) << 32;
	struct ma_arena arena = { 0 };
	const struct ma_argument count = { "count", ma_arena_number(&arena, addresses),
					   MA_VALUE_SAFE };

	ma_write_phrase(writer, MA_TEXT_MARGIN,
			addresses == all ? MA_PHRASE_PERMITTED_ALL : MA_PHRASE_PERMITTED_ADDRESSES,
			&count, 1);
	writer->out.failed = writer->out.failed || arena.failed;
	ma_arena_finish(&arena);
}

static void write_published(struct ma_writer *writer, struct ma_text name)
{
	const struct ma_spf_published *spf = &writer->report->spf;

	for (size_t i = 0; i < spf->count; i++) {
		struct ma_buffer label = { 0 };

		ma_buffer_string(&label, ma_phrase(MA_PHRASE_LABEL_RECORD, writer->language));
		if (spf->count > 1) {
			ma_buffer_byte(&label, ' ');
			ma_buffer_number(&label, i + 1);
		}
		if (!label.failed)
			ma_write_record(writer, MA_TEXT_MARGIN, ma_buffer_view(&label), name,
					spf->records[i]->text);
		writer->out.failed = writer->out.failed || label.failed;
		ma_buffer_finish(&label);
		write_alone(writer, spf->records[i]->text);
	}
	if (spf->walked) {
		write_counts(writer, &spf->tree);
		if (spf->tree.counted)
			write_permitted(writer, spf->tree.reach.ipv4);
	}
}

/* --- Sections ------------------------------------------------------------- */

static void write_mx(struct ma_writer *writer)
{
	const struct ma_mx *mx = &writer->report->mx;

	for (size_t i = 0; i < mx->count; i++) {
		const struct ma_mx_host *host = &mx->hosts[i];
		struct ma_buffer words = { 0 };

		ma_buffer_fill(&writer->out, ' ', MA_TEXT_MARGIN);
		if (!mx->implicit)
			ma_buffer_number(&words, host->preference);
		if (!mx->implicit)
			ma_buffer_byte(&words, ' ');
		ma_words_company(writer, &words, host->name, ma_provider_of_mx(host->name));
		for (size_t j = 0; j < host->address_count; j++) {
			ma_buffer_string(&words, j == 0 ? "  "
							: ma_phrase(MA_PHRASE_SERVER_SEPARATOR,
								    writer->language));
			ma_buffer_text(&words, host->addresses[j]);
		}
		ma_write_words(writer, MA_TEXT_MARGIN, 2 * MA_TEXT_MARGIN, &words);
	}
}

/* The addresses with their names in reverse DNS, and the company that the names show. */
static void write_hosts(struct ma_writer *writer)
{
	const struct ma_hosts *hosts = &writer->report->hosts;

	for (size_t i = 0; i < hosts->count; i++) {
		const struct ma_host *host = &hosts->items[i];
		struct ma_buffer words = { 0 };

		if (host->name_count == 0)
			continue;
		ma_buffer_fill(&writer->out, ' ', MA_TEXT_MARGIN);
		ma_buffer_text(&words, host->ip_text);
		for (size_t k = 0; k < host->name_count; k++) {
			ma_buffer_string(&words, k == 0 ? "  "
							: ma_phrase(MA_PHRASE_SERVER_SEPARATOR,
								    writer->language));
			ma_words_company(writer, &words, host->names[k],
					 k == 0 ? ma_provider_of_host(host) : NULL);
		}
		ma_write_words(writer, MA_TEXT_MARGIN, 2 * MA_TEXT_MARGIN, &words);
	}
}

static void write_section(struct ma_writer *writer, enum mailauth_section section,
			  enum ma_phrase_id name)
{
	const struct mailauth_report *report = writer->report;
	enum mailauth_severity severity = mailauth_report_section_severity(report, section);

	if (severity == MAILAUTH_SEVERITY_NONE)
		return;
	ma_write_heading(writer, name, ma_section_phrase(report, section, severity));
	if (section == MAILAUTH_SECTION_SPF)
		write_published(writer, report->settings.domain_text);
	if (section == MAILAUTH_SECTION_MX)
		write_mx(writer);
	if (section == MAILAUTH_SECTION_HOST)
		write_hosts(writer);
	if (section == MAILAUTH_SECTION_DMARC)
		ma_text_dmarc(writer);
	ma_write_findings(writer, section);
	/* The way of a sender shows the same records, term by term. */
	if (section == MAILAUTH_SECTION_SPF && report->sender_count == 0 &&
	    report->spf.tree.lookups > 0) {
		if (writer->page != NULL)
			ma_html_tree(writer, &report->spf.tree);
		else
			ma_write_tree(writer, &report->spf.tree);
	}
}

/* What is known of the mail that was given. */
static void write_mail(struct ma_writer *writer)
{
	if (writer->page == NULL) {
		ma_text_notes(writer);
		return;
	}
	ma_html_alignment(writer);
	ma_html_notes(writer);
}

void ma_write_sections(struct ma_writer *writer)
{
	const struct mailauth_report *report = writer->report;

	write_section(writer, MAILAUTH_SECTION_DNS, MA_PHRASE_SECTION_DOMAIN);
	write_section(writer, MAILAUTH_SECTION_SPF, MA_PHRASE_SECTION_SPF);
	ma_text_dkim(writer);
	write_section(writer, MAILAUTH_SECTION_DMARC, MA_PHRASE_SECTION_DMARC);
	write_section(writer, MAILAUTH_SECTION_MX, MA_PHRASE_SECTION_MX);
	write_section(writer, MAILAUTH_SECTION_HOST, MA_PHRASE_SECTION_HOST);
	write_mail(writer);
	ma_text_receivers(writer);
	for (size_t i = 0; i < report->sender_count && !report->missing; i++)
		ma_write_trail(writer, report->senders[i]);
	if (writer->report->provider_count > 0)
		ma_buffer_byte(&writer->out, '\n');
	ma_write_end(writer);
	ma_text_providers(writer);
}

int mailauth_report_text(const struct mailauth_report *report, enum mailauth_language language,
			 unsigned width, unsigned flags, char **text, size_t *length)
{
	struct ma_writer writer;
	int r = ma_writer_begin(&writer, report, language, width, flags);

	if (r != 0)
		return r;
	ma_write_verdict(&writer);
	if (!writer.full)
		ma_write_to_do(&writer);
	ma_write_costs(&writer);
	ma_write_choices(&writer);
	ma_write_fixes(&writer);
	ma_write_changes(&writer);
	ma_write_comparison(&writer);
	if (writer.full)
		ma_write_sections(&writer);
	else
		ma_text_short(&writer);
	return ma_writer_take(&writer, text, length);
}
