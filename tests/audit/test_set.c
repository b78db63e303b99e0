/* One setter by name: what it takes, what it refuses, and that it is the typed setters in other
 * words.
 *
 * SPDX-License-Identifier: MIT */

#include "print_report.h"
#include "support.h"

#include <mailauth/changes.h>
#include <mailauth/report.h>
#include <mailauth/resolver.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { NOW = 1767225600 };

static const char zone_text[] =
	"$ORIGIN example.jp.\n$TTL 1800\n"
	"@ SOA ns1.example.jp. host.example.jp. 1 3600 600 86400 300\n"
	"@ NS ns1.example.jp.\n@ MX 10 mx\nmx A 192.0.2.10\nns1 A 192.0.2.53\n"
	"@ TXT \"v=spf1 ip4:192.0.2.10 include:_spf.example.jp ~all\"\n"
	"_spf TXT \"v=spf1 ip4:198.51.100.0/24 -all\"\n"
	"_dmarc TXT \"v=DMARC1; p=none\"\n"
	"s1._domainkey TXT \"v=DKIM1; p=\"\n";

static struct mailauth_audit *begin(void)
{
	struct mailauth_audit *audit;

	ck_assert_int_eq(mailauth_audit_new(&audit, "example.jp", NOW), 0);
	return audit;
}

/* Runs AUDIT over the zone, where no one answers for the name SILENT, which may be NULL; returns
 * how many questions it took. */
static unsigned run_without(struct mailauth_audit *audit, const char *silent)
{
	const struct mailauth_question *question;
	struct mailauth_zones *zones;
	unsigned questions = 0;

	ck_assert_int_eq(mailauth_zones_new(&zones), 0);
	ck_assert_int_eq(
		mailauth_zones_load_text(zones, "zone", zone_text, strlen(zone_text), NULL), 0);
	while (mailauth_audit_step(audit) == MAILAUTH_PENDING)
		while ((question = mailauth_audit_next_question(audit)) != NULL) {
			unsigned char *packet;
			size_t length;
			uint32_t id = mailauth_question_id(question);

			questions++;
			if (silent != NULL &&
			    strcmp(mailauth_question_name(question), silent) == 0) {
				mailauth_audit_fail(audit, id, MAILAUTH_TIMED_OUT);
				continue;
			}
			if (mailauth_zones_answer(zones, question, &packet, &length) != 0) {
				mailauth_audit_fail(audit, id, MAILAUTH_OFFLINE);
				continue;
			}
			ck_assert_int_eq(mailauth_audit_answer(audit, id, packet, length), 0);
			free(packet);
		}
	mailauth_zones_free(zones);
	return questions;
}

static unsigned run(struct mailauth_audit *audit)
{
	return run_without(audit, NULL);
}

static char *report_of(struct mailauth_audit *audit)
{
	char *text;

	run(audit);
	text = print_report(mailauth_audit_report(audit));
	mailauth_audit_free(audit);
	return text;
}

static void set(struct mailauth_audit *audit, const char *name, const char *value)
{
	ck_assert_msg(mailauth_audit_set(audit, name, value) == 0, "%s: %s", name, value);
}

static void expect_same(struct mailauth_audit *a, struct mailauth_audit *b)
{
	char *first = report_of(a), *second = report_of(b);

	ck_assert_str_eq(first, second);
	free(first);
	free(second);
}

