/* Name servers that are asked themselves: those that are silent, lame or old, what differs between
 * two, and that no other address is asked.
 *
 * SPDX-License-Identifier: MIT */

#include "packet.h"
#include "support.h"

#include <mailauth/published.h>

#include <stdio.h>
#include <string.h>

enum { SERVERS_MAX = 3, QUESTIONS_MAX = 8, SERIAL_AT = 20 };

/* How a server behaves. */
enum how {
	ANSWERS,
	SILENT,
	REFUSES,
	NOT_AUTHORITATIVE,
	CANNOT_BE_ASKED,
	NO_TCP,
	NO_EDNS,
	ALIASED, /* a CNAME next to the MX record */
};

struct server {
	const char *address; /* NULL: there is none */
	enum how how;
	unsigned serial;
	const char *spf;
	const char *mx;
	const char *policy; /* NULL: none */
	const char *other;  /* name server, besides those of the case; or NULL */
};

#define SPF "v=spf1 mx -all"
#define OLD "v=spf1 include:old.example -all"
#define POLICY "v=DMARC1; p=reject"
#define PANEL_SPF "v=spf1 ip4:192.0.2.99 -all"
#define SOUND(address)                                                                             \
	{                                                                                          \
		address, ANSWERS, 7, SPF, "mx.example.jp", POLICY, NULL                            \
	}

