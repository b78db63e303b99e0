/* Fuzz target: any bytes as a message, in pieces of any size, with a key record for its signatures.
 *
 * SPDX-License-Identifier: MIT
 *
 * The first byte is the size of the pieces, 0 for all at once.  A NUL divides the message and the
 * key record; without one, there is a key that does not fit. */

#include "fuzz.h"

#include "packet.h"
#include "check_report.h"

#include <mailauth/message.h>

#include <stdlib.h>
#include <string.h>

enum { MESSAGE_MAX = 65536, RECORD_MAX = 2000, NOW = 1528637920, STEPS_MAX = 100 };

static const uint8_t *record;
static size_t record_length;
static struct packet packet;

static void reply(struct mailauth_audit *audit, const struct mailauth_question *question)
{
	packet_reply(&packet, question);
	if (strstr(mailauth_question_name(question), "._domainkey.") != NULL &&
	    mailauth_question_type(question) == TYPE_TXT)
		packet_whole_txt(&packet, record, record_length);
	if (mailauth_audit_answer(audit, mailauth_question_id(question), packet.bytes,
				  packet.length) != 0)
		abort();
}

static char *verify(const uint8_t *data, size_t size, size_t piece)
{
	const struct mailauth_question *question;
	struct mailauth_message *message;
	struct mailauth_audit *audit;
	unsigned steps = 0;
	char *json, *field;

	if (mailauth_message_new(&message, MAILAUTH_MESSAGE_KEEP) != 0)
		abort();
	for (size_t at = 0; at < size; at += piece)
		mailauth_message_add(message, data + at, size - at < piece ? size - at : piece);
	mailauth_message_end(message);
	if (mailauth_audit_new(&audit, "example.jp", NOW) != 0 ||
	    mailauth_audit_set_message(audit, message) != 0)
		abort();
	mailauth_audit_set_scope(audit, MAILAUTH_SCOPE_SENDER);
	while (mailauth_audit_step(audit) == MAILAUTH_PENDING) {
		if (steps++ == STEPS_MAX)
			abort();
		while ((question = mailauth_audit_next_question(audit)) != NULL)
			reply(audit, question);
	}
	check_report(mailauth_audit_report(audit));
	if (mailauth_report_authentication_results(mailauth_audit_report(audit), "mx.example.jp",
						   &field, NULL) != 0 ||
	    mailauth_report_json(mailauth_audit_report(audit), MAILAUTH_ENGLISH, 0, &json, NULL) !=
		    0)
		abort();
	free(field);
	mailauth_audit_free(audit);
	mailauth_message_free(message);
	return json;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const uint8_t *end;
	char *whole, *pieces;

	if (size < 2 || size > MESSAGE_MAX)
		return 0;
	end = memchr(data + 1, 0, size - 1);
	record = end != NULL ? end + 1
			     : (const uint8_t *)"v=DKIM1; k=ed25519; "
						"p=11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo=";
	record_length = end != NULL ? size - (size_t)(record - data) : 67;
	if (record_length > RECORD_MAX)
		return 0;
	size = (end != NULL ? (size_t)(end - data) : size) - 1;
	whole = verify(data + 1, size, size + 1);
	pieces = verify(data + 1, size, data[0] > 0 ? data[0] : size + 1);
	/* However it comes, it is the same message. */
	if (strcmp(whole, pieces) != 0)
		abort();
	free(whole);
	free(pieces);
	return 0;
}
