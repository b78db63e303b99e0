/* Proofs ask no further question where all is known: a domain whose records are all to be replaced
 * is asked for what the same domain is asked for with the new records, each once, and for nothing
 * else.
 *
 * SPDX-License-Identifier: MIT */

#include "support.h"

#include <mailauth/fixes.h>
#include <mailauth/report.h>
#include <mailauth/resolver.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
	NOW = 1767225600,
	QUESTIONS_MAX = 200,
	QUESTION_MAX = 300, /* octets */
};

struct asked {
	char questions[QUESTIONS_MAX][QUESTION_MAX];
	size_t count;
	size_t fixes;
};

static const struct {
	const char *broken;
	const char *sound;
	size_t fixes;
} pairs[] = {
	{ "@ TXT \"v=spf1 mxinclude:_spf.example.jp ~all\"\n_dmarc TXT \"v=DMARC1; p=none; "
	  "rua=mailto:d@example.jp\"\n",
	  "@ TXT \"v=spf1 mx include:_spf.example.jp ~all\"\n_dmarc TXT \"v=DMARC1; p=none; "
	  "rua=mailto:d@example.jp\"\n",
	  1 },
	{ "@ TXT \"v=spf1 mx ~all\"\n@ TXT \"v=spf1 include:_spf.example.jp ~all\"\n"
	  "_dmarc TXT \"v=DMARC1; p=nne; rua=mailto:d@example.jp\"\n",
	  "@ TXT \"v=spf1 mx include:_spf.example.jp ~all\"\n_dmarc TXT \"v=DMARC1; p=none; "
	  "rua=mailto:d@example.jp\"\n",
	  2 },
	{ "@ TXT \"v=spf1 mx -allinclude:_spf.example.jp\"\n"
	  "_dmarc TXT \"v=DMARC1; p=nonerua=mailto:d@example.jp\"\n",
	  "@ TXT \"v=spf1 mx include:_spf.example.jp -all\"\n"
	  "_dmarc TXT \"v=DMARC1; p=none; rua=mailto:d@example.jp\"\n",
	  2 },
};

static bool is_asked(const struct asked *asked, const char *question)
{
	for (size_t i = 0; i < asked->count; i++)
		if (strcmp(asked->questions[i], question) == 0)
			return true;
	return false;
}

static void answer(struct mailauth_audit *audit, const struct mailauth_zones *zones,
		   const struct mailauth_question *question, struct asked *asked)
{
	char *place = asked->questions[asked->count];
	char text[QUESTION_MAX];
	unsigned char *packet;
	size_t length;

	snprintf(text, sizeof(text), "%s %u", mailauth_question_name(question),
		 mailauth_question_type(question));
	ck_assert_msg(!is_asked(asked, text), "asked twice: %s", text);
	ck_assert_uint_lt(asked->count, QUESTIONS_MAX);
	memcpy(place, text, sizeof(text));
	asked->count++;
	if (mailauth_zones_answer(zones, question, &packet, &length) != 0) {
		mailauth_audit_fail(audit, mailauth_question_id(question), MAILAUTH_OFFLINE);
		return;
	}
	ck_assert_int_eq(
		mailauth_audit_answer(audit, mailauth_question_id(question), packet, length), 0);
	free(packet);
}

/* Audits a domain with RECORDS. */
static void run(const char *records, struct asked *asked)
{
	const struct mailauth_question *question;
	struct mailauth_zones *zones;
	struct mailauth_audit *audit;
	char zone[1024];

	snprintf(zone, sizeof(zone),
		 "$ORIGIN example.jp.\n$TTL 1800\n"
		 "@ SOA ns1.example.jp. host.example.jp. 1 3600 600 86400 300\n@ NS ns1\n"
		 "@ MX 10 mx\nmx A 192.0.2.10\nns1 A 192.0.2.53\n"
		 "_spf TXT \"v=spf1 ip4:198.51.100.0/24 -all\"\n%s",
		 records);
	ck_assert_int_eq(mailauth_zones_new(&zones), 0);
	ck_assert_int_eq(mailauth_zones_load_text(zones, "zone", zone, strlen(zone), NULL), 0);
	ck_assert_int_eq(mailauth_audit_new(&audit, "example.jp", NOW), 0);
	while (mailauth_audit_step(audit) == MAILAUTH_PENDING)
		while ((question = mailauth_audit_next_question(audit)) != NULL)
			answer(audit, zones, question, asked);
	asked->fixes = mailauth_report_fix_count(mailauth_audit_report(audit));
	mailauth_audit_free(audit);
	mailauth_zones_free(zones);
}

START_TEST(test_proofs_ask_nothing)
{
	static struct asked broken, sound;

	broken.count = sound.count = 0;
	run(pairs[_i].broken, &broken);
	run(pairs[_i].sound, &sound);
	ck_assert_uint_eq(broken.fixes, pairs[_i].fixes);
	ck_assert_uint_eq(sound.fixes, 0);
	for (size_t i = 0; i < broken.count; i++)
		ck_assert_msg(is_asked(&sound, broken.questions[i]), "asked: %s",
			      broken.questions[i]);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("proof questions");

	add_loop(suite, "questions", test_proofs_ask_nothing, COUNT_OF(pairs));
	return check_main(suite);
}
