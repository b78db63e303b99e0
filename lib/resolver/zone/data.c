/* The data of a record: ldns reads it, and what ldns lets pass is checked here.
 *
 * SPDX-License-Identifier: MIT
 *
 * Not every type's data is read.  ldns 1.8.3 writes past a buffer for some (the address
 * hints of HTTPS records), and loses memory over others (IPSECKEY, CERT).  Of types with more
 * than plain fields, it is known only that there is a record; mail needs none of them. */

#include "zone.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Whether a character-string of the data is over 255 octets (RFC 1035 3.3). */
static bool has_long_string(const char *text)
{
	bool quoted = false;
	size_t length = 0;

	for (; *text != '\0' && length <= 255; text++) {
		if (*text == '"' || (*text == ' ' && !quoted)) {
			quoted = quoted != (*text == '"');
			length = 0;
			continue;
		}
		if (*text == '\\' && text[1] != '\0')
			text += strspn(text + 1, "0123456789") >= 3 ? 3 : 1;
		length++;
	}
	return length > 255;
}

static bool has_strings(ldns_rr_type type)
{
	return type == LDNS_RR_TYPE_TXT || type == LDNS_RR_TYPE_SPF;
}

static bool data_fault(struct ma_zonefile_reader *reader, const struct ma_zonefile_heading *heading,
		       ldns_status status)
{
	if (status == LDNS_STATUS_MEM_ERR)
		return ma_zonefile_reader_no_memory(reader);
	if (has_strings(heading->type) && has_long_string(heading->rest))
		return ma_zonefile_reader_refuse(
			reader, heading->type_word,
			"a string over 255 octets; divide it into several");
	return ma_zonefile_reader_refuse(reader, heading->type_word,
					 ldns_get_errorstr_by_id(status));
}

/* Whether the data is of the shape of its type: the hexadecimal way of writing it (RFC 3597 5) can
 * make any.  A TXT record without a string is not allowed, but some servers send it. */
static bool is_sound(const ldns_rr *rr)
{
	const ldns_rr_descriptor *shape = ldns_rr_descript((uint16_t)ldns_rr_get_type(rr));
	size_t count = ldns_rr_rd_count(rr);

	if (count > ldns_rr_descriptor_maximum(shape))
		return false;
	for (size_t i = 0; i < count; i++)
		if (ldns_rdf_get_type(ldns_rr_rdf(rr, i)) !=
		    ldns_rr_descriptor_field_type(shape, i))
			return false;
	return count >= ldns_rr_descriptor_minimum(shape) ||
	       (count == 0 && has_strings(ldns_rr_get_type(rr)));
}

static bool check_data(struct ma_zonefile_reader *reader, const struct ma_zonefile_heading *heading,
		       const ldns_rr *rr)
{
	if (!is_sound(rr))
		return data_fault(reader, heading, LDNS_STATUS_SYNTAX_RDATA_ERR);
	for (size_t i = 0; i < ldns_rr_rd_count(rr); i++) {
		const ldns_rdf *rdf = ldns_rr_rdf(rr, i);

		if (ldns_rdf_get_type(rdf) == LDNS_RDF_TYPE_DNAME &&
		    !ma_zonefile_reader_accepts(reader, rdf, heading->rest))
			return false;
	}
	return true;
}

static bool is_plain(ldns_rdf_type field)
{
	switch ((int)field) {
	case LDNS_RDF_TYPE_DNAME:
	case LDNS_RDF_TYPE_INT8:
	case LDNS_RDF_TYPE_INT16:
	case LDNS_RDF_TYPE_INT32:
	case LDNS_RDF_TYPE_PERIOD:
	case LDNS_RDF_TYPE_A:
	case LDNS_RDF_TYPE_AAAA:
	case LDNS_RDF_TYPE_STR:
	case LDNS_RDF_TYPE_LONG_STR:
	case LDNS_RDF_TYPE_TAG:
	case LDNS_RDF_TYPE_ALG:
	case LDNS_RDF_TYPE_CERTIFICATE_USAGE:
	case LDNS_RDF_TYPE_SELECTOR:
	case LDNS_RDF_TYPE_MATCHING_TYPE:
	case LDNS_RDF_TYPE_HEX:
	case LDNS_RDF_TYPE_B64:
	case LDNS_RDF_TYPE_UNKNOWN:
		return true;
	default:
		return false;
	}
}

