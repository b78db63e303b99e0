/* Inquiries: evaluations as objects, what each of them gets, and what it may touch.
 *
 * SPDX-License-Identifier: MIT
 *
 * An evaluator is a straight-line reading of its RFC over a view of the answers.  It never waits:
 * it asks ma_ask() and believes what it gets; whether the pass counts is decided by who began it
 * (lib/audit/gap.c).  A kind of inquiry belongs to the room of its protocol; lib/audit/plan.c lists
 * the kinds in the order of the report, and knows nothing else of them. */

#ifndef MA_INQUIRY_H
#define MA_INQUIRY_H

#include "../finding/finding.h"
#include "../syntax/syntax.h"

struct ma_inquiries;
struct mailauth_message;

/* --- The settings of an audit ------------------------------------------------ */

/* Which name of which sender is judged. */
struct ma_sender_input {
	struct ma_ip ip;
	enum mailauth_identity identity;
	struct ma_text local_part;
	struct ma_text domain; /* as given; length 0: there is none to judge */
	struct ma_text helo;   /* as given; length 0: not known */
	bool null_sender;      /* "<>": the domain is that of the greeting */
};

/* The public half of a key that someone has in a file. */
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
	struct ma_text text;	     /* as it is in names; as it was given if it cannot be */
	const struct ma_name *owner; /* TEXT._domainkey.DOMAIN; NULL if the DNS cannot hold it */
	bool named;		     /* by the caller; else it is only likely */
	bool elsewhere;		     /* it is in another domain's signature, and in none of ours */
	const struct ma_key_file *file;
};

/* Addresses that the user calls his own senders. */
struct ma_expected_ip {
	struct ma_text text; /* as given */
	struct ma_ip ip;
	unsigned bits;
};

/* Whether each name server of the zone is asked itself. */
enum ma_servers_asked {
	MA_SERVERS_NONE,
	MA_SERVERS_GLOBAL, /* those with addresses of the global Internet */
	MA_SERVERS_ANY,
};

struct ma_settings {
	int64_t now;
	struct ma_text typed;	    /* the domain as it was given */
	struct ma_text domain_text; /* its A-label form, without a dot at the end */
	struct ma_text domain_unicode;
	struct ma_text domain_shown;  /* for people: both forms, where they differ */
	const struct ma_name *domain; /* NULL: cannot be a domain name */
	struct ma_text receiver;
	enum mailauth_selectors selectors;
	enum mailauth_scope scope;
	bool eager;
	bool blocklists; /* to be asked */
	enum ma_servers_asked servers;
	enum ma_servers_asked probe; /* which mail servers are greeted */
	bool compare;		     /* what is asked of no server is what a zone file holds */
	const struct ma_sender_input *senders;
	size_t sender_count;
	const struct ma_selector *named; /* selectors that the caller named */
	size_t named_count;
	struct ma_text from; /* the address of the visible From; data is NULL where there is none */
	bool from_given;
	const struct ma_expected_ip *expected_ips;
	size_t expected_ip_count;
	const struct ma_name *const
		*expected_includes; /* names that the SPF record has to include */
	size_t expected_include_count;
	const struct ma_name *const *expected_helos; /* names of own hosts in the greeting */
	size_t expected_helo_count;
	const struct ma_name *const *expected_servers; /* name servers of the zone */
	size_t expected_server_count;
	bool no_mail;	       /* the user says that the domain has none */
	unsigned char spf_all; /* the qualifier of "all" in a proposed SPF record; 0: not chosen */
	struct ma_dmarc_identifier *const *results; /* that the caller handed in (RFC 8601) */
	size_t result_count;
	const struct mailauth_message *message; /* that was given; or NULL */
};

/* False if the domain was mapped to another name: full-width letters to plain ones. */
bool ma_domain_is_as_typed(const struct ma_settings *settings);
/* Whether the user calls IP his own. */
bool ma_settings_expect_ip(const struct ma_settings *settings, const struct ma_ip *ip);

/* --- One pass ------------------------------------------------------------------ */

/* What an evaluator had come to before its pass met a gap: it rests on answers alone, which are
 * write-once, so that the next pass may continue from there. */
struct ma_kept {
	void *state; /* the evaluator's own; NULL: nothing is kept */
	struct ma_view view;
	struct ma_findings findings;
	struct ma_arena_mark mark; /* before what the rest of the pass made */
};

