/* A set of zones: its life, the files that it is read from, and their faults.
 *
 * SPDX-License-Identifier: MIT */

#include "zones.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum {
	CHUNK = 65536,
	FILE_SIZE_MAX = 256 * 1024 * 1024,
	FAULTS_MAX = 1000, /* of a file: it may be no zone file at all */
};

int mailauth_zones_new(struct mailauth_zones **zones)
{
	*zones = calloc(1, sizeof(**zones));
	return *zones != NULL ? 0 : MAILAUTH_ENOMEM;
}

void ma_zone_free(struct ma_zone *zone)
{
	if (zone == NULL)
		return;
	for (size_t i = 0; i < zone->count; i++)
		free(zone->records[i]);
	free(zone->records);
	free(zone->apex);
	free(zone);
}

static void drop_faults(struct mailauth_zones *zones, size_t from)
{
	while (zones->fault_count > from) {
		zones->fault_count--;
		free(zones->faults[zones->fault_count].file);
		free(zones->faults[zones->fault_count].detail);
	}
}

void mailauth_zones_free(struct mailauth_zones *zones)
{
	if (zones == NULL)
		return;
	for (size_t i = 0; i < zones->count; i++)
		ma_zone_free(zones->zones[i]);
	drop_faults(zones, 0);
	free(zones->zones);
	free(zones->faults);
	free(zones);
}

void *ma_zone_grow(void *items, size_t count, size_t size)
{
	/* The room doubles whenever the count is a power of two. */
	if ((count & (count - 1)) != 0)
		return items;
	if (count > SIZE_MAX / 2 / size)
		return NULL;
	return realloc(items, count > 0 ? 2 * count * size : size);
}

/* --- The zones ------------------------------------------------------------ */

