/* The senders that a record of SPF was written for: none of them may be lost, and no stranger may
 * pass.
 *
 * SPDX-License-Identifier: MIT */

#include "../../known/known.h"
#include "../fix.h"

/* Adds whom the terms of SOURCE name, reached or not, unless a term before refuses them. */
static void add_named(struct ma_arena *arena, const struct ma_spf_passing *source,
		      struct ma_ranges *intended)
{
	struct ma_ranges refused = { .arena = arena };

	for (size_t i = 0; i < source->share_count; i++) {
		const struct ma_spf_share *share = &source->shares[i];

		if (share->term->kind == MA_SPF_REDIRECT)
			continue; /* one that an "all" makes void names no one for sure */
		if (share->term->qualifier == '+') {
			struct ma_ranges named = ma_ranges_without(&share->matched, &refused);

			ma_ranges_add_all(intended, &named);
		} else if (share->conditional) { /* it may refuse anyone */
			ma_ranges_add_world(&refused);
		} else if (share->term->kind != MA_SPF_ALL) {
			ma_ranges_add_all(&refused, &share->matched);
		}
		ma_ranges_tidy(&refused);
	}
}

/* Whom the terms of SOURCES name. */
static struct ma_ranges find_named(struct ma_arena *arena, const struct ma_fix_sources *sources)
{
	struct ma_ranges named = { .arena = arena };

	for (size_t i = 0; i < sources->count; i++)
		add_named(arena, sources->passing[i], &named);
	ma_ranges_tidy(&named);
	return named;
}

/* Whether TERM includes a service that the user calls his own, or the company where his mail goes.
 */
static bool is_expected(const struct mailauth_report *report, const struct ma_spf_term *term)
{
	const struct ma_settings *settings = &report->settings;
	struct ma_lacking lacking;

	if (ma_report_find_lacking(report, &lacking) && term->kind == lacking.kind &&
	    ma_text_equal(term->domain_spec, lacking.name))
		return true;
	if (term->kind != MA_SPF_INCLUDE || term->target == NULL)
		return false;
	for (size_t i = 0; i < settings->expected_include_count; i++)
		if (ma_name_equal(term->target, settings->expected_includes[i]))
			return true;
	return false;
}

/* Whether TERM was misspelt: then those whom it was to name are its senders. */
static bool is_respelt(const struct ma_fix_sources *sources, const struct ma_spf_term *term)
{
	for (size_t i = 0; i < sources->respelt_count; i++)
		if (ma_text_equal(sources->respelt[i].meant, term->text))
			return true;
	return false;
}

/* NAMED, and whom the user calls his own: of services, those of their terms in the new record. */
static struct ma_ranges find_intended(const struct ma_proposals *proposals,
				      const struct ma_fix_sources *sources,
				      const struct ma_ranges *named,
				      const struct ma_spf_passing *passing)
{
	const struct ma_settings *settings = &proposals->report->settings;
	struct ma_ranges intended = { .arena = proposals->arena };

	ma_ranges_add_all(&intended, named);
	for (size_t i = 0; i < settings->expected_ip_count; i++)
		ma_ranges_add(&intended, &settings->expected_ips[i].ip,
			      settings->expected_ips[i].bits);
	for (size_t i = 0; i < passing->share_count; i++)
		if (is_expected(proposals->report, passing->shares[i].term) ||
		    is_respelt(sources, passing->shares[i].term))
			ma_ranges_add_all(&intended, &passing->shares[i].matched);
	ma_ranges_add_all(&intended, &proposals->sources.own);
	ma_ranges_tidy(&intended);
	return intended;
}

bool ma_fix_loses_no_sender(const struct ma_proposals *proposals,
			    const struct ma_fix_sources *sources,
			    const struct ma_spf_passing *passing)
{
	struct ma_ranges lost = { .arena = proposals->arena };

	/* What is not known of one alone is not known of what is gained, either; records that are
	 * proven together are asked this alone. */
	for (size_t i = 0; i < sources->count; i++)
		if (!ma_spf_find_lost(sources->passing[i], passing, &lost))
			return false;
	return lost.count == 0;
}

