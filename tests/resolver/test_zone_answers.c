/* Zone files: what they answer (RFC 1034 section 4.3.2, RFC 4592).
 *
 * SPDX-License-Identifier: MIT */

#include "memory.h"
#include "zones.h"

#include "../../lib/dns/store.h"

#include <ldns/ldns.h>
#include <stdlib.h>

static const char main_zone[] = ZONE_HEAD "@ NS ns\n"
					  "@ 60 MX 10 Mail\n"
					  "@ TXT \"v=spf1 mx -all\"\n"
					  "@ TXT \"two\" \"strings\"\n"
					  "@ TXT \"v=spf1 mx -all\"\n" /* a double */
					  "ns A 192.0.2.1\n"
					  "mail A 192.0.2.2\n"
					  "mail 1h AAAA 2001:db8::2\n"
					  "alias CNAME Mail\n"
					  "alias2 CNAME alias\n"
					  "away CNAME elsewhere.example.\n"
					  "other CNAME www.other.example.\n"
					  "gone CNAME nothing.here\n"
					  "bare CNAME empty\n"
					  "cut CNAME host.sub\n"
					  "ring1 CNAME ring2\n"
					  "ring2 CNAME ring1\n"
					  "self CNAME self\n"
					  "a.b.empty A 192.0.2.3\n"
					  "sub NS ns.sub\n"
					  "ns.sub A 192.0.2.4\n"
					  "held NS ns.held\n"
					  "*.wild TXT \"wild\"\n"
					  "host.wild A 192.0.2.5\n"
					  "x.deep.wild A 192.0.2.6\n"
					  "*.cwild CNAME mail\n"
					  "*.star.ent A 192.0.2.7\n"
					  "x.*.ent2 A 192.0.2.8\n"
					  "zero TXT \\# 0\n"
					  "blank TXT \"\"\n"
					  "odd TYPE65280 \\# 3 010203\n"
					  "esc TXT \"semi;colon (x) \\\"q\\\" \\\\ \\065\"\n"
					  "dn DNAME other.example.\n"
					  "\\034q\\.dot A 192.0.2.9\n";

static const char other_zone[] = "$ORIGIN other.example.\n"
				 "@ 120 SOA ns hm 1 2 3 4 3600\n"
				 "www 5 CNAME back\n"
				 "back 6 CNAME mail.example.jp.\n";

static const char held_zone[] = "$ORIGIN held.example.jp.\n"
				"@ 100 SOA ns hm 1 2 3 4 50\n"
				"www 5 A 192.0.2.10\n"
				"sub NS ns.elsewhere.example.\n";

static const char *const main_zones[] = { main_zone, other_zone, held_zone, NULL };

#define MAIL "mail.example.jp. 3600 IN A 192.0.2.2\n"

