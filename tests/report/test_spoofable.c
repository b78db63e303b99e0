/* "Others cannot send" as a promise: no sender that no record names passes DMARC in a world whose
 * report says so.
 *
 * SPDX-License-Identifier: MIT
 *
 * A world is two zones, that of the domain and that of a company it may refer to, in which nothing
 * is left open: each answer is known.  MAILAUTH_SCALE=full tries 5,000 instead of 120;
 * MAILAUTH_WORLD=SEED tries that one alone, and prints it (support/seeds.h). */

#include "seeds.h"
#include "support.h"
#include "world.h"

#include <mailauth/check.h>

#include <jansson.h>
#include <stdlib.h>
#include <string.h>

enum {
	SENDERS = 8,	 /* of each world that says "no" */
	SHARE_LEAST = 3, /* percent of the worlds that each word must have */
};

static const struct scale scale = { .small = 120, .usual = 120, .full = 5000 };

#define PICK(dice, array) ((array)[dice_roll(dice, COUNT_OF(array))])

struct zones {
	const char *domain;
	char *own;
	char *other;
	bool strict;
	bool made; /* the wildcard holds an SPF record, or may */
};

static const char *const words[] = { "no", "partly", "yes", "unknown" };
static unsigned tally[COUNT_OF(words)];
static unsigned asked;

/* --- Worlds ----------------------------------------------------------------------- */

static void write_name(struct dice *dice, FILE *zone)
{
	static const char *const names[] = { "_a.victim.example",  "_b.victim.example",
					     "h0.victim.example",  "gone.victim.example",
					     "p0.company.example", "p1.company.example",
					     "p2.company.example", "p3.company.example" };

	fputs(PICK(dice, names), zone);
}

static void write_macros(struct dice *dice, FILE *zone)
{
	static const char *const macros[] = { "%{i}", "%{ir}.%{v}", "%{l}", "%{s}",
					      "%{o}", "%{h}",	    "%{p}", "%{d}" };

	fprintf(zone, "%s.m.victim.example", PICK(dice, macros));
}

/* Narrow terms name addresses that no one has, as they are for documentation; wide ones at least
 * those of a /8, or of a /16 of IPv6. */
static void write_term(struct dice *dice, FILE *zone)
{
	static const char *const qualifiers[] = { "", "", "", "", "+", "-", "~", "?" };
	static const char *const narrow[] = { "ip4:192.0.2.1",
					      "ip4:198.51.100.0/24",
					      "ip6:2001:db8::/32",
					      "a:h0.victim.example",
					      "mx:victim.example",
					      "a:h0.victim.example/24//64",
					      "a",
					      "mx" };
	static const char *const wide[] = { "ip4:64.0.0.0/2",
					    "ip4:11.0.0.0/8",
					    "ip4:0.0.0.0/1",
					    "ip6:2000::/3",
					    "ip6:2000::/5",
					    "ip6:2800::/5",
					    "ip6:2a00::/12",
					    "a:h0.victim.example//3",
					    "mx:victim.example//4",
					    "a:h0.victim.example/1",
					    "mx:victim.example/8//16",
					    "ip6:::/1" };
	static const char *const mechanisms[] = { "include:", "exists:", "a:", "mx:" };
	unsigned kind = dice_roll(dice, 100);

	fprintf(zone, " %s", PICK(dice, qualifiers));
	if (kind < 55) {
		fputs(PICK(dice, narrow), zone);
	} else if (kind < 65) {
		fputs(PICK(dice, wide), zone);
	} else if (kind < 90) {
		fputs("include:", zone);
		write_name(dice, zone);
	} else if (kind < 98) {
		fputs(PICK(dice, mechanisms), zone);
		write_macros(dice, zone);
	} else {
		fputs(dice_chance(dice, 50) ? "ptr" : "exists:h0.victim.example", zone);
	}
}

