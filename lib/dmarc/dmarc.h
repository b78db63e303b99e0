/* DMARC by RFC 9989, and next to it what receivers that follow RFC 7489 still do.
 *
 * SPDX-License-Identifier: MIT */

#ifndef MA_DMARC_H
#define MA_DMARC_H

#include "../inquiry/inquiry.h"

struct mailauth_sender;

/* --- Records -------------------------------------------------------------- */

/* The value of p, sp or np. */
struct ma_dmarc_request {
	enum {
		MA_REQUEST_ABSENT,
		MA_REQUEST_INVALID,
		MA_REQUEST_VALID,
	} state;
	enum mailauth_policy policy;
};

/* A URI of rua or ruf (RFC 9989 4.6). */
struct ma_dmarc_uri {
	struct ma_text text; /* without its size limit */
	size_t from;	     /* in the record, with its size limit */
	size_t to;
	bool valid;
	bool mail;	     /* mailto: */
	bool sized;	     /* a size limit follows it, which is obsolete */
	struct ma_text host; /* of mailto: what follows the @ */
	struct ma_dmarc_uri *next;
};

/* A fault of a record, or something that is legal but worth a word. */
struct ma_dmarc_fault {
	enum ma_finding_id id;
	size_t from; /* in the record */
	size_t to;
	const struct ma_tag *tag; /* whose name a sentence has; or NULL */
	bool counts;		  /* a fault, not a remark */
	bool unclear;		  /* what was meant is worth a guess */
	bool character;		  /* it is about the characters at its place */
	unsigned count;		  /* of URIs; 0: none */
	const struct ma_dmarc_fault *next;
};

enum {
	MA_DMARC_FAULTS_KEPT = 20, /* of a record; the others are counted */
};

struct ma_dmarc_record {
	struct ma_text text;
	struct ma_tags tags; /* the version is the first */
	struct ma_dmarc_request p;
	struct ma_dmarc_request sp;
	struct ma_dmarc_request np;
	bool strict_dkim;
	bool strict_spf;
	bool testing; /* t=y */
	bool invalid; /* a tag is there more than once: there is no policy in it (RFC 6376 3.2) */
	bool capital; /* a name has capital letters: RFC 9989 reads it, RFC 7489 does not */
	bool twice;   /* likewise, and is there in small letters, too: receivers differ */
	enum {
		MA_PSD_UNDECIDED,
		MA_PSD_YES,
		MA_PSD_NO,
	} psd;
	bool reports;	  /* rua holds a valid URI */
	bool p_second;	  /* as RFC 7489 6.4 has it */
	unsigned percent; /* pct, which RFC 9989 does not know */
	struct ma_dmarc_uri *rua;
	struct ma_dmarc_uri *ruf;
	unsigned faults;			  /* all that count */
	unsigned seen;				  /* all, with those that do not */
	const struct ma_dmarc_fault *first_fault; /* in the order of the record */
};

/* Whether TEXT begins like a DMARC record: what does not is not one (RFC 9989 4.7). */
bool ma_dmarc_is_record(struct ma_text text);
/* Reads a record whole.  NULL once memory failed. */
const struct ma_dmarc_record *ma_dmarc_read(struct ma_arena *arena, struct ma_text text);
/* RECORD as it is where the names of tags are small letters (RFC 6376 3.2); NULL if it is none
 * then.
 */
const struct ma_dmarc_record *ma_dmarc_read_exactly(struct ma_arena *arena,
						    const struct ma_dmarc_record *record);
/* The DMARC records of a TXT answer; each is read once, however often it is asked for. */
const struct ma_dmarc_record **ma_dmarc_select(struct ma_arena *arena,
					       const struct ma_answer *answer, size_t *count);
/* Whether a record asks for nothing that is understood: without a valid p, or with an invalid sp or
 * np (RFC 9989 4.7, 4.10.1). */
bool ma_dmarc_is_broken(const struct ma_dmarc_record *record);

/* Writes a record, tag by tag: the version, then each other tag; or all of RECORD, so that reading
 * it gives RECORD again. */
void ma_dmarc_write_version(struct ma_buffer *out);
void ma_dmarc_write_tag(struct ma_buffer *out, struct ma_text name, struct ma_text value);
void ma_dmarc_write(struct ma_buffer *out, const struct ma_dmarc_record *record);

/* --- The tree walk -------------------------------------------------------- */

enum {
	MA_DMARC_STEPS_MAX = 8, /* RFC 9989 4.10 */
};

struct ma_dmarc_step {
	const struct ma_name *name; /* the question is for _dmarc.NAME */
	unsigned labels;
	enum {
		MA_WALK_RECORD,
		MA_WALK_NONE,
		MA_WALK_SEVERAL,
		MA_WALK_FAILED,
		MA_WALK_NOT_ASKED,
	} status;
	bool assumed; /* it was not looked at, and is taken as holding none */
	const struct ma_dmarc_record *record;
	const struct ma_dmarc_record *invalid; /* the one that there is, if it does not count */
	const struct ma_answer *answer;
};

