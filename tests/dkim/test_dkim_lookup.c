/* Selectors over the DNS: what is asked and when, and what failures and lies of servers come to.
 *
 * SPDX-License-Identifier: MIT */

#include "dkim_keys.h"
#include "packet.h"
#include "support.h"

#include <mailauth/report.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { NOW = 1767225600, NXDOMAIN = 3, SERVFAIL = 2, LIKELY = 21 };

#define KEY "v=DKIM1; k=rsa; p=" RSA_2048

/* What a server says of names that end in END; the first that fits.  Of others, that they do not
 * exist. */
struct saying {
	const char *end;
	unsigned rcode;
	const char *text; /* a TXT record, or NULL */
};

/* An audit, and what it asked below _domainkey. */
struct run {
	const struct saying *sayings; /* .end NULL ends them */
	struct mailauth_audit *audit;
	const struct mailauth_report *report;
	char asked[20000]; /* names in the order of the questions, blanks between */
	size_t count;
	unsigned waits; /* times that something had to be answered */
};

static bool ends_in(const char *name, const char *end)
{
	size_t length = strlen(name);

	return length >= strlen(end) && strcmp(name + length - strlen(end), end) == 0;
}

static void put_text(struct packet *packet, const char *name, const char *text)
{
	char half[256] = "";

	strncpy(half, text, 255);
	packet_txt(packet, name, half, strlen(text) > 255 ? text + 255 : NULL, NULL);
}

static void reply(const struct run *run, const struct mailauth_question *question,
		  struct packet *packet)
{
	const char *name = mailauth_question_name(question);
	const struct saying *saying = run->sayings;

	packet_reply(packet, question);
	while (saying->end != NULL && !ends_in(name, saying->end))
		saying++;
	packet_set_rcode(packet, saying->end != NULL ? saying->rcode : NXDOMAIN);
	if (saying->end != NULL && saying->text != NULL &&
	    mailauth_question_type(question) == TYPE_TXT) {
		put_text(packet, name, saying->text);
		return;
	}
	packet->section = PACKET_AUTHORITY;
	packet_soa(packet, "example.jp", 300, 300);
}

static void answer_all(struct run *run)
{
	static struct packet packet;
	const struct mailauth_question *question;

	while ((question = mailauth_audit_next_question(run->audit)) != NULL) {
		const char *name = mailauth_question_name(question);

		if (strstr(name, "_domainkey") != NULL) {
			strcat(strcat(run->asked, name), " ");
			run->count++;
		}
		reply(run, question, &packet);
		ck_assert_int_eq(mailauth_audit_answer(run->audit, mailauth_question_id(question),
						       packet.bytes, packet.length),
				 0);
	}
	run->waits++;
}

static void begin(struct run *run, const struct saying *sayings)
{
	*run = (struct run){ .sayings = sayings };
	ck_assert_int_eq(mailauth_audit_new(&run->audit, "example.jp", NOW), 0);
}

static void finish(struct run *run)
{
	int r;

	while ((r = mailauth_audit_step(run->audit)) == MAILAUTH_PENDING)
		answer_all(run);
	ck_assert_int_eq(r, MAILAUTH_DONE);
	run->report = mailauth_audit_report(run->audit);
}

static const struct mailauth_finding *find(const struct run *run, const char *id)
{
	for (size_t i = 0; i < mailauth_report_finding_count(run->report); i++) {
		const struct mailauth_finding *finding = mailauth_report_finding(run->report, i);

		if (strcmp(mailauth_finding_id(finding), id) == 0)
			return finding;
	}
	return NULL;
}

/* --- What is asked ----------------------------------------------------------- */

static const struct saying here[] = { { "s1._domainkey.example.jp", 0, KEY },
				      { "no-such-selector._domainkey.example.jp", NXDOMAIN, NULL },
				      { ".mx.example.jp", NXDOMAIN, NULL },
				      { "._domainkey.example.jp", NXDOMAIN, NULL },
				      { "example.jp.example.jp", NXDOMAIN, NULL },
				      { "s9.example.jp", NXDOMAIN, NULL },
				      { "example.jp", 0, NULL },
				      { NULL, 0, NULL } };

