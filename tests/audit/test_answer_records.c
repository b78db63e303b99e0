/* Answers as records: that they come to the same as the messages of a name server, and that what
 * does not belong to an answer is refused whole.
 *
 * SPDX-License-Identifier: MIT */

#include "memory.h"
#include "packet.h"
#include "print_report.h"
#include "support.h"

#include <mailauth/report.h>
#include <mailauth/resolver.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

enum { NOW = 1767225600, NXDOMAIN = 3 };

#define SOA "example.jp 3600 SOA ns1.example.jp host.example.jp 1 3600 600 86400 300"

static const char zone_text[] = "$ORIGIN example.jp.\n$TTL 1800\n"
				"@ 3600 SOA ns1 host 1 3600 600 86400 300\n"
				"@ NS ns1\n@ MX 10 mx\nmx A 192.0.2.10\nns1 A 192.0.2.53\n"
				"@ TXT \"v=spf1 include:alias.example.jp ~all\"\n"
				"@ TXT \"a \\\"quoted\\\" text\"\n"
				"alias CNAME _spf\n"
				"_spf TXT \"v=spf1 ip4:198.51.100.0/24 -all\"\n"
				"_dmarc TXT \"v=DMARC1; p=none\"\n";

/* The same. */
static const char *const world[] = {
	SOA,
	"example.jp 1800 NS ns1.example.jp",
	"example.jp. 1800 IN MX 10 mx.example.jp.",
	"mx.example.jp 1800 A 192.0.2.10",
	"ns1.example.jp 1800 A 192.0.2.53",
	"EXAMPLE.jp 1800 TXT v=spf1 include:alias.example.jp ~all",
	"example.jp 1800 TXT \"a \\\"quoted\\\" text\"",
	"alias.example.jp\t1800\tIN\tCNAME\t_spf.example.jp.",
	"_spf.example.jp 1800 TXT \"v=spf1 ip4:198.51.100.0/24 -all\"",
	"_dmarc.example.jp 1800 TXT v=DMARC1; p=none",
};

static struct mailauth_audit *begin(void)
{
	struct mailauth_audit *audit;

	ck_assert_int_eq(mailauth_audit_new(&audit, "example.jp", NOW), 0);
	ck_assert_int_eq(mailauth_audit_set(audit, "ip", "198.51.100.7"), 0);
	ck_assert_int_eq(mailauth_audit_step(audit), MAILAUTH_PENDING);
	return audit;
}

static bool is_at(const char *record, const char *name)
{
	size_t length = strlen(name);

	return strncasecmp(record, name, length) == 0 && strchr(" \t.", record[length]) != NULL &&
	       (record[length] != '.' || strchr(" \t", record[length + 1]) != NULL);
}

static bool has_type(const char *record, const char *type)
{
	char word[16];

	snprintf(word, sizeof(word), " %s ", type);
	if (strstr(record, word) != NULL)
		return true;
	snprintf(word, sizeof(word), "\t%s\t", type);
	return strstr(record, word) != NULL;
}

static const char *type_word(unsigned type)
{
	return type == TYPE_A	   ? "A"
	       : type == TYPE_NS   ? "NS"
	       : type == TYPE_SOA  ? "SOA"
	       : type == TYPE_PTR  ? "PTR"
	       : type == TYPE_MX   ? "MX"
	       : type == TYPE_TXT  ? "TXT"
	       : type == TYPE_AAAA ? "AAAA"
				   : "?";
}

static int answer(struct mailauth_audit *audit, const struct mailauth_question *question)
{
	const char *name = mailauth_question_name(question);
	const char *found[COUNT_OF(world) + 1];
	size_t count = 0, wanted = 0, length = strlen(name);
	bool exists = false;

	if (length < 10 || strcmp(name + length - 10, "example.jp") != 0)
		return mailauth_audit_fail(audit, mailauth_question_id(question), MAILAUTH_OFFLINE);
	for (size_t i = 0; i < COUNT_OF(world); i++) {
		if (!is_at(world[i], name))
			continue;
		exists = true;
		if (has_type(world[i], "CNAME")) {
			found[count++] = world[i];
			name = "_spf.example.jp";
			i = (size_t)-1;
			continue;
		}
		if (!has_type(world[i], type_word(mailauth_question_type(question))))
			continue;
		found[count++] = world[i];
		wanted++;
	}
	if (wanted == 0)
		found[count++] = SOA;
	return mailauth_audit_answer_records(audit, mailauth_question_id(question),
					     exists ? 0 : NXDOMAIN, found, count);
}

