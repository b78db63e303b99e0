/* The inside of the SPF tree, shared by the files of this folder alone.
 *
 * SPDX-License-Identifier: MIT */

#ifndef MA_SPF_TREE_H
#define MA_SPF_TREE_H

#include "../check/expand.h"

/* A walk through a whole tree. */
struct ma_spf_walk {
	struct ma_pass *pass;
	struct ma_spf_lookups lookups;
	struct ma_spf_tree *tree;
	struct ma_ranges permitted;
	bool other;    /* it is not the audited domain's record */
	bool made;     /* the domain is any name that a wildcard answers for */
	bool permits6; /* a term was met that permits an IPv6 address */
	bool circle;
	bool sender;   /* a term was met that depends on the sender */
	unsigned wide; /* terms met that permit too much */
	bool found4;   /* addresses, of the a or mx that is looked at */
	bool found6;
	bool exists;	 /* an address, of the exists that is looked at */
	const struct ma_name *wildcard; /* by which the term that is looked at permits everyone */
	bool turns;	 /* a term was met that may end an include early, and so save lookups */
	bool uncounted;	 /* a term was met whose senders cannot be counted */
	unsigned within; /* the depth of the record of a company that is gone through; or 0 */
	struct ma_spf_branch lost;
};

/* A domain on the way down, for finding circles. */
struct ma_spf_ancestor {
	const struct ma_name *name;
	const struct ma_spf_record *record;
	const struct ma_spf_ancestor *above;
};

/* One record on the way, and what surrounds it. */
struct ma_spf_node {
	struct ma_spf_walk *walk;
	struct ma_spf_frame frame;
	const struct ma_spf_ancestor *ancestors;
	struct ma_spf_branch *branch; /* of the term that is looked at */
	bool permits;		      /* a pass here is a pass of the whole */
	bool decides;		      /* the domain's own record, or what redirects make of it */
	bool alone;		      /* no record above it has a mechanism */
};

/* The record that include or redirect leads to. */
struct ma_spf_next {
	const struct ma_spf_record *record; /* NULL: it is not followed */
	struct ma_text domain;
	const struct ma_name *name;
	uint32_t ttl;
};

/* Goes through the tree of the audited domain's RECORD (RFC 7208 4.6.4, 5.2, 6.1). */
void ma_spf_tree_walk(struct ma_pass *pass, const struct ma_spf_record *record, uint32_t ttl,
		      struct ma_spf_tree *tree);
/* Asks what a term asks that every sender makes a receiver ask; *NEXT is where it leads on. */
void ma_spf_look_up(const struct ma_spf_node *node, const struct ma_spf_term *term,
		    struct ma_spf_next *next);
/* Adds what a term permits, and a finding if that is too much. */
void ma_spf_find_permitted(const struct ma_spf_node *node, const struct ma_spf_term *term);
/* Notes the company whose servers TERM permits, if they send for others, too; NEXT is where it
 * leads on. */
void ma_spf_find_platform(const struct ma_spf_node *node, const struct ma_spf_term *term,
			  const struct ma_spf_next *next);
/* What all terms together permit. */
void ma_spf_find_permitted_by_all(struct ma_spf_walk *walk, struct ma_text name);

#endif
