/* Memory that runs out while a finished report is read: what hands out a text returns a status, all
 * else needs none, and the report stays as it was.
 *
 * SPDX-License-Identifier: MIT */

#include "memory.h"

#include <mailauth/changes.h>
#include <mailauth/queries.h>
#include <mailauth/resolver.h>

#include <stdlib.h>
#include <string.h>

enum {
	NOW = 1767225600,
	SEEN_MAX = 8000,
	CALLS = 9,
};

static const char zone_text[] = "$ORIGIN example.jp.\n$TTL 1800\n"
				"@ SOA ns1 host 1 3600 600 86400 300\n@ NS ns1\n"
				"@ MX 10 mx\nmx A 192.0.2.10\nns1 A 192.0.2.53\n"
				"@ TXT \"v=spf1 include:_spf.example.jp inculde:a.example ~all\"\n"
				"_spf TXT \"v=spf1 ip4:198.51.100.0/24 -all\"\n"
				"alias TXT \"v=DMARC1; p=quarantine; rua=mailto:a@example.jp\"\n"
				"_dmarc TXT \"v=DMARC1; p=none\"\n";

/* Each changes the report: a record, none at all, a wildcard, an alias. */
static const char *const assumptions[][2] = {
	{ "_dmarc TXT \"v=DMARC1; p=reject\"", "@ TXT \"v=spf1 mx -all\"" },
	{ "_spf.example.jp. TXT", "@ MX" },
	{ "* TXT \"v=DMARC1; p=none\"", "*.a A 192.0.2.1" },
	{ "_dmarc CNAME alias", "mx CNAME host.example.com." },
};

static void set_up(struct mailauth_audit *audit, size_t which)
{
	ck_assert_int_eq(mailauth_audit_set(audit, "ip", "198.51.100.7"), 0);
	ck_assert_int_eq(mailauth_audit_set(audit, "mail-from", "a@example.jp"), 0);
	ck_assert_int_eq(mailauth_audit_set(audit, "from", "a@example.jp"), 0);
	for (size_t i = 0; i < COUNT_OF(assumptions[which]); i++)
		ck_assert_msg(mailauth_audit_set(audit, "assume", assumptions[which][i]) == 0, "%s",
			      assumptions[which][i]);
}

static struct mailauth_audit *run(size_t which)
{
	const struct mailauth_question *question;
	struct mailauth_audit *audit;
	struct mailauth_zones *zones;
	unsigned char *packet;
	size_t length;

	ck_assert_int_eq(mailauth_zones_new(&zones), 0);
	ck_assert_int_eq(
		mailauth_zones_load_text(zones, "zone", zone_text, strlen(zone_text), NULL), 0);
	ck_assert_int_eq(mailauth_audit_new(&audit, "example.jp", NOW), 0);
	set_up(audit, which);
	while (mailauth_audit_step(audit) == MAILAUTH_PENDING)
		while ((question = mailauth_audit_next_question(audit)) != NULL) {
			uint32_t id = mailauth_question_id(question);

			if (mailauth_zones_answer(zones, question, &packet, &length) != 0) {
				mailauth_audit_fail(audit, id, MAILAUTH_OFFLINE);
				continue;
			}
			ck_assert_int_eq(mailauth_audit_answer(audit, id, packet, length), 0);
			free(packet);
		}
	mailauth_zones_free(zones);
	ck_assert_ptr_nonnull(mailauth_audit_report(audit));
	return audit;
}

/* --- What needs no memory --------------------------------------------------------- */

/* What accessors returned, one after the other: pointers and numbers. */
struct seen {
	uintptr_t values[SEEN_MAX];
	size_t count;
};

static void see(struct seen *seen, uintptr_t value)
{
	if (seen->count < SEEN_MAX)
		seen->values[seen->count++] = value;
}

static void see_pointer(struct seen *seen, const void *pointer)
{
	see(seen, (uintptr_t)pointer);
}

static void read_changes(const struct mailauth_report *report, struct seen *seen)
{
	size_t count = mailauth_report_change_count(report);

	see(seen, count);
	see_pointer(seen, mailauth_report_before(report));
	for (size_t i = 0; i < count; i++) {
		const struct mailauth_change *change = mailauth_report_change(report, i);

		see_pointer(seen, mailauth_change_word((int)mailauth_change_kind(change)));
		see(seen, mailauth_change_index(change));
		see_pointer(seen, mailauth_change_before(change));
		see_pointer(seen, mailauth_change_after(change));
		see_pointer(seen, mailauth_change_finding(change));
	}
}

