/* Zone files: which faults they have, and in which line.
 *
 * SPDX-License-Identifier: MIT */

#include "memory.h"
#include "zones.h"

#include <stdlib.h>
#include <string.h>

static const struct {
	const char *text;
	const char *faults; /* kind@line and the beginning of the detail, one a line */
} faults[] = {
	{ "", "3@0 no record\n" },
	{ "\xef\xbb\xbf", "3@0 no record\n" },
	{ "; nothing\n\n \t\n$TTL 60\n", "3@0 no record\n" },
	{ "a. A 192.0.2.1\n", "4@0 no SOA\n" },
	{ ZONE_HEAD ZONE_SOA, "5@4 a second SOA\n" },
	{ ZONE_HEAD "www SOA a b 1 2 3 4 5\n", "5@4 a second SOA\n" },
	{ ZONE_HEAD "$INCLUDE other.zone\n$include x\n$GENERATE 1-2 a A 192.0.2.$\n",
	  "2@4 $INCLUDE is not followed: other.zone\n2@5 $INCLUDE\n"
	  "1@6 an unknown directive: $GENERATE\n" },
	{ ZONE_HEAD "a.example.com. A 192.0.2.1\nb A 192.0.2.1\nexample. A 192.0.2.1\n",
	  "6@4 a.example.com\n6@6 example\n" },
	{ ZONE_HEAD "a A 192.0.2.1\na CNAME b\nb A 192.0.2.1\n", "7@5 a.example.jp\n" },
	{ ZONE_HEAD "a CNAME b\nb TXT x\na A 192.0.2.1\n", "7@6 a.example.jp\n" },
	{ ZONE_HEAD "a CNAME b\na CNAME c\n", "7@5 a.example.jp\n" },
	{ ZONE_HEAD "@ CNAME b\n", "7@4 example.jp\n" },
	{ ZONE_HEAD "a CNAME b\na CNAME b\n"
		    "a RRSIG CNAME 8 2 3600 20300101000000 20200101000000 1 example.jp. AAAA\n"
		    "a NSEC b CNAME RRSIG NSEC\n",
	  "" },
	{ ZONE_HEAD "a CH TXT x\nb CLASS4 A 192.0.2.1\n", "9@4 CH\n9@5 CLASS4\n" },
	/* lines that cannot be read; all of them, and reading continues */
	{ ZONE_HEAD
	  "a A 1.2.3\na TXXT \"x\"\na\na 60\na 60 IN\nb A 192.0.2.1\nb MX mail\nb MX 10\nb TXT\n",
	  "1@4 A: \n1@5 not a record type: TXXT\n1@6 no record type\n1@7 no record type\n"
	  "1@8 no record type\n1@10 MX: \n1@11 MX: \n1@12 TXT: \n" },
	{ ZONE_HEAD "a A 192.0.2.1 192.0.2.2\na AAAA 192.0.2.1\na OPT x\na ANY x\na AXFR x\n"
		    "a TYPE0 \\# 0\na TYPE65536 \\# 0\na TYPE-1 \\# 0\na TYPE250 \\# 0\n",
	  "1@4 A: \n1@5 AAAA: \n1@6 not a record type\n9@7 ANY\n1@8 not a record type\n"
	  "1@9 not a record type\n1@10 not a record type\n1@11 not a record type\n"
	  "1@12 not a record type\n" },
	{ ZONE_HEAD
	  "a..b A 192.0.2.1\n.a A 192.0.2.1\n\"q\" A 192.0.2.1\n\\999 A 192.0.2.1\n"
	  "1234567890123456789012345678901234567890123456789012345678901234 A 192.0.2.1\n",
	  "1@4 not a domain name: a..b\n1@5 not a domain name: .a\n1@6 not a domain name\n"
	  "1@7 not a domain name\n1@8 not a domain name\n" },
	{ "$ORIGIN a..b\n$ORIGIN\n$TTL x\n$TTL\n$TTL 1 2\n$TTL 2147483648\n$TTL 99999999999\n"
	  "$TTL 1x\n$\na. 99999999999 SOA a. b. 1 2 3 4 5\n",
	  "1@1 not a domain name\n1@2 one word\n1@3 not a time\n1@4 one word\n1@5 one word\n"
	  "1@6 not a time\n1@7 not a time\n1@8 not a time\n1@9 an unknown directive\n"
	  "1@10 not a time\n" },
	/* names that need an origin: one fault */
	{ "@ 60 SOA a b 1 2 3 4 5\nwww 60 A 192.0.2.1\n", "1@1 a relative name\n" },
	{ "a. 60 SOA b. c. 1 2 3 4 5\na. 60 MX 10 mail\na. 60 NS @\n", "1@2 a relative name\n" },
	{ "$ORIGIN jp\na. 60 SOA b. c. 1 2 3 4 5\nwww A 192.0.2.1\n", "1@1 a relative name\n" },
	{ " 60 SOA b. c. 1 2 3 4 5\n 60 A 192.0.2.1\na. 5 TXT x\n",
	  "1@1 the first record has no name\n" },
	/* quotes and parentheses */
	{ ZONE_HEAD "a TXT \"open\nb A 192.0.2.1\nb A x\n",
	  "1@4 a quotation mark is not closed\n1@6 A: \n" },
	{ ZONE_HEAD "a TXT \"open\\\"\n", "1@4 a quotation mark is not closed\n" },
	{ ZONE_HEAD "a TXT \"open", "1@4 a quotation mark is not closed\n" },
	{ ZONE_HEAD "a TXT v=\"spf1 -all\"\n", "1@4 TXT: a quotation mark inside\n" },
	{ ZONE_HEAD "a TXT x\\\nb A 192.0.2.1\n", "1@4 a backslash at the end\n" },
	{ ZONE_HEAD "a TXT x\\\r\nb A 192.0.2.1\n", "1@4 a backslash at the end\n" },
	{ ZONE_HEAD "a TXT x\\", "1@4 a backslash at the end\n" },
	{ ZONE_HEAD "a TXT \"x\\999\"\n", "1@4 TXT: \n" },
	{ ZONE_HEAD "a A 192.0.2.1 )\nb A )\nc A x\n",
	  "1@4 a closing parenthesis\n1@5 a closing parenthesis\n1@6 A: \n" },
	{ ZONE_HEAD "a TXT ( \"x\"\n  \"y\"\n\nb A x\nc TXT ( \"z\"\n )\n",
	  "1@4 a parenthesis is not closed\n1@7 A: \n" },
	{ ZONE_HEAD "a TXT ( \"x\n  \"y\" )\nb A x\n",
	  "1@4 a quotation mark is not closed\n1@6 A: \n" },
	{ ZONE_HEAD "a TXT (\nb TXT (\nc A x\n",
	  "1@4 a parenthesis is not closed\n1@5 a parenthesis is not closed\n" },
	{ "$ORIGIN a.\n@ SOA b c ( 1 2 3 4 5\nwww A 192.0.2.1\n",
	  "1@2 a parenthesis is not closed\n" },
	/* a record of several lines is named by its first */
	{ ZONE_HEAD "\na TXT (\n \"x\"\n ; comment\n \\999 )\nb A x\n", "1@5 TXT: \n1@9 A: \n" },
	/* what Japanese input makes of blanks */
	{ ZONE_HEAD "www\xe3\x80\x80"
		    "A\xe3\x80\x80"
		    "192.0.2.1\nb A\xe3\x80\x80"
		    "192.0.2.1\n"
		    "c TXT \"\xe3\x80\x80\" \\999\n",
	  "1@4 a full-width space (U+3000)\n1@5 a full-width space (U+3000)\n1@6 TXT: \n" },
	/* data that the hexadecimal way can make, but no server should have */
	{ ZONE_HEAD
	  "a A \\# 0\nb MX \\# 2 000a\nc TXT \\# 1\nd TXT \\# 2 zz00\ne MX 10 \\# 3 000a00\n",
	  "1@4 A: \n1@5 MX: \n1@6 TXT: \n1@7 TXT: \n1@8 MX: \n" },
	/* more octets than it says, or than the type has; a form that begins amid the data */
	{ ZONE_HEAD "a TXT \\# 3 02616263\nb A \\# 5 0102030405\nc NS \\# 3 016101\nd A \\#\n"
		    "e MX \\# 4 000a c00c\nf TXT \\# 1a 00\n",
	  "1@4 TXT: \n1@5 A: \n1@6 NS: \n1@7 A: \n1@8 MX: \n1@9 TXT: \n" },
	{ ZONE_HEAD "a MX 10 \"mail\"\n", "1@4 MX: quotation marks around\n" },
};

