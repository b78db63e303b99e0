/* Answering a request: a report or an explanation, as JSON or as HTML in JSON.
 *
 * SPDX-License-Identifier: MIT */

#include "request.h"

#include <mailauth/check.h>
#include <mailauth/explain.h>

#include <stdlib.h>
#include <string.h>

enum {
	ID_MAX = 1000, /* octets */
};

/* --- Errors ------------------------------------------------------------------------------ */

static const struct {
	const char *code;
	enum message_id message;
} errors[REQUEST_ERRORS] = {
	[REQUEST_BAD_JSON] = { "bad-json", MESSAGE_SERVE_BAD_JSON },
	[REQUEST_TOO_LONG] = { "too-long", MESSAGE_SERVE_TOO_LONG },
	[REQUEST_TOO_MANY] = { "too-many", MESSAGE_SERVE_TOO_MANY },
	[REQUEST_BAD_VALUE] = { "bad-value", MESSAGE_SERVE_BAD_VALUE },
	[REQUEST_NOT_ALLOWED] = { "not-allowed", MESSAGE_SERVE_NOT_ALLOWED },
	[REQUEST_BUSY] = { "busy", MESSAGE_SERVE_BUSY },
	[REQUEST_STRANGER] = { "stranger", MESSAGE_SERVE_STRANGER },
	[REQUEST_NO_MEMORY] = { "system", MESSAGE_SERVE_NO_MEMORY },
};

static char *write_error(enum request_error error, const char *input, const char *language)
{
	enum mailauth_language of = MAILAUTH_ENGLISH;
	json_t *root;
	char *text;

	mailauth_language_find(&of, language);
	root = json_pack("{s:{s:s,s:s,s:s}}", "error", "code", errors[error].code, "text",
			 message(errors[error].message, of), "input", input != NULL ? input : "");
	text = root != NULL ? json_dumps(root, JSON_COMPACT) : NULL;
	json_decref(root);
	return text;
}

char *request_refuse(enum request_error error, const char *input, const struct request_rules *rules)
{
	return write_error(error, input, rules->language);
}

/* --- The id ------------------------------------------------------------------------------ */

/* TEXT, an object, which is freed, with the id of REQUEST in front. */
static char *add_id(const struct request *request, char *text)
{
	char *id = request->id != NULL ? json_dumps(request->id, JSON_COMPACT | JSON_ENCODE_ANY)
				       : NULL;
	char *whole;
	size_t size;

	if (request->id == NULL || text == NULL)
		return text;
	size = strlen(text) + ID_MAX + sizeof("{\"id\":,");
	whole = id != NULL && strlen(id) <= ID_MAX ? malloc(size) : NULL;
	if (whole != NULL) {
		strcpy(whole, "{\"id\":");
		strcat(whole, id);
		strcat(whole, ",");
		strcat(whole, text + 1);
	}
	free(id);
	free(text);
	return whole;
}

/* --- Answers ------------------------------------------------------------------------------ */

/* HTML, which is freed, as JSON. */
static char *wrap_html(char *html)
{
	json_t *root = html != NULL ? json_pack("{s:s}", "html", html) : NULL;
	char *text = root != NULL ? json_dumps(root, JSON_COMPACT) : NULL;

	json_decref(root);
	free(html);
	return text;
}

static char *audit(const struct request *request)
{
	const char *domain = request->domain != NULL ? request->domain : "";
	char *text = NULL;
	int r;

	if (request->format == REQUEST_JSON) {
		mailauth_check_json(domain, request->options, &text);
		return text;
	}
	r = mailauth_check_html(domain, request->options, &text);
	return r == 0 ? wrap_html(text) : text;
}

static char *explain_with(const struct mailauth_explainer *explainer, const struct request *request,
			  enum mailauth_language language)
{
	struct mailauth_explanation *explanation = NULL;
	bool html = request->format != REQUEST_JSON;
	char *text = NULL;
	int r = mailauth_explain(explainer, request->text, strlen(request->text), NULL,
				 &explanation);

	if (r == 0 && html)
		r = mailauth_explanation_html(explanation, NULL, language, 0, &text, NULL);
	else if (r == 0)
		r = mailauth_explanation_json(explanation, NULL, language, 0, &text, NULL);
	mailauth_explanation_free(explanation);
	if (r < 0)
		return NULL;
	return html ? wrap_html(text) : text;
}

static char *explain(const struct request *request)
{
	enum mailauth_language language = MAILAUTH_ENGLISH;
	struct mailauth_explainer *explainer;
	char *text;

	if (mailauth_language_find(&language, request->language) < 0)
		return write_error(REQUEST_BAD_VALUE, "lang", NULL);
	if (mailauth_explainer_new(&explainer) < 0)
		return NULL;
	text = explain_with(explainer, request, language);
	mailauth_explainer_free(explainer);
	return text;
}

/* An answer is one line. */
static void end_line(char *text)
{
	size_t length = text != NULL ? strlen(text) : 0;

	if (length > 0 && text[length - 1] == '\n')
		text[length - 1] = '\0';
}

void request_answer(const char *line, size_t length, const struct request_rules *rules, char **text)
{
	struct request request;

	*text = NULL;
	if (serve_request_read(&request, line, length, rules))
		*text = request.text != NULL ? explain(&request) : audit(&request);
	else if (!request.failed)
		*text = write_error(request.error, request.input, request.language);
	end_line(*text);
	*text = add_id(&request, *text);
	request_finish(&request);
}
