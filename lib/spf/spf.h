/* SPF (RFC 7208): the record of a domain, and what check_host() says of a sender.
 *
 * SPDX-License-Identifier: MIT */

#ifndef MA_SPF_H
#define MA_SPF_H

#include "../inquiry/inquiry.h"

/* --- Records -------------------------------------------------------------- */

#define MA_SPF_VERSION "v=spf1"

enum {
	MA_SPF_LOOKUPS_MAX = 10, /* RFC 7208 4.6.4 */
	MA_SPF_VOIDS_MAX = 2,
	MA_SPF_FAULTS_KEPT = 20,
};

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
	bool has_macro; /* so that its domain-spec has to be expanded */
	bool of_sender; /* what it expands to depends on the sender */
	size_t from;
	size_t to;
	struct ma_text text; /* as it was read; data is NULL of a term that was made */
	struct ma_text name; /* of a modifier */
	struct ma_text value;
	struct ma_text domain_spec;   /* length 0: none */
	const struct ma_name *target; /* the domain-spec without macros; NULL: it is not a name */
	struct ma_ip network;	      /* of ip4 and ip6 */
	unsigned bits4;		      /* prefix lengths; of ip4 and ip6 the one of its family */
	unsigned bits6;
	struct ma_spf_term *next;
};

/* What is wrong with [FROM, TO) of a record, or legal but probably not meant. */
struct ma_spf_fault {
	enum ma_finding_id id;
	size_t from;
	size_t to;
	const struct ma_spf_term *term;
	struct ma_text value; /* what it is about: characters, a family, a name */
	struct ma_spf_fault *next;
};

struct ma_spf_record {
	struct ma_text text;
	struct ma_spf_term *terms;
	const struct ma_spf_term *all;
	const struct ma_spf_term *redirect;
	const struct ma_spf_term *exp;
	unsigned faults;
	unsigned notes;			  /* of what is legal but probably not meant */
	struct ma_spf_fault *first_fault; /* and notes, by place: the first of many */
};

/* Whether TEXT has the version section of an SPF record (RFC 7208 4.5). */
bool ma_spf_is_record(struct ma_text text);
/* The SPF record that a TXT record holds, which is read once; NULL if it holds none. */
const struct ma_spf_record *ma_spf_record_of(const struct ma_record *txt);
/* Takes the SPF records out of a TXT answer. */
const struct ma_spf_record **ma_spf_select(struct ma_arena *arena, const struct ma_answer *answer,
					   size_t *count);
/* Makes a record of TERMS, which others may be part of.  NULL once memory failed. */
const struct ma_spf_record *ma_spf_compose(struct ma_arena *arena,
					   const struct ma_spf_term *const *terms, size_t count);

/* Whether a term is a mechanism, not a modifier or a fault; whether it is ip4 or ip6. */
bool ma_spf_is_mechanism(const struct ma_spf_term *term);
bool ma_spf_is_network(const struct ma_spf_term *term);
/* Whether another record follows from it: include, redirect. */
bool ma_spf_leads_on(const struct ma_spf_term *term);
/* Whether it counts as one of the terms that cause lookups (RFC 7208 4.6.4). */
bool ma_spf_causes_lookup(const struct ma_spf_term *term);
/* The term that is evaluated after TERM, first NULL; NULL after the last.  redirect comes after all
 * others, wherever it is written (RFC 7208 6.1). */
const struct ma_spf_term *ma_spf_next_term(const struct ma_spf_record *record,
					   const struct ma_spf_term *term);
/* RFC 7208 5.1: what comes after "all" is never tested, nor is a redirect next to one. */
bool ma_spf_is_tested(const struct ma_spf_record *record, const struct ma_spf_term *term);
/* The length of the prefix that TERM has for addresses of IP's family. */
unsigned ma_spf_bits(const struct ma_spf_term *term, const struct ma_ip *ip);
/* The first term that permits everyone by itself; NULL if none does. */
const struct ma_spf_term *ma_spf_find_open(const struct ma_spf_record *record);
/* Whether the record says that no mail is ever sent: "-all" without a mechanism before it. */
bool ma_spf_refuses_all(const struct ma_spf_record *record);
/* Whether it has no end, and a length at which texts are cut. */
bool ma_spf_may_be_cut(const struct ma_spf_record *record);
/* Whether it says something of servers, or leads to a record that does, not only of all. */
bool ma_spf_names_servers(const struct ma_spf_record *record);

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
		MA_BRANCH_UNREACHED, /* it comes after "all" */
		MA_BRANCH_CUT,	     /* the tree continues, but is not followed */
	} state;
	unsigned depth;
	struct ma_text domain;		/* of a record */
	struct ma_text text;		/* the record or the term, raw */
	const struct ma_spf_term *term; /* NULL of a record */
	uint32_t ttl;			/* of a record */
	unsigned lookups;		/* of a term, with all below it */
	unsigned voids;
};

struct ma_provider;

/* Companies that send for all their customers from servers that a record permits; NULL for none. */
struct ma_spf_platforms {
	const struct ma_provider *open;	      /* that may let one customer send as another */
	const struct ma_provider *confirming; /* that does not */
};

