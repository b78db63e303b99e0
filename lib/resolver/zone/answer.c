/* Answers from zones, as their authoritative servers give them (RFC 1034 4.3.2).
 *
 * SPDX-License-Identifier: MIT
 *
 * DNAME records are data like others here: no names are made from them. */

#include "zone.h"

#include <stdlib.h>
#include <string.h>

enum {
	LINKS_MAX = 12, /* aliases; a client gives up before that */
};

enum found {
	FOUND,
	FOUND_NOTHING,	 /* no such name */
	FOUND_ELSEWHERE, /* others know: it is delegated, or the data was not read */
};

/* The records of a name: none where only names below it have some. */
struct node {
	struct ma_zonefile_record *const *records;
	size_t count;
};

/* The index of the first record whose name does not come before KEY. */
static size_t seek(const struct ma_zonefile *zone, struct ma_zonefile_key key)
{
	size_t low = 0;
	size_t high = zone->count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (ma_zonefile_key_compare(zone->records[middle]->key, key) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

/* Names exist that have records, or names below them that do (RFC 4592 2.2.2). */
static bool exists(const struct ma_zonefile *zone, struct ma_zonefile_key key)
{
	size_t index = seek(zone, key);

	return index < zone->count && ma_zonefile_key_is_within(zone->records[index]->key, key);
}

static struct node node_at(const struct ma_zonefile *zone, struct ma_zonefile_key key)
{
	size_t from = seek(zone, key);
	size_t to = from;

	while (to < zone->count && ma_zonefile_key_compare(zone->records[to]->key, key) == 0)
		to++;
	return (struct node){ zone->records + from, to - from };
}

static bool has_type(struct node node, uint16_t type)
{
	for (size_t i = 0; i < node.count; i++)
		if (node.records[i]->type == type)
			return true;
	return false;
}

/* RFC 4592 3.3.1: the source of synthesis is "*" at the closest encloser, and only there. */
static enum found find_wildcard(const struct ma_zonefile *zone, struct ma_zonefile_key encloser,
				struct node *node)
{
	unsigned char octets[MA_ZONE_NAME_MAX + 2];
	struct ma_zonefile_key key = { octets, encloser.length + 2 };

	memcpy(octets, encloser.octets, encloser.length);
	memcpy(octets + encloser.length, "\1*", 2);
	if (!exists(zone, key))
		return FOUND_NOTHING;
	*node = node_at(zone, key);
	return FOUND;
}

/* Goes down from the apex to KEY, label by label (RFC 1034 4.3.2 step 3). */
static enum found find_node(const struct ma_zonefile *zone, struct ma_zonefile_key key,
			    struct node *node)
{
	struct ma_zonefile_key part = { key.octets, zone->soa->key.length };

	*node = node_at(zone, part);
	while (part.length < key.length) {
		struct ma_zonefile_key encloser = part;

		/* RFC 6672 3.2: names below a DNAME are made from it, which is not done here: what
		 * they are is not known, which is not "they do not exist". */
		if (has_type(*node, LDNS_RR_TYPE_DNAME))
			return FOUND_ELSEWHERE;
		part.length += 1u + part.octets[part.length];
		if (!exists(zone, part))
			return find_wildcard(zone, encloser, node);
		*node = node_at(zone, part);
		if (has_type(*node, LDNS_RR_TYPE_NS))
			return FOUND_ELSEWHERE;
	}
	return FOUND;
}

static bool is_unread(struct node node, uint16_t type)
{
	for (size_t i = 0; i < node.count; i++)
		if (node.records[i]->unread &&
		    (type == node.records[i]->type || type == LDNS_RR_TYPE_ANY))
			return true;
	return false;
}

static const struct ma_zonefile_record *alias_for(struct node node, uint16_t type)
{
	if (type == LDNS_RR_TYPE_CNAME || type == LDNS_RR_TYPE_ANY)
		return NULL;
	for (size_t i = 0; i < node.count; i++)
		if (node.records[i]->type == LDNS_RR_TYPE_CNAME)
			return node.records[i];
	return NULL;
}

static bool add_records(struct ma_zonefile_packet *packet, const unsigned char *name, size_t length,
			struct node node, uint16_t type)
{
	bool found = false;

	for (size_t i = 0; i < node.count; i++) {
		if (node.records[i]->type != type && type != LDNS_RR_TYPE_ANY)
			continue;
		ma_zonefile_packet_answer(packet, name, length, node.records[i]);
		found = true;
	}
	return found;
}

/* No one asks for the obsolete type SPF (RFC 7208 3.1); what a zone holds of it comes along with
 * the TXT records, or with the answer that there are none, so that it can be reported. */
static void add_spf_type(struct ma_zonefile_packet *packet, const unsigned char *name,
			 size_t length, struct node node)
{
	for (size_t i = 0; i < node.count; i++)
		if (node.records[i]->type == LDNS_RR_TYPE_SPF && !node.records[i]->unread)
			ma_zonefile_packet_add(packet, name, length, node.records[i]);
}

/* Whether the last label of KEY, which begins with it, is a number: no such top-level domain exists
 * (RFC 1123 2.1, RFC 3696 2). */
static bool is_below_number(struct ma_zonefile_key key)
{
	size_t length = key.length > 0 ? key.octets[0] : 0;

	for (size_t i = 1; i <= length; i++)
		if (key.octets[i] < '0' || key.octets[i] > '9')
			return false;
	return length > 0;
}

/* Follows the aliases from NAME.  One that leads out of all zones, or into a delegated part,
 * ends the answer without a SOA record: the client continues elsewhere.  False if nothing is
 * known of NAME itself. */
static bool follow(const struct mailauth_zones *zones, struct ma_zonefile_packet *packet,
		   const unsigned char *name, size_t length, uint16_t type)
{
	for (unsigned links = 0; links < LINKS_MAX; links++) {
		unsigned char octets[MA_ZONE_NAME_MAX];
		const struct ma_zonefile_record *alias;
		const struct ma_zonefile *zone = NULL;
		enum found found = FOUND_ELSEWHERE;
		struct ma_zonefile_key key;
		struct node node = { 0 };

		if (ma_zonefile_key_read(octets, name, length, &key)) {
			zone = ma_zones_find(zones, key);
			if (zone == NULL && is_below_number(key)) {
				ma_zonefile_packet_deny(packet, NULL, true);
				return true;
			}
		}
		if (zone != NULL)
			found = find_node(zone, key, &node);
		if (found == FOUND_ELSEWHERE || (found == FOUND && is_unread(node, type)))
			return links > 0;
		/* The response code is that of the last name (RFC 6604 3). */
		alias = found == FOUND ? alias_for(node, type) : NULL;
		if (alias == NULL) {
			if (found == FOUND_NOTHING ||
			    !add_records(packet, name, length, node, type))
				ma_zonefile_packet_deny(packet, zone, found == FOUND_NOTHING);
			if (type == LDNS_RR_TYPE_TXT)
				add_spf_type(packet, name, length, node);
			return true;
		}
		ma_zonefile_packet_answer(packet, name, length, alias);
		name = alias->rdata;
		length = alias->length;
	}
	return true;
}

int mailauth_zones_answer(const struct mailauth_zones *zones,
			  const struct mailauth_question *question, unsigned char **packet,
			  size_t *length)
{
	uint16_t type = mailauth_question_type(question);
	struct ma_zonefile_packet written = { 0 };
	const unsigned char *name;
	size_t name_length;
	int status;

	if (mailauth_question_kind(question) != MAILAUTH_QUESTION_DNS ||
	    mailauth_question_server(question) != NULL)
		return MAILAUTH_NOT_HELD;
	name = mailauth_question_wire_name(question, &name_length);
	ma_zonefile_packet_begin(&written, name, name_length, type);
	if (!follow(zones, &written, name, name_length, type)) {
		free(written.data);
		return written.no_memory ? MAILAUTH_ENOMEM : MAILAUTH_NOT_HELD;
	}
	status = ma_zonefile_packet_end(&written);
	if (status == 0) {
		*packet = written.data;
		*length = written.length;
	}
	return status;
}
