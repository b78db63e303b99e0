/* The network: making it, and its servers.
 *
 * SPDX-License-Identifier: MIT */

#include "network.h"

#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

enum {
	SOCKETS_MOST = 1024,
};

/* Half of the descriptors that this process may have. */
static size_t most_sockets(void)
{
	struct rlimit limit;

	if (getrlimit(RLIMIT_NOFILE, &limit) < 0 || limit.rlim_cur == RLIM_INFINITY ||
	    limit.rlim_cur / 2 > SOCKETS_MOST)
		return SOCKETS_MOST;
	return limit.rlim_cur / 2 > 0 ? limit.rlim_cur / 2 : 1;
}

int mailauth_network_new(struct mailauth_network **result)
{
	struct mailauth_network *network;

	if (result == NULL)
		return MAILAUTH_EINVAL;
	network = calloc(1, sizeof(*network));
	if (network == NULL)
		return MAILAUTH_ENOMEM;
	network->named_port = MA_PORT;
	network->smtp_port = MA_PORT_SMTP;
	network->descriptor = -1;
	network->open_max = most_sockets();
	*result = network;
	return 0;
}

void mailauth_network_free(struct mailauth_network *network)
{
	if (network == NULL)
		return;
	for (size_t i = 0; i < network->count; i++)
		free(network->servers[i]);
	for (size_t i = 0; i < network->named_count; i++)
		free(network->named[i]);
	free(network->allowed);
	ma_timers_finish(&network->timers);
	if (network->descriptor >= 0)
		close(network->descriptor);
	free(network);
}

int mailauth_network_add_server(struct mailauth_network *network, const char *server)
{
	char text[MA_SERVER_TEXT_MAX];
	struct ma_inet address;
	unsigned zone, port;

	if (network == NULL || server == NULL)
		return MAILAUTH_EINVAL;
	if (strcmp(server, "system") == 0)
		return ma_system_add(network);
	if (strlen(server) >= sizeof(text))
		return MAILAUTH_EINVAL;
	strcpy(text, server);
	if (!ma_inet_take_zone(text, &zone) || !ma_inet_read_server(text, &address, &port))
		return MAILAUTH_EINVAL;
	return ma_server_add(network, &address, zone, port);
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
