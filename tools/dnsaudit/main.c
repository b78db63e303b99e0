/* dnsaudit: explains to a person why mail of a domain is treated as spoofed.
 *
 * SPDX-License-Identifier: MIT */

#include "dnsaudit.h"

#include <mailauth/providers.h>

#include <fcntl.h>
#include <stdio.h>

/* What it is, and how old what it knows is. */
static int print_version(void)
{
	char rules[MAILAUTH_RULES_VERSION_SIZE];

	mailauth_rules_version(rules);
	printf("dnsaudit %s\nrules %s, companies as of %s\n", DNSAUDIT_VERSION, rules,
	       mailauth_providers_date());
	return fflush(stdout) == 0 ? 0 : STATUS_OUTPUT;
}

static int run(struct options *options)
{
	if (options->help) {
		fputs(message(MESSAGE_HELP, options->language), stdout);
		fputs(message(MESSAGE_HELP_SURROUNDINGS, options->language), stdout);
		fputs(message(MESSAGE_HELP_VERIFY, options->language), stdout);
		fputs(message(MESSAGE_HELP_BATCH, options->language), stdout);
		fputs(message(MESSAGE_HELP_SERVE, options->language), stdout);
		fputs(message(MESSAGE_HELP_EXPLAIN, options->language), stdout);
		return fflush(stdout) == 0 ? 0 : STATUS_OUTPUT;
	}
	if (options->version)
		return print_version();
	switch (options->verb) {
	case VERB_SERVE:
		return serve_run(options);
	case VERB_VERIFY:
		return verify_run(options);
	case VERB_EXPLAIN:
		return explain_run(options);
	case VERB_BATCH:
		return batch_run(options);
	case VERB_DIFF:
		return diff_run(options);
	default:
		return audit_run(options);
	}
}

/* A standard stream that is closed must not become a socket or a file that is opened later: what
 * is written to it would go there.  Descriptor 1 opened for reading fails to be written to. */
static void hold_standard_streams(void)
{
	for (int descriptor = 0; descriptor <= 2; descriptor++)
		if (fcntl(descriptor, F_GETFD) < 0)
			(void)open("/dev/null", descriptor == 0 ? O_WRONLY : O_RDONLY);
}

int main(int argc, char **argv)
{
	struct options options;
	int status;

	hold_standard_streams();
	status = options_read(&options, argc, argv);
	if (status == 0)
		status = run(&options);
	if (options.nagios && options.verb == VERB_AUDIT && status >= STATUS_USAGE)
		status = compat_fail();
	options_finish(&options);
	return status;
}
