/* lib/dns: the packet that asks a question, and which packets are answers to it.
 *
 * SPDX-License-Identifier: MIT */

#include "store_of_one.h"

#include "../../lib/dns/store.h"

#include <stdio.h>
#include <string.h>

/* --- The question --------------------------------------------------------- */

START_TEST(test_question_packet_to_the_byte)
{
	static const unsigned char expected[] = {
		0x12, 0x34, 0x01, 0x00, 0,    1,   0,	0,   0, 0,   0,	  1, /* RD, one question,
										one OPT */
		7,    'e',  'x',  'a',	'm',  'p', 'l', 'e', 2, 'j', 'p', 0, 0,
		16,   0,    1,						/* TXT IN */
		0,    0,    41,	  0x04, 0xd0, 0,   0,	0,   0, 0,   0, /* OPT, 1232 bytes */
	};
	struct mailauth_question *question = new_question("Example.JP", TYPE_TXT);
	unsigned char bytes[300];
	size_t length = 0;

	ck_assert_int_eq(mailauth_question_packet(question, 0x1234, bytes, sizeof(bytes), &length),
			 0);
	ck_assert_uint_eq(length, sizeof(expected));
	ck_assert_mem_eq(bytes, expected, sizeof(expected));
	ck_assert_int_eq(mailauth_question_packet(question, 1, bytes, length, &length), 0);
	ck_assert_int_eq(mailauth_question_packet(question, 1, bytes, length - 1, &length),
			 MAILAUTH_EINVAL);
}
END_TEST

/* A named server answers for itself; it is not asked to ask others. */
START_TEST(test_question_to_a_named_server_wants_no_recursion)
{
	struct mailauth_question *question = new_question("example.jp", TYPE_TXT);
	unsigned char bytes[300];
	size_t length = 0;

	ck_assert_ptr_null(mailauth_question_server(question));
	question->target.server = "192.0.2.53";
	ck_assert_str_eq(mailauth_question_server(question), "192.0.2.53");
	ck_assert_int_eq(mailauth_question_packet(question, 1, bytes, sizeof(bytes), &length), 0);
	ck_assert_uint_eq(bytes[2], 0);
	ck_assert(!mailauth_question_needs_tcp(question));
	question->target.way = MA_WAY_DNS_TCP;
	ck_assert(mailauth_question_needs_tcp(question));
}
END_TEST

START_TEST(test_question_of_the_longest_name_fits_in_300_bytes)
{
	unsigned char bytes[300];
	char text[254];
	size_t length = 0;

	memset(text, 'a', sizeof(text));
	text[63] = text[127] = text[191] = '.';
	text[253] = '\0';
	ck_assert_int_eq(mailauth_question_packet(new_question(text, TYPE_TXT), 1, bytes,
						  sizeof(bytes), &length),
			 0);
	ck_assert_uint_eq(length, 12 + 255 + 4 + 11);
}
END_TEST

START_TEST(test_question_tells_what_it_asks)
{
	struct mailauth_question *question = new_question("A b.Example", TYPE_AAAA);
	size_t length = 0;

	ck_assert_int_eq(mailauth_question_kind(question), MAILAUTH_QUESTION_DNS);
	ck_assert_uint_eq(mailauth_question_type(question), TYPE_AAAA);
	ck_assert_str_eq(mailauth_question_name(question), "a\\032b.example");
	ck_assert_mem_eq(mailauth_question_wire_name(question, &length), "\3a b\7example", 13);
	ck_assert_uint_eq(length, 13);
	ck_assert_ptr_null(mailauth_question_server(question));
	ck_assert_ptr_eq(ma_answers_find(answers, mailauth_question_id(question)), question);
}
END_TEST

/* What the packet does to a question for example.jp TXT, which then stays open. */
static void assert_left_open(int status)
{
	struct mailauth_question *question = new_question("example.jp", TYPE_TXT);

	ck_assert_int_eq(take(question), status);
	ck_assert_uint_eq(ma_answers_open(answers), 1);
	ck_assert(ma_answer_is_gap(ask("example.jp", TYPE_TXT)));
}

/* --- Which packets are answers -------------------------------------------- */

