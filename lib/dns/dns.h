/* DNS names, questions, answers, and the store that holds an audit's answers.
 *
 * SPDX-License-Identifier: MIT */

#ifndef MA_DNS_H
#define MA_DNS_H

#include "../base/base.h"

#include <mailauth/mailauth.h>

enum ma_type {
	MA_TYPE_A = 1,
	MA_TYPE_NS = 2,
	MA_TYPE_CNAME = 5,
	MA_TYPE_SOA = 6,
	MA_TYPE_PTR = 12,
	MA_TYPE_MX = 15,
	MA_TYPE_TXT = 16,
	MA_TYPE_AAAA = 28,
};

/* --- Names ---------------------------------------------------------------- */

enum {
	MA_NAME_MAX = 255, /* octets on the wire (RFC 1035 2.3.4) */
	MA_LABEL_MAX = 63,
	MA_DOMAIN_MAX = 253, /* octets between the dots of a name written out */
};

/* A name in wire format, lower case. */
struct ma_name {
	size_t length;
	const unsigned char *wire;
};

/* Reads labels that dots divide; every other byte stands for itself, as in a target-name
 * (RFC 7208 4.8: no escapes).  There may be one dot at the end.  NULL if a label is empty or
 * over 63 octets, or the name over 255. */
const struct ma_name *ma_name_parse(struct ma_arena *arena, struct ma_text text);
/* Copies and folds a name that is known to be well-formed. */
const struct ma_name *ma_name_from_wire(struct ma_arena *arena, const unsigned char *wire,
					size_t length);
/* Labels with dots between, bytes as they are: what ma_name_parse() read. */
struct ma_text ma_name_text(struct ma_arena *arena, const struct ma_name *name);
/* Presentation format (RFC 1035 5.1), safe to print; the root is ".". */
struct ma_text ma_name_present(struct ma_arena *arena, const struct ma_name *name);
bool ma_name_equal(const struct ma_name *a, const struct ma_name *b);
/* Whether NAME is ANCESTOR or lies below it. */
bool ma_name_is_within(const struct ma_name *name, const struct ma_name *ancestor);
/* The text of NAME without the labels of APEX, .data NULL if nothing is left: what someone typed
 * who did not know that the zone is appended. */
struct ma_text ma_name_before_zone(struct ma_arena *arena, const struct ma_name *name,
				   const struct ma_name *apex);
/* Whether its first label is "*" (RFC 4592 2.1.1). */
bool ma_name_is_wildcard(const struct ma_name *name);
size_t ma_name_labels(const struct ma_name *name);
/* The name that the last LABELS labels of NAME make. */
struct ma_name ma_name_tail(const struct ma_name *name, unsigned labels);
/* The name right above NAME, which is not the root. */
struct ma_name ma_name_parent(const struct ma_name *name);
/* Whether a name is reserved for examples and tests (RFC 2606, RFC 6761; example.jp and its like
 * by JPRS). */
bool ma_name_is_example(const struct ma_name *name);
/* HEAD's labels before those of TAIL; NULL if that is too long. */
const struct ma_name *ma_name_join(struct ma_arena *arena, struct ma_text head,
				   const struct ma_name *tail);

/* --- Addresses ------------------------------------------------------------ */

/* An IP address: 4 octets, or 16. */
struct ma_ip {
	unsigned char octets[16];
	unsigned length;
};

bool ma_ip_parse(struct ma_text text, struct ma_ip *ip);
/* Turns an IPv4-mapped IPv6 address into the IPv4 address (RFC 7208 5). */
void ma_ip_unmap(struct ma_ip *ip);
/* RFC 5952. */
struct ma_text ma_ip_text(struct ma_arena *arena, const struct ma_ip *ip);
bool ma_ip_in_prefix(const struct ma_ip *ip, const struct ma_ip *network, unsigned bits);
/* The octets in hexadecimal or decimal, dots between: 192.0.2.1, 2.0.0.1.0.d.b.8 … */
struct ma_text ma_ip_dotted(struct ma_arena *arena, const struct ma_ip *ip);
/* The first address of the prefix that IP lies in. */
struct ma_ip ma_ip_network(const struct ma_ip *ip, unsigned bits);
/* The last address of that prefix. */
struct ma_ip ma_ip_last(const struct ma_ip *ip, unsigned bits);
/* Orders by family, then by value. */
int ma_ip_compare(const struct ma_ip *a, const struct ma_ip *b);

