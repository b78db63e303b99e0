/* The default depth: a line a section, with what is wrong there, the worst first, and each thing
 * once.  What a record to publish sets right is not advised again.
 *
 * SPDX-License-Identifier: MIT */

#include "../../fix/fix.h"
#include "../render.h"

enum {
	FINDINGS_SHOWN = 3, /* of a section, with those that the verdict names */
};

static const enum mailauth_section sections[] = {
	MAILAUTH_SECTION_DNS,	MAILAUTH_SECTION_SPF, MAILAUTH_SECTION_DKIM,
	MAILAUTH_SECTION_DMARC, MAILAUTH_SECTION_MX,  MAILAUTH_SECTION_HOST,
};

enum {
	SECTIONS = sizeof(sections) / sizeof(*sections),
};

/* What is written of a section. */
struct line {
	struct ma_writer *writer;
	enum ma_phrase_id name;
	size_t column; /* of the words */
	size_t count;  /* of the findings that are written */
	size_t told;   /* those that are written above */
	size_t others; /* that are not written */
	/* By record, an alias that goes first is one, too: that it sets something right is said. */
	bool fixed[2 * MA_PROPOSALS_MAX + 1];
};

/* The column after the longest name. */
static size_t name_column(const struct ma_writer *writer)
{
	size_t widest = 0;

	for (size_t i = 0; i < SECTIONS; i++) {
		size_t columns = ma_columns(
			ma_text(ma_phrase(ma_section_name(sections[i]), writer->language)));

		widest = columns > widest ? columns : widest;
	}
	return widest;
}

/* The name of the section before its first line, and a mark. */
static void begin(struct line *line, enum mailauth_severity severity)
{
	struct ma_writer *writer = line->writer;
	const char *name = line->count == 0 ? ma_phrase(line->name, writer->language) : "";
	size_t fill = name_column(writer) - ma_columns(ma_text(name));

	ma_write_style(writer, MA_STYLE_STRONG);
	ma_buffer_string(&writer->out, name);
	ma_write_style(writer, MA_STYLE_PLAIN);
	ma_buffer_fill(&writer->out, ' ', fill);
	ma_write_mark(writer, severity);
	line->count++;
}

static void end(struct line *line, struct ma_buffer *words)
{
	ma_write_words(line->writer, line->column, line->column, words);
}

/* What the verdict says already, with what to do unless a record does it. */
static void write_told(struct line *line, const struct mailauth_finding *finding, size_t fix)
{
	struct ma_buffer words = { 0 };

	if (fix == 0)
		line->told++;
	if (fix == 0 || line->fixed[fix])
		return;
	begin(line, mailauth_finding_severity(finding));
	line->fixed[fix] = true;
	ma_words_fixed(line->writer, &words, fix);
	end(line, &words);
}

/* Where keys are made, once, unless the verdict says so. */
static void add_signing(const struct line *line, struct ma_buffer *words,
			const struct mailauth_finding *finding)
{
	struct ma_buffer where = { 0 };

	/* What is not known may have been turned on. */
	if (!finding->remedy->signing || line->count > 1 ||
	    mailauth_finding_severity(finding) == MAILAUTH_SEVERITY_UNKNOWN ||
	    line->writer->report->verdict.remedy.signing)
		return;
	ma_words_signing(line->writer, &where);
	if (where.length > 0 && !where.failed) {
		ma_words_between_sentences(words, line->writer->language);
		ma_buffer_string(words, where.data);
	}
	words->failed = words->failed || where.failed;
	ma_buffer_finish(&where);
}

/* Which record above sets it right, after what is wrong, if there is room for both on a line. */
static void add_record(const struct line *line, struct ma_buffer *words, size_t fix)
{
	ma_words_between_sentences(words, line->writer->language);
	ma_words_record(line->writer, words, fix);
	if (words->failed ||
	    line->column + ma_columns(ma_buffer_view(words)) <= line->writer->width)
		return;
	ma_buffer_finish(words);
	*words = (struct ma_buffer){ 0 };
	ma_words_fixed(line->writer, words, fix);
}

/* What is wrong, and what sets it right. */
static void write_finding(struct line *line, const struct mailauth_finding *finding, size_t fix)
{
	enum mailauth_language language = line->writer->language;
	struct ma_buffer words = { 0 };

	begin(line, mailauth_finding_severity(finding));
	line->fixed[fix] = true;
	ma_words_finding_in_short(&words, finding, language, fix > 0 ? 0 : MA_SAID_LEAST);
	if (fix > 0)
		add_record(line, &words, fix);
	else
		add_signing(line, &words, finding);
	end(line, &words);
}

static void write_one(struct line *line, const struct mailauth_finding *finding)
{
	size_t fix = ma_text_find_fix(line->writer->report, finding);

	if (finding->remedy->told || (fix > 0 && finding->remedy->follows))
		write_told(line, finding, fix);
	else if (fix > 0 && line->fixed[fix])
		return; /* the record that is named here sets it right, too */
	else if (line->told + line->count < FINDINGS_SHOWN)
		write_finding(line, finding, fix);
	else
		line->others++;
}

/* Whether A and B read the same: here no carets show that a term is there twice. */
static bool reads_same(const struct mailauth_finding *a, const struct mailauth_finding *b)
{
	if (a->id != b->id || a->argument_count != b->argument_count ||
	    !ma_text_equal(a->name, b->name) || !ma_text_equal(a->record, b->record) ||
	    !ma_text_equal(ma_text_slice(a->record, a->from, a->to),
			   ma_text_slice(b->record, b->from, b->to)))
		return false;
	for (size_t i = 0; i < a->argument_count; i++)
		if (!ma_text_equal(a->arguments[i].value, b->arguments[i].value))
			return false;
	return true;
}

