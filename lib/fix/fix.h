/* Fixes: changes of record sets that set something right, and the proof that they do.
 *
 * SPDX-License-Identifier: MIT
 *
 * A fix is one change: at a name, the values of a type that go, and those that come; the others at
 * the name stay.  It begins as a proposal, which may have several forms.  A form is proven by the
 * audit made again with the change assumed (../audit/prove/); what cannot be proven is dropped,
 * and never shown. */

#ifndef MA_FIX_H
#define MA_FIX_H

#include "../report/report.h"

enum {
	MA_FIX_FORMS_MAX = 2 * MA_SPF_REPAIRS_MAX,
	MA_FIX_CONFIRM_MAX = 8,
	MA_FIX_FOLLOWS_MAX = 6,
	MA_PROPOSALS_MAX = 16,
	MA_FIX_NESTED_MAX = 4,
	MA_FIX_RESPELT_MAX = 4,
	MA_FIX_CHOICES_MAX = 4,
};

/* One way to change a record set. */
struct ma_fix_form {
	const struct ma_record *added;
	size_t added_count;
	struct ma_sentence confirm[MA_FIX_CONFIRM_MAX]; /* what a person has to know before */
	size_t confirm_count;
};

/* A fix as people read it. */
struct ma_fix_texts {
	struct ma_text relative; /* the name within the zone */
	struct ma_text *removed; /* values */
	struct ma_text *added;
	struct ma_text *lines;	/* of a zone file: those that come */
	struct ma_text *gained; /* ranges */
};

struct mailauth_fix {
	const struct ma_name *name;
	struct ma_text shown; /* the name in presentation format */
	uint16_t type;
	const struct ma_record *removed; /* that go */
	size_t removed_count;
	const struct ma_record *kept; /* the others of the set */
	size_t kept_count;
	struct ma_fix_form form; /* the one that is proven */
	uint32_t ttl; /* of the set that is there; 0: there is none, or it is not known */
	const struct mailauth_finding **removes; /* findings that are gone then */
	size_t remove_count;
	bool counted; /* it is about SPF: the three below are known */
	struct ma_ranges gained;
	unsigned lookups;
	unsigned voids;
	struct ma_remedy remedy; /* who publishes it, where, and how long that takes to be seen */
	struct ma_fix_texts texts;
	/* The alias that has to go first, in the same step (RFC 1034 3.6.2); or NULL. */
	struct mailauth_fix *alias;
};

struct ma_proposal {
	struct mailauth_fix fix;
	struct ma_fix_form *forms[MA_FIX_FORMS_MAX]; /* the best first */
	size_t form_count;
	size_t form; /* that is tried */
	/* One more than the first form that is proven, but leaves a record with little room for
	 * further lookups; 0: none. */
	size_t crowded;
	bool may_be_crowded; /* as no other form is proven */
	/* Warnings that are true afterwards, and no worse than what is true now. */
	enum ma_finding_id follows[MA_FIX_FOLLOWS_MAX];
	size_t follow_count;
	/* Whose senders have to pass afterwards; NULL: it is not about SPF. */
	const struct ma_fix_sources *sources;
	bool may_refuse;	/* a stronger policy is what it is for */
	struct ma_text address; /* that a new mail server has to have; length 0: any */
};

/* What a proposal rests on besides the report: whom each text lets pass that is, or was meant to
 * be, the SPF record of a name. */
struct ma_fix_sources {
	const struct ma_name *name;
	struct ma_text shown;
	struct ma_record texts[MA_PROPOSALS_MAX]; /* as they were meant */
	struct ma_record published[MA_PROPOSALS_MAX];
	const struct ma_spf_passing *passing[MA_PROPOSALS_MAX];
	size_t count;
	const struct ma_record *apart; /* the rest of the record, which goes with it; or NULL */
	/* Where the one record is published instead of at NAME; NULL: it is at NAME. */
	const struct ma_name *elsewhere;
	/* Terms that lead to nothing, and as what they were meant. */
	struct {
		struct ma_text term;
		struct ma_text meant;
	} respelt[MA_FIX_RESPELT_MAX];
	size_t respelt_count;
	bool needed;  /* there is something to set right in them */
	bool unclear; /* of one it is not known what was meant: SPF is left alone */
	struct ma_ranges
		own; /* addresses of the domain's own hosts, which a first record may name */
};

struct ma_proposals {
	struct ma_arena *arena;
	const struct mailauth_report *report;
	struct ma_fix_sources sources; /* of the domain */
	/* Of names of its own that its record leads to, and where something is to set right. */
	struct ma_fix_sources nested[MA_FIX_NESTED_MAX];
	size_t nested_count;
	/* Whom the services let pass that the user calls his own. */
	const struct ma_spf_passing *services[MA_PROPOSALS_MAX];
	size_t service_count;
	struct ma_proposal *items[MA_PROPOSALS_MAX];
	size_t count;
};

/* --- Proposing ---------------------------------------------------------------- */