/* Whether a host there may be asked itself.  A hostile domain chooses where its names lead: without
 * the caller's word, only the global Internet is. */
bool ma_ip_may_be_asked(const struct ma_ip *ip);

/* Where an address can be (RFC 6890). */
enum ma_ip_scope {
	MA_IP_GLOBAL,
	MA_IP_LOCAL, /* loopback, private, link-local, multicast …: no mail comes from it */
	MA_IP_DOCUMENTATION, /* is in manuals (RFC 5737, RFC 3849, RFC 9637) */
};

/* BITS is the length of a prefix; one that is wider than what is special is MA_IP_GLOBAL. */
enum ma_ip_scope ma_ip_scope(const struct ma_ip *ip, unsigned bits);
/* The name whose PTR records name the host. */
const struct ma_name *ma_ip_reverse_name(struct ma_arena *arena, const struct ma_ip *ip);

/* --- Ranges of addresses -------------------------------------------------- */

struct ma_range {
	struct ma_ip from;
	struct ma_ip to;
};

/* A set of addresses.  Failure is the arena's. */
struct ma_ranges {
	struct ma_arena *arena;
	struct ma_range *items;
	size_t count;
	size_t size;
};

void ma_ranges_add(struct ma_ranges *ranges, const struct ma_ip *ip, unsigned bits);
void ma_ranges_add_range(struct ma_ranges *ranges, const struct ma_range *range);
/* For qsort(): by the first address, then by the last. */
int ma_range_compare(const void *a, const void *b);
/* How many IPv4 addresses there are in it, each once. */
uint64_t ma_ranges_count4(struct ma_ranges *ranges);
/* Of how many /64 networks of global IPv6 addresses (2000::/3) it has any, each once. */
uint64_t ma_ranges_count6(struct ma_ranges *ranges);
/* Adds every address of both families; all addresses of OTHER. */
void ma_ranges_add_world(struct ma_ranges *ranges);
void ma_ranges_add_all(struct ma_ranges *ranges, const struct ma_ranges *other);
/* Puts the ranges in order, and makes one of those that meet.  The functions below take sets that
 * are in order, and return such. */
void ma_ranges_tidy(struct ma_ranges *ranges);
/* The addresses of A that are not in B; and those that are.  They live in the arena of A. */
struct ma_ranges ma_ranges_without(const struct ma_ranges *a, const struct ma_ranges *b);
struct ma_ranges ma_ranges_within(const struct ma_ranges *a, const struct ma_ranges *b);
/* Takes the widest prefix off the start of RANGE, as long as anything is *LEFT of it, which is true
 * at first.  False after the last. */
bool ma_range_take(struct ma_range *range, bool *left, struct ma_ip *ip, unsigned *bits);
/* "192.0.2.0/24"; "192.0.2.3-192.0.2.9" where it is not one prefix. */
struct ma_text ma_range_text(struct ma_arena *arena, const struct ma_range *range);

/* --- International names -------------------------------------------------- */

/* The A-label form of a name in UTF-8 (RFC 5891); false if it has none.  ASCII stays. */
bool ma_idn_to_ascii(struct ma_arena *arena, struct ma_text text, struct ma_text *ascii);
/* The U-label form; the name itself where it has none. */
struct ma_text ma_idn_to_unicode(struct ma_arena *arena, struct ma_text ascii);

/* --- Answers -------------------------------------------------------------- */

enum ma_answer_status {
	MA_ANSWER_NONE, /* not yet: the stand-in for a gap, without records */
	MA_ANSWER_RECORDS,
	MA_ANSWER_NODATA,
	MA_ANSWER_NXDOMAIN,
	MA_ANSWER_ALIAS, /* the aliases lead on to .alias; only the store sees this */
	MA_ANSWER_FAILED,
};

/* A record: its rdata in wire format, names uncompressed and lower case. */
struct ma_record {
	struct ma_text rdata;
	struct ma_readings *readings; /* of a TXT record: what was made of its text; or NULL */
};

/* An alias on the way to an answer. */
struct ma_link {
	const struct ma_name *name; /* where it leads */
	uint32_t ttl;		    /* its own */
};

/* An address of a name server that comes along with its name (RFC 9471 2.1). */
struct ma_glue {
	const struct ma_name *name;
	struct ma_ip ip;
};

