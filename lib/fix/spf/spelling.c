/* Terms that lead to nothing, as their name has a slip of the hand: one of the domain's own names
 * is right next to it.  A name of others is never guessed.
 *
 * SPDX-License-Identifier: MIT */

#include "../../known/known.h"
#include "../fix.h"

/* The name that is nearest so far. */
struct nearest {
	struct ma_arena *arena;
	struct ma_text typed;
	struct ma_text name;
	size_t slips;
	bool several; /* as near as each other */
};

/* --- How near ---------------------------------------------------------------------------- */

static void compare(struct nearest *nearest, struct ma_text name)
{
	size_t slips = ma_spelling_slips_of_names(nearest->typed, name);

	if (slips == 0 || slips > MA_SPELLING_SLIPS_MAX || slips > nearest->slips ||
	    ma_text_equal_fold(name, nearest->name))
		return;
	nearest->several = slips == nearest->slips;
	nearest->slips = slips;
	nearest->name = name;
}

/* --- Names ----------------------------------------------------------------------------------- */

static void compare_below(struct nearest *nearest, const char *head, const struct ma_name *domain)
{
	const struct ma_name *name = ma_name_join(nearest->arena, ma_text(head), domain);

	if (name != NULL)
		compare(nearest, ma_name_present(nearest->arena, name));
}

/* Where people publish records to be included. */
static void compare_records(struct nearest *nearest, const struct mailauth_report *report)
{
	static const char *const heads[] = { "_spf", "spf" };
	const struct ma_name *apex =
		report->zone.apex_text.data != NULL
			? ma_name_unescape(nearest->arena, report->zone.apex_text)
			: NULL;

	for (size_t i = 0; i < sizeof(heads) / sizeof(*heads); i++) {
		compare_below(nearest, heads[i], report->settings.domain);
		if (apex != NULL)
			compare_below(nearest, heads[i], apex);
	}
}

static void compare_hosts(struct nearest *nearest, const struct mailauth_report *report)
{
	for (size_t i = 0; i < report->mx.count; i++)
		if (report->mx.hosts[i].address_count > 0 &&
		    ma_fix_is_own(report, report->mx.hosts[i].name))
			compare(nearest, report->mx.hosts[i].name);
	compare(nearest, ma_name_present(nearest->arena, report->settings.domain));
}

/* The same name below the domain, where only the domain is misspelt. */
static void compare_tail(struct nearest *nearest, const struct mailauth_report *report)
{
	struct ma_text domain = ma_name_present(nearest->arena, report->settings.domain);
	struct ma_text tail = nearest->typed;
	struct ma_buffer name = { 0 };
	size_t at = 0;

	while (ma_spelling_slips_of_names(tail, domain) > MA_SPELLING_SLIPS_MAX &&
	       ma_domain_next_label(tail, &at).length > 0) {
		tail = ma_text_slice(tail, at < tail.length ? at : tail.length, tail.length);
		at = 0;
	}
	if (tail.length == 0)
		return;
	ma_buffer_text(&name,
		       ma_text_slice(nearest->typed, 0, nearest->typed.length - tail.length));
	ma_buffer_text(&name, domain);
	compare(nearest, ma_buffer_keep(&name, nearest->arena));
}

/* The record of a company, which its name is enough for. */
static void compare_companies(struct nearest *nearest)
{
	struct ma_text meant = { 0 };

	if (ma_provider_find_near(nearest->typed, &meant) == NULL)
		return;
	nearest->name = meant;
	nearest->slips = 1;
}

/* --- Terms ----------------------------------------------------------------------------------- */

/* TERM with NAME in place of its own; .data is NULL if it is not to be found. */
static struct ma_text with_name(struct ma_arena *arena, const struct ma_spf_term *term,
				struct ma_text name)
{
	struct ma_buffer text = { 0 };
	size_t at = 0;

	while (at + term->domain_spec.length <= term->text.length &&
	       !ma_text_equal(ma_text_slice(term->text, at, at + term->domain_spec.length),
			      term->domain_spec))
		at++;
	if (at + term->domain_spec.length > term->text.length)
		return (struct ma_text){ 0 };
	ma_buffer_text(&text, ma_text_slice(term->text, 0, at));
	ma_buffer_text(&text, name);
	ma_buffer_text(&text,
		       ma_text_slice(term->text, at + term->domain_spec.length, term->text.length));
	return ma_buffer_keep(&text, arena);
}

static void look_at(const struct ma_proposals *proposals, struct ma_fix_sources *sources,
		    const struct ma_spf_term *term)
{
	struct nearest nearest = { .arena = proposals->arena, .slips = MA_SPELLING_SLIPS_MAX + 1 };
	struct ma_text meant;

	if (term->target == NULL || term->qualifier != '+')
		return;
	nearest.typed = ma_name_present(proposals->arena, term->target);
	if (term->kind == MA_SPF_INCLUDE)
		compare_records(&nearest, proposals->report);
	else if (term->kind == MA_SPF_A)
		compare_hosts(&nearest, proposals->report);
	else
		return;
	if (term->kind == MA_SPF_INCLUDE && nearest.slips > MA_SPELLING_SLIPS_MAX)
		compare_companies(&nearest);
	if (nearest.slips > MA_SPELLING_SLIPS_MAX)
		compare_tail(&nearest, proposals->report);
	if (nearest.slips > MA_SPELLING_SLIPS_MAX || nearest.several)
		return;
	meant = with_name(proposals->arena, term, nearest.name);
	if (meant.data == NULL || sources->respelt_count == MA_FIX_RESPELT_MAX)
		return;
	sources->respelt[sources->respelt_count].term = term->text;
	sources->respelt[sources->respelt_count++].meant = meant;
}

void ma_fix_find_respelt(const struct ma_proposals *proposals, struct ma_fix_sources *sources)
{
	for (size_t i = 0; i < sources->count; i++) {
		const struct ma_spf_passing *passing = sources->passing[i];

		for (size_t k = 0; passing != NULL && k < passing->share_count; k++)
			if (passing->shares[k].dead)
				look_at(proposals, sources, passing->shares[k].term);
	}
}
