/* The SPF parser: reads a record to its end, whatever it holds, and names every fault with its
 * place.
 *
 * SPDX-License-Identifier: MIT */

#include "inside.h"

#include <string.h>

enum {
	FAULTS_TOLD = 20,
	TERM_TOLD = 200, /* octets */
};

/* A record on its way; `term` is the one being read. */
struct parser {
	struct ma_arena *arena;
	struct ma_findings *findings; /* or NULL */
	struct ma_spf_record *record;
	struct ma_spf_term *term;
	const struct ma_spf_term *guessed; /* the term that GUESS is for */
	struct ma_text guess;
};

static const struct {
	const char *name;
	enum ma_spf_kind kind;
} mechanisms[] = {
	{ "all", MA_SPF_ALL }, { "include", MA_SPF_INCLUDE }, { "a", MA_SPF_A },
	{ "mx", MA_SPF_MX },   { "ptr", MA_SPF_PTR },	      { "ip4", MA_SPF_IP4 },
	{ "ip6", MA_SPF_IP6 }, { "exists", MA_SPF_EXISTS },
};

bool ma_spf_is_mechanism(const struct ma_spf_term *term)
{
	return term->kind <= MA_SPF_EXISTS;
}

bool ma_spf_is_network(const struct ma_spf_term *term)
{
	return term->kind == MA_SPF_IP4 || term->kind == MA_SPF_IP6;
}

bool ma_spf_is_record(struct ma_text text)
{
	/* RFC 7208 4.5: "terminated by either an SP character or the end of the record" */
	return ma_text_starts(text, "v=spf1") && (text.length == 6 || text.data[6] == ' ');
}

/* What the term was meant as, once for all its faults. */
static struct ma_text guess(struct parser *parser)
{
	const struct ma_spf_term *term = parser->term;

	if (parser->guessed != term)
		parser->guess = ma_spf_guess_term(parser->arena, parser->record->text, term->from,
						  term->to);
	parser->guessed = term;
	return parser->guess;
}

static struct mailauth_finding *note(struct parser *parser, enum ma_finding_id id, size_t from,
				     size_t to)
{
	struct ma_spf_record *record = parser->record;
	struct mailauth_finding *finding;

	if (parser->findings == NULL)
		return NULL;
	finding = ma_findings_add(parser->findings, id, record->domain);
	ma_finding_record(finding, record->text, from, to);
	if (guess(parser).data != NULL)
		ma_finding_text(finding, "suggestion", guess(parser));
	return ma_finding_text(finding, "term", ma_text_slice(parser->term->text, 0, TERM_TOLD));
}

/* A fault makes the record void.  All are counted; of a record that is nothing but faults the first
 * are told. */
static struct mailauth_finding *fault(struct parser *parser, enum ma_finding_id id, size_t from,
				      size_t to)
{
	parser->term->kind = MA_SPF_OTHER;
	parser->term->faulty = true;
	if (++parser->record->faults > FAULTS_TOLD)
		return NULL;
	return note(parser, id, from, to);
}

static struct ma_text slice(const struct parser *parser, size_t from, size_t to)
{
	return ma_text_slice(parser->record->text, from, to);
}

/* RFC 7208 4.6.1, 7.1: terms are visible ASCII.  One finding for each run of other bytes. */
static bool check_characters(struct parser *parser)
{
	const struct ma_spf_term *term = parser->term;
	bool good = true;

	for (size_t at = term->from; at < term->to;) {
		const unsigned char *data = parser->record->text.data;
		size_t end = at;

		while (end < term->to && !ma_is_visible(data[end]))
			end++;
		if (end > at) {
			struct ma_text bad = slice(parser, at, end);

			ma_finding_text(fault(parser, MA_SPF_BAD_CHARACTER, at, end), "character",
					ma_characters_word(parser->arena, bad));
			good = false;
		}
		at = end > at ? end : at + 1;
	}
	return good;
}

