/* The inquiry into whom the record of a name lets pass, under what is assumed for it.
 *
 * SPDX-License-Identifier: MIT */

#include "../spf.h"

static void evaluate(struct ma_pass *pass, void *subject)
{
	ma_spf_evaluate_passing(pass, subject);
}

static bool is_same(const void *one, const void *other)
{
	const struct ma_name *name = ((const struct ma_spf_passing *)one)->name;
	const struct ma_name *other_name = ((const struct ma_spf_passing *)other)->name;

	return name != NULL && other_name != NULL && ma_name_equal(name, other_name);
}

const struct ma_kind ma_spf_passing_kind = {
	.name = "spf.passing",
	.budget = 250,
	.shows_nothing = true,
	.evaluate = evaluate,
	.is_same = is_same,
};