/* What one pass of an evaluator may touch.  Everything it makes goes into the arena. */
struct ma_pass {
	struct ma_view view;
	struct ma_arena *arena;
	struct ma_findings findings;
	const struct ma_settings *settings;
	const struct ma_inquiries *inquiries;
	const struct ma_inquiry *waits_for; /* the first inquiry that was read and is not settled */
	struct ma_kept *kept;		    /* of the inquiry */
	bool keeps;			    /* this pass kept something */
};

/* Keeps STATE, which is in the arena, with what the pass has found and asked so far, unless it met
 * a gap: what rests on a gap is not kept.  False if it was not kept. */
bool ma_pass_keep(struct ma_pass *pass, void *state);
/* Continues from what an earlier pass kept: returns its state; NULL if there is none.  To be called
 * before anything was found or asked. */
void *ma_pass_resume(struct ma_pass *pass);

/* --- Kinds ---------------------------------------------------------------------- */

struct ma_kind {
	const char *name;
	unsigned budget; /* questions that one pass may rest on */
	bool of_sender;	 /* begun, too, where the scope is the senders alone */
	bool in_turn;	 /* asks as a receiver does, one question after the other, unless eager */
	bool shows_nothing; /* a failure leaves the report complete */
	/* Adds what there is to inquire from the start.  NULL: others add it. */
	void (*begin)(struct ma_inquiries *inquiries);
	void (*evaluate)(struct ma_pass *pass, void *subject);
	/* The name that it is about.  NULL: the audited domain. */
	struct ma_text (*about)(const void *subject);
	/* Whether two subjects, evaluated or not, are about the same: what one came to then holds
	 * for the other wherever the answers that it rests on are the same.  NULL: it rests on more
	 * than answers, or the report changes it. */
	bool (*is_same)(const void *one, const void *other);
	/* Adds what a settled one gives rise to.  NULL: nothing. */
	void (*follow)(struct ma_inquiries *inquiries, size_t place, void *subject);
};

struct ma_inquiry {
	const struct ma_kind *kind;
	size_t rank;  /* of its kind in the plan */
	size_t place; /* among those of its kind */
	void *subject;
	const struct ma_assumed *overlay; /* what is assumed for it */
	struct ma_inquiry *next;
	bool begun;
	bool settled;
	bool failed; /* a question failed that the result rests on */
	/* The open questions that its last pass met; once it is settled, those that it rests on. */
	struct ma_buffer met;
	struct ma_kept kept;
	bool lends; /* where none of these answers changes, another may take over what it came to */
	const struct ma_inquiry *waits_for; /* what its last pass read, and was not settled */
	struct ma_findings findings;
};

/* An ordered list of inquiries: by kind as the plan has them, then by place.  Time has no say. */
struct ma_inquiries {
	struct ma_arena *arena;		  /* of the inquiries, and of what settled ones made */
	struct ma_arena *store;		  /* never rewound: of overlays */
	const struct ma_assumed *overlay; /* what is assumed for all of them; or NULL */
	const struct ma_settings *settings;
	const struct ma_kind *const *plan; /* NULL ends it */
	struct ma_inquiry *first;
};

/* Adds an inquiry about SUBJECT, which lives as long as the arena.  NULL once memory failed, and
 * for what the scope of the audit leaves out. */
struct ma_inquiry *ma_inquiries_add(struct ma_inquiries *inquiries, const struct ma_kind *kind,
				    size_t place, void *subject);
/* The same with a subject of SIZE octets, all zero; NULL once memory failed. */
void *ma_inquiries_add_new(struct ma_inquiries *inquiries, const struct ma_kind *kind, size_t place,
			   size_t size);
size_t ma_inquiries_count(const struct ma_inquiries *inquiries, const struct ma_kind *kind);
/* The subject, settled or not; NULL if there is no such inquiry. */
void *ma_inquiries_subject(const struct ma_inquiries *inquiries, const struct ma_kind *kind,
			   size_t place);
/* The subject of a settled inquiry, for another one.  NULL if there is no such inquiry; and NULL if
 * it is not settled yet, which is a gap without a question: the pass is worth nothing then. */
const void *ma_inquiry_read(struct ma_pass *pass, const struct ma_kind *kind, size_t place);

#endif
