/* The zone that holds the audited domain, and who serves it: where a record has to be changed.
 *
 * SPDX-License-Identifier: MIT */

#include "zone.h"

enum {
	ANCESTORS_MAX = 5,
};

static const struct ma_name *parent_of(struct ma_pass *pass, const struct ma_name *name)
{
	struct ma_name parent = ma_name_parent(name);

	return ma_name_from_wire(pass->arena, parent.wire, parent.length);
}

/* The apex: the closest name that has a SOA record itself; or, sooner known, the owner of the SOA
 * that comes with "there is none" (RFC 2308 3).  Not every server adds that, and it is not known
 * where an alias is assumed away. */
static const struct ma_name *find_apex(struct ma_pass *pass)
{
	const struct ma_name *name = pass->settings->domain;

	for (unsigned i = 0; i <= ANCESTORS_MAX && name != NULL && name->length > 1; i++) {
		const struct ma_answer *answer = ma_ask(&pass->view, name, MA_TYPE_SOA);

		if (answer->alias != NULL)
			return NULL;
		if (answer->status == MA_ANSWER_RECORDS) {
			ma_zone_note_soa(pass, name, answer);
			return name;
		}
		if (!ma_answer_is_void(answer) || answer->apex != NULL)
			return answer->apex;
		name = parent_of(pass, name);
	}
	return NULL;
}

static struct ma_text *find_servers(struct ma_pass *pass, const struct ma_answer *answer,
				    size_t *count)
{
	struct ma_text *servers = ma_arena_array(pass->arena, answer->count + 1, sizeof(*servers));

	*count = 0;
	for (size_t i = 0; servers != NULL && i < answer->count; i++) {
		const struct ma_name *server = ma_record_name(pass->arena, &answer->records[i], 0);

		if (server != NULL)
			servers[(*count)++] = ma_name_present(pass->arena, server);
	}
	return servers;
}

/* Whether NAME is the apex of a zone.  Where it has no TXT record, the SOA that comes with "there
 * is none" shows that (RFC 2308 3).  With records, no SOA has to come: only there is it asked for.
 */
static bool is_apex(struct ma_pass *pass, const struct ma_name *name)
{
	const struct ma_answer *answer = ma_probe(&pass->view, name, MA_TYPE_TXT);

	if (answer->alias != NULL)
		return false;
	if (answer->status != MA_ANSWER_RECORDS)
		return answer->apex != NULL && ma_name_equal(answer->apex, name);
	answer = ma_probe(&pass->view, name, MA_TYPE_SOA);
	return answer->status == MA_ANSWER_RECORDS && answer->alias == NULL;
}

/* Services that manage policies often have _dmarc delegated to their name servers. */
static void find_policy_zone(struct ma_pass *pass, struct ma_zone *zone)
{
	const struct ma_name *name =
		ma_name_join(pass->arena, MA_TEXT("_dmarc"), pass->settings->domain);

	if (name == NULL || !is_apex(pass, name))
		return;
	zone->policy_apex = ma_name_present(pass->arena, name);
	zone->policy_servers = find_servers(pass, ma_probe(&pass->view, name, MA_TYPE_NS),
					    &zone->policy_server_count);
}

/* The inquiry about name servers reads this one, and needs that, too: a round trip less. */
static void ask_ahead(struct ma_pass *pass, const struct ma_name *apex)
{
	struct ma_name parent;

	if (pass->settings->servers == MA_SERVERS_NONE || apex->length <= 1)
		return;
	parent = ma_name_parent(apex);
	(void)ma_probe(&pass->view, &parent, MA_TYPE_NS);
}

static void evaluate(struct ma_pass *pass, void *subject)
{
	struct ma_zone *zone = subject;
	const struct ma_name *apex;

	*zone = (struct ma_zone){ 0 };
	ma_zone_note_wildcard(pass);
	apex = find_apex(pass);
	if (apex == NULL)
		return;
	zone->apex_text = ma_name_present(pass->arena, apex);
	zone->servers =
		find_servers(pass, ma_ask(&pass->view, apex, MA_TYPE_NS), &zone->server_count);
	find_policy_zone(pass, zone);
	ask_ahead(pass, apex);
}

static void begin(struct ma_inquiries *inquiries)
{
	if (inquiries->settings->domain != NULL)
		ma_inquiries_add_new(inquiries, &ma_zone_kind, 0, sizeof(struct ma_zone));
}

/* There is one alone. */
static bool is_same(const void *one, const void *other)
{
	(void)one;
	(void)other;
	return true;
}

const struct ma_kind ma_zone_kind = {
	.name = "zone",
	.budget = 40,
	.shows_nothing = true,
	.begin = begin,
	.evaluate = evaluate,
	.is_same = is_same,
};
