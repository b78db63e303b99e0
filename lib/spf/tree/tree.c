/* The SPF tree of a domain: its record with all that it includes or redirects to, as an audit
 * sees it that knows no sender.  It continues past the limits of a receiver and counts.
 *
 * SPDX-License-Identifier: MIT */

#include "../advice/advice.h"
#include "tree.h"

enum {
	LOOKUPS_NEAR = 8, /* the next include breaks the limit of 10 */
	DEPTH_MAX = 20,
};

/* Makes room for one more line. */
static bool grow(struct ma_spf_walk *walk)
{
	struct ma_spf_tree *tree = walk->tree;
	size_t size = tree->branches_size > 0 ? 2 * tree->branches_size : 16;
	struct ma_spf_branch **branches;

	if (tree->branch_count < tree->branches_size)
		return true;
	branches = ma_arena_array(walk->pass->arena, size, sizeof(struct ma_spf_branch *));
	if (branches == NULL)
		return false;
	for (size_t i = 0; i < tree->branch_count; i++)
		branches[i] = tree->branches[i];
	tree->branches = branches;
	tree->branches_size = size;
	return true;
}

/* Adds a line to the tree.  Never NULL: once memory failed, what is written is not kept. */
static struct ma_spf_branch *add_branch(struct ma_spf_walk *walk, unsigned depth,
					struct ma_text domain, struct ma_text text)
{
	struct ma_spf_tree *tree = walk->tree;
	struct ma_spf_branch *branch = ma_arena_alloc(walk->pass->arena, sizeof(*branch));

	if (branch == NULL || !grow(walk))
		return &walk->lost;
	branch->depth = depth;
	branch->domain = domain;
	branch->text = text;
	tree->branches[tree->branch_count++] = branch;
	return branch;
}

static void visit(const struct ma_spf_node *above, const struct ma_spf_term *term,
		  const struct ma_spf_next *next);

/* A term becomes a line, with what it and all below it cost. */
static void find_term(struct ma_spf_node *node, const struct ma_spf_term *term)
{
	struct ma_spf_next next = { .record = NULL };
	const struct ma_spf_lookups *lookups = &node->walk->lookups;
	struct ma_spf_branch *branch =
		add_branch(node->walk, node->frame.depth, (struct ma_text){ 0 }, term->text);
	unsigned terms = lookups->terms;
	unsigned voids = ma_spf_voids(lookups);

	branch->term = term;
	branch->state = term->faulty ? MA_BRANCH_FAULTY : MA_BRANCH_TERM;
	node->branch = branch;
	if (!ma_spf_is_tested(node->frame.record, term)) {
		branch->state = MA_BRANCH_UNREACHED;
		return;
	}
	node->walk->found4 = node->walk->found6 = node->walk->exists = false;
	node->walk->wildcard = NULL;
	if (ma_spf_causes_lookup(term))
		ma_spf_look_up(node, term, &next);
	ma_spf_find_platform(node, term, &next);
	if (next.record != NULL) {
		visit(node, term, &next);
		node->walk->wildcard = NULL; /* of the terms there */
	}
	ma_spf_find_permitted(node, term);
	if (node->frame.depth > 0 && ma_spf_is_mechanism(term) && term->kind != MA_SPF_ALL &&
	    term->qualifier != '+')
		node->walk->turns = true;
	branch->lookups = lookups->terms - terms;
	branch->voids = ma_spf_voids(lookups) - voids;
}

static void find_terms(struct ma_spf_node *node)
{
	const struct ma_spf_term *term = NULL;

	while ((term = ma_spf_next_term(node->frame.record, term)) != NULL)
		find_term(node, term);
}

static bool has_mechanism(const struct ma_spf_record *record)
{
	const struct ma_spf_term *term = record->terms;

	while (term != NULL && !ma_spf_is_mechanism(term))
		term = term->next;
	return term != NULL;
}

