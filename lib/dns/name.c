/* Names: wire format, the two ways to write them out, and how they lie to each other.
 *
 * SPDX-License-Identifier: MIT */

#include "dns.h"

#include <string.h>

static const struct ma_name *keep(struct ma_arena *arena, const unsigned char *wire, size_t length)
{
	struct ma_name *name = ma_arena_alloc(arena, sizeof(*name) + length);
	unsigned char *copy;

	if (name == NULL)
		return NULL;
	copy = memcpy(name + 1, wire, length);
	*name = (struct ma_name){ length, copy };
	return name;
}

const struct ma_name *ma_name_parse(struct ma_arena *arena, struct ma_text text)
{
	unsigned char wire[MA_NAME_MAX];
	size_t label = 0; /* where the length of the present label is */

	if (text.length > 0 && text.data[text.length - 1] == '.')
		text.length--;
	if (text.length == 0 || text.length > MA_DOMAIN_MAX)
		return NULL;
	/* The dot before a label is where its length goes. */
	do {
		size_t at = label;

		for (; at < text.length && text.data[at] != '.'; at++)
			wire[at + 1] = ma_fold(text.data[at]);
		if (at == label || at - label > MA_LABEL_MAX)
			return NULL;
		wire[label] = (unsigned char)(at - label);
		label = at + 1;
	} while (label <= text.length);
	wire[label] = 0;
	return keep(arena, wire, label + 1);
}

const struct ma_name *ma_name_from_wire(struct ma_arena *arena, const unsigned char *wire,
					size_t length)
{
	unsigned char folded[MA_NAME_MAX];

	/* Length octets are below 64, where folding changes nothing. */
	for (size_t i = 0; i < length; i++)
		folded[i] = ma_fold(wire[i]);
	return keep(arena, folded, length);
}

struct ma_text ma_name_text(struct ma_arena *arena, const struct ma_name *name)
{
	unsigned char text[MA_NAME_MAX];

	if (name->length <= 1)
		return ma_arena_copy(arena, MA_TEXT(""));
	memcpy(text, name->wire, name->length);
	for (size_t at = 1u + name->wire[0]; name->wire[at] != 0; at += 1u + name->wire[at])
		text[at] = '.';
	return ma_arena_copy(arena, (struct ma_text){ text + 1, name->length - 2 });
}

/* What nearly all names are made of. */
static const bool is_plain[UINT8_MAX + 1] = {
	['-'] = true, ['0'] = true, ['1'] = true, ['2'] = true, ['3'] = true, ['4'] = true,
	['5'] = true, ['6'] = true, ['7'] = true, ['8'] = true, ['9'] = true, ['_'] = true,
	['a'] = true, ['b'] = true, ['c'] = true, ['d'] = true, ['e'] = true, ['f'] = true,
	['g'] = true, ['h'] = true, ['i'] = true, ['j'] = true, ['k'] = true, ['l'] = true,
	['m'] = true, ['n'] = true, ['o'] = true, ['p'] = true, ['q'] = true, ['r'] = true,
	['s'] = true, ['t'] = true, ['u'] = true, ['v'] = true, ['w'] = true, ['x'] = true,
	['y'] = true, ['z'] = true,
};

static size_t present_octet(unsigned char octet, unsigned char *out)
{
	if (is_plain[octet] || (ma_is_visible(octet) && !ma_is_one_of(octet, ".\\\";()@$"))) {
		out[0] = octet;
		return 1;
	}
	out[0] = '\\';
	out[1] = (unsigned char)('0' + octet / 100);
	out[2] = (unsigned char)('0' + octet / 10 % 10);
	out[3] = (unsigned char)('0' + octet % 10);
	return 4;
}

/* Whether NAME needs no escapes. */
static bool is_all_plain(const struct ma_name *name)
{
	bool plain = true;

	for (size_t at = 0; name->wire[at] != 0;) {
		size_t end = at + 1u + name->wire[at];

		while (++at < end)
			plain &= is_plain[name->wire[at]];
	}
	return plain;
}

struct ma_text ma_name_present(struct ma_arena *arena, const struct ma_name *name)
{
	unsigned char text[4 * MA_NAME_MAX];
	size_t length = 0;

	if (name == NULL) /* out of memory, or it would be too long */
		return MA_TEXT("");
	if (name->length <= 1)
		return ma_arena_copy(arena, MA_TEXT("."));
	if (is_all_plain(name))
		return ma_name_text(arena, name);
	for (size_t at = 0; name->wire[at] != 0; at += 1u + name->wire[at]) {
		if (length > 0)
			text[length++] = '.';
		for (size_t i = 1; i <= name->wire[at]; i++)
			length += present_octet(name->wire[at + i], text + length);
	}
	return ma_arena_copy(arena, (struct ma_text){ text, length });
}

bool ma_name_equal(const struct ma_name *a, const struct ma_name *b)
{
	return a->length == b->length && memcmp(a->wire, b->wire, a->length) == 0;
}

bool ma_name_is_within(const struct ma_name *name, const struct ma_name *ancestor)
{
	size_t at = 0;

	while (name->length - at > ancestor->length)
		at += 1u + name->wire[at];
	return name->length - at == ancestor->length &&
	       memcmp(name->wire + at, ancestor->wire, ancestor->length) == 0;
}

bool ma_name_is_wildcard(const struct ma_name *name)
{
	return name->length > 1 && name->wire[0] == 1 && name->wire[1] == '*';
}

size_t ma_name_labels(const struct ma_name *name)
{
	size_t count = 0;

	for (size_t at = 0; name->wire[at] != 0; at += 1u + name->wire[at])
		count++;
	return count;
}

/* The label that begins at octet AT. */
static struct ma_text label_at(const struct ma_name *name, size_t at)
{
	return (struct ma_text){ name->wire + at + 1, name->wire[at] };
}

struct ma_name ma_name_tail(const struct ma_name *name, unsigned labels)
{
	size_t drop = ma_name_labels(name) - labels;
	size_t at = 0;

	for (; drop > 0; drop--)
		at += 1u + name->wire[at];
	return (struct ma_name){ name->length - at, name->wire + at };
}

struct ma_name ma_name_parent(const struct ma_name *name)
{
	size_t label = 1u + name->wire[0];

	return (struct ma_name){ name->length - label, name->wire + label };
}

bool ma_name_is_example(const struct ma_name *name)
{
	size_t left = ma_name_labels(name);

	for (size_t at = 0; name->wire[at] != 0; at += 1u + name->wire[at], left--) {
		struct ma_text label = label_at(name, at);

		/* example, example.com, example.co.jp */
		if (left <= 3 && ma_text_is(label, "example"))
			return true;
		if (left == 1 && (ma_text_is(label, "test") || ma_text_is(label, "invalid") ||
				  ma_text_is(label, "localhost")))
			return true;
	}
	return false;
}

const struct ma_name *ma_name_join(struct ma_arena *arena, struct ma_text head,
				   const struct ma_name *tail)
{
	const struct ma_name *first = ma_name_parse(arena, head);
	unsigned char wire[2 * MA_NAME_MAX];

	if (first == NULL || first->length - 1 + tail->length > MA_NAME_MAX)
		return NULL;
	memcpy(wire, first->wire, first->length - 1);
	memcpy(wire + first->length - 1, tail->wire, tail->length);
	return keep(arena, wire, first->length - 1 + tail->length);
}
