/* Support for the test programs: the runner, and case tables in one line.
 *
 * SPDX-License-Identifier: MIT */

#ifndef TEST_SUPPORT_H
#define TEST_SUPPORT_H

#include <check.h>
#include <stddef.h>

/* Check's own writes to a file at each assertion that holds, so as to know where a crash was: most
 * of the time that many tests took, most of all under valgrind.  A debugger says where a crash was.
 */
#undef ck_assert_msg
#define ck_assert_msg(expr, ...)                                                                   \
	((expr) ? (void)0                                                                          \
		: _ck_assert_failed(__FILE__, __LINE__, "Assertion '" #expr "' failed",            \
				    __VA_ARGS__))

/* The tests of a case, for add_case(). */
#define TESTS(...) ((const TTest *const[]){ __VA_ARGS__, NULL })

/* Adds a case that runs TESTS, a list that NULL ends, once each. */
TCase *add_case(Suite *suite, const char *name, const TTest *const *tests);

/* Adds a case that runs TEST with _i = 0 … COUNT - 1. */
TCase *add_loop(Suite *suite, const char *name, const TTest *test, size_t count);

#define COUNT_OF(array) (sizeof(array) / sizeof((array)[0]))

/* Runs SUITE, prints Check's summary ("100%: Checks: …") and every failure, frees SUITE.
 * Returns what main() should. */
int check_main(Suite *suite);

/* The path of FILE in tests/.  Static: the next call overwrites it. */
const char *test_path(const char *file);

/* The whole file at PATH with a NUL at its end, to be freed; NULL if it cannot be read.  Its
 * length goes to *LENGTH unless that is NULL. */
char *read_file(const char *path, size_t *length);

/* Reads hexadecimal digits into BYTES.  Returns how many bytes they make; fails the test if
 * they are none or more than SIZE. */
size_t from_hex(const char *hex, unsigned char *bytes, size_t size);

#endif
