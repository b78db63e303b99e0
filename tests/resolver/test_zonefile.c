/* Zone files: what is read from them, which faults they have, what they answer.
 *
 * SPDX-License-Identifier: MIT */

#include "memory.h"

#include "../../lib/dns/store.h"

#include <mailauth/resolver.h>

#include <errno.h>
#include <ldns/ldns.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define SOA "@ SOA ns.example.jp. root.example.jp. 1 2 3 4 300\n"
#define HEAD "$ORIGIN example.jp.\n$TTL 3600\n" SOA

/* --- Helpers -------------------------------------------------------------- */

static struct mailauth_zones *new_zones(void)
{
	struct mailauth_zones *zones;

	ck_assert_int_eq(mailauth_zones_new(&zones), 0);
	return zones;
}

static int load(struct mailauth_zones *zones, const char *text)
{
	return mailauth_zones_load_text(zones, "file", text, strlen(text), NULL);
}

/* The faults, each as "kind@line detail", one a line. */
static char *list_faults(const struct mailauth_zones *zones)
{
	struct ma_buffer list = { 0 };
	char *taken;

	ma_buffer_string(&list, "");
	for (size_t i = 0; i < mailauth_zones_fault_count(zones); i++) {
		ma_buffer_number(&list, (uint64_t)mailauth_zones_fault_kind(zones, i));
		ma_buffer_byte(&list, '@');
		ma_buffer_number(&list, mailauth_zones_fault_line(zones, i));
		ma_buffer_byte(&list, ' ');
		ma_buffer_string(&list, mailauth_zones_fault_detail(zones, i));
		ma_buffer_byte(&list, '\n');
	}
	ck_assert(ma_buffer_take(&list, &taken, NULL));
	return taken;
}

static struct mailauth_zones *load_good(const char *const *texts)
{
	struct mailauth_zones *zones = new_zones();

	for (; *texts != NULL; texts++) {
		int status = load(zones, *texts);
		char *faults = list_faults(zones);

		ck_assert_msg(status == 0, "%s in %s", faults, *texts);
		free(faults);
	}
	return zones;
}

/* A packet's outcome, in one piece of memory that the caller frees; NULL if not held. */
static unsigned char *ask(const struct mailauth_zones *zones, const char *name, uint16_t type,
			  size_t *length)
{
	struct ma_arena arena = { 0 };
	struct mailauth_question question = {
		.id = 1,
		.type = type,
		.name = ma_name_parse(&arena, ma_text(name)),
	};
	unsigned char *packet = NULL;
	int status;

	ck_assert_msg(question.name != NULL, "%s", name);
	status = mailauth_zones_answer(zones, &question, &packet, length);
	ck_assert_msg(status == 0 || status == MAILAUTH_NOT_HELD, "%s: %d", name, status);
	ck_assert_msg((status == 0) == (packet != NULL), "%s", name);
	ma_arena_finish(&arena);
	return packet;
}

static void add_section(struct ma_buffer *text, const char *mark, const ldns_rr_list *section)
{
	for (size_t i = 0; i < ldns_rr_list_rr_count(section); i++) {
		char *record = ldns_rr2str(ldns_rr_list_rr(section, i));

		for (char *at = record; *at != '\0'; at++)
			if (*at == '\t')
				*at = ' ';
		ma_buffer_string(text, mark);
		ma_buffer_string(text, record);
		free(record);
	}
}

/* The answer as text: the response code, the records, and the authority's after "~ ". */
static char *answer(const struct mailauth_zones *zones, const char *name, uint16_t type)
{
	struct ma_buffer text = { 0 };
	char *taken;
	ldns_pkt *message = NULL;
	size_t length;
	unsigned char *packet = ask(zones, name, type, &length);

	if (packet == NULL)
		return strdup("not held\n");
	ck_assert_int_eq(ldns_wire2pkt(&message, packet, length), LDNS_STATUS_OK);
	ck_assert(ldns_pkt_qr(message) && ldns_pkt_aa(message) && !ldns_pkt_tc(message));
	ck_assert_uint_eq(ldns_pkt_id(message), 0);
	ck_assert_uint_eq(ldns_pkt_qdcount(message), 1);
	ck_assert_uint_eq(ldns_pkt_arcount(message), 0);
	ck_assert_uint_eq(ldns_rr_get_type(ldns_rr_list_rr(ldns_pkt_question(message), 0)), type);
	ma_buffer_number(&text, ldns_pkt_get_rcode(message));
	ma_buffer_byte(&text, '\n');
	add_section(&text, "", ldns_pkt_answer(message));
	add_section(&text, "~ ", ldns_pkt_authority(message));
	ldns_pkt_free(message);
	free(packet);
	ck_assert(ma_buffer_take(&text, &taken, NULL));
	return taken;
}

