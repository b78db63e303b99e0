/* Assumptions as a property of zones: a report with assumed record sets is that of the zone in
 * which they are really published.
 *
 * SPDX-License-Identifier: MIT
 *
 * The zones are small and dense: a few names that refer to each other by everything that SPF and
 * DMARC follow, with aliases and wildcards, and answered by the zone's own rules
 * (lib/resolver/zone), which know nothing of assumptions.  MAILAUTH_SCALE=full tries 5,000 zones
 * instead of 200; MAILAUTH_WORLD=SEED tries that one alone (support/seeds.h). */

#include "seeds.h"
#include "support.h"
#include "world.h"

#include <mailauth/changes.h>
#include <mailauth/report.h>
#include <mailauth/resolver.h>

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
	SETS_MAX = 60,
	CHANGES_MAX = 3,
	DATA_MAX = 400,
	ZONE_MAX = 65536,
	NOW = 1767225600,
};

static const struct scale scale = {
	.small = 20, .usual = 200, .full = 5000, .caught = { 1512, 2931, 3842 }
};

/* A record set of one record; without data, that there is none. */
struct set {
	const char *name;
	const char *type;
	unsigned ttl;
	char data[DATA_MAX];
};

/* Wildcards come before what they would hide, so that one is changed as often as others. */
static const char *const names[] = {
	"@",
	"*",
	"mail",
	"www",
	"b.www",
	"*.www",
	"c",
	"_spf",
	"_dmarc",
	"_dmarc.www",
	"s1._domainkey",
	"*._domainkey",
	"p.q",
	"*.q",
	"a.p.q",
	"198.51.100.1.c",
	"_dmarc.mail",
	"_dmarc.sub.www",
};
static const char *const types[] = { "A", "AAAA", "MX", "TXT", "CNAME" };

static struct set zone[SETS_MAX], changes[CHANGES_MAX];
static size_t set_count, change_count;
static unsigned differing, wildcards, aliases;

/* --- Zones -------------------------------------------------------------------- */

static const char *pick_name(struct dice *dice)
{
	return names[dice_roll(dice, COUNT_OF(names))];
}

/* As other records name it. */
static void write_target(struct dice *dice, char *text)
{
	const char *name = pick_name(dice);

	if (strcmp(name, "@") == 0)
		strcpy(text, "example.jp");
	else if (name[0] == '*')
		sprintf(text, "%s%s.example.jp", dice_chance(dice, 50) ? "x" : "y.x", name + 1);
	else
		sprintf(text, "%s.example.jp", name);
}

static void write_spf(struct dice *dice, char *text)
{
	static const char *const terms[] = { "a", "mx", "include", "exists", "a" };
	unsigned count = 1 + dice_roll(dice, 3);
	char target[100];

	strcpy(text, "v=spf1");
	for (unsigned i = 0; i < count; i++) {
		write_target(dice, target);
		sprintf(text + strlen(text), " %s:%s", terms[dice_roll(dice, COUNT_OF(terms))],
			target);
	}
	write_target(dice, target);
	if (dice_chance(dice, 20))
		sprintf(text + strlen(text), " redirect=%s", target);
	else
		strcat(text, dice_chance(dice, 50) ? " ~all" : " -all");
}

static void write_txt(const char *name, struct dice *dice, char *text)
{
	static const char *const policies[] = { "none", "quarantine", "reject" };

	if (strncmp(name, "_dmarc", 6) == 0 || dice_chance(dice, 10))
		sprintf(text, "v=DMARC1; p=%s", policies[dice_roll(dice, 3)]);
	else if (strstr(name, "_domainkey") != NULL)
		strcpy(text, "v=DKIM1; p=");
	else if (dice_chance(dice, 90))
		write_spf(dice, text);
	else
		strcpy(text, "site-verification=1");
}

static void write_data(struct set *set, struct dice *dice)
{
	char target[100];

	set->ttl = 60 * (1 + dice_roll(dice, 9));
	write_target(dice, target);
	if (strcmp(set->type, "A") == 0)
		sprintf(set->data, "192.0.2.%u", dice_roll(dice, 4));
	else if (strcmp(set->type, "AAAA") == 0)
		sprintf(set->data, "2001:db8::%u", dice_roll(dice, 4));
	else if (strcmp(set->type, "MX") == 0)
		sprintf(set->data, "10 %s.", target);
	else if (strcmp(set->type, "CNAME") == 0)
		sprintf(set->data, "%s.", target);
	else
		write_txt(set->name, dice, set->data);
}

static bool is_alias(const struct set *set)
{
	return strcmp(set->type, "CNAME") == 0;
}

static struct set *find_set(struct set *sets, size_t count, const char *name, const char *type)
{
	for (size_t i = 0; i < count; i++)
		if (strcmp(sets[i].name, name) == 0 &&
		    (type == NULL || strcmp(sets[i].type, type) == 0))
			return &sets[i];
	return NULL;
}