static void read_queries(const struct mailauth_report *report, struct seen *seen)
{
	size_t count = mailauth_report_query_count(report);

	see(seen, count);
	for (size_t i = 0; i < count; i++) {
		const struct mailauth_query *query = mailauth_report_query(report, i);

		see_pointer(seen, mailauth_query_name(query));
		see_pointer(seen, mailauth_type_word(mailauth_query_type(query)));
		see_pointer(seen, mailauth_query_word(query));
		see(seen, (uintptr_t)mailauth_query_status(query));
		see(seen, (uintptr_t)mailauth_query_failure(query));
		see(seen, mailauth_query_rcode(query));
		see(seen, mailauth_query_ttl(query));
		see_pointer(seen, mailauth_query_alias(query));
		see(seen, mailauth_query_record_count(query));
	}
}

static void read_verdict(const struct mailauth_report *report, struct seen *seen)
{
	see(seen, mailauth_verdict_cause_count(report));
	see_pointer(seen, mailauth_verdict_reason(report));
	see(seen, mailauth_verdict_who(report));
	see_pointer(seen, mailauth_verdict_holder(report));
	see(seen, mailauth_verdict_holder_is_own(report));
	see_pointer(seen, mailauth_verdict_where(report, 0));
	see(seen, mailauth_verdict_wait(report));
	see(seen, (uintptr_t)mailauth_report_spoofable(report));
	see(seen, (uintptr_t)mailauth_report_severity(report));
}

static void read_findings(const struct mailauth_report *report, struct seen *seen)
{
	for (size_t i = 0; i < mailauth_report_finding_count(report); i++) {
		const struct mailauth_finding *finding = mailauth_report_finding(report, i);

		see_pointer(seen, mailauth_finding_id(finding));
		see_pointer(seen, mailauth_finding_name(finding));
		see_pointer(seen, mailauth_finding_meant(finding));
		see_pointer(seen, mailauth_finding_holder(finding));
		see_pointer(seen, mailauth_finding_where(finding, 0));
		see_pointer(seen, mailauth_finding_overruled_by(finding));
		for (size_t j = 0; j < mailauth_finding_argument_count(finding); j++) {
			const char *key = mailauth_finding_argument_key(finding, j);

			see_pointer(seen, mailauth_finding_argument(finding, key));
		}
	}
}

static void read_all(const struct mailauth_report *report, struct seen *seen)
{
	seen->count = 0;
	read_changes(report, seen);
	read_queries(report, seen);
	read_verdict(report, seen);
	read_findings(report, seen);
	if (mailauth_report_before(report) != NULL) {
		read_queries(mailauth_report_before(report), seen);
		read_verdict(mailauth_report_before(report), seen);
		read_findings(mailauth_report_before(report), seen);
	}
}

START_TEST(test_accessors_need_no_memory)
{
	static struct seen with, without;
	struct mailauth_audit *audit = run((size_t)_i);
	const struct mailauth_report *report = mailauth_audit_report(audit);
	bool refused;

	fail_memory_after(0); /* the first time that they are called */
	read_all(report, &without);
	refused = restore_memory();
	read_all(report, &with);
	ck_assert(!refused);
	ck_assert_uint_gt(mailauth_report_change_count(report), 0);
	ck_assert_uint_lt(with.count, SEEN_MAX);
	ck_assert_uint_eq(with.count, without.count);
	ck_assert_int_eq(memcmp(with.values, without.values, with.count * sizeof(with.values[0])),
			 0);
	mailauth_audit_free(audit);
}
END_TEST

/* --- What hands out a text ----------------------------------------------------------- */

