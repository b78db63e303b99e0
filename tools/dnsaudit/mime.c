/* Messages taken apart by dnsaudit-mime, a process of its own.
 *
 * SPDX-License-Identifier: MIT
 *
 * What it says is read with care: it has parsed what strangers wrote.  mime/flat.h describes the
 * form.  Where there is no such program, a message is read as it is. */

#include "mime.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum {
	SECONDS_MAX = 10,		/* that it may take */
	ANSWER_MAX = 1024 * 1024 + 200, /* bytes: MIME_TEXT_MAX and what is around it */
	CHUNK = 64 * 1024,
	FIELDS_MAX = 16 * 1024, /* bytes in which the fields end that show what a text is */
	PATH_SIZE = 4096,
};

/* --- Whether it is needed ----------------------------------------------------------- */

static bool is_field(const char *line, size_t length)
{
	size_t at = 0;

	while (at < length && line[at] > ' ' && line[at] != ':' && (unsigned char)line[at] < 0x7f)
		at++;
	return at > 0 && at < length && line[at] == ':';
}

/* Whether a field that begins with LINE shows that the text is encoded, or has parts. */
static bool is_encoded(const char *line, size_t length)
{
	static const char *const names[] = { "content-type:", "content-transfer-encoding:",
					     "mime-version:" };

	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++)
		if (length >= strlen(names[i]) &&
		    strncasecmp(line, names[i], strlen(names[i])) == 0)
			return true;
	/* =?ISO-2022-JP?B?…?= (RFC 2047 2) */
	for (size_t i = 0; i + 1 < length; i++)
		if (line[i] == '=' && line[i + 1] == '?')
			return true;
	return false;
}

/* Where the message in TEXT begins that has to be taken apart; LENGTH for none. */
static size_t find_message(const char *text, size_t length)
{
	size_t start = 0, at = 0;
	bool encoded = false;

	while (start < length && (text[start] == '\n' || text[start] == '\r'))
		start++;
	for (at = start; at < length && at - start < FIELDS_MAX;) {
		const char *end = memchr(text + at, '\n', length - at);
		size_t line = end != NULL ? (size_t)(end - text) - at : length - at;

		if (line == 0 || text[at] == '\r')
			return encoded ? start : length;
		if (at == start && line > 5 && memcmp(text + at, "From ", 5) == 0)
			start = at + line + 1; /* of a mailbox, not of the message */
		else if (!is_field(text + at, line) && text[at] != ' ' && text[at] != '\t')
			return length;
		encoded = encoded || is_encoded(text + at, line);
		at += line + 1;
	}
	return length;
}

/* --- The process ---------------------------------------------------------------------- */

#ifdef DNSAUDIT_MIME

struct helper {
	pid_t process;
	int socket;
	struct timespec begun;
};

/* That next to our own program, or that which is installed. */
static const char *program_path(char *room)
{
	static const char name[] = "dnsaudit-mime";
	ssize_t length = readlink("/proc/self/exe", room, PATH_SIZE - sizeof(name));
	char *slash;

	if (length > 0) {
		room[length] = '\0';
		slash = strrchr(room, '/');
		if (slash != NULL) {
			memcpy(slash + 1, name, sizeof(name));
			if (access(room, X_OK) == 0)
				return room;
		}
	}
	return access(DNSAUDIT_MIME, X_OK) == 0 ? DNSAUDIT_MIME : NULL;
}

static bool begin(struct helper *helper, const char *path)
{
	char *arguments[] = { (char *)(uintptr_t)path, NULL };
	char *environment[] = { NULL };
	posix_spawn_file_actions_t actions;
	int pair[2];
	int r;

	if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair) < 0)
		return false;
	r = posix_spawn_file_actions_init(&actions);
	if (r == 0) {
		r = posix_spawn_file_actions_adddup2(&actions, pair[1], STDIN_FILENO);
		if (r == 0)
			r = posix_spawn_file_actions_adddup2(&actions, pair[1], STDOUT_FILENO);
		if (r == 0)
			r = posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, "/dev/null",
							     O_WRONLY, 0);
		if (r == 0)
			r = posix_spawn(&helper->process, path, &actions, NULL, arguments,
					environment);
		posix_spawn_file_actions_destroy(&actions);
	}
	close(pair[1]);
	helper->socket = pair[0];
	clock_gettime(CLOCK_MONOTONIC, &helper->begun);
	if (r != 0)
		close(pair[0]);
	return r == 0;
}

/* Milliseconds that it still has. */
static int time_left(const struct helper *helper)
{
	struct timespec now;
	long long passed;

	clock_gettime(CLOCK_MONOTONIC, &now);
	passed = (now.tv_sec - helper->begun.tv_sec) * 1000LL +
		 (now.tv_nsec - helper->begun.tv_nsec) / 1000000;
	return passed < SECONDS_MAX * 1000LL ? (int)(SECONDS_MAX * 1000LL - passed) : 0;
}

