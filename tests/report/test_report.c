/* The judged report from C: who can act, whose text it is, where, how long, what was meant, and the
 * sentences of the verdict; as a program reads it that knows the public headers alone.
 *
 * SPDX-License-Identifier: MIT */

#include "support.h"

#include <mailauth/report.h>
#include <mailauth/resolver.h>

#include <stdlib.h>
#include <string.h>

enum { NOW = 1767225600 };

static const char zones_text[] =
	"$ORIGIN example.jp.\n$TTL 1800\n"
	"@ SOA ns1.example.jp. host.example.jp. 1 3600 600 86400 300\n"
	"@ NS ns1.example.jp.\n@ NS ns2.example.jp.\n@ MX 10 mx\n"
	"mx A 192.0.2.10\nns1 A 192.0.2.53\nns2 A 192.0.2.54\n"
	"@ TXT \"v=spf1 ip4:192.0.2.10 include:_spf.provider.example ~all\"\n"
	"_dmarc TXT \"v=DMARC1; p=none, rua=mailto:a@example.jp\"\n"
	"s1._domainkey CNAME s1.keys.example.\n";
static const char provider_text[] =
	"$ORIGIN provider.example.\n$TTL 600\n"
	"@ SOA ns.provider.example. host.provider.example. 1 3600 600 86400 300\n"
	"_spf TXT \"v=spf1 ip4:198.51.100.0/33 -all\"\n"
	"parked MX 0 .\nparked TXT \"v=spf1 -all\"\n";

static struct mailauth_zones *zones;
static struct mailauth_audit *audit;

static void answer(const struct mailauth_question *question)
{
	unsigned char *packet;
	size_t length;
	uint32_t id = mailauth_question_id(question);

	if (mailauth_zones_answer(zones, question, &packet, &length) != 0) {
		ck_assert_int_eq(mailauth_audit_fail(audit, id, MAILAUTH_OFFLINE), 0);
		return;
	}
	ck_assert_int_eq(mailauth_audit_answer(audit, id, packet, length), 0);
	free(packet);
}

/* With FROM, which may be NULL, as the visible sender of a message. */
static const struct mailauth_report *run_with(const char *domain, const char *from)
{
	const struct mailauth_question *question;

	ck_assert_int_eq(mailauth_zones_new(&zones), 0);
	ck_assert_int_eq(mailauth_zones_load_text(zones, "a", zones_text, strlen(zones_text), NULL),
			 0);
	ck_assert_int_eq(
		mailauth_zones_load_text(zones, "b", provider_text, strlen(provider_text), NULL),
		0);
	ck_assert_int_eq(mailauth_audit_new(&audit, domain, NOW), 0);
	if (from != NULL)
		ck_assert_int_eq(mailauth_audit_add_from(audit, "203.0.113.9", from), 0);
	if (from != NULL)
		ck_assert_int_eq(mailauth_audit_set_from(audit, from), 0);
	while (mailauth_audit_step(audit) == MAILAUTH_PENDING)
		while ((question = mailauth_audit_next_question(audit)) != NULL)
			answer(question);
	return mailauth_audit_report(audit);
}

static const struct mailauth_report *run_domain(const char *domain)
{
	return run_with(domain, NULL);
}

static const struct mailauth_report *run(void)
{
	return run_domain("example.jp");
}

static void end(void)
{
	mailauth_audit_free(audit);
	mailauth_zones_free(zones);
}

static const struct mailauth_finding *find(const struct mailauth_report *report, const char *id)
{
	for (size_t i = 0; i < mailauth_report_finding_count(report); i++)
		if (strcmp(mailauth_finding_id(mailauth_report_finding(report, i)), id) == 0)
			return mailauth_report_finding(report, i);
	ck_abort_msg("no %s", id);
}

/* What is overruled altogether is there for programs, after what counts, and counts for nothing. */
START_TEST(test_overruled_altogether)
{
	const struct mailauth_report *report = run_domain("parked.provider.example");
	const struct mailauth_finding *finding = find(report, "dmarc.no-record");

	ck_assert(!mailauth_finding_counts(finding));
	ck_assert_str_eq(mailauth_finding_id(mailauth_finding_overruled_by(finding)),
			 "dmarc.parked");
	ck_assert(mailauth_finding_counts(find(report, "dmarc.parked")));
	ck_assert_ptr_null(mailauth_report_finding(report, mailauth_report_finding_count(report)));
	ck_assert_int_eq(mailauth_report_section_severity(report, MAILAUTH_SECTION_DMARC),
			 mailauth_finding_severity(find(report, "dmarc.parked")));
	end();
}
END_TEST