/* Whom a record lets pass, at most: what a term takes out before is not subtracted. */
struct ma_spf_reach {
	bool everyone;	/* the whole world */
	bool of_sender; /* whom a term means depends on who sends: it may be anyone */
	bool unknown;	/* the DNS did not say whom a term means */
	bool someone;	/* some address, if it is but one */
	uint64_t ipv4;	/* addresses */
	uint64_t ipv6;	/* networks of 64 bits, of global addresses */
	struct ma_spf_platforms platforms;
};

/* How wide that is, each wider than those before. */
enum ma_spf_width {
	MA_SPF_NARROW,
	MA_SPF_WIDE, /* more than anyone owns: others are among them */
	MA_SPF_WIDTH_UNKNOWN,
	MA_SPF_WIDTH_OF_SENDER,
	MA_SPF_OPEN, /* anyone can get an address in it */
};

enum ma_spf_width ma_spf_width(const struct ma_spf_reach *reach);
/* Adds those of OTHERS; those that are open without a remedy go first. */
void ma_spf_platforms_add(struct ma_spf_platforms *platforms,
			  const struct ma_spf_platforms *others);

/* What the record comes to with all that it includes, for a sender that nothing matches. */
struct ma_spf_tree {
	unsigned lookups; /* terms that cause lookups */
	unsigned voids4;  /* lookups that find nothing for a sender by IPv4, and by IPv6 */
	unsigned voids6;
	unsigned voids;	      /* the more of the two */
	unsigned faults;      /* of syntax, in all records */
	unsigned root_faults; /* in the domain's own */
	bool errors;	      /* an evaluation to the end fails */
	bool unanswered;      /* the DNS did not say something of it */
	bool refuses_all;     /* "-all" alone, the domain's own or by a redirect */
	bool refuses_others;  /* the record that decides has "-all" */
	bool pasted;	      /* what a redirect leads to is legal, but surely not meant */
	bool counted;	      /* all that may pass is known */
	bool tried;	      /* a term is there to permit servers, whether or not it finds one */
	struct ma_ranges permitted; /* by terms that name addresses or hosts */
	struct ma_spf_reach reach;
	struct ma_spf_branch **branches; /* each record before its terms */
	size_t branch_count;
	size_t branches_size;
};

/* Whether no term permits any address, for any sender. */
bool ma_spf_permits_none(const struct ma_spf_tree *tree);

struct ma_spf_published {
	const struct ma_spf_record **records;
	size_t count;
	uint32_t ttl;
	bool elsewhere; /* not in this zone: the name is an alias, or is in no zone at all */
	bool unknown;	/* the DNS did not say */
	bool walked;	/* there is one record, and TREE is what it comes to */
	bool pasted;	/* it is legal, but surely not what was meant */
	struct ma_spf_tree tree;
};

/* Whom the record of NAME, if it has one, lets pass as a sender from there; of a wildcard, from any
 * name that it answers for.  Of what is found on the way, only what the DNS did not say is
 * reported. */
void ma_spf_find_reach(struct ma_pass *pass, const struct ma_name *name,
		       struct ma_spf_reach *reach);

void ma_spf_record_evaluate(struct ma_pass *pass, struct ma_spf_published *published);
/* Its subject is a struct ma_spf_published. */
extern const struct ma_kind ma_spf_record_kind;

/* --- Whom a record lets pass ---------------------------------------------------- */

enum {
	MA_SPF_CONDITIONS_MAX = 4,
	MA_SPF_CASES_MAX = 1 << MA_SPF_CONDITIONS_MAX,
};

/* A term that matches for some senders, whatever their address: exists, ptr, a macro. */
struct ma_spf_condition {
	struct ma_text term; /* without its qualifier */
	struct ma_text domain;
};

bool ma_spf_is_same_condition(const struct ma_spf_condition *a, const struct ma_spf_condition *b);

/* What a term of the record comes to by itself. */
struct ma_spf_share {
	const struct ma_spf_term *term;
	struct ma_ranges matched;
	unsigned lookups; /* with all below it */
	unsigned voids;
	bool conditional;
	bool dead;	   /* the DNS says that it leads to nothing */
	bool circular;	   /* dead, as it leads back to the record itself */
	bool foreign;	   /* an a or mx: of hosts outside the domain */
	unsigned char end; /* of a redirect: what is said there of all others: - ~ ? + */
};

struct ma_spf_passing {
	const struct ma_name *name;	    /* whose record, as a question; NULL: the domain's */
	const struct ma_spf_record *record; /* NULL: there is not exactly one */
	struct ma_spf_share *shares;	    /* of its terms, in the order of evaluation */
	size_t share_count;
	unsigned lookups;
	unsigned voids;
	unsigned unknowns; /* terms that find something for some senders, and are void for others */
	struct ma_spf_condition conditions[MA_SPF_CONDITIONS_MAX];
	size_t condition_count;
	struct ma_ranges cases[MA_SPF_CASES_MAX]; /* by the set of conditions that hold */
	bool known;
};

