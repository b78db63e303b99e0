/* The verdict of a report in JSON, and who can act on it or on a finding, where, and how long it
 * takes.
 *
 * SPDX-License-Identifier: MIT */

#include "../../known/known.h"
#include "../render.h"

/* --- Who, where, how long ------------------------------------------------------- */

void ma_json_company(struct ma_json *json, const char *key, const struct ma_provider *company,
		     enum mailauth_language language)
{
	if (company != NULL)
		ma_json_text(json, key, ma_text(ma_provider_name(company, language)));
	else
		ma_json_null(json, key);
}

void ma_json_holder(struct ma_json *json, const struct ma_holder *holder,
		    enum mailauth_language language)
{
	if (holder->name.length == 0) {
		ma_json_null(json, "holder");
		return;
	}
	ma_json_open(json, "holder", '{');
	ma_json_text(json, "name", holder->name);
	ma_json_company(json, "company", holder->company, language);
	ma_json_bool(json, "own", holder->own);
	ma_json_close(json, '}');
}

/* Where the records of what is the domain's own are edited. */
static void write_screen(struct ma_json *json, const struct ma_holder *holder,
			 enum mailauth_language language)
{
	const char *screen = holder->own && holder->company != NULL
				     ? ma_provider_screen(holder->company, language)
				     : NULL;

	if (screen != NULL)
		ma_json_text(json, "screen", ma_text(screen));
	else
		ma_json_null(json, "screen");
}

void ma_json_remedy(struct ma_json *json, const struct ma_remedy *remedy,
		    enum mailauth_language language)
{
	const char *word;

	ma_json_open(json, "who", '[');
	for (int i = 0; (word = mailauth_who_word(1 << i)) != NULL; i++)
		if ((remedy->who & 1u << i) != 0)
			ma_json_text(json, NULL, ma_text(word));
	ma_json_close(json, ']');
	ma_json_holder(json, &remedy->holder, language);
	ma_json_company(json, "helper", ma_helper(remedy), language);
	ma_json_open(json, "where", '[');
	for (size_t i = 0; i < remedy->where_count; i++)
		ma_json_text(json, NULL, remedy->where[i]);
	ma_json_close(json, ']');
	write_screen(json, &remedy->holder, language);
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
	ma_json_remedy(json, &verdict->remedy, language);
	ma_json_close(json, '}');
}