static bool is_text(ldns_rdf_type field)
{
	return field == LDNS_RDF_TYPE_STR || field == LDNS_RDF_TYPE_LONG_STR;
}

/* How many fields data of TYPE has that are of a KIND; the kind of an endless row shows within
 * the first few. */
static size_t count_fields(ldns_rr_type type, bool kind(ldns_rdf_type field), size_t *all)
{
	const ldns_rr_descriptor *shape = ldns_rr_descript((uint16_t)type);
	size_t count = 0;

	for (*all = 0; *all < ldns_rr_descriptor_maximum(shape) && *all < 16; ++*all)
		count += kind(ldns_rr_descriptor_field_type(shape, *all));
	return count;
}

static bool can_read(ldns_rr_type type)
{
	size_t all;

	return count_fields(type, is_plain, &all) == all;
}

static bool takes_quotes(ldns_rr_type type)
{
	size_t all;

	return count_fields(type, is_text, &all) > 0;
}

static bool has_quotes(const char *text)
{
	while (*text != '\0' && *text != '"')
		text += *text == '\\' && text[1] != '\0' ? 2 : 1;
	return *text == '"';
}

/* RFC 3597 5: ldns takes other characters for digits. */
static bool is_bad_hexadecimal(const char *text)
{
	return strncmp(text, "\\# ", 3) == 0 &&
	       text[3 + strspn(text + 3, "0123456789abcdefABCDEF ")] != '\0';
}

/* The largest number that a FIELD holds; 0 where it is not a number. */
static unsigned long most_of(ldns_rdf_type field)
{
	switch (field) {
	case LDNS_RDF_TYPE_INT8:
		return UINT8_MAX;
	case LDNS_RDF_TYPE_INT16:
		return UINT16_MAX;
	default:
		return 0;
	}
}

/* ldns cuts a number that is too large for its field: an MX preference of 65536 would be 0. */
static bool has_bad_number(ldns_rr_type type, const char *text)
{
	const ldns_rr_descriptor *shape = ldns_rr_descript((uint16_t)type);

	if (strncmp(text, "\\# ", 3) == 0)
		return false;
	for (size_t i = 0; i < ldns_rr_descriptor_maximum(shape) && *text != '\0'; i++) {
		unsigned long most = most_of(ldns_rr_descriptor_field_type(shape, i));
		size_t length = strcspn(text, " ");

		if (most > 0 && (strspn(text, "0123456789") != length || length > 9 ||
				 strtoul(text, NULL, 10) > most))
			return true;
		text += length + (text[length] != '\0');
	}
	return false;
}

/* ldns would make quotes around a name a part of the name; amid a word, servers differ on what
 * they mean. */
static bool check_text(struct ma_zonefile_reader *reader, const struct ma_zonefile_heading *heading)
{
	const char *wrong = NULL;

	if (is_bad_hexadecimal(heading->rest))
		wrong = "hexadecimal digits have to follow";
	else if (has_bad_number(heading->type, heading->rest))
		wrong = "not a number, or a number that is too large";
	else if (!takes_quotes(heading->type) && has_quotes(heading->rest))
		wrong = "quotation marks around something that is not text";
	else if (reader->entry.inner_quotes)
		wrong = "a quotation mark inside a word";
	return wrong == NULL || ma_zonefile_reader_refuse(reader, heading->type_word, wrong);
}