/* --- Answers -------------------------------------------------------------- */

static const char main_zone[] = HEAD "@ NS ns\n"
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

#define JP_SOA "~ example.jp. 300 IN SOA ns.example.jp. root.example.jp. 1 2 3 4 300\n"
#define MAIL "mail.example.jp. 3600 IN A 192.0.2.2\n"

enum {
	A = 1,
	NS = 2,
	CNAME = 5,
	TYPE_SOA = 6,
	MX = 15,
	TXT = 16,
	AAAA = 28,
	DNAME = 39,
	ANY = 255
};

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
	{ "mail.example.jp", TXT, "0\n" JP_SOA },
	{ "no.example.jp", A, "3\n" JP_SOA },
	{ "x.mail.example.jp", A, "3\n" JP_SOA },
	{ "empty.example.jp", A, "0\n" JP_SOA },
	{ "b.empty.example.jp", A, "0\n" JP_SOA },
	{ "c.empty.example.jp", A, "3\n" JP_SOA },
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
	{ "alias.example.jp", TXT, "0\nalias.example.jp. 3600 IN CNAME Mail.example.jp.\n" JP_SOA },
	{ "bare.example.jp", A, "0\nbare.example.jp. 3600 IN CNAME empty.example.jp.\n" JP_SOA },
	{ "gone.example.jp", A,
	  "3\ngone.example.jp. 3600 IN CNAME nothing.here.example.jp.\n" JP_SOA },
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
	{ "x.wild.example.jp", A, "0\n" JP_SOA },
	{ "wild.example.jp", TXT, "0\n" JP_SOA },
	{ "*.wild.example.jp", TXT, "0\n*.wild.example.jp. 3600 IN TXT \"wild\"\n" },
	{ "x.*.wild.example.jp", TXT, "3\n" JP_SOA },
	{ "host.wild.example.jp", TXT, "0\n" JP_SOA },
	{ "x.host.wild.example.jp", TXT, "3\n" JP_SOA },
	{ "deep.wild.example.jp", TXT, "0\n" JP_SOA },	 /* nothing but a name below */
	{ "y.deep.wild.example.jp", TXT, "3\n" JP_SOA }, /* which hides the wildcard */
	{ "x.cwild.example.jp", A, "0\nx.cwild.example.jp. 3600 IN CNAME mail.example.jp.\n" MAIL },
	{ "x.star.ent.example.jp", A, "0\nx.star.ent.example.jp. 3600 IN A 192.0.2.7\n" },
	{ "y.ent2.example.jp", A, "0\n" JP_SOA }, /* "*" is there, but has no data */
	/* DNAME is data; what is below it is not known, which is not "there is none" */
	{ "dn.example.jp", DNAME, "0\ndn.example.jp. 3600 IN DNAME other.example.\n" },
	{ "www.dn.example.jp", A, "not held\n" },
	{ "a.b.dn.example.jp", A, "not held\n" },
};

START_TEST(test_answer)
{
	struct mailauth_zones *zones = load_good(main_zones);
	char *text = answer(zones, answers[_i].name, answers[_i].type);

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
		unsigned char *packet = ask(zones, names[i], A, &length);

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
		unsigned char *packet = ask(zones, table[i].name, table[i].type, &length);

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
	char *text = answer(zones, "example.com", A);

	ck_assert_str_eq(mailauth_zones_apex(zones, 0), ".");
	ck_assert_str_eq(text, "not held\n");
	free(text);
	text = answer(zones, "example.jp", A);
	ck_assert_str_eq(text, "3\n~ . 5 IN SOA a. b. 1 2 3 4 5\n");
	free(text);
	mailauth_zones_free(zones);
}
END_TEST

