/* Audits in memory, as often as is asked for: audit-cost.sh counts what each of them costs.
 *
 * SPDX-License-Identifier: MIT
 *
 * usage: bench-audit sender|eager|whole|spf|both|many COUNT
 *
 * spf is a whole audit in which the SPF record has a fault, and its correction is proven; in both,
 * the DMARC record has one, too; in many, the MX record is an address besides, and the reports go
 * to a domain that has not agreed.
 *
 * The zones are those of a usual company: a hosting provider, a mailing service and a suite of
 * three records; the sender is none of theirs, so that every term is looked at.  Answers are
 * packets, made once and handed in again, so that nothing but the library is counted. */

#include <mailauth/report.h>
#include <mailauth/resolver.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
	NOW = 1767225600,
	REPLIES_MAX = 64,
	NAME_MAX_SHOWN = 256,
};

static char zone[] =
	"$ORIGIN .\n$TTL 3600\n"
	". SOA a. b. 1 2 3 4 5\n"
	"typ.example MX 10 mail.typ.example\n"
	"mail.typ.example A 192.0.2.10\nmail.typ.example AAAA 2001:db8::10\n"
	"typ.example TXT \"v=spf1 mx a:www.typ.example include:_spf.suite.example "
	"include:spf.mailer.example ip4:198.51.100.0/24 ~all\"\n"
	"www.typ.example A 192.0.2.20\n"
	"_spf.suite.example TXT \"v=spf1 include:_nb1.suite.example include:_nb2.suite.example "
	"include:_nb3.suite.example ~all\"\n"
	"_nb1.suite.example TXT \"v=spf1 ip4:203.0.113.0/26 ip4:203.0.113.64/27 ip4:192.0.2.64/26 "
	"ip4:192.0.2.128/27 ip4:198.51.100.0/25 ip4:203.0.113.160/28 ~all\"\n"
	"_nb2.suite.example TXT \"v=spf1 ip6:2001:db8:4000::/36 ip6:2001:db8:6000::/36 "
	"ip6:2001:db8:8000::/36 ip6:2001:db8:a000::/36 ~all\"\n"
	"_nb3.suite.example TXT \"v=spf1 ip4:203.0.113.192/27 ip4:192.0.2.192/27 ~all\"\n"
	"spf.mailer.example TXT \"v=spf1 ip4:198.51.100.128/25 ip4:203.0.113.224/28 -all\"\n"
	"_dmarc.typ.example TXT \"v=DMARC1; p=quarantine; rua=mailto:dmarc@typ.example\"\n";

/* Answers that were made before. */
static struct reply {
	char name[NAME_MAX_SHOWN];
	uint16_t type;
	unsigned char packet[4096];
	size_t length;
} replies[REPLIES_MAX];
static size_t reply_count;

static const struct reply *reply_to(const struct mailauth_zones *zones,
				    const struct mailauth_question *question)
{
	const char *name = mailauth_question_name(question);
	uint16_t type = mailauth_question_type(question);
	struct reply *reply;
	unsigned char *packet;

	for (size_t i = 0; i < reply_count; i++)
		if (replies[i].type == type && strcmp(replies[i].name, name) == 0)
			return &replies[i];
	reply = &replies[reply_count++];
	snprintf(reply->name, sizeof(reply->name), "%s", name);
	reply->type = type;
	if (reply_count == REPLIES_MAX ||
	    mailauth_zones_answer(zones, question, &packet, &reply->length) != 0)
		abort();
	memcpy(reply->packet, packet, reply->length);
	free(packet);
	return reply;
}

/* Writes FAULT over what begins with GOOD. */
static void spoil(const char *good, const char *fault)
{
	char *place = strstr(zone, good);

	if (place == NULL)
		abort();
	memcpy(place, fault, strlen(fault));
}

static struct mailauth_audit *begin(const char *what)
{
	bool whole = strcmp(what, "sender") != 0 && strcmp(what, "eager") != 0;
	struct mailauth_audit *audit;

	if (mailauth_audit_new(&audit, "typ.example", NOW) != 0 ||
	    mailauth_audit_set_scope(audit, whole ? MAILAUTH_SCOPE_FULL : MAILAUTH_SCOPE_SENDER) !=
		    0 ||
	    mailauth_audit_add_sender(audit, "203.0.113.250", "info@typ.example", NULL) != 0 ||
	    mailauth_audit_set_eager(audit, strcmp(what, "sender") != 0) != 0)
		abort();
	return audit;
}

static void run(const struct mailauth_zones *zones, const char *what)
{
	struct mailauth_audit *audit = begin(what);
	const struct mailauth_question *question;

	while (mailauth_audit_step(audit) == MAILAUTH_PENDING) {
		while ((question = mailauth_audit_next_question(audit)) != NULL) {
			const struct reply *reply = reply_to(zones, question);

			if (mailauth_audit_answer(audit, mailauth_question_id(question),
						  reply->packet, reply->length) != 0)
				abort();
		}
	}
	mailauth_audit_free(audit);
}

/* The faults of WHAT, each in the text of the zone. */
static void spoil_zone(const char *what)
{
	bool many = strcmp(what, "many") == 0;
	bool both = many || strcmp(what, "both") == 0;

	if (both || strcmp(what, "spf") == 0)
		spoil("mx a:www", "mx,a:www");
	if (both)
		spoil("p=quarantine;", "p=quarantina;");
	if (!many)
		return;
	spoil("MX 10 mail.typ.example", "MX 10 192.0.2.10.     ");
	spoil("dmarc@typ.example", "dmarc@abc.example");
}

int main(int argc, char **argv)
{
	unsigned long count = argc > 2 ? strtoul(argv[2], NULL, 10) : 1;
	struct mailauth_zones *zones;

	if (argc > 1)
		spoil_zone(argv[1]);
	if (argc < 2 || mailauth_zones_new(&zones) != 0 ||
	    mailauth_zones_load_text(zones, "bench", zone, sizeof(zone) - 1, ".") != 0)
		return 1;
	for (unsigned long i = 0; i < count; i++)
		run(zones, argv[1]);
	mailauth_zones_free(zones);
	return 0;
}
