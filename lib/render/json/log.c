/* A mail log as JSON.
 *
 * SPDX-License-Identifier: MIT */

#include "../render.h"

#include "../../explain/explain.h"

#include <mailauth/log.h>

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

static void write_receivers(struct ma_json *json, const struct mailauth_log *log, size_t index)
{
	size_t all = mailauth_log_cause_receiver_count(log, index);
	const char *name;
	uint64_t count;

	ma_json_number(json, "receiver_count", (int64_t)all);
	if (all == MAILAUTH_LOG_RECEIVERS_MAX)
		ma_json_bool(json, "receivers_cut", true);
	ma_json_open(json, "receivers", '[');
	for (size_t i = 0; (name = mailauth_log_cause_receiver(log, index, i, &count)) != NULL;
	     i++) {
		ma_json_open(json, NULL, '{');
		write_string(json, "domain", name);
		ma_json_number(json, "count", (int64_t)count);
		ma_json_close(json, '}');
	}
	ma_json_close(json, ']');
}

static void write_cause(struct ma_json *json, const struct mailauth_log *log, size_t index,
			enum mailauth_language language)
{
	const struct mailauth_explanation *newest = mailauth_log_cause(log, index);
	enum mailauth_who who;

	ma_json_open(json, NULL, '{');
	write_string(json, "rule", mailauth_explanation_rule(newest));
	write_string(json, "class", mailauth_explanation_class(newest));
	ma_json_open(json, "who", '[');
	for (size_t i = 0; (who = mailauth_explanation_who(newest, i)) != 0; i++)
		write_string(json, NULL, mailauth_who_word(who));
	ma_json_close(json, ']');
	ma_json_number(json, "count", (int64_t)mailauth_log_cause_count(log, index));
	write_receivers(json, log, index);
	write_string(json, "first", mailauth_log_cause_first(log, index));
	write_string(json, "last", mailauth_log_cause_last(log, index));
	write_string(json, "queue_id", mailauth_log_cause_queue_id(log, index));
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
		ma_json_number(&json, counts[i],
			       (int64_t)mailauth_log_count(log, (enum mailauth_log_count)i));
	ma_json_open(&json, "causes", '[');
	for (size_t i = 0; mailauth_log_cause(log, i) != NULL; i++)
		write_cause(&json, log, i, language);
	ma_json_close(&json, ']');
	ma_json_close(&json, '}');
	ma_json_close(&json, '}');
	ma_buffer_byte(&out, '\n');
	return ma_buffer_take(&out, text, length) ? 0 : MAILAUTH_ENOMEM;
}
