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
