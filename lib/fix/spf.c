/* The one SPF record of the domain: several made one, what was pasted wrongly set right, what leads
 * to nothing left out, and the senders added that the user calls his own.
 *
 * SPDX-License-Identifier: MIT */

#include "fix.h"

static void add_source(struct ma_proposals *proposals, const struct ma_record *txt)
{
	struct ma_fix_sources *sources = &proposals->sources;
	struct ma_text meant = ma_spf_find_meant(proposals->arena, txt);
	struct ma_record *place = &sources->texts[sources->count];

	if (meant.data == NULL || sources->count == MA_PROPOSALS_MAX) {
		sources->unclear = true;
		return;
	}
	if (ma_text_equal(meant, ma_record_text(txt)))
		*place = *txt;
	else if (!ma_record_of_text(proposals->arena, meant, place))
		return;
	sources->published[sources->count++] = *txt;
}

/* Whether there is anything to change: the audit found a fault, or a sender is not permitted. */
static bool is_needed(const struct mailauth_report *report)
{
	return mailauth_report_section_severity(report, MAILAUTH_SECTION_SPF) >=
	       MAILAUTH_SEVERITY_WARNING;
}

void ma_fix_find_sources(struct ma_proposals *proposals)
{
	const struct ma_answer *answer =
		ma_fix_published(proposals, proposals->report->settings.domain, MA_TYPE_TXT);

	proposals->sources.needed = is_needed(proposals->report);
	for (size_t i = 0; answer != NULL && i < answer->count; i++)
		if (ma_spf_is_meant(ma_record_text(&answer->records[i])))
			add_source(proposals, &answer->records[i]);
}

/* --- What to confirm ----------------------------------------------------------------- */

static void confirm_terms(struct ma_fix_form *form, enum ma_phrase_id phrase, struct ma_text terms)
{
	struct ma_sentence *sentence;

	if (terms.length == 0)
		return;
	sentence = ma_form_confirm(form, phrase);
	if (sentence != NULL)
		ma_sentence_add(sentence, "terms", terms);
}

static void confirm(struct ma_arena *arena, struct ma_fix_form *form,
		    const struct ma_spf_repair *repair)
{
	unsigned char all[] = { repair->all, 'a', 'l', 'l' };
	struct ma_sentence *sentence;

	confirm_terms(form, MA_PHRASE_CONFIRM_DROPPED, repair->dropped);
	confirm_terms(form, MA_PHRASE_CONFIRM_COVERED, repair->covered);
	confirm_terms(form, MA_PHRASE_CONFIRM_FLAT, repair->flat);
	if (repair->redirected)
		ma_form_confirm(form, MA_PHRASE_CONFIRM_REDIRECT);
	if (!repair->weaker)
		return;
	sentence = ma_form_confirm(form, MA_PHRASE_CONFIRM_WEAKEST);
	if (sentence != NULL)
		ma_sentence_add(sentence, "all",
				ma_arena_copy(arena, (struct ma_text){ all, sizeof(all) }));
}

/* --- Proposing ------------------------------------------------------------------------ */

/* Whether every source that is published lets EXPECTED pass already. */
static bool is_covered(const struct ma_proposals *proposals, const struct ma_expected_ip *expected)
{
	for (size_t i = 0; i < proposals->sources.count; i++) {
		const struct ma_spf_passing *passing = proposals->sources.passing[i];
		struct ma_ranges wanted = { .arena = proposals->arena };
		struct ma_ranges missing;

		ma_ranges_add(&wanted, &expected->ip, expected->bits);
		missing = ma_ranges_without(&wanted, &passing->cases[0]);
		if (missing.count == 0)
			return true;
	}
	return false;
}

size_t ma_fix_find_expected(const struct ma_proposals *proposals, struct ma_text *terms,
			    size_t most)
{
	const struct ma_settings *settings = &proposals->report->settings;
	size_t count = 0;

	for (size_t i = 0; i < settings->expected_include_count && count < most; i++)
		terms[count++] = ma_spf_term_of_service(
			proposals->arena,
			ma_name_present(proposals->arena, settings->expected_includes[i]));
	for (size_t i = 0; i < settings->expected_ip_count && count < most; i++)
		if (!is_covered(proposals, &settings->expected_ips[i]))
			terms[count++] = ma_spf_term_of_prefix(proposals->arena,
							       &settings->expected_ips[i].ip,
							       settings->expected_ips[i].bits);
	return count;
}

static bool is_published(const struct ma_fix_sources *sources, struct ma_text text)
{
	return sources->count == 1 && ma_text_equal(ma_record_text(&sources->published[0]), text);
}

/* Adds a form for each record that the sources and the ADDED terms may be put together to. */
static void add_forms(struct ma_proposals *proposals, struct ma_proposal *proposal,
		      const struct ma_text *added, size_t added_count)
{
	const struct ma_fix_sources *sources = &proposals->sources;
	struct ma_spf_repair repairs[MA_SPF_REPAIRS_MAX];
	size_t count = ma_spf_compose_repairs(proposals->arena, sources->passing, sources->count,
					      added, added_count, repairs);

	for (size_t i = 0; i < count; i++)
		if (!is_published(sources, repairs[i].text))
			confirm(proposals->arena,
				ma_proposal_add_text(proposals, proposal, repairs[i].text),
				&repairs[i]);
}

void ma_fix_propose_spf(struct ma_proposals *proposals)
{
	const struct mailauth_report *report = proposals->report;
	const struct ma_fix_sources *sources = &proposals->sources;
	struct ma_text added[MA_PROPOSALS_MAX];
	struct ma_proposal *proposal;
	size_t count;

	if (sources->count == 0 || sources->unclear || !sources->needed)
		return;
	proposal = ma_proposal_add(proposals, report->settings.domain, MA_TYPE_TXT);
	if (proposal == NULL)
		return;
	proposal->of_spf = true;
	for (size_t i = 0; i < sources->count; i++)
		ma_proposal_remove(proposals, proposal, &sources->published[i]);
	count = ma_fix_find_expected(proposals, added, MA_PROPOSALS_MAX);
	add_forms(proposals, proposal, added, count);
	/* What can be set right without the service that the DNS does not know. */
	if (count > 0)
		add_forms(proposals, proposal, NULL, 0);
}