static void write_spf(struct dice *dice, const char *owner, FILE *zone)
{
	static const char *const ends[] = { " -all", " -all", " -all", " ~all", " ~all",
					    " ?all", " +all", "",      "" };
	unsigned terms = dice_roll(dice, 4);
	bool leads_on = dice_chance(dice, 15);

	fprintf(zone, "%s TXT \"v=spf1", owner);
	while (terms-- > 0)
		write_term(dice, zone);
	if (leads_on)
		fputs(" redirect=", zone);
	if (leads_on && dice_chance(dice, 40))
		write_macros(dice, zone);
	else if (leads_on)
		write_name(dice, zone);
	fprintf(zone, "%s\"\n", leads_on ? "" : PICK(dice, ends));
}

/* True if alignment is strict. */
static bool write_dmarc(struct dice *dice, const char *owner, bool strong, FILE *zone)
{
	static const char *const policies[] = { "none", "quarantine", "reject", "reject" };
	bool strict = dice_chance(dice, 20);

	fprintf(zone, "%s TXT \"v=DMARC1; p=%s", owner,
		strong && dice_chance(dice, 85) ? "reject" : PICK(dice, policies));
	if (dice_chance(dice, 15))
		fprintf(zone, "; sp=%s", PICK(dice, policies));
	if (dice_chance(dice, 15))
		fprintf(zone, "; np=%s", PICK(dice, policies));
	if (dice_chance(dice, 5))
		fprintf(zone, "; psd=%s", dice_chance(dice, 50) ? "n" : "y");
	fprintf(zone, "%s\"\n", strict ? "; aspf=s" : "");
	return strict;
}

static void write_wildcard(struct dice *dice, struct zones *zones, FILE *zone)
{
	char owner[64];

	snprintf(owner, sizeof(owner), "*.%s.", zones->domain);
	switch (dice_roll(dice, 8)) {
	case 0:
		fprintf(zone, "%s CNAME p%u.company.example.\n", owner, dice_roll(dice, 4));
		zones->made = true;
		break;
	case 1:
		fprintf(zone, "%s A 192.0.2.8\n", owner);
		break;
	case 2:
		write_spf(dice, owner, zone);
		write_spf(dice, owner, zone);
		zones->made = true;
		break;
	case 3:
	case 4:
		write_spf(dice, owner, zone);
		zones->made = true;
		break;
	case 5:
		write_spf(dice, owner, zone);
		zones->made = true;
		write_dmarc(dice, owner, false, zone);
		break;
	default:
		write_dmarc(dice, owner, false, zone);
	}
}

static char *write_own(struct dice *dice, struct zones *zones)
{
	char owner[64], policy[64], *text;
	size_t length;
	FILE *zone = open_memstream(&text, &length);
	bool apex = strcmp(zones->domain, "victim.example") == 0;

	fputs("$ORIGIN victim.example.\n$TTL 300\n@ SOA ns1 host 1 2 3 4 5\n@ NS ns1\n"
	      "@ MX 10 h0\nh0 A 192.0.2.7\nh0 AAAA 2001:db8::7\n*.m A 127.0.0.2\n",
	      zone);
	fputs(dice_chance(dice, 50) ? "*.m TXT \"v=spf1 +all\"\n" : "*.m TXT \"v=spf1 -all\"\n",
	      zone);
	write_spf(dice, "_a", zone);
	write_spf(dice, "_b", zone);
	write_spf(dice, "@", zone);
	zones->strict = write_dmarc(dice, "_dmarc", true, zone);
	snprintf(owner, sizeof(owner), "%s.", zones->domain);
	snprintf(policy, sizeof(policy), "_dmarc.%s.", zones->domain);
	if (!apex)
		write_spf(dice, owner, zone);
	if (!apex && dice_chance(dice, 60))
		zones->strict = write_dmarc(dice, policy, true, zone);
	if (dice_chance(dice, 50))
		write_wildcard(dice, zones, zone);
	fclose(zone);
	return text;
}

