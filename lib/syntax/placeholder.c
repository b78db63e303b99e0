/* What a sample holds in the place of a value that its reader has to fill in.
 *
 * SPDX-License-Identifier: MIT */

#include "syntax.h"

/* Signs that no name holds: those that stand for "something" twice in a row, or <...>. */
static size_t sign_length(struct ma_text text)
{
	uint32_t first = 0;
	uint32_t next = 0;
	size_t length = ma_utf8_decode(text, &first);
	size_t at = length;

	if (first == '<') { /* but no end of an element: that is pasted markup */
		if (text.length > 1 && text.data[1] == '/')
			return 0;
		while (at < text.length && text.data[at] != '>')
			at++;
		return at < text.length ? at + 1 : 0;
	}
	/* * and its full width, circles, the zero that is used for one, the cross */
	if (first != '*' && first != 0xff0a && first != 0x25cb && first != 0x25cf &&
	    first != 0x25ef && first != 0x3007 && first != 0xd7)
		return 0;
	for (next = first; length > 0 && at < text.length; at += length) {
		length = ma_utf8_decode(ma_text_slice(text, at, text.length), &next);
		if (next != first)
			break;
	}
	return at > ma_utf8_decode(text, &next) ? at : 0;
}

static bool is_run_of(struct ma_text word, unsigned char byte)
{
	size_t at = 0;

	while (at < word.length && word.data[at] == byte)
		at++;
	return at >= 3 && at == word.length;
}

/* "xxx", "NNN", "your-domain", "yourdomain", "ADDRESS". */
static bool is_word(struct ma_text word)
{
	static const char *const ours[] = { "domain", "host", "hostname", "server", "ip",
					    "name",   "mail", "email",	  "address" };
	struct ma_text rest;

	if (is_run_of(word, 'x') || is_run_of(word, 'X') || is_run_of(word, 'N') ||
	    ma_text_equal(word, MA_TEXT("ADDRESS")))
		return true;
	if (word.length <= 4 || !ma_text_equal_fold(ma_text_slice(word, 0, 4), MA_TEXT("your")))
		return false;
	if (word.data[4] == '-' || word.data[4] == '_')
		return word.length > 5;
	rest = ma_text_slice(word, 4, word.length);
	for (size_t i = 0; i < sizeof(ours) / sizeof(*ours); i++)
		if (ma_text_equal_fold(rest, ma_text(ours[i])))
			return true;
	return false;
}

/* RFC 2606 3; TEXT begins with a label. */
static bool is_example(struct ma_text text)
{
	static const char *const names[] = { "example.com", "example.net", "example.org" };

	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++) {
		size_t length = ma_text(names[i]).length;

		if (ma_text_equal_fold(ma_text_slice(text, 0, length), ma_text(names[i])) &&
		    (text.length == length || text.data[length] == '/'))
			return true;
	}
	return false;
}

static bool is_word_byte(unsigned char byte)
{
	return ma_is_alnum(byte) || byte == '-' || byte == '_';
}

enum ma_placeholder ma_find_placeholder(struct ma_text text)
{
	enum ma_placeholder found = MA_PLACEHOLDER_NONE;

	for (size_t at = 0; at < text.length; at++) {
		struct ma_text rest = ma_text_slice(text, at, text.length);
		size_t length = 0;

		if (sign_length(rest) > 0)
			return MA_PLACEHOLDER_SIGN;
		if (at > 0 && is_word_byte(text.data[at - 1]))
			continue;
		while (length < rest.length && is_word_byte(rest.data[length]))
			length++;
		if (is_word(ma_text_slice(rest, 0, length)))
			found = MA_PLACEHOLDER_WORD;
		else if (found == MA_PLACEHOLDER_NONE && is_example(rest))
			found = MA_PLACEHOLDER_EXAMPLE;
	}
	return found;
}
