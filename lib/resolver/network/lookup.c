/* Lookups: equal questions that are open at the same time are asked once.
 *
 * SPDX-License-Identifier: MIT
 *
 * A forger of replies would else have as many chances at once as there are audits that ask for
 * the same name (RFC 5452 5). */

#include "network.h"

#include <stdlib.h>
#include <string.h>

/* --- Finding --------------------------------------------------------------- */

static unsigned hash_of(const struct mailauth_question *question, const struct ma_inet *address)
{
	size_t length;
	const unsigned char *name = mailauth_question_wire_name(question, &length);
	uint32_t hash = 2166136261u ^ mailauth_question_type(question); /* FNV-1a */

	for (size_t i = 0; i < length; i++)
		hash = (hash ^ name[i]) * 16777619u;
	for (size_t i = 0; i < address->length; i++)
		hash = (hash ^ address->octets[i]) * 16777619u;
	return (hash ^ hash >> 16) % MA_BUCKETS;
}

static bool is_same(const struct mailauth_question *a, const struct mailauth_question *b)
{
	size_t length_a, length_b;
	const unsigned char *name_a = mailauth_question_wire_name(a, &length_a);
	const unsigned char *name_b = mailauth_question_wire_name(b, &length_b);

	return mailauth_question_kind(a) == mailauth_question_kind(b) &&
	       mailauth_question_type(a) == mailauth_question_type(b) &&
	       mailauth_question_needs_tcp(a) == mailauth_question_needs_tcp(b) &&
	       length_a == length_b && memcmp(name_a, name_b, length_a) == 0;
}

static struct ma_lookup *find(const struct mailauth_network *network,
			      const struct mailauth_question *question,
			      const struct ma_inet *address, unsigned hash)
{
	struct ma_lookup *lookup = network->buckets[hash];

	while (lookup != NULL &&
	       (lookup->busy || memcmp(&lookup->address, address, sizeof(*address)) != 0 ||
		!is_same(lookup->queries->question, question)))
		lookup = lookup->same_hash;
	return lookup;
}

/* --- Beginning and ending --------------------------------------------------- */

static struct ma_lookup *begin(struct mailauth_network *network, const struct ma_inet *address,
			       unsigned hash)
{
	struct ma_lookup *lookup = calloc(1, sizeof(*lookup));

	if (lookup == NULL || !ma_timers_promise(&network->timers)) {
		free(lookup);
		return NULL;
	}
	lookup->network = network;
	lookup->address = *address;
	lookup->hash = hash;
	lookup->order = UINT64_MAX;
	lookup->same_hash = network->buckets[hash];
	network->buckets[hash] = lookup;
	return lookup;
}

/* Ends LOOKUP if no one asks it any more. */
static void settle(struct ma_lookup *lookup)
{
	struct ma_lookup **place = &lookup->network->buckets[lookup->hash];

	if (lookup->queries != NULL || lookup->busy)
		return;
	ma_line_leave(lookup);
	while (lookup->exchanges != NULL)
		ma_exchange_end(lookup->exchanges);
	ma_call_end(lookup->call);
	while (*place != lookup)
		place = &(*place)->same_hash;
	*place = lookup->same_hash;
	ma_timers_release(&lookup->network->timers);
	if (lookup->named != NULL)
		lookup->named->users--;
	free(lookup->packet);
	free(lookup);
}

/* Its place in a line is that of the oldest audit that asks. */
static void add_query(struct ma_lookup *lookup, struct ma_query *query)
{
	query->lookup = lookup;
	query->previous = NULL;
	query->next = lookup->queries;
	if (query->next != NULL)
		query->next->previous = query;
	lookup->queries = query;
	if (query->order >= lookup->order)
		return;
	lookup->order = query->order;
	if (lookup->state != MA_LOOKUP_QUEUED)
		return;
	ma_line_leave(lookup);
	ma_line_join(lookup);
}

bool ma_lookup_admit(struct ma_lookup *lookup, int *status)
{
	lookup->named = ma_network_named(lookup->network, &lookup->address, lookup->smtp, status);
	if (lookup->named == NULL)
		return false;
	*status = 0;
	lookup->named->users++;
	return true;
}

static int enter(struct ma_lookup *lookup, int64_t now)
{
	int status = 0;

	if (lookup->address.length == 0)
		lookup->current = ma_line_first(lookup->network, now);
	else if (!ma_lookup_admit(lookup, &status) && status == MAILAUTH_ENOMEM)
		return status;
	if (status == 0)
		ma_line_join(lookup);
	else
		ma_line_wait_for_room(lookup);
	return ma_line_pump(lookup->network, now);
}

int ma_network_ask(struct mailauth_network *network, struct ma_query *query, int64_t now,
		   enum mailauth_failure *failure)
{
	const char *named = mailauth_question_server(query->question);
	bool smtp = mailauth_question_kind(query->question) == MAILAUTH_QUESTION_SMTP;
	struct ma_inet address = { 0 };
	struct ma_lookup *lookup;
	unsigned hash;

	*failure = MAILAUTH_OFFLINE;
	if (named == NULL && network->count == 0)
		return MAILAUTH_NOT_HELD;
	*failure = MAILAUTH_NOT_ASKED;
	if (named != NULL &&
	    (!ma_inet_read(named, &address) || !ma_network_allows(network, &address, smtp)))
		return MAILAUTH_NOT_HELD;
	hash = hash_of(query->question, &address);
	lookup = find(network, query->question, &address, hash);
	if (lookup != NULL) {
		add_query(lookup, query);
		return 0;
	}
	lookup = begin(network, &address, hash);
	if (lookup == NULL)
		return MAILAUTH_ENOMEM;
	lookup->smtp = smtp;
	lookup->over_tcp = mailauth_question_needs_tcp(query->question);
	add_query(lookup, query);
	return enter(lookup, now);
}

void ma_network_forget(struct ma_query *query)
{
	struct ma_lookup *lookup = query->lookup;

	if (lookup == NULL)
		return;
	if (query->previous != NULL)
		query->previous->next = query->next;
	else
		lookup->queries = query->next;
	if (query->next != NULL)
		query->next->previous = query->previous;
	query->lookup = NULL;
	settle(lookup);
}

/* --- Answering -------------------------------------------------------------- */

int ma_lookup_answer(struct ma_lookup *lookup, const void *packet, size_t length)
{
	int status = 0;

	lookup->busy = true;
	while (lookup->queries != NULL && status <= 0)
		status = lookup->queries->take(lookup->queries, packet, length);
	lookup->busy = false;
	if (status <= 0)
		settle(lookup);
	return status;
}

void ma_lookup_fail(struct ma_lookup *lookup)
{
	lookup->busy = true;
	while (lookup->queries != NULL)
		lookup->queries->fail(lookup->queries, lookup->failure);
	lookup->busy = false;
	settle(lookup);
}
