/* The texts that are, or were meant to be, the SPF record of a name.
 *
 * SPDX-License-Identifier: MIT */

#include "../fix.h"

/* TXT, which was meant to be MEANT. */
static void add_meant(struct ma_arena *arena, struct ma_fix_sources *sources,
		      const struct ma_record *txt, struct ma_text meant)
{
	struct ma_record *place = &sources->texts[sources->count];

	if (meant.data == NULL || sources->count == MA_PROPOSALS_MAX) {
		sources->unclear = true;
		return;
	}
	if (ma_text_equal(meant, ma_record_text(txt)))
		*place = *txt;
	else if (!ma_record_of_text(arena, meant, place))
		return;
	sources->published[sources->count++] = *txt;
}

/* --- Texts without a version --------------------------------------------------------- */

/* The rest of the one record, in a TXT record of its own (RFC 7208 3.3: it would be a string of the
 * same). */
static void add_rest(const struct ma_proposals *proposals, struct ma_fix_sources *sources,
		     const struct ma_answer *answer)
{
	const struct mailauth_finding *finding =
		ma_report_find(proposals->report, MA_SPF_REST_APART);
	const struct ma_argument *meant =
		finding != NULL ? ma_finding_value(finding, MA_VALUE_MEANT) : NULL;
	size_t found = 0;

	if (meant == NULL || sources->count != 1 || !ma_text_equal(finding->name, sources->shown))
		return;
	for (size_t i = 0; i < answer->count; i++) {
		if (ma_spf_with_version(proposals->arena, ma_record_text(&answer->records[i]))
			    .data == NULL)
			continue;
		found++;
		sources->apart = &answer->records[i];
	}
	/* In which order several belong is not known. */
	if (found != 1 || !ma_record_of_text(proposals->arena, meant->value, &sources->texts[0]))
		sources->unclear = true;
}

/* A record that lacks nothing but its version. */
static void add_without_version(const struct ma_proposals *proposals,
				struct ma_fix_sources *sources, const struct ma_answer *answer)
{
	for (size_t i = 0; sources->count == 0 && i < answer->count; i++) {
		struct ma_text meant =
			ma_spf_with_version(proposals->arena, ma_record_text(&answer->records[i]));

		if (meant.data != NULL)
			add_meant(proposals->arena, sources, &answer->records[i], meant);
	}
	for (size_t i = 0; sources->count == 1 && i < answer->count; i++)
		if (!ma_text_equal(ma_record_text(&answer->records[i]),
				   ma_record_text(&sources->published[0])) &&
		    ma_spf_has_terms(ma_record_text(&answer->records[i])))
			sources->unclear = true;
}

/* Next to the one record that receivers use, a text that was never in force is for its owner to
 * judge: it may be a draft, or left over. */
static void leave_drafts(struct ma_fix_sources *sources)
{
	size_t in_force = 0;
	size_t found = 0;

	for (size_t i = 0; i < sources->count; i++)
		if (ma_spf_is_record(ma_record_text(&sources->published[i]))) {
			found = i;
			in_force++;
		}
	if (in_force != 1 || sources->count == 1)
		return;
	sources->texts[0] = sources->texts[found];
	sources->published[0] = sources->published[found];
	sources->count = 1;
}

/* What was cut off is not known, and half a record is not to be published again. */
static bool may_be_cut(const struct ma_fix_sources *sources)
{
	for (size_t i = 0; sources->apart == NULL && i < sources->count; i++) {
		const struct ma_spf_record *record = ma_spf_record_of(&sources->published[i]);

		if (record != NULL && ma_spf_may_be_cut(record))
			return true;
	}
	return false;
}

void ma_fix_add_sources(const struct ma_proposals *proposals, struct ma_fix_sources *sources)
{
	const struct ma_answer *answer = ma_fix_published(proposals, sources->name, MA_TYPE_TXT);

	for (size_t i = 0; answer != NULL && i < answer->count; i++) {
		const struct ma_record *txt = &answer->records[i];

		if (ma_spf_is_meant(ma_record_text(txt)))
			add_meant(proposals->arena, sources, txt,
				  ma_spf_find_meant(proposals->arena, txt));
	}
	leave_drafts(sources);
	if (answer != NULL && sources->count == 0 && !sources->unclear)
		add_without_version(proposals, sources, answer);
	else if (answer != NULL)
		add_rest(proposals, sources, answer);
	sources->unclear = sources->unclear || may_be_cut(sources);
}

