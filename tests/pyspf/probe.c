/* Evaluates senders in worlds that come as text: our side of the comparison with pyspf.
 *
 * SPDX-License-Identifier: MIT
 *
 * Reads lines, words divided by one space, from the standard input:
 *
 *	ip ADDRESS / helo NAME / from ADDRESS     the sender; "from" alone is the null sender
 *	fail NAME                                 all questions about NAME fail
 *	txt NAME HEX                              the text of a TXT record in hexadecimal
 *	cname, a, aaaa, ptr NAME VALUE            another record
 *	mx NAME PREFERENCE HOST
 *	end                                       evaluates, and begins the next world
 *
 * A name that holds nothing has what "*" and its closest ancestor have.
 *
 * Writes for each world: result, lookups, voids, and the explanation in hexadecimal or "-". */

#include "packet.h"

#include <mailauth/report.h>

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { RECORDS_MAX = 1024, LINE_SIZE = 8192, LINKS_MAX = 16, NOW = 1767225600 };

struct record {
	char *name;
	uint16_t type; /* 0: it fails */
	unsigned preference;
	char *value;
};

static struct record records[RECORDS_MAX];
static size_t record_count;
static char ip[64], helo[256], from[512];

static void die(const char *why)
{
	fprintf(stderr, "probe: %s\n", why);
	exit(EXIT_FAILURE);
}

static char *copy(const char *text)
{
	size_t size = strlen(text) + 1;
	char *result = malloc(size);

	if (result == NULL)
		die("no memory");
	return memcpy(result, text, size);
}

/* --- The world ------------------------------------------------------------ */

static void put_text(struct packet *packet, const char *owner, const char *hex)
{
	unsigned char rdata[4096];
	size_t length = strlen(hex) / 2, size = 0;

	for (size_t at = 0; at < length || at == 0; at += 255) {
		size_t part = length - at < 255 ? length - at : 255;

		rdata[size++] = (unsigned char)part;
		for (size_t i = 0; i < part; i++) {
			char digits[3] = { hex[2 * (at + i)], hex[2 * (at + i) + 1], '\0' };

			rdata[size++] = (unsigned char)strtoul(digits, NULL, 16);
		}
	}
	packet_record(packet, owner, TYPE_TXT, rdata, size);
}

static void put_record(struct packet *packet, const char *owner, const struct record *record)
{
	switch (record->type) {
	case TYPE_TXT:
		put_text(packet, owner, record->value);
		break;
	case TYPE_A:
	case TYPE_AAAA:
		packet_address(packet, owner, record->value);
		break;
	case TYPE_MX:
		packet_mx(packet, owner, record->preference, record->value);
		break;
	default:
		packet_name_record(packet, owner, record->type, record->value);
	}
}

static bool holds(const char *name)
{
	for (size_t i = 0; i < record_count; i++)
		if (strcmp(records[i].name, name) == 0)
			return true;
	return false;
}

/* The name whose records NAME has: its own, or a wildcard's.  NULL if it does not exist. */
static const char *find_source(const char *name)
{
	static char wildcard[512];

	if (holds(name))
		return name;
	while ((name = strchr(name, '.')) != NULL) {
		snprintf(wildcard, sizeof(wildcard), "*%s", name++);
		if (holds(wildcard))
			return wildcard;
	}
	return NULL;
}

/* Puts what SOURCE holds of TYPE as NAME's.  Returns the name that it is an alias of, or NULL. */
static const char *put_name(struct packet *packet, const char *name, const char *source,
			    uint16_t type)
{
	const char *alias = NULL;

	for (size_t i = 0; i < record_count; i++) {
		const struct record *record = &records[i];

		if (strcmp(record->name, source) != 0)
			continue;
		if (record->type == 0)
			packet_set_rcode(packet, 2);
		else if (record->type == type || record->type == TYPE_CNAME)
			put_record(packet, name, record);
		if (record->type == TYPE_CNAME)
			alias = record->value;
	}
	return alias;
}

/* The name asked for with dots between its labels: what the world is written in. */
static void read_name(const struct mailauth_question *question, char *name)
{
	size_t length;
	const unsigned char *wire = mailauth_question_wire_name(question, &length);

	for (size_t at = 0; wire[at] != 0; at += 1u + wire[at]) {
		if (at > 0)
			*name++ = '.';
		memcpy(name, wire + at + 1, wire[at]);
		name += wire[at];
	}
	*name = '\0';
}

