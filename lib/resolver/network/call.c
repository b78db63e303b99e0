/* Calls: a mail server is greeted, and heard (RFC 5321 3.1, 3.2).
 *
 * SPDX-License-Identifier: MIT
 *
 * What it says is bounded by its length and by the time of the whole call, however slowly it
 * speaks.  No more is understood here than where a reply ends. */

#include "network.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
	CODE = 3,      /* digits of a reply */
	LINE_MAX = 80, /* that is sent */
};

enum ma_sent ma_call_begin(struct ma_lookup *lookup, const struct ma_server *server)
{
	struct ma_call *call = calloc(1, sizeof(*call));
	enum ma_sent sent;

	if (call == NULL)
		return MA_SENT_NO_MEMORY;
	call->network = lookup->network;
	call->lookup = lookup;
	sent = ma_socket_open(lookup->network, server, MA_SOCKET_CALL, &call->socket);
	if (sent == MA_SENT)
		lookup->call = call;
	else
		free(call);
	return sent;
}

void ma_call_end(struct ma_call *call)
{
	if (call == NULL)
		return;
	call->lookup->call = NULL;
	ma_socket_close(call->network, &call->socket);
	free(call);
}

/* RFC 5321 4.1.3: a client without a name of its own gives its address. */
static bool say_ehlo(const struct ma_call *call)
{
	union {
		struct sockaddr any;
		struct sockaddr_in four;
		struct sockaddr_in6 six;
	} own = { .any = { .sa_family = AF_UNSPEC } };
	socklen_t size = sizeof(own);
	char address[INET6_ADDRSTRLEN];
	char line[LINE_MAX];
	bool four;
	int length;

	if (getsockname(call->socket.fd, &own.any, &size) < 0)
		return false;
	four = own.any.sa_family == AF_INET;
	if (inet_ntop(own.any.sa_family,
		      four ? (const void *)&own.four.sin_addr : (const void *)&own.six.sin6_addr,
		      address, sizeof(address)) == NULL)
		return false;
	length = snprintf(line, sizeof(line), "EHLO [%s%s]\r\n", four ? "" : "IPv6:", address);
	/* A connection takes its first few bytes at once, or is broken. */
	return send(call->socket.fd, line, (size_t)length, MSG_NOSIGNAL) == length;
}

static void end_talk(struct ma_call *call)
{
	static const char quit[] = "QUIT\r\n";

	/* Its answer is not waited for. */
	(void)send(call->socket.fd, quit, sizeof(quit) - 1, MSG_NOSIGNAL);
	call->stage = MA_CALL_OVER;
}

/* RFC 5321 4.2.1: "250-" has another line after it. */
static bool is_last_line(const unsigned char *line, size_t length)
{
	return length <= CODE || line[CODE] != '-';
}

/* A line is whole: what it asks for, if it is the last of a reply. */
static void hear(struct ma_call *call, const unsigned char *line, size_t length)
{
	if (!is_last_line(line, length))
		return;
	if (call->stage == MA_CALL_GREETING && line[0] == '2' && say_ehlo(call))
		call->stage = MA_CALL_EHLO;
	else
		end_talk(call);
}

static void hear_lines(struct ma_call *call)
{
	while (call->stage != MA_CALL_OVER) {
		const unsigned char *line = call->said + call->judged;
		size_t left = call->length - call->judged;
		const unsigned char *end = left > 0 ? memchr(line, '\n', left) : NULL;

		if (end == NULL)
			break;
		call->judged += (size_t)(end - line) + 1;
		hear(call, line, (size_t)(end - line));
	}
	if (call->length == sizeof(call->said))
		call->stage = MA_CALL_OVER;
}

/* False if there will be no connection. */
static bool connect_whole(struct ma_call *call)
{
	socklen_t size = sizeof(int);
	int error = 0;

	if (getsockopt(call->socket.fd, SOL_SOCKET, SO_ERROR, &error, &size) < 0 || error != 0)
		return false;
	call->stage = MA_CALL_GREETING;
	return ma_socket_watch(call->network, &call->socket, false);
}

bool ma_call_move(struct ma_call *call)
{
	ssize_t length;

	if (call->stage == MA_CALL_CONNECTING && !connect_whole(call))
		return false;
	length = recv(call->socket.fd, call->said + call->length, sizeof(call->said) - call->length,
		      0);
	if (length > 0) {
		call->length += (size_t)length;
		hear_lines(call);
	} else if (length == 0 || (errno != EAGAIN && errno != EINTR)) {
		call->stage = MA_CALL_OVER;
	}
	return true;
}
