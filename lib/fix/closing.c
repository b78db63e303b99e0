/* A domain that has no mail: the records that say so, of the three those that are missing (RFC 7208
 * 10.1.2, RFC 7505, RFC 9989).
 *
 * SPDX-License-Identifier: MIT */

#include "dmarc/dmarc.h"

/* --- Whether there is mail ------------------------------------------------------------ */

/* Whether the caller knows of mail. */
static bool is_told_of_mail(const struct mailauth_report *report)
{
	const struct ma_settings *settings = &report->settings;

	return report->sender_count > 0 || report->from_given || settings->expected_ip_count > 0 ||
	       settings->expected_include_count > 0 || settings->named_count > 0;
}

/* Whether there is nowhere to deliver mail to: by its own word, or without any address. */
static bool is_deaf(const struct mailauth_report *report)
{
	const struct ma_mx *mx = &report->mx;

	if (mx->count == 1 && ma_report_find(report, MA_MX_NULL_MISTYPED) != NULL)
		return true;
	return !mx->unknown && (mx->null ? mx->count == 1 : mx->count == 0);
}

/* Whether the name servers are those of a company that holds names that are not in use: the website
 * is the company's. */
static bool is_for_sale(const struct mailauth_report *report)
{
	return ma_report_find(report, MA_DNS_PARKED) != NULL &&
	       (report->mx.implicit || report->mx.none);
}

bool ma_fix_may_be_closed(const struct mailauth_report *report)
{
	return !is_told_of_mail(report) && report->settings.domain != NULL && report->complete &&
	       report->keys_seen != MA_SEEN_YES && report->key_count == 0 && report->mx.implicit &&
	       !report->spf.unknown && !report->spf.elsewhere &&
	       ma_report_find(report, MA_SPF_NO_RECORD) != NULL;
}

/* A website alone may be a mail domain that was never set up, unless the user knows better; one
 * that says that it sends nothing is not. */
static bool has_no_mail(const struct ma_proposals *proposals)
{
	const struct mailauth_report *report = proposals->report;
	const struct ma_spf_published *spf = &report->spf;

	if (is_told_of_mail(report) || report->keys_seen == MA_SEEN_YES || spf->unknown ||
	    spf->elsewhere || proposals->sources.unclear)
		return false;
	if (spf->walked && spf->tree.refuses_all)
		return is_deaf(report) || report->mx.implicit;
	return proposals->sources.count == 0 && spf->count == 0 && report->key_count == 0 &&
	       (is_deaf(report) || is_for_sale(report) ||
		(report->settings.no_mail && report->mx.implicit));
}

/* --- The records ------------------------------------------------------------------------ */

static void confirm(struct ma_proposals *proposals, struct ma_fix_form *form)
{
	/* Names below a public suffix are its customers', and have records of their own. */
	bool suffix = ma_psl_is_suffix(proposals->arena, proposals->report->settings.domain);

	ma_form_confirm_text(proposals, form,
			     suffix ? MA_PHRASE_CONFIRM_NO_MAIL_ITSELF : MA_PHRASE_CONFIRM_NO_MAIL,
			     "domain", proposals->report->settings.domain_shown);
}

static void propose_spf(struct ma_proposals *proposals)
{
	const struct mailauth_report *report = proposals->report;
	struct ma_proposal *proposal;

	if (ma_report_find(report, MA_SPF_NO_RECORD) == NULL ||
	    ma_fix_is_of_wildcard(proposals, report->settings.domain, MA_TYPE_TXT))
		return;
	proposal = ma_proposal_add(proposals, report->settings.domain, MA_TYPE_TXT);
	confirm(proposals,
		ma_proposal_add_text(proposals, proposal,
				     ma_spf_first_record(proposals->arena, false, NULL, 0, '-')));
	ma_proposal_allow_closed(proposal);
	if (proposal != NULL)
		proposal->sources = &proposals->sources;
}

/* Those of URIS at which mail arrives: not at the domain itself, which receives none.  Tag NAME of
 * DRAFT goes if none is left. */
