/* The command dnsaudit without a process for each run: what tests/runner.py asks over the standard
 * input is run here, one command after the other.  The standard output and error are files of
 * runner.py's; the answer, back over the standard input, is the exit status.
 *
 * A request is the number of bytes that follow it, then the folder to run in and the words of the
 * command line, each ended by a NUL.  A command that leaves a descriptor open ends this program;
 * one that leaves memory ends it a few commands later, or when it would end, because LeakSanitizer
 * takes as long as an ordinary command.
 *
 * SPDX-License-Identifier: MIT */

static int run_command(int argc, char **argv);
#define main run_command
#include "main.c"
#undef main

#include <getopt.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* No command ends so. */
enum {
	ENDED_BADLY = 120, /* the request cannot be carried out */
	LEFT_MEMORY = 121,
	LEFT_DESCRIPTOR = 122,
};

enum { COMMANDS_A_CHECK = 16 };

/* Of LeakSanitizer, where this program is built with it. */
int __lsan_do_recoverable_leak_check(void) __attribute__((weak));

static void demand(bool good)
{
	if (!good)
		_exit(ENDED_BADLY);
}

/* False where the requests have come to their end. */
static bool receive(int channel, void *place, size_t size)
{
	for (size_t done = 0; done < size;) {
		ssize_t count = read(channel, (char *)place + done, size - done);

		if (count <= 0)
			return false;
		done += (size_t)count;
	}
	return true;
}

/* Each text has memory of its own, so that reading beyond its end is noticed. */
static char **split(const char *request, size_t length, int *count)
{
	char **texts;

	*count = 0;
	for (size_t i = 0; i < length; i++)
		*count += request[i] == '\0';
	texts = calloc((size_t)*count + 1, sizeof(*texts));
	demand(texts != NULL && *count >= 2);
	for (int i = 0; i < *count; request += strlen(request) + 1, i++)
		demand((texts[i] = strdup(request)) != NULL);
	return texts;
}

static int run_request(const char *request, size_t length)
{
	int count;
	char **texts = split(request, length, &count);
	int status;

	demand(chdir(texts[0]) == 0);
	optind = 0; /* getopt_long(3): all again */
	status = run_command(count - 1, texts + 1);
	fflush(stdout);
	clearerr(stdout);
	clearerr(stdin);
	for (int i = 0; i < count; i++)
		free(texts[i]);
	free(texts);
	return status;
}

static int lowest_descriptor(void)
{
	int descriptor = dup(STDIN_FILENO);

	close(descriptor);
	return descriptor;
}

static void check_what_is_left(int descriptor, unsigned commands)
{
	if (lowest_descriptor() != descriptor)
		_exit(LEFT_DESCRIPTOR);
	if (commands % COMMANDS_A_CHECK == 0 && __lsan_do_recoverable_leak_check != NULL &&
	    __lsan_do_recoverable_leak_check() != 0)
		_exit(LEFT_MEMORY);
}

/* The standard input of the commands is empty. */
static int take_channel(void)
{
	int channel = dup(STDIN_FILENO);

	close(STDIN_FILENO);
	demand(channel > STDERR_FILENO && open("/dev/null", O_RDONLY) == STDIN_FILENO);
	return channel;
}

int main(void)
{
	int channel = take_channel();
	int descriptor = lowest_descriptor();
	uint32_t length;

	for (unsigned commands = 1; receive(channel, &length, sizeof(length)); commands++) {
		char *request = malloc(length);
		int32_t status;

		demand(request != NULL && receive(channel, request, length));
		status = run_request(request, length);
		free(request);
		check_what_is_left(descriptor, commands);
		demand(write(channel, &status, sizeof(status)) == sizeof(status));
	}
	return 0;
}
