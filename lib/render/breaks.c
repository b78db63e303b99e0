/* Where lines may not be broken, beyond Unicode's rules.
 *
 * SPDX-License-Identifier: MIT
 *
 * Unicode lets Japanese be broken between nearly any two characters.  Readers expect a break where
 * a phrase (文節) ends: a content word with the particles after it.  That is where Hiragana is
 * followed by something else, or after a mark; inside words there is none. */

#include "render.h"

#include <string.h>
#include <unilbrk.h>

enum script {
	OTHER,
	SPACE,
	VALUE, /* ASCII that shows: names, addresses, numbers */
	HIRAGANA,
	KATAKANA,
	KANJI,
	CLOSING, /* brackets */
};

/* The letter at a place, and those before it. */
struct letters {
	uint32_t earlier;
	uint32_t before;
	uint32_t here;
};

static enum script script_of(uint32_t code)
{
	if (code == ' ')
		return SPACE;
	if (code == ')' || code == ']')
		return CLOSING;
	if (code > ' ' && code < 0x7f)
		return VALUE;
	if (code >= 0x3041 && code <= 0x309f)
		return HIRAGANA;
	if ((code >= 0x30a1 && code <= 0x30fa) || code == 0x30fc)
		return KATAKANA;
	if ((code >= 0x3400 && code <= 0x9fff) || code == 0x3005)
		return KANJI;
	return code == 0x300d || code == 0x300f ? CLOSING : OTHER;
}

static bool is_one_of(uint32_t code, const char *letters)
{
	struct ma_text rest = ma_text(letters);
	uint32_t letter;
	size_t length;

	while ((length = ma_utf8_decode(rest, &letter)) > 0) {
		if (letter == code)
			return true;
		rest = ma_text_slice(rest, length, rest.length);
	}
	return false;
}

/* What begins with Kanji or Katakana after Hiragana begins a word, but for a second verb or noun
 * (問い|合わせ, 送り|先), after a polite prefix (お|客) and in もう|一度. */
static bool is_inside_word(const struct letters *letters)
{
	if (is_one_of(letters->before, "おご") && script_of(letters->earlier) != HIRAGANA)
		return true;
	if (letters->earlier == 0x3082 && letters->before == 0x3046 && letters->here == 0x4e00)
		return true;
	return script_of(letters->here) == KANJI &&
	       is_one_of(letters->before, "いきぎしちにびみりえけげせてべめれ") &&
	       script_of(letters->earlier) == KANJI &&
	       is_one_of(letters->here, "合込取切直替換出入上下付戻返続違届扱消組去足先方");
}

static bool is_joined(const struct letters *letters)
{
	enum script earlier = script_of(letters->earlier);
	enum script before = script_of(letters->before);
	enum script here = script_of(letters->here);

	/* Names and the like stay in one piece. */
	if (letters->here < 0x7f && letters->before < 0x7f)
		return letters->here > ' ' && letters->before > ' ';
	/* Marks that begin no line: a word is as long as it is with them. */
	if (here == CLOSING || is_one_of(letters->here, "、。"))
		return true;
	if (here != HIRAGANA && here != KATAKANA && here != KANJI)
		return false;
	/* "2 つ", "example.jp の": a counter, or a particle, goes with what it follows. */
	if (before == SPACE)
		return earlier == VALUE &&
		       (here == HIRAGANA || ma_is_digit((unsigned char)letters->earlier));
	if (before == HIRAGANA && here != HIRAGANA)
		return is_inside_word(letters);
	if (before == CLOSING)
		return here == HIRAGANA;
	return before != OTHER;
}

/* A record or a command up to the end of the text: a sentence ends in a letter and a full stop. */
static bool is_to_paste(struct ma_text text)
{
	if (!ma_text_starts(text, ": v=") && !ma_text_starts(text, ": MX ") &&
	    !ma_text_starts(text, ": dnsaudit "))
		return false;
	for (size_t i = 0; i < text.length; i++)
		if (text.data[i] != ' ' && !ma_is_visible(text.data[i]))
			return false;
	return text.data[text.length - 1] != '.' || text.data[text.length - 2] == ' ';
}

/* What is to be pasted, of WHOLE from its byte AT: "v=spf1 -all", 「v=spf1 -all」, and what follows
 * as in "publish: v=spf1 -all".  Its length, with the marks; or 0. */
static size_t pasted_length(struct ma_text whole, size_t at)
{
	struct ma_text text = ma_text_slice(whole, at, whole.length);
	bool plain = ma_text_starts(text, "\"v=");
	const char *end = plain ? "\"" : "」";
	size_t from = 1;

	if (at >= 2 && is_to_paste(ma_text_slice(whole, at - 2, whole.length)))
		return text.length;
	if (!plain && !ma_text_starts(text, "「v="))
		return 0;
	while (from < text.length && !ma_text_starts(ma_text_slice(text, from, text.length), end))
		from++;
	return from < text.length ? from + strlen(end) : 0;
}

/* A word that a line cannot hold is broken by Unicode's rules. */
static void allow_breaks(struct ma_text word, size_t line, char *overrides)
{
	if (ma_columns(word) <= line)
		return;
	for (size_t i = 1; i < word.length; i++)
		if (!ma_is_visible(word.data[i - 1]) || !ma_is_visible(word.data[i]))
			overrides[i] = UC_BREAK_UNDEFINED;
}

void ma_forbid_breaks(struct ma_text text, size_t line, char *overrides)
{
	struct letters letters = { 0, ' ', 0 };
	size_t word = 0;
	size_t pasted = 0;
	size_t length;

	memset(overrides, UC_BREAK_UNDEFINED, text.length);
	for (size_t i = 0; i < text.length; i += length) {
		struct ma_text rest = ma_text_slice(text, i, text.length);

		length = ma_utf8_decode(rest, &letters.here);
		if (length == 0) {
			length = 1;
			letters.here = 0;
		}
		if (i >= pasted && i >= 2 &&
		    is_to_paste(ma_text_slice(text, i - 2, text.length))) {
			overrides[i] = UC_BREAK_MANDATORY;
			word = i;
		} else if (i < pasted || (i > 0 && is_joined(&letters))) {
			overrides[i] = UC_BREAK_PROHIBITED;
		} else {
			allow_breaks(ma_text_slice(text, word, i), line, overrides + word);
			word = i;
			/* Versions of Unicode differ before brackets (UAX 14, LB15). */
			if (i > 0 && letters.before == ' ' && letters.here != ' ')
				overrides[i] = UC_BREAK_POSSIBLE;
		}
		if (i >= pasted)
			pasted = i + pasted_length(text, i);
		letters.earlier = letters.before;
		letters.before = letters.here;
	}
	allow_breaks(ma_text_slice(text, word, text.length), line, overrides + word);
}
