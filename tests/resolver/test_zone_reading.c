/* Zone files: in which ways a record may be written.
 *
 * SPDX-License-Identifier: MIT */

#include "memory.h"
#include "zones.h"

#include <ldns/ldns.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Ways of writing one record: `www.example.jp. 77 IN TXT "a b" "c"`. */
static const char *const ways[] = {
	"www.example.jp. 77 IN TXT \"a b\" c\n",
	"www 77 TXT \"a b\" c\n",
	"www IN 77 TXT \"a b\" c\n",
	"www\t77\tin\ttxt\t\"a b\"\tc",
	"www 1m17s TXT \"a b\"c\n",
	"www 77 TXT \"a b\"\"c\"\n",
	"www 77 TXT a\\ b c\n",
	"www 77 TXT a\\032b \\c\n",
	"www ( 77\n TXT\n\n \"a b\" ; comment ) \"\n ) c ; another\n",
	"www 77 TXT ( \"a b\"\n\"c\"\n)\n",
	"$TTL 77\nwww TXT \"a b\" c\n",
	"$ttl 1M17\nwww TXT \"a b\" c\n",
	"$ORIGIN jp.\n$ORIGIN example\nwww 77 TXT \"a b\" c\n",
	"www 77 TYPE16 \"a b\" c\n",
	"www 77 TXT \\# 6 03612062 0163\n",
	"www 77 CLASS1 TXT \"a b\" c\n",
	"$ORIGIN www.example.jp. ; here\n@ 77 TXT \"a b\" c\n",
	"www 77 A 192.0.2.1\n\tTXT \"a b\" c\n", /* the TTL that was said last */
	"www 77 A 192.0.2.1\n 77 TXT \"a b\" c\n",
	"WWW 77 TXT \"a b\" c\r\n\r\n",
	";\n\n \t\n;x\nwww 77 TXT \"a b\" c ;(\n;\"",
};

START_TEST(test_ways_of_writing)
{
	struct mailauth_zones *zones = new_zones();
	struct ma_buffer zone = { 0 };
	char *text;

	ma_buffer_string(&zone, "$ORIGIN example.jp.\n@ 9 SOA a b 1 2 3 4 5\n");
	ma_buffer_string(&zone, ways[_i]);
	ck_assert_int_eq(load_zone(zones, zone.data), 0);
	text = answer_of_zones(zones, "www.example.jp", TXT);
	ck_assert_str_eq(text, "0\nwww.example.jp. 77 IN TXT \"a b\" \"c\"\n");
	free(text);
	ma_buffer_finish(&zone);
	mailauth_zones_free(zones);
}
END_TEST

START_TEST(test_byte_order_mark_and_crlf)
{
	struct mailauth_zones *zones = load_good((const char *const[]){
		"\xef\xbb\xbf$ORIGIN example.jp.\r\n@ 0 SOA a b (\r\n 1 2 3 4 5 )\r\n"
		"\tTXT \"\xef\xbc\x9a\xe3\x80\x80v=spf1\" \xe5\x85\xa8\r\n",
		NULL });
	size_t length;
	unsigned char *packet = ask_zones(zones, "example.jp", TXT, &length);
	static const char data[] = "\x0c\xef\xbc\x9a\xe3\x80\x80v=spf1\3\xe5\x85\xa8";

	ck_assert(length > sizeof(data));
	ck_assert_mem_eq(packet + length - (sizeof(data) - 1), data, sizeof(data) - 1);
	ck_assert_uint_eq(ldns_read_uint32(packet + length - (sizeof(data) - 1) - 6), 0);
	free(packet);
	mailauth_zones_free(zones);
}
END_TEST

START_TEST(test_origin_of_the_caller)
{
	static const char text[] = "@ 9 SOA a b 1 2 3 4 5\nwww 9 A 192.0.2.1\n";
	static const char *const origins[] = { "example.jp", "example.jp.", "EXAMPLE.JP" };

	for (size_t i = 0; i < COUNT_OF(origins); i++) {
		struct mailauth_zones *zones = new_zones();

		ck_assert_int_eq(
			mailauth_zones_load_text(zones, "f", text, sizeof(text) - 1, origins[i]),
			0);
		ck_assert_str_eq(mailauth_zones_apex(zones, 0), "example.jp");
		ck_assert_int_eq(mailauth_zones_load_text(zones, "f", text, sizeof(text) - 1, ""),
				 MAILAUTH_EINVAL);
		ck_assert_int_eq(
			mailauth_zones_load_text(zones, "f", text, sizeof(text) - 1, "a..b"),
			MAILAUTH_EINVAL);
		mailauth_zones_free(zones);
	}
}
END_TEST

