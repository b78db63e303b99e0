/* The command line.
 *
 * SPDX-License-Identifier: MIT */

#include "dnsaudit.h"

#include <errno.h>
#include <getopt.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

enum {
	SERVERS_MAX = 32,
	TIMEOUT_DEFAULT = 20000, /* milliseconds (RFC 7208 4.6.4: at least 20 seconds) */
};

enum option_id {
	OPTION_ASCII = 256,
	OPTION_ASSUME,
	OPTION_ASSUME_ZONE,
	OPTION_AUDIT,
	OPTION_AUTH,
	OPTION_DEEP,
	OPTION_FAIL_ON,
	OPTION_FORMAT,
	OPTION_FROM,
	OPTION_HELO,
	OPTION_HELP,
	OPTION_IP,
	OPTION_KEY,
	OPTION_LANG,
	OPTION_MAIL_FROM,
	OPTION_NOW,
	OPTION_QUERIES,
	OPTION_RECEIVER,
	OPTION_RECORD,
	OPTION_REPLAY,
	OPTION_SCOPE,
	OPTION_SELECTOR,
	OPTION_SERVER,
	OPTION_SYMPTOM,
	OPTION_TEXT,
	OPTION_TIMEOUT,
	OPTION_VERSION,
	OPTION_ZONE,
};

static const struct option long_options[] = {
	{ "ascii", no_argument, NULL, OPTION_ASCII },
	{ "assume", required_argument, NULL, OPTION_ASSUME },
	{ "assume-zone", required_argument, NULL, OPTION_ASSUME_ZONE },
	{ "audit", no_argument, NULL, OPTION_AUDIT },
	{ "auth", required_argument, NULL, OPTION_AUTH },
	{ "deep", no_argument, NULL, OPTION_DEEP },
	{ "fail-on", required_argument, NULL, OPTION_FAIL_ON },
	{ "format", required_argument, NULL, OPTION_FORMAT },
	{ "from", required_argument, NULL, OPTION_FROM },
	{ "helo", required_argument, NULL, OPTION_HELO },
	{ "help", no_argument, NULL, OPTION_HELP },
	{ "ip", required_argument, NULL, OPTION_IP },
	{ "key", required_argument, NULL, OPTION_KEY },
	{ "lang", required_argument, NULL, OPTION_LANG },
	{ "mail-from", required_argument, NULL, OPTION_MAIL_FROM },
	{ "now", required_argument, NULL, OPTION_NOW },
	{ "queries", no_argument, NULL, OPTION_QUERIES },
	{ "receiver", required_argument, NULL, OPTION_RECEIVER },
	{ "record", required_argument, NULL, OPTION_RECORD },
	{ "replay", required_argument, NULL, OPTION_REPLAY },
	{ "scope", required_argument, NULL, OPTION_SCOPE },
	{ "selector", required_argument, NULL, OPTION_SELECTOR },
	{ "server", required_argument, NULL, OPTION_SERVER },
	{ "symptom", no_argument, NULL, OPTION_SYMPTOM },
	{ "text", no_argument, NULL, OPTION_TEXT },
	{ "timeout", required_argument, NULL, OPTION_TIMEOUT },
	{ "version", no_argument, NULL, OPTION_VERSION },
	{ "zone", required_argument, NULL, OPTION_ZONE },
	{ NULL, 0, NULL, 0 },
};

static bool read_language(const char *value, enum mailauth_language *language)
{
	if (strcmp(value, "ja") == 0)
		*language = MAILAUTH_JAPANESE;
	else if (strcmp(value, "en") == 0)
		*language = MAILAUTH_ENGLISH;
	else
		return false;
	return true;
}

/* The language counts for complaints about what stands before it, too. */
static void look_for_language(struct options *options, int argc, char **argv)
{
	options->language = language_of_environment();
	for (int i = 1; i < argc && strcmp(argv[i], "--") != 0; i++) {
		if (strncmp(argv[i], "--lang=", 7) == 0)
			read_language(argv[i] + 7, &options->language);
		else if (strcmp(argv[i], "--lang") == 0 && i + 1 < argc)
			read_language(argv[i + 1], &options->language);
	}
}

static int refuse(const struct options *options, enum message_id id, const char *value)
{
	complain(options->language, id, value);
	return STATUS_USAGE;
}

