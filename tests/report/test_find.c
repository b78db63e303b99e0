/* What is looked for among the findings of a report: that of one name is not that of another.
 *
 * SPDX-License-Identifier: MIT */

#include "support.h"

#include "../../lib/report/report.h"

/* The findings of a report, some of them about others: a sender's domain, the visible From's. */
START_TEST(test_unread_records_are_of_a_name)
{
	const struct mailauth_finding of_other = { .id = MA_SPF_VERSION_MISWRITTEN,
						   .name = MA_TEXT("other.example") };
	const struct mailauth_finding of_domain = { .id = MA_SPF_ALMOST_RECORD,
						    .name = MA_TEXT("a.example") };
	const struct mailauth_finding first = { .id = MA_DMARC_JUNK_BEFORE,
						.name = MA_TEXT("other.example") };
	const struct mailauth_finding second = { .id = MA_DMARC_JUNK_BEFORE,
						 .name = MA_TEXT("a.example") };
	const struct mailauth_finding *findings[] = { &of_other, &first, &second, &of_domain };
	struct mailauth_report report = { .findings = findings, .finding_count = 2 };

	report.settings.domain_text = MA_TEXT("a.example");
	ck_assert(!ma_report_has_unread_spf(&report));
	ck_assert(!ma_report_has_unread_dmarc(&report, MA_TEXT("a.example")));
	ck_assert(ma_report_has_unread_dmarc(&report, MA_TEXT("other.example")));
	report.finding_count = 4;
	ck_assert(ma_report_has_unread_spf(&report));
	ck_assert(ma_report_has_unread_dmarc(&report, MA_TEXT("a.example")));
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("find");

	add_case(suite, "find", TESTS(test_unread_records_are_of_a_name));
	return check_main(suite);
}
