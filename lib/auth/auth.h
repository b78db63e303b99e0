/* Evaluators: straight-line readings of their RFCs over a view of the answers, and the report
 * that their results make.
 *
 * SPDX-License-Identifier: MIT
 *
 * An evaluator never waits.  It asks ma_ask() and believes what it gets; whether the pass
 * counts is decided by who began it (dns.h, ma_view). */

#ifndef MA_AUTH_H
#define MA_AUTH_H

#include "../base/base.h"
#include "../dns/dns.h"
#include "../finding/finding.h"
#include "dmarc.h"

/* What an audit was told. */
struct ma_settings {
	int64_t now;
	struct ma_text typed;	    /* the domain as it was given */
	struct ma_text domain_text; /* its A-label form, without a dot at the end */
	struct ma_text domain_unicode;
	struct ma_text domain_shown;  /* for people: both forms, where they differ */
	const struct ma_name *domain; /* NULL: cannot be a domain name */
	struct ma_text receiver;
	bool eager;
};

/* What one pass of an evaluator may touch.  Everything it makes goes into the arena. */
struct ma_pass {
	struct ma_view view;
	struct ma_arena *arena;
	struct ma_findings findings;
	const struct ma_settings *settings;
};

/* Reads a domain as people write it.  False if it cannot be one; the texts are then the
 * bytes as they were. */
bool ma_domain_read(struct ma_arena *arena, struct ma_text typed, struct ma_text *ascii,
		    const struct ma_name **name);
/* False if the domain was mapped to another name: full-width letters to plain ones. */
bool ma_domain_is_as_typed(const struct ma_settings *settings);

/* --- The zone: where a record has to be changed ----------------------------- */

struct ma_zone {
	struct ma_text apex_text; /* presentation format; data is NULL where it is not known */
	struct ma_text *servers;  /* presentation format */
	size_t server_count;
};

void ma_zone_evaluate(struct ma_pass *pass, struct ma_zone *zone);

/* --- The mail servers of the domain ------------------------------------------ */

struct ma_mx_host {
	unsigned preference;
	struct ma_text name;	   /* presentation format; "." of a null MX */
	struct ma_text *addresses; /* IPv4 first */
	size_t address_count;
};

struct ma_mx {
	struct ma_mx_host *hosts; /* by preference and name */
	size_t count;
	bool implicit; /* no MX record: the domain's own addresses */
	bool null;     /* RFC 7505 */
	bool has_ipv6;
	bool unknown; /* the DNS did not say */
};

void ma_mx_evaluate(struct ma_pass *pass, struct ma_mx *mx);

/* --- The SPF record of the domain ------------------------------------------- */

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
	unsigned lookups;     /* terms that cause lookups */
	unsigned voids;	      /* lookups that find nothing, for the worse of IPv4 and IPv6 */
	unsigned faults;      /* of syntax, in all records */
	unsigned root_faults; /* in the domain's own */
	bool errors;	      /* an evaluation to the end fails */
	bool refuses_all;     /* the domain's own record is "-all" alone */
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
	struct ma_spf_tree tree;
};

void ma_spf_record_evaluate(struct ma_pass *pass, struct ma_spf_published *published);

/* --- A sender ----------------------------------------------------------------- */

/* Which name of which sender is judged. */
struct ma_sender_input {
	struct ma_ip ip;
	enum mailauth_identity identity;
	struct ma_text local_part;
	struct ma_text domain; /* as given; length 0: there is none to judge */
	struct ma_text helo;   /* as given; length 0: not known */
};

/* One line of the way that an evaluation took. */
struct ma_spf_step {
	enum {
		MA_STEP_RECORD, /* text is the record of domain */
		MA_STEP_NO_MATCH,
		MA_STEP_MATCH,
		MA_STEP_ERROR, /* permerror or temperror came from here */
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

/* What a sender's result would be if one record of several stood alone. */
struct ma_alone {
	struct ma_text record;
	enum mailauth_spf_result result;
};

struct mailauth_sender {
	struct ma_sender_input input;
	struct ma_text ip_text;
	struct ma_text domain_text; /* the domain judged, in A-labels where it has them */
	struct ma_spf_outcome outcome;
	const struct mailauth_finding *finding;	 /* the result */
	const struct mailauth_finding *late;	 /* it is listed too late; or NULL */
	const struct mailauth_finding *findings; /* all that its evaluation found, by ->next */
	bool refused;				 /* by a term that names it, not by an "all" */
	struct ma_text *records;		 /* of the domain judged, if there are several */
	size_t record_count;
	struct ma_alone *alone; /* one for each of them */
};

/* Reads an envelope sender (RFC 7208 2.4, 4.3).  MAIL_FROM and HELO may be NULL. */
void ma_sender_read(struct ma_arena *arena, const struct ma_settings *settings,
		    const char *mail_from, const char *helo, struct ma_sender_input *input);
/* The address in "Name <info@example.jp>", up to the end of the string. */
struct ma_text ma_from_address(struct ma_text from);
void ma_sender_evaluate(struct ma_pass *pass, const struct ma_sender_input *input,
			struct mailauth_sender *sender);
/* The same with RECORD alone at the domain judged. */
void ma_sender_evaluate_alone(struct ma_pass *pass, const struct ma_sender_input *input,
			      struct ma_text record, struct ma_alone *alone);
/* Whether what stands behind the term that decided would have permitted SENDER. */
void ma_sender_evaluate_behind(struct ma_pass *pass, struct mailauth_sender *sender);
/* Adds findings about the senders together. */
void ma_senders_compare(struct ma_findings *findings, struct mailauth_sender *const *senders,
			size_t count);

/* --- The report --------------------------------------------------------------- */

/* A sentence of the verdict: a phrase with its values, or what a finding says. */
struct ma_sentence {
	enum ma_phrase_id phrase;
	const struct mailauth_finding *finding; /* if not NULL, instead of the phrase */
	struct ma_argument arguments[MA_ARGUMENTS_MAX];
	size_t argument_count;
};

enum {
	MA_CAUSES_MAX = 4,
};

/* What it comes to, for somebody who reads nothing else. */
struct ma_verdict {
	struct ma_sentence summary;
	const struct mailauth_sender *sender; /* the one that it is about; or NULL */
	const struct mailauth_finding *told;  /* the finding that the summary says; or NULL */
	struct ma_sentence causes[MA_CAUSES_MAX];
	size_t cause_count;
	const struct mailauth_finding *fault; /* the first of the causes that is a fault; or NULL */
	unsigned who;			      /* who can mend it: enum mailauth_who */
	struct ma_text at;		      /* the name that has to be mended */
	bool here;			      /* it lies in the zone of the audited domain */
	bool included;			      /* it is a domain that the record takes in */
	uint32_t wait; /* seconds until a change is seen, at most; 0: not known */
	enum mailauth_spoofable spoofable;
	struct ma_sentence spoof; /* the same for people */
};

struct mailauth_report {
	struct ma_settings settings;
	bool complete;
	struct ma_zone zone;
	struct ma_spf_published spf;
	struct ma_mx mx;
	const struct ma_dmarc *dmarc;	     /* of the Author Domain */
	const struct ma_dmarc *dmarc_domain; /* of the audited domain: often the same */
	struct ma_dmarc_message message;     /* the mail that was given, if any was */
	bool from_given;		     /* with what DMARC needs to know of it */
	struct mailauth_sender **senders;
	size_t sender_count;
	const struct mailauth_finding **findings;
	size_t finding_count;
	const struct ma_query *queries; /* by name and type */
	size_t query_count;
	struct ma_verdict verdict;
};

#endif