static int answer_packet(struct mailauth_audit *audit, const struct mailauth_zones *zones,
			 const struct mailauth_question *question)
{
	uint32_t id = mailauth_question_id(question);
	unsigned char *packet;
	size_t length;
	int r;

	if (mailauth_zones_answer(zones, question, &packet, &length) != 0)
		return mailauth_audit_fail(audit, id, MAILAUTH_OFFLINE);
	r = mailauth_audit_answer(audit, id, packet, length);
	free(packet);
	return r;
}

static char *report_of(const struct mailauth_zones *zones)
{
	const struct mailauth_question *question;
	struct mailauth_audit *audit = begin();
	char *text;

	while (mailauth_audit_step(audit) == MAILAUTH_PENDING)
		while ((question = mailauth_audit_next_question(audit)) != NULL)
			ck_assert_msg((zones != NULL ? answer_packet(audit, zones, question)
						     : answer(audit, question)) == 0,
				      "%s %u", mailauth_question_name(question),
				      mailauth_question_type(question));
	ck_assert_int_eq(mailauth_report_json(mailauth_audit_report(audit), MAILAUTH_ENGLISH,
					      MAILAUTH_JSON_QUERIES, &text, NULL),
			 0);
	mailauth_audit_free(audit);
	return text;
}

START_TEST(test_same_as_messages)
{
	struct mailauth_zones *zones;
	char *first, *second;

	ck_assert_int_eq(mailauth_zones_new(&zones), 0);
	ck_assert_int_eq(
		mailauth_zones_load_text(zones, "zone", zone_text, strlen(zone_text), NULL), 0);
	first = report_of(zones);
	second = report_of(NULL);
	ck_assert_str_eq(first, second);
	free(first);
	free(second);
	mailauth_zones_free(zones);
}
END_TEST

/* --- What is refused ---------------------------------------------------------- */

static const struct mailauth_question *question_of(struct mailauth_audit *audit, unsigned type)
{
	const struct mailauth_question *question;

	while ((question = mailauth_audit_next_question(audit)) != NULL)
		if (mailauth_question_type(question) == type &&
		    strcmp(mailauth_question_name(question), "example.jp") == 0)
			return question;
	ck_abort_msg("there is no such question");
	return NULL;
}

static const struct {
	unsigned type, rcode;
	const char *records[3];
} bad[] = {
	{ TYPE_TXT, 0, { "" } },
	{ TYPE_TXT, 0, { "example.jp" } },
	{ TYPE_TXT, 0, { "example.jp TXT a" } },
	{ TYPE_TXT, 0, { "example.jp 300 TXT" } },
	{ TYPE_TXT, 0, { "example.jp 300 TXT  " } },
	{ TYPE_TXT, 0, { "example.jp -1 TXT a" } },
	{ TYPE_TXT, 0, { "example.jp 1h TXT a" } },
	{ TYPE_TXT, 0, { "example.jp 2147483648 TXT a" } },
	{ TYPE_TXT, 0, { "example.jp 300 CH TXT a" } },
	{ TYPE_TXT, 0, { "example.jp 300 SRV a" } },
	{ TYPE_TXT, 0, { "example.jp 300 TXT \"open" } },
	{ TYPE_TXT, 0, { "a..example.jp 300 TXT a" } },
	{ TYPE_TXT, 0, { "example.jp 300 TXT a", "example.jp 300 TXT \"open" } },
	/* Of others. */
	{ TYPE_TXT, 0, { "www.example.jp 300 TXT a" } },
	{ TYPE_TXT, 0, { "example.jp 300 A 192.0.2.1" } },
	{ TYPE_TXT, 0, { "www.example.jp 300 CNAME a.example" } },
	{ TYPE_TXT, 0, { "example.jp 300 CNAME a.example", "b.example 300 TXT a" } },
	/* Aliases that nothing leads to, though they lead to each other. */
	{ TYPE_TXT, 0, { "x.example 300 CNAME y.example", "y.example 300 CNAME x.example" } },
	{ TYPE_TXT, 0, { "other.jp 300 SOA a b 1 2 3 4 5" } },
	{ TYPE_TXT, 0, { "www.example.jp 300 SOA a b 1 2 3 4 5" } },
	{ TYPE_MX, 0, { "example.jp 300 MX mx.example.jp" } },
	{ TYPE_MX, 0, { "example.jp 300 MX 65536 mx.example.jp" } },
	{ TYPE_TXT, 0, { "example.jp 300 SOA a b 1 2 3 4" } },
	/* What contradicts itself. */
	{ TYPE_TXT, NXDOMAIN, { "example.jp 300 TXT a" } },
	{ TYPE_TXT, 2, { "example.jp 300 TXT a" } },
	{ TYPE_TXT, 16, { NULL } },
};

