/* A question under way: asked over UDP, and over TCP where the answer is cut.
 *
 * SPDX-License-Identifier: MIT
 *
 * Each has a connected socket of its own, so that the kernel drops what others send, with a port
 * and a message id that no one can guess. */

#include "epoll.h"

#include <errno.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/random.h>
#include <time.h>
#include <unistd.h>

static const int try_times[] = { 1500, 3000, 6000 };

enum { TRIES = sizeof(try_times) / sizeof(*try_times) };

enum {
	HEADER = 12,
	OPT = 11,
	FORMERR = 1,
};

int64_t query_clock(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

static void watch(struct client *client, struct query *query, int operation, uint32_t events)
{
	struct epoll_event event = { .events = events, .data.ptr = query };

	epoll_ctl(client->epoll, operation, query->socket, &event);
}

static bool connect_socket(struct client *client, struct query *query, int type)
{
	int family = client->server->sa_family;

	if (query->socket >= 0)
		close(query->socket);
	query->socket = socket(family, type | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
	query->tcp = type == SOCK_STREAM;
	if (query->socket < 0)
		return false;
	if (connect(query->socket, client->server, client->length) != 0 && errno != EINPROGRESS)
		return false;
	watch(client, query, EPOLL_CTL_ADD, query->tcp ? EPOLLOUT : EPOLLIN);
	return true;
}

static bool ask_over_udp(struct client *client, struct query *query)
{
	size_t length;
	uint16_t id;

	query->deadline = query_clock() + try_times[query->tries++];
	if (getrandom(&id, sizeof(id), 0) != sizeof(id) ||
	    mailauth_question_packet(query->question, id, query->out + LENGTH, 300, &length) != 0)
		return false;
	query->out[0] = (unsigned char)(length >> 8);
	query->out[1] = (unsigned char)length;
	query->out_length = LENGTH + length;
	return connect_socket(client, query, SOCK_DGRAM) &&
	       send(query->socket, query->out + LENGTH, length, 0) == (ssize_t)length;
}

void query_end(struct query *query)
{
	if (query->socket >= 0)
		close(query->socket);
	query->question = NULL;
}

int query_fail(struct client *client, struct query *query, enum mailauth_failure failure)
{
	uint32_t id = mailauth_question_id(query->question);

	query_end(query);
	return mailauth_audit_fail(client->audit, id, failure);
}

int query_ask(struct client *client, struct query *query, enum mailauth_failure failure)
{
	while (query->tries < TRIES)
		if (ask_over_udp(client, query))
			return 0;
	return query_fail(client, query, failure);
}

static int ask_over_tcp(struct client *client, struct query *query)
{
	query->sent = false;
	query->in_length = 0;
	query->deadline = query_clock() + try_times[TRIES - 1];
	if (connect_socket(client, query, SOCK_STREAM))
		return 0;
	return query_fail(client, query, MAILAUTH_TRUNCATED);
}

/* Hands a message to the audit, which checks that it answers the question; ids are our affair. */
static int take(struct client *client, struct query *query, const unsigned char *packet,
		size_t length)
{
	uint32_t id = mailauth_question_id(query->question);
	int r;

	if (length < 2 || memcmp(packet, query->out + LENGTH, 2) != 0)
		return MAILAUTH_NOT_AN_ANSWER;
	r = mailauth_audit_answer(client->audit, id, packet, length);
	if (r == 0)
		query_end(query);
	return r;
}

/* A server that knows no EDNS (FORMERR, RFC 6891 7) is asked without: the OPT record is the last
 * eleven bytes of the message, and its count the last of the header. */
static bool ask_plainly(struct query *query, size_t length)
{
	unsigned char *message = query->out + LENGTH;

	if (length < HEADER || (query->in[3] & 0x0f) != FORMERR || message[HEADER - 1] == 0 ||
	    memcmp(query->in, message, 2) != 0)
		return false;
	message[HEADER - 1] = 0;
	query->out_length -= OPT;
	query->out[0] = (unsigned char)((query->out_length - LENGTH) >> 8);
	query->out[1] = (unsigned char)(query->out_length - LENGTH);
	return send(query->socket, message, query->out_length - LENGTH, 0) > 0;
}

static int on_udp(struct client *client, struct query *query)
{
	ssize_t length = recv(query->socket, query->in, sizeof(query->in), 0);
	int r;

	if (length < 0)
		return errno == EAGAIN ? 0 : query_ask(client, query, MAILAUTH_UNREACHABLE);
	if (ask_plainly(query, (size_t)length))
		return 0;
	r = take(client, query, query->in, (size_t)length);
	if (r == MAILAUTH_TRUNCATED_PACKET)
		return ask_over_tcp(client, query);
	return r == MAILAUTH_NOT_AN_ANSWER ? 0 : r; /* another may come */
}

static int send_over_tcp(struct client *client, struct query *query)
{
	ssize_t sent = send(query->socket, query->out, query->out_length, MSG_NOSIGNAL);

	query->sent = true;
	watch(client, query, EPOLL_CTL_MOD, EPOLLIN);
	return sent == (ssize_t)query->out_length ? 0
						  : query_fail(client, query, MAILAUTH_TRUNCATED);
}

static int on_tcp(struct client *client, struct query *query)
{
	ssize_t got;
	size_t length;
	int r;

	if (!query->sent) /* there is a connection, or not; its buffer has room for a question */
		return send_over_tcp(client, query);
	got = recv(query->socket, query->in + query->in_length,
		   sizeof(query->in) - query->in_length, 0);
	if (got <= 0)
		return got < 0 && errno == EAGAIN ? 0
						  : query_fail(client, query, MAILAUTH_TRUNCATED);
	query->in_length += (size_t)got;
	length = (size_t)query->in[0] << 8 | query->in[1];
	if (query->in_length < LENGTH || query->in_length - LENGTH < length)
		return 0;
	r = take(client, query, query->in + LENGTH, length);
	return r <= 0 ? r
		      : query_fail(client, query,
				   r == MAILAUTH_TRUNCATED_PACKET ? MAILAUTH_TRUNCATED
								  : MAILAUTH_MALFORMED);
}

int query_event(struct client *client, struct query *query)
{
	return query->tcp ? on_tcp(client, query) : on_udp(client, query);
}
