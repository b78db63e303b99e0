/* What the user says of his own hosts, compared with what is published: is it covered?
 *
 * SPDX-License-Identifier: MIT */

#ifndef MA_EXPECTED_H
#define MA_EXPECTED_H

#include "../spf/spf.h"
#include "../zone/zone.h"

/* Whether the SPF record permits the addresses and includes the names that were given. */
extern const struct ma_kind ma_expected_senders_kind;
/* Whether the greeting's name leads to these addresses; whether the zone is served by the name
 * servers that were given. */
extern const struct ma_kind ma_expected_hosts_kind;

#endif
