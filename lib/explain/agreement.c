/* Agreement: whether what the receiver said is what the DNS says now.
 *
 * SPDX-License-Identifier: MIT */

#include "explain.h"

#include <string.h>

/* The envelope sender that the audit judged, if it judged one. */
static const struct mailauth_sender *judged(const struct mailauth_report *report)
{
	const struct mailauth_sender *sender;

	for (size_t i = 0; (sender = mailauth_report_sender(report, i)) != NULL; i++)
		if (mailauth_sender_identity(sender) == MAILAUTH_IDENTITY_MAILFROM)
			return sender;
	return NULL;
}

/* The word after METHOD ("spf=") in what the receiver said; or nothing. */
static struct ma_text verdict_of(const struct mailauth_explanation *explanation, const char *method)
{
	for (size_t i = 0; i < explanation->stated_result_count; i++)
		if (ma_text_starts(explanation->stated_results[i], method))
			return ma_text_slice(explanation->stated_results[i], strlen(method),
					     explanation->stated_results[i].length);
	return (struct ma_text){ 0 };
}

enum ma_agreement ma_explanation_dmarc_agreement(const struct mailauth_explanation *explanation,
						 const struct mailauth_report *report)
{
	enum mailauth_dmarc_result result = mailauth_report_dmarc_result(report);
	struct ma_text verdict = verdict_of(explanation, "dmarc=");

	if (verdict.data == NULL || result == MAILAUTH_DMARC_NOT_ASKED ||
	    result == MAILAUTH_DMARC_UNKNOWN)
		return MA_AGREEMENT_NONE;
	if (result == MAILAUTH_DMARC_TEMPERROR)
		return MA_AGREEMENT_UNKNOWN;
	return ma_text_is(verdict, mailauth_dmarc_result_word((int)result))
		       ? MA_AGREEMENT_SAME
		       : MA_AGREEMENT_DIFFERENT;
}

enum ma_agreement ma_explanation_agreement(const struct mailauth_explanation *explanation,
					   const struct mailauth_report *report)
{
	const struct mailauth_sender *sender = judged(report);
	struct ma_text verdict = verdict_of(explanation, "spf=");
	enum mailauth_spf_result result;
	bool passed, said_pass;

	if (sender == NULL || verdict.data == NULL)
		return MA_AGREEMENT_NONE;
	result = mailauth_sender_result(sender);
	if (result == MAILAUTH_SPF_TEMPERROR)
		return MA_AGREEMENT_UNKNOWN;
	if (ma_text_is(verdict, mailauth_spf_result_word((int)result)))
		return MA_AGREEMENT_SAME;
	/* Receivers say "fail" of all that is not a pass. */
	passed = result == MAILAUTH_SPF_PASS;
	said_pass = ma_text_is(verdict, "pass");
	return passed == said_pass ? MA_AGREEMENT_SAME : MA_AGREEMENT_DIFFERENT;
}
