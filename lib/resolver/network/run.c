/* The network at work: taking questions in, and dealing with what became of them.
 *
 * SPDX-License-Identifier: MIT */

#include "network.h"

#include <stdlib.h>

enum {
	SWEEP = 250,
};

static void find_room(struct ma_query *query, const struct ma_inet *address, int *status)
{
	query->named = ma_network_named(query->network, address, status);
	if (query->named != NULL) {
		query->named->users++;
		*status = 0;
	}
}

int ma_network_ask(struct mailauth_network *network, struct ma_query *query, int64_t now,
		   enum mailauth_failure *failure)
{
	const char *named = mailauth_question_server(query->question);
	struct ma_inet address = { 0 };
	int status = 0;

	*failure = MAILAUTH_OFFLINE;
	if (named == NULL && network->count == 0)
		return MAILAUTH_NOT_HELD;
	*failure = MAILAUTH_NOT_ASKED;
	if (named != NULL &&
	    (!ma_inet_read(named, &address) || !ma_network_allows(network, &address)))
		return MAILAUTH_NOT_HELD;
	if (!ma_timers_promise(&network->timers))
		return MAILAUTH_ENOMEM;
	query->network = network;
	if (named == NULL)
		query->current = ma_line_first(network, now);
	else
		find_room(query, &address, &status);
	if (status == 0) {
		status = ma_line_enter(query, now);
	} else if (status == MAILAUTH_NOT_HELD) {
		query->state = MA_QUERY_NO_ROOM;
		ma_line_append(&network->first, &network->last, query);
		status = 0;
	} else {
		ma_timers_release(&network->timers);
		query->network = NULL;
	}
	return status;
}

void ma_network_forget(struct ma_query *query)
{
	if (query->network == NULL)
		return;
	ma_line_leave(query);
	while (query->tickets != NULL) {
		struct ma_ticket *ticket = query->tickets;

		query->tickets = ticket->next;
		ma_channel_detach(ticket);
	}
	ma_timers_release(&query->network->timers);
	if (query->named != NULL)
		query->named->users--;
	free(query->packet);
	query->packet = NULL;
	query->network = NULL;
}

static void deal_with_all(struct mailauth_network *network, int64_t now)
{
	while (network->done != NULL) {
		struct ma_ticket *ticket = network->done;

		network->done = ticket->next_done;
		if (network->done == NULL)
			network->done_end = &network->done;
		ma_query_deal_with(ticket, now);
		free(ticket->packet);
		free(ticket);
	}
}

static void expire(struct mailauth_network *network, int64_t now)
{
	struct ma_timer *timer;

	while ((timer = ma_timers_first(&network->timers)) != NULL && timer->at <= now) {
		char *start = (char *)timer - offsetof(struct ma_query, timer);

		ma_timers_clear(&network->timers, timer);
		ma_query_time_out((struct ma_query *)(void *)start, now);
	}
}

/* Questions to named servers for which there was no room. */
static int admit(struct mailauth_network *network, int64_t now)
{
	int status = 0;

	while (network->first != NULL && status == 0) {
		struct ma_query *query = network->first;
		struct ma_inet address;

		if (ma_inet_read(mailauth_question_server(query->question), &address))
			find_room(query, &address, &status);
		if (query->named == NULL)
			return status < 0 ? status : 0;
		/* It has a server now, but is in the network's list still. */
		ma_line_take_out(&network->first, &network->last, query);
		status = ma_line_enter(query, now);
	}
	return status;
}

int ma_network_run(struct mailauth_network *network, int64_t now)
{
	int status;

	ma_channel_take_back(network);
	deal_with_all(network, now);
	expire(network, now);
	status = admit(network, now);
	if (status == 0)
		status = ma_line_pump_all(network, now);
	if (now - network->swept >= SWEEP) {
		ma_channel_sweep(network);
		network->swept = now;
	}
	if (status == 0)
		status = network->status;
	network->status = 0;
	return status;
}
