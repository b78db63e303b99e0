/* What the public may read of the signatures of the message that was given.
 *
 * SPDX-License-Identifier: MIT */

#include "../report.h"

size_t mailauth_report_signature_count(const struct mailauth_report *report)
{
	return report->signature_count;
}

const struct mailauth_signature *mailauth_report_signature(const struct mailauth_report *report,
							   size_t index)
{
	return index < report->signature_count ? report->signatures[index] : NULL;
}
