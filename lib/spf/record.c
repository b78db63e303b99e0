/* The reader of SPF records: reads one to its end, whatever it holds, and keeps every fault with
 * its place.  What was meant by a fault is not its business.
 *
 * SPDX-License-Identifier: MIT */

#include "macro.h"
#include "record.h"

#include <string.h>

/* A record on its way; `term` is the one being read. */
struct reader {
	struct ma_arena *arena;
	struct ma_spf_record *record;
	struct ma_spf_term *term;
	struct ma_spf_fault *last_fault;
};

bool ma_spf_is_record(struct ma_text text)
{
	const size_t length = strlen(MA_SPF_VERSION);

	/* RFC 7208 4.5: "terminated by either an SP character or the end of the record" */
	return ma_text_starts(text, MA_SPF_VERSION) &&
	       (text.length == length || text.data[length] == ' ');
}

static void keep(struct reader *reader, struct ma_spf_fault kept)
{
	struct ma_spf_fault *fault = ma_arena_alloc(reader->arena, sizeof(*fault));

	if (fault == NULL)
		return;
	*fault = kept;
	fault->term = reader->term;
	if (reader->last_fault != NULL)
		reader->last_fault->next = fault;
	else
		reader->record->first_fault = fault;
	reader->last_fault = fault;
}

/* A fault makes the record void; VALUE is what it is about, beside its place. */
static void fault_about(struct reader *reader, enum ma_finding_id id, size_t from, size_t to,
			struct ma_text value)
{
	reader->term->kind = MA_SPF_OTHER;
	reader->term->faulty = true;
	if (reader->record->faults++ < MA_SPF_FAULTS_KEPT)
		keep(reader,
		     (struct ma_spf_fault){ .id = id, .from = from, .to = to, .value = value });
}

static void fault(struct reader *reader, enum ma_finding_id id, size_t from, size_t to)
{
	fault_about(reader, id, from, to, (struct ma_text){ 0 });
}

static struct ma_text slice(const struct reader *reader, size_t from, size_t to)
{
	return ma_text_slice(reader->record->text, from, to);
}

/* RFC 7208 4.6.1, 7.1: terms are visible ASCII.  One fault for each run of other bytes. */
static bool check_characters(struct reader *reader)
{
	const struct ma_spf_term *term = reader->term;
	bool good = true;

	for (size_t at = term->from; at < term->to;) {
		const unsigned char *data = reader->record->text.data;
		size_t end = at;

		while (end < term->to && !ma_is_visible(data[end]))
			end++;
		if (end > at) {
			fault_about(reader, MA_SPF_BAD_CHARACTER, at, end, slice(reader, at, end));
			good = false;
		}
		at = end > at ? end : at + 1;
	}
	return good;
}

static void take_spec_fault(struct reader *reader, struct ma_spf_spec_fault found, size_t base)
{
	static const enum ma_finding_id ids[] = {
		[MA_SPEC_BAD_MACRO] = MA_SPF_BAD_MACRO,
		[MA_SPEC_EXPLANATION_MACRO] = MA_SPF_MACRO_ONLY_IN_EXPLANATION,
		[MA_SPEC_BAD_END] = MA_SPF_BAD_DOMAIN,
	};

	if (found.kind != MA_SPEC_OK)
		fault(reader, ids[found.kind], base + found.from, base + found.to);
}

static void read_domain_spec(struct reader *reader, size_t from, size_t to)
{
	struct ma_spf_term *term = reader->term;
	struct ma_text spec = slice(reader, from, to);

	term->domain_spec = spec;
	if (from == to) {
		fault(reader, MA_SPF_VALUE_MISSING, term->from, term->to);
		return;
	}
	take_spec_fault(reader, ma_spf_check_domain_spec(spec), from);
	term->has_macro = memchr(spec.data, '%', spec.length) != NULL;
	term->of_sender = term->has_macro && ma_spf_depends_on_sender(spec);
	if (!term->has_macro)
		term->target = ma_name_parse(reader->arena, ma_spf_cut_name(spec));
}

/* Where the prefix lengths of [FROM, TO) begin: at the first slash after the last dot or
 * macro, since a slash is also an ordinary character of names (RFC 7208 7.1). */
