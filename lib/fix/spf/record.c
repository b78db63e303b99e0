/* The one SPF record of the domain: several made one, what was pasted wrongly set right, what leads
 * to nothing left out, and the senders added that the user calls his own.
 *
 * SPDX-License-Identifier: MIT */

#include "../../known/known.h"
#include "../fix.h"

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

/* Of several records one that says that no mail is sent. */
static void confirm_refusal(struct ma_proposals *proposals, const struct ma_fix_sources *sources,
			    struct ma_fix_form *form)
{
	for (size_t i = 0; sources->count > 1 && i < sources->count; i++) {
		const struct ma_spf_record *record = sources->passing[i]->record;

		if (record == NULL || !ma_spf_refuses_all(record))
			continue;
		ma_form_confirm_text(proposals, form, MA_PHRASE_CONFIRM_REFUSAL, "record",
				     record->text);
		return;
	}
}

/* A doubled name is no one's; one below may have a record for itself. */
static void confirm_copy(struct ma_proposals *proposals, const struct ma_fix_sources *sources,
			 struct ma_fix_form *form)
{
	const struct mailauth_report *report = proposals->report;
	bool wrong = ma_report_find(report, MA_SPF_WRONG_NAME) != NULL &&
		     ma_report_find(report, MA_SPF_DOUBLED_NAME) == NULL;
	struct ma_sentence *sentence =
		ma_form_confirm(form, wrong ? MA_PHRASE_CONFIRM_COPIED : MA_PHRASE_CONFIRM_MOVED);

	if (sentence == NULL)
		return;
	ma_sentence_add(sentence, "other", ma_name_present(proposals->arena, sources->elsewhere));
	if (wrong)
		ma_sentence_add(sentence, "domain", report->settings.domain_shown);
}

/* The word of TERMS at *AT, which then moves past it; empty at the end. */
static struct ma_text next_term(struct ma_text terms, size_t *at)
{
	size_t from = *at;

	while (*at < terms.length && terms.data[*at] != ' ')
		++*at;
	++*at;
	return from < terms.length ? ma_text_slice(terms, from, *at - 1) : (struct ma_text){ 0 };
}

static bool is_respelt(const struct ma_fix_sources *sources, struct ma_text term)
{
	for (size_t i = 0; i < sources->respelt_count; i++)
		if (ma_text_equal(sources->respelt[i].term, term))
			return true;
	return false;
}

/* The name that was probably meant, where nothing shows that it leads to a record. */
static void confirm_meant(const struct ma_fix_sources *sources, struct ma_fix_form *form,
			  struct ma_text dropped)
{
	struct ma_sentence *sentence;
	struct ma_text term;
	size_t at = 0;

	while ((term = next_term(dropped, &at)).length > 0)
		for (size_t i = 0; i < sources->respelt_count; i++) {
			if (!ma_text_equal(sources->respelt[i].term, term))
				continue;
			sentence = ma_form_confirm(form, MA_PHRASE_CONFIRM_DROPPED_MEANT);
			if (sentence == NULL)
				return;
			ma_sentence_add(sentence, "meant", sources->respelt[i].meant);
		}
}

/* What was left out as it leads to nothing, or is now another name. */
static void confirm_dropped(struct ma_proposals *proposals, const struct ma_fix_sources *sources,
			    struct ma_fix_form *form, struct ma_text dropped, bool respelt)
{
	struct ma_buffer rest = { 0 };
	struct ma_sentence *sentence;
	struct ma_text term;
	size_t at = 0;

	while ((term = next_term(dropped, &at)).length > 0) {
		if (respelt && is_respelt(sources, term))
			continue;
		if (rest.length > 0)
			ma_buffer_byte(&rest, ' ');
		ma_buffer_text(&rest, term);
	}
	confirm_terms(form, MA_PHRASE_CONFIRM_DROPPED, ma_buffer_keep(&rest, proposals->arena));
	if (!respelt)
		confirm_meant(sources, form, dropped);
	for (size_t i = 0; respelt && i < sources->respelt_count; i++) {
		sentence = ma_form_confirm(form, MA_PHRASE_CONFIRM_RESPELT);
		if (sentence == NULL)
			return;
		ma_sentence_add(sentence, "term", sources->respelt[i].term);
		ma_sentence_add(sentence, "meant", sources->respelt[i].meant);
	}
}

static void confirm_explanation(struct ma_fix_form *form, const struct ma_spf_repair *repair)
{
	struct ma_sentence *sentence;

	if (repair->other_exp.length == 0)
		return;
	sentence = ma_form_confirm(form, MA_PHRASE_CONFIRM_EXP);
	if (sentence == NULL)
		return;
	ma_sentence_add(sentence, "kept", repair->exp);
	ma_sentence_add(sentence, "dropped", repair->other_exp);
}