void ma_spf_evaluate_passing(struct ma_pass *pass, struct ma_spf_passing *passing);
/* Its subject is a struct ma_spf_passing. */
extern const struct ma_kind ma_spf_passing_kind;
/* Adds whom BEFORE lets pass and AFTER does not, whichever conditions hold.  False if that is not
 * known. */
bool ma_spf_find_lost(const struct ma_spf_passing *before, const struct ma_spf_passing *after,
		      struct ma_ranges *lost);
/* Adds whom AFTER lets pass and none of the COUNT BEFORE does. */
bool ma_spf_find_gained(const struct ma_spf_passing *const *before, size_t count,
			const struct ma_spf_passing *after, struct ma_ranges *gained);

/* --- What to publish instead ------------------------------------------------------ */

enum {
	MA_SPF_REPAIRS_MAX = 12,
};

/* The text of TXT, with the spaces that its strings lack between them. */
struct ma_text ma_spf_find_spaced(struct ma_arena *arena, const struct ma_record *txt);
/* Whether TEXT begins like an SPF record, however badly; and what was meant by such a TXT record:
 * itself if it is sound, .data NULL if that is not clear. */
bool ma_spf_is_meant(struct ma_text text);
struct ma_text ma_spf_find_meant(struct ma_arena *arena, const struct ma_record *txt);
/* Whether TEXT has NAME where an address belongs: "ip4:mail.example.com". */
bool ma_spf_writes_as_address(struct ma_text text, struct ma_text name);
/* The record that TEXT would be with a version, if it is nothing but sound terms; .data NULL if it
 * is not. */
struct ma_text ma_spf_with_version(struct ma_arena *arena, struct ma_text text);
/* Whether TEXT holds a word that nothing but an SPF record holds. */
bool ma_spf_has_terms(struct ma_text text);

/* The term that permits BITS of IP; the one of KIND with NAME, such as an include; that include. */
struct ma_text ma_spf_term_of_prefix(struct ma_arena *arena, const struct ma_ip *ip, unsigned bits);
struct ma_text ma_spf_term_of(struct ma_arena *arena, enum ma_spf_kind kind, struct ma_text name);
struct ma_text ma_spf_term_of_service(struct ma_arena *arena, struct ma_text name);
/* A record of "mx", if MX, and of COUNT TERMS, with ALL, a qualifier, for all others. */
struct ma_text ma_spf_first_record(struct ma_arena *arena, bool mx, const struct ma_text *terms,
				   size_t count, unsigned char all);
/* A record that may be published, which nothing is proven of yet. */
struct ma_spf_repair {
	struct ma_text text;
	struct ma_text dropped;	 /* the terms that it leaves out as they lead to nothing */
	struct ma_text circular; /* those that lead back to the record itself */
	struct ma_text covered;	 /* those that others of it cover */
	struct ma_text flat;	 /* those of which it holds the addresses */
	bool redirected;	 /* an include instead of a redirect */
	unsigned char all;	 /* 0: none */
	bool weaker;		 /* another record says more of all others */
	bool stronger;		 /* another says less, and this was chosen */
	struct ma_text exp;
	struct ma_text other_exp; /* another explanation, which goes; length 0: none */
};

/* What a record is to be put together from. */
struct ma_spf_wanted {
	const struct ma_spf_passing *const *sources;
	size_t source_count;
	const struct ma_text *added; /* terms */
	size_t added_count;
	unsigned char all; /* the qualifier that is to be said of all others; 0: the weakest */
};

/* Composes records that may be published instead of the sources: the best first. */
size_t ma_spf_compose_repairs(struct ma_arena *arena, const struct ma_spf_wanted *wanted,
			      struct ma_spf_repair repairs[MA_SPF_REPAIRS_MAX]);

/* --- A sender ----------------------------------------------------------------- */

/* One line of the way that an evaluation took. */
struct ma_spf_step {
	enum {
		MA_STEP_RECORD, /* text is the record of domain */
		MA_STEP_NO_MATCH,
		MA_STEP_MATCH,
		MA_STEP_ERROR,	/* permerror or temperror came from here */
		MA_STEP_HANDED, /* a redirect: the record that it leads to decides */
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
	const struct ma_spf_term *term; /* the one that decided; NULL where none did */
	struct ma_text matched;		/* its text; data is NULL where none did */
	struct ma_text matched_domain;
	struct ma_text last_domain;	/* whose record came to the end: a redirect's target, too */
	const struct ma_spf_term *rest; /* what comes after it in the first record; or NULL */
	struct ma_text explanation;	/* data is NULL where there is none */
	struct ma_spf_step *steps;
	struct ma_spf_step *last_step;
};

/* check_host() (RFC 7208 4) for the DOMAIN of INPUT; with EXPLAIN, a fail is explained as well. */
void ma_spf_evaluate(struct ma_pass *pass, const struct ma_sender_input *input,
		     struct ma_text domain, bool explain, struct ma_spf_outcome *outcome);

/* Whether NAME, which was asked for TYPE, or what it is an alias of, does not exist, outside the
 * zone of the audited domain, and nothing shows that someone has its domain: anyone may be able to
 * register it. */
bool ma_name_may_be_free(struct ma_pass *pass, const struct ma_name *name, uint16_t type);

#endif
