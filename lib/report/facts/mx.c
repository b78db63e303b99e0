/* What the public may read of mail servers.
 *
 * SPDX-License-Identifier: MIT */

#include "../report.h"

#include <mailauth/mx.h>

bool mailauth_mx_is_known(const struct mailauth_report *report)
{
	return report->settings.domain != NULL && report->settings.scope == MAILAUTH_SCOPE_FULL &&
	       !report->mx.unknown;
}

/* An implicit MX is not a record. */
size_t mailauth_mx_count(const struct mailauth_report *report)
{
	return mailauth_mx_is_known(report) && !report->mx.implicit ? report->mx.count : 0;
}

static const struct ma_mx_host *host_at(const struct mailauth_report *report, size_t index)
{
	return index < mailauth_mx_count(report) ? &report->mx.hosts[index] : NULL;
}

unsigned mailauth_mx_preference(const struct mailauth_report *report, size_t index)
{
	const struct ma_mx_host *host = host_at(report, index);

	return host != NULL ? host->preference : 0;
}

const char *mailauth_mx_host(const struct mailauth_report *report, size_t index)
{
	const struct ma_mx_host *host = host_at(report, index);

	return host != NULL ? (const char *)host->name.data : NULL;
}

const char *mailauth_mx_address(const struct mailauth_report *report, size_t index, size_t which)
{
	const struct ma_mx_host *host = host_at(report, index);

	return host != NULL && which < host->address_count
		       ? (const char *)host->addresses[which].data
		       : NULL;
}
