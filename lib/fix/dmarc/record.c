/* A DMARC record where there is none: the one that is published elsewhere, or a first one, which
 * changes nothing in how mail is delivered.
 *
 * SPDX-License-Identifier: MIT */

#include "dmarc.h"

static struct ma_proposal *begin(struct ma_proposals *proposals, const struct ma_name *name)
{
	return ma_proposal_add_over_alias(
		proposals, ma_name_join(proposals->arena, MA_TEXT("_dmarc"), name), MA_TYPE_TXT);
}

/* --- Elsewhere ------------------------------------------------------------------------ */

/* The one record at OTHER, in presentation format; NULL if there is none, or more. */
static const struct ma_dmarc_record *find_record(struct ma_proposals *proposals,
						 struct ma_text other)
{
	const struct mailauth_report *report = proposals->report;
	const struct ma_name *name = ma_name_unescape(proposals->arena, other);
	const struct ma_dmarc_record **records;
	size_t count;

	if (name == NULL)
		return NULL;
	records = ma_dmarc_select(
		proposals->arena,
		ma_recall(report->answers, report->overlay, proposals->arena, name, MA_TYPE_TXT),
		&count);
	return records != NULL && count == 1 ? records[0] : NULL;
}

static const enum ma_finding_id elsewhere[] = { MA_DMARC_WRONG_NAME, MA_DMARC_DOUBLED_NAME,
						MA_DMARC_RECORD_AT_DOMAIN };

/* Each copy at a wrong name besides that at OTHER has to go as well. */
static void confirm_others(struct ma_proposals *proposals, struct ma_fix_form *form,
			   struct ma_text other)
{
	for (size_t i = 0; i < sizeof(elsewhere) / sizeof(*elsewhere); i++) {
		const struct mailauth_finding *finding =
			ma_report_find(proposals->report, elsewhere[i]);
		struct ma_text place = { 0 };

		if (finding != NULL)
			place = ma_finding_argument(finding, "other");
		if (place.data != NULL && !ma_text_equal(place, other))
			ma_form_confirm_text(proposals, form, MA_PHRASE_CONFIRM_MOVED_ALSO, "other",
					     place);
	}
}

static bool propose_from(struct ma_proposals *proposals, const struct mailauth_finding *finding)
{
	const struct mailauth_report *report = proposals->report;
	const struct ma_dmarc_step *step = &report->dmarc_domain->walk.steps[0];
	struct ma_text other = ma_finding_argument(finding, "other");
	const struct ma_dmarc_record *record = find_record(proposals, other);
	enum mailauth_policy today[MA_DMARC_OF_COUNT];
	struct ma_proposal *proposal;
	struct ma_dmarc_draft draft;
	struct ma_fix_form *form;

	if (record == NULL)
		return false;
	ma_draft_read(proposals->arena, record, &draft);
	ma_dmarc_find_today(report, step, today);
	ma_draft_lower(&draft, today);
	proposal = begin(proposals, step->name);
	form = ma_dmarc_add_forms(proposals, proposal, step->name, &draft);
	ma_proposal_allow(proposal, MA_DMARC_COPY_AT_DOMAIN);
	for (size_t i = 0; form != NULL && i < proposal->form_count; i++) {
		ma_form_confirm_text(proposals, proposal->forms[i], MA_PHRASE_CONFIRM_MOVED,
				     "other", other);
		confirm_others(proposals, proposal->forms[i], other);
	}
	return proposal != NULL;
}

/* --- A first one ------------------------------------------------------------------------ */

/* The organization's name, if the user has its zone, and no name of a registry: then there is one
 * record for all of its names. */
static const struct ma_name *find_place(const struct ma_proposals *proposals)
{
	const struct mailauth_report *report = proposals->report;
	const struct ma_dmarc *dmarc = report->dmarc_domain;

	if (dmarc->old.known && !dmarc->old.suffix &&
	    ma_holder_is_in_zone(report, dmarc->old_org_shown))
		return &dmarc->old.org;
	return report->settings.domain;
}

static bool propose_first(struct ma_proposals *proposals, const struct ma_name *name)
{
	struct ma_proposal *proposal = begin(proposals, name);
	struct ma_dmarc_draft draft;

	ma_draft_begin(proposals->arena, &draft);
	return ma_dmarc_add_forms(proposals, proposal, name, &draft) != NULL;
}

bool ma_dmarc_propose_record(struct ma_proposals *proposals)
{
	const struct mailauth_report *report = proposals->report;

	for (size_t i = 0; i < sizeof(elsewhere) / sizeof(*elsewhere); i++) {
		const struct mailauth_finding *finding = ma_report_find(report, elsewhere[i]);

		if (finding != NULL && propose_from(proposals, finding))
			return true;
	}
	if (ma_report_find(report, MA_DMARC_ALIAS_NO_RECORD) != NULL ||
	    ma_report_find(report, MA_DMARC_ALIAS_NO_DOMAIN) != NULL)
		return propose_first(proposals, report->settings.domain);
	/* Where names are for sale, no one has the mailbox that reports go to. */
	return ma_report_find(report, MA_DMARC_NO_RECORD) != NULL &&
	       ma_report_find(report, MA_DNS_PARKED) == NULL &&
	       propose_first(proposals, find_place(proposals));
}
