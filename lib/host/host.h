/* Hosts that send or receive: what they are called, and whether the name leads back.
 *
 * SPDX-License-Identifier: MIT
 *
 * Names of addresses are set by those who run the addresses, not in the domain's zone (RFC 1034
 * 3.6.2, RFC 1035 3.5).  No question is asked about addresses that are not of the global Internet,
 * nor about the mail servers of companies that are known. */

#ifndef MA_HOST_H
#define MA_HOST_H

#include "../known/known.h"
#include "../mx/mx.h"
#include "../sender/sender.h"

enum ma_host_state {
	MA_HOST_NOT_ASKED, /* no one could be asked, or nothing had to be */
	MA_HOST_UNKNOWN,
	MA_HOST_NAMELESS,
	MA_HOST_UNCONFIRMED, /* no name leads back to the address */
	MA_HOST_CONFIRMED,   /* RFC 8601 2.7.3 */
};

struct ma_host {
	struct ma_ip ip;
	struct ma_text ip_text;
	struct ma_text reverse; /* the name that has its PTR records */
	bool sends;		/* mail that is judged came from it */
	bool own;		/* it sends mail of the domain, as far as is known */
	struct ma_text helo;	/* how it greets, as given; length 0: not known */
	struct ma_text
		server; /* the mail server whose address it is; data is NULL where it is none */
	enum ma_host_state state;
	enum mailauth_failure failure;
	struct ma_text *names; /* in presentation format */
	size_t name_count;
	struct ma_text confirmed; /* the first of them that leads back; data is NULL without one */
};

struct ma_hosts {
	struct ma_host *items; /* those that send, then mail servers */
	size_t count;
};

/* Its subject is a struct ma_hosts. */
extern const struct ma_kind ma_hosts_kind;

/* --- Block lists ------------------------------------------------------------------ */

/* Whether what a list says means anything: its test points show that (RFC 5782 5). */
enum ma_list_state {
	MA_LIST_WORKS,
	MA_LIST_UNKNOWN, /* it did not answer */
	MA_LIST_REFUSES, /* this resolver: it is a public one, or asks too much */
	MA_LIST_EMPTY,	 /* it does not have what it always has */
	MA_LIST_FULL,	 /* it has what it never has: it lists everyone */
};

/* What a list says of one address, or of the domain. */
struct ma_listing {
	struct ma_text of; /* the address, or the name */
	enum ma_blocklist_meaning meaning;
	bool failed; /* no answer */
	struct ma_text *codes;
	size_t code_count;
};

struct ma_list {
	const struct ma_blocklist *known;
	enum ma_list_state state;
	enum mailauth_failure failure;
	struct ma_listing *listings; /* of the hosts, in their order; or of the domain */
	size_t count;
};

struct ma_lists {
	struct ma_list *items;
	size_t count;
};

/* Only where the caller wants block lists to be asked.  Its subject is a struct ma_lists. */
extern const struct ma_kind ma_lists_kind;

/* Adds findings about a list, and about what it lists. */
void ma_host_tell_list(struct ma_pass *pass, const struct ma_list *list);

/* --- Names --------------------------------------------------------------------------- */

/* Looks up what HOST is called. */
void ma_host_find_names(struct ma_pass *pass, struct ma_host *host);
/* Whether NAME looks as if it was given to the address by a machine: the numbers of the address are
 * in it, or a word for lines of customers. */
bool ma_host_is_generic(struct ma_text name, const struct ma_ip *ip);
/* Adds findings about its names, and about its greeting. */
void ma_host_tell(struct ma_pass *pass, const struct ma_host *host);
void ma_host_tell_greeting(struct ma_pass *pass, const struct ma_host *host);

#endif
