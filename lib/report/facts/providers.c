/* What the public may read of companies.
 *
 * SPDX-License-Identifier: MIT */

#include "../../known/known.h"
#include "../report.h"

#include <mailauth/mx.h>

static const struct ma_found_provider *at(const struct mailauth_report *report, size_t index)
{
	return index < report->provider_count ? &report->providers[index] : NULL;
}

static const char *name_of(const struct ma_provider *provider, enum mailauth_language language)
{
	return provider != NULL ? ma_provider_name(provider, language) : NULL;
}

size_t mailauth_provider_count(const struct mailauth_report *report)
{
	return report->provider_count;
}

const char *mailauth_provider_id(const struct mailauth_report *report, size_t index)
{
	const struct ma_found_provider *found = at(report, index);

	return found != NULL ? found->provider->id : NULL;
}

const char *mailauth_provider_name(const struct mailauth_report *report, size_t index,
				   enum mailauth_language language)
{
	const struct ma_found_provider *found = at(report, index);

	return found != NULL ? name_of(found->provider, language) : NULL;
}

enum mailauth_provider_role mailauth_provider_role(const struct mailauth_report *report,
						   size_t index)
{
	const struct ma_found_provider *found = at(report, index);

	return found != NULL ? found->role : MAILAUTH_PROVIDER_DNS;
}

const char *mailauth_provider_evidence(const struct mailauth_report *report, size_t index)
{
	const struct ma_found_provider *found = at(report, index);

	return found != NULL ? (const char *)found->evidence.data : NULL;
}

const char *mailauth_provider_date(const struct mailauth_report *report, size_t index)
{
	const struct ma_found_provider *found = at(report, index);

	return found != NULL ? found->provider->seen : NULL;
}

const char *mailauth_provider_screen(const struct mailauth_report *report, size_t index,
				     enum mailauth_language language)
{
	const struct ma_found_provider *found = at(report, index);

	return found != NULL ? ma_provider_screen(found->provider, language) : NULL;
}

const char *mailauth_provider_role_word(int role)
{
	static const char *const words[] = {
		[MAILAUTH_PROVIDER_DNS] = "dns",	 [MAILAUTH_PROVIDER_MX] = "mx",
		[MAILAUTH_PROVIDER_GATEWAY] = "gateway", [MAILAUTH_PROVIDER_SENDS] = "sends",
		[MAILAUTH_PROVIDER_SIGNS] = "signs",
	};

	return role >= 0 && (size_t)role < sizeof(words) / sizeof(*words) ? words[role] : NULL;
}

const char *mailauth_finding_company(const struct mailauth_finding *finding,
				     enum mailauth_language language)
{
	return finding->remedy != NULL ? name_of(finding->remedy->holder.company, language) : NULL;
}

const char *mailauth_verdict_company(const struct mailauth_report *report,
				     enum mailauth_language language)
{
	return name_of(report->verdict.remedy.holder.company, language);
}

const char *mailauth_finding_helper(const struct mailauth_finding *finding,
				    enum mailauth_language language)
{
	return finding->remedy != NULL ? name_of(finding->remedy->helper, language) : NULL;
}

const char *mailauth_verdict_helper(const struct mailauth_report *report,
				    enum mailauth_language language)
{
	return name_of(report->verdict.remedy.helper, language);
}

const char *mailauth_mx_company(const struct mailauth_report *report, size_t index,
				enum mailauth_language language)
{
	if (index >= mailauth_mx_count(report))
		return NULL;
	return name_of(ma_provider_of_mx(report->mx.hosts[index].name), language);
}

const char *mailauth_providers_date(void)
{
	return ma_provider_latest();
}
