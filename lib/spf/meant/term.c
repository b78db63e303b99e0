/* What a single broken term was meant as: names, signs, addresses and host names are set right one
 * by one, and the result counts only if the parser finds nothing to say about it.
 *
 * SPDX-License-Identifier: MIT */

#include "meant.h"

#include <string.h>

/* A term taken apart. */
struct pieces {
	struct ma_arena *arena;
	struct ma_buffer *out;
	unsigned char qualifier; /* 0: none */
	struct ma_text rest;	 /* all after the qualifier */
	struct ma_spf_word word;
	unsigned char sign;   /* the first after the name, or 0 */
	struct ma_text value; /* after the signs */
};

/* --- Addresses --------------------------------------------------------------------- */

/* 255.255.255.0 as 24; 0 if it is not a mask, or one that lets everyone through. */
static unsigned mask_bits(struct ma_text text)
{
	struct ma_ip mask;
	uint32_t bits;
	unsigned count = 0;

	if (!ma_ip_parse(text, &mask) || mask.length != 4)
		return 0;
	bits = (uint32_t)mask.octets[0] << 24 | (uint32_t)mask.octets[1] << 16 |
	       (uint32_t)mask.octets[2] << 8 | mask.octets[3];
	while (count < 32 && (bits >> (31 - count) & 1) != 0)
		count++;
	return count < 32 && bits << count != 0 ? 0 : count;
}

/* TEXT, of which ZEROS numbers are missing at the end. */
static bool read_padded(struct ma_text text, unsigned zeros, struct ma_ip *ip)
{
	char address[sizeof("255.255.255.0.0.0")];

	if (text.length > strlen("255.255.255"))
		return false;
	memcpy(address, text.data, text.length);
	address[text.length] = '\0';
	for (unsigned i = 0; i < zeros; i++)
		strcat(address, ".0");
	return ma_ip_parse(ma_text(address), ip) && ip->length == 4;
}

/* 192.0.2.* as 192.0.2.0/24: false if there is no "*" at the end. */
static bool read_stars(struct ma_text text, struct ma_ip *ip, unsigned *bits)
{
	struct ma_text rest = text;
	unsigned stars = 0;

	while (rest.length > 2 && rest.data[rest.length - 1] == '*' &&
	       rest.data[rest.length - 2] == '.') {
		rest.length -= 2;
		stars++;
	}
	if (stars == 0 || stars > 3 || !read_padded(rest, stars, ip))
		return false;
	*bits = 8 * (4 - stars);
	return true;
}

/* 192.0.2/24 as 192.0.2.0/24: only where the length says that no number got lost. */
static bool read_short(struct ma_text host, struct ma_text prefix, struct ma_ip *ip)
{
	struct ma_cursor cursor = { prefix, 1 };
	unsigned numbers = 1;
	unsigned bits;

	for (size_t i = 0; i < host.length; i++)
		numbers += host.data[i] == '.';
	return numbers < 4 && ma_cursor_number(&cursor, 32, &bits) && ma_cursor_at_end(&cursor) &&
	       bits == 8 * numbers && read_padded(host, 4 - numbers, ip);
}

/* What comes after the slash: a length, or a mask. */
static bool read_prefix(struct ma_text text, const struct ma_ip *ip, unsigned *bits)
{
	struct ma_cursor cursor = { text, 0 };

	while (ma_cursor_peek(&cursor) == '/')
		cursor.position++;
	if (ma_cursor_number(&cursor, 8 * ip->length, bits) && ma_cursor_at_end(&cursor))
		return *bits > 0 && *bits <= 8 * ip->length;
	*bits = ip->length == 4 ? mask_bits(ma_text_slice(text, 1, text.length)) : 0;
	return *bits > 0;
}

/* An address, or a range, in any of the forms that people write; the address stays as it was typed.
 */
static bool add_network(struct pieces *pieces, struct ma_text value)
{
	struct ma_buffer *out = pieces->out;
	size_t slash = 0;
	struct ma_text host;
	struct ma_ip ip;
	unsigned bits = 0;
	bool padded;

	while (slash < value.length && value.data[slash] != '/')
		slash++;
	host = ma_text_slice(value, 0, slash);
	padded = slash == value.length
			 ? read_stars(value, &ip, &bits)
			 : read_short(host, ma_text_slice(value, slash, value.length), &ip);
	if (!padded && !ma_ip_parse(host, &ip))
		return false;
	if (slash < value.length &&
	    !read_prefix(ma_text_slice(value, slash, value.length), &ip, &bits))
		return false;
	ma_spf_write_head(out, pieces->qualifier, ip.length == 4 ? MA_SPF_IP4 : MA_SPF_IP6);
	ma_buffer_byte(out, ':');
	ma_buffer_text(out, padded ? ma_ip_text(pieces->arena, &ip) : host);
	if (bits > 0) {
		ma_buffer_byte(out, '/');
		ma_buffer_number(out, bits);
	}
	return true;
}

