/* What a support desk needs to know, ready to paste; and what the DNS says of the same mail.
 *
 * SPDX-License-Identifier: MIT */

#include "explanation.h"

#include <string.h>

enum {
	QUOTE_MAX = 3000, /* bytes of the text that are repeated */
	QUOTE_LINES = 40,
	OWN_INDENT_MAX = 8,
	ENCODED_MIN = 60, /* letters and digits in a row: not a word */
	INDENT = 2 * MA_TEXT_MARGIN,
};

/* --- The summary ------------------------------------------------------------ */

/* "Sender: info@example.jp", never wrapped: it is to be copied. */
static void write_any(struct ma_writer *writer, enum ma_phrase_id name, struct ma_text value,
		      bool needed, bool free_text)
{
	struct ma_buffer line = { 0 };

	if (value.data == NULL && !needed)
		return;
	ma_buffer_string(&line, ma_phrase(name, writer->language));
	ma_buffer_string(&line, value.data != NULL && value.length == 0 ? ":" : ": ");
	if (value.data != NULL && free_text)
		ma_write_free_text(&line, value);
	else if (value.data != NULL)
		ma_buffer_visible(&line, value);
	else
		ma_buffer_string(&line,
				 ma_phrase(MA_PHRASE_EXPLAIN_SUPPORT_FILL, writer->language));
	if (!line.failed)
		ma_write_line(writer, INDENT, ma_buffer_view(&line));
	writer->out.failed = writer->out.failed || line.failed;
	ma_buffer_finish(&line);
}

static void write_item(struct ma_writer *writer, enum ma_phrase_id name, struct ma_text value,
		       bool needed)
{
	write_any(writer, name, value, needed, false);
}

/* After the margin with its own indent; where it is too long, it continues further in. */
static void write_quoted_line(struct ma_writer *writer, struct ma_text line)
{
	const size_t indent = INDENT + MA_TEXT_MARGIN;
	struct ma_buffer words = { 0 };
	size_t own = 0;

	while (own < line.length && line.data[own] == ' ')
		own++;
	own = own < OWN_INDENT_MAX ? own : OWN_INDENT_MAX;
	ma_buffer_prose(&words, ma_text_slice(line, own, line.length));
	ma_buffer_fill(&writer->out, ' ', indent + own);
	ma_write_words(writer, indent + own, indent + own + MA_TEXT_MARGIN, &words);
}

/* Whether LINE is of the form of a message, which is not for reading: a boundary, base64 (RFC
 * 2045). */
static bool is_of_form(struct ma_text line)
{
	size_t digits = 0;

	while (digits < line.length &&
	       (ma_is_alnum(line.data[digits]) || ma_is_one_of(line.data[digits], "+/=")))
		digits++;
	if (digits == line.length && digits >= ENCODED_MIN)
		return true;
	if (ma_text_starts(line, "content-t") || ma_text_starts(line, "mime-version:"))
		return true;
	return ma_text_starts(line, "--") && line.length > 2 &&
	       memchr(line.data, ' ', line.length) == NULL;
}

/* The text line by line, as it came. */
static void write_quote(struct ma_writer *writer, struct ma_text text)
{
	bool cut = text.length > QUOTE_MAX;
	unsigned lines = 0;

	text = ma_text_slice(text, 0, QUOTE_MAX);
	/* Not within a character. */
	while (cut && text.length > QUOTE_MAX - 4 && (text.data[text.length] & 0xc0) == 0x80)
		text.length--;
	while (text.length > 0 && lines < QUOTE_LINES) {
		const unsigned char *end = memchr(text.data, '\n', text.length);
		size_t length = end != NULL ? (size_t)(end - text.data) : text.length;
		struct ma_text line = ma_text_slice(text, 0, length);

		while (line.length > 0 && line.data[line.length - 1] <= ' ')
			line.length--;
		if (line.length > 0 && !is_of_form(line)) {
			write_quoted_line(writer, line);
			lines++;
		}
		text = ma_text_slice(text, length + (end != NULL), text.length);
	}
	if (cut || text.length > 0) {
		ma_write_line(writer, INDENT + MA_TEXT_MARGIN,
			      ma_text(ma_phrase(MA_PHRASE_EXPLAIN_SUPPORT_CUT, writer->language)));
	}
}

