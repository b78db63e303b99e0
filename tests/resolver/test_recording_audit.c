/* An audit out of a recording: that it has all settings of the first one, and that an option which
 * it does not take is named.
 *
 * SPDX-License-Identifier: MIT */

#include "support.h"

#include <mailauth/report.h>
#include <mailauth/resolver.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char zone_text[] =
	"$ORIGIN example.jp.\n$TTL 300\n@ SOA ns1 host 1 2 3 4 5\n@ NS ns1\n@ MX 10 mx\n"
	"mx A 192.0.2.10\nmx TXT \"v=spf1 -all\"\nns1 A 192.0.2.53\n"
	"@ TXT \"v=spf1 ip4:192.0.2.10 exp=why.example.jp -all\"\nwhy TXT \"%{r}\"\n"
	"_dmarc TXT \"v=DMARC1; p=reject\"\ns1._domainkey TXT \"v=DKIM1; p=\"\n";

/* Everything that can be set by name. */
static const char *const told[][2] = {
	{ "ip", "198.51.100.9" },
	{ "ip", "2001:db8::9" },
	{ "mail-from", "a\\b\"@example.jp" },
	{ "helo", "mx.example.jp" },
	{ "from", "日本 <info@example.jp>" },
	{ "receiver", "mx.receiver.example" },
	{ "auth", "dkim=fail header.d=example.jp header.s=s1" },
	{ "selector", "s1,s2" },
	{ "selectors", "likely" },
	{ "scope", "full" },
	{ "assume", "_dmarc TXT v=DMARC1; p=none" },
};

static char *run(struct mailauth_audit *audit, const struct mailauth_zones *zones,
		 const struct mailauth_recording *replay, struct mailauth_recording *record)
{
	struct mailauth_loop *loop;
	char *text;

	ck_assert_int_eq(mailauth_loop_new(&loop), 0);
	ck_assert_int_eq(mailauth_loop_set_zones(loop, zones), 0);
	ck_assert_int_eq(mailauth_loop_set_replay(loop, replay), 0);
	ck_assert_int_eq(mailauth_loop_set_record(loop, record), 0);
	ck_assert_int_eq(mailauth_loop_run(loop, audit), 0);
	ck_assert_int_eq(mailauth_report_json(mailauth_audit_report(audit), MAILAUTH_JAPANESE,
					      MAILAUTH_JSON_QUERIES, &text, NULL),
			 0);
	mailauth_loop_free(loop);
	mailauth_audit_free(audit);
	return text;
}

static void record_and_replay(int64_t now)
{
	struct mailauth_recording *recording;
	struct mailauth_zones *zones;
	struct mailauth_audit *audit;
	char *first, *second;

	ck_assert_int_eq(mailauth_zones_new(&zones), 0);
	ck_assert_int_eq(
		mailauth_zones_load_text(zones, "zone", zone_text, strlen(zone_text), NULL), 0);
	ck_assert_int_eq(mailauth_recording_new(&recording), 0);
	ck_assert_int_eq(mailauth_audit_new(&audit, "EXAMPLE.jp.", now), 0);
	for (size_t i = 0; i < COUNT_OF(told); i++)
		ck_assert_int_eq(mailauth_audit_set(audit, told[i][0], told[i][1]), 0);
	ck_assert_int_eq(mailauth_recording_add_audit(recording, audit), 0);
	first = run(audit, zones, NULL, recording);
	ck_assert_int_eq(mailauth_recording_audit(recording, &audit, NULL), 0);
	second = run(audit, NULL, recording, NULL);
	ck_assert_str_eq(first, second);
	free(first);
	free(second);
	mailauth_recording_free(recording);
	mailauth_zones_free(zones);
}

START_TEST(test_round)
{
	record_and_replay(1767225600);
	record_and_replay(0);
	record_and_replay(-1);
	record_and_replay(INT64_MAX);
	record_and_replay(INT64_MIN);
}
END_TEST

