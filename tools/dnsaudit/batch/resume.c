/* What an earlier run has done, by its output.
 *
 * SPDX-License-Identifier: MIT */

#include "batch.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum {
	AT_ONCE = 65536,
	BEGINNING = 40, /* bytes of a line that say its number */
};

/* --- What is done ---------------------------------------------------------------------- */

bool done_has(const struct done *done, uint64_t number)
{
	return number / 8 < done->size && (done->bits[number / 8] >> number % 8 & 1) != 0;
}

void done_free(struct done *done)
{
	free(done->bits);
	done->bits = NULL;
}

static bool note(struct done *done, uint64_t number)
{
	size_t size = done->size > 0 ? done->size : 4096;
	unsigned char *longer;

	while (size <= number / 8)
		size *= 2;
	if (size > done->size) {
		longer = realloc(done->bits, size);
		if (longer == NULL)
			return false;
		memset(longer + done->size, 0, size - done->size);
		done->bits = longer;
		done->size = size;
	}
	done->count += !done_has(done, number);
	done->bits[number / 8] |= (unsigned char)(1u << number % 8);
	return true;
}

/* --- Reading --------------------------------------------------------------------------- */

/* The output of an earlier run, as far as it was read. */
struct reading {
	const struct options *options;
	struct done *done;
	uint64_t lines;	  /* that are whole */
	uint64_t whole;	  /* bytes of them */
	uint64_t current; /* bytes of the line that is being read */
	char beginning[BEGINNING + 1];
};

static int refuse(const struct reading *reading)
{
	char number[32];

	snprintf(number, sizeof(number), "%llu", (unsigned long long)reading->lines + 1);
	complain(reading->options->language, MESSAGE_NOT_OF_BATCH, reading->options->resume,
		 number);
	return STATUS_DATA;
}

static int no_memory(const struct options *options)
{
	complain(options->language, MESSAGE_NO_MEMORY);
	return STATUS_INTERNAL;
}

static int end_line(struct reading *reading)
{
	size_t length = reading->current < BEGINNING ? (size_t)reading->current : BEGINNING;
	char *digits = reading->beginning + sizeof(LINE_OPENING) - 1;
	unsigned long long number;
	char *end;

	reading->beginning[length] = '\0';
	if (strncmp(reading->beginning, LINE_OPENING, sizeof(LINE_OPENING) - 1) != 0)
		return refuse(reading);
	errno = 0;
	number = strtoull(digits, &end, 10);
	if (*digits < '1' || *digits > '9' || *end != ',' || errno != 0 || number > UINT64_MAX / 16)
		return refuse(reading);
	if (!note(reading->done, number))
		return no_memory(reading->options);
	reading->lines++;
	reading->whole += reading->current + 1;
	reading->current = 0;
	return 0;
}

static int read_bytes(struct reading *reading, const char *bytes, size_t length)
{
	int status = 0;

	for (size_t i = 0; i < length && status == 0; i++) {
		if (bytes[i] == '\n') {
			status = end_line(reading);
			continue;
		}
		if (reading->current < BEGINNING)
			reading->beginning[reading->current] = bytes[i];
		reading->current++;
	}
	return status;
}

static int cannot_read(const struct options *options)
{
	complain_of_system(options->language, MESSAGE_CANNOT_READ, errno, options->resume);
	return STATUS_NO_INPUT;
}

static int read_file(struct reading *reading, int fd)
{
	char *bytes = malloc(AT_ONCE);
	ssize_t count = 1;
	int status = bytes != NULL ? 0 : no_memory(reading->options);

	while (status == 0 && count > 0) {
		count = read(fd, bytes, AT_ONCE);
		if (count > 0)
			status = read_bytes(reading, bytes, (size_t)count);
		else if (count < 0)
			status = cannot_read(reading->options);
	}
	free(bytes);
	return status;
}

/* A second run would write the same lines again. */
static bool is_alone(int fd)
{
	struct flock lock = { .l_type = F_WRLCK, .l_whence = SEEK_SET };

	return fcntl(fd, F_SETLK, &lock) == 0 || (errno != EACCES && errno != EAGAIN);
}

int resume_open(const struct options *options, struct done *done, int *fd)
{
	struct reading reading = { .options = options, .done = done };
	int status;

	*fd = open(options->resume, O_RDWR | O_CREAT | O_APPEND | O_CLOEXEC, 0666);
	if (*fd < 0)
		return cannot_read(options);
	if (!is_alone(*fd)) {
		complain(options->language, MESSAGE_RESUMED_TWICE, options->resume);
		return STATUS_OUTPUT;
	}
	status = read_file(&reading, *fd);
	if (status == 0 && reading.current > 0 && ftruncate(*fd, (off_t)reading.whole) < 0)
		status = cannot_read(options);
	if (status == 0 && lseek(*fd, 0, SEEK_END) < 0)
		status = cannot_read(options);
	return status;
}
