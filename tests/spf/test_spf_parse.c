/* The SPF parser: which faults a record has, each with a caret under the bytes at fault.
 *
 * SPDX-License-Identifier: MIT */

#include "support.h"

#include "../../lib/spf/advice/advice.h"
#include "../../lib/spf/meant/meant.h"

#include <stdlib.h>
#include <string.h>

/* A record, a line with ^ under the faults' bytes, and their ids in order of place. */
static const struct {
	const char *record;
	const char *carets;
	const char *ids;
} cases[] = {
	/* Sound records: nothing to say. */
	{ "v=spf1", "", "" },
	{ "V=SPF1 -ALL", "", "" },
	{ "v=spf1  a   mx  ", "", "" },
	{ "v=spf1 a:example.com/24//64 mx//64 a/0 mx/32//128 -all", "", "" },
	{ "v=spf1 ip4:192.0.2.0/24 ip6:2001:db8::/32 ip6:::ffff:192.0.2.1 ?all", "", "" },
	{ "v=spf1 exists:%{ir}.%{l1r+-}._spf.%{d} ptr ptr:example.com", "", "" },
	{ "v=spf1 a:%{d} a:foo%% a:a.%_ a:x.example.com. a:%{d2}.example.com", "", "" },
	{ "v=spf1 a:foo/bar.example.com a:a.b-c a:a.8c", "", "" },
	{ "v=spf1 redirect=_spf.example.com exp=%{d}", "", "" },
	{ "v=spf1 moo=%{c} foo.bar_-9=a:b/c default=unknown", "", "" },

	/* all */
	{ "v=spf1 all:foo", "          ^^^^", "spf.value-unexpected" },
	{ "v=spf1 -all/8", "           ^^", "spf.value-unexpected" },
	{ "v=spf1 -all.", "       ^^^^^", "spf.unknown-mechanism" },

	/* Names */
	{ "v=spf1 ipv4:192.0.2.1 -all", "       ^^^^^^^^^^^^^^", "spf.unknown-mechanism" },
	{ "v=spf1 + -all", "       ^", "spf.unknown-mechanism" },
	{ "v=spf1 a, mx", "       ^^", "spf.unknown-mechanism" },
	{ "v=spf1 mx~all", "       ^^^^^^", "spf.unknown-mechanism" },
	{ "v=spf1 include;example.com -all", "       ^^^^^^^^^^^^^^^^^^^",
	  "spf.unknown-mechanism" },
	{ "v=spf1 -redirect=example.com", "       ^", "spf.qualified-modifier" },
	{ "v=spf1 =foo", "       ^", "spf.bad-modifier-name" },
	{ "v=spf1 1a=foo", "       ^^", "spf.bad-modifier-name" },
	{ "v=spf1 moo&cow=foo", "       ^^^^^^^", "spf.bad-modifier-name" },
	{ "v=spf1 redirect=a.example redirect=b.example",
	  "                          ^^^^^^^^^^^^^^^^^^", "spf.duplicate-modifier" },
	{ "v=spf1 exp=a.example EXP=b.example", "                     ^^^^^^^^^^^^^",
	  "spf.duplicate-modifier" },

	/* Values */
	{ "v=spf1 include -all", "       ^^^^^^^", "spf.value-missing" },
	{ "v=spf1 include: -all", "       ^^^^^^^^", "spf.value-missing" },
	{ "v=spf1 exists -all", "       ^^^^^^", "spf.value-missing" },
	{ "v=spf1 a: mx: ptr:", "       ^^ ^^^ ^^^^",
	  "spf.value-missing spf.value-missing spf.value-missing" },
	{ "v=spf1 redirect= exp=", "       ^^^^^^^^^ ^^^^", "spf.value-missing spf.value-missing" },
	{ "v=spf1 ip4 ip6: -all", "       ^^^ ^^^^", "spf.value-missing spf.value-missing" },
	{ "v=spf1 include:example.com/24", "                          ^^^",
	  "spf.prefix-not-allowed" },
	{ "v=spf1 ptr/0", "          ^^", "spf.prefix-not-allowed" },
	{ "v=spf1 exists:a.example//64", "                       ^^^^", "spf.prefix-not-allowed" },

	/* Domains */
	{ "v=spf1 a:localhost", "         ^^^^^^^^^", "spf.bad-domain" },
	{ "v=spf1 a:192.0.2.1", "         ^^^^^^^^^", "spf.bad-domain" },
	{ "v=spf1 a:example.com-", "         ^^^^^^^^^^^^", "spf.bad-domain" },
	{ "v=spf1 a:example.-com", "         ^^^^^^^^^^^^", "spf.bad-domain" },
	{ "v=spf1 a:example.com..", "         ^^^^^^^^^^^^^", "spf.bad-domain" },
	{ "v=spf1 mx:example.com:8080", "          ^^^^^^^^^^^^^^^^", "spf.bad-domain" },
	{ "v=spf1 a:%{d}com", "         ^^^^^^^", "spf.bad-domain" },

	/* Prefix lengths */
	{ "v=spf1 a/33", "        ^^^", "spf.bad-prefix-length" },
	{ "v=spf1 a/024 mx/", "        ^^^^   ^", "spf.bad-prefix-length spf.bad-prefix-length" },
	{ "v=spf1 a//129 mx//", "        ^^^^^   ^^",
	  "spf.bad-prefix-length spf.bad-prefix-length" },
	{ "v=spf1 a/24/64", "        ^^^^^^", "spf.bad-prefix-length" },
	{ "v=spf1 a:example.com/x", "                    ^^", "spf.bad-prefix-length" },
	{ "v=spf1 ip4:192.0.2.0/99999999999999999999", "                    ^^^^^^^^^^^^^^^^^^^^^",
	  "spf.bad-prefix-length" },
	{ "v=spf1 ip4:192.0.2.0//24", "                    ^^^^", "spf.bad-prefix-length" },
	{ "v=spf1 ip6:2001:db8::/129", "                     ^^^^", "spf.bad-prefix-length" },

	/* Addresses */
	{ "v=spf1 ip4:192.0.2", "           ^^^^^^^", "spf.bad-address" },
	{ "v=spf1 ip4:192.0.2.01", "           ^^^^^^^^^^", "spf.bad-address" },
	{ "v=spf1 ip4:192.0.2.256/33", "           ^^^^^^^^^^^^^^",
	  "spf.bad-address spf.bad-prefix-length" },
	{ "v=spf1 ip4:192.0.2.1:25", "           ^^^^^^^^^^^^", "spf.bad-address" },
	{ "v=spf1 ip4:2001:db8::1", "           ^^^^^^^^^^^", "spf.bad-address" },
	{ "v=spf1 ip6:192.0.2.1", "           ^^^^^^^^^", "spf.bad-address" },
	{ "v=spf1 ip6:fe80::1%eth0", "           ^^^^^^^^^^^^", "spf.bad-address" },
	{ "v=spf1 ip4:%{i}", "           ^^^^", "spf.bad-address" },
	{ "v=spf1 ip4:/24", "           ^^^", "spf.bad-address" },

	/* Macros */
	{ "v=spf1 exists:%{x}.example.com", "              ^^^^", "spf.bad-macro" },
	{ "v=spf1 exists:%(ir).example.com", "              ^^", "spf.bad-macro" },
	{ "v=spf1 exists:a.example%", "                       ^", "spf.bad-macro" },
	{ "v=spf1 exists:%{d0}", "              ^^^^^", "spf.bad-macro" },
	{ "v=spf1 exists:%{dr2}.a.example", "              ^^^^^^", "spf.bad-macro" },
	{ "v=spf1 exists:%{d", "              ^^^", "spf.bad-macro" },
	{ "v=spf1 exists:%{r}.example.com", "              ^^^^", "spf.macro-only-in-explanation" },
	{ "v=spf1 exp=%{t}", "           ^^^^", "spf.macro-only-in-explanation" },
	{ "v=spf1 moo=%{z}", "           ^^^^", "spf.bad-macro" },

	/* Bytes that do not belong into a record: one finding for each run of them. */
	{ "v=spf1 include\xef\xbc\x9a"
	  "a.example -all",
	  "              ^^^", "spf.bad-character" },
	{ "v=spf1 a\tmx \x01\x02 \xff -all", "        ^   ^^ ^",
	  "spf.bad-character spf.bad-character spf.bad-character" },

};

