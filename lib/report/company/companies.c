/* What companies ask of the domains of their customers, where the names of the domain show who they
 * are.
 *
 * SPDX-License-Identifier: MIT */

#include "../../known/known.h"
#include "../report.h"

enum {
	FLATTENED_BITS = 22, /* a range as wide as that is a service's */
};

static struct mailauth_finding *note(const struct mailauth_report *report,
				     struct ma_findings *findings, enum ma_finding_id id,
				     const struct ma_provider *provider)
{
	struct mailauth_finding *finding = ma_findings_add(
		findings, id, ma_name_present(findings->arena, report->settings.domain));

	return ma_finding_company(finding, provider);
}

/* Whether mail passes through a gateway, on its way in or out. */
static bool has_gateway(const struct mailauth_report *report)
{
	for (size_t i = 0; i < report->provider_count; i++)
		if (report->providers[i].role == MAILAUTH_PROVIDER_GATEWAY ||
		    report->providers[i].provider->kind == MA_PROVIDER_KIND_GATEWAY_IN ||
		    report->providers[i].provider->kind == MA_PROVIDER_KIND_GATEWAY_OUT)
			return true;
	return false;
}

/* --- SPF ------------------------------------------------------------------------------ */

static bool permits(const struct mailauth_report *report, const struct ma_provider *provider)
{
	for (size_t i = 0; i < report->provider_count; i++)
		if (report->providers[i].role == MAILAUTH_PROVIDER_SENDS &&
		    (ma_provider_is_same(report->providers[i].provider, provider) ||
		     report->providers[i].provider->kind == MA_PROVIDER_KIND_FLATTENER))
			return true;
	return false;
}

/* Whether the servers of a company may be among addresses that the record spells out, or be
 * permitted in a way that cannot be read. */
static bool may_be_spelt_out(const struct mailauth_report *report, const struct ma_spf_tree *tree)
{
	bool own = false;

	if (tree->unanswered || tree->reach.of_sender || tree->reach.everyone)
		return true;
	for (size_t i = 0; i < tree->branch_count; i++) {
		const struct ma_spf_branch *branch = tree->branches[i];
		const struct ma_spf_term *term = branch->term;

		/* What a company lists is its own. */
		if (branch->state == MA_BRANCH_RECORD)
			own = ma_holder_is_in_zone(report, branch->domain) ||
			      ma_domain_is_within(branch->domain, report->settings.domain_text);
		if (own && term != NULL && term->kind == MA_SPF_IP4 &&
		    term->bits4 <= FLATTENED_BITS)
			return true;
	}
	return false;
}

/* Whether the record says nothing of what may be missing in it: there is none, or it permits some.
 */
static bool may_lack(const struct mailauth_report *report)
{
	const struct ma_spf_published *spf = &report->spf;

	if (spf->count == 0)
		return !spf->unknown && !spf->elsewhere;
	return spf->walked && !spf->tree.errors && !spf->tree.refuses_all &&
	       !may_be_spelt_out(report, &spf->tree);
}

/* Where mail is taken in by a company whose customers also send through it. */
const struct ma_provider *ma_report_find_lacking(const struct mailauth_report *report)
{
	if (!may_lack(report) || has_gateway(report))
		return NULL;
	for (size_t i = 0; i < report->provider_count; i++) {
		const struct ma_provider *provider = report->providers[i].provider;

		if (report->providers[i].role == MAILAUTH_PROVIDER_MX && provider->wants != NULL &&
		    !permits(report, provider))
			return provider;
	}
	return NULL;
}

/* RFC 7208 4.6.2: "?include:" and the like.  The first that matches decides, so another include
 * after it does not help. */
static const struct ma_spf_term *find_signed(const struct ma_spf_tree *tree, const char *include)
{
	for (size_t i = 0; i < tree->branch_count; i++) {
		const struct ma_spf_term *term = tree->branches[i]->term;

		if (term != NULL && term->kind == MA_SPF_INCLUDE && term->qualifier != '+' &&
		    ma_text_is(term->domain_spec, include))
			return term;
	}
	return NULL;
}

static void look_at_senders(const struct mailauth_report *report, struct ma_findings *findings)
{
	const struct ma_provider *provider = ma_report_find_lacking(report);
	const struct ma_spf_term *term;
	struct mailauth_finding *finding;

	if (provider == NULL || report->spf.count == 0)
		return;
	finding = note(report, findings, MA_SPF_PROVIDER_NOT_PERMITTED, provider);
	ma_finding_name(finding, "include", ma_text(provider->wants));
	term = find_signed(&report->spf.tree, provider->wants);
	if (term != NULL)
		ma_finding_text(finding, "term", term->text);
}

/* --- MX ------------------------------------------------------------------------------- */

/* Whose mailboxes HOST takes mail in for; NULL where that is not known. */
static const struct ma_provider *find_mailboxes(struct ma_text host)
{
	const struct ma_provider *provider = ma_provider_find(host, MA_PROVIDER_MX);

	return provider != NULL && provider->kind == MA_PROVIDER_KIND_MAILBOX ? provider : NULL;
}

/* Mail that comes to another server first may not come to the mailboxes at all; what comes there
 * first passes by a gateway. */
static void look_at_mailboxes(const struct mailauth_report *report, struct ma_findings *findings)
{
	const struct ma_mx *mx = &report->mx;
	const struct ma_provider *company = NULL;
	const struct ma_mx_host *at = NULL;
	const struct ma_mx_host *other = NULL;
	struct mailauth_finding *finding;

	for (size_t i = 0; i < mx->count && !mx->unknown && !mx->implicit && at == NULL; i++)
		if ((company = find_mailboxes(mx->hosts[i].name)) != NULL)
			at = &mx->hosts[i];
	for (size_t i = 0; i < mx->count && at != NULL && other == NULL; i++)
		if (!ma_provider_is_same(find_mailboxes(mx->hosts[i].name), company))
			other = &mx->hosts[i];
	if (other == NULL)
		return;
	finding = note(report, findings, MA_MX_BESIDE_MAILBOXES, company);
	ma_finding_name(finding, "host", at->name);
	ma_finding_name(finding, "other", other->name);
}

/* --- DNS ------------------------------------------------------------------------------ */

static void look_at_servers(const struct mailauth_report *report, struct ma_findings *findings)
{
	bool mail = report->mx.unknown || (report->mx.count > 0 && !report->mx.implicit);

	/* Where mail is set up, someone does use the name. */
	if (!mail && report->dns_company != NULL &&
	    report->dns_company->kind == MA_PROVIDER_KIND_PARKING)
		note(report, findings, MA_DNS_PARKED, report->dns_company);
}

void ma_verdict_combine_companies(const struct mailauth_report *report,
				  struct ma_findings *findings)
{
	look_at_senders(report, findings);
	look_at_mailboxes(report, findings);
	look_at_servers(report, findings);
}
