/* Packets: a DNS message, read with ldns, becomes the answer to one question.
 *
 * SPDX-License-Identifier: MIT */

#include "message.h"

#include <stdlib.h>

enum {
	ALIASES_MAX = 10,
};

static const struct ma_name *rdf_name(struct ma_message *m, const ldns_rdf *rdf)
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

/* RFC 2181 8: a TTL with the top bit set counts as zero. */
static uint32_t as_ttl(uint32_t number)
{
	return number > INT32_MAX ? 0 : number;
}

static void note_ttl(struct ma_message *m, uint32_t number)
{
	if (as_ttl(number) < m->answer->ttl)
		m->answer->ttl = as_ttl(number);
}

/* ldns takes an address of any length. */
static bool has_right_size(const struct ma_message *m, struct ma_text data)
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
static bool collect(struct ma_message *m, const struct ma_name *name)
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

/* Notes the alias RECORD, the link number COUNT, and where it leads.  NULL if that was passed
 * before. */
static const struct ma_name *add_link(struct ma_message *m, const ldns_rr *record, size_t count)
{
	struct ma_answer *answer = m->answer;
	const struct ma_name *target = rdf_name(m, ldns_rr_rdf(record, 0));
	bool passed;

	if (count == 0)
		m->way = ma_arena_array(m->arena, ALIASES_MAX, sizeof(*m->way));
	if (m->way == NULL || target == NULL)
		return NULL;
	passed = ma_links_to(m->way, count, target) > 0;
	m->way[count] = (struct ma_link){ target, as_ttl(ldns_rr_ttl(record)) };
	answer->links = m->way;
	answer->link_count = count + 1;
	answer->alias = target;
	return passed ? NULL : target;
}

/* Follows the aliases in the packet from the question's name.  NULL for a circle. */
static const struct ma_name *follow(struct ma_message *m)
{
	const struct ma_name *name = m->question->name;
	size_t links = 0;

	if (m->question->type == MA_TYPE_CNAME)
		return name;
	for (size_t i = 0; i < m->count && name != NULL; i++) {
		if (!is_at(m->records[i], name, MA_TYPE_CNAME))
			continue;
		if (links == ALIASES_MAX || ldns_rr_rd_count(m->records[i]) != 1)
			return NULL;
		name = add_link(m, m->records[i], links++);
		i = (size_t)-1; /* the alias may come before */
	}
	return name;
}

/* Reads a negative answer's SOA: how long it may be kept (RFC 2308 5), and which zone spoke.
 * True also if there is none; .apex then stays NULL. */
static bool read_authority(struct ma_message *m, bool *referral)
{
	*referral = false;
	for (size_t i = LDNS_NSCOUNT(m->packet); i > 0; i--) {
		ldns_rr *record;

		if (!ma_message_read_record(m, LDNS_SECTION_AUTHORITY, &record))
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

/* The aliases on the way there are kept: they say what failed. */
static void fail(struct ma_message *m, enum mailauth_failure failure)
{
	*m->answer = (struct ma_answer){ .status = MA_ANSWER_FAILED,
					 .failure = failure,
					 .links = m->answer->links,
					 .link_count = m->answer->link_count,
					 .rcode = m->answer->rcode };
}

/* A "there is none" that no one vouches for: a referral, or an empty answer of a server that is not
 * authoritative and did not ask others either. */
static bool is_nobody(const struct ma_message *m, bool referral)
{
	return !LDNS_AA_WIRE(m->packet) && (referral || !LDNS_RA_WIRE(m->packet));
}

static void conclude(struct ma_message *m)
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
	struct ma_message m = {
		.arena = arena, .question = question, .packet = packet, .length = length
	};
	unsigned rcode;

	if (!ma_message_belongs(&m))
		return MAILAUTH_NOT_AN_ANSWER;
	if (LDNS_TC_WIRE(packet))
		return MAILAUTH_TRUNCATED_PACKET;
	m.answer = ma_arena_alloc(arena, sizeof(*m.answer));
	if (m.answer == NULL)
		return MAILAUTH_ENOMEM;
	m.answer->ttl = UINT32_MAX;
	rcode = m.answer->rcode = ma_message_rcode(&m);
	if (rcode != LDNS_RCODE_NOERROR && rcode != LDNS_RCODE_NXDOMAIN)
		fail(&m, ma_message_failure(&m));
	else if (!ma_message_read_answers(&m))
		fail(&m, MAILAUTH_MALFORMED);
	else
		conclude(&m);
	if (LDNS_QDCOUNT(packet) > 0)
		ma_message_take_spf_type(&m);
	for (size_t i = 0; i < m.count; i++)
		ldns_rr_free(m.records[i]);
	free(m.records);
	*answer = m.answer;
	return m.no_memory || arena->failed ? MAILAUTH_ENOMEM : 0;
}