/* Reads TEXT, and adds what is wrong with it. */
static const struct ma_spf_record *read_and_note(struct ma_findings *findings, struct ma_text text)
{
	const struct ma_spf_record *record = ma_spf_read(findings->arena, text);

	if (record != NULL)
		ma_spf_note_faults(findings, MA_TEXT("example.com"), record);
	return record;
}

static char *carets_of(const struct ma_findings *findings, size_t length)
{
	char *carets = calloc(length + 1, 1);
	size_t used = 0;

	memset(carets, ' ', length);
	for (const struct mailauth_finding *f = findings->first; f != NULL; f = f->next) {
		ck_assert_uint_le(f->to, length);
		ck_assert_uint_lt(f->from, f->to);
		memset(carets + f->from, '^', f->to - f->from);
		used = f->to > used ? f->to : used;
	}
	carets[used] = '\0';
	return carets;
}

static char *ids_of(const struct ma_findings *findings)
{
	char *ids = calloc(1, 1000);

	for (const struct mailauth_finding *f = findings->first; f != NULL; f = f->next) {
		if (ids[0] != '\0')
			strcat(ids, " ");
		strcat(ids, mailauth_finding_id(f));
	}
	return ids;
}

START_TEST(test_faults_have_their_places)
{
	struct ma_arena arena = { 0 };
	struct ma_findings findings = { .arena = &arena };
	struct ma_text text = ma_text(cases[_i].record);
	const struct ma_spf_record *record;
	char *carets;
	char *ids;

	ck_assert(ma_spf_is_record(text));
	record = read_and_note(&findings, text);
	ck_assert_ptr_nonnull(record);
	carets = carets_of(&findings, text.length);
	ids = ids_of(&findings);
	ck_assert_msg(strcmp(carets, cases[_i].carets) == 0, "\n%s\n%s is\n%s should be",
		      cases[_i].record, carets, cases[_i].carets);
	ck_assert_str_eq(ids, cases[_i].ids);
	free(carets);
	free(ids);
	ck_assert_int_eq(record->faults > 0, findings.first != NULL);
	ma_arena_finish(&arena);
}
END_TEST