/* Whether anything may be proposed: nothing is of an audit that is not complete. */
bool ma_fix_may_propose(const struct mailauth_report *report);
/* Finds the texts whose senders have to be known; those of the domain, and of the names below. */
void ma_fix_find_sources(struct ma_proposals *proposals);
void ma_fix_find_nested(struct ma_proposals *proposals);
/* The same for names that the sources of the domain lead to, once these are evaluated: of several
 * records the audit follows none. */
void ma_fix_find_nested_of_sources(struct ma_proposals *proposals);
/* Whether SOURCES are of a name that holds nothing, and it has to be asked for what is elsewhere.
 */
bool ma_fix_is_to_be_found(const struct ma_fix_sources *sources);
/* Whether they are one record that names no one: "v=spf1" alone.  It says as little as none. */
bool ma_fix_is_empty(const struct ma_fix_sources *sources);
/* Adds to SOURCES what is published at their name and was meant for an SPF record. */
void ma_fix_add_sources(const struct ma_proposals *proposals, struct ma_fix_sources *sources);
/* Proposes all that may set something right. */
void ma_fix_propose(struct ma_proposals *proposals);

/* What is published of TYPE at NAME itself; NULL if that is an alias, or not known.  What a
 * wildcard answers is published at the wildcard: at the name itself there is nothing. */
const struct ma_answer *ma_fix_published(const struct ma_proposals *proposals,
					 const struct ma_name *name, uint16_t type);
/* Whether it is a wildcard that answers for NAME. */
bool ma_fix_is_of_wildcard(const struct ma_proposals *proposals, const struct ma_name *name,
			   uint16_t type);
/* Whether it was looked for one right above NAME: else no one knows what is at the name itself. */
bool ma_fix_knows_wildcard(const struct ma_proposals *proposals, const struct ma_name *name,
			   uint16_t type);
/* Whether the user has the zone of NAME, in presentation format. */
bool ma_fix_is_own(const struct mailauth_report *report, struct ma_text name);

/* A new proposal for the set of TYPE at NAME; NULL if there are too many, or memory failed. */
struct ma_proposal *ma_proposal_add(struct ma_proposals *proposals, const struct ma_name *name,
				    uint16_t type);
/* The same for a NAME that may be an alias, which then goes. */
struct ma_proposal *ma_proposal_add_over_alias(struct ma_proposals *proposals,
					       const struct ma_name *name, uint16_t type);
/* That VALUE, if it is among those at the name, goes. */
void ma_proposal_remove(struct ma_proposals *proposals, struct ma_proposal *proposal,
			const struct ma_record *value);
/* One more form, with TEXT as the one TXT record that comes; NULL if there are too many. */
struct ma_fix_form *ma_proposal_add_text(struct ma_proposals *proposals,
					 struct ma_proposal *proposal, struct ma_text text);
/* The same with COUNT RECORDS, which may be none. */
struct ma_fix_form *ma_proposal_add_records(struct ma_proposals *proposals,
					    struct ma_proposal *proposal,
					    const struct ma_record *records, size_t count);
/* The same with the null MX (RFC 7505 3: preference 0, and the root). */
struct ma_fix_form *ma_proposal_add_null_mx(struct ma_proposals *proposals,
					    struct ma_proposal *proposal);
/* That the warning ID may be true afterwards. */
void ma_proposal_allow(struct ma_proposal *proposal, enum ma_finding_id id);
/* The same of what one record of a domain without mail leaves to the others. */
void ma_proposal_allow_closed(struct ma_proposal *proposal);
/* A sentence that a person has to know before publishing FORM, which may be NULL. */
struct ma_sentence *ma_form_confirm(struct ma_fix_form *form, enum ma_phrase_id phrase);

/* The same with one value, which is copied; KEY must be static. */
void ma_form_confirm_text(struct ma_proposals *proposals, struct ma_fix_form *form,
			  enum ma_phrase_id phrase, const char *key, struct ma_text value);

/* Whether the domain of REPORT has a website and nothing of mail: only its owner knows whether that
 * is missing. */
bool ma_fix_may_be_closed(const struct mailauth_report *report);
/* Proposes what closes a domain that has no mail; false if it has, or may have. */
bool ma_fix_propose_closing(struct ma_proposals *proposals);
/* That the company whose servers are added to FORM has to send mail of the domain, if it is so. */
void ma_fix_confirm_company(struct ma_proposals *proposals, struct ma_fix_form *form);
/* The terms that are missing for senders that the user calls his own: at most MOST. */
size_t ma_fix_find_expected(const struct ma_proposals *proposals, struct ma_text *terms,
			    size_t most);
/* The domain's own SPF record; NULL if nothing is to be set right in it. */
struct ma_proposal *ma_fix_propose_domain(struct ma_proposals *proposals);
/* Finds the terms of SOURCES that are a slip of the hand away from a name of the domain's own. */
void ma_fix_find_respelt(const struct ma_proposals *proposals, struct ma_fix_sources *sources);
/* The records that the domain's own leads to. */
void ma_fix_propose_nested(struct ma_proposals *proposals);
/* A proposal for what SOURCES are published as, with the COUNT terms ADDED. */
struct ma_proposal *ma_fix_propose_sources(struct ma_proposals *proposals,
					   const struct ma_fix_sources *sources,
					   const struct ma_text *added, size_t count);