static size_t find_prefix(const struct reader *reader, size_t from, size_t to)
{
	const unsigned char *data = reader->record->text.data;
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
static void read_dual_prefix(struct reader *reader, size_t from, size_t to)
{
	struct ma_cursor cursor = { slice(reader, from, to), 0 };
	struct ma_spf_term *term = reader->term;
	bool good = true;

	if (!ma_text_starts(cursor.text, "//"))
		good = read_length(&cursor, 32, &term->bits4);
	if (good && !ma_cursor_at_end(&cursor))
		good = ma_cursor_take(&cursor, '/') && read_length(&cursor, 128, &term->bits6) &&
		       ma_cursor_at_end(&cursor);
	if (!good)
		fault(reader, MA_SPF_BAD_PREFIX_LENGTH, from, to);
}

/* a, mx: [ ":" domain-spec ] [ dual-cidr-length ] (RFC 7208 5.3, 5.4) */
static void read_host(struct reader *reader, size_t from, size_t to)
{
	bool named = from < to && reader->record->text.data[from] == ':';
	size_t start = named ? from + 1 : from;
	size_t prefix = find_prefix(reader, start, to);

	if (named)
		read_domain_spec(reader, start, prefix);
	if (prefix < to)
		read_dual_prefix(reader, prefix, to);
}

/* include, exists: ":" domain-spec; ptr: [ ":" domain-spec ] (RFC 7208 5.2, 5.5, 5.7) */
static void read_name(struct reader *reader, size_t from, size_t to, bool required)
{
	const unsigned char *data = reader->record->text.data;
	size_t prefix = find_prefix(reader, from, to);
	size_t digits = prefix;

	while (digits < to && (data[digits] == '/' || ma_is_digit(data[digits])))
		digits++;
	if (prefix < to && digits == to) {
		fault(reader, MA_SPF_PREFIX_NOT_ALLOWED, prefix, to);
		to = prefix;
	}
	if (from < to && data[from] == ':')
		read_domain_spec(reader, from + 1, to);
	else if (from < to)
		fault(reader, MA_SPF_BAD_DOMAIN, from, to);
	else if (required && reader->term->kind != MA_SPF_OTHER)
		fault(reader, MA_SPF_VALUE_MISSING, reader->term->from, reader->term->to);
}

static bool read_network(struct reader *reader, struct ma_text text, unsigned length)
{
	return ma_ip_parse(text, &reader->term->network) && reader->term->network.length == length;
}

/* ip4, ip6: ":" network [ "/" length ] (RFC 7208 5.6) */
static void read_address(struct reader *reader, size_t from, size_t to)
{
	struct ma_spf_term *term = reader->term;
	bool four = term->kind == MA_SPF_IP4;
	struct ma_cursor cursor = { slice(reader, 0, to), from };
	size_t slash;

	if (!ma_cursor_take(&cursor, ':') || ma_cursor_at_end(&cursor)) {
		fault(reader, MA_SPF_VALUE_MISSING, term->from, term->to);
		return;
	}
	from = cursor.position;
	for (slash = from; slash < to && cursor.text.data[slash] != '/';)
		slash++;
	if (!read_network(reader, slice(reader, from, slash), four ? 4 : 16))
		fault_about(reader, MA_SPF_BAD_ADDRESS, from, slash > from ? slash : to,
			    four ? MA_TEXT("IPv4") : MA_TEXT("IPv6"));
	cursor.position = slash;
	if (slash < to &&
	    (!read_length(&cursor, four ? 32 : 128, four ? &term->bits4 : &term->bits6) ||
	     !ma_cursor_at_end(&cursor)))
		fault(reader, MA_SPF_BAD_PREFIX_LENGTH, slash, to);
}

static void read_mechanism(struct reader *reader, struct ma_text name, size_t from)
{
	struct ma_spf_term *term = reader->term;

	switch (term->kind) {
	case MA_SPF_ALL:
		if (from < term->to)
			fault_about(reader, MA_SPF_VALUE_UNEXPECTED, from, term->to, name);
		else if (reader->record->all == NULL)
			reader->record->all = term;
		break;
	case MA_SPF_A:
	case MA_SPF_MX:
		read_host(reader, from, term->to);
		break;
	case MA_SPF_IP4:
	case MA_SPF_IP6:
		read_address(reader, from, term->to);
		break;
	default:
		read_name(reader, from, term->to, term->kind != MA_SPF_PTR);
	}
}

/* An unknown modifier.  RFC 7208 4.6.1: its value is a macro-string all the same. */
static void read_other(struct reader *reader, size_t from)
{
	struct ma_spf_term *term = reader->term;

	/* legal, but hardly meant */
	if (ma_spf_is_mechanism_kind(ma_spf_kind_of(term->name)) &&
	    reader->record->notes++ < MA_SPF_FAULTS_KEPT)
		keep(reader, (struct ma_spf_fault){ .id = MA_SPF_MODIFIER_LIKE_MECHANISM,
						    .from = term->from,
						    .to = from,
						    .value = term->name });
	take_spec_fault(reader, ma_spf_check_macro_string(term->value, false), from);
}

static void read_modifier(struct reader *reader, struct ma_text name, size_t from)
{
	struct ma_spf_record *record = reader->record;
	struct ma_spf_term *term = reader->term;
	enum ma_spf_kind kind = ma_spf_kind_of(name);
	const struct ma_spf_term **place =
		kind == MA_SPF_REDIRECT ? &record->redirect : &record->exp;
	unsigned faults = record->faults;

	term->name = name;
	term->value = slice(reader, from, term->to);
	if (kind != MA_SPF_REDIRECT && kind != MA_SPF_EXP) {
		read_other(reader, from);
		return;
	}
	term->kind = kind;
	if (*place != NULL) /* RFC 7208 6 */
		fault_about(reader, MA_SPF_DUPLICATE_MODIFIER, term->from, term->to, name);
	read_domain_spec(reader, from, term->to);
	if (record->faults == faults)
		*place = term;
}

static size_t scan_name(const struct reader *reader, size_t at)
{
	const unsigned char *data = reader->record->text.data;

	/* RFC 7208 4.6.1: name = ALPHA *( ALPHA / DIGIT / "-" / "_" / "." ) */
	if (at == reader->term->to || !ma_is_alpha(data[at]))
		return at;
	while (at < reader->term->to && (ma_is_alnum(data[at]) || strchr("-_.", data[at]) != NULL))
		at++;
	return at;
}

/* What stands before the first of "=", ":" and "/" (RFC 7208 4.6.1 tells the two kinds apart by
 * it). */
static size_t scan_to_sign(const struct reader *reader, size_t at)
{
	while (at < reader->term->to && strchr("=:/", reader->record->text.data[at]) == NULL)
		at++;
	return at;
}

static void read_term(struct reader *reader)
{
	struct ma_spf_term *term = reader->term;
	const unsigned char *data = reader->record->text.data;
	bool qualified = ma_spf_is_qualifier(data[term->from]);
	size_t from = term->from + qualified;
	size_t end = scan_name(reader, from);
	size_t sign = scan_to_sign(reader, from);
	struct ma_text name = slice(reader, from, end);

	if (qualified)
		term->qualifier = data[term->from];
	if (sign < term->to && data[sign] == '=') {
		term->kind = MA_SPF_OTHER;
		if (qualified)
			fault(reader, MA_SPF_QUALIFIED_MODIFIER, term->from, from);
		if (end == from || end != sign)
			fault(reader, MA_SPF_BAD_MODIFIER_NAME, term->from,
			      sign > term->from ? sign : sign + 1);
		else
			read_modifier(reader, name, sign + 1);
	} else if (end == sign && ma_spf_is_mechanism_kind(ma_spf_kind_of(name))) {
		term->kind = ma_spf_kind_of(name);
		read_mechanism(reader, name, end);
	} else {
		fault(reader, MA_SPF_UNKNOWN_MECHANISM, term->from, term->to);
	}
}

static struct ma_spf_term *add_term(struct reader *reader, size_t from, size_t to)
{
	struct ma_spf_term *term = ma_arena_alloc(reader->arena, sizeof(*term));

	if (term == NULL)
		return NULL;
	*term = (struct ma_spf_term){
		.qualifier = '+', .from = from, .to = to, .bits4 = 32, .bits6 = 128
	};
	term->text = slice(reader, from, to);
	if (reader->term != NULL)
		reader->term->next = term;
	else
		reader->record->terms = term;
	return term;
}

const struct ma_spf_record *ma_spf_read(struct ma_arena *arena, struct ma_text text)
{
	struct ma_spf_record *record = ma_arena_alloc(arena, sizeof(*record));
	struct reader reader = { .arena = arena, .record = record };
	size_t at = strlen(MA_SPF_VERSION);

	if (record == NULL)
		return NULL;
	record->text = text;
	while (at < text.length) {
		size_t from = at;

		while (at < text.length && text.data[at] != ' ')
			at++;
		if (at > from) {
			reader.term = add_term(&reader, from, at);
			if (reader.term == NULL)
				return NULL;
			if (check_characters(&reader))
				read_term(&reader);
		}
		at++;
	}
	return record;
}