/* --- Elsewhere ------------------------------------------------------------------------- */

/* Adds the record that is at OTHER, if it is one alone. */
static void add_elsewhere(const struct ma_proposals *proposals, struct ma_fix_sources *sources,
			  struct ma_text other)
{
	struct ma_fix_sources found = { .name = ma_name_unescape(proposals->arena, other),
					.shown = other };

	if (found.name == NULL || sources->count > 0)
		return;
	ma_fix_add_sources(proposals, &found);
	if (found.count != 1 || found.unclear || found.apart != NULL)
		return;
	sources->texts[0] = found.texts[0];
	sources->published[0] = found.published[0];
	sources->count = 1;
	sources->elsewhere = found.name;
}

/* What was meant for the domain, and is where receivers do not look (RFC 7208 4.4). */
static void find_elsewhere(const struct ma_proposals *proposals, struct ma_fix_sources *sources)
{
	static const enum ma_finding_id ids[] = { MA_SPF_DOUBLED_NAME, MA_SPF_WRONG_NAME };
	const struct mailauth_report *report = proposals->report;
	const struct mailauth_finding *finding;
	const struct ma_name *policies;

	if (ma_report_find(report, MA_SPF_NO_RECORD) == NULL ||
	    ma_fix_is_of_wildcard(proposals, sources->name, MA_TYPE_TXT))
		return;
	for (size_t i = 0; i < sizeof(ids) / sizeof(*ids); i++)
		if ((finding = ma_report_find(report, ids[i])) != NULL)
			add_elsewhere(proposals, sources, ma_finding_argument(finding, "other"));
	finding = ma_report_find(report, MA_DMARC_SPF_RECORD_HERE);
	policies = ma_name_join(proposals->arena, MA_TEXT("_dmarc"), sources->name);
	if (finding != NULL && policies != NULL && ma_text_equal(finding->name, sources->shown))
		add_elsewhere(proposals, sources, ma_name_present(proposals->arena, policies));
}

bool ma_fix_is_empty(const struct ma_fix_sources *sources)
{
	const struct ma_spf_record *record = sources->count == 1 && sources->passing[0] != NULL
						     ? sources->passing[0]->record
						     : NULL;

	return record != NULL && record->terms == NULL && record->faults == 0;
}

/* Whether FINDING says no more than how a sender fares whom no one calls his own. */
static bool is_of_stranger(const struct mailauth_report *report,
			   const struct mailauth_finding *finding)
{
	return report->settings.expected_ip_count == 0 &&
	       report->settings.expected_include_count == 0 &&
	       (finding->id == MA_SPF_SENDER_FAIL || finding->id == MA_SPF_SENDER_SOFTFAIL ||
		finding->id == MA_SPF_SENDER_NEUTRAL);
}

/* Whether there is anything to change: the audit found a fault, or an own sender is not permitted.
 */
static bool is_needed(const struct mailauth_report *report)
{
	for (size_t i = 0; i < report->finding_count; i++) {
		const struct mailauth_finding *finding = report->findings[i];

		if (mailauth_finding_section(finding) == MAILAUTH_SECTION_SPF &&
		    mailauth_finding_severity(finding) >= MAILAUTH_SEVERITY_WARNING &&
		    !is_of_stranger(report, finding))
			return true;
	}
	return false;
}

void ma_fix_find_sources(struct ma_proposals *proposals)
{
	struct ma_fix_sources *sources = &proposals->sources;

	sources->name = proposals->report->settings.domain;
	sources->shown = ma_name_present(proposals->arena, sources->name);
	sources->needed = is_needed(proposals->report);
	ma_fix_add_sources(proposals, sources);
	if (sources->count == 0 && !sources->unclear)
		find_elsewhere(proposals, sources);
}
