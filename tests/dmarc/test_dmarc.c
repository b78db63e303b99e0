/* DMARC: where the faults of a record are, the Public Suffix List, results that are handed in,
 * and what fails.
 *
 * SPDX-License-Identifier: MIT */

#include "memory.h"
#include "packet.h"

#include "../../lib/dmarc/advice/advice.h"
#include "../../lib/dmarc/meant/meant.h"
#include "../../lib/report/report.h"

#include <libpsl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* --- Records -------------------------------------------------------------- */

static struct ma_arena arena;

static void begin(void)
{
	arena = (struct ma_arena){ 0 };
}

static void finish(void)
{
	ma_arena_finish(&arena);
}

static const struct {
	const char *text;
	bool is_record;
} versions[] = {
	{ "v=DMARC1", true },
	{ "v=DMARC1;", true },
	{ "v=DMARC1; ", true },
	{ "v = DMARC1 ;p=none", true },
	{ "v\t=\tDMARC1\t;p=none", true },
	{ "v=DMARC1 ", true },
	{ "", false },
	{ "v", false },
	{ "v=", false },
	{ "v=DMARC", false },
	{ "v=DMARC10", false },
	{ "v=DMARC1p=none", false },
	{ "v=DMARC1 p=none", false },
	{ "v=DMARC1,p=none", false },
	{ "v=dmarc1; p=none", false }, /* Internet.nl takes it */
	{ "V=DMARC1; p=none", true },
	{ " v=DMARC1; p=none", false },
	{ "\"v=DMARC1; p=none\"", false },
	{ "p=none; v=DMARC1", false },
	{ "v=spf1 -all", false },
};

START_TEST(test_version_decides)
{
	ck_assert_msg(ma_dmarc_is_record(ma_text(versions[_i].text)) == versions[_i].is_record,
		      "%s", versions[_i].text);
}
END_TEST

/* Records, the finding, and the bytes that it points at. */
static const struct {
	const char *record;
	const char *id; /* NULL: none of warning or above */
	const char *faulty;
	const char *suggestion;
} faults[] = {
	/* modoboa calls these errors */
	{ "v=DMARC1; p=none; np=reject; psd=n; t=y; fo=1:d; rua=mailto:a@b.example; "
	  "ruf=mailto:a@b.example",
	  NULL, NULL, NULL },
	{ "v=DMARC1;p=reject;rua=mailto:a@b.example,mailto:c@d.example", NULL, NULL, NULL },
	{ "v=DMARC1 ; p = Reject ; rua = mailto:a@b.example , mailto:c@d.example ;", NULL, NULL,
	  NULL },
	/* checkdmarc calls it invalid and no more */
	{ "v=DMARC1; p=rejct; rua=mailto:a@b.example", "dmarc.policy-invalid", "p=rejct",
	  "v=DMARC1; p=reject; rua=mailto:a@b.example" },
	{ "v=DMARC1; p=rejection; rua=mailto:a@b.example", "dmarc.policy-invalid", "p=rejection",
	  NULL },
	{ "v=DMARC1; p=reject; sp=; rua=mailto:a@b.example", "dmarc.policy-invalid", "sp=", NULL },
	{ "v=DMARC1; p=none; np=no", "dmarc.policy-invalid-void", "np=no", NULL },
	{ "v=DMARC1; p=none; rua", "dmarc.syntax", "rua", NULL },
	{ "v=DMARC1; p=none; 1a=b", "dmarc.syntax", "1a=b", NULL },
	{ "v=DMARC1; p=none; =b", "dmarc.syntax", "=b", NULL },
	{ "v=DMARC1; p=none; sp=\xef\xbc\xb2", "dmarc.bad-character", "\xef\xbc\xb2", NULL },
	{ "v=DMARC1; p=none; rua=mailto:a@b.example\xef\xbc\x9bruf=mailto:a@b.example",
	  "dmarc.bad-character", "\xef\xbc\x9b",
	  "v=DMARC1; p=none; rua=mailto:a@b.example; ruf=mailto:a@b.example" },
	{ "v=DMARC1; p=none; x=\xff", "dmarc.bad-character", "\xff", NULL },
	{ "v=DMARC1; p=none rua=mailto:a@b.example", "dmarc.wrong-separator", " ",
	  "v=DMARC1; p=none; rua=mailto:a@b.example" },
	{ "v=DMARC1; p=none: rua=mailto:a@b.example", "dmarc.wrong-separator", ":",
	  "v=DMARC1; p=none; rua=mailto:a@b.example" },
	{ "v=DMARC1; p=none; p=reject", "dmarc.duplicate-tag", "p=reject", NULL },
	{ "v=DMARC1; P=none", "dmarc.tag-case", "P=none", "v=DMARC1; p=none" },
	{ "v=DMARC1; p=none; adkim=strict", "dmarc.alignment-invalid", "adkim=strict", NULL },
	{ "v=DMARC1; p=none; psd=yes", "dmarc.flag-invalid", "psd=yes", NULL },
	{ "v=DMARC1; p=none; rua=a@b.example", "dmarc.uri-invalid", "a@b.example",
	  "v=DMARC1; p=none; rua=mailto:a@b.example" },
	{ "v=DMARC1; p=none; rua=mailto:a@b.example, c@d.example", "dmarc.uri-invalid",
	  "c@d.example", "v=DMARC1; p=none; rua=mailto:a@b.example,mailto:c@d.example" },
	{ "v=DMARC1; p=none; rua=mailto:a b@c.example", "dmarc.uri-invalid", "mailto:a b@c.example",
	  NULL },
	{ "v=DMARC1; p=none; rua=mailto:a!b@c.example", "dmarc.uri-invalid", "mailto:a!b@c.example",
	  NULL },
	{ "v=DMARC1; p=none; rua=", "dmarc.uri-invalid", "rua=", NULL },
	{ "v=DMARC1; p=none; rua=mailto:@c.example", "dmarc.uri-invalid", "mailto:@c.example",
	  NULL },
};

