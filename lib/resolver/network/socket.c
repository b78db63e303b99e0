/* Sockets of the channels: how c-ares makes and uses them.
 *
 * SPDX-License-Identifier: MIT */

#include "network.h"

#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <sys/uio.h>
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

	/* That an earlier question did not reach a server (ICMP) is reported to the sender of the
	 * next one, and to no one else. */
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
