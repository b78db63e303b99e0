/* What is legal in an SPF record, but does not do what its writer means.
 *
 * SPDX-License-Identifier: MIT */

#include "../inside.h"

static void note(struct ma_findings *findings, const struct ma_spf_record *record,
		 const struct ma_spf_term *term, enum ma_finding_id id)
{
	struct mailauth_finding *finding = ma_findings_add(findings, id, record->domain);

	if (term != NULL)
		ma_finding_record(finding, record->text, term->from, term->to);
	else
		ma_finding_record(finding, record->text, 0, 0);
}

/* RFC 7208 5.1: nothing behind "all" is tested, and a redirect beside it is ignored.  One finding
 * for all that is behind: a record may be nothing else. */
static void look_behind_all(struct ma_findings *findings, const struct ma_spf_record *record)
{
	const struct ma_spf_term *first = NULL;
	const struct ma_spf_term *last = NULL;

	for (const struct ma_spf_term *term = record->all->next; term != NULL; term = term->next) {
		if (!ma_spf_is_mechanism(term) || term->kind == MA_SPF_ALL)
			continue;
		first = first != NULL ? first : term;
		last = term;
	}
	if (first != NULL)
		ma_finding_record(ma_findings_add(findings, MA_SPF_TERM_UNREACHED, record->domain),
				  record->text, first->from, last->to);
	if (record->redirect != NULL)
		note(findings, record, record->redirect, MA_SPF_REDIRECT_IGNORED);
}

static bool is_same_include(const struct ma_spf_term *a, const struct ma_spf_term *b)
{
	return a->kind == MA_SPF_INCLUDE && b->kind == MA_SPF_INCLUDE &&
	       ma_text_equal(a->domain_spec, b->domain_spec);
}

/* RFC 7208 5.5: "This mechanism SHOULD NOT be published". */
static void look_for_ptr(struct ma_findings *findings, const struct ma_spf_record *record)
{
	const struct ma_spf_term *term = record->terms;

	while (term != NULL && term->kind != MA_SPF_PTR)
		term = term->next;
	if (term != NULL)
		note(findings, record, term, MA_SPF_PTR_USED);
}

/* The first include that stands there a second time, among as many as a receiver follows. */
static void look_for_twins(struct ma_findings *findings, const struct ma_spf_record *record)
{
	const struct ma_spf_term *seen[MA_SPF_LOOKUPS_MAX];
	size_t count = 0;

	for (const struct ma_spf_term *term = record->terms; term != NULL; term = term->next) {
		for (size_t i = 0; i < count; i++) {
			if (is_same_include(seen[i], term)) {
				note(findings, record, term, MA_SPF_INCLUDE_TWICE);
				return;
			}
		}
		if (term->kind == MA_SPF_INCLUDE && count < MA_SPF_LOOKUPS_MAX)
			seen[count++] = term;
	}
}

/* RFC 7208 5.1: "MUST be ignored"; which of the two was meant is not known. */
static void look_for_second_all(struct ma_findings *findings, const struct ma_spf_record *record)
{
	for (const struct ma_spf_term *term = record->all->next; term != NULL; term = term->next) {
		if (term->kind != MA_SPF_ALL)
			continue;
		note(findings, record, term, MA_SPF_ALL_TWICE);
		return;
	}
}

bool ma_spf_refuses_all(const struct ma_spf_record *record)
{
	const struct ma_spf_term *term = record->terms;

	while (term != NULL && !ma_spf_is_mechanism(term))
		term = term->next;
	if (record->faults > 0 || record->redirect != NULL || term == NULL || term != record->all ||
	    term->qualifier != '-')
		return false;
	for (term = term->next; term != NULL; term = term->next)
		if (ma_spf_is_mechanism(term))
			return false;
	return true;
}

/* Both ~all and -all are proper; what each means is worth a word. */
static void look_at_all(struct ma_findings *findings, const struct ma_spf_record *record)
{
	static const struct {
		unsigned char qualifier;
		enum ma_finding_id id;
	} meanings[] = { { '?', MA_SPF_NEUTRAL_ALL },
			 { '~', MA_SPF_ENDS_IN_SOFTFAIL },
			 { '-', MA_SPF_ENDS_IN_FAIL } };

	if (ma_spf_refuses_all(record)) {
		note(findings, record, record->all, MA_SPF_SENDS_NOTHING);
		return;
	}
	for (size_t i = 0; i < sizeof(meanings) / sizeof(*meanings); i++)
		if (record->all->qualifier == meanings[i].qualifier)
			note(findings, record, record->all, meanings[i].id);
	look_for_second_all(findings, record);
	look_behind_all(findings, record);
}

void ma_spf_look_at_style(struct ma_findings *findings, const struct ma_spf_record *record)
{
	look_for_ptr(findings, record);
	look_for_twins(findings, record);
	if (record->all != NULL)
		look_at_all(findings, record);
	else if (record->redirect == NULL && !ma_spf_has_glued_all(record))
		note(findings, record, NULL, MA_SPF_NO_ALL);
}