START_TEST(test_fault)
{
	struct mailauth_zones *zones = new_zones();
	const char *expected = faults[_i].faults;
	int status = load_zone(zones, faults[_i].text);
	char *list = list_faults(zones);
	char *at = list;

	ck_assert_int_eq(status, *expected != '\0' ? MAILAUTH_FAULTY : 0);
	ck_assert_uint_eq(mailauth_zones_count(zones), status == 0);
	while (*expected != '\0' && *at != '\0') {
		size_t length = strcspn(expected, "\n");

		ck_assert_msg(strncmp(at, expected, length) == 0, "%s instead of %s in:\n%s", list,
			      expected, faults[_i].text);
		expected += length + 1;
		at += strcspn(at, "\n") + 1;
	}
	ck_assert_msg(*expected == '\0' && *at == '\0', "%sinstead of\n%sin:\n%s", list,
		      faults[_i].faults, faults[_i].text);
	free(list);
	mailauth_zones_free(zones);
}
END_TEST

static void expect_one_fault(struct mailauth_zones *zones, int kind, unsigned line,
			     const char *detail)
{
	ck_assert_uint_eq(mailauth_zones_fault_count(zones), 1);
	ck_assert_int_eq(mailauth_zones_fault_kind(zones, 0), kind);
	ck_assert_uint_eq(mailauth_zones_fault_line(zones, 0), line);
	ck_assert_msg(strstr(mailauth_zones_fault_detail(zones, 0), detail) != NULL, "%s",
		      mailauth_zones_fault_detail(zones, 0));
	mailauth_zones_free(zones);
}

