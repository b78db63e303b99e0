/* The policies of subdomains: of those that exist, and of those that no one created.
 *
 * SPDX-License-Identifier: MIT
 *
 * Where the domain has a wildcard, the names below it that no one created still exist (RFC 4592
 * 2.2.1, RFC 9989 3.2.13), and a DMARC record among its texts is one of their own: _dmarc.x.DOMAIN
 * is answered from *.DOMAIN. */

#include "policy.h"

/* The walk from a name just below the domain, as far as it goes above that name.  From a name with
 * more than 8 labels it continues with 7, so that it passes over the record of a domain with 8. */
static const struct ma_dmarc_walk *find_above(struct ma_pass *pass, const struct ma_dmarc *dmarc,
					      struct ma_dmarc_walk *above)
{
	const struct ma_name *target;
	struct ma_name tail;

	if (ma_name_labels(dmarc->domain) < MA_DMARC_STEPS_MAX)
		return &dmarc->walk;
	tail = ma_name_tail(dmarc->domain, MA_DMARC_STEPS_MAX - 1);
	target = ma_name_from_wire(pass->arena, tail.wire, tail.length);
	if (target == NULL)
		return NULL;
	ma_dmarc_walk(pass, target, above);
	ma_dmarc_walk_matters(pass, above, !ma_dmarc_has_own(dmarc));
	return above;
}

/* Whether there can be a wildcard: it would answer for _dmarc, too. */
static bool is_possible(const struct ma_dmarc *dmarc)
{
	const struct ma_answer *answer = dmarc->walk.steps[0].answer;

	return answer != NULL && !ma_answer_is_gap(answer) && answer->status != MA_ANSWER_FAILED &&
	       (answer->status != MA_ANSWER_NXDOMAIN || answer->alias != NULL);
}

const struct ma_answer *ma_dmarc_ask_wildcard(struct ma_pass *pass, const struct ma_name *name,
					      bool hint, const struct ma_name **wildcard)
{
	*wildcard = ma_name_join(pass->arena, MA_TEXT("*"), name);
	if (*wildcard == NULL)
		return NULL;
	return hint ? ma_probe(&pass->view, *wildcard, MA_TYPE_TXT)
		    : ma_ask(&pass->view, *wildcard, MA_TYPE_TXT);
}

static void ask_wildcard(struct ma_pass *pass, struct ma_dmarc *dmarc)
{
	struct ma_dmarc_wildcard *wildcard = &dmarc->wildcard;

	wildcard->answer = ma_dmarc_ask_wildcard(pass, dmarc->domain, false, &wildcard->name);
	if (wildcard->answer == NULL)
		return;
	wildcard->exists = wildcard->answer->status != MA_ANSWER_NXDOMAIN;
	wildcard->aligned = true; /* unless it holds a record that says otherwise */
}

/* The policy of a name that the wildcard makes, whose walk continues as ABOVE. */
static void find_policy_of_made(struct ma_pass *pass, struct ma_dmarc *dmarc,
				const struct ma_dmarc_walk *above)
{
	struct ma_dmarc_wildcard *wildcard = &dmarc->wildcard;
	unsigned labels = (unsigned)ma_name_labels(wildcard->name);
	struct ma_dmarc_walk walk = { .start = wildcard->name, .count = 1 };
	enum mailauth_policy without = dmarc->missing.policy;
	struct ma_name org;

	walk.steps[0] = (struct ma_dmarc_step){ .name = wildcard->name,
						.labels = labels,
						.status = MA_WALK_NONE,
						.answer = wildcard->answer };
	ma_dmarc_take_answer(pass, &walk.steps[0]);
	wildcard->record = walk.steps[0].record;
	for (size_t i = 0; i < above->count && walk.count < MA_DMARC_STEPS_MAX; i++)
		walk.steps[walk.count++] = above->steps[i];
	wildcard->aligned =
		!ma_dmarc_org(&walk, &org) || !dmarc->org_known || ma_name_equal(&org, &dmarc->org);
	ma_dmarc_find_policy_below(&walk, labels, MA_EXISTS, &dmarc->missing);
	if (wildcard->record == NULL) {
		wildcard->voids_np = dmarc->missing.policy < without;
		return;
	}
	wildcard->weakens =
		dmarc->missing.policy < without || dmarc->missing.policy < dmarc->existing.policy;
	dmarc->old.made = ma_dmarc_7489_effect(wildcard->record);
}

void ma_dmarc_find_policies_below(struct ma_pass *pass, struct ma_dmarc *dmarc)
{
	unsigned labels = (unsigned)ma_name_labels(dmarc->domain);
	struct ma_dmarc_walk walk;
	const struct ma_dmarc_walk *above = find_above(pass, dmarc, &walk);

	if (above == NULL)
		return;
	ma_dmarc_find_policy_below(above, labels + 1, MA_EXISTS, &dmarc->existing);
	ma_dmarc_find_policy_below(above, labels + 1, MA_MISSING, &dmarc->missing);
	dmarc->old.made = dmarc->old.below;
	if (!is_possible(dmarc))
		return;
	if (pass->settings->scope == MAILAUTH_SCOPE_FULL)
		ask_wildcard(pass, dmarc);
	/* Not asked for, or not answered: it may hold any policy. */
	if (dmarc->wildcard.answer == NULL || dmarc->wildcard.answer->status == MA_ANSWER_FAILED)
		dmarc->missing.policy = dmarc->missing.published = MAILAUTH_POLICY_UNKNOWN;
	else if (dmarc->wildcard.exists)
		find_policy_of_made(pass, dmarc, above);
}
