/* The output: whole lines, without waiting for who reads them.
 *
 * SPDX-License-Identifier: MIT */

#include "batch.h"

#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

void output_open(struct output *output, int fd)
{
	struct stat status;

	*output = (struct output){ .fd = fd };
	output->regular = fstat(fd, &status) == 0 && S_ISREG(status.st_mode);
}

void output_close(struct output *output)
{
	free(output->buffer);
	output->buffer = NULL;
}

size_t output_waiting(const struct output *output)
{
	return output->end - output->start;
}

static bool make_room(struct output *output, size_t length)
{
	size_t size = output->size > 0 ? output->size : 65536;
	char *longer;

	if (output->start > 0) {
		memmove(output->buffer, output->buffer + output->start, output_waiting(output));
		output->end -= output->start;
		output->start = 0;
	}
	while (size - output->end < length)
		size *= 2;
	if (size == output->size)
		return true;
	longer = realloc(output->buffer, size);
	if (longer == NULL)
		return false;
	output->buffer = longer;
	output->size = size;
	return true;
}

bool output_add(struct output *output, const char *text, size_t length)
{
	if (output->size - output->end < length && !make_room(output, length))
		return false;
	memcpy(output->buffer + output->end, text, length);
	output->end += length;
	return true;
}

/* --- Writing ------------------------------------------------------------------------- */

/* COUNT bytes were written: how much of a line is at the end now. */
static void note_written(struct output *output, size_t count)
{
	const char *text = output->buffer + output->start;
	size_t after = 0;

	while (after < count && text[count - 1 - after] != '\n')
		after++;
	output->torn = after < count ? after : output->torn + count;
	output->start += count;
}

/* A line that is written in part goes, unless others have written after it. */
static void cut_torn(const struct output *output)
{
	struct stat status;
	off_t place = lseek(output->fd, 0, SEEK_CUR);

	if (output->regular && output->torn > 0 && fstat(output->fd, &status) == 0 &&
	    status.st_size == place && (uint64_t)place >= output->torn)
		(void)!ftruncate(output->fd, place - (off_t)output->torn);
}

/* A pipe that has room takes PIPE_BUF bytes at once (POSIX, write()). */
static bool has_room(const struct output *output, int patience)
{
	struct pollfd watched = { .fd = output->fd, .events = POLLOUT };

	return output->regular || poll(&watched, 1, patience) != 0;
}

static bool write_all(struct output *output, int patience)
{
	while (output->error == 0 && output_waiting(output) > 0) {
		size_t length = output_waiting(output);
		ssize_t count;

		if (!has_room(output, patience))
			return true;
		if (!output->regular && length > PIPE_BUF)
			length = PIPE_BUF;
		count = write(output->fd, output->buffer + output->start, length);
		if (count > 0)
			note_written(output, (size_t)count);
		else if (count < 0 && errno == EAGAIN && patience == 0)
			return true;
		else if (count < 0 && errno != EINTR && errno != EAGAIN)
			output->error = errno;
	}
	if (output->error != 0)
		cut_torn(output);
	return output->error == 0;
}

bool output_flush(struct output *output)
{
	return write_all(output, 0);
}

bool output_finish(struct output *output)
{
	return write_all(output, -1);
}
