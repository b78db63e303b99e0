/* The inside of SPF (RFC 7208), shared by the files of this folder alone.
 *
 * SPDX-License-Identifier: MIT */

#ifndef MA_SPF_INSIDE_H
#define MA_SPF_INSIDE_H

#include "spf.h"

/* --- Records -------------------------------------------------------------- */

enum ma_spf_kind {
	MA_SPF_ALL,
	MA_SPF_INCLUDE,
	MA_SPF_A,
	MA_SPF_MX,
	MA_SPF_PTR,
	MA_SPF_IP4,
	MA_SPF_IP6,
	MA_SPF_EXISTS,
	MA_SPF_REDIRECT,
	MA_SPF_EXP,
	MA_SPF_OTHER, /* an unknown modifier, or a term with a fault */
};

/* A term; offsets are those of the record's bytes. */
struct ma_spf_term {
	enum ma_spf_kind kind;
	unsigned char qualifier; /* + - ~ ? */
	bool faulty;
	size_t from;
	size_t to;
	struct ma_text text;
	struct ma_text domain_spec; /* length 0: none */
	struct ma_ip network;	    /* of ip4 and ip6 */
	unsigned bits4;		    /* prefix lengths; of ip4 and ip6 the one of its family */
	unsigned bits6;
	struct ma_spf_term *next;
};

struct ma_spf_record {
	struct ma_text domain; /* where it is published */
	struct ma_text text;
	struct ma_spf_term *terms;
	const struct ma_spf_term *all;
	const struct ma_spf_term *redirect;
	const struct ma_spf_term *exp;
	unsigned faults;
	unsigned notes; /* of what is legal, but hardly meant */
};

/* Whether a term is a mechanism, not a modifier or a fault; and whether it is ip4 or ip6. */
bool ma_spf_is_mechanism(const struct ma_spf_term *term);
bool ma_spf_is_network(const struct ma_spf_term *term);
/* Reads a record whole: every fault becomes a finding with its place, and with what was meant
 * where that is clear; FINDINGS may be NULL, then they are only counted.  NULL once memory
 * failed. */
const struct ma_spf_record *ma_spf_parse(struct ma_arena *arena, struct ma_text domain,
					 struct ma_text text, struct ma_findings *findings);

/* Goes through the tree that RECORD is the root of (RFC 7208 4.6.4, 5.2, 6.1). */
void ma_spf_tree_walk(struct ma_pass *pass, struct ma_text record, uint32_t ttl,
		      struct ma_spf_tree *tree);

/* Adds the finding that ANSWER, about NAME, holds no SPF record, and why that may be. */
void ma_spf_note_absence(struct ma_pass *pass, struct ma_text name, const struct ma_answer *answer);
/* Adds findings about records at names where people put them by mistake. */
void ma_spf_look_elsewhere(struct ma_pass *pass, const struct ma_answer *denial);
/* Adds the finding that a lookup failed. */
void ma_spf_note_failure(struct ma_pass *pass, const struct ma_name *name, const char *type,
			 const struct ma_answer *answer);

/* Each of these adds findings about what is legal, but hardly meant, in the record of the audited
 * domain: its mechanisms, its modifiers, its addresses. */
void ma_spf_look_at_style(struct ma_findings *findings, const struct ma_spf_record *record);
void ma_spf_look_at_modifiers(struct ma_findings *findings, const struct ma_spf_record *record);
void ma_spf_look_at_ranges(struct ma_pass *pass, const struct ma_spf_record *record);
/* Whether the record says that no mail is ever sent: "-all" without a mechanism before it. */
bool ma_spf_refuses_all(const struct ma_spf_record *record);
/* How the record is published: how large, under which name, beside what. */
void ma_spf_look_at_publication(struct ma_pass *pass, const struct ma_answer *answer,
				const struct ma_spf_published *published);

/* Adds findings about what was pasted wrongly into RECORD, the one that NAME holds: what is legal
 * and still not meant, and how the record reads when it is mended.  Whether there was any of the
 * former. */
bool ma_spf_look_at_paste(struct ma_pass *pass, struct ma_text name, struct ma_text record);
/* Adds findings about texts beside the record of NAME that were meant for records, and are none. */
void ma_spf_look_beside(struct ma_pass *pass, struct ma_text name, const struct ma_answer *answer);
/* Whether a name holds what no host name holds; then that is why nothing is there. */
bool ma_spf_is_odd_name(struct ma_text spec);
/* Adds the finding that TERM of RECORD, which NAME publishes, leads to no record for that reason.
 */
void ma_spf_note_odd_target(struct ma_pass *pass, struct ma_text name,
			    const struct ma_spf_record *record, const struct ma_spf_term *term);
