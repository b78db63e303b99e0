/* The parts of the records that become one: their mechanisms in order, each once, one of each
 * modifier, and what is said of all others.
 *
 * SPDX-License-Identifier: MIT */

#include "repair.h"

#include <string.h>

/* RFC 7208 4.6.2: "+" is what holds where nothing is said.  Under another qualifier a term is
 * another term: which of the two decides, the order says. */
static struct ma_text without_plus(struct ma_text text)
{
	return ma_text_slice(text, text.length > 0 && text.data[0] == '+', text.length);
}

static bool has_text(const struct ma_spf_parts *parts, struct ma_text text)
{
	for (size_t i = 0; i < parts->count; i++)
		if (ma_text_equal_fold(without_plus(parts->items[i].text), without_plus(text)))
			return true;
	return false;
}

static void add_part(struct ma_spf_parts *parts, struct ma_text text,
		     const struct ma_spf_share *share)
{
	if (has_text(parts, text))
		return;
	if (parts->count == MA_SPF_PARTS_MAX) {
		parts->too_many = true;
		return;
	}
	parts->items[parts->count++] = (struct ma_spf_part){ .text = text, .share = share };
}

void ma_spf_parts_add_term(struct ma_spf_parts *parts, struct ma_text term)
{
	add_part(parts, term, NULL);
}

/* --- All others --------------------------------------------------------------- */

/* The weaker says less: RFC 7208 4.6.2. */
static int strength(unsigned char qualifier)
{
	static const char order[] = "+?~-";

	return (int)(strchr(order, qualifier) - order);
}

static void add_all(struct ma_spf_parts *parts, unsigned char qualifier)
{
	if (parts->all == 0 || strength(qualifier) < strength(parts->all)) {
		parts->weaker = parts->weaker || parts->all != 0;
		parts->all = qualifier;
	} else if (qualifier != parts->all) {
		parts->weaker = true;
	}
}

void ma_spf_parts_choose_all(struct ma_spf_parts *parts, unsigned char qualifier)
{
	if (qualifier == 0 || qualifier == parts->all || parts->redirect.length > 0)
		return;
	parts->stronger = parts->all != 0 && strength(qualifier) > strength(parts->all);
	parts->weaker = false;
	parts->all = qualifier;
}

/* --- Modifiers ---------------------------------------------------------------- */

static void add_modifier(struct ma_spf_parts *parts, const struct ma_spf_term *term)
{
	if (ma_spf_is_version(term))
		return;
	if (term->kind == MA_SPF_EXP && parts->exp.length > 0) {
		if (!ma_text_equal_fold(parts->exp, term->text))
			parts->other_exp = term->text;
		return;
	}
	if (term->kind == MA_SPF_EXP)
		parts->exp = term->text;
	for (size_t i = 0; i < parts->modifier_count; i++)
		if (ma_text_equal_fold(parts->modifiers[i], term->text))
			return;
	if (parts->modifier_count < MA_SPF_PARTS_MAX)
		parts->modifiers[parts->modifier_count++] = term->text;
	else
		parts->too_many = true;
}

/* --- One record ------------------------------------------------------------------ */

static void add_redirect(struct ma_spf_parts *parts, const struct ma_spf_share *share, bool single)
{
	if (single) {
		parts->redirect = share->term->text;
		parts->redirect_lookups = share->lookups;
		return;
	}
	parts->redirected = true;
	/* The same senders pass (RFC 7208 5.2, 6.1). */
	add_part(parts, ma_spf_term_of_service(parts->arena, share->term->domain_spec), share);
	add_all(parts, share->end);
}

void ma_spf_parts_add(struct ma_spf_parts *parts, const struct ma_spf_passing *source, size_t count)
{
	const struct ma_spf_record *record = source->record;

	for (size_t i = 0; record != NULL && i < source->share_count; i++) {
		const struct ma_spf_share *share = &source->shares[i];
		const struct ma_spf_term *term = share->term;

		if (term->kind == MA_SPF_REDIRECT) {
			/* One that an "all" makes void is left as it is: it may be what was meant.
			 */
			if (record->all == NULL)
				add_redirect(parts, share, count == 1);
			else if (count == 1)
				add_modifier(parts, term);
			else
				parts->too_many = true;
		} else if (!ma_spf_is_mechanism(term)) {
			add_modifier(parts, term);
		} else if (term->kind != MA_SPF_ALL) {
			add_part(parts, term->text, share);
		}
	}
	if (record != NULL && record->all != NULL)
		add_all(parts, record->all->qualifier);
}

unsigned ma_spf_parts_lookups(const struct ma_spf_parts *parts)
{
	unsigned lookups = parts->redirect_lookups;

	for (size_t i = 0; i < parts->count; i++) {
		const struct ma_spf_part *part = &parts->items[i];

		if (part->share != NULL && !part->left_out && !part->flat)
			lookups += part->share->lookups;
	}
	return lookups;
}