static char *write_other(struct dice *dice)
{
	char owner[4] = "p0", *text;
	size_t length;
	FILE *zone = open_memstream(&text, &length);

	fputs("$ORIGIN company.example.\n$TTL 300\n@ SOA ns1 host 1 2 3 4 5\n@ NS ns1\n", zone);
	for (; owner[1] < '4'; owner[1]++) {
		write_spf(dice, owner, zone);
		if (dice_chance(dice, 30))
			write_dmarc(dice, owner, false, zone);
		if (dice_chance(dice, 30))
			fprintf(zone, "%s AAAA 2001:db8::8\n", owner);
	}
	fclose(zone);
	return text;
}

static void begin(struct zones *zones, uint64_t seed)
{
	struct dice dice = { ~seed };

	dice_next(&dice);
	*zones = (struct zones){ .domain = dice_chance(&dice, 75) ? "victim.example"
								  : "mail.victim.example" };
	zones->own = write_own(&dice, zones);
	zones->other = write_other(&dice);
}

static void fail_world(const struct zones *zones, uint64_t seed, const char *what, const char *of)
{
	ck_abort_msg("%s\n%s\nworld %llu: %s %s (MAILAUTH_WORLD=%llu)", zones->own, zones->other,
		     (unsigned long long)seed, what, of, (unsigned long long)seed);
}

/* --- Asking ------------------------------------------------------------------------- */

struct mail {
	const char *ip;
	const char *mail_from;
	const char *helo;
	const char *from;
};

/* The report of MAIL, or without one that of the domain. */
static json_t *check(const struct zones *zones, const struct mail *mail)
{
	const char *options[] = { "now",	"7",	 "zone-text", zones->own, "zone-text",
				  zones->other, "scope", "sender",    "ip",	  NULL,
				  "mail-from",	NULL,	 "from",      NULL,	  "helo",
				  NULL,		"auth",	 "dkim=none", NULL };
	json_t *report;
	char *text;

	if (mail == NULL) {
		options[6] = NULL;
	} else {
		options[9] = mail->ip;
		options[11] = mail->mail_from;
		options[13] = mail->from;
		options[15] = mail->helo;
	}
	if (mailauth_check_json(zones->domain, options, &text) != 0)
		ck_abort_msg("%s\n%s", text, zones->own);
	report = json_loads(text, 0, NULL);
	mailauth_free(text);
	asked++;
	return report;
}

static const char *string_at(const json_t *report, const char *section, const char *key)
{
	const char *text =
		json_string_value(json_object_get(json_object_get(report, section), key));

	return text != NULL ? text : "(null)";
}

static bool finds(const json_t *report, const char *id)
{
	const json_t *findings = json_object_get(report, "findings");

	for (size_t i = 0; i < json_array_size(findings); i++)
		if (strcmp(json_string_value(json_object_get(json_array_get(findings, i), "id")),
			   id) == 0)
			return true;
	return false;
}

/* An address that anyone might have, and that no narrow term names. */
static void write_address(struct dice *dice, char *text, size_t size)
{
	if (dice_chance(dice, 50))
		snprintf(text, size, "%u.%u.%u.%u", 12 + dice_roll(dice, 100), dice_roll(dice, 256),
			 dice_roll(dice, 256), 1 + dice_roll(dice, 254));
	else
		snprintf(text, size, "%x:%x::%x", 0x2400 + dice_roll(dice, 0x900),
			 dice_roll(dice, 0x10000), 1 + dice_roll(dice, 0xffff));
}

/* --- The laws ----------------------------------------------------------------------- */

static const char *missing_policy(const json_t *report)
{
	const json_t *effective = json_object_get(json_object_get(report, "dmarc"), "effective");
	const char *text = json_string_value(json_object_get(effective, "missing_subdomain"));

	return text != NULL ? text : "(null)";
}

/* Mail whose sender is a name that no one created: it gets the policy that the report gives for
 * such names, and does not pass if that policy is enforced. */
