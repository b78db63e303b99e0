/* What the public may read of a report's DMARC.
 *
 * SPDX-License-Identifier: MIT */

#include "report.h"

enum mailauth_policy mailauth_report_dmarc_policy(const struct mailauth_report *report,
						  enum mailauth_policy_of of)
{
	switch (of) {
	case MAILAUTH_POLICY_OF_DOMAIN:
		return report->dmarc->policy.policy;
	case MAILAUTH_POLICY_OF_EXISTING:
		return report->dmarc->existing.policy;
	case MAILAUTH_POLICY_OF_MISSING:
		return report->dmarc->missing.policy;
	}
	return MAILAUTH_POLICY_UNKNOWN;
}

enum mailauth_policy mailauth_report_dmarc_policy_7489(const struct mailauth_report *report,
						       enum mailauth_policy_of of)
{
	const struct ma_dmarc_7489 *old = &report->dmarc->old;

	switch (of) {
	case MAILAUTH_POLICY_OF_DOMAIN:
		return old->policy;
	case MAILAUTH_POLICY_OF_EXISTING:
	case MAILAUTH_POLICY_OF_MISSING:
		return old->below;
	}
	return MAILAUTH_POLICY_UNKNOWN;
}

const char *mailauth_report_dmarc_domain(const struct mailauth_report *report)
{
	return report->dmarc->domain != NULL ? (const char *)report->dmarc->shown.data : NULL;
}

const char *mailauth_report_dmarc_policy_domain(const struct mailauth_report *report)
{
	return (const char *)report->dmarc->record_at.data;
}

const char *mailauth_report_dmarc_org_domain(const struct mailauth_report *report)
{
	return (const char *)report->dmarc->org_shown.data;
}

enum mailauth_dmarc_result mailauth_report_dmarc_result(const struct mailauth_report *report)
{
	return report->message.result;
}

enum mailauth_policy mailauth_report_dmarc_disposition(const struct mailauth_report *report)
{
	return report->message.disposition;
}

enum mailauth_spoofable mailauth_report_spoofable(const struct mailauth_report *report)
{
	return report->verdict.spoofable;
}