/* Whether RECORD, which has no "all", has one at the end of a name. */
bool ma_spf_has_glued_all(const struct ma_spf_record *record);
/* Adds the finding that a TXT record was meant for an SPF record, but lacks the spaces between its
 * strings, if that is so.  They read together as JOINED. */
bool ma_spf_note_unspaced(struct ma_pass *pass, struct ma_text name, const struct ma_record *txt,
			  struct ma_text joined);

/* --- Guesses ---------------------------------------------------------------- */

/* What was meant by a record or a term that receivers take for invalid, or that is legal and looks
 * pasted: the one sane reading, which our parser reads without a fault, or .data NULL.  A guess
 * never invents an address, and never permits everybody. */
struct ma_text ma_spf_guess_record(struct ma_arena *arena, struct ma_text record);
/* The same for the term [FROM, TO) of RECORD; it may take in what stands behind it. */
struct ma_text ma_spf_guess_term(struct ma_arena *arena, struct ma_text record, size_t from,
				 size_t to);
/* The length of what begins TEXT like a version, junk before it included; 0 if nothing does.
 * "v=spf1" in full-width letters and with spaces within counts.  [*FROM, *TO) is where it differs
 * from "v=spf1", empty if nowhere. */
size_t ma_spf_find_version(struct ma_text text, size_t *from, size_t *to);

/* How a single term reads. */
enum ma_spf_reading {
	MA_TERM_FAULTY,
	MA_TERM_ODD,   /* legal, but with characters that no host name has */
	MA_TERM_GLUED, /* legal, but with an "all" at the end of its name */
	MA_TERM_SOUND,
};

enum ma_spf_reading ma_spf_read_term(struct ma_arena *arena, struct ma_text term);
/* Where the first character stands that is in no name of a host or an SPF record, macros aside; the
 * length if there is none. */
size_t ma_spf_find_odd(struct ma_text spec);
/* Where an "all" with its sign hangs at the end of TERM; its length if none does. */
size_t ma_spf_find_glued_all(struct ma_text term);
/* Adds what TERM, without blanks, was meant as; false, and then OUT is as before, if that is not
 * clear. */
bool ma_spf_mend_term(struct ma_arena *arena, struct ma_text term, struct ma_buffer *out);
/* Whether TERM has neither a sign nor the name of a mechanism: if it can be mended, it is an
 * address. */
bool ma_spf_is_bare_address(struct ma_text term);

/* A guess, and what stands around it. */
struct ma_spf_guess {
	struct ma_text text;
	bool has_bare;
	size_t bare;	       /* in TEXT: the last address that had no name and no sign */
	struct ma_text before; /* folded; both are empty for a whole record */
	struct ma_text after;
	bool cut; /* there is more before or behind it */
};

/* Whether a guess may be shown to somebody who is going to publish it. */
bool ma_spf_is_fit(struct ma_arena *arena, const struct ma_spf_guess *guess);

/* --- Macros --------------------------------------------------------------- */

/* A piece of a macro-string (RFC 7208 7.1). */
struct ma_spf_piece {
	enum {
		MA_PIECE_END,
		MA_PIECE_LITERAL, /* one byte */
		MA_PIECE_ESCAPE,  /* %% %_ %- */
		MA_PIECE_MACRO,
		MA_PIECE_BAD,
	} kind;
	unsigned char byte; /* the literal, the escape's second byte, or the letter */
	unsigned keep;	    /* right-hand parts to keep; 0: all */
	bool reverse;
	struct ma_text delimiters;
	size_t from;
	size_t to;
};

struct ma_spf_piece ma_spf_next_piece(struct ma_cursor *cursor);

/* Where a domain-spec goes wrong, if it does. */
struct ma_spf_spec_fault {
	enum {
		MA_SPEC_OK,
		MA_SPEC_BAD_MACRO,
		MA_SPEC_EXPLANATION_MACRO,
		MA_SPEC_BAD_END, /* no top-level name, and no macro, at the end */
	} kind;
	size_t from;
	size_t to;
};

struct ma_spf_spec_fault ma_spf_check_macro_string(struct ma_text text, bool in_term);
struct ma_spf_spec_fault ma_spf_check_domain_spec(struct ma_text text);
/* Whether a name depends on the sender, so that nothing can be asked without one. */
bool ma_spf_depends_on_sender(struct ma_text spec);

/* --- Evaluation ----------------------------------------------------------- */

enum {
	MA_SPF_LOOKUPS_MAX = 10, /* RFC 7208 4.6.4, as all of these */
	MA_SPF_VOIDS_MAX = 2,
	MA_SPF_MX_MAX = 10,
	MA_SPF_PTR_MAX = 10,
};