START_TEST(test_without_selectors_nothing_is_asked)
{
	struct run run;

	begin(&run, here);
	finish(&run);
	ck_assert_str_eq(run.asked, "");
	ck_assert_uint_eq(mailauth_report_key_count(run.report), 0);
	ck_assert_int_eq(mailauth_report_section_severity(run.report, MAILAUTH_SECTION_DKIM),
			 MAILAUTH_SEVERITY_NONE);
	mailauth_audit_free(run.audit);
}
END_TEST

/* The key; then whether a wildcard answers; then what all keys together need. */
START_TEST(test_a_selector_that_is_there_is_three_waits)
{
	struct run run;

	begin(&run, here);
	ck_assert_int_eq(mailauth_audit_add_selector(run.audit, "s1"), 0);
	ck_assert_int_eq(mailauth_audit_add_selector(run.audit, "S1._domainkey.example.jp."), 0);
	finish(&run);
	ck_assert_str_eq(run.asked, "s1._domainkey.example.jp "
				    "mailauth-no-such-selector._domainkey.example.jp "
				    "_domainkey.example.jp _adsp._domainkey.example.jp ");
	ck_assert_uint_eq(run.waits, 3);
	ck_assert_uint_eq(mailauth_report_key_count(run.report), 1);
	ck_assert_ptr_nonnull(find(&run, "dkim.key-valid"));
	mailauth_audit_free(run.audit);
}
END_TEST

/* Only then is it looked for elsewhere. */
START_TEST(test_a_selector_that_is_missing)
{
	struct run run;

	begin(&run, here);
	ck_assert_int_eq(mailauth_audit_add_selector(run.audit, "s9"), 0);
	finish(&run);
	ck_assert_str_eq(run.asked, "s9._domainkey.example.jp "
				    "_domainkey.s9.example.jp _domainkey.example.jp "
				    "s9._domainkey.example.jp.example.jp "
				    "_adsp._domainkey.example.jp ");
	ck_assert_ptr_nonnull(find(&run, "dkim.selector-missing"));
	mailauth_audit_free(run.audit);
}
END_TEST

START_TEST(test_likely_selectors_are_asked_at_once)
{
	struct run run;

	begin(&run, here);
	ck_assert_int_eq(mailauth_audit_set_selectors(run.audit, MAILAUTH_SELECTORS_LIKELY), 0);
	ck_assert_int_eq(mailauth_audit_step(run.audit), MAILAUTH_PENDING);
	answer_all(&run);
	ck_assert_uint_eq(run.count, LIKELY);
	finish(&run);
	ck_assert_uint_eq(run.count, LIKELY + 3);
	ck_assert_uint_eq(run.waits, 3);
	ck_assert_uint_eq(mailauth_report_key_count(run.report), 1);
	mailauth_audit_free(run.audit);
}
END_TEST

START_TEST(test_what_is_no_option_is_refused)
{
	struct run run;

	begin(&run, here);
	ck_assert_int_eq(mailauth_audit_add_selector(run.audit, ""), MAILAUTH_EINVAL);
	ck_assert_int_eq(mailauth_audit_add_selector(run.audit, NULL), MAILAUTH_EINVAL);
	ck_assert_int_eq(mailauth_audit_set_selectors(run.audit, (enum mailauth_selectors)3),
			 MAILAUTH_EINVAL);
	ck_assert_int_eq(mailauth_audit_add_key(run.audit, "s1", NULL, 0, 0), MAILAUTH_EINVAL);
	ck_assert_int_eq(mailauth_audit_add_key(run.audit, "s1", "", 0, 2), MAILAUTH_EINVAL);
	ck_assert_int_eq(mailauth_audit_add_key(run.audit, "s1", "", 0, 0), 0);
	ck_assert_int_eq(mailauth_audit_add_key(run.audit, "s1", "", 0, 0), MAILAUTH_EINVAL);
	finish(&run);
	ck_assert_ptr_nonnull(find(&run, "dkim.file-unreadable"));
	ck_assert_int_eq(mailauth_audit_add_selector(run.audit, "s2"), MAILAUTH_EINVAL);
	ck_assert_int_eq(mailauth_audit_add_key(run.audit, "s2", "", 0, 0), MAILAUTH_EINVAL);
	mailauth_audit_free(run.audit);
}
END_TEST

/* --- Failures and lies -------------------------------------------------------- */

static const struct saying failing[] = { { "_domainkey.example.jp", SERVFAIL, NULL },
					 { "example.jp", 0, NULL },
					 { NULL, 0, NULL } };