/* Whether anyone passes by IPv6. */
static bool passes_ipv6(const struct ma_spf_passing *passing)
{
	for (size_t i = 0; i < 1u << passing->condition_count; i++)
		for (size_t k = 0; k < passing->cases[i].count; k++)
			if (passing->cases[i].items[k].from.length == 16)
				return true;
	return false;
}

/* Whether the domain has senders by IPv6: PASSING is of its new record, or of one that it leads to,
 * and then others may be in the texts of the domain itself. */
static bool sends_ipv6(const struct ma_proposals *proposals, const struct ma_spf_passing *passing)
{
	const struct ma_fix_sources *sources = &proposals->sources;

	for (size_t i = 0; i < sources->count; i++)
		if (sources->passing[i] != NULL && passes_ipv6(sources->passing[i]))
			return true;
	return passes_ipv6(passing);
}

/* The void lookups that count: where no one sends by IPv6, nothing is lost if a receiver stops at
 * those by IPv6. */
static unsigned voids_of(const struct ma_proposals *proposals, const struct ma_spf_tree *tree,
			 const struct ma_spf_passing *passing)
{
	return tree->voids6 <= MA_SPF_VOIDS_MAX || sends_ipv6(proposals, passing) ? tree->voids
										  : tree->voids4;
}

/* Whether receivers evaluate the domain's record to its end for every sender. */
static bool is_sound(const struct ma_proposals *proposals, const struct mailauth_report *after,
		     const struct ma_spf_passing *passing)
{
	const struct ma_spf_tree *tree = &after->spf.tree;

	/* Which term has to go that lets everyone pass is not for us to say. */
	return after->spf.walked && !tree->reach.everyone && !tree->errors && !tree->unanswered &&
	       tree->lookups <= MA_SPF_LOOKUPS_MAX &&
	       voids_of(proposals, tree, passing) + passing->unknowns <= MA_SPF_VOIDS_MAX;
}

/* The same of a record that the domain's leads to: next to it there may be another fault, which
 * has its own fix. */
static bool is_sound_nested(const struct ma_proposals *proposals,
			    const struct mailauth_report *after,
			    const struct ma_spf_passing *passing)
{
	const struct ma_spf_tree *was = &proposals->report->spf.tree;
	const struct ma_spf_tree *is = &after->spf.tree;

	return after->spf.walked && !is->reach.everyone && !is->unanswered &&
	       (!is->errors || was->errors) && is->lookups <= MA_SPF_LOOKUPS_MAX &&
	       voids_of(proposals, is, passing) + passing->unknowns <= MA_SPF_VOIDS_MAX;
}

bool ma_fix_keeps_senders(const struct ma_proposals *proposals, struct ma_proposal *proposal,
			  const struct mailauth_report *after, const struct ma_spf_passing *passing)
{
	const struct ma_fix_sources *sources = proposal->sources;
	struct mailauth_fix *fix = &proposal->fix;
	struct ma_ranges named = find_named(proposals->arena, sources);
	struct ma_ranges intended = find_intended(proposals, sources, &named, passing);
	struct ma_ranges forgotten = ma_ranges_without(&named, &passing->cases[0]);
	struct ma_ranges strangers;
	/* What is published elsewhere lets no one pass today. */
	size_t in_force = sources->elsewhere != NULL ? 0 : sources->count;
	bool sound = sources == &proposals->sources ? is_sound(proposals, after, passing)
						    : is_sound_nested(proposals, after, passing);

	fix->gained = (struct ma_ranges){ .arena = proposals->arena };
	if (!sound || !ma_fix_loses_no_sender(proposals, sources, passing) ||
	    !ma_spf_find_gained(sources->passing, in_force, passing, &fix->gained))
		return false;
	strangers = ma_ranges_without(&fix->gained, &intended);
	fix->counted = true;
	fix->lookups = after->spf.tree.lookups;
	fix->voids = voids_of(proposals, &after->spf.tree, passing);
	return forgotten.count == 0 && strangers.count == 0;
}
