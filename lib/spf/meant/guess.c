/* What a broken record was meant as.  Characters are folded to ASCII; what is sound stays as it is;
 * what is not is joined with what it was torn from, divided where terms hang together, and mended
 * term by term.  One term that cannot be mended, and there is no guess.
 *
 * SPDX-License-Identifier: MIT */

#include "meant.h"

#include <string.h>

enum {
	TERM_MAX = 512,	   /* octets; what is longer is no slip of the hand */
	RECORD_MAX = 4096, /* a receiver may refuse far shorter ones (RFC 7208 3.4); for a term,
			    * of what stands around it */
	JOINS_MAX = 3,	   /* "include", ":", "example.com" */
};

/* A text of terms on its way, in ASCII as far as that goes. */
struct guess {
	struct ma_arena *arena;
	struct ma_text text;
	size_t position;
	bool cut;     /* the text goes on */
	bool has_all; /* as a term of its own */
	bool changed;
	bool include; /* the last term is one, without a sign */
	bool divided; /* a comma, or the like, comes after it */
	bool has_bare;
	size_t bare; /* in OUT: the last address without a name and a sign of its own */
	struct ma_buffer out;
};

/* --- Tokens --------------------------------------------------------------------------- */

static struct ma_text peek_token(const struct guess *guess, size_t *end)
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
static bool belongs_together(struct guess *guess, struct ma_text token, struct ma_text next)
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

/* The next token, with what was torn from it. */
static struct ma_text take_token(struct guess *guess)
{
	struct ma_text token = peek_token(guess, &guess->position);

