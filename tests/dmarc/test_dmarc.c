/* DMARC: the Public Suffix List, and audits in which answers fail.
 *
 * SPDX-License-Identifier: MIT */

#include "memory.h"
#include "texts.h"

#include "../../lib/dmarc/advice/advice.h"

#include <libpsl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static struct ma_arena arena;

static void begin(void)
{
	arena = (struct ma_arena){ 0 };
}

static void finish(void)
{
	ma_arena_finish(&arena);
}

/* --- The Public Suffix List -------------------------------------------------- */

static bool has_list = true;
const psl_ctx_t *__wrap_psl_builtin(void);
const psl_ctx_t *__real_psl_builtin(void);

const psl_ctx_t *__wrap_psl_builtin(void)
{
	return has_list ? __real_psl_builtin() : NULL;
}

static void check_suffix(const char *name, const char *expected)
{
	struct ma_text ascii, wanted;
	struct ma_name org;
	const struct ma_name *parsed = NULL;

	ck_assert(ma_idn_to_ascii(&arena, ma_text(name), &ascii) || name[0] == '.');
	if (name[0] != '.')
		parsed = ma_name_parse(&arena, ascii);
	if (parsed == NULL) {
		ck_assert_str_eq(expected, "null");
		return;
	}
	ck_assert(ma_psl_org(&arena, parsed, &org));
	if (strcmp(expected, "null") == 0) {
		ck_assert_msg(ma_psl_is_suffix(&arena, parsed), "%s", name);
		ck_assert_msg(ma_name_equal(&org, parsed), "%s", name);
		return;
	}
	ck_assert_msg(!ma_psl_is_suffix(&arena, parsed), "%s", name);
	ck_assert(ma_idn_to_ascii(&arena, ma_text(expected), &wanted));
	ck_assert_msg(ma_text_equal(ma_name_text(&arena, &org), wanted), "%s: %s", name,
		      (const char *)ma_name_text(&arena, &org).data);
}

/* The list's own tests: what libpsl says of them, by way of our names. */
START_TEST(test_public_suffixes)
{
	char *tests = read_file(test_path("data/psl/tests.txt"), NULL);
	size_t count = 0;

	ck_assert_ptr_nonnull(tests);
	for (char *line = strtok(tests, "\n"); line != NULL; line = strtok(NULL, "\n")) {
		char name[300], expected[300];

		if (line[0] == '/' || strncmp(line, "null", 4) == 0 ||
		    sscanf(line, "%299s %299s", name, expected) != 2)
			continue;
		check_suffix(name, expected);
		count++;
	}
	free(tests);
	ck_assert_uint_ge(count, 70);
}
END_TEST

/* --- Audits --------------------------------------------------------------------- */

/* What no one looked at above a zone is one thing, what was asked for and failed another. */
START_TEST(test_offline_above_the_zone_is_assumed)
{
	static const struct text texts[] = { TEXT_SPF, TEXT_REJECT, { "_dmarc.jp", NULL }, { 0 } };
	struct mailauth_audit *audit = new_texts_audit();
	const struct mailauth_report *report = run_texts(audit, texts, MAILAUTH_OFFLINE);

	ck_assert(mailauth_report_is_complete(report));
	ck_assert(has_finding(report, "dmarc.not-looked-at"));
	ck_assert(!has_finding(report, "dmarc.lookup-offline"));
	ck_assert_int_eq(mailauth_report_spoofable(report), MAILAUTH_SPOOFABLE_NO);
	ck_assert_str_eq(mailauth_report_dmarc_org_domain(report), "example.jp");
	mailauth_audit_free(audit);
}
END_TEST

START_TEST(test_failure_above_the_zone_stays_unknown)
{
	static const struct text texts[] = { TEXT_SPF, TEXT_REJECT, { "_dmarc.jp", NULL }, { 0 } };
	static const enum mailauth_failure failures[] = { MAILAUTH_TIMED_OUT,
							  MAILAUTH_SERVER_FAILURE,
							  MAILAUTH_NOT_ASKED, MAILAUTH_CANCELLED };
	struct mailauth_audit *audit = new_texts_audit();
	const struct mailauth_report *report;

	ck_assert_int_eq(mailauth_audit_add_auth(audit, "dkim=pass header.d=mail.example.jp"), 0);
	ck_assert_int_eq(mailauth_audit_add_auth(audit, "spf=none"), 0);
	report = run_texts(audit, texts, failures[_i]);
	ck_assert(!mailauth_report_is_complete(report));
	ck_assert(has_finding(report, "dmarc.registry-failed"));
	ck_assert(!has_finding(report, "dmarc.not-looked-at"));
	/* Its own policy is still known, and so is whether it stops anything; whether the mail is
	 * aligned is not. */
	ck_assert_int_eq(mailauth_report_dmarc_policy(report, MAILAUTH_POLICY_OF_DOMAIN),
			 MAILAUTH_POLICY_REJECT);
	ck_assert_ptr_null(mailauth_report_dmarc_org_domain(report));
	ck_assert_int_eq(mailauth_report_dmarc_result(report), MAILAUTH_DMARC_TEMPERROR);
	ck_assert_int_eq(mailauth_report_dmarc_disposition(report), MAILAUTH_POLICY_UNKNOWN);
	ck_assert_int_eq(mailauth_report_dmarc_policy(report, MAILAUTH_POLICY_OF_EXISTING),
			 MAILAUTH_POLICY_UNKNOWN);
	ck_assert_int_eq(mailauth_report_spoofable(report), MAILAUTH_SPOOFABLE_NO);
	mailauth_audit_free(audit);
}
END_TEST

