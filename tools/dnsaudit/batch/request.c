/* A line of the input: a domain, or a JSON object with the options of the command.
 *
 * SPDX-License-Identifier: MIT */

#include "../members.h"
#include "batch.h"

#include <stdlib.h>
#include <string.h>

enum {
	SECOND = 1000,
	SECONDS_MOST = 3600,
};

/* What a line sets. */
struct reading {
	struct request *request;
	const struct options *options;
	struct fault *fault;
	json_t *object; /* NULL: the line is a domain */
	bool has_address;
	bool describes; /* the mail of a sender */
};

static void clear_audit(struct request *request)
{
	mailauth_audit_free(request->audit);
	request->audit = NULL;
}

void request_clear(struct request *request)
{
	clear_audit(request);
	json_decref(request->id);
	request->id = NULL;
}

static bool refuse(struct reading *reading, enum fault_code code, const char *name,
		   const char *value)
{
	fault_set(reading->fault, code, name, value, strlen(value));
	return false;
}

/* --- Options -------------------------------------------------------------------- */

/* Whether the audit took NAME=VALUE. */
static bool took(struct reading *reading, int r, const char *name, const char *value)
{
	if (r == 0)
		return true;
	if (r == MAILAUTH_ENOMEM)
		return refuse(reading, FAULT_NO_MEMORY, NULL, "");
	return refuse(reading, r == MAILAUTH_UNKNOWN_NAME ? FAULT_UNKNOWN_OPTION : FAULT_BAD_VALUE,
		      name, value);
}

static bool set_timeout(struct reading *reading, const char *name, const char *value)
{
	char *end;
	unsigned long seconds = strtoul(value, &end, 10);

	if (*value < '0' || *value > '9' || *end != '\0' || seconds == 0 || seconds > SECONDS_MOST)
		return refuse(reading, FAULT_BAD_VALUE, name, value);
	reading->request->timeout = (unsigned)seconds * SECOND;
	return true;
}

/* One value; NAME has hyphens. */
static bool set(struct reading *reading, const char *name, const char *value)
{
	if (strcmp(name, "lang") == 0)
		return took(reading, mailauth_language_find(&reading->request->language, value),
			    name, value);
	if (strcmp(name, "timeout") == 0)
		return set_timeout(reading, name, value);
	if (strcmp(name, "ip") == 0)
		reading->has_address = true;
	if (strcmp(name, "mail-from") == 0 || strcmp(name, "helo") == 0 ||
	    strcmp(name, "receiver") == 0)
		reading->describes = true;
	return took(reading, mailauth_audit_set(reading->request->audit, name, value), name, value);
}

/* A switch of the command: true or false. */
static bool set_switch(struct reading *reading, const char *name, bool on)
{
	if (strcmp(name, "queries") == 0)
		reading->request->queries = on;
	else if (strcmp(name, "deep") != 0)
		return refuse(reading, FAULT_BAD_VALUE, name, on ? "true" : "false");
	return true; /* set_selectors() looks at it */
}

/* What set_up() has read before. */
static bool is_read(const char *key)
{
	static const char *const keys[] = { "id", "domain", "now", "selectors" };

	for (size_t i = 0; i < sizeof(keys) / sizeof(*keys); i++)
		if (strcmp(key, keys[i]) == 0)
			return true;
	return false;
}

static bool set_member(struct reading *reading, enum member_kind kind, const struct member *member)
{
	switch (kind) {
	case MEMBER_VALUE:
		return set(reading, member->name, member->value);
	case MEMBER_SWITCH:
		return set_switch(reading, member->name, member->on);
	case MEMBER_UNKNOWN:
		return refuse(reading, FAULT_UNKNOWN_OPTION, member->key, "");
	default:
		return refuse(reading, FAULT_BAD_VALUE, member->name, "");
	}
}

static bool set_members(struct reading *reading)
{
	struct members members;
	struct member member;
	enum member_kind kind;

	members_begin(&members, reading->object);
	while ((kind = members_next(&members, &member)) != MEMBER_END)
		if (!is_read(member.key) && !set_member(reading, kind, &member))
			return false;
	return true;
}

