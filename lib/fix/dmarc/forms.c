/* The forms of a DMARC record: with an address for reports, and as it is.
 *
 * SPDX-License-Identifier: MIT */

#include "dmarc.h"

void ma_dmarc_find_today(const struct mailauth_report *report, const struct ma_dmarc_step *step,
			 enum mailauth_policy today[MA_DMARC_OF_COUNT])
{
	const struct ma_dmarc *dmarc = report->dmarc_domain;

	if (ma_name_equal(step->name, dmarc->domain)) {
		today[MA_DMARC_OF_DOMAIN] = dmarc->policy.policy;
		today[MA_DMARC_OF_EXISTING] = dmarc->existing.policy;
		today[MA_DMARC_OF_MISSING] = dmarc->missing.policy;
		return;
	}
	for (unsigned of = 0; of < MA_DMARC_OF_COUNT; of++)
		today[of] = step->record != NULL ? ma_dmarc_effect(step->record, of)
						 : MAILAUTH_POLICY_ABSENT;
}

/* Whether it is known that no mail gets to NAME. */
static bool is_deaf(const struct mailauth_report *report, const struct ma_name *name)
{
	const struct ma_mx *mx = &report->mx;

	return ma_name_equal(name, report->settings.domain) &&
	       (mx->unknown || mx->null || mx->count == 0);
}

/* What would apply to the domain without a record of its own (RFC 9989 4.10). */
static void confirm_parent(struct ma_proposals *proposals, struct ma_fix_form *form)
{
	const struct ma_dmarc_walk *walk = &proposals->report->dmarc_domain->walk;

	for (size_t i = 1; i < walk->count; i++) {
		const struct ma_dmarc_record *record = walk->steps[i].record;
		enum mailauth_policy policy =
			record != NULL ? ma_dmarc_effect(record, MA_DMARC_OF_EXISTING)
				       : MAILAUTH_POLICY_ABSENT;
		struct ma_sentence *sentence;

		if (record == NULL)
			continue;
		sentence = policy > MAILAUTH_POLICY_NONE
				   ? ma_form_confirm(form, MA_PHRASE_CONFIRM_PARENT_POLICY)
				   : NULL;
		if (sentence != NULL)
			ma_sentence_add(sentence, "parent",
					ma_name_present(proposals->arena, walk->steps[i].name));
		if (sentence != NULL)
			ma_sentence_add(sentence, "policy",
					ma_text(mailauth_policy_word((int)policy)));
		return;
	}
}

/* Whom a record at NAME is for, where that may surprise. */
static void confirm_extent(struct ma_proposals *proposals, struct ma_fix_form *form,
			   const struct ma_name *name, const struct ma_dmarc_draft *draft)
{
	if (!ma_name_equal(name, proposals->report->settings.domain))
		ma_form_confirm_text(proposals, form, MA_PHRASE_CONFIRM_WHOLE, "domain",
				     ma_name_present(proposals->arena, name));
	else if (ma_text_is(ma_draft_value(draft, "p"), "none"))
		confirm_parent(proposals, form);
}

/* What is kept may be what stops own mail. */
static void confirm_refusal(struct ma_proposals *proposals, struct ma_fix_form *form,
			    const struct ma_dmarc_draft *draft)
{
	struct ma_text policy = ma_draft_value(draft, "p");

	if (policy.length > 0 && !ma_text_is(policy, "none") &&
	    ma_report_find(proposals->report, MA_DMARC_OWN_MAIL_REFUSED) != NULL)
		ma_form_confirm_text(proposals, form, MA_PHRASE_CONFIRM_OWN_REFUSED, "policy",
				     policy);
}

