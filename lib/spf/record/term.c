/* Terms: the names and signs of SPF's mechanisms and modifiers, and what a term is.
 *
 * SPDX-License-Identifier: MIT
 *
 * No other file knows these words. */

#include "record.h"

#define WORD(word) word, sizeof(word) - 1

static const struct {
	const char *name;
	size_t length;
	bool needs_value;
} kinds[] = {
	[MA_SPF_ALL] = { WORD("all"), false }, [MA_SPF_INCLUDE] = { WORD("include"), true },
	[MA_SPF_A] = { WORD("a"), false },     [MA_SPF_MX] = { WORD("mx"), false },
	[MA_SPF_PTR] = { WORD("ptr"), false }, [MA_SPF_IP4] = { WORD("ip4"), true },
	[MA_SPF_IP6] = { WORD("ip6"), true },  [MA_SPF_EXISTS] = { WORD("exists"), true },
	[MA_SPF_EXP] = { WORD("exp"), true },  [MA_SPF_REDIRECT] = { WORD("redirect"), true },
	[MA_SPF_OTHER] = { WORD(""), false },
};

bool ma_spf_is_qualifier(unsigned char byte)
{
	return byte == '+' || byte == '-' || byte == '~' || byte == '?';
}

const char *ma_spf_kind_word(enum ma_spf_kind kind)
{
	return kinds[kind].name;
}

bool ma_spf_needs_value(enum ma_spf_kind kind)
{
	return kinds[kind].needs_value;
}

/* Whether NAME, which is as long, is the word of KIND. */
static bool is_word(struct ma_text name, enum ma_spf_kind kind)
{
	for (size_t i = 0; i < name.length; i++)
		if (ma_fold(name.data[i]) != (unsigned char)kinds[kind].name[i])
			return false;
	return true;
}

enum ma_spf_kind ma_spf_kind_of(struct ma_text name)
{
	for (enum ma_spf_kind kind = MA_SPF_ALL; kind < MA_SPF_OTHER; kind++)
		if (kinds[kind].length == name.length && is_word(name, kind))
			return kind;
	return MA_SPF_OTHER;
}

bool ma_spf_is_mechanism_kind(enum ma_spf_kind kind)
{
	return kind <= MA_SPF_EXISTS;
}

bool ma_spf_is_mechanism(const struct ma_spf_term *term)
{
	return ma_spf_is_mechanism_kind(term->kind);
}

bool ma_spf_is_network(const struct ma_spf_term *term)
{
	return term->kind == MA_SPF_IP4 || term->kind == MA_SPF_IP6;
}

bool ma_spf_is_version(const struct ma_spf_term *term)
{
	return term->kind == MA_SPF_OTHER && ma_text_starts(term->text, "v=");
}

bool ma_spf_leads_on(const struct ma_spf_term *term)
{
	return term->kind == MA_SPF_INCLUDE || term->kind == MA_SPF_REDIRECT;
}

bool ma_spf_causes_lookup(const struct ma_spf_term *term)
{
	return term->kind != MA_SPF_ALL && !ma_spf_is_network(term) &&
	       term->kind <= MA_SPF_REDIRECT;
}

const struct ma_spf_term *ma_spf_next_term(const struct ma_spf_record *record,
					   const struct ma_spf_term *term)
{
	const struct ma_spf_term *next = term == NULL ? record->terms : term->next;

	if (term != NULL && term == record->redirect)
		return NULL;
	if (next != NULL && next == record->redirect)
		next = next->next;
	return next != NULL ? next : record->redirect;
}

bool ma_spf_is_tested(const struct ma_spf_record *record, const struct ma_spf_term *term)
{
	const struct ma_spf_term *all = record->all;

	if (all == NULL || term == all || term->kind == MA_SPF_EXP || term->kind == MA_SPF_OTHER)
		return true;
	return term->from < all->from && term->kind != MA_SPF_REDIRECT;
}

unsigned ma_spf_bits(const struct ma_spf_term *term, const struct ma_ip *ip)
{
	return ip->length == 4 ? term->bits4 : term->bits6;
}

const struct ma_spf_term *ma_spf_find_open(const struct ma_spf_record *record)
{
	for (const struct ma_spf_term *term = record->terms; term != NULL; term = term->next) {
		if (term->faulty || term->qualifier != '+')
			continue;
		if (term->kind == MA_SPF_ALL ||
		    (ma_spf_is_network(term) && ma_spf_bits(term, &term->network) == 0))
			return term;
	}
	return NULL;
}

bool ma_spf_refuses_all(const struct ma_spf_record *record)
{
	const struct ma_spf_term *term = record->terms;

	while (term != NULL && !ma_spf_is_mechanism(term))
		term = term->next;
	if (record->faults > 0 || record->redirect != NULL || term == NULL || term != record->all ||
	    term->qualifier != '-')
		return false;
	for (term = term->next; term != NULL; term = term->next)
		if (ma_spf_is_mechanism(term))
			return false;
	return true;
}

/* The limits of a string (RFC 1035 3.3), and those of DNS panels; RFC 7208 3.4 advises 450. */
static bool is_limit(size_t length)
{
	return length == 255 || length == 256 || length == 450 || length == 512 || length == 1024;
}

bool ma_spf_may_be_cut(const struct ma_spf_record *record)
{
	return is_limit(record->text.length) && record->all == NULL && record->redirect == NULL;
}

bool ma_spf_names_servers(const struct ma_spf_record *record)
{
	for (const struct ma_spf_term *term = record->terms; term != NULL; term = term->next)
		if (term->kind == MA_SPF_REDIRECT ||
		    (ma_spf_is_mechanism(term) && term->kind != MA_SPF_ALL))
			return true;
	return false;
}
