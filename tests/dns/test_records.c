/* lib/dns: the records of an answer, what says that there are none, and aliases.
 *
 * SPDX-License-Identifier: MIT */

#include "store_of_one.h"

#include <string.h>

/* --- Record sets ---------------------------------------------------------- */

START_TEST(test_records_are_sorted_and_no_two_alike)
{
	static const char *const addresses[] = { "198.51.100.1", "192.0.2.2", "192.0.2.1",
						 "192.0.2.2", "198.51.100.1" };
	const struct ma_answer *answer;

	packet_begin(&packet, "example.jp", TYPE_A);
	for (size_t i = 0; i < COUNT_OF(addresses); i++) {
		packet.ttl = 300 + (uint32_t)i;
		packet_address(&packet, "example.jp",
			       addresses[(i + (size_t)_i) % COUNT_OF(addresses)]);
	}
	answer = answer_to("example.jp", TYPE_A);
	ck_assert_int_eq(answer->status, MA_ANSWER_RECORDS);
	ck_assert_uint_eq(answer->count, 3);
	assert_address(answer, 0, "192.0.2.1");
	assert_address(answer, 1, "192.0.2.2");
	assert_address(answer, 2, "198.51.100.1");
	ck_assert_uint_eq(answer->ttl, 300);
	ck_assert_ptr_null(answer->alias);
}
END_TEST

START_TEST(test_names_in_records_are_folded)
{
	const struct ma_answer *answer;

	packet_begin(&packet, "example.jp", TYPE_MX);
	packet_mx(&packet, "example.jp", 20, "MX2.Example.JP");
	packet_mx(&packet, "example.jp", 10, "mx1.example.jp");
	packet_mx(&packet, "example.jp", 10, "MX1.EXAMPLE.jp");
	answer = answer_to("example.jp", TYPE_MX);
	ck_assert_uint_eq(answer->count, 2);
	assert_name(ma_record_name(&arena, &answer->records[0], 2), "mx1.example.jp");
	assert_name(ma_record_name(&arena, &answer->records[1], 2), "mx2.example.jp");
	ck_assert_uint_eq(answer->records[1].rdata.data[1], 20);
}
END_TEST

START_TEST(test_compressed_names_are_read)
{
	const struct ma_answer *answer;

	packet_begin(&packet, "example.jp", TYPE_MX);
	/* The owner points to the question, the host's tail too. */
	packet_record_wire(&packet, (const unsigned char *)"\xc0\x0c", 2, TYPE_MX,
			   "\0\x0a\3mx1\xc0\x0c", 8);
	answer = answer_to("example.jp", TYPE_MX);
	ck_assert_uint_eq(answer->count, 1);
	assert_name(ma_record_name(&arena, &answer->records[0], 2), "mx1.example.jp");
}
END_TEST

START_TEST(test_txt_strings_are_joined)
{
	const struct ma_answer *answer;

	packet_begin(&packet, "example.jp", TYPE_TXT);
	packet_txt(&packet, "example.jp", "v=spf1 ip4:192.0", "", ".2.0/24 -all", NULL);
	answer = answer_to("example.jp", TYPE_TXT);
	ck_assert_uint_eq(answer->count, 1);
	/* RFC 7208 3.3 */
	assert_text(ma_record_txt(&arena, &answer->records[0]), "v=spf1 ip4:192.0.2.0/24 -all");
}
END_TEST

START_TEST(test_txt_strings_are_told_apart)
{
	const struct ma_answer *answer;
	struct ma_text string;
	size_t at = 0;

	packet_begin(&packet, "example.jp", TYPE_TXT);
	packet_txt(&packet, "example.jp", "v=spf1 mx", "", "-all", NULL);
	answer = answer_to("example.jp", TYPE_TXT);
	ck_assert_uint_eq(answer->count, 1);
	ck_assert(ma_record_txt_string(&answer->records[0], &at, &string));
	assert_text(string, "v=spf1 mx");
	ck_assert(ma_record_txt_string(&answer->records[0], &at, &string));
	assert_text(string, "");
	ck_assert(ma_record_txt_string(&answer->records[0], &at, &string));
	assert_text(string, "-all");
	ck_assert(!ma_record_txt_string(&answer->records[0], &at, &string));
}
END_TEST

