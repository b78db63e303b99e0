/* The SPF tree: companies whose servers are permitted and send for all their customers.
 *
 * SPDX-License-Identifier: MIT */

#include "../../known/known.h"
#include "tree.h"

void ma_spf_platforms_add(struct ma_spf_platforms *platforms, const struct ma_spf_platforms *others)
{
	if (platforms->confirming == NULL)
		platforms->confirming = others->confirming;
	/* One that nothing helps against is worse than one where a record does. */
	if (others->open != NULL && (platforms->open == NULL ||
				     (platforms->open->lock != NULL && others->open->lock == NULL)))
		platforms->open = others->open;
}

/* A host of these may be its customer's own; and those spell out the addresses of others. */
static bool is_shared(const struct ma_provider *provider, const struct ma_spf_term *term)
{
	bool host = term->kind == MA_SPF_A || term->kind == MA_SPF_MX;

	switch (provider->kind) {
	case MA_PROVIDER_KIND_CLOUD:
	case MA_PROVIDER_KIND_FLATTENER:
	case MA_PROVIDER_KIND_PARKING:
		return false;
	case MA_PROVIDER_KIND_ISP:
	case MA_PROVIDER_KIND_REGISTRAR:
		return !host;
	default:
		return true;
	}
}

/* Whose servers TERM names; NULL for anyone else's. */
static const struct ma_provider *find_provider(const struct ma_spf_walk *walk,
					       const struct ma_spf_term *term,
					       const struct ma_spf_next *next)
{
	switch (term->kind) {
	case MA_SPF_INCLUDE:
	case MA_SPF_REDIRECT: /* RFC 7208 5.2: where no record is, no one passes */
		return next->record == NULL ? NULL
					    : ma_provider_find(next->domain, MA_PROVIDER_SPF);
	case MA_SPF_A:
	case MA_SPF_MX:
		return !walk->found4 && !walk->found6
			       ? NULL
			       : ma_provider_find(term->domain_spec, MA_PROVIDER_HOST);
	default:
		return NULL;
	}
}

void ma_spf_find_platform(const struct ma_spf_node *node, const struct ma_spf_term *term,
			  const struct ma_spf_next *next)
{
	struct ma_spf_walk *walk = node->walk;
	struct ma_spf_platforms *platforms = &walk->tree->reach.platforms;
	const struct ma_provider *provider;

	/* What a company's record takes in is its own. */
	if (walk->within > 0 && node->frame.depth >= walk->within)
		return;
	walk->within = 0;
	if (!node->permits || term->faulty ||
	    (ma_spf_is_mechanism(term) && term->qualifier != '+') ||
	    (provider = find_provider(walk, term, next)) == NULL || !is_shared(provider, term))
		return;
	walk->within = node->frame.depth + 1;
	ma_spf_platforms_add(platforms, &(const struct ma_spf_platforms){
						.open = provider->confirms ? NULL : provider,
						.confirming = provider->confirms ? provider : NULL,
					});
}