/* One check_host() with all that it calls. */
struct ma_spf_check {
	struct ma_pass *pass;
	const struct ma_sender_input *input;
	struct ma_text sender_domain; /* the %{o}: in A-labels */
	const struct ma_text *only;   /* the record to take at the first domain; or NULL */
	struct ma_spf_outcome *outcome;
	struct ma_text explain_spec; /* the exp= that a fail calls for; data is NULL if none */
	struct ma_text explain_domain;
};

/* One record under evaluation. */
struct ma_spf_frame {
	struct ma_text domain;	  /* the %{d} */
	struct ma_text presented; /* the same in presentation format, for findings */
	const struct ma_spf_record *record;
	unsigned depth;
	bool included; /* inside an include: its exp is not used (RFC 7208 6.2) */
};

enum ma_spf_match {
	MA_NO_MATCH,
	MA_MATCH,
	MA_TEMPERROR,
	MA_PERMERROR,
};

/* RFC 7208 4. */
enum mailauth_spf_result ma_spf_check_host(struct ma_spf_check *check, struct ma_text domain,
					   unsigned depth, bool included);
/* RFC 7208 6.2; to be called after a fail. */
void ma_spf_explain(struct ma_spf_check *check);
/* Adds findings about the explanation that the audited domain publishes. */
void ma_spf_look_at_explanation(struct ma_pass *pass, const struct ma_spf_frame *frame);

/* Whether a mechanism other than all and include matches. */
enum ma_spf_match ma_spf_match(struct ma_spf_check *check, const struct ma_spf_frame *frame,
			       const struct ma_spf_term *term);
/* Each of these adds a finding about TERM of the record in FRAME. */
struct mailauth_finding *ma_spf_blame(struct ma_pass *pass, const struct ma_spf_frame *frame,
				      const struct ma_spf_term *term, enum ma_finding_id id);
struct mailauth_finding *ma_spf_blame_limit(struct ma_pass *pass, const struct ma_spf_frame *frame,
					    const struct ma_spf_term *term, enum ma_finding_id id,
					    unsigned limit);
/* More than MA_SPF_MX_MAX mail servers. */
void ma_spf_blame_mx(struct ma_pass *pass, const struct ma_spf_frame *frame,
		     const struct ma_spf_term *term, size_t count);
/* No SPF record behind include or redirect, and why; TARGET is NULL if TEXT is no name. */
void ma_spf_blame_target(struct ma_pass *pass, const struct ma_spf_frame *frame,
			 const struct ma_spf_term *term, const struct ma_name *target,
			 struct ma_text text);
/* Counts a term that causes lookups; false if it is over the limit. */
bool ma_spf_count_lookup(struct ma_spf_check *check, const struct ma_spf_frame *frame,
			 const struct ma_spf_term *term);
/* Counts an answer that says that there is nothing; false if there were too many. */
bool ma_spf_count_void(struct ma_spf_check *check, const struct ma_spf_frame *frame,
		       const struct ma_spf_term *term, const struct ma_answer *answer);
/* A for who connects from an IPv4 address, AAAA for IPv6 (RFC 7208 5). */
uint16_t ma_spf_address_type(const struct ma_spf_check *check);
/* Those of the connecting host's names that lead back to it (RFC 7208 5.5), at most 10.  The
 * answer to the PTR question goes to *ANSWER; *PENDING says that not all is known yet. */
size_t ma_spf_validated_names(struct ma_spf_check *check,
			      const struct ma_name *names[MA_SPF_PTR_MAX],
			      const struct ma_answer **answer, bool *pending);

/* What an expansion came to. */
enum ma_spf_expansion {
	MA_EXPANDED,
	MA_EXPANSION_BAD,     /* a syntax error */
	MA_EXPANSION_PENDING, /* it holds something that is not known yet: do not ask for it */
};

/* Expands SPEC (RFC 7208 7) with DOMAIN for %{d}; explanations may use more letters. */
enum ma_spf_expansion ma_spf_expand(struct ma_spf_check *check, struct ma_text domain,
				    struct ma_text spec, bool explanation, struct ma_text *text);
/* The target-name of a term: its expanded domain-spec, cut to length, or the domain itself.
 * *NAME is NULL if it is no name that the DNS can hold. */
enum ma_spf_expansion ma_spf_target(struct ma_spf_check *check, struct ma_text domain,
				    struct ma_text spec, struct ma_text *text,
				    const struct ma_name **name);
/* The same where SPEC does not depend on the sender. */
void ma_spf_target_of_nobody(struct ma_pass *pass, struct ma_text domain, struct ma_text spec,
			     struct ma_text *text, const struct ma_name **name);

#endif
