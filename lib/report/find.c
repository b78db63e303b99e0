/* Findings of the report by what they are.
 *
 * SPDX-License-Identifier: MIT */

#include "report.h"

const struct mailauth_finding *ma_report_find(const struct mailauth_report *report,
					      enum ma_finding_id id)
{
	for (size_t i = 0; i < report->finding_count; i++)
		if (report->findings[i]->id == id)
			return report->findings[i];
	return NULL;
}

bool ma_report_is_open(const struct mailauth_report *report)
{
	return ma_report_find(report, MA_SPF_PASSES_EVERYONE) != NULL ||
	       ma_report_find(report, MA_SPF_WILDCARD_PASSES_EVERYONE) != NULL ||
	       ma_report_find(report, MA_SPF_WIDE_TOTAL) != NULL ||
	       ma_report_find(report, MA_SPF_WIDE_TOTAL_IPV6) != NULL;
}

bool ma_report_has_unread_spf(const struct mailauth_report *report)
{
	for (size_t i = 0; i < report->finding_count; i++)
		if (ma_finding_is_of_unread_spf(report->findings[i]->id) &&
		    ma_text_equal(report->findings[i]->name, report->settings.domain_text))
			return true;
	return false;
}

static bool is_of_unread_dmarc(enum ma_finding_id id)
{
	switch (id) {
	case MA_DMARC_SEVERAL_RECORDS:
	case MA_DMARC_VERSION_NOT_FIRST:
	case MA_DMARC_VERSION_MISWRITTEN:
	case MA_DMARC_VERSION_RUN_ON:
	case MA_DMARC_JUNK_BEFORE:
	case MA_DMARC_RECORD_AT_DOMAIN:
	case MA_DMARC_WRONG_NAME:
	case MA_DMARC_DOUBLED_NAME:
	case MA_DMARC_P_MISSING_VOID:
	case MA_DMARC_POLICY_INVALID_VOID:
		return true;
	default:
		return false;
	}
}

bool ma_report_has_unread_dmarc(const struct mailauth_report *report, struct ma_text name)
{
	for (size_t i = 0; i < report->finding_count; i++)
		if (is_of_unread_dmarc(report->findings[i]->id) &&
		    ma_text_equal(report->findings[i]->name, name))
			return true;
	return false;
}
