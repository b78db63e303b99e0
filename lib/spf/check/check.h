/* check_host() under way; for the files of this folder alone.
 *
 * SPDX-License-Identifier: MIT */

#ifndef MA_SPF_CHECK_H
#define MA_SPF_CHECK_H

#include "lookups.h"

/* One check_host() with all that it calls. */
struct ma_spf_check {
	struct ma_pass *pass;
	struct ma_spf_lookups lookups;
	const struct ma_sender_input *input;
	struct ma_text sender_domain; /* the %{o}: in A-labels */
	struct ma_spf_outcome *outcome;
	struct ma_spf_frame failed; /* whose exp= a fail calls for; its record is NULL if none */
	struct ma_spf_kept *kept;   /* NULL: nothing yet */
	unsigned resumed;	    /* records to continue in, of those that are kept */
};

/* --- What is kept for the next pass --------------------------------------------- */

/* A term whose lookup is counted, and under way. */
struct ma_spf_place {
	struct ma_spf_frame frame;
	const struct ma_spf_term *term;
	struct ma_spf_step *step;
};

/* Begins where an earlier pass of the inquiry met its first gap, if there was one. */
void ma_spf_resume(struct ma_spf_check *check);
/* Keeps what the evaluation came to before the lookup of TERM. */
void ma_spf_keep(struct ma_spf_check *check, const struct ma_spf_frame *frame,
		 const struct ma_spf_term *term, struct ma_spf_step *step);
/* Where to continue in the record at DEPTH; NULL: at its first term. */
const struct ma_spf_place *ma_spf_take_place(struct ma_spf_check *check, unsigned depth);
/* The record at DEPTH that is to be gone on with; NULL if there is none. */
const struct ma_spf_frame *ma_spf_resumed_frame(const struct ma_spf_check *check, unsigned depth);

/* RFC 7208 6.2; to be called after a fail. */
void ma_spf_explain(struct ma_spf_check *check);

enum ma_spf_match {
	MA_NO_MATCH,
	MA_MATCH,
	MA_TEMPERROR,
	MA_PERMERROR,
};

/* Whether a, mx, ptr or exists matches by the hosts of TARGET. */
enum ma_spf_match ma_spf_match(struct ma_spf_check *check, const struct ma_spf_frame *frame,
			       const struct ma_spf_term *term, const struct ma_name *target);

/* --- Who connects ------------------------------------------------------------- */

/* Those of the connecting host's names that lead back to it (RFC 7208 5.5), at most 10.  The
 * answer to the PTR question goes to *ANSWER; *PENDING says that not all is known yet. */
size_t ma_spf_validated_names(struct ma_spf_check *check,
			      const struct ma_name *names[MA_SPF_PTR_MAX],
			      const struct ma_answer **answer, bool *pending);

/* --- Names that terms lead to ---------------------------------------------------- */

/* What an expansion came to. */
enum ma_spf_expansion {
	MA_EXPANDED,
	MA_EXPANSION_BAD,     /* a syntax error */
	MA_EXPANSION_PENDING, /* it holds something that is not known yet: do not ask for it */
};

/* Expands SPEC (RFC 7208 7) with DOMAIN for %{d}; explanations may use more letters. */
enum ma_spf_expansion ma_spf_expand(struct ma_spf_check *check, struct ma_text domain,
				    struct ma_text spec, bool explanation, struct ma_text *text);
/* The target-name of a term (RFC 7208 4.8). */
struct ma_spf_target {
	enum ma_spf_expansion state;
	struct ma_text text;	    /* the expanded domain-spec, cut to length, or the domain */
	const struct ma_name *name; /* NULL if it is not a name that the DNS can hold */
};

struct ma_spf_target ma_spf_target(struct ma_spf_check *check, const struct ma_spf_frame *frame,
				   const struct ma_spf_term *term);
/* The same where it does not depend on the sender. */
struct ma_spf_target ma_spf_target_of_nobody(struct ma_pass *pass, const struct ma_spf_frame *frame,
					     const struct ma_spf_term *term);

#endif
