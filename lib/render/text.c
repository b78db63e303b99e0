/* The report as text: the verdict first, then why, who, where; then each section.
 *
 * SPDX-License-Identifier: MIT */

#include "render.h"

enum {
	WIDTH_DEFAULT = 80,
	WIDTH_MIN = 40,
	WIDTH_MAX = 1000,
};

/* --- Findings ------------------------------------------------------------- */

void ma_write_mark(struct ma_writer *writer, enum mailauth_severity severity)
{
	static const struct {
		const char *mark;
		const char *ascii;
		enum ma_style style;
	} marks[] = {
		[MAILAUTH_SEVERITY_NONE] = { " ", " ", MA_STYLE_PLAIN },
		[MAILAUTH_SEVERITY_OK] = { "✓", "+", MA_STYLE_OK },
		[MAILAUTH_SEVERITY_NOTICE] = { "・", "-", MA_STYLE_PLAIN },
		[MAILAUTH_SEVERITY_WARNING] = { "!", "!", MA_STYLE_WARNING },
		[MAILAUTH_SEVERITY_UNKNOWN] = { "?", "?", MA_STYLE_WARNING },
		[MAILAUTH_SEVERITY_ERROR] = { "✗", "x", MA_STYLE_ERROR },
	};
	const char *mark = writer->ascii ? marks[severity].ascii : marks[severity].mark;

	ma_buffer_fill(&writer->out, ' ', MA_TEXT_MARGIN);
	ma_write_style(writer, marks[severity].style);
	ma_buffer_string(&writer->out, mark);
	if (ma_columns(ma_text(mark)) < 2)
		ma_buffer_byte(&writer->out, ' ');
	ma_write_style(writer, MA_STYLE_PLAIN);
}

/* Whether the verdict above says what FINDING says. */
static bool was_told(const struct ma_writer *writer, const struct mailauth_finding *finding)
{
	const struct ma_verdict *verdict = &writer->report->verdict;

	/* Several inquiries may have found the same. */
	if (verdict->told != NULL && ma_finding_equal(verdict->told, finding))
		return true;
	for (size_t i = 0; i < verdict->cause_count; i++)
		if (verdict->causes[i].finding != NULL &&
		    ma_finding_equal(verdict->causes[i].finding, finding))
			return true;
	return false;
}

static void write_source(struct ma_writer *writer, const struct mailauth_finding *finding)
{
	struct ma_buffer *out = &writer->out;

	ma_buffer_fill(out, ' ', 2 * MA_TEXT_MARGIN);
	ma_write_style(writer, MA_STYLE_FAINT);
	ma_buffer_string(out, mailauth_finding_id(finding));
	if (mailauth_finding_source(finding)[0] != '\0') {
		ma_buffer_string(out, "  ");
		ma_buffer_string(out, mailauth_finding_source(finding));
	}
	ma_write_style(writer, MA_STYLE_PLAIN);
	ma_buffer_byte(out, '\n');
}

/* What it means, unless the verdict has said so; what to do; its id. */
void ma_write_finding(struct ma_writer *writer, const struct mailauth_finding *finding)
{
	const struct ma_catalogue_entry *entry = ma_catalogue(finding->id);
	bool advice = entry->advice[writer->language][0] != '\0';
	bool told = was_told(writer, finding);
	struct ma_buffer words = { 0 };

	if (told && !advice)
		return;
	ma_write_mark(writer, entry->severity);
	if (!told) {
		ma_words_finding(&words, finding, writer->language, false);
		ma_write_words(writer, 2 * MA_TEXT_MARGIN, 2 * MA_TEXT_MARGIN, &words);
	}
	if (advice) {
		if (!told)
			ma_buffer_fill(&writer->out, ' ', 2 * MA_TEXT_MARGIN);
		ma_buffer_string(&words, ma_phrase(MA_PHRASE_LABEL_ADVICE, writer->language));
		ma_buffer_string(&words, ": ");
		ma_words_finding(&words, finding, writer->language, true);
		ma_write_words(writer, 2 * MA_TEXT_MARGIN, 2 * MA_TEXT_MARGIN, &words);
	}
	write_source(writer, finding);
}

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

static bool is_published(const struct mailauth_report *report, struct ma_text record)
{
	for (size_t i = 0; i < report->spf.count; i++)
		if (ma_text_equal(report->spf.records[i], record))
			return true;
	return false;
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
					spf->records[i]);
		writer->out.failed = writer->out.failed || label.failed;
		ma_buffer_finish(&label);
		write_alone(writer, spf->records[i]);
	}
	if (spf->walked)
		ma_write_counts(writer, MA_TEXT_MARGIN, spf->tree.lookups, spf->tree.voids);
}

