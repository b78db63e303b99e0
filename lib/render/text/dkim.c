/* Signing keys as text: a line for each that is in order, the record and its faults of the others.
 *
 * SPDX-License-Identifier: MIT */

#include "../../known/known.h"
#include "../render.h"

static const enum ma_phrase_id states[] = {
	[MAILAUTH_KEY_OK] = MA_PHRASE_KEY_OK,
	[MAILAUTH_KEY_WEAK] = MA_PHRASE_KEY_WEAK,
	[MAILAUTH_KEY_TESTING] = MA_PHRASE_KEY_TESTING,
	[MAILAUTH_KEY_REVOKED] = MA_PHRASE_KEY_REVOKED,
	[MAILAUTH_KEY_INVALID] = MA_PHRASE_KEY_INVALID,
	[MAILAUTH_KEY_MISSING] = MA_PHRASE_KEY_MISSING,
	[MAILAUTH_KEY_UNKNOWN] = MA_PHRASE_KEY_UNKNOWN,
};

static void add_size(struct ma_writer *writer, struct ma_buffer *words,
		     const struct mailauth_key *key)
{
	struct ma_arena arena = { 0 };
	const struct ma_argument arguments[] = {
		{ "type", key->type, MA_VALUE_RAW },
		{ "bits", ma_arena_number(&arena, key->bits), MA_VALUE_SAFE },
	};

	if (key->bits > 0 && key->type.data != NULL) {
		ma_words_add(words, ma_phrase(MA_PHRASE_KEY_SIZE, writer->language), arguments, 2);
		ma_buffer_string(words, "  ");
	}
	words->failed = words->failed || arena.failed;
	ma_arena_finish(&arena);
}

/* The selector, its aliases, the key's kind and size, and what it comes to. */
static void write_line(struct ma_writer *writer, const struct mailauth_key *key)
{
	enum mailauth_severity severity = ma_key_severity(writer->report, key);
	enum ma_phrase_id state = states[key->status];
	struct ma_buffer words = { 0 };

	if (key->status == MAILAUTH_KEY_OK && severity >= MAILAUTH_SEVERITY_WARNING)
		state = MA_PHRASE_KEY_USABLE;
	ma_write_mark(writer, severity);
	ma_buffer_visible(&words, key->selector);
	for (size_t i = 0; i < key->alias_count; i++) {
		ma_buffer_string(&words, writer->ascii ? " -> " : " → ");
		ma_words_company(writer, &words, key->aliases[i],
				 ma_provider_find(key->aliases[i], MA_PROVIDER_DKIM));
	}
	ma_buffer_string(&words, "  ");
	add_size(writer, &words, key);
	ma_buffer_string(&words, ma_phrase(state, writer->language));
	ma_write_words(writer, 2 * MA_TEXT_MARGIN, 2 * MA_TEXT_MARGIN, &words);
}

/* Each record of the key that a finding is about, once. */
static void write_records(struct ma_writer *writer, const struct mailauth_key *key)
{
	const struct mailauth_report *report = writer->report;

	for (size_t i = 0; i < report->finding_count; i++) {
		const struct mailauth_finding *finding = report->findings[i];
		bool shown = finding->record.data == NULL || !report->remedies[i].listed ||
			     !ma_finding_is_about(finding, key);

		for (size_t j = 0; j < i && !shown; j++)
			shown = ma_finding_is_about(report->findings[j], key) &&
				report->remedies[j].listed &&
				ma_text_equal(report->findings[j]->record, finding->record);
		if (!shown)
			ma_write_record(
				writer, 2 * MA_TEXT_MARGIN,
				ma_text(ma_phrase(MA_PHRASE_LABEL_RECORD, writer->language)),
				key->name, finding->record);
	}
}

/* Each corrected record, once, whole: it is there to be copied.  Line breaks within the key do no
 * harm there (RFC 6376 3.6.1). */
static void write_corrections(struct ma_writer *writer, const struct mailauth_key *key)
{
	const struct mailauth_report *report = writer->report;
	struct ma_text last = { 0 };

	for (size_t i = 0; i < report->finding_count; i++) {
		const struct ma_argument *meant =
			ma_finding_value(report->findings[i], MA_VALUE_RECORD);

		if (meant == NULL || !ma_finding_is_about(report->findings[i], key) ||
		    ma_text_equal(meant->value, last))
			continue;
		last = meant->value;
		if (writer->page != NULL) {
			ma_write_intro(writer, MA_PHRASE_KEY_CORRECTED, NULL, 0);
			ma_page_value(writer, last);
			continue;
		}
		/* Under another name, so that no carets of the faulty one show. */
		ma_write_record(writer, 2 * MA_TEXT_MARGIN,
				ma_text(ma_phrase(MA_PHRASE_KEY_CORRECTED, writer->language)),
				MA_TEXT(""), last);
	}
}

static void write_key(struct ma_writer *writer, const struct mailauth_key *key)
{
	const struct mailauth_report *report = writer->report;

	write_line(writer, key);
	write_records(writer, key);
	for (size_t i = 0; i < report->finding_count; i++)
		if (ma_finding_is_about(report->findings[i], key) && report->remedies[i].listed &&
		    !report->remedies[i].said)
			ma_write_finding(writer, report->findings[i]);
	write_corrections(writer, key);
}

static bool is_of_a_key(const struct mailauth_report *report,
			const struct mailauth_finding *finding)
{
	for (size_t i = 0; i < report->key_count; i++)
		if (ma_finding_is_about(finding, report->keys[i]))
			return true;
	return false;
}

void ma_text_dkim(struct ma_writer *writer)
{
	const struct mailauth_report *report = writer->report;
	enum mailauth_severity severity =
		mailauth_report_section_severity(report, MAILAUTH_SECTION_DKIM);

	if (severity == MAILAUTH_SEVERITY_NONE && report->key_count == 0)
		return;
	ma_write_heading(writer, MA_PHRASE_SECTION_DKIM, ma_state_phrase(severity));
	for (size_t i = 0; i < report->key_count; i++)
		write_key(writer, report->keys[i]);
	for (size_t i = 0; i < report->finding_count; i++)
		if (mailauth_finding_section(report->findings[i]) == MAILAUTH_SECTION_DKIM &&
		    !is_of_a_key(report, report->findings[i]))
			ma_write_finding(writer, report->findings[i]);
}
