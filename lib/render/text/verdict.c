/* The verdict as text: one sentence, then why, who, where, and how long it takes.
 *
 * SPDX-License-Identifier: MIT */

#include "../../fix/fix.h"
#include "../../known/known.h"
#include "../render.h"

static const enum ma_phrase_id labels[] = { MA_PHRASE_LABEL_WHY,  MA_PHRASE_LABEL_ALSO,
					    MA_PHRASE_LABEL_WHO,  MA_PHRASE_LABEL_WHERE,
					    MA_PHRASE_LABEL_WAIT, MA_PHRASE_LABEL_TO_DO };

/* The column after the longest label. */
static size_t label_column(const struct ma_writer *writer)
{
	size_t widest = 0;

	for (size_t i = 0; i < sizeof(labels) / sizeof(*labels); i++) {
		size_t columns = ma_columns(ma_text(ma_phrase(labels[i], writer->language)));

		widest = columns > widest ? columns : widest;
	}
	return MA_TEXT_MARGIN + widest + 2;
}

static void write_label(struct ma_writer *writer, enum ma_phrase_id label)
{
	const char *word = ma_phrase(label, writer->language);

	if (writer->page != NULL) {
		ma_page_label(writer, ma_text(word));
		return;
	}
	ma_buffer_fill(&writer->out, ' ', MA_TEXT_MARGIN);
	ma_write_style(writer, MA_STYLE_STRONG);
	ma_buffer_string(&writer->out, word);
	ma_write_style(writer, MA_STYLE_PLAIN);
	ma_buffer_fill(&writer->out, ' ',
		       label_column(writer) - MA_TEXT_MARGIN - ma_columns(ma_text(word)));
}

/* Adds SENTENCE as the depth of the report has it. */
static void add_sentence(const struct ma_writer *writer, struct ma_buffer *words,
			 const struct ma_sentence *sentence)
{
	(writer->full ? ma_sentence_words : ma_sentence_in_short)(words, sentence,
								  writer->language);
}

static void write_causes(struct ma_writer *writer)
{
	const struct ma_verdict *verdict = &writer->report->verdict;
	size_t column = label_column(writer);

	for (size_t i = 0; i < verdict->cause_count; i++) {
		struct ma_buffer words = { 0 };

		/* In short, what is wrong is all that comes below. */
		if (!writer->full && verdict->causes[i].finding == NULL &&
		    verdict->causes[i].phrase == MA_PHRASE_CAUSE_MORE)
			continue;
		if (i == 0)
			write_label(writer,
				    verdict->beside ? MA_PHRASE_LABEL_ALSO : MA_PHRASE_LABEL_WHY);
		else
			ma_buffer_fill(&writer->out, ' ', column);
		add_sentence(writer, &words, &verdict->causes[i]);
		ma_write_words(writer, column, column, &words);
	}
}

static void write_who(struct ma_writer *writer)
{
	const struct ma_remedy *remedy = &writer->report->verdict.remedy;
	struct ma_buffer words = { 0 };

	if (remedy->who == 0)
		return;
	ma_words_who(writer, &words, remedy, MA_WHO_LONG);
	write_label(writer, MA_PHRASE_LABEL_WHO);
	ma_write_words(writer, label_column(writer), label_column(writer), &words);
}

/* The name servers of a zone, and who runs them, if that is known. */
static void add_servers(struct ma_writer *writer, struct ma_buffer *words,
			const struct ma_remedy *remedy, struct ma_text servers)
{
	static const enum ma_phrase_id phrases[2][2] = {
		{ MA_PHRASE_WHERE_SERVERS, MA_PHRASE_WHERE_COMPANY },
		{ MA_PHRASE_WHERE_OWN_SERVERS, MA_PHRASE_WHERE_OWN_COMPANY },
	};
	const struct mailauth_report *report = writer->report;
	const struct ma_provider *company = remedy->holder.company;
	struct ma_text apex = remedy->zone.data != NULL ? remedy->zone : report->zone.apex_text;
	bool own = ma_text_equal(apex, report->settings.domain_text);
	const struct ma_argument arguments[] = {
		{ "servers", servers, MA_VALUE_SAFE },
		{ "apex", apex, MA_VALUE_SAFE },
		{ "company",
		  ma_text(company != NULL ? ma_provider_name(company, writer->language) : ""),
		  MA_VALUE_SAFE },
	};

	ma_words_add(words, ma_phrase(phrases[own][company != NULL], writer->language), arguments,
		     3);
}

