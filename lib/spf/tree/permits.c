/* The SPF tree: whom it permits to send, and whether that is everyone.
 *
 * SPDX-License-Identifier: MIT */

#include "tree.h"

enum {
	WIDE4 = 8, /* prefix lengths that no single owner's servers fill */
	WIDE6 = 16,
	WIDE_TOLD = 20, /* of a record that is nothing but such terms */
};

/* Half of all IPv4 addresses, and of all global IPv6 networks: anyone can get one of so many. */
static const uint64_t half_of_ipv4 = UINT64_C(1) << 31;
static const uint64_t half_of_ipv6 = UINT64_C(1) << 60;
/* Those of a prefix that is too wide: addresses of IPv4, networks of IPv6. */
static const uint64_t wide_ipv4 = UINT64_C(1) << (32 - WIDE4);
static const uint64_t wide_ipv6 = UINT64_C(1) << (64 - WIDE6);

enum ma_spf_width ma_spf_width(const struct ma_spf_reach *reach)
{
	if (reach->everyone || reach->ipv4 >= half_of_ipv4 || reach->ipv6 >= half_of_ipv6)
		return MA_SPF_OPEN;
	if (reach->of_sender)
		return MA_SPF_WIDTH_OF_SENDER;
	if (reach->unknown)
		return MA_SPF_WIDTH_UNKNOWN;
	return reach->ipv4 >= wide_ipv4 || reach->ipv6 >= wide_ipv6 ? MA_SPF_WIDE : MA_SPF_NARROW;
}

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

/* Whether no mail comes from TERM's addresses over the Internet (RFC 6890). */
static bool is_local(const struct ma_spf_term *term)
{
	return ma_spf_is_network(term) &&
	       ma_ip_scope(&term->network, ma_spf_bits(term, &term->network)) == MA_IP_LOCAL;
}

bool ma_spf_permits_none(const struct ma_spf_tree *tree)
{
	const struct ma_spf_reach *reach = &tree->reach;

	/* What is taken out of nothing leaves nothing: it does not have to be counted. */
	return !tree->errors && !tree->unanswered && !reach->everyone && !reach->of_sender &&
	       !reach->unknown && !reach->someone;
}

/* Whom these permit is not known without a sender. */
static bool is_countable(const struct ma_spf_walk *walk, const struct ma_spf_term *term)
{
	if (term->kind == MA_SPF_EXISTS)
		return walk->exists;
	return term->kind != MA_SPF_PTR && !term->of_sender;
}

/* What is not known of whom the record that TERM leads to, or TERM itself, lets pass. */
static void find_gaps(struct ma_spf_walk *walk, const struct ma_spf_branch *branch)
{
	struct ma_spf_reach *reach = &walk->tree->reach;

	/* RFC 7208 4.6.4: everyone who comes so far gets a permerror instead. */
	if (!walk->turns && walk->lookups.terms > MA_SPF_LOOKUPS_MAX)
		return;
	reach->of_sender = reach->of_sender || branch->state == MA_BRANCH_SENDER;
	reach->unknown = reach->unknown || branch->state == MA_BRANCH_FAILED;
}

/* What a wildcard holds for all that may be in the sender's place in a name. */
static void find_everyone(const struct ma_spf_node *node, const struct ma_spf_term *term)
{
	struct ma_spf_walk *walk = node->walk;
	struct mailauth_finding *finding;
	struct ma_name place;

	walk->tree->reach.everyone = true;
	if (walk->wide++ >= WIDE_TOLD)
		return;
	finding = ma_spf_note_term(&walk->pass->findings, &node->frame, term,
				   MA_SPF_WILDCARD_PASSES_EVERYONE);
	place = ma_name_parent(walk->wildcard);
	ma_finding_name(finding, "place", ma_name_present(walk->pass->arena, &place));
}

void ma_spf_find_permitted(const struct ma_spf_node *node, const struct ma_spf_term *term)
{
	struct ma_spf_walk *walk = node->walk;
	enum ma_finding_id id = MA_SPF_WIDE_RANGE;

	if (!node->permits || term->faulty)
		return;
	if (term->qualifier == '+')
		find_gaps(walk, node->branch);
	if (term->qualifier == '+' && walk->wildcard != NULL) {
		find_everyone(node, term);
		return;
	}
	if (term->kind == MA_SPF_REDIRECT && term->of_sender)
		walk->uncounted = true;
	if (!ma_spf_is_mechanism(term))
		return;
	/* What is taken out before others permit is not counted. */
	if (!is_countable(walk, term) || (term->qualifier != '+' && term->kind != MA_SPF_ALL))
		walk->uncounted = true;
	if (term->qualifier != '+')
		return;
	walk->tree->tried = walk->tree->tried || term->kind != MA_SPF_INCLUDE;
	if (is_local(term))
		return;
	if (ma_spf_is_network(term)) {
		ma_ranges_add(&walk->permitted, &term->network, ma_spf_bits(term, &term->network));
		walk->permits6 = walk->permits6 || term->network.length == 16;
	}
	if (!is_wider(walk, term, WIDE4, WIDE6))
		return;
	if (is_wider(walk, term, 0, 0)) {
		id = MA_SPF_PASSES_EVERYONE;
		walk->tree->reach.everyone = true;
	}
	if (walk->wide++ < WIDE_TOLD)
		ma_spf_note_term(&walk->pass->findings, &node->frame, term, id);
}

static void note_total(struct ma_spf_walk *walk, struct ma_text name)
{
	const struct ma_spf_reach *reach = &walk->tree->reach;
	struct ma_findings *findings = &walk->pass->findings;

	if (reach->ipv4 >= half_of_ipv4)
		ma_finding_text(ma_findings_add(findings, MA_SPF_WIDE_TOTAL, name), "count",
				ma_arena_number(walk->pass->arena, reach->ipv4));
	if (reach->ipv6 >= half_of_ipv6)
		ma_findings_add(findings, MA_SPF_WIDE_TOTAL_IPV6, name);
}

void ma_spf_find_permitted_by_all(struct ma_spf_walk *walk, struct ma_text name)
{
	struct ma_spf_reach *reach = &walk->tree->reach;

	ma_ranges_tidy(&walk->permitted);
	walk->tree->permitted = walk->permitted;
	reach->someone = walk->permitted.count > 0;
	reach->ipv4 = ma_ranges_count4(&walk->permitted);
	reach->ipv6 = ma_ranges_count6(&walk->permitted);
	walk->tree->counted = reach->everyone || !walk->uncounted;
	/* Everyone can have an address among so many: a pass says nothing then. */
	if (!reach->everyone)
		note_total(walk, name);
	else
		reach->ipv4 = 2 * half_of_ipv4;
}
