/* SPF (RFC 7208): the record of a domain, and what check_host() says of a sender.
 *
 * SPDX-License-Identifier: MIT */

#ifndef MA_SPF_H
#define MA_SPF_H

#include "../inquiry/inquiry.h"

/* --- Records -------------------------------------------------------------- */

/* Whether TEXT has the version section of an SPF record (RFC 7208 4.5). */
bool ma_spf_is_record(struct ma_text text);
/* Takes the SPF records out of a TXT answer. */
struct ma_text *ma_spf_select(struct ma_arena *arena, const struct ma_answer *answer,
			      size_t *count);

/* --- The record of the domain ---------------------------------------------- */

/* A line of the tree: a record, or a term of the record above it. */
struct ma_spf_branch {
	enum {
		MA_BRANCH_RECORD,
		MA_BRANCH_TERM,
		MA_BRANCH_SENDER,    /* what it asks depends on the sender */
		MA_BRANCH_NONE,	     /* it leads to no SPF record */
		MA_BRANCH_SEVERAL,   /* it leads to more than one */
		MA_BRANCH_LOOP,	     /* it leads back to where it comes from */
		MA_BRANCH_FAILED,    /* the DNS did not say */
		MA_BRANCH_FAULTY,    /* it cannot be read */
		MA_BRANCH_UNREACHED, /* it stands behind "all" */
		MA_BRANCH_CUT,	     /* the tree goes on, but is not followed */
	} state;
	unsigned depth;
	struct ma_text domain; /* of a record */
	struct ma_text text;   /* the record or the term, raw */
	uint32_t ttl;	       /* of a record */
	unsigned lookups;      /* of a term, with all below it */
	unsigned voids;
	struct ma_spf_branch *next;
};

/* What the record comes to with all that it includes, for a sender that nothing matches. */
struct ma_spf_tree {
	unsigned lookups; /* terms that cause lookups */
	unsigned voids4;  /* lookups that find nothing for a sender by IPv4, and by IPv6 */
	unsigned voids6;
	unsigned voids;	      /* the more of the two */
	unsigned faults;      /* of syntax, in all records */
	unsigned root_faults; /* in the domain's own */
	bool errors;	      /* an evaluation to the end fails */
	bool refuses_all;     /* the domain's own record is "-all" alone */
	bool refuses_others;  /* it has "-all" */
	bool counted;	      /* all that may pass is known */
	uint64_t permitted4;  /* IPv4 addresses that may pass */
	struct ma_spf_branch *branches;
	struct ma_spf_branch *last_branch;
};

struct ma_spf_published {
	struct ma_text *records; /* raw, strings joined */
	size_t count;
	uint32_t ttl;
	bool elsewhere; /* not in this zone: the name is an alias, or is in no zone at all */
	bool unknown;	/* the DNS did not say */
	bool walked;	/* there is one record, and TREE is what it comes to */
	bool pasted;	/* it is legal, but surely not what was meant */
	struct ma_spf_tree tree;
};

void ma_spf_record_evaluate(struct ma_pass *pass, struct ma_spf_published *published);
/* Its subject is a struct ma_spf_published. */
extern const struct ma_kind ma_spf_record_kind;

/* --- A sender ----------------------------------------------------------------- */

/* One line of the way that an evaluation took. */
struct ma_spf_step {
	enum {
		MA_STEP_RECORD, /* text is the record of domain */
		MA_STEP_NO_MATCH,
		MA_STEP_MATCH,
		MA_STEP_ERROR,	/* permerror or temperror came from here */
		MA_STEP_HANDED, /* a redirect: the record behind it decides */
	} kind;
	unsigned depth;
	struct ma_text domain;
	struct ma_text text; /* the record or the term, raw */
	struct ma_spf_step *next;
};

/* What check_host() said, and why. */
struct ma_spf_outcome {
	enum mailauth_spf_result result;
	unsigned lookups;
	unsigned voids;
	struct ma_text matched; /* the term that decided; data is NULL where none did */
	struct ma_text matched_domain;
	struct ma_text behind; /* what stands behind it in the first record; length 0: nothing */
	struct ma_text explanation; /* data is NULL where there is none */
	struct ma_spf_step *steps;
	struct ma_spf_step *last_step;
};

/* check_host() (RFC 7208 4) for the DOMAIN of INPUT, as if ONLY, unless it is NULL, were its one
 * record; with the explanation that a fail calls for. */
void ma_spf_evaluate(struct ma_pass *pass, const struct ma_sender_input *input,
		     struct ma_text domain, const struct ma_text *only,
		     struct ma_spf_outcome *outcome);

#endif