static void confirm(struct ma_proposals *proposals, struct ma_fix_form *form,
		    const struct ma_name *name, const struct ma_dmarc_draft *draft)
{
	struct ma_sentence *sentence;

	confirm_extent(proposals, form, name, draft);
	confirm_refusal(proposals, form, draft);
	if (draft->lowered.length > 0) {
		sentence =
			ma_form_confirm(form, draft->misspelt ? MA_PHRASE_CONFIRM_LOWERED_MISSPELT
							      : MA_PHRASE_CONFIRM_LOWERED);
		if (sentence != NULL) {
			ma_sentence_add(sentence, "policy", draft->lowered);
			ma_sentence_add(sentence, "now", draft->now);
		}
	}
	if (ma_draft_value(draft, "pct").length > 0 &&
	    !ma_text_is(ma_draft_value(draft, "pct"), "100"))
		ma_form_confirm_text(proposals, form, MA_PHRASE_CONFIRM_PERCENTAGE, "pct",
				     ma_draft_value(draft, "pct"));
	if (ma_text_is(ma_draft_value(draft, "p"), "none"))
		ma_form_confirm(form, MA_PHRASE_CONFIRM_STAGES);
	if (draft->left_out.length > 0)
		ma_form_confirm_text(proposals, form, MA_PHRASE_CONFIRM_UNCLEAR, "text",
				     draft->left_out);
}

/* Nothing is proposed that is not read without a fault. */
static struct ma_fix_form *add_form(struct ma_proposals *proposals, struct ma_proposal *proposal,
				    const struct ma_dmarc_draft *draft)
{
	struct ma_text text = ma_draft_text(draft);
	const struct ma_dmarc_record *record = ma_dmarc_read(proposals->arena, text);

	if (record == NULL || record->faults > 0 || ma_dmarc_is_broken(record))
		return NULL;
	return ma_proposal_add_text(proposals, proposal, text);
}

static enum ma_phrase_id reports_phrase(const struct mailauth_report *report,
					const struct ma_name *host,
					const struct ma_dmarc_draft *draft)
{
	if (!ma_text_is(ma_draft_value(draft, "p"), "none"))
		return MA_PHRASE_CONFIRM_REPORTS_ONLY;
	/* RFC 5321 5.1: mail goes to the domain's own address, which may be a web server's. */
	if (ma_name_equal(host, report->settings.domain) && report->mx.implicit)
		return MA_PHRASE_CONFIRM_REPORTS_NO_MX;
	return MA_PHRASE_CONFIRM_REPORTS;
}

/* With reports to the postmaster of HOST, whose address everyone has (RFC 5321 4.5.1). */
static struct ma_fix_form *add_with_reports(struct ma_proposals *proposals,
					    struct ma_proposal *proposal,
					    const struct ma_name *name, const struct ma_name *host,
					    const struct ma_dmarc_draft *draft)
{
	struct ma_dmarc_draft copy = *draft;
	struct ma_text shown = ma_name_present(proposals->arena, host);
	struct ma_buffer uri = { 0 };
	struct ma_fix_form *form;

	if (is_deaf(proposals->report, host))
		return NULL;
	ma_buffer_string(&uri, "mailto:postmaster@");
	ma_buffer_text(&uri, shown);
	ma_draft_set(&copy, "rua", ma_buffer_keep(&uri, proposals->arena));
	form = add_form(proposals, proposal, &copy);
	ma_form_confirm_text(proposals, form, reports_phrase(proposals->report, host, draft),
			     "domain", shown);
	confirm(proposals, form, name, &copy);
	return form;
}

/* Whether an address is in what is left out: reports would go to others then. */
static bool loses_address(const struct ma_dmarc_draft *draft)
{
	return ma_text_last(draft->left_out, '@') < draft->left_out.length;
}

struct ma_fix_form *ma_dmarc_add_forms(struct ma_proposals *proposals, struct ma_proposal *proposal,
				       const struct ma_name *name,
				       const struct ma_dmarc_draft *draft)
{
	const struct ma_name *domain = proposals->report->settings.domain;
	size_t count = proposal != NULL ? proposal->form_count : 0;
	struct ma_fix_form *form;

	if (proposal == NULL || draft->unclear || loses_address(draft))
		return NULL;
	ma_proposal_allow(proposal, MA_DMARC_POLICY_NONE);
	if (ma_draft_value(draft, "rua").length == 0) {
		add_with_reports(proposals, proposal, name, name, draft);
		if (!ma_name_equal(name, domain))
			add_with_reports(proposals, proposal, name, domain, draft);
	}
	/* Without anyone who reads reports, "p=none" alone is not worth publishing. */
	if (draft->count > 1 || proposal->fix.removed_count > 0) {
		form = add_form(proposals, proposal, draft);
		if (form != NULL)
			confirm(proposals, form, name, draft);
	}
	return proposal->form_count > count ? proposal->forms[count] : NULL;
}