/* --- Reading -------------------------------------------------------------- */

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
	ck_assert_int_eq(load(zones, zone.data), 0);
	text = answer(zones, "www.example.jp", TXT);
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
	unsigned char *packet = ask(zones, "example.jp", TXT, &length);
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

	snprintf(text, sizeof(text), HEAD "x %s\n", types[_i].data);
	status = load(zones, text);
	got = list_faults(zones);
	ck_assert_msg(status == 0, "%s", got);
	free(got);
	snprintf(text, sizeof(text), "x.example.jp. 3600 IN %s", types[_i].data);
	ck_assert_int_eq(ldns_rr_new_frm_str(&expected, text, 0, NULL, NULL), LDNS_STATUS_OK);
	line = ldns_rr2str(expected);
	for (char *at = line; *at != '\0'; at++)
		if (*at == '\t')
			*at = ' ';
	got = answer(zones, "x.example.jp", types[_i].type);
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

	snprintf(text, sizeof(text), HEAD "x %s\nalias CNAME x\n", unread[_i].data);
	zones = load_good((const char *const[]){ text, NULL });
	got = answer(zones, "x.example.jp", unread[_i].type);
	ck_assert_str_eq(got, "not held\n");
	free(got);
	got = answer(zones, "x.example.jp", ANY);
	ck_assert_str_eq(got, "not held\n");
	free(got);
	got = answer(zones, "alias.example.jp", unread[_i].type);
	ck_assert_str_eq(got, "0\nalias.example.jp. 3600 IN CNAME x.example.jp.\n");
	free(got);
	got = answer(zones, "x.example.jp", TXT);
	ck_assert_str_eq(got, "0\n" JP_SOA);
	free(got);
	mailauth_zones_free(zones);
}
END_TEST

/* --- Faults --------------------------------------------------------------- */

