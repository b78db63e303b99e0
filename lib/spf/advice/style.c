/* What is legal in an SPF record, but does not do what its writer means.
 *
 * SPDX-License-Identifier: MIT */

#include "../meant/meant.h"
#include "advice.h"

/* Whether no one can say beforehand whom TERM matches: RFC 7208 5.5, 7.2. */
static bool is_of_sender(const struct ma_spf_term *term)
{
	return term->of_sender || term->kind == MA_SPF_PTR;
}

/* RFC 7208 5.1: nothing after "all" is tested, and a redirect next to it is ignored.  One finding
 * for all of it: a record may be nothing else. */
static void find_unreached(struct ma_findings *findings, const struct ma_spf_frame *frame)
{
	const struct ma_spf_term *first = NULL;
	const struct ma_spf_term *last = NULL;
	struct mailauth_finding *finding;
	bool of_sender = false;

	for (const struct ma_spf_term *term = frame->record->all->next; term != NULL;
	     term = term->next) {
		if (!ma_spf_is_mechanism(term) || term->kind == MA_SPF_ALL)
			continue;
		first = first != NULL ? first : term;
		last = term;
		of_sender = of_sender || is_of_sender(term);
	}
	if (first != NULL) {
		finding = ma_findings_add(findings, MA_SPF_TERM_UNREACHED, frame->presented);
		ma_finding_record(finding, frame->record->text, first->from, last->to);
		if (of_sender)
			ma_finding_text(finding, "of_sender", MA_TEXT("yes"));
	}
	if (frame->record->redirect != NULL)
		ma_spf_note_term(findings, frame, frame->record->redirect, MA_SPF_REDIRECT_IGNORED);
}

static bool is_same_include(const struct ma_spf_term *a, const struct ma_spf_term *b)
{
	return a->kind == MA_SPF_INCLUDE && b->kind == MA_SPF_INCLUDE &&
	       ma_text_equal(a->domain_spec, b->domain_spec);
}

/* Whether it has been said of a ptr that it permits the hosts of others, which is worse. */
static bool is_foreign(const struct ma_findings *findings, const struct ma_spf_frame *frame,
		       const struct ma_spf_term *term)
{
	const struct mailauth_finding *f = findings->first;

	while (f != NULL &&
	       ((f->id != MA_SPF_PTR_FOREIGN && f->id != MA_SPF_TERM_NO_DOMAIN) ||
		f->from != term->from || !ma_text_equal(f->record, frame->record->text)))
		f = f->next;
	return f != NULL;
}

/* RFC 7208 5.5: "This mechanism SHOULD NOT be published". */
void ma_spf_find_ptr(struct ma_findings *findings, const struct ma_spf_frame *frame)
{
	const struct ma_spf_term *term = frame->record->terms;

	while (term != NULL && term->kind != MA_SPF_PTR)
		term = term->next;
	if (term != NULL && !is_foreign(findings, frame, term))
		ma_spf_note_term(findings, frame, term, MA_SPF_PTR_USED);
}

/* The first include that is there a second time, among as many as a receiver follows. */
static void find_twins(struct ma_findings *findings, const struct ma_spf_frame *frame)
{
	const struct ma_spf_term *seen[MA_SPF_LOOKUPS_MAX];
	size_t count = 0;

	for (const struct ma_spf_term *term = frame->record->terms; term != NULL;
	     term = term->next) {
		for (size_t i = 0; i < count; i++) {
			if (is_same_include(seen[i], term)) {
				ma_spf_note_term(findings, frame, term, MA_SPF_INCLUDE_TWICE);
				return;
			}
		}
		if (term->kind == MA_SPF_INCLUDE && count < MA_SPF_LOOKUPS_MAX)
			seen[count++] = term;
	}
}

/* RFC 7208 5.1: "MUST be ignored"; which of the two was meant is not known. */
static void find_second_all(struct ma_findings *findings, const struct ma_spf_frame *frame)
{
	for (const struct ma_spf_term *term = frame->record->all->next; term != NULL;
	     term = term->next) {
		if (term->kind != MA_SPF_ALL)
			continue;
		ma_spf_note_term(findings, frame, term, MA_SPF_ALL_TWICE);
		return;
	}
}

/* Both ~all and -all are proper; what each means is worth a word. */
static void find_meaning_of_all(struct ma_findings *findings, const struct ma_spf_frame *frame,
				bool alone)
{
	static const struct {
		unsigned char qualifier;
		enum ma_finding_id id;
	} meanings[] = { { '?', MA_SPF_NEUTRAL_ALL },
			 { '~', MA_SPF_ENDS_IN_SOFTFAIL },
			 { '-', MA_SPF_ENDS_IN_FAIL } };

	if (alone && ma_spf_refuses_all(frame->record)) {
		ma_spf_note_term(findings, frame, frame->record->all, MA_SPF_SENDS_NOTHING);
		return;
	}
	for (size_t i = 0; i < sizeof(meanings) / sizeof(*meanings); i++)
		if (frame->record->all->qualifier == meanings[i].qualifier)
			ma_spf_note_term(findings, frame, frame->record->all, meanings[i].id);
	find_second_all(findings, frame);
	find_unreached(findings, frame);
}

/* Whether RECORD, which has no "all", has one at the end of a name. */
static bool has_glued_all(const struct ma_spf_record *record)
{
	const struct ma_spf_term *term = record->terms;

	while (term != NULL && ma_spf_find_glued_all(term->domain_spec) == term->domain_spec.length)
		term = term->next;
	return term != NULL;
}

void ma_spf_find_style(struct ma_findings *findings, const struct ma_spf_frame *frame, bool alone)
{
	find_twins(findings, frame);
	if (frame->record->all != NULL)
		find_meaning_of_all(findings, frame, alone);
	else if (frame->record->redirect == NULL && !has_glued_all(frame->record) &&
		 !ma_spf_has_rest(findings, frame->presented) && !ma_spf_find_cut(findings, frame))
		ma_spf_note_term(findings, frame, NULL, MA_SPF_NO_ALL);
}
