/* A connection: a line in, a line out, until the client leaves or takes too long.
 *
 * SPDX-License-Identifier: MIT */

#include "serve.h"

#include <errno.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

enum {
	CHUNK = 64 * 1024,
};

/* What was read and not answered yet. */
struct input {
	char *data; /* with room for one more than REQUEST_MAX */
	size_t length;
	size_t searched; /* without a newline */
};

static int64_t now(void)
{
	struct timespec time;

	clock_gettime(CLOCK_MONOTONIC, &time);
	return (int64_t)time.tv_sec * 1000 + time.tv_nsec / 1000000;
}

/* Whether CONNECTION can be read or written before the time UNTIL. */
static bool wait_for(int connection, short events, int64_t until)
{
	struct pollfd waiting = { .fd = connection, .events = events };
	int64_t left;
	int r;

	do {
		left = until - now();
		r = left > 0 ? poll(&waiting, 1, (int)left) : 0;
	} while (r < 0 && errno == EINTR);
	return r > 0;
}

static bool write_all(int connection, const char *data, size_t length, int64_t until)
{
	while (length > 0) {
		ssize_t written = send(connection, data, length, MSG_DONTWAIT | MSG_NOSIGNAL);

		if (written > 0) {
			data += written;
			length -= (size_t)written;
		} else if (written < 0 && errno != EINTR && errno != EAGAIN) {
			return false;
		} else if (!wait_for(connection, POLLOUT, until)) {
			return false;
		}
	}
	return true;
}

bool connection_write(int connection, const char *line)
{
	int64_t until = now() + NEXT_WAIT * 1000;

	return write_all(connection, line, strlen(line), until) &&
	       write_all(connection, "\n", 1, until);
}

/* Reads until there is a whole line, and returns its length; 0: it does not come; more than
 * REQUEST_MAX: it is too long. */
static size_t read_line(int connection, struct input *input, int64_t until)
{
	for (;;) {
		char *newline = memchr(input->data + input->searched, '\n',
				       input->length - input->searched);
		ssize_t length;

		if (newline != NULL)
			return (size_t)(newline - input->data) + 1;
		input->searched = input->length;
		if (input->length > REQUEST_MAX)
			return input->length;
		if (!wait_for(connection, POLLIN, until))
			return 0;
		length =
			recv(connection, input->data + input->length,
			     input->length + CHUNK <= REQUEST_MAX ? CHUNK
								  : REQUEST_MAX + 1 - input->length,
			     MSG_DONTWAIT);
		if (length == 0 || (length < 0 && errno != EINTR && errno != EAGAIN))
			return 0;
		input->length += length > 0 ? (size_t)length : 0;
	}
}

static void drop(struct input *input, size_t length)
{
	input->length -= length;
	input->searched = 0;
	memmove(input->data, input->data + length, input->length);
}

/* A request that takes longer than it may ends its process, and with it the connection. */
static bool answer(int connection, const char *line, size_t length,
		   const struct request_rules *rules)
{
	char *text = NULL;
	bool written;

	alarm(rules->timeout + GRACE);
	request_answer(line, length, rules, &text);
	alarm(0);
	if (text == NULL)
		text = request_refuse(REQUEST_NO_MEMORY, NULL, rules);
	written = text != NULL && connection_write(connection, text);
	free(text);
	return written;
}

static void refuse_long(int connection, const struct request_rules *rules)
{
	char *text = request_refuse(REQUEST_TOO_LONG, NULL, rules);

	if (text != NULL)
		connection_write(connection, text);
	free(text);
}

void connection_serve(int connection, const struct request_rules *rules)
{
	struct input input = { .data = malloc(REQUEST_MAX + 2) };
	int64_t wait = FIRST_WAIT;
	size_t length;

	for (unsigned i = 0; input.data != NULL && i < REQUESTS_MAX; i++) {
		length = read_line(connection, &input, now() + wait * 1000);
		if (length > REQUEST_MAX)
			refuse_long(connection, rules);
		if (length == 0 || length > REQUEST_MAX)
			break;
		/* An empty line asks for nothing. */
		if (length > 1 && !answer(connection, input.data, length - 1, rules))
			break;
		drop(&input, length);
		wait = NEXT_WAIT;
	}
	free(input.data);
}
