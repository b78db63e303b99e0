/* lib/dns: packets that are cut, lie or lead nowhere: a failure, never a crash.
 *
 * SPDX-License-Identifier: MIT */

#include "store_of_one.h"

#include <stdlib.h>
#include <string.h>

static void fill_rich_packet(void)
{
	packet_begin(&packet, "www.example.jp", TYPE_MX);
	packet_name_record(&packet, "www.example.jp", TYPE_CNAME, "example.jp");
	packet_mx(&packet, "example.jp", 10, "mx1.example.jp");
	packet_record_wire(&packet, (const unsigned char *)"\xc0\x10", 2, TYPE_MX,
			   "\0\x0a\3mx2\xc0\x10", 8);
	packet.section = PACKET_AUTHORITY;
	packet_soa(&packet, "example.jp", 300, 300);
	packet.section = PACKET_ADDITIONAL;
	packet_address(&packet, "mx1.example.jp", "2001:db8::1");
	packet_ede(&packet, 6);
}

/* Each in memory of its own size, so that a byte read too many is seen. */
static int take_copy(struct mailauth_question *question, size_t length)
{
	unsigned char *copy = length > 0 ? malloc(length) : NULL;
	int r;

	if (length > 0)
		memcpy(copy, packet.bytes, length);
	r = ma_answers_take(answers, question, copy, length);
	free(copy);
	return r;
}

START_TEST(test_packet_cut_at_every_byte)
{
	static const unsigned rcodes[] = { 0, 3, 2 };
	size_t whole, answer_section;

	fill_rich_packet();
	whole = packet.length;
	answer_section = 12 + 16 + 4; /* header and question */
	packet_set_rcode(&packet, rcodes[_i]);
	for (size_t length = 0; length <= whole; length++) {
		struct mailauth_question *question = new_question("www.example.jp", TYPE_MX);
		int r = take_copy(question, length);

		if (length < answer_section) {
			ck_assert_msg(r == MAILAUTH_NOT_AN_ANSWER, "cut to %zu: %d", length, r);
		} else {
			const struct ma_answer *answer = ask("www.example.jp", TYPE_MX);

			ck_assert_msg(r == 0, "cut to %zu: %d", length, r);
			ck_assert_msg(answer->status == MA_ANSWER_FAILED || answer->count == 2,
				      "cut to %zu", length);
		}
		finish();
		begin();
	}
}
END_TEST

/* Any octet may be anything. */
START_TEST(test_packet_with_every_byte_changed)
{
	fill_rich_packet();
	packet_set_rcode(&packet, _i == 0 ? 0 : 2);
	for (size_t at = 0; at < packet.length; at++) {
		static const unsigned char changes[] = { 0x01, 0x02, 0x40, 0x80, 0xc0, 0xff };
		unsigned char right = packet.bytes[at];

		for (size_t i = 0; i < COUNT_OF(changes); i++) {
			struct mailauth_question *question =
				new_question("www.example.jp", TYPE_MX);
			int r;

			packet.bytes[at] = right ^ changes[i];
			r = take_copy(question, packet.length);
			ck_assert_msg(r >= 0, "byte %zu changed to %02x: %d", at, packet.bytes[at],
				      r);
			ck_assert((r == 0) == (ma_answers_open(answers) == 0));
			ask("www.example.jp", TYPE_MX);
			finish();
			begin();
		}
		packet.bytes[at] = right;
	}
}
END_TEST

static const struct {
	const char *name;
	const char *owner;
	size_t length;
} pointers[] = {
	{ "to itself", "\xc0\x1c", 2 },
	{ "to what follows", "\xc0\x40", 2 },
	{ "to the end of the packet", "\xff\xff", 2 },
	{ "to a label and back", "\1a\xc0\x1c", 4 },
	{ "cut", "\xc0", 1 },
	{ "label type 01",
	  "\x41"
	  "a",
	  3 },
	{ "label type 10",
	  "\x81"
	  "a",
	  3 },
};

