/* What the tokens of a broken record were meant as: terms, divided where they hang together.
 *
 * SPDX-License-Identifier: MIT */

#include "guess.h"

#include <string.h>

static bool is_divider(unsigned char byte)
{
	return ma_is_one_of(byte, ",;|");
}

bool ma_spf_is_end_mark(unsigned char byte)
{
	return is_divider(byte) || byte == '.';
}

static bool has_qualifier(struct ma_text term)
{
	return term.length > 0 && ma_spf_is_qualifier(term.data[0]);
}

static size_t skip_macro(struct ma_text text, size_t at)
{
	if (text.data[at] == '%' && at + 1 < text.length && text.data[at + 1] == '{')
		while (at + 1 < text.length && text.data[at] != '}')
			at++;
	return at;
}

/* Where the first of the terms in TEXT ends. */
static size_t find_end(struct ma_text text)
{
	size_t glued = ma_spf_find_glued_term(text);

	for (size_t at = 0; at < text.length; at = skip_macro(text, at) + 1) {
		if (glued > 0 && at == glued)
			return at;
		if (is_divider(text.data[at]) &&
		    !ma_spf_word_needs_value(ma_text_slice(text, 0, at)))
			return at;
		if (at > 0 && ma_spf_begins_term(ma_text_slice(text, at, text.length)) &&
		    !ma_spf_is_qualifier(text.data[at - 1]))
			return at;
	}
	return text.length;
}

static void note_added(struct ma_spf_guessing *guess, size_t from, struct ma_text term)
{
	struct ma_text out = { (unsigned char *)guess->out.data, guess->out.length };

	if (guess->out.failed)
		return;
	/* "include:a. ;b.example": another name, or the rest of this one? */
	guess->include = out.data[out.length - 1] != '.' &&
			 ma_spf_is_plain_include(ma_text_slice(out, from, out.length));
	guess->divided = false;
	if (ma_spf_is_bare_address(term)) {
		guess->has_bare = true;
		guess->bare = from;
	}
}

/* TERM without what people set around words; notes dividers before it. */
static struct ma_text trim(struct ma_spf_guessing *guess, struct ma_text term, bool *divided)
{
	*divided = false;
	while (term.length > 0 && ma_spf_is_end_mark(term.data[0])) {
		guess->divided = guess->divided || is_divider(term.data[0]);
		term = ma_text_slice(term, 1, term.length);
	}
	while (term.length > 0 && ma_spf_is_end_mark(term.data[term.length - 1])) {
		*divided = *divided || is_divider(term.data[term.length - 1]);
		term.length--;
	}
	return term;
}

/* include:a.example,b.example: a name alone continues with what was included. */
static bool add_include(struct ma_spf_guessing *guess, struct ma_text name)
{
	struct ma_buffer term = { 0 };
	struct ma_text include;

	if (!guess->include || !guess->divided || name.length > MA_SPF_GUESSED_MAX ||
	    memchr(name.data, '.', name.length) == NULL)
		return false;
	ma_spf_write_term(&term, &(struct ma_spf_term){ .kind = MA_SPF_INCLUDE,
							.qualifier = '+',
							.domain_spec = name });
	include = ma_buffer_keep(&term, guess->arena);
	if (ma_spf_read_term(guess->arena, include) != MA_TERM_SOUND)
		return false;
	ma_buffer_text(&guess->out, include);
	return true;
}

static bool add_corrected(struct ma_spf_guessing *guess, struct ma_text term)
{
	size_t length = guess->out.length;
	const unsigned char *end = term.data + term.length;
	size_t from;
	bool divided;

	term = trim(guess, term, &divided);
	if (term.length == 0)
		return true;
	if (length > 0)
		ma_buffer_byte(&guess->out, ' ');
	from = guess->out.length;
	if (ma_spf_correct_term(guess->arena, term, &guess->out) || add_include(guess, term)) {
		note_added(guess, from, term);
		guess->divided = divided;
		if (term.data + term.length < end && term.data[term.length] == '.')
			guess->include = false;
		return true;
	}
	guess->out.length = length;
	return false;
}

/* Where a misspelt "all" with its sign hangs at the end of TOKEN, or one that is spelt rightly:
 * of "example.com-al" the end does not belong to the name, as no top-level name has a hyphen but
 * those of IDNA (RFC 1123 2.1).  The length of TOKEN if none does. */
