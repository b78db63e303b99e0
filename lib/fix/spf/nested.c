/* Records of names of the domain's own that its SPF record leads to: what is wrong there is set
 * right there.  Those of others are theirs.
 *
 * SPDX-License-Identifier: MIT */

#include "../fix.h"

/* --- Where something is to be set right --------------------------------------------- */

/* Whether a term may take out whom a record permits: then more of a record is less of the whole. */
static bool may_invert(const struct ma_spf_tree *tree)
{
	for (size_t i = 0; i < tree->branch_count; i++) {
		const struct ma_spf_term *term = tree->branches[i]->term;

		if (term != NULL && term->kind == MA_SPF_INCLUDE && term->qualifier != '+')
			return true;
	}
	return false;
}

static bool has_fault_at(const struct mailauth_report *report, struct ma_text name)
{
	for (size_t i = 0; i < report->finding_count; i++)
		if (mailauth_finding_section(report->findings[i]) == MAILAUTH_SECTION_SPF &&
		    mailauth_finding_severity(report->findings[i]) >= MAILAUTH_SEVERITY_WARNING &&
		    ma_text_equal(report->findings[i]->name, name))
			return true;
	return false;
}

/* Whether what is published is not the one record that was meant. */
static bool differs(const struct ma_fix_sources *sources)
{
	return sources->count != 1 || !ma_text_equal(ma_record_text(&sources->texts[0]),
						     ma_record_text(&sources->published[0]));
}

static bool is_known(const struct ma_proposals *proposals, const struct ma_name *name)
{
	for (size_t i = 0; i < proposals->nested_count; i++)
		if (ma_name_equal(proposals->nested[i].name, name))
			return true;
	return ma_name_equal(name, proposals->report->settings.domain);
}

static void look_at(struct ma_proposals *proposals, const struct ma_name *name)
{
	const struct mailauth_report *report = proposals->report;
	struct ma_fix_sources *sources = &proposals->nested[proposals->nested_count];
	struct ma_text shown = ma_name_present(proposals->arena, name);

	if (!ma_fix_is_own(report, shown))
		return;
	*sources = (struct ma_fix_sources){ .name = name, .shown = shown, .needed = true };
	ma_fix_add_sources(proposals, sources);
	if (sources->count > 0 && !sources->unclear &&
	    (differs(sources) || has_fault_at(report, shown)))
		proposals->nested_count++;
}

void ma_fix_find_nested(struct ma_proposals *proposals)
{
	const struct ma_spf_published *spf = &proposals->report->spf;

	if (!spf->walked || may_invert(&spf->tree))
		return;
	for (size_t i = 0; i < spf->tree.branch_count; i++) {
		const struct ma_spf_term *term = spf->tree.branches[i]->term;

		if (term != NULL && ma_spf_leads_on(term) && term->target != NULL &&
		    proposals->nested_count < MA_FIX_NESTED_MAX &&
		    !is_known(proposals, term->target))
			look_at(proposals, term->target);
	}
}

/* --- Proposing ------------------------------------------------------------------------ */

void ma_fix_propose_nested(struct ma_proposals *proposals)
{
	for (size_t i = 0; i < proposals->nested_count; i++) {
		struct ma_proposal *proposal =
			ma_fix_propose_sources(proposals, &proposals->nested[i], NULL, 0);

		for (size_t k = 0; proposal != NULL && k < proposal->form_count; k++)
			ma_form_confirm_text(proposals, &proposal->forms[k],
					     MA_PHRASE_CONFIRM_INCLUDED, "domain",
					     proposals->report->settings.domain_shown);
	}
}
