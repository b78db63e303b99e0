/* Messages: the header, the question, and the records.
 *
 * SPDX-License-Identifier: MIT */

#include "message.h"

#include <string.h>

enum {
	SPF_TYPE_KEPT = 2, /* more say no more: several are one too many */
	QDCOUNT = 4,	   /* the first of the counts in the header */
};

unsigned ma_message_flags(const struct ma_message *m)
{
	return ma_wire_get16(m->cursor.text.data + 2);
}

size_t ma_message_count(const struct ma_message *m, enum ma_section section)
{
	return ma_wire_get16(m->cursor.text.data + QDCOUNT + 2 * (size_t)section);
}

/* Whether AT holds NAME in another case. */
static bool is_folded(const unsigned char *at, const struct ma_name *name)
{
	for (size_t i = 0; i < name->length; i++)
		if (ma_fold(at[i]) != name->wire[i])
			return false;
	return true;
}

bool ma_message_belongs(const struct ma_message *m)
{
	const struct ma_name *name = m->question->name;
	struct ma_text packet = m->cursor.text;
	const unsigned char *at;

	if (packet.length < MA_HEADER || (ma_message_flags(m) & MA_FLAG_QR) == 0 ||
	    (ma_message_flags(m) & MA_FLAG_OPCODE) != 0)
		return false;
	/* A server that cannot read the question (FORMERR) may leave it out. */
	if (ma_message_count(m, MA_SECTION_QUESTION) == 0)
		return (ma_message_flags(m) & MA_FLAG_RCODE) == MA_RCODE_FORMERR;
	if (ma_message_count(m, MA_SECTION_QUESTION) != 1 ||
	    packet.length < MA_HEADER + name->length + 4)
		return false;
	at = packet.data + MA_HEADER;
	if (memcmp(at, name->wire, name->length) != 0 && !is_folded(at, name))
		return false;
	at += name->length;
	return ma_wire_get16(at) == m->question->type && ma_wire_get16(at + 2) == MA_CLASS_IN;
}

void ma_message_rewind(struct ma_message *m)
{
	m->cursor.position = MA_HEADER + m->question->name->length + 4;
}

bool ma_message_read_record(struct ma_message *m, struct ma_wire_record *record)
{
	return ma_wire_record(&m->cursor, record) && ma_wire_is_sound(m->cursor.text, record);
}

bool ma_message_read_answers(struct ma_message *m)
{
	struct ma_wire_record record;

	ma_message_rewind(m);
	for (size_t i = ma_message_count(m, MA_SECTION_ANSWER); i > 0; i--) {
		if (!ma_message_read_record(m, &record))
			return false;
		m->aliases = m->aliases || record.type == MA_TYPE_CNAME;
	}
	return true;
}

/* Whether NAME is the owner of RECORD.  Nearly all owners are a pointer to the question. */
static bool is_owner(const struct ma_message *m, const struct ma_name *name,
		     const struct ma_wire_record *record)
{
	const unsigned char *owner = m->cursor.text.data + record->owner;

	if (name == m->question->name && owner[0] == 0xc0 && owner[1] == MA_HEADER)
		return true;
	if (m->cursor.text.length - record->owner >= name->length &&
	    memcmp(owner, name->wire, name->length) == 0)
		return true;
	return ma_wire_is_at(m->cursor.text, record, name);
}

bool ma_message_find(struct ma_message *m, const struct ma_name *name, uint16_t type, size_t *left,
		     struct ma_wire_record *record)
{
	while (*left > 0 && ma_wire_record(&m->cursor, record)) {
		--*left;
		if (record->type == type && record->class == MA_CLASS_IN &&
		    is_owner(m, name, record))
			return true;
	}
	return false;
}

/* How many records there are before the additional section, and with it. */
static size_t count_records(const struct ma_message *m, size_t *before)
{
	*before =
		ma_message_count(m, MA_SECTION_ANSWER) + ma_message_count(m, MA_SECTION_AUTHORITY);
	return *before + ma_message_count(m, MA_SECTION_ADDITIONAL);
}

unsigned ma_message_rcode(struct ma_message *m)
{
	unsigned rcode = ma_message_flags(m) & MA_FLAG_RCODE;
	struct ma_wire_record record;
	size_t before;

	if (ma_message_count(m, MA_SECTION_QUESTION) == 0)
		return rcode;
	ma_message_rewind(m);
	for (size_t count = count_records(m, &before);
	     count > 0 && ma_wire_record(&m->cursor, &record); count--)
		if (record.type == MA_TYPE_OPT) {
			m->answer->edns = true;
			m->only_opt = count == 1 && ma_message_count(m, MA_SECTION_ADDITIONAL) == 1;
			return rcode | record.ttl >> 24 << 4;
		}
	return rcode;
}

static void add_spf_type(struct ma_message *m, const struct ma_wire_record *found)
{
	struct ma_answer *answer = m->answer;
	struct ma_record *record;

	if (answer->spf_type == NULL)
		answer->spf_type = ma_arena_array(m->arena, SPF_TYPE_KEPT, sizeof(*record));
	if (answer->spf_type == NULL || answer->spf_type_count == SPF_TYPE_KEPT)
		return;
	record = &answer->spf_type[answer->spf_type_count++];
	record->rdata = ma_wire_data(m->arena, m->cursor.text, found);
	ma_record_prepare(m->arena, record);
}

void ma_message_take_spf_type(struct ma_message *m)
{
	struct ma_wire_record record;
	size_t before, count = count_records(m, &before);

	if (count == before || m->only_opt)
		return;
	ma_message_rewind(m);
	for (size_t i = 0; i < count && ma_wire_record(&m->cursor, &record); i++)
		if (i >= before && record.type == MA_TYPE_SPF)
			add_spf_type(m, &record);
}