static bool is_repeated(const struct mailauth_report *report, size_t index)
{
	for (size_t i = 0; i < index; i++)
		if (reads_same(report->findings[i], report->findings[index]))
			return true;
	return false;
}

/* What is wrong in SECTION, the worst first. */
static void write_wrong(struct line *line, enum mailauth_section section)
{
	const struct mailauth_report *report = line->writer->report;

	for (int severity = MAILAUTH_SEVERITY_ERROR; severity >= MAILAUTH_SEVERITY_WARNING;
	     severity--)
		for (size_t i = 0; i < report->finding_count; i++)
			if ((int)mailauth_finding_severity(report->findings[i]) == severity &&
			    mailauth_finding_section(report->findings[i]) == section &&
			    report->remedies[i].listed && !report->remedies[i].said &&
			    !is_repeated(report, i))
				write_one(line, report->findings[i]);
}

static void write_others(struct line *line)
{
	struct ma_arena arena = { 0 };
	struct ma_argument count = { "count", ma_arena_number(&arena, line->others),
				     MA_VALUE_SAFE };

	if (line->others > 0)
		ma_write_phrase(line->writer, line->column, MA_PHRASE_SHORT_OTHERS, &count, 1);
	line->writer->out.failed = line->writer->out.failed || arena.failed;
	ma_arena_finish(&arena);
}

static void write_section(struct ma_writer *writer, size_t index)
{
	const struct mailauth_report *report = writer->report;
	enum mailauth_section section = sections[index];
	enum mailauth_severity severity = mailauth_report_section_severity(report, section);
	struct line line = { .writer = writer,
			     .name = ma_section_name(section),
			     .column = name_column(writer) + 2 * MA_TEXT_MARGIN };
	struct ma_buffer words = { 0 };

	if (severity == MAILAUTH_SEVERITY_NONE)
		return;
	write_wrong(&line, section);
	write_others(&line);
	if (line.count > 0)
		return;
	begin(&line, severity);
	ma_buffer_string(&words,
			 ma_phrase(ma_section_phrase(report, section, severity), writer->language));
	end(&line, &words);
}

/* The senders that the verdict is not about. */
static void write_senders(struct ma_writer *writer)
{
	const struct mailauth_report *report = writer->report;

	for (size_t i = 0; i < report->sender_count && !report->missing; i++) {
		const struct mailauth_sender *sender = report->senders[i];
		const struct ma_argument arguments[] = {
			{ "ip", sender->ip_text, MA_VALUE_SAFE },
			{ "domain", sender->domain_text, MA_VALUE_RAW },
			{ "identity", ma_text(ma_identity_phrase(writer, sender->input.identity)),
			  MA_VALUE_SAFE },
			{ "result", ma_text(ma_result_phrase(writer, sender->outcome.result)),
			  MA_VALUE_SAFE },
		};

		if (sender == report->verdict.sender || sender->input.domain.length == 0)
			continue;
		ma_write_phrase(writer, 0, MA_PHRASE_SHORT_SENDER, arguments, 4);
	}
}

/* Whether SENDER is refused or not named by the audited domain, and nothing says why that is right:
 * only who runs the server knows. */
static bool may_be_own(const struct mailauth_report *report, const struct mailauth_sender *sender)
{
	enum mailauth_spf_result result = sender->outcome.result;

	return (result == MAILAUTH_SPF_FAIL || result == MAILAUTH_SPF_SOFTFAIL ||
		result == MAILAUTH_SPF_NEUTRAL) &&
	       sender->excused == NULL && !sender->refused && sender->too_late == NULL &&
	       report->settings.expected_ip_count == 0 && report->complete &&
	       ma_text_equal(sender->domain_text, report->settings.domain_text);
}

/* A stranger is never added to a record unasked. */
static void write_own(struct ma_writer *writer)
{
	const struct mailauth_report *report = writer->report;
	const struct mailauth_sender *sender = report->verdict.sender;
	struct ma_argument ip = { "ip", { 0 }, MA_VALUE_SAFE };

	if (sender == NULL || !may_be_own(report, sender))
		return;
	ip.value = sender->ip_text;
	ma_write_phrase(writer, 0, MA_PHRASE_SHORT_OWN, &ip, 1);
}

/* Nor is a domain closed unasked. */
static void write_closing(struct ma_writer *writer)
{
	const struct mailauth_report *report = writer->report;

	if (ma_text_leads_to_closing(report))
		ma_write_phrase(writer, 0, MA_PHRASE_SHORT_NO_MAIL, NULL, 0);
}

void ma_text_short(struct ma_writer *writer)
{
	ma_buffer_byte(&writer->out, '\n');
	for (size_t i = 0; i < SECTIONS; i++)
		write_section(writer, i);
	write_senders(writer);
	ma_text_notes(writer);
	ma_write_receivers(writer);
	ma_text_providers(writer);
	if (writer->report->receiver_count + writer->report->provider_count == 0)
		ma_buffer_byte(&writer->out, '\n');
	write_own(writer);
	write_closing(writer);
	ma_write_phrase(writer, 0, MA_PHRASE_SHORT_MORE, NULL, 0);
}
