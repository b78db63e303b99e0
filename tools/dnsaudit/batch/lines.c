/* Lines of the input: taken as they come, with bounds.
 *
 * SPDX-License-Identifier: MIT */

#include "batch.h"

#include <errno.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum {
	AT_ONCE = 65536, /* bytes that are read */
};

static const char mark[] = "\xEF\xBB\xBF"; /* that some editors begin a file with */

bool lines_open(struct lines *lines, int fd, size_t longest)
{
	struct stat status;

	*lines = (struct lines){ .fd = fd, .watched = true, .longest = longest };
	if (fstat(fd, &status) == 0 && S_ISREG(status.st_mode)) {
		off_t place = lseek(fd, 0, SEEK_CUR);

		lines->watched = false;
		lines->total = (uint64_t)(status.st_size > place ? status.st_size - place : 0);
	}
	lines->size = longest + AT_ONCE + 1;
	lines->buffer = malloc(lines->size);
	return lines->buffer != NULL;
}

void lines_close(struct lines *lines)
{
	free(lines->buffer);
	lines->buffer = NULL;
}

static bool is_readable(int fd)
{
	struct pollfd watched = { .fd = fd, .events = POLLIN };

	return poll(&watched, 1, 0) != 0;
}

/* Reads more.  False if nothing is there yet. */
static bool fill(struct lines *lines)
{
	ssize_t count;

	if (lines->watched && !is_readable(lines->fd))
		return false;
	memmove(lines->buffer, lines->buffer + lines->start, lines->end - lines->start);
	lines->end -= lines->start;
	lines->start = 0;
	count = read(lines->fd, lines->buffer + lines->end, lines->size - lines->end);
	if (count < 0 && (errno == EINTR || errno == EAGAIN))
		return false;
	if (count < 0)
		lines->error = errno;
	if (count <= 0)
		lines->ended = true;
	else
		lines->end += (size_t)count;
	return true;
}

/* The LENGTH bytes that come next are a line, or the end of one. */
static void deliver(struct lines *lines, size_t length, size_t passed, struct line *line)
{
	const char *text = lines->buffer + lines->start;

	line->number = ++lines->number;
	line->too_long = lines->skipping || length > lines->longest;
	if (!lines->skipping) {
		lines->head_length = length < HEAD_LENGTH ? length : HEAD_LENGTH;
		memcpy(lines->head, text, lines->head_length);
	}
	line->text = line->too_long ? lines->head : text;
	line->length = line->too_long ? lines->head_length : length;
	if (!line->too_long && length > 0 && text[length - 1] == '\r')
		line->length--;
	if (line->number == 1 && line->length >= 3 && memcmp(line->text, mark, 3) == 0) {
		line->text += 3;
		line->length -= 3;
	}
	lines->skipping = false;
	lines->start += passed;
	lines->taken += passed;
}

/* What is there is more than a line can be. */
static void skip(struct lines *lines)
{
	size_t length = lines->end - lines->start;

	if (!lines->skipping) {
		lines->head_length = HEAD_LENGTH;
		memcpy(lines->head, lines->buffer + lines->start, HEAD_LENGTH);
	}
	lines->skipping = true;
	lines->taken += length;
	lines->start = lines->end = 0;
}

enum lines_state lines_next(struct lines *lines, struct line *line)
{
	for (;;) {
		size_t length = lines->end - lines->start;
		const char *text = lines->buffer + lines->start;
		const char *end = length > 0 ? memchr(text, '\n', length) : NULL;

		if (end != NULL) {
			deliver(lines, (size_t)(end - text), (size_t)(end - text) + 1, line);
			return LINES_LINE;
		}
		if (lines->ended && length == 0 && !lines->skipping)
			return LINES_END;
		if (lines->ended) {
			deliver(lines, length, length, line);
			return LINES_LINE;
		}
		if (length > lines->longest)
			skip(lines);
		if (!fill(lines))
			return LINES_WAIT;
	}
}
