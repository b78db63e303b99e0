/* What a responder understands, and what it says.
 *
 * SPDX-License-Identifier: MIT */

#include "responder_reply.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

enum { HEADER = 12 };

static unsigned get16(const unsigned char *at)
{
	return (unsigned)at[0] << 8 | at[1];
}

size_t responder_read(const unsigned char *message, size_t length,
		      struct responder_question *question)
{
	size_t at = HEADER;
	size_t written = 0;

	*question = (struct responder_question){ .name = "" };
	while (at < length && message[at] != 0) {
		size_t label = message[at++];

		if (label > 63 || at + label >= length || written + label + 1 >= 256)
			return 0;
		if (written > 0)
			question->name[written++] = '.';
		memcpy(question->name + written, message + at, label);
		written += label;
		at += label;
	}
	if (length < HEADER || at + 5 > length)
		return 0;
	question->id = (uint16_t)get16(message);
	question->flags = (uint16_t)get16(message + 2);
	question->type = (uint16_t)get16(message + at + 1);
	question->edns = get16(message + 10) > 0;
	question->last_is_opt =
		question->edns && length == at + 5 + 11 && get16(message + length - 10) == TYPE_OPT;
	return at + 1 - HEADER;
}

const struct responder_deed *responder_find(const struct responder_settings *settings,
					    const struct responder_question *question)
{
	static const struct responder_deed right = { .name = NULL };
	const struct responder_deed *deed = settings->deeds;

	for (; deed != NULL && (deed->name != NULL || deed->way != 0); deed++)
		if ((deed->name == NULL || strcasecmp(deed->name, question->name) == 0) &&
		    (deed->type == 0 || deed->type == question->type))
			return deed;
	return &right;
}

static void add_record(struct packet *packet, const char *name,
		       const struct responder_record *record)
{
	switch (record->type) {
	case TYPE_TXT:
		packet_txt(packet, name, record->data, (const char *)NULL);
		break;
	case TYPE_A:
	case TYPE_AAAA:
		packet_address(packet, name, record->data);
		break;
	case TYPE_MX:
		packet_mx(packet, name, 10, record->data);
		break;
	case TYPE_SOA:
		packet_soa(packet, name, 300, 300);
		break;
	default:
		packet_name_record(packet, name, record->type, record->data);
	}
}

/* Whether the records at OWNER are those of NAME.  Where many domains are alike, a label of "d" and
 * a number counts for nothing. */
static bool is_owner(const struct responder_settings *settings, const char *owner, const char *name)
{
	for (const char *at = name; settings->many && at != NULL;) {
		size_t digits = at[0] == 'd' ? strspn(at + 1, "0123456789") : 0;
		size_t before = (size_t)(at - name);

		if (digits > 0 && at[1 + digits] == '.')
			return strncasecmp(owner, name, before) == 0 &&
			       strcasecmp(owner + before, at + digits + 2) == 0;
		at = strchr(at, '.');
		at = at != NULL ? at + 1 : NULL;
	}
	return strcasecmp(owner, name) == 0;
}

/* How many records of TYPE (0: any) NAME has, which are added to PACKET unless that is NULL. */
static unsigned records_at(const struct responder_settings *settings, const char *name,
			   uint16_t type, struct packet *packet)
{
	const struct responder_record *record = settings->records;
	unsigned count = 0;

	for (; record->name != NULL; record++) {
		if (!is_owner(settings, record->name, name) || (type != 0 && record->type != type))
			continue;
		if (packet != NULL)
			add_record(packet, name, record);
		count++;
	}
	return count;
}

static void add_right(const struct responder_settings *settings, const char *name, uint16_t type,
		      struct packet *packet)
{
	const struct responder_record *record = settings->records;

	if (records_at(settings, name, type, packet) > 0)
		return;
	if (records_at(settings, name, 0, NULL) == 0)
		packet_set_rcode(packet, 3);
	for (; record->name != NULL; record++)
		if (record->type == TYPE_SOA)
			break;
	if (record->name == NULL)
		return;
	packet->section = PACKET_AUTHORITY;
	packet_soa(packet, record->name, 300, 300);
}

static void add_lie(struct packet *packet, const char *name)
{
	packet_txt(packet, name, "v=spf1 +all", (const char *)NULL);
}

