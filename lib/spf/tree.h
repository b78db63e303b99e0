/* The inside of the SPF tree, shared by spf_tree*.c alone.
 *
 * SPDX-License-Identifier: MIT */

#ifndef MA_SPF_TREE_H
#define MA_SPF_TREE_H

#include "inside.h"

/* A walk through a whole tree. */
struct ma_spf_walk {
	struct ma_pass *pass;
	struct ma_spf_tree *tree;
	struct ma_ranges permitted;
	bool circle;
	bool everyone; /* a term was met that permits the whole world */
	bool sender;   /* a term was met that depends on the sender */
	unsigned wide; /* terms met that permit too much */
	bool found4;   /* addresses, of the a or mx that is looked at */
	bool found6;
	bool exists;	/* an address behind the exists that is looked at */
	bool uncounted; /* a term was met whose senders cannot be counted */
	struct ma_spf_branch lost;
};

/* A domain on the way down, for finding circles. */
struct ma_spf_ancestor {
	const struct ma_name *name;
	const struct ma_spf_ancestor *above;
};

/* One record on the way, and what surrounds it. */
struct ma_spf_node {
	struct ma_spf_walk *walk;
	struct ma_spf_frame frame;
	const struct ma_spf_ancestor *ancestors;
	struct ma_spf_branch *branch; /* of the term that is looked at */
	bool permits;		      /* a pass here is a pass of the whole */
};

/* Asks what a term asks that every sender makes a receiver ask; what it leads on to is visited. */
void ma_spf_look_up(const struct ma_spf_node *node, const struct ma_spf_term *term);
/* Adds what a term permits, and a finding if that is too much. */
void ma_spf_look_at_permitted(const struct ma_spf_node *node, const struct ma_spf_term *term);
/* What all terms together permit. */
void ma_spf_judge_permitted(struct ma_spf_walk *walk, struct ma_text name);
/* Goes through the record RECORD of NAME, which TERM of the record above leads to. */
void ma_spf_visit(const struct ma_spf_node *above, const struct ma_spf_term *term,
		  struct ma_text domain, const struct ma_name *name, struct ma_text record,
		  uint32_t ttl);

#endif
