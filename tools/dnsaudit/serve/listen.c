/* The socket that requests come to: a path, or what a service manager passes.
 *
 * SPDX-License-Identifier: MIT */

#include "serve.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

enum {
	PASSED = 3, /* the first descriptor that is passed (sd_listen_fds(3)) */
	WAITING_MAX = 128,
};

/* Whether a socket was passed to this process. */
static bool is_passed(void)
{
	const char *process = getenv("LISTEN_PID");
	const char *count = getenv("LISTEN_FDS");
	struct stat status;

	return process != NULL && count != NULL && strtol(process, NULL, 10) == (long)getpid() &&
	       strcmp(count, "1") == 0 && fstat(PASSED, &status) == 0 && S_ISSOCK(status.st_mode);
}

/* Whether PATH is a socket that no one listens to. */
static bool is_left_over(const struct sockaddr_un *address)
{
	struct stat status;
	int probe;
	bool refused;

	if (lstat(address->sun_path, &status) != 0 || !S_ISSOCK(status.st_mode))
		return false;
	probe = socket(AF_UNIX, SOCK_STREAM, 0);
	if (probe < 0)
		return false;
	refused = connect(probe, (const struct sockaddr *)address, sizeof(*address)) != 0 &&
		  errno == ECONNREFUSED;
	close(probe);
	return refused;
}

/* No moment passes in which others could connect who may not. */
static bool bind_as(int listener, const struct sockaddr_un *address, bool open)
{
	mode_t before = umask(open ? 0111 : 0177);
	bool bound = bind(listener, (const struct sockaddr *)address, sizeof(*address)) == 0;

	umask(before);
	return bound;
}

int listen_open(const struct options *options, bool open)
{
	struct sockaddr_un address = { .sun_family = AF_UNIX };
	int listener;

	if (options->socket == NULL && is_passed())
		return fcntl(PASSED, F_SETFL, fcntl(PASSED, F_GETFL) | O_NONBLOCK) == 0 ? PASSED
											: -1;
	if (options->socket == NULL) {
		complain(options->language, MESSAGE_NO_SOCKET);
		return -1;
	}
	if (strlen(options->socket) >= sizeof(address.sun_path)) {
		complain_of_system(options->language, MESSAGE_CANNOT_LISTEN, ENAMETOOLONG,
				   options->socket);
		return -1;
	}
	strcpy(address.sun_path, options->socket);
	if (is_left_over(&address))
		unlink(address.sun_path);
	listener = socket(AF_UNIX, SOCK_STREAM, 0);
	if (listener < 0 || !bind_as(listener, &address, open) ||
	    listen(listener, WAITING_MAX) != 0 || fcntl(listener, F_SETFL, O_NONBLOCK) != 0) {
		complain_of_system(options->language, MESSAGE_CANNOT_LISTEN, errno,
				   options->socket);
		if (listener >= 0)
			close(listener);
		return -1;
	}
	return listener;
}
