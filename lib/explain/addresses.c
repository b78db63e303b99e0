/* Addresses in a text that may be wrong, and whether that is what the text is about.
 *
 * SPDX-License-Identifier: MIT */

#include "explain.h"

enum {
	SHORT = 200, /* bytes of a text that is about an address in it */
};

/* Classes where the writing of an address may be the cause. */
static bool is_about_addresses(const struct mailauth_explanation *explanation)
{
	if (explanation->row == NULL)
		return true;
	switch (explanation->row->class) {
	case MA_CLASS_ADDRESS_SYNTAX:
	case MA_CLASS_USER_UNKNOWN:
	case MA_CLASS_HOST_UNKNOWN:
	case MA_CLASS_SENDER_DOMAIN:
	case MA_CLASS_HEADER_FORMAT:
	case MA_CLASS_PROTOCOL:
		return true;
	default:
		return false;
	}
}

/* Whether TEXT is ADDRESS, and that is not one of a machine's own. */
static bool is_alone(struct ma_text text, struct ma_text address)
{
	size_t at = ma_text_last(address, '@');

	return ma_line_trim(text).length <= address.length + 2 &&
	       !ma_text_starts(ma_text_slice(address, at, address.length), "@localhost");
}

bool ma_addresses_are_told(struct mailauth_explanation *explanation, struct ma_text text)
{
	struct ma_arena *arena = &explanation->arena;

	switch (explanation->address_faults->kind) {
	case MA_MAILBOX_FULLWIDTH_AT:
	case MA_MAILBOX_FULLWIDTH:
	case MA_MAILBOX_TWO_DOTS:
	case MA_MAILBOX_DOT_AT:
		return true;
	case MA_MAILBOX_SPACE:
		return text.length <= SHORT &&
		       (ma_text_last(explanation->address_faults->address, '.') <
				explanation->address_faults->address.length ||
			ma_symptom_is_complaint(arena, text));
	case MA_MAILBOX_NO_DOT:
		/* "ssh deploy@web1", "root@localhost": names of one's own network. */
		return is_alone(text, explanation->address_faults->address) ||
		       (text.length <= SHORT && ma_symptom_is_complaint(arena, text));
	default:
		return text.length <= SHORT;
	}
}

static void add_slip(struct mailauth_explanation *explanation, struct ma_text recipient)
{
	struct ma_mailbox_fault *slip =
		recipient.length > 0 ? ma_mailbox_slip(&explanation->arena, recipient) : NULL;

	if (slip == NULL)
		return;
	slip->next = explanation->address_faults;
	explanation->address_faults = slip;
}

void ma_addresses_judge(struct mailauth_explanation *explanation, struct ma_text text)
{
	const struct ma_deliveries *answers = &explanation->answers;

	if (!is_about_addresses(explanation))
		return;
	explanation->address_faults = ma_mailbox_faults(&explanation->arena, text);
	for (size_t i = 0; i < answers->count; i++)
		if (answers->items[i].row->class == MA_CLASS_HOST_UNKNOWN ||
		    answers->items[i].row->class == MA_CLASS_USER_UNKNOWN)
			add_slip(explanation, answers->items[i].recipient);
	if (answers->count == 0)
		add_slip(explanation, explanation->extracted[MAILAUTH_EXTRACTED_RECIPIENT]);
}
