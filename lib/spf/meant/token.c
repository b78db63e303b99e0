/* The tokens of a broken record, each joined with what was torn from it.
 *
 * SPDX-License-Identifier: MIT */

#include "guess.h"

#include <string.h>

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

struct ma_text ma_spf_take_token(struct ma_spf_guessing *guess)
{
	struct ma_text token = ma_spf_peek_token(guess, &guess->position);

	for (size_t i = 0; i < JOINS_MAX && token.length > 0; i++) {
		struct ma_buffer joined = { 0 };
		size_t end;
		struct ma_text next = ma_spf_peek_token(guess, &end);

		if (token.length + next.length > MA_SPF_GUESSED_MAX ||
		    (guess->cut && end == guess->text.length) ||
		    !belongs_together(guess, token, next))
			break;
		ma_buffer_text(&joined, token);
		if (ma_spf_word_needs_value(token) && strchr(":=", next.data[0]) == NULL)
			ma_buffer_byte(&joined, ':');
		ma_buffer_text(&joined, next);
		token = ma_buffer_keep(&joined, guess->arena);
		guess->position = end;
		guess->changed = true;
	}
	return token;
}
