/* Lines: lookups that wait for their turn at a server, those of the oldest audit first.
 *
 * SPDX-License-Identifier: MIT */

#include "network.h"

enum {
	PAUSE = 25,
	/* Of a server that has answered; of others fewer, since each try is sent in vain. */
	ATTEMPTS_MOST = 5,
	ATTEMPTS_FEW = 3,
	/* A named server answers for itself, without asking others, and several questions go there
	 * at once: where none of them is heard twice, it is silent. */
	ATTEMPTS_NAMED = 2,
	PATIENCE_NAMED = 800,
	STREAM_FACTOR = 3, /* a connection is made first */
	/* A mail server is connected to, and then heard: some let strangers wait for six seconds.
	 */
	PATIENCE_CONNECT = 4000,
};

/* --- Lists ---------------------------------------------------------------- */

/* Before the first that belongs to a younger audit: most are the youngest. */
static void insert(struct ma_lookup **first, struct ma_lookup **last, struct ma_lookup *lookup)
{
	struct ma_lookup *next = NULL;

	if (*last != NULL && (*last)->order > lookup->order)
		for (next = *first; next->order <= lookup->order;)
			next = next->next;
	lookup->next = next;
	lookup->previous = next != NULL ? next->previous : *last;
	if (lookup->previous != NULL)
		lookup->previous->next = lookup;
	else
		*first = lookup;
	if (next != NULL)
		next->previous = lookup;
	else
		*last = lookup;
}

static void take_out(struct ma_lookup **first, struct ma_lookup **last, struct ma_lookup *lookup)
{
	if (lookup->previous != NULL)
		lookup->previous->next = lookup->next;
	else
		*first = lookup->next;
	if (lookup->next != NULL)
		lookup->next->previous = lookup->previous;
	else
		*last = lookup->previous;
}

void ma_line_join(struct ma_lookup *lookup)
{
	struct ma_server *server = ma_line_server(lookup);

	lookup->state = MA_LOOKUP_QUEUED;
	insert(&server->first, &server->last, lookup);
}

void ma_line_wait_for_room(struct ma_lookup *lookup)
{
	lookup->state = MA_LOOKUP_NO_ROOM;
	insert(&lookup->network->first, &lookup->network->last, lookup);
}

void ma_line_leave(struct ma_lookup *lookup)
{
	struct mailauth_network *network = lookup->network;

	if (lookup->state == MA_LOOKUP_NO_ROOM) {
		take_out(&network->first, &network->last, lookup);
	} else if (lookup->state == MA_LOOKUP_QUEUED) {
		struct ma_server *server = ma_line_server(lookup);

		take_out(&server->first, &server->last, lookup);
	} else if (lookup->state == MA_LOOKUP_SENT) {
		ma_line_server(lookup)->live--;
	}
	ma_timers_clear(&network->timers, &lookup->timer);
	lookup->state = MA_LOOKUP_IDLE;
}

void ma_line_rest(struct ma_lookup *lookup, int64_t now)
{
	lookup->state = MA_LOOKUP_PAUSED;
	ma_timers_set(&lookup->network->timers, &lookup->timer,
		      now + ((int64_t)PAUSE << 2 * lookup->attempts));
}

/* --- Whose turn it is ------------------------------------------------------ */

struct ma_server *ma_line_server(const struct ma_lookup *lookup)
{
	return lookup->named != NULL ? lookup->named : lookup->network->servers[lookup->current];
}

uint32_t ma_line_bit(const struct ma_lookup *lookup, const struct ma_server *server)
{
	size_t i = 0;

	while (lookup->named == NULL && lookup->network->servers[i] != server)
		i++;
	return (uint32_t)1 << i;
}

unsigned ma_line_attempts(const struct ma_lookup *lookup)
{
	const struct mailauth_network *network = lookup->network;

	if (lookup->smtp)
		return 1;
	if (lookup->over_tcp)
		return ATTEMPTS_NAMED;
	if (lookup->named != NULL)
		return lookup->named->heard > 0 ? ATTEMPTS_FEW : ATTEMPTS_NAMED;
	if (network->attempts > 0 && network->attempts * network->count < ATTEMPTS_MOST)
		return network->attempts * (unsigned)network->count;
	for (size_t i = 0; i < network->count; i++)
		if (network->servers[i]->heard > 0)
			return ATTEMPTS_MOST;
	return ATTEMPTS_FEW;
}

