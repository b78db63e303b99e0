/* The zone: where a record has to be changed.
 *
 * SPDX-License-Identifier: MIT */

#ifndef MA_ZONE_H
#define MA_ZONE_H

#include "../inquiry/inquiry.h"

struct ma_zone {
	struct ma_text apex_text; /* presentation format; data is NULL where it is not known */
	struct ma_text *servers;  /* presentation format */
	size_t server_count;
	/* _dmarc.DOMAIN, where that is a zone of its own; .data is NULL where it is not. */
	struct ma_text policy_apex;
	struct ma_text *policy_servers;
	size_t policy_server_count;
};

/* Its subject is a struct ma_zone. */
extern const struct ma_kind ma_zone_kind;
/* Notes what is odd about the SOA record of APEX. */
void ma_zone_note_soa(struct ma_pass *pass, const struct ma_name *apex,
		      const struct ma_answer *soa);
/* Notes the wildcard that answers for the audited domain, or would if the domain were not there. */
void ma_zone_note_wildcard(struct ma_pass *pass);

#endif
