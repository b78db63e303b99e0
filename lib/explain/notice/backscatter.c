/* Backscatter: the notice of a message that someone else sent with the reader's address (RFC 3834
 * 2 names the harm).
 *
 * SPDX-License-Identifier: MIT
 *
 * What is returned claims to come from the domain that the notice was sent to, but came
 * from a host of others, and no host that it passed is one that also handles the reader's mail.
 * Anyone can write such fields; the host that wrote the notice had no reason to. */

#include "notice.h"

#include "../extract/extract.h"

#include "../../dns/dns.h"

#include <string.h>

enum {
	LINES_MAX = 400, /* of a header that are looked at */
	NAME_MAX = 255,	 /* bytes of a host's name */
	OWN_MAX = 12,
};

/* The registered domains of the hosts on one side. */
struct side {
	struct ma_text domains[OWN_MAX];
	size_t count;
};

/* --- Names ------------------------------------------------------------------- */

/* The registered domain of the host NAME, in small letters; empty where it has none. */
static struct ma_text registered(struct ma_arena *arena, struct ma_text name)
{
	const char *folded, *found;

	while (name.length > 0 && name.data[name.length - 1] == '.')
		name.length--;
	if (name.length > NAME_MAX || !ma_extract_is_domain(name))
		return (struct ma_text){ 0 };
	folded = ma_text_folded(arena, name);
	found = ma_suffix_registered(folded);
	return found != NULL && !ma_suffix_is_public(found, true) ? ma_text(found)
								  : (struct ma_text){ 0 };
}

/* Names for documentation (RFC 2606 3): who writes them for others may have written two for one. */
static bool is_made_up(struct ma_text domain)
{
	return ma_text_starts(domain, "example.");
}

static bool holds(const struct side *side, struct ma_text domain)
{
	for (size_t i = 0; i < side->count; i++)
		if (ma_text_equal_fold(side->domains[i], domain))
			return true;
	return false;
}

static void add(struct side *side, struct ma_text domain)
{
	if (domain.length > 0 && side->count < OWN_MAX && !holds(side, domain))
		side->domains[side->count++] = domain;
}

/* --- Fields ------------------------------------------------------------------- */

/* The next field of HEADER called NAME ("from:") from *AT on, on one line; empty where there is
 * none. */
static struct ma_text field(struct ma_arena *arena, struct ma_text header, size_t *at,
			    const char *name)
{
	struct ma_buffer value = { 0 };
	struct ma_text line;
	size_t from = *at;

	for (unsigned i = 0; i < LINES_MAX && ma_line_next(header, at, &line); i++, from = *at) {
		if (value.length == 0 && ma_text_starts(line, name)) {
			ma_buffer_text(&value, ma_line_trim(line));
		} else if (value.length > 0 && (line.data[0] == ' ' || line.data[0] == '\t')) {
			ma_buffer_byte(&value, ' ');
			ma_buffer_text(&value, ma_line_trim(line));
		} else if (value.length > 0) {
			*at = from;
			break;
		}
	}
	return ma_buffer_keep(&value, arena);
}

static bool is_of_name(unsigned char byte)
{
	return ma_is_alnum(byte) || byte == '.' || byte == '-' || byte == '_';
}

/* The word after WORD in the value of a field; empty where there is none. */
static struct ma_text after(struct ma_text value, const char *word)
{
	size_t length = strlen(word);

	for (size_t i = 0; i + length < value.length; i++) {
		size_t end = i + length;

		if (!ma_text_starts(ma_text_slice(value, i, value.length), word))
			continue;
		while (end < value.length && is_of_name(value.data[end]))
			end++;
		return ma_text_slice(value, i + length, end);
	}
	return (struct ma_text){ 0 };
}

/* The domain of the address in the first field called NAME. */
static struct ma_text domain_in(struct ma_arena *arena, struct ma_text header, const char *name)
{
	size_t at = 0;

	return registered(arena, after(field(arena, header, &at, name), "@"));
}

/* --- Hosts --------------------------------------------------------------------- */

/* The address in brackets in VALUE; empty where there is none of others. */
static struct ma_text address_in(struct ma_text value)
{
	struct ma_ip ip;

	for (size_t i = 0; i < value.length; i++) {
		size_t from = i + 1, to;

		if (value.data[i] != '[' && value.data[i] != '(')
			continue;
		if (ma_text_starts(ma_text_slice(value, from, value.length), "ipv6:"))
			from += 5;
		for (to = from; to < value.length && (ma_is_alnum(value.data[to]) ||
						      ma_is_one_of(value.data[to], ".:"));)
			to++;
		if (ma_ip_parse(ma_text_slice(value, from, to), &ip) &&
		    ma_ip_scope(&ip, ip.length * 8) != MA_IP_LOCAL)
			return ma_text_slice(value, from, to);
	}
	return (struct ma_text){ 0 };
}

/* VALUE, a Received field (RFC 5321 4.4), up to where it says who took the message; its names up to
 * whom it is for. */
