/* What a view sees at one name: what is assumed there, else what was answered.
 *
 * SPDX-License-Identifier: MIT
 *
 * As a server would answer that published the assumed record sets beside all others (RFC 1034
 * 4.3.2): the set itself, or the alias in its place, or, where the name does not exist, what the
 * wildcard at its closest encloser holds (RFC 4592 3.3.1).  Only what is assumed is worked out
 * here; wildcards of the zone itself have been worked out by the server that answered. */

#include "view.h"

static const struct ma_answer no_memory = { .status = MA_ANSWER_NONE };
static const struct ma_answer no_data = { .status = MA_ANSWER_NODATA };

/* An alias to the last of the COUNT names of LINKS. */
static const struct ma_answer *make_alias(struct ma_view *view, const struct ma_name **links,
					  size_t count, uint32_t ttl)
{
	struct ma_answer *alias = ma_arena_alloc(view->arena, sizeof(*alias));

	if (alias == NULL)
		return &no_memory;
	*alias = (struct ma_answer){ .status = MA_ANSWER_ALIAS,
				     .alias = links[count - 1],
				     .links = links,
				     .link_count = count,
				     .ttl = ttl };
	return alias;
}

static const struct ma_answer *assumed_alias(struct ma_view *view, const struct ma_assumed *cname)
{
	const struct ma_name **links = ma_arena_alloc(view->arena, sizeof(const struct ma_name *));
	const struct ma_name *target = ma_record_name(view->arena, &cname->answer.records[0], 0);

	if (target == NULL || links == NULL)
		return &no_memory;
	links[0] = target;
	return make_alias(view, links, 1, cname->answer.ttl);
}

/* What the store says, whatever the budget: a pass does not come to less because something is
 * assumed. */
static const struct ma_answer *ask_beside(struct ma_view *view, const struct ma_name *name,
					  uint16_t type)
{
	unsigned budget = view->budget;
	const struct ma_answer *answer;

	view->budget = 1;
	answer = ma_view_ask_one(view, name, type);
	view->budget = budget;
	return answer;
}