static const struct {
	const char *name;
	uint16_t type;
	const char *expected;
} answers[] = {
	/* data, with the TTL of the record, in the case of the file */
	{ "example.jp", MX, "0\nexample.jp. 60 IN MX 10 Mail.example.jp.\n" },
	{ "EXAMPLE.jp", MX, "0\nexample.jp. 60 IN MX 10 Mail.example.jp.\n" },
	{ "mail.example.jp", AAAA, "0\nmail.example.jp. 3600 IN AAAA 2001:db8::2\n" },
	{ "example.jp", TXT,
	  "0\nexample.jp. 3600 IN TXT \"two\" \"strings\"\n"
	  "example.jp. 3600 IN TXT \"v=spf1 mx -all\"\n" },
	{ "example.jp", TYPE_SOA,
	  "0\nexample.jp. 3600 IN SOA ns.example.jp. root.example.jp. 1 2 3 4 300\n" },
	{ "example.jp", NS, "0\nexample.jp. 3600 IN NS ns.example.jp.\n" },
	{ "esc.example.jp", TXT,
	  "0\nesc.example.jp. 3600 IN TXT \"semi;colon (x) \\\"q\\\" \\\\ A\"\n" },
	{ "blank.example.jp", TXT, "0\nblank.example.jp. 3600 IN TXT \"\"\n" },
	{ "zero.example.jp", TXT, "0\nzero.example.jp. 3600 IN TXT \\# 0\n" },
	{ "odd.example.jp", 65280, "0\nodd.example.jp. 3600 IN TYPE65280 \\# 3 010203\n" },
	{ "mail.example.jp", ANY, "0\n" MAIL "mail.example.jp. 3600 IN AAAA 2001:db8::2\n" },
	/* nothing of the type; no such name; nothing but names below */
	{ "mail.example.jp", TXT, "0\n" ZONE_NOTHING },
	{ "no.example.jp", A, "3\n" ZONE_NOTHING },
	{ "x.mail.example.jp", A, "3\n" ZONE_NOTHING },
	{ "empty.example.jp", A, "0\n" ZONE_NOTHING },
	{ "b.empty.example.jp", A, "0\n" ZONE_NOTHING },
	{ "c.empty.example.jp", A, "3\n" ZONE_NOTHING },
	{ "other.example", A,
	  "0\n~ other.example. 120 IN SOA ns.other.example. hm.other.example. "
	  "1 2 3 4 3600\n" },
	/* aliases */
	{ "alias.example.jp", A,
	  "0\nalias.example.jp. 3600 IN CNAME Mail.example.jp.\n"
	  "Mail.example.jp. 3600 IN A 192.0.2.2\n" },
	{ "alias2.example.jp", A,
	  "0\nalias2.example.jp. 3600 IN CNAME alias.example.jp.\n"
	  "alias.example.jp. 3600 IN CNAME Mail.example.jp.\n"
	  "Mail.example.jp. 3600 IN A 192.0.2.2\n" },
	{ "alias.example.jp", CNAME, "0\nalias.example.jp. 3600 IN CNAME Mail.example.jp.\n" },
	{ "alias.example.jp", ANY, "0\nalias.example.jp. 3600 IN CNAME Mail.example.jp.\n" },
	{ "alias.example.jp", TXT,
	  "0\nalias.example.jp. 3600 IN CNAME Mail.example.jp.\n" ZONE_NOTHING },
	{ "bare.example.jp", A,
	  "0\nbare.example.jp. 3600 IN CNAME empty.example.jp.\n" ZONE_NOTHING },
	{ "gone.example.jp", A,
	  "3\ngone.example.jp. 3600 IN CNAME nothing.here.example.jp.\n" ZONE_NOTHING },
	{ "away.example.jp", A, "0\naway.example.jp. 3600 IN CNAME elsewhere.example.\n" },
	{ "cut.example.jp", A, "0\ncut.example.jp. 3600 IN CNAME host.sub.example.jp.\n" },
	{ "other.example.jp", A,
	  "0\nother.example.jp. 3600 IN CNAME www.other.example.\n"
	  "www.other.example. 5 IN CNAME back.other.example.\n"
	  "back.other.example. 6 IN CNAME mail.example.jp.\n" MAIL },
	/* delegations */
	{ "sub.example.jp", NS, "not held\n" },
	{ "sub.example.jp", TXT, "not held\n" },
	{ "ns.sub.example.jp", A, "not held\n" },
	{ "held.example.jp", A,
	  "0\n~ held.example.jp. 50 IN SOA ns.held.example.jp. "
	  "hm.held.example.jp. 1 2 3 4 50\n" },
	{ "www.held.example.jp", A, "0\nwww.held.example.jp. 5 IN A 192.0.2.10\n" },
	{ "x.sub.held.example.jp", A, "not held\n" },
	{ "example.com", A, "not held\n" },
	{ "jp", A, "not held\n" },
	{ "notexample.jp", A, "not held\n" },
	/* wildcards (RFC 4592) */
	{ "x.wild.example.jp", TXT, "0\nx.wild.example.jp. 3600 IN TXT \"wild\"\n" },
	{ "x.y.wild.example.jp", TXT, "0\nx.y.wild.example.jp. 3600 IN TXT \"wild\"\n" },
	{ "x.wild.example.jp", A, "0\n" ZONE_NOTHING },
	{ "wild.example.jp", TXT, "0\n" ZONE_NOTHING },
	{ "*.wild.example.jp", TXT, "0\n*.wild.example.jp. 3600 IN TXT \"wild\"\n" },
	{ "x.*.wild.example.jp", TXT, "3\n" ZONE_NOTHING },
	{ "host.wild.example.jp", TXT, "0\n" ZONE_NOTHING },
	{ "x.host.wild.example.jp", TXT, "3\n" ZONE_NOTHING },
	{ "deep.wild.example.jp", TXT, "0\n" ZONE_NOTHING },   /* nothing but a name below */
	{ "y.deep.wild.example.jp", TXT, "3\n" ZONE_NOTHING }, /* which hides the wildcard */
	{ "x.cwild.example.jp", A, "0\nx.cwild.example.jp. 3600 IN CNAME mail.example.jp.\n" MAIL },
	{ "x.star.ent.example.jp", A, "0\nx.star.ent.example.jp. 3600 IN A 192.0.2.7\n" },
	{ "y.ent2.example.jp", A, "0\n" ZONE_NOTHING }, /* "*" is there, but has no data */
	/* DNAME is data; what is below it is not known, which is not "there is none" */
	{ "dn.example.jp", DNAME, "0\ndn.example.jp. 3600 IN DNAME other.example.\n" },
	{ "www.dn.example.jp", A, "not held\n" },
	{ "a.b.dn.example.jp", A, "not held\n" },
};

START_TEST(test_answer)
{
	struct mailauth_zones *zones = load_good(main_zones);
	char *text = answer_of_zones(zones, answers[_i].name, answers[_i].type);

	ck_assert_str_eq(text, answers[_i].expected);
	free(text);
	mailauth_zones_free(zones);
}
END_TEST