/* A zone with SIZE bytes of FILLER between quotes, after the text BEFORE. */
static int load_filled(struct mailauth_zones *zones, const char *before, char filler, size_t size)
{
	struct ma_buffer text = { 0 };
	int status;

	ma_buffer_string(&text, before);
	ma_buffer_byte(&text, '"');
	ma_buffer_fill(&text, filler, size);
	ma_buffer_string(&text, "\"\n");
	status = load_zone(zones, text.data);
	ma_buffer_finish(&text);
	return status;
}

START_TEST(test_long_strings)
{
	struct mailauth_zones *zones = new_zones();

	ck_assert_int_eq(load_filled(zones, ZONE_HEAD "x TXT ", 'x', 255), 0);
	mailauth_zones_free(zones);
	zones = new_zones();
	ck_assert_int_eq(load_filled(zones, ZONE_HEAD "x TXT \"y\" ", 'x', 256), MAILAUTH_FAULTY);
	expect_one_fault(zones, MAILAUTH_ZONE_SYNTAX, 4, "over 255 octets");
	zones = new_zones();
	ck_assert_int_eq(load_filled(zones, ZONE_HEAD "x TXT ", 'x', 70000), MAILAUTH_FAULTY);
	expect_one_fault(zones, MAILAUTH_ZONE_SYNTAX, 4, "longer than 65,000");
	zones = new_zones();
	ck_assert_int_eq(load_filled(zones, ZONE_HEAD "x TXT ( \n", 'x', 70000), MAILAUTH_FAULTY);
	expect_one_fault(zones, MAILAUTH_ZONE_SYNTAX, 4, "parenthesis");
}
END_TEST