START_TEST(test_no_fault_hides_another)
{
	struct ma_arena arena = { 0 };
	struct ma_findings findings = { .arena = &arena };
	const struct ma_spf_record *record = read_and_note(
		&findings, MA_TEXT("v=spf1 ipv4:1.2.3.4 a/33 include: exists:%{y} redirect= -all"));
	char *ids = ids_of(&findings);

	ck_assert_str_eq(ids, "spf.unknown-mechanism spf.bad-prefix-length spf.value-missing "
			      "spf.bad-macro spf.value-missing");
	ck_assert_uint_eq(record->faults, 5);
	free(ids);
	ma_arena_finish(&arena);
}
END_TEST

/* Legal, and ignored by receivers, so the record is not void; but probably not what was meant. */
START_TEST(test_a_mechanism_with_an_equals_sign_is_noted)
{
	struct ma_arena arena = { 0 };
	struct ma_findings findings = { .arena = &arena };
	const struct ma_spf_record *record =
		read_and_note(&findings, MA_TEXT("v=spf1 ip4=192.0.2.1 -all"));
	char *ids = ids_of(&findings);

	ck_assert_str_eq(ids, "spf.modifier-like-mechanism");
	ck_assert_uint_eq(record->faults, 0);
	ck_assert_uint_eq(findings.first->from, 7);
	ck_assert_uint_eq(findings.first->to, 11);
	free(ids);
	ma_arena_finish(&arena);
}
END_TEST

