/* The limits of an evaluation (RFC 7208 4.6.4), and the findings about a term that breaks it.
 *
 * SPDX-License-Identifier: MIT */

#include "inside.h"

struct mailauth_finding *ma_spf_blame(struct ma_pass *pass, const struct ma_spf_frame *frame,
				      const struct ma_spf_term *term, enum ma_finding_id id)
{
	struct mailauth_finding *finding = ma_findings_add(&pass->findings, id, frame->presented);

	return ma_finding_record(finding, frame->record->text, term->from, term->to);
}

struct mailauth_finding *ma_spf_blame_limit(struct ma_pass *pass, const struct ma_spf_frame *frame,
					    const struct ma_spf_term *term, enum ma_finding_id id,
					    unsigned limit)
{
	return ma_finding_text(ma_spf_blame(pass, frame, term, id), "limit",
			       ma_arena_number(pass->arena, limit));
}

void ma_spf_blame_mx(struct ma_pass *pass, const struct ma_spf_frame *frame,
		     const struct ma_spf_term *term, size_t count)
{
	ma_finding_text(ma_spf_blame_limit(pass, frame, term, MA_SPF_TOO_MANY_MX, MA_SPF_MX_MAX),
			"count", ma_arena_number(pass->arena, count));
}

void ma_spf_blame_target(struct ma_pass *pass, const struct ma_spf_frame *frame,
			 const struct ma_spf_term *term, const struct ma_name *target,
			 struct ma_text text)
{
	enum ma_finding_id id =
		term->kind == MA_SPF_INCLUDE ? MA_SPF_INCLUDE_NO_RECORD : MA_SPF_REDIRECT_NO_RECORD;

	/* Not the name that was meant: whether that exists, nobody asked. */
	if (ma_spf_is_odd_name(term->domain_spec)) {
		ma_spf_note_odd_target(pass, frame->presented, frame->record, term);
		return;
	}
	if (target != NULL && ma_name_labels(target) > 1 &&
	    ma_ask(&pass->view, target, MA_TYPE_TXT)->status == MA_ANSWER_NXDOMAIN)
		id = MA_SPF_TARGET_NO_DOMAIN;
	if (target != NULL)
		ma_finding_name(ma_spf_blame(pass, frame, term, id), "target",
				ma_name_present(pass->arena, target));
	else
		ma_finding_text(ma_spf_blame(pass, frame, term, id), "target", text);
}

bool ma_spf_count_void(struct ma_spf_check *check, const struct ma_spf_frame *frame,
		       const struct ma_spf_term *term, const struct ma_answer *answer)
{
	/* RFC 7208 4.6.4: two are allowed. */
	if (!ma_answer_is_void(answer) || ++check->outcome->voids <= MA_SPF_VOIDS_MAX)
		return true;
	ma_spf_blame_limit(check->pass, frame, term, MA_SPF_TOO_MANY_VOIDS, MA_SPF_VOIDS_MAX);
	return false;
}

bool ma_spf_count_lookup(struct ma_spf_check *check, const struct ma_spf_frame *frame,
			 const struct ma_spf_term *term)
{
	if (++check->outcome->lookups <= MA_SPF_LOOKUPS_MAX)
		return true;
	ma_spf_blame_limit(check->pass, frame, term, MA_SPF_TOO_MANY_LOOKUPS, MA_SPF_LOOKUPS_MAX);
	return false;
}
