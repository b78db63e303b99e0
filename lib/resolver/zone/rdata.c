/* From the words of a record's data to its octets (RFC 1035 5.1, RFC 3597 5).
 *
 * SPDX-License-Identifier: MIT
 *
 * ldns reads each field, by the function for its kind; which fields a type has, it says, too.  Its
 * reader of whole records is not used: where memory fails, it ends the process, or drops a field
 * and calls the record good.  The functions for single fields say that memory failed, or give none.
 */

#include "zone.h"

#include <stdlib.h>
#include <string.h>

typedef ldns_status read_field(ldns_rdf **, const char *);

static read_field *reader_of(ldns_rdf_type field)
{
	static read_field *const readers[] = {
		[LDNS_RDF_TYPE_DNAME] = ldns_str2rdf_dname,
		[LDNS_RDF_TYPE_INT8] = ldns_str2rdf_int8,
		[LDNS_RDF_TYPE_INT16] = ldns_str2rdf_int16,
		[LDNS_RDF_TYPE_INT32] = ldns_str2rdf_int32,
		[LDNS_RDF_TYPE_PERIOD] = ldns_str2rdf_period,
		[LDNS_RDF_TYPE_A] = ldns_str2rdf_a,
		[LDNS_RDF_TYPE_AAAA] = ldns_str2rdf_aaaa,
		[LDNS_RDF_TYPE_STR] = ldns_str2rdf_str,
		[LDNS_RDF_TYPE_LONG_STR] = ldns_str2rdf_long_str,
		[LDNS_RDF_TYPE_TAG] = ldns_str2rdf_tag,
		[LDNS_RDF_TYPE_ALG] = ldns_str2rdf_alg,
		[LDNS_RDF_TYPE_CERTIFICATE_USAGE] = ldns_str2rdf_certificate_usage,
		[LDNS_RDF_TYPE_SELECTOR] = ldns_str2rdf_selector,
		[LDNS_RDF_TYPE_MATCHING_TYPE] = ldns_str2rdf_matching_type,
		[LDNS_RDF_TYPE_HEX] = ldns_str2rdf_hex,
		[LDNS_RDF_TYPE_B64] = ldns_str2rdf_b64,
	};

	return (size_t)field < sizeof(readers) / sizeof(*readers) ? readers[field] : NULL;
}

/* Digits that may be divided by blanks, and end the record. */
static bool takes_the_rest(ldns_rdf_type field)
{
	return field == LDNS_RDF_TYPE_HEX || field == LDNS_RDF_TYPE_B64;
}

bool ma_zonefile_rdata_is_text(ldns_rdf_type field)
{
	return field == LDNS_RDF_TYPE_STR || field == LDNS_RDF_TYPE_LONG_STR;
}

bool ma_zonefile_rdata_has_strings(ldns_rr_type type)
{
	return type == LDNS_RR_TYPE_TXT || type == LDNS_RR_TYPE_SPF;
}

bool ma_zonefile_rdata_can_read(ldns_rr_type type)
{
	const ldns_rr_descriptor *shape = ldns_rr_descript((uint16_t)type);

	/* Where a row of fields has no end, the first few are of the kind of the others. */
	for (size_t i = 0; i < ldns_rr_descriptor_maximum(shape) && i < 16; i++) {
		ldns_rdf_type field = ldns_rr_descriptor_field_type(shape, i);

		if (reader_of(field) == NULL && field != LDNS_RDF_TYPE_UNKNOWN)
			return false;
	}
	return true;
}

/* --- Octets --------------------------------------------------------------- */

/* The length of the uncompressed name in OCTETS; 0 if there is none. */
static size_t length_of_name(const unsigned char *octets, size_t length)
{
	size_t at = 0;

	while (at < length && octets[at] != 0) {
		if (octets[at] > LDNS_MAX_LABELLEN)
			return 0;
		at += 1u + octets[at];
	}
	return at < length ? at + 1 : 0;
}

