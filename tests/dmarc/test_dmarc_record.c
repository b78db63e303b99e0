/* DMARC records: where their faults are, and what was meant.
 *
 * SPDX-License-Identifier: MIT */

#include "memory.h"

#include "../../lib/dmarc/advice/advice.h"
#include "../../lib/dmarc/meant/meant.h"

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

static void add_fixed(Suite *suite, const char *name, const TTest *test, size_t count)
{
	tcase_add_checked_fixture(add_loop(suite, name, test, count), begin, finish);
}

int main(void)
{
	Suite *suite = suite_create("dmarc_record");

	add_fixed(suite, "versions", test_version_decides, COUNT_OF(versions));
	add_fixed(suite, "faults", test_faults_have_their_place, COUNT_OF(faults));
	add_fixed(suite, "readings", test_faults_are_data, COUNT_OF(faults));
	add_fixed(suite, "guesses", test_what_is_not_clear_is_not_guessed, 1);
	return check_main(suite);
}