START_TEST(test_query_is_no_answer)
{
	packet_begin(&packet, "example.jp", TYPE_TXT);
	packet_set_flags(&packet, PACKET_RD);
	assert_left_open(MAILAUTH_NOT_AN_ANSWER);
}
END_TEST

START_TEST(test_other_opcode_is_no_answer)
{
	packet_begin(&packet, "example.jp", TYPE_TXT);
	packet_set_flags(&packet, PACKET_RESPONSE | 4 << 11); /* NOTIFY */
	assert_left_open(MAILAUTH_NOT_AN_ANSWER);
}
END_TEST

START_TEST(test_answer_to_another_question)
{
	static const struct {
		const char *name;
		uint16_t type;
	} others[] = {
		{ "example.jp", TYPE_A },   { "example.com", TYPE_TXT },	{ "jp", TYPE_TXT },
		{ "example", TYPE_TXT },    { "mail.example.jp", TYPE_TXT },	{ "", TYPE_TXT },
		{ "exampl.ejp", TYPE_TXT }, { "example.jp.example", TYPE_TXT },
	};

	packet_begin(&packet, others[_i].name, others[_i].type);
	packet_txt(&packet, others[_i].name, "v=spf1 +all", NULL);
	assert_left_open(MAILAUTH_NOT_AN_ANSWER);
}
END_TEST

START_TEST(test_answer_in_another_class)
{
	packet_begin(&packet, "example.jp", TYPE_TXT);
	packet.bytes[packet.length - 1] = 3; /* CH */
	assert_left_open(MAILAUTH_NOT_AN_ANSWER);
}
END_TEST

START_TEST(test_answer_with_no_or_two_questions)
{
	packet_begin(&packet, "example.jp", TYPE_TXT);
	packet_set_count(&packet, 0, _i == 0 ? 0 : 2);
	packet_put_name(&packet, "example.jp");
	packet_put16(&packet, TYPE_TXT);
	packet_put16(&packet, 1);
	assert_left_open(MAILAUTH_NOT_AN_ANSWER);
}
END_TEST

START_TEST(test_answer_whose_case_differs_is_one)
{
	packet_begin(&packet, "eXaMPle.jP", TYPE_A);
	packet_address(&packet, "EXAMPLE.jp", "192.0.2.1");
	assert_address(answer_to("example.JP", TYPE_A), 0, "192.0.2.1");
}
END_TEST

START_TEST(test_question_may_not_be_compressed)
{
	/* The question's name is compared byte by byte: nothing before it to point to. */
	packet_begin(&packet, "", TYPE_TXT);
	packet.length = 12;
	packet_put16(&packet, 0xc00c);
	packet_put16(&packet, TYPE_TXT);
	packet_put16(&packet, 1);
	assert_left_open(MAILAUTH_NOT_AN_ANSWER);
}
END_TEST

START_TEST(test_cut_packet_leaves_the_question_open)
{
	packet_begin(&packet, "example.jp", TYPE_TXT);
	packet_set_flags(&packet, PACKET_RESPONSE | PACKET_TC);
	packet_txt(&packet, "example.jp", "v=spf1", NULL);
	assert_left_open(MAILAUTH_TRUNCATED_PACKET);
}
END_TEST

START_TEST(test_first_answer_stands)
{
	struct mailauth_question *question = new_question("example.jp", TYPE_A);

	packet_begin(&packet, "example.jp", TYPE_A);
	packet_address(&packet, "example.jp", "192.0.2.1");
	ck_assert_int_eq(take(question), 0);
	packet_begin(&packet, "example.jp", TYPE_A);
	packet_address(&packet, "example.jp", "192.0.2.2");
	ck_assert_int_eq(take(question), 0);
	ma_answers_fail(answers, question, MAILAUTH_TIMED_OUT);
	assert_address(ask("example.jp", TYPE_A), 0, "192.0.2.1");
	ck_assert_uint_eq(ma_answers_open(answers), 0);
}
END_TEST

/* --- Response codes ------------------------------------------------------- */

