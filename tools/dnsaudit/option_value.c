/* The values of options: each is read into its place.
 *
 * SPDX-License-Identifier: MIT */

#include "options.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

enum {
	SERVERS_MAX = 32,
};

/* --- Values of a form of their own -------------------------------------------- */

bool option_read_language(const char *value, enum mailauth_language *language)
{
	return mailauth_language_find(language, value) == 0;
}

static int read_language(struct options *options, const char *value)
{
	if (!option_read_language(value, &options->language))
		return options_refuse(options, MESSAGE_BAD_LANGUAGE, value);
	return 0;
}

static int read_time(struct options *options, const char *value)
{
	char *end;
	long long now;

	errno = 0;
	now = strtoll(value, &end, 10);
	if (errno != 0 || end == value || *end != '\0' || value[0] == ' ')
		return options_refuse(options, MESSAGE_BAD_TIME, value);
	options->now = now;
	options->now_given = true;
	return 0;
}

/* Seconds, with decimals if need be. */
static int read_timeout(struct options *options, const char *value)
{
	char *end;
	double seconds;

	errno = 0;
	seconds = strtod(value, &end);
	if (errno != 0 || end == value || *end != '\0' || !(seconds >= 0.001 && seconds <= 3600))
		return options_refuse(options, MESSAGE_BAD_TIMEOUT, value);
	options->timeout = (unsigned)(seconds * 1000);
	return 0;
}

/* How many may be open at the same time. */
static int read_connections(struct options *options, const char *value)
{
	char *end;
	unsigned long count = strtoul(value, &end, 10);

	if (*value < '0' || *value > '9' || *end != '\0' || count == 0 || count > CONNECTIONS_MOST)
		return options_refuse(options, MESSAGE_BAD_CONNECTIONS, value);
	options->connections = (unsigned)count;
	return 0;
}

static int read_fail_on(struct options *options, const char *value)
{
	if (strcmp(value, "error") == 0)
		options->fail_on = MAILAUTH_SEVERITY_ERROR;
	else if (strcmp(value, "warning") == 0)
		options->fail_on = MAILAUTH_SEVERITY_WARNING;
	else
		return options_refuse(options, MESSAGE_BAD_FAIL_ON, value);
	return 0;
}

static int read_format(struct options *options, const char *value)
{
	static const char *const words[] = { "text", "json", "zone",	"nsupdate",
					     "ar",   "html", "fragment" };

	for (size_t i = 0; i < sizeof(words) / sizeof(*words); i++) {
		if (strcmp(value, words[i]) != 0)
			continue;
		options->format = (enum format)i;
		return 0;
	}
	return options_refuse(options, MESSAGE_BAD_FORMAT, value);
}

static int read_compat(struct options *options, const char *value)
{
	options->nagios = strcmp(value, "nagios") == 0;
	return options->nagios ? 0 : options_refuse(options, MESSAGE_BAD_COMPAT, value);
}

static int read_scope(struct options *options, const char *value)
{
	if (strcmp(value, "full") != 0 && strcmp(value, "sender") != 0)
		return options_refuse(options, MESSAGE_BAD_SCOPE, value);
	options->scope = value;
	return 0;
}

/* --- Values of which there are several ----------------------------------------- */

/* Counts COUNT more selectors.  An audit takes no more (mailauth_audit_add_selector()). */
static int name_selectors(struct options *options, size_t count)
{
	options->named_count += count;
	return options->named_count > SELECTORS_MAX
		       ? options_refuse(options, MESSAGE_MANY_SELECTORS, NULL)
		       : 0;
}

/* SELECTOR=FILE; a selector has no equals sign. */
static int read_key(struct options *options, const char *value)
{
	const char *sign = strchr(value, '=');

	if (sign == NULL || sign == value || sign[1] == '\0')
		return options_refuse(options, MESSAGE_BAD_KEY, value);
	options->keys[options->key_count++] = value;
	return name_selectors(options, 1);
}

static int read_ip(struct options *options, const char *value)
{
	if (options->ip_count == IPS_MAX)
		return options_refuse(options, MESSAGE_MANY_ADDRESSES, NULL);
	options->ips[options->ip_count++] = value;
	return 0;
}

static int read_auth(struct options *options, const char *value)
{
	if (options->auth_count == AUTHS_MAX)
		return options_refuse(options, MESSAGE_MANY_RESULTS, NULL);
	options->auths[options->auth_count++] = value;
	return 0;
}

/* What is given for one of enum expected. */
static int read_expected(struct options *options, enum expected kind, const char *value)
{
	if (options->expected_count[kind] == EXPECTED_MAX)
		return options_refuse(options, MESSAGE_MANY_EXPECTED, NULL);
	options->expected[kind][options->expected_count[kind]++] = value;
	return 0;
}

static int read_expected_ip(struct options *options, const char *value)
{
	return read_expected(options, EXPECTED_IP, value);
}

static int read_expected_include(struct options *options, const char *value)
{
	return read_expected(options, EXPECTED_INCLUDE, value);
}

static int read_expected_helo(struct options *options, const char *value)
{
	return read_expected(options, EXPECTED_HELO, value);
}

static int read_expected_ns(struct options *options, const char *value)
{
	return read_expected(options, EXPECTED_NS, value);
}

static int read_server(struct options *options, const char *value)
{
	if (options->server_count == SERVERS_MAX)
		return options_refuse(options, MESSAGE_MANY_SERVERS, NULL);
	options->servers[options->server_count++] = value;
	return 0;
}

