/* Random worlds: a domain, senders, and a DNS in which everything that can be published is.
 *
 * SPDX-License-Identifier: MIT */

#include "world_text.h"

#include "packet.h"

#include <arpa/inet.h>
#include <stdlib.h>
#include <string.h>

enum { LINKS_MAX = 12, RCODE_NXDOMAIN = 3 };

/* --- Dice ----------------------------------------------------------------- */

/* splitmix64, by Sebastiano Vigna (public domain). */
static uint64_t mix(uint64_t z)
{
	z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9u;
	z = (z ^ z >> 27) * 0x94d049bb133111ebu;
	return z ^ z >> 31;
}

uint64_t dice_next(struct dice *dice)
{
	return mix(dice->state += 0x9e3779b97f4a7c15u);
}

unsigned dice_roll(struct dice *dice, unsigned sides)
{
	return (unsigned)(dice_next(dice) % sides);
}

bool dice_chance(struct dice *dice, unsigned percent)
{
	return dice_roll(dice, 100) < percent;
}

/* Dice of a name, or of a name and a type. */
static struct dice dice_of(const struct world *world, const char *name, unsigned type)
{
	uint64_t hash = 14695981039346656037u ^ mix(mix(world->seed) + type); /* FNV-1a */

	for (; *name != '\0'; name++)
		hash = (hash ^ (unsigned char)*name) * 1099511628211u;
	return (struct dice){ mix(hash) };
}

/* --- A world -------------------------------------------------------------- */

static struct world_sender random_sender(struct dice *dice)
{
	static const char *const from[] = {
		NULL,
		"<>",
		"info@example.jp",
		"strong-bad@s1.example",
		"\"a b\"@s2.example",
		"<x+y=z@s0.example>",
		"s3.example",
		"a@b@s1.example",
		"@s1.example",
		"info@single",
		"info@[192.0.2.1]",
		"info@a..example",
		"\xe6\x97\xa5\xe6\x9c\xac@\xe6\x97\xa5\xe6\x9c\xac.example",
		"a-local-part-of-fifty-octets-or-so-for-names-too-long@s4.example",
	};
	static const char *const helo[] = { NULL,	  NULL,		 "h1.example",
					    "s2.example", "[192.0.2.1]", "x" };
	struct world_sender sender;

	sender.ip = dice_chance(dice, 70) ? pick_ip4(dice) : pick_ip6(dice);
	if (dice_chance(dice, 3))
		sender.ip = "::ffff:192.0.2.1";
	sender.mail_from = from[dice_roll(dice, sizeof(from) / sizeof(*from))];
	sender.helo = helo[dice_roll(dice, sizeof(helo) / sizeof(*helo))];
	return sender;
}

static const char *random_domain(struct dice *dice)
{
	static const char *const domains[] = {
		"s0.example.", "\xe6\x97\xa5\xe6\x9c\xac.example", "\xef\xbc\xa5xample.jp", "a..jp",
		"x3.example",
	};

	return dice_chance(dice, 90) ? "example.jp" : domains[dice_roll(dice, 5)];
}

/* So that what an audit asks meets its limit: no fault, but aliases upon aliases. */
static void make_heavy(struct world *world)
{
	world->heavy = true;
	world->failing = world->missing = 0;
	world->aliases = 40;
}

void world_begin(struct world *world, uint64_t seed)
{
	static const unsigned rates[] = { 0, 0, 1, 3, 10, 25 };
	struct dice dice = { mix(seed) ^ 0x776f726c64u };

	*world = (struct world){ .seed = seed, .domain = random_domain(&dice) };
	world->last = &world->first;
	world->receiver = dice_chance(&dice, 50) ? "mx.receiver.example" : NULL;
	world->names = 2 + dice_roll(&dice, 8);
	world->failing = rates[dice_roll(&dice, 6)];
	world->missing = rates[dice_roll(&dice, 6)];
	world->aliases = rates[dice_roll(&dice, 6)];
	world->faults = rates[dice_roll(&dice, 5)];
	world->length = 1 + dice_roll(&dice, 8);
	if (dice_chance(&dice, 2))
		make_heavy(world);
	world->sender_count = 1 + dice_roll(&dice, WORLD_SENDERS_MAX);
	for (unsigned i = 0; i < world->sender_count; i++)
		world->senders[i] = random_sender(&dice);
	world->selectors =
		dice_chance(&dice, 30) ? MAILAUTH_SELECTORS_LIKELY : MAILAUTH_SELECTORS_NAMED;
	world->named = dice_chance(&dice, 30) ? 1 + dice_roll(&dice, 3) : 0;
	world->wildcard = dice_chance(&dice, 15);
	/* Shares of results are counted for the first: it writes from the domain. */
	world->senders[0].mail_from = dice_chance(&dice, 50) ? NULL : "info@example.jp";
}