/* Records at a name of which one has to be chosen. */
struct ma_choices {
	struct ma_text name;
	struct ma_text texts[MA_FIX_CHOICES_MAX];
	size_t count;
};

/* The policies that contradict each other, where no fix of REPORT makes one of them. */
void ma_fix_find_choices(const struct mailauth_report *report, struct ma_arena *arena,
			 struct ma_choices *choices);
/* What a term of the record costs, and whose it is. */
struct ma_cost {
	const struct ma_spf_branch *branch;
	size_t place;	/* in the tree */
	unsigned level; /* 0: of the domain's record; below: of what a term before leads to */
	bool receives;	/* mail to the domain goes to the company whose term it is */
	struct ma_holder holder;
	struct ma_text org; /* its organization's name, or all that is known of it */
};

/* The terms of a record with too many lookups, which no fix of REPORT sets right: the dearest
 * first, each of the domain's own includes with what is in it. */
size_t ma_fix_find_costs(const struct mailauth_report *report, struct ma_arena *arena,
			 struct ma_cost **costs);
/* A first SPF record. */
void ma_fix_propose_draft(struct ma_proposals *proposals);
void ma_fix_propose_dmarc(struct ma_proposals *proposals);
void ma_fix_propose_dkim(struct ma_proposals *proposals);
void ma_fix_propose_mx(struct ma_proposals *proposals);

/* --- Proving ------------------------------------------------------------------- */

/* OVERLAY with the change that FORM of FIX makes on top. */
const struct ma_assumed *ma_fix_assume(struct ma_arena *arena, const struct ma_assumed *overlay,
				       const struct mailauth_fix *fix,
				       const struct ma_fix_form *form);
/* Says in FORM that an "-all" refuses others in AFTER, if it does not today. */
void ma_fix_confirm_effect(const struct ma_proposals *proposals, struct ma_fix_form *form,
			   const struct mailauth_report *after);
/* Whether the form that is tried does what it is for, and no harm: AFTER is the report with it, and
 * PASSING whom the domain lets pass then; NULL if no one has to know.  Fills in the fix. */
bool ma_fix_is_proven(struct ma_proposals *proposals, struct ma_proposal *proposal,
		      const struct mailauth_report *after, const struct ma_spf_passing *passing);
/* Takes back what PROPOSAL says of senders that AFTER, with others published at once, permits. */
void ma_fix_drop_permitted(struct ma_proposal *proposal, const struct mailauth_report *after);
/* Whether AFTER, with the COUNT fixes PROVEN published at once, is in nothing worse than the report
 * without them, except for what each of them allows. */
bool ma_fix_is_no_worse(const struct ma_proposals *proposals, const struct mailauth_report *after,
			struct ma_proposal *const *proven, size_t count);

/* Whether ONE, of a name that the domain's record leads to, sets right all that OTHER, of that
 * record, does: both are proven. */
bool ma_fix_supersedes(const struct ma_proposals *proposals, const struct ma_proposal *one,
		       const struct ma_proposal *other);

/* That MAIN, of the domain's record, and BELOW, of a record that it leads to, are proven only at
 * once: each removes what is found at its own name. */
void ma_fix_bind(struct ma_proposals *proposals, struct ma_proposal *main,
		 struct ma_proposal *below);

/* Whether REPORT has a finding with the id of FINDING at the same name. */
bool ma_fix_has_finding(const struct mailauth_report *report,
			const struct mailauth_finding *finding);

/* Whether all whom one of SOURCES lets pass, read alone, still pass. */
bool ma_fix_loses_no_sender(const struct ma_proposals *proposals,
			    const struct ma_fix_sources *sources,
			    const struct ma_spf_passing *passing);
/* Whether PASSING loses none of the senders that the sources of PROPOSAL were written for, and no
 * one else passes. */
bool ma_fix_keeps_senders(const struct ma_proposals *proposals, struct ma_proposal *proposal,
			  const struct mailauth_report *after,
			  const struct ma_spf_passing *passing);

/* --- Writing ------------------------------------------------------------------- */

/* Adds the data of RECORD as a zone file has it: nothing in it can end the line or the string. */
void ma_fix_write_data(struct ma_buffer *out, uint16_t type, const struct ma_record *record);
/* The seconds that the new set is to be kept: those of the old one, or an hour. */
uint32_t ma_fix_ttl(const struct mailauth_fix *fix);
/* Adds a line of a zone file with RECORD, in strings of at most 255 octets; nothing in it can end
 * the line or the string. */
void ma_fix_write_line(struct ma_buffer *out, const struct mailauth_fix *fix,
		       const struct ma_record *record, uint32_t ttl);

/* Fills in the texts of FIX, which is proven; APEX may be NULL. */
void ma_fix_write_texts(struct ma_arena *arena, struct mailauth_fix *fix,
			const struct ma_name *apex);
/* Adds what a person has to know before; BRIEF: in few words. */
void ma_fix_write_confirm(struct ma_buffer *out, const struct mailauth_fix *fix,
			  enum mailauth_language language, bool brief);

#endif
