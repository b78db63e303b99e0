/* Fuzz target: any bytes as the TXT record of a domain.
 *
 * SPDX-License-Identifier: MIT
 *
 * A small world answers the rest; what it does not hold does not exist. */

#include "fuzz.h"

#include "../../lib/spf/meant/meant.h"
#include "../spf/same_record.h"
#include "packet.h"
#include "check_report.h"

#include <stdlib.h>
#include <string.h>

enum { RDATA_MAX = 4096, NOW = 1767225600, STEPS_MAX = 1000 };

static const uint8_t *record;
static size_t record_length;
static struct packet packet;

static const struct {
	const char *name;
	uint16_t type;
	const char *value; /* "": rcode 2 */
} world[] = {
	{ "example.jp", TYPE_A, "192.0.2.1" },
	{ "example.jp", TYPE_MX, "mx.example" },
	{ "mx.example", TYPE_A, "192.0.2.25" },
	{ "mx.example", TYPE_AAAA, "2001:db8::25" },
	{ "a.example", TYPE_A, "198.51.100.1" },
	{ "a.example", TYPE_MX, "a.example" },
	{ "spf.example", TYPE_TXT, "v=spf1 ip4:192.0.2.0/24 include:more.example -all" },
	{ "more.example", TYPE_TXT, "v=spf1 mx a:%{d} redirect=spf.example" },
	{ "exp.example", TYPE_TXT,
	  "%{i} %{c} %{s} %{h} %{r} %{t} %{p} %{v} %% %_ %- %{D} %{l1r-}" },
	{ "alias.example", TYPE_CNAME, "a.example" },
	{ "ring.example", TYPE_CNAME, "ring.example" },
	{ "fail.example", 0, "" },
	{ "9.2.0.192.in-addr.arpa", TYPE_PTR, "example.jp" },
};

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

static void put_value(const char *name, uint16_t type, const char *value)
{
	if (value[0] == '\0')
		packet_set_rcode(&packet, 2);
	else if (type == TYPE_TXT)
		put_text((const uint8_t *)value, strlen(value));
	else if (type == TYPE_A || type == TYPE_AAAA)
		packet_address(&packet, name, value);
	else if (type == TYPE_MX)
		packet_mx(&packet, name, 10, value);
	else
		packet_name_record(&packet, name, type, value);
}

static void reply(struct mailauth_audit *audit, const struct mailauth_question *question)
{
	const char *name = mailauth_question_name(question);
	uint16_t type = mailauth_question_type(question);
	bool exists = strcmp(name, "example.jp") == 0;

	packet_reply(&packet, question);
	if (exists && type == TYPE_TXT)
		put_text(record, record_length);
	for (size_t i = 0; i < sizeof(world) / sizeof(*world); i++) {
		if (strcmp(world[i].name, name) != 0)
			continue;
		exists = true;
		if (world[i].type == type || world[i].type == TYPE_CNAME || world[i].type == 0)
			put_value(name, world[i].type, world[i].value);
	}
	if (!exists)
		packet_set_rcode(&packet, 3);
	if (mailauth_audit_answer(audit, mailauth_question_id(question), packet.bytes,
				  packet.length) != 0)
		abort();
}

static bool permits_many(const struct ma_spf_term *term)
{
	bool four = term->kind == MA_SPF_IP4 || term->kind == MA_SPF_A || term->kind == MA_SPF_MX;
	bool six = term->kind == MA_SPF_IP6 || term->kind == MA_SPF_A || term->kind == MA_SPF_MX;

	return (four && term->bits4 < 8) || (six && term->bits6 < 16) ||
	       (term->kind == MA_SPF_ALL && term->qualifier == '+') ||
	       (term->kind == MA_SPF_EXISTS &&
		memchr(term->domain_spec.data, '%', term->domain_spec.length) == NULL);
}

static void require_harmless(const struct ma_spf_record *read)
{
	unsigned alls = 0;

	for (const struct ma_spf_term *term = read->terms; term != NULL; term = term->next) {
		alls += term->kind == MA_SPF_ALL;
		if (permits_many(term))
			abort();
	}
	if (alls > 1 || (alls > 0 && read->redirect != NULL))
		abort();
}

static void require_sound(struct ma_arena *arena, struct ma_text text)
{
	struct ma_buffer whole = { 0 };
	const struct ma_spf_record *read;

	if (!ma_spf_is_record(text))
		ma_buffer_string(&whole, "v=spf1 ");
	ma_buffer_text(&whole, text);
	read = ma_spf_read(arena, ma_buffer_keep(&whole, arena));
	if (read == NULL || read->faults > 0 || read->notes > 0)
		abort();
	require_harmless(read);
}

/* What people are asked to paste has no fault, and does no harm. */
static void check_suggestions(const struct mailauth_report *report)
{
	for (size_t i = 0; i < mailauth_report_finding_count(report); i++) {
		struct ma_arena arena = { 0 };
		const char *suggestion =
			mailauth_finding_argument(mailauth_report_finding(report, i), "meant");

		if (suggestion != NULL)
			require_sound(&arena, ma_text(suggestion));
		ma_arena_finish(&arena);
	}
}

/* A guess is sound, and leaves nothing to guess. */
static void check_guess(struct ma_text text)
{
	struct ma_arena arena = { 0 };
	struct ma_text guess = ma_spf_guess_record(&arena, text);

	if (guess.data != NULL)
		require_sound(&arena, guess);
	if (guess.data != NULL && ma_spf_guess_record(&arena, guess).data != NULL)
		abort();
	ma_arena_finish(&arena);
}

/* Reading what was written gives the record again. */
static void check_writing(struct ma_text text)
{
	struct ma_arena arena = { 0 };
	struct ma_buffer out = { 0 };
	const struct ma_spf_record *read = ma_spf_read(&arena, text);

	if (ma_spf_is_record(text) && read != NULL) {
		ma_spf_write(&out, without_texts(&arena, read));
		if (!is_same_spf(read,
				 ma_spf_read(&arena, (struct ma_text){ (unsigned char *)out.data,
								       out.length })))
			abort();
	}
	ma_buffer_finish(&out);
	ma_arena_finish(&arena);
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
	check_suggestions(mailauth_audit_report(audit));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct mailauth_audit *audit;

	if (size > RDATA_MAX || mailauth_audit_new(&audit, "example.jp", NOW) != 0)
		return 0;
	record = data;
	record_length = size;
	check_guess((struct ma_text){ data, size });
	check_writing((struct ma_text){ data, size });
	mailauth_audit_add_sender(audit, "192.0.2.9", "strong-bad+x@example.jp", "mx.example");
	mailauth_audit_add_sender(audit, "2001:db8::25", "\"\x1b[2J \xff\"@example.jp", NULL);
	mailauth_audit_set_eager(audit, size % 2 == 1);
	run(audit);
	mailauth_audit_free(audit);
	return 0;
}
