/* The inside of views, shared by the files of this folder alone.
 *
 * SPDX-License-Identifier: MIT */

#ifndef MA_DNS_VIEW_H
#define MA_DNS_VIEW_H

#include "../store.h"

/* The stored answer to NAME and TYPE, which is asked for if it is new; aliases are not followed. */
const struct ma_answer *ma_view_ask_one(struct ma_view *view, const struct ma_name *name,
					uint16_t type);
/* The same whatever the budget: a pass does not come to less because something is assumed. */
const struct ma_answer *ma_view_ask_beside(struct ma_view *view, const struct ma_name *name,
					   uint16_t type);
/* What the kept answers to other questions say about NAME and TYPE, as their aliases lead there or
 * past it; NULL where they say nothing. */
const struct ma_answer *ma_view_find_passed(struct ma_view *view, const struct ma_name *name,
					    uint16_t type);
/* The answer to NAME and TYPE as if what is assumed were published. */
const struct ma_answer *ma_view_look(struct ma_view *view, const struct ma_name *name,
				     uint16_t type);

/* What OVERLAY says of NAME and TYPE; NULL if it says nothing. */
const struct ma_assumed *ma_overlay_find(const struct ma_assumed *overlay,
					 const struct ma_name *name, uint16_t type);
/* Whether OVERLAY says anything of NAME, if only that it lacks a type. */
bool ma_overlay_names(const struct ma_assumed *overlay, const struct ma_name *name);
/* Whether NAME has a record in OVERLAY that leaves no room for an alias. */
bool ma_overlay_fills(const struct ma_assumed *overlay, const struct ma_name *name);
/* Whether NAME, or a name below it, has a record in OVERLAY: then NAME exists (RFC 8020 2). */
bool ma_overlay_reaches(const struct ma_assumed *overlay, const struct ma_name *name);

enum ma_alike {
	MA_ALIKE_NO,
	MA_ALIKE_YES,
	MA_ALIKE_UNKNOWN, /* the DNS did not say */
};

/* The wildcard above NAME of which something is assumed, and which nothing assumed hides; or NULL.
 */
const struct ma_name *ma_wildcard_above(struct ma_view *view, const struct ma_name *name);
/* Whether NAME is answered from an assumed wildcard, which goes to *FOUND, as neither it nor a name
 * between them exists.  Where that is not known, an answer that failed goes to *FAILED. */
enum ma_alike ma_wildcard_find(struct ma_view *view, const struct ma_name *name, uint16_t type,
			       const struct ma_name **found, const struct ma_answer **failed);
/* Whether NAME was answered from a wildcard of the zone, which no longer answers for it: it exists
 * by what is assumed, or the closest name above it does, which goes to *ENCLOSER. */
bool ma_wildcard_is_ended(struct ma_view *view, const struct ma_name *name,
			  const struct ma_name **encloser);

#endif