static const struct {
	const char *name;
	const char *asked; /* the option's value */
	size_t count;
	struct server servers[SERVERS_MAX];
	const char *found[5];
	const char *not_found[6];
} cases[] = {
	{ "all agree",
	  "yes",
	  2,
	  { SOUND("11.0.0.1"), SOUND("11.0.0.2") },
	  { "dns.servers-agree" },
	  { "dns.servers-differ", "dns.server-lame", "dns.not-published", "dns.resolver-remembers",
	    "dns.server-no-tcp", "dns.server-no-edns" } },
	{ "another SPF record, and an old serial",
	  "yes",
	  2,
	  { SOUND("11.0.0.1"), { "11.0.0.2", ANSWERS, 6, OLD, "mx.example.jp", POLICY, NULL } },
	  { "dns.servers-differ", "dns.serials-differ" },
	  { "dns.servers-agree" } },
	{ "another mail server",
	  "yes",
	  2,
	  { SOUND("11.0.0.1"), { "11.0.0.2", ANSWERS, 7, SPF, "old.example.jp", POLICY, NULL } },
	  { "dns.servers-differ" },
	  { "dns.serials-differ" } },
	{ "no policy at one",
	  "yes",
	  2,
	  { SOUND("11.0.0.1"), { "11.0.0.2", ANSWERS, 7, SPF, "mx.example.jp", NULL, NULL } },
	  { "dns.servers-differ" },
	  { "dns.servers-agree" } },
	{ "other name servers at one",
	  "yes",
	  2,
	  { SOUND("11.0.0.1"),
	    { "11.0.0.2", ANSWERS, 7, SPF, "mx.example.jp", POLICY, "ns9.example.jp" } },
	  { "dns.servers-differ" },
	  { "dns.servers-agree" } },
	{ "one refuses, one is silent",
	  "yes",
	  3,
	  { SOUND("11.0.0.1"),
	    { "11.0.0.2", REFUSES, 0, NULL, NULL, NULL, NULL },
	    { "11.0.0.3", SILENT, 0, NULL, NULL, NULL, NULL } },
	  { "dns.server-lame", "dns.server-silent", "dns.servers-agree" },
	  { "dns.servers-differ" } },
	{ "one answers from its memory",
	  "yes",
	  2,
	  { SOUND("11.0.0.1"),
	    { "11.0.0.2", NOT_AUTHORITATIVE, 7, SPF, "mx.example.jp", POLICY, NULL } },
	  { "dns.server-lame" },
	  { "dns.server-silent" } },
	{ "one refuses TCP, one does not know EDNS",
	  "yes",
	  2,
	  { { "11.0.0.1", NO_TCP, 7, SPF, "mx.example.jp", POLICY, NULL },
	    { "11.0.0.2", NO_EDNS, 7, SPF, "mx.example.jp", POLICY, NULL } },
	  { "dns.server-no-tcp", "dns.server-no-edns", "dns.servers-agree" },
	  { "dns.server-silent", "dns.cname-and-other" } },
	{ "none answers over TCP",
	  "yes",
	  2,
	  { { "11.0.0.1", NO_TCP, 7, SPF, "mx.example.jp", POLICY, NULL },
	    { "11.0.0.2", NO_TCP, 7, SPF, "mx.example.jp", POLICY, NULL } },
	  { "dns.family-silent", "dns.servers-agree" },
	  { "dns.server-no-tcp", "dns.server-no-edns" } },
	{ "addresses that hold others",
	  "yes",
	  3,
	  { SOUND("11.0.0.1"),
	    { "::ffff:127.0.0.1", ANSWERS, 0, NULL, NULL, NULL, NULL },
	    { "2002:7f00:1::1", ANSWERS, 0, NULL, NULL, NULL, NULL } },
	  { "dns.server-not-asked" },
	  { "dns.server-silent", "dns.family-silent" } },
	{ "an alias next to other records",
	  "yes",
	  2,
	  { SOUND("11.0.0.1"), { "11.0.0.2", ALIASED, 7, SPF, "mx.example.jp", POLICY, NULL } },
	  { "dns.cname-and-other", "dns.servers-differ" },
	  { "dns.server-no-tcp", "dns.server-no-edns" } },
	{ "one family answers, and the other does not",
	  "yes",
	  3,
	  { SOUND("11.0.0.1"),
	    { "2001:470::2", SILENT, 0, NULL, NULL, NULL, NULL },
	    { "2001:470::3", SILENT, 0, NULL, NULL, NULL, NULL } },
	  { "dns.family-silent", "dns.servers-agree" },
	  { "dns.server-silent", "dns.server-no-address" } },
	{ "a single one",
	  "yes",
	  1,
	  { SOUND("11.0.0.1") },
	  { "dns.server-single" },
	  { "dns.servers-differ" } },
	{ "one has no address",
	  "yes",
	  2,
	  { SOUND("11.0.0.1"), { NULL, ANSWERS, 0, NULL, NULL, NULL, NULL } },
	  { "dns.server-no-address" },
	  { "dns.server-not-asked" } },
	{ "addresses of other networks are not asked",
	  "yes",
	  3,
	  { SOUND("127.0.0.1"), SOUND("10.0.0.1"), SOUND("192.0.2.1") },
	  { "dns.server-not-asked" },
	  { "dns.servers-agree", "dns.servers-differ" } },
	{ "unless the caller wants it",
	  "any",
	  2,
	  { SOUND("127.0.0.1"), SOUND("10.0.0.1") },
	  { "dns.servers-agree" },
	  { "dns.server-not-asked" } },
	{ "a back end that cannot ask a server",
	  "yes",
	  2,
	  { { "11.0.0.1", CANNOT_BE_ASKED, 0, NULL, NULL, NULL, NULL },
	    { "11.0.0.2", CANNOT_BE_ASKED, 0, NULL, NULL, NULL, NULL } },
	  { "dns.server-not-asked" },
	  { "dns.server-silent", "dns.server-lame", "dns.servers-agree" } },
	{ "they are not asked without a word",
	  "no",
	  2,
	  { SOUND("11.0.0.1"), { "11.0.0.2", ANSWERS, 6, OLD, "mx.example.jp", POLICY, NULL } },
	  { NULL },
	  { "dns.servers-differ", "dns.servers-agree", "dns.serials-differ" } },
};

/* --- Answers -------------------------------------------------------------------- */

static void deny(struct packet *packet, unsigned rcode)
{
	packet_set_rcode(packet, rcode);
	packet->section = PACKET_AUTHORITY;
	packet_soa(packet, "example.jp", 300, 300);
}

static void put_soa(struct packet *packet, unsigned serial)
{
	size_t at;

	packet_soa(packet, "example.jp", 300, 300);
	at = packet->length - SERIAL_AT;
	memcpy(packet->bytes + at, (unsigned char[]){ 0, 0, 0, (unsigned char)serial }, 4);
}

