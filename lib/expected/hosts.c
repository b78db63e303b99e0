/* The name of the greeting, and the name servers.
 *
 * SPDX-License-Identifier: MIT */

#include "expected.h"

/* --- The greeting ------------------------------------------------------------------- */

static void list(struct ma_buffer *text, struct ma_text item)
{
	if (text->length > 0)
		ma_buffer_string(text, ", ");
	ma_buffer_text(text, item);
}

/* What the addresses of a greeting's name come to. */
struct greeting {
	struct ma_buffer addresses;
	bool expected;
	bool failed;
};

static void look_at(struct ma_pass *pass, const struct ma_name *name, uint16_t type,
		    struct greeting *greeting)
{
	const struct ma_answer *answer = ma_ask(&pass->view, name, type);
	struct ma_ip ip;

	greeting->failed = greeting->failed || answer->status == MA_ANSWER_FAILED;
	for (size_t i = 0; i < answer->count; i++) {
		if (!ma_record_ip(&answer->records[i], &ip))
			continue;
		list(&greeting->addresses, ma_ip_text(pass->arena, &ip));
		greeting->expected =
			greeting->expected || ma_settings_expect_ip(pass->settings, &ip);
	}
}

/* RFC 5321 4.1.4: the name is that of the host; where its addresses were given, it has one of
 * them. */
static enum ma_finding_id judge_greeting(const struct ma_settings *settings,
					 const struct greeting *greeting)
{
	if (greeting->expected ||
	    (settings->expected_ip_count == 0 && greeting->addresses.length > 0))
		return MA_HOST_EXPECTED_HELO_COVERED;
	if (greeting->failed)
		return MA_HOST_EXPECTED_HELO_UNKNOWN;
	return greeting->addresses.length > 0 ? MA_HOST_EXPECTED_HELO_ELSEWHERE
					      : MA_HOST_EXPECTED_HELO_NO_ADDRESS;
}

static void find_greeting(struct ma_pass *pass, const struct ma_name *name)
{
	struct greeting greeting = { .expected = false };
	struct mailauth_finding *finding;

	look_at(pass, name, MA_TYPE_A, &greeting);
	look_at(pass, name, MA_TYPE_AAAA, &greeting);
	finding = ma_findings_add(&pass->findings, judge_greeting(pass->settings, &greeting),
				  ma_name_present(pass->arena, name));
	ma_finding_list(finding, "addresses", ma_buffer_keep(&greeting.addresses, pass->arena));
}

/* --- Name servers ----------------------------------------------------------------------- */

static bool serves(const struct ma_zone *zone, struct ma_text server)
{
	for (size_t i = 0; i < zone->server_count; i++)
		if (ma_text_equal(zone->servers[i], server))
			return true;
	return false;
}

static struct ma_text servers_of(struct ma_arena *arena, const struct ma_zone *zone)
{
	struct ma_buffer text = { 0 };

	for (size_t i = 0; i < zone->server_count; i++)
		list(&text, zone->servers[i]);
	return ma_buffer_keep(&text, arena);
}

static void find_server(struct ma_pass *pass, const struct ma_zone *zone, struct ma_text server)
{
	enum ma_finding_id id = zone->server_count == 0 ? MA_DNS_EXPECTED_NS_UNKNOWN
				: serves(zone, server)	? MA_DNS_EXPECTED_NS_COVERED
							: MA_DNS_EXPECTED_NS_MISSING;
	struct mailauth_finding *finding = ma_findings_add(
		&pass->findings, id,
		zone->apex_text.data != NULL ? zone->apex_text : pass->settings->domain_text);

	ma_finding_name(finding, "server", server);
	ma_finding_list(finding, "servers", servers_of(pass->arena, zone));
}

static void evaluate(struct ma_pass *pass, void *subject)
{
	const struct ma_settings *settings = pass->settings;
	const struct ma_zone *zone = ma_inquiry_read(pass, &ma_zone_kind, 0);

	(void)subject;
	for (size_t i = 0; i < settings->expected_helo_count; i++)
		find_greeting(pass, settings->expected_helos[i]);
	for (size_t i = 0; zone != NULL && i < settings->expected_server_count; i++)
		find_server(pass, zone,
			    ma_name_present(pass->arena, settings->expected_servers[i]));
}

static void begin(struct ma_inquiries *inquiries)
{
	const struct ma_settings *settings = inquiries->settings;

	if (settings->domain != NULL &&
	    settings->expected_helo_count + settings->expected_server_count > 0)
		ma_inquiries_add_new(inquiries, &ma_expected_hosts_kind, 0, 1);
}

const struct ma_kind ma_expected_hosts_kind = {
	.name = "expected.hosts",
	.budget = 60,
	.begin = begin,
	.evaluate = evaluate,
};