static void report_spec_fault(struct parser *parser, struct ma_spf_spec_fault found, size_t base)
{
	static const enum ma_finding_id ids[] = {
		[MA_SPEC_BAD_MACRO] = MA_SPF_BAD_MACRO,
		[MA_SPEC_EXPLANATION_MACRO] = MA_SPF_MACRO_ONLY_IN_EXPLANATION,
		[MA_SPEC_BAD_END] = MA_SPF_BAD_DOMAIN,
	};

	if (found.kind != MA_SPEC_OK)
		fault(parser, ids[found.kind], base + found.from, base + found.to);
}

static void read_domain_spec(struct parser *parser, size_t from, size_t to)
{
	parser->term->domain_spec = slice(parser, from, to);
	if (from == to)
		fault(parser, MA_SPF_VALUE_MISSING, parser->term->from, parser->term->to);
	else
		report_spec_fault(parser, ma_spf_check_domain_spec(slice(parser, from, to)), from);
}

/* Where the prefix lengths of [FROM, TO) begin: at the first slash behind the last dot or
 * macro, since a slash is also an ordinary character of names (RFC 7208 7.1). */
static size_t find_prefix(const struct parser *parser, size_t from, size_t to)
{
	const unsigned char *data = parser->record->text.data;
	size_t at = from;

	for (size_t i = from; i < to; i++)
		if (data[i] == '.' || data[i] == '}')
			at = i;
	while (at < to && data[at] != '/')
		at++;
	return at;
}

/* "/" and a number up to MAX without leading zeros (RFC 7208 5.6). */
static bool read_length(struct ma_cursor *cursor, unsigned max, unsigned *bits)
{
	size_t start;

	if (!ma_cursor_take(cursor, '/'))
		return false;
	start = cursor->position;
	if (!ma_cursor_number(cursor, max, bits) || *bits > max)
		return false;
	return cursor->position == start + 1 || cursor->text.data[start] != '0';
}

/* dual-cidr-length (RFC 7208 5.6): "/24", "//64" or "/24//64". */
static void read_dual_prefix(struct parser *parser, size_t from, size_t to)
{
	struct ma_cursor cursor = { slice(parser, from, to), 0 };
	struct ma_spf_term *term = parser->term;
	bool good = true;

	if (!ma_text_starts(cursor.text, "//"))
		good = read_length(&cursor, 32, &term->bits4);
	if (good && !ma_cursor_at_end(&cursor))
		good = ma_cursor_take(&cursor, '/') && read_length(&cursor, 128, &term->bits6) &&
		       ma_cursor_at_end(&cursor);
	if (!good)
		fault(parser, MA_SPF_BAD_PREFIX_LENGTH, from, to);
}

/* a, mx: [ ":" domain-spec ] [ dual-cidr-length ] (RFC 7208 5.3, 5.4) */
static void read_host(struct parser *parser, size_t from, size_t to)
{
	bool named = from < to && parser->record->text.data[from] == ':';
	size_t start = named ? from + 1 : from;
	size_t prefix = find_prefix(parser, start, to);

	if (named)
		read_domain_spec(parser, start, prefix);
	if (prefix < to)
		read_dual_prefix(parser, prefix, to);
}

/* include, exists: ":" domain-spec; ptr: [ ":" domain-spec ] (RFC 7208 5.2, 5.5, 5.7) */
static void read_name(struct parser *parser, size_t from, size_t to, bool required)
{
	const unsigned char *data = parser->record->text.data;
	size_t prefix = find_prefix(parser, from, to);
	size_t digits = prefix;

	while (digits < to && (data[digits] == '/' || ma_is_digit(data[digits])))
		digits++;
	if (prefix < to && digits == to) {
		fault(parser, MA_SPF_PREFIX_NOT_ALLOWED, prefix, to);
		to = prefix;
	}
	if (from < to && data[from] == ':')
		read_domain_spec(parser, from + 1, to);
	else if (from < to)
		fault(parser, MA_SPF_BAD_DOMAIN, from, to);
	else if (required && parser->term->kind != MA_SPF_OTHER)
		fault(parser, MA_SPF_VALUE_MISSING, parser->term->from, parser->term->to);
}

