/* Reading a request: the names are those of the command's options, with "_" for "-".
 *
 * SPDX-License-Identifier: MIT */

#include "request.h"

#include "../members.h"

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

/* --- What may not be named -------------------------------------------------------------- */

/* Names of files, and of servers, are for who runs this server to allow; so is to connect to the
 * mail servers of a domain that the client chooses. */
static bool may_be_named(const char *name, const struct request_rules *rules)
{
	static const char *const files[] = { "zone-file", "key",    "assume-zone", "record",
					     "replay",	  "socket", "file" };

	if (strcmp(name, "zone") == 0)
		return rules->zones;
	if (strcmp(name, "server") == 0 || strcmp(name, "probe") == 0)
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

static bool add_value(struct request *request, const struct member *member,
		      const struct request_rules *rules)
{
	const char *name, *value;

	if (strcmp(member->name, "timeout") == 0 && is_longer(member->value, rules->timeout))
		return refuse(request, REQUEST_BAD_VALUE, member->key);
	if (request->count + 2 > OPTIONS_MAX)
		return refuse(request, REQUEST_TOO_MANY, member->key);
	name = keep(request, member->name);
	value = member->value == member->digits ? keep(request, member->value) : member->value;
	request->selects = request->selects || strncmp(member->name, "selector", 8) == 0;
	return name != NULL && value != NULL && add(request, name, value);
}

static bool add_member(struct request *request, enum member_kind kind, const struct member *member,
		       const struct request_rules *rules)
{
	if (!may_be_named(member->name, rules))
		return refuse(request, REQUEST_NOT_ALLOWED, member->key);
	if (kind == MEMBER_SWITCH && strcmp(member->name, "deep") == 0) {
		request->selects = request->selects || member->on;
		return !member->on || add(request, "selectors", "all");
	}
	if (kind == MEMBER_UNKNOWN) /* the audit says so */
		return add(request, member->key, "");
	return kind == MEMBER_VALUE ? add_value(request, member, rules)
				    : refuse(request, REQUEST_BAD_VALUE, member->key);
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
static bool is_own(const char *key)
{
	static const char *const keys[] = { "id", "format", "domain", "explain" };

	for (size_t i = 0; i < sizeof(keys) / sizeof(*keys); i++)
		if (strcmp(key, keys[i]) == 0)
			return true;
	return false;
}

static bool read_text(struct request *request, const char *key, const char **place)
{
	const json_t *value = json_object_get(request->root, key);

	if (value != NULL && (*place = json_string_value(value)) == NULL)
		return refuse(request, REQUEST_BAD_VALUE, key);
	return true;
}

static bool read_own(struct request *request)
{
	const json_t *format = json_object_get(request->root, "format");
	const json_t *language = json_object_get(request->root, "lang");

	if (json_is_string(language))
		request->language = json_string_value(language);
	return read_text(request, "domain", &request->domain) &&
	       read_text(request, "explain", &request->text) &&
	       (format == NULL || read_format(request, format));
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
	struct members members;
	struct member member;
	enum member_kind kind;

	if (!read_own(request))
		return false;
	members_begin(&members, request->root);
	while ((kind = members_next(&members, &member)) != MEMBER_END)
		if (!is_own(member.key) && !add_member(request, kind, &member, rules))
			return false;
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
