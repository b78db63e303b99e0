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

#endif
