/* Channels: one attempt at one server, by c-ares.
 *
 * SPDX-License-Identifier: MIT
 *
 * c-ares 1.18 leaves EDNS out for a whole channel once a server has answered FORMERR, sends all
 * from one port for as long as it has open questions, and, when one connection fails, fails all
 * questions of the server.  So there is a channel for each server, a new one now and then, and one
 * of its own for a question that was hit by such an error.  On FORMERR it also cuts as many bytes
 * as EDNS has off a question that was sent without: those have channels that know no EDNS.
 * c-ares 1.28 and later write the packet again and choose its id themselves. */

#include "network.h"

#include <stdlib.h>
#include <string.h>
#include <sys/random.h>

enum {
	EDNS_SIZE = 1232,
	/* Longer than any question is waited for: late answers are welcome. */
	ARES_TIMEOUT = 15000,
	QUESTIONS_MAX = 10000,
	AGE_MAX = 60000,
	OPEN_MAX = 32768, /* half of the message ids: a free one is soon found */
	ALONE_MAX = 64,
};

static int init_ares(struct ma_channel *channel, const char *server, bool plain)
{
	static char no_file[] = "/dev/null";
	static char lookups[] = "b";
	struct ares_options options = {
		/* Not IGNTC: it would cut answers without a word. */
		.flags = ARES_FLAG_NOCHECKRESP | (plain ? 0 : ARES_FLAG_EDNS),
		.timeout = ARES_TIMEOUT,
		.tries = 1,
		.ednspsz = EDNS_SIZE,
		.lookups = lookups,
		.resolvconf_path = no_file,
		.sock_state_cb = ma_socket_watch,
		.sock_state_cb_data = channel,
	};
	int mask = ARES_OPT_FLAGS | ARES_OPT_TIMEOUTMS | ARES_OPT_TRIES | ARES_OPT_EDNSPSZ |
		   ARES_OPT_LOOKUPS | ARES_OPT_RESOLVCONF | ARES_OPT_SOCK_STATE_CB;

#ifdef ARES_OPT_QUERY_CACHE
	mask |= ARES_OPT_QUERY_CACHE; /* none */
#endif
	if (ares_init_options(&channel->ares, &options, mask) != ARES_SUCCESS)
		return MAILAUTH_ENOMEM;
	ma_socket_set_functions(channel);
	if (ares_set_servers_ports_csv(channel->ares, server) == ARES_SUCCESS)
		return 0;
	ares_destroy(channel->ares);
	return MAILAUTH_ENOMEM;
}

static struct ma_channel *new_channel(struct mailauth_network *network, const char *server,
				      bool plain, int64_t now)
{
	struct ma_channel *channel = calloc(1, sizeof(*channel));

	if (channel == NULL)
		return NULL;
	channel->network = network;
	channel->born = now;
	if (init_ares(channel, server, plain) < 0) {
		free(channel);
		return NULL;
	}
	channel->next = network->channels;
	network->channels = channel;
	return channel;
}

void ma_channel_retire(struct ma_server *server)
{
	for (size_t i = 0; i < MA_CHANNELS; i++) {
		if (server->channels[i] != NULL)
			server->channels[i]->retired = true;
		server->channels[i] = NULL;
	}
}

static struct ma_channel *choose_channel(struct mailauth_network *network, struct ma_server *server,
					 bool alone, bool plain, int64_t now)
{
	struct ma_channel **place = &server->channels[plain ? MA_CHANNEL_PLAIN : MA_CHANNEL_EDNS];
	const struct ma_channel *channel = *place;

	if (alone && network->alone < ALONE_MAX) {
		struct ma_channel *own = new_channel(network, server->text, plain, now);

		if (own == NULL)
			return NULL;
		own->alone = own->retired = true;
		network->alone++;
		return own;
	}
	if (channel != NULL && (channel->sent >= QUESTIONS_MAX || now - channel->born >= AGE_MAX))
		ma_channel_retire(server);
	if (*place == NULL)
		*place = new_channel(network, server->text, plain, now);
	return *place;
}