/* Whom a server refers to that does not hold a zone itself (RFC 1034 4.3.2, step 3b). */
struct ma_referral {
	const struct ma_name *apex; /* of the zone that is delegated */
	const struct ma_name **servers;
	size_t count;
	struct ma_glue *glue;
	size_t glue_count;
	bool cut; /* there is more of either than is kept */
};

struct ma_answer {
	enum ma_answer_status status;
	enum mailauth_failure failure;
	unsigned rcode;
	struct ma_record *records; /* in byte order, no two alike */
	size_t count;
	const struct ma_name *alias; /* the last name that aliases led to, or NULL */
	/* Every name that aliases led to, in order; of a failed answer those before it failed, and
	 * of a circle up to the first name that comes again. */
	const struct ma_link *links;
	size_t link_count;
	/* Of the records alone, or of the negative answer (RFC 2308 5): aliases on the way have
	 * their own (RFC 2181 5.2). */
	uint32_t ttl;
	uint32_t ttl_most;  /* of the records: they should all have one (RFC 2181 5.2) */
	bool authoritative; /* the server said that it is (AA) */
	bool edns;	    /* an OPT record came along (RFC 6891 6.1.1) */
	const struct ma_referral *referral; /* of a failed answer of a named server; or NULL */
	const struct ma_name *apex; /* of a negative answer: the owner of its SOA, or NULL */
	/* Those of the obsolete type SPF that came along (RFC 7208 3.1). */
	struct ma_record *spf_type;
	size_t spf_type_count;
	struct ma_text said; /* of a mail server: its bytes, which may be none */
};

bool ma_answer_is_gap(const struct ma_answer *answer);
/* An answer that says that there is nothing (RFC 7208 4.6.4). */
bool ma_answer_is_void(const struct ma_answer *answer);
/* How many of the COUNT LINKS it takes to get to NAME; 0 if they do not. */
size_t ma_links_to(const struct ma_link *links, size_t count, const struct ma_name *name);
/* How long the answer may be kept as a whole, with its aliases. */
uint32_t ma_answer_ttl(const struct ma_answer *answer);
/* Whether both hold the same records. */
bool ma_answer_is_same(const struct ma_answer *a, const struct ma_answer *b);
bool ma_record_ip(const struct ma_record *record, struct ma_ip *ip);
/* The preference of an MX record, which is longer than that. */
/* RFC 1035 3.3.13: what an SOA record ends in. */
enum ma_soa_number {
	MA_SOA_SERIAL,
	MA_SOA_REFRESH,
	MA_SOA_RETRY,
	MA_SOA_EXPIRE,
	MA_SOA_MINIMUM, /* how long an answer that there is nothing may be kept (RFC 2308 4) */
	MA_SOA_NUMBERS,
};

uint32_t ma_record_soa_number(const struct ma_record *soa, enum ma_soa_number number);
unsigned ma_record_preference(const struct ma_record *record);
/* The name at OFFSET of a record's rdata; NULL if there is none. */
const struct ma_name *ma_record_name(struct ma_arena *arena, const struct ma_record *record,
				     size_t offset);
/* The string of a TXT record that begins at *AT, first 0, which then moves on to the next. */
bool ma_record_txt_string(const struct ma_record *record, size_t *at, struct ma_text *string);
/* The strings of a TXT record, joined (RFC 7208 3.3). */
struct ma_text ma_record_txt(struct ma_arena *arena, const struct ma_record *record);
/* Gives a TXT record a place for what is made of its text, which lives in ARENA as it does; one
 * that has a place, as a record of an answer does, keeps it. */
void ma_record_prepare(struct ma_arena *arena, struct ma_record *record);
/* Its strings, joined once; data is NULL once memory failed. */
struct ma_text ma_record_text(const struct ma_record *record);
/* What READ makes of the text: it is called once for each record, and what it returned is kept
 * next to the answer, for all inquiries and all passes.  NULL once memory failed. */
const void *ma_record_read(const struct ma_record *record,
			   const void *(*read)(struct ma_arena *arena, struct ma_text text));

/* --- The store ------------------------------------------------------------ */

struct ma_answers;

