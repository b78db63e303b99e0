/* Addresses that cannot be: which character is wrong, and what was probably meant.
 *
 * SPDX-License-Identifier: MIT
 *
 * Found are addresses in angle brackets, and words around an @ (or its full-width form).  RFC 5321
 * 4.1.2 says what an address is; the dots of old mobile addresses break it. */

#include "mailbox.h"

#include "../../dns/dns.h"

#include <string.h>

enum {
	WIDE_SPACE = 0x3000,
	NO_BREAK_SPACE = 0xa0,
};

/* One character of an address. */
struct letter {
	uint32_t code;
	size_t from; /* in the address's bytes */
	size_t length;
};

struct letters {
	struct letter items[MA_MAILBOX_MAX];
	size_t count;
	size_t at; /* the last @, or count */
};

static bool is_quote(uint32_t code)
{
	return code == '\'' || code == '"' || (code >= 0x2018 && code <= 0x201f);
}

/* What stands for a dot where a name has one, by mistake or not. */
static bool is_dot(uint32_t code)
{
	return code == '.' || code == ',' || ma_narrow(code) == '.' || ma_narrow(code) == ',' ||
	       code == MA_WIDE_DOT || code == MA_NARROW_DOT;
}

static bool read_letters(struct ma_text address, struct letters *letters)
{
	size_t from = 0;

	letters->count = 0;
	while (from < address.length) {
		struct letter *letter = &letters->items[letters->count];

		if (letters->count == MA_MAILBOX_MAX)
			return false;
		letter->length =
			ma_utf8_decode(ma_text_slice(address, from, address.length), &letter->code);
		if (letter->length == 0)
			return false; /* another character set: nothing can be said */
		letter->from = from;
		from += letter->length;
		letters->count++;
	}
	letters->at = letters->count;
	for (size_t i = 0; i < letters->count; i++)
		if (ma_narrow(letters->items[i].code) == '@')
			letters->at = i;
	return true;
}

/* --- What was meant ------------------------------------------------------- */

/* The address with full-width forms made narrow, without spaces and quotes around. */
static struct ma_text mend(struct ma_arena *arena, struct ma_text address,
			   const struct letters *letters)
{
	struct ma_buffer buffer = { 0 };

	for (size_t i = 0; i < letters->count; i++) {
		uint32_t code = ma_narrow(letters->items[i].code);

		if (code == ' ' || code == NO_BREAK_SPACE || is_quote(code) ||
		    ma_is_invisible(code))
			continue;
		if (is_dot(code) && i > letters->at)
			code = '.';
		/* "example..jp" and ".example.jp" */
		if (code == '.' && i > letters->at && is_dot(letters->items[i - 1].code))
			continue;
		if (code == '.' && i == letters->at + 1)
			continue;
		if (code < 0x80)
			ma_buffer_byte(&buffer, (unsigned char)code);
		else
			ma_buffer_add(&buffer, address.data + letters->items[i].from,
				      letters->items[i].length);
	}
	return ma_buffer_keep(&buffer, arena);
}

static struct ma_text quote(struct ma_arena *arena, struct ma_text address, size_t at)
{
	struct ma_buffer buffer = { 0 };

	ma_buffer_byte(&buffer, '"');
	ma_buffer_text(&buffer, ma_text_slice(address, 0, at));
	ma_buffer_byte(&buffer, '"');
	ma_buffer_text(&buffer, ma_text_slice(address, at, address.length));
	return ma_buffer_keep(&buffer, arena);
}

static struct ma_text encode(struct ma_arena *arena, struct ma_text address, size_t at)
{
	struct ma_buffer buffer = { 0 };
	struct ma_text ascii;

	if (!ma_idn_to_ascii(arena, ma_text_slice(address, at + 1, address.length), &ascii))
		return MA_TEXT("");
	ma_buffer_text(&buffer, ma_text_slice(address, 0, at + 1));
	ma_buffer_text(&buffer, ascii);
	return ma_buffer_keep(&buffer, arena);
}

/* --- What is wrong -------------------------------------------------------- */

struct finding {
	bool found;
	enum ma_mailbox_kind kind;
	size_t index; /* the letter */
};

static struct finding found(enum ma_mailbox_kind kind, size_t index)
{
	return (struct finding){ true, kind, index };
}

/* Whether the part before the @ is in quotes, where nearly anything is allowed. */
static bool is_quoted_string(const struct letters *letters)
{
	return letters->at > 1 && letters->items[0].code == '"' &&
	       letters->items[letters->at - 1].code == '"';
}

/* RFC 5321 4.1.2 Dot-string. */
static struct finding judge_dots(const struct letters *letters)
{
	const struct letter *items = letters->items;

	if (items[0].code == '.')
		return found(MA_MAILBOX_DOT_FIRST, 0);
	for (size_t i = 1; i < letters->at; i++)
		if (items[i].code == '.' && items[i - 1].code == '.')
			return found(MA_MAILBOX_TWO_DOTS, i);
	if (items[letters->at - 1].code == '.')
		return found(MA_MAILBOX_DOT_AT, letters->at - 1);
	return (struct finding){ 0 };
}

static struct finding judge_letter(const struct letters *letters, size_t i)
{
	uint32_t code = letters->items[i].code;
	bool local = i < letters->at;