size_t ma_zonefile_rdata_field(ldns_rdf_type field, const unsigned char *octets, size_t length)
{
	size_t size = length;

	switch (field) {
	case LDNS_RDF_TYPE_DNAME:
		return length_of_name(octets, length);
	case LDNS_RDF_TYPE_INT8:
	case LDNS_RDF_TYPE_ALG:
	case LDNS_RDF_TYPE_CERTIFICATE_USAGE:
	case LDNS_RDF_TYPE_SELECTOR:
	case LDNS_RDF_TYPE_MATCHING_TYPE:
		size = 1;
		break;
	case LDNS_RDF_TYPE_INT16:
		size = 2;
		break;
	case LDNS_RDF_TYPE_INT32:
	case LDNS_RDF_TYPE_PERIOD:
	case LDNS_RDF_TYPE_A:
		size = 4;
		break;
	case LDNS_RDF_TYPE_AAAA:
		size = 16;
		break;
	case LDNS_RDF_TYPE_STR:
	case LDNS_RDF_TYPE_TAG:
		size = 1u + octets[0];
		break;
	default:
		break;
	}
	return size <= length ? size : 0;
}

/* Whether the data is of the shape of its type: the hexadecimal way of writing it can make any.
 * A TXT record without a string is not allowed, but some servers send it. */
static bool is_sound(ldns_rr_type type, const struct ma_zonefile_rdata *rdata)
{
	const ldns_rr_descriptor *shape = ldns_rr_descript((uint16_t)type);
	size_t count = 0, at = 0;

	for (; at < rdata->length && count < ldns_rr_descriptor_maximum(shape); count++) {
		size_t size = ma_zonefile_rdata_field(ldns_rr_descriptor_field_type(shape, count),
						      rdata->octets + at, rdata->length - at);

		if (size == 0)
			return false;
		at += size;
	}
	return at == rdata->length && (count >= ldns_rr_descriptor_minimum(shape) ||
				       (count == 0 && ma_zonefile_rdata_has_strings(type)));
}

/* --- Words ---------------------------------------------------------------- */

/* Whether one more octet has room. */
static bool append(struct ma_zonefile_rdata *rdata, const void *octets, size_t length)
{
	if (length > sizeof(rdata->octets) - rdata->length)
		return false;
	/* Data without octets may be NULL. */
	if (length > 0)
		memcpy(rdata->octets + rdata->length, octets, length);
	rdata->length += length;
	return true;
}

static int hexadecimal(char byte)
{
	static const char digits[] = "0123456789abcdefABCDEF";
	const char *digit = byte != '\0' ? strchr(digits, byte) : NULL;

	if (digit == NULL)
		return -1;
	return (int)(digit - digits) < 16 ? (int)(digit - digits) : (int)(digit - digits) - 6;
}

/* Reads the data of any type, after "\#": how many octets there are, and these. */
static ldns_status read_hexadecimal(ldns_rr_type type, const char *text,
				    struct ma_zonefile_rdata *rdata)
{
	char *end;
	unsigned long wanted = strtoul(text, &end, 10);

	if (end == text || *text < '0' || *text > '9' || (*end != ' ' && *end != '\0'))
		return LDNS_STATUS_SYNTAX_RDATA_ERR;
	for (text = end;;) {
		int high, low;
		unsigned char octet;

		while (*text == ' ')
			text++;
		if (*text == '\0')
			break;
		high = hexadecimal(*text++);
		while (*text == ' ')
			text++;
		low = hexadecimal(*text);
		if (high < 0 || low < 0)
			return LDNS_STATUS_SYNTAX_RDATA_ERR;
		text++;
		octet = (unsigned char)(16 * high + low);
		if (!append(rdata, &octet, 1))
			return LDNS_STATUS_RDATA_OVERFLOW;
	}
	return rdata->length == wanted && is_sound(type, rdata) ? LDNS_STATUS_OK
								: LDNS_STATUS_SYNTAX_RDATA_ERR;
}

