/* The reader of master files (RFC 1035 5): entries become records, all faults are noted.
 *
 * SPDX-License-Identifier: MIT
 *
 * Names, types and data are read by ldns; order, defaults and directives are ours, since ldns
 * takes an unknown type, a TTL after the class, "$TTL 0" and a relative $ORIGIN for something
 * else than they are, and a relative name without origin for an absolute one. */

#include "zone.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

/* --- Directives ----------------------------------------------------------- */

static bool set_origin(struct ma_zonefile_reader *reader, const char *word)
{
	ldns_rdf *origin = ma_zonefile_reader_name(reader, word);

	if (origin == NULL)
		return false;
	ldns_rdf_deep_free(reader->origin);
	reader->origin = origin;
	return true;
}

static bool read_directive(struct ma_zonefile_reader *reader)
{
	char *rest = reader->entry.text;
	const char *directive = ma_zonefile_next_word(&rest);
	const char *word = ma_zonefile_next_word(&rest);

	if (strcasecmp(directive, "$INCLUDE") == 0)
		return ma_zonefile_reader_fault(reader, MAILAUTH_ZONE_INCLUDE,
						"$INCLUDE is not followed", word);
	if (strcasecmp(directive, "$ORIGIN") != 0 && strcasecmp(directive, "$TTL") != 0)
		return ma_zonefile_reader_refuse(reader, "an unknown directive", directive);
	if (*word == '\0' || *rest != '\0')
		return ma_zonefile_reader_refuse(reader, "one word has to follow", directive);
	if (strcasecmp(directive, "$ORIGIN") == 0)
		return set_origin(reader, word);
	if (!ma_zonefile_read_ttl(word, &reader->default_ttl))
		return ma_zonefile_reader_refuse(reader, "not a time to live", word);
	reader->ttl_directive = true;
	return true;
}

/* --- Records -------------------------------------------------------------- */

static void set_owner(struct ma_zonefile_reader *reader, ldns_rdf *owner)
{
	ldns_rdf_deep_free(reader->owner);
	reader->owner = owner;
	reader->faulty_owner = owner == NULL;
}

/* Types of questions and of transactions have no place in a zone (RFC 6895 3.1). */
static bool is_data_type(ldns_rr_type type)
{
	return type > 0 && type <= LDNS_RR_TYPE_LAST && type != LDNS_RR_TYPE_OPT &&
	       (type < 128 || type > 255);
}

/* [TTL] [class] type, or [class] [TTL] type (RFC 1035 5.1).  The type is whatever comes after. */
static bool read_heading(struct ma_zonefile_reader *reader, char *text,
			 struct ma_zonefile_heading *heading)
{
	bool has_ttl = false;
	bool has_class = false;

	for (;;) {
		char *word = ma_zonefile_next_word(&text);
		ldns_rr_class class = ldns_get_rr_class_by_name(word);

		heading->type_word = word;
		if (!has_class && class != 0 && class != LDNS_RR_CLASS_IN)
			return ma_zonefile_reader_fault(reader, MAILAUTH_ZONE_CLASS, word, NULL);
		if (!has_class && class != 0)
			has_class = true;
		else if (has_ttl || strchr("0123456789", *word) == NULL || *word == '\0')
			break;
		else if (!(has_ttl = ma_zonefile_read_ttl(word, &heading->ttl)))
			return ma_zonefile_reader_refuse(reader, "not a time to live", word);
	}
	if (!has_ttl)
		heading->ttl = reader->default_ttl;
	else if (!reader->ttl_directive)
		reader->default_ttl = heading->ttl;
	heading->rest = text;
	return true;
}

static bool read_type(struct ma_zonefile_reader *reader, struct ma_zonefile_heading *heading)
{
	if (*heading->type_word == '\0')
		return ma_zonefile_reader_refuse(reader, "no record type", NULL);
	heading->type = ldns_get_rr_type_by_name(heading->type_word);
	if (!is_data_type(heading->type))
		return ma_zonefile_reader_refuse(reader, "not a record type", heading->type_word);
	return true;
}