START_TEST(test_as_the_typed_setters)
{
	struct mailauth_audit *named = begin(), *typed = begin();

	set(named, "from", "Info <info@example.jp>");
	set(named, "helo", "mx.example.jp");
	set(named, "ip", "203.0.113.9");
	set(named, "mail-from", "a@example.jp");
	set(named, "selector", "s1,s2");
	set(named, "selectors", "likely");
	set(named, "receiver", "gmail.com");
	set(named, "dnsbl", "yes");
	set(named, "servers", "any");
	set(named, "probe", "yes");
	set(named, "auth", "dkim=pass header.d=example.jp");
	ck_assert_int_eq(
		mailauth_audit_add_sender(typed, "203.0.113.9", "a@example.jp", "mx.example.jp"),
		0);
	ck_assert_int_eq(mailauth_audit_add_from(typed, "203.0.113.9", "Info <info@example.jp>"),
			 0);
	ck_assert_int_eq(mailauth_audit_set_from(typed, "Info <info@example.jp>"), 0);
	ck_assert_int_eq(mailauth_audit_add_selector(typed, "s1"), 0);
	ck_assert_int_eq(mailauth_audit_add_selector(typed, "s2"), 0);
	ck_assert_int_eq(mailauth_audit_set_selectors(typed, MAILAUTH_SELECTORS_LIKELY), 0);
	ck_assert_int_eq(mailauth_audit_set_receiver(typed, "gmail.com"), 0);
	ck_assert_int_eq(mailauth_audit_set_blocklists(typed, true), 0);
	ck_assert_int_eq(mailauth_audit_set_servers(typed, MAILAUTH_SERVERS_ANY), 0);
	ck_assert_int_eq(mailauth_audit_set_probe(typed, MAILAUTH_SERVERS_GLOBAL), 0);
	ck_assert_int_eq(mailauth_audit_add_auth(typed, "dkim=pass header.d=example.jp"), 0);
	expect_same(named, typed);
}
END_TEST

START_TEST(test_in_any_order)
{
	static const char *const pairs[][2] = {
		{ "ip", "203.0.113.9" },     { "mail-from", "a@example.jp" },
		{ "helo", "mx.example.jp" }, { "from", "info@example.jp" },
		{ "ip", "192.0.2.10" },	     { "scope", "full" },
		{ "spf-all", "-all" },	     { "assume", "_dmarc TXT v=DMARC1; p=reject" },
		{ "selector", "s1" },
	};
	struct mailauth_audit *forth = begin(), *back = begin();

	for (size_t i = 0; i < COUNT_OF(pairs); i++)
		if (strcmp(pairs[i][1], "203.0.113.9") != 0)
			set(forth, pairs[i][0], pairs[i][1]);
	for (size_t i = COUNT_OF(pairs); i > 1; i--)
		set(back, pairs[i - 1][0], pairs[i - 1][1]);
	expect_same(forth, back);
}
END_TEST

static const struct {
	const char *name, *value;
	int expected;
} refused[] = {
	{ "ip", "example.jp", MAILAUTH_EINVAL },
	{ "ip", "", MAILAUTH_EINVAL },
	{ "ip", NULL, MAILAUTH_EINVAL },
	{ "selectors", "some", MAILAUTH_EINVAL },
	{ "dnsbl", "perhaps", MAILAUTH_EINVAL },
	{ "servers", "all", MAILAUTH_EINVAL },
	{ "probe", "all", MAILAUTH_EINVAL },
	{ "selector", "", MAILAUTH_EINVAL },
	{ "selector", "s1,,s2", MAILAUTH_EINVAL },
	{ "scope", "FULL", MAILAUTH_EINVAL },
	{ "spf-all", "pass", MAILAUTH_EINVAL },
	{ "spf-all", "", MAILAUTH_EINVAL },
	{ "auth", "dkim", MAILAUTH_EINVAL },
	{ "assume", "", MAILAUTH_EINVAL },
	{ "assume", "example.jp", MAILAUTH_EINVAL },
	{ "assume", "example.jp SPF v=spf1 -all", MAILAUTH_EINVAL },
	{ "assume", "example.jp MX mx", MAILAUTH_EINVAL },
	{ "assume", "example.jp MX 65536 mx", MAILAUTH_EINVAL },
	{ "assume", "example.jp A 192.0.2.300", MAILAUTH_EINVAL },
	{ "assume", "example.jp AAAA 192.0.2.3", MAILAUTH_EINVAL },
	{ "assume", "example.jp TXT \"open", MAILAUTH_EINVAL },
	{ "assume", "a..b TXT x", MAILAUTH_EINVAL },
	{ "assume", "a\\046.b. TXT \"x", MAILAUTH_EINVAL },
	{ "assume", "a\\999.b. TXT x", MAILAUTH_EINVAL },
	{ "zone", "example.jp", MAILAUTH_UNKNOWN_NAME },
	{ "IP", "192.0.2.1", MAILAUTH_UNKNOWN_NAME },
	{ "--ip", "192.0.2.1", MAILAUTH_UNKNOWN_NAME },
	{ "", "", MAILAUTH_UNKNOWN_NAME },
	{ NULL, "x", MAILAUTH_EINVAL },
};

