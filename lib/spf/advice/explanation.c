/* The explanation that the audited domain publishes: whether it can be used (RFC 7208 6.2).
 *
 * SPDX-License-Identifier: MIT */

#include "../check/expand.h"
#include "../record/macro.h"
#include "advice.h"

static void note(struct ma_pass *pass, const struct ma_spf_frame *frame, enum ma_finding_id id,
		 const struct ma_name *target)
{
	ma_finding_name(ma_spf_note_term(&pass->findings, frame, frame->record->exp, id), "target",
			ma_name_present(pass->arena, target));
}

void ma_spf_find_explanation(struct ma_pass *pass, const struct ma_spf_frame *frame)
{
	const struct ma_spf_term *exp = frame->record->exp;
	const struct ma_name *target;
	const struct ma_answer *answer;
	struct ma_text text;

	if (exp == NULL || exp->of_sender)
		return;
	target = ma_spf_target_of_nobody(pass, frame, exp).name;
	/* What others publish is theirs; no verdict rests on it. */
	if (target == NULL || !ma_name_is_within(target, pass->settings->domain))
		return;
	answer = ma_probe(&pass->view, target, MA_TYPE_TXT);
	if (ma_answer_is_gap(answer) || answer->status == MA_ANSWER_FAILED)
		return;
	if (answer->count != 1) {
		note(pass, frame,
		     answer->count == 0 ? MA_SPF_EXPLANATION_MISSING : MA_SPF_EXPLANATION_SEVERAL,
		     target);
		return;
	}
	text = ma_record_text(&answer->records[0]);
	if (!ma_spf_is_printable(text) || ma_spf_check_macro_string(text, false).kind != MA_SPEC_OK)
		note(pass, frame, MA_SPF_EXPLANATION_UNREADABLE, target);
}