struct ma_dmarc_walk {
	const struct ma_name *start; /* NULL: there was none */
	struct ma_dmarc_step steps[MA_DMARC_STEPS_MAX];
	size_t count;
};

/* A step that fails makes no result incomplete by itself. */
void ma_dmarc_walk(struct ma_pass *pass, const struct ma_name *start, struct ma_dmarc_walk *walk);
/* Something rests on all steps of WALK; of the names of registries only where REGISTRIES says so.
 */
void ma_dmarc_walk_matters(struct ma_pass *pass, const struct ma_dmarc_walk *walk, bool registries);
/* Whether STEP is the name of a registry above the one that WALK started from. */
bool ma_dmarc_is_of_registry(struct ma_pass *pass, const struct ma_dmarc_walk *walk,
			     const struct ma_dmarc_step *step);

/* --- The Organizational Domain --------------------------------------------- */

/* RFC 9989 4.10.2, from the steps of a walk: how many labels it has, or 0 where a step failed that
 * it rests on. */
unsigned ma_dmarc_org_labels(const struct ma_dmarc_step *steps, size_t count, unsigned start);
/* The same as a name; false where it is not known. */
bool ma_dmarc_org(const struct ma_dmarc_walk *walk, struct ma_name *org);

/* The Public Suffix List: whether everyone may register below NAME. */
bool ma_psl_is_suffix(struct ma_arena *arena, const struct ma_name *name);
/* Whether NAME is a registry's: not a provider's, whose customers have names below it. */
bool ma_psl_is_registry(struct ma_arena *arena, const struct ma_name *name);
/* RFC 7489 3.2: the Organizational Domain by the list; of a suffix, the name itself.  False if
 * there is no list. */
bool ma_psl_org(struct ma_arena *arena, const struct ma_name *name, struct ma_name *org);

/* --- The policy ------------------------------------------------------------ */

enum ma_existence {
	MA_EXISTS,
	MA_MISSING, /* NXDOMAIN (RFC 9989 3.2.13) */
	MA_EXISTENCE_UNKNOWN,
};

/* What receivers are asked to do with mail that fails. */
struct ma_dmarc_policy {
	enum mailauth_policy policy;	/* after t */
	enum mailauth_policy published; /* before */
	const struct ma_name *domain;	/* where the record is; NULL: there is none */
	const struct ma_dmarc_record *record;
	bool assumed;	  /* p=none, as p, sp or np is not valid */
	bool ineffective; /* there is a record, but without p=… and rua nothing is to be done */
};

/* RFC 9989 4.10.1. */
void ma_dmarc_find_policy(const struct ma_dmarc_walk *walk, enum ma_existence exists,
			  struct ma_dmarc_policy *policy);
/* The same for a name with LABELS labels that has no record of its own, and whose walk continues as
 * WALK. */
void ma_dmarc_find_policy_below(const struct ma_dmarc_walk *walk, unsigned labels,
				enum ma_existence exists, struct ma_dmarc_policy *policy);

/* What a record that is at its organization's name comes to: for that name, and for names below
 * it that exist and that do not. */
enum {
	MA_DMARC_OF_DOMAIN,
	MA_DMARC_OF_EXISTING,
	MA_DMARC_OF_MISSING,
	MA_DMARC_OF_COUNT,
};
enum mailauth_policy ma_dmarc_effect(const struct ma_dmarc_record *record, unsigned of);

/* What receivers do that follow RFC 7489 and the Public Suffix List. */
struct ma_dmarc_7489 {
	bool known;  /* there is a list */
	bool suffix; /* the domain is a public suffix: names below are not its organization's */
	struct ma_name org;
	const struct ma_name *domain; /* where the record is; NULL: there is none */
	const struct ma_dmarc_record *record;
	enum mailauth_policy policy;
	enum mailauth_policy below;  /* of a subdomain, existing or not */
	enum mailauth_policy made;   /* of one that no one created: a wildcard may hold another */
	struct ma_text percent_text; /* pct of the record */
	const struct ma_name *unanswered; /* where the DNS did not say; NULL: nowhere */
	const struct ma_answer *failure;  /* and what it said */
};

/* --- Names below that no one created ------------------------------------------- */

/* Asks for the TXT records of "*.NAME", which goes to *WILDCARD: "*" can be asked for like any
 * other name (RFC 4592 2.1.1).  HINT: no result rests on it.  Both are NULL if that is longer than
 * a name can be. */
const struct ma_answer *ma_dmarc_ask_wildcard(struct ma_pass *pass, const struct ma_name *name,
					      bool hint, const struct ma_name **wildcard);

