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
	const struct ma_answer *soa = address->answers[0];

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

static void ask(struct ma_pass *pass, struct ma_server_address *address, const struct ma_name *apex,
		size_t count)
{
	for (size_t i = 0; i < count; i++) {
		const struct ma_name *name = ma_server_question_name(pass, i, apex);

		if (name == NULL)
			return; /* too long, or memory failed */
		address->answers[i] = ma_ask_at(&pass->view, (const char *)address->text.data, name,
						ma_server_question_type(i));
	}
	judge(address);
}

/* The first address of a family. */
static void add_address(struct ma_pass *pass, struct ma_server *server, const struct ma_name *name,
			uint16_t type)
{
	const struct ma_answer *answer = ma_probe(&pass->view, name, type);

	server->unknown = server->unknown || answer->status == MA_ANSWER_FAILED;
	for (size_t i = 0; i < answer->count; i++) {
		struct ma_ip ip;

		if (!ma_record_ip(&answer->records[i], &ip))
			continue;
		server->addresses[server->count++].text = ma_ip_text(pass->arena, &ip);
		return;
	}
}

/* A hostile domain chooses what its name servers are called: only the global Internet is asked. */
static bool may_be_asked(const struct ma_settings *settings, struct ma_text text)
{
	struct ma_ip ip;

	return ma_ip_parse(text, &ip) && (settings->servers == MA_SERVERS_ANY ||
					  ma_ip_scope(&ip, 8 * ip.length) == MA_IP_GLOBAL);
}

static void ask_server(struct ma_pass *pass, struct ma_server *server, const struct ma_name *apex)
{
	const struct ma_name *name = ma_name_unescape(pass->arena, server->name);
	bool asked = false;

	if (name == NULL)
		return;
	add_address(pass, server, name, MA_TYPE_A);
	add_address(pass, server, name, MA_TYPE_AAAA);
	for (size_t i = 0; i < server->count; i++) {
		if (!may_be_asked(pass->settings, server->addresses[i].text))
			continue;
		ask(pass, &server->addresses[i], apex, asked ? 1 : MA_SERVER_QUESTIONS);
		asked = true;
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

static void evaluate(struct ma_pass *pass, void *subject)
{
	const struct ma_zone *zone = ma_inquiry_read(pass, &ma_zone_kind, 0);
	struct ma_servers *servers = subject;
	const struct ma_name *apex;

	*servers = (struct ma_servers){ .items = NULL };
	if (zone == NULL || zone->apex_text.data == NULL)
		return;
	apex = ma_name_unescape(pass->arena, zone->apex_text);
	servers->items =
		ma_arena_array(pass->arena, zone->server_count + 1, sizeof(*servers->items));
	for (size_t i = 0;
	     apex != NULL && servers->items != NULL && i < zone->server_count && i < SERVERS_MAX;
	     i++) {
		servers->items[i].name = zone->servers[i];
		servers->count++;
		ask_server(pass, &servers->items[i], apex);
	}
	if (apex != NULL && pass->view.overlay == NULL)
		recall_others(pass, servers, apex);
	if (pass->view.gap)
		return;
	ma_servers_tell(pass, servers, zone);
	ma_servers_compare(pass, servers, zone);
}

static void begin(struct ma_inquiries *inquiries)
{
	if (inquiries->settings->domain != NULL && inquiries->settings->servers != MA_SERVERS_NONE)
		ma_inquiries_add_new(inquiries, &ma_servers_kind, 0, sizeof(struct ma_servers));
}

const struct ma_kind ma_servers_kind = {
	.name = "servers",
	.budget = 80,
	.begin = begin,
	.evaluate = evaluate,
};