START_TEST(test_txt_keeps_case_and_any_byte)
{
	const struct ma_answer *answer;
	struct ma_text text;

	packet_begin(&packet, "example.jp", TYPE_TXT);
	packet_record(&packet, "example.jp", TYPE_TXT, "\x06V=\0\xff\x1b\\", 7);
	answer = answer_to("example.jp", TYPE_TXT);
	text = ma_record_txt(&arena, &answer->records[0]);
	ck_assert_uint_eq(text.length, 6);
	ck_assert_mem_eq(text.data, "V=\0\xff\x1b\\", 6);
}
END_TEST

/* RFC 1035 3.3.14 wants one string or more, but such records are seen. */
START_TEST(test_txt_without_strings)
{
	const struct ma_answer *answer;

	packet_begin(&packet, "example.jp", TYPE_TXT);
	packet_record(&packet, "example.jp", TYPE_TXT, "", 0);
	packet_txt(&packet, "example.jp", "v=spf1 -all", NULL);
	answer = answer_to("example.jp", TYPE_TXT);
	ck_assert_int_eq(answer->status, MA_ANSWER_RECORDS);
	ck_assert_uint_eq(answer->count, 2);
	assert_text(ma_record_txt(&arena, &answer->records[0]), "");
	assert_text(ma_record_txt(&arena, &answer->records[1]), "v=spf1 -all");
}
END_TEST

START_TEST(test_txt_string_longer_than_the_record)
{
	packet_begin(&packet, "example.jp", TYPE_TXT);
	packet_record(&packet, "example.jp", TYPE_TXT, "\x40v=spf1", 7);
	ck_assert_int_eq(failed_answer_to("example.jp", TYPE_TXT)->failure, MAILAUTH_MALFORMED);
}
END_TEST

START_TEST(test_records_of_others_do_not_count)
{
	const struct ma_answer *answer;

	packet_begin(&packet, "example.jp", TYPE_A);
	packet_address(&packet, "www.example.jp", "192.0.2.1");
	packet_address(&packet, "example.jp", "2001:db8::1");
	packet.class = 3; /* CH */
	packet_address(&packet, "example.jp", "192.0.2.3");
	packet.class = 1;
	packet.section = PACKET_AUTHORITY;
	packet_address(&packet, "example.jp", "192.0.2.4");
	packet.section = PACKET_ADDITIONAL;
	packet_address(&packet, "example.jp", "192.0.2.5");
	answer = answer_to("example.jp", TYPE_A);
	ck_assert_int_eq(answer->status, MA_ANSWER_NODATA);
	ck_assert_uint_eq(answer->count, 0);
}
END_TEST

START_TEST(test_address_of_a_wrong_length)
{
	static const size_t lengths[] = { 0, 3, 5, 16 };

	packet_begin(&packet, "example.jp", TYPE_A);
	packet_record(&packet, "example.jp", TYPE_A, "0123456789abcdef", lengths[_i]);
	ck_assert_int_eq(failed_answer_to("example.jp", TYPE_A)->failure, MAILAUTH_MALFORMED);
}
END_TEST

START_TEST(test_ttl)
{
	/* RFC 2181 8: a TTL with the top bit set counts as zero. */
	static const uint32_t ttls[][2] = {
		{ 0, 0 }, { 1, 1 }, { INT32_MAX, INT32_MAX }, { 0x80000000u, 0 }, { UINT32_MAX, 0 }
	};

	packet_begin(&packet, "example.jp", TYPE_A);
	packet.ttl = ttls[_i][0];
	packet_address(&packet, "example.jp", "192.0.2.1");
	ck_assert_uint_eq(answer_to("example.jp", TYPE_A)->ttl, ttls[_i][1]);
}
END_TEST

/* --- Nothing there -------------------------------------------------------- */

/* No data, no such name. */
static const unsigned rcodes[] = { 0, 3 };

