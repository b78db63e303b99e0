/* Support for the test programs: the runner, and case tables in one line.
 *
 * SPDX-License-Identifier: MIT */

#include "support.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
	/* Seconds.  It ends a test that hangs; it is not a measure of speed. */
	TIMEOUT = 1800,
};

static TCase *new_case(Suite *suite, const char *name)
{
	TCase *tcase = tcase_create(name);

	tcase_set_timeout(tcase, TIMEOUT);
	suite_add_tcase(suite, tcase);
	return tcase;
}

TCase *add_case(Suite *suite, const char *name, const TTest *const *tests)
{
	TCase *tcase = new_case(suite, name);

	for (; *tests != NULL; tests++)
		tcase_add_test(tcase, *tests);
	return tcase;
}

TCase *add_loop(Suite *suite, const char *name, const TTest *test, size_t count)
{
	TCase *tcase = new_case(suite, name);

	tcase_add_loop_test(tcase, test, 0, (int)count);
	return tcase;
}

int check_main(Suite *suite)
{
	SRunner *runner = srunner_create(suite);
	int failed, run;

	srunner_run_all(runner, CK_NORMAL);
	failed = srunner_ntests_failed(runner);
	run = srunner_ntests_run(runner);
	srunner_free(runner);
	/* A program that ran nothing has shown nothing. */
	return failed == 0 && run > 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}

const char *test_path(const char *file)
{
	static char path[4096];

	snprintf(path, sizeof(path), "%s/%s", TESTS_FOLDER, file);
	return path;
}

static char *read_stream(FILE *stream, size_t *length)
{
	char *text = NULL;
	size_t size = 0, got;

	*length = 0;
	do {
		char *longer = realloc(text, size += 65536);

		if (longer == NULL) {
			free(text);
			return NULL;
		}
		text = longer;
		got = fread(text + *length, 1, size - *length - 1, stream);
		*length += got;
	} while (got > 0);
	text[*length] = '\0';
	if (!ferror(stream))
		return text;
	free(text);
	return NULL;
}

char *read_file(const char *path, size_t *length)
{
	FILE *stream = fopen(path, "rb");
	size_t ignored;
	char *text;

	if (stream == NULL)
		return NULL;
	text = read_stream(stream, length != NULL ? length : &ignored);
	fclose(stream);
	return text;
}

static unsigned digit(char hex)
{
	const char *digits = "0123456789abcdef0123456789ABCDEF";
	const char *at = hex != '\0' ? strchr(digits, hex) : NULL;

	ck_assert_msg(at != NULL, "'%c' is no hexadecimal digit", hex);
	return (unsigned)(at - digits) % 16;
}

size_t from_hex(const char *hex, unsigned char *bytes, size_t size)
{
	size_t count = 0;

	for (; *hex != '\0'; hex += 2) {
		ck_assert_msg(count < size, "more than %zu bytes", size);
		bytes[count++] = (unsigned char)(digit(hex[0]) << 4 | digit(hex[1]));
	}
	return count;
}