/* Whether what would merely be tidier at NAME is for the domain's zone to say. */
static bool is_of_zone(struct ma_pass *pass, const struct ma_name *name)
{
	const struct ma_name *domain = pass->settings->domain;
	const struct ma_answer *soa = ma_probe(&pass->view, domain, MA_TYPE_SOA);

	return ma_name_is_within(name, soa->apex != NULL ? soa->apex : domain);
}

/* What is to be said of the record that decides: RFC 7208 6.1 puts the target of a redirect in the
 * place of the domain's own.  Those that are included are others' to fix. */
static void find_deciding(struct ma_spf_node *node)
{
	struct ma_pass *pass = node->walk->pass;
	struct ma_spf_tree *tree = node->walk->tree;
	const struct ma_spf_frame *frame = &node->frame;
	const struct ma_spf_record *record = frame->record;

	if (frame->depth == 0)
		tree->root_faults = record->faults;
	tree->refuses_all = node->alone && ma_spf_refuses_all(record);
	tree->refuses_others = record->all != NULL && record->all->qualifier == '-';
	if (record->faults > 0) {
		ma_spf_find_cut(&pass->findings, frame);
		return;
	}
	ma_spf_find_style(&pass->findings, frame, node->alone);
	if (frame->depth > 0 && !is_of_zone(pass, frame->name))
		return;
	ma_spf_find_modifiers(&pass->findings, frame);
	ma_spf_find_ranges(pass, frame);
	ma_spf_find_explanation(pass, frame);
}

/* The record that TERM of the record above leads to. */
static void visit(const struct ma_spf_node *above, const struct ma_spf_term *term,
		  const struct ma_spf_next *next)
{
	struct ma_pass *pass = above->walk->pass;
	struct ma_spf_ancestor here = { next->name, next->record, above->ancestors };
	struct ma_spf_node node = { .walk = above->walk, .ancestors = &here };
	struct ma_spf_frame *frame = &node.frame;

	frame->domain = next->domain;
	frame->name = next->name;
	frame->depth = term != NULL ? above->frame.depth + 1 : 0;
	frame->record = next->record;
	if (frame->depth > DEPTH_MAX || frame->record == NULL)
		return;
	frame->presented = ma_name_present(pass->arena, next->name);
	ma_spf_note_faults(&pass->findings, frame->presented, frame->record);
	/* RFC 7208 5.2: only a pass of an include is a match; what that means is its qualifier.
	 * What cannot be read permits no one. */
	node.permits = above->permits && frame->record->faults == 0 &&
		       (term == NULL || term->kind == MA_SPF_REDIRECT || term->qualifier == '+');
	if (above->permits &&
	    (term == NULL || term->kind == MA_SPF_REDIRECT || term->qualifier == '+'))
		ma_spf_note_open(&pass->findings, frame->presented, frame->record);
	node.decides = term == NULL || (above->decides && term->kind == MA_SPF_REDIRECT);
	node.alone = term == NULL || (above->alone && !has_mechanism(above->frame.record));
	node.walk->tree->faults += frame->record->faults;
	add_branch(node.walk, frame->depth, frame->presented, frame->record->text)->ttl = next->ttl;
	if (node.decides && !node.walk->other)
		find_deciding(&node);
	find_terms(&node);
	if (node.decides && !node.walk->other && frame->record->faults == 0)
		ma_spf_find_ptr(&pass->findings, frame);
	/* For the domain's own record, this is reported with what is published next to it. */
	if (node.decides && frame->depth > 0 && frame->record->faults == 0 &&
	    is_of_zone(pass, frame->name))
		node.walk->tree->pasted = ma_spf_find_pasted(pass, frame->presented, frame->record);
}

static void find_lookups(struct ma_spf_walk *walk, struct ma_text name)
{
	const struct ma_spf_lookups *lookups = &walk->lookups;
	struct ma_spf_tree *tree = walk->tree;
	struct ma_pass *pass = walk->pass;

	tree->lookups = lookups->terms;
	tree->voids4 = lookups->voids4;
	tree->voids6 = lookups->voids6;
	tree->voids = ma_spf_voids(lookups);
	if (!walk->circle && tree->lookups >= LOOKUPS_NEAR && tree->lookups <= MA_SPF_LOOKUPS_MAX)
		ma_finding_text(ma_findings_add(&pass->findings, MA_SPF_MANY_LOOKUPS, name),
				"count", ma_arena_number(pass->arena, tree->lookups));
	/* A receiver goes round until its lookups are used up. */
	if (walk->circle && tree->lookups <= MA_SPF_LOOKUPS_MAX)
		tree->lookups = MA_SPF_LOOKUPS_MAX + 1;
}

