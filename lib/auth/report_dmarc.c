/* What the public may read of a report's DMARC.
 *
 * SPDX-License-Identifier: MIT */

#include "auth.h"

static const char *word_at(const char *const *words, size_t count, int index)
{
	return index >= 0 && (size_t)index < count ? words[index] : NULL;
}

const char *mailauth_dmarc_result_word(int result)
{
	static const char *const words[] = {
		[MAILAUTH_DMARC_NONE] = "none",		  [MAILAUTH_DMARC_PASS] = "pass",
		[MAILAUTH_DMARC_FAIL] = "fail",		  [MAILAUTH_DMARC_TEMPERROR] = "temperror",
		[MAILAUTH_DMARC_PERMERROR] = "permerror",
	};

	return word_at(words, sizeof(words) / sizeof(*words), result);
}

const char *mailauth_policy_word(int policy)
{
	static const char *const words[] = {
		[MAILAUTH_POLICY_ABSENT] = "absent",
		[MAILAUTH_POLICY_NONE] = "none",
		[MAILAUTH_POLICY_QUARANTINE] = "quarantine",
		[MAILAUTH_POLICY_REJECT] = "reject",
	};

	return word_at(words, sizeof(words) / sizeof(*words), policy);
}

const char *mailauth_spoofable_word(int spoofable)
{
	static const char *const words[] = { "unknown", "no", "partly", "yes" };

	return word_at(words, sizeof(words) / sizeof(*words), spoofable);
}

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

	return of == MAILAUTH_POLICY_OF_DOMAIN ? old->policy : old->below;
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
