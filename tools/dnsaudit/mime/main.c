/* The program: a message in, its texts out; flat.h describes the form.
 *
 * SPDX-License-Identifier: MIT */

#include "flat.h"

#include <gmime/gmime.h>
#include <iconv.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum {
	CHUNK = 64 * 1024,
};

/* glibc reads a character set from a file when it is first used, and keeps it as long as a
 * conversion is open. */
static void load_character_sets(void)
{
	static const char *const names[] = {
		"ISO-2022-JP",	"CP932",       "SHIFT_JIS",    "SJIS",	       "EUC-JP",
		"ISO-2022-KR",	"EUC-KR",      "UHC",	       "GBK",	       "GB2312",
		"GB18030",	"BIG5",	       "ISO-8859-1",   "ISO-8859-2",   "ISO-8859-5",
		"ISO-8859-9",	"ISO-8859-15", "WINDOWS-1250", "WINDOWS-1251", "WINDOWS-1252",
		"WINDOWS-1254", "KOI8-R",      "UTF-7",	       "UTF-16",       "US-ASCII",
	};

	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++)
		(void)iconv_open("UTF-8", names[i]);
	(void)iconv_open("UTF-8", "UTF-8");
}

/* All of the standard input, as far as it is read. */
static GByteArray *read_all(unsigned *limits)
{
	GByteArray *bytes = g_byte_array_new();
	static guint8 chunk[CHUNK];
	ssize_t count;

	while ((count = read(STDIN_FILENO, chunk, sizeof(chunk))) > 0) {
		if (bytes->len + (size_t)count > MIME_INPUT_MAX) {
			*limits |= MIME_LIMIT_SIZE;
			break;
		}
		g_byte_array_append(bytes, chunk, (guint)count);
	}
	return bytes;
}

static bool write_all(const char *bytes, size_t length)
{
	while (length > 0) {
		ssize_t count = write(STDOUT_FILENO, bytes, length);

		if (count <= 0)
			return false;
		bytes += count;
		length -= (size_t)count;
	}
	return true;
}

static bool write_heading(const struct flat *flat)
{
	static const char *const words[] = { "size", "parts", "depth", "text" };
	char line[200];
	int length = snprintf(line, sizeof(line), "dnsaudit-mime 1\n");

	for (unsigned i = 0; i < sizeof(words) / sizeof(*words); i++)
		if ((flat->limits & 1u << i) != 0)
			length += snprintf(line + length, sizeof(line) - (size_t)length,
					   "limit %s\n", words[i]);
	length += snprintf(line + length, sizeof(line) - (size_t)length, "text %lu\n",
			   (unsigned long)flat->out->len);
	return write_all(line, (size_t)length);
}

int main(void)
{
	struct flat flat = { 0 };
	GByteArray *bytes;
	bool written;

	limits_set();
	g_mime_init();
	load_character_sets();
	limits_close_in();
	bytes = read_all(&flat.limits);
	flat.out = g_string_sized_new(CHUNK);
	flatten(&flat, (const char *)bytes->data, bytes->len, 0);
	written = write_heading(&flat) && write_all(flat.out->str, flat.out->len) &&
		  write_all("end\n", 4);
	/* Without the libraries' farewells. */
	_exit(written ? EXIT_SUCCESS : EXIT_FAILURE);
}