START_TEST(test_refuses)
{
	struct mailauth_audit *audit = begin(), *untouched = begin();

	ck_assert_int_eq(mailauth_audit_set(audit, refused[_i].name, refused[_i].value),
			 refused[_i].expected);
	expect_same(audit, untouched);
}
END_TEST

START_TEST(test_not_after_the_first_step)
{
	struct mailauth_audit *audit = begin();

	mailauth_audit_step(audit);
	ck_assert_int_eq(mailauth_audit_set(audit, "ip", "192.0.2.1"), MAILAUTH_EINVAL);
	ck_assert_int_eq(mailauth_audit_set(audit, "assume", "@ TXT x"), MAILAUTH_EINVAL);
	mailauth_audit_free(audit);
}
END_TEST

/* --- Assumed records ------------------------------------------------------------ */

static const struct mailauth_report *assume(struct mailauth_audit *audit, const char *text)
{
	set(audit, "assume", text);
	run(audit);
	return mailauth_audit_report(audit);
}

/* The only one; static.  NULL if there is none. */
static const char *spf_record(const struct mailauth_report *report)
{
	static char text[1000];
	size_t length;
	const unsigned char *record = mailauth_report_spf_record(report, 0, &length);

	if (record == NULL)
		return NULL;
	ck_assert_uint_eq(mailauth_report_spf_record_count(report), 1);
	snprintf(text, sizeof(text), "%.*s", (int)length, (const char *)record);
	return text;
}

static const struct {
	const char *text, *record; /* the SPF record that there is then */
} written[] = {
	{ "@ TXT v=spf1 -all", "v=spf1 -all" },
	{ "  @ \t TXT   v=spf1 mx -all \t", "v=spf1 mx -all" },
	{ "example.jp TXT v=spf1 -all", "v=spf1 -all" },
	{ "EXAMPLE.JP. txt v=spf1 -all", "v=spf1 -all" },
	{ "@ TXT \"v=spf1 -all\"", "v=spf1 -all" },
	{ "@ TXT \"v=spf1 \" \"-all\"", "v=spf1 -all" },
	{ "@ TXT \"v=spf1 \"\"-all\"", "v=spf1 -all" },
};

START_TEST(test_forms)
{
	struct mailauth_audit *audit = begin();
	const struct mailauth_report *report = assume(audit, written[_i].text);

	ck_assert_str_eq(spf_record(report), written[_i].record);
	ck_assert_str_eq(spf_record(mailauth_report_before(report)),
			 "v=spf1 ip4:192.0.2.10 include:_spf.example.jp ~all");
	mailauth_audit_free(audit);
}
END_TEST

START_TEST(test_long_text_is_cut_into_strings)
{
	struct mailauth_audit *audit = begin();
	char text[1000] = "@ TXT v=spf1";
	size_t record = strlen("@ TXT ");
	const struct mailauth_report *report;

	while (strlen(text) < 700)
		strcat(text, " ip4:203.0.113.9");
	strcat(text, " -all");
	report = assume(audit, text);
	ck_assert_str_eq(spf_record(report), text + record);
	mailauth_audit_free(audit);
}
END_TEST

START_TEST(test_no_data_is_no_record)
{
	struct mailauth_audit *audit = begin();
	const struct mailauth_report *report = assume(audit, "@ TXT");

	ck_assert_ptr_null(spf_record(report));
	mailauth_audit_free(audit);
}
END_TEST

/* Two for one set are two records. */
START_TEST(test_a_set_of_two)
{
	struct mailauth_audit *audit = begin();

	set(audit, "assume", "@ TXT v=spf1 mx -all");
	ck_assert_uint_eq(mailauth_report_spf_record_count(assume(audit, "@ TXT v=spf1 a -all")),
			  2);
	mailauth_audit_free(audit);
}
END_TEST

/* Whether an assumed wildcard answers for a name rests on what is published today: where that is
 * not known, nor is the answer. */
