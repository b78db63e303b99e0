/* What all findings about DMARC have in common.
 *
 * SPDX-License-Identifier: MIT */

#include "dmarc.h"

struct mailauth_finding *ma_dmarc_note(struct ma_pass *pass, enum ma_finding_id id,
				       const struct ma_name *name)
{
	return ma_findings_add(&pass->findings, id, ma_name_present(pass->arena, name));
}

struct ma_text ma_dmarc_policy_word(enum mailauth_policy policy)
{
	const char *word = mailauth_policy_word((int)policy);

	return policy <= MAILAUTH_POLICY_ABSENT || word == NULL ? MA_TEXT("-") : ma_text(word);
}
