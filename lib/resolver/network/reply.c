/* Replies: what belongs to a question, and what someone else has sent.
 *
 * SPDX-License-Identifier: MIT */

#include "network.h"

enum {
	QR = 0x80, /* of octet 2 (RFC 1035 4.1.1) */
	OPCODE = 0x78,
	TC = 0x02,
	RCODE = 0x0f, /* of octet 3 */
	CLASS_IN = 1,
};

static unsigned get16(const unsigned char *at)
{
	return (unsigned)at[0] << 8 | at[1];
}

static unsigned char fold(unsigned char byte)
{
	return byte >= 'A' && byte <= 'Z' ? (unsigned char)(byte | 0x20) : byte;
}

/* RFC 5452 9.1: the question that was asked, and nothing else. */
static bool has_question(const struct mailauth_question *question, const unsigned char *packet,
			 size_t length)
{
	size_t size;
	const unsigned char *name = mailauth_question_wire_name(question, &size);
	const unsigned char *at = packet + MA_MESSAGE_HEADER;

	if (get16(packet + 4) != 1 || length < MA_MESSAGE_HEADER + size + 4)
		return false;
	for (size_t i = 0; i < size; i++)
		if (fold(at[i]) != fold(name[i]))
			return false;
	return get16(at + size) == mailauth_question_type(question) &&
	       get16(at + size + 2) == CLASS_IN;
}

bool ma_reply_is_to(const struct mailauth_question *question, uint16_t id,
		    const unsigned char *packet, size_t length)
{
	if (length < MA_MESSAGE_HEADER || get16(packet) != id || (packet[2] & QR) == 0 ||
	    (packet[2] & OPCODE) != 0)
		return false;
	/* A server that cannot read the question may leave it out. */
	if (get16(packet + 4) == 0)
		return ma_reply_rcode(packet) == MA_RCODE_FORMERR;
	return has_question(question, packet, length);
}

unsigned ma_reply_rcode(const unsigned char *packet)
{
	return packet[3] & RCODE;
}

bool ma_reply_is_cut(const unsigned char *packet)
{
	return (packet[2] & TC) != 0;
}
