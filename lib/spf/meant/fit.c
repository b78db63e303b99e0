/* Whether a guess may be shown: it is going to be pasted, so it has to read without a fault, to
 * leave no contradiction in the record, and to let no one through whom the record did not name.
 *
 * SPDX-License-Identifier: MIT */

#include "meant.h"

#include <string.h>

enum {
	/* Prefix lengths below these permit a good part of the world. */
	BITS4_MIN = 8,
	BITS6_MIN = 16,
};

/* --- Each term for itself ------------------------------------------------------ */

static bool permits_many(const struct ma_spf_term *term)
{
	switch (term->kind) {
	case MA_SPF_ALL:
		return term->qualifier == '+';
	case MA_SPF_A:
	case MA_SPF_MX:
		return term->bits4 < BITS4_MIN || term->bits6 < BITS6_MIN;
	case MA_SPF_IP4:
		return term->bits4 < BITS4_MIN;
	case MA_SPF_IP6:
		return term->bits6 < BITS6_MIN;
	case MA_SPF_EXISTS: /* RFC 7208 5.7: of a name that is there it permits everyone */
		return !term->of_sender;
	default:
		return false;
	}
}

/* Whether SPEC makes a name that cannot be looked up, as a label of it is empty (RFC 1035 2.3.4).
 */
static bool has_empty_label(struct ma_text spec)
{
	struct ma_cursor cursor = { spec, 0 };
	struct ma_spf_piece piece;
	bool empty = true;

	while ((piece = ma_spf_next_piece(&cursor)).kind != MA_PIECE_END) {
		bool dot = piece.kind == MA_PIECE_LITERAL && piece.byte == '.';

		if (dot && empty)
			return true;
		empty = dot;
	}
	return false;
}

/* Two records pasted together: which of their ends was meant? */
static bool is_sound(struct ma_arena *arena, struct ma_text text)
{
	const struct ma_spf_record *record;
	struct ma_buffer whole = { 0 };

	if (!ma_spf_is_record(text))
		ma_buffer_string(&whole, MA_SPF_VERSION " ");
	ma_buffer_text(&whole, text);
	record = ma_spf_read(arena, ma_buffer_keep(&whole, arena));
	if (record == NULL || record->faults > 0 || record->notes > 0)
		return false;
	for (const struct ma_spf_term *term = record->terms; term != NULL; term = term->next)
		if (permits_many(term) || ma_spf_is_version(term) ||
		    has_empty_label(term->domain_spec))
			return false;
	return true;
}

/* --- All of them together -------------------------------------------------------- */

/* What the words of a text look like, whether they are sound or not. */
struct tally {
	unsigned alls;
	bool redirect;
	bool refuses; /* a term with a sign before it */
};

/* "all", and what it is misspelt as, whatever surrounds it. */
static bool is_nearly_all(struct ma_text word)
{
	while (word.length > 0 && !ma_is_alnum(word.data[0]))
		word = ma_text_slice(word, 1, word.length);
	while (word.length > 0 && !ma_is_alnum(word.data[word.length - 1]))
		word.length--;
	if (word.length < 2 || word.length > strlen("allll"))
		return false;
	for (size_t i = 0; i < word.length; i++)
		if (ma_fold(word.data[i]) != 'a' && ma_fold(word.data[i]) != 'l')
			return false;
	return true;
}

static void count_word(struct tally *tally, struct ma_text word)
{
	size_t from = 0;

	if (is_nearly_all(word) || ma_spf_find_glued_all(word) < word.length)
		tally->alls++;
	for (size_t i = 0; i < word.length; i++)
		if (ma_spf_is_qualifier(word.data[i]) && word.data[i] != '+' &&
		    (i == 0 || ma_is_one_of(word.data[i - 1], ",;|")))
			tally->refuses = true;
	while (from < word.length && !ma_is_alnum(word.data[from]))
		from++;
	word = ma_text_slice(word, from, word.length);
	tally->redirect = tally->redirect || ma_text_starts(word, "red");
}

static void count(struct tally *tally, struct ma_text text)
{
	size_t from = 0;

	for (size_t at = 0; at <= text.length; at++) {
		if (at < text.length && text.data[at] != ' ')
			continue;
		if (at > from)
			count_word(tally, ma_text_slice(text, from, at));
		from = at + 1;
	}
}

/* -ip4:192.0.2.1 192.0.2.2: does the sign hold for both?  That is not clear. */
static bool may_be_refused(const struct ma_spf_guess *guess)
{
	struct tally tally = { 0 };

	if (!guess->has_bare)
		return false;
	count(&tally, guess->before);
	count(&tally, ma_text_slice(guess->text, 0, guess->bare));
	return tally.refuses || guess->cut;
}

/* Two "all", or one next to a redirect= that it makes useless (RFC 7208 6.1), where the guess has a
 * part in it. */
static bool contradicts(const struct ma_spf_guess *guess)
{
	struct tally tally = { 0 };

	count(&tally, guess->text);
	if (tally.alls == 0 && !tally.redirect)
		return false;
	count(&tally, guess->before);
	count(&tally, guess->after);
	return tally.alls > 1 || (tally.alls > 0 && tally.redirect) || guess->cut;
}

bool ma_spf_is_fit(struct ma_arena *arena, const struct ma_spf_guess *guess)
{
	return is_sound(arena, guess->text) && !may_be_refused(guess) && !contradicts(guess);
}
