/* What mail programs put before a message in its file.
 *
 * SPDX-License-Identifier: MIT */

#include "unwrap.h"

#include <string.h>

enum {
	DIGITS_MAX = 15, /* of a length */
};

static size_t line_length(const char *data, size_t length)
{
	const char *end = memchr(data, '\n', length);

	return end != NULL ? (size_t)(end - data) + 1 : length;
}

/* Apple Mail's .emlx: the first line is how many bytes the message has, and blanks. */
static size_t read_length(const char *data, size_t length, unsigned long long *most)
{
	size_t end = line_length(data, length), digits = 0;
	unsigned long long number = 0;

	for (; digits < end && data[digits] >= '0' && data[digits] <= '9'; digits++)
		number = digits < DIGITS_MAX ? number * 10 + (unsigned)(data[digits] - '0') : 0;
	if (digits == 0 || digits > DIGITS_MAX || data[end - 1] != '\n')
		return 0;
	for (size_t i = digits; i < end; i++)
		if (strchr(" \t\r\n", data[i]) == NULL)
			return 0;
	*most = number;
	return end;
}

/* Empty lines, as a message that was copied from a window has; or a line that an mbox file quotes. */
static size_t skip_lines(const char *data, size_t length)
{
	size_t at = 0;

	while (at < length && (data[at] == '\r' || data[at] == '\n'))
		at++;
	if (length - at > 6 && memcmp(data + at, ">From ", 6) == 0)
		at += line_length(data + at, length - at);
	return at;
}

size_t unwrap(const char *data, size_t length, unsigned long long *most)
{
	static const char mark[] = "\xef\xbb\xbf"; /* of UTF-8 */
	size_t at = 0, line;

	*most = (unsigned long long)-1;
	if (length >= 3 && memcmp(data, mark, 3) == 0)
		at = 3;
	line = read_length(data + at, length - at, most);
	if (line > 0)
		return at + line;
	return at + skip_lines(data + at, length - at);
}
