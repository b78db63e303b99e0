/* Loading: a file becomes a zone of a set, or a list of its faults.
 *
 * SPDX-License-Identifier: MIT */

#include "zone.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

enum {
	CHUNK = 65536,
	FILE_SIZE_MAX = 256 * 1024 * 1024,
};

static int load(struct mailauth_zones *zones, const char *file, const void *text, size_t length,
		const ldns_rdf *origin)
{
	struct ma_zonefile *zone = calloc(1, sizeof(*zone));
	int status = MAILAUTH_ENOMEM;

	zones->first_fault = zones->fault_count;
	if (zone != NULL)
		status = ma_zonefile_read(zones, zone, file, text, length, origin);
	if (status == 0)
		status = ma_zonefile_check(zones, zone, file);
	if (status == 0 && zones->fault_count == zones->first_fault)
		status = ma_zones_add(zones, zone, file);
	ma_zones_sort_faults(zones);
	if (status < 0)
		ma_zones_drop_faults(zones, zones->first_fault);
	else if (zones->fault_count > zones->first_fault)
		status = MAILAUTH_FAULTY;
	if (status != 0)
		ma_zonefile_free(zone);
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
