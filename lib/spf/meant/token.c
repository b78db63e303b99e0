/* The tokens of a broken record, each joined with what was torn from it.
 *
 * SPDX-License-Identifier: MIT */

#include "guess.h"

enum {
	JOINS_MAX = 3, /* "include", ":", "example.com" */
};

struct ma_text ma_spf_peek_token(const struct ma_spf_guessing *guess, size_t *end)
{
	size_t from = guess->position;

	while (from < guess->text.length && guess->text.data[from] == ' ')
		from++;
	*end = from;
	while (*end < guess->text.length && guess->text.data[*end] != ' ')
		(*end)++;
	return ma_text_slice(guess->text, from, *end);
}

static bool is_bare_sign(struct ma_text token)
{
	return token.length == 1 && ma_spf_is_qualifier(token.data[0]) && token.data[0] != '+';
}

/* Whether a blank came between TOKEN and NEXT that does not belong there. */
static bool belongs_together(struct ma_spf_guessing *guess, struct ma_text token,
			     struct ma_text next)
{
	unsigned char first = next.length > 0 ? next.data[0] : 0;
	unsigned char last = token.data[token.length - 1];

	if (first == ':' || first == '=')
		return ma_is_alnum(last);
	if (first == '/')
		return next.length > 1 && ma_is_digit(next.data[1]) && last != '/';
	if (is_bare_sign(token))
		return ma_is_alpha(first);
	return (last == ':' || last == '=' || ma_spf_word_needs_value(token)) && first != 0 &&
	       ma_spf_read_term(guess->arena, next) == MA_TERM_FAULTY;
}

/* "include_spf.example.com": the sign is missing. */
static bool begins_with_name(struct ma_text text)
{
	for (enum ma_spf_kind kind = MA_SPF_ALL; kind < MA_SPF_OTHER; kind++)
		if (ma_spf_needs_value(kind) && ma_text_starts(text, ma_spf_kind_word(kind)))
			return true;
	return false;
}

static bool is_bare_address(struct ma_arena *arena, struct ma_text text)
{
	struct ma_buffer out = { 0 };
	bool corrected = ma_spf_is_bare_address(text) && ma_spf_correct_term(arena, text, &out);

	arena->failed = arena->failed || out.failed;
	ma_buffer_finish(&out);
	return corrected;
}

/* "a: 192.0.2.1": is it a value, or the next term, after a mechanism that needs none? */
static bool may_be_two(struct ma_arena *arena, struct ma_text token, struct ma_text next)
{
	struct ma_text name;

	if (token.length < 2 || token.data[token.length - 1] != ':')
		return false;
	name = ma_text_slice(token, ma_spf_is_qualifier(token.data[0]), token.length - 1);
	return ma_spf_spell(name).meaning == MA_WORD_HOST &&
	       (begins_with_name(next) || is_bare_address(arena, next));
}

/* "ip4:198. 51.100.7": what follows is the rest of an address, and no address of its own. */
static bool is_torn(struct ma_text token, struct ma_text next)
{
	size_t at = token.length;
	unsigned dots = 0;

	if (at < 2 || token.data[at - 1] != '.' || !ma_is_digit(token.data[at - 2]) ||
	    next.length == 0 || !ma_is_digit(next.data[0]))
		return false;
	for (; at > 0 && (token.data[at - 1] == '.' || ma_is_digit(token.data[at - 1])); at--)
		dots += token.data[at - 1] == '.';
	return dots < 4;
}

struct ma_text ma_spf_take_token(struct ma_spf_guessing *guess)
{
	struct ma_text token = ma_spf_peek_token(guess, &guess->position);

	for (size_t i = 0; i < JOINS_MAX && token.length > 0; i++) {
		struct ma_buffer joined = { 0 };
		size_t end;
		struct ma_text next = ma_spf_peek_token(guess, &end);

		guess->unclear = guess->unclear || is_torn(token, next);
		if (token.length + next.length > MA_SPF_GUESSED_MAX ||
		    (guess->cut && end == guess->text.length) ||
		    !belongs_together(guess, token, next))
			break;
		guess->unclear = guess->unclear || may_be_two(guess->arena, token, next);
		ma_buffer_text(&joined, token);
		if (ma_spf_word_needs_value(token) && !ma_is_one_of(next.data[0], ":="))
			ma_buffer_byte(&joined, ':');
		ma_buffer_text(&joined, next);
		token = ma_buffer_keep(&joined, guess->arena);
		guess->position = end;
		guess->changed = true;
	}
	return token;
}
