/* Findings as text: what each means, what to do, who can, and where the rule stands.
 *
 * SPDX-License-Identifier: MIT */

#include "../render.h"

#include <string.h>

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

static bool is_overruled(const struct ma_writer *writer, const struct mailauth_finding *finding)
{
	const struct ma_verdict *verdict = &writer->report->verdict;

	return finding == verdict->told && verdict->sender != NULL &&
	       verdict->sender->too_late != NULL;
}

/* Whether FINDING is about a record that a domain of others publishes, which this one takes in. */
static bool is_of_others(const struct mailauth_report *report,
			 const struct mailauth_finding *finding)
{
	const struct ma_spf_branch *branch = report->spf.tree.branches;

	if (finding->record.data == NULL || report->zone.apex_text.data == NULL ||
	    ma_domain_is_within(finding->name, report->zone.apex_text))
		return false;
	while (branch != NULL &&
	       (branch->state != MA_BRANCH_RECORD || !ma_text_equal(branch->domain, finding->name)))
		branch = branch->next;
	return branch != NULL;
}

/* Who can act, in a few words. */
static void add_who(struct ma_writer *writer, struct ma_buffer *words,
		    const struct mailauth_finding *finding)
{
	unsigned who = mailauth_finding_who(finding);
	static const enum ma_phrase_id phrases[] = {
		MA_PHRASE_FOR_SENDER_USER,	MA_PHRASE_FOR_SENDER_ADMIN,
		MA_PHRASE_FOR_RECIPIENT_USER,	MA_PHRASE_FOR_RECIPIENT_ADMIN,
		MA_PHRASE_FOR_HOSTING_PROVIDER, MA_PHRASE_FOR_WAIT,
	};
	const char *separator = "  ";

	if (is_of_others(writer->report, finding)) {
		const struct ma_argument name = { "name", finding->name, true };

		ma_buffer_string(words, separator);
		ma_buffer_string(words, ma_phrase(MA_PHRASE_LABEL_FOR, writer->language));
		ma_words_add(words, ma_phrase(MA_PHRASE_FOR_INCLUDED, writer->language), &name, 1);
		return;
	}
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
		add_who(writer, &words, finding);
	ma_write_words(writer, 2 * MA_TEXT_MARGIN, 2 * MA_TEXT_MARGIN, &words);
	ma_write_style(writer, MA_STYLE_PLAIN);
}

/* Ends the advice; what is to be pasted stands below it, in lines that break between terms only. */
static void write_advice(struct ma_writer *writer, const struct mailauth_finding *finding,
			 struct ma_buffer *words)
{
	struct mailauth_finding plain = *finding;
	struct ma_text suggestion = ma_finding_argument(finding, "suggestion");
	size_t indent = 3 * MA_TEXT_MARGIN;

	for (size_t i = 0; i < plain.argument_count; i++)
		if (strcmp(plain.arguments[i].key, "suggestion") == 0)
			plain.arguments[i].value = MA_TEXT("");
	ma_words_finding(words, &plain, writer->language, true);
	while (suggestion.data != NULL && words->length > 0 &&
	       words->data[words->length - 1] == ' ')
		words->length--;
	ma_write_words(writer, 2 * MA_TEXT_MARGIN, 2 * MA_TEXT_MARGIN, words);
	if (suggestion.data == NULL)
		return;
	ma_buffer_fill(&writer->out, ' ', indent);
	ma_buffer_visible(words, suggestion);
	ma_write_words(writer, indent, indent, words);
}

/* What it means, unless the verdict has said so; what to do; its id. */
void ma_write_finding(struct ma_writer *writer, const struct mailauth_finding *finding)
{
	const struct ma_catalogue_entry *entry = ma_catalogue(finding->id);
	bool advice = entry->advice[writer->language][0] != '\0';
	bool told = was_told(writer, finding);
	struct ma_buffer words = { 0 };

	/* "Add it" would be the wrong advice to somebody who has, in the wrong place. */
	if (told && (!advice || is_overruled(writer, finding)))
		return;
	ma_write_mark(writer, entry->severity);
	if (!told) {
		ma_words_finding(&words, finding, writer->language, false);
		ma_write_words(writer, 2 * MA_TEXT_MARGIN, 2 * MA_TEXT_MARGIN, &words);
	}
	if (advice) {
		if (!told)
			ma_buffer_fill(&writer->out, ' ', 2 * MA_TEXT_MARGIN);
		ma_buffer_string(&words, ma_phrase(told ? MA_PHRASE_LABEL_ADVICE_ABOVE
							: MA_PHRASE_LABEL_ADVICE,
						   writer->language));
		ma_buffer_string(&words, ": ");
		write_advice(writer, finding, &words);
	}
	write_source(writer, finding, advice);
}

bool ma_is_published(const struct mailauth_report *report, struct ma_text record)
{
	const struct ma_dmarc_record *policy = report->dmarc->policy.record;

	if (policy != NULL && ma_text_equal(policy->text, record))
		return true;
	for (size_t i = 0; i < report->spf.count; i++)
		if (ma_text_equal(report->spf.records[i]->text, record))
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

	/* Beside a fault of the record nobody looks for praise. */
	if (section == MAILAUTH_SECTION_SPF &&
	    mailauth_finding_severity(finding) == MAILAUTH_SEVERITY_OK &&
	    mailauth_report_section_severity(report, section) == MAILAUTH_SEVERITY_ERROR)
		return false;
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

/* The same of another identity of the same sender is the same to a reader. */
static bool was_said(const struct mailauth_report *report, size_t index)
{
	const struct mailauth_finding *finding = report->findings[index];

	for (size_t i = 0; i < index; i++) {
		const struct mailauth_finding *other = report->findings[i];
		bool same = other->id == finding->id &&
			    other->argument_count == finding->argument_count &&
			    ma_text_equal(other->name, finding->name) &&
			    ma_text_equal(other->record, finding->record) &&
			    other->from == finding->from && other->to == finding->to;

		for (size_t j = 0; same && j < finding->argument_count; j++)
			same = strcmp(finding->arguments[j].key, "identity") == 0 ||
			       ma_text_equal(finding->arguments[j].value,
					     other->arguments[j].value);
		if (same)
			return true;
	}
	return false;
}

void ma_write_findings(struct ma_writer *writer, enum mailauth_section section)
{
	const struct mailauth_report *report = writer->report;

	for (int severity = MAILAUTH_SEVERITY_ERROR; severity >= MAILAUTH_SEVERITY_OK; severity--) {
		for (size_t i = 0; i < report->finding_count; i++) {
			if ((int)mailauth_finding_severity(report->findings[i]) != severity ||
			    !is_shown(report, i, section) || was_said(report, i))
				continue;
			write_other_record(writer, section, i);
			ma_write_finding(writer, report->findings[i]);
		}
	}
}
