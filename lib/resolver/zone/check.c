/* What only a whole zone shows: order, doubles, records outside, aliases next to other records.
 *
 * SPDX-License-Identifier: MIT */

#include "zone.h"

#include <stdlib.h>
#include <string.h>

/* Equal octets of equal records are side by side then; the earlier line goes first. */
static int compare(const void *a, const void *b)
{
	const struct ma_zonefile_record *left = *(struct ma_zonefile_record *const *)a;
	const struct ma_zonefile_record *right = *(struct ma_zonefile_record *const *)b;
	int order = ma_zonefile_key_compare(left->key, right->key);

	if (order == 0)
		order = left->type - right->type;
	if (order == 0)
		order = left->length - right->length;
	if (order == 0)
		order = memcmp(left->rdata, right->rdata, left->length);
	if (order == 0)
		order = (left->line > right->line) - (left->line < right->line);
	return order;
}

static bool is_double(const struct ma_zonefile_record *a, const struct ma_zonefile_record *b)
{
	return a->type == b->type && a->length == b->length &&
	       memcmp(a->rdata, b->rdata, a->length) == 0 &&
	       ma_zonefile_key_compare(a->key, b->key) == 0;
}

/* A record that is said twice is one record (RFC 2181 5). */
static void drop_doubles(struct ma_zonefile *zone)
{
	size_t kept = 0;

	for (size_t i = 0; i < zone->count; i++) {
		if (kept > 0 && is_double(zone->records[i], zone->records[kept - 1]))
			free(zone->records[i]);
		else
			zone->records[kept++] = zone->records[i];
	}
	zone->count = kept;
}

static int name_fault(struct mailauth_zones *zones, const char *file,
		      const struct ma_zonefile_record *record, unsigned line, int kind)
{
	char *name = ma_zonefile_key_text(record->key);
	int status = MAILAUTH_ENOMEM;

	if (name != NULL)
		status = ma_zones_fault(zones, file, line, kind, name, NULL);
	free(name);
	return status;
}

static int check_place(struct mailauth_zones *zones, const struct ma_zonefile *zone,
		       const char *file)
{
	int status = 0;

	for (size_t i = 0; i < zone->count && status == 0; i++)
		if (!ma_zonefile_key_is_within(zone->records[i]->key, zone->soa->key))
			status = name_fault(zones, file, zone->records[i], zone->records[i]->line,
					    MAILAUTH_ZONE_OUT_OF_ZONE);
	return status;
}

/* Records of DNSSEC are about an alias, not next to it (RFC 2181 10.1, RFC 4034 3 and 4). */
static bool is_about_others(uint16_t type)
{
	return type == LDNS_RR_TYPE_RRSIG || type == LDNS_RR_TYPE_NSEC ||
	       type == LDNS_RR_TYPE_SIG || type == LDNS_RR_TYPE_NXT || type == LDNS_RR_TYPE_KEY;
}

/* Finds the line from which on the records of a name are one alias and something else (RFC 1034
 * 3.6.2); 0 if there is none. */
static unsigned conflict_line(struct ma_zonefile_record *const *records, size_t count)
{
	unsigned alias = 0;
	unsigned second = 0;
	unsigned other = 0;

	for (size_t i = 0; i < count; i++) {
		unsigned line = records[i]->line;

		if (records[i]->type == LDNS_RR_TYPE_CNAME) {
			if (alias != 0)
				second = line > alias ? line : alias;
			alias = alias == 0 || line < alias ? line : alias;
		} else if (!is_about_others(records[i]->type)) {
			other = other == 0 || line < other ? line : other;
		}
	}
	if (alias == 0 || other == 0)
		return second;
	return alias > other ? alias : other;
}

static int check_aliases(struct mailauth_zones *zones, const struct ma_zonefile *zone,
			 const char *file)
{
	size_t next;

	for (size_t i = 0; i < zone->count; i = next) {
		struct ma_zonefile_key key = zone->records[i]->key;
		unsigned line;
		int status;

		for (next = i + 1; next < zone->count; next++)
			if (ma_zonefile_key_compare(zone->records[next]->key, key) != 0)
				break;
		line = conflict_line(zone->records + i, next - i);
		if (line == 0)
			continue;
		status = name_fault(zones, file, zone->records[i], line,
				    MAILAUTH_ZONE_CNAME_AND_OTHER);
		if (status < 0)
			return status;
	}
	return 0;
}

int ma_zonefile_check(struct mailauth_zones *zones, struct ma_zonefile *zone, const char *file)
{
	int status;

	if (zone->count == 0)
		return 0;
	qsort(zone->records, zone->count, sizeof(struct ma_zonefile_record *), compare);
	drop_doubles(zone);
	status = check_aliases(zones, zone, file);
	if (status < 0 || zone->soa == NULL)
		return status;
	zone->apex = ma_zonefile_key_text(zone->soa->key);
	if (zone->apex == NULL)
		return MAILAUTH_ENOMEM;
	return check_place(zones, zone, file);
}
