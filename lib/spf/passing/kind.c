/* The inquiry into whom the record of a name lets pass, under what is assumed for it.
 *
 * SPDX-License-Identifier: MIT */

#include "../spf.h"

static void evaluate(struct ma_pass *pass, void *subject)
{
	ma_spf_evaluate_passing(pass, subject);
}

const struct ma_kind ma_spf_passing_kind = {
	.name = "spf.passing",
	.budget = 250,
	.shows_nothing = true,
	.evaluate = evaluate,
};