/* --- Values --------------------------------------------------------------------------- */

/* Takes off what belongs to a URL, to a mail address or to a socket: https:// / [ ] @ :25 */
static struct ma_text strip_value(struct ma_text value)
{
	static const char *const heads[] = { "https://", "http://", "//", "@", "[" };
	size_t colon;
	size_t digits;

	for (size_t i = 0; i < sizeof(heads) / sizeof(*heads); i++)
		if (ma_text_starts(value, heads[i]))
			value = ma_text_slice(value, strlen(heads[i]), value.length);
	while (value.length > 0 && value.data[value.length - 1] == '/')
		value.length--;
	colon = ma_text_last(value, ':');
	for (digits = colon + 1; digits < value.length && ma_is_digit(value.data[digits]);)
		digits++;
	/* A port; but of an IPv6 address without brackets a part. */
	if (colon > 0 && colon + 1 < value.length && digits == value.length &&
	    (value.data[colon - 1] == ']' || memchr(value.data, ':', colon) == NULL))
		value.length = colon;
	if (value.length > 0 && value.data[value.length - 1] == ']')
		value.length--;
	return value;
}

static bool is_ascii(struct ma_text text)
{
	for (size_t i = 0; i < text.length; i++)
		if (text.data[i] >= 0x80)
			return false;
	return true;
}

/* A prefix length has no place after a name that leads to a record. */
static struct ma_text cut_prefix(struct ma_text name)
{
	size_t end = name.length;

	while (end > 0 && (ma_is_digit(name.data[end - 1]) || name.data[end - 1] == '/'))
		end--;
	while (end < name.length && name.data[end] != '/')
		end++;
	return ma_text_slice(name, 0, end);
}

static bool add_term(struct pieces *pieces, const char *sign, struct ma_text value)
{
	struct ma_text ascii = value;

	if (!is_ascii(value) && !ma_idn_to_ascii(pieces->arena, value, &ascii))
		return false;
	ma_spf_write_head(pieces->out,
			  pieces->word.meaning != MA_WORD_MODIFIER ? pieces->qualifier : 0,
			  pieces->word.kind);
	ma_buffer_string(pieces->out, sign);
	ma_buffer_text(pieces->out, ascii);
	return true;
}

static bool add_host(struct pieces *pieces)
{
	struct ma_text value = strip_value(pieces->value);

	if (pieces->sign == 0 || pieces->sign == '/') /* the domain itself */
		return add_term(pieces, "", pieces->value);
	if (add_network(pieces, value))
		return true;
	return value.length > 0 && add_term(pieces, ":", value);
}

/* include:ip4:192.0.2.1, include:include:example.com: what is a term has no place in one. */
static bool add_included_term(struct pieces *pieces, struct ma_text value)
{
	return (pieces->qualifier == 0 || pieces->qualifier == '+') &&
	       (ma_spf_begins_term(value) || ma_text_starts(value, "a:")) &&
	       !ma_spf_is_qualifier(value.data[0]) &&
	       ma_spf_correct_term(pieces->arena, value, pieces->out);
}

static bool add_name(struct pieces *pieces)
{
	struct ma_text value = strip_value(pieces->value);

	if (pieces->sign == 0 && pieces->word.kind == MA_SPF_PTR)
		return add_term(pieces, "", value);
	if (value.length == 0)
		return false;
	if (pieces->word.kind == MA_SPF_INCLUDE &&
	    (add_network(pieces, value) || add_included_term(pieces, value)))
		return true;
	return add_term(pieces, pieces->word.meaning == MA_WORD_MODIFIER ? "=" : ":",
			cut_prefix(value));
}

/* "192.0.2.1.mx": an address, and something that hangs at it; a host below it may be a stranger's.
 */
static bool begins_with_address(struct ma_text name)
{
	struct ma_ip ip;
	size_t at = 0;

	while (at < name.length && (ma_is_digit(name.data[at]) || name.data[at] == '.'))
		at++;
	while (at > 0 && name.data[at - 1] == '.')
		at--;
	return ma_ip_parse(ma_text_slice(name, 0, at), &ip);
}

/* ip4:mail.example.com: of a host the name was given, and not the address.  What lacks a number has
 * no top-level name of letters (RFC 3696 2). */
