/* A writer of DNS messages for tests: also of those that no server should send.
 *
 * SPDX-License-Identifier: MIT
 *
 * Names are text, labels with dots between, without escapes; "" is the root.  Functions whose
 * name ends in _wire take names in wire format instead. */

#ifndef TEST_PACKET_H
#define TEST_PACKET_H

#include <mailauth/mailauth.h>

#include <stddef.h>
#include <stdint.h>

enum {
	PACKET_QR = 0x8000,
	PACKET_AA = 0x0400,
	PACKET_TC = 0x0200,
	PACKET_RD = 0x0100,
	PACKET_RA = 0x0080,
	PACKET_RESPONSE = PACKET_QR | PACKET_RD | PACKET_RA,
};

enum {
	TYPE_A = 1,
	TYPE_NS = 2,
	TYPE_CNAME = 5,
	TYPE_SOA = 6,
	TYPE_PTR = 12,
	TYPE_MX = 15,
	TYPE_TXT = 16,
	TYPE_AAAA = 28,
	TYPE_OPT = 41,
};

enum packet_section {
	PACKET_ANSWER = 1,
	PACKET_AUTHORITY = 2,
	PACKET_ADDITIONAL = 3,
};

struct packet {
	unsigned char bytes[65536];
	size_t length;
	enum packet_section section; /* of the records that follow */
	uint32_t ttl;		     /* of the records that follow; 300 at first */
	uint16_t class;		     /* of the records that follow; IN at first */
};

/* Begins a response without records to a question, RCODE 0. */
void packet_begin(struct packet *packet, const char *name, uint16_t type);
void packet_begin_wire(struct packet *packet, const unsigned char *name, size_t length,
		       uint16_t type);
/* Begins the response to QUESTION. */
void packet_reply(struct packet *packet, const struct mailauth_question *question);

void packet_set_flags(struct packet *packet, unsigned flags); /* all of them; RCODE stays */
void packet_set_rcode(struct packet *packet, unsigned rcode);
/* Lies about the number of questions (section 0) or of a section's records. */
void packet_set_count(struct packet *packet, unsigned section, unsigned count);

/* Records.  Each counts in its section. */
void packet_record(struct packet *packet, const char *owner, uint16_t type, const void *rdata,
		   size_t length);
void packet_record_wire(struct packet *packet, const unsigned char *owner, size_t owner_length,
			uint16_t type, const void *rdata, size_t length);
void packet_address(struct packet *packet, const char *owner, const char *address);
void packet_name_record(struct packet *packet, const char *owner, uint16_t type,
			const char *target);
void packet_mx(struct packet *packet, const char *owner, unsigned preference, const char *host);
/* One TXT record; the strings end with NULL. */
void packet_txt(struct packet *packet, const char *owner, ...);
/* An SOA record with this TTL and MINIMUM. */
/* A TXT record at the name of the question with RECORD, cut into strings of 255 octets. */
void packet_whole_txt(struct packet *packet, const void *record, size_t length);
void packet_soa(struct packet *packet, const char *owner, uint32_t ttl, uint32_t minimum);
/* An OPT record with an extended error (RFC 8914). */
void packet_ede(struct packet *packet, unsigned code);

/* Bytes as they are. */
void packet_bytes(struct packet *packet, const void *bytes, size_t length);
void packet_put16(struct packet *packet, unsigned value);
void packet_put32(struct packet *packet, uint32_t value);
void packet_put_name(struct packet *packet, const char *name);

/* NAME in wire format; its length is returned.  WIRE has room for 256 bytes. */
size_t wire_name(const char *name, unsigned char *wire);

#endif
