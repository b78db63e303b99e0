/* What an explanation rests on: the words that decided, what was read out, the rule.
 *
 * SPDX-License-Identifier: MIT */

#include "explanation.h"

void ma_write_evidence(struct ma_writer *writer, const struct mailauth_explanation *explanation)
{
	struct ma_buffer words = { 0 };

	for (size_t i = 0; i < explanation->evidence_count; i++) {
		if (i > 0 && writer->language == MAILAUTH_ENGLISH)
			ma_buffer_byte(&words, ' ');
		ma_words_add(
			&words, ma_phrase(MA_PHRASE_EXPLAIN_QUOTED, writer->language),
			&(struct ma_argument){ "text", explanation->evidence[i], MA_VALUE_RAW }, 1);
	}
	if (words.length > 0 || words.failed)
		ma_write_labelled(writer, MA_PHRASE_EXPLAIN_LABEL_EVIDENCE, &words);
}

static void add_field(struct ma_buffer *words, const struct ma_writer *writer,
		      enum ma_phrase_id name, struct ma_text value)
{
	if (value.data == NULL)
		return;
	if (words->length > 0)
		ma_words_between_names(words, writer->language);
	ma_buffer_string(words, ma_phrase(name, writer->language));
	ma_buffer_byte(words, ' ');
	ma_buffer_visible(words, value);
}

void ma_write_extracted(struct ma_writer *writer, const struct mailauth_explanation *explanation)
{
	const struct ma_text *values = explanation->extracted;
	struct ma_text from = values[MAILAUTH_EXTRACTED_FROM];
	struct ma_text envelope = values[MAILAUTH_EXTRACTED_ENVELOPE];
	struct ma_buffer words = { 0 };

	if (from.data == NULL)
		from = values[MAILAUTH_EXTRACTED_FROM_DOMAIN];
	if (envelope.data == NULL)
		envelope = values[MAILAUTH_EXTRACTED_ENVELOPE_DOMAIN];
	add_field(&words, writer, MA_PHRASE_EXPLAIN_FIELD_IP, values[MAILAUTH_EXTRACTED_IP]);
	add_field(&words, writer, MA_PHRASE_EXPLAIN_FIELD_FROM, from);
	add_field(&words, writer, MA_PHRASE_EXPLAIN_FIELD_ENVELOPE, envelope);
	add_field(&words, writer, MA_PHRASE_EXPLAIN_FIELD_HELO, values[MAILAUTH_EXTRACTED_HELO]);
	add_field(&words, writer, MA_PHRASE_EXPLAIN_FIELD_SELECTOR,
		  values[MAILAUTH_EXTRACTED_SELECTOR]);
	add_field(&words, writer, MA_PHRASE_EXPLAIN_FIELD_DKIM_DOMAIN,
		  values[MAILAUTH_EXTRACTED_DKIM_DOMAIN]);
	add_field(&words, writer, MA_PHRASE_EXPLAIN_FIELD_RECIPIENT,
		  values[MAILAUTH_EXTRACTED_RECIPIENT]);
	for (size_t i = 0; i < explanation->stated_result_count; i++)
		add_field(&words, writer, MA_PHRASE_EXPLAIN_FIELD_VERDICT,
			  explanation->stated_results[i]);
	if (words.length > 0 || words.failed)
		ma_write_labelled(writer, MA_PHRASE_EXPLAIN_LABEL_EXTRACTED, &words);
}

void ma_write_rule(struct ma_writer *writer, const struct mailauth_explanation *explanation)
{
	struct ma_buffer words = { 0 };
	struct ma_argument rule = { "rule", { 0 }, MA_VALUE_SAFE };

	if (explanation->row == NULL)
		return;
	rule.value = ma_text(explanation->row->id);
	if (explanation->row->sources[0] != 0) {
		ma_buffer_string(&words, ma_source_reference(
						 (enum ma_source_id)explanation->row->sources[0]));
		ma_buffer_string(&words, "  ");
	}
	ma_words_add(&words, ma_phrase(MA_PHRASE_EXPLAIN_RULE, writer->language), &rule, 1);
	ma_write_style(writer, MA_STYLE_FAINT);
	ma_write_labelled(writer, MA_PHRASE_EXPLAIN_LABEL_SOURCE, &words);
	ma_write_style(writer, MA_STYLE_PLAIN);
}
