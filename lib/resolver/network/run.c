/* The network at work: waiting, and what arrived or did not in time.
 *
 * SPDX-License-Identifier: MIT */

#include "network.h"

#include <errno.h>
#include <limits.h>
#include <poll.h>
#include <stddef.h>
#include <time.h>

enum {
	DATAGRAMS_MAX = 16, /* from one socket at once */
	BATCHES_MAX = 16,   /* of events, before time is looked at again */
};

int64_t ma_network_now(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

/* --- Waiting ---------------------------------------------------------------- */

int64_t ma_network_next_time(const struct mailauth_network *network)
{
	const struct ma_timer *first = ma_timers_first(&network->timers);
	int64_t paced = ma_pace_time(network);

	if (network->event_count > 0)
		return 0;
	return first != NULL && first->at < paced ? first->at : paced;
}

int ma_network_descriptor(struct mailauth_network *network)
{
	int status = ma_socket_begin(network);

	return status < 0 ? status : network->descriptor;
}

static int milliseconds_until(int64_t until)
{
	int64_t left;

	if (until == INT64_MAX)
		return -1;
	left = until - ma_network_now();
	if (left <= 0)
		return 0;
	return left < INT_MAX ? (int)left : INT_MAX;
}

int ma_network_wait(struct mailauth_network *network, int64_t until)
{
	int status = ma_socket_begin(network);
	int count;

	/* Without a descriptor there is no socket either: time alone passes. */
	if (status == MAILAUTH_EIO && (errno == EMFILE || errno == ENFILE)) {
		(void)poll(NULL, 0, milliseconds_until(until));
		return 0;
	}
	if (status < 0)
		return status;
	count = epoll_wait(network->descriptor, network->events, MA_EVENTS,
			   milliseconds_until(until));
	network->event_count = count > 0 ? (size_t)count : 0;
	if (count >= 0 || errno == EINTR)
		return 0;
	return errno == ENOMEM ? MAILAUTH_ENOMEM : MAILAUTH_EIO;
}

/* --- What arrived ----------------------------------------------------------- */

static bool is_reply(const struct ma_exchange *exchange, size_t length)
{
	return ma_reply_is_to(exchange->lookup->queries->question, exchange->id,
			      exchange->lookup->network->buffer, length);
}

/* What is not a reply is someone else's, and the socket stays open for it. */
static void deal_with_datagram(struct ma_exchange *exchange, int64_t now)
{
	for (unsigned i = 0; i < DATAGRAMS_MAX; i++) {
		long length = ma_exchange_receive(exchange);

		if (length < 0)
			ma_attempt_broken(exchange, now);
		else if (length > 0 && !is_reply(exchange, (size_t)length))
			continue;
		else if (length > 0)
			ma_attempt_reply(exchange, (size_t)length, now);
		return;
	}
}

static struct ma_exchange *addressee(const struct ma_stream *stream, size_t length)
{
	struct ma_exchange *exchange = stream->exchanges;

	while (exchange != NULL && !is_reply(exchange, length))
		exchange = exchange->next_on_stream;
	return exchange;
}

/* Each exchange is hit once: it leaves, and no other joins what is closed. */
static void deal_with_stream(struct mailauth_network *network, struct ma_stream *stream,
			     int64_t now)
{
	size_t length;

	stream->busy = true;
	if (!ma_stream_move(stream))
		network->status = MAILAUTH_ENOMEM;
	while ((length = ma_stream_message(stream)) > 0) {
		struct ma_exchange *exchange = addressee(stream, length);

		if (exchange == NULL)
			continue;
		stream->answered = true;
		ma_attempt_reply(exchange, length, now);
	}
	while (stream->socket.fd < 0 && stream->exchanges != NULL)
		ma_attempt_broken(stream->exchanges, now);
	stream->busy = false;
	ma_stream_settle(stream);
}

static void deal_with_events(struct mailauth_network *network, int64_t now)
{
	for (size_t i = 0; i < network->event_count; i++) {
		struct ma_socket *socket = network->events[i].data.ptr;

		if (socket == NULL)
			continue;
		network->events[i].data.ptr = NULL;
		/* Each begins with its socket. */
		if (socket->kind == MA_SOCKET_DATAGRAM)
			deal_with_datagram((struct ma_exchange *)(void *)socket, now);
		else if (socket->kind == MA_SOCKET_CALL)
			ma_attempt_call((struct ma_call *)(void *)socket, now);
		else
			deal_with_stream(network, (struct ma_stream *)(void *)socket, now);
	}
}

/* --- What did not arrive ----------------------------------------------------- */

static void expire(struct mailauth_network *network, int64_t now)
{
	struct ma_timer *timer;

	while ((timer = ma_timers_first(&network->timers)) != NULL && timer->at <= now) {
		char *start = (char *)timer - offsetof(struct ma_lookup, timer);

		ma_timers_clear(&network->timers, timer);
		ma_attempt_time((struct ma_lookup *)(void *)start, now);
	}
}

/* Questions to named servers for which there was no room. */
static int admit(struct mailauth_network *network)
{
	int status = 0;

	while (network->first != NULL) {
		struct ma_lookup *lookup = network->first;

		if (!ma_lookup_admit(lookup, &status))
			return status < 0 ? status : 0;
		/* It has a server now, but is in the network's list still. */
		ma_line_leave(lookup);
		ma_line_join(lookup);
	}
	return 0;
}

int ma_network_run(struct mailauth_network *network, int64_t now)
{
	int status = 0;
	int pumped;

	for (unsigned i = 0; i < BATCHES_MAX && network->event_count > 0 && status == 0; i++) {
		bool more = network->event_count == MA_EVENTS;

		deal_with_events(network, now);
		network->event_count = 0;
		if (more)
			status = ma_network_wait(network, 0);
	}
	expire(network, now);
	if (status == 0)
		status = admit(network);
	pumped = ma_line_pump(network, now);
	return status < 0 ? status : pumped;
}