static bool read_record(struct ma_zonefile_reader *reader)
{
	struct ma_zonefile_heading heading = { .type_word = "" };
	char *text = reader->entry.text;

	if (!reader->entry.blank) {
		set_owner(reader, ma_zonefile_reader_name(reader, ma_zonefile_next_word(&text)));
	} else if (reader->owner == NULL && !reader->faulty_owner) {
		reader->faulty_owner = true;
		ma_zonefile_reader_refuse(reader, "the first record has no name", NULL);
	}
	/* What the rest says is still judged. */
	if (!read_heading(reader, text, &heading) || !read_type(reader, &heading))
		return false;
	/* The zone's own (RFC 1035 5.2). */
	if (heading.type == LDNS_RR_TYPE_SOA && reader->soas++ > 0)
		return ma_zonefile_reader_fault(reader, MAILAUTH_ZONE_SECOND_SOA,
						"a second SOA record", NULL);
	return ma_zonefile_reader_data(reader, &heading);
}

/* --- Files ---------------------------------------------------------------- */

static bool has_wide_space(const char *text)
{
	const char *wide = strstr(text, "\343\200\200");
	bool quoted = false;

	if (wide == NULL)
		return false;
	for (; *text != '\0'; text++) {
		if (!quoted && strncmp(text, "\343\200\200", 3) == 0)
			return true;
		if (*text == '\\' && text[1] != '\0')
			text++;
		else
			quoted = quoted != (*text == '"');
	}
	return false;
}

/* An entry that is not whole.  What can still be known of it spares the reader faults that
 * only follow from this one. */
static void refuse_entry(struct ma_zonefile_reader *reader)
{
	struct ma_zonefile_entry *entry = &reader->entry;

	reader->wide_space = false;
	entry->line = entry->fault_line;
	ma_zonefile_reader_refuse(reader, entry->fault, NULL);
	reader->soas += strstr(entry->text, " SOA ") != NULL;
	if (!entry->blank)
		set_owner(reader, NULL);
}

static void read_entry(struct ma_zonefile_reader *reader)
{
	struct ma_zonefile_entry *entry = &reader->entry;

	if (entry->fault != NULL) {
		refuse_entry(reader);
		return;
	}
	reader->wide_space = has_wide_space(entry->text);
	if (entry->text[0] == '$' && !entry->blank)
		read_directive(reader);
	else
		read_record(reader);
}

static void read_all(struct ma_zonefile_reader *reader)
{
	size_t before = reader->zones->fault_count;

	while (reader->status == 0 && ma_zonefile_scan_entry(&reader->scan, &reader->entry))
		read_entry(reader);
	reader->entry.line = 0;
	if (reader->status < 0)
		return;
	if (reader->zone->count == 0 && reader->zones->fault_count == before)
		ma_zonefile_reader_fault(reader, MAILAUTH_ZONE_EMPTY, "no record", NULL);
	else if (reader->zone->count > 0 && reader->soas == 0)
		ma_zonefile_reader_fault(reader, MAILAUTH_ZONE_NO_SOA, "no SOA record", NULL);
}

int ma_zonefile_read(struct mailauth_zones *zones, struct ma_zonefile *zone, const char *file,
		     const void *text, size_t length, const ldns_rdf *origin)
{
	struct ma_zonefile_reader *reader = calloc(1, sizeof(*reader));
	int status = MAILAUTH_ENOMEM;

	if (reader == NULL)
		return status;
	reader->zones = zones;
	reader->zone = zone;
	reader->file = file;
	reader->default_ttl = LDNS_DEFAULT_TTL;
	reader->origin = origin != NULL ? ldns_rdf_clone(origin) : ma_zonefile_no_origin();
	if (reader->origin != NULL) {
		ma_zonefile_scan_begin(&reader->scan, text, length);
		read_all(reader);
		status = reader->status;
	}
	ldns_rdf_deep_free(reader->origin);
	ldns_rdf_deep_free(reader->owner);
	free(reader);
	return status;
}
