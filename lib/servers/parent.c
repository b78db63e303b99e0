/* The zone above: to whom it delegates the zone, which is who is asked.
 *
 * SPDX-License-Identifier: MIT */

#include "servers.h"

enum {
	ANCESTORS_MAX = 5,
	ASKED_MAX = 2, /* servers of the zone above */
};

/* The name servers of the closest zone above APEX: of the closest name that has some.  NULL if
 * there are none. */
static const struct ma_answer *find_parent(struct ma_pass *pass, const struct ma_name *apex)
{
	const struct ma_name *name = apex;

	for (unsigned i = 0; i < ANCESTORS_MAX && name != NULL && name->length > 1; i++) {
		struct ma_name parent = ma_name_parent(name);
		const struct ma_answer *answer = ma_probe(&pass->view, &parent, MA_TYPE_NS);

		if (answer->count > 0)
			return answer->alias == NULL ? answer : NULL;
		if (!ma_answer_is_void(answer))
			return NULL;
		name = ma_name_from_wire(pass->arena, parent.wire, parent.length);
	}
	return NULL;
}

/* An address of ANSWER that may be asked; false if there is none. */
static bool take_address(const struct ma_pass *pass, const struct ma_answer *answer,
			 struct ma_ip *ip)
{
	for (size_t i = 0; i < answer->count; i++)
		if (ma_record_ip(&answer->records[i], ip) &&
		    ma_server_may_be_asked(pass->settings, ip))
			return true;
	return false;
}

/* What the server NAME says of APEX; NULL if it may not be asked. */
static const struct ma_answer *ask_server(struct ma_pass *pass, const struct ma_name *name,
					  const struct ma_name *apex)
{
	const struct ma_answer *answer = ma_probe(&pass->view, name, MA_TYPE_A);
	struct ma_target target = { .server = NULL };
	struct ma_ip ip;

	if (ma_answer_is_gap(answer))
		return NULL;
	if (!take_address(pass, answer, &ip) &&
	    !take_address(pass, ma_probe(&pass->view, name, MA_TYPE_AAAA), &ip))
		return NULL;
	target.server = (const char *)ma_ip_text(pass->arena, &ip).data;
	return target.server != NULL ? ma_ask_at(&pass->view, target, apex, MA_TYPE_NS) : NULL;
}

static bool refers(const struct ma_answer *answer, const struct ma_name *apex)
{
	return answer->referral != NULL && ma_name_equal(answer->referral->apex, apex);
}

/* RFC 1034 4.3.2, step 3c: the zone above says that there is nothing. */
static bool denies(const struct ma_answer *answer, const struct ma_name *apex)
{
	return ma_answer_is_void(answer) && answer->authoritative && answer->alias == NULL &&
	       answer->apex != NULL && ma_name_is_within(apex, answer->apex) &&
	       !ma_name_equal(apex, answer->apex);
}

static void note(struct ma_pass *pass, struct ma_delegation *delegation,
		 const struct ma_name *server, const struct ma_answer *answer)
{
	const struct ma_referral *referral = answer->referral;

	*delegation = (struct ma_delegation){ .server = ma_name_present(pass->arena, server),
					      .none = referral == NULL,
					      .referral = referral };
	if (referral == NULL)
		return;
	delegation->names =
		ma_arena_array(pass->arena, referral->count, sizeof(*delegation->names));
	for (size_t i = 0; delegation->names != NULL && i < referral->count; i++)
		delegation->names[delegation->count++] =
			ma_name_present(pass->arena, referral->servers[i]);
}

/* One that denies the zone may have an old version: another one that refers to it is right. */
void ma_delegation_ask(struct ma_pass *pass, struct ma_delegation *delegation,
		       const struct ma_name *apex)
{
	const struct ma_answer *parent = find_parent(pass, apex);

	for (size_t i = 0; parent != NULL && i < parent->count && i < ASKED_MAX; i++) {
		const struct ma_name *server = ma_record_name(pass->arena, &parent->records[i], 0);
		const struct ma_answer *answer =
			server != NULL ? ask_server(pass, server, apex) : NULL;

		if (answer == NULL)
			continue;
		if (refers(answer, apex) && (delegation->server.data == NULL || delegation->none))
			note(pass, delegation, server, answer);
		else if (denies(answer, apex) && delegation->server.data == NULL)
			note(pass, delegation, server, answer);
	}
}