/* Nothing of the report rests on a registry's name where no mail is judged. */
START_TEST(test_registry_that_fails_leaves_the_report_complete)
{
	static const struct text texts[] = { TEXT_SPF, TEXT_REJECT, { "_dmarc.jp", NULL }, { 0 } };
	struct mailauth_audit *audit = new_texts_audit();
	const struct mailauth_report *report = run_texts(audit, texts, MAILAUTH_REFUSED);

	ck_assert(mailauth_report_is_complete(report));
	ck_assert(has_finding(report, "dmarc.registry-failed"));
	ck_assert(!has_finding(report, "dmarc.lookup-failed"));
	ck_assert_ptr_null(mailauth_report_dmarc_org_domain(report));
	ck_assert_int_eq(mailauth_report_spoofable(report), MAILAUTH_SPOOFABLE_NO);
	mailauth_audit_free(audit);
}
END_TEST

/* Without a record of its own, its policy does rest on it. */
START_TEST(test_registry_matters_without_a_record)
{
	static const struct text texts[] = { TEXT_SPF, { "_dmarc.jp", NULL }, { 0 } };
	struct mailauth_audit *audit = new_texts_audit();
	const struct mailauth_report *report = run_texts(audit, texts, MAILAUTH_TIMED_OUT);

	ck_assert(!mailauth_report_is_complete(report));
	ck_assert(has_finding(report, "dmarc.lookup-failed"));
	ck_assert(!has_finding(report, "dmarc.registry-failed"));
	mailauth_audit_free(audit);
}
END_TEST

/* The wildcard may hold any policy. */
START_TEST(test_wildcard_that_fails_is_unknown)
{
	static const struct text texts[] = {
		TEXT_SPF, TEXT_REJECT, { "*.example.jp", NULL }, { 0 }
	};
	struct mailauth_audit *audit = new_texts_audit();
	const struct mailauth_report *report = run_texts(audit, texts, MAILAUTH_TIMED_OUT);

	ck_assert(!mailauth_report_is_complete(report));
	ck_assert(has_finding(report, "dmarc.wildcard-failed"));
	ck_assert_int_eq(mailauth_report_dmarc_policy(report, MAILAUTH_POLICY_OF_MISSING),
			 MAILAUTH_POLICY_UNKNOWN);
	ck_assert_int_eq(mailauth_report_spoofable(report), MAILAUTH_SPOOFABLE_UNKNOWN);
	mailauth_audit_free(audit);
}
END_TEST

START_TEST(test_failure_of_the_domain_is_no_absence)
{
	static const struct text texts[] = { TEXT_SPF, { "_dmarc.example.jp", NULL }, { 0 } };
	struct mailauth_audit *audit = new_texts_audit();
	const struct mailauth_report *report =
		run_texts(audit, texts, _i == 0 ? MAILAUTH_TIMED_OUT : MAILAUTH_OFFLINE);

	ck_assert(!mailauth_report_is_complete(report));
	ck_assert(has_finding(report, _i == 0 ? "dmarc.lookup-failed" : "dmarc.lookup-offline"));
	ck_assert(!has_finding(report, "dmarc.no-record"));
	ck_assert_int_eq(mailauth_report_dmarc_policy(report, MAILAUTH_POLICY_OF_DOMAIN),
			 MAILAUTH_POLICY_UNKNOWN);
	mailauth_audit_free(audit);
}
END_TEST

/* sp for what exists, np for what does not: where no one knows which it is, neither. */
START_TEST(test_unknown_existence_is_an_unknown_policy)
{
	static const struct text texts[] = {
		TEXT_SPF,
		{ "_dmarc.example.jp", "v=DMARC1; p=none; np=reject" },
		{ "shop.example.jp", NULL },
		{ 0 },
	};
	struct mailauth_audit *audit = new_texts_audit();
	const struct mailauth_report *report;

	ck_assert_int_eq(mailauth_audit_set_from(audit, "info@shop.example.jp"), 0);
	ck_assert_int_eq(mailauth_audit_add_auth(audit, "dkim=none"), 0);
	ck_assert_int_eq(mailauth_audit_add_auth(audit, "spf=none"), 0);
	report = run_texts(audit, texts, MAILAUTH_TIMED_OUT);
	ck_assert(!mailauth_report_is_complete(report));
	ck_assert_int_eq(mailauth_report_dmarc_policy(report, MAILAUTH_POLICY_OF_DOMAIN),
			 MAILAUTH_POLICY_UNKNOWN);
	ck_assert_int_eq(mailauth_report_dmarc_result(report), MAILAUTH_DMARC_FAIL);
	ck_assert_int_eq(mailauth_report_dmarc_disposition(report), MAILAUTH_POLICY_UNKNOWN);
	mailauth_audit_free(audit);
}
END_TEST

