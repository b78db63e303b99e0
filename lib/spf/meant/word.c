/* What people write for the names of mechanisms and modifiers.
 *
 * SPDX-License-Identifier: MIT */

#include "meant.h"

#include <string.h>

enum {
	NAME_MAX = MA_SPELLING_MAX, /* octets of a name, misspelt */
	LONG_NAME = 6,		    /* from here on two slips are forgiven */
};

/* Names next to those of the RFC: the address says the family. */
static const struct {
	const char *name;
	bool heads; /* nothing else begins with it */
} aliases[] = { { "ip", false }, { "ipv4", true }, { "ipv6", true } };

enum {
	ALIASES = sizeof(aliases) / sizeof(*aliases),
};

/* --- Spelt rightly --------------------------------------------------------------- */

static struct ma_text without_qualifier(struct ma_text text)
{
	bool qualified = text.length > 0 && ma_spf_is_qualifier(text.data[0]);

	return ma_text_slice(text, qualified, text.length);
}

/* The index of NAME among the aliases; ALIASES if it is none. */
static size_t find_alias(struct ma_text name)
{
	size_t i = 0;

	while (i < ALIASES && !ma_text_is(name, aliases[i].name))
		i++;
	return i;
}

bool ma_spf_word_needs_value(struct ma_text word)
{
	word = without_qualifier(word);
	return ma_spf_needs_value(ma_spf_kind_of(word)) || find_alias(word) < ALIASES;
}

bool ma_spf_word_is_all(struct ma_text word)
{
	return ma_spf_kind_of(without_qualifier(word)) == MA_SPF_ALL;
}

/* The name before the first ":" or "=" of TEXT; all of it if there is none. */
static struct ma_text name_of(struct ma_text text)
{
	size_t end = 0;

	while (end < text.length && end < NAME_MAX && text.data[end] != ':' &&
	       text.data[end] != '=')
		end++;
	return ma_text_slice(text, 0, end);
}

bool ma_spf_is_plain_include(struct ma_text term)
{
	struct ma_text name = name_of(term);

	return name.length < term.length && term.data[name.length] == ':' &&
	       ma_spf_kind_of(name) == MA_SPF_INCLUDE;
}

bool ma_spf_begins_term(struct ma_text text)
{
	struct ma_text name;
	unsigned char sign;
	size_t alias;

	text = without_qualifier(text);
	name = name_of(text);
	if (name.length == text.length)
		return false;
	sign = text.data[name.length];
	alias = find_alias(name);
	if (alias < ALIASES)
		return sign == ':' && aliases[alias].heads;
	switch (ma_spf_kind_of(name)) {
	case MA_SPF_INCLUDE:
		return sign == ':' || sign == '=';
	case MA_SPF_MX:
	case MA_SPF_IP4:
	case MA_SPF_IP6:
	case MA_SPF_EXISTS:
		return sign == ':';
	case MA_SPF_REDIRECT:
	case MA_SPF_EXP:
		return sign == '=';
	default: /* too short, or too common */
		return false;
	}
}

/* --- Misspelt --------------------------------------------------------------------- */

/* A spelling on its way: the nearest so far. */
struct spelling {
	struct ma_spf_word word;
	size_t slips;
};

/* The one name that is nearest; two that are equally near are none, unless they mean the same. */
static void compare(struct spelling *spelling, struct ma_text typed, const char *name,
		    struct ma_spf_word word)
{
	size_t length = strlen(name);
	/* Of two letters nothing is left when one is wrong. */
	size_t most = length < 3 ? 0 : length < LONG_NAME ? 1 : 2;
	bool address = word.meaning == MA_WORD_IP && spelling->word.meaning == MA_WORD_IP;
	size_t slips;

	/* Each letter too many or too few is a slip. */
	if (typed.length > length + most || length > typed.length + most)
		return;
	slips = ma_spelling_slips(typed, name);
	if (slips > most || slips > spelling->slips)
		return;
	if (slips == spelling->slips && !address) {
		spelling->word = (struct ma_spf_word){ .kind = MA_SPF_OTHER };
		return;
	}
	spelling->slips = slips;
	spelling->word = word;
}

static enum ma_spf_word_meaning meaning_of(enum ma_spf_kind kind)
{
	switch (kind) {
	case MA_SPF_ALL:
		return MA_WORD_ALL;
	case MA_SPF_A:
	case MA_SPF_MX:
		return MA_WORD_HOST;
	case MA_SPF_IP4:
	case MA_SPF_IP6:
		return MA_WORD_IP;
	case MA_SPF_REDIRECT:
	case MA_SPF_EXP:
		return MA_WORD_MODIFIER;
	default:
		return MA_WORD_NAME;
	}
}

static struct spelling find_nearest(struct ma_text typed)
{
	struct spelling spelling = { .word = { .kind = MA_SPF_OTHER }, .slips = NAME_MAX };

	if (typed.length == 0 || typed.length > NAME_MAX)
		return spelling;
	for (enum ma_spf_kind kind = MA_SPF_ALL; kind < MA_SPF_OTHER; kind++)
		compare(&spelling, typed, ma_spf_kind_word(kind),
			(struct ma_spf_word){ meaning_of(kind), kind });
	for (size_t i = 0; i < ALIASES; i++)
		compare(&spelling, typed, aliases[i].name,
			(struct ma_spf_word){ MA_WORD_IP, MA_SPF_IP4 });
	return spelling;
}

/* "mxinclude": a mechanism that may be alone, and the next one without a blank between.  The first
 * of them is not a slip, and must not get lost as one. */
static bool is_two_names(struct ma_text typed, size_t slips)
{
	static const enum ma_spf_kind alone[] = { MA_SPF_A, MA_SPF_MX, MA_SPF_ALL };

	for (size_t i = 0; i < sizeof(alone) / sizeof(*alone); i++) {
		size_t length = strlen(ma_spf_kind_word(alone[i]));
		struct spelling rest;

		if (typed.length <= length ||
		    ma_spf_kind_of(ma_text_slice(typed, 0, length)) != alone[i])
			continue;
		rest = find_nearest(ma_text_slice(typed, length, typed.length));
		if (rest.word.meaning != MA_WORD_NONE && rest.slips < slips)
			return true;
	}
	return false;
}

struct ma_spf_word ma_spf_spell(struct ma_text typed)
{
	struct spelling spelling = find_nearest(typed);

	if (spelling.word.meaning != MA_WORD_NONE && is_two_names(typed, spelling.slips))
		spelling.word = (struct ma_spf_word){ .kind = MA_SPF_OTHER };
	return spelling.word;
}
