/* The mail servers of a domain (RFC 5321 5.1, RFC 7505).
 *
 * SPDX-License-Identifier: MIT */

#ifndef MA_MX_H
#define MA_MX_H

#include "../inquiry/inquiry.h"

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
	bool has_ipv4;
	bool has_ipv6;
	bool unknown; /* the DNS did not say */
	bool unasked; /* there are more hosts than are asked for addresses */
};

/* What is to be said of NAME, which has no address, as DENIAL says: MA_MX_NO_ADDRESS, or more
 * precisely what was meant; *MEANT is the value of that. */
enum ma_finding_id ma_mx_find_meant(struct ma_pass *pass, const struct ma_name *name,
				    const struct ma_answer *denial, struct ma_text *meant);

/* Its subject is a struct ma_mx. */
extern const struct ma_kind ma_mx_kind;

/* --- Visits ----------------------------------------------------------------------- */

/* What became of greeting a mail server. */
enum ma_visit_state {
	MA_VISIT_NOT_ASKED,   /* its address may not be asked, or who asks cannot */
	MA_VISIT_UNREACHABLE, /* from here, which many lines are to blame for */
	MA_VISIT_SILENT,      /* it took the connection, and said nothing */
	MA_VISIT_STRANGE,     /* what it said is not a whole reply (RFC 5321 4.2) */
	MA_VISIT_REFUSED,     /* it greeted with a refusal (RFC 5321 3.1) */
	MA_VISIT_NO_EHLO,     /* it did not take EHLO */
	MA_VISIT_TAKEN,
};

struct ma_visit {
	struct ma_text server; /* presentation format */
	struct ma_text ip_text;
	enum ma_visit_state state;
	enum mailauth_failure failure;
	struct ma_text said; /* its first line, safe to show; length 0: nothing */
	bool starttls;	     /* RFC 3207 4 */
};

struct ma_visits {
	struct ma_visit *items;
	size_t count;
};

/* Only where the caller wants mail servers to be greeted.  Its subject is a struct ma_visits. */
extern const struct ma_kind ma_visits_kind;

/* Reads what a mail server SAID, greeting and reply to EHLO, into VISIT. */
void ma_visit_read(struct ma_arena *arena, struct ma_text said, struct ma_visit *visit);
/* Adds what is to be said of a visit. */
void ma_visit_tell(struct ma_pass *pass, const struct ma_visit *visit);

#endif
