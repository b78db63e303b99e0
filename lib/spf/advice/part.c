/* Records of which a part is missing: cut at a limit, or continued in a TXT record of its own.
 *
 * SPDX-License-Identifier: MIT */

#include "advice.h"

/* --- The rest in another TXT record ------------------------------------------------------ */

/* Whether nothing but an SPF record holds TERM. */
static bool is_telling(const struct ma_spf_term *term)
{
	if (term->kind == MA_SPF_ALL)
		return ma_spf_is_qualifier(term->text.data[0]);
	return term->value.length > 0;
}

/* The terms of TEXT, if they are all that it holds and something in it belongs to SPF alone; or
 * NULL. */
static const struct ma_spf_record *read_rest(struct ma_arena *arena, struct ma_text text)
{
	const struct ma_spf_record *rest = ma_spf_read_terms(arena, text);
	bool telling = false;

	if (rest == NULL || rest->faults > 0)
		return NULL;
	for (const struct ma_spf_term *term = rest->terms; term != NULL; term = term->next)
		telling = telling || is_telling(term);
	return telling ? rest : NULL;
}

/* RECORD with TEXT as its second string (RFC 7208 3.3); .data is NULL if that is not a valid
 * record, or permits everyone. */
static struct ma_text join(struct ma_arena *arena, struct ma_text record, struct ma_text text)
{
	struct ma_buffer buffer = { 0 };
	const struct ma_spf_record *joined;

	ma_buffer_text(&buffer, record);
	if (record.data[record.length - 1] != ' ' && text.data[0] != ' ')
		ma_buffer_text(&buffer, MA_TEXT(" "));
	ma_buffer_text(&buffer, text);
	joined = ma_spf_read(arena, ma_buffer_keep(&buffer, arena));
	if (joined == NULL || joined->faults > 0 ||
	    (joined->all != NULL && joined->all->qualifier == '+'))
		return (struct ma_text){ 0 };
	return joined->text;
}

bool ma_spf_find_rest(struct ma_pass *pass, struct ma_text name, const struct ma_spf_record *record,
		      struct ma_text text)
{
	struct mailauth_finding *finding;
	struct ma_text joined;
	const struct ma_spf_record *rest;

	if (text.length == 0 || ma_spf_is_record(text) ||
	    (rest = read_rest(pass->arena, text)) == NULL)
		return false;
	if (ma_spf_find_open(rest) != NULL) {
		finding = ma_findings_add(&pass->findings, MA_SPF_REST_PERMITS_ALL, name);
		ma_finding_record(finding, text, 0, text.length);
		return true;
	}
	/* What has its end already is not continued. */
	if (record == NULL || record->all != NULL || record->redirect != NULL) {
		finding = ma_findings_add(&pass->findings, MA_SPF_ALMOST_SECOND_RECORD, name);
		ma_finding_record(finding, text, 0, text.length);
		return true;
	}
	finding = ma_findings_add(&pass->findings, MA_SPF_REST_APART, name);
	ma_finding_record(finding, text, 0, text.length);
	joined = join(pass->arena, record->text, text);
	if (joined.data != NULL)
		ma_finding_meant(finding, joined);
	return true;
}

bool ma_spf_has_rest(const struct ma_findings *findings, struct ma_text name)
{
	const struct mailauth_finding *finding = findings->first;

	while (finding != NULL &&
	       (finding->id != MA_SPF_REST_APART || !ma_text_equal(finding->name, name)))
		finding = finding->next;
	return finding != NULL;
}

/* --- Cut ------------------------------------------------------------------------------------ */

bool ma_spf_find_cut(struct ma_findings *findings, const struct ma_spf_frame *frame)
{
	const struct ma_spf_record *record = frame->record;

	if (!ma_spf_may_be_cut(record))
		return false;
	ma_finding_text(ma_spf_note_term(findings, frame, NULL, MA_SPF_RECORD_CUT), "length",
			ma_arena_number(findings->arena, record->text.length));
	return true;
}
