/* The data of a record: what ldns lets pass is checked here.
 *
 * SPDX-License-Identifier: MIT
 *
 * Not every type's data is read.  ldns 1.8.3 writes past a buffer for some (the address
 * hints of HTTPS records), and loses memory over others (IPSECKEY, CERT).  Of types with more
 * than plain fields, it is known only that there is a record; mail needs none of them. */

#include "zone.h"

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

/* Of the statuses that ma_zonefile_rdata_read() has. */
static const char *words_of(ldns_status status)
{
	switch (status) {
	case LDNS_STATUS_SYNTAX_MISSING_VALUE_ERR:
		return "a value is missing";
	case LDNS_STATUS_SYNTAX_SUPERFLUOUS_TEXT_ERR:
		return "more values than this type has";
	case LDNS_STATUS_RDATA_OVERFLOW:
		return "the record is too long";
	default:
		return "a value that this type cannot have";
	}
}

static bool data_fault(struct ma_zonefile_reader *reader, const struct ma_zonefile_heading *heading,
		       ldns_status status)
{
	if (status == LDNS_STATUS_MEM_ERR)
		return ma_zonefile_reader_no_memory(reader);
	if (ma_zonefile_rdata_has_strings(heading->type) && has_long_string(heading->rest))
		return ma_zonefile_reader_refuse(
			reader, heading->type_word,
			"a string over 255 octets; divide it into several");
	return ma_zonefile_reader_refuse(reader, heading->type_word, words_of(status));
}

/* Whether the names in the data can be used. */
static bool check_names(struct ma_zonefile_reader *reader,
			const struct ma_zonefile_heading *heading)
{
	const ldns_rr_descriptor *shape = ldns_rr_descript((uint16_t)heading->type);
	const struct ma_zonefile_rdata *rdata = &reader->rdata;
	size_t size;

	for (size_t i = 0, at = 0; at < rdata->length; i++, at += size) {
		ldns_rdf_type field = ldns_rr_descriptor_field_type(shape, i);

		size = ma_zonefile_rdata_field(field, rdata->octets + at, rdata->length - at);
		if (field == LDNS_RDF_TYPE_DNAME &&
		    !ma_zonefile_reader_accepts(reader, rdata->octets + at, size, heading->rest))
			return false;
		if (size == 0)
			break;
	}
	return true;
}

/* The kind of an endless row of fields shows within the first few. */
static bool takes_quotes(ldns_rr_type type)
{
	const ldns_rr_descriptor *shape = ldns_rr_descript((uint16_t)type);

	for (size_t i = 0; i < ldns_rr_descriptor_maximum(shape) && i < 16; i++)
		if (ma_zonefile_rdata_is_text(ldns_rr_descriptor_field_type(shape, i)))
			return true;
	return false;
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

/* Adds a record with the data that was read or, where it is UNREAD, without. */
static bool keep(struct ma_zonefile_reader *reader, const struct ma_zonefile_heading *heading,
		 bool unread)
{
	struct ma_zonefile *zone = reader->zone;
	size_t length = unread ? 0 : reader->rdata.length;
	struct ma_zonefile_record **records;
	struct ma_zonefile_record *record;

	if (reader->owner == NULL) /* a fault is noted */
		return false;
	records = ma_zonefile_grow(zone->records, zone->count, sizeof(*records));
	if (records == NULL)
		return ma_zonefile_reader_no_memory(reader);
	zone->records = records;
	record = new_record(reader, heading, length);
	if (record == NULL)
		return ma_zonefile_reader_no_memory(reader);
	record->unread = unread;
	if (length > 0)
		memcpy(record->octets + ldns_rdf_size(reader->owner), reader->rdata.octets, length);
	records[zone->count++] = record;
	if (record->type == LDNS_RR_TYPE_SOA)
		zone->soa = record;
	return true;
}

bool ma_zonefile_reader_data(struct ma_zonefile_reader *reader,
			     const struct ma_zonefile_heading *heading)
{
	ldns_status status;

	if (!ma_zonefile_rdata_can_read(heading->type))
		return keep(reader, heading, true);
	if (!check_text(reader, heading))
		return false;
	status = ma_zonefile_rdata_read(heading->type, heading->rest, reader->origin,
					&reader->rdata);
	if (status != LDNS_STATUS_OK)
		return data_fault(reader, heading, status);
	return check_names(reader, heading) && keep(reader, heading, false);
}
