/* What we make of a message, method by method, for a comparison with what others noted.
 *
 * SPDX-License-Identifier: MIT */

#include "render.h"

static const char *own_spf(const struct mailauth_report *report)
{
	for (size_t i = 0; i < report->sender_count; i++)
		if (report->senders[i]->input.identity == MAILAUTH_IDENTITY_MAILFROM ||
		    i + 1 == report->sender_count)
			return mailauth_spf_result_word((int)report->senders[i]->outcome.result);
	return NULL;
}

static const char *own_dkim(const struct mailauth_report *report)
{
	enum mailauth_signature_result result;

	if (report->signature_count == 0)
		return "none";
	result = report->signatures[0]->result;
	for (size_t i = 0; i < report->signature_count; i++)
		if (report->signatures[i]->result == MAILAUTH_SIGNATURE_PASS)
			result = MAILAUTH_SIGNATURE_PASS;
	return mailauth_signature_result_word((int)result);
}

const char *ma_own_result(const struct mailauth_report *report, enum ma_method method)
{
	switch (method) {
	case MA_METHOD_SPF:
		return own_spf(report);
	case MA_METHOD_DKIM:
		return own_dkim(report);
	default:
		return mailauth_dmarc_result_word((int)report->message.result);
	}
}

const char *ma_method_word(enum ma_method method)
{
	static const char *const words[] = { "spf", "dkim", "dmarc" };

	return words[method];
}

/* Of several results, as of several signatures, one that passes counts. */
struct ma_text ma_noted_result(const struct ma_note *note, enum ma_method method)
{
	struct ma_text found = { 0 };

	for (size_t i = 0; i < note->result_count; i++) {
		const struct ma_note_result *result = &note->results[i];

		if (ma_text_is(result->method, ma_method_word(method)) &&
		    (found.length == 0 || ma_text_is(result->result, "pass")))
			found = result->result;
	}
	return found;
}
