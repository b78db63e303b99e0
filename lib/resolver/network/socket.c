/* Sockets of the channels: how c-ares makes and uses them, and waiting for them.
 *
 * SPDX-License-Identifier: MIT */

#include "network.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/uio.h>
#include <time.h>
#include <unistd.h>

enum {
	RECEIVE_BUFFER = 1 << 20, /* replies to what is sent in one go must not be lost */
};

/* --- What c-ares calls ---------------------------------------------------- */

static bool configure(int fd, int type)
{
	int size = RECEIVE_BUFFER;
	int one = 1;

	/* Best effort: the system may allow less. */
	(void)setsockopt(fd, SOL_SOCKET, SO_RCVBUF, &size, sizeof(size));
	if (type == SOCK_STREAM)
		(void)setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof(one));
	return fcntl(fd, F_SETFL, O_NONBLOCK) == 0 && fcntl(fd, F_SETFD, FD_CLOEXEC) == 0;
}

static ares_socket_t open_socket(int family, int type, int protocol, void *channel)
{
	int fd = socket(family, type, protocol);

	(void)channel;
	if (fd >= 0 && !configure(fd, type)) {
		close(fd);
		return ARES_SOCKET_BAD;
	}
	return fd;
}

static int close_socket(ares_socket_t fd, void *channel)
{
	(void)channel;
	return close(fd);
}

static int connect_socket(ares_socket_t fd, const struct sockaddr *address, ares_socklen_t length,
			  void *channel)
{
	(void)channel;
	/* UDP, too: the kernel then lets through what comes from this server alone. */
	return connect(fd, address, length);
}

static ares_ssize_t receive(ares_socket_t fd, void *data, size_t size, int flags,
			    struct sockaddr *from, ares_socklen_t *length, void *channel)
{
	(void)channel;
	return recvfrom(fd, data, size, flags, from, length);
}

static bool is_datagram(int fd)
{
	int type = 0;
	socklen_t length = sizeof(type);

	return getsockopt(fd, SOL_SOCKET, SO_TYPE, &type, &length) == 0 && type == SOCK_DGRAM;
}

static ares_ssize_t send_vector(ares_socket_t fd, const struct iovec *vector, int count,
				void *channel)
{
	union {
		const struct iovec *theirs;
		struct iovec *ours;
	} parts = { vector };
	struct msghdr message = { .msg_iov = parts.ours, .msg_iovlen = (size_t)count };
	/* c-ares would use writev(), and a server that hangs up would end the process. */
	ssize_t sent = sendmsg(fd, &message, MSG_NOSIGNAL);

	/* That an earlier question did not reach a server (ICMP) is told to whoever sends the next
	 * one, and to nobody else. */
	if (sent < 0 && errno == ECONNREFUSED && is_datagram(fd)) {
		((struct ma_channel *)channel)->failed = true;
		errno = ECONNREFUSED;
	}
	return sent;
}

void ma_socket_set_functions(struct ma_channel *channel)
{
	static const struct ares_socket_functions functions = {
		.asocket = open_socket,
		.aclose = close_socket,
		.aconnect = connect_socket,
		.arecvfrom = receive,
		.asendv = send_vector,
	};

	ares_set_socket_functions(channel->ares, &functions, channel);
}

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

void ma_socket_watch(void *data, ares_socket_t fd, int readable, int writable)
{
	struct ma_channel *channel = data;
	struct mailauth_network *network = channel->network;
	size_t i = find(network, fd);

	if (!readable && !writable) {
		if (i == network->socket_count)
			return;
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
	}
	network->owners[i] = channel;
	network->sockets[i] = (struct pollfd){
		.fd = fd,
		.events = (short)((readable ? POLLIN : 0) | (writable ? POLLOUT : 0)),
	};
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

/* c-ares opens and closes sockets while it deals with one: what is ready is put aside first. */
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