START_TEST(test_rcodes)
{
	unsigned rcode = (unsigned)_i;
	const struct ma_answer *answer;

	packet_begin(&packet, "example.jp", TYPE_A);
	packet_set_rcode(&packet, rcode);
	answer = answer_to("example.jp", TYPE_A);
	ck_assert_uint_eq(answer->rcode, rcode);
	ck_assert_uint_eq(answer->count, 0);
	if (rcode == 0 || rcode == 3) {
		ck_assert_int_eq(answer->status,
				 rcode == 0 ? MA_ANSWER_NODATA : MA_ANSWER_NXDOMAIN);
		ck_assert(ma_answer_is_void(answer));
		ck_assert(!view.failed);
		return;
	}
	ck_assert_int_eq(answer->status, MA_ANSWER_FAILED);
	ck_assert_int_eq(answer->failure, rcode == 5 ? MAILAUTH_REFUSED : MAILAUTH_SERVER_FAILURE);
	ck_assert(!ma_answer_is_void(answer));
	ck_assert(view.failed);
}
END_TEST

START_TEST(test_records_beside_a_failure_are_not_believed)
{
	packet_begin(&packet, "example.jp", TYPE_A);
	packet_address(&packet, "example.jp", "192.0.2.1");
	packet_set_rcode(&packet, 2);
	ck_assert_int_eq(failed_answer_to("example.jp", TYPE_A)->failure, MAILAUTH_SERVER_FAILURE);
}
END_TEST

/* RFC 1035 4.1.1, as servers do that know no EDNS (RFC 6891 7). */
START_TEST(test_formerr_without_a_question)
{
	packet_begin(&packet, "example.jp", TYPE_A);
	packet.length = 12;
	packet_set_count(&packet, 0, 0);
	packet_set_rcode(&packet, 1);
	ck_assert_int_eq(failed_answer_to("example.jp", TYPE_A)->failure, MAILAUTH_SERVER_FAILURE);
}
END_TEST

/* RFC 8914 4: codes 6 to 12 say that DNSSEC is broken. */
START_TEST(test_extended_errors)
{
	packet_begin(&packet, "example.jp", TYPE_A);
	packet_set_rcode(&packet, 2);
	packet_soa(&packet, "example.jp", 3600, 300);
	packet_ede(&packet, (unsigned)_i);
	ck_assert_int_eq(failed_answer_to("example.jp", TYPE_A)->failure,
			 _i >= 6 && _i <= 12 ? MAILAUTH_BOGUS : MAILAUTH_SERVER_FAILURE);
}
END_TEST

START_TEST(test_extended_error_after_another)
{
	packet_begin(&packet, "example.jp", TYPE_A);
	packet_set_rcode(&packet, 2);
	packet.section = PACKET_ADDITIONAL;
	packet.class = 1232;
	packet.ttl = 0;
	packet_record(&packet, "", TYPE_OPT,
		      "\0\x0a\0\x08"
		      "abcdefgh"	    /* a cookie */
		      "\0\x0f\0\x02\0\x16"  /* 22: no reachable authority */
		      "\0\x0f\0\x02\0\x06", /* 6: DNSSEC bogus */
		      24);
	ck_assert_int_eq(failed_answer_to("example.jp", TYPE_A)->failure, MAILAUTH_BOGUS);
}
END_TEST

START_TEST(test_extended_error_that_lies_about_its_length)
{
	static const char *const options[] = { "\0\x0f\0\x03\0\x06", "\0\x0f\0\x01\x06\0",
					       "\0\x0f\xff\xff\0\x06" };

	packet_begin(&packet, "example.jp", TYPE_A);
	packet_set_rcode(&packet, 2);
	packet.section = PACKET_ADDITIONAL;
	packet_record(&packet, "", TYPE_OPT, options[_i], 6);
	ck_assert_int_eq(failed_answer_to("example.jp", TYPE_A)->failure, MAILAUTH_SERVER_FAILURE);
}
END_TEST

/* An extended error next to a good answer is only a remark (RFC 8914 3). */
START_TEST(test_extended_error_beside_an_answer)
{
	packet_begin(&packet, "example.jp", TYPE_A);
	packet_address(&packet, "example.jp", "192.0.2.1");
	packet_ede(&packet, 6);
	ck_assert_int_eq(answer_to("example.jp", TYPE_A)->status, MA_ANSWER_RECORDS);
}
END_TEST

