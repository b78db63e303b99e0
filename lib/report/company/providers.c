/* Providers: the companies whose names a domain uses, each once for a role.
 *
 * SPDX-License-Identifier: MIT */

#include "../../known/known.h"
#include "../report.h"

#include <limits.h>

enum {
	FOUND_MAX = 32,
};

static void add(struct mailauth_report *report, const struct ma_provider *provider,
		enum mailauth_provider_role role, struct ma_text evidence)
{
	if (provider == NULL || report->provider_count == FOUND_MAX)
		return;
	for (size_t i = 0; i < report->provider_count; i++)
		if (report->providers[i].provider == provider && report->providers[i].role == role)
			return;
	report->providers[report->provider_count++] =
		(struct ma_found_provider){ provider, role, evidence };
}

/* --- Who answers for the zone ------------------------------------------------------ */

/* A zone that several companies answer for is edited at one of them, but no one knows which. */
static void find_dns(struct mailauth_report *report)
{
	const struct ma_zone *zone = &report->zone;

	for (size_t i = 0; i < zone->server_count; i++) {
		const struct ma_provider *provider =
			ma_provider_find(zone->servers[i], MA_PROVIDER_DNS);

		add(report, provider, MAILAUTH_PROVIDER_DNS, zone->servers[i]);
		if (i == 0)
			report->dns_company = provider;
		else if (!ma_provider_is_same(provider, report->dns_company))
			report->dns_company = NULL;
	}
}

/* --- Who takes mail in ------------------------------------------------------------- */

const struct ma_provider *ma_provider_of_mx(struct ma_text host)
{
	return ma_provider_find(host, MA_PROVIDER_MX | MA_PROVIDER_HOST);
}

static void find_mx(struct mailauth_report *report)
{
	for (size_t i = 0; i < report->mx.count && !report->mx.implicit; i++) {
		struct ma_text host = report->mx.hosts[i].name;
		const struct ma_provider *provider = ma_provider_of_mx(host);

		if (provider != NULL)
			add(report, provider,
			    provider->kind == MA_PROVIDER_KIND_GATEWAY_IN
				    ? MAILAUTH_PROVIDER_GATEWAY
				    : MAILAUTH_PROVIDER_MX,
			    host);
	}
}

/* --- Who may send -------------------------------------------------------------------- */

const struct ma_provider *ma_provider_of_term(const struct ma_spf_term *term)
{
	switch (term->kind) {
	case MA_SPF_INCLUDE:
	case MA_SPF_EXISTS:
	case MA_SPF_REDIRECT:
		return ma_provider_find(term->domain_spec, MA_PROVIDER_SPF);
	case MA_SPF_A:
	case MA_SPF_MX:
		return ma_provider_find(term->domain_spec, MA_PROVIDER_HOST | MA_PROVIDER_SPF);
	default:
		return NULL;
	}
}

/* False where there is nothing to be known of whom TERM permits. */
static bool note_term(struct mailauth_report *report, const struct ma_spf_term *term)
{
	const struct ma_provider *provider = ma_provider_of_term(term);

	if (provider == NULL || term->faulty || (term->qualifier != '+' && term->qualifier != '\0'))
		return false;
	add(report, provider, MAILAUTH_PROVIDER_SENDS, term->domain_spec);
	return true;
}

/* What a company's record takes in is its own business. */
static void find_in_tree(struct mailauth_report *report)
{
	const struct ma_spf_tree *tree = &report->spf.tree;
	unsigned within = UINT_MAX; /* the depth of a term that is a company's */

	for (size_t i = 0; i < tree->branch_count; i++) {
		const struct ma_spf_branch *branch = tree->branches[i];

		if (branch->depth > within)
			continue;
		within = UINT_MAX;
		if (branch->term != NULL && branch->state != MA_BRANCH_UNREACHED &&
		    note_term(report, branch->term))
			within = branch->depth;
	}
}

static void find_senders(struct mailauth_report *report)
{
	if (report->spf.walked) {
		find_in_tree(report);
		return;
	}
	for (size_t i = 0; i < report->spf.count; i++)
		for (const struct ma_spf_term *term = report->spf.records[i]->terms; term != NULL;
		     term = term->next)
			note_term(report, term);
}

/* --- Who signs ------------------------------------------------------------------------ */

static void find_signers(struct mailauth_report *report)
{
	for (size_t i = 0; i < report->key_count; i++)
		for (size_t k = 0; k < report->keys[i]->alias_count; k++)
			add(report, ma_provider_find(report->keys[i]->aliases[k], MA_PROVIDER_DKIM),
			    MAILAUTH_PROVIDER_SIGNS, report->keys[i]->aliases[k]);
}

void ma_report_find_providers(struct mailauth_report *report, struct ma_arena *arena)
{
	report->providers = ma_arena_array(arena, FOUND_MAX, sizeof(*report->providers));
	if (report->providers == NULL || report->missing)
		return;
	find_dns(report);
	find_mx(report);
	find_senders(report);
	find_signers(report);
}

const struct ma_provider *ma_report_find_mailer(const struct mailauth_report *report)
{
	const struct ma_provider *mailer = NULL;

	for (size_t i = 0; i < report->mx.count; i++) {
		const struct ma_provider *provider = ma_provider_of_mx(report->mx.hosts[i].name);

		if (provider == NULL ||
		    (provider->kind != MA_PROVIDER_KIND_MAILBOX &&
		     provider->kind != MA_PROVIDER_KIND_HOSTING) ||
		    (mailer != NULL && !ma_provider_is_same(mailer, provider)))
			return NULL;
		mailer = provider;
	}
	return mailer;
}

/* What holds names that are for sale helps no one with records. */
static bool is_parking(const struct ma_provider *provider)
{
	return provider != NULL && provider->kind == MA_PROVIDER_KIND_PARKING;
}

/* The company of all name servers where the text of REMEDY is published. */
static const struct ma_provider *find_server_company(const struct ma_remedy *remedy)
{
	const struct ma_provider *company =
		remedy->where_count > 0 ? ma_provider_find(remedy->where[0], MA_PROVIDER_DNS)
					: NULL;

	for (size_t i = 1; company != NULL && i < remedy->where_count; i++)
		if (!ma_provider_is_same(ma_provider_find(remedy->where[i], MA_PROVIDER_DNS),
					 company))
			return NULL;
	return company;
}

const struct ma_provider *ma_report_company_of(const struct mailauth_report *report,
					       const struct ma_remedy *remedy)
{
	if (remedy->holder.name.length == 0)
		return NULL;
	if (remedy->host != NULL)
		return ma_provider_of_host(remedy->host);
	if (!remedy->holder.own)
		return ma_provider_find(remedy->holder.name, ~0u);
	if (remedy->zone.data != NULL)
		return find_server_company(remedy);
	return remedy->where_count > 0 && !is_parking(report->dns_company) ? report->dns_company
									   : NULL;
}
