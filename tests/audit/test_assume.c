/* Assumptions as a property: a report with assumed records is that of a world which has them.
 *
 * SPDX-License-Identifier: MIT
 *
 * MAILAUTH_SCALE=full tries 5,000 random worlds instead of 300; MAILAUTH_WORLD=SEED tries that one
 * alone (support/seeds.h). */

#include "packet.h"
#include "seeds.h"
#include "support.h"
#include "world.h"
#include "world_text.h"

#include <mailauth/report.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
	CHANGES_MAX = 3,
	TEXT_MAX = 2000,
	TTL = 3600, /* that is assumed */
	SEEN_MAX = 2000,
	STRING_MAX = 255,
	NOW = 1767225600,
	RCODE_NXDOMAIN = 3,
};

static const struct scale scale = {
	.small = 30, .usual = 300, .full = 5000, .caught = { 2687, 3231 }
};

/* A record set that is changed: one TXT record, or none. */
struct change {
	char name[300];
	char text[TEXT_MAX];
	size_t length;
	bool none;
};

static struct change changes[CHANGES_MAX];
static unsigned change_count;
static char seen[SEEN_MAX][300];
static size_t seen_count;
static unsigned differing;

/* --- A world, and the same with changes --------------------------------------- */

static const struct change *find_change(const struct mailauth_question *question)
{
	for (unsigned i = 0; i < change_count; i++)
		if (mailauth_question_type(question) == TYPE_TXT &&
		    strcmp(mailauth_question_name(question), changes[i].name) == 0)
			return &changes[i];
	return NULL;
}

/* Whether NAME, or a name below it, has a record only because of a change. */
static bool is_made(const char *name)
{
	size_t length = strlen(name);

	for (unsigned i = 0; i < change_count; i++) {
		size_t size = strlen(changes[i].name);

		if (!changes[i].none && size >= length &&
		    strcmp(changes[i].name + size - length, name) == 0 &&
		    (size == length || changes[i].name[size - length - 1] == '.'))
			return true;
	}
	return false;
}

static void write_changed(struct packet *packet, const struct mailauth_question *question,
			  const struct change *change)
{
	unsigned char rdata[TEXT_MAX + TEXT_MAX / STRING_MAX + 1];
	size_t length = 0, at = 0, name_length;
	const unsigned char *name = mailauth_question_wire_name(question, &name_length);

	packet_reply(packet, question);
	packet->ttl = TTL;
	if (change->none)
		return;
	do {
		size_t part = change->length - at < STRING_MAX ? change->length - at : STRING_MAX;

		rdata[length++] = (unsigned char)part;
		memcpy(rdata + length, change->text + at, part);
		length += part;
		at += part;
	} while (at < change->length);
	packet_record_wire(packet, name, name_length, TYPE_TXT, rdata, length);
}

/* A name that was missing has other records now. */
static bool is_missing(const struct world_reply *reply)
{
	return reply->failure == 0 && reply->length > 3 &&
	       (reply->packet[3] & 15) == RCODE_NXDOMAIN;
}

/* There was no such record before. */
static bool is_negative(const struct world_reply *reply)
{
	return reply->failure == 0 && reply->length > 7 &&
	       (is_missing(reply) ||
		((reply->packet[3] & 15) == 0 && reply->packet[6] == 0 && reply->packet[7] == 0));
}

static void answer(struct mailauth_audit *audit, struct world *world,
		   const struct mailauth_question *question, bool changed)
{
	static struct packet packet;
	struct world_reply *reply = world_ask(world, question);
	uint32_t id = mailauth_question_id(question);
	const struct change *change = changed ? find_change(question) : NULL;

	if (change != NULL && !(change->none && is_negative(reply))) {
		write_changed(&packet, question, change);
		mailauth_audit_answer(audit, id, packet.bytes, packet.length);
	} else if (reply->failure != 0) {
		mailauth_audit_fail(audit, id, reply->failure);
	} else {
		packet.length = 0;
		packet_bytes(&packet, reply->packet, reply->length);
		if (changed && is_missing(reply) && is_made(mailauth_question_name(question)))
			packet.bytes[3] &= 0xf0;
		mailauth_audit_answer(audit, id, packet.bytes, packet.length);
	}
}

/* --- Reports ------------------------------------------------------------------ */

static void note_name(const struct mailauth_question *question)
{
	if (mailauth_question_type(question) == TYPE_TXT && seen_count < SEEN_MAX)
		snprintf(seen[seen_count++], sizeof(*seen), "%s", mailauth_question_name(question));
}

static void assume(struct mailauth_audit *audit, const struct change *change)
{
	char text[TEXT_MAX + 400];

	snprintf(text, sizeof(text), "%.300s. %d TXT %.*s", change->name, TTL, TEXT_MAX,
		 change->none ? "" : change->text);
	ck_assert_int_eq(mailauth_audit_set(audit, "assume", text), 0);
}

