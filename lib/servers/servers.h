/* The name servers of the zone, each asked itself: whether each answers, and whether they agree,
 * with each other, with the zone above and with a zone file.
 *
 * SPDX-License-Identifier: MIT
 *
 * Only where the caller wants it.  A server is asked at most MA_SERVER_QUESTIONS questions and one
 * over TCP at one of its addresses, and one at another of the other family; as many there if it
 * does not answer at the first. */

#ifndef MA_SERVERS_H
#define MA_SERVERS_H

#include "../zone/zone.h"

enum ma_server_question {
	MA_SERVER_SOA,
	MA_SERVER_NS,
	MA_SERVER_TXT,
	MA_SERVER_MX,
	MA_SERVER_POLICY,
	MA_SERVER_KEY, /* of the first selector that the caller named, if there is one */
	MA_SERVER_QUESTIONS,
};

enum {
	MA_SERVER_ADDRESSES = 2, /* one of each family */
};

enum ma_server_state {
	MA_SERVER_NOT_ASKED, /* the address may not be asked, or who asks cannot */
	MA_SERVER_SILENT,    /* it does not answer */
	MA_SERVER_LAME,	     /* it does not answer for the zone (RFC 1912 2.8) */
	MA_SERVER_ANSWERS,
};

struct ma_server_address {
	struct ma_text text;
	unsigned family; /* octets of the address */
	enum ma_server_state state;
	enum mailauth_failure failure;
	uint32_t serial;				      /* of the zone there */
	const struct ma_answer *answers[MA_SERVER_QUESTIONS]; /* NULL: not asked */
	const struct ma_answer *tcp;			      /* to the first one; or NULL */
};

struct ma_server {
	struct ma_text name; /* presentation format */
	struct ma_server_address addresses[MA_SERVER_ADDRESSES];
	size_t count;
	/* All that its name has, to compare glue with. */
	const struct ma_answer *ipv4;
	const struct ma_answer *ipv6;
	bool unknown; /* its addresses could not be looked up */
};

/* What the zone above says (RFC 1034 4.2.1). */
struct ma_delegation {
	struct ma_text server; /* that said so; data is NULL where it is not known */
	bool none;	       /* the zone is not delegated */
	struct ma_text *names; /* of the name servers, presentation format */
	size_t count;
	const struct ma_referral *referral;
};

/* A record set of a zone file, and of the servers that are asked for it. */
struct ma_compared {
	struct ma_text name;
	uint16_t type;
	struct ma_text *file;
	size_t file_count;
	struct ma_text server; /* that said so; data is NULL where none did */
	struct ma_text *published;
	size_t published_count;
	bool same;
};

struct ma_servers {
	/* Those of the zone in its order, then those that only the zone above names. */
	struct ma_server *items;
	size_t count;
	struct ma_delegation delegation;
	/* What the rest of the report rests on: of a zone file, or what a resolver remembers. */
	const struct ma_answer *others[MA_SERVER_QUESTIONS];
	struct ma_compared *compared; /* with a zone file */
	size_t compared_count;
	bool unseen; /* SPF or DMARC records of the file are not those that receivers see */
};

/* Its subject is a struct ma_servers. */
extern const struct ma_kind ma_servers_kind;

/* The name that QUESTION is about, of the zone at APEX (NULL: there is nothing to ask, it is too
 * long, or memory failed); its type. */
const struct ma_name *ma_server_question_name(struct ma_pass *pass, size_t question,
					      const struct ma_name *apex);
uint16_t ma_server_question_type(size_t question);
/* Whether a server at this address may be asked.  A hostile domain chooses what its name servers
 * are called: without the caller's word, only the global Internet is. */
bool ma_server_may_be_asked(const struct ma_settings *settings, const struct ma_ip *ip);
/* Asks two servers of the zone above APEX to whom they delegate it. */
void ma_delegation_ask(struct ma_pass *pass, struct ma_delegation *delegation,
		       const struct ma_name *apex);
/* Adds what differs between the zone above and the zone. */
void ma_delegation_tell(struct ma_pass *pass, const struct ma_servers *servers,
			const struct ma_zone *zone);
/* The address of SERVER that answers for the zone; NULL if none does. */
const struct ma_server_address *ma_server_answering(const struct ma_server *server);
/* Whether ANSWER, which may be NULL, says what there is. */
bool ma_server_answer_is_known(const struct ma_answer *answer);
/* Adds findings about each server, and about all of them together. */
void ma_servers_tell(struct ma_pass *pass, const struct ma_servers *servers,
		     const struct ma_zone *zone);
/* Adds what is odd about how a server answers: not over TCP, not with EDNS, an alias next to
 * others.
 */
void ma_servers_tell_manners(struct ma_pass *pass, const struct ma_servers *servers,
			     const struct ma_zone *zone);
/* Adds what one says and another does not. */
void ma_servers_compare(struct ma_pass *pass, struct ma_servers *servers,
			const struct ma_zone *zone);

#endif
