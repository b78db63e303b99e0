/* The limits of an evaluation (RFC 7208 4.6.4), and the term that breaks them.
 *
 * SPDX-License-Identifier: MIT */

#include "spf.h"

struct mailauth_finding *ma_spf_blame(struct ma_spf_check *check, const struct ma_spf_frame *frame,
				      const struct ma_spf_term *term, enum ma_finding_id id)
{
	struct mailauth_finding *finding =
		ma_findings_add(&check->pass->findings, id, frame->presented);

	return ma_finding_record(finding, frame->record->text, term->from, term->to);
}

bool ma_spf_count_void(struct ma_spf_check *check, const struct ma_spf_frame *frame,
		       const struct ma_spf_term *term, const struct ma_answer *answer)
{
	/* RFC 7208 4.6.4: two are allowed. */
	if (!ma_answer_is_void(answer) || ++check->outcome->voids <= MA_SPF_VOIDS_MAX)
		return true;
	ma_finding_text(ma_spf_blame(check, frame, term, MA_SPF_TOO_MANY_VOIDS), "limit",
			ma_arena_number(check->pass->arena, MA_SPF_VOIDS_MAX));
	return false;
}

bool ma_spf_count_lookup(struct ma_spf_check *check, const struct ma_spf_frame *frame,
			 const struct ma_spf_term *term)
{
	if (++check->outcome->lookups <= MA_SPF_LOOKUPS_MAX)
		return true;
	ma_finding_text(ma_spf_blame(check, frame, term, MA_SPF_TOO_MANY_LOOKUPS), "limit",
			ma_arena_number(check->pass->arena, MA_SPF_LOOKUPS_MAX));
	return false;
}
