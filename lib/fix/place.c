/* What is published where a fix would go, and whether that is the user's to change.
 *
 * SPDX-License-Identifier: MIT */

#include "fix.h"

static const struct ma_answer nothing = { .status = MA_ANSWER_NODATA };

static const struct ma_answer *recall(const struct ma_proposals *proposals,
				      const struct ma_name *name, uint16_t type)
{
	return ma_recall(proposals->report->answers, proposals->report->overlay, proposals->arena,
			 name, type);
}

static bool is_same_alias(const struct ma_answer *a, const struct ma_answer *b)
{
	return a->alias == NULL ? b->alias == NULL
				: b->alias != NULL && ma_name_equal(a->alias, b->alias);
}

/* RFC 4592 2.1.1: a wildcard can be asked for like any other name.  Of names of others, none is:
 * which of them are known is an accident of the questions that were asked. */
bool ma_fix_is_of_wildcard(const struct ma_proposals *proposals, const struct ma_name *name,
			   uint16_t type)
{
	const struct ma_answer *answer = recall(proposals, name, type);
	struct ma_name above = *name;

	if ((answer->count == 0 && answer->alias == NULL) ||
	    !ma_fix_is_own(proposals->report, ma_name_present(proposals->arena, name)))
		return false;
	while (ma_name_labels(&above) > 1) {
		const struct ma_name *wildcard;
		const struct ma_answer *other;

		above = ma_name_parent(&above);
		wildcard = ma_name_join(proposals->arena, MA_TEXT("*"), &above);
		if (wildcard == NULL)
			return false;
		other = recall(proposals, wildcard, type);
		if ((other->count > 0 || other->alias != NULL) &&
		    ma_answer_is_same(answer, other) && is_same_alias(answer, other))
			return true;
	}
	return false;
}

bool ma_fix_knows_wildcard(const struct ma_proposals *proposals, const struct ma_name *name,
			   uint16_t type)
{
	struct ma_name above = ma_name_parent(name);
	const struct ma_name *wildcard = ma_name_join(proposals->arena, MA_TEXT("*"), &above);

	return wildcard != NULL && !ma_answer_is_gap(recall(proposals, wildcard, type));
}

const struct ma_answer *ma_fix_published(const struct ma_proposals *proposals,
					 const struct ma_name *name, uint16_t type)
{
	const struct ma_answer *answer = recall(proposals, name, type);

	if (ma_answer_is_gap(answer) || answer->status == MA_ANSWER_FAILED)
		return NULL;
	if (ma_fix_is_of_wildcard(proposals, name, type))
		return &nothing;
	return answer->link_count > 0 ? NULL : answer;
}

/* Below the domain there may be zones of others. */
bool ma_fix_is_own(const struct mailauth_report *report, struct ma_text name)
{
	return ma_holder_is_in_zone(report, name) ||
	       (ma_domain_is_within(name, report->settings.domain_text) &&
		!ma_holder_is_delegated(report, name));
}
