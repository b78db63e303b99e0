/* The SPF tree: what a term asks, what that costs, and where it leads on.
 *
 * SPDX-License-Identifier: MIT */

#include "../advice/advice.h"
#include "tree.h"

enum {
	TERMS_MAX = 100,  /* that cause lookups; a receiver stops at 10 */
	FAULTS_MAX = 200, /* of syntax: a tree that is nothing but faults */
};

/* --- Counting (RFC 7208 4.6.4) ----------------------------------------------- */

/* Counts one of the terms that cause lookups; notes the first that is over the limit.  False if
 * there were so many that the rest is left alone. */
static bool count_lookup(const struct ma_spf_node *node, const struct ma_spf_term *term)
{
	struct ma_spf_tree *tree = node->walk->tree;

	if (tree->lookups >= TERMS_MAX || tree->faults > FAULTS_MAX)
		return false;
	if (++tree->lookups == MA_SPF_LOOKUPS_MAX + 1)
		ma_spf_note_limit(node->walk->pass, &node->frame, term, MA_SPF_TOO_MANY_LOOKUPS,
				  MA_SPF_LOOKUPS_MAX);
	return true;
}

/* Counts a lookup that finds nothing for senders of either family, or of both: a receiver asks for
 * addresses of the sender's alone (RFC 7208 5). */
static void count_void(const struct ma_spf_node *node, const struct ma_spf_term *term, bool four,
		       bool six)
{
	struct ma_spf_walk *walk = node->walk;
	struct ma_spf_tree *tree = walk->tree;
	bool broke4 = four && ++tree->voids4 == MA_SPF_VOIDS_MAX + 1;
	bool broke6 = six && ++tree->voids6 == MA_SPF_VOIDS_MAX + 1;
	bool both = broke4 && broke6;
	struct mailauth_finding *finding;

	tree->voids = tree->voids4 > tree->voids6 ? tree->voids4 : tree->voids6;
	if (!broke4 && !broke6)
		return;
	finding = ma_spf_note_limit(walk->pass, &node->frame, term,
				    both ? MA_SPF_TOO_MANY_VOIDS : MA_SPF_TOO_MANY_VOIDS_FAMILY,
				    MA_SPF_VOIDS_MAX);
	if (!both)
		ma_finding_text(finding, "family", broke4 ? MA_TEXT("IPv4") : MA_TEXT("IPv6"));
}

/* --- Addresses ------------------------------------------------------------ */