/* The finding ID; fails if there is another as grave. */
static const struct mailauth_finding *find(const struct ma_findings *findings, const char *id)
{
	const struct mailauth_finding *found = NULL;

	for (const struct mailauth_finding *f = findings->first; f != NULL; f = f->next) {
		if (id != NULL && strcmp(mailauth_finding_id(f), id) == 0 && found == NULL)
			found = f;
		if (id == NULL)
			ck_assert_msg(mailauth_finding_severity(f) < MAILAUTH_SEVERITY_WARNING,
				      "%s", mailauth_finding_id(f));
	}
	ck_assert_msg(id == NULL || found != NULL, "no %s", id);
	return found;
}

START_TEST(test_faults_have_their_place)
{
	struct ma_pass pass = { .arena = &arena, .findings = { .arena = &arena } };
	struct ma_text text = ma_text(faults[_i].record);
	const struct ma_dmarc_record *record = ma_dmarc_read(&arena, text);
	const struct mailauth_finding *finding;
	struct ma_text suggestion;

	ck_assert_ptr_nonnull(record);
	ma_dmarc_note_faults(&pass, ma_name_parse(&arena, MA_TEXT("example.jp")), record);
	finding = find(&pass.findings, faults[_i].id);
	if (finding == NULL)
		return;
	assert_text(ma_text_slice(text, finding->from, finding->to), faults[_i].faulty);
	suggestion = ma_finding_argument(finding, "meant");
	if (faults[_i].suggestion != NULL)
		assert_text(suggestion, faults[_i].suggestion);
	else
		ck_assert_msg(suggestion.data == NULL, "%.*s", (int)suggestion.length,
			      (const char *)suggestion.data);
}
END_TEST

/* Faults are data: each has its place in the record, in order of tags, and all that count are
 * counted. */
START_TEST(test_faults_are_data)
{
	struct ma_text text = ma_text(faults[_i].record);
	const struct ma_dmarc_record *record = ma_dmarc_read(&arena, text);
	unsigned counted = 0, all = 0;

	for (const struct ma_dmarc_fault *f = record->first_fault; f != NULL; f = f->next) {
		ck_assert_uint_le(f->from, f->to);
		ck_assert_uint_le(f->to, text.length);
		counted += f->counts;
		all++;
	}
	ck_assert_uint_eq(all, record->seen < MA_DMARC_FAULTS_KEPT ? record->seen
								   : MA_DMARC_FAULTS_KEPT);
	ck_assert_uint_le(counted, record->faults);
}
END_TEST

/* What is proposed never permits more than what was written, and is read without a fault. */
START_TEST(test_what_is_not_clear_is_not_guessed)
{
	static const char *const texts[] = {
		"v=DMARC1; p=none", /* right as it is */
		"v=DMARC2; p=none", "v=DMARC1; p=maybe", "hello p=none", "v=spf1 p=none", "", ";;;",
	};

	for (size_t i = 0; i < COUNT_OF(texts); i++)
		ck_assert_msg(ma_dmarc_guess(&arena, ma_text(texts[i])) == NULL, "%s", texts[i]);
}
END_TEST

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