/* As the command does: a user who names selectors knows which are in use. */
static bool set_selectors(struct reading *reading)
{
	static const char *const words[] = { "named", "likely", "all" };
	const json_t *object = reading->object;
	const char *word = words[reading->options->which];
	const json_t *given = json_object_get(object, "selectors");

	if (json_is_true(json_object_get(object, "deep")))
		word = "all";
	else if (json_object_get(object, "selector") != NULL &&
		 reading->options->which == MAILAUTH_SELECTORS_LIKELY)
		word = "named";
	if (given != NULL && !json_is_null(given))
		word = json_is_string(given) ? json_string_value(given) : "";
	if (!took(reading, mailauth_audit_set(reading->request->audit, "selectors", word),
		  "selectors", word))
		return false;
	for (size_t i = 0; i < reading->options->selector_count; i++)
		if (!set(reading, "selector", reading->options->selectors[i]))
			return false;
	return true;
}

static bool set_all(struct reading *reading)
{
	struct refused refused = { MESSAGE_INTERNAL, "" };

	if (!took(reading, audit_set_up(reading->request->audit, reading->options, &refused), NULL,
		  refused.value) ||
	    !set_selectors(reading) || !set_members(reading))
		return false;
	if (reading->describes && !reading->has_address && reading->options->ip_count == 0)
		return refuse(reading, FAULT_NEEDS_ADDRESS, NULL, "");
	return true;
}

/* --- The domain --------------------------------------------------------------------- */

/* Begins the audit of what is meant by TYPED (an address, a URL). */
static bool begin(struct reading *reading, const char *typed, int64_t now)
{
	char *meant = NULL;
	int r;

	if (typed[0] == '\0')
		return refuse(reading, FAULT_NO_DOMAIN, NULL, "");
	r = domain_typed(typed, &meant);
	if (r == 0)
		r = mailauth_audit_new(&reading->request->audit, meant != NULL ? meant : typed,
				       now);
	free(meant);
	return took(reading, r, "domain", typed);
}

static bool read_object(struct reading *reading, int64_t now)
{
	const json_t *domain = json_object_get(reading->object, "domain");
	const json_t *given = json_object_get(reading->object, "now");

	reading->request->id = json_incref(json_object_get(reading->object, "id"));
	if (given != NULL && !json_is_integer(given) && !json_is_null(given))
		return refuse(reading, FAULT_BAD_VALUE, "now",
			      json_is_string(given) ? json_string_value(given) : "");
	if (json_is_integer(given))
		now = json_integer_value(given);
	if (domain != NULL && !json_is_string(domain) && !json_is_null(domain))
		return refuse(reading, FAULT_BAD_VALUE, "domain", "");
	return begin(reading, json_is_string(domain) ? json_string_value(domain) : "", now) &&
	       set_all(reading);
}

static bool read_domain(struct reading *reading, const char *text, size_t length, int64_t now)
{
	char *typed;
	bool good;

	if (memchr(text, '\0', length) != NULL) {
		fault_set(reading->fault, FAULT_BAD_VALUE, "domain", text, length);
		return false;
	}
	typed = strndup(text, length);
	if (typed == NULL)
		return refuse(reading, FAULT_NO_MEMORY, NULL, "");
	good = begin(reading, typed, now) && set_all(reading);
	free(typed);
	return good;
}

static bool is_space(char c)
{
	return c == ' ' || c == '\t';
}

static bool read_line(struct reading *reading, const struct line *line, int64_t now)
{
	const char *text = line->text;
	size_t length = line->length;

	for (; length > 0 && is_space(text[length - 1]); length--)
		continue;
	for (; length > 0 && is_space(text[0]); length--)
		text++;
	if (length == 0 || text[0] != '{')
		return read_domain(reading, text, length, now);
	reading->object = json_loadb(text, length, JSON_REJECT_DUPLICATES, NULL);
	if (reading->object != NULL)
		return read_object(reading, now);
	fault_set(reading->fault, FAULT_BAD_JSON, NULL, text, length);
	return false;
}

void request_read(struct request *request, const struct options *options, const struct line *line,
		  int64_t now, struct fault *fault)
{
	struct reading reading = { .request = request, .options = options, .fault = fault };

	request->number = line->number;
	request->language = options->language;
	request->queries = options->queries;
	request->timeout = options->timeout;
	if (!read_line(&reading, line, now))
		clear_audit(request);
	json_decref(reading.object);
}