static void try_below(const struct zones *zones, uint64_t seed, const struct mail *mail,
		      const json_t *report)
{
	json_t *result = check(zones, mail);
	const char *missing = missing_policy(report);
	bool enforced = strcmp(missing, "quarantine") == 0 || strcmp(missing, "reject") == 0;
	bool told = finds(report, "spf.wildcard-open") ||
		    finds(report, "spf.wildcard-alias-open") || (zones->strict && zones->made);

	if (strcmp(string_at(result, "dmarc", "policy"), missing) != 0)
		fail_world(zones, seed, "another policy for a name that nobody made than", missing);
	if (enforced && !told && strcmp(string_at(result, "dmarc", "result"), "pass") == 0)
		fail_world(zones, seed, "spoofed below from", mail->ip);
	json_decref(result);
}

static void try_senders(const struct zones *zones, uint64_t seed, const json_t *report)
{
	struct dice dice = { seed };
	char address[64], own[64], below[64], deep[64], helo[64], from[64], from_below[64];

	snprintf(own, sizeof(own), "ceo@%s", zones->domain);
	snprintf(below, sizeof(below), "ceo@x.%s", zones->domain);
	snprintf(deep, sizeof(deep), "a.b@y.x.%s", zones->domain);
	snprintf(helo, sizeof(helo), "x.%s", zones->domain);
	snprintf(from, sizeof(from), "ceo@%s", zones->domain);
	snprintf(from_below, sizeof(from_below), "ceo@x.%s", zones->domain);
	for (unsigned i = 0; i < SENDERS; i++) {
		const char *const envelopes[] = { own, below, deep, "<>" };
		struct mail mail = { address, envelopes[i % 4], helo, from };
		json_t *result;

		write_address(&dice, address, sizeof(address));
		result = check(zones, &mail);
		if (strcmp(string_at(result, "dmarc", "result"), "pass") == 0)
			fail_world(zones, seed, mail.mail_from, address);
		json_decref(result);
		mail.from = from_below;
		try_below(zones, seed, &mail, report);
	}
}

static void try_world(uint64_t seed)
{
	struct zones zones;
	json_t *report;
	const char *spoofable;

	begin(&zones, seed);
	report = check(&zones, NULL);
	spoofable = string_at(report, "verdict", "spoofable");
	if (is_one_seed())
		printf("%s\n%s\n%s: %s\n", zones.own, zones.other, spoofable,
		       string_at(report, "verdict", "spoofable_text"));
	for (size_t i = 0; i < COUNT_OF(words); i++)
		tally[i] += strcmp(words[i], spoofable) == 0;
	if (strcmp(spoofable, "no") == 0)
		try_senders(&zones, seed, report);
	/* Whatever there is to know is known. */
	if (strstr(string_at(report, "verdict", "spoofable_text"), "not all DNS answers") != NULL)
		fail_world(&zones, seed, "not all answers are there:", spoofable);
	json_decref(report);
	free(zones.own);
	free(zones.other);
}

START_TEST(test_no_is_a_promise)
{
	unsigned worlds = try_seeds(&scale, try_world);

	if (worlds == 0)
		return;
	printf("spoofable: %u worlds, %u reports;", worlds, asked);
	for (size_t i = 0; i < COUNT_OF(words); i++)
		printf(" %s %.1f %%", words[i], 100.0 * tally[i] / worlds);
	putchar('\n');
	fflush(stdout);
	for (size_t i = 0; i < COUNT_OF(words); i++)
		ck_assert_msg(100 * tally[i] >= SHARE_LEAST * worlds, "%s is too rare", words[i]);
}
END_TEST

/* Seeds that found "no" where receivers of RFC 7489, which do not read psd, let strangers pass. */
START_TEST(test_caught)
{
	static const uint64_t seeds[] = { 3460 };

	for (size_t i = 0; i < COUNT_OF(seeds); i++)
		try_world(seeds[i]);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("spoofable");

	add_case(suite, "spoofable", TESTS(test_no_is_a_promise, test_caught));
	return check_main(suite);
}