static void put_servers(struct packet *packet, size_t count, const char *other)
{
	char name[64];

	for (size_t i = 0; i < count; i++) {
		snprintf(name, sizeof(name), "ns%zu.example.jp", i + 1);
		packet_name_record(packet, "example.jp", TYPE_NS, name);
	}
	if (other != NULL)
		packet_name_record(packet, "example.jp", TYPE_NS, other);
}

static void put_zone(struct packet *packet, const struct mailauth_question *question,
		     const struct server *server, size_t count)
{
	const char *name = mailauth_question_name(question);
	uint16_t type = mailauth_question_type(question);
	bool apex = strcmp(name, "example.jp") == 0;
	unsigned number;

	if (apex && type == TYPE_SOA)
		put_soa(packet, server->serial);
	else if (apex && type == TYPE_NS)
		put_servers(packet, count, server->other);
	else if (apex && type == TYPE_TXT && server->how == ALIASED)
		packet_name_record(packet, "example.jp", TYPE_CNAME, "shop.example");
	else if (apex && type == TYPE_TXT)
		packet_txt(packet, name, server->spf, NULL);
	else if (apex && type == TYPE_MX)
		packet_mx(packet, name, 10, server->mx);
	else if (strcmp(name, "_dmarc.example.jp") == 0 && type == TYPE_TXT &&
		 server->policy != NULL)
		packet_txt(packet, name, server->policy, NULL);
	else if (strcmp(name, "mx.example.jp") == 0 && type == TYPE_A)
		packet_address(packet, name, "192.0.2.10");
	else
		deny(packet, apex || sscanf(name, "ns%u.example.jp", &number) == 1 ? 0 : 3);
}

/* A zone file that is not what the servers have. */
static const struct server panel = { NULL, ANSWERS, 9, PANEL_SPF, "mx.example.jp", POLICY, NULL };
static bool is_panel;

#define PARENT "11.0.0.100"

/* Whom the zone above names, and with which addresses. */
struct parent {
	const char *name;
	const char *names[2]; /* none: there is no such zone */
	const char *glue[2];
	const char *compared; /* with a zone file: "yes" */
	const char *found[4];
	const char *not_found[4];
};

static const struct parent parents[] = {
	{ "the same",
	  { "ns1.example.jp", "ns2.example.jp" },
	  { "11.0.0.1", "11.0.0.2" },
	  "no",
	  { "dns.servers-agree" },
	  { "dns.delegation-differs", "dns.glue-differs", "dns.glue-missing",
	    "dns.not-delegated" } },
	{ "another server, which only the zone above knows",
	  { "ns1.example.jp", "ns3.example.jp" },
	  { "11.0.0.1", "11.0.0.2" },
	  "no",
	  { "dns.delegation-differs" },
	  { "dns.delegation-elsewhere", "dns.server-no-address", "dns.glue-differs" } },
	{ "another address",
	  { "ns1.example.jp", "ns2.example.jp" },
	  { "11.0.0.2", "11.0.0.2" },
	  "no",
	  { "dns.glue-differs" },
	  { "dns.delegation-differs", "dns.glue-missing" } },
	{ "no address",
	  { "ns1.example.jp", "ns2.example.jp" },
	  { "11.0.0.1", NULL },
	  "no",
	  { "dns.glue-missing" },
	  { "dns.delegation-differs", "dns.glue-differs" } },
	{ "addresses of others, of which the zone above says nothing that is believed",
	  { "ns.elsewhere.example", "ns1.example.jp" },
	  { "11.0.0.66", "11.0.0.1" },
	  "no",
	  { "dns.delegation-differs", "dns.server-no-address" },
	  { "dns.glue-differs", "dns.glue-missing", "dns.not-delegated" } },
	{ "a private address, which is not asked",
	  { "ns1.example.jp", "ns7.example.jp" },
	  { "11.0.0.1", "127.0.0.1" },
	  "no",
	  { "dns.delegation-differs", "dns.server-not-asked" },
	  { "dns.server-silent", "dns.server-no-address" } },
	{ "no such zone",
	  { NULL, NULL },
	  { NULL, NULL },
	  "no",
	  { "dns.not-delegated" },
	  { "dns.delegation-differs" } },
	{ "the right zone, where no one asks for it",
	  { "ns1.old.example", NULL },
	  { NULL, NULL },
	  "yes",
	  { "dns.delegation-elsewhere", "dns.not-published" },
	  { "dns.delegation-differs", "dns.resolver-remembers" } },
	{ "the servers that are asked have what the file has",
	  { "ns1.example.jp", "ns2.example.jp" },
	  { "11.0.0.1", "11.0.0.2" },
	  "yes",
	  { "dns.servers-agree" },
	  { "dns.delegation-elsewhere", "dns.not-published" } },
};
static const struct parent *parent;