static int read_time(struct options *options, const char *value)
{
	char *end;
	long long now;

	errno = 0;
	now = strtoll(value, &end, 10);
	if (errno != 0 || end == value || *end != '\0' || value[0] == ' ')
		return refuse(options, MESSAGE_BAD_TIME, value);
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
		return refuse(options, MESSAGE_BAD_TIMEOUT, value);
	options->timeout = (unsigned)(seconds * 1000);
	return 0;
}

static int read_fail_on(struct options *options, const char *value)
{
	if (strcmp(value, "error") == 0)
		options->fail_on = MAILAUTH_SEVERITY_ERROR;
	else if (strcmp(value, "warning") == 0)
		options->fail_on = MAILAUTH_SEVERITY_WARNING;
	else
		return refuse(options, MESSAGE_BAD_FAIL_ON, value);
	return 0;
}

static int read_format(struct options *options, const char *value)
{
	options->json = strcmp(value, "json") == 0;
	if (!options->json && strcmp(value, "text") != 0)
		return refuse(options, MESSAGE_BAD_FORMAT, value);
	return 0;
}

/* SELECTOR=FILE; a selector has no equals sign. */
static int read_key(struct options *options, const char *value)
{
	const char *sign = strchr(value, '=');

	if (sign == NULL || sign == value || sign[1] == '\0')
		return refuse(options, MESSAGE_BAD_KEY, value);
	options->keys[options->key_count++] = value;
	return 0;
}

static int read_ip(struct options *options, const char *value)
{
	if (options->ip_count == IPS_MAX)
		return refuse(options, MESSAGE_MANY_ADDRESSES, NULL);
	options->ips[options->ip_count++] = value;
	return 0;
}

static int read_auth(struct options *options, const char *value)
{
	if (options->auth_count == AUTHS_MAX)
		return refuse(options, MESSAGE_MANY_RESULTS, NULL);
	options->auths[options->auth_count++] = value;
	return 0;
}

static int read_selector(struct options *options, const char *value)
{
	/* None of a list may be empty. */
	if (value[0] == '\0' || value[0] == ',' || value[strlen(value) - 1] == ',' ||
	    strstr(value, ",,") != NULL)
		return refuse(options, MESSAGE_BAD_SELECTOR, value);
	options->selectors[options->selector_count++] = value;
	return 0;
}

/* Options that only switch something on.  False if ID is none of them. */
static bool read_switch(struct options *options, int id)
{
	const struct {
		int id;
		bool *place;
	} switches[] = {
		{ OPTION_ASCII, &options->ascii },     { OPTION_AUDIT, &options->audit },
		{ OPTION_HELP, &options->help },       { OPTION_QUERIES, &options->queries },
		{ OPTION_SYMPTOM, &options->symptom }, { OPTION_TEXT, &options->text },
		{ OPTION_VERSION, &options->version },
	};

	if (id == OPTION_DEEP)
		options->which = MAILAUTH_SELECTORS_ALL;
	for (size_t i = 0; i < sizeof(switches) / sizeof(*switches); i++) {
		if (switches[i].id != id)
			continue;
		*switches[i].place = true;
		return true;
	}
	return id == OPTION_DEEP;
}

/* Options that are a text, kept as it is; of several the last counts. */
static bool read_text(struct options *options, int id, const char *value)
{
	const struct {
		int id;
		const char **place;
	} texts[] = {
		{ OPTION_HELO, &options->helo },	   { OPTION_FROM, &options->from },
		{ OPTION_MAIL_FROM, &options->mail_from }, { OPTION_RECEIVER, &options->receiver },
		{ OPTION_RECORD, &options->record },	   { OPTION_REPLAY, &options->replay },
	};

	for (size_t i = 0; i < sizeof(texts) / sizeof(*texts); i++) {
		if (texts[i].id != id)
			continue;
		*texts[i].place = value;
		return true;
	}
	return false;
}

/* Options that may be given several times. */
static bool read_list(struct options *options, int id, const char *value)
{
	const struct {
		int id;
		const char **items;
		size_t *count;
	} lists[] = {
		{ OPTION_ASSUME, options->assumed, &options->assumed_count },
		{ OPTION_ASSUME_ZONE, options->assumed_zones, &options->assumed_zone_count },
		{ OPTION_SERVER, options->servers, &options->server_count },
		{ OPTION_ZONE, options->zones, &options->zone_count },
	};

	for (size_t i = 0; i < sizeof(lists) / sizeof(*lists); i++) {
		if (lists[i].id != id)
			continue;
		lists[i].items[(*lists[i].count)++] = value;
		return true;
	}
	return false;
}

