/* Notes the faults of an SPF record as findings with their places, and with what was meant.
 *
 * SPDX-License-Identifier: MIT */

#include "../meant/meant.h"
#include "advice.h"

enum {
	TERM_TOLD = 200, /* octets */
};

/* The key of what a fault is about; NULL if its place says it all. */
static const char *key_of(enum ma_finding_id id)
{
	switch (id) {
	case MA_SPF_BAD_CHARACTER:
		return "character";
	case MA_SPF_BAD_ADDRESS:
		return "family";
	case MA_SPF_VALUE_UNEXPECTED:
	case MA_SPF_MODIFIER_LIKE_MECHANISM:
		return "mechanism";
	case MA_SPF_DUPLICATE_MODIFIER:
		return "modifier";
	default:
		return NULL;
	}
}

static void note_value(struct mailauth_finding *finding, const struct ma_spf_fault *fault)
{
	const char *key = key_of(fault->id);

	if (finding == NULL || key == NULL)
		return;
	if (fault->id == MA_SPF_BAD_CHARACTER)
		ma_finding_characters(finding, ma_characters_word(finding->arena, fault->value));
	else
		ma_finding_text(finding, key, fault->value);
}

/* All are counted; of a record that is nothing but faults the first are reported. */
static void note_untold(struct ma_findings *findings, struct ma_text name,
			const struct ma_spf_record *record)
{
	if (record->faults > MA_SPF_FAULTS_KEPT)
		ma_finding_text(
			ma_findings_add(findings, MA_SPF_MORE_FAULTS, name), "count",
			ma_arena_number(findings->arena, record->faults - MA_SPF_FAULTS_KEPT));
}

/* What TERM may have been meant as, where it is not clear which of the two. */
static void note_readings(struct ma_findings *findings, struct ma_text name,
			  const struct ma_spf_record *record, const struct ma_spf_term *term)
{
	struct mailauth_finding *finding;
	struct ma_text one;
	struct ma_text other;

	if (term->text.length > TERM_TOLD ||
	    !ma_spf_find_readings(findings->arena, record->text, term->from, term->to, &one,
				  &other))
		return;
	finding = ma_findings_add(findings, MA_SPF_TWO_READINGS, name);
	ma_finding_record(finding, record->text, term->from, term->to);
	ma_finding_text(finding, "one", one);
	ma_finding_text(finding, "other", other);
}

void ma_spf_note_faults(struct ma_findings *findings, struct ma_text name,
			const struct ma_spf_record *record)
{
	const struct ma_spf_term *guessed = NULL;
	struct ma_text guess = { 0 };

	for (const struct ma_spf_fault *fault = record->first_fault; fault; fault = fault->next) {
		const struct ma_spf_term *term = fault->term;
		struct mailauth_finding *finding = ma_findings_add(findings, fault->id, name);

		ma_finding_record(finding, record->text, fault->from, fault->to);
		if (guessed != term) /* once for all faults of a term */
			guess = ma_spf_guess_term(findings->arena, record->text, term->from,
						  term->to);
		if (guess.data != NULL)
			ma_finding_meant(finding, guess);
		else if (guessed != term)
			note_readings(findings, name, record, term);
		guessed = term;
		ma_finding_text(finding, "term", ma_text_slice(term->text, 0, TERM_TOLD));
		note_value(finding, fault);
	}
	note_untold(findings, name, record);
}

/* No guess of ours permits everyone; where there is none, the hand that corrects the record may. */
void ma_spf_note_open(struct ma_findings *findings, struct ma_text name,
		      const struct ma_spf_record *record)
{
	const struct ma_spf_term *open = record->faults > 0 ? ma_spf_find_open(record) : NULL;

	if (open != NULL && ma_spf_is_tested(record, open) &&
	    ma_spf_guess_record(findings->arena, record->text).data == NULL)
		ma_finding_record(ma_findings_add(findings, MA_SPF_OPEN_WHEN_CORRECTED, name),
				  record->text, open->from, open->to);
}