/* ARENA must outlive the store, and everything that the store hands out lives there. */
struct ma_answers *ma_answers_new(struct ma_arena *arena);
enum {
	MA_PACKETS_MAX = 1000, /* of an audit: whatever is asked after them fails for good */
};
/* No more than MOST of these may be sent, repeats to name servers included. */
void ma_answers_bound(struct ma_answers *answers, size_t most);
struct mailauth_question *ma_answers_next(struct ma_answers *answers);
size_t ma_answers_open(const struct ma_answers *answers);
size_t ma_answers_count(const struct ma_answers *answers);
/* How many views were begun. */
size_t ma_answers_passes(const struct ma_answers *answers);
/* NULL if no question that was handed out has this id. */
struct mailauth_question *ma_answers_find(struct ma_answers *answers, uint32_t id);
bool ma_answers_is_answered(const struct ma_answers *answers, uint32_t id);
int ma_answers_take(struct ma_answers *answers, struct mailauth_question *question,
		    const unsigned char *packet, size_t length);
/* Writes the message that answers QUESTION with RECORDS, as mailauth_audit_answer_records() has
 * them.  0, MAILAUTH_EINVAL, MAILAUTH_ENOMEM. */
int ma_answer_compose(const struct mailauth_question *question, unsigned rcode,
		      const char *const *records, size_t count, struct ma_buffer *out);
void ma_answers_fail(struct ma_answers *answers, struct mailauth_question *question,
		     enum mailauth_failure failure);
/* How a server is asked itself. */
enum ma_way {
	MA_WAY_DNS,
	MA_WAY_DNS_TCP, /* from the start, to see whether it takes that */
	MA_WAY_SMTP,	/* as a mail server (RFC 5321): what it says is the answer */
};

/* A question that a result rests on, with its answer. */
struct mailauth_query {
	uint32_t id;	  /* of its question */
	const char *name; /* presentation format */
	uint16_t type;
	const struct ma_answer *answer;
	const char *alias;  /* that of the answer in presentation format; or NULL */
	const char *server; /* that was asked itself; or NULL */
	enum ma_way way;
};

/* Lists, in ARENA and by name and type, the questions whose passes were kept. */
const struct mailauth_query *ma_answers_queries(const struct ma_answers *answers,
						struct ma_arena *arena, size_t *count);
/* Whether an answer that a result rests on shows a zone of its own below APEX which NAME is in (RFC
 * 2308 3: the SOA of a negative answer is that of the zone). */
bool ma_answers_show_cut(const struct ma_answers *answers, struct ma_text apex,
			 struct ma_text name);
/* Fails all open questions, and all to come. */
void ma_answers_give_up(struct ma_answers *answers, enum mailauth_failure failure);

/* --- Assumptions ------------------------------------------------------------ */

/* A record set that is assumed: what NAME would hold of TYPE instead of what it holds. */
struct ma_assumed {
	const struct ma_name *name;
	uint16_t type;
	struct ma_answer answer; /* records, or that there are none */
	bool has_ttl; /* else it is that of the set which it replaces; 0: none is known */
	bool in_place;
	bool exists; /* the name itself holds something today, not by a wildcard */
	const struct ma_assumed *next;
};

enum {
	MA_TTL_REPLACED = -1, /* that of the set which is replaced */
	MA_TTL_IN_PLACE = -2, /* likewise, and the set comes from where that one came from */
};

/* Puts a set on top of OVERLAY, which may be NULL, and which it leaves as it is.  The COUNT RECORDS
 * are sorted and kept; ARENA is one that is never rewound.  TTL is theirs in seconds, or
 * MA_TTL_REPLACED, or MA_TTL_IN_PLACE: a wildcard that holds the replaced set still answers for
 * NAME.  NULL once memory failed. */
const struct ma_assumed *ma_overlay_add(struct ma_arena *arena, const struct ma_assumed *overlay,
					const struct ma_name *name, uint16_t type,
					struct ma_record *records, size_t count, int64_t ttl);
/* The same with MA_TTL_REPLACED for a name that holds something today. */
const struct ma_assumed *ma_overlay_replace(struct ma_arena *arena,
					    const struct ma_assumed *overlay,
					    const struct ma_name *name, uint16_t type,
					    struct ma_record *records, size_t count);
/* Whether OVERLAY, but for SHARED of it, which may be NULL, may change the answer to one of the
 * questions of ANSWERS with the IDS, uint32_t.  Names within APEX may be answered for by its
 * wildcards. */
bool ma_overlay_touches(const struct ma_assumed *overlay, const struct ma_assumed *shared,
			const struct ma_answers *answers, const struct ma_buffer *ids,
			const struct ma_name *apex);
