/* Answers as records: what a caller has who never sees a DNS message.
 *
 * SPDX-License-Identifier: MIT */

#include "audit.h"

int mailauth_audit_answer_records(struct mailauth_audit *audit, uint32_t id, unsigned rcode,
				  const char *const *records, size_t count)
{
	const struct mailauth_question *question = ma_answers_find(audit->answers, id);
	struct ma_buffer packet = { 0 };
	int r;

	if (question == NULL || mailauth_question_kind(question) != MAILAUTH_QUESTION_DNS)
		return MAILAUTH_EINVAL;
	r = ma_answer_compose(question, rcode, records, count, &packet);
	/* One way in: what is read is always a message. */
	if (r == 0)
		r = mailauth_audit_answer(audit, id, packet.data, packet.length);
	ma_buffer_finish(&packet);
	return r;
}
