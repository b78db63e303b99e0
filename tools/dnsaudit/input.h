/* What explain reads: a file or the standard input, compressed by gzip or not.
 *
 * SPDX-License-Identifier: MIT */

#ifndef DNSAUDIT_INPUT_H
#define DNSAUDIT_INPUT_H

#include "dnsaudit.h"

struct input;
struct mailauth_explainer;

/* Opens the file NAME, or the standard input for "-"; ended with input_close().  Returns 0, or an
 * exit status after a message was printed. */
int input_open(struct input **input, const struct options *options, const char *name);
void input_close(struct input *input);
/* Reads up to ROOM bytes; *LENGTH is less only at the end. */
int input_read(struct input *input, const struct options *options, void *bytes, size_t room,
	       size_t *length);
/* Prints INPUT, which begins with LENGTH bytes at START, as a table if it is a mail log (*LOG). */
int log_run(const struct options *options, const struct mailauth_explainer *explainer,
	    struct input *input, const char *start, size_t length, bool *log);

#endif
