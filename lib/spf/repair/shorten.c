/* Fewer lookups for the same senders (RFC 7208 4.6.4).
 *
 * SPDX-License-Identifier: MIT
 *
 * Only what loses no one: a term that others cover, and the addresses of the domain's own hosts and
 * records in place of their names.  An include of others stays as it is: its addresses change
 * without a word.
 */

#include "repair.h"

enum {
	FLAT_MAX = 6, /* prefixes that are written for a term */
};

static bool permits(const struct ma_spf_part *part)
{
	return !part->left_out && part->share != NULL && part->share->term->qualifier == '+';
}

/* What all parts but LESS permit for sure. */
static struct ma_ranges without(const struct ma_spf_parts *parts, const struct ma_spf_part *less)
{
	struct ma_ranges rest = { .arena = parts->arena };

	for (size_t i = 0; i < parts->count; i++) {
		const struct ma_spf_part *part = &parts->items[i];

		if (part != less && permits(part))
			ma_ranges_add_all(&rest, &part->share->matched);
	}
	ma_ranges_tidy(&rest);
	return rest;
}

static bool is_covered(const struct ma_spf_parts *parts, const struct ma_spf_part *part)
{
	struct ma_ranges rest;
	struct ma_ranges missing;

	if (!permits(part) || part->share->conditional || part->share->lookups == 0 ||
	    part->share->matched.count == 0)
		return false;
	rest = without(parts, part);
	missing = ma_ranges_without(&part->share->matched, &rest);
	return missing.count == 0;
}

/* In how many prefixes all that SHARE matches can be written. */
static unsigned prefixes_of(const struct ma_spf_share *share)
{
	unsigned count = 0;

	for (size_t i = 0; i < share->matched.count; i++) {
		struct ma_range range = share->matched.items[i];
		bool left = true;
		struct ma_ip ip;
		unsigned bits;

		while (count <= FLAT_MAX && ma_range_take(&range, &left, &ip, &bits))
			count++;
	}
	return count;
}

/* Whether PART leads to the domain's own hosts and records alone, and they are few. */
static bool is_own(const struct ma_spf_part *part)
{
	const struct ma_spf_share *share = part->share;
	unsigned prefixes;

	if (!permits(part) || part->flat || share->conditional || share->foreign || share->dead ||
	    share->lookups == 0)
		return false;
	prefixes = prefixes_of(share);
	return prefixes > 0 && prefixes <= FLAT_MAX;
}

/* The dearest part that IS something; NULL if none is. */
static struct ma_spf_part *find_dearest(struct ma_spf_parts *parts, bool covered)
{
	struct ma_spf_part *dearest = NULL;

	for (size_t i = 0; i < parts->count; i++) {
		struct ma_spf_part *part = &parts->items[i];
		bool fits = covered ? is_covered(parts, part) : is_own(part);

		if (fits && (dearest == NULL || part->share->lookups > dearest->share->lookups))
			dearest = part;
	}
	return dearest;
}

void ma_spf_parts_leave_out_covered(struct ma_spf_parts *parts)
{
	struct ma_spf_part *part;

	while ((part = find_dearest(parts, true)) != NULL)
		part->left_out = true;
}

bool ma_spf_parts_shorten(struct ma_spf_parts *parts)
{
	while (ma_spf_parts_lookups(parts) > MA_SPF_LOOKUPS_MAX) {
		struct ma_spf_part *part = find_dearest(parts, true);

		if (part != NULL) {
			part->left_out = true;
			continue;
		}
		part = find_dearest(parts, false);
		if (part == NULL)
			return false;
		part->flat = true;
	}
	return true;
}

void ma_spf_parts_flatten_voids(struct ma_spf_parts *parts)
{
	for (size_t i = 0; i < parts->count; i++)
		if (is_own(&parts->items[i]) && parts->items[i].share->voids > 0)
			parts->items[i].flat = true;
}
