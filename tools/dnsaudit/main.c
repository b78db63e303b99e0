/* dnsaudit: explains to a person why mail of a domain is taken for spoofed.
 *
 * SPDX-License-Identifier: MIT */

#include "dnsaudit.h"

#include <stdio.h>

static int run(struct options *options)
{
	if (options->help) {
		fputs(message(MESSAGE_HELP, options->language), stdout);
		return fflush(stdout) == 0 ? 0 : STATUS_OUTPUT;
	}
	if (options->version) {
		puts("dnsaudit " DNSAUDIT_VERSION);
		return fflush(stdout) == 0 ? 0 : STATUS_OUTPUT;
	}
	return audit_run(options);
}

int main(int argc, char **argv)
{
	struct options options;
	int status = options_read(&options, argc, argv);

	if (status == 0)
		status = run(&options);
	options_finish(&options);
	return status;
}
