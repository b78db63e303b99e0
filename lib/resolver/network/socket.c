/* Sockets: one for each try, how many there may be, and numbers that no one can guess.
 *
 * SPDX-License-Identifier: MIT */

#include "network.h"

#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <string.h>
#include <sys/random.h>
#include <unistd.h>

int ma_socket_begin(struct mailauth_network *network)
{
	if (network->descriptor < 0)
		network->descriptor = epoll_create1(EPOLL_CLOEXEC);
	if (network->descriptor >= 0)
		return 0;
	return errno == ENOMEM ? MAILAUTH_ENOMEM : MAILAUTH_EIO;
}

static enum ma_sent judge(const struct mailauth_network *network)
{
	if (errno == ENOMEM || errno == ENOBUFS)
		return MA_SENT_NO_MEMORY;
	/* Those that are open will be closed. */
	if ((errno == EMFILE || errno == ENFILE || errno == ENOSPC) && network->open > 0)
		return MA_SENT_LATER;
	return MA_SENT_BROKEN;
}

static bool attach(const struct mailauth_network *network, int fd, struct ma_socket *made)
{
	struct epoll_event event = {
		.events = made->kind != MA_SOCKET_DATAGRAM ? EPOLLIN | EPOLLOUT : EPOLLIN,
		.data.ptr = made,
	};

	return epoll_ctl(network->descriptor, EPOLL_CTL_ADD, fd, &event) == 0;
}

/* UDP is connected, too: the kernel then lets through what comes from this server alone, and
 * chooses a port at random. */
static bool connect_to(int fd, const struct ma_server *server, enum ma_socket_kind kind)
{
	int one = 1;

	if (kind != MA_SOCKET_DATAGRAM)
		(void)setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof(one));
	return connect(fd, (const struct sockaddr *)&server->where, server->where_length) == 0 ||
	       errno == EINPROGRESS;
}

enum ma_sent ma_socket_open(struct mailauth_network *network, const struct ma_server *server,
			    enum ma_socket_kind kind, struct ma_socket *made)
{
	int type = kind == MA_SOCKET_DATAGRAM ? SOCK_DGRAM : SOCK_STREAM;
	enum ma_sent sent;
	int fd;

	if (network->open >= network->open_max)
		return MA_SENT_LATER;
	if (ma_socket_begin(network) < 0)
		return judge(network);
	fd = socket(server->where.ss_family, type | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
	if (fd < 0)
		return judge(network);
	made->kind = kind;
	if (connect_to(fd, server, kind) && attach(network, fd, made)) {
		made->fd = fd;
		network->open++;
		return MA_SENT;
	}
	sent = judge(network);
	close(fd);
	return sent;
}

void ma_socket_close(struct mailauth_network *network, struct ma_socket *open)
{
	if (open->fd < 0)
		return;
	/* What arrived for it is not dealt with any more. */
	for (size_t i = 0; i < network->event_count; i++)
		if (network->events[i].data.ptr == open)
			network->events[i].data.ptr = NULL;
	/* A process that was forked may have it open, too. */
	(void)epoll_ctl(network->descriptor, EPOLL_CTL_DEL, open->fd, NULL);
	close(open->fd);
	open->fd = -1;
	network->open--;
}

bool ma_socket_watch(struct mailauth_network *network, struct ma_socket *open, bool output)
{
	struct epoll_event event = { .events = output ? EPOLLIN | EPOLLOUT : EPOLLIN,
				     .data.ptr = open };

	return epoll_ctl(network->descriptor, EPOLL_CTL_MOD, open->fd, &event) == 0;
}

bool ma_socket_random(struct mailauth_network *network, uint16_t *number)
{
	if (network->id_count == 0) {
		if (getrandom(network->ids, sizeof(network->ids), 0) != sizeof(network->ids))
			return false;
		network->id_count = MA_IDS;
	}
	*number = network->ids[--network->id_count];
	network->ids[network->id_count] = 0; /* for one question alone */
	return true;
}
