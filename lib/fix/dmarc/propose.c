/* The DMARC record: one where there is none, what was meant, and the consent of those who are to
 * get its reports.
 *
 * SPDX-License-Identifier: MIT */

#include "dmarc.h"

/* RFC 9990 4: who gets reports of another organization's says so at a name of its own. */
void ma_dmarc_propose_agreements(struct ma_proposals *proposals)
{
	const struct mailauth_report *report = proposals->report;

	for (size_t i = 0; i < report->finding_count; i++) {
		const struct mailauth_finding *finding = report->findings[i];
		struct ma_text other = ma_finding_argument(finding, "other");
		struct ma_proposal *proposal;

		if (finding->id != MA_DMARC_REPORT_NOT_AUTHORISED)
			continue;
		proposal = ma_proposal_add(proposals, ma_name_unescape(proposals->arena, other),
					   MA_TYPE_TXT);
		ma_form_confirm_text(proposals,
				     ma_proposal_add_text(proposals, proposal,
							  ma_finding_argument(finding, "record")),
				     MA_PHRASE_CONFIRM_AGREEMENT, "host",
				     ma_finding_argument(finding, "host"));
	}
}

void ma_fix_propose_dmarc(struct ma_proposals *proposals)
{
	const struct mailauth_report *report = proposals->report;

	if (report->dmarc_domain == NULL || report->dmarc_domain->domain == NULL ||
	    ma_psl_is_suffix(proposals->arena, report->settings.domain))
		return;
	if (!ma_dmarc_propose_corrections(proposals))
		ma_dmarc_propose_record(proposals);
	ma_dmarc_propose_agreements(proposals);
}
