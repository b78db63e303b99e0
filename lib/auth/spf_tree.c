/* The SPF tree of a domain: its record with all that it includes or hands over to, as an audit
 * sees it that knows no sender.  It goes on past the limits of a receiver and counts.
 *
 * SPDX-License-Identifier: MIT */

#include "spf.h"

#include <string.h>

enum {
	LOOKUPS_NEAR = 8, /* the next include breaks the limit of 10 */
	TERMS_MAX = 100,  /* that cause lookups; a receiver stops at 10 */
	DEPTH_MAX = 20,
	FAULTS_MAX = 200, /* of syntax: a tree that is nothing but faults */
};

/* A domain on the way down, for finding circles. */
struct ancestor {
	const struct ma_name *name;
	const struct ancestor *above;
};

/* One record on the way, and what surrounds it. */
struct node {
	struct walk *walk;
	struct ma_text domain;
	struct ma_text presented;
	const struct ma_spf_record *record;
	const struct ancestor *ancestors;
	struct ma_spf_branch *branch; /* of the term that is looked at */
	unsigned depth;
};

struct walk {
	struct ma_pass *pass;
	struct ma_spf_tree *tree;
	unsigned voids4;
	unsigned voids6;
	bool circle;
	struct ma_spf_branch lost;
};

static void visit(struct walk *walk, struct ma_text domain, const struct ma_name *name,
		  struct ma_text record, const struct ancestor *above, unsigned depth);

/* Adds a line to the tree.  Never NULL: once memory failed, what is written is not kept. */
static struct ma_spf_branch *add_branch(struct walk *walk, unsigned depth, struct ma_text domain,
					struct ma_text text)
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

static struct mailauth_finding *blame(const struct node *node, const struct ma_spf_term *term,
				      enum ma_finding_id id)
{
	struct mailauth_finding *finding =
		ma_findings_add(&node->walk->pass->findings, id, node->presented);

	return ma_finding_record(finding, node->record->text, term->from, term->to);
}

/* Counts one of the terms that cause lookups; notes the first that is over the limit
 * (RFC 7208 4.6.4).  False if there were so many that the rest is left alone. */
static bool count_lookup(const struct node *node, const struct ma_spf_term *term)
{
	struct ma_spf_tree *tree = node->walk->tree;

	if (tree->lookups >= TERMS_MAX || tree->faults > FAULTS_MAX)
		return false;
	if (++tree->lookups == MA_SPF_LOOKUPS_MAX + 1)
		ma_finding_text(blame(node, term, MA_SPF_TOO_MANY_LOOKUPS), "limit",
				ma_arena_number(node->walk->pass->arena, MA_SPF_LOOKUPS_MAX));
	return true;
}

/* Counts a lookup that finds nothing for senders of either family, or of both: a receiver asks for
 * addresses of the sender's alone (RFC 7208 5). */
static void count_void(const struct node *node, const struct ma_spf_term *term, bool four, bool six)
{
	struct walk *walk = node->walk;
	bool broke4 = four && ++walk->voids4 == MA_SPF_VOIDS_MAX + 1;
	bool broke6 = six && ++walk->voids6 == MA_SPF_VOIDS_MAX + 1;
	bool both = broke4 && broke6;
	struct mailauth_finding *finding;

	walk->tree->voids = walk->voids4 > walk->voids6 ? walk->voids4 : walk->voids6;
	if (!broke4 && !broke6)
		return;
	finding = blame(node, term, both ? MA_SPF_TOO_MANY_VOIDS : MA_SPF_TOO_MANY_VOIDS_FAMILY);
	ma_finding_text(finding, "limit", ma_arena_number(walk->pass->arena, MA_SPF_VOIDS_MAX));
	if (!both)
		ma_finding_text(finding, "family", broke4 ? MA_TEXT("IPv4") : MA_TEXT("IPv6"));
}

static const struct ma_answer *ask(const struct node *node, const struct ma_name *name,
				   uint16_t type, const char *word)
{
	struct ma_pass *pass = node->walk->pass;
	const struct ma_answer *answer = ma_ask(&pass->view, name, type);

	if (answer->status == MA_ANSWER_FAILED) {
		node->branch->state = MA_BRANCH_FAILED;
		ma_spf_note_failure(pass, name, word, answer);
	}
	return answer;
}

static void ask_addresses(const struct node *node, const struct ma_spf_term *term,
			  const struct ma_name *name)
{
	const struct ma_answer *four = ask(node, name, MA_TYPE_A, "A");
	const struct ma_answer *six = ask(node, name, MA_TYPE_AAAA, "AAAA");

	count_void(node, term, ma_answer_is_void(four), ma_answer_is_void(six));
}

