/* Findings about the names of hosts.
 *
 * SPDX-License-Identifier: MIT */

#include "host.h"

static struct mailauth_finding *note(struct ma_pass *pass, enum ma_finding_id id,
				     const struct ma_host *host)
{
	struct mailauth_finding *finding =
		ma_findings_add(&pass->findings, id, pass->settings->domain_text);

	return ma_finding_name(finding, "ip", host->ip_text);
}

/* RFC 1912 2.1: every address of a host has a name.  By IPv6, large receivers insist on it. */
static enum ma_finding_id id_of_nameless(const struct ma_host *host)
{
	if (!host->own)
		return MA_HOST_NO_PTR_IF_SENDS;
	return host->ip.length == 4 ? MA_HOST_NO_PTR : MA_HOST_NO_PTR_IPV6;
}

static void tell_names(struct ma_pass *pass, const struct ma_host *host)
{
	if (host->name_count > 1 && host->sends)
		ma_finding_name(note(pass, MA_HOST_PTR_SEVERAL, host), "count",
				ma_arena_number(pass->arena, host->name_count));
	if (host->own &&
	    ma_host_is_generic(host->confirmed.data != NULL ? host->confirmed : host->names[0],
			       &host->ip))
		ma_finding_name(note(pass, MA_HOST_PTR_GENERIC, host), "ptr",
				host->confirmed.data != NULL ? host->confirmed : host->names[0]);
}

void ma_host_tell(struct ma_pass *pass, const struct ma_host *host)
{
	switch (host->state) {
	case MA_HOST_NOT_ASKED:
		break;
	case MA_HOST_UNKNOWN:
		if (host->own)
			ma_finding_failure(note(pass, MA_HOST_PTR_UNKNOWN, host), host->failure);
		break;
	case MA_HOST_NAMELESS:
		note(pass, id_of_nameless(host), host);
		break;
	case MA_HOST_UNCONFIRMED: /* RFC 8601 2.7.3 */
		ma_finding_name(
			note(pass,
			     host->own ? MA_HOST_PTR_UNCONFIRMED : MA_HOST_PTR_UNCONFIRMED_IF_SENDS,
			     host),
			"ptr", host->names[0]);
		break;
	case MA_HOST_CONFIRMED:
		if (host->sends)
			ma_finding_name(note(pass, MA_HOST_PTR_CONFIRMED, host), "ptr",
					host->confirmed);
		break;
	}
	if (host->name_count > 0)
		tell_names(pass, host);
}