/* The records of ASSUMED, with the TTL of those that it replaces if it has none of its own. */
static const struct ma_answer *assumed_records(struct ma_view *view,
					       const struct ma_assumed *assumed)
{
	const struct ma_answer *replaced;
	struct ma_answer *answer;

	if (assumed->has_ttl)
		return &assumed->answer;
	replaced = ask_beside(view, assumed->name, assumed->type);
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

/* --- Wildcards ---------------------------------------------------------------- */

static struct ma_name parent_of(const struct ma_name *name)
{
	size_t label = 1u + name->wire[0];

	return (struct ma_name){ name->length - label, name->wire + label };
}

static bool is_root(const struct ma_name *name)
{
	return name->length <= 1;
}

static const struct ma_name *wildcard_of(struct ma_view *view, const struct ma_name *encloser)
{
	return ma_name_join(view->arena, MA_TEXT("*"), encloser);
}

static bool is_same(const struct ma_answer *a, const struct ma_answer *b)
{
	return a->status == b->status && a->link_count == b->link_count &&
	       (a->link_count == 0 || ma_name_equal(a->links[0], b->links[0])) &&
	       ma_answer_is_same(a, b);
}

/* Whether NAME is answered as WILDCARD is, by the store: with what that holds or, where there is no
 * wildcard, that there is no such name. */
static bool is_answered_alike(struct ma_view *view, const struct ma_name *name,
			      const struct ma_name *wildcard, uint16_t type)
{
	const struct ma_answer *answer = ask_beside(view, name, type);

	if (ma_answer_is_gap(answer) ||
	    (answer->status == MA_ANSWER_FAILED && answer->link_count == 0))
		return false;
	return is_same(answer, ask_beside(view, wildcard, type));
}

/* Whether NAME does not exist, but for what WILDCARD makes of it.  A name that holds the very same
 * as the wildcard beside it, of all types that are looked at, cannot be told from that; then it is
 * taken to change with the wildcard. */
static bool is_made(struct ma_view *view, const struct ma_name *name,
		    const struct ma_name *wildcard, uint16_t type)
{
	static const uint16_t types[] = { MA_TYPE_A, MA_TYPE_TXT, MA_TYPE_MX, MA_TYPE_AAAA };

	if (!is_answered_alike(view, name, wildcard, type))
		return false;
	if (ask_beside(view, name, type)->status == MA_ANSWER_NXDOMAIN)
		return true;
	for (size_t i = 0; i < sizeof(types) / sizeof(*types); i++)
		if (types[i] != type && !is_answered_alike(view, name, wildcard, types[i]))
			return false;
	return true;
}

/* The wildcard above NAME of which something is assumed, and which nothing assumed hides. */
static const struct ma_name *wildcard_above(struct ma_view *view, const struct ma_name *name)
{
	for (struct ma_name at = *name; !is_root(&at);) {
		const struct ma_name *wildcard;

		at = parent_of(&at);
		wildcard = wildcard_of(view, &at);
		if (wildcard != NULL && ma_overlay_names(view->overlay, wildcard))
			return wildcard;
		if (ma_overlay_reaches(view->overlay, &at))
			break; /* the closest encloser */
	}
	return NULL;
}

/* The assumed wildcard that NAME is answered from, as neither it nor a name between them exists. */
static const struct ma_name *find_wildcard(struct ma_view *view, const struct ma_name *name,
					   uint16_t type)
{
	const struct ma_name *wildcard = wildcard_above(view, name);
	struct ma_name encloser;

	if (wildcard == NULL || ma_overlay_names(view->overlay, name) ||
	    ma_overlay_reaches(view->overlay, name))
		return NULL;
	encloser = parent_of(wildcard);
	for (struct ma_name at = *name; !ma_name_equal(&at, &encloser); at = parent_of(&at)) {
		const struct ma_name *asked = ma_name_from_wire(view->arena, at.wire, at.length);

		if (asked == NULL || !is_made(view, asked, wildcard, type))
			return NULL;
	}
	return wildcard;
}

/* --- One name ----------------------------------------------------------------- */

/* Whether what is assumed may change what NAME is answered with. */
static bool is_touched(struct ma_view *view, const struct ma_name *name)
{
	return ma_overlay_names(view->overlay, name) || wildcard_above(view, name) != NULL;
}

/* What the STORED answer is worth where its way leads through names of the overlay. */
static const struct ma_answer *follow(struct ma_view *view, const struct ma_name *name,
				      const struct ma_answer *stored)
{
	const struct ma_name *last = name;

	for (size_t i = 0; i < stored->link_count; i++) {
		last = stored->links[i];
		/* The TTL is that of the whole way, of which the rest is no longer gone. */
		if (is_touched(view, last))
			return make_alias(view, stored->links, i + 1, UINT32_MAX);
	}
	if (stored->status == MA_ANSWER_NXDOMAIN && ma_overlay_reaches(view->overlay, last))
		return without_data(view, stored);
	return stored;
}

/* NAME and TYPE where the set itself is not assumed to be there. */
static const struct ma_answer *look_further(struct ma_view *view, const struct ma_name *name,
					    uint16_t type, bool emptied)
{
	const struct ma_assumed *cname = ma_overlay_find(view->overlay, name, MA_TYPE_CNAME);
	const struct ma_answer *stored;

	if (cname != NULL && cname->answer.count > 0)
		return assumed_alias(view, cname);
	stored = ma_view_ask_one(view, name, type);
	if (ma_answer_is_gap(stored))
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

	if (view->overlay == NULL)
		return ma_view_ask_one(view, name, type);
	wildcard = find_wildcard(view, name, type);
	if (wildcard != NULL)
		name = wildcard;
	assumed = ma_overlay_find(view->overlay, name, type);
	if (assumed != NULL && assumed->answer.count > 0)
		return assumed_records(view, assumed);
	return look_further(view, name, type, assumed != NULL);
}
