/* The faults of a key record as findings, with the corrected record where it would help.
 *
 * SPDX-License-Identifier: MIT */

#include "tell.h"

#include "meant/meant.h"

/* What a reader cannot see, or takes for a plain letter, is named. */
static void name_characters(const struct ma_dkim_place *place, const struct ma_dkim_record *record,
			    const struct ma_dkim_fault *fault, struct mailauth_finding *finding)
{
	struct ma_text faulty = ma_text_slice(record->raw, fault->from, fault->to);

	for (size_t i = 0; fault->id == MA_DKIM_STRAY_CHARACTER && i < faulty.length; i++)
		if (faulty.data[i] >= 0x80) {
			ma_finding_characters(finding,
					      ma_characters_word(place->findings->arena, faulty));
			return;
		}
}

static struct mailauth_finding *note(const struct ma_dkim_place *place,
				     const struct ma_dkim_record *record,
				     const struct ma_dkim_fault *fault)
{
	bool revoked = fault->id == MA_DKIM_REVOKED && place->named;
	struct mailauth_finding *finding = ma_findings_add(
		place->findings, revoked ? MA_DKIM_SELECTOR_REVOKED : fault->id, place->name);

	ma_finding_record(finding, record->raw, fault->from, fault->to);
	ma_finding_text(finding, "selector", place->selector);
	name_characters(place, record, fault, finding);
	for (size_t i = 0; i < fault->value_count; i++)
		ma_finding_text(finding, fault->values[i].key, fault->values[i].value);
	return finding;
}

/* The corrected record is without the faults that were not listed if all of its own were. */
static void note_more_faults(const struct ma_dkim_place *place, const struct ma_dkim_record *record,
			     const struct ma_dkim_record *meant)
{
	struct mailauth_finding *finding;

	if (record->fault_count <= MA_DKIM_FAULTS_MOST)
		return;
	finding = ma_findings_add(place->findings, MA_DKIM_MORE_FAULTS, place->name);
	ma_finding_text(
		finding, "count",
		ma_arena_number(place->findings->arena, record->fault_count - MA_DKIM_FAULTS_MOST));
	if (meant != NULL && meant->fault_count <= MA_DKIM_FAULTS_MOST)
		ma_finding_meant_record(finding, meant->raw);
}

/* The rest of a record that no one needs is not read: each finding would carry it. */
static void note_too_long(const struct ma_dkim_place *place, const struct ma_dkim_record *record)
{
	if (record->too_long)
		ma_finding_text(
			ma_findings_add(place->findings, MA_DKIM_RECORD_TOO_LONG, place->name),
			"selector", place->selector);
}

/* Whether the corrected record would be without FINDING. */
static bool is_corrected(const struct mailauth_finding *finding, const struct ma_dkim_record *meant)
{
	return meant != NULL && mailauth_finding_severity(finding) >= MAILAUTH_SEVERITY_WARNING &&
	       ma_dkim_record_fault(meant, finding->id) == NULL;
}

void ma_dkim_tell(const struct ma_dkim_place *place, const struct ma_dkim_record *record)
{
	const struct ma_dkim_record *meant = ma_dkim_guess(place->findings->arena, record);

	for (const struct ma_dkim_fault *fault = record->first; fault != NULL;
	     fault = fault->next) {
		struct mailauth_finding *finding = note(place, record, fault);

		if (finding != NULL && is_corrected(finding, meant))
			ma_finding_meant_record(finding, meant->raw);
	}
	note_more_faults(place, record, meant);
	note_too_long(place, record);
}
