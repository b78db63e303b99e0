/* What a view sees at one name: what is assumed there, else what was answered.
 *
 * SPDX-License-Identifier: MIT
 *
 * As a server would answer that published the assumed record sets next to all others (RFC 1034
 * 4.3.2): the set itself, or the alias in its place, or, where the name does not exist, what the
 * wildcard at its closest encloser holds (RFC 4592 3.3.1).  Only what is assumed is worked out
 * here; wildcards of the zone itself have been worked out by the server that answered, which did
 * not know of names that exist only by what is assumed. */

#include "view.h"

static const struct ma_answer no_memory = { .status = MA_ANSWER_NONE };
static const struct ma_answer no_data = { .status = MA_ANSWER_NODATA };
static const struct ma_answer no_name = { .status = MA_ANSWER_NXDOMAIN };

/* An alias to the last of the COUNT LINKS. */
static const struct ma_answer *make_alias(struct ma_view *view, const struct ma_link *links,
					  size_t count)
{
	struct ma_answer *alias = ma_arena_alloc(view->arena, sizeof(*alias));

	if (alias == NULL)
		return &no_memory;
	*alias = (struct ma_answer){ .status = MA_ANSWER_ALIAS,
				     .alias = links[count - 1].name,
				     .links = links,
				     .link_count = count };
	return alias;
}

/* The TTL of CNAME: its own, or that of the alias which it replaces. */
static uint32_t ttl_of_alias(struct ma_view *view, const struct ma_assumed *cname, uint16_t type)
{
	const struct ma_answer *replaced;

	if (cname->has_ttl)
		return cname->answer.ttl;
	replaced = ma_view_ask_beside(view, cname->name, type);
	return replaced->link_count > 0 ? replaced->links[0].ttl : 0;
}

static const struct ma_answer *assumed_alias(struct ma_view *view, const struct ma_assumed *cname,
					     uint16_t type)
{
	struct ma_link *link = ma_arena_alloc(view->arena, sizeof(*link));
	const struct ma_name *target = ma_record_name(view->arena, &cname->answer.records[0], 0);

	if (target == NULL || link == NULL)
		return &no_memory;
	*link = (struct ma_link){ target, ttl_of_alias(view, cname, type) };
	return make_alias(view, link, 1);
}

/* The records of ASSUMED, with the TTL of those that it replaces if it has none of its own. */
static const struct ma_answer *assumed_records(struct ma_view *view,
					       const struct ma_assumed *assumed)
{
	const struct ma_answer *replaced;
	struct ma_answer *answer;

	if (assumed->has_ttl)
		return &assumed->answer;
	replaced = ma_view_ask_beside(view, assumed->name, assumed->type);
	if (replaced->status != MA_ANSWER_RECORDS || replaced->link_count > 0)
		return &assumed->answer;
	answer = ma_arena_alloc(view->arena, sizeof(*answer));
	if (answer == NULL)
		return &no_memory;
	*answer = assumed->answer;
	answer->ttl = replaced->ttl;
	return answer;
}

/* A negative ANSWER about a name that has other records, or names below it. */
static const struct ma_answer *without_data(struct ma_view *view, const struct ma_answer *answer)
{
	struct ma_answer *exists = ma_arena_alloc(view->arena, sizeof(*exists));

	if (exists == NULL)
		return &no_memory;
	*exists = *answer;
	exists->status = MA_ANSWER_NODATA;
	return exists;
}

/* --- One name ----------------------------------------------------------------- */

/* Whether what is assumed may change what NAME is answered with. */
static bool is_touched(struct ma_view *view, const struct ma_name *name)
{
	return ma_overlay_names(view->overlay, name) || ma_overlay_reaches(view->overlay, name) ||
	       ma_wildcard_above(view, name) != NULL;
}

/* What the STORED answer is worth where its way leads through names of the overlay. */
static const struct ma_answer *follow(struct ma_view *view, const struct ma_name *name,
				      const struct ma_answer *stored)
{
	const struct ma_name *last = name;

	for (size_t i = 0; i < stored->link_count; i++) {
		last = stored->links[i].name;
		if (is_touched(view, last))
			return make_alias(view, stored->links, i + 1);
	}
	if (stored->status == MA_ANSWER_NXDOMAIN && ma_overlay_reaches(view->overlay, last))
		return without_data(view, stored);
	return stored;
}

/* Whether STORED, the answer to NAME, came from a wildcard that does so no more; then what NAME is
 * answered with instead goes to *ANSWER.  A name that does not exist has none. */
static bool is_uncovered(struct ma_view *view, const struct ma_name *name,
			 const struct ma_answer *stored, const struct ma_answer **answer)
{
	const struct ma_name *encloser;

	if (stored->status == MA_ANSWER_NXDOMAIN && stored->link_count == 0)
		return false;
	if (stored->status == MA_ANSWER_FAILED || !ma_wildcard_is_ended(view, name, &encloser))
		return false;
	*answer = ma_name_equal(name, encloser) ? &no_data : &no_name;
	return true;
}

/* NAME and TYPE where the set itself is not assumed to be there. */
static const struct ma_answer *look_further(struct ma_view *view, const struct ma_name *name,
					    uint16_t type, bool emptied)
{
	const struct ma_assumed *cname = ma_overlay_find(view->overlay, name, MA_TYPE_CNAME);
	const struct ma_answer *stored;

	if (cname != NULL && cname->answer.count > 0)
		return assumed_alias(view, cname, type);
	stored = ma_view_ask_one(view, name, type);
	if (ma_answer_is_gap(stored))
		return stored;
	if (is_uncovered(view, name, stored, &stored))
		return stored;
	/* An alias that was taken away, or had to make room (RFC 1034 3.6.2). */
	if (stored->link_count > 0 && (cname != NULL || ma_overlay_fills(view->overlay, name)))
		return &no_data;
	if (emptied && !(ma_answer_is_void(stored) && stored->link_count == 0))
		return &no_data;
	return follow(view, name, stored);
}

const struct ma_answer *ma_view_look(struct ma_view *view, const struct ma_name *name,
				     uint16_t type)
{
	const struct ma_assumed *assumed;
	const struct ma_name *wildcard;
	const struct ma_answer *failed;

	if (view->overlay == NULL)
		return ma_view_ask_one(view, name, type);
	switch (ma_wildcard_find(view, name, type, &wildcard, &failed)) {
	case MA_ALIKE_YES:
		name = wildcard;
		break;
	case MA_ALIKE_UNKNOWN:
		return failed;
	default:
		break;
	}
	assumed = ma_overlay_find(view->overlay, name, type);
	if (assumed != NULL && assumed->answer.count > 0)
		return assumed_records(view, assumed);
	return look_further(view, name, type, assumed != NULL);
}
