/* Records that may be published instead of what is there.  Which of them loses no sender is for the
 * proof to say: this only puts them together, the best first.
 *
 * SPDX-License-Identifier: MIT */

#include "repair.h"

#include <string.h>

/* How the parts are put in order. */
enum order {
	AS_WRITTEN,
	LAST_FIRST, /* the records the other way round */
	REFUSALS_FIRST,
	ADDED_FIRST,
	ORDERS,
};

/* --- Writing -------------------------------------------------------------------- */

static void write_range(struct ma_buffer *text, struct ma_arena *arena, struct ma_range range)
{
	bool left = true;
	struct ma_ip ip;
	unsigned bits;

	while (ma_range_take(&range, &left, &ip, &bits)) {
		ma_buffer_byte(text, ' ');
		ma_spf_write_prefix(text, arena, &ip, bits);
	}
}

static void write_addresses(struct ma_buffer *text, struct ma_arena *arena,
			    const struct ma_spf_share *share)
{
	for (size_t i = 0; i < share->matched.count; i++)
		write_range(text, arena, share->matched.items[i]);
}

static void write_part(struct ma_buffer *text, struct ma_arena *arena,
		       const struct ma_spf_part *part)
{
	if (part->left_out)
		return;
	if (part->flat) {
		write_addresses(text, arena, part->share);
		return;
	}
	ma_buffer_byte(text, ' ');
	ma_buffer_text(text, part->text);
}

static bool refuses(const struct ma_spf_part *part)
{
	return part->share != NULL && part->share->term->qualifier != '+';
}

static void write_parts(struct ma_buffer *text, const struct ma_spf_parts *parts, enum order order)
{
	for (unsigned round = 0; round < 2; round++) {
		for (size_t i = 0; i < parts->count; i++) {
			const struct ma_spf_part *part = &parts->items[i];
			bool early = order == REFUSALS_FIRST ? refuses(part)
				     : order == ADDED_FIRST  ? part->share == NULL
							     : true;

			if (early == (round == 0))
				write_part(text, parts->arena, part);
		}
	}
}

static struct ma_text write(const struct ma_spf_parts *parts, enum order order)
{
	struct ma_buffer text = { 0 };

	ma_buffer_string(&text, MA_SPF_VERSION);
	write_parts(&text, parts, order);
	if (parts->all != 0) {
		ma_buffer_byte(&text, ' ');
		ma_spf_write_head(&text, parts->all, MA_SPF_ALL);
	}
	if (parts->redirect.length > 0 && parts->all == 0) {
		ma_buffer_byte(&text, ' ');
		ma_buffer_text(&text, parts->redirect);
	}
	for (size_t i = 0; i < parts->modifier_count; i++) {
		ma_buffer_byte(&text, ' ');
		ma_buffer_text(&text, parts->modifiers[i]);
	}
	return ma_buffer_keep(&text, parts->arena);
}

/* --- What is left out ----------------------------------------------------------- */

static void list(struct ma_buffer *text, const struct ma_spf_part *part)
{
	if (text->length > 0)
		ma_buffer_byte(text, ' ');
	ma_buffer_text(text, part->text);
}

static void describe(const struct ma_spf_parts *parts, struct ma_spf_repair *repair)
{
	struct ma_buffer dropped = { 0 };
	struct ma_buffer circular = { 0 };
	struct ma_buffer covered = { 0 };
	struct ma_buffer flat = { 0 };

	for (size_t i = 0; i < parts->count; i++) {
		const struct ma_spf_part *part = &parts->items[i];

		if (part->left_out && part->share->circular)
			list(&circular, part);
		else if (part->left_out && part->share->dead)
			list(&dropped, part);
		else if (part->left_out)
			list(&covered, part);
		else if (part->flat)
			list(&flat, part);
	}
	repair->dropped = ma_buffer_keep(&dropped, parts->arena);
	repair->circular = ma_buffer_keep(&circular, parts->arena);
	repair->covered = ma_buffer_keep(&covered, parts->arena);
	repair->flat = ma_buffer_keep(&flat, parts->arena);
	repair->redirected = parts->redirected;
	repair->all = parts->all;
	repair->weaker = parts->weaker;
	repair->stronger = parts->stronger;
	repair->exp = parts->exp;
	repair->other_exp = parts->other_exp;
}

/* --- All of them ------------------------------------------------------------------ */

struct repairs {
	struct ma_spf_repair *items;
	size_t count;
};

static bool permits(const struct ma_spf_part *part)
{
	return part->share == NULL || part->share->term->qualifier == '+';
}

