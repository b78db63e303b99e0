/* What a broken record was meant as.  Characters are folded to ASCII; what is sound stays as it is;
 * what is not is joined with what it was torn from, divided where terms hang together, and
 * corrected term by term.  One term that cannot be corrected, and there is no guess.
 *
 * SPDX-License-Identifier: MIT */

#include "guess.h"

enum {
	RECORD_MAX = 4096, /* a receiver may refuse far shorter ones (RFC 7208 3.4); for a term,
			    * of what is around it */
};

static void find_all(struct ma_spf_guessing *guess)
{
	struct ma_spf_guessing look = *guess;
	struct ma_text token;

	while ((token = ma_spf_peek_token(&look, &look.position)).length > 0)
		guess->has_all = guess->has_all || ma_spf_word_is_all(token);
}

size_t ma_spf_find_other_kind(struct ma_text text)
{
	static const char *const versions[] = { "v=DMARC1", "v=DKIM1" };

	for (size_t at = 0; at < text.length; at++)
		for (size_t i = 0; i < sizeof(versions) / sizeof(*versions); i++)
			if (ma_text_starts(ma_text_slice(text, at, text.length), versions[i]))
				return at;
	return text.length;
}

/* What people set between the version and the first term. */
static void skip_marks(struct ma_spf_guessing *guess)
{
	while (guess->position < guess->text.length) {
		unsigned char byte = guess->text.data[guess->position];

		if (!ma_spf_is_junk(byte) && !ma_spf_is_end_mark(byte) && byte != ':')
			break;
		guess->changed = guess->changed || byte != ' ';
		guess->position++;
	}
}

/* The guess, unless nothing was wrong; BEFORE is before it, and the rest of the text after it.
 */
static struct ma_text finish(struct ma_spf_guessing *guess, bool corrected, struct ma_text before)
{
	struct ma_spf_guess made = { .before = before, .cut = guess->cut };
	struct ma_buffer *out = &guess->out;

	if (corrected && guess->changed && out->length > 0 && !out->failed) {
		made.text = ma_arena_copy(
			guess->arena, (struct ma_text){ (unsigned char *)out->data, out->length });
		made.after = ma_text_slice(guess->text, guess->position, guess->text.length);
		made.has_bare = guess->has_bare;
		made.bare = guess->bare;
	}
	guess->arena->failed = guess->arena->failed || out->failed;
	ma_buffer_finish(out);
	if (guess->arena->failed || made.text.data == NULL || !ma_spf_is_fit(guess->arena, &made))
		return (struct ma_text){ 0 };
	return guess->arena->failed ? (struct ma_text){ 0 } : made.text;
}

struct ma_text ma_spf_guess_term(struct ma_arena *arena, struct ma_text record, size_t from,
				 size_t to)
{
	bool cut = record.length > RECORD_MAX && record.length - to > MA_SPF_GUESSED_MAX;
	struct ma_spf_guessing guess = { .arena = arena, .cut = cut };
	struct ma_buffer text = { 0 };
	struct ma_text term = ma_text_slice(record, from, to);
	size_t before = from > RECORD_MAX ? from : 0;
	struct ma_text folded;
	bool corrected = true;
	size_t end;

	if (term.length > MA_SPF_GUESSED_MAX)
		return (struct ma_text){ 0 };
	folded = ma_characters_fold(arena, term);
	guess.changed = !ma_text_equal(folded, term);
	ma_buffer_text(&text, folded);
	end = text.length;
	ma_buffer_text(&text, ma_characters_fold(arena, ma_text_slice(record, to,
								      cut ? to + MA_SPF_GUESSED_MAX
									  : record.length)));
	guess.text = ma_buffer_keep(&text, arena);
	while (corrected && guess.position < end && !arena->failed)
		corrected = ma_spf_add_token(&guess, ma_spf_take_token(&guess));
	guess.cut = cut || before > 0;
	return finish(&guess, corrected,
		      ma_characters_fold(arena, ma_text_slice(record, before, from)));
}

struct ma_text ma_spf_guess_record(struct ma_arena *arena, struct ma_text record)
{
	struct ma_spf_guessing guess = { .arena = arena };
	bool corrected = true;
	size_t from;
	size_t to;
	size_t version = ma_spf_find_version(record, &from, &to);
	struct ma_text rest = ma_text_slice(record, version, record.length);
	struct ma_text token;

	if (version == 0 || record.length > RECORD_MAX)
		return (struct ma_text){ 0 };
	guess.text = ma_characters_fold(arena, rest);
	guess.text = ma_text_slice(guess.text, 0, ma_spf_find_other_kind(guess.text));
	guess.changed = !ma_spf_is_record(record) || !ma_text_equal(guess.text, rest);
	skip_marks(&guess);
	find_all(&guess);
	ma_buffer_string(&guess.out, MA_SPF_VERSION);
	while (corrected && (token = ma_spf_take_token(&guess)).length > 0)
		corrected = ma_spf_add_token(&guess, token);
	return finish(&guess, corrected, (struct ma_text){ 0 });
}
