/* The SPF tree: whom it permits to send, and whether that is everybody.
 *
 * SPDX-License-Identifier: MIT */

#include "tree.h"

enum {
	WIDE4 = 8, /* prefix lengths that no single owner's servers fill */
	WIDE6 = 16,
	WIDE_TOLD = 20, /* of a record that is nothing but such terms */
};

/* Half of all IPv4 addresses. */
static const uint64_t half_of_ipv4 = UINT64_C(1) << 31;

/* Whether TERM takes in as much as a prefix of BITS4, or of BITS6, or more.  A name without an
 * address of a family takes in none of it, however short the prefix. */
static bool is_wider(const struct ma_spf_walk *walk, const struct ma_spf_term *term, unsigned bits4,
		     unsigned bits6)
{
	switch (term->kind) {
	case MA_SPF_ALL:
		return true;
	case MA_SPF_A:
	case MA_SPF_MX:
		return (walk->found4 && term->bits4 <= bits4) ||
		       (walk->found6 && term->bits6 <= bits6);
	case MA_SPF_IP4:
	case MA_SPF_IP6: /* the length of the other family is the longest there is */
		return term->bits4 <= bits4 || term->bits6 <= bits6;
	case MA_SPF_EXISTS: /* RFC 7208 5.7: a name that is the same for all matches for all */
		return walk->exists;
	default:
		return false;
	}
}

/* Whom these permit is not known without a sender. */
static bool is_countable(const struct ma_spf_walk *walk, const struct ma_spf_term *term)
{
	if (term->kind == MA_SPF_EXISTS)
		return walk->exists;
	return term->kind != MA_SPF_PTR && !term->of_sender;
}

void ma_spf_find_permitted(const struct ma_spf_node *node, const struct ma_spf_term *term)
{
	struct ma_spf_walk *walk = node->walk;
	enum ma_finding_id id = MA_SPF_WIDE_RANGE;

	if (!node->permits || term->faulty)
		return;
	/* What a redirect leads to is as little known as the name that it makes of a sender. */
	walk->uncounted = walk->uncounted || (term->kind == MA_SPF_REDIRECT && term->of_sender);
	if (!ma_spf_is_mechanism(term))
		return;
	/* What is taken out before others permit is not counted. */
	if (!is_countable(walk, term) || (term->qualifier != '+' && term->kind != MA_SPF_ALL))
		walk->uncounted = true;
	if (term->qualifier != '+')
		return;
	if (ma_spf_is_network(term)) {
		ma_ranges_add(&walk->permitted, &term->network, ma_spf_bits(term, &term->network));
		walk->permits6 = walk->permits6 || term->network.length == 16;
	}
	if (!is_wider(walk, term, WIDE4, WIDE6))
		return;
	if (is_wider(walk, term, 0, 0)) {
		id = MA_SPF_PASSES_EVERYONE;
		walk->everyone = true;
	}
	if (walk->wide++ < WIDE_TOLD)
		ma_spf_note_term(&walk->pass->findings, &node->frame, term, id);
}

void ma_spf_find_permitted_by_all(struct ma_spf_walk *walk, struct ma_text name)
{
	struct ma_spf_tree *tree = walk->tree;
	struct ma_pass *pass = walk->pass;

	tree->permitted4 = ma_ranges_count4(&walk->permitted);
	tree->counted = walk->everyone || !walk->uncounted;
	/* Everybody can have an address among so many: a pass says nothing then. */
	if (tree->permitted4 >= half_of_ipv4 && !walk->everyone)
		ma_finding_text(ma_findings_add(&pass->findings, MA_SPF_WIDE_TOTAL, name), "count",
				ma_arena_number(pass->arena, tree->permitted4));
	if (walk->everyone)
		tree->permitted4 = 2 * half_of_ipv4;
}
