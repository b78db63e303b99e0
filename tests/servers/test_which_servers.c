/* Which name servers are asked, and at which addresses: those of the zone above where there are
 * many, another address where the first is silent, a zone above that has IPv6 alone; and memory
 * that runs out meanwhile.
 *
 * SPDX-License-Identifier: MIT */

#include "memory.h"
#include "packet.h"

#include <mailauth/published.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { MANY = 9, ASKED_MAX = 8 };

#define DOMAIN "example.jp"
#define SPF "v=spf1 mx -all"
#define OLD "v=spf1 include:old.example -all"
#define PARENT "11.0.0.100"
#define PARENT_IPV6 "2001:470::100"

/* ns1.example.jp has 11.0.1.1 and, perhaps, 2001:470::1; d1.example.jp has 11.0.2.1. */
struct world {
	const char *name;
	unsigned zone_count;  /* servers that the zone names: ns1, ns2, … */
	unsigned above_count; /* that the zone above names: d1, d2, …; 0: those of the zone */
	bool two_families;    /* they have an IPv6 address, too */
	const char *silent;   /* an address; or NULL */
	const char *old;      /* where the SPF record is another one; or NULL */
	bool parent_has_ipv6; /* and no other address */
	const char *found[3];
	const char *not_found[2];
};

static const struct world worlds[] = {
	{ "many of the zone, and two others of the zone above",
	  MANY,
	  2,
	  false,
	  NULL,
	  NULL,
	  false,
	  { "dns.delegation-differs", "dns.servers-agree" },
	  { "dns.servers-differ" } },
	{ "many of the zone, and what the others have is another record",
	  MANY,
	  2,
	  false,
	  NULL,
	  "11.0.2.2",
	  false,
	  { "dns.delegation-differs", "dns.servers-differ" },
	  { "dns.servers-agree" } },
	{ "more of the zone above than are asked",
	  2,
	  MANY,
	  false,
	  NULL,
	  NULL,
	  false,
	  { "dns.delegation-differs", "dns.servers-agree" },
	  { "dns.servers-differ" } },
	{ "one is silent at its first address, and old at the second",
	  2,
	  0,
	  true,
	  "11.0.1.2",
	  "2001:470::2",
	  false,
	  { "dns.server-silent", "dns.servers-differ" },
	  { "dns.delegation-differs" } },
	{ "old at a second address, where the first one answers",
	  2,
	  0,
	  true,
	  NULL,
	  "2001:470::2",
	  false,
	  { "dns.servers-agree" },
	  { "dns.servers-differ", "dns.server-silent" } },
	{ "a zone above that IPv6 alone leads to",
	  2,
	  1,
	  false,
	  NULL,
	  NULL,
	  true,
	  { "dns.delegation-differs" },
	  { "dns.delegation-unknown" } },
};

/* --- Answers ------------------------------------------------------------------------- */

static void put_names(struct packet *packet, const char *letters, unsigned count)
{
	char name[64];

	for (unsigned i = 1; i <= count; i++) {
		snprintf(name, sizeof(name), "%s%u." DOMAIN, letters, i);
		packet_name_record(packet, DOMAIN, TYPE_NS, name);
	}
}

static void deny(struct packet *packet, unsigned rcode)
{
	packet_set_rcode(packet, rcode);
	packet->section = PACKET_AUTHORITY;
	packet_soa(packet, DOMAIN, 300, 300);
}

/* Whether NAME is a name server's, whose address of this type is known. */
static bool put_server(struct packet *packet, const struct world *world, const char *name,
		       uint16_t type)
{
	char letters[3], address[32];
	unsigned number;

	if (sscanf(name, "%2[nsd]%u.example.jp", letters, &number) != 2)
		return false;
	if (type == TYPE_A)
		snprintf(address, sizeof(address), "11.0.%d.%u", letters[0] == 'n' ? 1 : 2, number);
	else if (type == TYPE_AAAA && world->two_families)
		snprintf(address, sizeof(address), "2001:470::%u", number);
	else
		return false;
	packet_address(packet, name, address);
	return true;
}

static void put_zone(struct packet *packet, const struct world *world,
		     const struct mailauth_question *question)
{
	const char *name = mailauth_question_name(question);
	const char *server = mailauth_question_server(question);
	uint16_t type = mailauth_question_type(question);
	bool old = server != NULL && world->old != NULL && strcmp(server, world->old) == 0;

	if (strcmp(name, DOMAIN) != 0 || type == TYPE_AAAA || type == TYPE_A)
		deny(packet, strcmp(name, DOMAIN) == 0 ? 0 : 3);
	else if (type == TYPE_SOA)
		packet_soa(packet, DOMAIN, 300, 300);
	else if (type == TYPE_NS)
		put_names(packet, "ns", world->zone_count);
	else if (type == TYPE_MX)
		packet_mx(packet, name, 10, "mx.example.org");
	else
		packet_txt(packet, name, old ? OLD : SPF, NULL);
}

static void put_referral(struct packet *packet, const struct world *world)
{
	packet->section = PACKET_AUTHORITY;
	put_names(packet, world->above_count > 0 ? "d" : "ns",
		  world->above_count > 0 ? world->above_count : world->zone_count);
}

