/* The inquiry about name servers: their addresses, and what each says of the records for mail.
 *
 * SPDX-License-Identifier: MIT */

#include "servers.h"

enum {
	SERVERS_MAX = 8,
};

/* --- One server ------------------------------------------------------------------- */

/* RFC 1912 2.8: a server that is not authoritative for a zone that is delegated to it is lame. */
static void judge(struct ma_server_address *address)
{
	const struct ma_answer *soa = address->answers[MA_SERVER_SOA];

	address->failure = soa->failure;
	if (soa->status == MA_ANSWER_RECORDS && soa->authoritative && soa->alias == NULL) {
		address->state = MA_SERVER_ANSWERS;
		address->serial = ma_record_soa_number(&soa->records[0], MA_SOA_SERIAL);
		return;
	}
	address->state = MA_SERVER_LAME;
	if (soa->status != MA_ANSWER_FAILED)
		return;
	switch (soa->failure) {
	case MAILAUTH_TIMED_OUT:
	case MAILAUTH_UNREACHABLE:
		address->state = MA_SERVER_SILENT;
		break;
	case MAILAUTH_NOT_ASKED:
	case MAILAUTH_OFFLINE:
	case MAILAUTH_CANCELLED:
		address->state = MA_SERVER_NOT_ASKED;
		break;
	default:
		break;
	}
}

/* Whether the server says at this address what it has, or has not said anything yet. */
static bool may_answer(const struct ma_server_address *address)
{
	const struct ma_answer *soa = address->answers[MA_SERVER_SOA];

	return soa == NULL || ma_answer_is_gap(soa) || address->state == MA_SERVER_ANSWERS;
}

/* All at once, also over TCP: a silent server is waited for once. */
static void ask(struct ma_pass *pass, struct ma_server_address *address, const struct ma_name *apex,
		size_t count)
{
	struct ma_target target = { .server = (const char *)address->text.data };

	if (target.server == NULL)
		return; /* memory failed */
	for (size_t i = 0; i < count; i++) {
		const struct ma_name *name = ma_server_question_name(pass, i, apex);

		if (name != NULL)
			address->answers[i] =
				ma_ask_at(&pass->view, target, name, ma_server_question_type(i));
	}
	target.way = MA_WAY_DNS_TCP;
	if (count > 1)
		address->tcp = ma_ask_at(&pass->view, target, apex, MA_TYPE_SOA);
	judge(address);
}

/* The first address of a family. */
static const struct ma_answer *add_address(struct ma_pass *pass, struct ma_server *server,
					   const struct ma_name *name, uint16_t type)
{
	const struct ma_answer *answer = ma_probe(&pass->view, name, type);
	struct ma_server_address *address = &server->addresses[server->count];

	server->unknown = server->unknown || answer->status == MA_ANSWER_FAILED;
	for (size_t i = 0; i < answer->count; i++) {
		struct ma_ip ip;

		if (!ma_record_ip(&answer->records[i], &ip))
			continue;
		address->text = ma_ip_text(pass->arena, &ip);
		address->family = ip.length;
		server->count++;
		break;
	}
	return answer;
}

/* The addresses that the zone above has, where the name has none: those are asked. */
static void add_glue(struct ma_pass *pass, struct ma_server *server, const struct ma_name *name,
		     const struct ma_referral *referral)
{
	for (size_t i = 0; i < referral->glue_count && server->count < MA_SERVER_ADDRESSES; i++) {
		const struct ma_glue *glue = &referral->glue[i];
		struct ma_server_address *address = &server->addresses[server->count];

		if (!ma_name_equal(glue->name, name) ||
		    (server->count > 0 && address[-1].family == glue->ip.length))
			continue;
		address->text = ma_ip_text(pass->arena, &glue->ip);
		address->family = glue->ip.length;
		server->count++;
	}
}

