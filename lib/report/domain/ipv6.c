/* The domain's own mail servers that the SPF record permits by IPv4 alone: what they send by IPv6
 * fails, and a server that has an IPv6 address prefers it (RFC 6724).
 *
 * SPDX-License-Identifier: MIT */

#include "../report.h"

#include <string.h>

static bool is_ipv6(struct ma_text address)
{
	return memchr(address.data, ':', address.length) != NULL;
}

static bool is_permitted(const struct ma_spf_tree *tree, struct ma_arena *arena,
			 struct ma_text address)
{
	struct ma_ranges one = { .arena = arena };
	struct ma_ip ip;

	if (!ma_ip_parse(address, &ip))
		return false;
	ma_ranges_add(&one, &ip, 8 * ip.length);
	ma_ranges_tidy(&one);
	return ma_ranges_within(&one, &tree->permitted).count > 0;
}

/* The first IPv6 address of HOST that is not permitted, while one by IPv4 is; data is NULL if there
 * is none. */
static struct ma_text find_missing(const struct ma_spf_tree *tree, struct ma_arena *arena,
				   const struct ma_mx_host *host)
{
	struct ma_text missing = { 0 };
	bool permitted = false;

	for (size_t i = 0; i < host->address_count; i++) {
		bool passes = is_permitted(tree, arena, host->addresses[i]);

		if (!is_ipv6(host->addresses[i]))
			permitted = permitted || passes;
		else if (!passes && missing.data == NULL)
			missing = host->addresses[i];
	}
	return permitted ? missing : (struct ma_text){ 0 };
}

static bool is_own(const struct mailauth_report *report, struct ma_text host)
{
	return ma_holder_is_in_zone(report, host) ||
	       ma_domain_is_within(host, report->settings.domain_text);
}

void ma_domain_note_ipv6(const struct mailauth_report *report, struct ma_findings *findings)
{
	const struct ma_spf_tree *tree = &report->spf.tree;
	const struct ma_mx *mx = &report->mx;

	if (!report->spf.walked || tree->errors || !tree->counted || tree->reach.everyone ||
	    tree->reach.of_sender || tree->reach.unknown || mx->implicit)
		return;
	for (size_t i = 0; i < mx->count; i++) {
		const struct ma_mx_host *host = &mx->hosts[i];
		struct ma_text missing = find_missing(tree, findings->arena, host);
		struct mailauth_finding *finding;

		if (missing.data == NULL || !is_own(report, host->name))
			continue;
		finding =
			ma_findings_add(findings, MA_SPF_MX_IPV6_MISSING,
					ma_name_present(findings->arena, report->settings.domain));
		ma_finding_name(finding, "host", host->name);
		ma_finding_text(finding, "ip", missing);
		return;
	}
}
