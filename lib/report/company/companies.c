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

/* The branch of TREE after that at AT, without what a company's term takes in: that is the
 * company's own business. */
static size_t find_next(const struct ma_spf_tree *tree, size_t at)
{
	const struct ma_spf_branch *branch = tree->branches[at++];

	if (branch->term != NULL && ma_provider_of_term(branch->term) != NULL)
		while (at < tree->branch_count && tree->branches[at]->depth > branch->depth)
			at++;
	return at;
}

/* Whether the servers of a company may be among addresses that the record spells out, or be
 * permitted in a way that cannot be read. */
static bool may_be_spelt_out(const struct ma_spf_tree *tree)
{
	if (tree->unanswered || tree->reach.of_sender || tree->reach.everyone)
		return true;
	for (size_t i = 0; i < tree->branch_count; i = find_next(tree, i)) {
		const struct ma_spf_term *term = tree->branches[i]->term;

		if (term != NULL && term->kind == MA_SPF_IP4 && term->bits4 <= FLATTENED_BITS)
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
	       !may_be_spelt_out(&spf->tree);
}

/* Whether TERM may permit a host by its address, which the record does not name: one by its
 * address, or by the domain's own names. */
static bool may_be_of_host(const struct ma_spf_term *term)
{
	if (term == NULL)
		return false;
	return term->kind == MA_SPF_IP4 || term->kind == MA_SPF_IP6 || term->kind == MA_SPF_PTR ||
	       ((term->kind == MA_SPF_A || term->kind == MA_SPF_MX) &&
		ma_provider_of_term(term) == NULL);
}

/* Whether TREE may permit the server HOST of PROVIDER.  *OTHER is another server of PROVIDER that
 * it permits instead. */
static bool may_permit_host(const struct ma_spf_tree *tree, const struct ma_provider *provider,
			    struct ma_text host, struct ma_text *other)
{
	for (size_t i = 0; i < tree->branch_count; i = find_next(tree, i)) {
		const struct ma_spf_term *term = tree->branches[i]->term;

		if (may_be_of_host(term))
			return true;
		if (term == NULL || ma_provider_of_term(term) != provider)
			continue;
		if (ma_provider_find(term->domain_spec, MA_PROVIDER_SERVER) != provider ||
		    ma_text_equal_fold(term->domain_spec, host))
			return true;
		*other = term->domain_spec;
	}
	return false;
}

/* Whether PROVIDER, which takes mail in at HOST, asks its customers for a term that is not there.
 */
static bool lacks(const struct mailauth_report *report, const struct ma_provider *provider,
		  struct ma_text host, struct ma_lacking *lacking)
{
	*lacking = (struct ma_lacking){ .company = provider };
	if (provider->wants != NULL) {
		lacking->kind = MA_SPF_INCLUDE;
		lacking->name = ma_text(provider->wants);
		return !permits(report, provider);
	}
	lacking->kind = MA_SPF_A;
	lacking->name = host;
	return report->spf.count > 0 && ma_provider_find(host, MA_PROVIDER_SERVER) == provider &&
	       !may_permit_host(&report->spf.tree, provider, host, &lacking->other);
}

bool ma_report_find_lacking(const struct mailauth_report *report, struct ma_lacking *lacking)
{
	if (!may_lack(report) || has_gateway(report))
		return false;
	for (size_t i = 0; i < report->provider_count; i++) {
		const struct ma_found_provider *found = &report->providers[i];

		if (found->role == MAILAUTH_PROVIDER_MX &&
		    lacks(report, found->provider, found->evidence, lacking))
			return true;
	}
	return false;
}

/* RFC 7208 4.6.2: "?include:" and the like.  The first that matches decides, so another such term
 * after it does not help. */
static const struct ma_spf_term *find_signed(const struct ma_spf_tree *tree,
					     const struct ma_lacking *lacking)
{
	for (size_t i = 0; i < tree->branch_count; i++) {
		const struct ma_spf_term *term = tree->branches[i]->term;

		if (term != NULL && term->kind == lacking->kind && term->qualifier != '+' &&
		    ma_text_equal(term->domain_spec, lacking->name))
			return term;
	}
	return NULL;
}

static void look_at_senders(const struct mailauth_report *report, struct ma_findings *findings)
{
	struct ma_lacking lacking;
	const struct ma_spf_term *term;
	struct mailauth_finding *finding;

	if (report->spf.count == 0 || !ma_report_find_lacking(report, &lacking))
		return;
	finding = note(report, findings,
		       lacking.other.data != NULL ? MA_SPF_OTHER_SERVER
						  : MA_SPF_PROVIDER_NOT_PERMITTED,
		       lacking.company);
	ma_finding_text(finding, "term",
			ma_spf_term_of(findings->arena, lacking.kind, lacking.name));
	if (lacking.other.data != NULL) {
		ma_finding_name(finding, "host", lacking.name);
		ma_finding_name(finding, "other", lacking.other);
		return;
	}
	term = find_signed(&report->spf.tree, &lacking);
	if (term != NULL)
		ma_finding_text(finding, "signed", term->text);
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