static void keep_reached(const struct mailauth_report *report, const struct ma_dmarc_record *record,
			 const struct ma_dmarc_uri *uri, struct ma_dmarc_draft *draft,
			 const char *name)
{
	struct ma_buffer value = { 0 };

	if (uri == NULL || !is_deaf(report))
		return;
	for (; uri != NULL; uri = uri->next) {
		if (!uri->valid ||
		    (uri->mail && ma_text_equal_fold(uri->host, report->settings.domain_text)))
			continue;
		if (value.length > 0)
			ma_buffer_byte(&value, ',');
		ma_buffer_text(&value, ma_text_slice(record->text, uri->from, uri->to));
	}
	if (value.length > 0 || value.failed)
		ma_draft_set(draft, name, ma_buffer_keep(&value, draft->arena));
	else
		ma_draft_drop(draft, name);
}

/* The policy of its record, if it has one, as strong as can be: no mail of its own can be lost. */
static void propose_dmarc(struct ma_proposals *proposals)
{
	const struct mailauth_report *report = proposals->report;
	const struct ma_dmarc_step *step = &report->dmarc_domain->walk.steps[0];
	struct ma_dmarc_draft draft;
	struct ma_proposal *proposal;

	if (report->dmarc_domain->policy.policy == MAILAUTH_POLICY_REJECT) {
		ma_fix_propose_dmarc(proposals); /* which may be written wrongly */
		return;
	}
	ma_dmarc_propose_agreements(proposals);
	if (ma_psl_is_suffix(proposals->arena, report->settings.domain) ||
	    step->status == MA_WALK_SEVERAL)
		return;
	proposal = ma_proposal_add_over_alias(
		proposals,
		ma_name_join(proposals->arena, MA_TEXT("_dmarc"), report->settings.domain),
		MA_TYPE_TXT);
	if (step->record != NULL)
		ma_draft_read(proposals->arena, step->record, &draft);
	else
		ma_draft_begin(proposals->arena, &draft);
	ma_draft_set(&draft, "p", MA_TEXT("reject"));
	ma_draft_drop(&draft, "sp");
	ma_draft_drop(&draft, "np");
	ma_draft_drop(&draft, "t");
	if (step->record != NULL) {
		keep_reached(report, step->record, step->record->rua, &draft, "rua");
		keep_reached(report, step->record, step->record->ruf, &draft, "ruf");
	}
	for (size_t i = 0; proposal != NULL && step->answer != NULL && i < step->answer->count; i++)
		if (ma_dmarc_is_record(ma_record_text(&step->answer->records[i])))
			ma_proposal_remove(proposals, proposal, &step->answer->records[i]);
	confirm(proposals, ma_proposal_add_text(proposals, proposal, ma_draft_text(&draft)));
	ma_proposal_allow_closed(proposal);
	if (proposal != NULL)
		proposal->may_refuse = true;
}

static void propose_mx(struct ma_proposals *proposals)
{
	const struct mailauth_report *report = proposals->report;
	struct ma_proposal *proposal;

	if (report->mx.null || (report->mx.count > 0 && !report->mx.implicit)) {
		ma_fix_propose_mx(proposals); /* which may be written wrongly */
		return;
	}
	if (ma_fix_is_of_wildcard(proposals, report->settings.domain, MA_TYPE_TXT))
		return;
	proposal = ma_proposal_add(proposals, report->settings.domain, MA_TYPE_MX);
	ma_form_confirm_text(proposals, ma_proposal_add_null_mx(proposals, proposal),
			     MA_PHRASE_CONFIRM_NO_MAIL_RECEIVED, "domain",
			     report->settings.domain_shown);
	ma_proposal_allow_closed(proposal);
}

bool ma_fix_propose_closing(struct ma_proposals *proposals)
{
	if (!has_no_mail(proposals))
		return false;
	propose_spf(proposals);
	propose_dmarc(proposals);
	propose_mx(proposals);
	return true;
}