/* 64 labels of three octets are over 255 together with the origin. */
START_TEST(test_long_names)
{
	struct mailauth_zones *zones = new_zones();
	struct ma_buffer text = { 0 };

	ma_buffer_string(&text, ZONE_HEAD);
	for (int line = 0; line < 2; line++) {
		ma_buffer_string(&text, line == 0 ? "" : "x NS ");
		for (int i = 0; i < 62; i++)
			ma_buffer_string(&text, i > 0 ? ".abc" : "abc");
		ma_buffer_string(&text, line == 0 ? " A 192.0.2.1\n" : "\n");
	}
	ck_assert_int_eq(load_zone(zones, text.data), MAILAUTH_FAULTY);
	ck_assert_uint_eq(mailauth_zones_fault_count(zones), 2);
	for (unsigned i = 0; i < 2; i++) {
		ck_assert_uint_eq(mailauth_zones_fault_line(zones, i), 4 + i);
		ck_assert(strstr(mailauth_zones_fault_detail(zones, i), "over 255") != NULL);
	}
	ma_buffer_finish(&text);
	mailauth_zones_free(zones);
}
END_TEST

START_TEST(test_nul_bytes)
{
	static const char text[] = ZONE_HEAD "a TXT \"x\0y\"\nb TXT x\0\n\0\n; \0\nc A x\n";
	struct mailauth_zones *zones = new_zones();
	static const unsigned lines[] = { 4, 5, 6, 8 };

	ck_assert_int_eq(mailauth_zones_load_text(zones, "f", text, sizeof(text) - 1, NULL),
			 MAILAUTH_FAULTY);
	ck_assert_uint_eq(mailauth_zones_fault_count(zones), COUNT_OF(lines));
	for (size_t i = 0; i < COUNT_OF(lines); i++)
		ck_assert_uint_eq(mailauth_zones_fault_line(zones, i), lines[i]);
	mailauth_zones_free(zones);
}
END_TEST

START_TEST(test_faults_of_several_files)
{
	struct mailauth_zones *zones = new_zones();

	ck_assert_int_eq(load_zone(zones, ZONE_HEAD), 0);
	ck_assert_int_eq(load_zone(zones, ZONE_HEAD "a A x\n"), MAILAUTH_FAULTY);
	ck_assert_int_eq(
		mailauth_zones_load_text(zones, "again", ZONE_HEAD, strlen(ZONE_HEAD), NULL),
		MAILAUTH_FAULTY);
	ck_assert_uint_eq(mailauth_zones_count(zones), 1);
	ck_assert_uint_eq(mailauth_zones_fault_count(zones), 2);
	ck_assert_str_eq(mailauth_zones_fault_file(zones, 0), "file");
	ck_assert_str_eq(mailauth_zones_fault_file(zones, 1), "again");
	ck_assert_int_eq(mailauth_zones_fault_kind(zones, 1), MAILAUTH_ZONE_TWICE);
	ck_assert_uint_eq(mailauth_zones_fault_line(zones, 1), 3);
	ck_assert_str_eq(mailauth_zones_fault_detail(zones, 1), "example.jp");
	ck_assert_int_eq(mailauth_zones_fault_kind(zones, 2), 0);
	ck_assert_uint_eq(mailauth_zones_fault_line(zones, 2), 0);
	ck_assert_ptr_null(mailauth_zones_fault_file(zones, 2));
	ck_assert_ptr_null(mailauth_zones_fault_detail(zones, 2));
	ck_assert_ptr_null(mailauth_zones_apex(zones, 1));
	mailauth_zones_free(zones);
	mailauth_zones_free(NULL);
}
END_TEST

START_TEST(test_faults_have_an_end)
{
	struct mailauth_zones *zones = new_zones();
	struct ma_buffer text = { 0 };

	for (int i = 0; i < 5000; i++)
		ma_buffer_string(&text, "a A x\n");
	ck_assert_int_eq(load_zone(zones, text.data), MAILAUTH_FAULTY);
	ck_assert_uint_eq(mailauth_zones_fault_count(zones), 1001);
	ck_assert(strstr(mailauth_zones_fault_detail(zones, 1000), "not listed") != NULL);
	ck_assert_int_eq(load_zone(zones, "a. A x\n"), MAILAUTH_FAULTY);
	ck_assert_uint_eq(mailauth_zones_fault_count(zones), 1002);
	ma_buffer_finish(&text);
	mailauth_zones_free(zones);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("zone_faults");

	add_loop(suite, "fault", test_fault, COUNT_OF(faults));
	add_case(suite, "limits",
		 TESTS(test_long_strings, test_long_names, test_nul_bytes,
		       test_faults_of_several_files, test_faults_have_an_end));
	return check_main(suite);
}