static void put_referral(struct packet *packet)
{
	packet->section = PACKET_AUTHORITY;
	if (parent->names[0] == NULL) {
		packet_set_flags(packet, PACKET_QR | PACKET_AA);
		packet_set_rcode(packet, 3);
		packet_soa(packet, "jp", 300, 300);
		return;
	}
	for (size_t i = 0; i < 2 && parent->names[i] != NULL; i++)
		packet_name_record(packet, "example.jp", TYPE_NS, parent->names[i]);
	packet->section = PACKET_ADDITIONAL;
	for (size_t i = 0; i < 2 && parent->glue[i] != NULL; i++)
		packet_address(packet, parent->names[i], parent->glue[i]);
}

/* What any resolver says: the first server's zone, with the addresses of all. */
static void answer_plainly(struct packet *packet, const struct mailauth_question *question, int c)
{
	const char *name = mailauth_question_name(question);
	unsigned number;

	if (sscanf(name, "ns%u.example.jp", &number) == 1 && number >= 1 &&
	    number <= cases[c].count && cases[c].servers[number - 1].address != NULL &&
	    mailauth_question_type(question) ==
		    (strchr(cases[c].servers[number - 1].address, ':') ? TYPE_AAAA : TYPE_A))
		packet_address(packet, name, cases[c].servers[number - 1].address);
	else if (parent != NULL && strcmp(name, "jp") == 0)
		packet_name_record(packet, name, TYPE_NS, "a.dns.jp");
	else if (parent != NULL && strcmp(name, "a.dns.jp") == 0)
		packet_address(packet, name, PARENT);
	else if (parent != NULL && strcmp(name, "ns1.old.example") == 0)
		packet_address(packet, name, "11.0.0.2");
	else
		put_zone(packet, question,
			 is_panel			   ? &panel
			 : cases[c].servers[0].spf != NULL ? &cases[c].servers[0]
							   : &cases[0].servers[0],
			 cases[c].count);
}

static const struct server *find_server(int c, const char *address)
{
	for (size_t i = 0; i < cases[c].count; i++)
		if (cases[c].servers[i].address != NULL &&
		    strcmp(cases[c].servers[i].address, address) == 0)
			return &cases[c].servers[i];
	ck_abort_msg("%s is asked", address);
}

static bool is_parent(const char *address)
{
	return address != NULL && strcmp(address, PARENT) == 0;
}

static bool is_lost(const struct server *server, const struct mailauth_question *question)
{
	return server != NULL && (server->how == SILENT || server->how == CANNOT_BE_ASKED ||
				  (server->how == NO_TCP && mailauth_question_needs_tcp(question)));
}

static void answer(struct mailauth_audit *audit, const struct mailauth_question *question, int c)
{
	const char *address = mailauth_question_server(question);
	uint32_t id = mailauth_question_id(question);
	const struct server *server =
		address != NULL && !is_parent(address) ? find_server(c, address) : NULL;
	static struct packet packet;

	if (is_lost(server, question)) {
		mailauth_audit_fail(audit, id,
				    server->how == CANNOT_BE_ASKED ? MAILAUTH_NOT_ASKED
								   : MAILAUTH_TIMED_OUT);
		return;
	}
	packet_reply(&packet, question);
	if (is_parent(address)) {
		packet_set_flags(&packet, PACKET_QR);
		put_referral(&packet);
	} else if (server == NULL)
		answer_plainly(&packet, question, c);
	else if (server->how == REFUSES)
		packet_set_rcode(&packet, 5);
	else
		put_zone(&packet, question, server, cases[c].count);
	if (server != NULL && server->how != NOT_AUTHORITATIVE)
		packet_set_flags(&packet, PACKET_QR | PACKET_AA);
	packet.section = PACKET_ADDITIONAL;
	if (server == NULL || server->how != NO_EDNS)
		packet_record(&packet, "", TYPE_OPT, NULL, 0);
	ck_assert_int_eq(mailauth_audit_answer(audit, id, packet.bytes, packet.length), 0);
}

