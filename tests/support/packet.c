/* A writer of DNS messages for tests: also of those that no server should send.
 *
 * SPDX-License-Identifier: MIT */

#include "packet.h"

#include <arpa/inet.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { HEADER = 12, CLASS_IN = 1 };

/* Ends a program that asks for what cannot be written.  Not Check's assertions: programs that
 * run no tests write packets, too. */
static void require(bool holds, const char *what)
{
	if (holds)
		return;
	fprintf(stderr, "packet: %s\n", what);
	abort();
}

void packet_bytes(struct packet *packet, const void *bytes, size_t length)
{
	require(length <= sizeof(packet->bytes) - packet->length, "longer than any message");
	if (length > 0)
		memcpy(packet->bytes + packet->length, bytes, length);
	packet->length += length;
}

void packet_put16(struct packet *packet, unsigned value)
{
	packet_bytes(packet, (unsigned char[]){ (unsigned char)(value >> 8), (unsigned char)value },
		     2);
}

void packet_put32(struct packet *packet, uint32_t value)
{
	packet_put16(packet, value >> 16);
	packet_put16(packet, value & 0xffff);
}

size_t wire_name(const char *name, unsigned char *wire)
{
	size_t length = 0;

	while (*name != '\0') {
		size_t label = strcspn(name, ".");

		require(length + label + 2 <= 256, "name too long");
		wire[length++] = (unsigned char)label;
		memcpy(wire + length, name, label);
		length += label;
		name += label + (name[label] == '.');
	}
	wire[length++] = 0;
	return length;
}

void packet_put_name(struct packet *packet, const char *name)
{
	unsigned char wire[256];
	size_t length = wire_name(name, wire);

	packet_bytes(packet, wire, length);
}

void packet_begin_wire(struct packet *packet, const unsigned char *name, size_t length,
		       uint16_t type)
{
	memset(packet, 0, sizeof(*packet));
	packet->length = HEADER;
	packet->section = PACKET_ANSWER;
	packet->ttl = 300;
	packet->class = CLASS_IN;
	packet_set_flags(packet, PACKET_RESPONSE);
	packet_set_count(packet, 0, 1);
	packet_bytes(packet, name, length);
	packet_put16(packet, type);
	packet_put16(packet, CLASS_IN);
}

void packet_begin(struct packet *packet, const char *name, uint16_t type)
{
	unsigned char wire[256];
	size_t length = wire_name(name, wire);

	packet_begin_wire(packet, wire, length, type);
}

void packet_reply(struct packet *packet, const struct mailauth_question *question)
{
	size_t length;
	const unsigned char *name = mailauth_question_wire_name(question, &length);

	packet_begin_wire(packet, name, length, mailauth_question_type(question));
}

void packet_set_flags(struct packet *packet, unsigned flags)
{
	packet->bytes[2] = (unsigned char)(flags >> 8);
	packet->bytes[3] = (unsigned char)((flags & 0xf0) | (packet->bytes[3] & 0x0f));
}

void packet_set_rcode(struct packet *packet, unsigned rcode)
{
	packet->bytes[3] = (unsigned char)((packet->bytes[3] & 0xf0) | (rcode & 0x0f));
}

void packet_set_count(struct packet *packet, unsigned section, unsigned count)
{
	packet->bytes[4 + 2 * section] = (unsigned char)(count >> 8);
	packet->bytes[5 + 2 * section] = (unsigned char)count;
}

static void count_record(struct packet *packet)
{
	const unsigned char *at = packet->bytes + 4 + 2 * packet->section;

	packet_set_count(packet, packet->section, ((unsigned)at[0] << 8 | at[1]) + 1);
}

void packet_record_wire(struct packet *packet, const unsigned char *owner, size_t owner_length,
			uint16_t type, const void *rdata, size_t length)
{
	count_record(packet);
	packet_bytes(packet, owner, owner_length);
	packet_put16(packet, type);
	packet_put16(packet, packet->class);
	packet_put32(packet, packet->ttl);
	packet_put16(packet, (unsigned)length);
	packet_bytes(packet, rdata, length);
}