/* Makes NAME, which WORD writes, absolute. */
static ldns_status complete(ldns_rdf **name, const char *word, const ldns_rdf *origin)
{
	if (strcmp(word, "@") != 0)
		return ldns_dname_str_absolute(word) ? LDNS_STATUS_OK
						     : ldns_dname_cat(*name, origin);
	ldns_rdf_deep_free(*name);
	*name = ldns_rdf_clone(origin);
	return *name != NULL ? LDNS_STATUS_OK : LDNS_STATUS_MEM_ERR;
}

static ldns_status read_word(ldns_rdf_type field, const char *word, const ldns_rdf *origin,
			     struct ma_zonefile_rdata *rdata)
{
	read_field *reader = reader_of(field);
	ldns_rdf *rdf = NULL;
	ldns_status status = reader != NULL ? reader(&rdf, word) : LDNS_STATUS_SYNTAX_RDATA_ERR;

	/* For a name, ldns does not look. */
	if (status == LDNS_STATUS_OK && rdf == NULL)
		status = LDNS_STATUS_MEM_ERR;
	else if (status != LDNS_STATUS_OK && status != LDNS_STATUS_MEM_ERR)
		status = LDNS_STATUS_SYNTAX_RDATA_ERR;
	if (status == LDNS_STATUS_OK && field == LDNS_RDF_TYPE_DNAME)
		status = complete(&rdf, word, origin);
	if (status == LDNS_STATUS_OK && !append(rdata, ldns_rdf_data(rdf), ldns_rdf_size(rdf)))
		status = LDNS_STATUS_RDATA_OVERFLOW;
	ldns_rdf_deep_free(rdf);
	return status;
}

/* The end of the word that TEXT begins with; a text in quotation marks is one. */
static char *end_of_word(char *text, bool quoted)
{
	while (*text != '\0' && *text != (quoted ? '"' : ' '))
		text += *text == '\\' && text[1] != '\0' ? 2 : 1;
	return text;
}

/* Reads one field from *TEXT, which moves past it. */
static ldns_status read_next(ldns_rdf_type field, char **text, const ldns_rdf *origin,
			     struct ma_zonefile_rdata *rdata)
{
	bool quoted = ma_zonefile_rdata_is_text(field) && **text == '"';
	char *word = *text + quoted;
	char *end = takes_the_rest(field) ? word + strlen(word) : end_of_word(word, quoted);
	char ended = *end;
	ldns_status status;

	*end = '\0';
	status = read_word(field, word, origin, rdata);
	*end = ended;
	end += quoted && ended == '"';
	*text = end + (*end == ' ');
	return status;
}

ldns_status ma_zonefile_rdata_read(ldns_rr_type type, char *text, const ldns_rdf *origin,
				   struct ma_zonefile_rdata *rdata)
{
	const ldns_rr_descriptor *shape = ldns_rr_descript((uint16_t)type);
	ldns_status status = LDNS_STATUS_OK;
	size_t count = 0;

	rdata->length = 0;
	if (strncmp(text, "\\#", 2) == 0 && (text[2] == ' ' || text[2] == '\0'))
		return read_hexadecimal(type, text[2] == ' ' ? text + 3 : "", rdata);
	for (;
	     status == LDNS_STATUS_OK && *text != '\0' && count < ldns_rr_descriptor_maximum(shape);
	     count++)
		status = read_next(ldns_rr_descriptor_field_type(shape, count), &text, origin,
				   rdata);
	if (status != LDNS_STATUS_OK)
		return status;
	if (*text != '\0')
		return LDNS_STATUS_SYNTAX_SUPERFLUOUS_TEXT_ERR;
	return count < ldns_rr_descriptor_minimum(shape) ? LDNS_STATUS_SYNTAX_MISSING_VALUE_ERR
							 : LDNS_STATUS_OK;
}
