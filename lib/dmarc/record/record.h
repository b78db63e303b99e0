/* The DMARC record while it is read; for the files of DMARC's room alone.
 *
 * SPDX-License-Identifier: MIT */

#ifndef MA_DMARC_RECORD_H
#define MA_DMARC_RECORD_H

#include "../dmarc.h"

/* Reads the URIs of a tag's VALUE, which begins at octet FROM of its record. */
struct ma_dmarc_uri *ma_dmarc_read_uris(struct ma_arena *arena, struct ma_text value, size_t from);
/* Whether URI is in the list of FIRST before itself. */
bool ma_dmarc_is_repeated(const struct ma_dmarc_uri *first, const struct ma_dmarc_uri *uri);
/* Whether VALUE is one that fo can have. */
bool ma_dmarc_is_failure_option(struct ma_text value);
/* The length of the tag name that RFC 9989 knows (without regard to ASCII case), or that RFC 7489
 * knew, at the start of TEXT with white space and an "=" after it; 0 if there is none. */
size_t ma_dmarc_tag_at(struct ma_text text);

#endif
