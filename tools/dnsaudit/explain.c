/* The verb "explain": a reply, a bounce or a complaint in, what it means out.
 *
 * SPDX-License-Identifier: MIT */

#include "dnsaudit.h"

#include "charset.h"
#include "mime.h"

#include <mailauth/explain.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>
#include <time.h>

enum {
	TEXT_MAX = 1024 * 1024 +
		   1, /* what mailauth_explain() reads, and one to see that there is more */
};

static int fail(const struct options *options, int r)
{
	complain(options->language, r == MAILAUTH_ENOMEM ? MESSAGE_NO_MEMORY : MESSAGE_INTERNAL);
	return STATUS_INTERNAL;
}

/* --- The text ----------------------------------------------------------------- */

/* The first bytes of INPUT. */
static int read_start(const struct options *options, struct input *input, char **text,
		      size_t *length)
{
	*text = malloc(TEXT_MAX);
	if (*text == NULL)
		return fail(options, MAILAUTH_ENOMEM);
	return input_read(input, options, *text, TEXT_MAX, length);
}

/* "bounce.eml" is meant as a file even if there is none. */
static bool looks_like_file(const char *operand)
{
	static const char *const endings[] = { ".eml", ".txt", ".log", ".msg", ".gz", ".mbox" };
	const char *ending = strrchr(operand, '.');

	for (size_t i = 0; ending != NULL && i < sizeof(endings) / sizeof(*endings); i++)
		if (strcmp(ending, endings[i]) == 0 && strpbrk(operand, " \n") == NULL)
			return true;
	return false;
}

static bool is_file(const struct options *options)
{
	struct stat status;

	if (options->text)
		return false;
	return stat(options->operand, &status) == 0 || looks_like_file(options->operand);
}

/* *INPUT: where there may be more; NULL for what is on the command line. */
static int read_text(const struct options *options, struct input **input, char **text,
		     size_t *length)
{
	const char *name = options->operand;
	int status;

	if (name == NULL || (strcmp(name, "-") == 0 && !options->text)) {
		name = "-";
	} else if (!is_file(options)) {
		*text = strdup(name);
		*length = *text != NULL ? strlen(*text) : 0;
		return *text != NULL ? 0 : fail(options, MAILAUTH_ENOMEM);
	}
	status = input_open(input, options, name);
	return status == 0 ? read_start(options, *input, text, length) : status;
}

/* --- The answer ----------------------------------------------------------------- */

static int print(const struct mailauth_explanation *explanation,
		 const struct mailauth_report *report, const struct options *options)
{
	char *text;
	int r;

	if (options->format == FORMAT_JSON)
		r = mailauth_explanation_json(
			explanation, report, options->language,
			options->queries && report != NULL ? MAILAUTH_JSON_QUERIES : 0, &text,
			NULL);
	else if (options->format == FORMAT_HTML || options->format == FORMAT_FRAGMENT)
		r = mailauth_explanation_html(explanation, report, options->language,
					      html_flags(options), &text, NULL);
	else
		r = mailauth_explanation_text(explanation, report, options->language,
					      output_width(), output_flags(options), &text, NULL);
	return r < 0 ? fail(options, r) : output_write(text, options);
}

static int status_of(const struct mailauth_explanation *explanation,
		     const struct mailauth_report *report)
{
	enum mailauth_explanation_kind kind = mailauth_explanation_kind(explanation);

	if (kind == MAILAUTH_EXPLANATION_NOTHING || kind == MAILAUTH_EXPLANATION_UNKNOWN)
		return STATUS_INCOMPLETE;
	if (report != NULL && !mailauth_report_is_complete(report))
		return STATUS_INCOMPLETE;
	return STATUS_CLEAN;
}

static int answer(const struct mailauth_explanation *explanation,
		  const struct mailauth_report *report, const struct options *options)
{
	int status = print(explanation, report, options);

	return status != 0 ? status : status_of(explanation, report);
}

/* --- With an audit ---------------------------------------------------------------- */

/* The sender to be judged: what the command line says, else what the text says. */
struct subject {
	const char *domain;
	const char *ip;
	const char *helo;
	const char *from;
	const char *selector; /* of the domain's own signature */
};

static struct subject subject_of(const struct mailauth_explanation *explanation,
				 const struct options *options)
{
	struct subject subject = {
		.domain = mailauth_explanation_domain(explanation),
		.ip = mailauth_explanation_extracted(explanation, MAILAUTH_EXTRACTED_IP),
		.helo = mailauth_explanation_extracted(explanation, MAILAUTH_EXTRACTED_HELO),
		.from = mailauth_explanation_extracted(explanation, MAILAUTH_EXTRACTED_FROM_DOMAIN),
	};
	const char *signer =
		mailauth_explanation_extracted(explanation, MAILAUTH_EXTRACTED_DKIM_DOMAIN);

	if (options->from != NULL)
		subject.from = options->from;
	if (options->mail_from != NULL) {
		const char *at = strrchr(options->mail_from, '@');

		subject.domain = at != NULL ? at + 1 : options->mail_from;
	}
	if (options->ip_count > 0)
		subject.ip = options->ips[0];
	if (options->helo != NULL)
		subject.helo = options->helo;
	if (signer != NULL && subject.domain != NULL && strcasecmp(signer, subject.domain) == 0)
		subject.selector =
			mailauth_explanation_extracted(explanation, MAILAUTH_EXTRACTED_SELECTOR);
	return subject;
}

static int set(struct mailauth_audit *audit, const char *name, const char *value)
{
	return value != NULL ? mailauth_audit_set(audit, name, value) : 0;
}