static const struct {
	const char *text;
	const char *faults; /* kind@line and the beginning of the detail, one a line */
} faults[] = {
	{ "", "3@0 no record\n" },
	{ "\xef\xbb\xbf", "3@0 no record\n" },
	{ "; nothing\n\n \t\n$TTL 60\n", "3@0 no record\n" },
	{ "a. A 192.0.2.1\n", "4@0 no SOA\n" },
	{ HEAD SOA, "5@4 a second SOA\n" },
	{ HEAD "www SOA a b 1 2 3 4 5\n", "5@4 a second SOA\n" },
	{ HEAD "$INCLUDE other.zone\n$include x\n$GENERATE 1-2 a A 192.0.2.$\n",
	  "2@4 $INCLUDE is not followed: other.zone\n2@5 $INCLUDE\n"
	  "1@6 an unknown directive: $GENERATE\n" },
	{ HEAD "a.example.com. A 192.0.2.1\nb A 192.0.2.1\nexample. A 192.0.2.1\n",
	  "6@4 a.example.com\n6@6 example\n" },
	{ HEAD "a A 192.0.2.1\na CNAME b\nb A 192.0.2.1\n", "7@5 a.example.jp\n" },
	{ HEAD "a CNAME b\nb TXT x\na A 192.0.2.1\n", "7@6 a.example.jp\n" },
	{ HEAD "a CNAME b\na CNAME c\n", "7@5 a.example.jp\n" },
	{ HEAD "@ CNAME b\n", "7@4 example.jp\n" },
	{ HEAD "a CNAME b\na CNAME b\n"
	       "a RRSIG CNAME 8 2 3600 20300101000000 20200101000000 1 example.jp. AAAA\n"
	       "a NSEC b CNAME RRSIG NSEC\n",
	  "" },
	{ HEAD "a CH TXT x\nb CLASS4 A 192.0.2.1\n", "9@4 CH\n9@5 CLASS4\n" },
	/* lines that cannot be read; all of them, and reading continues */
	{ HEAD
	  "a A 1.2.3\na TXXT \"x\"\na\na 60\na 60 IN\nb A 192.0.2.1\nb MX mail\nb MX 10\nb TXT\n",
	  "1@4 A: \n1@5 not a record type: TXXT\n1@6 no record type\n1@7 no record type\n"
	  "1@8 no record type\n1@10 MX: \n1@11 MX: \n1@12 TXT: \n" },
	{ HEAD "a A 192.0.2.1 192.0.2.2\na AAAA 192.0.2.1\na OPT x\na ANY x\na AXFR x\n"
	       "a TYPE0 \\# 0\na TYPE65536 \\# 0\na TYPE-1 \\# 0\na TYPE250 \\# 0\n",
	  "1@4 A: \n1@5 AAAA: \n1@6 not a record type\n9@7 ANY\n1@8 not a record type\n"
	  "1@9 not a record type\n1@10 not a record type\n1@11 not a record type\n"
	  "1@12 not a record type\n" },
	{ HEAD "a..b A 192.0.2.1\n.a A 192.0.2.1\n\"q\" A 192.0.2.1\n\\999 A 192.0.2.1\n"
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
	{ HEAD "a TXT \"open\nb A 192.0.2.1\nb A x\n",
	  "1@4 a quotation mark is not closed\n1@6 A: \n" },
	{ HEAD "a TXT \"open\\\"\n", "1@4 a quotation mark is not closed\n" },
	{ HEAD "a TXT \"open", "1@4 a quotation mark is not closed\n" },
	{ HEAD "a TXT v=\"spf1 -all\"\n", "1@4 TXT: a quotation mark inside\n" },
	{ HEAD "a TXT x\\\nb A 192.0.2.1\n", "1@4 a backslash at the end\n" },
	{ HEAD "a TXT x\\\r\nb A 192.0.2.1\n", "1@4 a backslash at the end\n" },
	{ HEAD "a TXT x\\", "1@4 a backslash at the end\n" },
	{ HEAD "a TXT \"x\\999\"\n", "1@4 TXT: \n" },
	{ HEAD "a A 192.0.2.1 )\nb A )\nc A x\n",
	  "1@4 a closing parenthesis\n1@5 a closing parenthesis\n1@6 A: \n" },
	{ HEAD "a TXT ( \"x\"\n  \"y\"\n\nb A x\nc TXT ( \"z\"\n )\n",
	  "1@4 a parenthesis is not closed\n1@7 A: \n" },
	{ HEAD "a TXT ( \"x\n  \"y\" )\nb A x\n", "1@4 a quotation mark is not closed\n1@6 A: \n" },
	{ HEAD "a TXT (\nb TXT (\nc A x\n",
	  "1@4 a parenthesis is not closed\n1@5 a parenthesis is not closed\n" },
	{ "$ORIGIN a.\n@ SOA b c ( 1 2 3 4 5\nwww A 192.0.2.1\n",
	  "1@2 a parenthesis is not closed\n" },
	/* a record of several lines is named by its first */
	{ HEAD "\na TXT (\n \"x\"\n ; comment\n \\999 )\nb A x\n", "1@5 TXT: \n1@9 A: \n" },
	/* what Japanese input makes of blanks */
	{ HEAD "www\xe3\x80\x80"
	       "A\xe3\x80\x80"
	       "192.0.2.1\nb A\xe3\x80\x80"
	       "192.0.2.1\n"
	       "c TXT \"\xe3\x80\x80\" \\999\n",
	  "1@4 a full-width space (U+3000)\n1@5 a full-width space (U+3000)\n1@6 TXT: \n" },
	/* data that the hexadecimal way can make, but no server should have */
	{ HEAD "a A \\# 0\nb MX \\# 2 000a\nc TXT \\# 1\nd TXT \\# 2 zz00\ne MX 10 \\# 3 000a00\n",
	  "1@4 A: \n1@5 MX: \n1@6 TXT: \n1@7 TXT: \n1@8 MX: \n" },
	{ HEAD "a MX 10 \"mail\"\n", "1@4 MX: quotation marks around\n" },
};

START_TEST(test_fault)
{
	struct mailauth_zones *zones = new_zones();
	const char *expected = faults[_i].faults;
	int status = load(zones, faults[_i].text);
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
	status = load(zones, text.data);
	ma_buffer_finish(&text);
	return status;
}

START_TEST(test_long_strings)
{
	struct mailauth_zones *zones = new_zones();

	ck_assert_int_eq(load_filled(zones, HEAD "x TXT ", 'x', 255), 0);
	mailauth_zones_free(zones);
	zones = new_zones();
	ck_assert_int_eq(load_filled(zones, HEAD "x TXT \"y\" ", 'x', 256), MAILAUTH_FAULTY);
	expect_one_fault(zones, MAILAUTH_ZONE_SYNTAX, 4, "over 255 octets");
	zones = new_zones();
	ck_assert_int_eq(load_filled(zones, HEAD "x TXT ", 'x', 70000), MAILAUTH_FAULTY);
	expect_one_fault(zones, MAILAUTH_ZONE_SYNTAX, 4, "longer than 65,000");
	zones = new_zones();
	ck_assert_int_eq(load_filled(zones, HEAD "x TXT ( \n", 'x', 70000), MAILAUTH_FAULTY);
	expect_one_fault(zones, MAILAUTH_ZONE_SYNTAX, 4, "parenthesis");
}
END_TEST

/* 64 labels of three octets are over 255 together with the origin. */
START_TEST(test_long_names)
{
	struct mailauth_zones *zones = new_zones();
	struct ma_buffer text = { 0 };

	ma_buffer_string(&text, HEAD);
	for (int line = 0; line < 2; line++) {
		ma_buffer_string(&text, line == 0 ? "" : "x NS ");
		for (int i = 0; i < 62; i++)
			ma_buffer_string(&text, i > 0 ? ".abc" : "abc");
		ma_buffer_string(&text, line == 0 ? " A 192.0.2.1\n" : "\n");
	}
	ck_assert_int_eq(load(zones, text.data), MAILAUTH_FAULTY);
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
	static const char text[] = HEAD "a TXT \"x\0y\"\nb TXT x\0\n\0\n; \0\nc A x\n";
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

	ck_assert_int_eq(load(zones, HEAD), 0);
	ck_assert_int_eq(load(zones, HEAD "a A x\n"), MAILAUTH_FAULTY);
	ck_assert_int_eq(mailauth_zones_load_text(zones, "again", HEAD, strlen(HEAD), NULL),
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
	ck_assert_int_eq(load(zones, text.data), MAILAUTH_FAULTY);
	ck_assert_uint_eq(mailauth_zones_fault_count(zones), 1001);
	ck_assert(strstr(mailauth_zones_fault_detail(zones, 1000), "not listed") != NULL);
	ck_assert_int_eq(load(zones, "a. A x\n"), MAILAUTH_FAULTY);
	ck_assert_uint_eq(mailauth_zones_fault_count(zones), 1002);
	ma_buffer_finish(&text);
	mailauth_zones_free(zones);
}
END_TEST

/* --- Files ---------------------------------------------------------------- */

START_TEST(test_files)
{
	struct mailauth_zones *zones = new_zones();
	char path[] = "/tmp/test_zonefile.XXXXXX";
	int descriptor = mkstemp(path);
	FILE *file = fdopen(descriptor, "w");

	fputs("@ 60 SOA a b 1 2 3 4 5\nwww 60 A x\n", file);
	fclose(file);
	ck_assert_int_eq(mailauth_zones_load(zones, path, "example.jp"), MAILAUTH_FAULTY);
	ck_assert_str_eq(mailauth_zones_fault_file(zones, 0), path);
	file = fopen(path, "w");
	fputs(HEAD, file);
	fclose(file);
	ck_assert_int_eq(mailauth_zones_load(zones, path, NULL), 0);
	remove(path);
	errno = 0;
	ck_assert_int_eq(mailauth_zones_load(zones, path, NULL), MAILAUTH_EIO);
	ck_assert_int_eq(errno, ENOENT);
	ck_assert_int_eq(mailauth_zones_load(zones, "/tmp", NULL), MAILAUTH_EIO);
	ck_assert_int_eq(errno, EISDIR);
	ck_assert_int_eq(mailauth_zones_load(zones, "/dev/null", NULL), MAILAUTH_FAULTY);
	ck_assert_uint_eq(mailauth_zones_count(zones), 1);
	ck_assert_uint_eq(mailauth_zones_fault_count(zones), 2);
	mailauth_zones_free(zones);
}
END_TEST

START_TEST(test_examples_are_sound)
{
	static const char *const names[] = { "example.jp", "hosting.example", "good.example",
					     "broken.example", "deep.example" };
	struct mailauth_zones *zones = new_zones();

	for (size_t i = 0; i < COUNT_OF(names); i++) {
		char file[64];

		snprintf(file, sizeof(file), "../examples/zones/%s.zone", names[i]);
		ck_assert_int_eq(mailauth_zones_load(zones, test_path(file), NULL), 0);
		free(answer(zones, names[i], TXT));
	}
	ck_assert_uint_eq(mailauth_zones_count(zones), COUNT_OF(names));
	mailauth_zones_free(zones);
}
END_TEST

/* --- Size ----------------------------------------------------------------- */

/* COUNT strings of 255 octets at one name, which differ. */
static struct mailauth_zones *load_many_strings(unsigned count)
{
	struct mailauth_zones *zones = new_zones();
	struct ma_buffer text = { 0 };

	ma_buffer_string(&text, HEAD);
	for (unsigned i = 0; i < count; i++) {
		char number[16];

		snprintf(number, sizeof(number), "%05u", i);
		ma_buffer_string(&text, "big TXT \"");
		ma_buffer_string(&text, number);
		ma_buffer_fill(&text, 'x', 250);
		ma_buffer_string(&text, "\"\n");
	}
	ma_buffer_string(&text, "alias CNAME big\n");
	ck_assert_int_eq(load(zones, text.data), 0);
	ma_buffer_finish(&text);
	return zones;
}

/* 12 of the header, 20 of the question; 16 + 10 + 256 a record. */
START_TEST(test_largest_message)
{
	struct mailauth_zones *zones = load_many_strings(232);
	size_t length;
	unsigned char *packet = ask(zones, "big.example.jp", TXT, &length);

	ck_assert_uint_eq(length, 12 + 20 + 232 * 282);
	ck_assert_uint_eq(ldns_read_uint16(packet + 6), 232);
	free(packet);
	mailauth_zones_free(zones);
}
END_TEST

START_TEST(test_too_large_message_is_a_server_failure)
{
	static const char *const names[] = { "big.example.jp", "alias.example.jp" };
	struct mailauth_zones *zones = load_many_strings(240);

	for (size_t i = 0; i < COUNT_OF(names); i++) {
		struct ma_arena arena = { 0 };
		struct mailauth_question question = {
			.type = TXT, .name = ma_name_parse(&arena, ma_text(names[i]))
		};
		const struct ma_answer *read;
		char *text = answer(zones, names[i], TXT);
		size_t length;
		unsigned char *packet = ask(zones, names[i], TXT, &length);

		ck_assert_str_eq(text, "2\n");
		ck_assert_int_eq(ma_packet_read(&arena, &question, packet, length, &read), 0);
		ck_assert_int_eq(read->failure, MAILAUTH_SERVER_FAILURE);
		free(packet);
		free(text);
		ma_arena_finish(&arena);
	}
	mailauth_zones_free(zones);
}
END_TEST

/* 20,000 names, the last first; each is found. */
START_TEST(test_many_names)
{
	struct mailauth_zones *zones = new_zones();
	struct ma_buffer text = { 0 };
	char line[64];

	ma_buffer_string(&text, HEAD);
	for (unsigned i = 20000; i > 0; i--) {
		snprintf(line, sizeof(line), "n%u A 192.0.2.%u\n", i - 1, (i - 1) % 256);
		ma_buffer_string(&text, line);
	}
	ck_assert_int_eq(load(zones, text.data), 0);
	ma_buffer_finish(&text);
	for (unsigned i = 0; i < 20000; i += 7) {
		size_t length;
		unsigned char *packet;

		snprintf(line, sizeof(line), "n%u.example.jp", i);
		packet = ask(zones, line, A, &length);
		ck_assert_uint_eq(packet[length - 1], i % 256);
		free(packet);
	}
	mailauth_zones_free(zones);
}
END_TEST

START_TEST(test_many_zones)
{
	struct mailauth_zones *zones = new_zones();
	char text[128];

	for (unsigned i = 300; i > 0; i--) {
		snprintf(text, sizeof(text), "$ORIGIN z%u.example.\n@ 60 SOA a b %u 2 3 4 5\n",
			 i - 1, i - 1);
		ck_assert_int_eq(load(zones, text), 0);
	}
	ck_assert_uint_eq(mailauth_zones_count(zones), 300);
	ck_assert_str_eq(mailauth_zones_apex(zones, 0), "z0.example");
	for (unsigned i = 0; i < 300; i++) {
		size_t length;
		unsigned char *packet;

		snprintf(text, sizeof(text), "z%u.example", i);
		packet = ask(zones, text, TYPE_SOA, &length);
		ck_assert_uint_eq(ldns_read_uint32(packet + length - 20), i);
		free(packet);
	}
	mailauth_zones_free(zones);
}
END_TEST

/* --- Memory --------------------------------------------------------------- */

static const char memory_zone[] = HEAD "a TXT \"x\" y\nb CNAME a\na TXT z\nc A 192.0.2.1\n";
static const char memory_faults[] =
	HEAD "a A x\nb.example. A 192.0.2.1\nc CNAME d\nc A 192.0.2.1\n";

/* However early memory runs out: a status, no leak, and the set is as it was. */
START_TEST(test_memory_runs_out_while_loading)
{
	static const char *const texts[] = { memory_zone, memory_faults };
	static const int expected[] = { 0, MAILAUTH_FAULTY };
	struct mailauth_zones *zones = load_good((const char *const[]){ other_zone, NULL });
	bool refused = true;
	int status = 0;

	for (unsigned n = 0; refused; n++) {
		fail_memory_after(n);
		status = load(zones, texts[_i]);
		refused = restore_memory();
		if (!refused)
			break;
		ck_assert_int_eq(status, MAILAUTH_ENOMEM);
		ck_assert_uint_eq(mailauth_zones_count(zones), 1);
		ck_assert_uint_eq(mailauth_zones_fault_count(zones), 0);
	}
	ck_assert_int_eq(status, expected[_i]);
	mailauth_zones_free(zones);
}
END_TEST

START_TEST(test_memory_runs_out_while_answering)
{
	struct mailauth_zones *zones = load_many_strings(10);
	struct ma_arena arena = { 0 };
	struct mailauth_question question = {
		.type = TXT, .name = ma_name_parse(&arena, ma_text("alias.example.jp"))
	};
	unsigned char *packet = NULL;
	size_t length;
	int status;

	for (unsigned n = 0;; n++) {
		fail_memory_after(n);
		status = mailauth_zones_answer(zones, &question, &packet, &length);
		if (!restore_memory())
			break;
		ck_assert_int_eq(status, MAILAUTH_ENOMEM);
	}
	ck_assert_int_eq(status, 0);
	free(packet);
	ma_arena_finish(&arena);
	mailauth_zones_free(zones);
}
END_TEST

START_TEST(test_memory_runs_out_for_a_set)
{
	struct mailauth_zones *zones;
	int status;

	fail_memory_after(0);
	status = mailauth_zones_new(&zones);
	restore_memory();
	ck_assert_int_eq(status, MAILAUTH_ENOMEM);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("zonefile");

	add_loop(suite, "answer", test_answer, COUNT_OF(answers));
	add_loop(suite, "way", test_ways_of_writing, COUNT_OF(ways));
	add_loop(suite, "type", test_type, COUNT_OF(types));
	add_loop(suite, "unread", test_unread, COUNT_OF(unread));
	add_loop(suite, "fault", test_fault, COUNT_OF(faults));
	add_case(suite, "answers",
		 TESTS(test_rings_end, test_the_core_agrees, test_odd_labels,
		       test_malformed_names_are_not_held, test_root_zone));
	add_case(suite, "reading",
		 TESTS(test_byte_order_mark_and_crlf, test_origin_of_the_caller, test_long_strings,
		       test_long_names, test_nul_bytes, test_faults_of_several_files,
		       test_faults_have_an_end, test_files, test_examples_are_sound));
	add_case(suite, "size",
		 TESTS(test_largest_message, test_too_large_message_is_a_server_failure,
		       test_many_names, test_many_zones));
	add_loop(suite, "memory", test_memory_runs_out_while_loading, 2);
	add_case(suite, "memory",
		 TESTS(test_memory_runs_out_while_answering, test_memory_runs_out_for_a_set));
	return check_main(suite);
}
