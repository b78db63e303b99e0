/* What the public may read of receivers, and what their results come to.
 *
 * SPDX-License-Identifier: MIT */

#include "receivers.h"

static const char *word_of(const char *const *words, size_t count, int value)
{
	return value >= 0 && (size_t)value < count ? words[value] : NULL;
}

size_t mailauth_report_receiver_count(const struct mailauth_report *report)
{
	return report->receiver_count;
}

const struct mailauth_receiver *mailauth_report_receiver(const struct mailauth_report *report,
							 size_t index)
{
	return index < report->receiver_count ? &report->receivers[index] : NULL;
}

const char *mailauth_receiver_id(const struct mailauth_receiver *receiver)
{
	return ma_receiver_word(receiver->id);
}

static const char *phrase(enum ma_phrase_id id, enum mailauth_language language)
{
	return (unsigned)language < MA_LANGUAGES ? ma_phrase(id, language) : NULL;
}

const char *mailauth_receiver_name(const struct mailauth_receiver *receiver,
				   enum mailauth_language language)
{
	return phrase(ma_receiver_phrase(receiver->id), language);
}

/* --- Results ---------------------------------------------------------------------- */

/* What one demand makes of the result. */
static enum mailauth_receiver_result judge(const struct mailauth_receiver *receiver,
					   const struct ma_requirement *requirement)
{
	struct ma_demand_state state = ma_receiver_state(receiver, requirement);

	if (state.result == MAILAUTH_DEMAND_UNMET)
		return requirement->bulk ? MAILAUTH_RECEIVER_PARTLY : MAILAUTH_RECEIVER_UNMET;
	return state.result == MAILAUTH_DEMAND_MET || state.reason == MAILAUTH_DEMAND_NOT_SHOWN
		       ? MAILAUTH_RECEIVER_MET
		       : MAILAUTH_RECEIVER_UNKNOWN;
}

/* From the best to the worst. */
static int rank(enum mailauth_receiver_result result)
{
	static const int ranks[] = {
		[MAILAUTH_RECEIVER_MET] = 0,
		[MAILAUTH_RECEIVER_UNKNOWN] = 1,
		[MAILAUTH_RECEIVER_PARTLY] = 2,
		[MAILAUTH_RECEIVER_UNMET] = 3,
	};

	return ranks[result];
}

enum mailauth_receiver_result mailauth_receiver_result(const struct mailauth_receiver *receiver)
{
	enum mailauth_receiver_result worst = MAILAUTH_RECEIVER_MET;
	const struct ma_requirement *requirement;

	for (size_t i = 0; (requirement = ma_requirement(receiver->id, i)) != NULL; i++)
		if (rank(judge(receiver, requirement)) > rank(worst))
			worst = judge(receiver, requirement);
	return worst;
}

const char *mailauth_receiver_result_word(int result)
{
	static const char *const words[] = {
		[MAILAUTH_RECEIVER_UNKNOWN] = "unknown",
		[MAILAUTH_RECEIVER_MET] = "met",
		[MAILAUTH_RECEIVER_PARTLY] = "partly",
		[MAILAUTH_RECEIVER_UNMET] = "unmet",
	};

	return word_of(words, sizeof(words) / sizeof(*words), result);
}

const char *mailauth_receiver_date(const struct mailauth_receiver *receiver)
{
	const struct ma_requirement *requirement = ma_requirement(receiver->id, 0);
	const char *oldest = requirement->date;

	for (size_t i = 1; (requirement = ma_requirement(receiver->id, i)) != NULL; i++)
		if (ma_text_compare(ma_text(requirement->date), ma_text(oldest)) < 0)
			oldest = requirement->date;
	return oldest;
}

/* --- Demands ---------------------------------------------------------------------- */

size_t mailauth_receiver_demand_count(const struct mailauth_receiver *receiver)
{
	size_t count = 0;

	while (ma_requirement(receiver->id, count) != NULL)
		count++;
	return count;
}

const char *mailauth_receiver_demand(const struct mailauth_receiver *receiver, size_t index)
{
	const struct ma_requirement *requirement = ma_requirement(receiver->id, index);

	return requirement != NULL ? ma_demand_word(requirement->demand) : NULL;
}

const char *mailauth_receiver_demand_name(const struct mailauth_receiver *receiver, size_t index,
					  enum mailauth_language language)
{
	const struct ma_requirement *requirement = ma_requirement(receiver->id, index);

	return requirement != NULL ? phrase(ma_demand_phrase(requirement->demand), language) : NULL;
}

bool mailauth_receiver_demand_is_bulk(const struct mailauth_receiver *receiver, size_t index)
{
	const struct ma_requirement *requirement = ma_requirement(receiver->id, index);

	return requirement != NULL && requirement->bulk;
}

enum mailauth_demand_result
mailauth_receiver_demand_result(const struct mailauth_receiver *receiver, size_t index)
{
	const struct ma_requirement *requirement = ma_requirement(receiver->id, index);

	return requirement != NULL ? ma_receiver_state(receiver, requirement).result
				   : MAILAUTH_DEMAND_UNKNOWN;
}

enum mailauth_demand_reason
mailauth_receiver_demand_reason(const struct mailauth_receiver *receiver, size_t index)
{
	const struct ma_requirement *requirement = ma_requirement(receiver->id, index);

	return requirement != NULL ? ma_receiver_state(receiver, requirement).reason
				   : MAILAUTH_DEMAND_DECIDED;
}

const char *mailauth_demand_reason_word(int reason)
{
	static const char *const words[] = {
		[MAILAUTH_DEMAND_DECIDED] = NULL,
		[MAILAUTH_DEMAND_NEEDS_SENDER] = "sender",
		[MAILAUTH_DEMAND_NEEDS_SIGNATURE] = "signature",
		[MAILAUTH_DEMAND_NOT_ANSWERED] = "dns",
		[MAILAUTH_DEMAND_AMBIGUOUS] = "ambiguous",
		[MAILAUTH_DEMAND_NOT_SHOWN] = "not-shown",
	};

	return word_of(words, sizeof(words) / sizeof(*words), reason);
}

const char *mailauth_receiver_demand_source(const struct mailauth_receiver *receiver, size_t index)
{
	const struct ma_requirement *requirement = ma_requirement(receiver->id, index);

	return requirement != NULL ? requirement->source : NULL;
}

const char *mailauth_receiver_demand_date(const struct mailauth_receiver *receiver, size_t index)
{
	const struct ma_requirement *requirement = ma_requirement(receiver->id, index);

	return requirement != NULL ? requirement->date : NULL;
}

bool mailauth_receiver_demand_is_primary(const struct mailauth_receiver *receiver, size_t index)
{
	const struct ma_requirement *requirement = ma_requirement(receiver->id, index);

	return requirement != NULL && requirement->primary;
}
