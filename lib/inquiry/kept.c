/* What is kept from one pass of an inquiry to the next.
 *
 * SPDX-License-Identifier: MIT
 *
 * Up to its first gap a pass rests on answers alone.  Another pass would come to the very same. */

#include "inquiry.h"

bool ma_pass_keep(struct ma_pass *pass, void *state)
{
	if (pass->view.gap || state == NULL)
		return false;
	*pass->kept = (struct ma_kept){ .state = state,
					.view = pass->view,
					.findings = pass->findings,
					.mark = ma_arena_mark(pass->arena) };
	pass->keeps = true;
	return true;
}

void *ma_pass_resume(struct ma_pass *pass)
{
	const struct ma_kept *kept = pass->kept;

	if (kept->state == NULL)
		return NULL;
	ma_view_resume(&pass->view, &kept->view);
	pass->findings = kept->findings;
	if (pass->findings.last != NULL) /* what came after it was dropped */
		pass->findings.last->next = NULL;
	return kept->state;
}