/* What is said of all others, where the records differ, or the user chose. */
static void confirm_all(struct ma_proposals *proposals, struct ma_fix_form *form,
			const struct ma_spf_repair *repair)
{
	unsigned char all[] = { repair->all, 'a', 'l', 'l' };
	unsigned char chosen = proposals->report->settings.spf_all;
	struct ma_text shown = { all, sizeof(all) };

	if (chosen != 0 && repair->all != 0 && repair->all != chosen)
		ma_form_confirm_text(proposals, form, MA_PHRASE_CONFIRM_ALL_KEPT, "all", shown);
	else if (repair->stronger)
		ma_form_confirm_text(proposals, form, MA_PHRASE_CONFIRM_ALL_CHOSEN, "all", shown);
	else if (repair->weaker)
		ma_form_confirm_text(proposals, form, MA_PHRASE_CONFIRM_WEAKEST, "all", shown);
}

static void confirm(struct ma_proposals *proposals, const struct ma_fix_sources *sources,
		    struct ma_fix_form *form, const struct ma_spf_repair *repair, bool respelt)
{
	confirm_dropped(proposals, sources, form, repair->dropped, respelt);
	confirm_terms(form, MA_PHRASE_CONFIRM_CIRCULAR, repair->circular);
	confirm_terms(form, MA_PHRASE_CONFIRM_COVERED, repair->covered);
	confirm_terms(form, MA_PHRASE_CONFIRM_FLAT, repair->flat);
	if (repair->redirected)
		ma_form_confirm(form, MA_PHRASE_CONFIRM_REDIRECT);
	confirm_explanation(form, repair);
	confirm_refusal(proposals, sources, form);
	if (sources->apart != NULL)
		ma_form_confirm_text(proposals, form, MA_PHRASE_CONFIRM_REST, "text",
				     ma_record_text(sources->apart));
	if (sources->elsewhere != NULL)
		confirm_copy(proposals, sources, form);
	confirm_all(proposals, form, repair);
}

/* --- Proposing ------------------------------------------------------------------------ */

static bool lets_pass(const struct ma_proposals *proposals, const struct ma_spf_passing *passing,
		      const struct ma_expected_ip *expected)
{
	struct ma_ranges wanted = { .arena = proposals->arena };
	struct ma_ranges missing;

	ma_ranges_add(&wanted, &expected->ip, expected->bits);
	missing = ma_ranges_without(&wanted, &passing->cases[0]);
	return missing.count == 0;
}

/* Whether every source that is published lets EXPECTED pass already, or a service that is added:
 * its addresses are its own business. */
static bool is_covered(const struct ma_proposals *proposals, const struct ma_expected_ip *expected)
{
	for (size_t i = 0; i < proposals->sources.count; i++)
		if (lets_pass(proposals, proposals->sources.passing[i], expected))
			return true;
	for (size_t i = 0; i < proposals->service_count; i++)
		if (proposals->services[i]->known &&
		    lets_pass(proposals, proposals->services[i], expected))
			return true;
	return false;
}

/* The servers of the company where mail to the domain goes, unless the user named them. */
static size_t find_company(const struct ma_proposals *proposals, struct ma_text *term)
{
	const struct ma_settings *settings = &proposals->report->settings;
	struct ma_lacking lacking;

	if (!ma_report_find_lacking(proposals->report, &lacking))
		return 0;
	for (size_t i = 0; i < settings->expected_include_count; i++)
		if (ma_text_equal(ma_name_present(proposals->arena, settings->expected_includes[i]),
				  lacking.name))
			return 0;
	*term = ma_spf_term_of(proposals->arena, lacking.kind, lacking.name);
	return 1;
}

void ma_fix_confirm_company(struct ma_proposals *proposals, struct ma_fix_form *form)
{
	struct ma_lacking lacking;
	struct ma_sentence *sentence;

	if (!ma_report_find_lacking(proposals->report, &lacking))
		return;
	sentence = ma_form_confirm(form, MA_PHRASE_CONFIRM_COMPANY);
	if (sentence != NULL)
		ma_sentence_add_company(sentence, lacking.company);
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
	if (count < most)
		count += find_company(proposals, &terms[count]);
	return count;
}

static bool is_published(const struct ma_fix_sources *sources, struct ma_text text)
{
	return sources->count == 1 && sources->elsewhere == NULL &&
	       ma_text_equal(ma_record_text(&sources->published[0]), text);
}