/* A record that permits no IPv6 address at all is meant for mail by IPv4: that a stranger by IPv6
 * gets an error does no harm.  An IPv6 sender that is judged has findings of its own. */
static void settle_voids(const struct ma_spf_walk *walk)
{
	struct mailauth_finding *finding = walk->pass->findings.first;

	if (walk->uncounted || walk->tree->reach.everyone || walk->permits6)
		return;
	for (; finding != NULL; finding = finding->next)
		if (finding->id == MA_SPF_TOO_MANY_VOIDS_FAMILY &&
		    ma_text_is(ma_finding_argument(finding, "family"), "IPv6"))
			finding->id = MA_SPF_TOO_MANY_VOIDS_UNUSED;
}

/* Goes through the tree, whose ROOT is that of WALK's domain. */
static void go_through(struct ma_spf_walk *walk, const struct ma_spf_next *root)
{
	const struct ma_spf_node nothing = { .walk = walk, .permits = true };
	struct ma_text name = ma_name_present(walk->pass->arena, root->name);

	walk->lookups = (struct ma_spf_lookups){ .pass = walk->pass,
						 .families = MA_SPF_IPV4 | MA_SPF_IPV6,
						 .to_end = true };
	walk->permitted.arena = walk->pass->arena;
	visit(&nothing, NULL, root);
	settle_voids(walk);
	find_lookups(walk, name);
	ma_spf_find_permitted_by_all(walk, name);
}

void ma_spf_tree_walk(struct ma_pass *pass, const struct ma_spf_record *record, uint32_t ttl,
		      struct ma_spf_tree *tree)
{
	const struct ma_settings *settings = pass->settings;
	struct ma_spf_walk walk = { .pass = pass, .tree = tree };
	const struct ma_spf_next root = { record, settings->domain_text, settings->domain, ttl };

	go_through(&walk, &root);
}

/* --- Other names -------------------------------------------------------------- */

/* Keeps of what was FOUND only that the DNS did not say something. */
static void keep_failures(struct ma_findings *findings, const struct ma_findings *found)
{
	struct mailauth_finding *next;

	for (struct mailauth_finding *f = found->first; f != NULL; f = next) {
		next = f->next;
		if (f->id == MA_SPF_LOOKUP_FAILED || f->id == MA_SPF_LOOKUP_OFFLINE)
			ma_findings_move(findings, f);
	}
}

void ma_spf_find_reach(struct ma_pass *pass, const struct ma_name *name, struct ma_spf_reach *reach)
{
	struct ma_findings before = pass->findings;
	struct ma_findings found;
	struct ma_spf_tree tree = { 0 };
	struct ma_spf_walk walk = { .pass = pass, .tree = &tree, .other = true };
	const struct ma_spf_record **records;
	const struct ma_answer *answer;
	size_t count;

	pass->findings = (struct ma_findings){ .arena = pass->arena };
	answer = ma_ask(&pass->view, name, MA_TYPE_TXT);
	records = ma_spf_select(pass->arena, answer, &count);
	tree.reach.unknown = answer->status == MA_ANSWER_FAILED;
	walk.made = name->wire[0] == 1 && name->wire[1] == '*';
	if (answer->status == MA_ANSWER_FAILED)
		ma_spf_note_failure(pass, name, "TXT", answer);
	/* RFC 7208 4.5: several are a permerror. */
	if (count == 1)
		go_through(&walk,
			   &(const struct ma_spf_next){ records[0], ma_name_text(pass->arena, name),
							name, answer->ttl });
	found = pass->findings;
	pass->findings = before;
	keep_failures(&pass->findings, &found);
	*reach = tree.reach;
}