static int read_scope(struct options *options, const char *value)
{
	if (strcmp(value, "full") != 0 && strcmp(value, "sender") != 0)
		return refuse(options, MESSAGE_BAD_SCOPE, value);
	options->scope = value;
	return 0;
}

static int read_option(struct options *options, int id, const char *value)
{
	if (read_switch(options, id) || read_text(options, id, value) ||
	    read_list(options, id, value))
		return 0;
	switch (id) {
	case OPTION_AUTH:
		return read_auth(options, value);
	case OPTION_FAIL_ON:
		return read_fail_on(options, value);
	case OPTION_FORMAT:
		return read_format(options, value);
	case OPTION_KEY:
		return read_key(options, value);
	case OPTION_IP:
		return read_ip(options, value);
	case OPTION_LANG:
		return read_language(value, &options->language)
			       ? 0
			       : refuse(options, MESSAGE_BAD_LANGUAGE, value);
	case OPTION_NOW:
		return read_time(options, value);
	case OPTION_SCOPE:
		return read_scope(options, value);
	case OPTION_SELECTOR:
		return read_selector(options, value);
	default: /* OPTION_TIMEOUT */
		return read_timeout(options, value);
	}
}

/* A verb has no dot; a domain has one, or a dot of another script (RFC 3490 3.1). */
static bool is_word(const char *argument)
{
	for (const char *c = argument; *c != '\0'; c++)
		if (*c == '.' || (*c & 0x80) != 0)
			return false;
	return argument[0] != '\0';
}

/* explain [FILE|TEXT|-] */
static int read_explain(struct options *options, int argc, char **argv)
{
	options->verb = VERB_EXPLAIN;
	optind++;
	if (optind < argc)
		options->operand = argv[optind++];
	if (optind < argc)
		return refuse(options, MESSAGE_SECOND_TEXT, argv[optind]);
	return 0;
}

static int read_arguments(struct options *options, int argc, char **argv)
{
	if (optind < argc && strcmp(argv[optind], "explain") == 0)
		return read_explain(options, argc, argv);
	if (optind < argc && strcmp(argv[optind], "audit") == 0)
		optind++;
	else if (optind < argc && is_word(argv[optind]))
		return refuse(options, MESSAGE_NO_COMMAND, argv[optind]);
	if (optind == argc && options->replay != NULL)
		return 0; /* the recording has it */
	if (optind == argc || argv[optind][0] == '\0')
		return refuse(options, MESSAGE_NO_DOMAIN, NULL);
	if (options->replay != NULL)
		return refuse(options, MESSAGE_NOT_WITH_REPLAY, argv[optind]);
	options->domain = argv[optind++];
	if (optind < argc)
		return refuse(options, MESSAGE_SECOND_DOMAIN, argv[optind]);
	return 0;
}

/* The first of the options that describe a sender, if one is given. */
static const char *sender_option(const struct options *options)
{
	if (options->mail_from != NULL)
		return "--mail-from";
	if (options->helo != NULL)
		return "--helo";
	if (options->from != NULL)
		return "--from";
	return options->receiver != NULL ? "--receiver" : NULL;
}

/* The first of the options that say what is audited, if one is given. */
static const char *subject_option(const struct options *options)
{
	if (sender_option(options) != NULL)
		return sender_option(options);
	if (options->auth_count > 0)
		return "--auth";
	if (options->ip_count > 0)
		return "--ip";
	if (options->selector_count > 0)
		return "--selector";
	if (options->which == MAILAUTH_SELECTORS_ALL)
		return "--deep";
	if (options->scope != NULL)
		return "--scope";
	if (options->assumed_count > 0)
		return "--assume";
	if (options->assumed_zone_count > 0)
		return "--assume-zone";
	return options->now_given ? "--now" : NULL;
}

static int check_replay(const struct options *options)
{
	const char *option = subject_option(options);

	if (option == NULL && options->zone_count > 0)
		option = "--zone";
	if (option == NULL && options->server_count > 0)
		option = "--server";
	if (option == NULL && options->record != NULL)
		option = "--record";
	return option != NULL ? refuse(options, MESSAGE_NOT_WITH_REPLAY, option) : 0;
}

