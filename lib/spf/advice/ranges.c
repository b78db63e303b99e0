/* The addresses that the domain's own record names: those that no mail comes from, that are in
 * manuals, that are written wider or oftener than needed.
 *
 * SPDX-License-Identifier: MIT */

#include "advice.h"

#include <stdlib.h>

enum {
	TOLD_MAX = 10, /* of each kind, of a record that is nothing but such terms */
};

/* An ip4 or ip6 term that permits. */
struct network {
	const struct ma_spf_term *term;
	struct ma_ip first;
	unsigned bits;
	unsigned run; /* others of the same run can stand for it: nothing between them refuses */
};

struct networks {
	struct ma_pass *pass;
	const struct ma_spf_frame *frame;
	struct network *items;
	size_t count;
};

static struct mailauth_finding *note(const struct networks *networks,
				     const struct ma_spf_term *term, enum ma_finding_id id)
{
	return ma_spf_note_term(&networks->pass->findings, networks->frame, term, id);
}

static struct ma_text network_text(const struct networks *networks, const struct ma_ip *ip,
				   unsigned bits)
{
	struct ma_spf_term term = { .kind = ip->length == 4 ? MA_SPF_IP4 : MA_SPF_IP6,
				    .qualifier = '+',
				    .network = *ip,
				    .bits4 = bits,
				    .bits6 = bits };
	struct ma_buffer text = { 0 };

	ma_spf_write_term(&text, &term);
	return ma_buffer_keep(&text, networks->pass->arena);
}

static void collect(struct networks *networks)
{
	const struct ma_spf_record *record = networks->frame->record;
	size_t size = 1;
	unsigned run = 0;

	for (const struct ma_spf_term *term = record->terms; term; term = term->next)
		size += ma_spf_is_network(term);
	networks->items = ma_arena_array(networks->pass->arena, size, sizeof(*networks->items));
	/* RFC 7208 5.1: nothing after "all" is tested. */
	for (const struct ma_spf_term *term = record->terms;
	     term != record->all && term != NULL && networks->items != NULL; term = term->next) {
		unsigned bits = ma_spf_bits(term, &term->network);

		if (ma_spf_is_mechanism(term) && term->qualifier != '+')
			run++;
		else if (ma_spf_is_network(term))
			networks->items[networks->count++] =
				(struct network){ term, ma_ip_network(&term->network, bits), bits,
						  run };
	}
}

/* RFC 6890; addresses for documentation are in their place where the domain is an example, too. */
static void find_special(const struct networks *networks)
{
	bool example = ma_name_is_example(networks->pass->settings->domain);
	unsigned told[MA_IP_DOCUMENTATION + 1] = { 0 };

	for (size_t i = 0; i < networks->count; i++) {
		const struct network *network = &networks->items[i];
		enum ma_ip_scope scope = ma_ip_scope(&network->first, network->bits);

		if (scope == MA_IP_GLOBAL || (scope == MA_IP_DOCUMENTATION && example) ||
		    told[scope]++ >= TOLD_MAX)
			continue;
		note(networks, network->term,
		     scope == MA_IP_LOCAL ? MA_SPF_LOCAL_ADDRESS : MA_SPF_DOCUMENTATION_ADDRESS);
	}
}

static void find_host_bits(const struct networks *networks)
{
	unsigned told = 0;

	for (size_t i = 0; i < networks->count && told < TOLD_MAX; i++) {
		const struct network *network = &networks->items[i];

		if (ma_ip_compare(&network->first, &network->term->network) == 0)
			continue;
		ma_finding_text(note(networks, network->term, MA_SPF_HOST_BITS), "network",
				network_text(networks, &network->first, network->bits));
		told++;
	}
}

/* By run and address; of those that begin alike the widest first, and the one that comes first. */
static int compare_networks(const void *a, const void *b)
{
	const struct network *one = a;
	const struct network *other = b;
	int r = ma_ip_compare(&one->first, &other->first);

	if (one->run != other->run)
		return one->run < other->run ? -1 : 1;
	if (r != 0)
		return r;
	if (one->bits != other->bits)
		return one->bits < other->bits ? -1 : 1;
	return (one->term->from > other->term->from) - (one->term->from < other->term->from);
}

/* Prefixes are either apart, or one lies in the other: in sorted order, what covers a network is
 * the last one that no other covers. */
static void find_covered(struct networks *networks)
{
	const struct network *wide = NULL;
	unsigned told = 0;
	size_t kept = 0;

	for (size_t i = 0; i < networks->count; i++) {
		struct network network = networks->items[i];

		if (wide == NULL || wide->run != network.run ||
		    !ma_ip_in_prefix(&network.first, &wide->first, wide->bits)) {
			networks->items[kept] = network;
			wide = &networks->items[kept++];
		} else if (told++ < TOLD_MAX) {
			ma_finding_text(note(networks, network.term, MA_SPF_RANGE_COVERED), "other",
					wide->term->text);
		}
	}
	networks->count = kept;
}

/* Two halves that are side by side in sorted order. */
static void find_halves(const struct networks *networks)
{
	unsigned told = 0;

	for (size_t i = 1; i < networks->count && told < TOLD_MAX; i++) {
		const struct network *low = &networks->items[i - 1];
		const struct network *high = &networks->items[i];
		struct ma_ip whole;

		if (low->run != high->run || low->bits != high->bits || low->bits == 0 ||
		    low->first.length != high->first.length)
			continue;
		whole = ma_ip_network(&high->first, high->bits - 1);
		if (ma_ip_compare(&whole, &low->first) != 0)
			continue;
		ma_finding_text(ma_finding_text(note(networks, high->term, MA_SPF_RANGES_MERGEABLE),
						"other", low->term->text),
				"network", network_text(networks, &whole, high->bits - 1));
		told++;
		i++; /* each is half of one whole only */
	}
}

void ma_spf_find_ranges(struct ma_pass *pass, const struct ma_spf_frame *frame)
{
	struct networks networks = { .pass = pass, .frame = frame };

	collect(&networks);
	find_special(&networks);
	find_host_bits(&networks);
	if (networks.count > 0)
		qsort(networks.items, networks.count, sizeof(*networks.items), compare_networks);
	find_covered(&networks);
	find_halves(&networks);
}
