/* The helpers of the tests: what they write and read is what they say.
 *
 * SPDX-License-Identifier: MIT */

#include "packet.h"
#include "support.h"

#include <stdlib.h>
#include <string.h>

static struct packet packet;

START_TEST(test_hexadecimal)
{
	unsigned char bytes[4];

	ck_assert_uint_eq(from_hex("", bytes, sizeof(bytes)), 0);
	ck_assert_uint_eq(from_hex("00fFA57e", bytes, sizeof(bytes)), 4);
	ck_assert_mem_eq(bytes, "\0\xff\xa5\x7e", 4);
}
END_TEST

START_TEST(test_file_is_read_whole)
{
	size_t length = 0;
	char *text = read_file(test_path("data/rfc7208-tests.LICENSE"), &length);

	ck_assert_ptr_nonnull(text);
	ck_assert_uint_eq(length, strlen(text));
	ck_assert_ptr_nonnull(strstr(text, "Redistribution"));
	free(text);
	ck_assert_ptr_null(read_file(test_path("data/no-such-file"), &length));
}
END_TEST

START_TEST(test_names_are_written)
{
	unsigned char wire[256];

	ck_assert_uint_eq(wire_name("", wire), 1);
	ck_assert_mem_eq(wire, "", 1);
	ck_assert_uint_eq(wire_name("Mail.example.jp", wire), 17);
	ck_assert_mem_eq(wire, "\4Mail\7example\2jp", 17);
	ck_assert_uint_eq(wire_name("example.jp.", wire), 12);
}
END_TEST

START_TEST(test_packet_to_the_byte)
{
	static const unsigned char expected[] = {
		0, 0,	0x81, 0x83, 0, 1, 0, 1, 0, 1, 0,    0,		     /* RD RA, NXDOMAIN */
		1, 'a', 0,    0,    1, 0, 1,				     /* a. A IN */
		1, 'a', 0,    0,    5, 0, 1, 0, 0, 0, 9,    0, 3, 1, 'b', 0, /* CNAME b. */
		1, 'b', 0,    0,    2, 0, 1, 0, 0, 1, 0x2c, 0, 1, 0,	     /* b. NS . */
	};

	packet_begin(&packet, "a", TYPE_A);
	packet_set_rcode(&packet, 3);
	packet.ttl = 9;
	packet_name_record(&packet, "a", TYPE_CNAME, "b");
	packet.ttl = 300;
	packet.section = PACKET_AUTHORITY;
	packet_name_record(&packet, "b", TYPE_NS, "");
	ck_assert_uint_eq(packet.length, sizeof(expected));
	ck_assert_mem_eq(packet.bytes, expected, sizeof(expected));
	packet_set_flags(&packet, PACKET_RESPONSE | PACKET_AA | PACKET_TC);
	ck_assert_uint_eq(packet.bytes[2], 0x87);
	ck_assert_uint_eq(packet.bytes[3], 0x83);
}
END_TEST

START_TEST(test_packet_rdata)
{
	packet_begin(&packet, "a", TYPE_TXT);
	packet.length = 0;
	packet_txt(&packet, "", "ab", "", "c", NULL);
	ck_assert_mem_eq(packet.bytes, "\0\0\x10\0\1\0\0\1\x2c\0\6\2ab\0\1c", 17);
	packet.length = 0;
	packet_mx(&packet, "", 258, "m");
	ck_assert_mem_eq(packet.bytes + 9, "\0\5\1\2\1m\0", 7);
	packet.length = 0;
	packet_address(&packet, "", "192.0.2.1");
	ck_assert_mem_eq(packet.bytes, "\0\0\1\0\1\0\0\1\x2c\0\4\xc0\0\2\1", 15);
	packet.length = 0;
	packet_address(&packet, "", "2001:db8::");
	ck_assert_mem_eq(packet.bytes, "\0\0\x1c\0\1\0\0\1\x2c\0\x10\x20\1\x0d\xb8", 15);
	packet.length = 0;
	packet_ede(&packet, 6);
	ck_assert_mem_eq(packet.bytes, "\0\0\x29\4\xd0\0\0\0\0\0\x09\0\x0f\0\5\0\6why", 20);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("support");

	add_case(suite, "support", TESTS(test_hexadecimal, test_file_is_read_whole));
	add_case(suite, "packet",
		 TESTS(test_names_are_written, test_packet_to_the_byte, test_packet_rdata));
	return check_main(suite);
}