/* What only one of the verbs takes. */
static int check_verb(const struct options *options)
{
	const char *option = options->audit	? "--audit"
			     : options->text	? "--text"
			     : options->symptom ? "--symptom"
						: NULL;

	if (options->verb == VERB_AUDIT)
		return option != NULL ? refuse(options, MESSAGE_ONLY_EXPLAIN, option) : 0;
	if (options->replay != NULL)
		return refuse(options, MESSAGE_NOT_WITH_EXPLAIN, "--replay");
	if (options->scope != NULL)
		return refuse(options, MESSAGE_NOT_WITH_EXPLAIN, "--scope");
	if (options->assumed_count > 0 || options->assumed_zone_count > 0)
		return refuse(options, MESSAGE_NOT_WITH_EXPLAIN, "--assume");
	return 0;
}

static int check(const struct options *options)
{
	const char *option = sender_option(options);

	int r = check_verb(options);

	if (r != 0)
		return r;
	if (options->server_count > SERVERS_MAX)
		return refuse(options, MESSAGE_MANY_SERVERS, NULL);
	if (options->queries && !options->json)
		return refuse(options, MESSAGE_NEEDS_JSON, "--queries");
	if (options->verb == VERB_EXPLAIN)
		return 0;
	if (options->replay != NULL)
		return check_replay(options);
	/* DMARC needs no address where the results are there. */
	if (option != NULL && strcmp(option, "--from") == 0 && options->auth_count > 0)
		return 0;
	if (options->ip_count == 0 && option != NULL)
		return refuse(options, MESSAGE_NEEDS_ADDRESS, option);
	if (options->scope != NULL && strcmp(options->scope, "sender") == 0 &&
	    options->ip_count == 0 && options->auth_count == 0)
		return refuse(options, MESSAGE_NEEDS_ADDRESS, "--scope sender");
	return 0;
}

/* The option that getopt_long() takes next: it passes over what is none. */
static int first_option(int argc, char **argv)
{
	int at = optind;

	while (at < argc - 1 && argv[at][0] != '-')
		at++;
	return at < argc ? at : argc - 1;
}

int options_read(struct options *options, int argc, char **argv)
{
	int id;
	int r;

	*options =
		(struct options){ .fail_on = MAILAUTH_SEVERITY_ERROR, .timeout = TIMEOUT_DEFAULT };
	look_for_language(options, argc, argv);
	options->zones = calloc((size_t)argc + 1, sizeof(*options->zones));
	options->servers = calloc((size_t)argc + 1, sizeof(*options->servers));
	options->selectors = calloc((size_t)argc + 1, sizeof(*options->selectors));
	options->keys = calloc((size_t)argc + 1, sizeof(*options->keys));
	options->assumed = calloc((size_t)argc + 1, sizeof(*options->assumed));
	options->assumed_zones = calloc((size_t)argc + 1, sizeof(*options->assumed_zones));
	if (options->zones == NULL || options->servers == NULL || options->selectors == NULL ||
	    options->keys == NULL || options->assumed == NULL || options->assumed_zones == NULL) {
		complain(options->language, MESSAGE_NO_MEMORY);
		return STATUS_INTERNAL;
	}
	opterr = 0;
	for (int before = first_option(argc, argv);
	     (id = getopt_long(argc, argv, ":", long_options, NULL)) != -1;
	     before = first_option(argc, argv)) {
		if (id == ':')
			return refuse(options, MESSAGE_NO_VALUE, argv[before]);
		if (id == '?')
			return refuse(options, MESSAGE_BAD_OPTION, argv[before]);
		if ((r = read_option(options, id, optarg)) != 0)
			return r;
	}
	if (options->help || options->version)
		return 0;
	if ((r = read_arguments(options, argc, argv)) != 0)
		return r;
	/* Whoever names selectors knows which are in use. */
	if (options->which != MAILAUTH_SELECTORS_ALL && options->selector_count == 0 &&
	    options->key_count == 0)
		options->which = MAILAUTH_SELECTORS_LIKELY;
	return check(options);
}

void options_finish(struct options *options)
{
	free(options->zones);
	free(options->servers);
	free(options->selectors);
	free(options->keys);
	free(options->assumed);
	free(options->assumed_zones);
	for (size_t i = 0; i < options->assumed_record_count; i++)
		free(options->assumed_records[i]);
	free(options->assumed_records);
}