/* RFC 2308 5: the lesser of the SOA's TTL and its MINIMUM. */
START_TEST(test_negative_answers)
{
	static const struct {
		uint32_t ttl, minimum, expected;
	} cases[] = { { 3600, 300, 300 }, { 60, 300, 60 }, { 300, 0xffffffff, 0 } };

	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		char name[] = "mail0.example.jp";
		const struct ma_answer *answer;

		name[4] = (char)('0' + i);
		packet_begin(&packet, name, TYPE_A);
		packet_set_rcode(&packet, rcodes[_i]);
		packet.section = PACKET_AUTHORITY;
		packet_soa(&packet, "Example.jp", cases[i].ttl, cases[i].minimum);
		answer = answer_to(name, TYPE_A);
		ck_assert_int_eq(answer->status,
				 rcodes[_i] == 3 ? MA_ANSWER_NXDOMAIN : MA_ANSWER_NODATA);
		ck_assert_uint_eq(answer->ttl, cases[i].expected);
		assert_name(answer->apex, "example.jp");
	}
}
END_TEST

START_TEST(test_negative_answer_without_soa)
{
	const struct ma_answer *answer;

	packet_begin(&packet, "example.jp", TYPE_A);
	packet_set_rcode(&packet, rcodes[_i]);
	answer = answer_to("example.jp", TYPE_A);
	ck_assert_int_eq(answer->status, rcodes[_i] == 3 ? MA_ANSWER_NXDOMAIN : MA_ANSWER_NODATA);
	ck_assert_uint_eq(answer->ttl, 0); /* RFC 2308 5: not to be kept */
	ck_assert_ptr_null(answer->apex);
}
END_TEST

/* RFC 2308 2.2: NS records without SOA, from a server that is not authoritative. */
START_TEST(test_referral_is_no_answer)
{
	packet_begin(&packet, "www.example.jp", TYPE_A);
	packet.section = PACKET_AUTHORITY;
	packet_name_record(&packet, "example.jp", TYPE_NS, "ns1.example.jp");
	packet.section = PACKET_ADDITIONAL;
	packet_address(&packet, "ns1.example.jp", "192.0.2.53");
	ck_assert_int_eq(failed_answer_to("www.example.jp", TYPE_A)->failure, MAILAUTH_REFUSED);
}
END_TEST

/* Neither authoritative nor recursive, and nothing to say: no one vouches that there is nothing. */
START_TEST(test_empty_answer_needs_somebody_to_vouch_for_it)
{
	packet_begin(&packet, "www.example.jp", TYPE_A);
	packet_set_flags(&packet, PACKET_QR);
	packet_set_rcode(&packet, rcodes[_i]);
	ck_assert_int_eq(failed_answer_to("www.example.jp", TYPE_A)->failure, MAILAUTH_REFUSED);
}
END_TEST

/* RFC 6891 6.1.3: the OPT record holds the upper bits of the response code. */
START_TEST(test_extended_response_codes_are_failures)
{
	packet_begin(&packet, "www.example.jp", TYPE_A);
	packet_set_rcode(&packet, rcodes[_i]);
	packet.section = PACKET_ADDITIONAL;
	packet.ttl = 0x01000000;
	packet_record_wire(&packet, (const unsigned char *)"", 1, TYPE_OPT, "", 0);
	ck_assert_int_eq(failed_answer_to("www.example.jp", TYPE_A)->failure,
			 MAILAUTH_SERVER_FAILURE);
	ck_assert_uint_eq(ask("www.example.jp", TYPE_A)->rcode, 16 + rcodes[_i]);
}
END_TEST

START_TEST(test_ns_records_beside_soa_or_authority_are_no_referral)
{
	packet_begin(&packet, "www.example.jp", TYPE_A);
	packet.section = PACKET_AUTHORITY;
	packet_name_record(&packet, "example.jp", TYPE_NS, "ns1.example.jp");
	if (_i == 0)
		packet_soa(&packet, "example.jp", 300, 300);
	else
		packet_set_flags(&packet, PACKET_RESPONSE | PACKET_AA);
	ck_assert_int_eq(answer_to("www.example.jp", TYPE_A)->status, MA_ANSWER_NODATA);
}
END_TEST