START_TEST(test_refused)
{
	struct mailauth_audit *audit = begin();
	const struct mailauth_question *question = question_of(audit, bad[_i].type);
	uint32_t id = mailauth_question_id(question);
	size_t open = mailauth_audit_open_questions(audit);
	size_t count = 0;

	while (count < 3 && bad[_i].records[count] != NULL)
		count++;
	ck_assert_msg(mailauth_audit_answer_records(audit, id, bad[_i].rcode, bad[_i].records,
						    count) == MAILAUTH_EINVAL,
		      "%s", count > 0 ? bad[_i].records[count - 1] : "");
	ck_assert_uint_eq(mailauth_audit_open_questions(audit), open);
	ck_assert_int_eq(mailauth_audit_answer_records(audit, id, 0, NULL, 0), 0);
	ck_assert_uint_eq(mailauth_audit_open_questions(audit), open - 1);
	/* The first answer counts. */
	ck_assert_int_eq(mailauth_audit_answer_records(audit, id, 2, NULL, 0), 0);
	mailauth_audit_free(audit);
}
END_TEST

START_TEST(test_bounds)
{
	struct mailauth_audit *audit = begin();
	uint32_t id = mailauth_question_id(question_of(audit, TYPE_TXT));
	size_t length = 70000;
	char *text = malloc(length + 1);
	const char *records[] = { text, NULL };

	memset(text, 'a', length);
	text[length] = '\0';
	memcpy(text, "example.jp 300 TXT ", 19);
	ck_assert_int_eq(mailauth_audit_answer_records(audit, id, 0, records, 1), MAILAUTH_EINVAL);
	ck_assert_int_eq(mailauth_audit_answer_records(audit, id, 0, records, 2), MAILAUTH_EINVAL);
	ck_assert_int_eq(mailauth_audit_answer_records(audit, id, 0, NULL, 1), MAILAUTH_EINVAL);
	ck_assert_int_eq(mailauth_audit_answer_records(audit, 9999, 0, NULL, 0), MAILAUTH_EINVAL);
	text[60000] = '\0';
	ck_assert_int_eq(mailauth_audit_answer_records(audit, id, 0, records, 1), 0);
	free(text);
	mailauth_audit_free(audit);
}
END_TEST

/* A question stays open until there is memory for its answer. */
START_TEST(test_memory_runs_out)
{
	static const char *const records[] = { "example.jp 300 CNAME a.example",
					       "a.example 300 TXT \"v=spf1 -all\"",
					       "example 300 SOA a b 1 2 3 4 5" };
	bool refused = true;

	for (unsigned n = 0; refused; n++) {
		struct mailauth_audit *audit = begin();
		uint32_t id = mailauth_question_id(question_of(audit, TYPE_TXT));
		int r;

		if (_i == 0)
			fail_memory_after(n);
		else
			fail_memory_once(n);
		r = mailauth_audit_answer_records(audit, id, 0, records, 3);
		refused = restore_memory();
		ck_assert_int_eq(r, refused ? MAILAUTH_ENOMEM : 0);
		mailauth_audit_free(audit);
	}
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("answer_records");

	add_case(suite, "same", TESTS(test_same_as_messages));
	add_loop(suite, "refused", test_refused, COUNT_OF(bad));
	add_case(suite, "bounds", TESTS(test_bounds));
	add_loop(suite, "memory", test_memory_runs_out, 2);
	return check_main(suite);
}
