/* A message as JSON: who handled it, and our own results next to what receivers noted in it.
 *
 * SPDX-License-Identifier: MIT */

#include "../render.h"

static void write_own(struct ma_json *json, const struct mailauth_report *report)
{
	ma_json_open(json, "own", '{');
	for (int i = MA_METHOD_SPF; i <= MA_METHOD_DMARC; i++) {
		const char *word = ma_own_result(report, (enum ma_method)i);

		if (word != NULL)
			ma_json_text(json, ma_method_word((enum ma_method)i), ma_text(word));
		else
			ma_json_null(json, ma_method_word((enum ma_method)i));
	}
	ma_json_close(json, '}');
}

static void write_handlers(struct ma_json *json, const struct mailauth_message *message)
{
	const struct ma_handler *handler;

	ma_json_open(json, "handlers", '[');
	for (size_t i = 0; (handler = ma_message_handler(message, i)) != NULL; i++) {
		ma_json_open(json, NULL, '{');
		ma_json_text(json, "kind", ma_text(mailauth_handler_word((int)handler->kind)));
		ma_json_bytes(json, "name", handler->name);
		ma_json_bytes(json, "field", handler->field);
		ma_json_close(json, '}');
	}
	ma_json_close(json, ']');
}

static void write_result(struct ma_json *json, const struct ma_note_result *result)
{
	ma_json_open(json, NULL, '{');
	ma_json_bytes(json, "method", result->method);
	ma_json_bytes(json, "result", result->result);
	if (result->comment.length > 0)
		ma_json_bytes(json, "comment", result->comment);
	ma_json_open(json, "properties", '[');
	for (size_t i = 0; i < result->property_count; i++) {
		ma_json_open(json, NULL, '{');
		ma_json_bytes(json, "name", result->properties[i].name);
		ma_json_bytes(json, "value", result->properties[i].value);
		ma_json_close(json, '}');
	}
	ma_json_close(json, ']');
	ma_json_close(json, '}');
}

static void write_note(struct ma_json *json, const struct ma_note *note)
{
	ma_json_open(json, NULL, '{');
	if (note->receiver.length > 0)
		ma_json_bytes(json, "receiver", note->receiver);
	else
		ma_json_null(json, "receiver");
	ma_json_bytes(json, "field", note->field);
	ma_json_bool(json, "trusted", note->trusted);
	ma_json_open(json, "results", '[');
	for (size_t i = 0; i < note->result_count; i++)
		write_result(json, &note->results[i]);
	ma_json_close(json, ']');
	ma_json_close(json, '}');
}

void ma_json_message(struct ma_json *json, const struct mailauth_report *report)
{
	const struct mailauth_message *message = report->settings.message;
	const struct ma_note *note;

	if (message == NULL)
		return;
	ma_json_open(json, "message", '{');
	write_own(json, report);
	write_handlers(json, message);
	ma_json_open(json, "notes", '[');
	for (size_t i = 0; (note = ma_message_note(message, i)) != NULL; i++)
		write_note(json, note);
	ma_json_close(json, ']');
	ma_json_close(json, '}');
}
