/* The servers that this host asks, as resolv.conf(5) names them.
 *
 * SPDX-License-Identifier: MIT
 *
 * Names are asked as they are: "search" and "domain" never apply. */

#include "network.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum {
	FILE_MAX = 64 * 1024,
	LINE_MAX_OCTETS = 512,
	ATTEMPTS_MOST = 5, /* as resolv.conf(5) has it */
	TIMEOUT_MOST = 30,
};

static const char blanks[] = " \t\r\f\v";

/* The next word of the line, which it ends; NULL after the last. */
static char *next_word(char **line)
{
	char *word = *line + strspn(*line, blanks);

	if (*word == '\0')
		return NULL;
	*line = word + strcspn(word, blanks);
	if (**line != '\0')
		*(*line)++ = '\0';
	return word;
}

/* What does not name a server is passed over, as the C library does. */
static int take_server(struct mailauth_network *network, char *word)
{
	struct ma_inet address;
	unsigned zone;
	int status;

	if (word == NULL || !ma_inet_take_zone(word, &zone) || !ma_inet_read(word, &address))
		return 0;
	status = ma_server_add(network, &address, zone, MA_PORT);
	return status == MAILAUTH_EINVAL ? 0 : status;
}

/* The number after NAME, at most MOST; 0 if the word is another, or there is none. */
static unsigned number_of(const char *word, const char *name, unsigned most)
{
	size_t length = strlen(name);
	unsigned number = 0;

	if (strncmp(word, name, length) != 0)
		return 0;
	for (word += length; *word >= '0' && *word <= '9' && number <= most; word++)
		number = 10 * number + (unsigned)(*word - '0');
	if (*word != '\0' && (*word < '0' || *word > '9'))
		return 0;
	return number < most ? number : most;
}

/* EDNS is used anyway; "edns0" says nothing new. */
static void take_option(struct mailauth_network *network, const char *word)
{
	unsigned seconds = number_of(word, "timeout:", TIMEOUT_MOST);
	unsigned attempts = number_of(word, "attempts:", ATTEMPTS_MOST);

	if (seconds > 0)
		network->patience = 1000 * (int64_t)seconds;
	if (attempts > 0)
		network->attempts = attempts;
	if (strcmp(word, "rotate") == 0)
		network->rotate = true;
	if (strcmp(word, "use-vc") == 0)
		network->streams_only = true;
}

static int take_line(struct mailauth_network *network, char *line)
{
	char *word;

	line[strcspn(line, "#;")] = '\0';
	word = next_word(&line);
	if (word == NULL)
		return 0;
	if (strcmp(word, "nameserver") == 0)
		return take_server(network, next_word(&line));
	if (strcmp(word, "options") == 0)
		while ((word = next_word(&line)) != NULL)
			take_option(network, word);
	return 0;
}

int ma_system_read(struct mailauth_network *network, const char *text, size_t length)
{
	int status = 0;

	for (size_t from = 0; from < length && status == 0;) {
		const char *end = memchr(text + from, '\n', length - from);
		size_t size = end != NULL ? (size_t)(end - text) - from : length - from;
		char line[LINE_MAX_OCTETS];

		if (size < sizeof(line)) {
			memcpy(line, text + from, size);
			line[size] = '\0';
			status = take_line(network, line);
		}
		from += size + 1;
	}
	return status;
}

/* A file that does not exist is an empty one.  The length, or -1. */
static ssize_t read_file(char *text)
{
	int fd = open("/etc/resolv.conf", O_RDONLY | O_CLOEXEC);
	ssize_t length = 0, more = 1;

	if (fd < 0)
		return errno == ENOENT ? 0 : -1;
	for (; more > 0 && length < FILE_MAX; length += more) {
		more = read(fd, text + length, (size_t)(FILE_MAX - length));
		if (more < 0)
			break;
	}
	close(fd);
	return more < 0 ? -1 : length;
}

int ma_system_add(struct mailauth_network *network)
{
	static const struct ma_inet here = { 4, { 127, 0, 0, 1 } };
	size_t before = network->count;
	char *text = malloc(FILE_MAX);
	ssize_t length;
	int status;

	if (text == NULL)
		return MAILAUTH_ENOMEM;
	length = read_file(text);
	status = length < 0 ? MAILAUTH_EIO : ma_system_read(network, text, (size_t)length);
	free(text);
	/* Where there is no configuration, the host itself is asked (resolv.conf(5)). */
	if (status == 0 && network->count == before)
		status = ma_server_add(network, &here, 0, MA_PORT);
	return status;
}
