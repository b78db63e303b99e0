/* The zone files given, and what is wrong with them.
 *
 * SPDX-License-Identifier: MIT */

#include "dnsaudit.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static enum message_id message_of(int kind)
{
	switch (kind) {
	case MAILAUTH_ZONE_INCLUDE:
		return MESSAGE_FAULT_INCLUDE;
	case MAILAUTH_ZONE_EMPTY:
		return MESSAGE_FAULT_EMPTY;
	case MAILAUTH_ZONE_NO_SOA:
		return MESSAGE_FAULT_NO_SOA;
	case MAILAUTH_ZONE_SECOND_SOA:
		return MESSAGE_FAULT_SECOND_SOA;
	case MAILAUTH_ZONE_OUT_OF_ZONE:
		return MESSAGE_FAULT_OUT_OF_ZONE;
	case MAILAUTH_ZONE_CNAME_AND_OTHER:
		return MESSAGE_FAULT_CNAME_AND_OTHER;
	case MAILAUTH_ZONE_TWICE:
		return MESSAGE_FAULT_TWICE;
	case MAILAUTH_ZONE_MORE:
		return MESSAGE_FAULT_MORE;
	case MAILAUTH_ZONE_CLASS:
		return MESSAGE_FAULT_CLASS;
	default:
		return MESSAGE_FAULT_SYNTAX;
	}
}

static void print_faults(const struct mailauth_zones *zones, enum mailauth_language language)
{
	for (size_t i = 0; i < mailauth_zones_fault_count(zones); i++) {
		const char *file = mailauth_zones_fault_file(zones, i);
		const char *detail = mailauth_zones_fault_detail(zones, i);
		int kind = mailauth_zones_fault_kind(zones, i);
		char line[16];

		snprintf(line, sizeof(line), "%u", mailauth_zones_fault_line(zones, i));
		if (kind == MAILAUTH_ZONE_MORE)
			complain(language, message_of(kind), file);
		else if (kind == MAILAUTH_ZONE_TWICE)
			complain(language, message_of(kind), file, detail);
		else
			complain(language, message_of(kind), file, line, detail);
	}
}

static int load(struct mailauth_zones *zones, const struct options *options, const char *path)
{
	switch (mailauth_zones_load(zones, path, NULL)) {
	case 0:
		return 0;
	case MAILAUTH_FAULTY:
		return STATUS_DATA;
	case MAILAUTH_EIO:
		complain(options->language, MESSAGE_CANNOT_READ, path, strerror(errno));
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
	print_faults(*zones, options->language);
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
