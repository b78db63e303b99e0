/* The writer of answers: DNS messages without compression.
 *
 * SPDX-License-Identifier: MIT */

#include "zone.h"

#include <stdlib.h>
#include <string.h>

enum {
	HEADER = 12,
	FLAGS = 2,
	QDCOUNT = 4,
	ANCOUNT = 6,
	NSCOUNT = 8,
	ARCOUNT = 10,
	RECORD_FIXED = 10, /* type, class, TTL, RDLENGTH */
	RESPONSE = 0x8400, /* QR, AA (RFC 1035 4.1.1) */
	SIZE_FIRST = 512,
};

static bool reserve(struct ma_zonefile_packet *packet, size_t length)
{
	size_t size = packet->size > 0 ? packet->size : SIZE_FIRST;
	unsigned char *data;

	if (length > MA_ZONE_MESSAGE_MAX - packet->length)
		packet->full = true;
	if (packet->full || packet->no_memory)
		return false;
	while (size - packet->length < length)
		size *= 2;
	if (size == packet->size)
		return true;
	data = realloc(packet->data, size);
	if (data == NULL) {
		packet->no_memory = true;
		return false;
	}
	packet->data = data;
	packet->size = size;
	return true;
}

static void put(struct ma_zonefile_packet *packet, const void *data, size_t length)
{
	if (length == 0 || !reserve(packet, length))
		return;
	memcpy(packet->data + packet->length, data, length);
	packet->length += length;
}

static void put16(struct ma_zonefile_packet *packet, unsigned value)
{
	unsigned char octets[2] = { (unsigned char)(value >> 8), (unsigned char)value };

	put(packet, octets, sizeof(octets));
}

static void set16(struct ma_zonefile_packet *packet, size_t at, unsigned value)
{
	packet->data[at] = (unsigned char)(value >> 8);
	packet->data[at + 1] = (unsigned char)value;
}

static void put_record(struct ma_zonefile_packet *packet, const unsigned char *name, size_t length,
		       const struct ma_zonefile_record *record, uint32_t ttl, size_t counter)
{
	put(packet, name, length);
	put16(packet, record->type);
	put16(packet, LDNS_RR_CLASS_IN);
	put16(packet, ttl >> 16);
	put16(packet, ttl & 0xffff);
	put16(packet, record->length);
	put(packet, record->rdata, record->length);
	/* 11 octets a record at least: what fits counts below 65,536. */
	if (!packet->full && !packet->no_memory)
		set16(packet, counter, ldns_read_uint16(packet->data + counter) + 1u);
}

void ma_zonefile_packet_begin(struct ma_zonefile_packet *packet, const unsigned char *name,
			      size_t length, uint16_t type)
{
	static const unsigned char empty[HEADER - ANCOUNT];

	put16(packet, 0);
	put16(packet, RESPONSE);
	put16(packet, 1);
	put(packet, empty, sizeof(empty));
	put(packet, name, length);
	put16(packet, type);
	put16(packet, LDNS_RR_CLASS_IN);
}

void ma_zonefile_packet_answer(struct ma_zonefile_packet *packet, const unsigned char *name,
			       size_t length, const struct ma_zonefile_record *record)
{
	put_record(packet, name, length, record, record->ttl, ANCOUNT);
}

void ma_zonefile_packet_add(struct ma_zonefile_packet *packet, const unsigned char *name,
			    size_t length, const struct ma_zonefile_record *record)
{
	if (length + RECORD_FIXED + record->length <= MA_ZONE_MESSAGE_MAX - packet->length)
		put_record(packet, name, length, record, record->ttl, ARCOUNT);
}

/* How long a denial may be kept (RFC 2308 3). */
static uint32_t ttl_of_denial(const struct ma_zonefile_record *soa)
{
	uint32_t ttl = ldns_read_uint32(soa->rdata + soa->length - 4);

	return ttl < soa->ttl ? ttl : soa->ttl;
}

void ma_zonefile_packet_deny(struct ma_zonefile_packet *packet, const struct ma_zonefile *zone,
			     bool denied)
{
	unsigned char name[MA_ZONE_NAME_MAX];

	if (zone != NULL)
		put_record(packet, name, ma_zonefile_key_wire(zone->soa->key, name), zone->soa,
			   ttl_of_denial(zone->soa), NSCOUNT);
	if (denied && !packet->no_memory)
		set16(packet, FLAGS, RESPONSE | LDNS_RCODE_NXDOMAIN);
}

/* No server can send what no message can hold.  TC=1 would be the word for it (RFC 2181 9), but
 * it calls for another try over TCP, and that would find the same: SERVFAIL ends the matter. */
static void fail(struct ma_zonefile_packet *packet)
{
	size_t question = HEADER;

	while (packet->data[question] != 0)
		question += 1u + packet->data[question];
	packet->length = question + 1 + 4;
	set16(packet, FLAGS, RESPONSE | LDNS_RCODE_SERVFAIL);
	memset(packet->data + ANCOUNT, 0, HEADER - ANCOUNT);
}

int ma_zonefile_packet_end(struct ma_zonefile_packet *packet)
{
	if (packet->no_memory) {
		free(packet->data);
		return MAILAUTH_ENOMEM;
	}
	if (packet->full)
		fail(packet);
	return 0;
}
