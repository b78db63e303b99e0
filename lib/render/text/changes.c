/* What assumptions change, as text.
 *
 * SPDX-License-Identifier: MIT */

#include "../render.h"

/* A finding with its mark, and what it means. */
static void write_finding(struct ma_writer *writer, const struct mailauth_change *change)
{
	struct ma_buffer words = { 0 };

	ma_write_mark(writer, mailauth_finding_severity(change->finding));
	ma_buffer_string(&words, ma_phrase(change->after == NULL ? MA_PHRASE_CHANGE_GONE
								 : MA_PHRASE_CHANGE_NEW,
					   writer->language));
	ma_words_finding(&words, change->finding, writer->language, false);
	ma_buffer_string(&words, " ");
	ma_buffer_string(&words, mailauth_finding_id(change->finding));
	ma_write_words(writer, 2 * MA_TEXT_MARGIN, 2 * MA_TEXT_MARGIN, &words);
}

static enum ma_phrase_id policy_phrase(size_t of)
{
	switch (of) {
	case MAILAUTH_POLICY_OF_DOMAIN:
		return MA_PHRASE_CHANGE_POLICY;
	case MAILAUTH_POLICY_OF_EXISTING:
		return MA_PHRASE_CHANGE_POLICY_BELOW;
	default:
		return MA_PHRASE_CHANGE_POLICY_MISSING;
	}
}

/* The phrase for a kind whose words are said; false for one that its findings say. */
static bool find_phrase(const struct mailauth_change *change, enum ma_phrase_id *phrase)
{
	switch (change->kind) {
	case MAILAUTH_CHANGE_SPOOFABLE:
		*phrase = MA_PHRASE_CHANGE_SPOOFABLE;
		return true;
	case MAILAUTH_CHANGE_SENDER:
		*phrase = MA_PHRASE_CHANGE_SENDER;
		return true;
	case MAILAUTH_CHANGE_DMARC:
		*phrase = MA_PHRASE_CHANGE_DMARC;
		return true;
	case MAILAUTH_CHANGE_POLICY:
		*phrase = policy_phrase(change->index);
		return true;
	case MAILAUTH_CHANGE_ADDRESSES:
		*phrase = MA_PHRASE_CHANGE_ADDRESSES;
		return true;
	case MAILAUTH_CHANGE_LOOKUPS:
		*phrase = MA_PHRASE_CHANGE_LOOKUPS;
		return true;
	default:
		return false;
	}
}

static enum ma_phrase_id spoofable_phrase(enum mailauth_spoofable spoofable)
{
	switch (spoofable) {
	case MAILAUTH_SPOOFABLE_NO:
		return MA_PHRASE_SPOOFABLE_NO;
	case MAILAUTH_SPOOFABLE_PARTLY:
		return MA_PHRASE_SPOOFABLE_PARTLY;
	case MAILAUTH_SPOOFABLE_YES:
		return MA_PHRASE_SPOOFABLE_YES;
	default:
		return MA_PHRASE_SPOOFABLE_UNKNOWN;
	}
}

/* The standards' own words stay as they are; those of ours are translated. */
static struct ma_text word_of(const struct ma_writer *writer, const struct mailauth_change *change,
			      const struct mailauth_report *report, const char *word)
{
	if (change->kind == MAILAUTH_CHANGE_SPOOFABLE)
		return ma_text(
			ma_phrase(spoofable_phrase(report->verdict.spoofable), writer->language));
	return ma_text(word != NULL ? word : ma_phrase(MA_PHRASE_CHANGE_NONE, writer->language));
}

static void write_change(struct ma_writer *writer, const struct mailauth_change *change)
{
	enum ma_phrase_id phrase;
	struct ma_argument arguments[] = {
		{ "before", word_of(writer, change, writer->report->before, change->before),
		  MA_VALUE_SAFE },
		{ "after", word_of(writer, change, writer->report, change->after), MA_VALUE_SAFE },
		{ "ip", MA_TEXT(""), MA_VALUE_SAFE },
	};

	if (change->kind == MAILAUTH_CHANGE_SENDER)
		arguments[2].value = writer->report->senders[change->index]->ip_text;
	if (change->kind == MAILAUTH_CHANGE_FINDING)
		write_finding(writer, change);
	else if (find_phrase(change, &phrase))
		ma_write_phrase(writer, 2 * MA_TEXT_MARGIN, phrase, arguments, 3);
}

void ma_write_changes(struct ma_writer *writer)
{
	const struct mailauth_report *report = writer->report;

	if (report->before == NULL)
		return;
	ma_buffer_byte(&writer->out, '\n');
	ma_write_phrase(writer, 0,
			report->change_count > 0 ? MA_PHRASE_CHANGES : MA_PHRASE_NO_CHANGES, NULL,
			0);
	for (size_t i = 0; i < report->change_count; i++)
		write_change(writer, &report->changes[i]);
}