START_TEST(test_pointers_that_lead_nowhere)
{
	packet_begin(&packet, "example.jp", TYPE_A);
	ck_assert_uint_eq(packet.length, 0x1c);
	packet_record_wire(&packet, (const unsigned char *)pointers[_i].owner, pointers[_i].length,
			   TYPE_A, "\xc0\0\2\1", 4);
	ck_assert_int_eq(failed_answer_to("example.jp", TYPE_A)->failure, MAILAUTH_MALFORMED);
}
END_TEST

/* Two records that point at each other. */
START_TEST(test_pointers_in_a_circle)
{
	packet_begin(&packet, "example.jp", TYPE_CNAME);
	ck_assert_uint_eq(packet.length, 0x1c);
	packet_record_wire(&packet, (const unsigned char *)"\xc0\x28", 2, TYPE_CNAME, "\xc0\x1c",
			   2);
	ck_assert_uint_eq(packet.bytes[0x28], 0xc0);
	ck_assert_int_eq(failed_answer_to("example.jp", TYPE_CNAME)->failure, MAILAUTH_MALFORMED);
}
END_TEST

/* A name refers to a prior occurrence (RFC 1035 4.1.4): what a server compresses never leads on. */
START_TEST(test_pointer_to_a_later_name)
{
	packet_begin(&packet, "example.jp", TYPE_A);
	packet_record_wire(&packet, (const unsigned char *)"\xc0\x2c", 2, TYPE_A, "\xc0\0\2\1", 4);
	ck_assert_uint_eq(packet.length, 0x2c);
	packet_address(&packet, "example.jp", "192.0.2.2");
	ck_assert_int_eq(failed_answer_to("example.jp", TYPE_A)->failure, MAILAUTH_MALFORMED);
}
END_TEST

/* A name of many pointers, each to the one before. */
START_TEST(test_chain_of_pointers)
{
	unsigned char chain[4096];

	for (unsigned count = 1; count <= 2000; count += count < 140 ? 1 : 500) {
		const struct ma_answer *answer;
		size_t at;

		packet_begin(&packet, "example.jp", TYPE_A);
		/* In the data of a type that no one reads. */
		at = packet.length + 12 + 10;
		for (unsigned i = 0; i < count; i++) {
			size_t target = i == 0 ? 12 : at + 2 * (i - 1);

			chain[2 * i] = (unsigned char)(0xc0 | target >> 8);
			chain[2 * i + 1] = (unsigned char)target;
		}
		packet_record(&packet, "example.jp", 65280, chain, 2 * count);
		packet_record_wire(&packet, chain + 2 * count - 2, 2, TYPE_A, "\xc0\0\2\1", 4);
		answer = answer_to("example.jp", TYPE_A);
		ck_assert_msg(answer->status ==
				      (count <= 128 ? MA_ANSWER_RECORDS : MA_ANSWER_FAILED),
			      "%u pointers", count);
		finish();
		begin();
	}
}
END_TEST

/* The data of each type, as it has to be. */
static const struct {
	uint16_t type;
	const char *data;
	size_t length;
} right_data[] = {
	{ TYPE_A, "\xc0\0\2\1", 4 },
	{ TYPE_NS, "\2ns\2jp", 7 },
	{ TYPE_NS, "\xc0\x0c", 2 },
	{ TYPE_CNAME, "\1a\2jp", 6 },
	{ TYPE_SOA,
	  "\1a\0\1b\0"
	  "abcdefghijklmnopqrst",
	  26 },
	{ TYPE_SOA,
	  "\xc0\x0c\xc0\x0c"
	  "abcdefghijklmnopqrst",
	  24 },
	{ TYPE_PTR, "\4host\0", 6 },
	{ TYPE_MX, "\0\x0a\2mx\0", 6 },
	{ TYPE_MX, "\0\x0a\2mx\xc0\x0c", 7 },
	{ TYPE_TXT, "\6v=spf1", 7 },
	{ TYPE_TXT, "\1a\2bc", 5 },
	{ TYPE_AAAA, "0123456789abcdef", 16 },
};

/* Short or surplus data makes the answer one that cannot be read, in each section that is read,
 * also where another name owns the record. */
