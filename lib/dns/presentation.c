/* Records in presentation format (RFC 1035 5.1): ldns reads each field.
 *
 * SPDX-License-Identifier: MIT
 *
 * Its reader of whole records ends the process where memory fails, or drops a field. */

#include "dns.h"

#include <ldns/ldns.h>
#include <string.h>

enum {
	SOA_NUMBERS = 5, /* RFC 1035 3.3.13 */
	ROOM = 64,	 /* by which data may be longer in wire format than as text */
};

static const char *const words[] = {
	[MA_TYPE_A] = "A",     [MA_TYPE_NS] = "NS",	[MA_TYPE_CNAME] = "CNAME",
	[MA_TYPE_SOA] = "SOA", [MA_TYPE_PTR] = "PTR",	[MA_TYPE_MX] = "MX",
	[MA_TYPE_TXT] = "TXT", [MA_TYPE_AAAA] = "AAAA",
};

const char *ma_type_word(uint16_t type)
{
	return type < sizeof(words) / sizeof(*words) ? words[type] : NULL;
}

static bool is_blank(unsigned char byte)
{
	return byte == ' ' || byte == '\t';
}

struct ma_text ma_record_line_word(struct ma_text *line)
{
	struct ma_text word;
	size_t from = 0, to;

	while (from < line->length && is_blank(line->data[from]))
		from++;
	for (to = from; to < line->length && !is_blank(line->data[to]); to++)
		if (line->data[to] == '\\' && to + 1 < line->length)
			to++;
	word = ma_text_slice(*line, from, to);
	*line = ma_text_slice(*line, to, line->length);
	return word;
}

static struct ma_text trim(struct ma_text line)
{
	while (line.length > 0 && is_blank(line.data[0]))
		line = ma_text_slice(line, 1, line.length);
	while (line.length > 0 && is_blank(line.data[line.length - 1]))
		line.length--;
	return line;
}

static bool read_ttl(struct ma_text word, uint32_t *ttl)
{
	uint32_t value = 0;

	for (size_t i = 0; i < word.length; i++) {
		unsigned digit = word.data[i] - (unsigned)'0';

		if (!ma_is_digit(word.data[i]) || value > (INT32_MAX - digit) / 10)
			return false;
		value = 10 * value + digit;
	}
	*ttl = value;
	return word.length > 0;
}

static bool read_type(struct ma_text word, uint16_t *type)
{
	for (uint16_t i = 0; i < sizeof(words) / sizeof(*words); i++) {
		if (words[i] == NULL || !ma_text_is(word, words[i]))
			continue;
		*type = i;
		return true;
	}
	return false;
}

/* Whether DATA is one line, whose quotation marks, of a TXT record alone, are closed; without
 * comments and parentheses, and not in the form for unknown types (RFC 3597 5). */
static bool is_one_line(uint16_t type, struct ma_text data)
{
	bool quoted = false;

	for (size_t i = 0; i < data.length; i++) {
		unsigned char byte = data.data[i];

		if ((byte < ' ' && byte != '\t') || byte == 0x7f)
			return false;
		if (byte == '\\' && i + 1 < data.length)
			i++;
		else if (byte == '"' && type == MA_TYPE_TXT)
			quoted = !quoted;
		else if (!quoted && (byte == '"' || byte == '(' || byte == ')' || byte == ';'))
			return false;
	}
	return !quoted && !ma_text_starts(data, "\\#");
}

/* Whether the next word from *AT, which then moves past it, is a number up to MOST. */
static bool is_number(struct ma_text data, size_t *at, uint64_t most)
{
	uint64_t number = 0;
	size_t from;

	while (*at < data.length && is_blank(data.data[*at]))
		++*at;
	from = *at;
	while (*at < data.length && ma_is_digit(data.data[*at]) && number <= most)
		number = 10 * number + (data.data[(*at)++] - '0');
	return *at > from && number <= most && (*at == data.length || is_blank(data.data[*at]));
}

/* ldns takes an open string for a closed one, signs before numbers, and 65536 for a preference of
 * 0. */
static bool is_well_written(uint16_t type, struct ma_text data)
{
	size_t at = 0;

	if (!is_one_line(type, data))
		return false;
	if (type == MA_TYPE_MX)
		return is_number(data, &at, UINT16_MAX);
	if (type != MA_TYPE_SOA)
		return true;
	for (unsigned names = 0; names < 2 && at < data.length; at++)
		if (is_blank(data.data[at]) && (at == 0 || !is_blank(data.data[at - 1])))
			names++;
	for (unsigned i = 0; i < SOA_NUMBERS; i++)
		if (!is_number(data, &at, UINT32_MAX))
			return false;
	return at == data.length;
}

/* The next word, without its quotation marks. */
static struct ma_text next_field(struct ma_text *data)
{
	struct ma_text word;
	size_t to = 1;

	*data = trim(*data);
	if (data->length == 0 || data->data[0] != '"')
		return ma_record_line_word(data);
	while (to < data->length && data->data[to] != '"')
		to += data->data[to] == '\\' && to + 1 < data->length ? 2 : 1;
	word = ma_text_slice(*data, 1, to);
	*data = trim(ma_text_slice(*data, to < data->length ? to + 1 : to, data->length));
	return word;
}