/* Types that ldns keeps in odd ways come out as they went in. */
static const struct {
	uint16_t type;
	const char *data;
} types[] = {
	{ 12, "PTR a.example.jp." },
	{ 13, "HINFO \"cpu\" \"os\"" },
	{ 17, "RP a.example.jp. b.example.jp." },
	{ 33, "SRV 0 5 443 a.example.jp." },
	{ 35, "NAPTR 1 2 \"u\" \"E2U\" \"!x!\" ." },
	{ 43, "DS 1 8 2 0000000000000000000000000000000000000000000000000000000000000000" },
	{ 44, "SSHFP 1 1 0000000000000000000000000000000000000000" },
	{ 48, "DNSKEY 256 3 8 AwEAAaetidLz" },
	{ 52, "TLSA 3 1 1 00" },
	{ 99, "SPF \"v=spf1 -all\"" },
	{ 256, "URI 1 2 \"https://example.jp/\"" },
	{ 257, "CAA 0 issue \"ca.example\"" },
};

START_TEST(test_type)
{
	struct mailauth_zones *zones = new_zones();
	ldns_rr *expected = NULL;
	char text[512];
	char *line;
	char *got;
	int status;

	snprintf(text, sizeof(text), ZONE_HEAD "x %s\n", types[_i].data);
	status = load_zone(zones, text);
	got = list_faults(zones);
	ck_assert_msg(status == 0, "%s", got);
	free(got);
	snprintf(text, sizeof(text), "x.example.jp. 3600 IN %s", types[_i].data);
	ck_assert_int_eq(ldns_rr_new_frm_str(&expected, text, 0, NULL, NULL), LDNS_STATUS_OK);
	line = ldns_rr2str(expected);
	for (char *at = line; *at != '\0'; at++)
		if (*at == '\t')
			*at = ' ';
	got = answer_of_zones(zones, "x.example.jp", types[_i].type);
	ck_assert_msg(strcmp(got + 2, line) == 0, "%sinstead of\n%s", got, line);
	free(got);
	free(line);
	ldns_rr_free(expected);
	mailauth_zones_free(zones);
}
END_TEST

/* Data that is not read: the record is there, and no one says what it holds. */
static const struct {
	uint16_t type;
	const char *data;
} unread[] = {
	{ 29, "LOC 35 0 0.000 N 139 0 0.000 E 0.00m 1m 10000m 10m" },
	{ 37, "CERT 1 0 0 AAAA" },
	{ 45, "IPSECKEY 10 1 2 192.0.2.38 AAAA" },
	{ 46, "RRSIG A 8 2 3600 20300101000000 20200101000000 1 @ AAAA" },
	{ 47, "NSEC b A RRSIG" },
	{ 50, "NSEC3 1 0 1 ab 0p9mhaveqvm6t7vbl5lop2u3t2rp3tom A" },
	{ 64, "SVCB 1 a alpn=\"h2\"" },
	{ 65, "HTTPS 1 . alpn=\"h2,h3\" ipv6hint=2001:db8::1,2001:db8::2" },
	{ 65, "TYPE65 \\# 3 000100" },
};

START_TEST(test_unread)
{
	struct mailauth_zones *zones;
	char text[512];
	char *got;

	snprintf(text, sizeof(text), ZONE_HEAD "x %s\nalias CNAME x\n", unread[_i].data);
	zones = load_good((const char *const[]){ text, NULL });
	got = answer_of_zones(zones, "x.example.jp", unread[_i].type);
	ck_assert_str_eq(got, "not held\n");
	free(got);
	got = answer_of_zones(zones, "x.example.jp", ANY);
	ck_assert_str_eq(got, "not held\n");
	free(got);
	got = answer_of_zones(zones, "alias.example.jp", unread[_i].type);
	ck_assert_str_eq(got, "0\nalias.example.jp. 3600 IN CNAME x.example.jp.\n");
	free(got);
	got = answer_of_zones(zones, "x.example.jp", TXT);
	ck_assert_str_eq(got, "0\n" ZONE_NOTHING);
	free(got);
	mailauth_zones_free(zones);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("zone_reading");

	add_loop(suite, "way", test_ways_of_writing, COUNT_OF(ways));
	add_loop(suite, "type", test_type, COUNT_OF(types));
	add_loop(suite, "unread", test_unread, COUNT_OF(unread));
	add_case(suite, "reading", TESTS(test_byte_order_mark_and_crlf, test_origin_of_the_caller));
	return check_main(suite);
}
