/* Records in presentation format (RFC 1035 5.1), read by ldns.
 *
 * SPDX-License-Identifier: MIT */

#include "presentation.h"

#include <string.h>

enum {
	SOA_NUMBERS = 5, /* RFC 1035 3.3.13 */
};

struct ma_text ma_rdata_of(struct ma_arena *arena, const ldns_rr *record)
{
	unsigned char *octets;
	size_t size = 0, at = 0;

	for (size_t i = 0; i < ldns_rr_rd_count(record); i++)
		size += ldns_rdf_size(ldns_rr_rdf(record, i));
	octets = ma_arena_alloc(arena, size + 1);
	if (octets == NULL)
		return MA_TEXT("");
	for (size_t i = 0; i < ldns_rr_rd_count(record); i++) {
		const ldns_rdf *rdf = ldns_rr_rdf(record, i);
		size_t length = ldns_rdf_size(rdf);

		memcpy(octets + at, ldns_rdf_data(rdf), length);
		for (size_t k = at;
		     ldns_rdf_get_type(rdf) == LDNS_RDF_TYPE_DNAME && k < at + length; k++)
			octets[k] = ma_fold(octets[k]);
		at += length;
	}
	return (struct ma_text){ octets, size };
}

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

/* ". 3600 IN TYPE DATA". */
static char *line_of(struct ma_buffer *line, uint16_t type, struct ma_text data)
{
	ma_buffer_string(line, ". 3600 IN ");
	ma_buffer_string(line, words[type]);
	ma_buffer_byte(line, ' ');
	ma_buffer_text(line, data);
	return line->failed ? NULL : line->data;
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

static bool read_rdata(struct ma_arena *arena, const char *line, struct ma_record *record)
{
	ldns_rr *parsed = NULL;
	ldns_status status = ldns_rr_new_frm_str(&parsed, line, 0, NULL, NULL);
	bool good = status == LDNS_STATUS_OK && ldns_rr_rd_count(parsed) > 0;

	if (status == LDNS_STATUS_MEM_ERR)
		arena->failed = true;
	if (good)
		record->rdata = ma_rdata_of(arena, parsed);
	ldns_rr_free(parsed);
	return good && record->rdata.length <= UINT16_MAX;
}

static bool parse(struct ma_arena *arena, uint16_t type, struct ma_text data,
		  struct ma_record *record)
{
	struct ma_buffer line = { 0 };
	char *text = line_of(&line, type, data);
	bool good = false;

	if (text == NULL)
		arena->failed = true;
	else if (is_well_written(type, data))
		good = read_rdata(arena, text, record);
	ma_buffer_finish(&line);
	return good;
}

const struct ma_name *ma_name_unescape(struct ma_arena *arena, struct ma_text text)
{
	const char *string = (const char *)ma_arena_copy(arena, text).data;
	const struct ma_name *name = NULL;
	ldns_rdf *rdf = NULL;

	if (string == NULL)
		return NULL;
	switch (ldns_str2rdf_dname(&rdf, string)) {
	case LDNS_STATUS_OK:
		name = ma_name_from_wire(arena, ldns_rdf_data(rdf), ldns_rdf_size(rdf));
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
	return parse(arena, type, data, record);
}