static void answer(struct mailauth_audit *audit, const struct mailauth_question *question)
{
	static struct packet packet;
	uint16_t type = mailauth_question_type(question);
	char asked[256];
	const char *name = asked;

	read_name(question, asked);
	packet_reply(&packet, question);
	for (unsigned links = 0; name != NULL && links < LINKS_MAX; links++) {
		const char *source = find_source(name);

		if (source == NULL)
			packet_set_rcode(&packet, 3);
		name = source != NULL ? put_name(&packet, name, source, type) : NULL;
	}
	packet.section = PACKET_AUTHORITY;
	packet_soa(&packet, "example", 300, 300);
	if (mailauth_audit_answer(audit, mailauth_question_id(question), packet.bytes,
				  packet.length) != 0)
		die("an answer was refused");
}

/* --- Evaluating ----------------------------------------------------------- */

static void print_sender(const struct mailauth_sender *sender)
{
	const char *explanation = mailauth_sender_explanation(sender);

	printf("%s %u %u ", mailauth_spf_result_word((int)mailauth_sender_result(sender)),
	       mailauth_sender_lookups(sender), mailauth_sender_voids(sender));
	if (explanation == NULL || *explanation == '\0')
		putchar('-');
	else
		for (; *explanation != '\0'; explanation++)
			printf("%02x", (unsigned char)*explanation);
	putchar('\n');
	fflush(stdout);
}

static void evaluate(void)
{
	const struct mailauth_question *question;
	struct mailauth_audit *audit;

	if (mailauth_audit_new(&audit, "probe.example", NOW) != 0 ||
	    mailauth_audit_add_sender(audit, ip, from, helo) != 0 ||
	    mailauth_audit_set_receiver(audit, "receiver.example") != 0)
		die("no audit");
	while (mailauth_audit_step(audit) == MAILAUTH_PENDING)
		while ((question = mailauth_audit_next_question(audit)) != NULL)
			answer(audit, question);
	print_sender(mailauth_report_sender(mailauth_audit_report(audit), 0));
	mailauth_audit_free(audit);
	while (record_count > 0) {
		free(records[--record_count].name);
		free(records[record_count].value);
	}
}

/* --- Reading -------------------------------------------------------------- */

static void add_record(uint16_t type, const char *name, const char *value)
{
	struct record *record = &records[record_count];

	if (record_count++ == RECORDS_MAX)
		die("too many records");
	*record = (struct record){ .name = copy(name), .type = type };
	if (type == TYPE_MX) {
		record->preference = (unsigned)strtoul(value, NULL, 10);
		value += strcspn(value, " ");
		value += *value == ' ';
	}
	record->value = copy(value);
}

static void read_line(char *line)
{
	static const struct {
		const char *word;
		uint16_t type;
	} types[] = { { "fail", 0 },	    { "txt", TYPE_TXT }, { "cname", TYPE_CNAME },
		      { "a", TYPE_A },	    { "mx", TYPE_MX },	 { "ptr", TYPE_PTR },
		      { "aaaa", TYPE_AAAA } };
	char *rest = line + strcspn(line, " ");
	char *value;

	if (*rest != '\0')
		*rest++ = '\0';
	if (strcmp(line, "end") == 0) {
		evaluate();
	} else if (strcmp(line, "ip") == 0) {
		snprintf(ip, sizeof(ip), "%s", rest);
	} else if (strcmp(line, "helo") == 0) {
		snprintf(helo, sizeof(helo), "%s", rest);
	} else if (strcmp(line, "from") == 0) {
		snprintf(from, sizeof(from), "%s", rest);
	} else {
		value = rest + strcspn(rest, " ");
		if (*value != '\0')
			*value++ = '\0';
		for (size_t i = 0; i < sizeof(types) / sizeof(*types); i++)
			if (strcmp(line, types[i].word) == 0)
				add_record(types[i].type, rest, value);
	}
}

int main(void)
{
	char line[LINE_SIZE];

	while (fgets(line, sizeof(line), stdin) != NULL) {
		line[strcspn(line, "\n")] = '\0';
		read_line(line);
	}
	return EXIT_SUCCESS;
}