static void free_reply(struct world_reply *reply)
{
	free(reply->wire);
	free(reply->packet);
	free(reply->zone);
	free(reply);
}

void world_end(struct world *world)
{
	while (world->first != NULL) {
		struct world_reply *reply = world->first;

		world->first = reply->next;
		free_reply(reply);
	}
}

void world_forget(struct world *world)
{
	for (struct world_reply *reply = world->first; reply != NULL; reply = reply->next)
		reply->known = false;
}

static const char *shown(const char *text)
{
	return text != NULL ? text : "(none)";
}

void world_print(const struct world *world, FILE *stream)
{
	fprintf(stream, "world %llu: %s, received by %s\n", (unsigned long long)world->seed,
		world->domain, shown(world->receiver));
	for (unsigned i = 0; i < world->sender_count; i++)
		fprintf(stream, "  sender %s, from %s, helo %s\n", world->senders[i].ip,
			shown(world->senders[i].mail_from), shown(world->senders[i].helo));
	fprintf(stream, "  selectors %d, %u named, wildcard %d\n", (int)world->selectors,
		world->named, world->wildcard);
	for (const struct world_reply *reply = world->first; reply != NULL; reply = reply->next)
		fprintf(stream, "%s", reply->zone);
}

/* --- What a name holds ---------------------------------------------------- */

/* A reply that is being made. */
struct making {
	const struct world *world;
	struct packet *packet;
	FILE *zone;
	char owner[1024]; /* labels with dots, as the packet's functions take names */
	struct world_reply *reply;
};

enum fate { EXISTS, MISSING, ALIAS, FAILS };

/* Which kind of name this is; the macros' names are below the ones with a letter. */
static char letter_of(const struct world *world, const char *name)
{
	size_t length = strlen(name);
	size_t at;

	if (strcmp(name, world->domain) == 0)
		return 's';
	if (strstr(name, "_domainkey") != NULL)
		return 'k';
	if (strncmp(name, "_dmarc.", 7) == 0 || strstr(name, "._report._dmarc.") != NULL)
		return 'd';
	if (length > 5 && strcmp(name + length - 5, ".arpa") == 0)
		return 'r';
	if (length <= 8 || strcmp(name + length - 8, ".example") != 0)
		return 'u';
	for (at = length - 8; at > 0 && name[at - 1] != '.';)
		at--;
	return name[at];
}

static enum fate fate_of(const struct world *world, const char *name)
{
	struct dice dice = dice_of(world, name, 0);

	if (letter_of(world, name) == 'u')
		return MISSING;
	if (letter_of(world, name) == 'k' && !world->wildcard && dice_chance(&dice, 60))
		return MISSING;
	if (dice_chance(&dice, world->failing))
		return FAILS;
	if (dice_chance(&dice, world->missing))
		return MISSING;
	if (letter_of(world, name) == 'x' && dice_chance(&dice, 35))
		return MISSING;
	return dice_chance(&dice, world->aliases) ? ALIAS : EXISTS;
}

static void note(struct making *making, const char *type, const char *text)
{
	fprintf(making->zone, "%s %s %s\n", making->owner, type, text);
}

/* A TXT record, its text cut into strings where the dice fall. */
static void add_txt(struct making *making, struct dice *dice, const char *text, size_t length)
{
	unsigned char rdata[4096];
	size_t size = 0;

	note(making, "TXT", text);
	for (size_t at = 0; at < length || size == 0;) {
		size_t part = length - at < 255 ? length - at : 255;

		if (part > 1 && dice_chance(dice, 10))
			part = 1 + dice_roll(dice, (unsigned)part);
		rdata[size++] = (unsigned char)part;
		memcpy(rdata + size, text + at, part);
		size += part;
		at += part;
	}
	packet_record(making->packet, making->owner, TYPE_TXT, rdata, size);
}

static void add_text(struct making *making, struct dice *dice,
		     void (*write)(const struct world *, struct dice *, FILE *))
{
	char *text;
	size_t length;
	FILE *stream = open_memstream(&text, &length);

	write(making->world, dice, stream);
	fclose(stream);
	add_txt(making, dice, text, length);
	free(text);
}

static void add_keys(struct making *making, struct dice *dice)
{
	struct dice same = dice_of(making->world, "*", TYPE_TXT);
	unsigned count = making->world->wildcard || dice_chance(dice, 90) ? 1 : dice_roll(dice, 3);

	for (unsigned i = 0; i < count; i++)
		add_text(making, making->world->wildcard ? &same : dice, write_key);
}

/* DMARC records, now and then several, or something else. */
static void add_policies(struct making *making, struct dice *dice)
{
	unsigned count = dice_chance(dice, 30) ? 0 : dice_chance(dice, 90) ? 1 : 2;

	if (dice_chance(dice, 10))
		add_txt(making, dice, "google-site-verification=x", 26);
	for (unsigned i = 0; i < count; i++)
		add_text(making, dice, write_policy);
}

