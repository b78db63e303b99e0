/* Terms that hang together without a blank: where the first of them ends by what it is, and where
 * that can be read in two ways.
 *
 * SPDX-License-Identifier: MIT */

#include "meant.h"

#include <string.h>

enum {
	GROUPS6 = 8, /* of an IPv6 address (RFC 4291 2.2) */
	DIGITS6 = 4, /* of a group */
};

static size_t skip_qualifier(struct ma_text text, size_t at)
{
	return at < text.length && ma_spf_is_qualifier(text.data[at]) ? at + 1 : at;
}

static size_t skip_word(struct ma_text text, size_t at)
{
	while (at < text.length && ma_is_alnum(text.data[at]))
		at++;
	return at;
}

static size_t skip_digits(struct ma_text text, size_t at)
{
	while (at < text.length && ma_is_digit(text.data[at]))
		at++;
	return at;
}

/* Past "/24" at AT; where there is none, AT. */
static size_t skip_prefix(struct ma_text text, size_t at)
{
	size_t end = at < text.length && text.data[at] == '/' ? skip_digits(text, at + 1) : at;

	return end > at + 1 ? end : at;
}

/* The end of ip4:192.0.2.1, or of ip4:192.0.2.0/24; VALUE is where the address begins. */
static size_t find_end4(struct ma_text text, size_t value)
{
	struct ma_ip ip;
	size_t at = value;

	while (at < text.length && (ma_is_digit(text.data[at]) || text.data[at] == '.'))
		at++;
	return ma_ip_parse(ma_text_slice(text, value, at), &ip) ? skip_prefix(text, at) : 0;
}

static bool is_hex(unsigned char byte)
{
	return ma_is_digit(byte) || (ma_fold(byte) >= 'a' && ma_fold(byte) <= 'f');
}

/* The same of IPv6, where the letters of a term may be digits: only what has a length, or can have
 * no more digits. */
static size_t find_end6(struct ma_text text, size_t value)
{
	unsigned groups = 0;
	size_t at = value;
	size_t end;

	while (at < text.length && groups < GROUPS6) {
		size_t group = at;

		while (at < text.length && at - group < DIGITS6 && is_hex(text.data[at]))
			at++;
		groups++;
		if (groups == GROUPS6 && at - group == DIGITS6)
			break;
		if (at < text.length && text.data[at] == '/')
			break;
		if (at == text.length || text.data[at] != ':')
			return 0;
		at++;
	}
	end = skip_prefix(text, at);
	return end > at || at == text.length || text.data[at] != '/' ? end : 0;
}

/* The end of a, mx, a:mail.example.com that has a prefix length. */
static size_t find_end_of_host(struct ma_text text, size_t at)
{
	size_t end = skip_prefix(text, at);

	if (end > at && end + 1 < text.length && text.data[end] == '/')
		end = skip_prefix(text, end + 1);
	return end > at ? end : 0;
}

/* Where the first term of TEXT ends, if something in it says so; 0 if nothing does. */
static size_t find_end(struct ma_text text)
{
	size_t from = skip_qualifier(text, 0);
	size_t name = skip_word(text, from);
	bool value = name < text.length && text.data[name] == ':';

	switch (ma_spf_kind_of(ma_text_slice(text, from, name))) {
	case MA_SPF_IP4:
		return value ? find_end4(text, name + 1) : 0;
	case MA_SPF_IP6:
		return value ? find_end6(text, name + 1) : 0;
	case MA_SPF_A:
	case MA_SPF_MX:
		return value ? 0 : find_end_of_host(text, name);
	default:
		return from > 0 && ma_text_starts(ma_text_slice(text, from, text.length),
						  ma_spf_kind_word(MA_SPF_ALL))
			       ? from + strlen(ma_spf_kind_word(MA_SPF_ALL))
			       : 0;
	}
}

/* Whether TEXT begins with a term.  A single "a" may be a letter too many. */
static bool begins_term(struct ma_text text)
{
	size_t from = skip_qualifier(text, 0);
	size_t name = skip_word(text, from);
	unsigned char next = name < text.length ? text.data[name] : 0;

	if (ma_spf_begins_term(text))
		return true;
	switch (ma_spf_kind_of(ma_text_slice(text, from, name))) {
	case MA_SPF_A:
		return (next == ':' && name + 1 < text.length) ||
		       (from > 0 && (next == 0 || next == '/'));
	case MA_SPF_MX:
		return (next == ':' && name + 1 < text.length) || next == 0 || next == '/';
	default:
		return false;
	}
}

size_t ma_spf_find_glued_term(struct ma_text text)
{
	size_t end = find_end(text);

	return end > 0 && end < text.length && begins_term(ma_text_slice(text, end, text.length))
		       ? end
		       : 0;
}