static ldns_status read_string(ldns_rdf **rdf, ldns_rdf_type kind, const char *word)
{
	switch (kind) {
	case LDNS_RDF_TYPE_DNAME: /* there is no origin but the root */
		return ldns_str2rdf_dname(rdf, strcmp(word, "@") == 0 ? "." : word);
	case LDNS_RDF_TYPE_INT16:
		return ldns_str2rdf_int16(rdf, word);
	case LDNS_RDF_TYPE_INT32:
		return ldns_str2rdf_int32(rdf, word);
	case LDNS_RDF_TYPE_PERIOD:
		return ldns_str2rdf_period(rdf, word);
	case LDNS_RDF_TYPE_A:
		return ldns_str2rdf_a(rdf, word);
	case LDNS_RDF_TYPE_AAAA:
		return ldns_str2rdf_aaaa(rdf, word);
	case LDNS_RDF_TYPE_STR:
		return ldns_str2rdf_str(rdf, word);
	default:
		return LDNS_STATUS_NOT_IMPL;
	}
}

/* NULL if WORD is no such field, or without memory.  For a name, ldns does not look whether there
 * was memory. */
static ldns_rdf *read_field(struct ma_arena *arena, ldns_rdf_type kind, struct ma_text word)
{
	const char *string = (const char *)ma_arena_copy(arena, word).data;
	ldns_rdf *rdf = NULL;
	ldns_status status;

	if (string == NULL)
		return NULL;
	status = read_string(&rdf, kind, string);
	if (status == LDNS_STATUS_MEM_ERR || (status == LDNS_STATUS_OK && rdf == NULL))
		arena->failed = true;
	return status == LDNS_STATUS_OK ? rdf : NULL;
}

/* Adds RDF to the octets, of which there are *AT; its names are folded, so that equal records
 * compare equal. */
static bool add_field(const ldns_rdf *rdf, unsigned char *octets, size_t *at, size_t most)
{
	size_t length = ldns_rdf_size(rdf);
	const unsigned char *from = ldns_rdf_data(rdf);
	bool folded = ldns_rdf_get_type(rdf) == LDNS_RDF_TYPE_DNAME;

	if (length > most - *at)
		return false;
	for (size_t i = 0; i < length; i++)
		octets[*at + i] = folded ? ma_fold(from[i]) : from[i];
	*at += length;
	return true;
}

static bool read_fields(struct ma_arena *arena, uint16_t type, struct ma_text data,
			struct ma_record *record)
{
	const ldns_rr_descriptor *shape = ldns_rr_descript(type);
	size_t most = data.length + ROOM, at = 0, count = 0;
	unsigned char *octets = ma_arena_alloc(arena, most);
	bool good = octets != NULL;

	for (; good && data.length > 0 && count < ldns_rr_descriptor_maximum(shape); count++) {
		struct ma_text word = next_field(&data);
		ldns_rdf *rdf =
			read_field(arena, ldns_rr_descriptor_field_type(shape, count), word);

		good = rdf != NULL && add_field(rdf, octets, &at, most);
		ldns_rdf_deep_free(rdf);
	}
	if (!good || data.length > 0 || count == 0 || count < ldns_rr_descriptor_minimum(shape))
		return false;
	record->rdata = (struct ma_text){ octets, at };
	return at <= UINT16_MAX;
}

/* Nearly all names: without escapes, and not the root. */
static bool is_plain(struct ma_text text)
{
	for (size_t i = 0; i < text.length; i++)
		if (!ma_is_alnum(text.data[i]) && text.data[i] != '.' && text.data[i] != '-' &&
		    text.data[i] != '_')
			return false;
	return text.length > 1;
}

/* As ldns does, which asks for memory several times. */
static const struct ma_name *unescape(struct ma_arena *arena, struct ma_text text)
{
	const char *string = (const char *)ma_arena_copy(arena, text).data;
	const struct ma_name *name = NULL;
	ldns_rdf *rdf = NULL;

	if (string == NULL)
		return NULL;
	switch (ldns_str2rdf_dname(&rdf, string)) {
	case LDNS_STATUS_OK:
		if (rdf != NULL)
			name = ma_name_from_wire(arena, ldns_rdf_data(rdf), ldns_rdf_size(rdf));
		else
			arena->failed = true;
		break;
	case LDNS_STATUS_MEM_ERR:
		arena->failed = true;
		break;
	default:
		break;
	}
	ldns_rdf_deep_free(rdf);
	return name;
}

const struct ma_name *ma_name_unescape(struct ma_arena *arena, struct ma_text text)
{
	return is_plain(text) ? ma_name_parse(arena, text) : unescape(arena, text);
}

bool ma_record_line_head(struct ma_text *line, int64_t *ttl, uint16_t *type)
{
	struct ma_text word = ma_record_line_word(line);
	uint32_t seconds;

	if (read_ttl(word, &seconds)) {
		*ttl = seconds;
		word = ma_record_line_word(line);
	}
	if (ma_text_is(word, "IN"))
		word = ma_record_line_word(line);
	*line = trim(*line);
	return read_type(word, type);
}

bool ma_record_line_data(struct ma_arena *arena, uint16_t type, struct ma_text data,
			 struct ma_record *record)
{
	if (type == MA_TYPE_TXT && data.data[0] != '"')
		return ma_record_of_text(arena, data, record);
	return is_well_written(type, data) && read_fields(arena, type, trim(data), record);
}

struct ma_text ma_name_before_zone(struct ma_arena *arena, const struct ma_name *name,
				   const struct ma_name *apex)
{
	struct ma_text whole = ma_name_text(arena, name);
	struct ma_text zone = ma_name_text(arena, apex);

	if (!ma_name_is_within(name, apex) || apex->length == 1 || whole.length <= zone.length + 1)
		return (struct ma_text){ 0 };
	return ma_text_slice(whole, 0, whole.length - zone.length - 1);
}
