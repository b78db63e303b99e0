/* The JSON writer: valid JSON of whatever bytes, nothing raw, and the bytes can be read back.
 *
 * SPDX-License-Identifier: MIT */

#include "support.h"

#include "../../lib/base/base.h"

#include <jansson.h>
#include <stdlib.h>
#include <string.h>

/* What is written for BYTES inside an array, without its quotes. */
static char *written(struct ma_text bytes, bool raw)
{
	struct ma_buffer out = { 0 };
	struct ma_json json = { .out = &out };
	char *text;

	if (raw)
		ma_json_bytes(&json, NULL, bytes);
	else
		ma_json_text(&json, NULL, bytes);
	ck_assert(ma_buffer_take(&out, &text, NULL));
	return text;
}

static const struct {
	const char *bytes;
	size_t length;
	const char *json;
} cases[] = {
	{ "plain", 5, "\"plain\"" },
	{ "", 0, "\"\"" },
	{ "ドメイン", 12, "\"ドメイン\"" },
	{ "a\"b", 3, "\"a\\u0022b\"" },
	{ "\0\n\033[0m\x7f", 7, "\"\\u0000\\u000a\\u001b[0m\\u007f\"" },
	{ "\xe2\x80\xae", 3, "\"\\u202e\"" }, /* right-to-left override */
	{ "\xf0\x9f\x98\x80", 4, "\"\xf0\x9f\x98\x80\"" },
	{ "\xf3\xa0\x80\x81", 4, "\"\\udb40\\udc01\"" }, /* a tag character */
	{ "</script>&", 10, "\"\\u003c/script\\u003e\\u0026\"" },
	{ "\xff\x80", 2, "\"\\\\255\\\\128\"" },
	{ "\xed\xa0\x80", 3, "\"\\\\237\\\\160\\\\128\"" }, /* a surrogate */
	{ "a\\b", 3, "\"a\\\\092b\"" },
};

START_TEST(test_bytes_are_escaped)
{
	char *json = written(
		(struct ma_text){ (const unsigned char *)cases[_i].bytes, cases[_i].length }, true);

	ck_assert_str_eq(json, cases[_i].json);
	free(json);
}
END_TEST

START_TEST(test_texts_keep_their_backslashes)
{
	char *json = written(MA_TEXT("a\\032b"), false);

	ck_assert_str_eq(json, "\"a\\u005c032b\"");
	free(json);
}
END_TEST

START_TEST(test_any_bytes_are_valid)
{
	unsigned char bytes[64];
	uint32_t state = 1;

	for (unsigned round = 0; round < 20000; round++) {
		struct ma_buffer out = { 0 };
		struct ma_json json = { .out = &out };
		json_t *root;

		for (size_t i = 0; i < sizeof(bytes); i++) {
			state = state * 1664525u + 1013904223u;
			bytes[i] = (unsigned char)(state >> 24);
		}
		ma_json_open(&json, NULL, '[');
		ma_json_bytes(&json, NULL, (struct ma_text){ bytes, sizeof(bytes) });
		ma_json_close(&json, ']');
		root = json_loadb(out.data, out.length, JSON_ALLOW_NUL, NULL);
		ck_assert_msg(root != NULL, "round %u: %s", round, out.data);
		json_decref(root);
		ma_buffer_finish(&out);
	}
}
END_TEST

START_TEST(test_structure)
{
	struct ma_buffer out = { 0 };
	struct ma_json json = { .out = &out };

	ma_json_open(&json, NULL, '{');
	ma_json_number(&json, "a", INT64_MIN);
	ma_json_open(&json, "b", '[');
	ma_json_open(&json, NULL, '{');
	ma_json_close(&json, '}');
	ma_json_bool(&json, NULL, true);
	ma_json_null(&json, NULL);
	ma_json_open(&json, NULL, '[');
	ma_json_close(&json, ']');
	ma_json_close(&json, ']');
	ma_json_bytes(&json, "c", (struct ma_text){ 0 });
	ma_json_close(&json, '}');
	ck_assert_str_eq(out.data,
			 "{\"a\":-9223372036854775808,\"b\":[{},true,null,[]],\"c\":null}");
	ma_buffer_finish(&out);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("json");

	add_loop(suite, "bytes", test_bytes_are_escaped, COUNT_OF(cases));
	add_case(
		suite, "writer",
		TESTS(test_texts_keep_their_backslashes, test_any_bytes_are_valid, test_structure));
	return check_main(suite);
}