static void put_plain(struct packet *packet, const struct world *world,
		      const struct mailauth_question *question)
{
	const char *name = mailauth_question_name(question);
	uint16_t type = mailauth_question_type(question);

	if (put_server(packet, world, name, type))
		return;
	if (strcmp(name, "jp") == 0 && type == TYPE_NS)
		packet_name_record(packet, name, TYPE_NS, "a.dns.jp");
	else if (strcmp(name, "a.dns.jp") != 0)
		put_zone(packet, world, question);
	else if (type == (world->parent_has_ipv6 ? TYPE_AAAA : TYPE_A))
		packet_address(packet, name, world->parent_has_ipv6 ? PARENT_IPV6 : PARENT);
	else
		deny(packet, 0);
}

static int answer(struct mailauth_audit *audit, const struct world *world,
		  const struct mailauth_question *question)
{
	static struct packet packet;
	const char *server = mailauth_question_server(question);
	uint32_t id = mailauth_question_id(question);

	if (server != NULL && world->silent != NULL && strcmp(server, world->silent) == 0)
		return mailauth_audit_fail(audit, id, MAILAUTH_TIMED_OUT);
	packet_reply(&packet, question);
	if (server == NULL) {
		put_plain(&packet, world, question);
	} else if (strcmp(server, PARENT) == 0 || strcmp(server, PARENT_IPV6) == 0) {
		packet_set_flags(&packet, PACKET_QR);
		put_referral(&packet, world);
	} else {
		packet_set_flags(&packet, PACKET_QR | PACKET_AA);
		put_zone(&packet, world, question);
	}
	packet.section = PACKET_ADDITIONAL;
	packet_record(&packet, "", TYPE_OPT, NULL, 0);
	return mailauth_audit_answer(audit, id, packet.bytes, packet.length);
}

/* Asserts nothing, as memory may be away. */
static int run(struct mailauth_audit **audit, const struct world *world)
{
	const struct mailauth_question *question;
	int r = mailauth_audit_new(audit, DOMAIN, 0);

	if (r == 0)
		r = mailauth_audit_set(*audit, "servers", "yes");
	while (r >= 0 && (r = mailauth_audit_step(*audit)) == MAILAUTH_PENDING)
		while (r >= 0 && (question = mailauth_audit_next_question(*audit)) != NULL)
			r = answer(*audit, world, question);
	return r;
}

/* --- Which are asked ------------------------------------------------------------------- */

static bool has(const struct mailauth_report *report, const char *id)
{
	for (size_t i = 0; i < mailauth_report_finding_count(report); i++)
		if (strcmp(mailauth_finding_id(mailauth_report_finding(report, i)), id) == 0)
			return true;
	return false;
}

static bool is_asked(const struct mailauth_report *report, const char *address)
{
	const char *server;

	for (size_t i = 0; (server = mailauth_report_server_address(report, i, 0)) != NULL; i++)
		if (strcmp(server, address) == 0)
			return true;
	return false;
}

START_TEST(test_worlds)
{
	const struct world *world = &worlds[_i];
	const struct mailauth_report *report;
	struct mailauth_audit *audit;

	ck_assert_int_eq(run(&audit, world), 0);
	report = mailauth_audit_report(audit);
	ck_assert(mailauth_report_knows_delegation(report));
	for (size_t i = 0; i < COUNT_OF(world->found) && world->found[i] != NULL; i++)
		ck_assert_msg(has(report, world->found[i]), "%s: no %s", world->name,
			      world->found[i]);
	for (size_t i = 0; i < COUNT_OF(world->not_found) && world->not_found[i] != NULL; i++)
		ck_assert_msg(!has(report, world->not_found[i]), "%s: %s", world->name,
			      world->not_found[i]);
	for (unsigned i = 1; i <= world->above_count && i <= ASKED_MAX; i++) {
		char address[32];

		snprintf(address, sizeof(address), "11.0.2.%u", i);
		ck_assert_msg(is_asked(report, address), "%s: %s is not asked", world->name,
			      address);
	}
	ck_assert_ptr_null(mailauth_report_server_address(report, ASKED_MAX, 0));
	ck_assert(!has(report, "audit.limit"));
	mailauth_audit_free(audit);
}
END_TEST

/* --- Memory ----------------------------------------------------------------------------- */

static int write_report(const struct world *world, char **text)
{
	struct mailauth_audit *audit = NULL;
	int r = run(&audit, world);

	*text = NULL;
	if (r == 0)
		r = mailauth_report_json(mailauth_audit_report(audit), MAILAUTH_ENGLISH, 0, text,
					 NULL);
	mailauth_audit_free(audit);
	return r;
}

/* One name server, so that there is something to say of it. */
START_TEST(test_without_memory)
{
	static const struct world one = { .zone_count = 1, .two_families = true };
	char *expected, *text;
	bool refused = true;
	unsigned n;

	ck_assert_int_eq(write_report(&one, &expected), 0);
	ck_assert_ptr_nonnull(strstr(expected, "dns.server-single"));
	for (n = 0; refused; n++) {
		int r;

		if (_i == 0)
			fail_memory_after(n);
		else
			fail_memory_once(n);
		r = write_report(&one, &text);
		refused = restore_memory();
		ck_assert_int_eq(r, refused ? MAILAUTH_ENOMEM : 0);
		if (refused)
			ck_assert_ptr_null(text);
	}
	ck_assert_str_eq(text, expected);
	free(text);
	free(expected);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("which servers");

	add_loop(suite, "worlds", test_worlds, COUNT_OF(worlds));
	add_loop(suite, "memory", test_without_memory, 2);
	return check_main(suite);
}
