/* Records of names of the domain's own that its SPF record leads to: what is wrong there is set
 * right there.  Those of others are theirs.
 *
 * SPDX-License-Identifier: MIT */

#include "../fix.h"

/* --- Where something is to be set right --------------------------------------------- */

/* Whether BRANCH is a term that may take out whom the record permits that it leads to: then more of
 * that record is less of the whole. */
static bool inverts(const struct ma_spf_branch *branch)
{
	return branch->term != NULL && branch->term->kind == MA_SPF_INCLUDE &&
	       branch->term->qualifier != '+';
}

static bool leads_to(const struct ma_spf_branch *branch, const struct ma_name *name)
{
	return branch->term != NULL && ma_spf_leads_on(branch->term) &&
	       branch->term->target != NULL && ma_name_equal(branch->term->target, name);
}

/* Whether NAME is reached through such a term: what is below a term comes after it, deeper. */
static bool is_inverted(const struct ma_spf_tree *tree, const struct ma_name *name)
{
	for (size_t i = 0; i < tree->branch_count; i++) {
		unsigned depth = tree->branches[i]->depth;
		size_t k = i;

		if (!inverts(tree->branches[i]))
			continue;
		do
			if (leads_to(tree->branches[k], name))
				return true;
		while (++k < tree->branch_count && tree->branches[k]->depth > depth);
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

bool ma_fix_is_to_be_found(const struct ma_fix_sources *sources)
{
	return sources->count == 0 && sources->elsewhere != NULL;
}

/* Where the zone's name was added to NAME once more, if nothing is at NAME itself, not even what a
 * wildcard makes of it. */
static const struct ma_name *find_doubled(const struct ma_proposals *proposals,
					  const struct ma_name *name, struct ma_text shown)
{
	const struct mailauth_report *report = proposals->report;
	const struct ma_answer *answer = ma_fix_published(proposals, name, MA_TYPE_TXT);
	const struct ma_name *apex =
		report->zone.apex_text.data != NULL
			? ma_name_unescape(proposals->arena, report->zone.apex_text)
			: NULL;

	return answer != NULL && answer->count == 0 && apex != NULL &&
			       ma_name_is_within(name, apex) &&
			       !ma_fix_is_of_wildcard(proposals, name, MA_TYPE_TXT)
		       ? ma_name_join(proposals->arena, shown, apex)
		       : NULL;
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
	if (sources->unclear)
		return;
	if (sources->count == 0)
		sources->elsewhere = find_doubled(proposals, name, shown);
	if (ma_fix_is_to_be_found(sources) ||
	    (sources->count > 0 && (differs(sources) || has_fault_at(report, shown))))
		proposals->nested_count++;
}

void ma_fix_find_nested(struct ma_proposals *proposals)
{
	const struct ma_spf_published *spf = &proposals->report->spf;

	if (!spf->walked)
		return;
	for (size_t i = 0; i < spf->tree.branch_count; i++) {
		const struct ma_spf_term *term = spf->tree.branches[i]->term;

		if (term != NULL && ma_spf_leads_on(term) && term->target != NULL &&
		    proposals->nested_count < MA_FIX_NESTED_MAX &&
		    !is_known(proposals, term->target) && !is_inverted(&spf->tree, term->target))
			look_at(proposals, term->target);
	}
}

void ma_fix_find_nested_of_sources(struct ma_proposals *proposals)
{
	const struct ma_fix_sources *sources = &proposals->sources;

	for (size_t i = 0; i < sources->count; i++) {
		const struct ma_spf_passing *passing = sources->passing[i];

		for (size_t k = 0; passing != NULL && k < passing->share_count; k++) {
			const struct ma_spf_term *term = passing->shares[k].term;

			if (ma_spf_leads_on(term) && term->target != NULL && !term->faulty &&
			    (term->qualifier == '+' || term->kind == MA_SPF_REDIRECT) &&
			    proposals->nested_count < MA_FIX_NESTED_MAX &&
			    !is_known(proposals, term->target))
				look_at(proposals, term->target);
		}
	}
}

/* --- Proposing ------------------------------------------------------------------------ */

/* The record that was found elsewhere; false if there is none, or it means another thing there. */
static bool take_over(struct ma_proposals *proposals, struct ma_fix_sources *sources)
{
	const struct ma_spf_passing *passing = sources->passing[0];

	if (passing->record == NULL || passing->condition_count > 0 ||
	    ma_fix_is_of_wildcard(proposals, sources->elsewhere, MA_TYPE_TXT))
		return false;
	for (size_t i = 0; i < passing->share_count; i++)
		if (passing->shares[i].lookups > 0 &&
		    passing->shares[i].term->domain_spec.length == 0)
			return false;
	if (!ma_record_of_text(proposals->arena, passing->record->text, &sources->texts[0]))
		return false;
	sources->published[0] = sources->texts[0];
	sources->count = 1;
	return true;
}

static void confirm(struct ma_proposals *proposals, const struct ma_fix_sources *sources,
		    struct ma_fix_form *form)
{
	const struct mailauth_report *report = proposals->report;

	ma_form_confirm_text(proposals, form, MA_PHRASE_CONFIRM_INCLUDED, "domain",
			     report->settings.domain_shown);
	/* Other names of the zone may lead there, too. */
	if (!ma_name_is_within(sources->name, report->settings.domain))
		ma_form_confirm_text(proposals, form, MA_PHRASE_CONFIRM_SHARED, "name",
				     sources->shown);
}

void ma_fix_propose_nested(struct ma_proposals *proposals)
{
	for (size_t i = 0; i < proposals->nested_count; i++) {
		struct ma_fix_sources *sources = &proposals->nested[i];
		struct ma_proposal *proposal;

		if (ma_fix_is_to_be_found(sources) && !take_over(proposals, sources))
			continue;
		proposal = ma_fix_propose_sources(proposals, sources, NULL, 0);
		for (size_t k = 0; proposal != NULL && k < proposal->form_count; k++)
			confirm(proposals, sources, proposal->forms[k]);
	}
}

/* --- Instead of a change of the domain's record ---------------------------------------- */

static bool removes(const struct mailauth_fix *fix, const struct mailauth_finding *finding)
{
	for (size_t i = 0; i < fix->remove_count; i++)
		if (fix->removes[i] == finding)
			return true;
	return false;
}

bool ma_fix_supersedes(const struct ma_proposals *proposals, const struct ma_proposal *one,
		       const struct ma_proposal *other)
{
	if (other->sources != &proposals->sources || one->sources == NULL || one == other ||
	    one->sources == other->sources)
		return false;
	for (size_t i = 0; i < other->fix.remove_count; i++)
		if (!removes(&one->fix, other->fix.removes[i]))
			return false;
	return true;
}

/* --- With a change of the domain's record ------------------------------------------------- */

/* Keeps those of the findings that FIX removes that are at NAME, or those that are not; unless none
 * would be left. */
static void keep_removed(struct mailauth_fix *fix, struct ma_text name, bool at)
{
	size_t count = 0;

	for (size_t i = 0; i < fix->remove_count; i++)
		count += ma_text_equal(fix->removes[i]->name, name) == at;
	if (count == 0)
		return;
	count = 0;
	for (size_t i = 0; i < fix->remove_count; i++)
		if (ma_text_equal(fix->removes[i]->name, name) == at)
			fix->removes[count++] = fix->removes[i];
	fix->remove_count = count;
}

/* What is not so any more, or is said of the other. */
static void drop_confirm(struct ma_fix_form *form, enum ma_phrase_id phrase)
{
	size_t count = 0;

	for (size_t i = 0; i < form->confirm_count; i++)
		if (form->confirm[i].phrase != phrase)
			form->confirm[count++] = form->confirm[i];
	form->confirm_count = count;
}

void ma_fix_bind(struct ma_proposals *proposals, struct ma_proposal *main,
		 struct ma_proposal *below)
{
	keep_removed(&main->fix, below->fix.shown, false);
	keep_removed(&below->fix, below->fix.shown, true);
	drop_confirm(&below->fix.form, MA_PHRASE_CONFIRM_INCLUDED);
	drop_confirm(&below->fix.form, MA_PHRASE_CONFIRM_EFFECT);
	ma_form_confirm_text(proposals, &main->fix.form, MA_PHRASE_CONFIRM_BOUND, "name",
			     below->fix.shown);
	ma_form_confirm_text(proposals, &below->fix.form, MA_PHRASE_CONFIRM_BOUND, "name",
			     main->fix.shown);
}