/* --- Audits --------------------------------------------------------------------- */

static void check_packet(const struct mailauth_question *question)
{
	unsigned char bytes[512];
	size_t length;

	/* RFC 1034 4.3.1: RD=0 asks for what the server itself knows. */
	ck_assert_int_eq(mailauth_question_packet(question, 1, bytes, sizeof(bytes), &length), 0);
	ck_assert_int_eq(bytes[2] & 1, mailauth_question_server(question) == NULL);
}

static const struct mailauth_report *run(struct mailauth_audit *audit, int c)
{
	size_t asked[SERVERS_MAX] = { 0 };

	while (mailauth_audit_step(audit) == MAILAUTH_PENDING) {
		const struct mailauth_question *question;

		while ((question = mailauth_audit_next_question(audit)) != NULL) {
			const char *address = mailauth_question_server(question);

			check_packet(question);
			if (address != NULL && !is_parent(address))
				asked[find_server(c, address) - cases[c].servers]++;
			answer(audit, question, c);
		}
	}
	for (size_t i = 0; i < SERVERS_MAX; i++)
		ck_assert_uint_le(asked[i], QUESTIONS_MAX);
	return mailauth_audit_report(audit);
}

static bool has(const struct mailauth_report *report, const char *id)
{
	for (size_t i = 0; i < mailauth_report_finding_count(report); i++)
		if (strcmp(mailauth_finding_id(mailauth_report_finding(report, i)), id) == 0)
			return true;
	return false;
}

START_TEST(test_servers)
{
	const struct mailauth_report *report;
	struct mailauth_audit *audit;

	ck_assert_int_eq(mailauth_audit_new(&audit, "example.jp", 0), 0);
	ck_assert_int_eq(mailauth_audit_set(audit, "servers", cases[_i].asked), 0);
	report = run(audit, _i);
	for (size_t i = 0; i < COUNT_OF(cases[_i].found) && cases[_i].found[i] != NULL; i++)
		ck_assert_msg(has(report, cases[_i].found[i]), "%s: no %s", cases[_i].name,
			      cases[_i].found[i]);
	for (size_t i = 0; i < COUNT_OF(cases[_i].not_found) && cases[_i].not_found[i] != NULL; i++)
		ck_assert_msg(!has(report, cases[_i].not_found[i]), "%s: %s", cases[_i].name,
			      cases[_i].not_found[i]);
	mailauth_audit_free(audit);
}
END_TEST

/* Side by side: what only the one publishes, and what only the other. */
START_TEST(test_side_by_side)
{
	const struct mailauth_report *report;
	struct mailauth_audit *audit;
	char *text;
	uint32_t serial;

	ck_assert_int_eq(mailauth_audit_new(&audit, "example.jp", 0), 0);
	ck_assert_int_eq(mailauth_audit_set(audit, "servers", "yes"), 0);
	report = run(audit, 1);
	ck_assert_int_eq(mailauth_report_text(report, MAILAUTH_ENGLISH, 2000, MAILAUTH_TEXT_LONG,
					      &text, NULL),
			 0);
	ck_assert_ptr_nonnull(
		strstr(text, "Only at ns1.example.jp: " SPF ". Only at ns2.example.jp: " OLD));
	mailauth_free(text);
	ck_assert_str_eq(mailauth_report_server_address(report, 1, 0), "11.0.0.2");
	ck_assert_int_eq(mailauth_report_server_status(report, 1, 0), MAILAUTH_SERVER_ANSWERS);
	ck_assert(mailauth_report_server_serial(report, 1, 0, &serial));
	ck_assert_uint_eq(serial, 6);
	ck_assert_ptr_null(mailauth_report_server_address(report, 2, 0));
	mailauth_audit_free(audit);
}
END_TEST

