/* Options whose value is a whole number.
 *
 * SPDX-License-Identifier: MIT */

#include "options.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>

enum {
	RATE_MOST = 1000000,
};

static int refuse(const struct options *options, enum option_id id, unsigned most,
		  const char *value)
{
	char number[32];

	snprintf(number, sizeof(number), "%u", most);
	complain(options->language, MESSAGE_BAD_NUMBER, option_name(id), number, value);
	return STATUS_USAGE;
}

int option_read_number(struct options *options, enum option_id id, const char *value)
{
	const struct {
		enum option_id id;
		unsigned *place;
		unsigned most;
	} numbers[] = {
		{ OPTION_INFLIGHT, &options->inflight, INFLIGHT_MAX },
		{ OPTION_JOBS, &options->jobs, JOBS_MAX },
		{ OPTION_RATE, &options->rate, RATE_MOST },
		{ OPTION_SERVER_RATE, &options->server_rate, RATE_MOST },
	};
	unsigned long number;
	size_t i = 0;
	char *end;

	while (numbers[i].id != id)
		i++;
	errno = 0;
	number = strtoul(value, &end, 10);
	if (errno != 0 || *value < '0' || *value > '9' || *end != '\0' || number == 0 ||
	    number > numbers[i].most)
		return refuse(options, id, numbers[i].most, value);
	*numbers[i].place = (unsigned)number;
	return 0;
}
