/* The inquiries about a message: each of its signatures, and the message as a whole.
 *
 * SPDX-License-Identifier: MIT */

#include "judge.h"
#include "input/reader.h"
#include "said.h"

enum {
	MARK = 8, /* letters of b= that distinguish signatures (RFC 6008 3) */
};

/* --- One signature ------------------------------------------------------------------------- */

static void begin(struct ma_inquiries *inquiries)
{
	const struct mailauth_message *message = inquiries->settings->message;

	for (size_t i = 0; message != NULL && i < message->signature_count; i++) {
		struct mailauth_signature *signature = ma_inquiries_add_new(
			inquiries, &ma_signature_kind, i, sizeof(struct mailauth_signature));
		const struct ma_signature *written = &message->signatures[i];

		if (signature == NULL)
			return;
		signature->message = message;
		signature->written = written;
		signature->domain = written->domain;
		signature->selector = written->selector;
		signature->algorithm = written->algorithm;
		signature->mark = ma_text_slice(written->letters, 0, MARK);
		signature->domain_name = written->domain_name;
	}
}

static void evaluate(struct ma_pass *pass, void *subject)
{
	struct mailauth_signature *signature = subject;

	ma_signature_judge(pass, signature);
	ma_signature_tell(pass, signature);
}

static struct ma_text about(const void *subject)
{
	return ((const struct mailauth_signature *)subject)->domain;
}

const struct ma_kind ma_signature_kind = {
	.name = "signature",
	.budget = 20,
	.of_sender = true,
	.begin = begin,
	.evaluate = evaluate,
	.about = about,
};

/* --- The message ------------------------------------------------------------------------------ */

struct message_subject {
	const struct mailauth_message *message;
};

static void begin_message(struct ma_inquiries *inquiries)
{
	struct message_subject *subject;

	if (inquiries->settings->message == NULL)
		return;
	subject = ma_inquiries_add_new(inquiries, &ma_message_kind, 0, sizeof(*subject));
	if (subject != NULL)
		subject->message = inquiries->settings->message;
}

static void evaluate_message(struct ma_pass *pass, void *subject)
{
	const struct message_subject *of = subject;

	if (of->message->signature_count == 0)
		ma_findings_add(&pass->findings, MA_DKIM_SIGNATURE_NONE,
				pass->settings->domain_text);
	ma_message_tell_form(pass, of->message);
	ma_message_tell_said(pass, of->message);
}

const struct ma_kind ma_message_kind = {
	.name = "message",
	.of_sender = true,
	.begin = begin_message,
	.evaluate = evaluate_message,
};
