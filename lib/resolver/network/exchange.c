/* Exchanges: one try each, over UDP or over a connection.
 *
 * SPDX-License-Identifier: MIT */

#include "network.h"

#include <errno.h>
#include <stdlib.h>

enum {
	OPT = 11, /* octets of the OPT record at the end of a question */
};

/* Those that are late, the oldest first. */
static void add_late(struct ma_exchange *exchange)
{
	struct mailauth_network *network = exchange->lookup->network;

	exchange->late = true;
	exchange->previous_late = network->last_late;
	exchange->next_late = NULL;
	if (network->last_late != NULL)
		network->last_late->next_late = exchange;
	else
		network->first_late = exchange;
	network->last_late = exchange;
}

static void remove_late(struct ma_exchange *exchange)
{
	struct mailauth_network *network = exchange->lookup->network;

	if (exchange->previous_late != NULL)
		exchange->previous_late->next_late = exchange->next_late;
	else
		network->first_late = exchange->next_late;
	if (exchange->next_late != NULL)
		exchange->next_late->previous_late = exchange->previous_late;
	else
		network->last_late = exchange->previous_late;
	exchange->late = false;
}

void ma_exchange_leave(struct ma_exchange *exchange)
{
	/* A server that says nothing there will say nothing to the next question. */
	if (exchange->stream != NULL)
		exchange->stream->closed = true;
	if (!exchange->late)
		add_late(exchange);
}

void ma_exchange_end(struct ma_exchange *exchange)
{
	struct ma_exchange **place = &exchange->lookup->exchanges;

	while (*place != exchange)
		place = &(*place)->next;
	*place = exchange->next;
	if (exchange->late)
		remove_late(exchange);
	if (exchange->stream != NULL)
		ma_stream_leave(exchange);
	ma_socket_close(exchange->lookup->network, &exchange->datagram);
	free(exchange);
}

static enum ma_sent send_datagram(struct ma_exchange *exchange, const unsigned char *packet,
				  size_t length)
{
	enum ma_sent sent = ma_socket_open(exchange->lookup->network, exchange->server,
					   MA_SOCKET_DATAGRAM, &exchange->datagram);

	if (sent != MA_SENT || send(exchange->datagram.fd, packet, length, MSG_NOSIGNAL) >= 0)
		return sent;
	/* What the system has no room for is lost, as it may be on the way. */
	return errno == EAGAIN || errno == ENOBUFS ? MA_SENT : MA_SENT_BROKEN;
}

static enum ma_sent write_question(struct ma_exchange *exchange, bool stream)
{
	struct ma_lookup *lookup = exchange->lookup;
	unsigned char packet[MA_PACKET_MAX];
	size_t length = 0;

	if (!ma_socket_random(lookup->network, &exchange->id))
		return MA_SENT_BROKEN;
	if (mailauth_question_packet(lookup->queries->question, 0, packet, sizeof(packet),
				     &length) < 0)
		return MA_SENT_NO_MEMORY;
	if (exchange->plain) {
		packet[MA_MESSAGE_HEADER - 1] = 0; /* ARCOUNT */
		length -= OPT;
	}
	if (stream)
		return ma_stream_send(exchange, packet, length);
	packet[0] = (unsigned char)(exchange->id >> 8);
	packet[1] = (unsigned char)exchange->id;
	return send_datagram(exchange, packet, length);
}

enum ma_sent ma_exchange_begin(struct ma_lookup *lookup, struct ma_server *server, bool plain,
			       bool stream, int64_t now)
{
	struct ma_exchange *exchange = calloc(1, sizeof(*exchange));
	enum ma_sent sent;

	if (exchange == NULL)
		return MA_SENT_NO_MEMORY;
	exchange->lookup = lookup;
	exchange->server = server;
	exchange->plain = plain;
	exchange->sent = now;
	exchange->datagram.fd = -1;
	exchange->next = lookup->exchanges;
	lookup->exchanges = exchange;
	sent = write_question(exchange, stream);
	/* A reply that is late gives way to a question. */
	while (sent == MA_SENT_LATER && lookup->network->first_late != NULL) {
		ma_exchange_end(lookup->network->first_late);
		sent = write_question(exchange, stream);
	}
	if (sent != MA_SENT)
		ma_exchange_end(exchange);
	return sent;
}

long ma_exchange_receive(struct ma_exchange *exchange)
{
	struct mailauth_network *network = exchange->lookup->network;
	ssize_t length = recv(exchange->datagram.fd, network->buffer, sizeof(network->buffer), 0);

	if (length < 0)
		return errno == EAGAIN || errno == EINTR ? 0 : -1;
	/* One without a byte is no one's reply, but there may be others after it. */
	return length > 0 ? (long)length : 1;
}
