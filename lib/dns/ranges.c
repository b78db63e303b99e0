/* Sets of addresses, as ranges from one to another.
 *
 * SPDX-License-Identifier: MIT */

#include "dns.h"

#include <stdlib.h>
#include <string.h>

struct ma_range {
	struct ma_ip from;
	struct ma_ip to;
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

void ma_ranges_add(struct ma_ranges *ranges, const struct ma_ip *ip, unsigned bits)
{
	struct ma_range *range;

	if (ranges->count == ranges->size && !grow(ranges))
		return;
	range = &ranges->items[ranges->count++];
	range->from = range->to = ma_ip_network(ip, bits);
	for (unsigned i = 0; i < ip->length; i++) {
		unsigned kept = bits > 8 * i ? bits - 8 * i : 0;

		if (kept < 8)
			range->to.octets[i] |= (unsigned char)(0xff >> kept);
	}
}

static int compare_ranges(const void *a, const void *b)
{
	const struct ma_range *one = a;
	const struct ma_range *other = b;
	int r = ma_ip_compare(&one->from, &other->from);

	return r != 0 ? r : ma_ip_compare(&one->to, &other->to);
}

static uint64_t number4(const struct ma_ip *ip)
{
	return (uint64_t)ip->octets[0] << 24 | (uint64_t)ip->octets[1] << 16 |
	       (uint64_t)ip->octets[2] << 8 | ip->octets[3];
}

uint64_t ma_ranges_count4(struct ma_ranges *ranges)
{
	uint64_t count = 0;
	uint64_t next = 0; /* the first address that is not counted yet */

	if (ranges->count > 0)
		qsort(ranges->items, ranges->count, sizeof(*ranges->items), compare_ranges);
	for (size_t i = 0; i < ranges->count && ranges->items[i].from.length == 4; i++) {
		uint64_t from = number4(&ranges->items[i].from);
		uint64_t end = number4(&ranges->items[i].to) + 1;

		from = from > next ? from : next;
		count += end > from ? end - from : 0;
		next = end > next ? end : next;
	}
	return count;
}
