/* Questions: what an embedder sees of them, and the packet that asks them.
 *
 * SPDX-License-Identifier: MIT */

#include "store.h"

#include <string.h>

uint32_t mailauth_question_id(const struct mailauth_question *question)
{
	return question->id;
}

int mailauth_question_kind(const struct mailauth_question *question)
{
	return question->target.way == MA_WAY_SMTP ? MAILAUTH_QUESTION_SMTP : MAILAUTH_QUESTION_DNS;
}

const unsigned char *mailauth_question_wire_name(const struct mailauth_question *question,
						 size_t *length)
{
	*length = question->name->length;
	return question->name->wire;
}

const char *mailauth_question_name(const struct mailauth_question *question)
{
	return question->presentation;
}

uint16_t mailauth_question_type(const struct mailauth_question *question)
{
	return question->type;
}

const char *mailauth_question_server(const struct mailauth_question *question)
{
	return question->target.server;
}

bool mailauth_question_needs_tcp(const struct mailauth_question *question)
{
	return question->target.way != MA_WAY_DNS;
}

static unsigned char *put16(unsigned char *at, unsigned value)
{
	*at++ = (unsigned char)(value >> 8);
	*at++ = (unsigned char)value;
	return at;
}

/* RFC 1035 4.1: a header, the question, an OPT record (RFC 6891 6.1.2). */
int mailauth_question_packet(const struct mailauth_question *question, uint16_t message_id,
			     void *packet, size_t size, size_t *length)
{
	enum { HEADER = 12, OPT = 11, RECURSION_DESIRED = 0x0100, CLASS_IN = 1, TYPE_OPT = 41 };
	enum { PAYLOAD = 1232 };
	unsigned char *at = packet;
	size_t needed = HEADER + question->name->length + 4 + OPT;

	if (size < needed || question->target.way == MA_WAY_SMTP)
		return MAILAUTH_EINVAL;
	memset(packet, 0, needed);
	at = put16(at, message_id);
	at = put16(at, question->target.server == NULL ? RECURSION_DESIRED : 0);
	at = put16(at, 1);
	at = put16(at + 4, 1);
	memcpy(at, question->name->wire, question->name->length);
	at = put16(at + question->name->length, question->type);
	at = put16(at, CLASS_IN);
	at = put16(at + 1, TYPE_OPT);
	put16(at, PAYLOAD);
	*length = needed;
	return 0;
}

void mailauth_question_set_user(const struct mailauth_question *question, void *user)
{
	*question->user = user;
}

void *mailauth_question_user(const struct mailauth_question *question)
{
	return *question->user;
}
