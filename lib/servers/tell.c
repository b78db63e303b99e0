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

/* --- A family that cannot be reached ---------------------------------------------- */

static bool counts(const struct ma_servers *servers, unsigned family, enum ma_server_state state,
		   size_t *count)
{
	*count = 0;
	for (size_t i = 0; i < servers->count; i++)
		for (size_t k = 0; k < servers->items[i].count; k++)
			*count += servers->items[i].addresses[k].family == family &&
				  servers->items[i].addresses[k].state == state;
	return *count > 0;
}

/* Whether all addresses of FAMILY are silent, and others are not: then it is more likely that no
 * way leads there from here, and no server's fault. */
static bool is_out_of_reach(const struct ma_servers *servers, unsigned family, size_t *count)
{
	size_t others;

	return !counts(servers, family, MA_SERVER_ANSWERS, &others) &&
	       !counts(servers, family, MA_SERVER_LAME, &others) &&
	       counts(servers, family == 4 ? 16 : 4, MA_SERVER_ANSWERS, &others) &&
	       counts(servers, family, MA_SERVER_SILENT, count);
}

static void tell_family(struct ma_pass *pass, const struct ma_zone *zone,
			const struct ma_servers *servers, unsigned family)
{
	struct mailauth_finding *finding;
	size_t count;

	if (!is_out_of_reach(servers, family, &count))
		return;
	finding = ma_findings_add(&pass->findings, MA_DNS_FAMILY_SILENT, zone->apex_text);
	ma_finding_name(finding, "family", family == 4 ? MA_TEXT("IPv4") : MA_TEXT("IPv6"));
	ma_finding_name(finding, "count", ma_arena_number(pass->arena, count));
}

/* --- One server ------------------------------------------------------------------- */

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
			const struct ma_servers *servers, const struct ma_server *server)
{
	for (size_t i = 0; i < server->count; i++) {
		const struct ma_server_address *address = &server->addresses[i];
		size_t count;

		if (address->state != MA_SERVER_SILENT ||
		    !is_out_of_reach(servers, address->family, &count))
			tell_address(pass, zone, server, address);
	}
	if (server->count == 0)
		note(pass, server->unknown ? MA_DNS_SERVER_UNKNOWN : MA_DNS_SERVER_NO_ADDRESS, zone,
		     server);
}

void ma_servers_tell(struct ma_pass *pass, const struct ma_servers *servers,
		     const struct ma_zone *zone)
{
	for (size_t i = 0; i < servers->count; i++)
		tell_server(pass, zone, servers, &servers->items[i]);
	tell_family(pass, zone, servers, 4);
	tell_family(pass, zone, servers, 16);
	/* RFC 1034 4.1, RFC 2182 5: at least two. */
	if (zone->server_count == 1)
		note(pass, MA_DNS_SERVER_SINGLE, zone, &servers->items[0]);
}
