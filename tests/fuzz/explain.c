/* Fuzz target: any bytes as what a person pastes.
 *
 * SPDX-License-Identifier: MIT
 *
 * The first byte chooses how it is given: as a text, from a host, as a symptom's name, as a log. */

#include "fuzz.h"

#include "check_report.h"

#include <mailauth/explain.h>
#include <mailauth/log.h>

#include <stdlib.h>
#include <string.h>

static struct mailauth_explainer *explainer;

static void render(const struct mailauth_explanation *explanation)
{
	for (int language = 0; language < 2; language++) {
		char *text;
		size_t length;

		if (mailauth_explanation_text(explanation, NULL, (enum mailauth_language)language,
					      60, MAILAUTH_TEXT_ASCII, &text, &length) < 0)
			abort();
		check_text(text, length);
		free(text);
		if (mailauth_explanation_json(explanation, NULL, (enum mailauth_language)language,
					      0, &text, &length) < 0)
			abort();
		check_text(text, length);
		free(text);
	}
}

/* What must hold of every explanation. */
static void check(const struct mailauth_explanation *explanation)
{
	enum mailauth_explanation_kind kind = mailauth_explanation_kind(explanation);
	bool known = kind == MAILAUTH_EXPLANATION_REJECTION || kind == MAILAUTH_EXPLANATION_SYMPTOM;
	const char *ip = mailauth_explanation_extracted(explanation, MAILAUTH_EXTRACTED_IP);
	const char *host = mailauth_explanation_extracted(explanation, MAILAUTH_EXTRACTED_HOST);

	if ((mailauth_explanation_rule(explanation) != NULL) != known)
		abort();
	if (known && mailauth_explanation_who(explanation, 0) == 0)
		abort();
	if (mailauth_explanation_provider(explanation) != NULL && host == NULL)
		abort();
	if (ip != NULL && strspn(ip, "0123456789abcdefABCDEF:.") != strlen(ip))
		abort();
}

/* The same bytes in two halves. */
static void read_log(const uint8_t *data, size_t size)
{
	struct mailauth_log *log;
	char *text;
	size_t length;

	if (mailauth_log_new(&log, explainer) < 0 || mailauth_log_add(log, data, size / 2) < 0 ||
	    mailauth_log_add(log, data + size / 2, size - size / 2) < 0 ||
	    mailauth_log_end(log) < 0)
		abort();
	if (mailauth_log_text(log, MAILAUTH_JAPANESE, 60, 0, &text, &length) < 0)
		abort();
	check_text(text, length);
	free(text);
	if (mailauth_log_html(log, MAILAUTH_ENGLISH, 0, &text, &length) < 0)
		abort();
	check_text(text, length);
	free(text);
	if (mailauth_log_json(log, MAILAUTH_ENGLISH, &text, &length) < 0)
		abort();
	check_text(text, length);
	free(text);
	mailauth_log_free(log);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct mailauth_explanation *explanation;
	int r;

	if (explainer == NULL && mailauth_explainer_new(&explainer) < 0)
		abort();
	if (size == 0)
		return 0;
	if (data[0] == 'l') {
		read_log(data + 1, size - 1);
		return 0;
	}
	if (data[0] == 's') {
		char *word = calloc(1, size);

		if (word == NULL)
			return 0;
		memcpy(word, data + 1, size - 1);
		r = mailauth_explain_symptom(explainer, word, &explanation);
		free(word);
	} else {
		r = mailauth_explain(explainer, data + 1, size - 1,
				     data[0] == 'g' ? "gmail-smtp-in.l.google.com" : NULL,
				     &explanation);
	}
	if (r < 0)
		abort();
	check(explanation);
	render(explanation);
	mailauth_explanation_free(explanation);
	return 0;
}
