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

/* "@ 3600 IN TYPE DATA". */
static char *line_of(struct ma_buffer *line, uint16_t type, struct ma_text data)
{
	static const char *const words[] = {
		[MA_TYPE_A] = "A",     [MA_TYPE_NS] = "NS",	[MA_TYPE_CNAME] = "CNAME",
		[MA_TYPE_SOA] = "SOA", [MA_TYPE_PTR] = "PTR",	[MA_TYPE_MX] = "MX",
		[MA_TYPE_TXT] = "TXT", [MA_TYPE_AAAA] = "AAAA",
	};

	ma_buffer_string(line, "@ 3600 IN ");
	ma_buffer_string(line, words[type]);
	ma_buffer_byte(line, ' ');
	ma_buffer_text(line, data);
	return line->failed ? NULL : line->data;
}

static bool is_plain(struct ma_text data)
{
	for (size_t i = 0; i < data.length; i++)
		if (data.data[i] < ' ' || data.data[i] == 0x7f)
			return false;
	return true;
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
	else if (is_plain(data) &&
		 ldns_rr_new_frm_str(&parsed, text, 0, name, NULL) == LDNS_STATUS_OK)
		good = ldns_rr_rd_count(parsed) > 0;
	if (good)
		record->rdata = ma_rdata_of(arena, parsed);
	ldns_rr_free(parsed);
	ldns_rdf_deep_free(name);
	ma_buffer_finish(&line);
	return good;
}