START_TEST(test_rings_end)
{
	static const char *const names[] = { "ring1.example.jp", "ring2.example.jp",
					     "self.example.jp" };
	struct mailauth_zones *zones = load_good(main_zones);

	for (size_t i = 0; i < COUNT_OF(names); i++) {
		size_t length;
		unsigned char *packet = ask_zones(zones, names[i], A, &length);

		ck_assert_uint_eq(ldns_read_uint16(packet + 6), 12);
		ck_assert_uint_eq(ldns_read_uint16(packet + 8), 0);
		free(packet);
	}
	mailauth_zones_free(zones);
}
END_TEST

/* The core reads what this room writes. */
START_TEST(test_the_core_agrees)
{
	static const struct {
		const char *name;
		uint16_t type;
		enum ma_answer_status status;
		uint32_t ttl;
	} table[] = {
		{ "example.jp", TXT, MA_ANSWER_RECORDS, 3600 },
		{ "alias.example.jp", A, MA_ANSWER_RECORDS, 3600 },
		{ "no.example.jp", A, MA_ANSWER_NXDOMAIN, 300 },
		{ "empty.example.jp", A, MA_ANSWER_NODATA, 300 },
		{ "away.example.jp", A, MA_ANSWER_ALIAS, 0 },
		{ "gone.example.jp", A, MA_ANSWER_NXDOMAIN, 300 },
		{ "ring1.example.jp", A, MA_ANSWER_FAILED, 0 },
		{ "zero.example.jp", TXT, MA_ANSWER_RECORDS, 3600 },
	};
	struct mailauth_zones *zones = load_good(main_zones);

	for (size_t i = 0; i < COUNT_OF(table); i++) {
		struct ma_arena arena = { 0 };
		struct mailauth_question question = {
			.type = table[i].type,
			.name = ma_name_parse(&arena, ma_text(table[i].name)),
		};
		const struct ma_answer *read;
		size_t length;
		unsigned char *packet = ask_zones(zones, table[i].name, table[i].type, &length);

		ck_assert_int_eq(ma_packet_read(&arena, &question, packet, length, &read), 0);
		ck_assert_msg(read->status == table[i].status, "%s: %d", table[i].name,
			      (int)read->status);
		if (read->status == MA_ANSWER_NODATA || read->status == MA_ANSWER_RECORDS)
			ck_assert_uint_eq(read->ttl, table[i].ttl);
		free(packet);
		ma_arena_finish(&arena);
	}
	mailauth_zones_free(zones);
}
END_TEST

START_TEST(test_odd_labels)
{
	static const unsigned char wire[] = "\6\"q.dot\7EXAMPLE\2jp";
	struct mailauth_zones *zones = load_good(main_zones);
	const struct ma_name name = { sizeof(wire), wire };
	struct mailauth_question question = { .type = A, .name = &name };
	unsigned char *packet;
	size_t length;

	ck_assert_int_eq(mailauth_zones_answer(zones, &question, &packet, &length), 0);
	ck_assert_uint_eq(ldns_read_uint16(packet + 6), 1);
	free(packet);
	mailauth_zones_free(zones);
}
END_TEST

START_TEST(test_malformed_names_are_not_held)
{
	static const struct ma_name names[] = {
		{ 0, (const unsigned char *)"" },
		{ 3, (const unsigned char *)"\2jp" },
		{ 5, (const unsigned char *)"\2jp\0\0" },
		{ 4, (const unsigned char *)"\300\14\0\0" },
		{ 2, (const unsigned char *)"\77" },
	};
	struct mailauth_zones *zones =
		load_good((const char *const[]){ ". SOA a. b. 1 2 3 4 5\n", NULL });

	for (size_t i = 0; i < COUNT_OF(names); i++) {
		struct mailauth_question question = { .type = A, .name = &names[i] };
		unsigned char *packet;
		size_t length;

		ck_assert_int_eq(mailauth_zones_answer(zones, &question, &packet, &length),
				 MAILAUTH_NOT_HELD);
	}
	mailauth_zones_free(zones);
}
END_TEST

START_TEST(test_root_zone)
{
	struct mailauth_zones *zones = load_good((const char *const[]){
		". 60 SOA a. b. 1 2 3 4 5\ncom. 60 NS ns.com.\njp. 60 TXT x\n", NULL });
	char *text = answer_of_zones(zones, "example.com", A);

	ck_assert_str_eq(mailauth_zones_apex(zones, 0), ".");
	ck_assert_str_eq(text, "not held\n");
	free(text);
	text = answer_of_zones(zones, "example.jp", A);
	ck_assert_str_eq(text, "3\n~ . 5 IN SOA a. b. 1 2 3 4 5\n");
	free(text);
	mailauth_zones_free(zones);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("zone_answers");

	add_loop(suite, "answer", test_answer, COUNT_OF(answers));
	add_case(suite, "answers",
		 TESTS(test_rings_end, test_the_core_agrees, test_odd_labels,
		       test_malformed_names_are_not_held, test_root_zone));
	return check_main(suite);
}
