/* The SPF tree of a domain: its record with all that it includes or hands over to, as an audit
 * sees it that knows no sender.  It goes on past the limits of a receiver and counts.
 *
 * SPDX-License-Identifier: MIT */

#include "tree.h"

enum {
	LOOKUPS_NEAR = 8, /* the next include breaks the limit of 10 */
	DEPTH_MAX = 20,
};

/* Adds a line to the tree.  Never NULL: once memory failed, what is written is not kept. */
static struct ma_spf_branch *add_branch(struct ma_spf_walk *walk, unsigned depth,
					struct ma_text domain, struct ma_text text)
{
	struct ma_spf_tree *tree = walk->tree;
	struct ma_spf_branch *branch = ma_arena_alloc(walk->pass->arena, sizeof(*branch));

	if (branch == NULL)
		return &walk->lost;
	branch->depth = depth;
	branch->domain = domain;
	branch->text = text;
	if (tree->last_branch != NULL)
		tree->last_branch->next = branch;
	else
		tree->branches = branch;
	tree->last_branch = branch;
	return branch;
}

static bool causes_lookup(const struct ma_spf_term *term)
{
	return term->kind != MA_SPF_ALL && !ma_spf_is_network(term) &&
	       term->kind <= MA_SPF_REDIRECT;
}

/* RFC 7208 5.1: what stands behind "all" is never tested, nor is a redirect beside one. */
static bool is_reached(const struct ma_spf_node *node, const struct ma_spf_term *term)
{
	const struct ma_spf_term *all = node->frame.record->all;

	if (all == NULL || term == all || term->kind == MA_SPF_EXP || term->kind == MA_SPF_OTHER)
		return true;
	return term->from < all->from && term->kind != MA_SPF_REDIRECT;
}

/* A term becomes a line, with what it and all below it cost. */
static void look_at(struct ma_spf_node *node, const struct ma_spf_term *term)
{
	struct ma_spf_tree *tree = node->walk->tree;
	struct ma_spf_branch *branch =
		add_branch(node->walk, node->frame.depth, (struct ma_text){ 0 }, term->text);
	unsigned lookups = tree->lookups;
	unsigned voids = tree->voids;

	branch->state = term->faulty ? MA_BRANCH_FAULTY : MA_BRANCH_TERM;
	node->branch = branch;
	if (!is_reached(node, term)) {
		branch->state = MA_BRANCH_UNREACHED;
		return;
	}
	node->walk->found4 = node->walk->found6 = node->walk->exists = false;
	if (causes_lookup(term))
		ma_spf_look_up(node, term);
	ma_spf_look_at_permitted(node, term);
	branch->lookups = tree->lookups - lookups;
	branch->voids = tree->voids - voids;
}

static void look_at_terms(struct ma_spf_node *node)
{
	const struct ma_spf_record *record = node->frame.record;

	for (const struct ma_spf_term *term = record->terms; term != NULL; term = term->next)
		if (term->kind != MA_SPF_REDIRECT)
			look_at(node, term);
	/* RFC 7208 6.1: after all mechanisms, wherever it stands. */
	if (record->redirect != NULL)
		look_at(node, record->redirect);
}

/* What is to be said of the domain's own record alone: others' are others' to mend. */
static void look_at_root(struct ma_spf_node *node)
{
	struct ma_pass *pass = node->walk->pass;
	const struct ma_spf_record *record = node->frame.record;

	node->walk->tree->root_faults = record->faults;
	node->walk->tree->refuses_all = ma_spf_refuses_all(record);
	node->walk->tree->refuses_others = record->all != NULL && record->all->qualifier == '-';
	if (record->faults > 0)
		return;
	ma_spf_look_at_style(&pass->findings, record);
	ma_spf_look_at_modifiers(&pass->findings, record);
	ma_spf_look_at_ranges(pass, record);
	ma_spf_look_at_explanation(pass, &node->frame);
}

void ma_spf_visit(const struct ma_spf_node *above, const struct ma_spf_term *term,
		  struct ma_text domain, const struct ma_name *name, struct ma_text record,
		  uint32_t ttl)
{
	struct ma_pass *pass = above->walk->pass;
	struct ma_spf_ancestor here = { name, above->ancestors };
	struct ma_spf_node node = { .walk = above->walk, .ancestors = &here };

	node.frame.domain = domain;
	node.frame.depth = term != NULL ? above->frame.depth + 1 : 0;
	if (node.frame.depth > DEPTH_MAX)
		return;
	node.frame.presented = ma_name_present(pass->arena, name);
	node.frame.record =
		ma_spf_parse(pass->arena, node.frame.presented, record, &pass->findings);
	if (node.frame.record == NULL)
		return;
	/* RFC 7208 5.2: only a pass of an include is a match; what that means is its qualifier.
	 * What cannot be read permits nobody. */
	node.permits = above->permits && node.frame.record->faults == 0 &&
		       (term == NULL || term->kind == MA_SPF_REDIRECT || term->qualifier == '+');
	node.walk->tree->faults += node.frame.record->faults;
	add_branch(node.walk, node.frame.depth, node.frame.presented, record)->ttl = ttl;
	if (term == NULL)
		look_at_root(&node);
	look_at_terms(&node);
}

static void judge_lookups(struct ma_spf_walk *walk, struct ma_text name)
{
	struct ma_spf_tree *tree = walk->tree;
	struct ma_pass *pass = walk->pass;

	if (!walk->circle && tree->lookups >= LOOKUPS_NEAR && tree->lookups <= MA_SPF_LOOKUPS_MAX)
		ma_finding_text(ma_findings_add(&pass->findings, MA_SPF_MANY_LOOKUPS, name),
				"count", ma_arena_number(pass->arena, tree->lookups));
	/* A receiver goes round until its lookups are used up. */
	if (walk->circle && tree->lookups <= MA_SPF_LOOKUPS_MAX)
		tree->lookups = MA_SPF_LOOKUPS_MAX + 1;
}

void ma_spf_tree_walk(struct ma_pass *pass, struct ma_text record, uint32_t ttl,
		      struct ma_spf_tree *tree)
{
	const struct ma_settings *settings = pass->settings;
	struct ma_spf_walk walk = { .pass = pass,
				    .tree = tree,
				    .permitted = { .arena = pass->arena } };
	const struct ma_spf_node nothing = { .walk = &walk, .permits = true };
	struct ma_text name = ma_name_present(pass->arena, settings->domain);

	ma_spf_visit(&nothing, NULL, settings->domain_text, settings->domain, record, ttl);
	judge_lookups(&walk, name);
	ma_spf_judge_permitted(&walk, name);
}