static void add_texts(struct making *making, struct dice *dice)
{
	bool explains = letter_of(making->world, making->owner) == 'e';
	unsigned count = dice_chance(dice, 94) ? 1 : dice_roll(dice, 4);

	/* Once for the RDLENGTH 0 that is legal. */
	if (dice_chance(dice, 2))
		packet_record(making->packet, making->owner, TYPE_TXT, "", 0);
	if (!explains && dice_chance(dice, 20))
		add_txt(making, dice, "google-site-verification=x", 26);
	if (!explains && dice_chance(dice, 3))
		add_txt(making, dice, "v=spf10 -all", 12);
	for (unsigned i = 0; i < count; i++)
		add_text(making, dice, explains ? write_explanation : write_record);
}

static void add_addresses(struct making *making, struct dice *dice, unsigned type)
{
	bool heavy = making->world->heavy;
	unsigned count = heavy ? 1 : dice_chance(dice, 12) ? 0 : 1 + dice_roll(dice, 3);

	for (unsigned i = 0; i < count; i++) {
		const char *address = type == TYPE_A ? pick_ip4(dice) : pick_ip6(dice);

		if (heavy) /* which is no one's */
			address = type == TYPE_A ? "10.99.99.99" : "fd99::1";
		note(making, type == TYPE_A ? "A" : "AAAA", address);
		packet_address(making->packet, making->owner, address);
	}
}

static void add_hosts(struct making *making, struct dice *dice, unsigned type)
{
	unsigned count = dice_chance(dice, 12) ? 0 : 1 + dice_roll(dice, 4);

	if (dice_chance(dice, 8))
		count = 9 + dice_roll(dice, 5);
	if (making->world->heavy)
		count = 10;
	for (unsigned i = 0; i < count; i++) {
		char host[WORLD_NAME_MAX];

		/* More hosts than the pool has, so that there are more than ten different ones. */
		if (count > 8)
			snprintf(host, sizeof(host), "h%.*s%u.example",
				 (int)strcspn(making->owner, ".") % 20, making->owner, i);
		else
			pick_name(making->world, dice, 'h', host);
		if (type == TYPE_MX && dice_chance(dice, 3))
			host[0] = '\0'; /* RFC 7505 */
		note(making, type == TYPE_MX ? "MX" : "PTR", host);
		if (type == TYPE_MX)
			packet_mx(making->packet, making->owner, dice_roll(dice, 3), host);
		else
			packet_name_record(making->packet, making->owner, TYPE_PTR, host);
	}
}

static void add_zone_records(struct making *making, struct dice *dice, unsigned type)
{
	if (dice_chance(dice, 40))
		return;
	note(making, type == TYPE_SOA ? "SOA" : "NS", "ns1.example");
	if (type == TYPE_SOA) {
		packet_soa(making->packet, making->owner, dice_roll(dice, 7200), 300);
		return;
	}
	packet_name_record(making->packet, making->owner, TYPE_NS, "ns2.example");
	packet_name_record(making->packet, making->owner, TYPE_NS, "NS1.example");
}

/* What comes with "there is none": most servers send the zone's SOA record. */
static void add_authority(struct making *making, struct dice *dice)
{
	fprintf(making->zone, "%s no data\n", making->owner);
	if (dice_chance(dice, 15))
		return;
	making->packet->section = PACKET_AUTHORITY;
	packet_soa(making->packet, dice_chance(dice, 80) ? "example" : "jp", dice_roll(dice, 7200),
		   dice_roll(dice, 7200));
	making->packet->section = PACKET_ANSWER;
}

static void add_records(struct making *making, unsigned type)
{
	struct dice dice = dice_of(making->world, making->owner, type);
	size_t before;

	making->packet->ttl = dice_roll(&dice, 86400);
	before = making->packet->length;
	if (type == TYPE_TXT && letter_of(making->world, making->owner) == 'k')
		add_keys(making, &dice);
	if (type == TYPE_TXT && letter_of(making->world, making->owner) == 'd')
		add_policies(making, &dice);
	else if (type == TYPE_TXT)
		add_texts(making, &dice);
	else if (type == TYPE_A || type == TYPE_AAAA)
		add_addresses(making, &dice, type);
	else if (type == TYPE_MX || type == TYPE_PTR)
		add_hosts(making, &dice, type);
	else if (type == TYPE_SOA || type == TYPE_NS)
		add_zone_records(making, &dice, type);
	if (making->packet->length == before)
		add_authority(making, &dice);
}

/* --- Replies -------------------------------------------------------------- */

