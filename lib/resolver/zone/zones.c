/* A set of zones: its life, and which of its zones holds a name.
 *
 * SPDX-License-Identifier: MIT */

#include "zone.h"

#include <stdlib.h>
#include <string.h>

int mailauth_zones_new(struct mailauth_zones **result)
{
	struct mailauth_zones *zones = calloc(1, sizeof(*zones));

	if (zones == NULL)
		return MAILAUTH_ENOMEM;
	*result = zones;
	return 0;
}

void ma_zonefile_free(struct ma_zonefile *zone)
{
	if (zone == NULL)
		return;
	for (size_t i = 0; i < zone->count; i++)
		free(zone->records[i]);
	free(zone->records);
	free(zone->apex);
	free(zone);
}

void mailauth_zones_free(struct mailauth_zones *zones)
{
	if (zones == NULL)
		return;
	for (size_t i = 0; i < zones->count; i++)
		ma_zonefile_free(zones->zones[i]);
	ma_zones_drop_faults(zones, 0);
	free(zones->zones);
	free(zones->faults);
	free(zones);
}

/* The index of the first zone whose apex does not come before KEY. */
static size_t seek_zone(const struct mailauth_zones *zones, struct ma_zonefile_key key)
{
	size_t low = 0;
	size_t high = zones->count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (ma_zonefile_key_compare(zones->zones[middle]->soa->key, key) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

static const struct ma_zonefile *zone_at(const struct mailauth_zones *zones,
					 struct ma_zonefile_key apex)
{
	size_t index = seek_zone(zones, apex);

	if (index == zones->count ||
	    ma_zonefile_key_compare(zones->zones[index]->soa->key, apex) != 0)
		return NULL;
	return zones->zones[index];
}

const struct ma_zonefile *ma_zones_find(const struct mailauth_zones *zones,
					struct ma_zonefile_key key)
{
	struct ma_zonefile_key apex = { key.octets, 0 };
	const struct ma_zonefile *found = zone_at(zones, apex);

	while (apex.length < key.length) {
		const struct ma_zonefile *zone;

		apex.length += 1u + apex.octets[apex.length];
		zone = zone_at(zones, apex);
		if (zone != NULL)
			found = zone;
	}
	return found;
}

int ma_zones_add(struct mailauth_zones *zones, struct ma_zonefile *zone, const char *file)
{
	struct ma_zonefile **grown;
	size_t index;

	if (zone_at(zones, zone->soa->key) != NULL)
		return ma_zones_fault(zones, file, zone->soa->line, MAILAUTH_ZONE_TWICE, zone->apex,
				      NULL);
	grown = ma_zonefile_grow(zones->zones, zones->count, sizeof(*grown));
	if (grown == NULL)
		return MAILAUTH_ENOMEM;
	zones->zones = grown;
	index = seek_zone(zones, zone->soa->key);
	memmove(grown + index + 1, grown + index, (zones->count - index) * sizeof(*grown));
	grown[index] = zone;
	zones->count++;
	return 0;
}

size_t mailauth_zones_count(const struct mailauth_zones *zones)
{
	return zones->count;
}

const char *mailauth_zones_apex(const struct mailauth_zones *zones, size_t index)
{
	return index < zones->count ? zones->zones[index]->apex : NULL;
}
