/* What receivers noted in a message, and who handled it on its way, as findings.
 *
 * SPDX-License-Identifier: MIT */

#include "said.h"

static void tell_note(struct ma_pass *pass, const struct ma_note *note)
{
	struct ma_buffer results = { 0 };
	struct mailauth_finding *finding = ma_findings_add(
		&pass->findings, note->trusted ? MA_MAIL_RECEIVER_SAID : MA_MAIL_OTHERS_SAID,
		pass->settings->domain_text);

	for (size_t i = 0; i < note->result_count; i++) {
		ma_buffer_string(&results, i > 0 ? ", " : "");
		ma_buffer_text(&results, note->results[i].method);
		ma_buffer_byte(&results, '=');
		ma_buffer_text(&results, note->results[i].result);
	}
	ma_finding_text(finding, "receiver",
			note->receiver.length > 0 ? note->receiver : note->field);
	ma_finding_list(finding, "results", ma_buffer_keep(&results, pass->arena));
}

static void tell_handler(struct ma_pass *pass, const struct ma_handler *handler)
{
	static const enum ma_finding_id ids[] = {
		[MAILAUTH_HANDLER_LIST] = MA_MAIL_THROUGH_LIST,
		[MAILAUTH_HANDLER_FORWARDER] = MA_MAIL_THROUGH_FORWARDER,
		[MAILAUTH_HANDLER_GATEWAY] = MA_MAIL_THROUGH_GATEWAY,
		[MAILAUTH_HANDLER_RELAY] = MA_MAIL_THROUGH_RELAY,
	};
	struct mailauth_finding *finding =
		ma_findings_add(&pass->findings, ids[handler->kind], pass->settings->domain_text);

	ma_finding_text(finding, "handler", handler->name);
	ma_finding_text(finding, "field", handler->field);
}

void ma_message_tell_said(struct ma_pass *pass, const struct mailauth_message *message)
{
	for (size_t i = 0; i < message->note_count; i++)
		tell_note(pass, message->notes[i]);
	for (size_t i = 0; i < message->handler_count; i++)
		tell_handler(pass, &message->handlers[i]);
}