START_TEST(test_of_endless_faults_the_first_are_told)
{
	struct ma_arena arena = { 0 };
	struct ma_findings findings = { .arena = &arena };
	const struct ma_spf_record *record;
	size_t count = 0;
	char text[4096] = "v=spf1";

	for (int i = 0; i < 1000; i++)
		strcat(text, " x");
	record = read_and_note(&findings, ma_text(text));
	for (const struct mailauth_finding *f = findings.first; f != NULL; f = f->next)
		count++;
	ck_assert_uint_eq(record->faults, 1000);
	ck_assert_uint_eq(count, 21);
	ck_assert_str_eq(mailauth_finding_id(findings.last), "spf.more-faults");
	ck_assert_str_eq(mailauth_finding_argument(findings.last, "count"), "980");
	ma_arena_finish(&arena);
}
END_TEST

/* A redirect that cannot be followed is none; nor may it hide a later one's place. */
START_TEST(test_a_faulty_redirect_is_not_taken)
{
	struct ma_arena arena = { 0 };
	struct ma_findings findings = { .arena = &arena };
	const struct ma_spf_record *record = read_and_note(&findings, MA_TEXT("v=spf1 redirect="));

	ck_assert_ptr_null(record->redirect);
	ck_assert_uint_eq(record->faults, 1);
	ma_arena_finish(&arena);
}
END_TEST

START_TEST(test_the_version_decides_what_is_a_record)
{
	static const char *const not_records[] = { "",	       "v=spf",	       "v=spf10",
						   "v=spf1;",  "v=spf1-all",   " v=spf1",
						   "\"v=spf1", "v=spf1\t-all", "spf2.0/pra" };

	for (size_t i = 0; i < sizeof(not_records) / sizeof(*not_records); i++)
		ck_assert_msg(!ma_spf_is_record(ma_text(not_records[i])), "%s", not_records[i]);
	ck_assert(ma_spf_is_record(MA_TEXT("v=spf1")));
	ck_assert(ma_spf_is_record(MA_TEXT("v=SPF1 ")));
}
END_TEST

START_TEST(test_terms_keep_what_they_say)
{
	struct ma_arena arena = { 0 };
	struct ma_findings findings = { .arena = &arena };
	const struct ma_spf_record *record = read_and_note(
		&findings,
		MA_TEXT("v=spf1 ~a:mail.%{d}/24//64 ?ip4:192.0.2.0/25 -all redirect=x.example"));
	const struct ma_spf_term *a = record->terms;
	const struct ma_spf_term *ip4 = a->next;

	ck_assert_int_eq(a->kind, MA_SPF_A);
	ck_assert_int_eq(a->qualifier, '~');
	ck_assert(ma_text_equal(a->domain_spec, MA_TEXT("mail.%{d}")));
	ck_assert_uint_eq(a->bits4, 24);
	ck_assert_uint_eq(a->bits6, 64);
	ck_assert_int_eq(ip4->kind, MA_SPF_IP4);
	ck_assert_int_eq(ip4->qualifier, '?');
	ck_assert_uint_eq(ip4->bits4, 25);
	ck_assert_uint_eq(ip4->network.length, 4);
	ck_assert_ptr_eq(record->all, ip4->next);
	ck_assert(ma_text_equal(record->redirect->domain_spec, MA_TEXT("x.example")));
	ck_assert_ptr_null(record->exp);
	ma_arena_finish(&arena);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("spf_parse");

	add_loop(suite, "faults", test_faults_have_their_places, COUNT_OF(cases));
	add_case(suite, "records",
		 TESTS(test_no_fault_hides_another, test_a_mechanism_with_an_equals_sign_is_noted,
		       test_of_endless_faults_the_first_are_told,
		       test_a_faulty_redirect_is_not_taken,
		       test_the_version_decides_what_is_a_record, test_terms_keep_what_they_say));
	return check_main(suite);
}