static void look_up_likely(struct run *run, const struct saying *sayings)
{
	begin(run, sayings);
	ck_assert_int_eq(mailauth_audit_set_selectors(run->audit, MAILAUTH_SELECTORS_LIKELY), 0);
	finish(run);
}

static void look_up_s1(struct run *run, const struct saying *sayings)
{
	begin(run, sayings);
	ck_assert_int_eq(mailauth_audit_add_selector(run->audit, "s1"), 0);
	finish(run);
}

START_TEST(test_a_parent_that_is_denied)
{
	static const struct saying sayings[] = { { "no-such-selector._domainkey.example.jp",
						   NXDOMAIN, NULL },
						 { "s1._domainkey.example.jp", 0, KEY },
						 { "_domainkey.example.jp", NXDOMAIN, NULL },
						 { "example.jp", 0, NULL },
						 { NULL, 0, NULL } };
	struct run run;

	look_up_s1(&run, sayings);
	ck_assert_ptr_nonnull(find(&run, "dkim.domainkey-denied"));
	ck_assert_ptr_nonnull(find(&run, "dkim.key-valid"));
	ck_assert_ptr_null(find(&run, "dkim.no-domainkey"));
	mailauth_audit_free(run.audit);
}
END_TEST

START_TEST(test_a_parent_that_is_there)
{
	struct run run;

	look_up_s1(&run, here);
	ck_assert_ptr_null(find(&run, "dkim.domainkey-denied"));
	mailauth_audit_free(run.audit);
}
END_TEST

/* A failure is "unknown", never "there is none". */
START_TEST(test_failures_are_unknown)
{
	struct run run;

	look_up_s1(&run, failing);
	ck_assert_ptr_nonnull(find(&run, "dkim.lookup-failed"));
	ck_assert_ptr_null(find(&run, "dkim.selector-missing"));
	ck_assert_ptr_null(find(&run, "dkim.no-domainkey"));
	ck_assert_int_eq(mailauth_key_status(mailauth_report_key(run.report, 0)),
			 MAILAUTH_KEY_UNKNOWN);
	ck_assert(!mailauth_report_is_complete(run.report));
	mailauth_audit_free(run.audit);
}
END_TEST

/* All guesses that fail are one finding. */
START_TEST(test_guesses_that_fail_are_one_finding)
{
	struct run run;

	look_up_likely(&run, failing);
	ck_assert_ptr_nonnull(find(&run, "dkim.guesses-failed"));
	ck_assert_str_eq(mailauth_finding_argument(find(&run, "dkim.guesses-failed"), "count"),
			 "21");
	ck_assert_ptr_null(find(&run, "dkim.none-found"));
	ck_assert_ptr_null(find(&run, "dkim.lookup-failed"));
	ck_assert_uint_eq(mailauth_report_key_count(run.report), 0);
	ck_assert(!mailauth_report_is_complete(run.report));
	mailauth_audit_free(run.audit);
}
END_TEST

/* One that fails does not hide that the others are not there. */
START_TEST(test_a_guess_that_fails_is_not_counted)
{
	static const struct saying sayings[] = { { "google._domainkey.example.jp", SERVFAIL, NULL },
						 { "._domainkey.example.jp", NXDOMAIN, NULL },
						 { "example.jp.example.jp", NXDOMAIN, NULL },
						 { "example.jp", 0, NULL },
						 { NULL, 0, NULL } };
	struct run run;

	look_up_likely(&run, sayings);
	ck_assert_str_eq(mailauth_finding_argument(find(&run, "dkim.guesses-failed"), "count"),
			 "1");
	ck_assert_str_eq(mailauth_finding_argument(find(&run, "dkim.none-found"), "count"), "20");
	mailauth_audit_free(run.audit);
}
END_TEST

/* Whether a wildcard answers is then not known; the key is still judged. */
START_TEST(test_a_wildcard_that_fails)
{
	static const struct saying sayings[] = { { "no-such-selector._domainkey.example.jp",
						   SERVFAIL, NULL },
						 { "s1._domainkey.example.jp", 0, KEY },
						 { "example.jp", 0, NULL },
						 { NULL, 0, NULL } };
	struct run run;

	look_up_s1(&run, sayings);
	ck_assert_ptr_nonnull(find(&run, "dkim.lookup-failed"));
	ck_assert_ptr_nonnull(find(&run, "dkim.key-valid"));
	ck_assert(!mailauth_report_is_complete(run.report));
	mailauth_audit_free(run.audit);
}
END_TEST

