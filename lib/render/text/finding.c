/* Findings as text: what each means, what to do, who can, and where the rule is published.
 *
 * SPDX-License-Identifier: MIT */

#include "../render.h"

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

	if (writer->page != NULL) {
		ma_page_item(writer, severity);
		return;
	}
	ma_buffer_fill(&writer->out, ' ', MA_TEXT_MARGIN);
	ma_write_style(writer, marks[severity].style);
	ma_buffer_string(&writer->out, mark);
	if (ma_columns(ma_text(mark)) < 2)
		ma_buffer_byte(&writer->out, ' ');
	ma_write_style(writer, MA_STYLE_PLAIN);
}

/* Who can act, in a few words. */
static void add_who(struct ma_writer *writer, struct ma_buffer *words,
		    const struct ma_remedy *remedy)
{
	struct ma_buffer who = { 0 };

	ma_words_who(writer, &who, remedy, MA_WHO_SHORT);
	if (who.length > 0 && !who.failed) {
		ma_buffer_string(words, "  ");
		ma_buffer_string(words, ma_phrase(MA_PHRASE_LABEL_FOR, writer->language));
		ma_buffer_text(words, ma_buffer_view(&who));
	}
	words->failed = words->failed || who.failed;
	ma_buffer_finish(&who);
}

/* Its id, where the rule is published, and who can act. */
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
		add_who(writer, &words, finding->remedy);
	ma_write_words(writer, 2 * MA_TEXT_MARGIN, 2 * MA_TEXT_MARGIN, &words);
	ma_write_style(writer, MA_STYLE_PLAIN);
}

/* What comes before it, and which record above does it; of what was typed nothing is said above. */
static void add_label(struct ma_writer *writer, struct ma_buffer *words,
		      const struct mailauth_finding *finding)
{
	enum ma_phrase_id label = MA_PHRASE_LABEL_ADVICE;
	size_t fix = ma_text_find_fix(writer->report, finding);

	/* Its advice is another record than that above, for those who have no mail. */
	if (finding->remedy->closing)
		fix = 0;
	if (finding->id == MA_DNS_MALFORMED_DOMAIN)
		label = MA_PHRASE_LABEL_ADVICE_TYPED;
	else if (mailauth_finding_severity(finding) <= MAILAUTH_SEVERITY_NOTICE)
		label = MA_PHRASE_LABEL_ADVICE_NOTE;
	else if (finding->remedy->told)
		label = MA_PHRASE_LABEL_ADVICE_TOLD;
	if (label == MA_PHRASE_LABEL_ADVICE_TOLD && fix > 0) {
		ma_words_told_fixed(writer, words, fix);
		ma_buffer_string(words, ": ");
		return;
	}
	ma_buffer_string(words, ma_phrase(label, writer->language));
	if (fix > 0) {
		ma_words_between_sentences(words, writer->language);
		ma_words_record(writer, words, fix);
	}
	ma_buffer_string(words, ": ");
}

/* Whether a policy is among the records above, which may be weaker than what was meant, for a
 * reason that is given there. */
static bool is_shown_above(const struct ma_writer *writer, const struct mailauth_finding *finding)
{
	return mailauth_finding_section(finding) == MAILAUTH_SECTION_DMARC &&
	       ma_text_find_fix(writer->report, finding) > 0;
}

static void leave_out_meant(struct mailauth_finding *finding)
{
	for (size_t i = 0; i < finding->argument_count; i++)
		if (finding->arguments[i].kind == MA_VALUE_MEANT ||
		    finding->arguments[i].kind == MA_VALUE_STRONGER ||
		    finding->arguments[i].kind == MA_VALUE_WEAKER)
			finding->arguments[i].kind = MA_VALUE_SAFE;
}

bool ma_text_repeats(const struct ma_writer *writer, const struct mailauth_finding *finding)
{
	enum ma_phrase_id phrase = ma_finding_left_to_others(finding);

	return phrase != 0 && phrase == writer->left &&
	       ma_text_equal(writer->left_to, *finding->keeper);
}

