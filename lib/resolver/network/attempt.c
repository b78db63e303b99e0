/* Attempts: what a reply, its absence or a broken connection means for a lookup.
 *
 * SPDX-License-Identifier: MIT */

#include "network.h"

#include <stdlib.h>
#include <string.h>

enum {
	PATIENCE_TALK = 8000, /* of a mail server, however slowly it speaks */
};

/* Continues with the next server that is in none of the bits of EXCEPT; false if there is none. */
static bool next_server(struct ma_lookup *lookup, uint32_t except)
{
	size_t count = lookup->named != NULL ? 1 : lookup->network->count;

	for (size_t i = 1; i <= count; i++) {
		size_t next = (lookup->current + i) % count;

		if ((except >> next & 1) != 0)
			continue;
		lookup->current = next;
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

/* Keeps the most telling of a lookup's failures; with LENGTH above 0, the packet in the buffer says
 * why. */
static void note_failure(struct ma_lookup *lookup, enum mailauth_failure failure, size_t length)
{
	if (rank(failure) <= rank(lookup->failure))
		return;
	lookup->failure = failure;
	free(lookup->packet);
	lookup->packet = NULL;
	if (length == 0)
		return;
	lookup->packet = malloc(length);
	lookup->length = length;
	if (lookup->packet != NULL)
		memcpy(lookup->packet, lookup->network->buffer, length);
	else
		lookup->network->status = MAILAUTH_ENOMEM;
}

static void conclude(struct ma_lookup *lookup)
{
	/* The core reads the response code, and what the server says next to it (RFC 8914). */
	if (lookup->packet != NULL) {
		if (ma_lookup_answer(lookup, lookup->packet, lookup->length) <= 0)
			return;
		lookup->failure = MAILAUTH_MALFORMED;
	}
	ma_lookup_fail(lookup);
}

/* The try that was waited for is over, without an answer. */
static void try_again(struct ma_lookup *lookup)
{
	ma_line_leave(lookup);
	lookup->stream = false;
	if (lookup->attempts >= ma_line_attempts(lookup) || !next_server(lookup, lookup->refused))
		conclude(lookup);
	else
		ma_line_join(lookup);
}

/* SERVER said no: it is not asked again. */
static void refuse(struct ma_lookup *lookup, const struct ma_server *server)
{
	lookup->refused |= ma_line_bit(lookup, server);
	if (server == ma_line_server(lookup))
		try_again(lookup);
}

/* The same server once more, in another way. */
static void ask_otherwise(struct ma_lookup *lookup, const struct ma_server *server)
{
	if (server != ma_line_server(lookup) || lookup->state != MA_LOOKUP_SENT)
		return;
	ma_line_leave(lookup);
	ma_line_join(lookup);
}

/* The server cannot be reached, maybe through no fault of this question's. */
static void reconnect(struct ma_lookup *lookup, struct ma_server *server, int64_t now)
{
	note_failure(lookup, MAILAUTH_UNREACHABLE, 0);
	ma_server_miss(server, now, now);
	lookup->alone = true;
	ma_line_leave(lookup);
	lookup->stream = false;
	if (next_server(lookup, lookup->refused | lookup->tried)) {
		ma_line_join(lookup);
		return;
	}
	if (++lookup->attempts >= ma_line_attempts(lookup) || !next_server(lookup, lookup->refused))
		conclude(lookup);
	else
		ma_line_rest(lookup, now);
}

/* What a mail server said is the answer, even if that is nothing. */
static void conclude_call(struct ma_lookup *lookup)
{
	struct ma_call *call = lookup->call;

	if (ma_lookup_answer(lookup, call->said, call->length) > 0) {
		lookup->failure = MAILAUTH_MALFORMED;
		ma_lookup_fail(lookup);
	}
}

/* It was not connected to in time, or not heard. */
static void end_call(struct ma_lookup *lookup)
{
	ma_line_leave(lookup);
	if (lookup->call != NULL && lookup->call->stage != MA_CALL_CONNECTING) {
		conclude_call(lookup);
		return;
	}
	note_failure(lookup, MAILAUTH_TIMED_OUT, 0);
	ma_lookup_fail(lookup);
}

void ma_attempt_call(struct ma_call *call, int64_t now)
{
	struct ma_lookup *lookup = call->lookup;
	bool connecting = call->stage == MA_CALL_CONNECTING;

	if (!ma_call_move(call)) {
		note_failure(lookup, MAILAUTH_UNREACHABLE, 0);
		ma_line_leave(lookup);
		ma_lookup_fail(lookup);
	} else if (call->stage == MA_CALL_OVER) {
		ma_line_leave(lookup);
		conclude_call(lookup);
	} else if (connecting && call->stage != MA_CALL_CONNECTING) {
		ma_timers_set(&lookup->network->timers, &lookup->timer, now + PATIENCE_TALK);
	}
}

void ma_attempt_time(struct ma_lookup *lookup, int64_t now)
{
	if (lookup->smtp && lookup->state == MA_LOOKUP_SENT) {
		end_call(lookup);
		return;
	}
	if (lookup->state == MA_LOOKUP_PAUSED) {
		lookup->state = MA_LOOKUP_IDLE;
		ma_line_join(lookup);
		return;
	}
	if (lookup->state == MA_LOOKUP_BROKEN) {
		lookup->tried |= ma_line_bit(lookup, ma_line_server(lookup));
		reconnect(lookup, ma_line_server(lookup), now);
		return;
	}
	note_failure(lookup, MAILAUTH_TIMED_OUT, 0);
	ma_server_miss(ma_line_server(lookup), lookup->sent, now);
	if (lookup->exchanges != NULL)
		ma_exchange_leave(lookup->exchanges);
	lookup->attempts++;
	try_again(lookup);
}

void ma_attempt_broken(struct ma_exchange *exchange, int64_t now)
{
	struct ma_lookup *lookup = exchange->lookup;
	struct ma_server *server = exchange->server;
	bool newest = lookup->exchanges == exchange && lookup->state == MA_LOOKUP_SENT;
	/* A connection that ends after an answer, as many do, breaks nothing. */
	bool ended = exchange->stream != NULL && exchange->stream->answered && !lookup->alone;

	ma_exchange_end(exchange);
	if (!newest)
		return;
	if (!ended) {
		reconnect(lookup, server, now);
		return;
	}
	lookup->alone = true;
	ask_otherwise(lookup, server);
}

/* A reply that is an answer, or is held to be one.  What it is, the core says. */
static void take_answer(struct ma_lookup *lookup, struct ma_server *server, bool stream,
			size_t length)
{
	struct mailauth_network *network = lookup->network;
	int status;

	if (ma_reply_is_cut(network->buffer) && !stream) {
		lookup->stream = server == ma_line_server(lookup);
		ask_otherwise(lookup, server);
		return;
	}
	status = ma_lookup_answer(lookup, network->buffer, length);
	if (status <= 0)
		return;
	note_failure(lookup,
		     status == MAILAUTH_TRUNCATED_PACKET ? MAILAUTH_TRUNCATED : MAILAUTH_MALFORMED,
		     0);
	refuse(lookup, server);
}

void ma_attempt_reply(struct ma_exchange *exchange, size_t length, int64_t now)
{
	struct ma_lookup *lookup = exchange->lookup;
	struct ma_server *server = exchange->server;
	unsigned rcode = ma_reply_rcode(lookup->network->buffer);
	bool stream = exchange->stream != NULL;
	bool plain = exchange->plain;

	ma_server_hear(server, exchange->sent, now);
	ma_exchange_end(exchange);
	if (rcode == MA_RCODE_FORMERR && !plain && !lookup->plain) {
		/* RFC 6891 7: a server that knows no EDNS. */
		lookup->plain = true;
		note_failure(lookup, MAILAUTH_SERVER_FAILURE, length);
		ask_otherwise(lookup, server);
		return;
	}
	if (rcode != 0 && rcode != MA_RCODE_NXDOMAIN) {
		note_failure(lookup,
			     rcode == MA_RCODE_REFUSED ? MAILAUTH_REFUSED : MAILAUTH_SERVER_FAILURE,
			     length);
		refuse(lookup, server);
		return;
	}
	server->knows_edns |= !plain;
	take_answer(lookup, server, stream, length);
}
