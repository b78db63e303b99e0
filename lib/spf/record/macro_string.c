/* Macro-strings and domain-specs: their pieces, and where they go wrong (RFC 7208 7.1).
 *
 * SPDX-License-Identifier: MIT */

#include "macro.h"

#include <string.h>

/* macro-expand = "%{" macro-letter transformers *delimiter "}", after the brace. */
static bool read_macro(struct ma_cursor *cursor, struct ma_spf_piece *piece)
{
	size_t start;

	piece->byte = ma_cursor_next(cursor);
	if (!ma_is_one_of(ma_fold(piece->byte), "slodiphcrtv"))
		return false;
	/* RFC 7208 7.3: the number of parts is not zero; more than 127 names no part more. */
	if (ma_cursor_number(cursor, 127, &piece->keep) && piece->keep == 0)
		return false;
	piece->reverse = ma_cursor_take(cursor, 'r') || ma_cursor_take(cursor, 'R');
	start = cursor->position;
	while (ma_is_one_of(ma_cursor_peek(cursor), ".-+,/_="))
		cursor->position++;
	piece->delimiters = ma_text_slice(cursor->text, start, cursor->position);
	return ma_cursor_take(cursor, '}');
}

/* For a finding: the whole of a macro that went wrong, as far as it is known. */
static void skip_bad_macro(struct ma_cursor *cursor, size_t from)
{
	size_t end = from;

	while (end < cursor->text.length && cursor->text.data[end] != '}' &&
	       cursor->text.data[end] != ' ')
		end++;
	if (end < cursor->text.length && cursor->text.data[end] == '}')
		cursor->position = end + 1;
}

struct ma_spf_piece ma_spf_next_piece(struct ma_cursor *cursor)
{
	struct ma_spf_piece piece = { .from = cursor->position };

	if (ma_cursor_at_end(cursor)) {
		piece.kind = MA_PIECE_END;
	} else if (!ma_cursor_take(cursor, '%')) {
		piece.byte = ma_cursor_next(cursor);
		piece.kind = MA_PIECE_LITERAL;
	} else if (ma_cursor_take(cursor, '{')) {
		piece.kind = read_macro(cursor, &piece) ? MA_PIECE_MACRO : MA_PIECE_BAD;
		if (piece.kind == MA_PIECE_BAD)
			skip_bad_macro(cursor, piece.from);
	} else {
		piece.byte = ma_cursor_next(cursor);
		piece.kind = ma_is_one_of(piece.byte, "%_-") ? MA_PIECE_ESCAPE : MA_PIECE_BAD;
	}
	piece.to = cursor->position;
	return piece;
}

/* At the first "%": all before it is literal, and most names have none. */
static struct ma_cursor first_macro(struct ma_text text)
{
	const unsigned char *sign = text.length > 0 ? memchr(text.data, '%', text.length) : NULL;

	return (struct ma_cursor){ text, sign != NULL ? (size_t)(sign - text.data) : text.length };
}

bool ma_spf_depends_on_sender(struct ma_text spec)
{
	struct ma_cursor cursor = first_macro(spec);
	struct ma_spf_piece piece;

	while ((piece = ma_spf_next_piece(&cursor)).kind != MA_PIECE_END)
		if (piece.kind == MA_PIECE_MACRO && ma_fold(piece.byte) != 'd')
			return true;
	return false;
}

static struct ma_spf_spec_fault walk(struct ma_text text, bool in_term, size_t *last_macro)
{
	struct ma_cursor cursor = first_macro(text);
	struct ma_spf_piece piece;

	*last_macro = 0;
	while ((piece = ma_spf_next_piece(&cursor)).kind != MA_PIECE_END) {
		if (piece.kind == MA_PIECE_BAD)
			return (struct ma_spf_spec_fault){ MA_SPEC_BAD_MACRO, piece.from,
							   piece.to };
		/* RFC 7208 7.2: c, r and t are for explanations. */
		if (piece.kind == MA_PIECE_MACRO && in_term &&
		    ma_is_one_of(ma_fold(piece.byte), "crt"))
			return (struct ma_spf_spec_fault){ MA_SPEC_EXPLANATION_MACRO, piece.from,
							   piece.to };
		if (piece.kind != MA_PIECE_LITERAL)
			*last_macro = piece.to;
	}
	return (struct ma_spf_spec_fault){ MA_SPEC_OK, 0, 0 };
}

struct ma_spf_spec_fault ma_spf_check_macro_string(struct ma_text text, bool in_term)
{
	size_t last_macro;

	return walk(text, in_term, &last_macro);
}

/* toplabel = ( *alphanum ALPHA *alphanum ) / ( 1*alphanum "-" *( alphanum / "-" ) alphanum ) */
static bool is_top_label(struct ma_text label)
{
	bool only_digits = true;

	if (label.length == 0 || !ma_is_alnum(label.data[0]) ||
	    !ma_is_alnum(label.data[label.length - 1]))
		return false;
	for (size_t i = 0; i < label.length; i++) {
		if (!ma_is_alnum(label.data[i]) && label.data[i] != '-')
			return false;
		only_digits = only_digits && ma_is_digit(label.data[i]);
	}
	return !only_digits;
}

struct ma_spf_spec_fault ma_spf_check_domain_spec(struct ma_text text)
{
	size_t last_macro;
	struct ma_spf_spec_fault fault = walk(text, true, &last_macro);
	size_t end = text.length;
	size_t dot;

	/* domain-end = ( "." toplabel [ "." ] ) / macro-expand */
	if (fault.kind != MA_SPEC_OK || last_macro == text.length)
		return fault;
	if (end > last_macro && text.data[end - 1] == '.')
		end--;
	dot = ma_text_last(ma_text_slice(text, last_macro, end), '.') + last_macro;
	if (dot >= end || !is_top_label(ma_text_slice(text, dot + 1, end)))
		return (struct ma_spf_spec_fault){ MA_SPEC_BAD_END, 0, text.length };
	return fault;
}

struct ma_text ma_spf_cut_name(struct ma_text text)
{
	if (text.length > 0 && text.data[text.length - 1] == '.')
		text.length--;
	/* RFC 7208 7.3: "the left side is truncated to fit, by removing successive domain labels"
	 */
	while (text.length > MA_DOMAIN_MAX) {
		const unsigned char *dot = memchr(text.data, '.', text.length);

		if (dot == NULL)
			break;
		text = ma_text_slice(text, (size_t)(dot - text.data) + 1, text.length);
	}
	return text;
}

/* RFC 7208 6.2: "the explanation string MUST be limited to [US-ASCII]"; what macros bring in of the
 * sender may be anything. */
bool ma_spf_is_printable(struct ma_text text)
{
	for (size_t i = 0; i < text.length; i++)
		if (!ma_is_visible(text.data[i]) && text.data[i] != ' ')
			return false;
	return true;
}