/* One text of REPORT: that of the call number WHICH. */
static int write_text(const struct mailauth_report *report, unsigned which, size_t index,
		      char **text)
{
	const struct mailauth_query *query = mailauth_report_query(report, index);
	const struct mailauth_finding *finding = mailauth_report_finding(report, index);

	switch (which) {
	case 0:
		return query != NULL ? mailauth_query_record(query, 0, text) : MAILAUTH_EINVAL;
	case 1:
		return finding != NULL
			       ? mailauth_finding_text(finding, MAILAUTH_JAPANESE, true, text)
			       : MAILAUTH_EINVAL;
	case 2:
		return mailauth_verdict_cause(report, index, MAILAUTH_ENGLISH, text);
	case 3:
		return index == 0 ? mailauth_verdict_summary(report, MAILAUTH_JAPANESE, text)
				  : MAILAUTH_EINVAL;
	case 4:
		return index == 0 ? mailauth_verdict_spoofable(report, MAILAUTH_ENGLISH, text)
				  : MAILAUTH_EINVAL;
	case 5:
		return index == 0 ? mailauth_visible("a\"\\\xff\n", 5, text) : MAILAUTH_EINVAL;
	case 6:
		return index == 0
			       ? mailauth_report_text(report, MAILAUTH_JAPANESE, 72, 0, text, NULL)
			       : MAILAUTH_EINVAL;
	case 7:
		return index == 0 ? mailauth_report_html(report, MAILAUTH_ENGLISH,
							 MAILAUTH_HTML_PAGE, text, NULL)
				  : MAILAUTH_EINVAL;
	default:
		return index == 0 ? mailauth_report_json(report, MAILAUTH_ENGLISH,
							 MAILAUTH_JSON_QUERIES, text, NULL)
				  : MAILAUTH_EINVAL;
	}
}

/* Refuses memory at each moment of one call, for good and once.  Returns how often. */
static unsigned starve(const struct mailauth_report *report, unsigned which, size_t index,
		       const char *expected)
{
	unsigned refusals = 0;

	for (unsigned kind = 0; kind < 2; kind++) {
		bool refused = true;

		for (unsigned n = 0; refused; n++) {
			char *text = NULL;
			int r;

			if (kind == 0)
				fail_memory_after(n);
			else
				fail_memory_once(n);
			r = write_text(report, which, index, &text);
			refused = restore_memory();
			refusals += refused;
			if (refused) {
				ck_assert_msg(r == MAILAUTH_ENOMEM, "call %u, index %zu, %u: %d",
					      which, index, n, r);
				ck_assert_ptr_null(text);
				continue;
			}
			ck_assert_int_eq(r, 0);
			ck_assert_str_eq(text, expected);
			mailauth_free(text);
		}
	}
	return refusals;
}

static void starve_all(const struct mailauth_report *report, unsigned which)
{
	unsigned refusals = 0;

	for (size_t index = 0; index < 200; index++) {
		char *expected;

		if (write_text(report, which, index, &expected) != 0)
			continue;
		refusals += starve(report, which, index, expected);
		mailauth_free(expected);
	}
	ck_assert_msg(refusals > 0, "call %u", which);
}

START_TEST(test_texts_without_memory)
{
	struct mailauth_audit *audit = run((size_t)_i / CALLS);
	const struct mailauth_report *report = mailauth_audit_report(audit);

	starve_all(report, (unsigned)_i % CALLS);
	starve_all(mailauth_report_before(report), (unsigned)_i % CALLS);
	mailauth_audit_free(audit);
}
END_TEST

/* --- Assumptions --------------------------------------------------------------------- */

/* An assumption that failed is not made: the same one can be made afterwards. */
START_TEST(test_assuming_without_memory)
{
	const char *assumption = assumptions[_i / 2][_i % 2];
	bool refused = true;

	for (unsigned n = 0; refused; n++) {
		struct mailauth_audit *audit;
		int r, again;

		ck_assert_int_eq(mailauth_audit_new(&audit, "example.jp", NOW), 0);
		fail_memory_once(n);
		r = mailauth_audit_set(audit, "assume", assumption);
		refused = restore_memory();
		ck_assert_int_eq(r, refused ? MAILAUTH_ENOMEM : 0);
		again = refused ? mailauth_audit_set(audit, "assume", assumption) : 0;
		ck_assert_msg(again == 0 || again == MAILAUTH_ENOMEM, "%d", again);
		r = mailauth_audit_step(audit);
		ck_assert_int_eq(r, again == 0 ? MAILAUTH_PENDING : MAILAUTH_ENOMEM);
		mailauth_audit_free(audit);
	}
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("memory_report");

	add_loop(suite, "accessors", test_accessors_need_no_memory, COUNT_OF(assumptions));
	add_loop(suite, "texts", test_texts_without_memory, COUNT_OF(assumptions) * CALLS);
	add_loop(suite, "assuming", test_assuming_without_memory, 2 * COUNT_OF(assumptions));
	return check_main(suite);
}
