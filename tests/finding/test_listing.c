/* The catalogue and the arguments of findings, as a program reads them that knows no id.
 *
 * SPDX-License-Identifier: MIT */

#include "support.h"

#include <mailauth/catalogue.h>

#include <stdlib.h>
#include <string.h>

START_TEST(test_catalogue)
{
	size_t count = mailauth_catalogue_count();

	ck_assert_uint_gt(count, 100);
	for (size_t i = 0; i < count; i++) {
		const char *id = mailauth_catalogue_id(i);
		size_t found = count;

		ck_assert_ptr_nonnull(id);
		ck_assert(mailauth_catalogue_find(id, &found));
		ck_assert_uint_eq(found, i);
		ck_assert_int_ne(mailauth_catalogue_severity(i), MAILAUTH_SEVERITY_NONE);
		ck_assert_ptr_nonnull(mailauth_section_word((int)mailauth_catalogue_section(i)));
		ck_assert_uint_lt(mailauth_catalogue_who(i), 1 << 7);
		ck_assert_ptr_nonnull(mailauth_catalogue_source(i));
		for (int language = MAILAUTH_ENGLISH; language <= MAILAUTH_JAPANESE; language++) {
			ck_assert_uint_gt(strlen(mailauth_catalogue_text(
						  i, (enum mailauth_language)language, false)),
					  0);
			ck_assert_ptr_nonnull(
				mailauth_catalogue_text(i, (enum mailauth_language)language, true));
		}
	}
	ck_assert_ptr_null(mailauth_catalogue_id(count));
	ck_assert_int_eq(mailauth_catalogue_severity(count), MAILAUTH_SEVERITY_NONE);
	ck_assert_int_eq(mailauth_catalogue_section(count), 0);
	ck_assert_uint_eq(mailauth_catalogue_who(count), 0);
	ck_assert_ptr_null(mailauth_catalogue_source(count));
	ck_assert_ptr_null(mailauth_catalogue_text(count, MAILAUTH_ENGLISH, false));
	ck_assert_ptr_null(mailauth_catalogue_text(0, (enum mailauth_language)2, false));
	ck_assert(!mailauth_catalogue_find("spf.no-such-finding", &count));
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("listing");

	add_case(suite, "catalogue", TESTS(test_catalogue));
	return check_main(suite);
}
