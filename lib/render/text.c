/* The report as text: the verdict first, then why, who, where; then each section.
 *
 * SPDX-License-Identifier: MIT */

#include "render.h"

enum {
	WIDTH_DEFAULT = 80,
	WIDTH_MIN = 40,
	WIDTH_MAX = 1000,
	MARGIN = 2,
};

void ma_write_style(struct ma_writer *writer, enum ma_style style)
{
	static const char *const sequences[] = {
		[MA_STYLE_PLAIN] = "\033[0m",	 [MA_STYLE_STRONG] = "\033[1m",
		[MA_STYLE_FAINT] = "\033[2m",	 [MA_STYLE_OK] = "\033[32m",
		[MA_STYLE_WARNING] = "\033[33m", [MA_STYLE_ERROR] = "\033[31m",
	};

	if (writer->colour)
		ma_buffer_string(&writer->out, sequences[style]);
}

static struct ma_text buffer_text(const struct ma_buffer *buffer)
{
	return (struct ma_text){ (const unsigned char *)buffer->data, buffer->length };
}

/* Ends a line of words, wrapped, that begins at COLUMN and goes on at INDENT. */
static void write_words(struct ma_writer *writer, size_t column, size_t indent,
			struct ma_buffer *words)
{
	if (!words->failed && words->length > 0)
		ma_wrap(&writer->out, buffer_text(words), column, indent, writer->width);
	ma_buffer_byte(&writer->out, '\n');
	writer->out.failed = writer->out.failed || words->failed;
	ma_buffer_finish(words);
}

void ma_write_phrase(struct ma_writer *writer, size_t indent, enum ma_phrase_id phrase,
		     const struct ma_argument *arguments, size_t count)
{
	struct ma_buffer words = { 0 };

	ma_buffer_fill(&writer->out, ' ', indent);
	ma_words_add(&words, ma_phrase(phrase, writer->language), arguments, count);
	write_words(writer, indent, indent, &words);
}

static void add_sentence(struct ma_writer *writer, struct ma_buffer *words,
			 const struct ma_sentence *sentence)
{
	if (sentence->finding != NULL)
		ma_words_finding(words, sentence->finding, writer->language, false);
	else
		ma_words_add(words, ma_phrase(sentence->phrase, writer->language),
			     sentence->arguments, sentence->argument_count);
}

/* --- Why, who, where ------------------------------------------------------ */

static const enum ma_phrase_id labels[] = { MA_PHRASE_LABEL_WHY, MA_PHRASE_LABEL_WHO,
					    MA_PHRASE_LABEL_WHERE, MA_PHRASE_LABEL_WAIT };

/* The column behind the longest label. */
static size_t label_column(const struct ma_writer *writer)
{
	size_t widest = 0;

	for (size_t i = 0; i < sizeof(labels) / sizeof(*labels); i++) {
		size_t columns = ma_columns(ma_text(ma_phrase(labels[i], writer->language)));

		widest = columns > widest ? columns : widest;
	}
	return MARGIN + widest + 2;
}

static void write_label(struct ma_writer *writer, enum ma_phrase_id label)
{
	const char *word = ma_phrase(label, writer->language);

	ma_buffer_fill(&writer->out, ' ', MARGIN);
	ma_write_style(writer, MA_STYLE_STRONG);
	ma_buffer_string(&writer->out, word);
	ma_write_style(writer, MA_STYLE_PLAIN);
	ma_buffer_fill(&writer->out, ' ',
		       label_column(writer) - MARGIN - ma_columns(ma_text(word)));
}

static void write_causes(struct ma_writer *writer)
{
	const struct ma_verdict *verdict = &writer->report->verdict;
	size_t column = label_column(writer);

	for (size_t i = 0; i < verdict->cause_count; i++) {
		struct ma_buffer words = { 0 };

		if (i == 0)
			write_label(writer, MA_PHRASE_LABEL_WHY);
		else
			ma_buffer_fill(&writer->out, ' ', column);
		add_sentence(writer, &words, &verdict->causes[i]);
		write_words(writer, column, column, &words);
	}
}

