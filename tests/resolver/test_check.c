/* The one call: the report, and each error with its code and its input.
 *
 * SPDX-License-Identifier: MIT */

#include "memory.h"
#include "support.h"

#include <mailauth/check.h>

#include <jansson.h>
#include <string.h>

#define ZONE                                                                                       \
	"$ORIGIN example.jp.\n$TTL 300\n@ SOA ns1 host 1 2 3 4 5\n@ NS ns1\nns1 A 192.0.2.53\n"    \
	"@ TXT \"v=spf1 ip4:192.0.2.10 -all\"\n"

static json_t *check(const char *domain, const char *const *options, int expected)
{
	json_t *value;
	char *json;

	ck_assert_int_eq(mailauth_check_json(domain, options, &json), expected);
	value = json_loads(json, JSON_REJECT_DUPLICATES, NULL);
	ck_assert_msg(value != NULL, "%s", json);
	mailauth_free(json);
	return value;
}

static const char *member(const json_t *object, const char *key)
{
	const char *string = json_string_value(json_object_get(object, key));

	return string != NULL ? string : "(none)";
}

START_TEST(test_report)
{
	static const char *const options[] = {
		"lang",	     "ja",	"zone-text", ZONE,
		"ip",	     "9.9.9.9", "mail-from", "a@example.jp",
		"selectors", "likely",	"now",	     "7",
		"timeout",   "3600",	"zone-text", "$ORIGIN b.jp.\n@ 1 SOA a b 1 2 3 4 5\n",
		NULL
	};
	json_t *report = check("example.jp", options, 0);
	json_t *senders = json_object_get(json_object_get(report, "spf"), "senders");

	ck_assert_str_eq(member(report, "domain"), "example.jp");
	ck_assert_str_eq(member(report, "lang"), "ja");
	ck_assert_int_eq(json_integer_value(json_object_get(report, "now")), 7);
	ck_assert_str_eq(member(json_array_get(senders, 0), "result"), "fail");
	ck_assert_ptr_nonnull(json_object_get(report, "dkim"));
	json_decref(report);
}
END_TEST

/* A part of a page; an error is the same as without. */
START_TEST(test_html)
{
	static const char *const options[] = { "zone-text", ZONE, "lang", "ja", NULL };
	static const char *const bad[] = { "ip", "<x>", NULL };
	char *html, *json;

	ck_assert_int_eq(mailauth_check_html("example.jp", options, &html), 0);
	ck_assert_ptr_eq(strstr(html, "<article class=\"ma-report\" lang=\"ja\">"), html);
	ck_assert_ptr_nonnull(strstr(html, "<code>v=spf1 ip4:192.0.2.10 -all</code>"));
	mailauth_free(html);
	ck_assert_int_eq(mailauth_check_html("example.jp", bad, &html), MAILAUTH_FAULTY);
	ck_assert_int_eq(mailauth_check_json("example.jp", bad, &json), MAILAUTH_FAULTY);
	ck_assert_str_eq(html, json);
	mailauth_free(html);
	mailauth_free(json);
	ck_assert_int_eq(mailauth_check_html("example.jp", options, NULL), MAILAUTH_EINVAL);
}
END_TEST

static const struct {
	const char *domain;
	const char *options[5];
	const char *code;
	const char *input;
} errors[] = {
	{ NULL, { NULL }, "no-domain", "" },
	{ "", { NULL }, "no-domain", "" },
	{ "example.jp", { "colour", "red" }, "unknown-option", "colour=red" },
	{ "example.jp", { "", "" }, "unknown-option", "=" },
	{ "example.jp", { "zone-text", ZONE, "ip" }, "no-value", "ip" },
	{ "example.jp", { "ip", "192.0.2" }, "bad-value", "ip=192.0.2" },
	{ "example.jp", { "ip", "a\"\\\n\xff\x1b" }, "bad-value", "ip=a\"\\092\\010\\255\\027" },
	{ "example.jp", { "lang", "fr" }, "bad-value", "lang=fr" },
	{ "example.jp", { "now", " 1" }, "bad-value", "now= 1" },
	{ "example.jp", { "now", "" }, "bad-value", "now=" },
	{ "example.jp", { "timeout", "0" }, "bad-value", "timeout=0" },
	{ "example.jp", { "timeout", "-1" }, "bad-value", "timeout=-1" },
	{ "example.jp", { "timeout", "3601" }, "bad-value", "timeout=3601" },
	{ "example.jp", { "server", "ns.example" }, "bad-value", "server=ns.example" },
	{ "example.jp", { "zone", "/no/such/file" }, "cannot-read", "zone=/no/such/file" },
	{ "example.jp",
	  { "zone-text", "$ORIGIN example.jp.\n@ 1 SOA a b 1 2 3 4 5\n@ 1 A 1.2.3\n" },
	  "bad-zone",
	  "zone-text:3: " },
};

