/* Records as ldns has them.
 *
 * SPDX-License-Identifier: MIT */

#ifndef MA_DNS_PRESENTATION_H
#define MA_DNS_PRESENTATION_H

#include "dns.h"

#include <ldns/ldns.h>

/* The rdata in wire format; names in it are folded, so that equal records compare equal. */
struct ma_text ma_rdata_of(struct ma_arena *arena, const ldns_rr *record);

#endif