static struct ma_text until(struct ma_text value, const char *word)
{
	for (size_t i = 0; i < value.length; i++)
		if (ma_text_starts(ma_text_slice(value, i, value.length), word))
			return ma_text_slice(value, 0, i);
	return value;
}

/* Whether a name in VALUE is of SIDE. */
static bool names(struct ma_arena *arena, struct ma_text value, const struct side *side)
{
	for (size_t at = 0; at < value.length;) {
		size_t from = at;

		while (at < value.length && is_of_name(value.data[at]))
			at++;
		if (holds(side, registered(arena, ma_text_slice(value, from, at))))
			return true;
		at += at == from;
	}
	return false;
}

/* The hosts that handed the notice on, whose header HEADER is, go to THEIRS, those that took it in
 * to OWN.  Returns whether there are any of these. */
static bool find_sides(struct ma_arena *arena, struct ma_text header, struct side *own,
		       struct side *theirs)
{
	struct ma_text value;
	bool any = false;

	for (size_t at = 0; (value = field(arena, header, &at, "received:")).length > 0;) {
		struct ma_text from = registered(arena, after(value, "from "));

		if (!holds(own, from))
			add(theirs, from);
	}
	for (size_t at = 0; (value = field(arena, header, &at, "received:")).length > 0;) {
		struct ma_text by = registered(arena, after(value, " by "));

		if (by.length == 0 || holds(theirs, by))
			continue;
		add(own, by);
		any = true;
	}
	return any;
}

/* Who wrote the notice TEXT. */
static struct ma_text writer_of(struct ma_arena *arena, struct ma_text text, struct ma_text header)
{
	size_t at = 0;
	struct ma_text value = field(arena, text, &at, "reporting-mta:");
	struct ma_text domain = registered(arena, after(value, ";"));

	if (domain.length == 0)
		domain = registered(arena, after(value, "; "));
	return domain.length > 0 ? domain : domain_in(arena, header, "from:");
}

/* The header of the message that the notice TEXT returns. */
static struct ma_text returned_header(struct ma_text text)
{
	struct ma_text rest =
		ma_text_slice(text, ma_text_before_original(text).length, text.length);
	struct ma_text line;
	size_t from = 0;

	/* After the line that announces it, and what the part has of its own. */
	for (size_t at = 0; ma_line_next(rest, &at, &line);) {
		from = at;
		if (ma_line_trim(line).length == 0)
			break;
	}
	rest = ma_text_slice(rest, from, rest.length);
	return ma_text_slice(rest, 0, (size_t)(ma_notice_body(rest).data - rest.data));
}

/* Whether the sender of RETURNED has signed it, or a receiver has found that it is his. */
static bool is_proven(struct ma_arena *arena, struct ma_text returned, struct ma_text domain)
{
	const char *folded = ma_text_folded(arena, returned);
	size_t at = 0;
	struct ma_text signature = field(arena, returned, &at, "dkim-signature:");

	if (strstr(folded, "spf=pass") != NULL || strstr(folded, "dkim=pass") != NULL ||
	    strstr(folded, "received-spf: pass") != NULL)
		return true;
	return signature.length > 0 &&
	       ma_text_equal_fold(registered(arena, after(signature, "d=")), domain);
}

/* --- The notice ------------------------------------------------------------------ */

/* The address of the host, none of THEIRS, from which RETURNED came; false if it passed one of OWN,
 * or where that is not known. */
static bool find_sender(struct ma_arena *arena, struct ma_text returned, const struct side *own,
			const struct side *theirs, struct ma_text *ip)
{
	struct ma_text value;
	size_t at = 0;

	*ip = (struct ma_text){ 0 };
	while ((value = field(arena, returned, &at, "received:")).length > 0) {
		struct ma_text from = until(value, " by ");

		if (names(arena, until(value, " for "), own) ||
		    is_made_up(registered(arena, after(value, "from "))))
			return false;
		if (ip->length == 0 && !names(arena, from, theirs))
			*ip = address_in(from);
	}
	return ip->length > 0;
}

bool ma_backscatter_find(struct ma_arena *arena, struct ma_text text, struct ma_text *ip)
{
	struct ma_text header =
		ma_text_slice(text, 0, (size_t)(ma_notice_body(text).data - text.data));
	struct ma_text returned = returned_header(text);
	struct ma_text domain = domain_in(arena, header, "to:");
	struct ma_text writer = writer_of(arena, text, header);
	struct side own = { { domain }, 1 };
	struct side theirs = { { writer }, 1 };

	if (domain.length == 0 || writer.length == 0 || is_made_up(writer) ||
	    ma_text_equal_fold(domain, writer) ||
	    !ma_text_equal_fold(domain_in(arena, returned, "from:"), domain))
		return false;
	return find_sides(arena, header, &own, &theirs) && !is_proven(arena, returned, domain) &&
	       find_sender(arena, returned, &own, &theirs, ip);
}
