/* What the parts of the reader share: faults, words, times and names.
 *
 * SPDX-License-Identifier: MIT */

#include "zone.h"

#include <stdlib.h>
#include <string.h>

/* Eleven octets that no name in use has for a label. */
static const unsigned char nowhere[] = "\013\0no origin\0";

bool ma_zonefile_reader_fault(struct ma_zonefile_reader *reader, int kind, const char *words,
			      const char *about)
{
	int status =
		ma_zones_fault(reader->zones, reader->file, reader->entry.line, kind, words, about);

	if (status < 0)
		reader->status = status;
	return false;
}

bool ma_zonefile_reader_refuse(struct ma_zonefile_reader *reader, const char *words,
			       const char *about)
{
	/* Japanese input methods make it, and it looks like the blanks that it is not. */
	if (reader->wide_space)
		words = "a full-width space (U+3000) does not divide words";
	return ma_zonefile_reader_fault(reader, MAILAUTH_ZONE_SYNTAX, words, about);
}

bool ma_zonefile_reader_no_memory(struct ma_zonefile_reader *reader)
{
	reader->status = MAILAUTH_ENOMEM;
	return false;
}

char *ma_zonefile_next_word(char **text)
{
	char *word = *text;
	size_t length = 0;

	while (word[length] != '\0' && word[length] != ' ')
		length += word[length] == '\\' && word[length + 1] != '\0' ? 2 : 1;
	*text = word + length;
	if (**text == ' ')
		*(*text)++ = '\0';
	return word;
}

bool ma_zonefile_read_ttl(const char *word, uint32_t *ttl)
{
	static const char units[] = "smhdwSMHDW";
	static const unsigned seconds[] = { 1, 60, 3600, 86400, 604800 };
	uint64_t total = 0;

	do {
		size_t digits = strspn(word, "0123456789");
		const char *unit;

		if (digits == 0 || digits > 10)
			return false;
		unit = word[digits] != '\0' ? strchr(units, word[digits]) : units;
		if (unit == NULL)
			return false;
		total += strtoull(word, NULL, 10) * seconds[(unit - units) % 5];
		word += digits + (word[digits] != '\0');
	} while (*word != '\0' && total <= INT32_MAX); /* RFC 2181 8 */
	*ttl = (uint32_t)total;
	return total <= INT32_MAX;
}

static bool lacks_origin(const unsigned char *name, size_t length)
{
	return length >= sizeof(nowhere) &&
	       memcmp(name + length - sizeof(nowhere), nowhere, sizeof(nowhere)) == 0;
}

bool ma_zonefile_reader_accepts(struct ma_zonefile_reader *reader, const unsigned char *name,
				size_t length, const char *word)
{
	if (lacks_origin(name, length)) {
		/* One fault, however many names: it has one remedy. */
		if (!reader->origin_missed)
			ma_zonefile_reader_refuse(
				reader, "a relative name, and no $ORIGIN before it", word);
		reader->origin_missed = true;
		return false;
	}
	/* ldns_dname_cat() does not look. */
	if (length > MA_ZONE_NAME_MAX)
		return ma_zonefile_reader_refuse(reader, "a name over 255 octets", word);
	return true;
}

ldns_rdf *ma_zonefile_reader_name(struct ma_zonefile_reader *reader, const char *word)
{
	ldns_status status = LDNS_STATUS_OK;
	ldns_rdf *name = NULL;

	if (strcmp(word, "@") == 0)
		name = ldns_rdf_clone(reader->origin);
	else if (word[0] == '"')
		status = LDNS_STATUS_SYNTAX_DNAME_ERR;
	else
		status = ldns_str2rdf_dname(&name, word);
	if (status == LDNS_STATUS_OK && name != NULL && strcmp(word, "@") != 0 &&
	    !ldns_dname_str_absolute(word))
		status = ldns_dname_cat(name, reader->origin);
	if (status == LDNS_STATUS_MEM_ERR || (status == LDNS_STATUS_OK && name == NULL))
		ma_zonefile_reader_no_memory(reader);
	else if (status != LDNS_STATUS_OK)
		ma_zonefile_reader_refuse(reader, "not a domain name", word);
	else if (ma_zonefile_reader_accepts(reader, ldns_rdf_data(name), ldns_rdf_size(name), word))
		return name;
	ldns_rdf_deep_free(name);
	return NULL;
}

ldns_rdf *ma_zonefile_no_origin(void)
{
	return ldns_rdf_new_frm_data(LDNS_RDF_TYPE_DNAME, sizeof(nowhere), nowhere);
}
