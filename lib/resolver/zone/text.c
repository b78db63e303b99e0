/* The records of zones as text, one by one: NAME TTL TYPE DATA (RFC 1035 5.1).
 *
 * SPDX-License-Identifier: MIT */

#include "zone.h"

#include <arpa/inet.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
	TYPE_A = 1,
	TYPE_NS = 2,
	TYPE_CNAME = 5,
	TYPE_SOA = 6,
	TYPE_PTR = 12,
	TYPE_MX = 15,
	TYPE_TXT = 16,
	TYPE_AAAA = 28,
	NUMBERS = 5, /* of a SOA record, each of 4 octets */
};

/* A text that grows; its data is NULL once memory failed. */
struct writer {
	char *data;
	size_t length;
	size_t size;
	bool failed;
};

static void add(struct writer *writer, const char *text)
{
	size_t length = strlen(text);
	size_t size = writer->size > 0 ? writer->size : 256;
	char *data;

	while (size - writer->length <= length)
		size *= 2;
	data = writer->failed	      ? NULL
	       : size == writer->size ? writer->data
				      : realloc(writer->data, size);
	if (data == NULL) {
		writer->failed = true;
		return;
	}
	memcpy(data + writer->length, text, length + 1);
	writer->data = data;
	writer->size = size;
	writer->length += length;
}

static void add_byte(struct writer *writer, unsigned char byte, const char *special)
{
	char text[5];

	if (byte <= ' ' || byte >= 0x7f || strchr(special, byte) != NULL)
		snprintf(text, sizeof(text), "\\%03u", byte);
	else
		snprintf(text, sizeof(text), "%c", byte);
	add(writer, text);
}

/* A name in wire format, which is known to be well-formed; returns its length. */
static size_t add_name(struct writer *writer, const unsigned char *wire)
{
	size_t at = 0;

	if (wire[0] == 0)
		add(writer, ".");
	for (; wire[at] != 0; at += 1u + wire[at]) {
		for (unsigned i = 1; i <= wire[at]; i++)
			add_byte(writer, wire[at + i], ".\\\"();@$");
		add(writer, ".");
	}
	return at + 1;
}

static void add_number(struct writer *writer, uint32_t number)
{
	char text[16];

	snprintf(text, sizeof(text), "%u", (unsigned)number);
	add(writer, text);
}

static void add_address(struct writer *writer, int family, const unsigned char *octets)
{
	char text[INET6_ADDRSTRLEN];

	if (inet_ntop(family, octets, text, sizeof(text)) != NULL)
		add(writer, text);
}

static void add_strings(struct writer *writer, const struct ma_zonefile_record *record)
{
	for (size_t at = 0; at < record->length; at += 1u + record->rdata[at]) {
		add(writer, at > 0 ? " \"" : "\"");
		for (unsigned i = 1; i <= record->rdata[at]; i++) {
			unsigned char byte = record->rdata[at + i];

			if (byte == ' ')
				add(writer, " ");
			else
				add_byte(writer, byte, "\\\"");
		}
		add(writer, "\"");
	}
}

static void add_soa(struct writer *writer, const unsigned char *rdata)
{
	size_t at = add_name(writer, rdata);

	add(writer, " ");
	at += add_name(writer, rdata + at);
	for (unsigned i = 0; i < NUMBERS; i++, at += 4) {
		add(writer, " ");
		add_number(writer, (uint32_t)rdata[at] << 24 | (uint32_t)rdata[at + 1] << 16 |
					   (uint32_t)rdata[at + 2] << 8 | rdata[at + 3]);
	}
}

static const char *word_of(const struct ma_zonefile_record *record)
{
	switch (record->unread ? 0 : record->type) {
	case TYPE_A:
		return "A";
	case TYPE_NS:
		return "NS";
	case TYPE_CNAME:
		return "CNAME";
	case TYPE_SOA:
		return "SOA";
	case TYPE_PTR:
		return "PTR";
	case TYPE_MX:
		return "MX";
	case TYPE_TXT:
		return "TXT";
	case TYPE_AAAA:
		return "AAAA";
	default:
		return NULL;
	}
}

static void add_data(struct writer *writer, const struct ma_zonefile_record *record)
{
	switch (record->type) {
	case TYPE_A:
		add_address(writer, AF_INET, record->rdata);
		break;
	case TYPE_AAAA:
		add_address(writer, AF_INET6, record->rdata);
		break;
	case TYPE_TXT:
		add_strings(writer, record);
		break;
	case TYPE_SOA:
		add_soa(writer, record->rdata);
		break;
	case TYPE_MX:
		add_number(writer, (uint32_t)record->rdata[0] << 8 | record->rdata[1]);
		add(writer, " ");
		add_name(writer, record->rdata + 2);
		break;
	default:
		add_name(writer, record->rdata);
	}
}

/* The record INDEX of those whose data can be written; NULL after the last. */
static const struct ma_zonefile_record *find(const struct mailauth_zones *zones, size_t index)
{
	for (size_t i = 0; i < zones->count; i++)
		for (size_t j = 0; j < zones->zones[i]->count; j++)
			if (word_of(zones->zones[i]->records[j]) != NULL && index-- == 0)
				return zones->zones[i]->records[j];
	return NULL;
}

int mailauth_zones_record(const struct mailauth_zones *zones, size_t index, char **text)
{
	const struct ma_zonefile_record *record = find(zones, index);
	unsigned char wire[MA_ZONE_NAME_MAX];
	struct writer writer = { 0 };

	if (record == NULL)
		return MAILAUTH_NOT_HELD;
	ma_zonefile_key_wire(record->key, wire);
	add_name(&writer, wire);
	add(&writer, " ");
	add_number(&writer, record->ttl);
	add(&writer, " ");
	add(&writer, word_of(record));
	add(&writer, " ");
	add_data(&writer, record);
	if (writer.failed) {
		free(writer.data);
		return MAILAUTH_ENOMEM;
	}
	*text = writer.data;
	return 0;
}