void ma_write_support(struct ma_writer *writer, const struct mailauth_explanation *explanation)
{
	const struct ma_text *values = explanation->extracted;
	struct ma_text sender = values[MAILAUTH_EXTRACTED_FROM];

	if (sender.data == NULL)
		sender = values[MAILAUTH_EXTRACTED_ENVELOPE];
	/* Of a reply that is not known there was nothing to try. */
	ma_write_intro(writer,
		       explanation->row == NULL ? MA_PHRASE_EXPLAIN_HEADING_SUPPORT_FIRST
						: MA_PHRASE_EXPLAIN_HEADING_SUPPORT,
		       NULL, 0);
	if (writer->page != NULL)
		ma_page_quote(writer);
	write_any(writer, MA_PHRASE_EXPLAIN_SUPPORT_DATE, values[MAILAUTH_EXTRACTED_DATE], true,
		  !ma_is_plain_date(values[MAILAUTH_EXTRACTED_DATE]));
	write_item(writer, MA_PHRASE_EXPLAIN_SUPPORT_SENDER, sender, true);
	write_item(writer, MA_PHRASE_EXPLAIN_SUPPORT_RECIPIENT,
		   values[MAILAUTH_EXTRACTED_RECIPIENT], true);
	write_any(writer, MA_PHRASE_EXPLAIN_SUPPORT_PROGRAM, values[MAILAUTH_EXTRACTED_PROGRAM],
		  true, true);
	write_item(writer, MA_PHRASE_EXPLAIN_SUPPORT_IP, values[MAILAUTH_EXTRACTED_IP], false);
	write_item(writer, MA_PHRASE_EXPLAIN_SUPPORT_HOST, values[MAILAUTH_EXTRACTED_HOST], false);
	write_item(writer, MA_PHRASE_EXPLAIN_SUPPORT_TEXT, MA_TEXT(""), true);
	write_quote(writer, explanation->quote);
	ma_write_end(writer);
}

/* --- With an audit -------------------------------------------------------------- */

static void write_line(struct ma_writer *writer, enum ma_phrase_id phrase,
		       const struct ma_argument *arguments, size_t count)
{
	ma_write_phrase(writer, INDENT, phrase, arguments, count);
}

static void write_results(struct ma_writer *writer)
{
	const struct mailauth_sender *sender;
	const struct ma_argument domain = { "domain",
					    ma_text(mailauth_report_domain(writer->report)),
					    MA_VALUE_RAW };
	size_t i = 0;

	for (; (sender = mailauth_report_sender(writer->report, i)) != NULL; i++) {
		const char *result = mailauth_spf_result_word((int)mailauth_sender_result(sender));
		const struct ma_argument arguments[] = {
			{ "ip", ma_text(mailauth_sender_ip(sender)), MA_VALUE_RAW },
			{ "domain", ma_text(mailauth_sender_domain(sender)), MA_VALUE_RAW },
			{ "result", ma_text(result), MA_VALUE_SAFE },
		};

		write_line(writer, MA_PHRASE_EXPLAIN_DNS_SENDER, arguments, 3);
	}
	if (i == 0)
		write_line(writer, MA_PHRASE_EXPLAIN_DNS_NO_IP, &domain, 1);
}

/* A server that the domain permits has not forged its mail. */
static void write_own(struct ma_writer *writer, const struct mailauth_explanation *explanation)
{
	const struct mailauth_sender *sender = mailauth_report_sender(writer->report, 0);
	struct ma_argument ip = { "ip", { 0 }, MA_VALUE_RAW };

	if (explanation->notice != MA_NOTICE_BACKSCATTER || sender == NULL ||
	    mailauth_sender_result(sender) != MAILAUTH_SPF_PASS)
		return;
	ip.value = ma_text(mailauth_sender_ip(sender));
	write_line(writer, MA_PHRASE_EXPLAIN_BACKSCATTER_OWN, &ip, 1);
}