START_TEST(test_error)
{
	json_t *value = check(errors[_i].domain, errors[_i].options, MAILAUTH_FAULTY);
	json_t *error = json_object_get(value, "error");

	ck_assert_uint_eq(json_object_size(value), 1);
	ck_assert_str_eq(member(error, "code"), errors[_i].code);
	if (strcmp(errors[_i].code, "bad-zone") == 0)
		ck_assert_int_eq(
			strncmp(member(error, "input"), errors[_i].input, strlen(errors[_i].input)),
			0);
	else
		ck_assert_str_eq(member(error, "input"), errors[_i].input);
	ck_assert_uint_gt(strlen(member(error, "text")), 10);
	json_decref(value);
}
END_TEST

/* --- The schema --------------------------------------------------------------------- */

/* The last ones are of lines that the command reads. */
static const char *const codes[] = { "no-domain",   "unknown-option", "no-value", "bad-value",
				     "cannot-read", "bad-zone",	      "system",	  "bad-json",
				     "too-long",    "needs-address",  "crashed",  "too-many",
				     "not-allowed", "busy",	      "stranger" };

/* The schema has the error with its keys and codes, and it alone. */
START_TEST(test_error_is_in_schema)
{
	json_t *schema = json_load_file(SCHEMA, 0, NULL);
	json_t *error = json_object_get(json_object_get(schema, "properties"), "error");
	json_t *properties = json_object_get(error, "properties");
	json_t *words = json_object_get(json_object_get(properties, "code"), "enum");
	json_t *value = check(NULL, NULL, MAILAUTH_FAULTY);
	json_t *written = json_object_get(value, "error");
	const char *key;
	json_t *at;
	size_t i;

	ck_assert_uint_eq(json_array_size(words), COUNT_OF(codes));
	json_array_foreach(words, i, at) ck_assert_str_eq(json_string_value(at), codes[i]);
	ck_assert_uint_eq(json_object_size(properties), json_object_size(written));
	ck_assert_uint_eq(json_array_size(json_object_get(error, "required")),
			  json_object_size(written));
	json_object_foreach(written, key, at)
		ck_assert_ptr_nonnull(json_object_get(properties, key));
	for (i = 0; i < COUNT_OF(errors); i++) {
		size_t j = 0;

		while (j < COUNT_OF(codes) && strcmp(codes[j], errors[i].code) != 0)
			j++;
		ck_assert_uint_lt(j, COUNT_OF(codes));
	}
	json_decref(value);
	json_decref(schema);
}
END_TEST

START_TEST(test_languages)
{
	static const char *const options[] = { "ip", "x", "lang", "ja", NULL };
	json_t *value = check("example.jp", options, MAILAUTH_FAULTY);

	ck_assert_str_eq(member(json_object_get(value, "error"), "text"),
			 "オプションにこの値は指定できません。");
	json_decref(value);
	ck_assert_int_eq(mailauth_check_json("example.jp", NULL, NULL), MAILAUTH_EINVAL);
}
END_TEST

/* --- Memory ---------------------------------------------------------------------- */

static const char *const hungry[] = { "zone-text", ZONE,    "ip", "9.9.9.9",   "now", "7",
				      "selectors", "named", NULL, "colour=no", NULL };
static const char *const assuming[] = { "zone-text", ZONE,
					"now",	     "7",
					"assume",    "_dmarc TXT \"v=DMARC1; p=reject\"",
					"assume",    "* TXT \"v=DMARC1; p=none\"",
					"assume",    "www CNAME host.example.",
					NULL };

/* Without memory there is nothing; with it, what there always is.  It ends FOR_GOOD, or lacks once.
 */
static void check_starving(const char *const *options, bool for_good, int ends,
			   const char *expected)
{
	bool refused = true;
	char *json;

	for (unsigned n = 0; refused; n++) {
		int r;

		if (for_good)
			fail_memory_after(n);
		else
			fail_memory_once(n);
		r = mailauth_check_json("example.jp", options, &json);
		refused = restore_memory();
		if (r == MAILAUTH_ENOMEM) {
			ck_assert(refused);
			ck_assert_ptr_null(json);
			continue;
		}
		ck_assert_int_eq(r, ends);
		ck_assert_msg(strcmp(json, expected) == 0, "the report differs at %u", n);
		mailauth_free(json);
	}
}

START_TEST(test_memory_runs_out)
{
	const char *options[COUNT_OF(hungry)];
	char *expected;
	int ends;

	memcpy(options, hungry, sizeof(hungry));
	if (_i % 2 == 1)
		options[8] = "colour";
	ends = mailauth_check_json("example.jp", options, &expected);
	ck_assert_int_eq(ends, _i % 2 == 1 ? MAILAUTH_FAULTY : 0);
	check_starving(options, _i < 2, ends, expected);
	mailauth_free(expected);
}
END_TEST

START_TEST(test_memory_runs_out_for_assumptions)
{
	char *expected;

	ck_assert_int_eq(mailauth_check_json("example.jp", assuming, &expected), 0);
	ck_assert_ptr_nonnull(strstr(expected, "\"changes\":[{"));
	check_starving(assuming, _i == 0, 0, expected);
	mailauth_free(expected);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("check");

	add_case(suite, "report",
		 TESTS(test_report, test_html, test_languages, test_error_is_in_schema));
	add_loop(suite, "errors", test_error, COUNT_OF(errors));
	add_loop(suite, "memory", test_memory_runs_out, 4);
	add_loop(suite, "assumptions", test_memory_runs_out_for_assumptions, 2);
	return check_main(suite);
}