/* A name keeps a set of a type that no one asks for, as the DNS says something else of a name that
 * loses all that it has. */
static void make_zone(struct dice *dice)
{
	set_count = 0;
	for (size_t i = 0; i < COUNT_OF(names); i++) {
		bool alias = i > 0 && dice_chance(dice, 20);

		if (i > 0 && dice_chance(dice, 45))
			continue;
		for (size_t t = 0; t < COUNT_OF(types); t++) {
			struct set *set = &zone[set_count];

			if (alias != (t == 4) || (!alias && dice_chance(dice, 50)))
				continue;
			*set = (struct set){ .name = names[i], .type = types[t] };
			write_data(set, dice);
			set_count++;
		}
	}
}

/* The changed zone's text; with changes, they take the place of sets, and of aliases. */
static void write_zone(char *text, bool changed)
{
	size_t length = (size_t)sprintf(text, "$ORIGIN example.jp.\n$TTL 300\n"
					      "@ 300 IN SOA ns.example. root.example. 1 1 1 1 0\n"
					      "@ IN NS ns.example.\n");

	for (size_t i = 0; i < set_count; i++) {
		const struct set *set = &zone[i];
		const struct set *change = find_set(changes, change_count, set->name, NULL);
		bool filled = change != NULL && change->data[0] != '\0';

		if (!changed || (find_set(changes, change_count, set->name, set->type) == NULL &&
				 !(filled && (is_alias(set) || is_alias(change)))))
			length += (size_t)sprintf(
				text + length, "%s %u IN %s %s%s%s\n", set->name, set->ttl,
				set->type, strcmp(set->type, "TXT") == 0 ? "\"" : "", set->data,
				strcmp(set->type, "TXT") == 0 ? "\"" : "");
	}
	for (size_t i = 0; changed && i < change_count; i++)
		if (changes[i].data[0] != '\0')
			length += (size_t)sprintf(text + length, "%s %u IN %s %s%s%s\n",
						  changes[i].name, changes[i].ttl, changes[i].type,
						  strcmp(changes[i].type, "TXT") == 0 ? "\"" : "",
						  changes[i].data,
						  strcmp(changes[i].type, "TXT") == 0 ? "\"" : "");
	/* Names that lose a set do not vanish. */
	for (size_t i = 0; i < change_count; i++)
		if (changes[i].data[0] == '\0' && find_set(zone, set_count, changes[i].name, NULL))
			length += (size_t)sprintf(text + length, "%s IN TYPE65280 \\# 1 00\n",
						  changes[i].name);
}

/* Whether NAME exists: it or a name below it has a record. */
static bool exists(const char *name)
{
	size_t length = strlen(name);

	for (size_t i = 0; i < set_count; i++) {
		size_t size = strlen(zone[i].name);

		if (size >= length && strcmp(zone[i].name + size - length, name) == 0 &&
		    (size == length || zone[i].name[size - length - 1] == '.'))
			return true;
	}
	return false;
}

/* Whether a wildcard of the zone answers for NAME: then no one can see what a record set of its own
 * would hide. */
static bool is_made(const char *name)
{
	char wildcard[100];

	if (exists(name))
		return false;
	for (const char *dot = strchr(name, '.'); dot != NULL; dot = strchr(dot + 1, '.')) {
		snprintf(wildcard, sizeof(wildcard), "*%s", dot);
		if (find_set(zone, set_count, wildcard, NULL) != NULL)
			return true;
		if (exists(dot + 1))
			return false;
	}
	return find_set(zone, set_count, "*", NULL) != NULL;
}

/* Whether NAME, a wildcard, holds the very same as a name that it would otherwise answer for: then
 * no answer shows whether that name is made of it. */
static bool has_twin(const char *name)
{
	for (size_t i = 0; i < COUNT_OF(names) && name[0] == '*'; i++) {
		size_t own = 0, others = 0, alike = 0;

		if (strcmp(names[i], name) == 0)
			continue;
		for (size_t s = 0; s < set_count; s++) {
			const struct set *twin = find_set(zone, set_count, names[i], zone[s].type);

			others += strcmp(zone[s].name, names[i]) == 0;
			if (strcmp(zone[s].name, name) != 0)
				continue;
			own++;
			alike += twin != NULL && strcmp(twin->data, zone[s].data) == 0;
		}
		if (own > 0 && alike == own && others == own)
			return true;
	}
	return false;
}

/* --- Changes ------------------------------------------------------------------ */

static void choose(struct dice *dice)
{
	size_t wanted = 1 + dice_roll(dice, CHANGES_MAX);

	for (change_count = 0; change_count < wanted;) {
		struct set *change = &changes[change_count];

		*change = (struct set){ .name = pick_name(dice),
					.type = types[dice_roll(dice, COUNT_OF(types))] };
		if (find_set(changes, change_count, change->name, NULL) != NULL ||
		    (is_alias(change) && strcmp(change->name, "@") == 0) || is_made(change->name) ||
		    has_twin(change->name))
			continue;
		/* A set of an alias's own name is none that can be taken away. */
		if (dice_chance(dice, 75) ||
		    find_set(zone, set_count, change->name, change->type) == NULL ||
		    is_alias(change))
			write_data(change, dice);
		wildcards += change->name[0] == '*';
		aliases += is_alias(change);
		change_count++;
	}
}