START_TEST(test_a_wildcard_where_the_dns_is_silent)
{
	static const struct {
		const char *silent;
		enum mailauth_spf_result result;
	} rows[] = {
		{ NULL, MAILAUTH_SPF_FAIL },
		{ "news.example.jp", MAILAUTH_SPF_TEMPERROR },
		{ "*.example.jp", MAILAUTH_SPF_TEMPERROR },
	};

	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		struct mailauth_audit *audit = begin();

		set(audit, "ip", "203.0.113.9");
		set(audit, "mail-from", "a@news.example.jp");
		set(audit, "assume", "* TXT v=spf1 -all");
		run_without(audit, rows[i].silent);
		ck_assert_int_eq(mailauth_sender_result(
					 mailauth_report_sender(mailauth_audit_report(audit), 0)),
				 rows[i].result);
		mailauth_audit_free(audit);
	}
}
END_TEST

START_TEST(test_nothing_assumed_is_no_report_before)
{
	struct mailauth_audit *audit = begin();

	run(audit);
	ck_assert_ptr_null(mailauth_report_before(mailauth_audit_report(audit)));
	mailauth_audit_free(audit);
}
END_TEST

/* --- Scope ---------------------------------------------------------------------- */

/* What a receiver needs for one mail, and nothing else. */
START_TEST(test_scope_of_a_sender)
{
	struct mailauth_audit *audit = begin();

	set(audit, "ip", "198.51.100.7");
	set(audit, "mail-from", "a@example.jp");
	set(audit, "from", "a@example.jp");
	set(audit, "scope", "sender");
	ck_assert_uint_le(run(audit), 8);
	ck_assert_int_eq(
		mailauth_sender_result(mailauth_report_sender(mailauth_audit_report(audit), 0)),
		MAILAUTH_SPF_PASS);
	mailauth_audit_free(audit);
}
END_TEST

/* --- The caller's own ------------------------------------------------------------- */

/* As many selectors as an audit may ask questions, and no more: each is compared with all. */
START_TEST(test_selectors_have_an_end)
{
	struct mailauth_audit *audit;
	char name[16];

	ck_assert_int_eq(mailauth_audit_new(&audit, "example.jp", 0), 0);
	for (unsigned i = 0; i < 1000; i++) {
		snprintf(name, sizeof(name), "s%u", i);
		ck_assert_int_eq(mailauth_audit_set(audit, "selector", name), 0);
	}
	ck_assert_int_eq(mailauth_audit_set(audit, "selector", "s0"), 0);
	ck_assert_int_eq(mailauth_audit_set(audit, "selector", "s1000"), MAILAUTH_EINVAL);
	ck_assert_int_eq(mailauth_audit_add_selector(audit, "s1000"), MAILAUTH_EINVAL);
	mailauth_audit_free(audit);
}
END_TEST

START_TEST(test_user_pointers)
{
	struct mailauth_audit *audit = begin();
	const struct mailauth_question *question;
	int own;

	ck_assert_ptr_null(mailauth_audit_user(audit));
	mailauth_audit_set_user(audit, &own);
	ck_assert_ptr_eq(mailauth_audit_user(audit), &own);
	mailauth_audit_step(audit);
	question = mailauth_audit_next_question(audit);
	ck_assert_ptr_null(mailauth_question_user(question));
	mailauth_question_set_user(question, &own);
	ck_assert_ptr_eq(mailauth_question_user(question), &own);
	mailauth_audit_free(audit);
}
END_TEST

START_TEST(test_version)
{
	char version[64];

	snprintf(version, sizeof(version), "%d.%d.%d", MAILAUTH_VERSION_MAJOR,
		 MAILAUTH_VERSION_MINOR, MAILAUTH_VERSION_PATCH);
	ck_assert_str_eq(MAILAUTH_VERSION, version);
	ck_assert_str_eq(mailauth_version(), MAILAUTH_VERSION);
	mailauth_free(NULL);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("set");

	add_case(
		suite, "setter",
		TESTS(test_as_the_typed_setters, test_in_any_order, test_not_after_the_first_step));
	add_loop(suite, "refused", test_refuses, COUNT_OF(refused));
	add_loop(suite, "forms", test_forms, COUNT_OF(written));
	add_case(suite, "assume",
		 TESTS(test_a_wildcard_where_the_dns_is_silent, test_long_text_is_cut_into_strings,
		       test_no_data_is_no_record, test_a_set_of_two,
		       test_nothing_assumed_is_no_report_before));
	add_case(suite, "scope", TESTS(test_scope_of_a_sender));
	add_case(suite, "own", TESTS(test_selectors_have_an_end, test_user_pointers, test_version));
	return check_main(suite);
}