START_TEST(test_data_of_another_length)
{
	static const char *const owners[] = { "example.jp", "other.example.jp" };
	uint16_t type = right_data[_i].type;

	for (size_t length = 0; length <= right_data[_i].length + 1; length++) {
		unsigned char data[32] = { 0 };

		/* Strings that end early are fewer strings. */
		if (type == TYPE_TXT &&
		    (length == 0 || (length == 2 && right_data[_i].data[0] == 1) ||
		     length > right_data[_i].length))
			continue;
		memcpy(data, right_data[_i].data, right_data[_i].length);
		for (size_t i = 0; i < 2 * COUNT_OF(owners); i++) {
			bool right = length == right_data[_i].length;
			const struct ma_answer *answer;

			packet_begin(&packet, "example.jp", i < 2 ? type : TYPE_PTR);
			packet.section = i < 2 ? PACKET_ANSWER : PACKET_AUTHORITY;
			packet_record(&packet, owners[i % 2], type, data, length);
			answer = answer_to("example.jp", i < 2 ? type : TYPE_PTR);
			ck_assert_msg((answer->failure == MAILAUTH_MALFORMED) == !right,
				      "type %u, %zu octets, case %zu", type, length, i);
			ck_assert_uint_eq(answer->count, right && i == 0);
			finish();
			begin();
		}
	}
}
END_TEST

START_TEST(test_counts_that_lie)
{
	static const unsigned counts[] = { 0, 1, 3, 4, 100, 65535 };

	for (size_t i = 0; i < COUNT_OF(counts); i++) {
		const struct ma_answer *answer;

		packet_begin(&packet, "example.jp", TYPE_A);
		packet_address(&packet, "example.jp", "192.0.2.1");
		packet_address(&packet, "example.jp", "192.0.2.2");
		packet_set_count(&packet, PACKET_ANSWER, counts[i]);
		answer = answer_to("example.jp", TYPE_A);
		if (counts[i] > 2)
			ck_assert_int_eq(answer->failure, MAILAUTH_MALFORMED);
		else
			ck_assert_uint_eq(answer->count, counts[i]);
		finish();
		begin();
	}
}
END_TEST

START_TEST(test_authority_that_cannot_be_read)
{
	packet_begin(&packet, "example.jp", TYPE_A);
	packet_set_count(&packet, PACKET_AUTHORITY, 1);
	ck_assert_int_eq(failed_answer_to("example.jp", TYPE_A)->failure, MAILAUTH_MALFORMED);
}
END_TEST

/* The largest message that there can be. */
START_TEST(test_packet_of_64_kilobytes)
{
	const struct ma_answer *answer;
	unsigned i;

	packet_begin(&packet, "example.jp", TYPE_A);
	for (i = 0; packet.length + 16 <= 65535; i++) {
		unsigned char octets[4] = { 10, 0, (unsigned char)(i >> 8), (unsigned char)i };

		packet_record_wire(&packet, (const unsigned char *)"\xc0\x0c", 2, TYPE_A, octets,
				   4);
	}
	answer = answer_to("example.jp", TYPE_A);
	ck_assert_uint_eq(answer->count, i);
	assert_address(answer, 0, "10.0.0.0");
	assert_address(answer, 256, "10.0.1.0");
}
END_TEST

START_TEST(test_packet_without_memory)
{
	bool refused = true;

	fill_rich_packet();
	for (unsigned n = 0; refused; n++) {
		struct mailauth_question *question = new_question("www.example.jp", TYPE_MX);
		int r;

		fail_memory_after(n);
		r = take(question);
		refused = restore_memory();
		ck_assert_msg(r == (refused ? MAILAUTH_ENOMEM : 0), "after %u: %d", n, r);
		finish();
		begin();
	}
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("broken_packet");

	add_fixed_loop(suite, "cut", test_packet_cut_at_every_byte, 3);
	add_fixed_loop(suite, "changed", test_packet_with_every_byte_changed, 2);
	add_fixed_loop(suite, "pointer", test_pointers_that_lead_nowhere, COUNT_OF(pointers));
	add_fixed_loop(suite, "data", test_data_of_another_length, COUNT_OF(right_data));
	add_fixed(suite, "broken",
		  TESTS(test_pointers_in_a_circle, test_pointer_to_a_later_name,
			test_chain_of_pointers, test_counts_that_lie,
			test_authority_that_cannot_be_read, test_packet_of_64_kilobytes,
			test_packet_without_memory));
	return check_main(suite);
}