static const struct {
	const char *options[4][2];
	size_t refused;
} faulty[] = {
	{ { { "now", "1" } }, 1 },
	{ { { "domain", "example.jp" } }, 1 },
	{ { { "domain", "example.jp" }, { "now", "" } }, 1 },
	{ { { "domain", "example.jp" }, { "now", " 1" } }, 1 },
	{ { { "now", "1x" }, { "domain", "example.jp" } }, 0 },
	{ { { "now", "9999999999999999999" }, { "domain", "example.jp" } }, 0 },
	{ { { "domain", "a.jp" }, { "now", "1" }, { "ip", "1" }, { "ip", "2" } }, 2 },
	{ { { "domain", "a.jp" }, { "now", "1" }, { "colour", "1" } }, 2 },
	{ { { "scope", "all" }, { "domain", "a.jp" }, { "now", "1" } }, 0 },
};

START_TEST(test_refused)
{
	struct mailauth_recording *recording;
	struct mailauth_audit *audit = NULL;
	size_t index = 99;

	ck_assert_int_eq(mailauth_recording_new(&recording), 0);
	for (size_t i = 0; i < 4 && faulty[_i].options[i][0] != NULL; i++)
		ck_assert_int_eq(mailauth_recording_add_option(recording, faulty[_i].options[i][0],
							       faulty[_i].options[i][1]),
				 0);
	ck_assert_int_eq(mailauth_recording_audit(recording, &audit, NULL), MAILAUTH_FAULTY);
	ck_assert_int_eq(mailauth_recording_audit(recording, &audit, &index), MAILAUTH_FAULTY);
	ck_assert_uint_eq(index, faulty[_i].refused);
	ck_assert_ptr_null(audit);
	ck_assert_int_eq(mailauth_recording_audit(NULL, &audit, &index), MAILAUTH_EINVAL);
	ck_assert_int_eq(mailauth_recording_audit(recording, NULL, &index), MAILAUTH_EINVAL);
	ck_assert_int_eq(mailauth_recording_add_audit(recording, NULL), MAILAUTH_EINVAL);
	mailauth_recording_free(recording);
}
END_TEST

/* An audit takes 1,000 selectors: the first that is too many is named. */
START_TEST(test_too_many)
{
	struct mailauth_recording *recording;
	struct mailauth_audit *audit = NULL;
	size_t index = 0;
	char selector[16];

	ck_assert_int_eq(mailauth_recording_new(&recording), 0);
	ck_assert_int_eq(mailauth_recording_add_option(recording, "domain", "example.jp"), 0);
	ck_assert_int_eq(mailauth_recording_add_option(recording, "now", "1767225600"), 0);
	for (unsigned i = 0; i < 4000; i++) {
		snprintf(selector, sizeof(selector), "s%u", i);
		ck_assert_int_eq(mailauth_recording_add_option(recording, "selector", selector), 0);
	}
	ck_assert_int_eq(mailauth_recording_audit(recording, &audit, &index), MAILAUTH_FAULTY);
	ck_assert_uint_eq(index, 2 + 1000);
	ck_assert_ptr_null(audit);
	mailauth_recording_free(recording);
}
END_TEST

/* Only what is set can be asked for; and there are no more addresses than 64. */
START_TEST(test_options)
{
	struct mailauth_audit *audit;

	ck_assert_int_eq(mailauth_audit_new(&audit, "example.jp", 7), 0);
	for (unsigned i = 0; i < 65; i++) {
		char ip[16];

		snprintf(ip, sizeof(ip), "192.0.2.%u", i);
		ck_assert_int_eq(mailauth_audit_set(audit, "ip", ip), i < 64 ? 0 : MAILAUTH_EINVAL);
	}
	ck_assert_str_eq(mailauth_audit_option_name(audit, 0), "domain");
	ck_assert_str_eq(mailauth_audit_option_value(audit, 0), "example.jp");
	ck_assert_str_eq(mailauth_audit_option_name(audit, 1), "now");
	ck_assert_str_eq(mailauth_audit_option_value(audit, 1), "7");
	ck_assert_str_eq(mailauth_audit_option_value(audit, 65), "192.0.2.63");
	ck_assert_ptr_null(mailauth_audit_option_name(audit, 66));
	ck_assert_ptr_null(mailauth_audit_option_value(audit, 66));
	mailauth_audit_free(audit);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("recording_audit");

	add_case(suite, "round", TESTS(test_round, test_too_many, test_options));
	add_loop(suite, "refused", test_refused, COUNT_OF(faulty));
	return check_main(suite);
}
