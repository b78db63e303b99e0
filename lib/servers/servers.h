/* The name servers of the zone, each asked itself: whether each answers, and whether they agree.
 *
 * SPDX-License-Identifier: MIT
 *
 * Only where the caller wants it.  A server is asked at most MA_SERVER_QUESTIONS questions at one
 * of its addresses, and one at another of the other family. */

#ifndef MA_SERVERS_H
#define MA_SERVERS_H

#include "../zone/zone.h"

enum {
	MA_SERVER_QUESTIONS = 5,
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
	enum ma_server_state state;
	enum mailauth_failure failure;
	uint32_t serial; /* of the zone there */
	const struct ma_answer *answers[MA_SERVER_QUESTIONS];
};

struct ma_server {
	struct ma_text name; /* presentation format */
	struct ma_server_address addresses[MA_SERVER_ADDRESSES];
	size_t count;
	bool unknown; /* its addresses could not be looked up */
};

struct ma_servers {
	struct ma_server *items; /* in the order of the zone's */
	size_t count;
	/* What the rest of the report rests on: of a zone file, or what a resolver remembers. */
	const struct ma_answer *others[MA_SERVER_QUESTIONS];
};

/* Its subject is a struct ma_servers. */
extern const struct ma_kind ma_servers_kind;

/* The name that QUESTION is about, of the zone at APEX (NULL: too long, or memory failed); its
 * type. */
const struct ma_name *ma_server_question_name(struct ma_pass *pass, size_t question,
					      const struct ma_name *apex);
uint16_t ma_server_question_type(size_t question);
/* Adds findings about each server, and about all of them together. */
void ma_servers_tell(struct ma_pass *pass, const struct ma_servers *servers,
		     const struct ma_zone *zone);
/* Adds what one says and another does not. */
void ma_servers_compare(struct ma_pass *pass, const struct ma_servers *servers,
			const struct ma_zone *zone);

#endif