static void write_who(struct ma_writer *writer)
{
	static const enum ma_phrase_id phrases[] = {
		MA_PHRASE_WHO_SENDER_USER,	MA_PHRASE_WHO_SENDER_ADMIN,
		MA_PHRASE_WHO_RECIPIENT_USER,	MA_PHRASE_WHO_RECIPIENT_ADMIN,
		MA_PHRASE_WHO_HOSTING_PROVIDER, MA_PHRASE_WHO_WAIT,
	};
	const struct mailauth_report *report = writer->report;
	const struct mailauth_sender *sender = report->sender_count > 0 ? report->senders[0] : NULL;
	const struct ma_argument name = {
		"name", sender != NULL ? sender->domain_text : report->settings.domain_shown, false
	};
	struct ma_buffer words = { 0 };
	bool first = true;

	for (size_t i = 0; i < sizeof(phrases) / sizeof(*phrases); i++) {
		if ((report->verdict.who & 1u << i) == 0)
			continue;
		if (!first)
			ma_buffer_string(&words,
					 ma_phrase(MA_PHRASE_LIST_SEPARATOR, writer->language));
		ma_words_add(&words, ma_phrase(phrases[i], writer->language), &name, 1);
		first = false;
	}
	if (first)
		return;
	write_label(writer, MA_PHRASE_LABEL_WHO);
	write_words(writer, label_column(writer), label_column(writer), &words);
}

static void write_where(struct ma_writer *writer)
{
	const struct mailauth_report *report = writer->report;
	struct ma_buffer servers = { 0 };
	struct ma_buffer words = { 0 };

	if (!report->verdict.here || report->verdict.who == 0 || report->zone.server_count == 0)
		return;
	for (size_t i = 0; i < report->zone.server_count; i++) {
		if (i > 0)
			ma_buffer_string(&servers,
					 ma_phrase(MA_PHRASE_SERVER_SEPARATOR, writer->language));
		ma_buffer_text(&servers, report->zone.servers[i]);
	}
	if (!servers.failed) {
		const struct ma_argument arguments[] = { { "servers", buffer_text(&servers), true },
							 { "apex", report->zone.apex_text, true } };

		ma_words_add(&words, ma_phrase(MA_PHRASE_WHERE_SERVERS, writer->language),
			     arguments, 2);
	}
	ma_buffer_finish(&servers);
	write_label(writer, MA_PHRASE_LABEL_WHERE);
	write_words(writer, label_column(writer), label_column(writer), &words);
}

/* Seconds as people say them; minutes and hours are rounded up, as they are a promise. */
static void add_time(struct ma_writer *writer, struct ma_buffer *words, uint32_t seconds)
{
	struct ma_arena arena = { 0 };
	enum ma_phrase_id unit = seconds <= 120	   ? MA_PHRASE_TIME_SECONDS
				 : seconds <= 7200 ? MA_PHRASE_TIME_MINUTES
						   : MA_PHRASE_TIME_HOURS;
	uint32_t size = seconds <= 120 ? 1 : seconds <= 7200 ? 60 : 3600;
	struct ma_argument count = { "count", ma_arena_number(&arena, (seconds + size - 1) / size),
				     true };

	ma_words_add(words, ma_phrase(unit, writer->language), &count, 1);
	words->failed = words->failed || arena.failed;
	ma_arena_finish(&arena);
}

static void write_wait(struct ma_writer *writer)
{
	uint32_t wait = writer->report->verdict.wait;
	struct ma_arena arena = { 0 };
	struct ma_buffer time = { 0 };
	struct ma_buffer words = { 0 };

	if (wait == 0 || writer->report->verdict.who == 0)
		return;
	add_time(writer, &time, wait);
	if (!time.failed) {
		const struct ma_argument arguments[] = { { "time", buffer_text(&time), true },
							 { "seconds", ma_arena_number(&arena, wait),
							   true } };

		ma_words_add(&words, ma_phrase(MA_PHRASE_WAIT_SECONDS, writer->language), arguments,
			     2);
	}
	words.failed = words.failed || time.failed || arena.failed;
	ma_buffer_finish(&time);
	ma_arena_finish(&arena);
	write_label(writer, MA_PHRASE_LABEL_WAIT);
	write_words(writer, label_column(writer), label_column(writer), &words);
}

