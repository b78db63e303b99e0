/* The SPF tree: what a term asks, what that costs, and where it leads on.
 *
 * SPDX-License-Identifier: MIT */

#include "../../known/known.h"
#include "../advice/advice.h"
#include "tree.h"

enum {
	TERMS_MAX = 100,  /* that cause lookups; a receiver stops at 10 */
	FAULTS_MAX = 200, /* of syntax: a tree that is nothing but faults */
};

/* Counts one of the terms that cause lookups.  False if there were so many that the rest is left
 * alone. */
static bool count_lookup(const struct ma_spf_node *node, const struct ma_spf_term *term)
{
	struct ma_spf_walk *walk = node->walk;

	if (walk->lookups.terms >= TERMS_MAX || walk->tree->faults > FAULTS_MAX)
		return false;
	ma_spf_count_lookup(&walk->lookups, &node->frame, term);
	return true;
}

/* What NAME holds of TYPE; the term of NODE is the one that asks. */
static const struct ma_answer *ask(const struct ma_spf_node *node, const struct ma_spf_term *term,
				   const struct ma_name *name, uint16_t type)
{
	struct ma_spf_lookups *lookups = &node->walk->lookups;
	const struct ma_answer *answer = ma_spf_ask(lookups, name, type);

	if (answer->status == MA_ANSWER_FAILED)
		node->branch->state = MA_BRANCH_FAILED;
	ma_spf_count_void(lookups, &node->frame, term, answer);
	return answer;
}

/* --- Addresses ------------------------------------------------------------ */

/* True if no host of TARGET has an address at all; *NULL_MX if it says that it has no host. */
static bool find_addresses(const struct ma_spf_node *node, const struct ma_spf_term *term,
			   const struct ma_name *target, bool *null_mx)
{
	struct ma_spf_walk *walk = node->walk;
	struct ma_spf_addresses addresses;
	struct ma_ip ip;
	unsigned bits;

	ma_spf_addresses_begin(&addresses, &walk->lookups, &node->frame, term, target);
	while (ma_spf_addresses_next(&addresses, &ip, &bits)) {
		walk->found4 = walk->found4 || ip.length == 4;
		walk->found6 = walk->found6 || ip.length == 16;
		if (!node->permits || term->qualifier != '+')
			continue;
		ma_ranges_add(&walk->permitted, &ip, bits);
		walk->permits6 = walk->permits6 || ip.length == 16;
	}
	if (addresses.failed)
		node->branch->state = MA_BRANCH_FAILED;
	*null_mx = addresses.null_mx;
	return addresses.nothing;
}

/* True if TARGET has none, which exists asks for (RFC 7208 5.7). */
static bool find_existence(const struct ma_spf_node *node, const struct ma_spf_term *term,
			   const struct ma_name *target)
{
	const struct ma_answer *answer = ask(node, term, target, MA_TYPE_A);

	node->walk->exists = answer->count > 0;
	return ma_answer_is_void(answer);
}

/* The one who registers a name that TERM permits can give it addresses. */
static enum ma_finding_id of_nothing(const struct ma_spf_node *node, const struct ma_spf_term *term,
				     const struct ma_name *target)
{
	uint16_t type = term->kind == MA_SPF_MX ? MA_TYPE_MX : MA_TYPE_A;

	if (!ma_spf_is_no_name(node->walk->pass, target) &&
	    ma_name_may_be_free(node->walk->pass, target, type))
		return MA_SPF_TERM_NO_DOMAIN;
	/* RFC 7208 5.4: of a name in mx no address of its own counts. */
	return term->kind == MA_SPF_MX ? MA_SPF_MX_FINDS_NOTHING : MA_SPF_TERM_FINDS_NOTHING;
}

