/* Findings about a term, and the limits of an evaluation (RFC 7208 4.6.4).
 *
 * SPDX-License-Identifier: MIT */

#include "check.h"

struct mailauth_finding *ma_spf_note_term(struct ma_findings *findings,
					  const struct ma_spf_frame *frame,
					  const struct ma_spf_term *term, enum ma_finding_id id)
{
	struct mailauth_finding *finding = ma_findings_add(findings, id, frame->presented);

	return ma_finding_record(finding, frame->record->text, term != NULL ? term->from : 0,
				 term != NULL ? term->to : 0);
}

struct mailauth_finding *ma_spf_note_limit(struct ma_pass *pass, const struct ma_spf_frame *frame,
					   const struct ma_spf_term *term, enum ma_finding_id id,
					   unsigned limit)
{
	return ma_finding_text(ma_spf_note_term(&pass->findings, frame, term, id), "limit",
			       ma_arena_number(pass->arena, limit));
}

void ma_spf_note_mx(struct ma_pass *pass, const struct ma_spf_frame *frame,
		    const struct ma_spf_term *term, size_t count)
{
	ma_finding_text(ma_spf_note_limit(pass, frame, term, MA_SPF_TOO_MANY_MX, MA_SPF_MX_MAX),
			"count", ma_arena_number(pass->arena, count));
}

void ma_spf_note_several(struct ma_pass *pass, struct ma_text name, size_t count)
{
	ma_finding_text(ma_findings_add(&pass->findings, MA_SPF_MULTIPLE_RECORDS, name), "count",
			ma_arena_number(pass->arena, count));
}

void ma_spf_note_failure(struct ma_pass *pass, const struct ma_name *name, const char *type,
			 const struct ma_answer *answer)
{
	bool offline = answer->failure == MAILAUTH_OFFLINE;
	struct mailauth_finding *finding = ma_findings_add(
		&pass->findings, offline ? MA_SPF_LOOKUP_OFFLINE : MA_SPF_LOOKUP_FAILED,
		ma_name_present(pass->arena, name));

	ma_finding_text(finding, "type", ma_text(type));
	if (!offline)
		ma_finding_failure(finding, answer->failure);
}

bool ma_spf_count_void(struct ma_spf_check *check, const struct ma_spf_frame *frame,
		       const struct ma_spf_term *term, const struct ma_answer *answer)
{
	/* RFC 7208 4.6.4: two are allowed. */
	if (!ma_answer_is_void(answer) || ++check->outcome->voids <= MA_SPF_VOIDS_MAX)
		return true;
	ma_spf_note_limit(check->pass, frame, term, MA_SPF_TOO_MANY_VOIDS, MA_SPF_VOIDS_MAX);
	return false;
}

bool ma_spf_count_lookup(struct ma_spf_check *check, const struct ma_spf_frame *frame,
			 const struct ma_spf_term *term)
{
	if (++check->outcome->lookups <= MA_SPF_LOOKUPS_MAX)
		return true;
	ma_spf_note_limit(check->pass, frame, term, MA_SPF_TOO_MANY_LOOKUPS, MA_SPF_LOOKUPS_MAX);
	return false;
}
