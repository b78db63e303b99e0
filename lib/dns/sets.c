/* What sets of addresses have in common, and what one has more than another.
 *
 * SPDX-License-Identifier: MIT */

#include "dns.h"

#include <stdlib.h>

/* Turns IP into the next address, or with DOWN into the one before; false if there is none. */
static bool step(struct ma_ip *ip, bool down)
{
	for (unsigned i = ip->length; i > 0; i--) {
		unsigned char *octet = &ip->octets[i - 1];

		*octet = (unsigned char)(*octet + (down ? 255 : 1));
		if (*octet != (down ? 255 : 0))
			return true;
	}
	return false;
}

static struct ma_ip before(struct ma_ip ip)
{
	step(&ip, true);
	return ip;
}

void ma_ranges_add_world(struct ma_ranges *ranges)
{
	ma_ranges_add(ranges, &(const struct ma_ip){ .length = 4 }, 0);
	ma_ranges_add(ranges, &(const struct ma_ip){ .length = 16 }, 0);
}

void ma_ranges_add_all(struct ma_ranges *ranges, const struct ma_ranges *other)
{
	for (size_t i = 0; i < other->count; i++)
		ma_ranges_add_range(ranges, &other->items[i]);
}

/* Whether NEXT, which does not begin before RANGE, begins in it or right after it. */
static bool meets(const struct ma_range *range, const struct ma_range *next)
{
	struct ma_ip after = range->to;

	return range->from.length == next->from.length &&
	       (!step(&after, false) || ma_ip_compare(&next->from, &after) <= 0);
}

void ma_ranges_tidy(struct ma_ranges *ranges)
{
	size_t kept = 0;

	if (ranges->count == 0)
		return;
	qsort(ranges->items, ranges->count, sizeof(*ranges->items), ma_range_compare);
	for (size_t i = 1; i < ranges->count; i++) {
		struct ma_range *last = &ranges->items[kept];
		const struct ma_range *next = &ranges->items[i];

		if (!meets(last, next))
			ranges->items[++kept] = *next;
		else if (ma_ip_compare(&next->to, &last->to) > 0)
			last->to = next->to;
	}
	ranges->count = kept + 1;
}

/* Adds what is left of RANGE next to those of CUT from the first on that reaches it. */
static void add_rest(struct ma_ranges *result, struct ma_range range, const struct ma_ranges *cut,
		     size_t first)
{
	for (size_t i = first; i < cut->count; i++) {
		const struct ma_range *hole = &cut->items[i];

		if (ma_ip_compare(&hole->from, &range.to) > 0)
			break;
		if (ma_ip_compare(&hole->from, &range.from) > 0)
			ma_ranges_add_range(
				result, &(const struct ma_range){ range.from, before(hole->from) });
		if (ma_ip_compare(&hole->to, &range.to) >= 0)
			return;
		range.from = hole->to;
		step(&range.from, false);
	}
	ma_ranges_add_range(result, &range);
}

struct ma_ranges ma_ranges_without(const struct ma_ranges *a, const struct ma_ranges *b)
{
	struct ma_ranges result = { .arena = a->arena };
	size_t first = 0;

	for (size_t i = 0; i < a->count; i++) {
		while (first < b->count &&
		       ma_ip_compare(&b->items[first].to, &a->items[i].from) < 0)
			first++;
		add_rest(&result, a->items[i], b, first);
	}
	return result;
}

struct ma_ranges ma_ranges_within(const struct ma_ranges *a, const struct ma_ranges *b)
{
	struct ma_ranges outside = ma_ranges_without(a, b);

	return ma_ranges_without(a, &outside);
}

bool ma_range_take(struct ma_range *range, bool *left, struct ma_ip *ip, unsigned *bits)
{
	struct ma_range prefix = *range;

	if (!*left)
		return false;
	*ip = range->from;
	for (*bits = 0;; ++*bits) {
		struct ma_ip network = ma_ip_network(ip, *bits);

		prefix.to = ma_ip_last(ip, *bits);
		if (ma_ip_compare(&network, ip) == 0 && ma_ip_compare(&prefix.to, &range->to) <= 0)
			break;
	}
	*left = ma_ip_compare(&prefix.to, &range->to) < 0;
	range->from = prefix.to;
	step(&range->from, false);
	return true;
}

struct ma_text ma_range_text(struct ma_arena *arena, const struct ma_range *range)
{
	struct ma_range rest = *range;
	struct ma_buffer text = { 0 };
	struct ma_ip ip;
	unsigned bits;
	bool left = true;

	ma_range_take(&rest, &left, &ip, &bits);
	ma_buffer_text(&text, ma_ip_text(arena, &range->from));
	if (left) {
		ma_buffer_byte(&text, '-');
		ma_buffer_text(&text, ma_ip_text(arena, &range->to));
	} else if (bits < 8 * ip.length) {
		ma_buffer_byte(&text, '/');
		ma_buffer_number(&text, bits);
	}
	return ma_buffer_keep(&text, arena);
}
