/* Questions on their way: which server is asked when, and what they come to.
 *
 * SPDX-License-Identifier: MIT */

#include "network.h"

#include <stdlib.h>

enum {
	HEADER = 12,
	SILENCE = 30000,
	RCODE_FORMERR = 1,
	RCODE_NXDOMAIN = 3,
	RCODE_REFUSED = 5,
};

/* Continues with the next server that is in none of the bits of EXCEPT; false if there is none. */
static bool next_server(struct ma_query *query, uint32_t except)
{
	size_t count = query->named != NULL ? 1 : query->network->count;

	for (size_t i = 1; i <= count; i++) {
		size_t next = (query->current + i) % count;

		if ((except >> next & 1) != 0)
			continue;
		query->current = next;
		return true;
	}
	return false;
}

static unsigned rank(enum mailauth_failure failure)
{
	static const enum mailauth_failure ranks[] = {
		MAILAUTH_UNREACHABLE, MAILAUTH_TIMED_OUT, MAILAUTH_MALFORMED,
		MAILAUTH_TRUNCATED,   MAILAUTH_REFUSED,	  MAILAUTH_SERVER_FAILURE,
	};
	unsigned i = 0;

	while (i < sizeof(ranks) / sizeof(ranks[0]) && ranks[i] != failure)
		i++;
	return i < sizeof(ranks) / sizeof(ranks[0]) ? i + 1 : 0;
}

/* Keeps the most telling of a question's failures; TICKET's packet goes with it, if that says why.
 */
static void note_failure(struct ma_query *query, enum mailauth_failure failure,
			 struct ma_ticket *ticket)
{
	if (rank(failure) <= rank(query->failure))
		return;
	query->failure = failure;
	free(query->packet);
	query->packet = NULL;
	if (ticket == NULL)
		return;
	query->packet = ticket->packet;
	query->length = ticket->length;
	ticket->packet = NULL;
}

static void conclude(struct ma_query *query)
{
	int status;

	if (query->packet == NULL) {
		query->fail(query, query->failure);
		return;
	}
	/* The core reads the response code, and what the server says next to it (RFC 8914). */
	status = query->take(query, query->packet, query->length);
	if (status > 0)
		query->fail(query, MAILAUTH_MALFORMED);
}

/* The attempt that was waited for is over, without an answer. */
static void try_again(struct ma_query *query)
{
	ma_line_leave(query);
	if (query->attempts >= MA_ATTEMPTS_MAX || !next_server(query, query->refused)) {
		conclude(query);
		return;
	}
	ma_line_join(query);
}

/* SERVER said no: it is not asked again. */
static void refuse(struct ma_query *query, const struct ma_server *server)
{
	query->refused |= ma_line_bit(query, server);
	if (server == ma_line_server(query))
		try_again(query);
}

static void give_silence(struct ma_server *server, int64_t since, int64_t now)
{
	if (server->heard < since)
		server->silent_until = now + SILENCE;
}

/* The connection failed, maybe through no fault of this question's. */
static void reconnect(struct ma_query *query, struct ma_server *server, int64_t now)
{
	note_failure(query, MAILAUTH_UNREACHABLE, NULL);
	give_silence(server, now, now);
	query->alone = true;
	ma_line_leave(query);
	if (next_server(query, query->refused | query->tried)) {
		ma_line_join(query);
		return;
	}
	if (++query->attempts >= MA_ATTEMPTS_MAX || !next_server(query, query->refused))
		conclude(query);
	else
		ma_line_rest(query, now);
}

void ma_query_time_out(struct ma_query *query, int64_t now)
{
	if (query->state == MA_QUERY_PAUSED) {
		query->state = MA_QUERY_IDLE;
		ma_line_join(query);
		return;
	}
	note_failure(query, MAILAUTH_TIMED_OUT, NULL);
	give_silence(ma_line_server(query), query->sent, now);
	query->attempts++;
	try_again(query);
}

static void read_reply(struct ma_query *query, struct ma_ticket *ticket, int64_t now)
{
	struct ma_server *server = ticket->server;
	unsigned rcode = ticket->length >= HEADER ? ticket->packet[3] & 0x0f : 0;
	int status;

	server->heard = now;
	server->silent_until = 0;
	if (rcode == RCODE_FORMERR && !ticket->plain && !query->plain) {
		/* RFC 6891 7: a server that knows no EDNS. */
		query->plain = true;
		note_failure(query, MAILAUTH_SERVER_FAILURE, ticket);
		if (server != ma_line_server(query) || query->state != MA_QUERY_SENT)
			return;
		ma_line_leave(query);
		ma_line_join(query);
		return;
	}
	if (rcode != 0 && rcode != RCODE_NXDOMAIN) {
		note_failure(query,
			     rcode == RCODE_REFUSED ? MAILAUTH_REFUSED : MAILAUTH_SERVER_FAILURE,
			     ticket);
		refuse(query, server);
		return;
	}
	status = query->take(query, ticket->packet, ticket->length);
	if (status <= 0)
		return;
	note_failure(query,
		     status == MAILAUTH_TRUNCATED_PACKET ? MAILAUTH_TRUNCATED : MAILAUTH_MALFORMED,
		     NULL);
	refuse(query, server);
}

/* What c-ares made of an attempt. */
void ma_query_deal_with(struct ma_ticket *ticket, int64_t now)
{
	struct ma_query *query = ticket->query;
	struct mailauth_network *network;
	struct ma_ticket **place;
	bool newest;

	if (query == NULL)
		return;
	network = query->network;
	newest = query->tickets == ticket && query->state == MA_QUERY_SENT;
	for (place = &query->tickets; *place != ticket;)
		place = &(*place)->next;
	*place = ticket->next;
	if (ticket->status == ARES_ENOMEM)
		network->status = MAILAUTH_ENOMEM;
	if (ticket->status == ARES_SUCCESS)
		read_reply(query, ticket, now);
	else if (newest && ticket->status != ARES_ETIMEOUT)
		reconnect(query, ticket->server, now);
}