/* The advice itself; what others have to do is said once. */
static void add_advice(struct ma_writer *writer, struct ma_buffer *words,
		       const struct mailauth_finding *finding)
{
	enum ma_phrase_id phrase = ma_finding_left_to_others(finding);
	struct ma_argument name = { .key = "name", .kind = MA_VALUE_SAFE };

	if (ma_text_repeats(writer, finding)) {
		name.value = writer->left_to;
		ma_words_add(words, ma_phrase(MA_PHRASE_ADVICE_OF_OTHERS_AGAIN, writer->language),
			     &name, 1);
		return;
	}
	if (writer->full)
		ma_words_finding(words, finding, writer->language, true);
	else
		ma_words_advice_in_short(words, finding, writer->language);
	if (phrase == 0)
		return;
	writer->left = phrase;
	writer->left_to = *finding->keeper;
}

static void write_advice(struct ma_writer *writer, size_t indent,
			 const struct mailauth_finding *finding, struct ma_buffer *words,
			 bool labelled)
{
	struct mailauth_finding plain = *finding;
	const struct ma_argument *meant = ma_finding_value(finding, MA_VALUE_MEANT);

	if (finding->keeper != NULL && finding->keeper->length > 0)
		meant = NULL; /* the reader cannot paste it anywhere */
	if (is_shown_above(writer, finding)) {
		leave_out_meant(&plain);
		meant = NULL;
	}
	if (meant != NULL)
		plain.arguments[meant - finding->arguments].value = MA_TEXT("");
	if (labelled)
		add_label(writer, words, finding);
	add_advice(writer, words, &plain);
	while (meant != NULL && words->length > 0 && words->data[words->length - 1] == ' ')
		words->length--;
	ma_write_words(writer, indent, indent, words);
	if (meant == NULL)
		return;
	if (writer->page != NULL) {
		ma_page_value(writer, meant->value);
		return;
	}
	ma_buffer_fill(&writer->out, ' ', 3 * MA_TEXT_MARGIN);
	ma_buffer_visible(&writer->out, meant->value);
	ma_buffer_byte(&writer->out, '\n');
}

void ma_write_advice(struct ma_writer *writer, size_t indent,
		     const struct mailauth_finding *finding, struct ma_buffer *words)
{
	write_advice(writer, indent, finding, words, true);
}

void ma_write_steps(struct ma_writer *writer, size_t indent, const struct mailauth_finding *finding)
{
	struct ma_buffer words = { 0 };

	write_advice(writer, indent, finding, &words, false);
}

/* What it means, unless the verdict has said so; what to do; its id. */
void ma_write_finding(struct ma_writer *writer, const struct mailauth_finding *finding)
{
	const struct ma_catalogue_entry *entry = ma_catalogue(finding->id);
	bool advice = ma_phrase_advice(entry->phrase, writer->language)[0] != '\0';
	bool told = finding->remedy->told;
	struct ma_buffer words = { 0 };

	if (told && (!advice || finding->remedy->overruled_by != NULL))
		return;
	ma_write_mark(writer, entry->severity);
	if (!told) {
		ma_words_finding(&words, finding, writer->language, false);
		ma_write_words(writer, 2 * MA_TEXT_MARGIN, 2 * MA_TEXT_MARGIN, &words);
	}
	if (advice && finding->remedy->overruled_by == NULL) {
		if (!told)
			ma_buffer_fill(&writer->out, ' ', 2 * MA_TEXT_MARGIN);
		ma_write_advice(writer, 2 * MA_TEXT_MARGIN, finding, &words);
	}
	write_source(writer, finding, advice);
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
	return report->remedies[index].listed &&
	       mailauth_finding_section(report->findings[index]) == section;
}

/* A record of another domain, before the first finding about it. */
static void write_other_record(struct ma_writer *writer, enum mailauth_section section,
			       size_t index)
{
	const struct mailauth_report *report = writer->report;
	const struct mailauth_finding *finding = report->findings[index];

	if (finding->record.data == NULL || ma_report_publishes(report, finding->record))
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
			if ((int)mailauth_finding_severity(report->findings[i]) != severity ||
			    !is_shown(report, i, section) || report->remedies[i].said)
				continue;
			write_other_record(writer, section, i);
			ma_write_finding(writer, report->findings[i]);
		}
	}
}