/* Where the customers of the company edit their records. */
static void write_screen(struct ma_writer *writer, const struct ma_provider *company)
{
	const char *screen = company != NULL ? ma_provider_screen(company, writer->language) : NULL;
	struct ma_buffer words = { 0 };

	if (screen == NULL)
		return;
	ma_buffer_string(&words, screen);
	write_label(writer, MA_PHRASE_LABEL_PANEL);
	ma_write_words(writer, label_column(writer), label_column(writer), &words);
}

static void write_where(struct ma_writer *writer)
{
	const struct ma_remedy *remedy = &writer->report->verdict.remedy;
	struct ma_buffer servers = { 0 };
	struct ma_buffer words = { 0 };

	if (remedy->where_count == 0)
		return;
	for (size_t i = 0; i < remedy->where_count; i++) {
		if (i > 0)
			ma_buffer_string(&servers,
					 ma_phrase(MA_PHRASE_SERVER_SEPARATOR, writer->language));
		ma_buffer_text(&servers, remedy->where[i]);
	}
	if (!servers.failed)
		add_servers(writer, &words, remedy, ma_buffer_view(&servers));
	words.failed = words.failed || servers.failed;
	ma_buffer_finish(&servers);
	write_label(writer, MA_PHRASE_LABEL_WHERE);
	ma_write_words(writer, label_column(writer), label_column(writer), &words);
	write_screen(writer, remedy->holder.company);
}

/* Where COMPANY's customers turn on DKIM, if that is known. */
static void add_signing(const struct ma_writer *writer, struct ma_buffer *words,
			const struct ma_provider *company)
{
	const char *where = ma_provider_signing(company, writer->language);
	const struct ma_argument arguments[] = {
		{ "company", ma_text(ma_provider_name(company, writer->language)), MA_VALUE_SAFE },
		{ "screen", ma_text(where != NULL ? where : ""), MA_VALUE_SAFE },
	};

	if (where == NULL)
		return;
	if (words->length > 0)
		ma_buffer_string(words, ma_phrase(MA_PHRASE_LIST_SEPARATOR, writer->language));
	ma_words_add(words, ma_phrase(MA_PHRASE_SIGNING_AT, writer->language), arguments, 2);
}

/* The one who takes mail in also sends it; else it may be any of those that are permitted to. */
void ma_words_signing(const struct ma_writer *writer, struct ma_buffer *words)
{
	const struct mailauth_report *report = writer->report;
	const struct ma_provider *mailer = ma_report_find_mailer(report);

	if (mailer != NULL)
		add_signing(writer, words, mailer);
	for (size_t i = 0; i < report->provider_count && mailer == NULL; i++)
		if (report->providers[i].role == MAILAUTH_PROVIDER_SENDS)
			add_signing(writer, words, report->providers[i].provider);
}

static void write_signing(struct ma_writer *writer)
{
	struct ma_buffer words = { 0 };

	if (!writer->report->verdict.remedy.signing)
		return;
	ma_words_signing(writer, &words);
	if (words.length == 0 && !words.failed)
		return;
	write_label(writer, MA_PHRASE_SECTION_DKIM);
	ma_write_words(writer, label_column(writer), label_column(writer), &words);
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
				     MA_VALUE_SAFE };

	ma_words_add(words, ma_phrase(unit, writer->language), &count, 1);
	words->failed = words->failed || arena.failed;
	ma_arena_finish(&arena);
}

