/* How a term reads: without a fault, and as a person would have written it?
 *
 * SPDX-License-Identifier: MIT */

#include "meant.h"

#include <string.h>

size_t ma_spf_find_glued_all(struct ma_text term)
{
	const size_t length = 1 + strlen(ma_spf_kind_word(MA_SPF_ALL));
	size_t at;

	if (term.length <= length)
		return term.length;
	at = term.length - length;
	/* Never "+all": to permit everyone has to be said aloud. */
	if (ma_spf_is_qualifier(term.data[at]) && term.data[at] != '+' &&
	    !ma_spf_is_qualifier(term.data[at - 1]) &&
	    ma_spf_kind_of(ma_text_slice(term, at + 1, term.length)) == MA_SPF_ALL)
		return at;
	return term.length;
}

size_t ma_spf_find_odd(struct ma_text spec)
{
	struct ma_cursor cursor = { spec, 0 };
	struct ma_spf_piece piece;

	while ((piece = ma_spf_next_piece(&cursor)).kind != MA_PIECE_END)
		if (piece.kind == MA_PIECE_LITERAL && !ma_is_alnum(piece.byte) &&
		    !ma_is_one_of(piece.byte, "-_."))
			return piece.from;
	return spec.length;
}

enum ma_spf_reading ma_spf_reading_of(const struct ma_spf_term *term)
{
	struct ma_text spec = term->domain_spec;

	if (term->faulty)
		return MA_TERM_FAULTY;
	if (ma_spf_find_glued_all(spec) < spec.length)
		return MA_TERM_GLUED;
	return ma_spf_find_odd(spec) < spec.length ? MA_TERM_ODD : MA_TERM_SOUND;
}

enum ma_spf_reading ma_spf_read_term(struct ma_arena *arena, struct ma_text term)
{
	struct ma_arena_mark mark = ma_arena_mark(arena);
	enum ma_spf_reading reading = MA_TERM_FAULTY;
	const struct ma_spf_record *record;
	struct ma_buffer text = { 0 };

	ma_buffer_string(&text, MA_SPF_VERSION " ");
	ma_buffer_text(&text, term);
	record = ma_spf_read(arena, ma_buffer_keep(&text, arena));
	if (record != NULL && record->terms != NULL && record->faults == 0 && record->notes == 0)
		reading = ma_spf_reading_of(record->terms);
	ma_arena_rewind(arena, mark);
	return reading;
}

bool ma_spf_is_sound(const struct ma_spf_record *record)
{
	const struct ma_spf_term *term = record->terms;

	while (term != NULL && ma_spf_reading_of(term) == MA_TERM_SOUND)
		term = term->next;
	return term == NULL && record->faults == 0 && record->notes == 0;
}
