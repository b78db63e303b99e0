/* The verdict of a report in JSON, and who can act on it or on a finding, where, and how long it
 * takes.
 *
 * SPDX-License-Identifier: MIT */

#include "../render.h"

/* --- Who, where, how long ------------------------------------------------------- */

void ma_json_holder(struct ma_json *json, const struct ma_holder *holder)
{
	if (holder->name.length == 0) {
		ma_json_null(json, "holder");
		return;
	}
	ma_json_open(json, "holder", '{');
	ma_json_text(json, "name", holder->name);
	ma_json_null(json, "company");
	ma_json_bool(json, "own", holder->own);
	ma_json_close(json, '}');
}

void ma_json_remedy(struct ma_json *json, const struct ma_remedy *remedy)
{
	const char *word;

	ma_json_open(json, "who", '[');
	for (int i = 0; (word = mailauth_who_word(1 << i)) != NULL; i++)
		if ((remedy->who & 1u << i) != 0)
			ma_json_text(json, NULL, ma_text(word));
	ma_json_close(json, ']');
	ma_json_holder(json, &remedy->holder);
	ma_json_open(json, "where", '[');
	for (size_t i = 0; i < remedy->where_count; i++)
		ma_json_text(json, NULL, remedy->where[i]);
	ma_json_close(json, ']');
	if (remedy->wait > 0)
		ma_json_number(json, "wait_seconds", remedy->wait);
	else
		ma_json_null(json, "wait_seconds");
}

/* --- The verdict ------------------------------------------------------------------ */

static void write_sentence(struct ma_json *json, const char *key,
			   const struct ma_sentence *sentence, enum mailauth_language language)
{
	struct ma_buffer words = { 0 };

	ma_buffer_add(&words, "", 0);
	ma_sentence_words(&words, sentence, language);
	if (!words.failed)
		ma_json_text(json, key, ma_buffer_view(&words));
	json->out->failed = json->out->failed || words.failed;
	ma_buffer_finish(&words);
}

static void write_reason(struct ma_json *json, const struct mailauth_finding *reason)
{
	if (reason != NULL)
		ma_json_text(json, "reason", ma_text(mailauth_finding_id(reason)));
	else
		ma_json_null(json, "reason");
}

void ma_json_verdict(struct ma_json *json, const struct mailauth_report *report,
		     enum mailauth_language language)
{
	enum mailauth_severity severity = mailauth_report_severity(report);
	const struct ma_verdict *verdict = &report->verdict;

	ma_json_open(json, "verdict", '{');
	ma_json_text(json, "severity", ma_text(mailauth_severity_word((int)severity)));
	write_sentence(json, "summary", &verdict->summary, language);
	if (report->settings.domain != NULL)
		ma_json_spoofable(json, report);
	if (verdict->spoof.argument_count > 0)
		write_sentence(json, "spoofable_text", &verdict->spoof, language);
	write_reason(json, verdict->reason);
	ma_json_open(json, "causes", '[');
	for (size_t i = 0; i < verdict->cause_count; i++)
		write_sentence(json, NULL, &verdict->causes[i], language);
	ma_json_close(json, ']');
	ma_json_remedy(json, &verdict->remedy);
	ma_json_null(json, "screen");
	ma_json_close(json, '}');
}
