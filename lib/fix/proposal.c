/* Proposals: putting one together.
 *
 * SPDX-License-Identifier: MIT */

#include "fix.h"

#include <string.h>

/* What is published of TYPE at NAME itself; NULL if that is an alias, or not known. */
static const struct ma_answer *published_at(const struct ma_proposals *proposals,
					    const struct ma_name *name, uint16_t type)
{
	const struct mailauth_report *report = proposals->report;
	const struct ma_answer *answer =
		ma_recall(report->answers, report->overlay, proposals->arena, name, type);

	if (ma_answer_is_gap(answer) || answer->status == MA_ANSWER_FAILED ||
	    answer->link_count > 0)
		return NULL;
	return answer;
}

struct ma_proposal *ma_proposal_add(struct ma_proposals *proposals, const struct ma_name *name,
				    uint16_t type)
{
	const struct ma_answer *answer = published_at(proposals, name, type);
	struct ma_proposal *proposal;

	if (answer == NULL || proposals->count == MA_PROPOSALS_MAX)
		return NULL;
	proposal = ma_arena_alloc(proposals->arena, sizeof(*proposal));
	if (proposal == NULL)
		return NULL;
	proposal->fix.name = name;
	proposal->fix.type = type;
	proposal->fix.shown = ma_name_present(proposals->arena, name);
	proposal->fix.kept = answer->records;
	proposal->fix.kept_count = answer->count;
	proposal->fix.ttl = answer->count > 0 ? answer->ttl : 0;
	proposals->items[proposals->count++] = proposal;
	return proposal;
}

static bool is_same(const struct ma_record *a, const struct ma_record *b)
{
	return ma_text_equal(a->rdata, b->rdata);
}

void ma_proposal_remove(struct ma_proposals *proposals, struct ma_proposal *proposal,
			const struct ma_record *value)
{
	struct mailauth_fix *fix = &proposal->fix;
	size_t size = fix->removed_count + 1;
	struct ma_record *removed = ma_arena_array(proposals->arena, size, sizeof(*removed));
	struct ma_record *kept =
		ma_arena_array(proposals->arena, fix->kept_count + 1, sizeof(*kept));
	size_t count = 0;

	if (removed == NULL || kept == NULL)
		return;
	if (fix->removed_count > 0)
		memcpy(removed, fix->removed, fix->removed_count * sizeof(*removed));
	removed[fix->removed_count++] = *value;
	fix->removed = removed;
	for (size_t i = 0; i < fix->kept_count; i++)
		if (!is_same(&fix->kept[i], value))
			kept[count++] = fix->kept[i];
	fix->kept = kept;
	fix->kept_count = count;
}

struct ma_fix_form *ma_proposal_add_record(struct ma_proposals *proposals,
					   struct ma_proposal *proposal,
					   const struct ma_record *record)
{
	struct ma_record *added;
	struct ma_fix_form *form;

	if (proposal == NULL || proposal->form_count == MA_FIX_FORMS_MAX)
		return NULL;
	added = ma_arena_alloc(proposals->arena, sizeof(*added));
	if (added == NULL)
		return NULL;
	*added = *record;
	if (proposal->fix.type == MA_TYPE_TXT)
		ma_record_prepare(proposals->arena, added);
	form = &proposal->forms[proposal->form_count++];
	*form = (struct ma_fix_form){ .added = added, .added_count = 1 };
	return form;
}

struct ma_fix_form *ma_proposal_add_text(struct ma_proposals *proposals,
					 struct ma_proposal *proposal, struct ma_text text)
{
	struct ma_record record;

	if (!ma_record_of_text(proposals->arena, text, &record))
		return NULL;
	return ma_proposal_add_record(proposals, proposal, &record);
}

void ma_proposal_allow(struct ma_proposal *proposal, enum ma_finding_id id)
{
	if (proposal != NULL && proposal->follow_count < MA_FIX_FOLLOWS_MAX)
		proposal->follows[proposal->follow_count++] = id;
}

struct ma_sentence *ma_form_confirm(struct ma_fix_form *form, enum ma_phrase_id phrase)
{
	struct ma_sentence *sentence;

	if (form == NULL || form->confirm_count == MA_FIX_CONFIRM_MAX)
		return NULL;
	sentence = &form->confirm[form->confirm_count++];
	*sentence = (struct ma_sentence){ .phrase = phrase };
	return sentence;
}