static void fail_reply(struct making *making, struct dice *dice)
{
	static const unsigned rcodes[] = { 1, 2, 2, 2, 4, 5, 9 };
	unsigned kind = dice_roll(dice, 4);

	if (kind == 0) {
		making->reply->failure = 1 + dice_roll(dice, MAILAUTH_CANCELLED);
		fprintf(making->zone, "%s failure %d\n", making->owner,
			(int)making->reply->failure);
	} else if (kind == 1) { /* a record that ends too soon */
		packet_set_count(making->packet, PACKET_ANSWER, 3);
		note(making, "broken", "");
	} else {
		unsigned rcode = rcodes[dice_roll(dice, 7)];

		packet_set_rcode(making->packet, rcode);
		if (dice_chance(dice, 30))
			packet_ede(making->packet, dice_roll(dice, 20));
		fprintf(making->zone, "%s rcode %u\n", making->owner, rcode);
	}
}

/* The name that OWNER is an alias of; now and then itself, or one that leads back. */
static void pick_alias(struct making *making, struct dice *dice, char *target)
{
	char letter = letter_of(making->world, making->owner);

	pick_name(making->world, dice, strchr("shmexk", letter) != NULL ? letter : 'h', target);
	if (making->world->heavy)
		snprintf(target, WORLD_NAME_MAX, "h%.60s", making->owner);
	else if (dice_chance(dice, 5))
		snprintf(target, WORLD_NAME_MAX, "%.60s", making->owner);
}

/* Fills the packet from its question to its end, or to where an alias leaves it. */
static void make(struct making *making, unsigned type)
{
	for (unsigned links = 0; links < LINKS_MAX; links++) {
		struct dice dice = dice_of(making->world, making->owner, 1000 + type);
		char target[WORLD_NAME_MAX];

		switch (fate_of(making->world, making->owner)) {
		case FAILS:
			fail_reply(making, &dice);
			return;
		case MISSING:
			packet_set_rcode(making->packet, RCODE_NXDOMAIN);
			note(making, "NXDOMAIN", "");
			add_authority(making, &dice);
			return;
		case EXISTS:
			add_records(making, type);
			return;
		case ALIAS:
			dice = dice_of(making->world, making->owner, TYPE_CNAME);
			pick_alias(making, &dice, target);
			note(making, "CNAME", target);
			packet_name_record(making->packet, making->owner, TYPE_CNAME, target);
			if (dice_chance(&dice, 50))
				return;
			strcpy(making->owner, target);
		}
	}
}

/* The question's name with dots for its labels' ends.  Dots inside of labels cannot be: macros
 * are split at them. */
static void write_owner(const struct mailauth_question *question, char *owner)
{
	size_t length;
	const unsigned char *wire = mailauth_question_wire_name(question, &length);
	size_t at = 0;

	while (wire[at] != 0) {
		if (at > 0)
			*owner++ = '.';
		memcpy(owner, wire + at + 1, wire[at]);
		owner += wire[at];
		at += 1u + wire[at];
	}
	*owner = '\0';
}

static struct world_reply *make_reply(const struct world *world,
				      const struct mailauth_question *question)
{
	static struct packet packet;
	struct world_reply *reply = calloc(1, sizeof(*reply));
	struct making making = { .world = world, .packet = &packet, .reply = reply };
	size_t zone_length;

	making.zone = open_memstream(&reply->zone, &zone_length);
	write_owner(question, making.owner);
	packet_reply(&packet, question);
	make(&making, mailauth_question_type(question));
	fclose(making.zone);
	reply->packet = malloc(packet.length);
	memcpy(reply->packet, packet.bytes, packet.length);
	reply->length = packet.length;
	return reply;
}

static unsigned bucket_of(const unsigned char *wire, size_t length)
{
	uint32_t hash = 2166136261u;

	for (size_t i = 0; i < length; i++)
		hash = (hash ^ wire[i]) * 16777619u;
	return (hash ^ hash >> 16) % WORLD_BUCKETS;
}

struct world_reply *world_ask(struct world *world, const struct mailauth_question *question)
{
	size_t length;
	const unsigned char *name = mailauth_question_wire_name(question, &length);
	uint16_t type = mailauth_question_type(question);
	unsigned char wire[257];
	struct world_reply **bucket, *reply;

	memcpy(wire, name, length);
	wire[length++] = (unsigned char)(type >> 8);
	wire[length++] = (unsigned char)type;
	bucket = &world->buckets[bucket_of(wire, length)];
	for (reply = *bucket; reply != NULL; reply = reply->same_hash)
		if (reply->wire_length == length && memcmp(reply->wire, wire, length) == 0)
			return reply;
	reply = make_reply(world, question);
	reply->wire = malloc(length);
	memcpy(reply->wire, wire, length);
	reply->wire_length = length;
	reply->same_hash = *bucket;
	*bucket = reply;
	*world->last = reply;
	world->last = &reply->next;
	return reply;
}