/* How long a policy is remembered is its own TTL, no matter whose mail is judged with it. */
START_TEST(test_wait_for_own_policy)
{
	const struct mailauth_report *report = run();
	const char *id = NULL;
	uint32_t wait = 0;

	for (size_t i = 0; i < mailauth_report_finding_count(report) && wait == 0; i++) {
		const struct mailauth_finding *finding = mailauth_report_finding(report, i);

		if (mailauth_finding_section(finding) != MAILAUTH_SECTION_DMARC)
			continue;
		id = mailauth_finding_id(finding);
		wait = mailauth_finding_wait(finding);
	}
	ck_assert_uint_ne(wait, 0);
	end();
	report = run_with("example.jp", "a@provider.example");
	ck_assert_str_eq(mailauth_finding_name(find(report, id)), "example.jp");
	ck_assert_uint_eq(mailauth_finding_wait(find(report, id)), wait);
	end();
}
END_TEST

/* What others publish only they can change, and no name server of ours is named for it. */
START_TEST(test_text_of_others)
{
	const struct mailauth_finding *finding = find(run(), "spf.bad-prefix-length");

	ck_assert_str_eq(mailauth_finding_holder(finding), "_spf.provider.example");
	ck_assert(!mailauth_finding_holder_is_own(finding));
	ck_assert_uint_eq(mailauth_finding_who(finding), MAILAUTH_WHO_HOSTING_PROVIDER);
	ck_assert_ptr_null(mailauth_finding_where(finding, 0));
	end();
}
END_TEST

START_TEST(test_own_text)
{
	const struct mailauth_finding *finding = find(run(), "dmarc.wrong-separator");

	ck_assert(mailauth_finding_holder_is_own(finding));
	ck_assert_uint_ne(mailauth_finding_who(finding) & MAILAUTH_WHO_SENDER_ADMIN, 0);
	ck_assert_str_eq(mailauth_finding_where(finding, 0), "ns1.example.jp");
	ck_assert_str_eq(mailauth_finding_where(finding, 1), "ns2.example.jp");
	ck_assert_ptr_null(mailauth_finding_where(finding, 2));
	ck_assert_uint_eq(mailauth_finding_wait(finding), 1800);
	ck_assert_str_eq(mailauth_finding_meant(finding),
			 "v=DMARC1; p=none; rua=mailto:a@example.jp");
	ck_assert_ptr_null(mailauth_finding_overruled_by(finding));
	end();
}
END_TEST

START_TEST(test_the_verdict)
{
	const struct mailauth_report *report = run();
	char *text;

	for (int language = 0; language < 2; language++) {
		enum mailauth_language in = (enum mailauth_language)language;

		ck_assert_int_eq(mailauth_verdict_summary(report, in, &text), 0);
		ck_assert_ptr_nonnull(strstr(text, "example.jp"));
		free(text);
		ck_assert_int_eq(mailauth_verdict_spoofable(report, in, &text), 0);
		ck_assert_uint_gt(strlen(text), 0);
		free(text);
		for (size_t i = 0; i < mailauth_verdict_cause_count(report); i++) {
			ck_assert_int_eq(mailauth_verdict_cause(report, i, in, &text), 0);
			ck_assert_uint_gt(strlen(text), 0);
			free(text);
		}
	}
	ck_assert_int_eq(mailauth_verdict_summary(report, (enum mailauth_language)2, &text),
			 MAILAUTH_EINVAL);
	ck_assert_int_eq(mailauth_verdict_cause(report, 99, MAILAUTH_ENGLISH, &text),
			 MAILAUTH_EINVAL);
	ck_assert_str_eq(mailauth_finding_id(mailauth_verdict_reason(report)),
			 "spf.bad-prefix-length");
	ck_assert_str_eq(mailauth_verdict_holder(report), "_spf.provider.example");
	ck_assert(!mailauth_verdict_holder_is_own(report));
	ck_assert_uint_eq(mailauth_verdict_who(report), MAILAUTH_WHO_HOSTING_PROVIDER);
	end();
}
END_TEST

START_TEST(test_words)
{
	ck_assert_str_eq(mailauth_who_word(MAILAUTH_WHO_SENDER_ADMIN), "sender-admin");
	ck_assert_str_eq(mailauth_who_word(MAILAUTH_WHO_GROUP_OWNER), "group-owner");
	ck_assert_ptr_null(mailauth_who_word(3));
	ck_assert_ptr_null(mailauth_who_word(0));
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("report");

	add_case(suite, "remedies",
		 TESTS(test_overruled_altogether, test_wait_for_own_policy, test_text_of_others,
		       test_own_text, test_the_verdict));
	add_case(suite, "words", TESTS(test_words));
	return check_main(suite);
}