static void ask_mx(const struct node *node, const struct ma_spf_term *term,
		   const struct ma_name *target)
{
	struct ma_arena *arena = node->walk->pass->arena;
	const struct ma_answer *answer = ask(node, target, MA_TYPE_MX, "MX");

	if (ma_answer_is_void(answer))
		count_void(node, term, true, true);
	if (answer->count > MA_SPF_MX_MAX) {
		struct mailauth_finding *finding = blame(node, term, MA_SPF_TOO_MANY_MX);

		ma_finding_text(finding, "count", ma_arena_number(arena, answer->count));
		ma_finding_text(finding, "limit", ma_arena_number(arena, MA_SPF_MX_MAX));
	}
	for (size_t i = 0; i < answer->count && i < MA_SPF_MX_MAX; i++) {
		const struct ma_name *host = ma_record_name(arena, &answer->records[i], 2);

		if (host != NULL && host->length > 1)
			ask_addresses(node, term, host);
	}
}

/* TEXT is what no name could be made of. */
static void blame_target(const struct node *node, const struct ma_spf_term *term,
			 const struct ma_name *target, struct ma_text text)
{
	struct mailauth_finding *finding;
	enum ma_finding_id id =
		term->kind == MA_SPF_INCLUDE ? MA_SPF_INCLUDE_NO_RECORD : MA_SPF_REDIRECT_NO_RECORD;

	node->branch->state = MA_BRANCH_NONE;
	finding = blame(node, term, id);
	if (target != NULL)
		ma_finding_name(finding, "target",
				ma_name_present(node->walk->pass->arena, target));
	else
		ma_finding_text(finding, "target", text);
}

static bool is_circle(const struct node *node, const struct ma_name *name)
{
	for (const struct ancestor *at = node->ancestors; at != NULL; at = at->above)
		if (ma_name_equal(at->name, name))
			return true;
	return false;
}

/* include and redirect: the record of another domain, seen once on each way down. */
static void descend(const struct node *node, const struct ma_spf_term *term, struct ma_text domain,
		    const struct ma_name *target)
{
	struct ma_pass *pass = node->walk->pass;
	const struct ma_answer *answer = ask(node, target, MA_TYPE_TXT, "TXT");
	struct ma_text *records;
	size_t count;

	if (ma_answer_is_gap(answer) || answer->status == MA_ANSWER_FAILED)
		return;
	if (ma_answer_is_void(answer))
		count_void(node, term, true, true);
	records = ma_spf_select(pass->arena, answer, &count);
	if (count == 0)
		blame_target(node, term, target, domain);
	if (count > 1)
		node->branch->state = MA_BRANCH_SEVERAL;
	if (count > 1)
		ma_finding_text(ma_findings_add(&pass->findings, MA_SPF_MULTIPLE_RECORDS,
						ma_name_present(pass->arena, target)),
				"count", ma_arena_number(pass->arena, count));
	if (count != 1)
		return;
	if (is_circle(node, target)) {
		/* A receiver goes round until its lookups are used up. */
		node->walk->circle = true;
		node->branch->state = MA_BRANCH_LOOP;
		ma_finding_name(blame(node, term, MA_SPF_LOOP), "target",
				ma_name_present(pass->arena, target));
		return;
	}
	visit(node->walk, domain, target, records[0], node->ancestors, node->depth + 1);
}

/* Whether a name depends on the sender, so that nothing can be asked without one. */
static bool depends_on_sender(struct ma_text spec)
{
	struct ma_cursor cursor = { spec, 0 };
	struct ma_spf_piece piece;

	while ((piece = ma_spf_next_piece(&cursor)).kind != MA_PIECE_END)
		if (piece.kind == MA_PIECE_MACRO && ma_fold(piece.byte) != 'd')
			return true;
	return false;
}

static bool leads_on(const struct ma_spf_term *term)
{
	return term->kind == MA_SPF_INCLUDE || term->kind == MA_SPF_REDIRECT;
}

