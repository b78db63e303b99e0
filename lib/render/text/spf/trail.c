/* The way that a sender's evaluation took: each record, each term, and what came of it.
 *
 * SPDX-License-Identifier: MIT */

#include "../../render.h"

enum {
	INDENT = 4,
	OUTCOME_COLUMN = 44,
	DEPTH_SHOWN = 6, /* what is deeper is indented no further */
};

const char *ma_result_phrase(const struct ma_writer *writer, enum mailauth_spf_result result)
{
	static const enum ma_phrase_id phrases[] = {
		[MAILAUTH_SPF_NONE] = MA_PHRASE_RESULT_NONE,
		[MAILAUTH_SPF_NEUTRAL] = MA_PHRASE_RESULT_NEUTRAL,
		[MAILAUTH_SPF_PASS] = MA_PHRASE_RESULT_PASS,
		[MAILAUTH_SPF_FAIL] = MA_PHRASE_RESULT_FAIL,
		[MAILAUTH_SPF_SOFTFAIL] = MA_PHRASE_RESULT_SOFTFAIL,
		[MAILAUTH_SPF_TEMPERROR] = MA_PHRASE_RESULT_TEMPERROR,
		[MAILAUTH_SPF_PERMERROR] = MA_PHRASE_RESULT_PERMERROR,
	};

	return ma_phrase(phrases[result], writer->language);
}

static void write_term(struct ma_writer *writer, size_t indent, const struct ma_spf_step *step)
{
	static const enum ma_phrase_id phrases[] = {
		[MA_STEP_NO_MATCH] = MA_PHRASE_TRAIL_NO_MATCH,
		[MA_STEP_MATCH] = MA_PHRASE_TRAIL_MATCH,
		[MA_STEP_ERROR] = MA_PHRASE_TRAIL_ERROR,
	};
	enum ma_style style = step->kind == MA_STEP_NO_MATCH ? MA_STYLE_PLAIN : MA_STYLE_STRONG;
	const char *note = "";

	if (step->kind != MA_STEP_HANDED)
		note = ma_phrase(phrases[step->kind], writer->language);
	ma_write_term(writer, indent, step->text, OUTCOME_COLUMN, note, style);
}

void ma_write_counts(struct ma_writer *writer, size_t indent, unsigned lookups, unsigned voids)
{
	struct ma_arena arena = { 0 };
	struct ma_argument arguments[] = {
		{ "lookups", ma_arena_number(&arena, lookups), MA_VALUE_SAFE },
		{ "voids", ma_arena_number(&arena, voids), MA_VALUE_SAFE },
	};

	ma_write_phrase(writer, indent, MA_PHRASE_TRAIL_COUNTS, arguments, 2);
	writer->out.failed = writer->out.failed || arena.failed;
	ma_arena_finish(&arena);
}

static void write_explanation(struct ma_writer *writer, struct ma_text explanation)
{
	struct ma_buffer words = { 0 };

	if (explanation.data == NULL)
		return;
	ma_write_phrase(writer, INDENT, MA_PHRASE_LABEL_EXPLANATION, NULL, 0);
	ma_buffer_fill(&writer->out, ' ', INDENT + 2);
	ma_buffer_visible(&words, explanation);
	ma_write_words(writer, INDENT + 2, INDENT + 2, &words);
}

const char *ma_identity_phrase(const struct ma_writer *writer, enum mailauth_identity identity)
{
	static const enum ma_phrase_id phrases[] = {
		[MAILAUTH_IDENTITY_MAILFROM] = MA_PHRASE_TRAIL_IDENTITY_MAILFROM,
		[MAILAUTH_IDENTITY_HELO] = MA_PHRASE_TRAIL_IDENTITY_HELO,
		[MAILAUTH_IDENTITY_FROM] = MA_PHRASE_TRAIL_IDENTITY_FROM,
	};

	return ma_phrase(phrases[identity], writer->language);
}

static void write_heading(struct ma_writer *writer, const struct mailauth_sender *sender)
{
	const struct ma_argument arguments[] = {
		{ "ip", sender->ip_text, MA_VALUE_SAFE },
		{ "domain", sender->domain_text, MA_VALUE_RAW },
		{ "identity", ma_text(ma_identity_phrase(writer, sender->input.identity)),
		  MA_VALUE_SAFE },
	};

	ma_write_intro(writer, MA_PHRASE_TRAIL_SENDER, arguments, 3);
}

void ma_write_trail(struct ma_writer *writer, const struct mailauth_sender *sender)
{
	const struct ma_argument result = {
		"result", ma_text(ma_result_phrase(writer, sender->outcome.result)), true
	};

	if (sender->input.domain.length == 0)
		return;
	write_heading(writer, sender);
	for (const struct ma_spf_step *step = sender->outcome.steps; step; step = step->next) {
		size_t depth = step->depth < DEPTH_SHOWN ? step->depth : DEPTH_SHOWN;
		size_t indent = INDENT + 4 * depth;

		if (step->kind == MA_STEP_RECORD)
			ma_write_record(writer, indent, step->domain, (struct ma_text){ 0 },
					step->text);
		else
			write_term(writer, indent + 2, step);
	}
	ma_write_phrase(writer, INDENT, MA_PHRASE_TRAIL_RESULT, &result, 1);
	if (sender->outcome.steps != NULL)
		ma_write_counts(writer, INDENT, sender->outcome.lookups, sender->outcome.voids);
	write_explanation(writer, sender->outcome.explanation);
}
