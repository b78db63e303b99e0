/* What explain reads: a file or the standard input, compressed by gzip or not.
 *
 * SPDX-License-Identifier: MIT */

#include "input.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <zlib.h>

enum {
	BUFFER = 128 * 1024,
};

struct input {
	const char *name;
	gzFile file; /* reads what is not compressed, too */
};

static int fail(const struct options *options, const char *name)
{
	complain_of_system(options->language, MESSAGE_CANNOT_READ, errno, name);
	return STATUS_NO_INPUT;
}

static int lack_memory(const struct options *options)
{
	complain(options->language, MESSAGE_NO_MEMORY);
	return STATUS_INTERNAL;
}

int input_open(struct input **input, const struct options *options, const char *name)
{
	bool standard = strcmp(name, "-") == 0;
	int descriptor = standard ? dup(STDIN_FILENO) : open(name, O_RDONLY | O_CLOEXEC);

	*input = NULL;
	if (descriptor < 0)
		return fail(options, name);
	*input = calloc(1, sizeof(**input));
	if (*input != NULL)
		(*input)->file = gzdopen(descriptor, "rb");
	if (*input == NULL || (*input)->file == NULL) {
		close(descriptor);
		free(*input);
		*input = NULL;
		return lack_memory(options);
	}
	(*input)->name = name;
	gzbuffer((*input)->file, BUFFER);
	return 0;
}

void input_close(struct input *input)
{
	if (input == NULL)
		return;
	gzclose(input->file);
	free(input);
}

int input_read(struct input *input, const struct options *options, void *bytes, size_t room,
	       size_t *length)
{
	const char *why;
	int code;
	int count = gzread(input->file, bytes, (unsigned)room);

	*length = count > 0 ? (size_t)count : 0;
	why = gzerror(input->file, &code);
	if (count >= 0 && (code == Z_OK || code == Z_STREAM_END || *length > 0))
		return 0;
	if (code == Z_MEM_ERROR)
		return lack_memory(options);
	if (code == Z_ERRNO)
		return fail(options, input->name);
	complain(options->language, MESSAGE_CANNOT_READ, input->name, why);
	return STATUS_NO_INPUT;
}
