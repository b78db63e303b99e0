/* Plain words: a text without what differs from one writer to the next.
 *
 * SPDX-License-Identifier: MIT */

#include "concept.h"

struct plain {
	struct ma_text text;
	unsigned char *bytes;
	uint16_t *places;
	size_t length;
};

static void put(struct plain *plain, unsigned char byte, size_t place)
{
	unsigned char before = plain->length > 0 ? plain->bytes[plain->length - 1] : '\n';

	if (byte == ' ' && (before == ' ' || before == '\n'))
		return;
	if (byte == '\n') {
		if (before == '\n')
			return;
		if (before == ' ')
			plain->length--;
	}
	plain->bytes[plain->length] = byte;
	plain->places[plain->length++] = (uint16_t)place;
}

/* --- Letters -------------------------------------------------------------- */

/* U+00C0 to U+017F without their accents; a space where that says nothing. */
static const char latin[] = "aaaaaaaceeeeiiiidnooooo ouuuuy saaaaaaaceeeeiiiidnooooo ouuuuy y"
			    "aaaaaaccccccccddddeeeeeeeeeegggggggghhhhiiiiiiiiiiiijjkkklllllll"
			    "lllnnnnnnnnnoooooooorrrrrrssssssssttttttuuuuuuuuuuuuwwyyyzzzzzzs";

/* The code point in lower case, without accents. */
static uint32_t simplify(uint32_t code)
{
	if (code >= 0xc0 && code < 0xc0 + sizeof(latin) - 1)
		return (unsigned char)latin[code - 0xc0];
	if (code >= 0x410 && code <= 0x42f) /* Cyrillic */
		return code + 0x20;
	if (code == 0x401 || code == 0x451)
		return 0x435;
	if (code >= 0xff01 && code <= 0xff5e) /* full width */
		return ma_fold((unsigned char)(code - 0xff01 + '!'));
	return code;
}

/* Whether it only decorates: typographic quotes, CJK brackets and commas. */
static bool is_decoration(uint32_t code)
{
	return code == 0xa0 || code == 0xab || code == 0xbb || (code >= 0x2010 && code <= 0x2027) ||
	       (code >= 0x3000 && code <= 0x3001) || (code >= 0x3008 && code <= 0x3011);
}

static size_t put_wide(struct plain *plain, size_t at)
{
	uint32_t code;
	size_t length = ma_utf8_decode(ma_text_slice(plain->text, at, plain->text.length), &code);

	if (length == 0) {
		put(plain, ' ', at);
		return 1;
	}
	/* "doesn’t" */
	if (code == 0x2019 || code == 0x2018)
		return length;
	if (code == 0x3002) {
		put(plain, '\n', at);
		return length;
	}
	code = is_decoration(code) ? ' ' : simplify(code);
	if (code < 0x80) {
		put(plain, ma_is_alnum((unsigned char)code) ? (unsigned char)code : ' ', at);
		return length;
	}
	if (code >= 0x430 && code <= 0x44f && length == 2) {
		put(plain, (unsigned char)(0xc0 | (code >> 6)), at);
		put(plain, (unsigned char)(0x80 | (code & 0x3f)), at);
		return length;
	}
	for (size_t i = 0; i < length; i++)
		put(plain, plain->text.data[at + i], at);
	return length;
}

/* --- Tokens ----------------------------------------------------------------- */

static bool ends_token(unsigned char byte)
{
	return byte <= ' ' || ma_is_one_of(byte, "<>()[]\"',;{}") || byte >= 0x80;
}

static size_t token_length(struct ma_text text, size_t at)
{
	size_t length = 0;

	while (at + length < text.length && !ends_token(text.data[at + length]))
		length++;
	return length;
}

static void put_words(struct plain *plain, size_t at, size_t length)
{
	for (size_t i = at; i < at + length; i++) {
		unsigned char byte = plain->text.data[i];
		bool ends = i + 1 >= plain->text.length || plain->text.data[i + 1] <= ' ';

		if (ma_is_alnum(byte))
			put(plain, ma_fold(byte), i);
		else
			put(plain, ma_is_one_of(byte, ".!?") && ends ? '\n' : ' ', i);
	}
}

static size_t put_token(struct plain *plain, size_t at)
{
	size_t length = token_length(plain->text, at);
	struct ma_text token = ma_text_slice(plain->text, at, at + length);
	size_t name = ma_field_name_at(token);
	unsigned char symbol;

	/* "relay=[192.0.2.1]": what a field is called says nothing. */
	if (name > 0) {
		put(plain, ' ', at);
		return name;
	}
	symbol = ma_token_symbol(token);
	if (symbol != 0) {
		put(plain, ' ', at);
		put(plain, symbol, at);
		/* The sentence ends with it. */
		put(plain, token.data[length - 1] == '.' ? '\n' : ' ', at + length - 1);
	} else {
		put_words(plain, at, length);
	}
	return length;
}

struct ma_text ma_words_plain(struct ma_arena *arena, struct ma_text text, uint16_t **places)
{
	struct plain plain = { .text = ma_text_slice(text, 0, 2 * MA_REPLY_MAX) };

	/* A letter never becomes more bytes; a symbol has a space on both sides. */
	plain.bytes = ma_arena_alloc(arena, 3 * plain.text.length + 4);
	plain.places = ma_arena_array(arena, 3 * plain.text.length + 4, sizeof(*plain.places));
	if (arena->failed)
		return MA_TEXT("");
	for (size_t at = 0; at < plain.text.length;) {
		unsigned char byte = plain.text.data[at];
		size_t length = ends_token(byte) ? 0 : token_length(plain.text, at);
		size_t heading = ma_boilerplate_at(plain.text, at);

		if (heading > 0) {
			put(&plain, '\n', at);
			at += heading;
		} else if (length > 0) {
			at += put_token(&plain, at);
		} else if (byte >= 0x80) {
			at += put_wide(&plain, at);
		} else {
			/* "doesn't" */
			bool within =
				byte == '\'' && at > 0 && ma_is_alnum(plain.text.data[at - 1]) &&
				at + 1 < plain.text.length && ma_is_alnum(plain.text.data[at + 1]);

			if (!within)
				put(&plain, byte == ';' || byte == '\n' ? '\n' : ' ', at);
			at++;
		}
	}
	put(&plain, '\n', plain.text.length);
	*places = plain.places;
	return (struct ma_text){ plain.bytes, plain.length };
}
