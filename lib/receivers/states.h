/* States of demands, and how several come to one.
 *
 * SPDX-License-Identifier: MIT */

#ifndef MA_RECEIVERS_STATES_H
#define MA_RECEIVERS_STATES_H

#include "receivers.h"

static inline struct ma_demand_state ma_state_met(void)
{
	return (struct ma_demand_state){ MAILAUTH_DEMAND_MET, MAILAUTH_DEMAND_DECIDED };
}

static inline struct ma_demand_state ma_state_unmet(void)
{
	return (struct ma_demand_state){ MAILAUTH_DEMAND_UNMET, MAILAUTH_DEMAND_DECIDED };
}

static inline struct ma_demand_state ma_state_unknown(enum mailauth_demand_reason reason)
{
	return (struct ma_demand_state){ MAILAUTH_DEMAND_UNKNOWN, reason };
}

/* The worse of two: unmet, not known, met. */
struct ma_demand_state ma_state_both(struct ma_demand_state a, struct ma_demand_state b);
/* The better of two: met, not known, unmet. */
struct ma_demand_state ma_state_either(struct ma_demand_state a, struct ma_demand_state b);

bool ma_key_is_rsa(const struct mailauth_key *key);

/* Whether SPF passes, and DKIM; whether what passes is aligned with the visible From; and whether
 * DMARC at least does not fail. */
struct ma_demand_state ma_state_of_spf(const struct mailauth_report *report);
struct ma_demand_state ma_state_of_dkim(const struct mailauth_report *report);
struct ma_demand_state ma_state_of_alignment(const struct mailauth_report *report);
struct ma_demand_state ma_state_of_no_fail(const struct mailauth_report *report);

#endif