void packet_record(struct packet *packet, const char *owner, uint16_t type, const void *rdata,
		   size_t length)
{
	unsigned char wire[256];
	size_t owner_length = wire_name(owner, wire);

	packet_record_wire(packet, wire, owner_length, type, rdata, length);
}

void packet_address(struct packet *packet, const char *owner, const char *address)
{
	unsigned char octets[16];

	if (inet_pton(AF_INET, address, octets) == 1) {
		packet_record(packet, owner, TYPE_A, octets, 4);
	} else {
		require(inet_pton(AF_INET6, address, octets) == 1, "no address");
		packet_record(packet, owner, TYPE_AAAA, octets, 16);
	}
}

void packet_name_record(struct packet *packet, const char *owner, uint16_t type, const char *target)
{
	unsigned char wire[256];
	size_t length = wire_name(target, wire);

	packet_record(packet, owner, type, wire, length);
}

void packet_mx(struct packet *packet, const char *owner, unsigned preference, const char *host)
{
	unsigned char rdata[2 + 256] = { (unsigned char)(preference >> 8),
					 (unsigned char)preference };
	size_t length = wire_name(host, rdata + 2);

	packet_record(packet, owner, TYPE_MX, rdata, 2 + length);
}

void packet_txt(struct packet *packet, const char *owner, ...)
{
	unsigned char rdata[4096];
	size_t length = 0;
	const char *string;
	va_list strings;

	va_start(strings, owner);
	while ((string = va_arg(strings, const char *)) != NULL) {
		size_t octets = strlen(string);

		require(octets <= 255, "string too long");
		require(length + octets < sizeof(rdata), "record too long");
		rdata[length++] = (unsigned char)octets;
		memcpy(rdata + length, string, octets);
		length += octets;
	}
	va_end(strings);
	packet_record(packet, owner, TYPE_TXT, rdata, length);
}

void packet_whole_txt(struct packet *packet, const void *record, size_t length)
{
	const unsigned char *from = record;
	unsigned char rdata[8192];
	size_t size = 0;

	require(length + length / 255 < sizeof(rdata), "record too long");
	for (size_t at = 0; at < length || at == 0; at += 255) {
		size_t part = length - at < 255 ? length - at : 255;

		rdata[size++] = (unsigned char)part;
		memcpy(rdata + size, from + at, part);
		size += part;
	}
	packet_record_wire(packet, (const unsigned char *)"\xc0\x0c", 2, TYPE_TXT, rdata, size);
}

void packet_soa(struct packet *packet, const char *owner, uint32_t ttl, uint32_t minimum)
{
	uint32_t usual = packet->ttl;
	struct packet rdata = { .length = 0 };

	packet_put_name(&rdata, "ns1.example.");
	packet_put_name(&rdata, "hostmaster.example.");
	packet_put32(&rdata, 2026010100); /* serial */
	packet_put32(&rdata, 7200);
	packet_put32(&rdata, 3600);
	packet_put32(&rdata, 1209600);
	packet_put32(&rdata, minimum);
	packet->ttl = ttl;
	packet_record(packet, owner, TYPE_SOA, rdata.bytes, rdata.length);
	packet->ttl = usual;
}

void packet_ede(struct packet *packet, unsigned code)
{
	enum { OPTION_EDE = 15, PAYLOAD = 1232 };
	enum packet_section section = packet->section;

	packet->section = PACKET_ADDITIONAL;
	count_record(packet);
	packet_put_name(packet, "");
	packet_put16(packet, TYPE_OPT);
	packet_put16(packet, PAYLOAD);
	packet_put32(packet, 0);
	packet_put16(packet, 4 + 2 + 3);
	packet_put16(packet, OPTION_EDE);
	packet_put16(packet, 2 + 3);
	packet_put16(packet, code);
	packet_bytes(packet, "why", 3);
	packet->section = section;
}
