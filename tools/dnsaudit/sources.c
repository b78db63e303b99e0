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
	complain(options->language, MESSAGE_NO_MEMORY);
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
		complain(options->language, MESSAGE_BAD_SERVER, server);
		return STATUS_USAGE;
	case MAILAUTH_EIO:
		complain(options->language, MESSAGE_NO_SERVER);
		return STATUS_NO_INPUT;
	default:
		return no_memory(options);
	}
}

/* Of RATE, what each of the processes may ask. */
static unsigned share(const struct options *options, unsigned rate)
{
	return rate > options->jobs ? rate / options->jobs : rate > 0;
}

/* Ranges whose name servers may be asked themselves. */
static int allow(struct mailauth_network *network, const struct options *options)
{
	for (size_t i = 0; i < options->allowed_count; i++) {
		int r = mailauth_network_allow(network, options->allowed[i]);

		if (r == 0)
			continue;
		if (r != MAILAUTH_EINVAL)
			return no_memory(options);
		complain(options->language, MESSAGE_BAD_RANGE, options->allowed[i]);
		return STATUS_USAGE;
	}
	return 0;
}

/* Servers that were named; without them the system's, but not where zones say what the DNS is,
 * unless that is to be compared. */
static int open_network(struct sources *sources, const struct options *options)
{
	int status = 0;

	if (options->server_count == 0 && options->zone_count > 0 && !options->compare)
		return 0;
	if (mailauth_network_new(&sources->network) < 0)
		return no_memory(options);
	mailauth_network_set_rate(sources->network, share(options, options->rate),
				  share(options, options->server_rate));
	if ((status = allow(sources->network, options)) != 0)
		return status;
	if (options->server_count == 0)
		return add_server(sources->network, options, "system");
	for (size_t i = 0; i < options->server_count && status == 0; i++)
		status = add_server(sources->network, options, options->servers[i]);
	return status;
}

/* --- Recording ------------------------------------------------------------ */

static int open_record(struct sources *sources, const struct options *options)
{
	if (options->record == NULL)
		return 0;
	return mailauth_recording_new(&sources->record) < 0 ? no_memory(options) : 0;
}

int sources_save(const struct sources *sources, const struct mailauth_audit *audit,
		 const struct options *options)
{
	if (sources->record == NULL)
		return 0;
	if (mailauth_recording_add_audit(sources->record, audit) < 0)
		return no_memory(options);
	switch (mailauth_recording_save(sources->record, options->record)) {
	case 0:
		return 0;
	case MAILAUTH_EIO:
		complain_of_system(options->language, MESSAGE_CANNOT_RECORD, errno,
				   options->record);
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
	complain(options->language, MESSAGE_BAD_RECORDING, options->replay, number);
	return STATUS_DATA;
}

/* The option at INDEX is refused; there is none if it is one that is missing. */
static int bad_option(const struct options *options, const struct mailauth_recording *replay,
		      size_t index)
{
	const char *name = mailauth_recording_option_name(replay, index);
	size_t place = index + 2; /* after the magic line */
	char number[32];

	if (name == NULL)
		return bad_recording(options, place);
	snprintf(number, sizeof(number), "%zu", place);
	complain(options->language, MESSAGE_BAD_RECORDED_OPTION, options->replay, name, number);
	return STATUS_DATA;
}

/* A recording that was made with other rules is replayed, and that is said. */
static void compare_rules(const struct options *options, const struct mailauth_recording *replay)
{
	char rules[MAILAUTH_RULES_VERSION_SIZE];
	const char *name;

	mailauth_rules_version(rules);
	for (size_t i = 0; (name = mailauth_recording_option_name(replay, i)) != NULL; i++) {
		const char *recorded = mailauth_recording_option_value(replay, i);

		if (strcmp(name, "rules_version") == 0 && strcmp(rules, recorded) != 0)
			complain(options->language, MESSAGE_OTHER_RULES, recorded, rules);
	}
}

int sources_audit(const struct sources *sources, const struct options *options,
		  struct mailauth_audit **audit)
{
	size_t index;

	switch (mailauth_recording_audit(sources->replay, audit, &index)) {
	case 0:
		return 0;
	case MAILAUTH_FAULTY:
		return bad_option(options, sources->replay, index);
	default:
		return no_memory(options);
	}
}

static int open_replay(struct sources *sources, const struct options *options)
{
	size_t place = 0;

	switch (mailauth_recording_load(&sources->replay, options->replay, &place)) {
	case 0:
		compare_rules(options, sources->replay);
		return 0;
	case MAILAUTH_FAULTY:
		return bad_recording(options, place);
	case MAILAUTH_EIO:
		complain_of_system(options->language, MESSAGE_CANNOT_READ, errno, options->replay);
		return STATUS_NO_INPUT;
	default:
		return no_memory(options);
	}
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
		complain(options->language, MESSAGE_INTERNAL);
		return STATUS_INTERNAL;
	}
	return 0;
}

int sources_open(struct sources *sources, const struct options *options)
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