static bool wait_for(const struct helper *helper, short events)
{
	struct pollfd ready = { .fd = helper->socket, .events = events };
	int r;

	do
		r = poll(&ready, 1, time_left(helper));
	while (r < 0 && errno == EINTR);
	return r > 0;
}

/* False where it takes no more: that is its right, it has limits. */
static bool feed(const struct helper *helper, const char *bytes, size_t length)
{
	while (length > 0) {
		ssize_t count;

		if (!wait_for(helper, POLLOUT))
			return false;
		count = send(helper->socket, bytes, length, MSG_NOSIGNAL | MSG_DONTWAIT);
		if (count < 0 && errno != EAGAIN && errno != EINTR)
			return false;
		bytes += count > 0 ? count : 0;
		length -= count > 0 ? (size_t)count : 0;
	}
	return true;
}

/* TEXT, and what follows it in INPUT. */
static void feed_all(const struct helper *helper, const struct options *options,
		     struct input *input, const char *text, size_t length)
{
	char chunk[CHUNK];
	bool more = feed(helper, text, length);

	while (more) {
		more = input_read(input, options, chunk, sizeof(chunk), &length) == 0 &&
		       length > 0 && feed(helper, chunk, length);
	}
	shutdown(helper->socket, SHUT_WR);
}

static size_t read_answer(const struct helper *helper, char *answer)
{
	size_t length = 0;

	while (length < ANSWER_MAX && wait_for(helper, POLLIN)) {
		ssize_t count = recv(helper->socket, answer + length, ANSWER_MAX - length, 0);

		if (count <= 0 && !(count < 0 && errno == EINTR))
			break;
		length += count > 0 ? (size_t)count : 0;
	}
	answer[length] = '\0';
	return length;
}

static void end(const struct helper *helper)
{
	close(helper->socket);
	if (time_left(helper) == 0)
		kill(helper->process, SIGKILL);
	while (waitpid(helper->process, NULL, 0) < 0 && errno == EINTR)
		;
}

/* --- Its answer ------------------------------------------------------------------------ */

/* Takes LINE with its newline at the start of *ANSWER. */
static bool take_line(const char **answer, const char *line)
{
	size_t length = strlen(line);

	if (strncmp(*answer, line, length) != 0)
		return false;
	*answer += length;
	return true;
}

/* The text in ANSWER, which has LENGTH bytes; false where it is not whole. */
static bool read_text(const char *answer, size_t length, const char **text, size_t *size,
		      bool *partial)
{
	const char *limits[] = { "limit size\n", "limit parts\n", "limit depth\n", "limit text\n" };
	const char *at = answer;
	char *behind;
	unsigned long count;

	if (!take_line(&at, "dnsaudit-mime 1\n"))
		return false;
	for (size_t i = 0; i < sizeof(limits) / sizeof(*limits); i++)
		if (take_line(&at, limits[i]))
			*partial = true;
	if (!take_line(&at, "text ") || *at < '0' || *at > '9')
		return false;
	count = strtoul(at, &behind, 10);
	if (*behind != '\n')
		return false;
	*text = behind + 1;
	*size = count;
	length -= (size_t)(*text - answer);
	return count <= length && length - count == 4 && memcmp(*text + count, "end\n", 4) == 0;
}

static bool has_words(const char *text, size_t length)
{
	for (size_t i = 0; i < length; i++)
		if ((unsigned char)text[i] > ' ')
			return true;
	return false;
}

void mime_decode(const struct options *options, struct input *input, char **text, size_t *length,
		 bool *partial)
{
	size_t start = find_message(*text, *length);
	char *answer = start < *length ? malloc(ANSWER_MAX + 1) : NULL;
	char room[PATH_SIZE];
	const char *path = answer != NULL ? program_path(room) : NULL;
	struct helper helper;
	const char *found;
	size_t size;

	*partial = false;
	if (path != NULL && begin(&helper, path)) {
		feed_all(&helper, options, input, *text + start, *length - start);
		size = read_answer(&helper, answer);
		end(&helper);
		if (!read_text(answer, size, &found, &size, partial)) {
			*partial = true; /* it met its limits */
		} else if (has_words(found, size)) {
			memmove(answer, found, size);
			answer[size] = '\0';
			free(*text);
			*text = answer;
			*length = size;
			return;
		}
	}
	free(answer);
}

#else

void mime_decode(const struct options *options, struct input *input, char **text, size_t *length,
		 bool *partial)
{
	(void)options;
	(void)input;
	(void)find_message(*text, *length);
	*partial = false;
}

#endif
