/* What a broken record was meant as.  Characters are folded to ASCII; what is sound stays as it is;
 * what is not is joined with what it was torn from, divided where terms hang together, and mended
 * term by term.  One term that cannot be mended, and there is no guess.
 *
 * SPDX-License-Identifier: MIT */

#include "spf.h"

#include <string.h>

enum {
	TERM_MAX = 512,	   /* octets; what is longer is no slip of the hand */
	RECORD_MAX = 4096, /* a receiver may refuse far shorter ones (RFC 7208 3.4) */
	JOINS_MAX = 3,	   /* "include", ":", "example.com" */
	VERSION_MAX = 6,
};

/* A text of terms on its way, in ASCII as far as that goes. */
struct guess {
	struct ma_arena *arena;
	struct ma_text text;
	size_t position;
	bool cut;     /* the text goes on */
	bool has_all; /* as a term of its own */
	bool changed;
	struct ma_buffer out;
};

/* --- The version ------------------------------------------------------------------ */

static bool is_junk(unsigned char byte)
{
	return byte != 0 && strchr(" \"'`\\", byte) != NULL;
}

/* Whether BYTE goes on with a version of which COUNT octets are there; spaces may stand within. */
static bool goes_on(unsigned char byte, size_t count)
{
	return ma_fold(byte) == (unsigned char)"v=spf1"[count] || (count == 1 && byte == ':');
}

size_t ma_spf_find_version(struct ma_text text, size_t *from, size_t *to)
{
	size_t count = 0;
	size_t at = 0;

	*from = *to = 0;
	while (at < text.length && count < VERSION_MAX) {
		struct ma_text plain;
		size_t length = ma_character_fold(ma_text_slice(text, at, text.length), &plain);
		unsigned char byte = plain.length > 0 ? plain.data[0] : ' ';
		bool part = goes_on(byte, count);

		if (!part && !(count == 0 ? is_junk(byte) : byte == ' '))
			return 0;
		if (!part || length > 1 || (count == 1 && byte == ':')) {
			*from = *to > 0 ? *from : at;
			*to = at + length;
		}
		count += part;
		at += length;
	}
	return count == VERSION_MAX ? at : 0;
}

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

static bool needs_value(struct ma_text name)
{
	static const char *const names[] = { "include", "exists", "ip4",      "ip6", "ipv4",
					     "ipv6",	"ip",	  "redirect", "exp" };

	if (name.length > 0 && strchr("+-~?", name.data[0]) != NULL)
		name = ma_text_slice(name, 1, name.length);
	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++)
		if (ma_text_is(name, names[i]))
			return true;
	return false;
}

static bool is_bare_sign(struct ma_text token)
{
	return token.length == 1 && strchr("-~?", token.data[0]) != NULL;
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
	return (last == ':' || last == '=' || needs_value(token)) && first != 0 &&
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
		if (needs_value(token) && strchr(":=", next.data[0]) == NULL)
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

/* Whether a term begins at FROM: its name and sign, which nothing else holds. */
static bool begins_term(struct ma_text text, size_t from)
{
	static const char *const heads[] = { "include:", "ip4:", "ip6:",     "ipv4:",	  "ipv6:",
					     "exists:",	 "mx:",	 "include=", "redirect=", "exp=" };

	text = ma_text_slice(text, from, text.length);
	if (text.length > 0 && strchr("+-~?", text.data[0]) != NULL)
		text = ma_text_slice(text, 1, text.length);
	for (size_t i = 0; i < sizeof(heads) / sizeof(*heads); i++)
		if (ma_text_starts(text, heads[i]))
			return true;
	return false;
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
		if (is_divider(text.data[at]) && !needs_value(ma_text_slice(text, 0, at)))
			return at;
		if (at > 0 && begins_term(text, at) && strchr("+-~?", text.data[at - 1]) == NULL)
			return at;
	}
	return text.length;
}

static bool add_mended(struct guess *guess, struct ma_text term)
{
	bool mended;

	while (term.length > 0 && is_end_mark(term.data[term.length - 1]))
		term.length--;
	while (term.length > 0 && is_end_mark(term.data[0]))
		term = ma_text_slice(term, 1, term.length);
	if (term.length == 0)
		return true;
	if (guess->out.length > 0)
		ma_buffer_byte(&guess->out, ' ');
	mended = ma_spf_mend_term(guess->arena, term, &guess->out);
	return mended;
}

