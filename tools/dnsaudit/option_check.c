/* Whether the options that were given fit what is done, and each other.
 *
 * SPDX-License-Identifier: MIT */

#include "options.h"

#include <string.h>

static enum mode mode_of(const struct options *options)
{
	if (options->verb == VERB_SERVE)
		return MODE_SERVE;
	if (options->verb == VERB_DIFF)
		return MODE_DIFF;
	if (options->verb == VERB_BATCH)
		return options->replay != NULL ? MODE_BATCH_REPLAY : MODE_BATCH;
	if (options->verb == VERB_VERIFY)
		return options->replay != NULL ? MODE_VERIFY_REPLAY : MODE_VERIFY;
	if (options->verb == VERB_AUDIT)
		return options->replay != NULL ? MODE_REPLAY : MODE_AUDIT;
	return explain_looks(options) ? MODE_LOOK : MODE_EXPLAIN;
}

/* Why the option ID cannot be given for MODE. */
static enum message_id reason_of(enum option_id id, enum mode mode)
{
	unsigned modes = option_modes(id);

	if (mode == MODE_SERVE)
		return MESSAGE_NOT_WITH_SERVE;
	if (modes == MODE_SERVE)
		return MESSAGE_ONLY_SERVE;
	if (mode == MODE_DIFF)
		return MESSAGE_NOT_WITH_DIFF;
	if ((mode & MODE_LINES) != 0)
		return (modes & MODE_BATCH) != 0 ? MESSAGE_NOT_WITH_REPLAY : MESSAGE_NOT_WITH_BATCH;
	if ((mode & (MODE_EXPLAIN | MODE_LOOK)) != 0)
		return (modes & MODE_LOOK) != 0 ? MESSAGE_NEEDS_AUDIT : MESSAGE_NOT_WITH_EXPLAIN;
	if ((mode & (MODE_VERIFY | MODE_VERIFY_REPLAY)) != 0)
		return (modes & MODE_VERIFY) != 0 ? MESSAGE_NOT_WITH_REPLAY
						  : MESSAGE_NOT_WITH_VERIFY;
	if ((modes & (MODE_AUDIT | MODE_REPLAY)) != 0)
		return MESSAGE_NOT_WITH_REPLAY;
	return (modes & MODE_LINES) != 0 ? MESSAGE_ONLY_BATCH : MESSAGE_ONLY_EXPLAIN;
}

static int check_modes(const struct options *options)
{
	enum mode mode = mode_of(options);

	for (enum option_id id = 0; id < OPTION_COUNT; id++)
		if (option_is_given(options, id) && (option_modes(id) & mode) == 0)
			return options_refuse(options, reason_of(id, mode), option_name(id));
	return 0;
}

/* Options that describe the mail of a sender need one.  DMARC needs no address where the results
 * are there. */
static int check_sender(const struct options *options)
{
	static const enum option_id describing[] = { OPTION_MAIL_FROM, OPTION_HELO,
						     OPTION_RECEIVER };

	/* A line of batch may have the address. */
	if (options->verb != VERB_AUDIT || options->ip_count > 0)
		return 0; /* the text or the message has the address */
	for (size_t i = 0; i < sizeof(describing) / sizeof(*describing); i++)
		if (option_is_given(options, describing[i]))
			return options_refuse(options, MESSAGE_NEEDS_ADDRESS,
					      option_name(describing[i]));
	if (options->auth_count > 0)
		return 0;
	if (options->from != NULL)
		return options_refuse(options, MESSAGE_NEEDS_SENDER, option_name(OPTION_FROM));
	if (options->scope != NULL && strcmp(options->scope, "sender") == 0)
		return options_refuse(options, MESSAGE_NEEDS_SENDER, "--scope sender");
	return 0;
}

int options_check(const struct options *options)
{
	int r = check_modes(options);

	if (r == 0 && options->verb == VERB_EXPLAIN &&
	    (options->format == FORMAT_ZONE || options->format == FORMAT_NSUPDATE))
		r = options_refuse(options, MESSAGE_FORMAT_AUDIT,
				   options->format == FORMAT_ZONE ? "zone" : "nsupdate");
	if (r == 0 && options->verb != VERB_VERIFY && options->format == FORMAT_RESULTS)
		r = options_refuse(options, MESSAGE_FORMAT_VERIFY, "ar");
	if (r == 0 && options->verb == VERB_VERIFY &&
	    (options->format == FORMAT_ZONE || options->format == FORMAT_NSUPDATE))
		r = options_refuse(options, MESSAGE_FORMAT_AUDIT,
				   options->format == FORMAT_ZONE ? "zone" : "nsupdate");
	if (r == 0 && options->verb == VERB_DIFF &&
	    (options->format == FORMAT_ZONE || options->format == FORMAT_NSUPDATE))
		r = options_refuse(options, MESSAGE_FORMAT_AUDIT,
				   options->format == FORMAT_ZONE ? "zone" : "nsupdate");
	if (r == 0 && options->queries && options->format != FORMAT_JSON &&
	    options->verb != VERB_BATCH)
		r = options_refuse(options, MESSAGE_NEEDS_JSON, option_name(OPTION_QUERIES));
	if (r == 0 && options->compare && options->zone_count == 0)
		r = options_refuse(options, MESSAGE_NEEDS_ZONE, option_name(OPTION_COMPARE));
	/* A zone file alone opens no network, in which name servers could be asked. */
	if (r == 0 && options->each_server && !options->compare && options->zone_count > 0 &&
	    options->server_count == 0)
		r = options_refuse(options, MESSAGE_NEEDS_SERVER, option_name(OPTION_SERVERS));
	if (r == 0 && options->allowed_count > 0 && !options->each_server && !options->probe)
		r = options_refuse(options, MESSAGE_NEEDS_SERVERS, option_name(OPTION_ALLOW));
	return r == 0 ? check_sender(options) : r;
}