static const struct ma_answer *ask(const struct ma_spf_node *node, const struct ma_name *name,
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

static void permit(const struct ma_spf_node *node, const struct ma_spf_term *term,
		   const struct ma_answer *answer)
{
	struct ma_spf_walk *walk = node->walk;

	for (size_t i = 0; i < answer->count; i++) {
		struct ma_ip ip;

		if (!ma_record_ip(&answer->records[i], &ip))
			continue;
		walk->found4 = walk->found4 || ip.length == 4;
		walk->found6 = walk->found6 || ip.length == 16;
		if (node->permits && term->qualifier == '+')
			ma_ranges_add(&walk->permitted, &ip, ma_spf_bits(term, &ip));
	}
}

/* True if NAME has no address at all. */
static bool ask_addresses(const struct ma_spf_node *node, const struct ma_spf_term *term,
			  const struct ma_name *name)
{
	const struct ma_answer *four = ask(node, name, MA_TYPE_A, "A");
	const struct ma_answer *six = ask(node, name, MA_TYPE_AAAA, "AAAA");

	count_void(node, term, ma_answer_is_void(four), ma_answer_is_void(six));
	permit(node, term, four);
	permit(node, term, six);
	return ma_answer_is_void(four) && ma_answer_is_void(six);
}

static bool ask_mx(const struct ma_spf_node *node, const struct ma_spf_term *term,
		   const struct ma_name *target)
{
	struct ma_arena *arena = node->walk->pass->arena;
	const struct ma_answer *answer = ask(node, target, MA_TYPE_MX, "MX");
	const struct ma_name *hosts[MA_SPF_MX_MAX];
	size_t count;
	bool nothing = answer->status != MA_ANSWER_FAILED && !ma_answer_is_gap(answer);

	if (ma_answer_is_void(answer))
		count_void(node, term, true, true);
	if (answer->count > MA_SPF_MX_MAX)
		ma_spf_note_mx(node->walk->pass, &node->frame, term, answer->count);
	count = ma_spf_mail_hosts(arena, answer, hosts);
	for (size_t i = 0; i < count; i++)
		nothing = ask_addresses(node, term, hosts[i]) && nothing;
	return nothing;
}

static bool ask_exists(const struct ma_spf_node *node, const struct ma_spf_term *term,
		       const struct ma_name *target)
{
	const struct ma_answer *answer = ask(node, target, MA_TYPE_A, "A");

	node->walk->exists = answer->count > 0;
	if (ma_answer_is_void(answer))
		count_void(node, term, true, true);
	return ma_answer_is_void(answer);
}

static void look_up_hosts(const struct ma_spf_node *node, const struct ma_spf_term *term,
			  const struct ma_name *target)
{
	struct ma_pass *pass = node->walk->pass;
	bool nothing;

	if (term->kind == MA_SPF_A)
		nothing = ask_addresses(node, term, target);
	else if (term->kind == MA_SPF_MX)
		nothing = ask_mx(node, term, target);
	else
		nothing = ask_exists(node, term, target);
	/* One that permits nobody in any case may well find nothing. */
	if (nothing && term->qualifier == '+')
		ma_finding_name(ma_spf_note_term(&pass->findings, &node->frame, term,
						 MA_SPF_TERM_FINDS_NOTHING),
				"target", ma_name_present(pass->arena, target));
}

/* --- Other records -------------------------------------------------------- */

static bool is_circle(const struct ma_spf_node *node, const struct ma_name *name)
{
	for (const struct ma_spf_ancestor *at = node->ancestors; at != NULL; at = at->above)
		if (ma_name_equal(at->name, name))
			return true;
	return false;
}

static void note_no_record(const struct ma_spf_node *node, const struct ma_spf_term *term,
			   const struct ma_spf_target *target)
{
	node->branch->state = MA_BRANCH_NONE;
	ma_spf_note_target(node->walk->pass, &node->frame, term, target);
}

static void note_several(const struct ma_spf_node *node, const struct ma_name *target, size_t count)
{
	struct ma_pass *pass = node->walk->pass;

	node->branch->state = MA_BRANCH_SEVERAL;
	ma_spf_note_several(pass, ma_name_present(pass->arena, target), count);
}

static void note_circle(const struct ma_spf_node *node, const struct ma_spf_term *term,
			const struct ma_name *target)
{
	struct ma_pass *pass = node->walk->pass;

	node->walk->circle = true;
	node->branch->state = MA_BRANCH_LOOP;
	ma_finding_name(ma_spf_note_term(&pass->findings, &node->frame, term, MA_SPF_LOOP),
			"target", ma_name_present(pass->arena, target));
}

/* include and redirect: the record of another domain, seen once on each way down. */
static void find_next(const struct ma_spf_node *node, const struct ma_spf_term *term,
		      const struct ma_spf_target *target, struct ma_spf_next *next)
{
	struct ma_pass *pass = node->walk->pass;
	const struct ma_answer *answer = ask(node, target->name, MA_TYPE_TXT, "TXT");
	const struct ma_spf_record **records;
	size_t count;

	if (ma_answer_is_gap(answer) || answer->status == MA_ANSWER_FAILED)
		return;
	if (ma_answer_is_void(answer))
		count_void(node, term, true, true);
	records = ma_spf_select(pass->arena, answer, &count);
	if (count == 0)
		note_no_record(node, term, target);
	else if (count > 1)
		note_several(node, target->name, count);
	else if (is_circle(node, target->name))
		note_circle(node, term, target->name);
	else
		*next = (struct ma_spf_next){ records[0], target->text, target->name, answer->ttl };
}

/* --- All of them ---------------------------------------------------------- */

static void note_sender(const struct ma_spf_node *node, const struct ma_spf_term *term)
{
	node->branch->state = MA_BRANCH_SENDER;
	if (node->walk->sender || term->kind == MA_SPF_PTR) /* which has a finding of its own */
		return;
	node->walk->sender = true;
	ma_spf_note_term(&node->walk->pass->findings, &node->frame, term, MA_SPF_DEPENDS_ON_SENDER);
}

void ma_spf_look_up(const struct ma_spf_node *node, const struct ma_spf_term *term,
		    struct ma_spf_next *next)
{
	struct ma_spf_meaning meaning;

	if (!count_lookup(node, term)) {
		node->branch->state = MA_BRANCH_CUT;
		return;
	}
	meaning = ma_spf_expand_for_nobody(node->walk->pass, &node->frame, term);
	switch (meaning.kind) {
	case MA_SPF_MEANS_SENDER:
		note_sender(node, term);
		break;
	case MA_SPF_MEANS_NO_RECORD:
		note_no_record(node, term, &meaning.target);
		break;
	case MA_SPF_MEANS_RECORD:
		find_next(node, term, &meaning.target, next);
		break;
	case MA_SPF_MEANS_HOSTS:
		look_up_hosts(node, term, meaning.target.name);
		break;
	default:
		break;
	}
}