/* --- Reports ------------------------------------------------------------------ */

static void answer(struct mailauth_audit *audit, const struct mailauth_zones *zones,
		   const struct mailauth_question *question)
{
	unsigned char *packet;
	size_t length;

	if (mailauth_zones_answer(zones, question, &packet, &length) != 0) {
		mailauth_audit_fail(audit, mailauth_question_id(question), MAILAUTH_REFUSED);
		return;
	}
	mailauth_audit_answer(audit, mailauth_question_id(question), packet, length);
	free(packet);
}

static struct mailauth_audit *run(bool changed, bool assumed, bool eager)
{
	static char text[ZONE_MAX];
	struct mailauth_audit *audit;
	struct mailauth_zones *zones;
	const struct mailauth_question *question;

	write_zone(text, changed);
	ck_assert_int_eq(mailauth_zones_new(&zones), 0);
	if (mailauth_zones_load_text(zones, "zone", text, strlen(text), NULL) != 0)
		ck_abort_msg("%s: %s", mailauth_zones_fault_detail(zones, 0), text);
	ck_assert_int_eq(mailauth_audit_new(&audit, "example.jp", NOW), 0);
	mailauth_audit_add_sender(audit, "192.0.2.1", "a@example.jp", "mail.example.jp");
	mailauth_audit_add_sender(audit, "192.0.2.3", "a@x.www.example.jp", "y.example.jp");
	mailauth_audit_set_from(audit, "a@sub.www.example.jp");
	mailauth_audit_set(audit, "selector", "s1,s2");
	mailauth_audit_set_eager(audit, eager);
	for (size_t i = 0; assumed && i < change_count; i++) {
		char line[2 * DATA_MAX];

		sprintf(line, "%s%s %u IN %s %s", changes[i].name,
			strcmp(changes[i].name, "@") == 0 ? "" : ".example.jp.", changes[i].ttl,
			changes[i].type, changes[i].data);
		if (mailauth_audit_set(audit, "assume", line) != 0)
			ck_abort_msg("refused: %s", line);
	}
	while (mailauth_audit_step(audit) == MAILAUTH_PENDING)
		while ((question = mailauth_audit_next_question(audit)) != NULL)
			answer(audit, zones, question);
	mailauth_zones_free(zones);
	return audit;
}

/* As JSON, without the members about assumptions. */
static char *write_report(const struct mailauth_report *report)
{
	char *json, *end;

	ck_assert_int_eq(mailauth_report_json(report, MAILAUTH_ENGLISH, 0, &json, NULL), 0);
	end = strstr(json, ",\"assumed\":");
	if (end != NULL)
		strcpy(end, "}\n");
	return json;
}

static void report_difference(uint64_t seed, const char *assumed, const char *changed)
{
	static char text[ZONE_MAX];

	write_zone(text, false);
	fprintf(stderr, "%s", text);
	for (size_t i = 0; i < change_count; i++)
		fprintf(stderr, "--assume '%s %u %s %s'\n", changes[i].name, changes[i].ttl,
			changes[i].type, changes[i].data);
	fprintf(stderr, "--- assumed\n%s--- published\n%s", assumed, changed);
	ck_abort_msg("zone %llu (MAILAUTH_WORLD=%llu runs it alone)", (unsigned long long)seed,
		     (unsigned long long)seed);
}

static void try_zone(uint64_t seed)
{
	struct dice dice = { seed + 1 };
	struct mailauth_audit *with, *really;
	const struct mailauth_report *report;
	char *before, *assumed, *changed;

	make_zone(&dice);
	choose(&dice);
	with = run(false, true, seed % 2 == 0);
	really = run(true, false, false);
	report = mailauth_audit_report(with);
	assumed = write_report(report);
	before = write_report(mailauth_report_before(report));
	changed = write_report(mailauth_audit_report(really));
	if (strcmp(assumed, changed) != 0)
		report_difference(seed, assumed, changed);
	if (mailauth_report_change_count(report) > 0)
		differing++;
	free(before);
	free(assumed);
	free(changed);
	mailauth_audit_free(with);
	mailauth_audit_free(really);
}

START_TEST(test_assumed_is_as_published)
{
	unsigned count = try_seeds(&scale, try_zone);

	if (count == 0)
		return;
	printf("assume-zone: %u zones, %u wildcards and %u aliases assumed, in %u of them the "
	       "report "
	       "changed\n",
	       count, wildcards, aliases, differing);
	ck_assert_uint_gt(differing, count / 3);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("assume-zone");

	tcase_set_timeout(add_case(suite, "zones", TESTS(test_assumed_is_as_published)), 3000);
	return check_main(suite);
}
