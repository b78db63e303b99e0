/* What is known of others: selectors that are in use, public suffixes, companies that host, send
 * and sign, and systems that answer.
 *
 * SPDX-License-Identifier: MIT */

#ifndef MA_KNOWN_H
#define MA_KNOWN_H

#include "../base/base.h"

#include <mailauth/mailauth.h>

/* --- Selectors -------------------------------------------------------------- */

/* The selectors that are likely; with ALL, every one that is known.  By INDEX from 0; NULL after
 * the last. */
const char *ma_selector_known(size_t index, bool all);
/* One that is used where the SPF record of the domain takes in INCLUDED; likewise. */
const char *ma_selector_of_provider(size_t index, struct ma_text included);

/* --- Public suffixes ------------------------------------------------------------ */

/* The Public Suffix List, about NAME in small letters: whether everyone may register below it; only
 * names of registries count if OF_REGISTRY, and not those of providers, whose customers have names
 * below them.  False for NULL. */
bool ma_suffix_is_public(const char *name, bool of_registry);
/* Whether the list has a top-level name NAME. */
bool ma_suffix_is_top(const char *name);
/* The registered domain that NAME is in, the end of NAME itself; of a suffix, NAME.  NULL for NULL,
 * and where there is no list. */
const char *ma_suffix_registered(const char *name);

/* --- Providers ------------------------------------------------------------------ */

/* What a name is found as. */
enum ma_provider_role {
	MA_PROVIDER_DNS = 1 << 0,    /* a name server */
	MA_PROVIDER_MX = 1 << 1,     /* a mail server that takes mail in */
	MA_PROVIDER_HOST = 1 << 2,   /* any host */
	MA_PROVIDER_SPF = 1 << 3,    /* what an SPF record includes or redirects to */
	MA_PROVIDER_DKIM = 1 << 4,   /* what the name of a DKIM key is an alias of */
	MA_PROVIDER_SERVER = 1 << 5, /* a host that takes a customer's mail in, and sends it */
};

enum ma_provider_kind {
	MA_PROVIDER_KIND_HOSTING,
	MA_PROVIDER_KIND_REGISTRAR,
	MA_PROVIDER_KIND_ISP,
	MA_PROVIDER_KIND_MAILBOX,
	MA_PROVIDER_KIND_GATEWAY_IN,  /* it takes mail in, filters it and passes it on */
	MA_PROVIDER_KIND_GATEWAY_OUT, /* mail goes out through it; it takes none in */
	MA_PROVIDER_KIND_FORWARDER,
	MA_PROVIDER_KIND_SENDER,
	MA_PROVIDER_KIND_FLATTENER, /* its SPF records stand for those of others */
	MA_PROVIDER_KIND_CLOUD,
	MA_PROVIDER_KIND_PARKING, /* it holds names that are not in use, often for sale */
};

struct ma_provider {
	const char *id;
	enum ma_provider_kind kind;
	const char *names[2];		/* English, Japanese */
	const char *screens[2];		/* where its customers edit the DNS; or NULL */
	const char *signing[2];		/* where they turn on DKIM; or NULL */
	const char *wants;		/* what the SPF record of a sender includes; or NULL */
	const struct ma_provider *same; /* whose platform it is; or NULL */
	bool confirms; /* it lets customers send only from domains that they have confirmed */
	const char
		*lock; /* the label below the domain of a record that keeps others out; or NULL */
	const char *seen; /* the date of what is known of it */
};

/* Whose NAME is, in presentation format, if it is found as one of ROLES; NULL for anyone else's. */
const struct ma_provider *ma_provider_find(struct ma_text name, unsigned roles);
/* Whose NAME would be without one or two typing errors, and what its SPF records include then; NULL
 * if that is not clear. */
const struct ma_provider *ma_provider_find_near(struct ma_text name, struct ma_text *meant);
/* Whether both are one platform; none is that of NULL. */
bool ma_provider_is_same(const struct ma_provider *a, const struct ma_provider *b);
const char *ma_provider_name(const struct ma_provider *provider, enum mailauth_language language);
/* The same of the one that has ID; ID, if there is none. */
struct ma_text ma_provider_called(struct ma_text id, enum mailauth_language language);
/* The company that TEXT names at AT by a word of *LENGTH, if it is known where its customers edit
 * the DNS; or NULL. */
const struct ma_provider *ma_provider_called_at(struct ma_text text, size_t at, size_t *length);
/* Where its customers edit the DNS; NULL where that is not known. */
const char *ma_provider_screen(const struct ma_provider *provider, enum mailauth_language language);
/* Where they turn on DKIM, or what they do instead; NULL where that is not known. */
const char *ma_provider_signing(const struct ma_provider *provider,
				enum mailauth_language language);
/* The latest date of what is known of anyone. */
const char *ma_provider_latest(void);

/* --- Free mail ------------------------------------------------------------------ */

/* Whether anyone can have a mailbox at DOMAIN, at no cost or as a customer of a mobile carrier. */
bool ma_freemail_is(struct ma_text domain);

/* --- Block lists ------------------------------------------------------------------ */

enum ma_blocklist_id {
#define BLOCKLIST(id, word, name, zone, of, listed, unlisted, page, terms, source, date)           \
	MA_BLOCKLIST_##id,
#define CODE(list, from, to, meaning)
#include "blocklist.def"
#undef BLOCKLIST
#undef CODE
	MA_BLOCKLIST_COUNT,
};

enum ma_blocklist_of {
	MA_BLOCKLIST_OF_ADDRESSES,
	MA_BLOCKLIST_OF_NAMES,
};

/* What an answer means, the least first. */
enum ma_blocklist_meaning {
	MA_BLOCKLIST_NOTHING,  /* there is none */
	MA_BLOCKLIST_NONSENSE, /* it is not one that a list gives */
	MA_BLOCKLIST_REFUSED,  /* the list does not answer who asked */
	MA_BLOCKLIST_POLICY,   /* its holder says that no mail servers are there */
	MA_BLOCKLIST_INFECTED, /* a machine or site that others have taken over */
	MA_BLOCKLIST_LISTED,   /* for unwanted mail */
};

struct ma_blocklist {
	enum ma_blocklist_id id;
	const char *word;
	const char *name;
	const char *zone;
	enum ma_blocklist_of of;
	const char *listed;   /* test points: what is below the zone's name, */
	const char *unlisted; /* and is there, or not */
	const char *page;     /* where removal is asked for */
	const char *date;
};

/* By INDEX from 0; NULL after the last. */
const struct ma_blocklist *ma_blocklist(size_t index);
/* What the address of an answer of LIST means. */
enum ma_blocklist_meaning ma_blocklist_meaning(const struct ma_blocklist *list,
					       const unsigned char octets[4]);

/* --- Systems that answer ------------------------------------------------------ */

enum ma_system_id {
#define SYSTEM(id, kind, family, name, host, text) MA_SYSTEM_##id,
#include "system.def"
#undef SYSTEM
	MA_SYSTEM_COUNT,
};

enum ma_system_kind {
	MA_SYSTEM_KIND_GENERIC,
	MA_SYSTEM_KIND_LIST,
	MA_SYSTEM_KIND_SOFTWARE,
	MA_SYSTEM_KIND_PROVIDER,
};

struct ma_system {
	enum ma_system_kind kind;
	unsigned family;
	const char *name;
	const char *host; /* a regular expression; "" for none */
	const char *text;
};

const struct ma_system *ma_system(enum ma_system_id id);

#endif
