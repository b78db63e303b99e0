/* The file of a recording, written: whole or not at all.
 *
 * SPDX-License-Identifier: MIT */

#include "recording.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum {
	TEMPORARY_NAMES = 100,
};

/* Errors are sticky: of several, errno shall be the first one's. */
struct writer {
	FILE *file;
	int error;
};

static void put(struct writer *writer, const void *data, size_t length)
{
	if (writer->error == 0 && length > 0 && fwrite(data, 1, length, writer->file) != length)
		writer->error = errno;
}

static void put16(struct writer *writer, size_t value)
{
	unsigned char octets[2] = { (unsigned char)(value >> 8), (unsigned char)value };

	put(writer, octets, sizeof(octets));
}

static void put_option(struct writer *writer, const struct ma_recording_option *option)
{
	put(writer, option->name, strlen(option->name));
	put(writer, "=", 1);
	for (const char *c = option->value; *c != '\0'; c++) {
		char escape[5];

		if (ma_recording_is_plain((unsigned char)*c)) {
			put(writer, c, 1);
			continue;
		}
		snprintf(escape, sizeof(escape), "\\%03u", (unsigned)(unsigned char)*c);
		put(writer, escape, 4);
	}
	put(writer, "\n", 1);
}

static void put_entry(struct writer *writer, const struct ma_recorded *entry)
{
	unsigned char length = (unsigned char)strlen(entry->server);

	put(writer, &length, 1);
	put(writer, entry->server, length);
	put(writer, entry->name, entry->name_length);
	put16(writer, entry->type);
	put16(writer, entry->failure);
	if (entry->failure != 0)
		return;
	put16(writer, entry->packet_length);
	put(writer, entry->packet, entry->packet_length);
}

static int compare_entries(const void *a, const void *b)
{
	struct ma_recorded *const *left = a;
	struct ma_recorded *const *right = b;

	return ma_recorded_compare(*left, *right);
}

static int put_entries(struct writer *writer, const struct mailauth_recording *recording)
{
	size_t count = recording->count;
	struct ma_recorded **sorted = malloc((count + 1) * sizeof(struct ma_recorded *));

	if (sorted == NULL)
		return MAILAUTH_ENOMEM;
	if (count > 0) {
		memcpy(sorted, recording->entries, count * sizeof(struct ma_recorded *));
		qsort(sorted, count, sizeof(struct ma_recorded *), compare_entries);
	}
	put16(writer, count >> 16);
	put16(writer, count & 0xffff);
	for (size_t i = 0; i < count; i++)
		put_entry(writer, sorted[i]);
	free(sorted);
	return 0;
}

/* Writes to DESCRIPTOR, and closes it.  0, MAILAUTH_EIO with errno set, or MAILAUTH_ENOMEM. */
static int write_file(const struct mailauth_recording *recording, int descriptor, bool regular)
{
	struct writer writer = { .file = fdopen(descriptor, "wb") };
	int status;

	if (writer.file == NULL) {
		close(descriptor);
		return MAILAUTH_ENOMEM;
	}
	put(&writer, MA_RECORDING_MAGIC, strlen(MA_RECORDING_MAGIC));
	put(&writer, "\n", 1);
	for (size_t i = 0; i < recording->option_count; i++)
		put_option(&writer, &recording->options[i]);
	put(&writer, "\n", 1);
	status = put_entries(&writer, recording);
	if (writer.error == 0 && fflush(writer.file) != 0)
		writer.error = errno;
	/* The name must not come to stand for a file whose bytes are still under way. */
	if (writer.error == 0 && regular && fsync(descriptor) != 0)
		writer.error = errno;
	if (fclose(writer.file) != 0 && writer.error == 0)
		writer.error = errno;
	errno = writer.error;
	return status < 0 || writer.error == 0 ? status : MAILAUTH_EIO;
}

/* Creates a file with a name of its own next to PATH, in NAME. */
static int open_beside(const char *path, char *name, size_t size)
{
	int descriptor = -1;

	for (unsigned i = 0; i < TEMPORARY_NAMES && descriptor < 0; i++) {
		snprintf(name, size, "%s.%ld-%u", path, (long)getpid(), i);
		descriptor = open(name, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
		if (descriptor < 0 && errno != EEXIST)
			break;
	}
	return descriptor;
}

/* The file that was there, if EXISTING is not NULL, keeps its permissions; but not that it runs as
 * its owner or its group, since the owner of the new one may be another. */
static int save_regular(const struct mailauth_recording *recording, const char *path,
			const struct stat *existing)
{
	size_t size = strlen(path) + 40;
	char *name = malloc(size);
	int descriptor;
	int status;
	int error;

	if (name == NULL)
		return MAILAUTH_ENOMEM;
	descriptor = open_beside(path, name, size);
	if (descriptor >= 0 && existing != NULL)
		(void)fchmod(descriptor, existing->st_mode & 0777);
	status = descriptor < 0 ? MAILAUTH_EIO : write_file(recording, descriptor, true);
	if (status == 0 && rename(name, path) != 0)
		status = MAILAUTH_EIO;
	error = errno;
	if (status < 0 && descriptor >= 0)
		unlink(name);
	free(name);
	errno = error;
	return status;
}

int mailauth_recording_save(const struct mailauth_recording *recording, const char *path)
{
	struct stat existing;
	int descriptor;

	if (lstat(path, &existing) != 0)
		return save_regular(recording, path, NULL);
	if (S_ISREG(existing.st_mode))
		return save_regular(recording, path, &existing);
	/* A terminal, a pipe, /dev/null, a link (/dev/stdout is one): to be written to, not to be
	 * replaced by a file. */
	descriptor = open(path, O_WRONLY | O_TRUNC | O_CREAT | O_CLOEXEC, 0666);
	return descriptor < 0 ? MAILAUTH_EIO : write_file(recording, descriptor, false);
}
