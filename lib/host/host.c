/* The inquiry about hosts: the addresses of senders, and those of the domain's own mail servers.
 *
 * SPDX-License-Identifier: MIT */

#include "../known/known.h"
#include "host.h"

enum {
	HOSTS_MAX = 16,	  /* the budget suffices for so many */
	SERVERS_MAX = 10, /* addresses of mail servers, of these */
};

static struct ma_host *find(const struct ma_hosts *hosts, const struct ma_ip *ip)
{
	for (size_t i = 0; i < hosts->count; i++)
		if (ma_ip_compare(&hosts->items[i].ip, ip) == 0)
			return &hosts->items[i];
	return NULL;
}

/* NULL for an address that no one is asked about, and where there are too many. */
static struct ma_host *add(struct ma_pass *pass, struct ma_hosts *hosts, const struct ma_ip *ip)
{
	struct ma_host *host = find(hosts, ip);

	if (host != NULL || hosts->count == HOSTS_MAX ||
	    ma_ip_scope(ip, 8 * ip->length) != MA_IP_GLOBAL)
		return host;
	host = &hosts->items[hosts->count++];
	host->ip = *ip;
	host->ip_text = ma_ip_text(pass->arena, ip);
	return host;
}

static void add_senders(struct ma_pass *pass, struct ma_hosts *hosts)
{
	const struct ma_settings *settings = pass->settings;

	for (size_t i = 0; i < settings->sender_count; i++) {
		struct ma_host *host = add(pass, hosts, &settings->senders[i].ip);

		if (host == NULL)
			continue;
		host->sends = true;
		if (host->helo.length == 0)
			host->helo = settings->senders[i].helo;
	}
}

/* Those of a company have names already, and no one here can change them. */
static bool is_of_company(const struct ma_mx_host *server)
{
	return ma_provider_find(server->name, MA_PROVIDER_MX | MA_PROVIDER_HOST) != NULL;
}

/* A domain's own address, where mail goes without an MX record, is often that of a website. */
static void add_mail_servers(struct ma_pass *pass, struct ma_hosts *hosts)
{
	const struct ma_mx *mx = ma_inquiry_read(pass, &ma_mx_kind, 0);
	size_t most = hosts->count + SERVERS_MAX;

	for (size_t i = 0; mx != NULL && !mx->implicit && i < mx->count; i++) {
		const struct ma_mx_host *server = &mx->hosts[i];

		for (size_t k = 0; k < server->address_count && hosts->count < most; k++) {
			struct ma_host *host;
			struct ma_ip ip;

			if (is_of_company(server) || !ma_ip_parse(server->addresses[k], &ip))
				continue;
			ma_ip_unmap(&ip);
			host = add(pass, hosts, &ip);
			if (host != NULL && host->server.data == NULL)
				host->server = server->name;
		}
	}
}

static bool is_refused(const struct mailauth_sender *sender)
{
	return sender->outcome.result == MAILAUTH_SPF_FAIL ||
	       sender->outcome.result == MAILAUTH_SPF_SOFTFAIL;
}

/* Whether the domain is not known to refuse mail from HOST: a forger's host is its owner's affair.
 */
static bool is_own(struct ma_pass *pass, const struct ma_host *host)
{
	const struct ma_settings *settings = pass->settings;
	bool own = ma_settings_expect_ip(settings, &host->ip);

	for (size_t i = 0; i < settings->sender_count; i++) {
		const struct ma_sender_input *input = &settings->senders[i];
		const struct mailauth_sender *sender;

		if (input->identity == MAILAUTH_IDENTITY_HELO ||
		    ma_ip_compare(&input->ip, &host->ip) != 0)
			continue;
		sender = ma_inquiry_read(pass, &ma_sender_kind, i);
		if (sender != NULL && !is_refused(sender) &&
		    ma_domain_is_within(sender->domain_text, settings->domain_text))
			own = true;
	}
	return own;
}

static void evaluate(struct ma_pass *pass, void *subject)
{
	struct ma_hosts *hosts = subject;

	*hosts = (struct ma_hosts){ .items = ma_arena_array(pass->arena, HOSTS_MAX,
							    sizeof(*hosts->items)) };
	if (hosts->items == NULL)
		return;
	add_senders(pass, hosts);
	add_mail_servers(pass, hosts);
	for (size_t i = 0; i < hosts->count; i++) {
		struct ma_host *host = &hosts->items[i];

		ma_host_find_names(pass, host);
		host->own = host->sends && is_own(pass, host);
		ma_host_tell(pass, host);
		if (host->own && host->helo.length > 0)
			ma_host_tell_greeting(pass, host);
		/* Of others, nothing is missing. */
		if (host->own && host->state == MA_HOST_UNKNOWN)
			pass->view.failed = true;
	}
}

static void begin(struct ma_inquiries *inquiries)
{
	if (inquiries->settings->domain != NULL)
		ma_inquiries_add_new(inquiries, &ma_hosts_kind, 0, sizeof(struct ma_hosts));
}

const struct ma_kind ma_hosts_kind = {
	.name = "hosts",
	.budget = 140,
	.begin = begin,
	.evaluate = evaluate,
};
