/* What each term of an SPF record with too many lookups costs (RFC 7208 4.6.4), the dearest first:
 * where nothing can be left out without a loss, a person has to choose.
 *
 * SPDX-License-Identifier: MIT */

#include "../../known/known.h"
#include "../fix.h"

#include <stdlib.h>

/* Whether a record to publish sets it right. */
static bool is_fixed(const struct mailauth_report *report)
{
	for (size_t i = 0; i < report->fix_count; i++)
		for (size_t k = 0; k < report->fixes[i]->remove_count; k++)
			if (report->fixes[i]->removes[k]->id == MA_SPF_TOO_MANY_LOOKUPS)
				return true;
	return false;
}

static bool is_needed(const struct mailauth_report *report)
{
	return report->spf.walked && report->spf.tree.lookups > MA_SPF_LOOKUPS_MAX &&
	       ma_report_find(report, MA_SPF_TOO_MANY_LOOKUPS) != NULL && !is_fixed(report);
}

/* The depth of the terms that a person may choose from: of a record that is nothing but a redirect,
 * those of the record that it leads to. */
static unsigned find_depth(const struct mailauth_report *report)
{
	const struct ma_spf_tree *tree = &report->spf.tree;
	unsigned depth = 0;

	for (size_t i = 0; i < tree->branch_count; i++) {
		const struct ma_spf_branch *branch = tree->branches[i];

		if (branch->term == NULL || branch->depth != depth || branch->lookups == 0)
			continue;
		if (branch->term->kind != MA_SPF_REDIRECT)
			return depth;
		depth++;
	}
	return 0;
}

static struct ma_holder find_holder(const struct mailauth_report *report, struct ma_arena *arena,
				    const struct ma_spf_term *term)
{
	struct ma_text name = term->domain_spec;
	struct ma_holder holder;

	if (name.length == 0)
		return (struct ma_holder){ .name = report->settings.domain_text, .own = true };
	if (term->target == NULL) /* who the sender is decides where it leads */
		return (struct ma_holder){
			.name = name,
			.own = ma_domain_is_within(name, report->settings.domain_text),
			.company = ma_provider_of_term(term),
		};
	name = ma_name_present(arena, term->target);
	holder = ma_holder_find(report, arena, name,
				ma_spf_leads_on(term) ? MA_TYPE_TXT : MA_TYPE_A);
	holder.company = ma_provider_of_term(term);
	return holder;
}

static struct ma_text find_org(struct ma_arena *arena, struct ma_text name)
{
	const struct ma_name *wire = ma_name_unescape(arena, name);
	struct ma_name org;

	return wire != NULL && ma_psl_org(arena, wire, &org) ? ma_name_present(arena, &org) : name;
}

/* The dearest first; of those that cost the same, the order of the record. */
static int compare(const void *a, const void *b)
{
	const struct ma_cost *one = a;
	const struct ma_cost *other = b;

	if (one->branch->lookups != other->branch->lookups)
		return one->branch->lookups > other->branch->lookups ? -1 : 1;
	return one->place < other->place ? -1 : 1;
}

/* Whether mail to the domain is taken in by COMPANY: its term is the last to go. */
static bool takes_mail(const struct mailauth_report *report, const struct ma_provider *company)
{
	for (size_t i = 0; company != NULL && i < report->provider_count; i++)
		if (report->providers[i].role == MAILAUTH_PROVIDER_MX &&
		    ma_provider_is_same(report->providers[i].provider, company))
			return true;
	return false;
}

/* Costs on their way into a list. */
struct list {
	const struct mailauth_report *report;
	struct ma_arena *arena;
	struct ma_cost *costs;
	size_t count;
};

/* Finds the terms of the record whose lines begin at FROM. */
static size_t find_terms(const struct list *list, size_t from, unsigned level,
			 struct ma_cost *found)
{
	const struct ma_spf_tree *tree = &list->report->spf.tree;
	unsigned depth = tree->branches[from]->depth;
	size_t count = 0;

	for (size_t i = from; i < tree->branch_count && tree->branches[i]->depth >= depth; i++) {
		const struct ma_spf_branch *branch = tree->branches[i];
		struct ma_cost *cost = &found[count];

		if (branch->term == NULL || branch->depth != depth || branch->lookups == 0)
			continue;
		*cost = (struct ma_cost){
			.branch = branch,
			.place = i,
			.level = level,
			.holder = find_holder(list->report, list->arena, branch->term),
		};
		cost->org = find_org(list->arena, cost->holder.name);
		cost->receives = takes_mail(list->report, cost->holder.company);
		count++;
	}
	return count;
}

/* The line after PLACE, if it is below it: the record that the term leads to. */
static bool has_record(const struct ma_spf_tree *tree, size_t place)
{
	return place + 1 < tree->branch_count &&
	       tree->branches[place + 1]->depth > tree->branches[place]->depth;
}

/* Adds the terms of the record whose lines begin at FROM, and after each that leads to a record of
 * the domain's own those of that. */
static void add_terms(struct list *list, size_t from, unsigned level)
{
	const struct ma_spf_tree *tree = &list->report->spf.tree;
	struct ma_cost *found = ma_arena_array(list->arena, tree->branch_count, sizeof(*found));
	size_t count = found != NULL ? find_terms(list, from, level, found) : 0;

	if (count > 1)
		qsort(found, count, sizeof(*found), compare);
	for (size_t i = 0; i < count; i++) {
		list->costs[list->count++] = found[i];
		if (found[i].holder.own && ma_spf_leads_on(found[i].branch->term) &&
		    has_record(tree, found[i].place))
			add_terms(list, found[i].place + 1, level + 1);
	}
}

size_t ma_fix_find_costs(const struct mailauth_report *report, struct ma_arena *arena,
			 struct ma_cost **costs)
{
	const struct ma_spf_tree *tree = &report->spf.tree;
	struct list list = { .report = report, .arena = arena };
	unsigned depth = find_depth(report);
	size_t from = 0;

	if (!is_needed(report))
		return 0;
	while (from < tree->branch_count && tree->branches[from]->depth != depth)
		from++;
	list.costs = *costs = ma_arena_array(arena, tree->branch_count + 1, sizeof(**costs));
	if (*costs != NULL && from < tree->branch_count)
		add_terms(&list, from, 0);
	return list.count;
}
