/* Addresses and services that have to be permitted.
 *
 * SPDX-License-Identifier: MIT */

#include "expected.h"

/* --- Addresses -------------------------------------------------------------------- */

/* Whether all of EXPECTED pass, for every envelope sender; or for some. */
static enum ma_finding_id judge_ip(struct ma_arena *arena, const struct ma_spf_passing *passing,
				   const struct ma_expected_ip *expected)
{
	size_t cases = (size_t)1 << passing->condition_count;
	struct ma_ranges wanted = { .arena = arena };
	size_t passes = 0;

	if (!passing->known)
		return MA_SPF_EXPECTED_IP_UNKNOWN;
	ma_ranges_add(&wanted, &expected->ip, expected->bits);
	for (size_t i = 0; i < cases; i++)
		passes += ma_ranges_without(&wanted, &passing->cases[i]).count == 0;
	if (passes == cases)
		return MA_SPF_EXPECTED_IP_COVERED;
	return passes > 0 ? MA_SPF_EXPECTED_IP_UNKNOWN : MA_SPF_EXPECTED_IP_MISSING;
}

static void find_ips(struct ma_pass *pass, const struct ma_spf_passing *passing,
		     struct ma_text name)
{
	const struct ma_settings *settings = pass->settings;

	for (size_t i = 0; i < settings->expected_ip_count; i++) {
		const struct ma_expected_ip *expected = &settings->expected_ips[i];
		struct mailauth_finding *finding = ma_findings_add(
			&pass->findings, judge_ip(pass->arena, passing, expected), name);

		ma_finding_text(finding, "ip", expected->text);
	}
}

/* --- Services ------------------------------------------------------------------------- */

static bool includes(const struct ma_spf_term *term, const struct ma_name *name)
{
	return term->kind == MA_SPF_INCLUDE && term->qualifier == '+' && term->target != NULL &&
	       ma_name_equal(term->target, name);
}

static enum ma_finding_id judge_include(const struct ma_spf_record *record,
					const struct ma_name *name)
{
	const struct ma_spf_term *term = record != NULL ? record->terms : NULL;

	while (term != NULL && !includes(term, name))
		term = term->next;
	if (term == NULL)
		return MA_SPF_EXPECTED_INCLUDE_MISSING;
	return ma_spf_is_tested(record, term) ? MA_SPF_EXPECTED_INCLUDE_COVERED
					      : MA_SPF_EXPECTED_INCLUDE_UNREACHED;
}

static void find_includes(struct ma_pass *pass, const struct ma_spf_passing *passing,
			  struct ma_text name)
{
	const struct ma_settings *settings = pass->settings;

	for (size_t i = 0; i < settings->expected_include_count; i++) {
		const struct ma_name *service = settings->expected_includes[i];
		struct mailauth_finding *finding = ma_findings_add(
			&pass->findings, judge_include(passing->record, service), name);

		ma_finding_name(finding, "service", ma_name_present(pass->arena, service));
	}
}

static void evaluate(struct ma_pass *pass, void *subject)
{
	struct ma_spf_passing *passing = subject;
	struct ma_text name = ma_name_present(pass->arena, pass->settings->domain);

	ma_spf_evaluate_passing(pass, passing);
	find_ips(pass, passing, name);
	if (passing->known || passing->record != NULL)
		find_includes(pass, passing, name);
}

static void begin(struct ma_inquiries *inquiries)
{
	const struct ma_settings *settings = inquiries->settings;

	if (settings->domain != NULL &&
	    settings->expected_ip_count + settings->expected_include_count > 0)
		ma_inquiries_add_new(inquiries, &ma_expected_senders_kind, 0,
				     sizeof(struct ma_spf_passing));
}

const struct ma_kind ma_expected_senders_kind = {
	.name = "expected.senders",
	.budget = 250,
	.begin = begin,
	.evaluate = evaluate,
};
