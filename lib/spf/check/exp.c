/* Explanations (RFC 7208 6.2): what a domain says about a fail.
 *
 * SPDX-License-Identifier: MIT */

#include "expand.h"
#include "../record/macro.h"

void ma_spf_explain(struct ma_spf_check *check)
{
	const struct ma_spf_frame *frame = &check->failed;
	struct ma_spf_target target;
	const struct ma_answer *answer;
	struct ma_text text;

	if (frame->record == NULL || frame->record->exp == NULL)
		return;
	target = ma_spf_target(check, frame, frame->record->exp);
	if (target.name == NULL)
		return;
	answer = ma_spf_ask(&check->lookups, target.name, MA_TYPE_TXT);
	/* RFC 7208 6.2: "any DNS processing errors", none, or more than one: as without exp */
	if (answer->status != MA_ANSWER_RECORDS || answer->count != 1)
		return;
	if (ma_spf_expand(check, frame->domain, ma_record_text(&answer->records[0]), true, &text) ==
		    MA_EXPANDED &&
	    ma_spf_is_printable(text))
		check->outcome->explanation = text;
}
