/* The parts that a repaired record is put together from; for the files of this folder alone.
 *
 * SPDX-License-Identifier: MIT */

#ifndef MA_SPF_REPAIR_H
#define MA_SPF_REPAIR_H

#include "../check/lookups.h"

enum {
	MA_SPF_PARTS_MAX = 250,
};

/* A mechanism of one of the sources, as it is to be written. */
struct ma_spf_part {
	struct ma_text text;
	const struct ma_spf_share *share; /* NULL of one that is added */
	bool left_out;
	bool flat; /* its addresses are written instead */
};

struct ma_spf_parts {
	struct ma_arena *arena;
	struct ma_spf_part items[MA_SPF_PARTS_MAX];
	size_t count;
	struct ma_text modifiers[MA_SPF_PARTS_MAX];
	size_t modifier_count;
	struct ma_text redirect; /* length 0: none, or it is an include now */
	unsigned redirect_lookups;
	bool redirected;
	unsigned char all; /* 0: none */
	bool weaker;
	bool stronger;	    /* than one of the sources, as it was chosen */
	struct ma_text exp; /* length 0: none */
	struct ma_text
		other_exp; /* that goes, as there may be one alone (RFC 7208 6); length 0: none */
	bool too_many;
};

/* Adds the term that permits BITS of IP, a network. */
void ma_spf_write_prefix(struct ma_buffer *out, struct ma_arena *arena, const struct ma_ip *ip,
			 unsigned bits);
/* Adds the parts of SOURCE, one of COUNT. */
void ma_spf_parts_add(struct ma_spf_parts *parts, const struct ma_spf_passing *source,
		      size_t count);
/* That QUALIFIER, unless it is 0, is said of all others, where no redirect says it. */
void ma_spf_parts_choose_all(struct ma_spf_parts *parts, unsigned char qualifier);
void ma_spf_parts_add_term(struct ma_spf_parts *parts, struct ma_text term);
/* The lookups of what is not left out. */
unsigned ma_spf_parts_lookups(const struct ma_spf_parts *parts);
/* Leaves out all that others cover: fewer lookups, and fewer that are void. */
void ma_spf_parts_leave_out_covered(struct ma_spf_parts *parts);
/* Leaves out what others cover, and then writes addresses of the domain's own hosts, until the
 * lookups are within the limit.  False if that cannot be without a loss. */
bool ma_spf_parts_shorten(struct ma_spf_parts *parts);
/* Writes the addresses of all own hosts that have none of one family: a lookup for the other is
 * void (RFC 7208 4.6.4). */
void ma_spf_parts_flatten_voids(struct ma_spf_parts *parts);

#endif
