/* Providers: whose a name is, by a table that is sorted by the ends of names.
 *
 * SPDX-License-Identifier: MIT */

#include "../../syntax/syntax.h"
#include "../known.h"

#include <string.h>

struct pattern {
	const char *suffix; /* the labels at the end, which are the same in all names */
	const char *front;  /* what comes before them: "*." any labels, "#" digits, "*" anything */
	enum ma_provider_role role;
	const struct ma_provider *provider;
};

/* A name of a company in a text. */
struct called {
	const char *word;
	const struct ma_provider *provider;
};

#include "providers.inc"

/* Whether TEXT is FRONT, in which "#" is one or more digits and "*" something within a label. */
static bool is_front(const char *front, struct ma_text text)
{
	size_t i = 0;

	for (; *front != '\0' && *front != '*' && *front != '#'; front++, i++)
		if (i >= text.length || ma_fold(text.data[i]) != (unsigned char)*front)
			return false;
	if (*front == '\0')
		return i == text.length;
	for (size_t end = i; end < text.length; end++) {
		unsigned char byte = text.data[end];

		if (*front == '#' ? !ma_is_digit(byte) : byte == '.')
			return false;
		if (is_front(front + 1, ma_text_slice(text, end + 1, text.length)))
			return true;
	}
	return false;
}

/* FRONT of a name that is TEXT before the suffix. */
static bool matches(const char *front, struct ma_text text)
{
	size_t from = 0;

	if (strncmp(front, "*.", 2) != 0)
		return is_front(front, text);
	/* Any number of labels, at least one; and then the rest. */
	for (; from < text.length; from++)
		if (text.data[from] == '.' && from > 0 &&
		    is_front(front + 2, ma_text_slice(text, from + 1, text.length)))
			return true;
	return false;
}

static int compare(struct ma_text text, const char *suffix)
{
	for (size_t i = 0; i < text.length; i++) {
		int difference = ma_fold(text.data[i]) - (unsigned char)suffix[i];

		if (suffix[i] == '\0') /* even where TEXT has a byte of zero: nothing follows */
			return 1;
		if (difference != 0)
			return difference;
	}
	return suffix[text.length] == '\0' ? 0 : -1;
}

/* The first pattern whose suffix is not less than TEXT. */
static size_t find_suffix(struct ma_text text)
{
	size_t from = 0;
	size_t to = sizeof(patterns) / sizeof(*patterns);

	while (from < to) {
		size_t middle = from + (to - from) / 2;

		if (compare(text, patterns[middle].suffix) > 0)
			from = middle + 1;
		else
			to = middle;
	}
	return from;
}

static const struct ma_provider *find_at(struct ma_text name, size_t from, unsigned roles)
{
	const size_t count = sizeof(patterns) / sizeof(*patterns);
	struct ma_text suffix = ma_text_slice(name, from, name.length);
	struct ma_text front = ma_text_slice(name, 0, from);

	for (size_t i = find_suffix(suffix); i < count && compare(suffix, patterns[i].suffix) == 0;
	     i++)
		if ((patterns[i].role & roles) != 0 && matches(patterns[i].front, front))
			return patterns[i].provider;
	return NULL;
}

/* Whether a pattern may have the suffix of this HASH.  Most names belong to no company, and cost no
 * search. */
static bool may_be_suffix(uint32_t hash)
{
	hash %= 8 * sizeof(hashes);
	return (hashes[hash / 8] >> hash % 8 & 1) != 0;
}

/* The longest suffix decides: those of a product go before those of the company. */
const struct ma_provider *ma_provider_find(struct ma_text name, unsigned roles)
{
	const struct ma_provider *found = NULL;
	uint32_t hash = 0;

	for (size_t from = name.length; from-- > 0;) {
		const struct ma_provider *longer;

		hash = hash * 31 + ma_fold(name.data[from]);
		if ((from > 0 && name.data[from - 1] != '.') || !may_be_suffix(hash))
			continue;
		longer = find_at(name, from, roles);
		if (longer != NULL)
			found = longer;
	}
	return found;
}

bool ma_provider_is_same(const struct ma_provider *a, const struct ma_provider *b)
{
	if (a == NULL || b == NULL)
		return false;
	a = a->same != NULL ? a->same : a;
	b = b->same != NULL ? b->same : b;
	return a == b;
}

const char *ma_provider_name(const struct ma_provider *provider, enum mailauth_language language)
{
	return provider->names[language == MAILAUTH_JAPANESE];
}

struct ma_text ma_provider_called(struct ma_text id, enum mailauth_language language)
{
	for (size_t i = 0; i < sizeof(providers) / sizeof(*providers); i++)
		if (ma_text_is(id, providers[i].id))
			return ma_text(ma_provider_name(&providers[i], language));
	return id;
}

const char *ma_provider_screen(const struct ma_provider *provider, enum mailauth_language language)
{
	return provider->screens[language == MAILAUTH_JAPANESE];
}

const char *ma_provider_signing(const struct ma_provider *provider, enum mailauth_language language)
{
	return provider->signing[language == MAILAUTH_JAPANESE];
}

const char *ma_provider_latest(void)
{
	return latest;
}

/* --- In texts ------------------------------------------------------------------------- */

/* Whether BYTE continues a word, or the name of a host. */
static bool continues(unsigned char byte)
{
	return byte < 128 && (ma_is_alnum(byte) || ma_is_one_of(byte, "-_@/"));
}

/* Whether WORD is at AT of TEXT, and not within a longer word or the name of a host. */
static bool is_at(struct ma_text text, size_t at, struct ma_text word)
{
	size_t end = at + word.length;

	if (end > text.length || !ma_text_equal_fold(ma_text_slice(text, at, end), word))
		return false;
	if (word.data[0] < 128 && at > 0 &&
	    (continues(text.data[at - 1]) || text.data[at - 1] == '.'))
		return false;
	if (word.data[word.length - 1] >= 128 || end == text.length)
		return true;
	return !continues(text.data[end]) &&
	       (text.data[end] != '.' || end + 1 == text.length || !continues(text.data[end + 1]));
}

const struct ma_provider *ma_provider_called_at(struct ma_text text, size_t at, size_t *length)
{
	for (size_t i = 0; i < sizeof(called) / sizeof(*called); i++) {
		struct ma_text word = ma_text(called[i].word);

		if (!is_at(text, at, word))
			continue;
		*length = word.length;
		return called[i].provider;
	}
	return NULL;
}

/* --- What was meant ----------------------------------------------------------------- */

/* Whether NAME is WORD with one slip or two, and in as many labels. */
static bool is_near(struct ma_text name, const char *word)
{
	size_t slips = ma_spelling_slips_of_names(name, ma_text(word));

	return slips > 0 && slips <= MA_SPELLING_SLIPS_MAX;
}

const struct ma_provider *ma_provider_find_near(struct ma_text name, struct ma_text *meant)
{
	const struct ma_provider *found = NULL;

	if (ma_provider_find(name, MA_PROVIDER_SPF) != NULL)
		return NULL;
	for (size_t i = 0; i < sizeof(patterns) / sizeof(*patterns); i++) {
		if (patterns[i].role != MA_PROVIDER_SPF || patterns[i].front[0] != '\0' ||
		    !is_near(name, patterns[i].suffix))
			continue;
		if (found != NULL)
			return NULL; /* it may be either */
		found = patterns[i].provider;
		*meant = ma_text(patterns[i].suffix);
	}
	return found;
}