/* --- Two readings --------------------------------------------------------------------------- */

/* FIRST and SECOND with a blank between them. */
static struct ma_text join(struct ma_arena *arena, struct ma_text first, struct ma_text second)
{
	struct ma_buffer text = { 0 };

	ma_buffer_text(&text, first);
	ma_buffer_byte(&text, ' ');
	ma_buffer_text(&text, second);
	return ma_buffer_keep(&text, arena);
}

static struct ma_text write_all(struct ma_arena *arena, unsigned char qualifier)
{
	struct ma_buffer text = { 0 };

	ma_spf_write_head(&text, qualifier, MA_SPF_ALL);
	return ma_buffer_keep(&text, arena);
}

/* "redirect=a.example~all": next to an "all" a redirect is ignored (RFC 7208 6.1). */
static bool read_redirect(struct ma_arena *arena, struct ma_text term, struct ma_text *one,
			  struct ma_text *other)
{
	size_t all = ma_spf_find_glued_all(term);
	size_t name = skip_word(term, 0);
	struct ma_buffer include = { 0 };

	if (all == term.length || name + 1 >= all || term.data[name] != '=' ||
	    ma_spf_kind_of(ma_text_slice(term, 0, name)) != MA_SPF_REDIRECT)
		return false;
	ma_spf_write_head(&include, 0, MA_SPF_INCLUDE);
	ma_buffer_byte(&include, ':');
	ma_buffer_text(&include, ma_text_slice(term, name + 1, all));
	*one = ma_text_slice(term, 0, all);
	*other =
		join(arena, ma_buffer_keep(&include, arena), ma_text_slice(term, all, term.length));
	return ma_spf_read_term(arena, *one) == MA_TERM_SOUND;
}

/* "allip4:192.0.2.1": an "all" whose sign got lost; "+all" is never meant. */
static bool read_bare_all(struct ma_arena *arena, struct ma_text term, struct ma_text *one,
			  struct ma_text *other)
{
	size_t length = strlen(ma_spf_kind_word(MA_SPF_ALL));
	struct ma_text rest = ma_text_slice(term, length, term.length);

	if (!ma_text_starts(term, ma_spf_kind_word(MA_SPF_ALL)) || !begins_term(rest) ||
	    ma_spf_read_term(arena, rest) != MA_TERM_SOUND)
		return false;
	*one = join(arena, rest, write_all(arena, '~'));
	*other = join(arena, rest, write_all(arena, '-'));
	return true;
}

/* "mxa", "amx", "ip4:192.0.2.1a": a term, or a letter too many. */
static bool read_letter(struct ma_arena *arena, struct ma_text term, struct ma_text *one,
			struct ma_text *other)
{
	size_t a = strlen(ma_spf_kind_word(MA_SPF_A));
	size_t last = term.length - a;
	bool leads;

	if (term.length <= a)
		return false;
	leads = ma_spf_kind_of(ma_text_slice(term, a, term.length)) == MA_SPF_MX;
	if (ma_spf_kind_of(leads ? ma_text_slice(term, 0, a)
				 : ma_text_slice(term, last, term.length)) != MA_SPF_A)
		return false;
	if (!leads && ma_spf_kind_of(ma_text_slice(term, 0, last)) != MA_SPF_MX &&
	    (find_end(term) != last || ma_spf_is_qualifier(term.data[0])))
		return false;
	*one = leads ? join(arena, ma_text_slice(term, 0, a), ma_text_slice(term, a, term.length))
		     : join(arena, ma_text_slice(term, 0, last),
			    ma_text_slice(term, last, term.length));
	*other = leads ? ma_text_slice(term, a, term.length) : ma_text_slice(term, 0, last);
	return ma_spf_read_term(arena, *other) == MA_TERM_SOUND;
}

/* Whether READING can replace the term of RECORD from FROM to TO: not if it permits everyone, or
 * adds a second "all". */
static bool is_fit(struct ma_arena *arena, struct ma_text record, size_t from, size_t to,
		   struct ma_text reading)
{
	return ma_spf_is_fit(arena, &(struct ma_spf_guess){
					    .text = reading,
					    .before = ma_text_slice(record, 0, from),
					    .after = ma_text_slice(record, to, record.length),
				    });
}

bool ma_spf_find_readings(struct ma_arena *arena, struct ma_text record, size_t from, size_t to,
			  struct ma_text *one, struct ma_text *other)
{
	struct ma_text term = ma_text_slice(record, from, to);

	return (read_redirect(arena, term, one, other) || read_bare_all(arena, term, one, other) ||
		read_letter(arena, term, one, other)) &&
	       is_fit(arena, record, from, to, *one) && is_fit(arena, record, from, to, *other);
}
