/* Evaluates DMARC in worlds that come as text: our side of the comparison with reading.py.
 *
 * SPDX-License-Identifier: MIT
 *
 * Reads lines from the standard input:
 *
 *	author NAME              the domain that is audited, and the visible From
 *	auth RESULT              a result that is handed in
 *	txt NAME HEX             the text of a TXT record in hexadecimal
 *	a NAME                   NAME has an address
 *	fail NAME                all questions about NAME fail
 *	end                      evaluates, and begins the next world
 *
 * A name exists if it, or one below it, is in a line.  Writes for each world two lines: the
 * report, and the questions in the order in which they were asked, as JSON. */

#include "packet.h"

#include <mailauth/report.h>

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { LINES_MAX = 1024, LINE_SIZE = 8192, NOW = 1767225600 };

static struct {
	char word[8];
	char name[512];
	char *value;
} lines[LINES_MAX];
static size_t line_count;
static char author[512];
static char *auths[64];
static size_t auth_count;

static void die(const char *why)
{
	fprintf(stderr, "probe: %s\n", why);
	exit(EXIT_FAILURE);
}

static char *copy(const char *text)
{
	char *result = malloc(strlen(text) + 1);

	if (result == NULL)
		die("no memory");
	return strcpy(result, text);
}

static void put_text(struct packet *packet, const char *owner, const char *hex)
{
	unsigned char rdata[LINE_SIZE];
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

static bool is_within(const char *name, const char *ancestor)
{
	size_t length = strlen(name), end = strlen(ancestor);

	if (length < end || strcmp(name + length - end, ancestor) != 0)
		return false;
	return length == end || name[length - end - 1] == '.';
}

static void answer(struct mailauth_audit *audit, const struct mailauth_question *question)
{
	static struct packet packet;
	const char *name = mailauth_question_name(question);
	uint16_t type = mailauth_question_type(question);
	bool exists = false;

	packet_reply(&packet, question);
	for (size_t i = 0; i < line_count; i++) {
		exists = exists || is_within(lines[i].name, name);
		if (strcmp(lines[i].name, name) != 0)
			continue;
		if (strcmp(lines[i].word, "fail") == 0) {
			if (mailauth_audit_fail(audit, mailauth_question_id(question),
						MAILAUTH_TIMED_OUT) != 0)
				die("a failure was refused");
			return;
		}
		if (type == TYPE_TXT && strcmp(lines[i].word, "txt") == 0)
			put_text(&packet, name, lines[i].value);
		if (type == TYPE_A && strcmp(lines[i].word, "a") == 0)
			packet_address(&packet, name, "192.0.2.1");
	}
	if (!exists)
		packet_set_rcode(&packet, 3);
	if (mailauth_audit_answer(audit, mailauth_question_id(question), packet.bytes,
				  packet.length) != 0)
		die("an answer was refused");
}

static void evaluate(void)
{
	const struct mailauth_question *question;
	struct mailauth_audit *audit;
	const char *separator = "[";
	char *asked = NULL, *text;
	size_t size = 0;
	FILE *stream = open_memstream(&asked, &size);

	if (stream == NULL || mailauth_audit_new(&audit, author, NOW) != 0)
		die("no audit");
	for (size_t i = 0; i < auth_count; i++)
		if (mailauth_audit_add_auth(audit, auths[i]) != 0)
			die(auths[i]);
	while (mailauth_audit_step(audit) == MAILAUTH_PENDING) {
		while ((question = mailauth_audit_next_question(audit)) != NULL) {
			fprintf(stream, "%s\"%s %u\"", separator, mailauth_question_name(question),
				mailauth_question_type(question));
			separator = ", ";
			answer(audit, question);
		}
	}
	fclose(stream);
	if (mailauth_report_json(mailauth_audit_report(audit), MAILAUTH_ENGLISH, 0, &text, NULL) !=
	    0)
		die("no report");
	printf("%s%s]\n", text, asked);
	fflush(stdout);
	free(text);
	free(asked);
	mailauth_audit_free(audit);
	while (line_count > 0)
		free(lines[--line_count].value);
	while (auth_count > 0)
		free(auths[--auth_count]);
}

static void read_line(char *line)
{
	char *rest = line + strcspn(line, " ");
	char *value;

	if (*rest != '\0')
		*rest++ = '\0';
	if (strcmp(line, "end") == 0) {
		evaluate();
	} else if (strcmp(line, "author") == 0) {
		snprintf(author, sizeof(author), "%s", rest);
	} else if (strcmp(line, "auth") == 0 && auth_count < 64) {
		auths[auth_count++] = copy(rest);
	} else {
		value = rest + strcspn(rest, " ");
		if (*value != '\0')
			*value++ = '\0';
		if (line_count == LINES_MAX)
			die("too many lines");
		snprintf(lines[line_count].word, sizeof(lines->word), "%.7s", line);
		snprintf(lines[line_count].name, sizeof(lines->name), "%s", rest);
		lines[line_count++].value = copy(value);
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
