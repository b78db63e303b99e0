/* Fuzz target: any bytes as the TXT record at _dmarc of a domain.
 *
 * SPDX-License-Identifier: MIT
 *
 * The first byte says what is around it: a second record, one above, results that are handed
 * in. */

#include "fuzz.h"

#include "../dmarc/same_record.h"
#include "packet.h"
#include "check_report.h"

#include <stdlib.h>
#include <string.h>

enum { RDATA_MAX = 4096, NOW = 1767225600, STEPS_MAX = 1000 };

static const uint8_t *record;
static size_t record_length;
static unsigned around;
static struct packet packet;

static void put_text(const uint8_t *text, size_t length)
{
	unsigned char rdata[RDATA_MAX + RDATA_MAX / 255 + 1];
	size_t size = 0;

	for (size_t at = 0; at < length || at == 0; at += 255) {
		size_t part = length - at < 255 ? length - at : 255;

		rdata[size++] = (unsigned char)part;
		memcpy(rdata + size, text + at, part);
		size += part;
	}
	packet_record_wire(&packet, (const unsigned char *)"\xc0\x0c", 2, TYPE_TXT, rdata, size);
}

static void put_string(const char *text)
{
	put_text((const uint8_t *)text, strlen(text));
}

/* Whether NAME agrees to take reports. */
static bool is_agreement(const char *name)
{
	return strstr(name, "._report._dmarc.") != NULL;
}

static void reply(struct mailauth_audit *audit, const struct mailauth_question *question)
{
	const char *name = mailauth_question_name(question);
	bool text = mailauth_question_type(question) == TYPE_TXT;

	packet_reply(&packet, question);
	if (text && strcmp(name, "_dmarc.mail.example.jp") == 0) {
		put_text(record, record_length);
		if (around & 1)
			put_string("v=DMARC1; p=none; np=reject");
	} else if (text && strcmp(name, "_dmarc.example.jp") == 0 && (around & 2)) {
		put_string("v=DMARC1; p=quarantine; sp=none; psd=n");
	} else if (text && is_agreement(name) && (around & 4)) {
		put_text(record, record_length);
	} else if ((around & 8) && strcmp(name, "_dmarc.jp") == 0) {
		packet_set_rcode(&packet, 2);
	} else if (strstr(name, "example.jp") == NULL) {
		packet_set_rcode(&packet, 3);
	}
	if (mailauth_audit_answer(audit, mailauth_question_id(question), packet.bytes,
				  packet.length) != 0)
		abort();
}

static void run(struct mailauth_audit *audit)
{
	const struct mailauth_question *question;
	unsigned steps = 0;

	while (mailauth_audit_step(audit) == MAILAUTH_PENDING) {
		if (mailauth_audit_open_questions(audit) == 0 || steps++ == STEPS_MAX)
			abort();
		while ((question = mailauth_audit_next_question(audit)) != NULL)
			reply(audit, question);
	}
	check_report(mailauth_audit_report(audit));
}

/* Reading what was written gives the record again. */
static void check_writing(struct ma_text text)
{
	struct ma_arena arena = { 0 };
	struct ma_buffer out = { 0 };
	const struct ma_dmarc_record *read = ma_dmarc_read(&arena, text);

	if (ma_dmarc_is_record(text) && read != NULL) {
		const struct ma_dmarc_record *again;

		ma_dmarc_write(&out, read);
		again = ma_dmarc_read(&arena,
				      (struct ma_text){ (unsigned char *)out.data, out.length });
		if (again == NULL || !is_same_record(read, again))
			abort();
	}
	ma_buffer_finish(&out);
	ma_arena_finish(&arena);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct mailauth_audit *audit;

	if (size == 0 || size > RDATA_MAX ||
	    mailauth_audit_new(&audit, "mail.example.jp", NOW) != 0)
		return 0;
	around = data[0];
	record = data + 1;
	record_length = size - 1;
	check_writing((struct ma_text){ record, record_length });
	if (around & 16)
		mailauth_audit_add_auth(audit, "dkim=pass header.d=example.jp");
	if (around & 32)
		mailauth_audit_add_auth(audit, "spf=temperror smtp.mailfrom=x.example");
	if (around & 64) { /* also as what a caller hands in */
		char *auth = calloc(1, size);

		if (auth != NULL)
			memcpy(auth, record, record_length);
		if (auth != NULL)
			mailauth_audit_add_auth(audit, auth);
		free(auth);
	}
	run(audit);
	mailauth_audit_free(audit);
	return 0;
}