/* Whether the last of the ADDED terms are those that were misspelt. */
static bool has_respelt(const struct ma_fix_sources *sources, const struct ma_text *added,
			size_t count)
{
	return sources->respelt_count > 0 && count >= sources->respelt_count &&
	       ma_text_equal(added[count - 1], sources->respelt[sources->respelt_count - 1].meant);
}

/* Adds a form for each record that is composed of what is WANTED. */
static void compose(struct ma_proposals *proposals, struct ma_proposal *proposal,
		    const struct ma_spf_wanted *wanted)
{
	const struct ma_fix_sources *sources = proposal->sources;
	struct ma_spf_repair repairs[MA_SPF_REPAIRS_MAX];
	size_t count = ma_spf_compose_repairs(proposals->arena, wanted, repairs);

	for (size_t i = 0; i < count; i++) {
		struct ma_fix_form *form;

		if (is_published(sources, repairs[i].text))
			continue;
		form = ma_proposal_add_text(proposals, proposal, repairs[i].text);
		confirm(proposals, sources, form, &repairs[i],
			has_respelt(sources, wanted->added, wanted->added_count));
		if (wanted->added_count > 0)
			ma_fix_confirm_company(proposals, form);
	}
}

/* Adds a form for each record that SOURCES and the ADDED terms may be put together to: those that
 * say of all others what the user chose come first. */
static void add_forms(struct ma_proposals *proposals, struct ma_proposal *proposal,
		      const struct ma_text *added, size_t added_count)
{
	struct ma_spf_wanted wanted = { .sources = proposal->sources->passing,
					.source_count = proposal->sources->count,
					.added = added,
					.added_count = added_count,
					.all = proposals->report->settings.spf_all };

	compose(proposals, proposal, &wanted);
	if (wanted.all == 0)
		return;
	wanted.all = 0;
	compose(proposals, proposal, &wanted);
}

/* Whether the name of a host was written in place of an address (ip4:mail.example.com), and has
 * none: whom it was to name is not known. */
static bool has_lost_host(const struct ma_fix_sources *sources)
{
	for (size_t i = 0; sources->elsewhere == NULL && i < sources->count; i++) {
		const struct ma_spf_passing *passing = sources->passing[i];

		for (size_t k = 0; passing != NULL && k < passing->share_count; k++)
			if (passing->shares[k].dead && passing->shares[k].term->kind == MA_SPF_A &&
			    ma_spf_writes_as_address(ma_record_text(&sources->published[i]),
						     passing->shares[k].term->domain_spec))
				return true;
	}
	return false;
}

struct ma_proposal *ma_fix_propose_sources(struct ma_proposals *proposals,
					   const struct ma_fix_sources *sources,
					   const struct ma_text *added, size_t count)
{
	struct ma_proposal *proposal = NULL;

	if (!has_lost_host(sources))
		proposal = ma_proposal_add(proposals, sources->name, MA_TYPE_TXT);
	if (proposal == NULL)
		return NULL;
	proposal->sources = sources;
	/* What the refusal of all mail kept from being looked at. */
	ma_proposal_allow(proposal, MA_DKIM_NO_DOMAINKEY);
	for (size_t i = 0; sources->elsewhere == NULL && i < sources->count; i++)
		ma_proposal_remove(proposals, proposal, &sources->published[i]);
	if (sources->apart != NULL) {
		ma_proposal_remove(proposals, proposal, sources->apart);
		/* The end that it had in the rest says no more than none (RFC 7208 4.7). */
		ma_proposal_allow(proposal, MA_SPF_NEUTRAL_ALL);
	}
	add_forms(proposals, proposal, added, count);
	return proposal;
}

struct ma_proposal *ma_fix_propose_domain(struct ma_proposals *proposals)
{
	struct ma_fix_sources *sources = &proposals->sources;
	struct ma_text added[MA_PROPOSALS_MAX + MA_FIX_RESPELT_MAX];
	struct ma_proposal *proposal;
	size_t expected;
	size_t count;

	if (sources->count == 0 || sources->unclear || !sources->needed || ma_fix_is_empty(sources))
		return NULL;
	sources->respelt_count = 0;
	ma_fix_find_respelt(proposals, sources);
	count = expected = ma_fix_find_expected(proposals, added, MA_PROPOSALS_MAX);
	for (size_t i = 0; i < sources->respelt_count; i++)
		added[count++] = sources->respelt[i].meant;
	proposal = ma_fix_propose_sources(proposals, sources, added, count);
	/* What can be set right without the service that the DNS does not know. */
	if (proposal != NULL && count > expected)
		add_forms(proposals, proposal, added, expected);
	if (proposal != NULL && expected > 0)
		add_forms(proposals, proposal, NULL, 0);
	return proposal;
}
