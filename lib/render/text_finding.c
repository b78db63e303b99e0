/* Findings as text: what each means, what to do, who can, and where the rule stands.
 *
 * SPDX-License-Identifier: MIT */

#include "render.h"

static void write_mark(struct ma_writer *writer, enum mailauth_severity severity)
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

/* Who can act, in a few words. */
static void add_who(struct ma_writer *writer, struct ma_buffer *words, unsigned who)
{
	static const enum ma_phrase_id phrases[] = {
		MA_PHRASE_FOR_SENDER_USER,	MA_PHRASE_FOR_SENDER_ADMIN,
		MA_PHRASE_FOR_RECIPIENT_USER,	MA_PHRASE_FOR_RECIPIENT_ADMIN,
		MA_PHRASE_FOR_HOSTING_PROVIDER, MA_PHRASE_FOR_WAIT,
	};
	const char *separator = "  ";

	for (size_t i = 0; i < sizeof(phrases) / sizeof(*phrases); i++) {
		if ((who & 1u << i) == 0)
			continue;
		ma_buffer_string(words, separator);
		if (separator[0] == ' ')
			ma_buffer_string(words, ma_phrase(MA_PHRASE_LABEL_FOR, writer->language));
		ma_buffer_string(words, ma_phrase(phrases[i], writer->language));
		separator = ma_phrase(MA_PHRASE_SERVER_SEPARATOR, writer->language);
	}
}

/* Its id, where the rule stands, and who can act. */
static void write_source(struct ma_writer *writer, const struct mailauth_finding *finding,
			 bool advice)
{
	struct ma_buffer words = { 0 };

	ma_buffer_fill(&writer->out, ' ', 2 * MA_TEXT_MARGIN);
	ma_write_style(writer, MA_STYLE_FAINT);
	ma_buffer_string(&words, mailauth_finding_id(finding));
	if (mailauth_finding_source(finding)[0] != '\0') {
		ma_buffer_string(&words, "  ");
		ma_buffer_string(&words, mailauth_finding_source(finding));
	}
	if (advice)
		add_who(writer, &words, mailauth_finding_who(finding));
	ma_write_words(writer, 2 * MA_TEXT_MARGIN, 2 * MA_TEXT_MARGIN, &words);
	ma_write_style(writer, MA_STYLE_PLAIN);
}

/* What it means, unless the verdict has said so; what to do; its id. */
static void write_finding(struct ma_writer *writer, const struct mailauth_finding *finding)
{
	const struct ma_catalogue_entry *entry = ma_catalogue(finding->id);
	bool advice = entry->advice[writer->language][0] != '\0';
	bool told = was_told(writer, finding);
	struct ma_buffer words = { 0 };

	if (told && !advice)
		return;
	write_mark(writer, entry->severity);
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
	write_source(writer, finding, advice);
}

bool ma_is_published(const struct mailauth_report *report, struct ma_text record)
{
	const struct ma_dmarc_record *policy = report->dmarc->policy.record;

	if (policy != NULL && ma_text_equal(policy->text, record))
		return true;
	for (size_t i = 0; i < report->spf.count; i++)
		if (ma_text_equal(report->spf.records[i], record))
			return true;
	return false;
}

/* The order of a section: the gravest first, otherwise as the report has them. */
static bool comes_before(const struct mailauth_report *report, size_t a, size_t b)
{
	enum mailauth_severity left = mailauth_finding_severity(report->findings[a]);
	enum mailauth_severity right = mailauth_finding_severity(report->findings[b]);

	return left != right ? left > right : a < b;
}

static bool is_shown(const struct mailauth_report *report, size_t index,
		     enum mailauth_section section)
{
	const struct mailauth_finding *finding = report->findings[index];

	/* That of a record read alone stands under the record, if that is shown. */
	return mailauth_finding_section(finding) == section &&
	       (finding->id != MA_SPF_SENDER_RECORD_ALONE ||
		!ma_is_published(report, finding->record));
}

/* A record of another domain, before the first finding about it. */
static void write_other_record(struct ma_writer *writer, enum mailauth_section section,
			       size_t index)
{
	const struct mailauth_report *report = writer->report;
	const struct mailauth_finding *finding = report->findings[index];

	if (finding->record.data == NULL || ma_is_published(report, finding->record))
		return;
	for (size_t i = 0; i < report->finding_count; i++)
		if (is_shown(report, i, section) && comes_before(report, i, index) &&
		    ma_text_equal(report->findings[i]->record, finding->record) &&
		    ma_text_equal(report->findings[i]->name, finding->name))
			return;
	ma_write_record(writer, MA_TEXT_MARGIN, finding->name, finding->name, finding->record);
}

void ma_write_findings(struct ma_writer *writer, enum mailauth_section section)
{
	const struct mailauth_report *report = writer->report;

	for (int severity = MAILAUTH_SEVERITY_ERROR; severity >= MAILAUTH_SEVERITY_OK; severity--) {
		for (size_t i = 0; i < report->finding_count; i++) {
			if (!is_shown(report, i, section) ||
			    (int)mailauth_finding_severity(report->findings[i]) != severity)
				continue;
			write_other_record(writer, section, i);
			write_finding(writer, report->findings[i]);
		}
	}
}
