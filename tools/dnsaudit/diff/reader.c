/* Reports of a file: one, or one after the other.
 *
 * SPDX-License-Identifier: MIT */

#include "diff.h"

#include <errno.h>
#include <string.h>

int reader_open(struct reader *reader, const struct options *options, const char *name)
{
	*reader = (struct reader){ .options = options, .name = name };
	reader->file = strcmp(name, "-") == 0 ? stdin : fopen(name, "r");
	if (reader->file != NULL)
		return 0;
	complain_of_system(options->language, MESSAGE_CANNOT_READ, errno, name);
	return STATUS_NO_INPUT;
}

void reader_close(struct reader *reader)
{
	if (reader->file != NULL && reader->file != stdin)
		fclose(reader->file);
	reader->file = NULL;
}

/* Whether there is anything but white space before the end. */
static bool has_more(struct reader *reader)
{
	int c;

	do
		c = getc(reader->file);
	while (c == ' ' || c == '\t' || c == '\r' || c == '\n');
	return c != EOF && ungetc(c, reader->file) != EOF;
}

static int refuse(const struct reader *reader)
{
	char number[32];

	snprintf(number, sizeof(number), "%llu", reader->count);
	complain(reader->options->language, MESSAGE_NOT_A_REPORT, reader->name, number);
	return STATUS_DATA;
}

int reader_next(struct reader *reader, json_t **report)
{
	*report = NULL;
	if (reader->ended)
		return 0;
	if (!has_more(reader)) {
		reader->ended = true;
		if (!ferror(reader->file))
			return 0;
		complain_of_system(reader->options->language, MESSAGE_CANNOT_READ, errno,
				   reader->name);
		return STATUS_NO_INPUT;
	}
	reader->count++;
	*report = json_loadf(reader->file, JSON_DISABLE_EOF_CHECK, NULL);
	if (json_is_string(json_object_get(*report, "domain")) ||
	    json_is_object(json_object_get(*report, "error")))
		return 0;
	json_decref(*report);
	*report = NULL;
	return refuse(reader);
}