static void look_up_hosts(const struct ma_spf_node *node, const struct ma_spf_term *term,
			  const struct ma_name *target)
{
	struct ma_pass *pass = node->walk->pass;
	bool null_mx = false;
	bool nothing = term->kind == MA_SPF_EXISTS ? find_existence(node, term, target)
						   : find_addresses(node, term, target, &null_mx);

	/* One that permits no one in any case may find nothing. */
	if (nothing && term->qualifier == '+')
		ma_finding_name(ma_spf_note_term(&pass->findings, &node->frame, term,
						 null_mx ? MA_SPF_TERM_NULL_MX
							 : of_nothing(node, term, target)),
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

/* A name below a wildcard that answers with the record of a name above, again and again. */
static bool is_met_again(const struct ma_spf_node *node, const struct ma_spf_term *term,
			 const struct ma_spf_record *record)
{
	if (!term->has_macro)
		return false;
	for (const struct ma_spf_ancestor *at = node->ancestors; at != NULL; at = at->above)
		if (ma_text_equal(at->record->text, record->text))
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
			const struct ma_name *target, enum ma_finding_id id)
{
	node->walk->circle = true;
	node->branch->state = MA_BRANCH_LOOP;
	ma_spf_note_again(node->walk->pass, &node->frame, term, target, id);
}

/* include and redirect: the record of another domain, seen once on each way down. */
static void find_next(const struct ma_spf_node *node, const struct ma_spf_term *term,
		      const struct ma_spf_target *target, struct ma_spf_next *next)
{
	struct ma_pass *pass = node->walk->pass;
	const struct ma_answer *answer = ask(node, term, target->name, MA_TYPE_TXT);
	const struct ma_spf_record **records;
	size_t count;

	if (ma_answer_is_gap(answer) || answer->status == MA_ANSWER_FAILED)
		return;
	records = ma_spf_select(pass->arena, answer, &count);
	if (count == 0)
		note_no_record(node, term, target);
	else if (count > 1)
		note_several(node, target->name, count);
	else if (is_circle(node, target->name))
		note_circle(node, term, target->name, MA_SPF_LOOP);
	else if (is_met_again(node, term, records[0]))
		note_circle(node, term, target->name, MA_SPF_MEETS_ITSELF);
	else
		*next = (struct ma_spf_next){ records[0], target->text, target->name, answer->ttl };
}

/* --- All of them ---------------------------------------------------------- */

static bool is_of_same_owner(struct ma_pass *pass, const struct ma_name *a, const struct ma_name *b)
{
	const char *one = ma_suffix_registered((const char *)ma_name_text(pass->arena, a).data);
	const char *other = ma_suffix_registered((const char *)ma_name_text(pass->arena, b).data);

	return one != NULL && other != NULL && ma_text_equal(ma_text(one), ma_text(other));
}

/* ptr with a name of another domain, all of whose hosts it permits; what others publish of theirs
 * is for them to say. */
static void find_foreign(const struct ma_spf_node *node, const struct ma_spf_term *term)
{
	struct ma_pass *pass = node->walk->pass;
	const struct ma_name *target = term->target;
	enum ma_finding_id id = MA_SPF_PTR_FOREIGN;

	if (target == NULL || term->has_macro || !node->permits || term->qualifier != '+' ||
	    node->walk->other ||
	    !is_of_same_owner(pass, node->frame.name, pass->settings->domain) ||
	    is_of_same_owner(pass, target, pass->settings->domain))
		return;
	if (ma_probe(&pass->view, target, MA_TYPE_A)->status == MA_ANSWER_NXDOMAIN &&
	    ma_name_may_be_free(pass, target, MA_TYPE_A))
		id = MA_SPF_TERM_NO_DOMAIN;
	ma_finding_name(ma_spf_note_term(&pass->findings, &node->frame, term, id), "target",
			ma_name_present(pass->arena, target));
}

/* Whether the one record of NAME permits everyone by a term of its own. */
static bool is_open_at(const struct ma_spf_node *node, const struct ma_name *name)
{
	struct ma_pass *pass = node->walk->pass;
	const struct ma_spf_term *open;
	const struct ma_spf_record **records;
	size_t count;

	records = ma_spf_select(pass->arena, ma_probe(&pass->view, name, MA_TYPE_TXT), &count);
	if (records == NULL || count != 1 || records[0]->faults > 0)
		return false;
	open = ma_spf_find_open(records[0]);
	return open != NULL && ma_spf_is_tested(records[0], open);
}

/* Whether any sender at all matches TERM, as a wildcard answers for all names that it makes of
 * senders (RFC 4592 2.2.1). */
static bool is_met_by_all(const struct ma_spf_node *node, const struct ma_spf_term *term)
{
	struct ma_spf_walk *walk = node->walk;
	const struct ma_name *wildcard;
	bool met = false;

	if (!node->permits || term->qualifier != '+')
		return false;
	wildcard = ma_spf_wildcard_of_senders(walk->pass, &node->frame, term);
	if (wildcard != NULL && term->kind == MA_SPF_EXISTS)
		met = ma_probe(&walk->pass->view, wildcard, MA_TYPE_A)->count > 0;
	else if (wildcard != NULL && ma_spf_leads_on(term))
		met = is_open_at(node, wildcard);
	walk->wildcard = met ? wildcard : NULL;
	return met;
}

static void note_sender(const struct ma_spf_node *node, const struct ma_spf_term *term)
{
	node->branch->state = MA_BRANCH_SENDER;
	if (term->kind != MA_SPF_PTR && is_met_by_all(node, term))
		return;
	/* ptr has a finding of its own; and what a sender that was given comes to is looked up. */
	if (node->walk->sender || term->kind == MA_SPF_PTR ||
	    node->walk->pass->settings->sender_count > 0)
		return;
	node->walk->sender = true;
	ma_spf_note_term(&node->walk->pass->findings, &node->frame, term, MA_SPF_DEPENDS_ON_SENDER);
}

/* Whether the name that TERM means is as good as the sender's choice: %{d} of a name that he made
 * up, and that a wildcard answers for. */
static bool is_chosen(const struct ma_spf_node *node, const struct ma_spf_term *term)
{
	return node->walk->made && node->frame.depth == 0 && term->has_macro;
}

void ma_spf_look_up(const struct ma_spf_node *node, const struct ma_spf_term *term,
		    struct ma_spf_next *next)
{
	struct ma_spf_meaning meaning;

	if (!count_lookup(node, term)) {
		node->branch->state = MA_BRANCH_CUT;
		return;
	}
	if (is_chosen(node, term)) {
		note_sender(node, term);
		return;
	}
	meaning = ma_spf_expand_for_nobody(node->walk->pass, &node->frame, term);
	switch (meaning.kind) {
	case MA_SPF_MEANS_SENDER:
		if (term->kind == MA_SPF_PTR)
			find_foreign(node, term);
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