/* A small world: TXT records by name; the others do not exist.  NULL: it fails; "@NAME": it is an
 * alias of NAME. */
struct text {
	const char *name;
	const char *text;
};

static struct packet packet;

static void reply(struct mailauth_audit *audit, const struct mailauth_question *question,
		  const struct text *texts, enum mailauth_failure failure)
{
	const char *name = mailauth_question_name(question);
	uint32_t id = mailauth_question_id(question);
	bool exists = false;

	packet_reply(&packet, question);
	for (; texts->name != NULL; texts++) {
		if (strcmp(texts->name, name) != 0)
			continue;
		exists = true;
		if (texts->text == NULL) {
			ck_assert_int_eq(mailauth_audit_fail(audit, id, failure), 0);
			return;
		}
		if (texts->text[0] == '@')
			packet_name_record(&packet, name, TYPE_CNAME, texts->text + 1);
		else if (mailauth_question_type(question) == TYPE_TXT)
			packet_txt(&packet, name, texts->text, (char *)NULL);
	}
	if (!exists)
		packet_set_rcode(&packet, 3);
	ck_assert_int_eq(mailauth_audit_answer(audit, id, packet.bytes, packet.length), 0);
}

static const struct mailauth_report *run(struct mailauth_audit *audit, const struct text *texts,
					 enum mailauth_failure failure)
{
	const struct mailauth_question *question;

	while (mailauth_audit_step(audit) == MAILAUTH_PENDING)
		while ((question = mailauth_audit_next_question(audit)) != NULL)
			reply(audit, question, texts, failure);
	return mailauth_audit_report(audit);
}

static struct mailauth_audit *new_audit(void)
{
	struct mailauth_audit *audit;

	ck_assert_int_eq(mailauth_audit_new(&audit, "example.jp", 0), 0);
	return audit;
}

static unsigned count_of(const struct mailauth_report *report, const char *id)
{
	unsigned count = 0;

	for (size_t i = 0; i < mailauth_report_finding_count(report); i++)
		count += strcmp(mailauth_finding_id(mailauth_report_finding(report, i)), id) == 0;
	return count;
}

static bool has(const struct mailauth_report *report, const char *id)
{
	return count_of(report, id) > 0;
}

#define SPF                                                                                        \
	{                                                                                          \
		"example.jp", "v=spf1 -all"                                                        \
	}
#define REJECT                                                                                     \
	{                                                                                          \
		"_dmarc.example.jp", "v=DMARC1; p=reject"                                          \
	}

/* What no one looked at above a zone is one thing, what was asked for and failed another. */
START_TEST(test_offline_above_the_zone_is_assumed)
{
	static const struct text texts[] = { SPF, REJECT, { "_dmarc.jp", NULL }, { 0 } };
	struct mailauth_audit *audit = new_audit();
	const struct mailauth_report *report = run(audit, texts, MAILAUTH_OFFLINE);

	ck_assert(mailauth_report_is_complete(report));
	ck_assert(has(report, "dmarc.not-looked-at"));
	ck_assert(!has(report, "dmarc.lookup-offline"));
	ck_assert_int_eq(mailauth_report_spoofable(report), MAILAUTH_SPOOFABLE_NO);
	ck_assert_str_eq(mailauth_report_dmarc_org_domain(report), "example.jp");
	mailauth_audit_free(audit);
}
END_TEST

START_TEST(test_failure_above_the_zone_stays_unknown)
{
	static const struct text texts[] = { SPF, REJECT, { "_dmarc.jp", NULL }, { 0 } };
	static const enum mailauth_failure failures[] = { MAILAUTH_TIMED_OUT,
							  MAILAUTH_SERVER_FAILURE,
							  MAILAUTH_NOT_ASKED, MAILAUTH_CANCELLED };
	struct mailauth_audit *audit = new_audit();
	const struct mailauth_report *report;

	ck_assert_int_eq(mailauth_audit_add_auth(audit, "dkim=pass header.d=mail.example.jp"), 0);
	ck_assert_int_eq(mailauth_audit_add_auth(audit, "spf=none"), 0);
	report = run(audit, texts, failures[_i]);
	ck_assert(!mailauth_report_is_complete(report));
	ck_assert(has(report, "dmarc.registry-failed"));
	ck_assert(!has(report, "dmarc.not-looked-at"));
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
	static const struct text texts[] = { SPF, REJECT, { "_dmarc.jp", NULL }, { 0 } };
	struct mailauth_audit *audit = new_audit();
	const struct mailauth_report *report = run(audit, texts, MAILAUTH_REFUSED);

	ck_assert(mailauth_report_is_complete(report));
	ck_assert(has(report, "dmarc.registry-failed"));
	ck_assert(!has(report, "dmarc.lookup-failed"));
	ck_assert_ptr_null(mailauth_report_dmarc_org_domain(report));
	ck_assert_int_eq(mailauth_report_spoofable(report), MAILAUTH_SPOOFABLE_NO);
	mailauth_audit_free(audit);
}
END_TEST

