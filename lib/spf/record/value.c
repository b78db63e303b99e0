/* The values of SPF's terms: domain-specs, addresses and prefix lengths, and where each goes wrong
 * (RFC 7208 5, 6).
 *
 * SPDX-License-Identifier: MIT */

#include "macro.h"
#include "reader.h"

#include <string.h>

static void take_spec_fault(struct ma_spf_reader *reader, struct ma_spf_spec_fault found,
			    size_t base)
{
	static const enum ma_finding_id ids[] = {
		[MA_SPEC_BAD_MACRO] = MA_SPF_BAD_MACRO,
		[MA_SPEC_EXPLANATION_MACRO] = MA_SPF_MACRO_ONLY_IN_EXPLANATION,
		[MA_SPEC_BAD_END] = MA_SPF_BAD_DOMAIN,
	};

	if (found.kind != MA_SPEC_OK)
		ma_spf_add_fault(reader, ids[found.kind], base + found.from, base + found.to);
}

static void read_domain_spec(struct ma_spf_reader *reader, size_t from, size_t to)
{
	struct ma_spf_term *term = reader->term;
	struct ma_text spec = ma_text_slice(reader->record->text, from, to);

	term->domain_spec = spec;
	if (from == to) {
		ma_spf_add_fault(reader, MA_SPF_VALUE_MISSING, term->from, term->to);
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
static size_t find_prefix(const struct ma_spf_reader *reader, size_t from, size_t to)
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
static void read_dual_prefix(struct ma_spf_reader *reader, size_t from, size_t to)
{
	struct ma_cursor cursor = { ma_text_slice(reader->record->text, from, to), 0 };
	struct ma_spf_term *term = reader->term;
	bool good = true;

	if (!ma_text_starts(cursor.text, "//"))
		good = read_length(&cursor, 32, &term->bits4);
	if (good && !ma_cursor_at_end(&cursor))
		good = ma_cursor_take(&cursor, '/') && read_length(&cursor, 128, &term->bits6) &&
		       ma_cursor_at_end(&cursor);
	if (!good)
		ma_spf_add_fault(reader, MA_SPF_BAD_PREFIX_LENGTH, from, to);
}

/* a, mx: [ ":" domain-spec ] [ dual-cidr-length ] (RFC 7208 5.3, 5.4) */
static void read_host(struct ma_spf_reader *reader, size_t from, size_t to)
{
	bool named = from < to && reader->record->text.data[from] == ':';
	size_t start = named ? from + 1 : from;
	/* Without a name there is nothing else: "mx/24ip4:192.0.2.1" has no dot that counts. */
	size_t prefix = named ? find_prefix(reader, start, to) : start;

	if (named)
		read_domain_spec(reader, start, prefix);
	if (prefix < to)
		read_dual_prefix(reader, prefix, to);
}

/* Whether [FROM, TO) holds an address of the web, whose last slash begins no prefix. */
static bool is_url(const struct ma_spf_reader *reader, size_t from, size_t to)
{
	for (size_t at = from; at + 2 < to; at++)
		if (memcmp(reader->record->text.data + at, "://", 3) == 0)
			return true;
	return false;
}

/* include, exists: ":" domain-spec; ptr: [ ":" domain-spec ] (RFC 7208 5.2, 5.5, 5.7) */
static void read_name(struct ma_spf_reader *reader, size_t from, size_t to, bool required)
{
	const unsigned char *data = reader->record->text.data;
	size_t prefix = find_prefix(reader, from, to);
	size_t digits = prefix;

	while (digits < to && (data[digits] == '/' || ma_is_digit(data[digits])))
		digits++;
	if (prefix < to && digits == to && !is_url(reader, from, prefix)) {
		ma_spf_add_fault(reader, MA_SPF_PREFIX_NOT_ALLOWED, prefix, to);
		to = prefix;
	}
	if (from < to && data[from] == ':')
		read_domain_spec(reader, from + 1, to);
	else if (from < to)
		ma_spf_add_fault(reader, MA_SPF_BAD_DOMAIN, from, to);
	else if (required && reader->term->kind != MA_SPF_OTHER)
		ma_spf_add_fault(reader, MA_SPF_VALUE_MISSING, reader->term->from,
				 reader->term->to);
}

static bool read_network(struct ma_spf_reader *reader, struct ma_text text, unsigned length)
{
	return ma_ip_parse(text, &reader->term->network) && reader->term->network.length == length;
}

/* ip4, ip6: ":" network [ "/" length ] (RFC 7208 5.6) */
static void read_address(struct ma_spf_reader *reader, size_t from, size_t to)
{
	struct ma_spf_term *term = reader->term;
	bool four = term->kind == MA_SPF_IP4;
	struct ma_cursor cursor = { ma_text_slice(reader->record->text, 0, to), from };
	size_t slash;

	if (!ma_cursor_take(&cursor, ':') || ma_cursor_at_end(&cursor)) {
		ma_spf_add_fault(reader, MA_SPF_VALUE_MISSING, term->from, term->to);
		return;
	}
	from = cursor.position;
	for (slash = from; slash < to && cursor.text.data[slash] != '/';)
		slash++;
	if (!read_network(reader, ma_text_slice(reader->record->text, from, slash), four ? 4 : 16))
		ma_spf_add_fault_about(reader, MA_SPF_BAD_ADDRESS, from, slash > from ? slash : to,
				       four ? MA_TEXT("IPv4") : MA_TEXT("IPv6"));
	cursor.position = slash;
	if (slash < to &&
	    (!read_length(&cursor, four ? 32 : 128, four ? &term->bits4 : &term->bits6) ||
	     !ma_cursor_at_end(&cursor)))
		ma_spf_add_fault(reader, MA_SPF_BAD_PREFIX_LENGTH, slash, to);
}

/* --- Addresses of the web ------------------------------------------------------------- */

/* What the reader knew before the value of a term. */
struct before {
	struct ma_spf_fault *last;
	unsigned faults;
};

static struct before look_before(const struct ma_spf_reader *reader)
{
	return (struct before){ reader->last_fault, reader->record->faults };
}

/* All faults of a value that begins with https:// at FROM are one: it is the address of a page. */
static void join_faults_of_url(struct ma_spf_reader *reader, struct before before, size_t from)
{
	struct ma_spf_term *term = reader->term;
	struct ma_spf_fault *first =
		before.last != NULL ? before.last->next : reader->record->first_fault;
	size_t at = from;

	while (at < term->to && ma_is_alpha(reader->record->text.data[at]))
		at++;
	if (first == NULL || at == from ||
	    !ma_text_starts(ma_text_slice(reader->record->text, at, term->to), "://"))
		return;
	*first = (struct ma_spf_fault){
		.id = MA_SPF_URL, .term = term, .from = from, .to = term->to
	};
	reader->last_fault = first;
	reader->record->faults = before.faults + 1;
}

/* --- Terms ---------------------------------------------------------------------------- */

static void read_value(struct ma_spf_reader *reader, struct ma_text name, size_t from)
{
	struct ma_spf_term *term = reader->term;

	switch (term->kind) {
	case MA_SPF_ALL:
		if (from < term->to)
			ma_spf_add_fault_about(reader, MA_SPF_VALUE_UNEXPECTED, from, term->to,
					       name);
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

void ma_spf_read_mechanism(struct ma_spf_reader *reader, struct ma_text name, size_t from)
{
	struct before before = look_before(reader);

	read_value(reader, name, from);
	join_faults_of_url(reader, before, from + 1);
}

/* An unknown modifier.  RFC 7208 4.6.1: its value is still a macro-string. */
static void read_other(struct ma_spf_reader *reader, size_t from)
{
	struct ma_spf_term *term = reader->term;

	/* legal, but probably not meant */
	if (ma_spf_is_mechanism_kind(ma_spf_kind_of(term->name)) &&
	    reader->record->notes++ < MA_SPF_FAULTS_KEPT)
		ma_spf_keep_fault(reader,
				  (struct ma_spf_fault){ .id = MA_SPF_MODIFIER_LIKE_MECHANISM,
							 .from = term->from,
							 .to = from,
							 .value = term->name });
	take_spec_fault(reader, ma_spf_check_macro_string(term->value, false), from);
}

void ma_spf_read_modifier(struct ma_spf_reader *reader, struct ma_text name, size_t from)
{
	struct ma_spf_record *record = reader->record;
	struct ma_spf_term *term = reader->term;
	enum ma_spf_kind kind = ma_spf_kind_of(name);
	const struct ma_spf_term **place =
		kind == MA_SPF_REDIRECT ? &record->redirect : &record->exp;
	struct before before = look_before(reader);

	term->name = name;
	term->value = ma_text_slice(reader->record->text, from, term->to);
	if (kind != MA_SPF_REDIRECT && kind != MA_SPF_EXP) {
		read_other(reader, from);
		return;
	}
	term->kind = kind;
	if (*place != NULL) /* RFC 7208 6 */
		ma_spf_add_fault_about(reader, MA_SPF_DUPLICATE_MODIFIER, term->from, term->to,
				       name);
	read_domain_spec(reader, from, term->to);
	join_faults_of_url(reader, before, from);
	if (record->faults == before.faults)
		*place = term;
}