START_TEST(test_alias_and_nothing_there)
{
	const struct ma_answer *answer;

	/* RFC 6604 2.1, RFC 2308 2.1: the code is that of the last name. */
	packet_begin(&packet, "www.example.jp", TYPE_A);
	packet_set_rcode(&packet, rcodes[_i]);
	packet_name_record(&packet, "www.example.jp", TYPE_CNAME, "a.example.com");
	packet.section = PACKET_AUTHORITY;
	packet_soa(&packet, "example.com", 30, 30);
	answer = answer_to("www.example.jp", TYPE_A);
	ck_assert_int_eq(answer->status, rcodes[_i] == 3 ? MA_ANSWER_NXDOMAIN : MA_ANSWER_NODATA);
	assert_name(answer->alias, "a.example.com");
	assert_name(answer->apex, "example.com");
	ck_assert_uint_eq(answer->ttl, 30);
	ck_assert_uint_eq(ma_answers_count(answers), 1);
}
END_TEST

/* --- Aliases -------------------------------------------------------------- */

START_TEST(test_aliases_in_any_order)
{
	static const unsigned char orders[][4] = { { 0, 1, 2, 3 }, { 3, 2, 1, 0 }, { 1, 3, 0, 2 },
						   { 2, 0, 3, 1 }, { 0, 3, 1, 2 }, { 3, 0, 2, 1 } };
	const struct ma_answer *answer;

	packet_begin(&packet, "www.example.jp", TYPE_A);
	for (unsigned i = 0; i < 4; i++) {
		switch (orders[_i][i]) {
		case 0:
			packet.ttl = 300;
			packet_name_record(&packet, "WWW.example.jp", TYPE_CNAME, "a.example.jp");
			break;
		case 1:
			packet.ttl = 60;
			packet_name_record(&packet, "a.example.jp", TYPE_CNAME, "B.example.com");
			break;
		case 2:
			packet.ttl = 300;
			packet_name_record(&packet, "b.example.com", TYPE_CNAME, "c.example.net");
			break;
		case 3:
			packet.ttl = 120;
			packet_address(&packet, "c.Example.net", "192.0.2.1");
			break;
		}
	}
	answer = answer_to("www.example.jp", TYPE_A);
	ck_assert_int_eq(answer->status, MA_ANSWER_RECORDS);
	ck_assert_uint_eq(answer->count, 1);
	assert_address(answer, 0, "192.0.2.1");
	assert_name(answer->alias, "c.example.net");
	ck_assert_uint_eq(answer->ttl, 120);
	ck_assert_uint_eq(answer->links[0].ttl, 300);
	ck_assert_uint_eq(answer->links[1].ttl, 60);
	ck_assert_uint_eq(ma_answer_ttl(answer), 60);
	ck_assert_uint_eq(ma_answers_count(answers), 1);
}
END_TEST

START_TEST(test_alias_that_leaves_the_packet)
{
	const struct ma_answer *answer;
	struct mailauth_question *question = new_question("www.example.jp", TYPE_A);

	packet_begin(&packet, "www.example.jp", TYPE_A);
	packet.ttl = 60;
	packet_name_record(&packet, "www.example.jp", TYPE_CNAME, "A.example.com");
	ck_assert_int_eq(take(question), 0);

	ck_assert(ma_answer_is_gap(ask("www.example.jp", TYPE_A)));
	question = ma_answers_next(answers);
	ck_assert_ptr_nonnull(question);
	ck_assert_str_eq(mailauth_question_name(question), "a.example.com");
	ck_assert_uint_eq(mailauth_question_type(question), TYPE_A);

	packet_begin(&packet, "a.example.com", TYPE_A);
	packet_address(&packet, "a.example.com", "192.0.2.1");
	ck_assert_int_eq(take(question), 0);
	answer = ask("www.example.jp", TYPE_A);
	assert_address(answer, 0, "192.0.2.1");
	assert_name(answer->alias, "a.example.com");
	ck_assert_uint_eq(ma_answer_ttl(answer), 60);
	ck_assert_uint_eq(answer->ttl, 300);
	/* A question for the target itself meets no alias. */
	ck_assert_ptr_null(ask("a.example.com", TYPE_A)->alias);
}
END_TEST