/* --- Referrals of a server that was asked itself ------------------------------ */

static const struct ma_referral *refer(void)
{
	struct ma_target target = { "192.0.2.53", false };
	const struct ma_name *name = ma_name_parse(&arena, ma_text("example.jp"));
	struct mailauth_question *question;

	ma_view_begin(&view, answers, &arena, &met, true, 10);
	ma_ask_at(&view, target, name, TYPE_NS);
	question = ma_answers_next(answers);
	ck_assert_int_eq(take(question), 0);
	return question->answer->referral;
}

START_TEST(test_referral_is_believed_of_its_own_zone)
{
	const struct ma_referral *referral;

	packet_begin(&packet, "example.jp", TYPE_NS);
	packet_set_flags(&packet, PACKET_QR);
	packet.section = PACKET_AUTHORITY;
	packet_name_record(&packet, "victim.jp", TYPE_NS, "ns1.example.jp");
	packet_name_record(&packet, "example.jp", TYPE_NS, "ns1.example.jp");
	packet_name_record(&packet, "example.jp", TYPE_NS, "NS1.example.jp");
	packet_name_record(&packet, "example.jp", TYPE_NS, "ns.victim.jp");
	packet.section = PACKET_ADDITIONAL;
	packet_address(&packet, "ns.victim.jp", "192.0.2.1");
	packet_address(&packet, "ns2.example.jp", "192.0.2.2");
	packet_address(&packet, "ns1.example.jp", "192.0.2.3");
	referral = refer();
	ck_assert_ptr_nonnull(referral);
	assert_name(referral->apex, "example.jp");
	/* In an order that does not depend on the packet's. */
	ck_assert_uint_eq(referral->count, 2);
	assert_name(referral->servers[0], "ns.victim.jp");
	assert_name(referral->servers[1], "ns1.example.jp");
	ck_assert_uint_eq(referral->glue_count, 1);
	assert_name(referral->glue[0].name, "ns1.example.jp");
	ck_assert(!referral->cut);
}
END_TEST

START_TEST(test_referral_to_many_is_cut)
{
	const struct ma_referral *referral;
	char name[40];

	packet_begin(&packet, "example.jp", TYPE_NS);
	packet_set_flags(&packet, PACKET_QR);
	packet.section = PACKET_AUTHORITY;
	for (int i = 0; i < 13 + _i; i++) {
		snprintf(name, sizeof(name), "ns%d.example.jp", i);
		packet_name_record(&packet, "example.jp", TYPE_NS, name);
	}
	referral = refer();
	ck_assert_ptr_nonnull(referral);
	ck_assert_uint_eq(referral->count, 13);
	ck_assert_int_eq(referral->cut, _i > 0);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("packet");

	add_fixed(suite, "question",
		  TESTS(test_question_packet_to_the_byte,
			test_question_to_a_named_server_wants_no_recursion,
			test_question_of_the_longest_name_fits_in_300_bytes,
			test_question_tells_what_it_asks));
	add_fixed(suite, "belongs",
		  TESTS(test_query_is_no_answer, test_other_opcode_is_no_answer,
			test_answer_in_another_class, test_answer_whose_case_differs_is_one,
			test_question_may_not_be_compressed,
			test_cut_packet_leaves_the_question_open, test_first_answer_stands));
	add_fixed_loop(suite, "another question", test_answer_to_another_question, 8);
	add_fixed_loop(suite, "questions", test_answer_with_no_or_two_questions, 2);
	add_fixed_loop(suite, "rcode", test_rcodes, 16);
	add_fixed(suite, "failure",
		  TESTS(test_records_beside_a_failure_are_not_believed,
			test_formerr_without_a_question, test_extended_error_after_another,
			test_extended_error_beside_an_answer));
	add_fixed_loop(suite, "extended error", test_extended_errors, 30);
	add_fixed_loop(suite, "extended error's length",
		       test_extended_error_that_lies_about_its_length, 3);
	add_fixed(suite, "referral", TESTS(test_referral_is_believed_of_its_own_zone));
	add_fixed_loop(suite, "referral to many", test_referral_to_many_is_cut, 3);
	return check_main(suite);
}