/* The wildcard that answers for them.  Where there is one, they exist (RFC 9989 3.2.13). */
struct ma_dmarc_wildcard {
	const struct ma_name *name;	      /* "*.DOMAIN"; NULL: it was not asked for */
	const struct ma_answer *answer;	      /* of its TXT records; NULL as NAME is */
	bool exists;			      /* or may exist: where the DNS did not say */
	const struct ma_dmarc_record *record; /* of each of them; or NULL */
	bool aligned;  /* the domain's organization is theirs, as far as is known */
	bool voids_np; /* np asks for more than what applies instead of it */
	bool weakens;  /* the record asks for less than what it hides */
};

/* --- All about an Author Domain --------------------------------------------- */

struct ma_dmarc {
	const struct ma_name *domain; /* NULL: it cannot be a domain name */
	struct ma_text shown;	      /* in presentation format */
	enum ma_existence exists;
	struct ma_dmarc_walk walk;
	struct ma_dmarc_policy policy;
	struct ma_dmarc_policy existing; /* of its subdomains */
	struct ma_dmarc_policy missing;	 /* of those that no one created */
	struct ma_dmarc_wildcard wildcard;
	bool org_known;
	struct ma_name org;
	bool strangers;		  /* the walk takes a registry's name for the organization */
	struct ma_text org_shown; /* presentation formats; .data is NULL where there is none */
	struct ma_text record_at;
	struct ma_text old_org_shown;
	struct ma_text old_record_at;
	struct ma_dmarc_7489 old;
};

void ma_dmarc_evaluate(struct ma_pass *pass, const struct ma_name *domain, struct ma_dmarc *dmarc);
/* Whether it has a policy by a record of its own, whatever is above it. */
bool ma_dmarc_has_own(const struct ma_dmarc *dmarc);
/* Whether the record of a step of the walk is the one that applies. */
bool ma_dmarc_applies(const struct ma_dmarc *dmarc, const struct ma_dmarc_step *step);

/* Which of the domains that DMARC is asked about. */
enum {
	MA_DMARC_AUDITED, /* the audited one */
	MA_DMARC_AUTHOR,  /* that of the visible From, if it is another */
};

/* A domain's DMARC: its subject is a struct ma_dmarc. */
extern const struct ma_kind ma_dmarc_kind;
/* Where its reports go. */
extern const struct ma_kind ma_dmarc_reports_kind;
/* The Author Domain's: that of the visible From if there is one, else the audited domain's. */
size_t ma_dmarc_author(const struct ma_inquiries *inquiries);

/* --- A message ------------------------------------------------------------- */

enum ma_aligned {
	MA_ALIGNED_NO,
	MA_ALIGNED_YES,
	MA_ALIGNED_UNKNOWN,
};

/* A name that SPF or DKIM proved, or did not. */
struct ma_dmarc_identifier {
	enum {
		MA_BY_SPF,
		MA_BY_DKIM,
	} method;
	bool greeting;	       /* SPF proved the HELO, which DMARC does not look at */
	struct ma_text result; /* RFC 8601's word */
	struct ma_text domain_text;
	struct ma_text selector;
	const struct ma_name *domain;	      /* NULL: it is none */
	const struct mailauth_sender *sender; /* whose; NULL: of all */
	struct ma_dmarc_walk walk;	      /* .start is NULL if none was needed */
	enum ma_aligned aligned;
	enum ma_aligned relaxed; /* what it would be without adkim=s and aspf=s */
};

/* What a RESULT of others says for DMARC. */
void ma_dmarc_identify(const struct ma_auth_result *result, struct ma_dmarc_identifier *identifier);
/* Whether a walk from the identifier's domain decides if it is aligned. */
bool ma_dmarc_needs_walk(const struct ma_dmarc *dmarc,
			 const struct ma_dmarc_identifier *identifier);
/* RFC 9989 4.4. */
void ma_dmarc_align(const struct ma_dmarc *dmarc, struct ma_dmarc_identifier *identifier);

/* What DMARC says of mail with a visible sender. */
struct ma_dmarc_message {
	enum mailauth_dmarc_result result;
	enum ma_aligned spf; /* passed and aligned */
	enum ma_aligned dkim;
	enum mailauth_policy disposition;
	const struct ma_dmarc_identifier *proof; /* of a pass */
	const struct mailauth_finding *finding;
	const struct mailauth_sender *sender;
};

/* What is known of a message before it is judged. */
struct ma_dmarc_evidence {
	struct ma_dmarc_identifier *const *identifiers;
	size_t count;
	const struct mailauth_sender *sender; /* whose mail it is; NULL: no one's in particular */
	bool of_message; /* a whole one, whose signatures are judged */
	bool complete;	 /* the results of SPF and of DKIM are all among the identifiers */
};

/* Judges a message, and sets what its identifiers are aligned with (RFC 9989 5.3). */
void ma_dmarc_judge(const struct ma_dmarc *dmarc, const struct ma_dmarc_evidence *evidence,
		    struct ma_findings *findings, struct ma_dmarc_message *message);

#endif
