/* Records in presentation format (RFC 1035 5.1), read by ldns.
 *
 * SPDX-License-Identifier: MIT */

#include "presentation.h"

#include <string.h>

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

bool ma_type_parse(struct ma_text word, uint16_t *type)
{
	for (uint16_t i = 0; i < sizeof(words) / sizeof(*words); i++) {
		if (words[i] == NULL || !ma_text_is(word, words[i]))
			continue;
		*type = i;
		return true;
	}
	return false;
}

/* "@ 3600 IN TYPE DATA". */
static char *line_of(struct ma_buffer *line, uint16_t type, struct ma_text data)
{
	ma_buffer_string(line, "@ 3600 IN ");
	ma_buffer_string(line, words[type]);
	ma_buffer_byte(line, ' ');
	ma_buffer_text(line, data);
	return line->failed ? NULL : line->data;
}

static size_t count_quotes(struct ma_text data)
{
	size_t count = 0;

	for (size_t i = 0; i < data.length; i++) {
		if (data.data[i] == '\\')
			i++;
		else if (data.data[i] == '"')
			count++;
	}
	return count;
}

static bool is_printable(struct ma_text data)
{
	for (size_t i = 0; i < data.length; i++)
		if (data.data[i] < ' ' || data.data[i] == 0x7f)
			return false;
	return true;
}

/* ldns takes an open string for a closed one, and 65536 for a preference of 0. */
static bool is_well_written(uint16_t type, struct ma_text data)
{
	size_t quotes = count_quotes(data);
	unsigned long preference = 0;

	for (size_t i = 0; type == MA_TYPE_MX && i < data.length && ma_is_digit(data.data[i]); i++)
		if ((preference = 10 * preference + (data.data[i] - '0')) > UINT16_MAX)
			return false;
	return is_printable(data) && !ma_text_starts(data, "\\#") &&
	       (type == MA_TYPE_TXT ? quotes % 2 == 0 : quotes == 0);
}

bool ma_record_parse(struct ma_arena *arena, uint16_t type, struct ma_text data,
		     const struct ma_name *origin, struct ma_record *record)
{
	ldns_rdf *name = NULL;
	struct ma_buffer line = { 0 };
	ldns_rr *parsed = NULL;
	char *text = line_of(&line, type, data);
	bool good = false;

	if (origin != NULL)
		name = ldns_dname_new_frm_data((uint16_t)origin->length, origin->wire);
	if (text == NULL || name == NULL)
		arena->failed = arena->failed || text == NULL;
	else if (is_well_written(type, data) &&
		 ldns_rr_new_frm_str(&parsed, text, 0, name, NULL) == LDNS_STATUS_OK)
		good = ldns_rr_rd_count(parsed) > 0;
	if (good)
		record->rdata = ma_rdata_of(arena, parsed);
	ldns_rr_free(parsed);
	ldns_rdf_deep_free(name);
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
