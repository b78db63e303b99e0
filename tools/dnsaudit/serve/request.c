/* Reading a request: the names are those of the command's options, with "_" for "-".
 *
 * SPDX-License-Identifier: MIT */

#include "request.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
	OPTIONS_MAX = 2000, /* names and values */
};

/* --- Options -------------------------------------------------------------------------- */

static bool refuse(struct request *request, enum request_error error, const char *input)
{
	request->error = error;
	request->input = input;
	return false;
}

static bool add(struct request *request, const char *name, const char *value)
{
	if (request->count + 2 > OPTIONS_MAX)
		return refuse(request, REQUEST_TOO_MANY, name);
	request->options[request->count++] = name;
	request->options[request->count++] = value;
	return true;
}

/* A copy that lives as long as REQUEST; NULL once memory failed. */
static char *keep(struct request *request, const char *text)
{
	char *copy = request->owned_count < OPTIONS_MAX ? strdup(text) : NULL;

	if (copy != NULL)
		request->owned[request->owned_count++] = copy;
	else
		request->failed = true;
	return copy;
}

/* "mail_from" is the option "mail-from". */
static const char *option_of(struct request *request, const char *key)
{
	char *name = keep(request, key);

	for (char *c = name; c != NULL && *c != '\0'; c++)
		if (*c == '_')
			*c = '-';
	return name;
}

/* A single value as text; NULL if it is of no kind that an option has. */
static const char *text_of(struct request *request, const json_t *value)
{
	char digits[32];

	if (json_is_string(value))
		return json_string_value(value);
	if (!json_is_integer(value))
		return NULL;
	snprintf(digits, sizeof(digits), "%lld", (long long)json_integer_value(value));
	return keep(request, digits);
}

/* --- What may not be named -------------------------------------------------------------- */

/* Names of files, and of servers, are for who runs this server to allow. */
static bool may_be_named(const char *name, const struct request_rules *rules)
{
	static const char *const files[] = { "zone-file", "key",    "assume-zone", "record",
					     "replay",	  "socket", "file" };

	if (strcmp(name, "zone") == 0)
		return rules->zones;
	if (strcmp(name, "server") == 0)
		return rules->servers;
	for (size_t i = 0; i < sizeof(files) / sizeof(*files); i++)
		if (strcmp(name, files[i]) == 0)
			return false;
	return true;
}

static bool is_longer(const char *value, unsigned most)
{
	char *end;
	unsigned long seconds = strtoul(value, &end, 10);

	return *end == '\0' && seconds > most;
}

static bool add_value(struct request *request, const char *name, const json_t *value,
		      const struct request_rules *rules)
{
	const char *text = text_of(request, value);

	if (text == NULL || (strcmp(name, "timeout") == 0 && is_longer(text, rules->timeout)))
		return refuse(request, REQUEST_BAD_VALUE, name);
	request->selects = request->selects || strncmp(name, "selector", 8) == 0;
	return add(request, name, text);
}

/* A list is an option that is given several times. */
static bool add_option(struct request *request, const char *key, const json_t *value,
		       const struct request_rules *rules)
{
	const char *name = option_of(request, key);
	bool fine = true;

	if (name == NULL)
		return false;
	if (!may_be_named(name, rules))
		return refuse(request, REQUEST_NOT_ALLOWED, key);
	if (strcmp(name, "deep") == 0) {
		request->selects = true;
		return json_is_true(value) ? add(request, "selectors", "all") : true;
	}
	if (!json_is_array(value))
		return add_value(request, name, value, rules);
	for (size_t i = 0; i < json_array_size(value) && fine; i++)
		fine = add_value(request, name, json_array_get(value, i), rules);
	return fine;
}

/* --- The request -------------------------------------------------------------------------- */

static bool read_format(struct request *request, const json_t *value)
{
	static const char *const words[] = { "json", "fragment" };
	const char *word = json_string_value(value);

	for (size_t i = 0; word != NULL && i < sizeof(words) / sizeof(*words); i++)
		if (strcmp(word, words[i]) == 0) {
			request->format = (enum request_format)i;
			return true;
		}
	return refuse(request, REQUEST_BAD_VALUE, "format");
}

/* What is not an option of the audit. */
static bool read_own(struct request *request, const char *key, const json_t *value, bool *own)
{
	const char **place = strcmp(key, "domain") == 0	   ? &request->domain
			     : strcmp(key, "explain") == 0 ? &request->text
							   : NULL;

	*own = true;
	if (strcmp(key, "id") == 0)
		return true;
	if (strcmp(key, "format") == 0)
		return read_format(request, value);
	*own = place != NULL;
	if (place != NULL && (*place = json_string_value(value)) == NULL)
		return refuse(request, REQUEST_BAD_VALUE, key);
	return true;
}

/* What all requests have. */
static bool add_own(struct request *request, const struct request_rules *rules)
{
	char seconds[16];
	const char *timeout;
	bool fine = true;

	snprintf(seconds, sizeof(seconds), "%u", rules->timeout);
	timeout = keep(request, seconds);
	if (timeout == NULL)
		return false;
	fine = add(request, "lang", rules->language) && add(request, "timeout", timeout);
	for (const char *const *file = rules->zone_files; *file != NULL && fine; file++)
		fine = add(request, "zone", *file);
	for (const char *const *server = rules->server_names; *server != NULL && fine; server++)
		fine = add(request, "server", *server);
	return fine;
}

static bool read_all(struct request *request, const struct request_rules *rules)
{
	const char *key;
	json_t *value;
	bool own;

	json_object_foreach(request->root, key, value)
	{
		if (!read_own(request, key, value, &own))
			return false;
		if (!own && !add_option(request, key, value, rules))
			return false;
		if (strcmp(key, "lang") == 0 && json_is_string(value))
			request->language = json_string_value(value);
	}
	/* As the command does where none is named. */
	return request->selects || add(request, "selectors", "likely");
}

bool serve_request_read(struct request *request, const char *line, size_t length,
			const struct request_rules *rules)
{
	*request = (struct request){ .language = rules->language, .error = REQUEST_BAD_JSON };
	request->options = calloc(OPTIONS_MAX + 1, sizeof(*request->options));
	request->owned = calloc(OPTIONS_MAX, sizeof(*request->owned));
	request->failed = request->options == NULL || request->owned == NULL;
	if (request->failed)
		return false;
	request->root = json_loadb(line, length, JSON_REJECT_DUPLICATES, NULL);
	if (!json_is_object(request->root))
		return false;
	request->id = json_object_get(request->root, "id");
	return add_own(request, rules) && read_all(request, rules);
}

void request_finish(struct request *request)
{
	for (size_t i = 0; i < request->owned_count; i++)
		free(request->owned[i]);
	free(request->owned);
	free(request->options);
	json_decref(request->root);
}