/* Packets that each lead to the next name. */
static const struct ma_answer *follow_links(unsigned links)
{
	char from[] = "n00.example", to[] = "n00.example";

	for (unsigned i = 0; i < links; i++) {
		struct mailauth_question *question;

		from[1] = (char)('0' + i / 10);
		from[2] = (char)('0' + i % 10);
		to[1] = (char)('0' + (i + 1) / 10);
		to[2] = (char)('0' + (i + 1) % 10);
		ck_assert(ma_answer_is_gap(ask("n00.example", TYPE_A)));
		question = ma_answers_next(answers);
		ck_assert_str_eq(mailauth_question_name(question), from);
		packet_begin(&packet, from, TYPE_A);
		packet_name_record(&packet, from, TYPE_CNAME, to);
		ck_assert_int_eq(take(question), 0);
	}
	return ask("n00.example", TYPE_A);
}

START_TEST(test_aliases_over_packets_are_followed_ten_times)
{
	ck_assert(ma_answer_is_gap(follow_links(10)));
	ck_assert_str_eq(mailauth_question_name(ma_answers_next(answers)), "n10.example");
	finish();
	begin();
	ck_assert(!ma_answer_is_gap(follow_links(11)));
	ck_assert_int_eq(ask("n00.example", TYPE_A)->failure, MAILAUTH_MALFORMED);
	ck_assert_ptr_null(ma_answers_next(answers));
}
END_TEST

START_TEST(test_aliases_in_a_packet_are_followed_ten_times)
{
	char name[2][8] = { "a0.test", "a0.test" };

	packet_begin(&packet, "a0.test", TYPE_A);
	for (int i = 0; i < 10 + _i; i++) {
		name[0][0] = (char)('a' + i);
		name[1][0] = (char)('a' + i + 1);
		packet_name_record(&packet, name[0], TYPE_CNAME, name[1]);
	}
	packet_address(&packet, name[1], "192.0.2.1");
	if (_i == 0)
		assert_address(answer_to("a0.test", TYPE_A), 0, "192.0.2.1");
	else
		ck_assert_int_eq(failed_answer_to("a0.test", TYPE_A)->failure, MAILAUTH_MALFORMED);
}
END_TEST

START_TEST(test_alias_circles)
{
	packet_begin(&packet, "a.test", TYPE_A);
	packet_name_record(&packet, "a.test", TYPE_CNAME, _i == 0 ? "a.test" : "b.test");
	if (_i == 1)
		packet_name_record(&packet, "b.test", TYPE_CNAME, "a.test");
	ck_assert_int_eq(failed_answer_to("a.test", TYPE_A)->failure, MAILAUTH_MALFORMED);
}
END_TEST

/* A circle over several packets must end, and not ask for ever. */
START_TEST(test_alias_circle_over_packets)
{
	struct mailauth_question *question = new_question("a.test", TYPE_A);

	packet_begin(&packet, "a.test", TYPE_A);
	packet_name_record(&packet, "a.test", TYPE_CNAME, "b.test");
	ck_assert_int_eq(take(question), 0);
	ck_assert(ma_answer_is_gap(ask("a.test", TYPE_A)));
	question = ma_answers_next(answers);
	packet_begin(&packet, "b.test", TYPE_A);
	packet_name_record(&packet, "b.test", TYPE_CNAME, "a.test");
	ck_assert_int_eq(take(question), 0);
	ck_assert_int_eq(ask("a.test", TYPE_A)->status, MA_ANSWER_FAILED);
	ck_assert_int_eq(ask("a.test", TYPE_A)->failure, MAILAUTH_MALFORMED);
	ck_assert_uint_eq(ask("a.test", TYPE_A)->link_count, 3); /* b, a, b again */
	ck_assert_ptr_null(ma_answers_next(answers));
}
END_TEST

