/* Modifiers and macros that are legal, but do not do what their writer means (RFC 7208 6).
 *
 * SPDX-License-Identifier: MIT */

#include "../record/macro.h"
#include "advice.h"

static bool is_unknown_modifier(const struct ma_spf_term *term)
{
	return term->kind == MA_SPF_OTHER && !term->faulty;
}

static const struct ma_spf_term *find(const struct ma_spf_record *record, const char *name)
{
	for (const struct ma_spf_term *term = record->terms; term != NULL; term = term->next)
		if (is_unknown_modifier(term) && ma_text_is(term->name, name))
			return term;
	return NULL;
}

/* --- Reports of failures (RFC 6652 3) ---------------------------------------- */

static bool is_percentage(struct ma_text value)
{
	struct ma_cursor cursor = { value, 0 };
	unsigned number;

	return ma_cursor_number(&cursor, 100, &number) && number <= 100 &&
	       ma_cursor_at_end(&cursor);
}

/* rr = type *( ":" type ); type = "all" / "e" / "f" / "s" / "n" */
static bool is_report_types(struct ma_text value)
{
	static const char *const types[] = { "all", "e", "f", "s", "n" };

	for (size_t from = 0; from <= value.length;) {
		size_t to = from;
		bool known = false;

		while (to < value.length && value.data[to] != ':')
			to++;
		for (size_t i = 0; i < sizeof(types) / sizeof(*types); i++)
			known = known || ma_text_is(ma_text_slice(value, from, to), types[i]);
		if (!known)
			return false;
		from = to + 1;
	}
	return true;
}

static void find_report_faults(struct ma_findings *findings, const struct ma_spf_frame *frame)
{
	const struct ma_spf_term *ra = find(frame->record, "ra");
	const struct ma_spf_term *rp = find(frame->record, "rp");
	const struct ma_spf_term *rr = find(frame->record, "rr");

	if (ra == NULL && (rp != NULL || rr != NULL))
		ma_spf_note_term(findings, frame, rp != NULL ? rp : rr,
				 MA_SPF_REPORT_WITHOUT_ADDRESS);
	/* RFC 6652 3: the local part of an address at the domain itself. */
	if (ra != NULL &&
	    (ra->value.length == 0 || ma_text_last(ra->value, '@') < ra->value.length))
		ma_spf_note_term(findings, frame, ra, MA_SPF_REPORT_MALFORMED);
	if (rp != NULL && !is_percentage(rp->value))
		ma_spf_note_term(findings, frame, rp, MA_SPF_REPORT_MALFORMED);
	if (rr != NULL && !is_report_types(rr->value))
		ma_spf_note_term(findings, frame, rr, MA_SPF_REPORT_MALFORMED);
}

/* --- Other modifiers ------------------------------------------------------ */

/* Those below, and mechanisms written with an equals sign, which are faults of the record. */
static bool is_known_elsewhere(struct ma_text name)
{
	static const char *const names[] = { "ra", "rp", "rr", "default", "v" };

	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++)
		if (ma_text_is(name, names[i]))
			return true;
	return ma_spf_is_mechanism_kind(ma_spf_kind_of(name));
}

/* RFC 7208 6: "Unrecognized modifiers MUST be ignored". */
static void find_unknown(struct ma_findings *findings, const struct ma_spf_frame *frame)
{
	for (const struct ma_spf_term *term = frame->record->terms; term != NULL;
	     term = term->next) {
		if (!is_unknown_modifier(term) || is_known_elsewhere(term->name))
			continue;
		ma_spf_note_term(findings, frame, term, MA_SPF_UNKNOWN_MODIFIER);
		return;
	}
}

static void find_modifier(struct ma_findings *findings, const struct ma_spf_frame *frame,
			  const char *name, enum ma_finding_id id)
{
	const struct ma_spf_term *term = find(frame->record, name);

	if (term != NULL)
		ma_spf_note_term(findings, frame, term, id);
}

/* RFC 7208 6: they "SHOULD appear at the end of the record, after all mechanisms"; where a redirect
 * is of no account (6.1), nothing is gained by its place. */
static void find_order(struct ma_findings *findings, const struct ma_spf_frame *frame)
{
	const struct ma_spf_term *modifier = NULL;

	for (const struct ma_spf_term *term = frame->record->terms; term != NULL;
	     term = term->next) {
		if ((term->kind == MA_SPF_REDIRECT && frame->record->all == NULL) ||
		    term->kind == MA_SPF_EXP)
			modifier = modifier != NULL ? modifier : term;
		if (!ma_spf_is_mechanism(term) || modifier == NULL)
			continue;
		ma_spf_note_term(findings, frame, modifier, MA_SPF_MODIFIER_FIRST);
		return;
	}
}

/* RFC 7208 7.2: "The "p" macro SHOULD NOT be used". */
static void find_p_macro(struct ma_findings *findings, const struct ma_spf_frame *frame)
{
	for (const struct ma_spf_term *term = frame->record->terms; term != NULL;
	     term = term->next) {
		struct ma_cursor cursor = { term->domain_spec, 0 };
		struct ma_spf_piece piece;

		while ((piece = ma_spf_next_piece(&cursor)).kind != MA_PIECE_END) {
			if (piece.kind != MA_PIECE_MACRO || ma_fold(piece.byte) != 'p')
				continue;
			ma_spf_note_term(findings, frame, term, MA_SPF_P_MACRO);
			return;
		}
	}
}

void ma_spf_find_modifiers(struct ma_findings *findings, const struct ma_spf_frame *frame)
{
	find_modifier(findings, frame, "v", MA_SPF_SECOND_VERSION);
	find_modifier(findings, frame, "default", MA_SPF_DEFAULT_MODIFIER);
	find_unknown(findings, frame);
	find_order(findings, frame);
	find_p_macro(findings, frame);
	find_report_faults(findings, frame);
}
