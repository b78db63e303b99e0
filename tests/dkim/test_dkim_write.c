/* What is written reads as what was read: every key of the tests, every key record of the
 * scenarios, and records put together at random from whatever else they may have, in any order.
 *
 * SPDX-License-Identifier: MIT */

#include "dkim_keys.h"
#include "memory.h"
#include "records.h"
#include "same_key_record.h"
#include "support.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
	RECORDS = 2000,
	PARTS_MAX = 6,
	TEXT_MAX = 8192,
	KEYS_WRITABLE = 14,
	SCENARIO_RECORDS_LEAST = 40,
};

/* Whether TEXT can be written, which it cannot with a fatal fault. */
static unsigned check_text(struct ma_text text)
{
	struct ma_arena arena = { 0 };
	const struct ma_dkim_record *record = ma_dkim_record_read(&arena, text);
	bool writable = record->fatal_count == 0;

	ck_assert_msg(survives_writing(&arena, record), "%.*s becomes %s", (int)text.length,
		      (const char *)text.data,
		      (const char *)ma_dkim_record_write(&arena, record).data);
	ma_arena_finish(&arena);
	return writable;
}

/* --- The keys of the tests ---------------------------------------------------------- */

static const char *const keys[] = {
	"p=" RSA_1024,
	"p=" RSA_2048,
	"p=" RSA_2048_PKCS1,
	"k=ed25519; p=" ED25519,
	"k = ED25519 ; p=" ED25519,
	"k=rsa; p=" RSA_2048 " ; ",
	"p=",
};

START_TEST(test_keys)
{
	ck_assert_uint_eq(check_text(ma_text(keys[_i])), 1);
}
END_TEST

/* Each as a key of either kind; a key of the wrong kind, or a broken one, is fatal. */
START_TEST(test_all_keys)
{
	static const char *const values[] = {
		RSA_512,	  RSA_768,	   RSA_1024,
		RSA_2048,	  RSA_4096,	   RSA_5120,
		RSA_1024_PKCS1,	  RSA_2048_PKCS1,  RSA_2048_E3,
		RSA_2048_E1,	  RSA_2048_E_EVEN, RSA_2048_E_LONG,
		RSA_2048_E_ABOVE, RSA_2048_EVEN,   RSA_2048_FACTOR,
		RSA_2048_ROCA,	  ED25519,	   ED25519_WRAPPED,
		ED25519_31,	  ED25519_30,	   EC,
		RSA_2048_PSS,	  RSA_INDEFINITE,  RSA_1024_PRIVATE,
		RSA_1024_PKCS8,	  ED25519_PKCS8,   ED25519_BARE,
		RSA_2048_CUT,	  RSA_4096_BARE,   RSA_2048_HEAD " " RSA_2048_TAIL,
	};
	static char text[TEXT_MAX];
	unsigned writable = 0;

	for (size_t i = 0; i < COUNT_OF(values); i++) {
		snprintf(text, sizeof(text), "v=DKIM1; k=rsa; p=%s", values[i]);
		writable += check_text(ma_text(text));
		snprintf(text, sizeof(text), "v=DKIM1; k=ed25519; p=%s", values[i]);
		writable += check_text(ma_text(text));
	}
	ck_assert_uint_ge(writable, KEYS_WRITABLE);
}
END_TEST

/* --- The scenarios ------------------------------------------------------------------ */

/* Appends the character-string that begins at FROM, after its quotation mark; returns what is
 * after it. */
static const char *take_string(const char *from, char *out, size_t *length)
{
	while (*from != '\0' && *from != '"') {
		if (*from == '\\' && from[1] >= '0' && from[1] <= '9') {
			out[(*length)++] =
				(char)strtol((char[]){ from[1], from[2], from[3], 0 }, NULL, 10);
			from += 4;
			continue;
		}
		from += *from == '\\' && from[1] != '\0';
		out[(*length)++] = *from++;
	}
	return *from != '\0' ? from + 1 : from;
}

/* The TXT record on a line of a zone. */
static unsigned check_line(const char *line)
{
	const char *at = strstr(line, "TXT \"");
	char *text;
	size_t length = 0;
	unsigned count;

	if (at == NULL)
		return 0;
	text = malloc(strlen(line) + 1);
	ck_assert_ptr_nonnull(text);
	while ((at = strchr(at, '"')) != NULL)
		at = take_string(at + 1, text, &length);
	count = check_text((struct ma_text){ (const unsigned char *)text, length });
	free(text);
	return count;
}

static unsigned check_file(const char *path)
{
	char *text = read_file(path, NULL);
	unsigned count = 0;

	ck_assert_ptr_nonnull(text);
	for (char *line = strtok(text, "\n"); line != NULL; line = strtok(NULL, "\n"))
		count += check_line(line);
	free(text);
	return count;
}

START_TEST(test_records_of_scenarios)
{
	char path[4096];
	unsigned count = 0;
	DIR *folder = opendir(test_path("scenarios"));
	const struct dirent *entry;

	ck_assert_ptr_nonnull(folder);
	while ((entry = readdir(folder)) != NULL) {
		if (strncmp(entry->d_name, "dkim", 4) != 0)
			continue;
		snprintf(path, sizeof(path), "%s/%s", test_path("scenarios"), entry->d_name);
		count += check_file(path);
	}
	closedir(folder);
	ck_assert_uint_ge(count, SCENARIO_RECORDS_LEAST);
}
END_TEST

/* --- Random records ----------------------------------------------------------------- */

/* Over 200 octets. */
#define FLAGS "s:ab:cd:ef:gh:ij:kl:mn:op:qr:st:uv:wx:yz:y:"
#define LONG_FLAGS FLAGS FLAGS FLAGS FLAGS FLAGS "s"

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
		"t=y s; ",
		"t=" LONG_FLAGS "; ",
		"t=Y;",
		"s=email:a b; ",
		"s = * : Fax; ",
		"s=email\r\n\t: x;",
		"h=sha256:a b; ",
		"H=sha1; ",
		"V=DKIM9; ",
		"t=; ",
		"n=a note; ",
		"x-vendor = some thing;",
		"X=1; ",
		"g=*; ",
		"g=info@ b; ",
		"N=another \"note\"; ",
		"P=" ED25519 ";",
		"K=x y;",
		"h=sha1; ",
		"T=s; ",
		"n=folded\r\n text;",
	};
	static char text[TEXT_MAX];
	unsigned written = 0;

	for (unsigned i = 0; i < RECORDS; i++) {
		text[0] = '\0';
		for (unsigned part = roll(PARTS_MAX); part > 0; part--)
			strcat(text, tags[roll(COUNT_OF(tags))]);
		strcat(text, keys[roll(COUNT_OF(keys))]);
		written += check_text(ma_text(text));
	}
	ck_assert_uint_ge(written, RECORDS / 4);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("dkim-write");

	add_loop(suite, "keys", test_keys, COUNT_OF(keys));
	add_case(suite, "records",
		 TESTS(test_all_keys, test_records_of_scenarios, test_records_put_together));
	return check_main(suite);
}