/* Without a record of its own, its policy does rest on it. */
START_TEST(test_registry_matters_without_a_record)
{
	static const struct text texts[] = { SPF, { "_dmarc.jp", NULL }, { 0 } };
	struct mailauth_audit *audit = new_audit();
	const struct mailauth_report *report = run(audit, texts, MAILAUTH_TIMED_OUT);

	ck_assert(!mailauth_report_is_complete(report));
	ck_assert(has(report, "dmarc.lookup-failed"));
	ck_assert(!has(report, "dmarc.registry-failed"));
	mailauth_audit_free(audit);
}
END_TEST

/* The wildcard may hold any policy. */
START_TEST(test_wildcard_that_fails_is_unknown)
{
	static const struct text texts[] = { SPF, REJECT, { "*.example.jp", NULL }, { 0 } };
	struct mailauth_audit *audit = new_audit();
	const struct mailauth_report *report = run(audit, texts, MAILAUTH_TIMED_OUT);

	ck_assert(!mailauth_report_is_complete(report));
	ck_assert(has(report, "dmarc.wildcard-failed"));
	ck_assert_int_eq(mailauth_report_dmarc_policy(report, MAILAUTH_POLICY_OF_MISSING),
			 MAILAUTH_POLICY_UNKNOWN);
	ck_assert_int_eq(mailauth_report_spoofable(report), MAILAUTH_SPOOFABLE_UNKNOWN);
	mailauth_audit_free(audit);
}
END_TEST

START_TEST(test_failure_of_the_domain_is_no_absence)
{
	static const struct text texts[] = { SPF, { "_dmarc.example.jp", NULL }, { 0 } };
	struct mailauth_audit *audit = new_audit();
	const struct mailauth_report *report =
		run(audit, texts, _i == 0 ? MAILAUTH_TIMED_OUT : MAILAUTH_OFFLINE);

	ck_assert(!mailauth_report_is_complete(report));
	ck_assert(has(report, _i == 0 ? "dmarc.lookup-failed" : "dmarc.lookup-offline"));
	ck_assert(!has(report, "dmarc.no-record"));
	ck_assert_int_eq(mailauth_report_dmarc_policy(report, MAILAUTH_POLICY_OF_DOMAIN),
			 MAILAUTH_POLICY_UNKNOWN);
	mailauth_audit_free(audit);
}
END_TEST

/* sp for what exists, np for what does not: where no one knows which it is, neither. */
START_TEST(test_unknown_existence_is_an_unknown_policy)
{
	static const struct text texts[] = {
		SPF,
		{ "_dmarc.example.jp", "v=DMARC1; p=none; np=reject" },
		{ "shop.example.jp", NULL },
		{ 0 },
	};
	struct mailauth_audit *audit = new_audit();
	const struct mailauth_report *report;

	ck_assert_int_eq(mailauth_audit_set_from(audit, "info@shop.example.jp"), 0);
	ck_assert_int_eq(mailauth_audit_add_auth(audit, "dkim=none"), 0);
	ck_assert_int_eq(mailauth_audit_add_auth(audit, "spf=none"), 0);
	report = run(audit, texts, MAILAUTH_TIMED_OUT);
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
	report = run(audit, texts, 0);
	ck_assert_str_eq(mailauth_report_dmarc_policy_domain(report), "shop.example.jp");
	ck_assert_uint_eq(count_of(report, "dmarc.alignment-invalid"), 1);
	ck_assert_uint_eq(count_of(report, "dmarc.alias"), 1);
	mailauth_audit_free(audit);
}
END_TEST

