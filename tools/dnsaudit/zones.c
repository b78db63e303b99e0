/* The zone files given, and what is wrong with them.
 *
 * SPDX-License-Identifier: MIT */

#include "dnsaudit.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static int load(struct mailauth_zones *zones, const struct options *options, const char *path)
{
	switch (mailauth_zones_load(zones, path, NULL)) {
	case 0:
		return 0;
	case MAILAUTH_FAULTY:
		return STATUS_DATA;
	case MAILAUTH_EIO:
		complain_of_system(options->language, MESSAGE_CANNOT_READ, errno, path);
		return STATUS_NO_INPUT;
	default:
		complain(options->language, MESSAGE_NO_MEMORY);
		return STATUS_INTERNAL;
	}
}

int zones_open(struct mailauth_zones **zones, const struct options *options)
{
	int status = 0;

	if (mailauth_zones_new(zones) < 0) {
		complain(options->language, MESSAGE_NO_MEMORY);
		return STATUS_INTERNAL;
	}
	for (size_t i = 0; i < options->zone_count && status != STATUS_INTERNAL; i++) {
		int r = load(*zones, options, options->zones[i]);

		status = r > status ? r : status;
	}
	complain_of_zones(*zones, options->language);
	if (status != 0) {
		/* The files are not at fault when memory runs out. */
		if (status != STATUS_INTERNAL)
			complain(options->language, MESSAGE_ZONE_FAULTY);
		mailauth_zones_free(*zones);
		*zones = NULL;
	}
	return status;
}

static bool add_record(struct options *options, char *text)
{
	size_t count = options->assumed_record_count;
	char **records = realloc(options->assumed_records, (count + 1) * sizeof(*records));

	if (records == NULL) {
		free(text);
		return false;
	}
	records[count] = text;
	options->assumed_records = records;
	options->assumed_record_count++;
	return true;
}

int zones_assume(struct options *options)
{
	struct options files = *options;
	struct mailauth_zones *zones;
	char *text;
	int status;
	int r = 0;

	if (options->assumed_zone_count == 0)
		return 0;
	files.zones = options->assumed_zones;
	files.zone_count = options->assumed_zone_count;
	status = zones_open(&zones, &files);
	if (status != 0)
		return status;
	for (size_t i = 0; r == 0; i++) {
		r = mailauth_zones_record(zones, i, &text);
		if (r == 0 && !add_record(options, text))
			r = MAILAUTH_ENOMEM;
	}
	mailauth_zones_free(zones);
	if (r != MAILAUTH_ENOMEM)
		return 0;
	complain(options->language, MESSAGE_NO_MEMORY);
	return STATUS_INTERNAL;
}
