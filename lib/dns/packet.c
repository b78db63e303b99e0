/* Packets: a DNS message, read with ldns, becomes the answer to one question.
 *
 * SPDX-License-Identifier: MIT */

#include "presentation.h"
#include "store.h"

#include <ldns/ldns.h>
#include <stdlib.h>
#include <string.h>

enum {
	HEADER = 12,
	CLASS_IN = 1,
	ALIASES_MAX = 10,
	OPTION_EDE = 15, /* RFC 8914 2 */
};

/* A message on its way to an answer. */
struct message {
	struct ma_arena *arena;
	const struct mailauth_question *question;
	const unsigned char *packet;
	size_t length;
	size_t position;
	ldns_rr **records; /* of the answer section */
	size_t count;
	bool no_memory;
	struct ma_answer *answer;
};

static unsigned get16(const unsigned char *at)
{
	return (unsigned)at[0] << 8 | at[1];
}

/* Whether the packet is a response to the question, and to nothing else. */
static bool belongs(const struct message *m)
{
	const struct ma_name *name = m->question->name;
	const unsigned char *at;

	if (m->length < HEADER || !LDNS_QR_WIRE(m->packet) ||
	    LDNS_OPCODE_WIRE(m->packet) != LDNS_PACKET_QUERY)
		return false;
	/* A server that cannot read the question (FORMERR) may leave it out. */
	if (LDNS_QDCOUNT(m->packet) == 0)
		return LDNS_RCODE_WIRE(m->packet) == LDNS_RCODE_FORMERR;
	if (LDNS_QDCOUNT(m->packet) != 1 || m->length < HEADER + name->length + 4)
		return false;
	at = m->packet + HEADER;
	for (size_t i = 0; i < name->length; i++)
		if (ma_fold(at[i]) != name->wire[i])
			return false;
	at += name->length;
	return get16(at) == m->question->type && get16(at + 2) == CLASS_IN;
}

/* Where the fixed part of the record at the present position begins (type, class, TTL, length;
 * RFC 1035 4.1.3), and where the record ends by its own length; false if that is outside. */
