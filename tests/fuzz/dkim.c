/* Fuzz target: any bytes as a DKIM key record, and as a key file next to it.
 *
 * SPDX-License-Identifier: MIT
 *
 * A NUL divides the two; without one there is no file. */

#include "fuzz.h"

#include "../dkim/same_key_record.h"
#include "packet.h"
#include "check_report.h"

#include <stdlib.h>
#include <string.h>

enum { RECORD_MAX = 4096, NOW = 1767225600, STEPS_MAX = 100 };

static const uint8_t *record;
static size_t record_length;
static struct packet packet;

static void reply(struct mailauth_audit *audit, const struct mailauth_question *question)
{
	packet_reply(&packet, question);
	if (strncmp(mailauth_question_name(question), "s1._domainkey.", 14) == 0 &&
	    mailauth_question_type(question) == TYPE_TXT)
		packet_whole_txt(&packet, record, record_length);
	else if (strcmp(mailauth_question_name(question), "example.jp") != 0)
		packet_set_rcode(&packet, 3);
	if (mailauth_audit_answer(audit, mailauth_question_id(question), packet.bytes,
				  packet.length) != 0)
		abort();
}

/* There is one, and what is in order has a size. */
static void check_key(const struct mailauth_report *report)
{
	const struct mailauth_key *key = mailauth_report_key(report, 0);

	if (key == NULL || mailauth_key_status_word((int)mailauth_key_status(key)) == NULL)
		abort();
	if (mailauth_key_status(key) == MAILAUTH_KEY_OK && mailauth_key_bits(key) < 256)
		abort();
}

static void run(struct mailauth_audit *audit)
{
	const struct mailauth_question *question;
	unsigned steps = 0;

	while (mailauth_audit_step(audit) == MAILAUTH_PENDING) {
		if (steps++ == STEPS_MAX)
			abort();
		while ((question = mailauth_audit_next_question(audit)) != NULL)
			reply(audit, question);
	}
	check_report(mailauth_audit_report(audit));
	check_key(mailauth_audit_report(audit));
}

/* Reading what was written gives the record again. */
static void check_writing(void)
{
	struct ma_arena arena = { 0 };
	struct ma_text text = { record, record_length };

	if (!survives_writing(&arena, ma_dkim_record_read(&arena, text)))
		abort();
	ma_arena_finish(&arena);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const uint8_t *end = size > 0 ? memchr(data, 0, size) : NULL;
	struct mailauth_audit *audit;

	record = data;
	record_length = end != NULL ? (size_t)(end - data) : size;
	if (record_length > RECORD_MAX || mailauth_audit_new(&audit, "example.jp", NOW) != 0)
		return 0;
	check_writing();
	mailauth_audit_add_selector(audit, "s1");
	if (end != NULL)
		mailauth_audit_add_key(audit, "s1", end + 1, size - record_length - 1,
				       MAILAUTH_KEY_READABLE);
	run(audit);
	mailauth_audit_free(audit);
	return 0;
}
