/* The key "changes": what assumptions make of the verdict, the results and the findings.
 *
 * SPDX-License-Identifier: MIT */

#include "../render.h"

static void write_word(struct ma_json *json, const char *key, const char *word)
{
	if (word != NULL)
		ma_json_text(json, key, ma_text(word));
	else
		ma_json_null(json, key);
}

/* Which of several it is. */
static void write_place(struct ma_json *json, const struct mailauth_report *report,
			const struct mailauth_change *change)
{
	static const char *const policies[] = {
		[MAILAUTH_POLICY_OF_DOMAIN] = "domain",
		[MAILAUTH_POLICY_OF_EXISTING] = "existing",
		[MAILAUTH_POLICY_OF_MISSING] = "missing",
	};

	switch (change->kind) {
	case MAILAUTH_CHANGE_SECTION:
		ma_json_text(json, "section", ma_text(mailauth_section_word((int)change->index)));
		break;
	case MAILAUTH_CHANGE_SENDER:
		ma_json_number(json, "sender", change->index);
		ma_json_text(json, "ip", report->senders[change->index]->ip_text);
		break;
	case MAILAUTH_CHANGE_POLICY:
		ma_json_text(json, "of", ma_text(policies[change->index]));
		break;
	case MAILAUTH_CHANGE_FINDING:
		ma_json_text(json, "id", ma_text(mailauth_finding_id(change->finding)));
		ma_json_text(json, "name", change->finding->name);
		break;
	default:
		break;
	}
}

void ma_json_changes(struct ma_json *json, const struct mailauth_report *report)
{
	if (report->before == NULL)
		return;
	ma_json_open(json, "changes", '[');
	for (size_t i = 0; i < report->change_count; i++) {
		const struct mailauth_change *change = &report->changes[i];

		ma_json_open(json, NULL, '{');
		ma_json_text(json, "what", ma_text(mailauth_change_word((int)change->kind)));
		write_place(json, report, change);
		write_word(json, "before", change->before);
		write_word(json, "after", change->after);
		ma_json_close(json, '}');
	}
	ma_json_close(json, ']');
}
