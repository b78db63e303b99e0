/* The key "receivers": what each asks for that is not met, and what could not be checked.
 *
 * SPDX-License-Identifier: MIT */

#include "../render.h"

#include "../../receivers/receivers.h"

static void write_demand(struct ma_json *json, const struct ma_requirement *requirement)
{
	ma_json_open(json, NULL, '{');
	ma_json_text(json, "demand", ma_text(ma_demand_word(requirement->demand)));
	ma_json_text(json, "of", ma_text(requirement->bulk ? "bulk" : "all"));
}

static void write_unmet(struct ma_json *json, const struct mailauth_receiver *receiver)
{
	const struct ma_requirement *requirement;

	ma_json_open(json, "unmet", '[');
	for (size_t i = 0; (requirement = ma_requirement(receiver->id, i)) != NULL; i++) {
		if (ma_receiver_state(receiver, requirement).result != MAILAUTH_DEMAND_UNMET)
			continue;
		write_demand(json, requirement);
		ma_json_text(json, "date", ma_text(requirement->date));
		ma_json_text(json, "source", ma_text(requirement->source));
		ma_json_close(json, '}');
	}
	ma_json_close(json, ']');
}

static void write_unchecked(struct ma_json *json, const struct mailauth_receiver *receiver)
{
	const struct ma_requirement *requirement;

	ma_json_open(json, "unchecked", '[');
	for (size_t i = 0; (requirement = ma_requirement(receiver->id, i)) != NULL; i++) {
		struct ma_demand_state state = ma_receiver_state(receiver, requirement);

		if (state.result != MAILAUTH_DEMAND_UNKNOWN)
			continue;
		write_demand(json, requirement);
		ma_json_text(json, "reason",
			     ma_text(mailauth_demand_reason_word((int)state.reason)));
		ma_json_close(json, '}');
	}
	ma_json_close(json, ']');
}

static void write_receiver(struct ma_json *json, const struct mailauth_receiver *receiver,
			   enum mailauth_language language)
{
	ma_json_open(json, NULL, '{');
	ma_json_text(json, "id", ma_text(mailauth_receiver_id(receiver)));
	ma_json_text(json, "name", ma_text(mailauth_receiver_name(receiver, language)));
	ma_json_text(
		json, "result",
		ma_text(mailauth_receiver_result_word((int)mailauth_receiver_result(receiver))));
	write_unmet(json, receiver);
	write_unchecked(json, receiver);
	ma_json_text(json, "date", ma_text(mailauth_receiver_date(receiver)));
	ma_json_close(json, '}');
}

void ma_json_receivers(struct ma_json *json, const struct mailauth_report *report,
		       enum mailauth_language language)
{
	if (report->receiver_count == 0)
		return;
	ma_json_open(json, "receivers", '[');
	for (size_t i = 0; i < report->receiver_count; i++)
		write_receiver(json, &report->receivers[i], language);
	ma_json_close(json, ']');
}
