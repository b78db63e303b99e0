/* Which sockets to wait for, and waiting for them.
 *
 * SPDX-License-Identifier: MIT */

#include "network.h"

#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <sys/epoll.h>
#include <time.h>
#include <unistd.h>

/* --- Which sockets to wait for -------------------------------------------- */

static bool grow(struct mailauth_network *network)
{
	size_t size = network->socket_size > 0 ? 2 * network->socket_size : 16;
	void *sockets = realloc(network->sockets, size * sizeof(*network->sockets));
	void *owners = NULL;
	void *ready = NULL;
	void *ready_owners = NULL;

	if (sockets != NULL) {
		network->sockets = sockets;
		owners = realloc(network->owners, size * sizeof(*network->owners));
	}
	if (owners != NULL) {
		network->owners = owners;
		ready = realloc(network->ready, size * sizeof(*network->ready));
	}
	if (ready != NULL) {
		network->ready = ready;
		ready_owners = realloc(network->ready_owners, size * sizeof(*network->owners));
	}
	if (ready_owners == NULL)
		return false;
	network->ready_owners = ready_owners;
	network->socket_size = size;
	return true;
}

static size_t find(const struct mailauth_network *network, ares_socket_t fd)
{
	size_t i = 0;

	while (i < network->socket_count && network->sockets[i].fd != fd)
		i++;
	return i;
}

/* A caller that waits in a loop of its own watches the same sockets by a descriptor of the
 * network's. */
static int watch_elsewhere(struct mailauth_network *network, int operation,
			   const struct pollfd *socket)
{
	struct epoll_event event = {
		.events = ((socket->events & POLLIN) != 0 ? EPOLLIN : 0u) |
			  ((socket->events & POLLOUT) != 0 ? EPOLLOUT : 0u),
	};

	if (network->descriptor < 0 ||
	    epoll_ctl(network->descriptor, operation, socket->fd, &event) == 0)
		return 0;
	return errno == ENOMEM ? MAILAUTH_ENOMEM : MAILAUTH_EIO;
}

static void note_status(struct mailauth_network *network, int status)
{
	if (status < 0)
		network->status = status;
}

void ma_socket_watch(void *data, ares_socket_t fd, int readable, int writable)
{
	struct ma_channel *channel = data;
	struct mailauth_network *network = channel->network;
	size_t i = find(network, fd);
	int operation = EPOLL_CTL_MOD;

	if (!readable && !writable) {
		if (i == network->socket_count)
			return;
		note_status(network, watch_elsewhere(network, EPOLL_CTL_DEL, &network->sockets[i]));
		network->sockets[i] = network->sockets[--network->socket_count];
		network->owners[i] = network->owners[network->socket_count];
		return;
	}
	if (i == network->socket_count) {
		if (network->socket_count == network->socket_size && !grow(network)) {
			network->status = MAILAUTH_ENOMEM;
			return;
		}
		network->socket_count++;
		operation = EPOLL_CTL_ADD;
	}
	network->owners[i] = channel;
	network->sockets[i] = (struct pollfd){
		.fd = fd,
		.events = (short)((readable ? POLLIN : 0) | (writable ? POLLOUT : 0)),
	};
	note_status(network, watch_elsewhere(network, operation, &network->sockets[i]));
}

static int close_descriptor(struct mailauth_network *network, int status)
{
	int error = errno;

	close(network->descriptor);
	network->descriptor = -1;
	errno = error;
	return status;
}

int ma_network_descriptor(struct mailauth_network *network)
{
	int r = 0;

	if (network->descriptor >= 0)
		return network->descriptor;
	network->descriptor = epoll_create1(EPOLL_CLOEXEC);
	if (network->descriptor < 0)
		return errno == ENOMEM ? MAILAUTH_ENOMEM : MAILAUTH_EIO;
	for (size_t i = 0; i < network->socket_count && r == 0; i++)
		r = watch_elsewhere(network, EPOLL_CTL_ADD, &network->sockets[i]);
	return r == 0 ? network->descriptor : close_descriptor(network, r);
}

/* --- Waiting -------------------------------------------------------------- */

int64_t ma_network_now(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

static int milliseconds_until(int64_t until)
{
	int64_t left = until == INT64_MAX ? INT64_MAX : until - ma_network_now();

	if (left <= 0)
		return 0;
	return left < INT_MAX ? (int)left : INT_MAX;
}

/* c-ares opens and closes sockets while it deals with one: what is ready is noted first. */
static size_t collect_ready(struct mailauth_network *network)
{
	size_t count = 0;

	for (size_t i = 0; i < network->socket_count; i++) {
		if (network->sockets[i].revents == 0)
			continue;
		network->ready[count] = network->sockets[i];
		network->ready_owners[count++] = network->owners[i];
	}
	return count;
}

int64_t ma_network_next_time(const struct mailauth_network *network)
{
	const struct ma_timer *first = ma_timers_first(&network->timers);

	if (network->done != NULL)
		return 0;
	return first != NULL ? first->at : INT64_MAX;
}

int ma_network_wait(struct mailauth_network *network, int64_t until)
{
	size_t count;

	if (network->done != NULL)
		until = 0;
	if (poll(network->sockets, network->socket_count, milliseconds_until(until)) < 0) {
		if (errno == EINTR)
			return 0;
		return errno == ENOMEM ? MAILAUTH_ENOMEM : MAILAUTH_EIO;
	}
	count = collect_ready(network);
	for (size_t i = 0; i < count; i++) {
		const struct pollfd *socket = &network->ready[i];
		bool failed = (socket->revents & ~(POLLIN | POLLOUT)) != 0;
		bool in = failed || (socket->revents & POLLIN) != 0;
		bool out = (failed && (socket->events & POLLOUT) != 0) ||
			   (socket->revents & POLLOUT) != 0;

		ares_process_fd(network->ready_owners[i]->ares, in ? socket->fd : ARES_SOCKET_BAD,
				out ? socket->fd : ARES_SOCKET_BAD);
	}
	return 0;
}
