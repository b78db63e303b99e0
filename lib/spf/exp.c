/* Explanations (RFC 7208 6.2): what a domain says about a fail, and whether it can be used.
 *
 * SPDX-License-Identifier: MIT */

#include "inside.h"

/* RFC 7208 6.2: "the explanation string MUST be limited to [US-ASCII]"; what macros bring in of the
 * sender may be anything. */
static bool is_printable(struct ma_text text)
{
	for (size_t i = 0; i < text.length; i++)
		if (!ma_is_visible(text.data[i]) && text.data[i] != ' ')
			return false;
	return true;
}

void ma_spf_explain(struct ma_spf_check *check)
{
	struct ma_pass *pass = check->pass;
	const struct ma_name *target;
	const struct ma_answer *answer;
	struct ma_text text;

	if (check->explain_spec.data == NULL ||
	    ma_spf_target(check, check->explain_domain, check->explain_spec, &text, &target) !=
		    MA_EXPANDED ||
	    target == NULL)
		return;
	answer = ma_ask(&pass->view, target, MA_TYPE_TXT);
	if (answer->status == MA_ANSWER_FAILED)
		ma_spf_note_failure(pass, target, "TXT", answer);
	/* RFC 7208 6.2: "any DNS processing errors", none, or more than one: as without exp */
	if (answer->status != MA_ANSWER_RECORDS || answer->count != 1)
		return;
	if (ma_spf_expand(check, check->explain_domain,
			  ma_record_txt(pass->arena, &answer->records[0]), true,
			  &text) == MA_EXPANDED &&
	    is_printable(text))
		check->outcome->explanation = text;
}

static void blame(struct ma_pass *pass, const struct ma_spf_frame *frame, enum ma_finding_id id,
		  const struct ma_name *target)
{
	ma_finding_name(ma_spf_blame(pass, frame, frame->record->exp, id), "target",
			ma_name_present(pass->arena, target));
}

void ma_spf_look_at_explanation(struct ma_pass *pass, const struct ma_spf_frame *frame)
{
	const struct ma_spf_term *exp = frame->record->exp;
	const struct ma_name *target;
	const struct ma_answer *answer;
	struct ma_text text;

	if (exp == NULL || ma_spf_depends_on_sender(exp->domain_spec))
		return;
	ma_spf_target_of_nobody(pass, frame->domain, exp->domain_spec, &text, &target);
	/* What others publish is theirs; no verdict rests on it. */
	if (target == NULL || !ma_name_is_within(target, pass->settings->domain))
		return;
	answer = ma_probe(&pass->view, target, MA_TYPE_TXT);
	if (ma_answer_is_gap(answer) || answer->status == MA_ANSWER_FAILED)
		return;
	if (answer->count != 1) {
		blame(pass, frame,
		      answer->count == 0 ? MA_SPF_EXPLANATION_MISSING : MA_SPF_EXPLANATION_SEVERAL,
		      target);
		return;
	}
	text = ma_record_txt(pass->arena, &answer->records[0]);
	if (!is_printable(text) || ma_spf_check_macro_string(text, false).kind != MA_SPEC_OK)
		blame(pass, frame, MA_SPF_EXPLANATION_UNREADABLE, target);
}
