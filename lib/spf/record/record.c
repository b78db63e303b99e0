/* The reader of SPF records: reads one to its end, whatever it holds, and keeps every fault with
 * its place.  What was meant by a fault is not its business.
 *
 * SPDX-License-Identifier: MIT */

#include "reader.h"

#include <string.h>

bool ma_spf_is_record(struct ma_text text)
{
	const size_t length = strlen(MA_SPF_VERSION);

	/* RFC 7208 4.5: "terminated by either an SP character or the end of the record" */
	return ma_text_starts(text, MA_SPF_VERSION) &&
	       (text.length == length || text.data[length] == ' ');
}

/* Notes one fault for each run of bytes from AT on that are not visible ASCII. */
static void note_characters(struct ma_spf_reader *reader, size_t at)
{
	const struct ma_spf_term *term = reader->term;
	const unsigned char *data = reader->record->text.data;

	while (at < term->to) {
		size_t end = at;

		while (end < term->to && !ma_is_visible(data[end]))
			end++;
		if (end > at)
			ma_spf_add_fault_about(reader, MA_SPF_BAD_CHARACTER, at, end,
					       ma_text_slice(reader->record->text, at, end));
		at = end > at ? end : at + 1;
	}
}

/* RFC 7208 4.6.1, 7.1: terms are visible ASCII. */
static bool check_characters(struct ma_spf_reader *reader)
{
	const unsigned char *data = reader->record->text.data;
	size_t to = reader->term->to;
	size_t at = reader->term->from;

	while (at < to && ma_is_visible(data[at]))
		at++;
	note_characters(reader, at);
	return at == to;
}

/* Whether TEXT is visible ASCII and spaces, so that no term has to be checked by itself. */
static bool is_visible(struct ma_text text)
{
	unsigned char odd = 0;

	for (size_t i = 0; i < text.length; i++) /* all of it: no branch in the loop */
		odd |= (unsigned char)(text.data[i] - ' ') > '~' - ' ';
	return odd == 0;
}

static bool is_name_byte(unsigned char byte)
{
	return ma_is_alnum(byte) || byte == '-' || byte == '_' || byte == '.';
}

static size_t scan_name(const struct ma_spf_reader *reader, size_t at)
{
	const unsigned char *data = reader->record->text.data;

	/* RFC 7208 4.6.1: name = ALPHA *( ALPHA / DIGIT / "-" / "_" / "." ) */
	if (at == reader->term->to || !ma_is_alpha(data[at]))
		return at;
	while (at < reader->term->to && is_name_byte(data[at]))
		at++;
	return at;
}

/* What comes before the first of "=", ":" and "/" (RFC 7208 4.6.1 distinguishes the two kinds by
 * it). */
static size_t scan_to_sign(const struct ma_spf_reader *reader, size_t at)
{
	const unsigned char *data = reader->record->text.data;

	while (at < reader->term->to && data[at] != '=' && data[at] != ':' && data[at] != '/')
		at++;
	return at;
}

static void read_term(struct ma_spf_reader *reader)
{
	struct ma_spf_term *term = reader->term;
	const unsigned char *data = reader->record->text.data;
	bool qualified = ma_spf_is_qualifier(data[term->from]);
	size_t from = term->from + qualified;
	size_t end = scan_name(reader, from);
	size_t sign = scan_to_sign(reader, end); /* no sign is in a name */
	struct ma_text name = ma_text_slice(reader->record->text, from, end);
	enum ma_spf_kind kind = MA_SPF_OTHER;

	if (qualified)
		term->qualifier = data[term->from];
	if (end == sign)
		kind = ma_spf_kind_of(name);
	if (sign < term->to && data[sign] == '=') {
		term->kind = MA_SPF_OTHER;
		if (qualified)
			ma_spf_add_fault(reader, MA_SPF_QUALIFIED_MODIFIER, term->from, from);
		if (end == from || end != sign)
			ma_spf_add_fault(reader, MA_SPF_BAD_MODIFIER_NAME, term->from,
					 sign > term->from ? sign : sign + 1);
		else
			ma_spf_read_modifier(reader, name, sign + 1);
	} else if (ma_spf_is_mechanism_kind(kind)) {
		term->kind = kind;
		ma_spf_read_mechanism(reader, name, end);
	} else {
		ma_spf_add_fault(reader, MA_SPF_UNKNOWN_MECHANISM, term->from, term->to);
	}
}

static struct ma_spf_term *add_term(struct ma_spf_reader *reader, size_t from, size_t to)
{
	struct ma_spf_term *term = ma_arena_alloc(reader->arena, sizeof(*term));

	if (term == NULL)
		return NULL;
	term->qualifier = '+';
	term->from = from;
	term->to = to;
	term->bits4 = 32;
	term->bits6 = 128;
	term->text = ma_text_slice(reader->record->text, from, to);
	if (reader->term != NULL)
		reader->term->next = term;
	else
		reader->record->terms = term;
	return term;
}

const struct ma_spf_record *ma_spf_read(struct ma_arena *arena, struct ma_text text)
{
	struct ma_spf_record *record = ma_arena_alloc(arena, sizeof(*record));
	struct ma_spf_reader reader = { .arena = arena, .record = record };
	size_t at = strlen(MA_SPF_VERSION);
	bool visible = is_visible(text);

	if (record == NULL)
		return NULL;
	record->text = text;
	while (at < text.length) {
		const unsigned char *space = memchr(text.data + at, ' ', text.length - at);
		size_t from = at;

		at = space != NULL ? (size_t)(space - text.data) : text.length;
		if (at > from) {
			reader.term = add_term(&reader, from, at);
			if (reader.term == NULL)
				return NULL;
			if (visible || check_characters(&reader))
				read_term(&reader);
		}
		at++;
	}
	return record;
}

const struct ma_spf_record *ma_spf_read_terms(struct ma_arena *arena, struct ma_text text)
{
	struct ma_buffer whole = { 0 };
	const struct ma_spf_record *record;

	ma_buffer_string(&whole, MA_SPF_VERSION " ");
	ma_buffer_text(&whole, text);
	record = ma_spf_read(arena, ma_buffer_keep(&whole, arena));
	for (const struct ma_spf_term *term = record != NULL ? record->terms : NULL; term != NULL;
	     term = term->next)
		if (term->kind == MA_SPF_OTHER)
			return NULL;
	return record;
}
