/* The DMARC record: one where there is none.
 *
 * SPDX-License-Identifier: MIT */

#include "fix.h"

/* The finding ID about NAME, of those that count; NULL if there is none. */
static const struct mailauth_finding *find(const struct mailauth_report *report,
					   enum ma_finding_id id)
{
	for (size_t i = 0; i < report->finding_count; i++)
		if (report->findings[i]->id == id)
			return report->findings[i];
	return NULL;
}

/* A record that changes nothing in how mail is delivered, and asks for reports. */
static struct ma_text monitoring(struct ma_arena *arena, struct ma_text domain)
{
	struct ma_buffer uri = { 0 };
	struct ma_buffer text = { 0 };

	ma_buffer_string(&uri, "mailto:postmaster@");
	ma_buffer_text(&uri, domain);
	ma_dmarc_write_version(&text);
	ma_dmarc_write_tag(&text, MA_TEXT("p"), MA_TEXT("none"));
	ma_dmarc_write_tag(&text, MA_TEXT("rua"), ma_buffer_keep(&uri, arena));
	return ma_buffer_keep(&text, arena);
}

static void propose_record(struct ma_proposals *proposals)
{
	const struct mailauth_report *report = proposals->report;
	const struct ma_name *name =
		ma_name_join(proposals->arena, MA_TEXT("_dmarc"), report->settings.domain);
	struct ma_proposal *proposal;
	struct ma_fix_form *form;
	struct ma_sentence *sentence;

	if (name == NULL || find(report, MA_DMARC_NO_RECORD) == NULL)
		return;
	proposal = ma_proposal_add(proposals, name, MA_TYPE_TXT);
	form = ma_proposal_add_text(proposals, proposal,
				    monitoring(proposals->arena, report->settings.domain_text));
	ma_proposal_allow(proposal, MA_DMARC_POLICY_NONE);
	sentence = form != NULL ? ma_form_confirm(form, MA_PHRASE_CONFIRM_REPORTS) : NULL;
	if (sentence != NULL)
		ma_sentence_add(sentence, "domain", report->settings.domain_shown);
}

void ma_fix_propose_dmarc(struct ma_proposals *proposals)
{
	propose_record(proposals);
}