static void write_wait(struct ma_writer *writer)
{
	uint32_t wait = writer->report->verdict.remedy.wait;
	struct ma_arena arena = { 0 };
	struct ma_buffer time = { 0 };
	struct ma_buffer words = { 0 };

	if (wait == 0)
		return;
	add_time(writer, &time, wait);
	if (!time.failed) {
		const struct ma_argument arguments[] = {
			{ "time", ma_buffer_view(&time), MA_VALUE_SAFE },
			{ "seconds", ma_arena_number(&arena, wait), MA_VALUE_SAFE }
		};

		ma_words_add(&words, ma_phrase(MA_PHRASE_WAIT_SECONDS, writer->language), arguments,
			     2);
	}
	words.failed = words.failed || time.failed || arena.failed;
	ma_buffer_finish(&time);
	ma_arena_finish(&arena);
	write_label(writer, MA_PHRASE_LABEL_WAIT);
	ma_write_words(writer, label_column(writer), label_column(writer), &words);
}

/* Whether others can send as the domain. */
static void write_spoof(struct ma_writer *writer)
{
	const struct ma_sentence *sentence = &writer->report->verdict.spoof;
	struct ma_buffer words = { 0 };

	/* Where nothing is worse, it has been said first. */
	if (sentence->argument_count == 0 ||
	    sentence->phrase == writer->report->verdict.summary.phrase)
		return;
	add_sentence(writer, &words, sentence);
	ma_write_words(writer, 0, 0, &words);
}

void ma_write_verdict(struct ma_writer *writer)
{
	const struct ma_verdict *verdict = &writer->report->verdict;
	struct ma_buffer words = { 0 };

	ma_write_style(writer, MA_STYLE_STRONG);
	ma_sentence_words(&words, &verdict->summary, writer->language);
	ma_write_words(writer, 0, 0, &words);
	ma_write_style(writer, MA_STYLE_PLAIN);
	write_spoof(writer);
	if (verdict->cause_count == 0 && verdict->remedy.who == 0)
		return;
	ma_buffer_byte(&writer->out, '\n');
	write_causes(writer);
	write_who(writer);
	write_where(writer);
	write_signing(writer);
	write_wait(writer);
}

/* --- What to do -------------------------------------------------------------------- */

bool ma_text_is_to_do(const struct mailauth_report *report, const struct mailauth_finding *finding,
		      enum mailauth_language language)
{
	enum ma_phrase_id phrase = ma_catalogue(finding->id)->phrase;

	return finding->remedy->told && finding->remedy->overruled_by == NULL &&
	       ma_phrase_advice(phrase, language)[0] != '\0' &&
	       ma_text_find_fix(report, finding) == 0;
}

bool ma_text_leads_to_closing(const struct mailauth_report *report)
{
	return ma_fix_may_be_closed(report) && !report->settings.no_mail;
}

/* Whether a line of its own, at the end of a short report, leads to all of the records. */
static bool is_said_below(const struct ma_writer *writer, const struct mailauth_finding *finding)
{
	return !writer->full && finding->remedy->closing &&
	       ma_text_leads_to_closing(writer->report);
}

void ma_write_to_do(struct ma_writer *writer)
{
	const struct mailauth_report *report = writer->report;
	bool first = true;

	for (size_t i = 0; i < report->finding_count; i++) {
		if (!ma_text_is_to_do(report, report->findings[i], writer->language) ||
		    is_said_below(writer, report->findings[i]) ||
		    ma_text_repeats(writer, report->findings[i]))
			continue;
		if (first && report->verdict.cause_count == 0 && report->verdict.remedy.who == 0)
			ma_buffer_byte(&writer->out, '\n');
		if (first)
			write_label(writer, MA_PHRASE_LABEL_TO_DO);
		else
			ma_buffer_fill(&writer->out, ' ', label_column(writer));
		first = false;
		ma_write_steps(writer, label_column(writer), report->findings[i]);
	}
}