static bool measure_record(const struct message *m, size_t *fixed, size_t *end)
{
	size_t at = m->position;

	while (at < m->length && m->packet[at] != 0 && m->packet[at] < 0xc0)
		at += 1u + m->packet[at];
	at += at < m->length && m->packet[at] != 0 ? 2 : 1; /* a pointer, or the root */
	if (at + 10 > m->length)
		return false;
	*fixed = at;
	*end = at + 10 + get16(m->packet + at + 8);
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

/* Reads the next record; *RECORD is NULL for one of another type.  False if it cannot be read. */
static bool read_record(struct message *m, ldns_pkt_section section, ldns_rr **record)
{
	size_t fixed;
	size_t end;
	ldns_status status;

	*record = NULL;
	if (!measure_record(m, &fixed, &end))
		return false;
	if (!is_of_use(get16(m->packet + fixed))) {
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

static bool read_answer_section(struct message *m)
{
	size_t count = LDNS_ANCOUNT(m->packet);

	m->position = HEADER + m->question->name->length + 4;
	/* A record takes 11 octets at least: what claims more is not worth the memory. */
	if (count > (m->length - m->position) / 11)
		return false;
	m->records = calloc(count + 1, sizeof(*m->records));
	if (m->records == NULL) {
		m->no_memory = true;
		return false;
	}
	for (size_t i = 0; i < count; i++) {
		if (!read_record(m, LDNS_SECTION_ANSWER, &m->records[m->count]))
			return false;
		m->count += m->records[m->count] != NULL;
	}
	return true;
}

static const struct ma_name *rdf_name(struct message *m, const ldns_rdf *rdf)
{
	return ma_name_from_wire(m->arena, ldns_rdf_data(rdf), ldns_rdf_size(rdf));
}

static bool is_at(const ldns_rr *record, const struct ma_name *name, unsigned type)
{
	const ldns_rdf *owner = ldns_rr_owner(record);
	const unsigned char *wire = ldns_rdf_data(owner);

	if (ldns_rr_get_type(record) != (ldns_rr_type)type ||
	    ldns_rr_get_class(record) != LDNS_RR_CLASS_IN || ldns_rdf_size(owner) != name->length)
		return false;
	for (size_t i = 0; i < name->length; i++)
		if (ma_fold(wire[i]) != name->wire[i])
			return false;
	return true;
}

static int compare_records(const void *a, const void *b)
{
	return ma_text_compare(((const struct ma_record *)a)->rdata,
			       ((const struct ma_record *)b)->rdata);
}

static void note_ttl(struct message *m, uint32_t ttl)
{
	/* RFC 2181 8: a TTL with the top bit set counts as zero. */
	if (ttl > INT32_MAX)
		ttl = 0;
	if (ttl < m->answer->ttl)
		m->answer->ttl = ttl;
}

/* ldns takes an address of any length. */
static bool has_right_size(const struct message *m, struct ma_text data)
{
	switch (m->question->type) {
	case MA_TYPE_A:
		return data.length == 4;
	case MA_TYPE_AAAA:
		return data.length == 16;
	default:
		return true;
	}
}

/* Takes the records of NAME.  False if one of them cannot be what it says. */
static bool collect(struct message *m, const struct ma_name *name)
{
	struct ma_answer *answer = m->answer;
	size_t kept = 0;

	answer->records = ma_arena_array(m->arena, m->count + 1, sizeof(*answer->records));
	if (answer->records == NULL)
		return false;
	for (size_t i = 0; i < m->count; i++) {
		if (!is_at(m->records[i], name, m->question->type))
			continue;
		answer->records[answer->count].rdata = ma_rdata_of(m->arena, m->records[i]);
		if (!has_right_size(m, answer->records[answer->count++].rdata))
			return false;
		note_ttl(m, ldns_rr_ttl(m->records[i]));
	}
	qsort(answer->records, answer->count, sizeof(*answer->records), compare_records);
	for (size_t i = 0; i < answer->count; i++)
		if (i == 0 || compare_records(&answer->records[i], &answer->records[kept - 1]) != 0)
			answer->records[kept++] = answer->records[i];
	answer->count = kept;
	for (size_t i = 0; m->question->type == MA_TYPE_TXT && i < kept; i++)
		ma_record_prepare(m->arena, &answer->records[i]);
	return true;
}

/* Follows the aliases in the packet from the question's name.  NULL for a circle. */
static const struct ma_name *follow(struct message *m)
{
	const struct ma_name *name = m->question->name;
	unsigned links = 0;

	if (m->question->type == MA_TYPE_CNAME)
		return name;
	for (size_t i = 0; i < m->count && name != NULL; i++) {
		if (!is_at(m->records[i], name, MA_TYPE_CNAME))
			continue;
		if (++links > ALIASES_MAX || ldns_rr_rd_count(m->records[i]) != 1)
			return NULL;
		note_ttl(m, ldns_rr_ttl(m->records[i]));
		name = m->answer->alias = rdf_name(m, ldns_rr_rdf(m->records[i], 0));
		if (links == 1)
			m->answer->links =
				ma_arena_array(m->arena, ALIASES_MAX, sizeof(*m->answer->links));
		if (m->answer->links != NULL)
			m->answer->links[m->answer->link_count++] = name;
		i = (size_t)-1; /* the alias may stand before */
	}
	return name;
}

/* Reads a negative answer's SOA: how long it may be kept (RFC 2308 5), and which zone spoke.
 * True also if there is none; .apex then stays NULL. */
static bool read_authority(struct message *m, bool *referral)
{
	*referral = false;
	for (size_t i = LDNS_NSCOUNT(m->packet); i > 0; i--) {
		ldns_rr *record;

		if (!read_record(m, LDNS_SECTION_AUTHORITY, &record))
			return false;
		if (record == NULL)
			continue;
		if (ldns_rr_get_type(record) == LDNS_RR_TYPE_NS)
			*referral = true;
		if (ldns_rr_get_type(record) == LDNS_RR_TYPE_SOA && m->answer->apex == NULL &&
		    ldns_rr_rd_count(record) == 7) {
			m->answer->apex = rdf_name(m, ldns_rr_owner(record));
			note_ttl(m, ldns_rr_ttl(record));
			note_ttl(m, ldns_rdf2native_int32(ldns_rr_rdf(record, 6)));
		}
		ldns_rr_free(record);
	}
	return true;
}

/* The upper bits of the response code stand in the OPT record (RFC 6891 6.1.3). */
static unsigned full_rcode(struct message *m)
{
	size_t count =
		(size_t)LDNS_ANCOUNT(m->packet) + LDNS_NSCOUNT(m->packet) + LDNS_ARCOUNT(m->packet);
	unsigned rcode = LDNS_RCODE_WIRE(m->packet);
	size_t fixed;
	size_t end;

	if (LDNS_QDCOUNT(m->packet) == 0)
		return rcode;
	m->position = HEADER + m->question->name->length + 4;
	while (count-- > 0 && measure_record(m, &fixed, &end)) {
		if (get16(m->packet + fixed) == LDNS_RR_TYPE_OPT)
			return rcode | (unsigned)m->packet[fixed + 4] << 4;
		m->position = end;
	}
	return rcode;
}

/* Whether records of the type SPF came along in the additional section: those of a zone file do. */
static bool has_spf_type(struct message *m)
{
	size_t before = (size_t)LDNS_ANCOUNT(m->packet) + LDNS_NSCOUNT(m->packet);
	size_t count = before + LDNS_ARCOUNT(m->packet);
	size_t fixed;
	size_t end;

	m->position = HEADER + m->question->name->length + 4;
	for (size_t i = 0; i < count && measure_record(m, &fixed, &end); i++) {
		if (i >= before && get16(m->packet + fixed) == LDNS_RR_TYPE_SPF)
			return true;
		m->position = end;
	}
	return false;
}

/* The aliases on the way there are kept: they say what failed. */
static void fail(struct message *m, enum mailauth_failure failure)
{
	*m->answer = (struct ma_answer){ .status = MA_ANSWER_FAILED,
					 .failure = failure,
					 .links = m->answer->links,
					 .link_count = m->answer->link_count,
					 .rcode = m->answer->rcode };
}

static bool has_broken_dnssec(const ldns_rr *opt)
{
	const ldns_rdf *rdf = ldns_rr_rd_count(opt) > 0 ? ldns_rr_rdf(opt, 0) : NULL;
	const unsigned char *data = rdf != NULL ? ldns_rdf_data(rdf) : NULL;
	size_t size = rdf != NULL ? ldns_rdf_size(rdf) : 0;

	for (size_t at = 0; size - at >= 4;) {
		unsigned code = get16(data + at);
		unsigned length = get16(data + at + 2);

		if (length > size - at - 4)
			return false;
		/* RFC 8914 4.7 to 4.13 */
		if (code == OPTION_EDE && length >= 2 && get16(data + at + 4) >= 6 &&
		    get16(data + at + 4) <= 12)
			return true;
		at += 4 + length;
	}
	return false;
}

/* Why the server failed: what it says beside its code, if that can be read. */
static enum mailauth_failure failure_of(struct message *m)
{
	size_t before = (size_t)LDNS_ANCOUNT(m->packet) + LDNS_NSCOUNT(m->packet);
	size_t count = before + LDNS_ARCOUNT(m->packet);
	enum mailauth_failure failure = MAILAUTH_SERVER_FAILURE;

	if (m->answer->rcode == LDNS_RCODE_REFUSED)
		failure = MAILAUTH_REFUSED;
	m->position = HEADER + m->question->name->length + 4;
	if (LDNS_QDCOUNT(m->packet) == 0)
		return failure;
	for (size_t i = 0; i < count; i++) {
		ldns_rr *record;

		if (!read_record(m, LDNS_SECTION_ADDITIONAL, &record))
			break;
		if (record == NULL)
			continue;
		if (i >= before && ldns_rr_get_type(record) == LDNS_RR_TYPE_OPT &&
		    has_broken_dnssec(record))
			failure = MAILAUTH_BOGUS;
		ldns_rr_free(record);
	}
	return failure;
}

/* A "there is none" that nobody vouches for: a referral, or an empty answer of a server that is not
 * authoritative and did not ask others either. */
static bool is_nobody(const struct message *m, bool referral)
{
	return !LDNS_AA_WIRE(m->packet) && (referral || !LDNS_RA_WIRE(m->packet));
}

static void conclude(struct message *m)
{
	bool denied = LDNS_RCODE_WIRE(m->packet) == LDNS_RCODE_NXDOMAIN;
	const struct ma_name *name = follow(m);
	bool referral;

	if (name == NULL || !collect(m, name)) {
		fail(m, MAILAUTH_MALFORMED);
		return;
	}
	if (m->answer->count > 0) {
		m->answer->status = MA_ANSWER_RECORDS;
		return;
	}
	if (!read_authority(m, &referral))
		fail(m, MAILAUTH_MALFORMED);
	else if (m->answer->alias == NULL && m->answer->apex == NULL && is_nobody(m, referral))
		fail(m, MAILAUTH_REFUSED);
	else if (denied) /* of the last alias (RFC 6604 2.1) */
		m->answer->status = MA_ANSWER_NXDOMAIN;
	else if (m->answer->alias != NULL && m->answer->apex == NULL)
		m->answer->status = MA_ANSWER_ALIAS;
	else
		m->answer->status = MA_ANSWER_NODATA;
	if (m->answer->status != MA_ANSWER_ALIAS && m->answer->apex == NULL)
		m->answer->ttl = 0;
}

int ma_packet_read(struct ma_arena *arena, const struct mailauth_question *question,
		   const unsigned char *packet, size_t length, const struct ma_answer **answer)
{
	struct message m = {
		.arena = arena, .question = question, .packet = packet, .length = length
	};
	unsigned rcode;

	if (!belongs(&m))
		return MAILAUTH_NOT_AN_ANSWER;
	if (LDNS_TC_WIRE(packet))
		return MAILAUTH_TRUNCATED_PACKET;
	m.answer = ma_arena_alloc(arena, sizeof(*m.answer));
	if (m.answer == NULL)
		return MAILAUTH_ENOMEM;
	m.answer->ttl = UINT32_MAX;
	rcode = m.answer->rcode = full_rcode(&m);
	if (rcode != LDNS_RCODE_NOERROR && rcode != LDNS_RCODE_NXDOMAIN)
		fail(&m, failure_of(&m));
	else if (!read_answer_section(&m))
		fail(&m, MAILAUTH_MALFORMED);
	else
		conclude(&m);
	m.answer->has_spf_type = LDNS_QDCOUNT(packet) > 0 && has_spf_type(&m);
	for (size_t i = 0; i < m.count; i++)
		ldns_rr_free(m.records[i]);
	free(m.records);
	*answer = m.answer;
	return m.no_memory || arena->failed ? MAILAUTH_ENOMEM : 0;
}
