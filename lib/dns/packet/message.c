/* Messages: the records of a packet, whose lengths are checked before ldns sees them.
 *
 * SPDX-License-Identifier: MIT */

#include "message.h"

#include <stdlib.h>

enum {
	CLASS_IN = 1,
	SPF_TYPE_KEPT = 2, /* more say no more: several are one too many */
};

unsigned ma_message_get16(const unsigned char *at)
{
	return (unsigned)at[0] << 8 | at[1];
}

bool ma_message_belongs(const struct ma_message *m)
{
	const struct ma_name *name = m->question->name;
	const unsigned char *at;

	if (m->length < MA_HEADER || !LDNS_QR_WIRE(m->packet) ||
	    LDNS_OPCODE_WIRE(m->packet) != LDNS_PACKET_QUERY)
		return false;
	/* A server that cannot read the question (FORMERR) may leave it out. */
	if (LDNS_QDCOUNT(m->packet) == 0)
		return LDNS_RCODE_WIRE(m->packet) == LDNS_RCODE_FORMERR;
	if (LDNS_QDCOUNT(m->packet) != 1 || m->length < MA_HEADER + name->length + 4)
		return false;
	at = m->packet + MA_HEADER;
	for (size_t i = 0; i < name->length; i++)
		if (ma_fold(at[i]) != name->wire[i])
			return false;
	at += name->length;
	return ma_message_get16(at) == m->question->type && ma_message_get16(at + 2) == CLASS_IN;
}

void ma_message_rewind(struct ma_message *m)
{
	m->position = MA_HEADER + m->question->name->length + 4;
}

/* Where the fixed part of the record at the present position begins (type, class, TTL, length;
 * RFC 1035 4.1.3), and where the record ends by its own length; false if that is outside. */
static bool measure_record(const struct ma_message *m, size_t *fixed, size_t *end)
{
	size_t at = m->position;

	while (at < m->length && m->packet[at] != 0 && m->packet[at] < 0xc0)
		at += 1u + m->packet[at];
	at += at < m->length && m->packet[at] != 0 ? 2 : 1; /* a pointer, or the root */
	if (at + 10 > m->length)
		return false;
	*fixed = at;
	*end = at + 10 + ma_message_get16(m->packet + at + 8);
	return *end <= m->length;
}

/* The types that matter here.  Others, whose data may be intricate, are not given to ldns. */
static bool is_of_use(unsigned type)
{
	switch (type) {
	case MA_TYPE_A:
	case MA_TYPE_NS:
	case MA_TYPE_CNAME:
	case MA_TYPE_SOA:
	case MA_TYPE_PTR:
	case MA_TYPE_MX:
	case MA_TYPE_TXT:
	case MA_TYPE_AAAA:
	case LDNS_RR_TYPE_OPT:
		return true;
	default:
		return false;
	}
}

bool ma_message_read_record(struct ma_message *m, ldns_pkt_section section, ldns_rr **record)
{
	size_t fixed;
	size_t end;
	ldns_status status;

	*record = NULL;
	if (!measure_record(m, &fixed, &end))
		return false;
	if (!is_of_use(ma_message_get16(m->packet + fixed))) {
		m->position = end;
		return true;
	}
	status = ldns_wire2rr(record, m->packet, m->length, &m->position, section);
	if (status == LDNS_STATUS_MEM_ERR)
		m->no_memory = true;
	if (status != LDNS_STATUS_OK)
		return false;
	if (m->position == end)
		return true;
	ldns_rr_free(*record); /* ldns leaves what is too much for the type */
	return false;
}

bool ma_message_read_answers(struct ma_message *m)
{
	size_t count = LDNS_ANCOUNT(m->packet);

	ma_message_rewind(m);
	/* A record takes 11 octets at least: what claims more is not worth the memory. */
	if (count > (m->length - m->position) / 11)
		return false;
	m->records = calloc(count + 1, sizeof(*m->records));
	if (m->records == NULL) {
		m->no_memory = true;
		return false;
	}
	for (size_t i = 0; i < count; i++) {
		if (!ma_message_read_record(m, LDNS_SECTION_ANSWER, &m->records[m->count]))
			return false;
		m->count += m->records[m->count] != NULL;
	}
	return true;
}

unsigned ma_message_rcode(struct ma_message *m)
{
	size_t count =
		(size_t)LDNS_ANCOUNT(m->packet) + LDNS_NSCOUNT(m->packet) + LDNS_ARCOUNT(m->packet);
	unsigned rcode = LDNS_RCODE_WIRE(m->packet);
	size_t fixed;
	size_t end;

	if (LDNS_QDCOUNT(m->packet) == 0)
		return rcode;
	ma_message_rewind(m);
	while (count-- > 0 && measure_record(m, &fixed, &end)) {
		if (ma_message_get16(m->packet + fixed) == LDNS_RR_TYPE_OPT)
			return rcode | (unsigned)m->packet[fixed + 4] << 4;
		m->position = end;
	}
	return rcode;
}

/* The data of the record whose fixed part begins at FIXED, which may go with its packet. */
static void add_spf_type(struct ma_message *m, size_t fixed, size_t end)
{
	struct ma_answer *answer = m->answer;
	struct ma_text data = { m->packet + fixed + 10, end - fixed - 10 };
	struct ma_record *record;

	if (answer->spf_type == NULL)
		answer->spf_type = ma_arena_array(m->arena, SPF_TYPE_KEPT, sizeof(*record));
	if (answer->spf_type == NULL || answer->spf_type_count == SPF_TYPE_KEPT)
		return;
	record = &answer->spf_type[answer->spf_type_count++];
	record->rdata = ma_arena_copy(m->arena, data);
	ma_record_prepare(m->arena, record);
}

void ma_message_take_spf_type(struct ma_message *m)
{
	size_t before = (size_t)LDNS_ANCOUNT(m->packet) + LDNS_NSCOUNT(m->packet);
	size_t count = before + LDNS_ARCOUNT(m->packet);
	size_t fixed;
	size_t end;

	ma_message_rewind(m);
	for (size_t i = 0; i < count && measure_record(m, &fixed, &end); i++) {
		if (i >= before && ma_message_get16(m->packet + fixed) == LDNS_RR_TYPE_SPF)
			add_spf_type(m, fixed, end);
		m->position = end;
	}
}
