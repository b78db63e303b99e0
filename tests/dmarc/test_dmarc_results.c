/* DMARC: results that are handed in, and what keys have to do with a policy.
 *
 * SPDX-License-Identifier: MIT */

#include "memory.h"
#include "texts.h"

#include "../../lib/report/report.h"

#include <string.h>

/* --- Results ------------------------------------------------------------------------ */

/* What a milter has is enough: no address, no SPF of ours. */
START_TEST(test_results_are_handed_in)
{
	static const struct text texts[] = {
		TEXT_SPF,
		{ "_dmarc.other.example", "v=DMARC1; p=quarantine" },
		{ 0 },
	};
	struct mailauth_audit *audit = new_texts_audit();
	const struct mailauth_report *report;

	ck_assert_int_eq(mailauth_audit_set_from(audit, "Name <info@other.example>"), 0);
	ck_assert_int_eq(mailauth_audit_add_auth(audit, "spf=pass smtp.mailfrom=x@example.jp"), 0);
	ck_assert_int_eq(
		mailauth_audit_add_auth(audit, "dkim=fail header.d=other.example header.s=a"), 0);
	report = run_texts(audit, texts, 0);
	ck_assert_int_eq(mailauth_report_dmarc_result(report), MAILAUTH_DMARC_FAIL);
	ck_assert_int_eq(mailauth_report_dmarc_disposition(report), MAILAUTH_POLICY_QUARANTINE);
	ck_assert_str_eq(mailauth_report_dmarc_domain(report), "other.example");
	ck_assert_str_eq(mailauth_report_dmarc_policy_domain(report), "other.example");
	/* The audited domain's own is not mixed up with it. */
	ck_assert_int_eq(mailauth_report_spoofable(report), MAILAUTH_SPOOFABLE_YES);
	ck_assert_int_eq(mailauth_audit_add_auth(audit, "dkim=none"), MAILAUTH_EINVAL);
	ck_assert_int_eq(mailauth_audit_set_from(audit, "a@b.example"), MAILAUTH_EINVAL);
	mailauth_audit_free(audit);
}
END_TEST

START_TEST(test_what_is_no_result_is_refused)
{
	static const char *const wrong[] = { "",
					     "spf",
					     "spf=",
					     "spf=great smtp.mailfrom=example.jp",
					     "spf=pass",
					     "dkim=pass",
					     "dkim=softfail header.d=example.jp",
					     "dkim=pass header.d=",
					     "dkim=pass header.d=..",
					     "dkim=pass header.d",
					     "dmarc=pass header.from=example.jp",
					     "spf=pass (no end smtp.mailfrom=example.jp",
					     "spf=pass smtp.mailfrom=a.jp; dkim=pass header.d=b.jp",
					     "dkim=pass header.d=[192.0.2.1]" };
	static const char *const right[] = {
		"spf=none",
		"dkim=none",
		"  DKIM=Pass  header.d=EXAMPLE.jp ",
		"dkim=pass header.i=@example.jp header.b=x",
		"spf=pass smtp.helo=mail.example.jp",
		"spf=pass (a: domain (of b)) smtp.mailfrom=<x@a.jp> ; ",
		"spf=pass smtp.mailfrom=<> smtp.helo=mail.example.jp",
		"spf=softfail smtp.mailfrom=example.jp"
	};
	struct mailauth_audit *audit = new_texts_audit();

	for (size_t i = 0; i < COUNT_OF(wrong); i++)
		ck_assert_msg(mailauth_audit_add_auth(audit, wrong[i]) == MAILAUTH_EINVAL, "%s",
			      wrong[i]);
	for (size_t i = 0; i < COUNT_OF(right); i++)
		ck_assert_msg(mailauth_audit_add_auth(audit, right[i]) == 0, "%s", right[i]);
	for (size_t i = COUNT_OF(right); i < 100; i++)
		ck_assert_int_eq(mailauth_audit_add_auth(audit, "dkim=none"), 0);
	ck_assert_int_eq(mailauth_audit_add_auth(audit, "dkim=none"), MAILAUTH_EINVAL);
	mailauth_audit_free(audit);
}
END_TEST

/* d=mail.example.com under adkim=s is not example.com (mistakes that peers make). */
START_TEST(test_strict_is_the_same_name)
{
	static const struct text texts[] = { TEXT_SPF,
					     { "_dmarc.example.jp", "v=DMARC1; p=reject; adkim=s" },
					     { 0 } };
	struct mailauth_audit *audit = new_texts_audit();

	ck_assert_int_eq(mailauth_audit_add_auth(audit, "dkim=pass header.d=mail.example.jp"), 0);
	ck_assert_int_eq(mailauth_audit_add_auth(audit, "spf=none"), 0);
	ck_assert_int_eq(mailauth_report_dmarc_result(run_texts(audit, texts, 0)),
			 MAILAUTH_DMARC_FAIL);
	mailauth_audit_free(audit);
}
END_TEST

/* --- Together ------------------------------------------------------------------------ */

/* The findings of a report whose domain's keys were, or were not, seen. */
static bool combines(const struct mailauth_report *report, enum ma_seen keys, const char *id)
{
	struct ma_arena arena = { 0 };
	struct ma_findings findings = { .arena = &arena };
	bool found = false;

	ma_verdict_combine_keys(report, keys, &findings);
	for (const struct mailauth_finding *f = findings.first; f != NULL; f = f->next)
		found = found || strcmp(mailauth_finding_id(f), id) == 0;
	ma_arena_finish(&arena);
	return found;
}

START_TEST(test_enforced_without_a_key)
{
	static const struct text texts[] = { { "example.jp", "v=spf1 ip4:192.0.2.1 -all" },
					     TEXT_REJECT,
					     { 0 } };
	struct mailauth_audit *audit = new_texts_audit();
	const struct mailauth_report *report = run_texts(audit, texts, 0);

	ck_assert(combines(report, MA_SEEN_NO, "dmarc.no-key-seen"));
	ck_assert(!combines(report, MA_SEEN_YES, "dmarc.no-key-seen"));
	ck_assert(!combines(report, MA_SEEN_UNKNOWN, "dmarc.no-key-seen"));
	ck_assert(!combines(report, MA_SEEN_NO, "dmarc.nothing-proves"));
	mailauth_audit_free(audit);
}
END_TEST

START_TEST(test_nothing_proves)
{
	struct ma_mx_host host = { .name = MA_TEXT("mail.example.jp") };
	static const struct text texts[] = { { "example.jp", "hello" }, { 0 } };
	struct mailauth_audit *audit = new_texts_audit();
	struct mailauth_report report = *run_texts(audit, texts, 0);

	report.mx = (struct ma_mx){ .hosts = &host, .count = 1 };
	ck_assert(combines(&report, MA_SEEN_NO, "dmarc.nothing-proves"));
	ck_assert(!combines(&report, MA_SEEN_YES, "dmarc.nothing-proves"));
	ck_assert(!combines(&report, MA_SEEN_UNKNOWN, "dmarc.nothing-proves"));
	report.spf.unknown = true;
	ck_assert(!combines(&report, MA_SEEN_NO, "dmarc.nothing-proves"));
	mailauth_audit_free(audit);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("dmarc_results");

	add_case(suite, "results",
		 TESTS(test_results_are_handed_in, test_what_is_no_result_is_refused,
		       test_strict_is_the_same_name));
	add_case(suite, "keys", TESTS(test_enforced_without_a_key, test_nothing_proves));
	return check_main(suite);
}
