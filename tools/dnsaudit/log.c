/* A mail log, read as a stream: whatever its size, memory stays the same.
 *
 * SPDX-License-Identifier: MIT */

#include "dnsaudit.h"

#include "input.h"

#include <mailauth/log.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum {
	CHUNK = 256 * 1024,
	DELIVERIES_MIN = 5, /* fewer are the lines of one message */
	PROGRESS = 64,	    /* chunks from one sign of life to the next */
};

static bool is_log(const struct mailauth_log *log)
{
	uint64_t failed = mailauth_log_count(log, MAILAUTH_LOG_GIVEN_UP) +
			  mailauth_log_count(log, MAILAUTH_LOG_DEFERRED);

	return failed > 1 &&
	       failed + mailauth_log_count(log, MAILAUTH_LOG_DELIVERED) >= DELIVERIES_MIN;
}

/* How far it is, for a person who waits; ends with the line empty again. */
static void show_progress(uint64_t bytes, bool done)
{
	if (!isatty(STDERR_FILENO))
		return;
	if (done)
		fputs("\r\033[K", stderr);
	else
		fprintf(stderr, "\r%llu MB", (unsigned long long)(bytes / 1000000));
	fflush(stderr);
}

static int read_rest(struct mailauth_log *log, struct input *input, const struct options *options)
{
	unsigned char *chunk = malloc(CHUNK);
	uint64_t bytes = 0;
	size_t length;
	int status = 0;
	int r = chunk != NULL ? 0 : MAILAUTH_ENOMEM;

	for (unsigned i = 1; r == 0; i++) {
		status = input_read(input, options, chunk, CHUNK, &length);
		if (status != 0 || length == 0)
			break;
		bytes += length;
		if (i % PROGRESS == 0)
			show_progress(bytes, false);
		r = mailauth_log_add(log, chunk, length);
	}
	if (bytes >= (uint64_t)PROGRESS * CHUNK)
		show_progress(bytes, true);
	free(chunk);
	if (r == 0)
		r = mailauth_log_end(log);
	if (r < 0) {
		complain(options->language, MESSAGE_NO_MEMORY);
		return STATUS_INTERNAL;
	}
	/* What was read of a file that is cut off is still printed. */
	return status;
}

static int print(const struct mailauth_log *log, const struct options *options)
{
	char *text;
	int r;

	if (options->format == FORMAT_JSON)
		r = mailauth_log_json(log, options->language, &text, NULL);
	else if (options->format == FORMAT_TEXT)
		r = mailauth_log_text(log, options->language, output_width(), output_flags(options),
				      &text, NULL);
	else
		r = mailauth_log_html(log, options->language, html_flags(options), &text, NULL);

	if (r < 0) {
		complain(options->language,
			 r == MAILAUTH_ENOMEM ? MESSAGE_NO_MEMORY : MESSAGE_INTERNAL);
		return STATUS_INTERNAL;
	}
	return output_write(text, options);
}

int log_run(const struct options *options, const struct mailauth_explainer *explainer,
	    struct input *input, const char *start, size_t length, bool *log)
{
	struct mailauth_log *read = NULL;
	int status = 0;
	int printed;

	*log = false;
	if (mailauth_log_new(&read, explainer) < 0 || mailauth_log_add(read, start, length) < 0) {
		mailauth_log_free(read);
		complain(options->language, MESSAGE_NO_MEMORY);
		return STATUS_INTERNAL;
	}
	*log = is_log(read);
	if (*log) {
		status = read_rest(read, input, options);
		printed = print(read, options);
		status = status != 0 ? status : printed;
	}
	mailauth_log_free(read);
	return status;
}
