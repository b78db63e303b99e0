/* Referrals: whom a server names that does not hold the zone itself.
 *
 * SPDX-License-Identifier: MIT */

#include "message.h"

#include <stdlib.h>
#include <string.h>

enum {
	SERVERS_MAX = 13, /* as many as the root has; more say no more */
	GLUE_MAX = 2 * SERVERS_MAX,
};

/* What is being read. */
struct reader {
	struct ma_message *m;
	struct ma_referral *referral;
};

static const struct ma_name *name_at(struct ma_message *m, size_t at)
{
	struct ma_cursor cursor = { m->cursor.text, at };
	struct ma_wire_name name;

	return ma_wire_name(&cursor, &name) ? ma_name_from_wire(m->arena, name.octets, name.length)
					    : NULL;
}

static bool names(const struct ma_referral *referral, const struct ma_name *server)
{
	for (size_t i = 0; i < referral->count; i++)
		if (ma_name_equal(referral->servers[i], server))
			return true;
	return false;
}

/* RFC 9471 2.1: only the zone above can say where a server is whose name is in the zone itself.  Of
 * other names others hold the addresses: what is said here of them is not believed. */
static bool is_in_bailiwick(const struct ma_referral *referral, const struct ma_name *name)
{
	return referral->apex != NULL && ma_name_is_within(name, referral->apex) &&
	       names(referral, name);
}

/* All are of the zone of the first, which the question is in. */
static void add_server(struct reader *reader, const struct ma_wire_record *record)
{
	struct ma_referral *referral = reader->referral;
	const struct ma_name *owner = name_at(reader->m, record->owner);
	const struct ma_name *server = name_at(reader->m, record->data);

	if (owner == NULL || server == NULL || !ma_name_is_within(reader->m->question->name, owner))
		return;
	if (referral->apex == NULL)
		referral->apex = owner;
	if (!ma_name_equal(referral->apex, owner) || names(referral, server))
		return;
	if (referral->count == SERVERS_MAX)
		referral->cut = true;
	else
		referral->servers[referral->count++] = server;
}

static void add_glue(struct reader *reader, const struct ma_wire_record *record)
{
	struct ma_referral *referral = reader->referral;
	struct ma_glue *glue = &referral->glue[referral->glue_count];
	struct ma_record data = { .rdata = ma_wire_data(reader->m->arena, reader->m->cursor.text,
							record) };

	glue->name = name_at(reader->m, record->owner);
	if (glue->name == NULL || !is_in_bailiwick(referral, glue->name))
		return;
	/* What cannot be read may be the address that seems to be missing. */
	if (referral->glue_count == GLUE_MAX || !ma_record_ip(&data, &glue->ip))
		referral->cut = true;
	else
		referral->glue_count++;
}

static void read_records(struct reader *reader)
{
	struct ma_message *m = reader->m;
	size_t authority = ma_message_count(m, MA_SECTION_AUTHORITY);
	size_t count = authority + ma_message_count(m, MA_SECTION_ADDITIONAL);
	struct ma_wire_record record;
	size_t i;

	ma_message_read_answers(m);
	for (i = 0; i < count && ma_message_read_record(m, &record); i++) {
		if (record.class != MA_CLASS_IN)
			continue;
		if (i < authority && record.type == MA_TYPE_NS)
			add_server(reader, &record);
		if (i >= authority && (record.type == MA_TYPE_A || record.type == MA_TYPE_AAAA))
			add_glue(reader, &record);
	}
	/* What cannot be read may be what seems to be missing. */
	if (i < count)
		reader->referral->cut = true;
}

/* --- In an order of its own: a server may give them in any ---------------------------- */

static int compare_names(const struct ma_name *a, const struct ma_name *b)
{
	size_t least = a->length < b->length ? a->length : b->length;
	int difference = memcmp(a->wire, b->wire, least);

	return difference != 0 ? difference : (a->length > b->length) - (a->length < b->length);
}

static int compare_servers(const void *a, const void *b)
{
	return compare_names(*(const struct ma_name *const *)a, *(const struct ma_name *const *)b);
}

static int compare_glue(const void *a, const void *b)
{
	const struct ma_glue *one = a, *other = b;
	int difference = compare_names(one->name, other->name);

	return difference != 0 ? difference : ma_ip_compare(&one->ip, &other->ip);
}

const struct ma_referral *ma_message_referral(struct ma_message *m)
{
	struct reader reader = { m, ma_arena_alloc(m->arena, sizeof(*reader.referral)) };
	struct ma_referral *referral = reader.referral;

	if (referral == NULL)
		return NULL;
	*referral = (struct ma_referral){ .apex = NULL };
	referral->servers = ma_arena_array(m->arena, SERVERS_MAX, sizeof(const struct ma_name *));
	referral->glue = ma_arena_array(m->arena, GLUE_MAX + 1, sizeof(*referral->glue));
	if (referral->servers == NULL || referral->glue == NULL)
		return NULL;
	read_records(&reader);
	qsort(referral->servers, referral->count, sizeof(const struct ma_name *), compare_servers);
	qsort(referral->glue, referral->glue_count, sizeof(*referral->glue), compare_glue);
	return referral->count > 0 ? referral : NULL;
}