/* The report as JSON, without what assumptions change. */
static char *write_report(const struct mailauth_audit *audit)
{
	char *json, *end;
	size_t length;

	ck_assert_int_eq(mailauth_report_json(mailauth_audit_report(audit), MAILAUTH_ENGLISH, 0,
					      &json, &length),
			 0);
	end = strstr(json, ",\"assumed\":");
	if (end != NULL)
		strcpy(end, "}\n");
	return json;
}

enum way { AS_IS, ASSUMED, CHANGED };

static char *run(struct world *world, enum way way)
{
	struct mailauth_audit *audit;
	const struct mailauth_question *question;
	char *json;

	ck_assert_int_eq(mailauth_audit_new(&audit, world->domain, NOW), 0);
	for (unsigned i = 0; i < world->sender_count; i++)
		mailauth_audit_add_sender(audit, world->senders[i].ip, world->senders[i].mail_from,
					  world->senders[i].helo);
	mailauth_audit_set_selectors(audit, world->selectors);
	if (world->seed % 2 == 0)
		mailauth_audit_set_from(audit, "info@s1.example");
	for (unsigned i = 0; way == ASSUMED && i < change_count; i++)
		assume(audit, &changes[i]);
	while (mailauth_audit_step(audit) == MAILAUTH_PENDING)
		while ((question = mailauth_audit_next_question(audit)) != NULL) {
			if (way == AS_IS)
				note_name(question);
			answer(audit, world, question, way == CHANGED);
		}
	json = write_report(audit);
	mailauth_audit_free(audit);
	return json;
}

/* --- Changes ------------------------------------------------------------------ */

static void write_text(struct world *world, struct dice *dice, struct change *change)
{
	FILE *stream = fmemopen(change->text, TEXT_MAX, "w");

	if (strncmp(change->name, "_dmarc.", 7) == 0)
		write_policy(world, dice, stream);
	else if (strstr(change->name, "._domainkey.") != NULL)
		write_key(world, dice, stream);
	else
		write_record(world, dice, stream);
	fclose(stream);
	change->text[TEXT_MAX - 1] = '\0';
	change->length = strlen(change->text);
}

/* What a line "NAME TXT DATA" can carry as it is: names in presentation format, and text without
 * white space at its ends. */
static bool can_be_assumed(const struct change *change)
{
	static const char blank[] = " \t";

	return change->none || (change->length > 0 && change->text[0] != '"' &&
				strchr(blank, change->text[0]) == NULL &&
				strchr(blank, change->text[change->length - 1]) == NULL);
}

static bool is_chosen(const char *name)
{
	for (unsigned i = 0; i < change_count; i++)
		if (strcmp(changes[i].name, name) == 0)
			return true;
	return false;
}

static void choose(struct world *world, struct dice *dice)
{
	unsigned wanted = 1 + dice_roll(dice, CHANGES_MAX);

	change_count = 0;
	for (unsigned tries = 0; tries < 20 && change_count < wanted && seen_count > 0; tries++) {
		struct change *change = &changes[change_count];
		const char *name = seen[dice_roll(dice, (unsigned)seen_count)];

		/* The worlds know of no wildcards. */
		if (is_chosen(name) || name[0] == '*')
			continue;
		memset(change, 0, sizeof(*change));
		snprintf(change->name, sizeof(change->name), "%s", name);
		change->none = dice_chance(dice, 25);
		write_text(world, dice, change);
		if (can_be_assumed(change))
			change_count++;
	}
}

static void try_world(uint64_t seed)
{
	struct world world;
	struct dice dice = { seed + 1 };
	char *before, *assumed, *changed;

	world_begin(&world, seed);
	world.aliases = 0;
	seen_count = 0;
	before = run(&world, AS_IS);
	choose(&world, &dice);
	assumed = run(&world, ASSUMED);
	changed = run(&world, CHANGED);
	if (strcmp(assumed, changed) != 0) {
		for (unsigned i = 0; i < change_count; i++)
			fprintf(stderr, "%s TXT %s\n", changes[i].name,
				changes[i].none ? "(none)" : changes[i].text);
		fprintf(stderr, "--- assumed\n%s--- changed\n%s", assumed, changed);
		ck_abort_msg("world %llu (MAILAUTH_WORLD=%llu runs it alone)",
			     (unsigned long long)seed, (unsigned long long)seed);
	}
	differing += strcmp(before, assumed) != 0;
	free(before);
	free(assumed);
	free(changed);
	world_end(&world);
}

START_TEST(test_assumed_is_as_published)
{
	unsigned worlds = try_seeds(&scale, try_world);

	if (worlds == 0)
		return;
	printf("assume: %u worlds, in %u of them the report changed\n", worlds, differing);
	ck_assert_uint_gt(differing, worlds / 2);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("assume");

	tcase_set_timeout(add_case(suite, "worlds", TESTS(test_assumed_is_as_published)), 3000);
	return check_main(suite);
}
