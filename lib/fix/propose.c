/* What may be proposed at all.
 *
 * SPDX-License-Identifier: MIT */

#include "fix.h"

bool ma_fix_may_propose(const struct mailauth_report *report)
{
	return report->complete && !report->missing && report->settings.domain != NULL &&
	       report->settings.scope == MAILAUTH_SCOPE_FULL;
}

void ma_fix_propose(struct ma_proposals *proposals)
{
	if (ma_fix_propose_closing(proposals))
		return;
	ma_fix_propose_domain(proposals);
	ma_fix_propose_nested(proposals);
	ma_fix_propose_draft(proposals);
	ma_fix_propose_dmarc(proposals);
	ma_fix_propose_dkim(proposals);
	ma_fix_propose_mx(proposals);
}
