/* Packets: a DNS message, becomes the answer to one question.
 *
 * SPDX-License-Identifier: MIT */

#include "message.h"

#include <stdlib.h>

enum {
	ALIASES_MAX = 10,
};

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

/* Takes the records of NAME, in order and each once. */
static bool collect(struct ma_message *m, const struct ma_name *name)
{
	struct ma_answer *answer = m->answer;
	size_t left = ma_message_count(m, MA_SECTION_ANSWER);
	struct ma_wire_record record;
	size_t kept = 0;

	answer->records = ma_arena_array(m->arena, left + 1, sizeof(*answer->records));
	if (answer->records == NULL)
		return false;
	ma_message_rewind(m);
	while (ma_message_find(m, name, m->question->type, &left, &record)) {
		answer->records[answer->count++].rdata =
			ma_wire_data(m->arena, m->cursor.text, &record);
		note_ttl(m, record.ttl);
		if (as_ttl(record.ttl) > answer->ttl_most)
			answer->ttl_most = as_ttl(record.ttl);
	}
	if (answer->count > 1)
		qsort(answer->records, answer->count, sizeof(*answer->records), compare_records);
	for (size_t i = 0; i < answer->count; i++)
		if (i == 0 || compare_records(&answer->records[i], &answer->records[kept - 1]) != 0)
			answer->records[kept++] = answer->records[i];
	answer->count = kept;
	for (size_t i = 0; m->question->type == MA_TYPE_TXT && i < kept; i++)
		ma_record_prepare(m->arena, &answer->records[i]);
	return true;
}

static const struct ma_name *name_at(struct ma_message *m, size_t at)
{
	struct ma_cursor cursor = { m->cursor.text, at };
	struct ma_wire_name name;

	return ma_wire_name(&cursor, &name) ? ma_name_from_wire(m->arena, name.octets, name.length)
					    : NULL;
}

/* Notes the alias RECORD, the link number COUNT, and where it leads.  NULL if that was passed
 * before. */
static const struct ma_name *add_link(struct ma_message *m, const struct ma_wire_record *record,
				      size_t count)
{
	struct ma_answer *answer = m->answer;
	const struct ma_name *target = name_at(m, record->data);
	bool passed;

	if (count == 0)
		m->way = ma_arena_array(m->arena, ALIASES_MAX, sizeof(*m->way));
	if (m->way == NULL || target == NULL)
		return NULL;
	passed = ma_links_to(m->way, count, target) > 0;
	m->way[count] = (struct ma_link){ target, as_ttl(record->ttl) };
	answer->links = m->way;
	answer->link_count = count + 1;
	answer->alias = target;
	return passed ? NULL : target;
}

/* Follows the aliases in the packet from the question's name.  NULL for a circle. */
static const struct ma_name *follow(struct ma_message *m)
{
	const struct ma_name *name = m->question->name;
	size_t left = ma_message_count(m, MA_SECTION_ANSWER);
	struct ma_wire_record record;

	if (m->question->type == MA_TYPE_CNAME || !m->aliases)
		return name;
	ma_message_rewind(m);
	for (size_t links = 0; ma_message_find(m, name, MA_TYPE_CNAME, &left, &record); links++) {
		if (links == ALIASES_MAX || (name = add_link(m, &record, links)) == NULL)
			return NULL;
		/* The next one may come before. */
		ma_message_rewind(m);
		left = ma_message_count(m, MA_SECTION_ANSWER);
	}
	return name;
}

/* Reads a negative answer's SOA: how long it may be kept (RFC 2308 5), and which zone spoke.
 * True also if there is none; .apex then stays NULL. */
static bool read_authority(struct ma_message *m, bool *referral)
{
	struct ma_wire_record record;

	*referral = false;
	ma_message_read_answers(m);
	for (size_t i = ma_message_count(m, MA_SECTION_AUTHORITY); i > 0; i--) {
		if (!ma_message_read_record(m, &record))
			return false;
		if (record.type == MA_TYPE_NS)
			*referral = true;
		if (record.type != MA_TYPE_SOA || m->answer->apex != NULL)
			continue;
		m->answer->apex = name_at(m, record.owner);
		note_ttl(m, record.ttl);
		note_ttl(m, ma_wire_get32(m->cursor.text.data + record.end - 4)); /* MINIMUM */
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
					 .edns = m->answer->edns,
					 .rcode = m->answer->rcode };
}

/* A "there is none" that no one vouches for: a referral, or an empty answer of a server that is not
 * authoritative and did not ask others either. */
static bool is_unvouched(const struct ma_message *m, bool referral)
{
	unsigned flags = ma_message_flags(m);

	return (flags & MA_FLAG_AA) == 0 && (referral || (flags & MA_FLAG_RA) == 0);
}

/* It may still say whom to ask. */
static void refer(struct ma_message *m, bool referral)
{
	fail(m, MAILAUTH_REFUSED);
	if (referral && m->question->target.server != NULL)
		m->answer->referral = ma_message_referral(m);
}

static void conclude(struct ma_message *m)
{
	bool denied = (ma_message_flags(m) & MA_FLAG_RCODE) == MA_RCODE_NXDOMAIN;
	const struct ma_name *name = follow(m);
	bool referral;

	m->answer->authoritative = (ma_message_flags(m) & MA_FLAG_AA) != 0;
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
	else if (m->answer->alias == NULL && m->answer->apex == NULL && is_unvouched(m, referral))
		refer(m, referral);
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
	struct ma_message m = { .arena = arena,
				.question = question,
				.cursor = { { packet, length }, 0 } };
	unsigned rcode;

	if (!ma_message_belongs(&m))
		return MAILAUTH_NOT_AN_ANSWER;
	if ((ma_message_flags(&m) & MA_FLAG_TC) != 0)
		return MAILAUTH_TRUNCATED_PACKET;
	m.answer = ma_arena_alloc(arena, sizeof(*m.answer));
	if (m.answer == NULL)
		return MAILAUTH_ENOMEM;
	m.answer->ttl = UINT32_MAX;
	rcode = m.answer->rcode = ma_message_rcode(&m);
	if (rcode != 0 && rcode != MA_RCODE_NXDOMAIN)
		fail(&m, ma_message_failure(&m));
	else if (!ma_message_read_answers(&m))
		fail(&m, MAILAUTH_MALFORMED);
	else
		conclude(&m);
	if (ma_message_count(&m, MA_SECTION_QUESTION) > 0)
		ma_message_take_spf_type(&m);
	*answer = m.answer;
	return arena->failed ? MAILAUTH_ENOMEM : 0;
}