/* Whether all that permitted anyone is left out: then it is not known who sends. */
static bool is_emptied(const struct ma_spf_parts *parts)
{
	bool permitted = false;
	bool left = parts->redirect.length > 0;

	for (size_t i = 0; i < parts->count; i++) {
		permitted = permitted || permits(&parts->items[i]);
		left = left || (permits(&parts->items[i]) && !parts->items[i].left_out);
	}
	return permitted && !left;
}

static void add_repair(struct repairs *repairs, const struct ma_spf_parts *parts, enum order order)
{
	struct ma_text text = write(parts, order);

	if (text.data == NULL || is_emptied(parts) || repairs->count == MA_SPF_REPAIRS_MAX)
		return;
	for (size_t i = 0; i < repairs->count; i++)
		if (ma_text_equal(repairs->items[i].text, text))
			return;
	repairs->items[repairs->count] = (struct ma_spf_repair){ .text = text };
	describe(parts, &repairs->items[repairs->count++]);
}

static struct ma_spf_parts *collect(struct ma_arena *arena, const struct ma_spf_wanted *wanted,
				    bool backwards)
{
	struct ma_spf_parts *parts = ma_arena_alloc(arena, sizeof(*parts));
	size_t count = wanted->source_count;

	if (parts == NULL)
		return NULL;
	parts->arena = arena;
	for (size_t i = 0; i < count; i++)
		ma_spf_parts_add(parts, wanted->sources[backwards ? count - 1 - i : i], count);
	for (size_t i = 0; i < wanted->added_count; i++)
		ma_spf_parts_add_term(parts, wanted->added[i]);
	/* An address of everyone is not a sender of anyone. */
	if (parts->all == '+')
		parts->too_many = true;
	else
		ma_spf_parts_choose_all(parts, wanted->all);
	return parts;
}

/* But for an mx: its servers may be about to be published. */
static void drop_dead(struct ma_spf_parts *parts)
{
	for (size_t i = 0; i < parts->count; i++)
		if (parts->items[i].share != NULL && parts->items[i].share->dead &&
		    parts->items[i].share->term->kind != MA_SPF_MX)
			parts->items[i].left_out = true;
}

static void add_order(struct repairs *repairs, struct ma_spf_parts *parts, enum order order,
		      bool shortest)
{
	drop_dead(parts);
	if (shortest)
		ma_spf_parts_leave_out_covered(parts);
	if (!ma_spf_parts_shorten(parts))
		return;
	add_repair(repairs, parts, order);
	if (shortest) {
		ma_spf_parts_flatten_voids(parts);
		add_repair(repairs, parts, order);
	}
	for (size_t i = 0; !shortest && i < parts->count; i++)
		parts->items[i].left_out = parts->items[i].flat = false;
	if (!shortest && ma_spf_parts_lookups(parts) <= MA_SPF_LOOKUPS_MAX)
		add_repair(repairs, parts, order);
}

/* Whether receivers may stop before the end of one of the records, or of all in one (RFC 7208
 * 4.6.4). */
static bool is_too_long(const struct ma_spf_wanted *wanted)
{
	unsigned voids = 0;

	for (size_t i = 0; i < wanted->source_count; i++) {
		if (wanted->sources[i]->lookups > MA_SPF_LOOKUPS_MAX)
			return true;
		voids += wanted->sources[i]->voids;
	}
	return voids > MA_SPF_VOIDS_MAX;
}

/* Whether ORDER may come to another text than AS_WRITTEN. */
static bool is_worth(const struct ma_spf_wanted *wanted, enum order order)
{
	bool refused = false;

	for (size_t i = 0; order == REFUSALS_FIRST && i < wanted->source_count; i++)
		for (size_t k = 0; k < wanted->sources[i]->share_count; k++)
			refused = refused || wanted->sources[i]->shares[k].term->qualifier != '+';
	switch (order) {
	case LAST_FIRST:
		return wanted->source_count > 1;
	case REFUSALS_FIRST:
		return refused;
	case ADDED_FIRST:
		return wanted->added_count > 0;
	default:
		return true;
	}
}

size_t ma_spf_compose_repairs(struct ma_arena *arena, const struct ma_spf_wanted *wanted,
			      struct ma_spf_repair repairs[MA_SPF_REPAIRS_MAX])
{
	struct repairs made = { .items = repairs };
	unsigned rounds = is_too_long(wanted) ? 2 * ORDERS : ORDERS;

	/* The shortest come after all others: what covers a term today may not cover it tomorrow.
	 */
	for (unsigned round = 0; round < rounds; round++) {
		enum order order = (enum order)(round % ORDERS);
		struct ma_spf_parts *parts;

		if (!is_worth(wanted, order))
			continue;
		parts = collect(arena, wanted, order == LAST_FIRST);
		if (parts == NULL || parts->too_many)
			return made.count;
		add_order(&made, parts, order, round >= ORDERS);
	}
	return made.count;
}