/* The file has another SPF record, and the rest is the same. */
static void check_comparison(const struct mailauth_report *report)
{
	const unsigned char *value;
	size_t length, i = 0;

	ck_assert(has(report, "dns.not-published"));
	for (; mailauth_report_compared_name(report, i) != NULL; i++) {
		bool is_spf = strcmp(mailauth_report_compared_name(report, i), "example.jp") == 0 &&
			      mailauth_report_compared_type(report, i) == TYPE_TXT;

		ck_assert_int_eq(mailauth_report_compared_is_same(report, i), !is_spf);
		ck_assert_str_eq(mailauth_report_compared_server(report, i), "ns1.example.jp");
		if (!is_spf)
			continue;
		value = mailauth_report_compared_file(report, i, 0, &length);
		ck_assert_uint_eq(length, strlen(PANEL_SPF));
		ck_assert_mem_eq(value, PANEL_SPF, length);
		value = mailauth_report_compared_published(report, i, 0, &length);
		ck_assert_mem_eq(value, SPF, length);
		ck_assert_ptr_null(mailauth_report_compared_file(report, i, 1, &length));
	}
	ck_assert_uint_eq(i, 4);
}

START_TEST(test_not_published)
{
	struct mailauth_audit *audit;

	ck_assert_int_eq(mailauth_audit_new(&audit, "example.jp", 0), 0);
	ck_assert_int_eq(mailauth_audit_set(audit, "servers", "yes"), 0);
	is_panel = true;
	ck_assert(has(run(audit, 0), "dns.resolver-remembers"));
	mailauth_audit_free(audit);
	ck_assert_int_eq(mailauth_audit_new(&audit, "example.jp", 0), 0);
	ck_assert_int_eq(mailauth_audit_set(audit, "servers", "yes"), 0);
	ck_assert_int_eq(mailauth_audit_set(audit, "compare", "yes"), 0);
	parent = &parents[0];
	check_comparison(run(audit, 0));
	parent = NULL;
	is_panel = false;
	mailauth_audit_free(audit);
}
END_TEST

/* The servers that the file names have what it has: who is asked is not known. */
START_TEST(test_no_parent)
{
	const struct mailauth_report *report;
	struct mailauth_audit *audit;

	ck_assert_int_eq(mailauth_audit_new(&audit, "example.jp", 0), 0);
	ck_assert_int_eq(mailauth_audit_set(audit, "servers", "yes"), 0);
	ck_assert_int_eq(mailauth_audit_set(audit, "compare", "yes"), 0);
	report = run(audit, 0);
	ck_assert(has(report, "dns.delegation-unknown"));
	ck_assert(!mailauth_report_knows_delegation(report));
	ck_assert(!mailauth_report_compared_is_same(report, 0));
	ck_assert_ptr_null(mailauth_report_compared_server(report, 0));
	mailauth_audit_free(audit);
}
END_TEST

/* What the zone above says, and what is asked because of that. */
START_TEST(test_parents)
{
	const struct mailauth_report *report;
	struct mailauth_audit *audit;

	parent = &parents[_i];
	is_panel = _i == COUNT_OF(parents) - 2;
	ck_assert_int_eq(mailauth_audit_new(&audit, "example.jp", 0), 0);
	ck_assert_int_eq(mailauth_audit_set(audit, "servers", "yes"), 0);
	ck_assert_int_eq(mailauth_audit_set(audit, "compare", parent->compared), 0);
	report = run(audit, 0);
	for (size_t i = 0; i < COUNT_OF(parent->found) && parent->found[i] != NULL; i++)
		ck_assert_msg(has(report, parent->found[i]), "%s: no %s", parent->name,
			      parent->found[i]);
	for (size_t i = 0; i < COUNT_OF(parent->not_found) && parent->not_found[i] != NULL; i++)
		ck_assert_msg(!has(report, parent->not_found[i]), "%s: %s", parent->name,
			      parent->not_found[i]);
	ck_assert(mailauth_report_knows_delegation(report));
	for (size_t i = 0; i < 2; i++)
		ck_assert_pstr_eq(mailauth_report_delegated(report, i), parent->names[i]);
	parent = NULL;
	is_panel = false;
	mailauth_audit_free(audit);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("servers");

	add_loop(suite, "cases", test_servers, COUNT_OF(cases));
	add_loop(suite, "parents", test_parents, COUNT_OF(parents));
	add_case(suite, "facts", TESTS(test_side_by_side, test_not_published, test_no_parent));
	return check_main(suite);
}
