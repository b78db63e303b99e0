/* The records to publish as text: what is to be pasted is whole on a line of its own at every
 * width, and hostile bytes never reach the terminal.
 *
 * SPDX-License-Identifier: MIT */

#include "support.h"

#include "../../lib/fix/fix.h"
#include "../../lib/render/render.h"

#include <stdlib.h>
#include <string.h>

enum {
	WIDTH_LEAST = 40,
	WIDTH_MOST = 200,
};

static const char long_value[] =
	"v=spf1 ip4:192.0.2.10 mx include:_spf.hosting.example include:_spf.office-suite.example "
	"include:_spf.mail-magazine.example ip6:2001:db8:1234:5678::/64 exists:%{i}._spf.example "
	"-all";

/* The text of a fix of an SPF record that becomes VALUE. */
static char *write_fix(struct ma_text value, enum mailauth_language language, size_t width)
{
	struct ma_text old[] = { MA_TEXT("v=spf1 mx -all"), MA_TEXT("v=spf1 a -all") };
	struct ma_record removed[2];
	struct ma_arena arena = { 0 };
	struct mailauth_fix fix = {
		.shown = MA_TEXT("mail.shop-of-flowers.example"),
		.type = MA_TYPE_TXT,
		.removed = removed,
		.removed_count = 2,
		.kept_count = 1,
		.form = { .added_count = 1 },
		.counted = true,
		.lookups = 5,
		.remedy = { .holder = { .name = MA_TEXT("mail.shop-of-flowers.example"),
					.own = true } },
		.texts = { .relative = MA_TEXT("@"), .removed = old, .added = &value },
	};
	struct mailauth_fix *fixes[] = { &fix };
	struct mailauth_report report = { .fixes = fixes, .fix_count = 1 };
	struct ma_writer writer = { .report = &report, .language = language, .width = width };
	char *text;

	for (size_t i = 0; i < 2; i++)
		ck_assert(ma_record_of_text(&arena, old[i], &removed[i]));
	ma_write_fixes(&writer);
	ck_assert(ma_buffer_take(&writer.out, &text, NULL));
	ma_arena_finish(&arena);
	return text;
}

/* Checks that VALUE is a line of TEXT, and that no other line is wider than WIDTH. */
static void check_lines(const char *text, const char *value, size_t width)
{
	bool found = false;

	for (const char *line = text; *line != '\0';) {
		size_t length = strcspn(line, "\n");
		struct ma_text whole = { (const unsigned char *)line, length };

		if (length == 6 + strlen(value) && strncmp(line, "      ", 6) == 0 &&
		    strncmp(line + 6, value, strlen(value)) == 0)
			found = true;
		else
			ck_assert_msg(ma_columns(whole) <= width, "width %zu: %.*s", width,
				      (int)length, line);
		line += length + 1;
	}
	ck_assert_msg(found, "width %zu: %s", width, text);
}

START_TEST(test_values_are_whole_at_every_width)
{
	for (size_t width = WIDTH_LEAST; width <= WIDTH_MOST; width++) {
		for (int language = 0; language < MA_LANGUAGES; language++) {
			char *text = write_fix(ma_text(long_value),
					       (enum mailauth_language)language, width);

			check_lines(text, long_value, width);
			free(text);
		}
	}
}
END_TEST

START_TEST(test_backslashes_can_be_pasted)
{
	static const char value[] = "v=spf1 exists:\\092.example \"-all\"";
	char *text =
		write_fix(MA_TEXT("v=spf1 exists:\\092.example \"-all\""), MAILAUTH_ENGLISH, 80);

	check_lines(text, value, 80);
	ck_assert_ptr_null(strstr(text, "cannot be shown"));
	free(text);
}
END_TEST

START_TEST(test_hostile_bytes_are_visible)
{
	char *text = write_fix(MA_TEXT("v=spf1\033]0;x\007\n-all"), MAILAUTH_ENGLISH, 80);

	check_lines(text, "v=spf1\\027]0;x\\007\\010-all", 80);
	ck_assert_ptr_nonnull(strstr(text, "Bytes that cannot be shown"));
	free(text);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("publish");

	add_case(suite, "values",
		 TESTS(test_values_are_whole_at_every_width, test_backslashes_can_be_pasted,
		       test_hostile_bytes_are_visible));
	return check_main(suite);
}