/* --- Key files -------------------------------------------------------------- */

static size_t put_block(char *to, const char *label, const char *letters)
{
	size_t length = (size_t)sprintf(to, "-----BEGIN %s-----\n", label);

	for (size_t at = 0; at < strlen(letters); at += 64)
		length += (size_t)sprintf(to + length, "%.64s\n", letters + at);
	return length + (size_t)sprintf(to + length, "-----END %s-----\n", label);
}

static void look_up_file(struct run *run, const char *file, size_t length, bool readable)
{
	begin(run, here);
	ck_assert_int_eq(mailauth_audit_add_key(run->audit, "s1", file, length, readable), 0);
	finish(run);
}

/* What a key follows in a file. */
static const char *const leading[] = {
	"\xef\xbb\xbf",
	"Bag Attributes\n    friendlyName: mail\n",
	"-----BEGIN PUBLIC KEY-----\nMIIB\n",				      /* without an end */
	"-----BEGIN PUBLIC KEY-----\nMII*\n-----END PUBLIC KEY-----\n",	      /* not base64 */
	"-----BEGIN PUBLIC KEY-----\nMIIB\n-----END PRIVATE KEY-----\n",      /* another end */
	"-----BEGIN PUBLIC KEY-----\nM===\n-----END PUBLIC KEY-----\n",	      /* padded too far */
	"-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n",     /* not a key */
	"-----BEGIN PUBLIC KEY-----\nA: b\n c\n\n-----END PUBLIC KEY-----\n", /* empty */
};

START_TEST(test_what_a_key_follows)
{
	char file[4000];
	struct run run;

	for (size_t i = 0; i < sizeof(leading) / sizeof(*leading); i++) {
		size_t length = strlen(leading[i]);

		memcpy(file, leading[i], length);
		look_up_file(&run, file, length, false);
		ck_assert_ptr_nonnull(find(&run, "dkim.file-unreadable"));
		mailauth_audit_free(run.audit);
		length += put_block(file + length, "PUBLIC KEY", RSA_2048);
		look_up_file(&run, file, length, false);
		ck_assert_ptr_nonnull(find(&run, "dkim.key-matches"));
		mailauth_audit_free(run.audit);
	}
}
END_TEST

/* Empty blocks are not keys, and no lack of memory; a key may come after them. */
START_TEST(test_an_empty_block)
{
	char file[4000];
	size_t length = 0;
	struct run run;

	for (int blocks = 0; blocks < 3; blocks++) {
		length += put_block(file + length, "PUBLIC KEY", blocks < 2 ? "" : RSA_2048);
		look_up_file(&run, file, length, false);
		ck_assert((find(&run, "dkim.file-unreadable") != NULL) == (blocks < 2));
		ck_assert((find(&run, "dkim.key-matches") != NULL) == (blocks == 2));
		mailauth_audit_free(run.audit);
	}
}
END_TEST

/* A private key after a public one can be read as well. */
START_TEST(test_a_private_key_after_a_public_one)
{
	char file[4000];
	size_t length = put_block(file, "PUBLIC KEY", RSA_2048);
	struct run run;

	for (int both = 0; both < 2; both++) {
		if (both)
			length += put_block(file + length, "RSA PRIVATE KEY", RSA_1024_PRIVATE);
		look_up_file(&run, file, length, true);
		ck_assert_ptr_nonnull(find(&run, "dkim.key-matches"));
		ck_assert((find(&run, "dkim.file-readable") != NULL) == both);
		mailauth_audit_free(run.audit);
	}
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("dkim_lookup");

	add_case(suite, "asked",
		 TESTS(test_without_selectors_nothing_is_asked,
		       test_a_selector_that_is_there_is_three_waits,
		       test_a_selector_that_is_missing, test_likely_selectors_are_asked_at_once,
		       test_what_is_no_option_is_refused));
	add_case(suite, "failures",
		 TESTS(test_a_parent_that_is_denied, test_a_parent_that_is_there,
		       test_failures_are_unknown, test_guesses_that_fail_are_one_finding,
		       test_a_guess_that_fails_is_not_counted, test_a_wildcard_that_fails));
	add_case(suite, "files",
		 TESTS(test_an_empty_block, test_what_a_key_follows,
		       test_a_private_key_after_a_public_one));
	return check_main(suite);
}
