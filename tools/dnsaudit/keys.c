/* Selectors and key files: as settings of the audit.
 *
 * SPDX-License-Identifier: MIT */

#define _DEFAULT_SOURCE /* explicit_bzero() */
#include "dnsaudit.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

static int internal(const struct options *options, int r)
{
	complain(options->language, r == MAILAUTH_ENOMEM ? MESSAGE_NO_MEMORY : MESSAGE_INTERNAL);
	return STATUS_INTERNAL;
}

/* --- Key files -------------------------------------------------------------- */

/* The selector of SELECTOR=FILE, to be freed. */
static char *selector_of(const char *key)
{
	return strndup(key, strcspn(key, "="));
}

/* The file at PATH, in *DATA of MAILAUTH_KEY_SIZE_MAX + 1 octets; whether others may read it. */
static bool read_file(const char *path, char *data, size_t *length, bool *readable)
{
	FILE *file = fopen(path, "rb");
	struct stat status;
	bool good;

	if (file == NULL)
		return false;
	setvbuf(file, NULL, _IONBF, 0);
	*length = fread(data, 1, MAILAUTH_KEY_SIZE_MAX + 1, file);
	good = !ferror(file) && fstat(fileno(file), &status) == 0;
	if (good)
		*readable = (status.st_mode & (S_IROTH | S_IWOTH)) != 0;
	fclose(file);
	return good;
}

static int refuse_key(const struct options *options, const char *key, int r)
{
	if (r != MAILAUTH_EINVAL)
		return internal(options, r);
	complain(options->language, MESSAGE_BAD_KEY, key);
	return STATUS_USAGE;
}

static int add_key(struct mailauth_audit *audit, const struct options *options, const char *key)
{
	const char *path = strchr(key, '=') + 1;
	char *data = malloc(MAILAUTH_KEY_SIZE_MAX + 1);
	char *selector = selector_of(key);
	bool readable = false;
	size_t length = 0;
	int status = 0;
	int r;

	if (data == NULL || selector == NULL) {
		status = internal(options, MAILAUTH_ENOMEM);
	} else if (!read_file(path, data, &length, &readable)) {
		complain_of_system(options->language, MESSAGE_CANNOT_READ, errno, path);
		status = STATUS_NO_INPUT;
	} else {
		/* The selector by name, for a recording; the key file is no one else's business. */
		r = mailauth_audit_set(audit, "selector", selector);
		if (r == 0)
			r = mailauth_audit_add_key(audit, selector, data, length,
						   readable ? MAILAUTH_KEY_READABLE : 0);
		if (r < 0)
			status = refuse_key(options, key, r);
	}
	/* It may be a private one. */
	if (data != NULL)
		explicit_bzero(data, MAILAUTH_KEY_SIZE_MAX + 1);
	free(data);
	free(selector);
	return status;
}

/* --- Selectors -------------------------------------------------------------- */

/* What a recording says of them is set already. */
static int set_selectors(struct mailauth_audit *audit, const struct options *options)
{
	static const char *const words[] = { "named", "likely", "all" };
	int r = mailauth_audit_set(audit, "selectors", words[options->which]);

	for (size_t i = 0; i < options->selector_count && r == 0; i++)
		r = mailauth_audit_set(audit, "selector", options->selectors[i]);
	return r;
}

int keys_set_up(struct mailauth_audit *audit, const struct options *options)
{
	int status = 0;
	int r = options->replay == NULL ? set_selectors(audit, options) : 0;

	if (r < 0)
		return internal(options, r);
	for (size_t i = 0; i < options->key_count && status == 0; i++)
		status = add_key(audit, options, options->keys[i]);
	return status;
}
