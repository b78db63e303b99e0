/* Modifiers and macros that are legal, but do not do what their writer means (RFC 7208 6).
 *
 * SPDX-License-Identifier: MIT */

#include "../inside.h"

static struct mailauth_finding *note(struct ma_findings *findings,
				     const struct ma_spf_record *record,
				     const struct ma_spf_term *term, enum ma_finding_id id)
{
	return ma_finding_record(ma_findings_add(findings, id, record->domain), record->text,
				 term->from, term->to);
}

static bool is_unknown_modifier(const struct ma_spf_term *term)
{
	return term->kind == MA_SPF_OTHER && !term->faulty;
}

static struct ma_text name_of(const struct ma_spf_term *term)
{
	size_t end = 0;

	while (end < term->text.length && term->text.data[end] != '=')
		end++;
	return ma_text_slice(term->text, 0, end);
}

static struct ma_text value_of(const struct ma_spf_term *term)
{
	return ma_text_slice(term->text, name_of(term).length + 1, term->text.length);
}

static const struct ma_spf_term *find(const struct ma_spf_record *record, const char *name)
{
	for (const struct ma_spf_term *term = record->terms; term != NULL; term = term->next)
		if (is_unknown_modifier(term) && ma_text_is(name_of(term), name))
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

static void look_at_reports(struct ma_findings *findings, const struct ma_spf_record *record)
{
	const struct ma_spf_term *ra = find(record, "ra");
	const struct ma_spf_term *rp = find(record, "rp");
	const struct ma_spf_term *rr = find(record, "rr");

	if (ra == NULL && (rp != NULL || rr != NULL))
		note(findings, record, rp != NULL ? rp : rr, MA_SPF_REPORT_WITHOUT_ADDRESS);
	/* RFC 6652 3: the local part of an address at the domain itself. */
	if (ra != NULL &&
	    (value_of(ra).length == 0 || ma_text_last(value_of(ra), '@') < value_of(ra).length))
		note(findings, record, ra, MA_SPF_REPORT_MALFORMED);
	if (rp != NULL && !is_percentage(value_of(rp)))
		note(findings, record, rp, MA_SPF_REPORT_MALFORMED);
	if (rr != NULL && !is_report_types(value_of(rr)))
		note(findings, record, rr, MA_SPF_REPORT_MALFORMED);
}

/* --- Other modifiers ------------------------------------------------------ */

static bool is_known_elsewhere(struct ma_text name)
{
	/* Those below, and mechanisms written with an equals sign, which the parser tells. */
	static const char *const names[] = { "ra",  "rp",      "rr",	"default", "v",
					     "all", "include", "a",	"mx",	   "ptr",
					     "ip4", "ip6",     "exists" };

	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++)
		if (ma_text_is(name, names[i]))
			return true;
	return false;
}

/* RFC 7208 6: "Unrecognized modifiers MUST be ignored". */
static void look_for_unknown(struct ma_findings *findings, const struct ma_spf_record *record)
{
	for (const struct ma_spf_term *term = record->terms; term != NULL; term = term->next) {
		if (!is_unknown_modifier(term) || is_known_elsewhere(name_of(term)))
			continue;
		note(findings, record, term, MA_SPF_UNKNOWN_MODIFIER);
		return;
	}
}

static void look_for(struct ma_findings *findings, const struct ma_spf_record *record,
		     const char *name, enum ma_finding_id id)
{
	const struct ma_spf_term *term = find(record, name);

	if (term != NULL)
		note(findings, record, term, id);
}

/* RFC 7208 6: they "SHOULD appear at the end of the record, after all mechanisms". */
static void look_at_order(struct ma_findings *findings, const struct ma_spf_record *record)
{
	const struct ma_spf_term *modifier = NULL;

	for (const struct ma_spf_term *term = record->terms; term != NULL; term = term->next) {
		if (term->kind == MA_SPF_REDIRECT || term->kind == MA_SPF_EXP)
			modifier = modifier != NULL ? modifier : term;
		if (!ma_spf_is_mechanism(term) || modifier == NULL)
			continue;
		note(findings, record, modifier, MA_SPF_MODIFIER_FIRST);
		return;
	}
}

/* RFC 7208 7.2: "The "p" macro SHOULD NOT be used". */
static void look_for_p(struct ma_findings *findings, const struct ma_spf_record *record)
{
	for (const struct ma_spf_term *term = record->terms; term != NULL; term = term->next) {
		struct ma_cursor cursor = { term->domain_spec, 0 };
		struct ma_spf_piece piece;

		while ((piece = ma_spf_next_piece(&cursor)).kind != MA_PIECE_END) {
			if (piece.kind != MA_PIECE_MACRO || ma_fold(piece.byte) != 'p')
				continue;
			note(findings, record, term, MA_SPF_P_MACRO);
			return;
		}
	}
}

void ma_spf_look_at_modifiers(struct ma_findings *findings, const struct ma_spf_record *record)
{
	look_for(findings, record, "v", MA_SPF_SECOND_VERSION);
	look_for(findings, record, "default", MA_SPF_DEFAULT_MODIFIER);
	look_for_unknown(findings, record);
	look_at_order(findings, record);
	look_for_p(findings, record);
	look_at_reports(findings, record);
}
