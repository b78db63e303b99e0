/* Where answers come from: zone files, the network, a recording; and what is written down.
 *
 * SPDX-License-Identifier: MIT */

#include "dnsaudit.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static int no_memory(const struct options *options)
{
	complain(options->language, MESSAGE_NO_MEMORY, NULL);
	return STATUS_INTERNAL;
}

/* --- The network ---------------------------------------------------------- */

static int add_server(struct mailauth_network *network, const struct options *options,
		      const char *server)
{
	switch (mailauth_network_add_server(network, server)) {
	case 0:
		return 0;
	case MAILAUTH_EINVAL:
		complain(options->language, MESSAGE_BAD_SERVER, server, NULL);
		return STATUS_USAGE;
	case MAILAUTH_EIO:
		complain(options->language, MESSAGE_NO_SERVER, NULL);
		return STATUS_NO_INPUT;
	default:
		return no_memory(options);
	}
}

/* Servers that were named; without them the system's, but not where zones say what the DNS is. */
static int open_network(struct sources *sources, const struct options *options)
{
	int status = 0;

	if (options->server_count == 0 && options->zone_count > 0)
		return 0;
	if (mailauth_network_new(&sources->network) < 0)
		return no_memory(options);
	if (options->server_count == 0)
		return add_server(sources->network, options, "system");
	for (size_t i = 0; i < options->server_count && status == 0; i++)
		status = add_server(sources->network, options, options->servers[i]);
	return status;
}

/* --- Recording ------------------------------------------------------------ */

/* What a report depends on, beside the answers. */
static int add_options(struct mailauth_recording *recording, const struct options *options)
{
	char rules[MAILAUTH_RULES_VERSION_SIZE];
	char now[32];
	const char *const pairs[][2] = {
		{ "rules_version", rules },	   { "now", now },
		{ "domain", options->domain },	   { "mail-from", options->mail_from },
		{ "helo", options->helo },	   { "from", options->from },
		{ "receiver", options->receiver }, { "scope", options->scope },
	};
	int r = 0;

	mailauth_rules_version(rules);
	snprintf(now, sizeof(now), "%lld", (long long)options->now);
	for (size_t i = 0; i < sizeof(pairs) / sizeof(*pairs) && r == 0; i++)
		if (pairs[i][1] != NULL)
			r = mailauth_recording_add_option(recording, pairs[i][0], pairs[i][1]);
	for (size_t i = 0; i < options->ip_count && r == 0; i++)
		r = mailauth_recording_add_option(recording, "ip", options->ips[i]);
	for (size_t i = 0; i < options->auth_count && r == 0; i++)
		r = mailauth_recording_add_option(recording, "auth", options->auths[i]);
	for (size_t i = 0; i < options->assumed_count && r == 0; i++)
		r = mailauth_recording_add_option(recording, "assume", options->assumed[i]);
	for (size_t i = 0; i < options->assumed_record_count && r == 0; i++)
		r = mailauth_recording_add_option(recording, "assume", options->assumed_records[i]);
	return r;
}

static int open_record(struct sources *sources, const struct options *options)
{
	if (options->record == NULL)
		return 0;
	if (mailauth_recording_new(&sources->record) < 0 ||
	    add_options(sources->record, options) < 0 || keys_record(sources->record, options) < 0)
		return no_memory(options);
	return 0;
}

int sources_save(const struct sources *sources, const struct options *options)
{
	if (sources->record == NULL)
		return 0;
	switch (mailauth_recording_save(sources->record, options->record)) {
	case 0:
		return 0;
	case MAILAUTH_EIO:
		complain(options->language, MESSAGE_CANNOT_RECORD, options->record, strerror(errno),
			 NULL);
		return STATUS_OUTPUT;
	default:
		return no_memory(options);
	}
}

/* --- Replaying ------------------------------------------------------------ */

static int bad_recording(const struct options *options, size_t place)
{
	char number[32];

	snprintf(number, sizeof(number), "%zu", place);
	complain(options->language, MESSAGE_BAD_RECORDING, options->replay, number, NULL);
	return STATUS_DATA;
}

static void compare_rules(const struct options *options, const char *recorded)
{
	char rules[MAILAUTH_RULES_VERSION_SIZE];

	mailauth_rules_version(rules);
	if (strcmp(rules, recorded) != 0)
		complain(options->language, MESSAGE_OTHER_RULES, recorded, rules, NULL);
}

static bool take_selectors(struct options *options, const char *value)
{
	if (strcmp(value, "named") == 0)
		options->which = MAILAUTH_SELECTORS_NAMED;
	else if (strcmp(value, "likely") == 0)
		options->which = MAILAUTH_SELECTORS_LIKELY;
	else if (strcmp(value, "all") == 0)
		options->which = MAILAUTH_SELECTORS_ALL;
	else
		return false;
	return true;
}

