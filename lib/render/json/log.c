/* A mail log as JSON.
 *
 * SPDX-License-Identifier: MIT */

#include "../render.h"

#include "../../explain/log/log.h"

enum {
	SCHEMA_VERSION = 1,
};

static void write_string(struct ma_json *json, const char *key, const char *string)
{
	if (string == NULL || string[0] == '\0')
		ma_json_null(json, key);
	else
		ma_json_bytes(json, key, ma_text(string));
}

static void write_receivers(struct ma_json *json, const struct ma_log_names *names)
{
	ma_json_number(json, "receiver_count", (int64_t)names->distinct);
	if (names->distinct == MA_LOG_DISTINCT_MAX)
		ma_json_bool(json, "receivers_cut", true);
	ma_json_open(json, "receivers", '[');
	for (size_t i = 0; i < names->count; i++) {
		ma_json_open(json, NULL, '{');
		write_string(json, "domain", names->items[i].name);
		ma_json_number(json, "count", (int64_t)names->items[i].count);
		ma_json_close(json, '}');
	}
	ma_json_close(json, ']');
}

static void write_cause(struct ma_json *json, const struct ma_log_cause *cause,
			enum mailauth_language language)
{
	const struct mailauth_explanation *newest = cause->newest;
	enum mailauth_who who;

	ma_json_open(json, NULL, '{');
	write_string(json, "rule", mailauth_explanation_rule(newest));
	write_string(json, "class", mailauth_explanation_class(newest));
	ma_json_open(json, "who", '[');
	for (size_t i = 0; (who = mailauth_explanation_who(newest, i)) != 0; i++)
		write_string(json, NULL, mailauth_who_word(who));
	ma_json_close(json, ']');
	ma_json_number(json, "count", (int64_t)cause->count);
	write_receivers(json, &cause->receivers);
	write_string(json, "first", cause->first);
	write_string(json, "last", cause->last);
	write_string(json, "queue_id", cause->queue_id);
	ma_json_bytes(json, "reply", newest->reply);
	write_string(json, "meaning", mailauth_explanation_meaning(newest, language));
	write_string(json, "remedy", mailauth_explanation_remedy(newest, language));
	ma_json_close(json, '}');
}

int mailauth_log_json(const struct mailauth_log *log, enum mailauth_language language, char **text,
		      size_t *length)
{
	static const char *const counts[] = {
		[MAILAUTH_LOG_LINES] = "lines",	      [MAILAUTH_LOG_DELIVERED] = "delivered",
		[MAILAUTH_LOG_GIVEN_UP] = "given_up", [MAILAUTH_LOG_DEFERRED] = "deferred",
		[MAILAUTH_LOG_REFUSED] = "refused",   [MAILAUTH_LOG_CUT] = "cut",
	};
	struct ma_buffer out = { 0 };
	struct ma_json json = { .out = &out };
	char rules[MAILAUTH_RULES_VERSION_SIZE];

	if ((unsigned)language >= MA_LANGUAGES)
		return MAILAUTH_EINVAL;
	mailauth_rules_version(rules);
	ma_json_open(&json, NULL, '{');
	ma_json_number(&json, "schema_version", SCHEMA_VERSION);
	write_string(&json, "rules_version", rules);
	write_string(&json, "lang", mailauth_language_code((int)language));
	ma_json_open(&json, "log", '{');
	for (size_t i = 0; i < MAILAUTH_LOG_COUNTS; i++)
		ma_json_number(&json, counts[i], (int64_t)log->counts[i]);
	ma_json_open(&json, "causes", '[');
	for (size_t i = 0; i < log->cause_count; i++)
		write_cause(&json, log->causes[i], language);
	ma_json_close(&json, ']');
	ma_json_close(&json, '}');
	ma_json_close(&json, '}');
	ma_buffer_byte(&out, '\n');
	return ma_buffer_take(&out, text, length) ? 0 : MAILAUTH_ENOMEM;
}
