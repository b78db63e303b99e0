/* Wildcards and what is assumed: which names those that are assumed answer for, and which names
 * those of the zone no longer do (RFC 4592 3.3.1).
 *
 * SPDX-License-Identifier: MIT */

#include "view.h"

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
	       (a->link_count == 0 || ma_name_equal(a->links[0].name, b->links[0].name)) &&
	       ma_answer_is_same(a, b);
}

static bool is_failed(const struct ma_answer *answer)
{
	return answer->status == MA_ANSWER_FAILED && answer->link_count == 0;
}

/* Whether NAME is answered as WILDCARD is, by the store: with what that holds or, where there is no
 * wildcard, that there is no such name.  An answer that failed goes to *FAILED.  Two answers that
 * will never come are not the same. */
static enum ma_alike compare(struct ma_view *view, const struct ma_name *name,
			     const struct ma_name *wildcard, uint16_t type,
			     const struct ma_answer **failed)
{
	const struct ma_answer *answer = ma_view_ask_beside(view, name, type);
	const struct ma_answer *other = ma_view_ask_beside(view, wildcard, type);

	if (is_failed(answer) || is_failed(other)) {
		*failed = is_failed(answer) ? answer : other;
		return MA_ALIKE_UNKNOWN;
	}
	if (view->settled && (ma_answer_is_gap(answer) || ma_answer_is_gap(other)))
		return MA_ALIKE_NO;
	return is_same(answer, other) ? MA_ALIKE_YES : MA_ALIKE_NO;
}

/* Whether NAME does not exist, but for what WILDCARD makes of it.  A name that holds the very same
 * as the wildcard next to it, of all types that are looked at, cannot be distinguished from that;
 * then it is taken to change with the wildcard. */
static enum ma_alike is_made(struct ma_view *view, const struct ma_name *name,
			     const struct ma_name *wildcard, uint16_t type,
			     const struct ma_answer **failed)
{
	static const uint16_t types[] = { MA_TYPE_A, MA_TYPE_TXT, MA_TYPE_MX, MA_TYPE_AAAA };
	enum ma_alike alike = compare(view, name, wildcard, type, failed);

	if (ma_view_ask_beside(view, name, type)->status == MA_ANSWER_NXDOMAIN)
		return alike;
	for (size_t i = 0; i < sizeof(types) / sizeof(*types) && alike != MA_ALIKE_NO; i++) {
		enum ma_alike other = compare(view, name, wildcard, types[i], failed);

		if (other != MA_ALIKE_YES)
			alike = other;
	}
	return alike;
}

static bool has_wildcard(const struct ma_assumed *overlay)
{
	while (overlay != NULL && !ma_name_is_wildcard(overlay->name))
		overlay = overlay->next;
	return overlay != NULL;
}

const struct ma_name *ma_wildcard_above(struct ma_view *view, const struct ma_name *name)
{
	if (!has_wildcard(view->overlay))
		return NULL;
	for (struct ma_name at = *name; !is_root(&at);) {
		const struct ma_name *wildcard;

		at = ma_name_parent(&at);
		wildcard = wildcard_of(view, &at);
		if (wildcard != NULL && ma_overlay_names(view->overlay, wildcard))
			return wildcard;
		if (ma_overlay_reaches(view->overlay, &at))
			break; /* the closest encloser */
	}
	return NULL;
}

enum ma_alike ma_wildcard_find(struct ma_view *view, const struct ma_name *name, uint16_t type,
			       const struct ma_name **found, const struct ma_answer **failed)
{
	const struct ma_name *wildcard = *found = ma_wildcard_above(view, name);
	enum ma_alike result = MA_ALIKE_YES;
	struct ma_name encloser;

	if (wildcard == NULL || ma_overlay_names(view->overlay, name) ||
	    ma_overlay_reaches(view->overlay, name))
		return MA_ALIKE_NO;
	encloser = ma_name_parent(wildcard);
	for (struct ma_name at = *name; result != MA_ALIKE_NO && !ma_name_equal(&at, &encloser);
	     at = ma_name_parent(&at)) {
		const struct ma_name *asked = ma_name_from_wire(view->arena, at.wire, at.length);
		enum ma_alike made =
			asked != NULL ? is_made(view, asked, wildcard, type, failed) : MA_ALIKE_NO;

		if (made != MA_ALIKE_YES)
			result = made;
	}
	return result;
}

/* --- Wildcards of the zone ---------------------------------------------------------- */

/* Whether NAME exists by what is assumed, and may not without. */
static bool is_made_to_exist(const struct ma_assumed *overlay, const struct ma_name *name)
{
	bool made = false;

	for (const struct ma_assumed *at = overlay; at != NULL; at = at->next) {
		if (!ma_name_is_within(at->name, name))
			continue;
		if (at->exists)
			return false;
		made = true;
	}
	return made && ma_overlay_reaches(overlay, name);
}

/* The closest of NAME and the names above it that exists by what is assumed; false if none does. */
static bool find_made(struct ma_view *view, const struct ma_name *name, struct ma_name *made)
{
	if (view->overlay == NULL)
		return false;
	for (*made = *name; !is_root(made); *made = ma_name_parent(made))
		if (is_made_to_exist(view->overlay, made))
			return true;
	return false;
}

bool ma_wildcard_is_ended(struct ma_view *view, const struct ma_name *name,
			  const struct ma_name **encloser)
{
	const struct ma_answer *failed;
	const struct ma_name *made;
	const struct ma_name *below;
	const struct ma_name *wildcard;
	struct ma_name at;

	if (!find_made(view, name, &at) || ma_name_labels(&at) < 2)
		return false;
	made = *encloser = ma_name_from_wire(view->arena, at.wire, at.length);
	at = ma_name_parent(&at);
	wildcard = wildcard_of(view, &at);
	/* Below a name that the zone has, the wildcard next to that name answers for none. */
	below = made != NULL ? ma_name_join(view->arena, MA_TEXT("mailauth-no-such-name"), made)
			     : NULL;
	if (below == NULL || wildcard == NULL)
		return false;
	switch (ma_view_ask_beside(view, below, MA_TYPE_TXT)->status) {
	case MA_ANSWER_NXDOMAIN:
	case MA_ANSWER_FAILED: /* what the server answered holds */
		return false;
	default: /* a wildcard below the name that holds the same is not ended */
		return is_made(view, below, wildcard, MA_TYPE_TXT, &failed) == MA_ALIKE_YES &&
		       is_made(view, made, wildcard, MA_TYPE_TXT, &failed) == MA_ALIKE_YES;
	}
}