/* A record of another domain, before the first finding about it. */
static void write_other_record(struct ma_writer *writer, size_t index)
{
	const struct mailauth_report *report = writer->report;
	const struct mailauth_finding *finding = report->findings[index];

	if (finding->record.data == NULL || is_published(report, finding->record))
		return;
	for (size_t i = 0; i < index; i++)
		if (ma_text_equal(report->findings[i]->record, finding->record) &&
		    ma_text_equal(report->findings[i]->name, finding->name))
			return;
	ma_write_record(writer, MA_TEXT_MARGIN, finding->name, finding->name, finding->record);
}

/* --- Sections ------------------------------------------------------------- */

void ma_write_heading(struct ma_writer *writer, enum ma_phrase_id name,
		      enum mailauth_severity severity)
{
	static const enum ma_phrase_id states[] = {
		[MAILAUTH_SEVERITY_NONE] = MA_PHRASE_STATE_OK,
		[MAILAUTH_SEVERITY_OK] = MA_PHRASE_STATE_OK,
		[MAILAUTH_SEVERITY_NOTICE] = MA_PHRASE_STATE_NOTICE,
		[MAILAUTH_SEVERITY_WARNING] = MA_PHRASE_STATE_WARNING,
		[MAILAUTH_SEVERITY_UNKNOWN] = MA_PHRASE_STATE_UNKNOWN,
		[MAILAUTH_SEVERITY_ERROR] = MA_PHRASE_STATE_ERROR,
	};

	ma_buffer_byte(&writer->out, '\n');
	ma_write_style(writer, MA_STYLE_STRONG);
	ma_buffer_string(&writer->out, ma_phrase(name, writer->language));
	ma_write_style(writer, MA_STYLE_PLAIN);
	ma_buffer_string(&writer->out, "  ");
	ma_buffer_string(&writer->out, ma_phrase(states[severity], writer->language));
	ma_buffer_byte(&writer->out, '\n');
}

/* Each mail server with its addresses on a line. */
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
		ma_buffer_text(&words, host->name);
		for (size_t j = 0; j < host->address_count; j++) {
			ma_buffer_string(&words, j == 0 ? "  " : ", ");
			ma_buffer_text(&words, host->addresses[j]);
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
	ma_write_heading(writer, name, severity);
	if (section == MAILAUTH_SECTION_SPF)
		write_published(writer, report->settings.domain_text);
	if (section == MAILAUTH_SECTION_MX)
		write_mx(writer);
	for (size_t i = 0; i < report->finding_count; i++) {
		const struct mailauth_finding *finding = report->findings[i];

		/* That of a record read alone stands under the record, if that is shown. */
		if (mailauth_finding_section(finding) != section ||
		    (finding->id == MA_SPF_SENDER_RECORD_ALONE &&
		     is_published(report, finding->record)))
			continue;
		write_other_record(writer, i);
		ma_write_finding(writer, finding);
	}
	/* The way of a sender shows the same records, term by term. */
	if (section == MAILAUTH_SECTION_SPF && report->sender_count == 0 &&
	    report->spf.tree.lookups > 0)
		ma_write_tree(writer, &report->spf.tree);
}

int mailauth_report_text(const struct mailauth_report *report, enum mailauth_language language,
			 unsigned width, unsigned flags, char **text, size_t *length)
{
	struct ma_writer writer = { .report = report, .language = language };

	if ((unsigned)language >= MA_LANGUAGES ||
	    (flags & ~(unsigned)(MAILAUTH_TEXT_COLOUR | MAILAUTH_TEXT_ASCII)) != 0)
		return MAILAUTH_EINVAL;
	writer.width = width == 0 ? WIDTH_DEFAULT : width < WIDTH_MIN ? WIDTH_MIN : width;
	writer.width = writer.width > WIDTH_MAX ? WIDTH_MAX : writer.width;
	writer.colour = (flags & MAILAUTH_TEXT_COLOUR) != 0;
	writer.ascii = (flags & MAILAUTH_TEXT_ASCII) != 0;
	ma_write_verdict(&writer);
	write_section(&writer, MAILAUTH_SECTION_DNS, MA_PHRASE_SECTION_DOMAIN);
	write_section(&writer, MAILAUTH_SECTION_SPF, MA_PHRASE_SECTION_SPF);
	ma_write_dkim(&writer);
	write_section(&writer, MAILAUTH_SECTION_MX, MA_PHRASE_SECTION_MX);
	for (size_t i = 0; i < report->sender_count; i++)
		ma_write_trail(&writer, report->senders[i]);
	*text = ma_buffer_take(&writer.out, length);
	return *text != NULL ? 0 : MAILAUTH_ENOMEM;
}