/* A sender's own name goes out in questions only if it was typed. */
static int set_up(struct mailauth_audit *audit, const struct subject *subject,
		  const struct options *options)
{
	int r = 0;

	for (size_t i = 0; i < options->ip_count && r == 0; i++)
		r = set(audit, "ip", options->ips[i]);
	/* Without an address there is no sender. */
	if (options->ip_count > 0 && r == 0)
		r = set(audit, "mail-from",
			options->mail_from != NULL ? options->mail_from : subject->domain);
	if (options->ip_count > 0 && r == 0)
		r = set(audit, "helo", subject->helo);
	if (options->ip_count > 0 && r == 0)
		r = set(audit, "from", subject->from);
	if (r == 0)
		r = set(audit, "selector", subject->selector);
	return r == 0 ? set(audit, "receiver", options->receiver) : r;
}

static int audit_with(const struct mailauth_explanation *explanation, const struct options *options,
		      const struct subject *subject, const struct sources *sources)
{
	struct mailauth_audit *audit = NULL;
	const struct mailauth_report *report;
	int status;
	int r = mailauth_audit_new(&audit, subject->domain, options->now);

	if (r == 0)
		r = set_up(audit, subject, options);
	if (r == MAILAUTH_EINVAL) {
		complain(options->language, MESSAGE_BAD_ADDRESS, subject->ip);
		status = STATUS_USAGE;
		goto out;
	}
	if (r == 0)
		r = mailauth_loop_run(sources->loop, audit);
	if (r < 0) {
		status = fail(options, r);
		goto out;
	}
	report = mailauth_audit_report(audit);
	status = sources_save(sources, audit, options);
	if (status == 0)
		status = answer(explanation, mailauth_report_is_domain(report) ? report : NULL,
				options);
out:
	mailauth_audit_free(audit);
	return status;
}

static int answer_with_audit(const struct mailauth_explanation *explanation,
			     struct options *options)
{
	struct subject subject = subject_of(explanation, options);
	struct sources sources;
	int status;

	if (subject.domain == NULL) {
		complain(options->language, MESSAGE_NO_SUBJECT);
		return answer(explanation, NULL, options);
	}
	options->domain = subject.domain; /* what a recording says of the audit */
	if (options->ip_count == 0 && subject.ip != NULL)
		options->ips[options->ip_count++] = subject.ip;
	if (!options->now_given)
		options->now = (int64_t)time(NULL);
	options->now_given = true;
	status = sources_open(&sources, options);
	if (status == 0)
		status = audit_with(explanation, options, &subject, &sources);
	sources_close(&sources);
	return status;
}

/* --- The verb ----------------------------------------------------------------------- */

bool explain_looks(const struct options *options)
{
	return options->audit || options->zone_count > 0 || options->server_count > 0;
}

static int answer_as_asked(const struct mailauth_explanation *explanation, struct options *options)
{
	if (options->symptom &&
	    mailauth_explanation_kind(explanation) == MAILAUTH_EXPLANATION_NOTHING) {
		symptom_unknown(options);
		/* For a person that is all there is to say. */
		return options->format == FORMAT_TEXT ? STATUS_INCOMPLETE
						      : answer(explanation, NULL, options);
	}
	return explain_looks(options) ? answer_with_audit(explanation, options)
				      : answer(explanation, NULL, options);
}

static int explain_text(struct options *options, const struct mailauth_explainer *explainer,
			const char *text, size_t length, bool partial)
{
	struct mailauth_explanation *explanation = NULL;
	int r = mailauth_explain(explainer, text, length, NULL, &explanation);
	int status;

	if (r == 0 && partial)
		mailauth_explanation_set_partial(explanation);
	status = r < 0 ? fail(options, r) : answer_as_asked(explanation, options);
	mailauth_explanation_free(explanation);
	return status;
}

static int explain_symptom(struct options *options, const struct mailauth_explainer *explainer)
{
	struct mailauth_explanation *explanation = NULL;
	int r = mailauth_explain_symptom(explainer, symptom_searched(options->operand),
					 &explanation);
	int status = r < 0 ? fail(options, r) : answer_as_asked(explanation, options);

	mailauth_explanation_free(explanation);
	return status;
}

static int explain_with(struct options *options, const struct mailauth_explainer *explainer)
{
	struct input *input = NULL;
	char *text = NULL;
	size_t length = 0;
	bool log = false;
	bool partial = false;
	int status;

	if (options->symptom)
		return explain_symptom(options, explainer);
	status = read_text(options, &input, &text, &length);
	if (status == 0 && input != NULL && !explain_looks(options))
		status = log_run(options, explainer, input, text, length, &log);
	if (status == 0 && !log && input != NULL) {
		mime_decode(options, input, &text, &length, &partial);
		charset_to_utf8(&text, &length);
	}
	if (status == 0 && !log)
		status = explain_text(options, explainer, text, length, partial);
	input_close(input);
	free(text);
	return status;
}

int explain_run(struct options *options)
{
	struct mailauth_explainer *explainer;
	int status;
	int r;

	if (options->symptom && options->operand == NULL && options->format != FORMAT_TEXT) {
		complain(options->language, MESSAGE_LIST_IS_TEXT);
		return STATUS_USAGE;
	}
	if (options->symptom && options->operand == NULL)
		return symptoms_list(options);
	r = mailauth_explainer_new(&explainer);
	if (r < 0)
		return fail(options, r);
	status = explain_with(options, explainer);
	mailauth_explainer_free(explainer);
	return status;
}