/* The index of the first zone whose apex does not come before KEY. */
static size_t seek_zone(const struct mailauth_zones *zones, struct ma_zone_key key)
{
	size_t low = 0;
	size_t high = zones->count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (ma_zone_key_compare(zones->zones[middle]->soa->key, key) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

static const struct ma_zone *zone_at(const struct mailauth_zones *zones, struct ma_zone_key apex)
{
	size_t index = seek_zone(zones, apex);

	if (index == zones->count || ma_zone_key_compare(zones->zones[index]->soa->key, apex) != 0)
		return NULL;
	return zones->zones[index];
}

const struct ma_zone *ma_zones_find(const struct mailauth_zones *zones, struct ma_zone_key key)
{
	struct ma_zone_key apex = { key.octets, 0 };
	const struct ma_zone *found = zone_at(zones, apex);

	while (apex.length < key.length) {
		const struct ma_zone *zone;

		apex.length += 1u + apex.octets[apex.length];
		zone = zone_at(zones, apex);
		if (zone != NULL)
			found = zone;
	}
	return found;
}

/* Takes ZONE over. */
static int add_zone(struct mailauth_zones *zones, struct ma_zone *zone, const char *file)
{
	struct ma_zone **grown;
	size_t index;

	if (zone_at(zones, zone->soa->key) != NULL)
		return ma_zones_fault(zones, file, zone->soa->line, MAILAUTH_ZONE_TWICE, zone->apex,
				      NULL);
	grown = ma_zone_grow(zones->zones, zones->count, sizeof(*grown));
	if (grown == NULL)
		return MAILAUTH_ENOMEM;
	zones->zones = grown;
	index = seek_zone(zones, zone->soa->key);
	memmove(grown + index + 1, grown + index, (zones->count - index) * sizeof(*grown));
	grown[index] = zone;
	zones->count++;
	return 0;
}

size_t mailauth_zones_count(const struct mailauth_zones *zones)
{
	return zones->count;
}

const char *mailauth_zones_apex(const struct mailauth_zones *zones, size_t index)
{
	return index < zones->count ? zones->zones[index]->apex : NULL;
}

/* --- Their files ---------------------------------------------------------- */

/* By line; what is about the file as a whole comes first.  They are few, and nearly sorted. */
static void sort_faults(struct mailauth_zones *zones)
{
	for (size_t i = zones->first_fault + 1; i < zones->fault_count; i++) {
		struct ma_zone_fault fault = zones->faults[i];
		size_t at = i;

		for (; at > zones->first_fault && zones->faults[at - 1].line > fault.line; at--)
			zones->faults[at] = zones->faults[at - 1];
		zones->faults[at] = fault;
	}
}

static int load(struct mailauth_zones *zones, const char *file, const void *text, size_t length,
		const ldns_rdf *origin)
{
	struct ma_zone *zone = calloc(1, sizeof(*zone));
	int status = MAILAUTH_ENOMEM;

	zones->first_fault = zones->fault_count;
	if (zone != NULL)
		status = ma_zone_read(zones, zone, file, text, length, origin);
	if (status == 0)
		status = ma_zone_check(zones, zone, file);
	if (status == 0 && zones->fault_count == zones->first_fault)
		status = add_zone(zones, zone, file);
	sort_faults(zones);
	if (status < 0)
		drop_faults(zones, zones->first_fault);
	else if (zones->fault_count > zones->first_fault)
		status = MAILAUTH_FAULTY;
	if (status != 0)
		ma_zone_free(zone);
	return status;
}

int mailauth_zones_load_text(struct mailauth_zones *zones, const char *file, const void *text,
			     size_t length, const char *origin)
{
	ldns_rdf *name = NULL;
	ldns_status read = LDNS_STATUS_OK;
	int status;

	if (origin != NULL)
		read = ldns_str2rdf_dname(&name, origin);
	if (read == LDNS_STATUS_MEM_ERR)
		return MAILAUTH_ENOMEM;
	if (read != LDNS_STATUS_OK)
		return MAILAUTH_EINVAL;
	status = load(zones, file, text, length, name);
	ldns_rdf_deep_free(name);
	return status;
}

/* Reads on until the end of the file.  0, MAILAUTH_EIO or MAILAUTH_ENOMEM. */
static int read_all(int descriptor, char **text, size_t *length)
{
	size_t size = 0;

	for (;;) {
		ssize_t count;

		if (size - *length < CHUNK) {
			char *grown = realloc(*text, size = 2 * size + CHUNK);

			if (grown == NULL)
				return MAILAUTH_ENOMEM;
			*text = grown;
		}
		count = read(descriptor, *text + *length, size - *length);
		if (count < 0 && errno != EINTR)
			return MAILAUTH_EIO;
		if (count == 0)
			return 0;
		*length += count > 0 ? (size_t)count : 0;
		if (*length > FILE_SIZE_MAX) {
			errno = EFBIG;
			return MAILAUTH_EIO;
		}
	}
}

int mailauth_zones_load(struct mailauth_zones *zones, const char *path, const char *origin)
{
	int descriptor = open(path, O_RDONLY | O_CLOEXEC);
	char *text = NULL;
	size_t length = 0;
	int status;
	int error;

	if (descriptor < 0)
		return MAILAUTH_EIO;
	status = read_all(descriptor, &text, &length);
	error = errno;
	close(descriptor);
	if (status == 0)
		status = mailauth_zones_load_text(zones, path, text, length, origin);
	free(text);
	errno = error;
	return status;
}

/* --- Their faults --------------------------------------------------------- */

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
	struct ma_zone_fault fault = { .kind = kind, .line = line };
	struct ma_zone_fault *faults;

	if (count > FAULTS_MAX)
		return 0;
	if (count == FAULTS_MAX)
		words = "there are more faults, which are not listed";
	fault.file = strdup(file);
	fault.detail = describe(words, count < FAULTS_MAX ? about : NULL);
	faults = ma_zone_grow(zones->faults, zones->fault_count, sizeof(*faults));
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
	return index < zones->fault_count ? zones->faults[index].line : 0;
}

const char *mailauth_zones_fault_file(const struct mailauth_zones *zones, size_t index)
{
	return index < zones->fault_count ? zones->faults[index].file : NULL;
}

const char *mailauth_zones_fault_detail(const struct mailauth_zones *zones, size_t index)
{
	return index < zones->fault_count ? zones->faults[index].detail : NULL;
}
