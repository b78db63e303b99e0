/* What has to change at a host, and not in a zone of the domain: its holder is the one who runs it.
 *
 * SPDX-License-Identifier: MIT */

#include "../../known/known.h"
#include "../report.h"

/* The host whose names or greeting FINDING is about; NULL if it is about nothing of the kind. */
static const struct ma_host *find_host(const struct mailauth_report *report,
				       const struct mailauth_finding *finding)
{
	struct ma_text ip = ma_finding_argument(finding, "ip");

	if (mailauth_finding_section(finding) != MAILAUTH_SECTION_HOST || ip.data == NULL)
		return NULL;
	for (size_t i = 0; i < report->hosts.count; i++)
		if (ma_text_equal(report->hosts.items[i].ip_text, ip))
			return &report->hosts.items[i];
	return NULL;
}

bool ma_remedy_is_of_host(const struct mailauth_report *report,
			  const struct mailauth_finding *finding, struct ma_remedy *remedy)
{
	const struct ma_host *host = find_host(report, finding);

	if (host == NULL)
		return false;
	remedy->host = host;
	remedy->who = ma_catalogue(finding->id)->who;
	remedy->at = remedy->holder.name = host->reverse;
	return true;
}

const struct ma_provider *ma_provider_of_host(const struct ma_host *host)
{
	const struct ma_provider *provider = NULL;

	for (size_t i = 0; i < host->name_count && provider == NULL; i++)
		provider = ma_provider_find(host->names[i], MA_PROVIDER_HOST | MA_PROVIDER_MX);
	return provider;
}

/* Receivers look at the host before they look at SPF. */
void ma_cause_add_host(struct mailauth_report *report)
{
	struct ma_verdict *verdict = &report->verdict;

	if (verdict->sender->outcome.result != MAILAUTH_SPF_PASS)
		return;
	for (size_t i = 0; i < report->finding_count; i++) {
		const struct mailauth_finding *finding = report->findings[i];
		const struct ma_host *host = find_host(report, finding);

		if (host == NULL || mailauth_finding_severity(finding) != MAILAUTH_SEVERITY_ERROR ||
		    !ma_text_equal(host->ip_text, verdict->sender->ip_text))
			continue;
		ma_cause_add(verdict, MA_PHRASE_CAUSE_MORE, finding);
		if (verdict->fault == NULL)
			verdict->fault = finding;
		return;
	}
}