	if (code == '@' && i == letters->at)
		return (struct finding){ 0 };
	if (code == MA_WIDE_AT)
		return found(MA_MAILBOX_FULLWIDTH_AT, i);
	if (code == ' ' || code == WIDE_SPACE || code == NO_BREAK_SPACE)
		return found(MA_MAILBOX_SPACE, i);
	if (ma_is_invisible(code))
		return found(MA_MAILBOX_INVISIBLE, i);
	if (ma_is_wide(code) || (!local && (code == MA_WIDE_DOT || code == MA_NARROW_DOT)))
		return found(MA_MAILBOX_FULLWIDTH, i);
	if (code == ',' && !local)
		return found(MA_MAILBOX_COMMA, i);
	if (is_quote(code) && (i == 0 || i + 1 == letters->count || code > 0x7f))
		return found(MA_MAILBOX_QUOTE, i);
	if (code == '@')
		return found(MA_MAILBOX_TWO_AT, letters->at);
	if (code < 0x80 &&
	    (code <= ' ' || code == 0x7f ||
	     (local ? ma_is_one_of((unsigned char)code, "()<>[]:;,\\\"")
		    : !ma_is_alnum((unsigned char)code) && code != '.' && code != '-' &&
			      code != '_' && code != '[' && code != ']' && code != ':')))
		return found(MA_MAILBOX_CHARACTER, i);
	return (struct finding){ 0 };
}

/* RFC 5321 4.1.2 Domain: labels are not empty, and neither begin nor end with a hyphen. */
static struct finding judge_labels(const struct letters *letters)
{
	const struct letter *items = letters->items;

	if (items[letters->at + 1].code == '[')
		return (struct finding){ 0 };
	for (size_t i = letters->at + 1; i < letters->count; i++) {
		bool first = i == letters->at + 1 || items[i - 1].code == '.';
		bool last = i + 1 == letters->count || items[i + 1].code == '.';

		if (items[i].code == '.' && first)
			return found(MA_MAILBOX_DOMAIN_DOT, i);
		if (items[i].code == '-' && (first || last))
			return found(MA_MAILBOX_HYPHEN, i);
	}
	return (struct finding){ 0 };
}

static struct finding judge_domain(const struct letters *letters)
{
	struct finding labels = judge_labels(letters);
	bool dot = false;

	if (labels.found)
		return labels;

	for (size_t i = letters->at + 1; i < letters->count; i++) {
		if (letters->items[i].code >= 0x80)
			return found(MA_MAILBOX_IDN, i);
		dot = dot || letters->items[i].code == '.' || letters->items[i].code == ':';
	}
	if (!dot)
		return found(MA_MAILBOX_NO_DOT, letters->count - 1);
	return (struct finding){ 0 };
}

static struct finding judge(const struct letters *letters)
{
	struct finding finding = { 0 };

	if (letters->at == 0 || letters->at + 1 >= letters->count)
		return finding;
	for (size_t i = is_quoted_string(letters) ? letters->at : 0;
	     i < letters->count && !finding.found; i++)
		finding = judge_letter(letters, i);
	if (!finding.found && !is_quoted_string(letters))
		finding = judge_dots(letters);
	for (size_t i = 0; i < letters->at && !finding.found; i++)
		if (letters->items[i].code >= 0x80)
			finding = found(MA_MAILBOX_NOT_ASCII, i);
	return finding.found ? finding : judge_domain(letters);
}

static struct ma_text instead_of(struct ma_arena *arena, struct ma_text address,
				 const struct letters *letters, enum ma_mailbox_kind kind)
{
	size_t at = letters->at < letters->count ? letters->items[letters->at].from : 0;

	switch (kind) {
	case MA_MAILBOX_FULLWIDTH_AT:
	case MA_MAILBOX_FULLWIDTH:
	case MA_MAILBOX_SPACE:
	case MA_MAILBOX_QUOTE:
	case MA_MAILBOX_INVISIBLE:
	case MA_MAILBOX_COMMA:
	case MA_MAILBOX_DOMAIN_DOT:
		return mend(arena, address, letters);
	case MA_MAILBOX_TWO_DOTS:
	case MA_MAILBOX_DOT_AT:
		return quote(arena, address, at);
	case MA_MAILBOX_IDN:
		return encode(arena, address, at);
	default:
		return MA_TEXT("");
	}
}

struct ma_mailbox_fault *ma_mailbox_judge(struct ma_arena *arena, struct ma_text address)
{
	struct letters *letters = ma_arena_alloc(arena, sizeof(*letters));
	struct ma_mailbox_fault *fault;
	struct finding finding;

	if (letters == NULL || !read_letters(address, letters) || letters->at == letters->count)
		return NULL;
	finding = judge(letters);
	if (!finding.found)
		return NULL;
	fault = ma_arena_alloc(arena, sizeof(*fault));
	if (fault == NULL)
		return NULL;
	fault->kind = finding.kind;
	fault->address = ma_arena_copy(arena, address);
	fault->character = ma_text_slice(fault->address, letters->items[finding.index].from,
					 letters->items[finding.index].from +
						 letters->items[finding.index].length);
	if (finding.kind == MA_MAILBOX_NO_DOT)
		fault->character =
			ma_text_slice(fault->address, letters->items[letters->at + 1].from,
				      fault->address.length);
	fault->position = finding.index + 1;
	fault->instead = instead_of(arena, fault->address, letters, finding.kind);
	return fault;
}