static bool has_sign(struct ma_text term)
{
	return term.length > 0 && strchr("+-~?", term.data[0]) != NULL;
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
		mended = (!signed_before || has_sign(term)) && add_mended(guess, term);
		signed_before = signed_before || has_sign(term);
		while (end < rest.length && is_divider(rest.data[end]))
			end++;
		rest = ma_text_slice(rest, end, rest.length);
	}
	/* redirect= and all contradict each other. */
	if (all < token.length && ma_text_starts(token, "redirect"))
		return false;
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

		while (to < token.length && is_junk(token.data[to]))
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
		ma_buffer_text(&guess->out, token);
		return true;
	}
	guess->changed = true;
	token = clean(guess, token);
	/* As one term if it can be one, else as several. */
	if (add_mended(guess, token))
		return true;
	guess->out.length = length;
	return add_divided(guess, token);
}

/* --- Terms and records ------------------------------------------------------------------ */

static bool is_all(struct ma_text token)
{
	if (token.length > 0 && strchr("+-~?", token.data[0]) != NULL)
		token = ma_text_slice(token, 1, token.length);
	return ma_text_is(token, "all");
}

static void look_for_all(struct guess *guess)
{
	struct guess look = *guess;
	struct ma_text token;

	while ((token = peek_token(&look, &look.position)).length > 0)
		guess->has_all = guess->has_all || is_all(token);
}

static bool permits_everybody(const struct ma_spf_record *record)
{
	for (const struct ma_spf_term *term = record->terms; term != NULL; term = term->next)
		if (term->kind == MA_SPF_ALL && term->qualifier == '+')
			return true;
	return false;
}

static const struct ma_spf_record *parse(struct guess *guess, struct ma_text text)
{
	struct ma_buffer whole = { 0 };

	if (!ma_spf_is_record(text))
		ma_buffer_string(&whole, "v=spf1 ");
	ma_buffer_text(&whole, text);
	return ma_spf_parse(guess->arena, MA_TEXT(""), ma_buffer_keep(&whole, guess->arena), NULL);
}

/* Whether the whole reads without a fault, and permits everybody only if ORIGINAL did. */
static bool is_fit(struct guess *guess, struct ma_text text, struct ma_text original)
{
	const struct ma_spf_record *mended = parse(guess, text);
	const struct ma_spf_record *broken;

	if (mended == NULL || mended->faults > 0 || mended->notes > 0)
		return false;
	if (!permits_everybody(mended))
		return true;
	broken = ma_spf_is_record(original) ? parse(guess, original) : NULL;
	return broken != NULL && permits_everybody(broken);
}

/* What people set between the version and the first term. */
static void skip_marks(struct guess *guess)
{
	while (guess->position < guess->text.length) {
		unsigned char byte = guess->text.data[guess->position];

		if (!is_junk(byte) && !is_end_mark(byte) && byte != ':')
			break;
		guess->changed = guess->changed || byte != ' ';
		guess->position++;
	}
}

/* The guess, unless nothing was wrong. */
static struct ma_text finish(struct guess *guess, bool mended, struct ma_text original)
{
	struct ma_text text = { 0 };

	if (mended && guess->changed && guess->out.length > 0 && !guess->out.failed) {
		text = ma_arena_copy(
			guess->arena,
			(struct ma_text){ (unsigned char *)guess->out.data, guess->out.length });
		if (!is_fit(guess, text, original))
			text = (struct ma_text){ 0 };
	}
	guess->arena->failed = guess->arena->failed || guess->out.failed;
	ma_buffer_finish(&guess->out);
	return guess->arena->failed ? (struct ma_text){ 0 } : text;
}

struct ma_text ma_spf_guess_term(struct ma_arena *arena, struct ma_text record, size_t from,
				 size_t to)
{
	struct guess guess = { .arena = arena, .cut = record.length - to > TERM_MAX };
	struct ma_buffer text = { 0 };
	struct ma_text term = ma_text_slice(record, from, to);
	struct ma_text folded;
	bool mended = true;
	size_t end;

	if (term.length > TERM_MAX)
		return (struct ma_text){ 0 };
	folded = ma_characters_fold(arena, term);
	guess.changed = !ma_text_equal(folded, term);
	ma_buffer_text(&text, folded);
	end = text.length;
	ma_buffer_text(&text, ma_characters_fold(arena, ma_text_slice(record, to, to + TERM_MAX)));
	guess.text = ma_buffer_keep(&text, arena);
	while (mended && guess.position < end && !arena->failed)
		mended = add_token(&guess, take_token(&guess));
	return finish(&guess, mended, term);
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
	look_for_all(&guess);
	ma_buffer_string(&guess.out, "v=spf1");
	while (mended && (token = take_token(&guess)).length > 0)
		mended = add_token(&guess, token);
	return finish(&guess, mended, record);
}