static void write_comparison(struct ma_writer *writer,
			     const struct mailauth_explanation *explanation)
{
	static const enum ma_phrase_id phrases[] = {
		[MA_AGREEMENT_SAME] = MA_PHRASE_EXPLAIN_DNS_AGREES,
		[MA_AGREEMENT_DIFFERENT] = MA_PHRASE_EXPLAIN_DNS_DIFFERS,
		[MA_AGREEMENT_UNKNOWN] = MA_PHRASE_EXPLAIN_DNS_UNKNOWN,
	};
	const struct {
		const char *method;
		enum ma_agreement agreement;
	} methods[] = {
		{ "spf=", ma_explanation_agreement(explanation, writer->report) },
		{ "dmarc=", ma_explanation_dmarc_agreement(explanation, writer->report) },
	};

	if (explanation->stated_result_count == 0)
		write_line(writer, MA_PHRASE_EXPLAIN_DNS_NO_VERDICT, NULL, 0);
	for (size_t i = 0; i < sizeof(methods) / sizeof(*methods); i++) {
		struct ma_argument verdict = { "verdict", MA_TEXT(""), MA_VALUE_RAW };

		/* One about DKIM or what was not judged is shown with what was read. */
		if (methods[i].agreement == MA_AGREEMENT_NONE)
			continue;
		for (size_t j = 0; j < explanation->stated_result_count; j++)
			if (ma_text_starts(explanation->stated_results[j], methods[i].method))
				verdict.value = explanation->stated_results[j];
		write_line(writer, phrases[methods[i].agreement], &verdict, 1);
	}
}

/* What the rejection is about and the audit did not look at.  False: there is nothing of that. */
static bool write_unexamined(struct ma_writer *writer,
			     const struct mailauth_explanation *explanation)
{
	static const struct {
		enum mailauth_section section;
		const char *name;
	} sections[] = {
		{ MAILAUTH_SECTION_SPF, "SPF" },     { MAILAUTH_SECTION_DKIM, "DKIM" },
		{ MAILAUTH_SECTION_DMARC, "DMARC" }, { MAILAUTH_SECTION_MX, "MX" },
		{ MAILAUTH_SECTION_HOST, "PTR" },
	};
	struct ma_buffer names = { 0 };
	bool any = false;

	for (size_t i = 0; i < sizeof(sections) / sizeof(*sections); i++) {
		if (!ma_explanation_is_unexamined(explanation, writer->report, sections[i].section))
			continue;
		if (any)
			ma_buffer_string(&names,
					 ma_phrase(MA_PHRASE_SERVER_SEPARATOR, writer->language));
		ma_buffer_string(&names, sections[i].name);
		any = true;
	}
	if (any && !names.failed) {
		const struct ma_argument argument = {
			"sections", { (const unsigned char *)names.data, names.length }, true
		};

		write_line(writer, MA_PHRASE_EXPLAIN_DNS_UNEXAMINED, &argument, 1);
	}
	writer->out.failed = writer->out.failed || names.failed;
	ma_buffer_finish(&names);
	return any;
}

void ma_write_agreement(struct ma_writer *writer, const struct mailauth_explanation *explanation)
{
	const struct mailauth_finding *finding;
	bool any = false;

	ma_write_intro(writer, MA_PHRASE_EXPLAIN_HEADING_DNS, NULL, 0);
	write_results(writer);
	write_own(writer, explanation);
	write_comparison(writer, explanation);
	for (size_t i = 0; (finding = mailauth_report_finding(writer->report, i)) != NULL; i++) {
		struct ma_buffer words = { 0 };

		if (!mailauth_finding_counts(finding) ||
		    !ma_explanation_is_explained_by(explanation, finding))
			continue;
		if (!any)
			write_line(writer, MA_PHRASE_EXPLAIN_DNS_FINDINGS, NULL, 0);
		any = true;
		ma_buffer_string(&words, "- ");
		ma_words_finding(&words, finding, writer->language, false);
		ma_buffer_string(&words, " (");
		ma_buffer_string(&words, mailauth_finding_id(finding));
		ma_buffer_byte(&words, ')');
		ma_buffer_fill(&writer->out, ' ', INDENT + MA_TEXT_MARGIN);
		ma_write_words(writer, INDENT + MA_TEXT_MARGIN, INDENT + 2 * MA_TEXT_MARGIN,
			       &words);
	}
	if (!write_unexamined(writer, explanation) && !any &&
	    mailauth_report_is_complete(writer->report))
		write_line(writer, MA_PHRASE_EXPLAIN_DNS_NONE, NULL, 0);
	/* Records to publish instead, proven, have their place here. */
}
