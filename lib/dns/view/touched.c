/* Which answers a change may change: of the others, what was evaluated holds.
 *
 * SPDX-License-Identifier: MIT
 *
 * This errs on the side of more: a name that a change makes exist ends a wildcard for the names
 * around it (RFC 4592 3.3.1), and makes the names above it exist (RFC 8020 2). */

#include "view.h"

#include <string.h>

/* One question, and what is known of the name whose wildcards may answer for those below. */
struct asked {
	const struct mailauth_question *question;
	const struct ma_name *apex;
	bool is_apex; /* it is one: it exists, and by no wildcard (RFC 4592 4.2) */
};

static bool is_apex(const struct ma_answers *answers, const struct ma_name *name)
{
	const struct mailauth_question *soa = ma_answers_look_up(
		answers, (struct ma_target){ .server = NULL }, name, MA_TYPE_SOA);

	return soa != NULL && soa->answer != NULL && soa->answer->status == MA_ANSWER_RECORDS &&
	       soa->answer->link_count == 0;
}

/* The name right below APEX that NAME, which is below it, is within. */
static struct ma_name branch_of(const struct ma_name *name, const struct ma_name *apex)
{
	struct ma_name at = *name;

	while (ma_name_labels(&at) > ma_name_labels(apex) + 1)
		at = ma_name_parent(&at);
	return at;
}

static bool is_negative(const struct ma_answer *answer)
{
	return answer == NULL || answer->status == MA_ANSWER_NXDOMAIN;
}

/* Whether another type of a name that exists stays as it is: it does, unless an alias is at the
 * name, or comes or goes (RFC 1034 3.6.2). */
static bool is_beside(const struct ma_assumed *assumed, const struct mailauth_question *question)
{
	return assumed->type != question->type && assumed->type != MA_TYPE_CNAME &&
	       question->type != MA_TYPE_CNAME && question->answer != NULL &&
	       question->answer->link_count == 0 && !is_negative(question->answer);
}

/* Whether what is assumed at a name may change what NAME, which the question asks for or is led to,
 * is answered with. */
static bool touches(const struct ma_assumed *assumed, const struct ma_name *name,
		    const struct asked *asked)
{
	const struct ma_name *apex = asked->apex;
	bool exists = assumed->exists || (asked->is_apex && ma_name_equal(assumed->name, apex));
	struct ma_name branch;

	if (ma_name_equal(assumed->name, name))
		return !exists || !is_beside(assumed, asked->question);
	/* The names above a name that exists do so, too, whatever a server said (RFC 8020 2). */
	if (exists)
		return ma_name_is_within(assumed->name, name) &&
		       is_negative(asked->question->answer);
	/* A name that exists, and by no wildcard, does so still. */
	if (ma_name_is_within(assumed->name, name))
		return !asked->is_apex || !ma_name_is_within(apex, name) ||
		       is_negative(asked->question->answer);
	if (!ma_name_is_within(assumed->name, apex) || ma_name_equal(assumed->name, apex))
		return true;
	branch = branch_of(assumed->name, apex);
	return ma_name_is_within(name, &branch);
}

static bool touches_way(const struct ma_assumed *assumed, const struct asked *asked)
{
	const struct mailauth_question *question = asked->question;
	const struct ma_answer *answer = question->answer;

	if (ma_name_is_wildcard(assumed->name) || touches(assumed, question->name, asked))
		return true;
	for (size_t i = 0; answer != NULL && i < answer->link_count; i++)
		if (touches(assumed, answer->links[i].name, asked))
			return true;
	return false;
}

bool ma_overlay_touches(const struct ma_assumed *overlay, const struct ma_assumed *shared,
			const struct ma_answers *answers, const struct ma_buffer *ids,
			const struct ma_name *apex)
{
	struct asked asked = { .apex = apex, .is_apex = is_apex(answers, apex) };

	for (size_t at = 0; at < ids->length; at += sizeof(uint32_t)) {
		uint32_t id;

		memcpy(&id, ids->data + at, sizeof(id));
		asked.question = ma_answers_by_id(answers, id);
		for (const struct ma_assumed *one = overlay; one != NULL; one = one->next)
			if (one != shared && touches_way(one, &asked))
				return true;
	}
	return false;
}
