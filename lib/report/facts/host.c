/* What the public may read of hosts.
 *
 * SPDX-License-Identifier: MIT */

#include "../report.h"

#include <mailauth/host.h>

static const struct ma_host *host_at(const struct mailauth_report *report, size_t index)
{
	return index < report->hosts.count ? &report->hosts.items[index] : NULL;
}

size_t mailauth_host_count(const struct mailauth_report *report)
{
	return report->hosts.count;
}

const char *mailauth_host_ip(const struct mailauth_report *report, size_t index)
{
	const struct ma_host *host = host_at(report, index);

	return host != NULL ? (const char *)host->ip_text.data : NULL;
}

bool mailauth_host_sends(const struct mailauth_report *report, size_t index)
{
	const struct ma_host *host = host_at(report, index);

	return host != NULL && host->sends;
}

const char *mailauth_host_server(const struct mailauth_report *report, size_t index)
{
	const struct ma_host *host = host_at(report, index);

	return host != NULL ? (const char *)host->server.data : NULL;
}

const char *mailauth_host_helo(const struct mailauth_report *report, size_t index)
{
	const struct ma_host *host = host_at(report, index);

	return host != NULL && host->helo.length > 0 ? (const char *)host->helo.data : NULL;
}

enum mailauth_host_names mailauth_host_names(const struct mailauth_report *report, size_t index)
{
	static const enum mailauth_host_names names[] = {
		[MA_HOST_NOT_ASKED] = MAILAUTH_HOST_UNKNOWN,
		[MA_HOST_UNKNOWN] = MAILAUTH_HOST_UNKNOWN,
		[MA_HOST_NAMELESS] = MAILAUTH_HOST_NAMELESS,
		[MA_HOST_UNCONFIRMED] = MAILAUTH_HOST_UNCONFIRMED,
		[MA_HOST_CONFIRMED] = MAILAUTH_HOST_CONFIRMED,
	};
	const struct ma_host *host = host_at(report, index);

	return host != NULL ? names[host->state] : MAILAUTH_HOST_UNKNOWN;
}

const char *mailauth_host_name(const struct mailauth_report *report, size_t index, size_t which)
{
	const struct ma_host *host = host_at(report, index);

	return host != NULL && which < host->name_count ? (const char *)host->names[which].data
							: NULL;
}
