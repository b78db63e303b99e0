/* Two records compared by whom they let pass, for every sender: whichever of the conditions hold
 * for it that depend on who sends.
 *
 * SPDX-License-Identifier: MIT */

#include "../spf.h"

/* The conditions of both. */
struct conditions {
	struct ma_spf_condition items[MA_SPF_CONDITIONS_MAX];
	size_t count;
	bool too_many;
};

static unsigned find(struct conditions *conditions, const struct ma_spf_condition *condition)
{
	unsigned i = 0;

	while (i < conditions->count && !ma_spf_is_same_condition(&conditions->items[i], condition))
		i++;
	return i;
}

static void add_conditions(struct conditions *conditions, const struct ma_spf_passing *passing)
{
	for (size_t i = 0; i < passing->condition_count; i++) {
		if (find(conditions, &passing->conditions[i]) < conditions->count)
			continue;
		if (conditions->count == MA_SPF_CONDITIONS_MAX)
			conditions->too_many = true;
		else
			conditions->items[conditions->count++] = passing->conditions[i];
	}
}

/* Whom PASSING lets pass where those of CONDITIONS hold that are in HELD. */
static const struct ma_ranges *case_of(const struct ma_spf_passing *passing,
				       struct conditions *conditions, unsigned held)
{
	unsigned own = 0;

	for (size_t i = 0; i < passing->condition_count; i++)
		if ((held & 1u << find(conditions, &passing->conditions[i])) != 0)
			own |= 1u << i;
	return &passing->cases[own];
}

bool ma_spf_find_lost(const struct ma_spf_passing *before, const struct ma_spf_passing *after,
		      struct ma_ranges *lost)
{
	struct conditions conditions = { .count = 0 };

	add_conditions(&conditions, before);
	add_conditions(&conditions, after);
	if (!before->known || !after->known || conditions.too_many)
		return false;
	for (unsigned held = 0; held < 1u << conditions.count; held++) {
		const struct ma_ranges *then = case_of(after, &conditions, held);
		struct ma_ranges less = ma_ranges_without(case_of(before, &conditions, held), then);

		ma_ranges_add_all(lost, &less);
	}
	ma_ranges_tidy(lost);
	return true;
}

/* What AFTER lets pass in one case that none of the COUNT BEFORE does. */
static void add_gained(const struct ma_spf_passing *const *before, size_t count,
		       const struct ma_spf_passing *after, struct conditions *conditions,
		       unsigned held, struct ma_ranges *gained)
{
	struct ma_ranges more = *case_of(after, conditions, held);

	for (size_t i = 0; i < count; i++)
		more = ma_ranges_without(&more, case_of(before[i], conditions, held));
	ma_ranges_add_all(gained, &more);
}

bool ma_spf_find_gained(const struct ma_spf_passing *const *before, size_t count,
			const struct ma_spf_passing *after, struct ma_ranges *gained)
{
	struct conditions conditions = { .count = 0 };

	add_conditions(&conditions, after);
	for (size_t i = 0; i < count; i++) {
		add_conditions(&conditions, before[i]);
		if (!before[i]->known)
			return false;
	}
	if (!after->known || conditions.too_many)
		return false;
	for (unsigned held = 0; held < 1u << conditions.count; held++)
		add_gained(before, count, after, &conditions, held, gained);
	ma_ranges_tidy(gained);
	return true;
}