	for (size_t i = 0; i < JOINS_MAX && token.length > 0; i++) {
		struct ma_buffer joined = { 0 };
		size_t end;
		struct ma_text next = peek_token(guess, &end);

		if (token.length + next.length > TERM_MAX ||
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

/* --- Terms that hang together --------------------------------------------------------- */

static bool is_divider(unsigned char byte)
{
	return byte != 0 && strchr(",;|", byte) != NULL;
}

/* What people end a word with, and no term ends with. */
static bool is_end_mark(unsigned char byte)
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
	for (size_t at = 0; at < text.length; at = skip_macro(text, at) + 1) {
		if (is_divider(text.data[at]) &&
		    !ma_spf_word_needs_value(ma_text_slice(text, 0, at)))
			return at;
		if (at > 0 && ma_spf_begins_term(ma_text_slice(text, at, text.length)) &&
		    !ma_spf_is_qualifier(text.data[at - 1]))
			return at;
	}
	return text.length;
}

static void note_added(struct guess *guess, size_t from, struct ma_text term)
{
	struct ma_text out = { (unsigned char *)guess->out.data, guess->out.length };

	if (guess->out.failed)
		return;
	guess->include = ma_spf_is_plain_include(ma_text_slice(out, from, out.length));
	guess->divided = false;
	if (ma_spf_is_bare_address(term)) {
		guess->has_bare = true;
		guess->bare = from;
	}
}

/* TERM without what people set around words; notes dividers before it. */
static struct ma_text trim(struct guess *guess, struct ma_text term, bool *divided)
{
	*divided = false;
	while (term.length > 0 && is_end_mark(term.data[0])) {
		guess->divided = guess->divided || is_divider(term.data[0]);
		term = ma_text_slice(term, 1, term.length);
	}
	while (term.length > 0 && is_end_mark(term.data[term.length - 1])) {
		*divided = *divided || is_divider(term.data[term.length - 1]);
		term.length--;
	}
	return term;
}

/* include:a.example,b.example: a name alone goes on with what was included. */
static bool add_include(struct guess *guess, struct ma_text name)
{
	struct ma_buffer term = { 0 };
	struct ma_text include;

	if (!guess->include || !guess->divided || name.length > TERM_MAX ||
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

static bool add_mended(struct guess *guess, struct ma_text term)
{
	size_t length = guess->out.length;
	size_t from;
	bool divided;

	term = trim(guess, term, &divided);
	if (term.length == 0)
		return true;
	if (length > 0)
		ma_buffer_byte(&guess->out, ' ');
	from = guess->out.length;
	if (ma_spf_mend_term(guess->arena, term, &guess->out) || add_include(guess, term)) {
		note_added(guess, from, term);
		guess->divided = divided;
		return true;
	}
	guess->out.length = length;
	return false;
}

/* The terms that hang together in TOKEN, each for itself. */
static bool add_divided(struct guess *guess, struct ma_text token)
{
	size_t all = ma_spf_find_glued_all(token);
	struct ma_text rest = ma_text_slice(token, 0, all);
	bool mended = true;
	bool signed_before = false;

	while (mended && rest.length > 0) {
		size_t end = find_end(rest);
		struct ma_text term = ma_text_slice(rest, 0, end);

		/* -ip4:192.0.2.1,192.0.2.2: does the sign hold for both?  Nobody can tell, and
		 * without it the second would be permitted. */
		mended = (!signed_before || has_qualifier(term)) && add_mended(guess, term);
		signed_before = signed_before || has_qualifier(term);
		for (; end < rest.length && is_divider(rest.data[end]); end++)
			guess->divided = true;
		rest = ma_text_slice(rest, end, rest.length);
	}
	return mended &&
	       (all == token.length || add_mended(guess, ma_text_slice(token, all, token.length)));
}

static bool is_word(struct ma_text text, size_t at)
{
	return at < text.length && (ma_is_alnum(text.data[at]) || text.data[at] >= 0x80);
}

/* TOKEN without the quotes and backslashes around words, of which records have none.  Those within
 * a word stay, so that 192.0.2.1"0 does not become an address that nobody wrote. */
static struct ma_text clean(struct guess *guess, struct ma_text token)
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

static bool add_token(struct guess *guess, struct ma_text token)
{
	size_t length = guess->out.length;
	enum ma_spf_reading reading;

	if (token.length > TERM_MAX)
		return false;
	reading = ma_spf_read_term(guess->arena, token);
	if (reading == MA_TERM_SOUND || (reading == MA_TERM_GLUED && guess->has_all)) {
		if (length > 0)
			ma_buffer_byte(&guess->out, ' ');
		length = guess->out.length;
		ma_buffer_text(&guess->out, token);
		note_added(guess, length, token);
		return true;
	}
	guess->changed = true;
	token = clean(guess, token);
	/* As one term if it can be one, else as several. */
	return add_mended(guess, token) || add_divided(guess, token);
}

/* --- Terms and records ------------------------------------------------------------------ */

static void find_all(struct guess *guess)
{
	struct guess look = *guess;
	struct ma_text token;

	while ((token = peek_token(&look, &look.position)).length > 0)
		guess->has_all = guess->has_all || ma_spf_word_is_all(token);
}

/* What people set between the version and the first term. */
static void skip_marks(struct guess *guess)
{
	while (guess->position < guess->text.length) {
		unsigned char byte = guess->text.data[guess->position];

		if (!ma_spf_is_junk(byte) && !is_end_mark(byte) && byte != ':')
			break;
		guess->changed = guess->changed || byte != ' ';
		guess->position++;
	}
}

/* The guess, unless nothing was wrong; BEFORE stands before it, and the rest of the text after it.
 */
static struct ma_text finish(struct guess *guess, bool mended, struct ma_text before)
{
	struct ma_spf_guess made = { .before = before, .cut = guess->cut };
	struct ma_buffer *out = &guess->out;

	if (mended && guess->changed && out->length > 0 && !out->failed) {
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
	bool cut = record.length > RECORD_MAX && record.length - to > TERM_MAX;
	struct guess guess = { .arena = arena, .cut = cut };
	struct ma_buffer text = { 0 };
	struct ma_text term = ma_text_slice(record, from, to);
	size_t before = from > RECORD_MAX ? from : 0;
	struct ma_text folded;
	bool mended = true;
	size_t end;

	if (term.length > TERM_MAX)
		return (struct ma_text){ 0 };
	folded = ma_characters_fold(arena, term);
	guess.changed = !ma_text_equal(folded, term);
	ma_buffer_text(&text, folded);
	end = text.length;
	ma_buffer_text(&text, ma_characters_fold(
				      arena, ma_text_slice(record, to,
							   cut ? to + TERM_MAX : record.length)));
	guess.text = ma_buffer_keep(&text, arena);
	while (mended && guess.position < end && !arena->failed)
		mended = add_token(&guess, take_token(&guess));
	guess.cut = cut || before > 0;
	return finish(&guess, mended,
		      ma_characters_fold(arena, ma_text_slice(record, before, from)));
}

struct ma_text ma_spf_guess_record(struct ma_arena *arena, struct ma_text record)
{
	struct guess guess = { .arena = arena };
	bool mended = true;
	size_t from;
	size_t to;
	size_t version = ma_spf_find_version(record, &from, &to);
	struct ma_text rest = ma_text_slice(record, version, record.length);
	struct ma_text token;

	if (version == 0 || record.length > RECORD_MAX)
		return (struct ma_text){ 0 };
	guess.text = ma_characters_fold(arena, rest);
	guess.changed = !ma_spf_is_record(record) || !ma_text_equal(guess.text, rest);
	skip_marks(&guess);
	find_all(&guess);
	ma_buffer_string(&guess.out, MA_SPF_VERSION);
	while (mended && (token = take_token(&guess)).length > 0)
		mended = add_token(&guess, token);
	return finish(&guess, mended, (struct ma_text){ 0 });
}
