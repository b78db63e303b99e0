/* The receivers, their demands, and what each asks for.
 *
 * SPDX-License-Identifier: MIT */

#include "receivers.h"

static const struct {
	const char *word;
	enum ma_phrase_id name;
	enum ma_phrase_id effect;
} receivers[] = {
#define RECEIVER(id, word, effect)                                                                 \
	[MA_RECEIVER_##id] = { word, MA_PHRASE_RECEIVERS_##id, MA_PHRASE_RECEIVERS_##effect },
#include "receiver.def"
#undef RECEIVER
};

static const struct {
	const char *word;
	enum ma_phrase_id name;
} demands[] = {
#define DEMAND(id, word) [MA_DEMAND_##id] = { word, MA_PHRASE_RECEIVERS_##id },
#include "demand.def"
#undef DEMAND
};

enum {
	OF_ALL = false,
	OF_BULK = true,
	BY_SECONDARY = false,
	BY_PRIMARY = true,
};

static const struct ma_requirement requirements[] = {
#define REQUIREMENT(receiver, demand, whom, date, evidence, source)                                \
	{ MA_RECEIVER_##receiver, MA_DEMAND_##demand, OF_##whom, BY_##evidence, date, source },
#include "requirement.def"
#undef REQUIREMENT
};

enum {
	REQUIREMENTS = sizeof(requirements) / sizeof(*requirements),
};

const struct ma_requirement *ma_requirement(enum ma_receiver_id receiver, size_t index)
{
	size_t first = 0;

	while (first < REQUIREMENTS && requirements[first].receiver != receiver)
		first++;
	if (index >= REQUIREMENTS - first || requirements[first + index].receiver != receiver)
		return NULL;
	return &requirements[first + index];
}

struct ma_demand_state ma_receiver_state(const struct mailauth_receiver *receiver,
					 const struct ma_requirement *requirement)
{
	return receiver->states[requirement->demand];
}

const char *ma_demand_word(enum ma_demand_id demand)
{
	return demands[demand].word;
}

const char *ma_receiver_word(enum ma_receiver_id receiver)
{
	return receivers[receiver].word;
}

enum ma_phrase_id ma_demand_phrase(enum ma_demand_id demand)
{
	return demands[demand].name;
}

enum ma_phrase_id ma_receiver_phrase(enum ma_receiver_id receiver)
{
	return receivers[receiver].name;
}

enum ma_phrase_id ma_receiver_effect(enum ma_receiver_id receiver)
{
	return receivers[receiver].effect;
}
