/* The network: its servers, and which named servers may be asked.
 *
 * SPDX-License-Identifier: MIT */

#include "network.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

int mailauth_network_new(struct mailauth_network **result)
{
	struct mailauth_network *network;

	if (result == NULL)
		return MAILAUTH_EINVAL;
	network = calloc(1, sizeof(*network));
	if (network == NULL)
		return MAILAUTH_ENOMEM;
	/* Counted by c-ares: each success is to be followed by one ares_library_cleanup(). */
	if (ares_library_init(ARES_LIB_INIT_NONE) != ARES_SUCCESS) {
		free(network);
		return MAILAUTH_ENOMEM;
	}
	network->named_port = MA_PORT;
	network->descriptor = -1;
	network->done_end = &network->done;
	*result = network;
	return 0;
}

void mailauth_network_free(struct mailauth_network *network)
{
	if (network == NULL)
		return;
	ma_channel_free_all(network);
	while (network->done != NULL) {
		struct ma_ticket *ticket = network->done;

		network->done = ticket->next_done;
		free(ticket->packet);
		free(ticket);
	}
	for (size_t i = 0; i < network->count; i++)
		free(network->servers[i]);
	for (size_t i = 0; i < network->named_count; i++)
		free(network->named[i]);
	free(network->allowed);
	free(network->sockets);
	free(network->owners);
	free(network->ready);
	free(network->ready_owners);
	ma_timers_finish(&network->timers);
	if (network->descriptor >= 0)
		close(network->descriptor);
	free(network);
	ares_library_cleanup();
}

static struct ma_server *new_server(const struct ma_inet *address, unsigned port)
{
	struct ma_server *server = calloc(1, sizeof(*server));

	if (server == NULL)
		return NULL;
	server->address = *address;
	ma_inet_write(address, port, server->text);
	return server;
}

static int add(struct mailauth_network *network, const struct ma_inet *address, unsigned port)
{
	struct ma_server *server;

	if (network->count == MA_SERVERS_MAX)
		return MAILAUTH_EINVAL;
	server = new_server(address, port);
	if (server == NULL)
		return MAILAUTH_ENOMEM;
	network->servers[network->count++] = server;
	return 0;
}

static int add_all(struct mailauth_network *network, const struct ares_addr_port_node *node)
{
	int status = 0;

	for (; node != NULL && status == 0; node = node->next) {
		struct ma_inet address = { .length = node->family == AF_INET ? 4 : 16 };
		unsigned port = node->udp_port != 0 ? (unsigned)node->udp_port : MA_PORT;

		memcpy(address.octets, &node->addr, address.length);
		status = add(network, &address, port);
	}
	return status;
}

/* As c-ares reads the configuration of this host. */
static int add_system(struct mailauth_network *network)
{
	struct ares_addr_port_node *nodes = NULL;
	size_t before = network->count;
	ares_channel channel;
	int status = ares_init(&channel);

	if (status != ARES_SUCCESS)
		return status == ARES_ENOMEM ? MAILAUTH_ENOMEM : MAILAUTH_EIO;
	status = ares_get_servers_ports(channel, &nodes);
	ares_destroy(channel);
	if (status != ARES_SUCCESS)
		return status == ARES_ENOMEM ? MAILAUTH_ENOMEM : MAILAUTH_EIO;
	status = add_all(network, nodes);
	if (nodes != NULL)
		ares_free_data(nodes);
	if (status == 0 && network->count == before)
		status = MAILAUTH_EIO;
	return status;
}

int mailauth_network_add_server(struct mailauth_network *network, const char *server)
{
	struct ma_inet address;
	unsigned port;

	if (network == NULL || server == NULL)
		return MAILAUTH_EINVAL;
	if (strcmp(server, "system") == 0)
		return add_system(network);
	if (!ma_inet_read_server(server, &address, &port))
		return MAILAUTH_EINVAL;
	return add(network, &address, port);
}

size_t mailauth_network_count(const struct mailauth_network *network)
{
	return network->count;
}

const char *mailauth_network_server(const struct mailauth_network *network, size_t index)
{
	return index < network->count ? network->servers[index]->text : NULL;
}

int mailauth_network_allow(struct mailauth_network *network, const char *text)
{
	struct ma_prefix *longer;
	struct ma_prefix prefix;

	if (network == NULL || text == NULL || !ma_inet_read_prefix(text, &prefix))
		return MAILAUTH_EINVAL;
	longer = realloc(network->allowed, (network->allowed_count + 1) * sizeof(*longer));
	if (longer == NULL)
		return MAILAUTH_ENOMEM;
	network->allowed = longer;
	network->allowed[network->allowed_count++] = prefix;
	return 0;
}

bool ma_network_allows(const struct mailauth_network *network, const struct ma_inet *address)
{
	if (ma_inet_is_global(address))
		return true;
	for (size_t i = 0; i < network->allowed_count; i++)
		if (ma_inet_is_in(address, &network->allowed[i]))
			return true;
	for (size_t i = 0; i < network->count; i++)
		if (memcmp(address, &network->servers[i]->address, sizeof(*address)) == 0)
			return true;
	return false;
}

/* The place of the one that was not asked for longest and is not being asked; MA_NAMED_MAX if all
 * are. */
static size_t find_unused(const struct mailauth_network *network)
{
	size_t oldest = MA_NAMED_MAX;

	for (size_t i = 0; i < network->named_count; i++)
		if (network->named[i]->users == 0 &&
		    (oldest == MA_NAMED_MAX ||
		     network->named[i]->last_use < network->named[oldest]->last_use))
			oldest = i;
	return oldest;
}

struct ma_server *ma_network_named(struct mailauth_network *network, const struct ma_inet *address,
				   int *status)
{
	size_t place = network->named_count;
	struct ma_server *server;

	for (size_t i = 0; i < network->named_count; i++)
		if (memcmp(address, &network->named[i]->address, sizeof(*address)) == 0)
			return network->named[i];
	*status = MAILAUTH_NOT_HELD;
	if (place == MA_NAMED_MAX && (place = find_unused(network)) == MA_NAMED_MAX)
		return NULL;
	*status = MAILAUTH_ENOMEM;
	server = new_server(address, network->named_port);
	if (server == NULL)
		return NULL;
	if (place < network->named_count) {
		ma_channel_retire(network->named[place]);
		free(network->named[place]);
	} else {
		network->named_count++;
	}
	network->named[place] = server;
	return server;
}
