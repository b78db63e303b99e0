/* Alignment (RFC 9989 4.4): whether a name that SPF or DKIM proved belongs to the Author Domain.
 *
 * SPDX-License-Identifier: MIT */

#include "dmarc.h"

static bool is_strict(const struct ma_dmarc *dmarc, const struct ma_dmarc_identifier *identifier)
{
	const struct ma_dmarc_record *record = dmarc->policy.record;

	return identifier->method == MA_BY_SPF ? record->strict_spf : record->strict_dkim;
}

/* RFC 9989 4.10.2: an Organizational Domain is the name itself or one above it.  Names without a
 * label in common have no such name in common, either. */
static bool may_be_related(const struct ma_dmarc *dmarc, const struct ma_name *name)
{
	struct ma_name a = ma_name_tail(dmarc->domain, 1), b = ma_name_tail(name, 1);

	return ma_name_equal(&a, &b) && (!dmarc->org_known || ma_name_is_within(name, &dmarc->org));
}

bool ma_dmarc_needs_walk(const struct ma_dmarc *dmarc, const struct ma_dmarc_identifier *identifier)
{
	/* RFC 9989 4.10.2: not where the names are the same, and not where DMARC does not apply.
	 * Where alignment is strict, what it would be otherwise is worth a sentence. */
	return ma_text_is(identifier->result, "pass") && identifier->domain != NULL &&
	       !identifier->greeting && dmarc->policy.record != NULL &&
	       !ma_name_equal(identifier->domain, dmarc->domain) &&
	       may_be_related(dmarc, identifier->domain);
}

static enum ma_aligned is_same_organization(const struct ma_dmarc *dmarc,
					    const struct ma_dmarc_identifier *identifier)
{
	struct ma_name org;

	if (!may_be_related(dmarc, identifier->domain))
		return MA_ALIGNED_NO;
	if (!dmarc->org_known || identifier->walk.start == NULL ||
	    !ma_dmarc_org(&identifier->walk, &org))
		return MA_ALIGNED_UNKNOWN;
	return ma_name_equal(&org, &dmarc->org) ? MA_ALIGNED_YES : MA_ALIGNED_NO;
}

void ma_dmarc_align(const struct ma_dmarc *dmarc, struct ma_dmarc_identifier *identifier)
{
	identifier->aligned = identifier->relaxed = MA_ALIGNED_NO;
	if (identifier->domain == NULL || dmarc->domain == NULL)
		return;
	if (ma_name_equal(identifier->domain, dmarc->domain)) {
		identifier->aligned = identifier->relaxed = MA_ALIGNED_YES;
		return;
	}
	if (dmarc->policy.record == NULL)
		return;
	identifier->relaxed = is_same_organization(dmarc, identifier);
	/* RFC 9989 3.2.10: strict is the same name, whatever the organization is. */
	if (!is_strict(dmarc, identifier))
		identifier->aligned = identifier->relaxed;
}
