/* What assumptions change: a report beside the one without them.
 *
 * SPDX-License-Identifier: MIT */

#include "report.h"

const struct mailauth_report *mailauth_report_before(const struct mailauth_report *report)
{
	return report->before;
}

bool ma_report_has(const struct mailauth_report *report, const struct mailauth_finding *finding)
{
	for (size_t i = 0; i < report->finding_count; i++)
		if (report->findings[i]->id == finding->id &&
		    ma_text_equal(report->findings[i]->name, finding->name))
			return true;
	return false;
}

bool ma_report_is_changed(const struct mailauth_report *report)
{
	const struct mailauth_report *before = report->before;
	bool changed = report->verdict.spoofable != before->verdict.spoofable;

	for (size_t i = 0; i < report->finding_count; i++)
		changed = changed || !ma_report_has(before, report->findings[i]);
	for (size_t i = 0; i < before->finding_count; i++)
		changed = changed || !ma_report_has(report, before->findings[i]);
	return changed;
}