/* Makes a TXT record of TEXT, in strings of 255 octets.  False if it is too long for a record, or
 * memory failed. */
bool ma_record_of_text(struct ma_arena *arena, struct ma_text text, struct ma_record *record);
/* Reads a whole name in presentation format, with escapes: \. and \064.  NULL if it is none, or
 * memory failed. */
const struct ma_name *ma_name_unescape(struct ma_arena *arena, struct ma_text text);
/* Takes the next word off a LINE of a zone file; empty at the end.  A blank after a backslash is
 * part of it. */
struct ma_text ma_record_line_word(struct ma_text *line);
/* The word for one of enum ma_type; NULL for another value. */
const char *ma_type_word(uint16_t type);
/* Takes "[TTL] [IN] TYPE" off a LINE, and the blanks around what is left; *TTL, in seconds, stays
 * as it is where there is none.  False if there is no word for one of enum ma_type. */
bool ma_record_line_head(struct ma_text *line, int64_t *ttl, uint16_t *type);
/* Reads the DATA, not empty, of a record in presentation format (RFC 1035 5.1), on one line, with
 * whole names; that of a TXT record which does not begin with a quotation mark is the text itself.
 * False if it is none, or memory failed. */
bool ma_record_line_data(struct ma_arena *arena, uint16_t type, struct ma_text data,
			 struct ma_record *record);

/* --- Views ---------------------------------------------------------------- */

/* One pass of an evaluator over the store.
 *
 * An evaluator that meets a question without an answer takes an empty answer instead and
 * carries on, so that one pass finds as many questions as it can.  What such a pass
 * concludes is worth nothing, and evaluators need not care: the code that began the pass looks at
 * .gap, and drops it. */
struct ma_view {
	struct ma_answers *answers;
	struct ma_arena *arena;
	bool eager;	 /* note questions after a gap, too */
	bool settled;	 /* ask nothing: only what results rest on already is seen */
	unsigned budget; /* questions that this pass may still rest on */
	bool gap;
	bool limited;	       /* a question was over the budget */
	bool failed;	       /* a question failed that this pass rests on */
	struct ma_buffer *met; /* the ids, uint32_t, of the questions met as gaps */
	unsigned pass;
	const struct ma_asked *asked;	  /* the questions that it rests on, the last one first */
	const struct ma_assumed *overlay; /* what is assumed instead of answers; or NULL */
};

void ma_view_begin(struct ma_view *view, struct ma_answers *answers, struct ma_arena *arena,
		   struct ma_buffer *met, bool eager, unsigned budget);

/* Continues where a view of an earlier pass was when it was copied to KEPT: VIEW rests on what that
 * asked before, within the same budget. */
void ma_view_resume(struct ma_view *view, const struct ma_view *kept);

/* The pass counts: what it asked is what results rest on. */
void ma_view_keep(const struct ma_view *view);
/* Adds the ids, uint32_t, of the questions that it rests on. */
void ma_view_list(const struct ma_view *view, struct ma_buffer *ids);

/* Looks up NAME and TYPE, following aliases, and notes the question if it is new.  Never
 * NULL. */
const struct ma_answer *ma_ask(struct ma_view *view, const struct ma_name *name, uint16_t type);
/* The same for what is only a hint: no result rests on it, so that nothing is missing where it
 * fails. */
const struct ma_answer *ma_probe(struct ma_view *view, const struct ma_name *name, uint16_t type);

/* Who has to be asked itself. */
struct ma_target {
	const char *server; /* its address; NULL: any resolver */
	enum ma_way way;
};

/* What TARGET says of NAME and TYPE itself, of which aliases are not followed; no result rests on
 * it, and nothing that is assumed changes it. */
const struct ma_answer *ma_ask_at(struct ma_view *view, struct ma_target target,
				  const struct ma_name *name, uint16_t type);
/* What the mail server NAME says at its ADDRESS, in text, when it is greeted. */
const struct ma_answer *ma_ask_mail_server(struct ma_view *view, const char *address,
					   const struct ma_name *name);

/* What is known of NAME and TYPE, under OVERLAY, once everything is settled; that of a gap if
 * no one asked for it.  What it returns lives in ARENA and in the store. */
const struct ma_answer *ma_recall(struct ma_answers *answers, const struct ma_assumed *overlay,
				  struct ma_arena *arena, const struct ma_name *name,
				  uint16_t type);

#endif
