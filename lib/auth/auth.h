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
	enum mailauth_selectors selectors;
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

/* Whether NAME is APEX or lies below it, both in presentation format; false if APEX is not known.
 */
bool ma_domain_is_within(struct ma_text name, struct ma_text apex);

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
	bool none;     /* no address either: there is nowhere for mail to go */
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

/* --- The signing keys of the domain (DKIM) ------------------------------------ */

/* The public half of a key that somebody has in a file. */
struct ma_key_file {
	enum {
		MA_FILE_KEY,
		MA_FILE_UNREADABLE,
		MA_FILE_ENCRYPTED,
		MA_FILE_OTHER, /* a key of a kind that DKIM does not have */
	} state;
	bool private;
	bool readable;			  /* by others, as the caller says */
	struct ma_text modulus, exponent; /* of an RSA key */
	struct ma_text octets;		  /* of an Ed25519 key */
};

struct ma_selector {
	struct ma_text text;	     /* as it stands in names; as it was given if it cannot */
	const struct ma_name *owner; /* TEXT._domainkey.DOMAIN; NULL if the DNS cannot hold it */
	bool named;		     /* by the caller; else it is only likely */
	const struct ma_key_file *file;
};

struct mailauth_key {
	struct ma_text selector;
	struct ma_text name; /* presentation format */
	struct ma_text type; /* as published; data is NULL where it is not known */
	unsigned bits;
	enum mailauth_key_status status;
	struct ma_text record; /* raw; data is NULL where there is none, or more than one */
	struct ma_text *aliases;
	size_t alias_count;
	bool shown;		       /* part of the report: it was named, or something is there */
	bool found;		       /* there is a key record, and no wildcard's */
	bool wildcard;		       /* a wildcard answers */
	bool covered;		       /* with something that is meant for a key */
	bool denied;		       /* really absent */
	enum mailauth_failure failure; /* why nobody knows; or 0 */
};

/* Reads a key in PEM or DER; nothing of a private half stays behind. */
const struct ma_key_file *ma_key_file_read(struct ma_arena *arena, struct ma_text file,
					   bool readable);
/* Reads a selector as people give it: "s1", or the whole name "s1._domainkey.example.jp". */
void ma_selector_read(struct ma_arena *arena, const struct ma_settings *settings,
		      struct ma_text given, struct ma_selector *selector);
/* The selectors that are likely; with ALL, every one that is known.  By INDEX from 0; NULL behind
 * the last. */
const char *ma_selector_known(size_t index, bool all);
/* One that is used where the SPF record of the domain takes in INCLUDED; likewise. */
const char *ma_selector_of_provider(size_t index, struct ma_text included);
void ma_key_evaluate(struct ma_pass *pass, const struct ma_selector *selector,
		     struct mailauth_key *key);
/* What all keys together say, once each is settled.  KEYS[i] belongs to SELECTORS[i]. */
void ma_keys_evaluate(struct ma_pass *pass, const struct ma_selector *selectors,
		      struct mailauth_key *const *keys, size_t count);

/* --- A sender ----------------------------------------------------------------- */

/* Which name of which sender is judged. */
struct ma_sender_input {
	struct ma_ip ip;
	enum mailauth_identity identity;
	struct ma_text local_part;
	struct ma_text domain; /* as given; length 0: there is none to judge */
	struct ma_text helo;   /* as given; length 0: not known */
	bool null_sender;      /* "<>": the domain is that of the greeting */
};

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
	bool unsure;				 /* what names it has could not be looked up */
	struct ma_text *records;		 /* of the domain judged, if there are several */
	size_t record_count;
	struct ma_alone *alone; /* one for each of them */
};

/* Reads an envelope sender (RFC 7208 2.4, 4.3).  MAIL_FROM and HELO may be NULL. */
void ma_sender_read(struct ma_arena *arena, const struct ma_settings *settings,
		    const char *mail_from, const char *helo, struct ma_sender_input *input);
/* The address in "Name <info@example.jp>" or "info@example.jp (Name)". */
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

/* Whether a key that verifies signatures was seen.  Nobody can say NO of selectors that were
 * guessed. */
enum ma_seen {
	MA_SEEN_UNKNOWN,
	MA_SEEN_NO,
	MA_SEEN_YES,
};

struct mailauth_report {
	struct ma_settings settings;
	bool complete;
	struct ma_zone zone;
	struct ma_spf_published spf;
	struct ma_mx mx;
	const struct mailauth_key **keys; /* that are shown, in the order of their selectors */
	size_t key_count;
	bool keys_asked; /* there were selectors to look at */
	enum ma_seen keys_seen;
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
