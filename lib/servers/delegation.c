/* Findings about the delegation: name servers and glue that the zone above has otherwise.
 *
 * SPDX-License-Identifier: MIT */

#include "servers.h"

static bool has(const struct ma_text *names, size_t count, struct ma_text name)
{
	for (size_t i = 0; i < count; i++)
		if (ma_text_equal(names[i], name))
			return true;
	return false;
}

/* Those of NAMES that OTHERS lack, with commas between; "-" for none.  *FOUND is how many. */
static struct ma_text list_rest(struct ma_arena *arena, const struct ma_text *names, size_t count,
				const struct ma_text *others, size_t other_count, size_t *found)
{
	struct ma_buffer text = { 0 };

	*found = 0;
	for (size_t i = 0; i < count; i++) {
		if (has(others, other_count, names[i]))
			continue;
		ma_buffer_string(&text, (*found)++ > 0 ? ", " : "");
		ma_buffer_text(&text, names[i]);
	}
	if (*found == 0)
		ma_buffer_byte(&text, '-');
	return ma_buffer_keep(&text, arena);
}

/* RFC 1034 4.2.2: both have to name the same.  A zone file that names no server which is asked is
 * one that receivers do not see. */
static void tell_names(struct ma_pass *pass, const struct ma_delegation *delegation,
		       const struct ma_zone *zone)
{
	size_t only_here, only_there;
	struct ma_text here = list_rest(pass->arena, zone->servers, zone->server_count,
					delegation->names, delegation->count, &only_here);
	struct ma_text there = list_rest(pass->arena, delegation->names, delegation->count,
					 zone->servers, zone->server_count, &only_there);
	enum ma_finding_id id = MA_DNS_DELEGATION_DIFFERS;
	struct mailauth_finding *finding;

	/* A zone file may leave its NS records to the service that publishes it. */
	if (zone->server_count == 0 || (only_here == 0 && only_there == 0))
		return;
	if (pass->settings->compare && only_there == delegation->count)
		id = MA_DNS_DELEGATION_ELSEWHERE;
	finding = ma_findings_add(&pass->findings, id, zone->apex_text);
	ma_finding_list(finding, "here", here);
	ma_finding_list(finding, "there", there);
}

/* --- Glue -------------------------------------------------------------------------- */

static bool holds(const struct ma_answer *answer, const struct ma_ip *ip)
{
	struct ma_ip own;

	for (size_t i = 0; i < answer->count; i++)
		if (ma_record_ip(&answer->records[i], &own) && ma_ip_compare(&own, ip) == 0)
			return true;
	return false;
}

static void tell_glue_address(struct ma_pass *pass, const struct ma_server *server,
			      const struct ma_ip *ip)
{
	const struct ma_answer *answer = ip->length == 4 ? server->ipv4 : server->ipv6;
	struct mailauth_finding *finding;
	struct ma_ip own;

	/* Without an address of that family, the servers have the last word on it, too. */
	if (answer == NULL || answer->count == 0 || holds(answer, ip) ||
	    !ma_record_ip(&answer->records[0], &own))
		return;
	finding = ma_findings_add(&pass->findings, MA_DNS_GLUE_DIFFERS, server->name);
	ma_finding_name(finding, "glue", ma_ip_text(pass->arena, ip));
	ma_finding_name(finding, "address", ma_ip_text(pass->arena, &own));
}

static void tell_glue(struct ma_pass *pass, const struct ma_servers *servers,
		      const struct ma_server *server)
{
	const struct ma_referral *referral = servers->delegation.referral;
	const struct ma_name *name = ma_name_unescape(pass->arena, server->name);
	bool found = false;

	if (name == NULL || !ma_name_is_within(name, referral->apex) ||
	    !has(servers->delegation.names, servers->delegation.count, server->name))
		return;
	for (size_t i = 0; i < referral->glue_count; i++) {
		if (!ma_name_equal(referral->glue[i].name, name))
			continue;
		found = true;
		tell_glue_address(pass, server, &referral->glue[i].ip);
	}
	/* RFC 9471 3.1: without it, no one gets to the server. */
	if (!found)
		ma_findings_add(&pass->findings, MA_DNS_GLUE_MISSING, server->name);
}

void ma_delegation_tell(struct ma_pass *pass, const struct ma_servers *servers,
			const struct ma_zone *zone)
{
	const struct ma_delegation *delegation = &servers->delegation;

	if (delegation->server.data == NULL) {
		if (pass->settings->compare)
			ma_findings_add(&pass->findings, MA_DNS_DELEGATION_UNKNOWN,
					zone->apex_text);
		return;
	}
	if (delegation->none) {
		ma_finding_name(
			ma_findings_add(&pass->findings, MA_DNS_NOT_DELEGATED, zone->apex_text),
			"server", delegation->server);
		return;
	}
	/* What was not kept may be what would be missed. */
	if (delegation->referral->cut)
		return;
	tell_names(pass, delegation, zone);
	for (size_t i = 0; i < servers->count; i++)
		tell_glue(pass, servers, &servers->items[i]);
}