static void write_verdict(struct ma_writer *writer)
{
	const struct ma_verdict *verdict = &writer->report->verdict;
	struct ma_buffer words = { 0 };

	ma_write_style(writer, MA_STYLE_STRONG);
	add_sentence(writer, &words, &verdict->summary);
	write_words(writer, 0, 0, &words);
	ma_write_style(writer, MA_STYLE_PLAIN);
	if (verdict->cause_count == 0 && verdict->who == 0)
		return;
	ma_buffer_byte(&writer->out, '\n');
	write_causes(writer);
	write_who(writer);
	write_where(writer);
	write_wait(writer);
}

/* --- Findings ------------------------------------------------------------- */

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

	ma_buffer_fill(&writer->out, ' ', MARGIN);
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

	if (verdict->told == finding)
		return true;
	for (size_t i = 0; i < verdict->cause_count; i++)
		if (verdict->causes[i].finding == finding)
			return true;
	return false;
}

static void write_source(struct ma_writer *writer, const struct mailauth_finding *finding)
{
	struct ma_buffer *out = &writer->out;

	ma_buffer_fill(out, ' ', 2 * MARGIN);
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
		write_words(writer, 2 * MARGIN, 2 * MARGIN, &words);
	}
	if (advice) {
		if (!told)
			ma_buffer_fill(&writer->out, ' ', 2 * MARGIN);
		ma_buffer_string(&words, ma_phrase(MA_PHRASE_LABEL_ADVICE, writer->language));
		ma_buffer_string(&words, ": ");
		ma_words_finding(&words, finding, writer->language, true);
		write_words(writer, 2 * MARGIN, 2 * MARGIN, &words);
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
		ma_buffer_fill(&writer->out, ' ', 3 * MARGIN);
		ma_words_finding(&words, finding, writer->language, false);
		write_words(writer, 3 * MARGIN, 3 * MARGIN, &words);
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
			ma_write_record(writer, MARGIN, buffer_text(&label), name, spf->records[i]);
		ma_buffer_finish(&label);
		write_alone(writer, spf->records[i]);
	}
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
	ma_write_record(writer, MARGIN, finding->name, finding->name, finding->record);
}

/* --- Sections ------------------------------------------------------------- */

static void write_heading(struct ma_writer *writer, enum ma_phrase_id name,
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

static void write_section(struct ma_writer *writer, enum mailauth_section section,
			  enum ma_phrase_id name)
{
	const struct mailauth_report *report = writer->report;
	enum mailauth_severity severity = mailauth_report_section_severity(report, section);

	if (severity == MAILAUTH_SEVERITY_NONE)
		return;
	write_heading(writer, name, severity);
	if (section == MAILAUTH_SECTION_SPF)
		write_published(writer, report->settings.domain_text);
	for (size_t i = 0; i < report->finding_count; i++) {
		const struct mailauth_finding *finding = report->findings[i];

		/* That of a record read alone stands under the record, if that is shown. */
		if (mailauth_finding_section(finding) != section ||
		    (finding->id == MA_SPF_SENDER_RECORD_ALONE &&
		     is_published(report, finding->record)))
			continue;
		write_other_record(writer, i);
		write_finding(writer, finding);
	}
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
	write_verdict(&writer);
	write_section(&writer, MAILAUTH_SECTION_DNS, MA_PHRASE_SECTION_DOMAIN);
	write_section(&writer, MAILAUTH_SECTION_SPF, MA_PHRASE_SECTION_SPF);
	for (size_t i = 0; i < report->sender_count; i++)
		ma_write_trail(&writer, report->senders[i]);
	*text = ma_buffer_take(&writer.out, length);
	return *text != NULL ? 0 : MAILAUTH_ENOMEM;
}