static bool add_host_by_name(struct pieces *pieces, struct ma_text value)
{
	size_t slash = ma_text_last(value, '/');
	struct ma_text name = ma_text_slice(value, 0, slash);
	size_t top = ma_text_last(name, '.') + 1;

	if (top + 1 >= name.length || begins_with_address(name) ||
	    ma_find_placeholder(name) >= MA_PLACEHOLDER_WORD)
		return false;
	for (size_t i = 0; i < name.length; i++)
		if (i >= top ? !ma_is_alpha(name.data[i])
			     : !ma_is_alnum(name.data[i]) && !ma_is_one_of(name.data[i], "-_."))
			return false;
	ma_spf_write_head(pieces->out, pieces->qualifier, MA_SPF_A);
	ma_buffer_byte(pieces->out, ':');
	ma_buffer_text(pieces->out, value);
	return true;
}

/* Whether TEXT may be an address without a name.  The half of an IPv6 address that was torn apart
 * ("2001:db8;1::25") is one, too, but is not of those that are given out (RFC 3587 3: 2000::/3). */
static bool may_be_alone(struct ma_text text)
{
	size_t end = text.length > 0 && text.data[0] == '[' ? 1 : 0;
	size_t from = end;

	while (end < text.length && ma_is_alnum(text.data[end]))
		end++;
	return end == text.length || text.data[end] != ':' ||
	       (end - from == 4 && (text.data[from] == '2' || text.data[from] == '3'));
}

static bool add_pieces(struct pieces *pieces)
{
	switch (pieces->word.meaning) {
	case MA_WORD_ALL:
		/* A plain "all" permits everyone: who knows whether it was meant? */
		return pieces->sign == 0 && pieces->value.length == 0 && pieces->qualifier != 0 &&
		       pieces->qualifier != '+' && add_term(pieces, "", pieces->value);
	case MA_WORD_HOST:
		return add_host(pieces);
	case MA_WORD_NAME:
	case MA_WORD_MODIFIER:
		return add_name(pieces);
	case MA_WORD_IP:
		return add_network(pieces, strip_value(pieces->value)) ||
		       add_host_by_name(pieces, strip_value(pieces->value));
	default:
		return may_be_alone(pieces->rest) && add_network(pieces, strip_value(pieces->rest));
	}
}

/* [ qualifier ] name [ sign ] value.  False for signs that contradict each other. */
static bool take_apart(struct pieces *pieces, struct ma_text term)
{
	struct ma_cursor cursor = { term, 0 };
	size_t from;

	pieces->qualifier =
		ma_spf_is_qualifier(ma_cursor_peek(&cursor)) ? ma_cursor_peek(&cursor) : 0;
	while (ma_spf_is_qualifier(ma_cursor_peek(&cursor)))
		if (ma_cursor_next(&cursor) != pieces->qualifier)
			return false;
	from = cursor.position;
	pieces->rest = ma_text_slice(term, from, term.length);
	while (ma_is_alnum(ma_cursor_peek(&cursor)))
		cursor.position++;
	pieces->word = ma_spf_spell(ma_text_slice(term, from, cursor.position));
	pieces->sign = ma_cursor_peek(&cursor);
	if (pieces->sign != '/') /* which belongs to the value: a/24 */
		while (ma_is_one_of(ma_cursor_peek(&cursor), ":=;,"))
			cursor.position++;
	pieces->value = ma_text_slice(term, cursor.position, term.length);
	if (pieces->word.meaning == MA_WORD_NONE || pieces->sign == 0)
		return true;
	/* a,mx: two terms */
	return ma_is_one_of(pieces->sign, pieces->word.meaning == MA_WORD_HOST ? ":=/" : ":=;,");
}

bool ma_spf_is_bare_address(struct ma_text term)
{
	struct pieces pieces = { 0 };

	return take_apart(&pieces, term) && pieces.qualifier == 0 &&
	       pieces.word.meaning == MA_WORD_NONE;
}

bool ma_spf_correct_term(struct ma_arena *arena, struct ma_text term, struct ma_buffer *out)
{
	size_t length = out->length;
	struct pieces pieces = { .arena = arena, .out = out };
	bool corrected = false;

	if (take_apart(&pieces, term) && add_pieces(&pieces) && !out->failed)
		corrected =
			ma_spf_read_term(arena,
					 (struct ma_text){ (unsigned char *)out->data + length,
							   out->length - length }) == MA_TERM_SOUND;
	if (!corrected)
		out->length = length;
	return corrected;
}