static bool take_option(struct options *options, const char *name, const char *value)
{
	char *end = NULL;

	if (strcmp(name, "domain") == 0) {
		options->domain = value;
	} else if (strcmp(name, "ip") == 0 && options->ip_count < IPS_MAX) {
		options->ips[options->ip_count++] = value;
	} else if (strcmp(name, "auth") == 0 && options->auth_count < AUTHS_MAX) {
		options->auths[options->auth_count++] = value;
	} else if (strcmp(name, "from") == 0) {
		options->from = value;
	} else if (strcmp(name, "mail-from") == 0) {
		options->mail_from = value;
	} else if (strcmp(name, "helo") == 0) {
		options->helo = value;
	} else if (strcmp(name, "receiver") == 0) {
		options->receiver = value;
	} else if (strcmp(name, "now") == 0) {
		errno = 0;
		options->now = strtoll(value, &end, 10);
		options->now_given = errno == 0 && *value > ' ' && *end == '\0';
		return options->now_given;
	} else if (strcmp(name, "rules_version") == 0) {
		compare_rules(options, value);
	} else if (strcmp(name, "scope") == 0) {
		options->scope = value;
	} else if (strcmp(name, "assume") == 0) {
		options->assumed[options->assumed_count++] = value;
	} else if (strcmp(name, "selectors") == 0) {
		return take_selectors(options, value);
	} else if (strcmp(name, "selector") == 0) {
		options->selectors[options->selector_count++] = value;
	} else {
		return false;
	}
	return true;
}

/* For as many selectors and assumptions as a recording may name. */
static bool make_room(struct options *options, size_t count)
{
	free(options->selectors);
	free(options->assumed);
	options->selectors = calloc(count + 1, sizeof(*options->selectors));
	options->selector_count = 0;
	options->assumed = calloc(count + 1, sizeof(*options->assumed));
	options->assumed_count = 0;
	return options->selectors != NULL && options->assumed != NULL;
}

static int open_replay(struct sources *sources, struct options *options)
{
	size_t place = 0;
	size_t count;

	switch (mailauth_recording_load(&sources->replay, options->replay, &place)) {
	case 0:
		break;
	case MAILAUTH_FAULTY:
		return bad_recording(options, place);
	case MAILAUTH_EIO:
		complain(options->language, MESSAGE_CANNOT_READ, options->replay, strerror(errno),
			 NULL);
		return STATUS_NO_INPUT;
	default:
		return no_memory(options);
	}
	count = mailauth_recording_option_count(sources->replay);
	/* Recordings from before there were selectors to look at have none. */
	options->which = MAILAUTH_SELECTORS_NAMED;
	if (!make_room(options, count))
		return no_memory(options);
	for (size_t i = 0; i < count; i++)
		if (!take_option(options, mailauth_recording_option_name(sources->replay, i),
				 mailauth_recording_option_value(sources->replay, i)))
			return bad_recording(options, i + 2);
	return options->domain != NULL && options->now_given ? 0
							     : bad_recording(options, count + 2);
}

/* --- All of them ---------------------------------------------------------- */

static int open_loop(struct sources *sources, const struct options *options)
{
	if (mailauth_loop_new(&sources->loop) < 0)
		return no_memory(options);
	if (mailauth_loop_set_zones(sources->loop, sources->zones) < 0 ||
	    mailauth_loop_set_network(sources->loop, sources->network) < 0 ||
	    mailauth_loop_set_replay(sources->loop, sources->replay) < 0 ||
	    mailauth_loop_set_record(sources->loop, sources->record) < 0 ||
	    mailauth_loop_set_timeout(sources->loop, options->timeout) < 0) {
		complain(options->language, MESSAGE_INTERNAL, NULL);
		return STATUS_INTERNAL;
	}
	return 0;
}

int sources_open(struct sources *sources, struct options *options)
{
	int status = 0;

	*sources = (struct sources){ 0 };
	if (options->replay != NULL) {
		status = open_replay(sources, options);
	} else {
		if (options->zone_count > 0)
			status = zones_open(&sources->zones, options);
		if (status == 0)
			status = open_network(sources, options);
		if (status == 0)
			status = open_record(sources, options);
	}
	return status == 0 ? open_loop(sources, options) : status;
}

void sources_close(struct sources *sources)
{
	mailauth_loop_free(sources->loop);
	mailauth_recording_free(sources->record);
	mailauth_recording_free(sources->replay);
	mailauth_network_free(sources->network);
	mailauth_zones_free(sources->zones);
}