static void look_up(const struct node *node, const struct ma_spf_term *term)
{
	static const struct ma_sender_input nobody = { 0 };
	struct ma_spf_outcome outcome = { 0 };
	struct ma_spf_check check = { .pass = node->walk->pass,
				      .input = &nobody,
				      .outcome = &outcome };
	const struct ma_name *target;
	struct ma_text text;

	if (!count_lookup(node, term)) {
		node->branch->state = MA_BRANCH_CUT;
		return;
	}
	if (term->kind == MA_SPF_PTR || depends_on_sender(term->domain_spec)) {
		node->branch->state = MA_BRANCH_SENDER;
		return;
	}
	ma_spf_target(&check, node->domain, term->domain_spec, &text, &target);
	/* RFC 7208 4.3: what is malformed, or not multi-label, has no record. */
	if (leads_on(term) && (target == NULL || ma_name_labels(target) < 2)) {
		blame_target(node, term, target, text);
		return;
	}
	if (target == NULL)
		return;
	switch (term->kind) {
	case MA_SPF_A:
		ask_addresses(node, term, target);
		break;
	case MA_SPF_MX:
		ask_mx(node, term, target);
		break;
	case MA_SPF_EXISTS:
		if (ma_answer_is_void(ask(node, target, MA_TYPE_A, "A")))
			count_void(node, term, true, true);
		break;
	default:
		descend(node, term, text, target);
	}
}

static bool causes_lookup(const struct ma_spf_term *term)
{
	return term->kind != MA_SPF_ALL && term->kind != MA_SPF_IP4 && term->kind != MA_SPF_IP6 &&
	       term->kind <= MA_SPF_REDIRECT;
}

/* A term becomes a line, with what it and all below it cost. */
static void look_at(struct node *node, const struct ma_spf_term *term)
{
	struct ma_spf_tree *tree = node->walk->tree;
	struct ma_spf_branch *branch =
		add_branch(node->walk, node->depth, (struct ma_text){ 0 }, term->text);
	unsigned lookups = tree->lookups;
	unsigned voids = tree->voids;
	const struct ma_spf_term *all = node->record->all;
	bool modifier = term->kind == MA_SPF_EXP || term->kind == MA_SPF_OTHER;

	branch->state = term->faulty ? MA_BRANCH_FAULTY : MA_BRANCH_TERM;
	node->branch = branch;
	if (term == all && term->qualifier == '+')
		blame(node, term, MA_SPF_PASSES_EVERYONE);
	/* RFC 7208 5.1: what stands behind "all" is never tested, nor is a redirect beside one. */
	if (all != NULL && term != all && !modifier &&
	    (term->from > all->from || term->kind == MA_SPF_REDIRECT))
		branch->state = MA_BRANCH_UNREACHED;
	else if (causes_lookup(term))
		look_up(node, term);
	branch->lookups = tree->lookups - lookups;
	branch->voids = tree->voids - voids;
}

static void visit(struct walk *walk, struct ma_text domain, const struct ma_name *name,
		  struct ma_text record, const struct ancestor *above, unsigned depth)
{
	struct ma_pass *pass = walk->pass;
	struct ancestor here = { name, above };
	struct node node = { .walk = walk, .domain = domain, .ancestors = &here, .depth = depth };

	if (depth > DEPTH_MAX)
		return;
	node.presented = ma_name_present(pass->arena, name);
	node.record = ma_spf_parse(pass->arena, node.presented, record, &pass->findings);
	if (node.record == NULL)
		return;
	walk->tree->faults += node.record->faults;
	if (depth == 0) {
		walk->tree->root_faults = node.record->faults;
		ma_spf_look_at_style(&pass->findings, node.record);
	}
	add_branch(walk, depth, node.presented, record);
	for (const struct ma_spf_term *term = node.record->terms; term; term = term->next)
		if (term->kind != MA_SPF_REDIRECT)
			look_at(&node, term);
	/* RFC 7208 6.1: after all mechanisms, wherever it stands. */
	if (node.record->redirect != NULL)
		look_at(&node, node.record->redirect);
}

void ma_spf_tree_walk(struct ma_pass *pass, struct ma_text record, struct ma_spf_tree *tree)
{
	struct walk walk = { .pass = pass, .tree = tree };

	visit(&walk, pass->settings->domain_text, pass->settings->domain, record, NULL, 0);
	if (!walk.circle && tree->lookups >= LOOKUPS_NEAR && tree->lookups <= MA_SPF_LOOKUPS_MAX)
		ma_finding_text(
			ma_findings_add(&pass->findings, MA_SPF_MANY_LOOKUPS,
					ma_name_present(pass->arena, pass->settings->domain)),
			"count", ma_arena_number(pass->arena, tree->lookups));
	if (walk.circle && tree->lookups <= MA_SPF_LOOKUPS_MAX)
		tree->lookups = MA_SPF_LOOKUPS_MAX + 1;
}
