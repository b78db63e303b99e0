/* Proposals: putting one together.
 *
 * SPDX-License-Identifier: MIT */

#include "fix.h"

#include <string.h>

static struct ma_proposal *add(struct ma_proposals *proposals, const struct ma_name *name,
			       uint16_t type)
{
	struct ma_proposal *proposal;

	if (proposals->count == MA_PROPOSALS_MAX)
		return NULL;
	proposal = ma_arena_alloc(proposals->arena, sizeof(*proposal));
	if (proposal == NULL)
		return NULL;
	proposal->fix.name = name;
	proposal->fix.type = type;
	proposal->fix.shown = ma_name_present(proposals->arena, name);
	proposals->items[proposals->count++] = proposal;
	return proposal;
}

struct ma_proposal *ma_proposal_add(struct ma_proposals *proposals, const struct ma_name *name,
				    uint16_t type)
{
	const struct ma_answer *answer =
		name != NULL ? ma_fix_published(proposals, name, type) : NULL;
	struct ma_proposal *proposal = answer != NULL ? add(proposals, name, type) : NULL;

	if (proposal == NULL)
		return NULL;
	proposal->fix.kept = answer->records;
	proposal->fix.kept_count = answer->count;
	proposal->fix.ttl = answer->count > 0 ? answer->ttl : 0;
	return proposal;
}

/* The change that takes the alias away which LINK is. */
static struct mailauth_fix *remove_alias(struct ma_proposals *proposals,
					 const struct ma_proposal *proposal,
					 const struct ma_link *link)
{
	struct mailauth_fix *fix = ma_arena_alloc(proposals->arena, sizeof(*fix));
	struct ma_record *record = ma_arena_alloc(proposals->arena, sizeof(*record));

	if (fix == NULL || record == NULL)
		return NULL;
	record->rdata = (struct ma_text){ link->name->wire, link->name->length };
	fix->name = proposal->fix.name;
	fix->type = MA_TYPE_CNAME;
	fix->shown = proposal->fix.shown;
	fix->ttl = link->ttl;
	fix->removed = record;
	fix->removed_count = 1;
	ma_form_confirm_text(proposals, &fix->form, MA_PHRASE_CONFIRM_ALIAS, "target",
			     ma_name_present(proposals->arena, link->name));
	return fix;
}

struct ma_proposal *ma_proposal_add_over_alias(struct ma_proposals *proposals,
					       const struct ma_name *name, uint16_t type)
{
	const struct mailauth_report *report = proposals->report;
	const struct ma_answer *answer;
	struct ma_proposal *proposal;

	if (name == NULL)
		return NULL;
	answer = ma_recall(report->answers, report->overlay, proposals->arena, name, type);
	if (answer->link_count == 0 || ma_fix_is_of_wildcard(proposals, name, type))
		return ma_proposal_add(proposals, name, type);
	proposal = ma_fix_knows_wildcard(proposals, name, type) ? add(proposals, name, type) : NULL;
	if (proposal != NULL)
		proposal->fix.alias = remove_alias(proposals, proposal, &answer->links[0]);
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
	for (size_t i = 0; i < fix->kept_count; i++)
		if (!is_same(&fix->kept[i], value))
			kept[count++] = fix->kept[i];
	if (count == fix->kept_count)
		return;
	if (fix->removed_count > 0)
		memcpy(removed, fix->removed, fix->removed_count * sizeof(*removed));
	removed[fix->removed_count++] = *value;
	fix->removed = removed;
	fix->kept = kept;
	fix->kept_count = count;
}

struct ma_fix_form *ma_proposal_add_records(struct ma_proposals *proposals,
					    struct ma_proposal *proposal,
					    const struct ma_record *records, size_t count)
{
	struct ma_record *added;
	struct ma_fix_form *form;

	if (proposal == NULL || proposal->form_count == MA_FIX_FORMS_MAX)
		return NULL;
	added = ma_arena_array(proposals->arena, count + 1, sizeof(*added));
	form = ma_arena_alloc(proposals->arena, sizeof(*form));
	if (added == NULL || form == NULL)
		return NULL;
	for (size_t i = 0; i < count; i++) {
		added[i] = records[i];
		if (proposal->fix.type == MA_TYPE_TXT)
			ma_record_prepare(proposals->arena, &added[i]);
	}
	form->added = added;
	form->added_count = count;
	return proposal->forms[proposal->form_count++] = form;
}

struct ma_fix_form *ma_proposal_add_null_mx(struct ma_proposals *proposals,
					    struct ma_proposal *proposal)
{
	static const unsigned char null[] = { 0, 0, 0 };
	const struct ma_record record = { .rdata = { null, sizeof(null) } };

	return ma_proposal_add_records(proposals, proposal, &record, 1);
}

struct ma_fix_form *ma_proposal_add_text(struct ma_proposals *proposals,
					 struct ma_proposal *proposal, struct ma_text text)
{
	struct ma_record record;

	if (!ma_record_of_text(proposals->arena, text, &record))
		return NULL;
	return ma_proposal_add_records(proposals, proposal, &record, 1);
}

void ma_proposal_allow(struct ma_proposal *proposal, enum ma_finding_id id)
{
	if (proposal != NULL && proposal->follow_count < MA_FIX_FOLLOWS_MAX)
		proposal->follows[proposal->follow_count++] = id;
}

void ma_proposal_allow_closed(struct ma_proposal *proposal)
{
	ma_proposal_allow(proposal, MA_DMARC_PARKED);
	ma_proposal_allow(proposal, MA_DMARC_ENFORCED_WITHOUT_REPORTS);
	ma_proposal_allow(proposal, MA_DMARC_NO_KEY_SEEN);
	ma_proposal_allow(proposal, MA_MX_NONE);
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

void ma_form_confirm_text(struct ma_proposals *proposals, struct ma_fix_form *form,
			  enum ma_phrase_id phrase, const char *key, struct ma_text value)
{
	struct ma_sentence *sentence = ma_form_confirm(form, phrase);

	if (sentence != NULL)
		ma_sentence_add(sentence, key, ma_arena_copy(proposals->arena, value));
}
