/* Lines: questions that wait for their turn at a server, and those that are waited for.
 *
 * SPDX-License-Identifier: MIT */

#include "network.h"

#include <stdlib.h>

enum {
	HEADER = 12,
	OPT = 11,
	/* Questions on their way to one server: a burst of more would overflow its buffer, and
	 * ours with the answers. */
	WINDOW = 200,
	PAUSE = 25,
};

static const unsigned waits[MA_ATTEMPTS_MAX] = { 1500, 3000, 6000 };

void ma_line_append(struct ma_query **first, struct ma_query **last, struct ma_query *query)
{
	query->next = NULL;
	query->previous = *last;
	if (*last != NULL)
		(*last)->next = query;
	else
		*first = query;
	*last = query;
}

void ma_line_take_out(struct ma_query **first, struct ma_query **last, struct ma_query *query)
{
	if (query->previous != NULL)
		query->previous->next = query->next;
	else
		*first = query->next;
	if (query->next != NULL)
		query->next->previous = query->previous;
	else
		*last = query->previous;
}

struct ma_server *ma_line_server(const struct ma_query *query)
{
	return query->named != NULL ? query->named : query->network->servers[query->current];
}

uint32_t ma_line_bit(const struct ma_query *query, const struct ma_server *server)
{
	size_t i = 0;

	while (query->named == NULL && query->network->servers[i] != server)
		i++;
	return (uint32_t)1 << i;
}

/* The first server that is not known to be silent. */
size_t ma_line_first(const struct mailauth_network *network, int64_t now)
{
	for (size_t i = 0; i < network->count; i++)
		if (network->servers[i]->silent_until <= now)
			return i;
	return 0;
}

void ma_line_join(struct ma_query *query)
{
	struct ma_server *server = ma_line_server(query);

	query->state = MA_QUERY_QUEUED;
	ma_line_append(&server->first, &server->last, query);
}

/* Takes QUERY out of whatever it waits in. */
void ma_line_leave(struct ma_query *query)
{
	struct mailauth_network *network = query->network;
	struct ma_server *server = NULL;

	if (query->state != MA_QUERY_NO_ROOM)
		server = ma_line_server(query);
	if (query->state == MA_QUERY_NO_ROOM)
		ma_line_take_out(&network->first, &network->last, query);
	else if (query->state == MA_QUERY_QUEUED)
		ma_line_take_out(&server->first, &server->last, query);
	else if (query->state == MA_QUERY_SENT)
		server->live--;
	ma_timers_clear(&network->timers, &query->timer);
	query->state = MA_QUERY_IDLE;
}

void ma_line_rest(struct ma_query *query, int64_t now)
{
	query->state = MA_QUERY_PAUSED;
	ma_timers_set(&query->network->timers, &query->timer,
		      now + ((int64_t)PAUSE << 2 * query->attempts));
}

static int send_attempt(struct ma_query *query, int64_t now)
{
	struct ma_server *server = ma_line_server(query);
	struct ma_ticket *ticket = calloc(1, sizeof(*ticket));
	unsigned char packet[MA_PACKET_MAX];
	size_t length = 0;
	int status;

	if (ticket == NULL)
		return MAILAUTH_ENOMEM;
	ticket->query = query;
	ticket->server = server;
	/* A server that knows no EDNS may say nothing at all (RFC 6891 6.2.6): the last try is
	 * one that it should understand. */
	ticket->plain = query->plain || query->attempts == MA_ATTEMPTS_MAX - 1;
	status = mailauth_question_packet(query->question, 0, packet, sizeof(packet), &length);
	if (status == 0 && ticket->plain) {
		packet[HEADER - 1] = 0; /* ARCOUNT */
		length -= OPT;
	}
	if (status == 0)
		status = ma_channel_send(query->network, server, query->alone, ticket, packet,
					 length, now);
	if (status < 0) {
		free(ticket);
		return status;
	}
	ticket->next = query->tickets;
	query->tickets = ticket;
	query->tried |= ma_line_bit(query, server);
	query->state = MA_QUERY_SENT;
	server->live++;
	server->last_use = ++query->network->uses;
	query->sent = now;
	ma_timers_set(&query->network->timers, &query->timer, now + waits[query->attempts]);
	return 0;
}

/* Sends what waits for SERVER, as far as the window is open. */
static int pump(struct ma_server *server, int64_t now)
{
	while (server->first != NULL && server->live < WINDOW) {
		struct ma_query *query = server->first;
		int status;

		ma_line_leave(query);
		/* It may have come to be known as silent in the meantime. */
		if (query->named == NULL && query->tried == 0)
			query->current = ma_line_first(query->network, now);
		if (ma_line_server(query) != server) {
			ma_line_join(query);
			continue;
		}
		status = send_attempt(query, now);
		if (status < 0) {
			ma_line_rest(query, now);
			return status;
		}
	}
	return 0;
}

int ma_line_enter(struct ma_query *query, int64_t now)
{
	ma_line_join(query);
	return pump(ma_line_server(query), now);
}

static int pump_added(struct mailauth_network *network, int64_t now)
{
	int status = 0;

	for (size_t i = 0; i < network->count && status == 0; i++)
		status = pump(network->servers[i], now);
	return status;
}

int ma_line_pump_all(struct mailauth_network *network, int64_t now)
{
	int status = pump_added(network, now);

	/* Once more for those that have moved to a line before their own. */
	if (status == 0)
		status = pump_added(network, now);
	for (size_t i = 0; i < network->named_count && status == 0; i++)
		status = pump(network->named[i], now);
	return status;
}
