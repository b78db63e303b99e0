/* The standard output: what it can show, and writing to it.
 *
 * SPDX-License-Identifier: MIT */

#include "dnsaudit.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

unsigned output_width(void)
{
	struct winsize size;

	if (isatty(STDOUT_FILENO) && ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0)
		return size.ws_col;
	return 0;
}

unsigned output_flags(const struct options *options)
{
	bool terminal = isatty(STDOUT_FILENO);
	unsigned flags = 0;

	if (terminal && getenv("NO_COLOR") == NULL)
		flags |= MAILAUTH_TEXT_COLOUR;
	if (options->ascii || (terminal && !environment_is_utf8()))
		flags |= MAILAUTH_TEXT_ASCII;
	if (options->in_full)
		flags |= MAILAUTH_TEXT_LONG;
	return flags;
}

unsigned html_flags(const struct options *options)
{
	return options->format == FORMAT_HTML ? MAILAUTH_HTML_PAGE : 0;
}

int output_write(char *text, const struct options *options)
{
	fputs(text, stdout);
	free(text);
	if (fflush(stdout) != 0 || ferror(stdout)) {
		complain_of_system(options->language, MESSAGE_CANNOT_WRITE, errno);
		return STATUS_OUTPUT;
	}
	return 0;
}