/* A message id that is not open, and that no one can guess. */
static bool choose_id(struct ma_channel *channel, uint16_t *id)
{
	if (channel->open >= OPEN_MAX)
		return false;
	do {
		if (getrandom(id, sizeof(*id), 0) != sizeof(*id))
			return false;
	} while ((channel->ids[*id / 8] & 1u << *id % 8) != 0);
	channel->ids[*id / 8] |= (unsigned char)(1u << *id % 8);
	return true;
}

static void put_aside(struct mailauth_network *network, struct ma_ticket *ticket)
{
	ticket->next_done = NULL;
	*network->done_end = ticket;
	network->done_end = &ticket->next_done;
}

static void keep_packet(struct ma_ticket *ticket, const unsigned char *packet, int length)
{
	if (ticket->status != ARES_SUCCESS)
		return;
	if (packet == NULL || length <= 0) {
		ticket->status = ARES_EBADRESP;
		return;
	}
	ticket->packet = malloc((size_t)length);
	if (ticket->packet == NULL) {
		ticket->status = ARES_ENOMEM;
		return;
	}
	memcpy(ticket->packet, packet, (size_t)length);
	ticket->length = (size_t)length;
}

/* c-ares is done with an attempt. */
static void note(void *data, int status, int timeouts, unsigned char *packet, int length)
{
	struct ma_ticket *ticket = data;
	struct ma_channel *channel = ticket->channel;

	(void)timeouts;
	channel->ids[ticket->message_id / 8] &= (unsigned char)~(1u << ticket->message_id % 8);
	channel->open--;
	ticket->channel = NULL;
	if (ticket->query == NULL) {
		free(ticket);
		return;
	}
	channel->used--;
	ticket->status = status;
	keep_packet(ticket, packet, length);
	put_aside(channel->network, ticket);
}

int ma_channel_send(struct mailauth_network *network, struct ma_server *server, bool alone,
		    struct ma_ticket *ticket, unsigned char *packet, size_t length, int64_t now)
{
	struct ma_channel *channel = choose_channel(network, server, alone, ticket->plain, now);

	if (channel == NULL)
		return MAILAUTH_ENOMEM;
	if (!choose_id(channel, &ticket->message_id)) {
		ticket->status = ARES_ECONNREFUSED;
		put_aside(network, ticket);
		return 0;
	}
	packet[0] = (unsigned char)(ticket->message_id >> 8);
	packet[1] = (unsigned char)ticket->message_id;
	ticket->channel = channel;
	channel->open++;
	channel->used++;
	channel->sent++;
	ares_send(channel->ares, packet, (int)length, note, ticket);
	return 0;
}

void ma_channel_detach(struct ma_ticket *ticket)
{
	if (ticket->channel != NULL)
		ticket->channel->used--;
	ticket->query = NULL;
	ticket->server = NULL;
}

void ma_channel_take_back(struct mailauth_network *network)
{
	for (struct ma_channel *channel = network->channels; channel; channel = channel->next) {
		if (!channel->failed)
			continue;
		channel->failed = false;
		ares_cancel(channel->ares);
	}
}

static void free_channel(struct ma_channel *channel)
{
	if (channel->alone)
		channel->network->alone--;
	ares_destroy(channel->ares); /* hands back the tickets that it still holds */
	free(channel);
}

void ma_channel_sweep(struct mailauth_network *network)
{
	struct ma_channel **place = &network->channels;

	while (*place != NULL) {
		struct ma_channel *channel = *place;

		if (channel->retired && channel->used == 0) {
			*place = channel->next;
			free_channel(channel);
			continue;
		}
		if (channel->open > 0)
			ares_process_fd(channel->ares, ARES_SOCKET_BAD, ARES_SOCKET_BAD);
		place = &channel->next;
	}
}

void ma_channel_free_all(struct mailauth_network *network)
{
	while (network->channels != NULL) {
		struct ma_channel *channel = network->channels;

		network->channels = channel->next;
		free_channel(channel);
	}
}
