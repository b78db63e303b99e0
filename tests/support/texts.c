/* A small world: TXT records by name; the others do not exist.
 *
 * SPDX-License-Identifier: MIT */

#include "texts.h"

#include "packet.h"
#include "support.h"

#include <string.h>

static struct packet packet;

static void reply(struct mailauth_audit *audit, const struct mailauth_question *question,
		  const struct text *texts, enum mailauth_failure failure)
{
	const char *name = mailauth_question_name(question);
	uint32_t id = mailauth_question_id(question);
	bool exists = false;

	packet_reply(&packet, question);
	for (; texts->name != NULL; texts++) {
		if (strcmp(texts->name, name) != 0)
			continue;
		exists = true;
		if (texts->text == NULL) {
			ck_assert_int_eq(mailauth_audit_fail(audit, id, failure), 0);
			return;
		}
		if (texts->text[0] == '@')
			packet_name_record(&packet, name, TYPE_CNAME, texts->text + 1);
		else if (mailauth_question_type(question) == TYPE_TXT)
			packet_txt(&packet, name, texts->text, (char *)NULL);
	}
	if (!exists)
		packet_set_rcode(&packet, 3);
	ck_assert_int_eq(mailauth_audit_answer(audit, id, packet.bytes, packet.length), 0);
}

const struct mailauth_report *run_texts(struct mailauth_audit *audit, const struct text *texts,
					enum mailauth_failure failure)
{
	const struct mailauth_question *question;

	while (mailauth_audit_step(audit) == MAILAUTH_PENDING)
		while ((question = mailauth_audit_next_question(audit)) != NULL)
			reply(audit, question, texts, failure);
	return mailauth_audit_report(audit);
}

struct mailauth_audit *new_texts_audit(void)
{
	struct mailauth_audit *audit;

	ck_assert_int_eq(mailauth_audit_new(&audit, "example.jp", 0), 0);
	return audit;
}

unsigned count_findings(const struct mailauth_report *report, const char *id)
{
	unsigned count = 0;

	for (size_t i = 0; i < mailauth_report_finding_count(report); i++)
		count += strcmp(mailauth_finding_id(mailauth_report_finding(report, i)), id) == 0;
	return count;
}

bool has_finding(const struct mailauth_report *report, const char *id)
{
	return count_findings(report, id) > 0;
}