/* Makes a record in one piece, with room for LENGTH octets of data.  NULL without memory. */
static struct ma_zonefile_record *new_record(const struct ma_zonefile_reader *reader,
					     const struct ma_zonefile_heading *heading,
					     size_t length)
{
	size_t size = ldns_rdf_size(reader->owner);
	struct ma_zonefile_record *record = malloc(sizeof(*record) + size + length);

	if (record == NULL)
		return NULL;
	*record = (struct ma_zonefile_record){ .rdata = record->octets + size,
					       .length = (uint16_t)length,
					       .type = (uint16_t)heading->type,
					       .ttl = heading->ttl,
					       .line = reader->entry.line };
	ma_zonefile_key_read(record->octets, ldns_rdf_data(reader->owner), size, &record->key);
	return record;
}

static size_t data_length(const ldns_rr *rr)
{
	size_t length = 0;

	for (size_t i = 0; i < ldns_rr_rd_count(rr); i++)
		length += ldns_rdf_size(ldns_rr_rdf(rr, i));
	return length;
}

static void copy_data(const ldns_rr *rr, unsigned char *to)
{
	for (size_t i = 0; i < ldns_rr_rd_count(rr); i++) {
		size_t size = ldns_rdf_size(ldns_rr_rdf(rr, i));

		/* Data without octets may be NULL. */
		if (size > 0)
			memcpy(to, ldns_rdf_data(ldns_rr_rdf(rr, i)), size);
		to += size;
	}
}

/* Adds a record with the data of RR or, where that is NULL, one whose data is not read. */
static bool keep(struct ma_zonefile_reader *reader, const struct ma_zonefile_heading *heading,
		 const ldns_rr *rr)
{
	struct ma_zonefile *zone = reader->zone;
	size_t length = rr != NULL ? data_length(rr) : 0;
	struct ma_zonefile_record **records;
	struct ma_zonefile_record *record;

	if (reader->owner == NULL) /* a fault is noted */
		return false;
	if (length > UINT16_MAX)
		return data_fault(reader, heading, LDNS_STATUS_RDATA_OVERFLOW);
	records = ma_zonefile_grow(zone->records, zone->count, sizeof(*records));
	if (records == NULL)
		return ma_zonefile_reader_no_memory(reader);
	zone->records = records;
	record = new_record(reader, heading, length);
	if (record == NULL)
		return ma_zonefile_reader_no_memory(reader);
	record->unread = rr == NULL;
	if (rr != NULL)
		copy_data(rr, record->octets + ldns_rdf_size(reader->owner));
	records[zone->count++] = record;
	if (record->type == LDNS_RR_TYPE_SOA)
		zone->soa = record;
	return true;
}

/* NULL with a fault noted. */
static ldns_rr *parse(struct ma_zonefile_reader *reader, const struct ma_zonefile_heading *heading)
{
	static const char format[] = ". 0 IN TYPE%u %s";
	size_t size = sizeof(format) + 5 + strlen(heading->rest);
	char *line = malloc(size);
	ldns_status status;
	ldns_rr *rr = NULL;

	if (line == NULL) {
		ma_zonefile_reader_no_memory(reader);
		return NULL;
	}
	snprintf(line, size, format, (unsigned)heading->type, heading->rest);
	status = ldns_rr_new_frm_str(&rr, line, 0, reader->origin, NULL);
	free(line);
	if (status == LDNS_STATUS_OK)
		return rr;
	data_fault(reader, heading, status);
	return NULL;
}

bool ma_zonefile_reader_data(struct ma_zonefile_reader *reader,
			     const struct ma_zonefile_heading *heading)
{
	ldns_rr *rr;
	bool good;

	if (!can_read(heading->type))
		return keep(reader, heading, NULL);
	if (!check_text(reader, heading))
		return false;
	rr = parse(reader, heading);
	if (rr == NULL)
		return false;
	good = check_data(reader, heading, rr) && keep(reader, heading, rr);
	ldns_rr_free(rr);
	return good;
}