static void ask_server(struct ma_pass *pass, struct ma_server *server, const struct ma_name *apex,
		       const struct ma_referral *referral)
{
	const struct ma_name *name = ma_name_unescape(pass->arena, server->name);
	bool answers = false;

	if (name == NULL)
		return;
	server->ipv4 = add_address(pass, server, name, MA_TYPE_A);
	server->ipv6 = add_address(pass, server, name, MA_TYPE_AAAA);
	if (server->count == 0 && referral != NULL)
		add_glue(pass, server, name, referral);
	for (size_t i = 0; i < server->count; i++) {
		struct ma_ip ip;

		if (!ma_ip_parse(server->addresses[i].text, &ip) ||
		    !ma_server_may_be_asked(pass->settings, &ip))
			continue;
		ask(pass, &server->addresses[i], apex, answers ? 1 : MA_SERVER_QUESTIONS);
		/* Until it is known, the first one is taken to answer. */
		answers = answers || may_answer(&server->addresses[i]);
	}
}

/* --- All of them -------------------------------------------------------------------- */

/* Other inquiries ask all of these.  What is assumed is at no server. */
static void recall_others(struct ma_pass *pass, struct ma_servers *servers,
			  const struct ma_name *apex)
{
	for (size_t i = 1; i < MA_SERVER_QUESTIONS; i++) {
		const struct ma_name *name = ma_server_question_name(pass, i, apex);

		if (name != NULL)
			servers->others[i] =
				ma_probe(&pass->view, name, ma_server_question_type(i));
	}
}

static bool has(const struct ma_servers *servers, struct ma_text name)
{
	for (size_t i = 0; i < servers->count; i++)
		if (ma_text_equal(servers->items[i].name, name))
			return true;
	return false;
}

static bool is_delegated(const struct ma_delegation *delegation, struct ma_text name)
{
	for (size_t i = 0; i < delegation->count; i++)
		if (ma_text_equal(delegation->names[i], name))
			return true;
	return false;
}

/* RFC 1034 4.3.2: who looks something up comes to those that the zone above names.  There is room
 * for them, however many others the zone names. */
static void ask_all(struct ma_pass *pass, struct ma_servers *servers, const struct ma_zone *zone,
		    const struct ma_name *apex)
{
	const struct ma_delegation *delegation = &servers->delegation;
	size_t most = zone->server_count + delegation->count;
	size_t others = delegation->count < SERVERS_MAX ? SERVERS_MAX - delegation->count : 0;

	servers->items = ma_arena_array(pass->arena, most + 1, sizeof(*servers->items));
	for (size_t i = 0; servers->items != NULL && i < most && servers->count < SERVERS_MAX;
	     i++) {
		struct ma_text name = i < zone->server_count
					      ? zone->servers[i]
					      : delegation->names[i - zone->server_count];
		bool counts = is_delegated(delegation, name);

		if (has(servers, name) || (!counts && others == 0))
			continue;
		others -= !counts;
		servers->items[servers->count].name = name;
		ask_server(pass, &servers->items[servers->count++], apex, delegation->referral);
	}
}

static void evaluate(struct ma_pass *pass, void *subject)
{
	const struct ma_zone *zone = ma_inquiry_read(pass, &ma_zone_kind, 0);
	struct ma_servers *servers = subject;
	const struct ma_name *apex;

	*servers = (struct ma_servers){ .items = NULL };
	if (zone == NULL || zone->apex_text.data == NULL)
		return;
	apex = ma_name_unescape(pass->arena, zone->apex_text);
	if (apex == NULL)
		return;
	ma_delegation_ask(pass, &servers->delegation, apex);
	ask_all(pass, servers, zone, apex);
	if (pass->view.overlay == NULL)
		recall_others(pass, servers, apex);
	if (pass->view.gap || pass->arena->failed)
		return;
	ma_delegation_tell(pass, servers, zone);
	ma_servers_tell(pass, servers, zone);
	ma_servers_tell_manners(pass, servers, zone);
	ma_servers_compare(pass, servers, zone);
}

static void begin(struct ma_inquiries *inquiries)
{
	if (inquiries->settings->domain != NULL && inquiries->settings->servers != MA_SERVERS_NONE)
		ma_inquiries_add_new(inquiries, &ma_servers_kind, 0, sizeof(struct ma_servers));
}

const struct ma_kind ma_servers_kind = {
	.name = "servers",
	.budget = 160,
	.begin = begin,
	.evaluate = evaluate,
};