static bool read_network(struct parser *parser, struct ma_text text, unsigned length)
{
	return ma_ip_parse(text, &parser->term->network) && parser->term->network.length == length;
}

/* ip4, ip6: ":" network [ "/" length ] (RFC 7208 5.6) */
static void read_address(struct parser *parser, size_t from, size_t to)
{
	struct ma_spf_term *term = parser->term;
	bool four = term->kind == MA_SPF_IP4;
	struct ma_cursor cursor = { slice(parser, 0, to), from };
	size_t slash;

	if (!ma_cursor_take(&cursor, ':') || ma_cursor_at_end(&cursor)) {
		fault(parser, MA_SPF_VALUE_MISSING, term->from, term->to);
		return;
	}
	from = cursor.position;
	for (slash = from; slash < to && cursor.text.data[slash] != '/';)
		slash++;
	if (!read_network(parser, slice(parser, from, slash), four ? 4 : 16))
		ma_finding_text(fault(parser, MA_SPF_BAD_ADDRESS, from, slash > from ? slash : to),
				"family", four ? MA_TEXT("IPv4") : MA_TEXT("IPv6"));
	cursor.position = slash;
	if (slash < to &&
	    (!read_length(&cursor, four ? 32 : 128, four ? &term->bits4 : &term->bits6) ||
	     !ma_cursor_at_end(&cursor)))
		fault(parser, MA_SPF_BAD_PREFIX_LENGTH, slash, to);
}

static void read_mechanism(struct parser *parser, struct ma_text name, size_t from)
{
	struct ma_spf_term *term = parser->term;

	switch (term->kind) {
	case MA_SPF_ALL:
		if (from < term->to)
			ma_finding_text(fault(parser, MA_SPF_VALUE_UNEXPECTED, from, term->to),
					"mechanism", name);
		else if (parser->record->all == NULL)
			parser->record->all = term;
		break;
	case MA_SPF_A:
	case MA_SPF_MX:
		read_host(parser, from, term->to);
		break;
	case MA_SPF_IP4:
	case MA_SPF_IP6:
		read_address(parser, from, term->to);
		break;
	default:
		read_name(parser, from, term->to, term->kind != MA_SPF_PTR);
	}
}

static bool look_up_mechanism(struct ma_text name, enum ma_spf_kind *kind)
{
	for (size_t i = 0; i < sizeof(mechanisms) / sizeof(*mechanisms); i++) {
		if (ma_text_is(name, mechanisms[i].name)) {
			*kind = mechanisms[i].kind;
			return true;
		}
	}
	return false;
}

static void read_modifier(struct parser *parser, struct ma_text name, size_t from)
{
	struct ma_spf_record *record = parser->record;
	struct ma_spf_term *term = parser->term;
	const struct ma_spf_term **place = NULL;
	unsigned faults = record->faults;
	enum ma_spf_kind kind;

	if (ma_text_is(name, "redirect")) {
		term->kind = MA_SPF_REDIRECT;
		place = &record->redirect;
	} else if (ma_text_is(name, "exp")) {
		term->kind = MA_SPF_EXP;
		place = &record->exp;
	}
	/* legal, but hardly meant */
	if (place == NULL && look_up_mechanism(name, &kind) && record->notes++ < FAULTS_TOLD)
		ma_finding_text(note(parser, MA_SPF_MODIFIER_LIKE_MECHANISM, term->from, from),
				"mechanism", name);
	if (place == NULL) {
		/* RFC 7208 4.6.1: its value is a macro-string all the same. */
		report_spec_fault(parser,
				  ma_spf_check_macro_string(slice(parser, from, term->to), false),
				  from);
		return;
	}
	if (*place != NULL) /* RFC 7208 6 */
		ma_finding_text(fault(parser, MA_SPF_DUPLICATE_MODIFIER, term->from, term->to),
				"modifier", name);
	read_domain_spec(parser, from, term->to);
	if (record->faults == faults)
		*place = term;
}