static int read_allowed(struct options *options, const char **list, size_t *count,
			const char *value)
{
	if (*count == ALLOWED_MAX)
		return options_refuse(options, MESSAGE_MANY_ALLOWED, NULL);
	list[(*count)++] = value;
	return 0;
}

static int read_allowed_user(struct options *options, const char *value)
{
	return read_allowed(options, options->allowed_users, &options->allowed_user_count, value);
}

static int read_allowed_group(struct options *options, const char *value)
{
	return read_allowed(options, options->allowed_groups, &options->allowed_group_count, value);
}

static int read_allowed_range(struct options *options, const char *value)
{
	return read_allowed(options, options->allowed, &options->allowed_count, value);
}

static int read_selector(struct options *options, const char *value)
{
	size_t count = 1;

	/* None of a list may be empty. */
	if (value[0] == '\0' || value[0] == ',' || value[strlen(value) - 1] == ',' ||
	    strstr(value, ",,") != NULL)
		return options_refuse(options, MESSAGE_BAD_SELECTOR, value);
	for (const char *c = value; *c != '\0'; c++)
		count += *c == ',';
	options->selectors[options->selector_count++] = value;
	return name_selectors(options, count);
}

/* Options whose value is any text.  Of several the last counts, or all are kept. */
static void read_text(struct options *options, enum option_id id, const char *value)
{
	const struct {
		enum option_id id;
		const char **place;
		size_t *count;
	} texts[] = {
		{ OPTION_ASSUME, options->assumed, &options->assumed_count },
		{ OPTION_ASSUME_ZONE, options->assumed_zones, &options->assumed_zone_count },
		{ OPTION_ZONE, options->zones, &options->zone_count },
		{ OPTION_HELO, &options->helo, NULL },
		{ OPTION_FROM, &options->from, NULL },
		{ OPTION_MAIL_FROM, &options->mail_from, NULL },
		{ OPTION_RECEIVER, &options->receiver, NULL },
		{ OPTION_RECORD, &options->record, NULL },
		{ OPTION_REPLAY, &options->replay, NULL },
		{ OPTION_SPF_ALL, &options->spf_all, NULL },
		{ OPTION_SOCKET, &options->socket, NULL },
		{ OPTION_RESUME, &options->resume, NULL },
	};

	for (size_t i = 0; i < sizeof(texts) / sizeof(*texts); i++)
		if (texts[i].id == id)
			texts[i].place[texts[i].count != NULL ? (*texts[i].count)++ : 0] = value;
}

/* --- Any option ----------------------------------------------------------------- */

/* Options that only switch something on. */
static void read_switch(struct options *options, enum option_id id)
{
	const struct {
		enum option_id id;
		bool *place;
	} switches[] = {
		{ OPTION_ASCII, &options->ascii },
		{ OPTION_AUDIT, &options->audit },
		{ OPTION_HELP, &options->help },
		{ OPTION_LONG, &options->in_full },
		{ OPTION_NO_MAIL, &options->no_mail },
		{ OPTION_PROBE, &options->probe },
		{ OPTION_QUERIES, &options->queries },
		{ OPTION_SYMPTOM, &options->symptom },
		{ OPTION_TEXT, &options->text },
		{ OPTION_UNORDERED, &options->unordered },
		{ OPTION_VERSION, &options->version },
		{ OPTION_ALLOW_ZONES, &options->allow_zones },
		{ OPTION_ALLOW_SERVERS, &options->allow_servers },
	};

	if (id == OPTION_SERVERS || id == OPTION_COMPARE)
		options->each_server = true;
	/* A zone file says what should be. */
	if (id == OPTION_COMPARE)
		options->compare = true;
	if (id == OPTION_DNSBL)
		options->dnsbl = "yes";
	if (id == OPTION_DEEP)
		options->which = MAILAUTH_SELECTORS_ALL;
	for (size_t i = 0; i < sizeof(switches) / sizeof(*switches); i++)
		if (switches[i].id == id)
			*switches[i].place = true;
}

int option_read(struct options *options, enum option_id id, const char *value)
{
	static int (*const readers[OPTION_COUNT])(struct options * options, const char *value) = {
		[OPTION_ALLOW] = read_allowed_range,
		[OPTION_EXPECT_IP] = read_expected_ip,
		[OPTION_EXPECT_INCLUDE] = read_expected_include,
		[OPTION_EXPECT_HELO] = read_expected_helo,
		[OPTION_EXPECT_NS] = read_expected_ns,
		[OPTION_ALLOW_GROUP] = read_allowed_group,
		[OPTION_ALLOW_USER] = read_allowed_user,
		[OPTION_AUTH] = read_auth,
		[OPTION_COMPAT] = read_compat,
		[OPTION_CONNECTIONS] = read_connections,
		[OPTION_FAIL_ON] = read_fail_on,
		[OPTION_FORMAT] = read_format,
		[OPTION_IP] = read_ip,
		[OPTION_KEY] = read_key,
		[OPTION_LANG] = read_language,
		[OPTION_NOW] = read_time,
		[OPTION_SCOPE] = read_scope,
		[OPTION_SELECTOR] = read_selector,
		[OPTION_SERVER] = read_server,
		[OPTION_TIMEOUT] = read_timeout,
	};

	options->given |= (uint64_t)1 << id;
	if (readers[id] != NULL)
		return readers[id](options, value);
	if (id == OPTION_INFLIGHT || id == OPTION_JOBS || id == OPTION_RATE ||
	    id == OPTION_SERVER_RATE)
		return option_read_number(options, id, value);
	if (value != NULL)
		read_text(options, id, value);
	else
		read_switch(options, id);
	return 0;
}