START_TEST(test_without_a_list_the_old_reading_is_unknown)
{
	static const struct text texts[] = { SPF, REJECT, { 0 } };
	struct mailauth_audit *audit = new_audit();
	const struct mailauth_report *report;

	has_list = false;
	report = run(audit, texts, 0);
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
		SPF,
		{ "_dmarc.example.jp", "v=DMARC1; p=reject; rua=mailto:a@b.example" },
		{ "example.jp._report._dmarc.b.example", NULL },
		{ 0 },
	};
	struct mailauth_audit *audit = new_audit();
	const struct mailauth_report *report =
		run(audit, texts, _i == 0 ? MAILAUTH_TIMED_OUT : MAILAUTH_OFFLINE);

	ck_assert_int_eq(has(report, "dmarc.report-lookup-failed"), _i == 0);
	ck_assert_int_eq(has(report, "dmarc.report-not-checked"), _i == 1);
	ck_assert(!has(report, "dmarc.report-not-authorised"));
	ck_assert_int_eq(mailauth_report_is_complete(report), _i == 1);
	mailauth_audit_free(audit);
}
END_TEST

/* What a milter has is enough: no address, no SPF of ours. */
START_TEST(test_results_are_handed_in)
{
	static const struct text texts[] = {
		SPF,
		{ "_dmarc.other.example", "v=DMARC1; p=quarantine" },
		{ 0 },
	};
	struct mailauth_audit *audit = new_audit();
	const struct mailauth_report *report;

	ck_assert_int_eq(mailauth_audit_set_from(audit, "Name <info@other.example>"), 0);
	ck_assert_int_eq(mailauth_audit_add_auth(audit, "spf=pass smtp.mailfrom=x@example.jp"), 0);
	ck_assert_int_eq(
		mailauth_audit_add_auth(audit, "dkim=fail header.d=other.example header.s=a"), 0);
	report = run(audit, texts, 0);
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
	struct mailauth_audit *audit = new_audit();

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
	static const struct text texts[] = { SPF,
					     { "_dmarc.example.jp", "v=DMARC1; p=reject; adkim=s" },
					     { 0 } };
	struct mailauth_audit *audit = new_audit();

	ck_assert_int_eq(mailauth_audit_add_auth(audit, "dkim=pass header.d=mail.example.jp"), 0);
	ck_assert_int_eq(mailauth_audit_add_auth(audit, "spf=none"), 0);
	ck_assert_int_eq(mailauth_report_dmarc_result(run(audit, texts, 0)), MAILAUTH_DMARC_FAIL);
	mailauth_audit_free(audit);
}
END_TEST

/* --- Together ------------------------------------------------------------------------ */

/* The findings of a report whose domain's keys were, or were not, seen. */
static bool combines(const struct mailauth_report *report, enum ma_seen keys, const char *id)
{
	struct ma_findings findings = { .arena = &arena };

	ma_verdict_combine_keys(report, keys, &findings);
	for (const struct mailauth_finding *f = findings.first; f != NULL; f = f->next)
		if (strcmp(mailauth_finding_id(f), id) == 0)
			return true;
	return false;
}

START_TEST(test_enforced_without_a_key)
{
	static const struct text texts[] = { { "example.jp", "v=spf1 ip4:192.0.2.1 -all" },
					     REJECT,
					     { 0 } };
	struct mailauth_audit *audit = new_audit();
	const struct mailauth_report *report = run(audit, texts, 0);

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
	struct mailauth_audit *audit = new_audit();
	struct mailauth_report report = *run(audit, texts, 0);

	report.mx = (struct ma_mx){ .hosts = &host, .count = 1 };
	ck_assert(combines(&report, MA_SEEN_NO, "dmarc.nothing-proves"));
	ck_assert(!combines(&report, MA_SEEN_YES, "dmarc.nothing-proves"));
	ck_assert(!combines(&report, MA_SEEN_UNKNOWN, "dmarc.nothing-proves"));
	report.spf.unknown = true;
	ck_assert(!combines(&report, MA_SEEN_NO, "dmarc.nothing-proves"));
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

	add_fixed(suite, "versions", test_version_decides, COUNT_OF(versions));
	add_fixed(suite, "faults", test_faults_have_their_place, COUNT_OF(faults));
	add_fixed(suite, "readings", test_faults_are_data, COUNT_OF(faults));
	add_fixed(suite, "guesses", test_what_is_not_clear_is_not_guessed, 1);
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
	add_fixed(suite, "handed in", test_results_are_handed_in, 1);
	add_fixed(suite, "no results", test_what_is_no_result_is_refused, 1);
	add_fixed(suite, "strict", test_strict_is_the_same_name, 1);
	add_fixed(suite, "keys", test_enforced_without_a_key, 1);
	add_fixed(suite, "nothing", test_nothing_proves, 1);
	return check_main(suite);
}
