/* The verb "verify": one message, who sent it, and whether its signatures hold.
 *
 * SPDX-License-Identifier: MIT */

#include "dnsaudit.h"
#include "unwrap.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

enum {
	PIECE = 65536,
};

static int fail(const struct options *options, int r)
{
	complain(options->language, r == MAILAUTH_ENOMEM      ? MESSAGE_NO_MEMORY
				    : r == MAILAUTH_NOT_BUILT ? MESSAGE_NO_MESSAGES
							      : MESSAGE_INTERNAL);
	return STATUS_INTERNAL;
}

/* --- The message ----------------------------------------------------------------- */

static int read_stream(const struct options *options, FILE *stream,
		       struct mailauth_message *message)
{
	static char piece[PIECE];
	unsigned long long left;
	size_t length, from;
	int r = 0;

	errno = 0;
	length = fread(piece, 1, sizeof(piece), stream);
	from = unwrap(piece, length, &left);
	for (; r == 0 && length > 0; length = fread(piece, 1, sizeof(piece), stream)) {
		size_t part = length - from < left ? length - from : (size_t)left;

		r = mailauth_message_add(message, piece + from, part);
		left -= part;
		from = 0;
	}
	if (ferror(stream)) {
		complain_of_system(options->language, MESSAGE_CANNOT_READ, errno, options->operand);
		return STATUS_NO_INPUT;
	}
	if (r == 0)
		r = mailauth_message_end(message);
	return r < 0 ? fail(options, r) : 0;
}

static int read_file(const struct options *options, struct mailauth_message *message)
{
	FILE *file;
	int status;

	if (strcmp(options->operand, "-") == 0)
		return read_stream(options, stdin, message);
	file = fopen(options->operand, "rb");
	if (file == NULL) {
		complain_of_system(options->language, MESSAGE_CANNOT_READ, errno, options->operand);
		return STATUS_NO_INPUT;
	}
	status = read_stream(options, file, message);
	fclose(file);
	return status;
}

/* --- The envelope ------------------------------------------------------------------ */

/* What was not given is taken from the message, and that is said: anyone may have written it. */
static void take_envelope(struct options *options, const struct mailauth_message *message)
{
	const char *ip = mailauth_message_received_ip(message);
	const char *path = mailauth_message_return_path(message);

	if (options->ip_count == 0 && ip != NULL) {
		options->ips[options->ip_count++] = ip;
		complain(options->language, MESSAGE_IP_OF_RECEIVED, ip);
		if (options->helo == NULL)
			options->helo = mailauth_message_received_helo(message);
	}
	if (options->ip_count == 0) {
		complain(options->language, MESSAGE_NO_IP);
		options->mail_from = NULL;
		options->helo = NULL;
		return;
	}
	if (options->mail_from == NULL && path != NULL) {
		options->mail_from = path;
		complain(options->language, MESSAGE_PATH_OF_MESSAGE, path[0] != '\0' ? path : "<>");
	}
	if (options->mail_from == NULL) {
		options->mail_from = options->domain;
		complain(options->language, MESSAGE_NO_RETURN_PATH, options->mail_from);
	}
}

/* Of several visible senders none is the author (RFC 9989 5.3.1), and the message fails; the domain
 * of the last is audited.  Cut to fit; NULL if there is none. */
static const char *last_domain(const char *from, char *domain, size_t size)
{
	static const char letters[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
				      "0123456789.-_";
	const char *at = from != NULL ? strrchr(from, '@') : NULL;

	if (at == NULL || strspn(at + 1, letters) == 0)
		return NULL;
	snprintf(domain, size, "%.*s", (int)strspn(at + 1, letters), at + 1);
	return domain;
}

static int verify(struct options *options, const struct mailauth_message *message)
{
	const char *domain = mailauth_message_from_domain(message);
	char last[256];

	if (domain == NULL)
		domain = last_domain(mailauth_message_from(message), last, sizeof(last));
	if (domain == NULL && options->replay == NULL) {
		if (mailauth_message_from(message) == NULL)
			complain(options->language, MESSAGE_NO_HEADER, options->operand);
		else
			complain(options->language, MESSAGE_NO_AUTHOR);
		return STATUS_DATA;
	}
	options->message = message;
	if (options->replay == NULL) {
		options->domain = domain;
		take_envelope(options, message);
	}
	return audit_run(options);
}

int verify_run(struct options *options)
{
	struct mailauth_message *message = NULL;
	int r = mailauth_message_new(&message, MAILAUTH_MESSAGE_KEEP);
	int status;

	if (r != 0)
		return fail(options, r);
	status = read_file(options, message);
	if (status == 0)
		status = verify(options, message);
	mailauth_message_free(message);
	return status;
}

/* 1 where DMARC fails: RFC 9989 5.3. */
int verify_status(const struct mailauth_report *report)
{
	switch (mailauth_report_dmarc_result(report)) {
	case MAILAUTH_DMARC_FAIL:
	case MAILAUTH_DMARC_PERMERROR:
		return STATUS_FOUND;
	case MAILAUTH_DMARC_PASS:
	case MAILAUTH_DMARC_NONE:
		return STATUS_CLEAN;
	default:
		return STATUS_INCOMPLETE;
	}
}