static size_t scan_name(const struct parser *parser, size_t at)
{
	const unsigned char *data = parser->record->text.data;

	/* RFC 7208 4.6.1: name = ALPHA *( ALPHA / DIGIT / "-" / "_" / "." ) */
	if (at == parser->term->to || !ma_is_alpha(data[at]))
		return at;
	while (at < parser->term->to && (ma_is_alnum(data[at]) || strchr("-_.", data[at]) != NULL))
		at++;
	return at;
}

/* What stands before the first of "=", ":" and "/" (RFC 7208 4.6.1 tells the two kinds apart by
 * it). */
static size_t scan_to_sign(const struct parser *parser, size_t at)
{
	while (at < parser->term->to && strchr("=:/", parser->record->text.data[at]) == NULL)
		at++;
	return at;
}

static void read_term(struct parser *parser)
{
	struct ma_spf_term *term = parser->term;
	const unsigned char *data = parser->record->text.data;
	bool qualified = strchr("+-~?", data[term->from]) != NULL;
	size_t from = term->from + qualified;
	size_t end = scan_name(parser, from);
	size_t sign = scan_to_sign(parser, from);
	struct ma_text name = slice(parser, from, end);

	if (qualified)
		term->qualifier = data[term->from];
	if (sign < term->to && data[sign] == '=') {
		term->kind = MA_SPF_OTHER;
		if (qualified)
			fault(parser, MA_SPF_QUALIFIED_MODIFIER, term->from, from);
		if (end == from || end != sign)
			fault(parser, MA_SPF_BAD_MODIFIER_NAME, term->from,
			      sign > term->from ? sign : sign + 1);
		else
			read_modifier(parser, name, sign + 1);
	} else if (end == sign && look_up_mechanism(name, &term->kind)) {
		read_mechanism(parser, name, end);
	} else {
		fault(parser, MA_SPF_UNKNOWN_MECHANISM, term->from, term->to);
	}
}

static struct ma_spf_term *add_term(struct parser *parser, size_t from, size_t to)
{
	struct ma_spf_term *term = ma_arena_alloc(parser->arena, sizeof(*term));

	if (term == NULL)
		return NULL;
	*term = (struct ma_spf_term){
		.qualifier = '+', .from = from, .to = to, .bits4 = 32, .bits6 = 128
	};
	term->text = slice(parser, from, to);
	if (parser->term != NULL)
		parser->term->next = term;
	else
		parser->record->terms = term;
	return term;
}

static void note_untold(struct parser *parser)
{
	unsigned faults = parser->record->faults;

	if (parser->findings != NULL && faults > FAULTS_TOLD)
		ma_finding_text(ma_findings_add(parser->findings, MA_SPF_MORE_FAULTS,
						parser->record->domain),
				"count", ma_arena_number(parser->arena, faults - FAULTS_TOLD));
}

const struct ma_spf_record *ma_spf_parse(struct ma_arena *arena, struct ma_text domain,
					 struct ma_text text, struct ma_findings *findings)
{
	struct ma_spf_record *record = ma_arena_alloc(arena, sizeof(*record));
	struct parser parser = { .arena = arena, .findings = findings, .record = record };
	size_t at = strlen("v=spf1");

	if (record == NULL)
		return NULL;
	record->domain = domain;
	record->text = text;
	while (at < text.length) {
		size_t from = at;

		while (at < text.length && text.data[at] != ' ')
			at++;
		if (at > from) {
			parser.term = add_term(&parser, from, at);
			if (parser.term == NULL)
				return NULL;
			if (check_characters(&parser))
				read_term(&parser);
		}
		at++;
	}
	note_untold(&parser);
	return record;
}