static size_t find_hanging_all(struct ma_text token)
{
	size_t at = token.length;
	size_t word;

	while (at > 0 && ma_is_alnum(token.data[at - 1]))
		at--;
	word = at;
	while (at > 0 && ma_spf_is_qualifier(token.data[at - 1]))
		at--;
	/* Never "+all": to permit everyone has to be said aloud. */
	if (at < word && at > 0 && token.data[at] != '+' && memchr(token.data, '.', at) != NULL &&
	    ma_spf_spell(ma_text_slice(token, word, token.length)).meaning == MA_WORD_ALL)
		return at;
	return ma_spf_find_glued_all(token);
}

/* The terms that hang together in TOKEN, each for itself; from ALL on it is an "all". */
static bool add_divided(struct ma_spf_guessing *guess, struct ma_text token, size_t all)
{
	struct ma_text rest = ma_text_slice(token, 0, all);
	bool corrected = true;
	bool signed_before = false;
	struct ma_text last = ma_text_slice(token, all, token.length);

	while (corrected && rest.length > 0) {
		size_t end = find_end(rest);
		struct ma_text term = ma_text_slice(rest, 0, end);

		/* "-allinclude:a.example": what comes after "all" would have no effect (RFC 7208
		 * 5.1). */
		if (last.length == 0 && end < rest.length && has_qualifier(term) &&
		    ma_spf_word_is_all(term)) {
			last = term;
			rest = ma_text_slice(rest, end, rest.length);
			continue;
		}
		/* -ip4:192.0.2.1,192.0.2.2: does the sign hold for both?  That is not clear, and
		 * without it the second would be permitted. */
		corrected = (!signed_before || has_qualifier(term)) && add_corrected(guess, term);
		signed_before = signed_before || has_qualifier(term);
		for (; end < rest.length && is_divider(rest.data[end]); end++)
			guess->divided = true;
		rest = ma_text_slice(rest, end, rest.length);
	}
	return corrected && (last.length == 0 || add_corrected(guess, last));
}

static bool is_word(struct ma_text text, size_t at)
{
	return at < text.length && (ma_is_alnum(text.data[at]) || text.data[at] >= 0x80);
}

/* TOKEN without the quotes and backslashes around words, of which records have none.  Those within
 * a word stay, so that 192.0.2.1"0 does not become an address that no one wrote. */
static struct ma_text clean(struct ma_spf_guessing *guess, struct ma_text token)
{
	struct ma_buffer cleaned = { 0 };

	ma_buffer_add(&cleaned, "", 0);
	for (size_t from = 0; from < token.length;) {
		size_t to = from;

		while (to < token.length && ma_spf_is_junk(token.data[to]))
			to++;
		if (to == from || (from > 0 && is_word(token, from - 1) && is_word(token, to)))
			to = to > from ? to : from + 1;
		else
			from = to;
		ma_buffer_text(&cleaned, ma_text_slice(token, from, to));
		from = to;
	}
	return ma_buffer_keep(&cleaned, guess->arena);
}

/* Whether TOKEN, which is sound, is a modifier only as "=" was typed for ":" after a name that is
 * misspelt, or has another one glued to it: receivers ignore it (RFC 7208 6). */
static bool is_modifier_by_mistake(struct ma_text token)
{
	size_t sign = 0;

	while (sign < token.length && ma_is_alnum(token.data[sign]))
		sign++;
	return sign < token.length && token.data[sign] == '=' &&
	       ma_spf_kind_of(ma_text_slice(token, 0, sign)) == MA_SPF_OTHER &&
	       (ma_spf_spell(ma_text_slice(token, 0, sign)).meaning != MA_WORD_NONE ||
		find_end(token) < sign);
}

/* Whether nothing is to be put right in TOKEN. */
static bool is_kept(const struct ma_spf_guessing *guess, struct ma_text token)
{
	enum ma_spf_reading reading = ma_spf_read_term(guess->arena, token);

	if (find_hanging_all(token) < token.length)
		return guess->has_all && (reading == MA_TERM_SOUND || reading == MA_TERM_GLUED);
	return reading == MA_TERM_SOUND && !is_modifier_by_mistake(token);
}

bool ma_spf_add_token(struct ma_spf_guessing *guess, struct ma_text token)
{
	size_t length = guess->out.length;
	size_t all;

	if (guess->unclear || token.length > MA_SPF_GUESSED_MAX)
		return false;
	if (is_kept(guess, token)) {
		if (length > 0)
			ma_buffer_byte(&guess->out, ' ');
		length = guess->out.length;
		ma_buffer_text(&guess->out, token);
		note_added(guess, length, token);
		return true;
	}
	guess->changed = true;
	token = clean(guess, token);
	all = find_hanging_all(token);
	/* As one term if it can be one, else as several. */
	return (all == token.length && add_corrected(guess, token)) ||
	       add_divided(guess, token, all);
}
