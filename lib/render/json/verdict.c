/* The verdict of a report in JSON: how grave it is, and the sentence that the text begins with.
 *
 * SPDX-License-Identifier: MIT */

#include "../render.h"

static void write_summary(struct ma_json *json, const struct ma_sentence *summary,
			  enum mailauth_language language)
{
	struct ma_buffer words = { 0 };

	ma_buffer_add(&words, "", 0);
	ma_words_add(&words, ma_phrase(summary->phrase, language), summary->arguments,
		     summary->argument_count);
	if (!words.failed)
		ma_json_text(json, "summary", ma_buffer_view(&words));
	json->out->failed = json->out->failed || words.failed;
	ma_buffer_finish(&words);
}

void ma_json_verdict(struct ma_json *json, const struct mailauth_report *report,
		     enum mailauth_language language)
{
	enum mailauth_severity severity = mailauth_report_severity(report);

	ma_json_open(json, "verdict", '{');
	ma_json_text(json, "severity", ma_text(mailauth_severity_word((int)severity)));
	write_summary(json, &report->verdict.summary, language);
	if (report->settings.domain != NULL)
		ma_json_spoofable(json, report);
	ma_json_close(json, '}');
}
