/* Connections: questions and replies with their lengths before them (RFC 1035 4.2.2, RFC 7766).
 *
 * SPDX-License-Identifier: MIT */

#include "network.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

enum {
	PREFIX = 2,
	SHARED_MAX = 100, /* exchanges on one connection */
	SIZE_FIRST = 1024,
};

static struct ma_stream *find_stream(const struct ma_exchange *exchange)
{
	struct ma_stream *stream = exchange->server->streams;

	while (stream != NULL && (stream->closed || stream->count >= SHARED_MAX))
		stream = stream->next;
	return exchange->lookup->alone ? NULL : stream;
}

static enum ma_sent open_stream(struct ma_exchange *exchange)
{
	struct ma_stream *stream = calloc(1, sizeof(*stream));
	struct mailauth_network *network = exchange->lookup->network;
	enum ma_sent sent;

	if (stream == NULL)
		return MA_SENT_NO_MEMORY;
	sent = ma_socket_open(network, exchange->server, MA_SOCKET_STREAM, &stream->socket);
	if (sent != MA_SENT) {
		free(stream);
		return sent;
	}
	stream->network = network;
	stream->server = exchange->server;
	stream->closed = exchange->lookup->alone; /* to others */
	stream->next = exchange->server->streams;
	exchange->server->streams = stream;
	exchange->stream = stream;
	return MA_SENT;
}

static bool reserve(unsigned char **data, size_t *size, size_t length)
{
	size_t wanted = *size > 0 ? *size : SIZE_FIRST;
	unsigned char *longer;

	while (wanted < length)
		wanted *= 2;
	if (wanted == *size)
		return true;
	longer = realloc(*data, wanted);
	if (longer == NULL)
		return false;
	*data = longer;
	*size = wanted;
	return true;
}

static bool is_taken(const struct ma_stream *stream, uint16_t id)
{
	const struct ma_exchange *exchange = stream->exchanges;

	while (exchange != NULL && exchange->id != id)
		exchange = exchange->next_on_stream;
	return exchange != NULL;
}

/* The id is random; on a connection that is shared, it is no one else's, too. */
static bool write_message(struct ma_exchange *exchange, const unsigned char *packet, size_t length)
{
	struct ma_stream *stream = exchange->stream;
	unsigned char *to;

	while (is_taken(stream, exchange->id))
		if (!ma_socket_random(stream->network, &exchange->id))
			return false;
	if (!reserve(&stream->out, &stream->out_size, stream->out_length + PREFIX + length))
		return false;
	to = stream->out + stream->out_length;
	to[0] = (unsigned char)(length >> 8);
	to[1] = (unsigned char)length;
	memcpy(to + PREFIX, packet, length);
	to[PREFIX] = (unsigned char)(exchange->id >> 8);
	to[PREFIX + 1] = (unsigned char)exchange->id;
	stream->out_length += PREFIX + length;
	return true;
}

enum ma_sent ma_stream_send(struct ma_exchange *exchange, const unsigned char *packet,
			    size_t length)
{
	struct ma_stream *stream = find_stream(exchange);
	enum ma_sent sent = MA_SENT;

	exchange->stream = stream;
	if (stream == NULL)
		sent = open_stream(exchange);
	if (sent != MA_SENT)
		return sent;
	stream = exchange->stream;
	if (!write_message(exchange, packet, length) ||
	    !ma_socket_watch(stream->network, &stream->socket, true)) {
		exchange->stream = NULL;
		ma_stream_settle(stream);
		return MA_SENT_NO_MEMORY;
	}
	exchange->next_on_stream = stream->exchanges;
	stream->exchanges = exchange;
	stream->count++;
	return MA_SENT;
}

void ma_stream_settle(struct ma_stream *stream)
{
	struct ma_stream **place = &stream->server->streams;

	if (stream->count > 0 || stream->busy)
		return;
	while (*place != stream)
		place = &(*place)->next;
	*place = stream->next;
	ma_socket_close(stream->network, &stream->socket);
	free(stream->out);
	free(stream->in);
	free(stream);
}

void ma_stream_leave(struct ma_exchange *exchange)
{
	struct ma_stream *stream = exchange->stream;
	struct ma_exchange **place = &stream->exchanges;

	while (*place != exchange)
		place = &(*place)->next_on_stream;
	*place = exchange->next_on_stream;
	exchange->stream = NULL;
	stream->count--;
	ma_stream_settle(stream);
}

/* Writes what waits.  A server that reads no more may still have something to say: that the
 * connection is over is found by reading. */
static bool write_out(struct ma_stream *stream)
{
	ssize_t length = send(stream->socket.fd, stream->out, stream->out_length, MSG_NOSIGNAL);

	if (length < 0 && (errno == EAGAIN || errno == EINTR || errno == ENOTCONN))
		return true;
	if (length < 0) {
		stream->closed = true;
		length = (ssize_t)stream->out_length;
	}
	stream->out_length -= (size_t)length;
	memmove(stream->out, stream->out + length, stream->out_length);
	return stream->out_length > 0 || ma_socket_watch(stream->network, &stream->socket, false);
}

bool ma_stream_move(struct ma_stream *stream)
{
	ssize_t length;

	if (stream->out_length > 0 && !write_out(stream))
		return false;
	if (!reserve(&stream->in, &stream->in_size, stream->in_length + SIZE_FIRST))
		return false;
	length = recv(stream->socket.fd, stream->in + stream->in_length,
		      stream->in_size - stream->in_length, 0);
	if (length > 0) {
		stream->in_length += (size_t)length;
	} else if (length == 0 || (errno != EAGAIN && errno != EINTR)) {
		stream->closed = true;
		ma_socket_close(stream->network, &stream->socket);
	}
	return true;
}

size_t ma_stream_message(struct ma_stream *stream)
{
	size_t length;

	if (stream->in_length < PREFIX)
		return 0;
	length = (size_t)stream->in[0] << 8 | stream->in[1];
	if (stream->in_length < PREFIX + length)
		return 0;
	memcpy(stream->network->buffer, stream->in + PREFIX, length);
	stream->in_length -= PREFIX + length;
	memmove(stream->in, stream->in + PREFIX + length, stream->in_length);
	/* An empty message is not a reply. */
	return length > 0 ? length : 1;
}