size_t ma_line_first(struct mailauth_network *network, int64_t now)
{
	size_t from = network->rotate ? (size_t)(network->uses % network->count) : 0;

	for (size_t i = 0; i < network->count; i++) {
		size_t place = (from + i) % network->count;

		if (network->servers[place]->silent_until <= now)
			return place;
	}
	return from;
}

/* --- Sending --------------------------------------------------------------- */

/* How long a first try is waited for. */
static int64_t patience_of(const struct ma_lookup *lookup, const struct ma_server *server,
			   bool stream)
{
	int64_t patience;

	if (lookup->smtp)
		return PATIENCE_CONNECT;
	if (lookup->over_tcp)
		return PATIENCE_NAMED;
	patience = ma_server_patience(server, lookup->named != NULL ? PATIENCE_NAMED
								    : lookup->network->patience);
	return stream ? STREAM_FACTOR * patience : patience;
}

static void note_sent(struct ma_lookup *lookup, struct ma_server *server, bool stream, int64_t now)
{
	lookup->tried |= ma_line_bit(lookup, server);
	lookup->state = MA_LOOKUP_SENT;
	lookup->sent = now;
	server->live++;
	ma_pace_count(&server->pace, lookup->network->server_rate);
	ma_pace_count(&lookup->network->pace, lookup->network->rate);
	server->last_use = ++lookup->network->uses;
	ma_timers_set(&lookup->network->timers, &lookup->timer,
		      now + (patience_of(lookup, server, stream) << lookup->attempts));
}

/* Sends LOOKUP, which is in no list.  False if it has to wait for a descriptor, or for memory. */
static bool send_lookup(struct ma_lookup *lookup, int64_t now)
{
	struct mailauth_network *network = lookup->network;
	struct ma_server *server = ma_line_server(lookup);
	bool stream = lookup->stream || lookup->over_tcp || network->streams_only;
	/* A server that knows no EDNS may say nothing at all (RFC 6891 6.2.6): the last try is
	 * one that it should understand. */
	bool plain = lookup->plain ||
		     (!server->knows_edns && lookup->attempts + 1 == ma_line_attempts(lookup));

	switch (lookup->smtp ? ma_call_begin(lookup, server)
			     : ma_exchange_begin(lookup, server, plain, stream, now)) {
	case MA_SENT:
		note_sent(lookup, server, stream, now);
		return true;
	case MA_SENT_BROKEN:
		lookup->state = MA_LOOKUP_BROKEN;
		ma_timers_set(&network->timers, &lookup->timer, now);
		return true;
	case MA_SENT_LATER:
		ma_line_join(lookup);
		return false;
	default:
		network->status = MAILAUTH_ENOMEM;
		ma_line_rest(lookup, now);
		return false;
	}
}

static bool may_send(struct mailauth_network *network, struct ma_server *server, int64_t now)
{
	return server->live < (server->smtp ? MA_WINDOW_SMTP : MA_WINDOW) &&
	       ma_pace_allows(&server->pace, network->server_rate, now);
}

/* The server whose line has the lookup of the oldest audit that may be sent. */
static void consider(struct mailauth_network *network, struct ma_server *server, int64_t now,
		     struct ma_server **best)
{
	if (server->first != NULL &&
	    (*best == NULL || server->first->order < (*best)->first->order) &&
	    may_send(network, server, now))
		*best = server;
}

static struct ma_server *choose(struct mailauth_network *network, int64_t now)
{
	struct ma_server *best = NULL;

	if (!ma_pace_allows(&network->pace, network->rate, now))
		return NULL;
	for (size_t i = 0; i < network->count; i++)
		consider(network, network->servers[i], now, &best);
	for (size_t i = 0; i < network->named_count; i++)
		consider(network, network->named[i], now, &best);
	return best;
}

int ma_line_pump(struct mailauth_network *network, int64_t now)
{
	struct ma_server *server;
	int status;

	while ((server = choose(network, now)) != NULL) {
		struct ma_lookup *lookup = server->first;

		ma_line_leave(lookup);
		/* It may have come to be known as silent in the meantime. */
		if (lookup->named == NULL && lookup->tried == 0)
			lookup->current = ma_line_first(network, now);
		if (ma_line_server(lookup) != server &&
		    !may_send(network, ma_line_server(lookup), now))
			ma_line_join(lookup);
		else if (!send_lookup(lookup, now))
			break;
	}
	status = network->status;
	network->status = 0;
	return status;
}
