/* The tree walk and the policies that records come to; for the files of DMARC's room alone.
 *
 * SPDX-License-Identifier: MIT */

#ifndef MA_DMARC_POLICY_H
#define MA_DMARC_POLICY_H

#include "../dmarc.h"

/* The answer to what _dmarc.NAME holds; NULL if that is longer than a name can be. */
const struct ma_answer *ma_dmarc_ask(struct ma_pass *pass, const struct ma_name *name);
/* Fills in what the answer of STEP, which did not fail, holds. */
void ma_dmarc_take_answer(struct ma_pass *pass, struct ma_dmarc_step *step);
/* The policies of subdomains, once those of RFC 7489 and the organization are known. */
void ma_dmarc_find_policies_below(struct ma_pass *pass, struct ma_dmarc *dmarc);
/* The policy by RFC 7489 of mail from a name with RECORD as its own. */
enum mailauth_policy ma_dmarc_7489_effect(const struct ma_dmarc_record *record);
/* The policy by RFC 7489 of mail from START. */
void ma_dmarc_7489_evaluate(struct ma_pass *pass, const struct ma_name *start,
			    struct ma_dmarc_7489 *old);

#endif
