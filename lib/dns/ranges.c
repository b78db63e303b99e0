/* Sets of addresses, as ranges from one to another.
 *
 * SPDX-License-Identifier: MIT */

#include "dns.h"

#include <stdlib.h>
#include <string.h>

enum {
	NETWORK_OCTETS = 8, /* of an IPv6 address (RFC 4291 2.5.4) */
};

static bool grow(struct ma_ranges *ranges)
{
	size_t size = ranges->size > 0 ? 2 * ranges->size : 16;
	struct ma_range *items = ma_arena_array(ranges->arena, size, sizeof(*items));

	if (items == NULL)
		return false;
	if (ranges->count > 0)
		memcpy(items, ranges->items, ranges->count * sizeof(*items));
	ranges->items = items;
	ranges->size = size;
	return true;
}

void ma_ranges_add_range(struct ma_ranges *ranges, const struct ma_range *range)
{
	if (ranges->count < ranges->size || grow(ranges))
		ranges->items[ranges->count++] = *range;
}

void ma_ranges_add(struct ma_ranges *ranges, const struct ma_ip *ip, unsigned bits)
{
	struct ma_range range = { ma_ip_network(ip, bits), ma_ip_last(ip, bits) };

	ma_ranges_add_range(ranges, &range);
}

int ma_range_compare(const void *a, const void *b)
{
	const struct ma_range *one = a;
	const struct ma_range *other = b;
	int r = ma_ip_compare(&one->from, &other->from);

	return r != 0 ? r : ma_ip_compare(&one->to, &other->to);
}

/* An IPv4 address, or the network of an IPv6 address, as a number. */
static uint64_t number_of(const struct ma_ip *ip)
{
	uint64_t number = 0;

	for (unsigned i = 0; i < ip->length && i < NETWORK_OCTETS; i++)
		number = number << 8 | ip->octets[i];
	return number;
}

/* How many numbers from FIRST to LAST those of the addresses of LENGTH octets are, each once. */
static uint64_t count(struct ma_ranges *ranges, unsigned length, uint64_t first, uint64_t last)
{
	uint64_t result = 0;
	uint64_t next = first; /* the first number that is not counted yet */

	if (ranges->count > 0)
		qsort(ranges->items, ranges->count, sizeof(*ranges->items), ma_range_compare);
	for (size_t i = 0; i < ranges->count; i++) {
		const struct ma_range *range = &ranges->items[i];
		uint64_t from = number_of(&range->from);
		uint64_t to = number_of(&range->to);

		from = from > next ? from : next;
		to = to < last ? to : last;
		if (range->from.length != length || from > to)
			continue;
		result += to - from + 1;
		next = to + 1;
	}
	return result;
}

uint64_t ma_ranges_count4(struct ma_ranges *ranges)
{
	return count(ranges, 4, 0, UINT32_MAX);
}

uint64_t ma_ranges_count6(struct ma_ranges *ranges)
{
	return count(ranges, 16, UINT64_C(1) << 61, (UINT64_C(1) << 62) - 1);
}
