/* Findings about how a name server answers: not over TCP, not with EDNS, an alias next to other
 * records.
 *
 * SPDX-License-Identifier: MIT */

#include "servers.h"

static struct mailauth_finding *note(struct ma_pass *pass, enum ma_finding_id id,
				     const struct ma_server *server,
				     const struct ma_server_address *address)
{
	struct mailauth_finding *finding = ma_findings_add(&pass->findings, id, server->name);

	return ma_finding_name(finding, "address", address->text);
}

/* --- TCP --------------------------------------------------------------------------- */

/* A server that fails otherwise did take the question. */
static bool has_no_tcp(const struct ma_server_address *address)
{
	const struct ma_answer *answer = address != NULL ? address->tcp : NULL;

	return answer != NULL && answer->status == MA_ANSWER_FAILED &&
	       (answer->failure == MAILAUTH_TIMED_OUT || answer->failure == MAILAUTH_UNREACHABLE);
}

/* How many servers that answer do not do so over TCP; 0 if one does.  Where all of several are
 * silent, it is more likely that nothing leads there from here. */
static size_t count_out_of_reach(const struct ma_servers *servers)
{
	size_t count = 0;

	for (size_t i = 0; i < servers->count; i++) {
		const struct ma_server_address *address = ma_server_answering(&servers->items[i]);

		if (address == NULL || address->tcp == NULL)
			continue;
		if (!has_no_tcp(address) || address->tcp->failure != MAILAUTH_TIMED_OUT)
			return 0;
		count++;
	}
	return count;
}

/* RFC 7766 5: a server has to take questions over TCP, or answers that are cut are lost. */
static void tell_tcp(struct ma_pass *pass, const struct ma_servers *servers,
		     const struct ma_zone *zone)
{
	size_t count = count_out_of_reach(servers);

	if (count > 1) {
		struct mailauth_finding *finding =
			ma_findings_add(&pass->findings, MA_DNS_FAMILY_SILENT, zone->apex_text);

		ma_finding_name(finding, "family", MA_TEXT("TCP"));
		ma_finding_name(finding, "count", ma_arena_number(pass->arena, count));
		return;
	}
	for (size_t i = 0; i < servers->count; i++) {
		const struct ma_server_address *address = ma_server_answering(&servers->items[i]);

		if (has_no_tcp(address))
			ma_finding_failure(
				note(pass, MA_DNS_SERVER_NO_TCP, &servers->items[i], address),
				address->tcp->failure);
	}
}

/* --- EDNS -------------------------------------------------------------------------- */

/* RFC 6891 7: a server that knows it says so in each answer.  One answer may be to a question that
 * was repeated without it; over TCP, the first try has it. */
static void tell_edns(struct ma_pass *pass, const struct ma_server *server,
		      const struct ma_server_address *address)
{
	size_t known = 0;

	if (!ma_server_answer_is_known(address->tcp) || address->tcp->edns)
		return;
	for (size_t i = 0; i < MA_SERVER_QUESTIONS; i++) {
		if (!ma_server_answer_is_known(address->answers[i]))
			continue;
		if (address->answers[i]->edns)
			return;
		known++;
	}
	if (known > 1)
		note(pass, MA_DNS_SERVER_NO_EDNS, server, address);
}

/* --- An alias ---------------------------------------------------------------------- */

static bool is_alias(const struct ma_answer *answer)
{
	return ma_server_answer_is_known(answer) && answer->alias != NULL;
}

static bool has_records(const struct ma_answer *answer)
{
	return ma_server_answer_is_known(answer) && answer->alias == NULL && answer->count > 0;
}

/* RFC 1034 3.6.2: where there is an alias, there is nothing else.  Servers and resolvers then say
 * the one or the other. */
static bool tell_alias(struct ma_pass *pass, const struct ma_server_address *address,
		       const struct ma_zone *zone)
{
	const struct ma_answer *txt = address->answers[MA_SERVER_TXT];
	const struct ma_answer *mx = address->answers[MA_SERVER_MX];
	const struct ma_answer *alias = is_alias(txt) ? txt : mx;
	bool is_apex = ma_text_equal(zone->apex_text, pass->settings->domain_text);
	struct mailauth_finding *finding;

	if (!is_alias(alias) || !(is_apex || has_records(txt) || has_records(mx)))
		return false;
	finding = ma_findings_add(&pass->findings, MA_DNS_CNAME_AND_OTHER,
				  pass->settings->domain_text);
	ma_finding_name(finding, "target", ma_name_present(pass->arena, alias->links[0].name));
	if (!is_apex) /* a service's alias, perhaps, which a record of another kind got next to */
		ma_finding_text(finding, "below", MA_TEXT("yes"));
	return true;
}

void ma_servers_tell_manners(struct ma_pass *pass, const struct ma_servers *servers,
			     const struct ma_zone *zone)
{
	bool aliased = false;

	tell_tcp(pass, servers, zone);
	for (size_t i = 0; i < servers->count; i++) {
		const struct ma_server *server = &servers->items[i];
		const struct ma_server_address *address = ma_server_answering(server);

		if (address == NULL)
			continue;
		tell_edns(pass, server, address);
		aliased = aliased || tell_alias(pass, address, zone);
	}
}