/* An answer that is an alias and no more: what it leads to is asked for, and read once for both
 * names. */
START_TEST(test_record_above_is_not_the_one_an_alias_leads_to)
{
	static const struct text texts[] = {
		{ "shop.example.jp", "v=spf1 -all" },
		{ "_dmarc.shop.example.jp", "@_dmarc.example.jp" },
		{ "_dmarc.example.jp", "v=DMARC1; p=reject; adkim=x" },
		{ 0 },
	};
	struct mailauth_audit *audit;
	const struct mailauth_report *report;

	ck_assert_int_eq(mailauth_audit_new(&audit, "shop.example.jp", 0), 0);
	report = run_texts(audit, texts, 0);
	ck_assert_str_eq(mailauth_report_dmarc_policy_domain(report), "shop.example.jp");
	ck_assert_uint_eq(count_findings(report, "dmarc.alignment-invalid"), 1);
	ck_assert_uint_eq(count_findings(report, "dmarc.alias"), 1);
	mailauth_audit_free(audit);
}
END_TEST

START_TEST(test_without_a_list_the_old_reading_is_unknown)
{
	static const struct text texts[] = { TEXT_SPF, TEXT_REJECT, { 0 } };
	struct mailauth_audit *audit = new_texts_audit();
	const struct mailauth_report *report;

	has_list = false;
	report = run_texts(audit, texts, 0);
	has_list = true;
	ck_assert_int_eq(mailauth_report_dmarc_policy(report, MAILAUTH_POLICY_OF_DOMAIN),
			 MAILAUTH_POLICY_REJECT);
	ck_assert_int_eq(mailauth_report_dmarc_policy_7489(report, MAILAUTH_POLICY_OF_DOMAIN),
			 MAILAUTH_POLICY_UNKNOWN);
	ck_assert_int_eq(mailauth_report_spoofable(report), MAILAUTH_SPOOFABLE_UNKNOWN);
	mailauth_audit_free(audit);
}
END_TEST

START_TEST(test_report_destination_that_fails_is_unknown)
{
	static const struct text texts[] = {
		TEXT_SPF,
		{ "_dmarc.example.jp", "v=DMARC1; p=reject; rua=mailto:a@b.example" },
		{ "example.jp._report._dmarc.b.example", NULL },
		{ 0 },
	};
	struct mailauth_audit *audit = new_texts_audit();
	const struct mailauth_report *report =
		run_texts(audit, texts, _i == 0 ? MAILAUTH_TIMED_OUT : MAILAUTH_OFFLINE);

	ck_assert_int_eq(has_finding(report, "dmarc.report-lookup-failed"), _i == 0);
	ck_assert_int_eq(has_finding(report, "dmarc.report-not-checked"), _i == 1);
	ck_assert(!has_finding(report, "dmarc.report-not-authorised"));
	ck_assert_int_eq(mailauth_report_is_complete(report), _i == 1);
	mailauth_audit_free(audit);
}
END_TEST

static void add_fixed(Suite *suite, const char *name, const TTest *test, size_t count)
{
	tcase_add_checked_fixture(add_loop(suite, name, test, count), begin, finish);
}

int main(void)
{
	Suite *suite = suite_create("dmarc");

	add_fixed(suite, "suffixes", test_public_suffixes, 1);
	add_fixed(suite, "offline", test_offline_above_the_zone_is_assumed, 1);
	add_fixed(suite, "failures", test_failure_above_the_zone_stays_unknown, 4);
	add_fixed(suite, "registry", test_registry_that_fails_leaves_the_report_complete, 1);
	add_fixed(suite, "registry alone", test_registry_matters_without_a_record, 1);
	add_fixed(suite, "wildcard", test_wildcard_that_fails_is_unknown, 1);
	add_fixed(suite, "own failure", test_failure_of_the_domain_is_no_absence, 2);
	add_fixed(suite, "existence", test_unknown_existence_is_an_unknown_policy, 1);
	add_fixed(suite, "alias", test_record_above_is_not_the_one_an_alias_leads_to, 1);
	add_fixed(suite, "no list", test_without_a_list_the_old_reading_is_unknown, 1);
	add_fixed(suite, "destinations", test_report_destination_that_fails_is_unknown, 2);
	return check_main(suite);
}