/* TXT records that make a message of SIZE bytes. */
static void fill(struct packet *packet, const char *name, size_t size)
{
	unsigned char rdata[65535];
	unsigned char wire[256];
	size_t length = 0;
	size_t room = size - packet->length - wire_name(name, wire) - 10;

	while (length < room) {
		size_t string = room - length - 1 < 255 ? room - length - 1 : 255;

		rdata[length++] = (unsigned char)string;
		memset(rdata + length, 'x', string);
		length += string;
	}
	packet_record(packet, name, TYPE_TXT, rdata, length);
}

static void add_alias(struct packet *packet, const char *name, bool same)
{
	char target[300];
	size_t digits = strspn(name, "0123456789");

	snprintf(target, sizeof(target), "%u.%s", (unsigned)atoi(name) + 1,
		 name + digits + (digits > 0));
	packet_name_record(packet, name, TYPE_CNAME, same ? name : target);
}

static void set16(unsigned char *at, unsigned value)
{
	at[0] = (unsigned char)(value >> 8);
	at[1] = (unsigned char)value;
}

void responder_write(const struct responder_settings *settings,
		     const struct responder_question *question, const unsigned char *name,
		     size_t length, enum responder_way way, struct packet *packet)
{
	static const char half[] = "\xc0\x0c\0\x10\0\1\0\0\0\1\0\xff half a record";
	const char *text = question->name;

	packet_begin_wire(packet, name, length, question->type);
	set16(packet->bytes, question->id);
	switch (way) {
	case RESPOND_SERVFAIL:
	case RESPOND_BOGUS:
		packet_set_rcode(packet, 2);
		if (way == RESPOND_BOGUS)
			packet_ede(packet, 6);
		return;
	case RESPOND_REFUSED:
		packet_set_rcode(packet, 5);
		return;
	case RESPOND_FORMERR:
	case RESPOND_FORMERR_ONLY:
		if (!question->edns)
			break;
		packet_set_rcode(packet, 1);
		if (way == RESPOND_FORMERR_ONLY) {
			packet_set_count(packet, 0, 0);
			packet->length = HEADER;
		}
		return;
	case RESPOND_FORMERR_EVER:
		packet_set_rcode(packet, 1);
		if (question->edns)
			packet_ede(packet, 0);
		return;
	case RESPOND_WRONG_ID:
		set16(packet->bytes, question->id ^ 1u);
		break;
	case RESPOND_WRONG_NAME:
		packet->bytes[HEADER + 1] ^= 1;
		break;
	case RESPOND_WRONG_TYPE:
		packet->bytes[HEADER + length + 1] ^= 1;
		break;
	case RESPOND_WRONG_CLASS:
		packet->bytes[HEADER + length + 3] = 3;
		break;
	case RESPOND_QUESTION:
		packet_set_flags(packet, PACKET_RD);
		break;
	case RESPOND_TRUNCATED:
	case RESPOND_HUGE:
		if (question->tcp)
			break;
		packet_set_flags(packet, PACKET_RESPONSE | PACKET_TC);
		return;
	case RESPOND_ALWAYS_TRUNCATED:
		packet_set_flags(packet, PACKET_RESPONSE | PACKET_TC);
		return;
	case RESPOND_EMPTY:
		packet->length = 0;
		return;
	case RESPOND_GARBAGE:
		packet->length = 0;
		for (unsigned i = 0; i < 100; i++)
			packet_put16(packet, i * 40503u & 0xffff);
		return;
	case RESPOND_GARBLED:
		packet_set_count(packet, PACKET_ANSWER, 2);
		packet_bytes(packet, half, sizeof(half));
		return;
	case RESPOND_POINTER_LOOP:
		packet_set_count(packet, PACKET_ANSWER, 1);
		set16(packet->bytes + packet->length, 0xc000 + (unsigned)packet->length);
		packet->length += 2;
		packet_bytes(packet, "\0\x10\0\1\0\0\0\1\0\2\1x", 12);
		return;
	case RESPOND_ALIAS_LOOP:
	case RESPOND_ALIAS_CHAIN:
		add_alias(packet, text, way == RESPOND_ALIAS_LOOP);
		return;
	default:
		break;
	}
	if (way >= RESPOND_WRONG_ID && way <= RESPOND_QUESTION)
		add_lie(packet, text);
	else
		add_right(settings, text, question->type, packet);
	if (way == RESPOND_HUGE || way == RESPOND_LARGE)
		fill(packet, text, way == RESPOND_HUGE ? 65535 : 2000);
}

void responder_lie(const struct responder_question *question, const unsigned char *name,
		   size_t length, struct packet *packet)
{
	packet_begin_wire(packet, name, length, question->type);
	set16(packet->bytes, question->id);
	add_lie(packet, question->name);
}
