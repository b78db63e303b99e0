/* Findings about each name server: whether it answers, and for the zone.
 *
 * SPDX-License-Identifier: MIT */

#include "servers.h"

static struct mailauth_finding *note(struct ma_pass *pass, enum ma_finding_id id,
				     const struct ma_zone *zone, const struct ma_server *server)
{
	struct mailauth_finding *finding = ma_findings_add(&pass->findings, id, zone->apex_text);

	return ma_finding_name(finding, "server", server->name);
}

static void tell_address(struct ma_pass *pass, const struct ma_zone *zone,
			 const struct ma_server *server, const struct ma_server_address *address)
{
	struct mailauth_finding *finding = NULL;

	switch (address->state) {
	case MA_SERVER_NOT_ASKED:
		finding = note(pass, MA_DNS_SERVER_NOT_ASKED, zone, server);
		break;
	case MA_SERVER_SILENT:
		finding = note(pass, MA_DNS_SERVER_SILENT, zone, server);
		ma_finding_failure(finding, address->failure);
		break;
	case MA_SERVER_LAME:
		finding = note(pass, MA_DNS_SERVER_LAME, zone, server);
		break;
	case MA_SERVER_ANSWERS:
		return;
	}
	ma_finding_name(finding, "address", address->text);
}

static void tell_server(struct ma_pass *pass, const struct ma_zone *zone,
			const struct ma_server *server)
{
	for (size_t i = 0; i < server->count; i++)
		tell_address(pass, zone, server, &server->addresses[i]);
	if (server->count == 0)
		note(pass, server->unknown ? MA_DNS_SERVER_UNKNOWN : MA_DNS_SERVER_NO_ADDRESS, zone,
		     server);
}

void ma_servers_tell(struct ma_pass *pass, const struct ma_servers *servers,
		     const struct ma_zone *zone)
{
	for (size_t i = 0; i < servers->count; i++)
		tell_server(pass, zone, &servers->items[i]);
	/* RFC 1034 4.1, RFC 2182 5: at least two. */
	if (zone->server_count == 1)
		note(pass, MA_DNS_SERVER_SINGLE, zone, &servers->items[0]);
}
