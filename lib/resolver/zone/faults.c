/* The faults of zone files: a list in the order of files and lines.
 *
 * SPDX-License-Identifier: MIT */

#include "zone.h"

#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
	FAULTS_MAX = 1000, /* of a file: it may be no zone file at all */
};

void *ma_zonefile_grow(void *items, size_t count, size_t size)
{
	/* The room doubles whenever the count is a power of two. */
	if ((count & (count - 1)) != 0)
		return items;
	if (count > SIZE_MAX / 2 / size)
		return NULL;
	return realloc(items, count > 0 ? 2 * count * size : size);
}

void ma_zones_drop_faults(struct mailauth_zones *zones, size_t from)
{
	while (zones->fault_count > from) {
		zones->fault_count--;
		free(zones->faults[zones->fault_count].file);
		free(zones->faults[zones->fault_count].detail);
	}
}

/* They are few, and nearly sorted. */
void ma_zones_sort_faults(struct mailauth_zones *zones)
{
	for (size_t i = zones->first_fault + 1; i < zones->fault_count; i++) {
		struct ma_zonefile_fault fault = zones->faults[i];
		size_t at = i;

		for (; at > zones->first_fault && zones->faults[at - 1].line > fault.line; at--)
			zones->faults[at] = zones->faults[at - 1];
		zones->faults[at] = fault;
	}
}

static char *describe(const char *words, const char *about)
{
	size_t size = strlen(words) + (about != NULL ? strlen(about) + 2 : 0) + 1;
	char *text = malloc(size);

	if (text == NULL)
		return NULL;
	snprintf(text, size, "%s%s%s", words, about != NULL ? ": " : "",
		 about != NULL ? about : "");
	return text;
}

int ma_zones_fault(struct mailauth_zones *zones, const char *file, unsigned line, int kind,
		   const char *words, const char *about)
{
	size_t count = zones->fault_count - zones->first_fault;
	struct ma_zonefile_fault fault = { .kind = kind, .line = line };
	struct ma_zonefile_fault *faults;

	if (count > FAULTS_MAX)
		return 0;
	if (count == FAULTS_MAX) {
		words = "there are more faults, which are not listed";
		fault.kind = MAILAUTH_ZONE_MORE;
		fault.line = UINT_MAX; /* after all others */
	}
	fault.file = strdup(file);
	fault.detail = describe(words, count < FAULTS_MAX ? about : NULL);
	faults = ma_zonefile_grow(zones->faults, zones->fault_count, sizeof(*faults));
	if (faults != NULL)
		zones->faults = faults;
	if (faults == NULL || fault.file == NULL || fault.detail == NULL) {
		free(fault.file);
		free(fault.detail);
		return MAILAUTH_ENOMEM;
	}
	faults[zones->fault_count++] = fault;
	return 0;
}

size_t mailauth_zones_fault_count(const struct mailauth_zones *zones)
{
	return zones->fault_count;
}

int mailauth_zones_fault_kind(const struct mailauth_zones *zones, size_t index)
{
	return index < zones->fault_count ? zones->faults[index].kind : 0;
}

unsigned mailauth_zones_fault_line(const struct mailauth_zones *zones, size_t index)
{
	if (index >= zones->fault_count || zones->faults[index].line == UINT_MAX)
		return 0;
	return zones->faults[index].line;
}

const char *mailauth_zones_fault_file(const struct mailauth_zones *zones, size_t index)
{
	return index < zones->fault_count ? zones->faults[index].file : NULL;
}

const char *mailauth_zones_fault_detail(const struct mailauth_zones *zones, size_t index)
{
	return index < zones->fault_count ? zones->faults[index].detail : NULL;
}
