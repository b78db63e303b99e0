/* A first SPF record, from what is known of the domain's own servers: a draft, which its owner has
 * to complete.
 *
 * SPDX-License-Identifier: MIT */

#include "../fix.h"

/* Adds the addresses of HOST; false if there are none that mail can come from. */
static bool add_addresses(struct ma_ranges *ranges, const struct ma_mx_host *host)
{
	bool found = false;

	for (size_t i = 0; i < host->address_count; i++) {
		struct ma_ip ip;

		if (!ma_ip_parse(host->addresses[i], &ip) ||
		    ma_ip_scope(&ip, 8 * ip.length) == MA_IP_LOCAL)
			continue;
		ma_ranges_add(ranges, &ip, 8 * ip.length);
		found = true;
	}
	return found;
}

/* "mx", if all mail servers are the domain's own hosts: a provider's, which take mail for it, are
 * not those that send. */
static bool may_name_mx(const struct ma_proposals *proposals, struct ma_ranges *ranges)
{
	const struct mailauth_report *report = proposals->report;
	bool found = false;

	if (report->mx.unknown || report->mx.null || report->mx.implicit)
		return false;
	for (size_t i = 0; i < report->mx.count; i++) {
		if (!ma_fix_is_own(report, report->mx.hosts[i].name))
			return false;
		found = add_addresses(ranges, &report->mx.hosts[i]) || found;
	}
	return found;
}

/* Whether a text at the domain, or one with its policy, names senders: a draft would omit them. */
static bool has_terms(const struct ma_proposals *proposals)
{
	const struct mailauth_report *report = proposals->report;
	const struct ma_answer *answer =
		ma_fix_published(proposals, report->settings.domain, MA_TYPE_TXT);

	for (size_t i = 0; answer != NULL && i < answer->count; i++)
		if (ma_spf_has_terms(ma_record_text(&answer->records[i])))
			return true;
	return ma_report_find(report, MA_DMARC_SPF_RECORD_HERE) != NULL;
}

/* Whether there is no record at all, and none was meant. */
static bool is_needed(const struct ma_proposals *proposals)
{
	const struct mailauth_report *report = proposals->report;

	if (ma_fix_is_empty(&proposals->sources))
		return proposals->sources.elsewhere == NULL && proposals->sources.apart == NULL;
	return ma_report_find(report, MA_SPF_NO_RECORD) != NULL && !report->spf.elsewhere &&
	       proposals->sources.count == 0 && !proposals->sources.unclear &&
	       !has_terms(proposals) && ma_report_find(report, MA_SPF_WRONG_NAME) == NULL &&
	       ma_report_find(report, MA_SPF_DOUBLED_NAME) == NULL &&
	       !ma_fix_is_of_wildcard(proposals, report->settings.domain, MA_TYPE_TXT) &&
	       !ma_fix_is_of_wildcard(proposals, report->settings.domain, MA_TYPE_MX);
}

void ma_fix_propose_draft(struct ma_proposals *proposals)
{
	const struct ma_settings *settings = &proposals->report->settings;
	struct ma_ranges own = { .arena = proposals->arena };
	struct ma_text terms[MA_PROPOSALS_MAX];
	struct ma_proposal *proposal;
	struct ma_fix_form *form;
	struct ma_text text;
	size_t count;
	bool mx;

	if (!is_needed(proposals))
		return;
	mx = may_name_mx(proposals, &own);
	count = ma_fix_find_expected(proposals, terms, MA_PROPOSALS_MAX);
	if (!mx && count == 0)
		return;
	text = ma_spf_first_record(proposals->arena, mx, terms, count,
				   settings->spf_all != 0 ? settings->spf_all : '~');
	if (mx)
		proposals->sources.own = own;
	proposal = ma_proposal_add(proposals, settings->domain, MA_TYPE_TXT);
	if (proposal != NULL && proposals->sources.count > 0)
		ma_proposal_remove(proposals, proposal, &proposals->sources.published[0]);
	form = ma_proposal_add_text(proposals, proposal, text);
	ma_form_confirm_text(proposals, form, MA_PHRASE_CONFIRM_DRAFT, "domain",
			     settings->domain_shown);
	ma_fix_confirm_company(proposals, form);
	if (proposal != NULL)
		proposal->sources = &proposals->sources;
}