/* A name that was not asked for is known from an answer that leads past it, as far as that goes. */
START_TEST(test_names_on_the_way_are_recalled)
{
	static const struct {
		const char *name;
		size_t links;
		uint32_t ttl;
	} known[] = { { "a.test", 2, 900 }, { "b.test", 1, 900 }, { "c.test", 0, 900 } };
	struct mailauth_question *question = new_question("a.test", TYPE_A);

	packet_begin(&packet, "a.test", TYPE_A);
	packet.ttl = 60;
	packet_name_record(&packet, "a.test", TYPE_CNAME, "b.test");
	packet_name_record(&packet, "b.test", TYPE_CNAME, "c.test");
	packet.section = PACKET_AUTHORITY;
	packet_soa(&packet, "test", 3600, 900);
	ck_assert_int_eq(take(question), 0);
	ask("a.test", TYPE_A);
	ck_assert(ma_answer_is_gap(ma_recall(answers, NULL, &arena,
					     ma_name_parse(&arena, MA_TEXT("c.test")), TYPE_A)));
	ma_view_keep(&view);
	for (size_t i = 0; i < COUNT_OF(known); i++) {
		const struct ma_answer *answer =
			ma_recall(answers, NULL, &arena,
				  ma_name_parse(&arena, ma_text(known[i].name)), TYPE_A);

		ck_assert_int_eq(answer->status, MA_ANSWER_NODATA);
		ck_assert_uint_eq(answer->link_count, known[i].links);
		ck_assert_uint_eq(answer->ttl, known[i].ttl);
		ck_assert((answer->alias == NULL) == (known[i].links == 0));
	}
	ck_assert(ma_answer_is_gap(ma_recall(answers, NULL, &arena,
					     ma_name_parse(&arena, MA_TEXT("c.test")), TYPE_TXT)));
}
END_TEST

START_TEST(test_question_for_the_alias_itself)
{
	const struct ma_answer *answer;

	packet_begin(&packet, "www.example.jp", TYPE_CNAME);
	packet_name_record(&packet, "www.example.jp", TYPE_CNAME, "a.example.jp");
	answer = answer_to("www.example.jp", TYPE_CNAME);
	ck_assert_int_eq(answer->status, MA_ANSWER_RECORDS);
	ck_assert_uint_eq(answer->count, 1);
	assert_name(ma_record_name(&arena, &answer->records[0], 0), "a.example.jp");
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("records");

	add_fixed_loop(suite, "order", test_records_are_sorted_and_no_two_alike, 5);
	add_fixed(suite, "records",
		  TESTS(test_names_in_records_are_folded, test_compressed_names_are_read,
			test_txt_strings_are_joined, test_txt_strings_are_told_apart,
			test_txt_keeps_case_and_any_byte, test_txt_without_strings,
			test_txt_string_longer_than_the_record,
			test_records_of_others_do_not_count));
	add_fixed_loop(suite, "address", test_address_of_a_wrong_length, 4);
	add_fixed_loop(suite, "TTL", test_ttl, 5);
	add_fixed_loop(suite, "negative", test_negative_answers, 2);
	add_fixed_loop(suite, "negative without SOA", test_negative_answer_without_soa, 2);
	add_fixed_loop(suite, "negative after alias", test_alias_and_nothing_there, 2);
	add_fixed(suite, "referral", TESTS(test_referral_is_no_answer));
	add_fixed_loop(suite, "nobody", test_empty_answer_needs_somebody_to_vouch_for_it, 2);
	add_fixed_loop(suite, "extended code", test_extended_response_codes_are_failures, 2);
	add_fixed_loop(suite, "no referral",
		       test_ns_records_beside_soa_or_authority_are_no_referral, 2);
	add_fixed_loop(suite, "aliases", test_aliases_in_any_order, 6);
	add_fixed_loop(suite, "alias circle", test_alias_circles, 2);
	add_fixed_loop(suite, "alias limit", test_aliases_in_a_packet_are_followed_ten_times, 2);
	add_fixed(suite, "alias",
		  TESTS(test_alias_that_leaves_the_packet,
			test_aliases_over_packets_are_followed_ten_times,
			test_alias_circle_over_packets, test_names_on_the_way_are_recalled,
			test_question_for_the_alias_itself));
	return check_main(suite);
}
