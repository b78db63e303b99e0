/* Servers: who may be asked, and what is known of each.
 *
 * SPDX-License-Identifier: MIT */

#include "network.h"

#include <net/if.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
	SILENCE = 30000,
	PATIENCE_LEAST = 300,
	PATIENCE_MOST = 1500,
};

static void set_socket_address(struct ma_server *server, unsigned zone, unsigned port)
{
	union {
		struct sockaddr_storage any;
		struct sockaddr_in four;
		struct sockaddr_in6 six;
	} where = { .any = { .ss_family = AF_INET } };

	if (server->address.length == 4) {
		where.four.sin_port = htons((uint16_t)port);
		memcpy(&where.four.sin_addr, server->address.octets, 4);
		server->where_length = sizeof(where.four);
	} else {
		where.six.sin6_family = AF_INET6;
		where.six.sin6_port = htons((uint16_t)port);
		where.six.sin6_scope_id = zone;
		memcpy(&where.six.sin6_addr, server->address.octets, 16);
		server->where_length = sizeof(where.six);
	}
	server->where = where.any;
}

struct ma_server *ma_server_new(const struct ma_inet *address, unsigned zone, unsigned port)
{
	struct ma_server *server = calloc(1, sizeof(*server));
	char name[IF_NAMESIZE + 1] = "%";
	char *bracket;

	if (server == NULL)
		return NULL;
	server->address = *address;
	set_socket_address(server, zone, port);
	ma_inet_write(address, port, server->text);
	if (zone == 0 || (bracket = strchr(server->text, ']')) == NULL)
		return server;
	if (if_indextoname(zone, name + 1) == NULL)
		snprintf(name, sizeof(name), "%%%u", zone);
	memmove(bracket + strlen(name), bracket, strlen(bracket) + 1);
	memcpy(bracket, name, strlen(name));
	return server;
}

int ma_server_add(struct mailauth_network *network, const struct ma_inet *address, unsigned zone,
		  unsigned port)
{
	struct ma_server *server;

	if (network->count == MA_SERVERS_MAX)
		return MAILAUTH_EINVAL;
	server = ma_server_new(address, zone, port);
	if (server == NULL)
		return MAILAUTH_ENOMEM;
	network->servers[network->count++] = server;
	return 0;
}

/* RFC 6298 2, in whole numbers. */
static void measure(struct ma_server *server, int64_t took)
{
	int64_t difference;

	if (server->round_trip == 0) {
		server->round_trip = 8 * took + 1;
		server->variation = 2 * took;
		return;
	}
	difference = took - server->round_trip / 8;
	server->round_trip += difference;
	server->variation += (difference < 0 ? -difference : difference) - server->variation / 4;
}

void ma_server_hear(struct ma_server *server, int64_t sent, int64_t now)
{
	measure(server, now - sent);
	server->heard = now;
	server->silent_until = 0;
}

void ma_server_miss(struct ma_server *server, int64_t since, int64_t now)
{
	if (server->heard < since)
		server->silent_until = now + SILENCE;
}

int64_t ma_server_patience(const struct ma_server *server, int64_t usual)
{
	int64_t patience = server->round_trip / 8 + server->variation;

	if (server->round_trip == 0)
		return usual > 0 && usual < PATIENCE_MOST ? usual : PATIENCE_MOST;
	if (patience < PATIENCE_LEAST)
		return PATIENCE_LEAST;
	return patience < PATIENCE_MOST ? patience : PATIENCE_MOST;
}

/* That the caller asks a resolver does not mean that it may be greeted as a mail server. */
bool ma_network_allows(const struct mailauth_network *network, const struct ma_inet *address,
		       bool smtp)
{
	if (ma_inet_is_global(address))
		return true;
	for (size_t i = 0; i < network->allowed_count; i++)
		if (ma_inet_is_in(address, &network->allowed[i]))
			return true;
	for (size_t i = 0; i < network->count && !smtp; i++)
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
				   bool smtp, int *status)
{
	size_t place = network->named_count;
	struct ma_server *server;

	for (size_t i = 0; i < network->named_count; i++)
		if (network->named[i]->smtp == smtp &&
		    memcmp(address, &network->named[i]->address, sizeof(*address)) == 0)
			return network->named[i];
	*status = MAILAUTH_NOT_HELD;
	if (place == MA_NAMED_MAX && (place = find_unused(network)) == MA_NAMED_MAX)
		return NULL;
	*status = MAILAUTH_ENOMEM;
	server = ma_server_new(address, 0, smtp ? network->smtp_port : network->named_port);
	if (server == NULL)
		return NULL;
	server->smtp = smtp;
	if (place < network->named_count) {
		free(network->named[place]);
	} else {
		network->named_count++;
	}
	network->named[place] = server;
	return server;
}
