/* Which answers a change may change: of the others, what was evaluated holds.
 *
 * SPDX-License-Identifier: MIT
 *
 * This errs on the side of more: a name that a change makes exist ends a wildcard for the names
 * around it (RFC 4592 3.3.1), and makes the names above it exist (RFC 8020 2). */

#include "view.h"

#include <string.h>

/* The name right below APEX that NAME, which is below it, is within. */
static struct ma_name branch_of(const struct ma_name *name, const struct ma_name *apex)
{
	struct ma_name at = *name;

	while (ma_name_labels(&at) > ma_name_labels(apex) + 1)
		at = ma_name_parent(&at);
	return at;
}

/* Whether what is assumed at a name may change what NAME is answered with. */
static bool touches(const struct ma_assumed *assumed, const struct ma_name *name,
		    const struct ma_name *apex)
{
	struct ma_name branch;

	if (ma_name_is_within(assumed->name, name))
		return true;
	if (assumed->exists)
		return false;
	if (!ma_name_is_within(assumed->name, apex) || ma_name_equal(assumed->name, apex))
		return true;
	branch = branch_of(assumed->name, apex);
	return ma_name_is_within(name, &branch);
}

static bool is_wildcard(const struct ma_name *name)
{
	return name->length > 1 && name->wire[0] == 1 && name->wire[1] == '*';
}

static bool touches_way(const struct ma_assumed *assumed, const struct mailauth_question *question,
			const struct ma_name *apex)
{
	const struct ma_answer *answer = question->answer;

	if (is_wildcard(assumed->name) || touches(assumed, question->name, apex))
		return true;
	for (size_t i = 0; answer != NULL && i < answer->link_count; i++)
		if (touches(assumed, answer->links[i].name, apex))
			return true;
	return false;
}

bool ma_overlay_touches(const struct ma_assumed *overlay, const struct ma_answers *answers,
			const struct ma_buffer *ids, const struct ma_name *apex)
{
	for (size_t at = 0; at < ids->length; at += sizeof(uint32_t)) {
		const struct mailauth_question *question;
		uint32_t id;

		memcpy(&id, ids->data + at, sizeof(id));
		question = ma_answers_by_id(answers, id);
		for (const struct ma_assumed *one = overlay; one != NULL; one = one->next)
			if (touches_way(one, question, apex))
				return true;
	}
	return false;
}
