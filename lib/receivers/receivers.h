/* What large receivers ask of a sender, judged from what a report knows.
 *
 * SPDX-License-Identifier: MIT
 *
 * What they ask for is data: receiver.def, demand.def, requirement.def.  Each demand is judged once
 * a report (facts.c), for all who ask for it; what a receiver's result comes to is read from that
 * (rows.c). */

#ifndef MA_RECEIVERS_H
#define MA_RECEIVERS_H

#include "../report/report.h"

enum ma_receiver_id {
#define RECEIVER(id, word, effect) MA_RECEIVER_##id,
#include "receiver.def"
#undef RECEIVER
	MA_RECEIVER_COUNT,
};

enum ma_demand_id {
#define DEMAND(id, word) MA_DEMAND_##id,
#include "demand.def"
#undef DEMAND
	MA_DEMAND_COUNT,
};

/* Whether a demand is met, and if that is not known, why. */
struct ma_demand_state {
	enum mailauth_demand_result result;
	enum mailauth_demand_reason reason;
};

struct mailauth_receiver {
	enum ma_receiver_id id;
	const struct ma_demand_state *states; /* of all demands, by enum ma_demand_id */
};

/* A demand of a receiver. */
struct ma_requirement {
	enum ma_receiver_id receiver;
	enum ma_demand_id demand;
	bool bulk; /* of those who send in bulk */
	bool primary;
	const char *date;
	const char *source;
};

/* --- Facts ---------------------------------------------------------------------- */

/* Judges all demands from what REPORT knows: STATES by enum ma_demand_id. */
void ma_receivers_find_states(const struct mailauth_report *report, struct ma_demand_state *states);
/* Fills in the receivers of REPORT, if it has any. */
void ma_receivers_judge(struct mailauth_report *report, struct ma_arena *arena);

/* --- Demands of a receiver -------------------------------------------------------- */

/* By INDEX from 0; NULL after the last. */
const struct ma_requirement *ma_requirement(enum ma_receiver_id receiver, size_t index);
struct ma_demand_state ma_receiver_state(const struct mailauth_receiver *receiver,
					 const struct ma_requirement *requirement);
const char *ma_demand_word(enum ma_demand_id demand);
const char *ma_receiver_word(enum ma_receiver_id receiver);
/* What it is called; what a receiver does with mail that does not meet what it asks for. */
enum ma_phrase_id ma_demand_phrase(enum ma_demand_id demand);
enum ma_phrase_id ma_receiver_phrase(enum ma_receiver_id receiver);
enum ma_phrase_id ma_receiver_effect(enum ma_receiver_id receiver);

#endif
