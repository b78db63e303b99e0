/* What is written reads as what was read: sound keys of every kind, with whatever else a record may
 * have, in any order.
 *
 * SPDX-License-Identifier: MIT */

#include "dkim_keys.h"
#include "memory.h"
#include "records.h"
#include "same_key_record.h"
#include "support.h"

#include <stdlib.h>
#include <string.h>

enum {
	RECORDS = 2000,
	PARTS_MAX = 6,
	TEXT_MAX = 8192,
};

static const char *const keys[] = {
	"p=" RSA_1024,
	"p=" RSA_2048,
	"p=" RSA_2048_PKCS1,
	"k=ed25519; p=" ED25519,
	"k = ED25519 ; p=" ED25519,
	"k=rsa; p=" RSA_2048 " ; ",
};

static void check_text(const char *text, bool writable)
{
	struct ma_arena arena = { 0 };
	const struct ma_dkim_record *record = ma_dkim_record_read(&arena, ma_text(text));

	ck_assert_msg(survives_writing(&arena, record), "%s becomes %s", text,
		      (const char *)ma_dkim_record_write(&arena, record).data);
	if (writable)
		ck_assert(ma_dkim_record_has_key(record) && record->fatal_count == 0);
	ma_arena_finish(&arena);
}

START_TEST(test_keys)
{
	for (size_t i = 0; i < COUNT_OF(keys); i++)
		check_text(keys[i], true);
}
END_TEST

START_TEST(test_records_put_together)
{
	static const char *const tags[] = {
		"v=DKIM1; ",
		"h=sha256; ",
		"h=sha1 : SHA256; ",
		"s=email; ",
		"s=*:tlsrpt;",
		"t=y; ",
		"t=s:y; ",
		"t=; ",
		"n=a note; ",
		"x-vendor = some thing;",
		"X=1; ",
		"g=*; ",
		"h=sha1; ",
		"T=s; ",
		"n=folded\r\n text;",
	};
	static char text[TEXT_MAX];

	for (unsigned i = 0; i < RECORDS; i++) {
		text[0] = '\0';
		for (unsigned part = roll(PARTS_MAX); part > 0; part--)
			strcat(text, tags[roll(COUNT_OF(tags))]);
		strcat(text, keys[roll(COUNT_OF(keys))]);
		check_text(text, false);
	}
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("dkim-write");

	add_case(suite, "records", TESTS(test_keys, test_records_put_together));
	return check_main(suite);
}
