/* Explanations: of any bytes, of very many, without memory, and with wrong arguments.
 *
 * SPDX-License-Identifier: MIT */

#include "explainer.h"
#include "memory.h"

#include <mailauth/explain.h>

#include <stdlib.h>
#include <string.h>

/* Nothing that moves a cursor or hides text. */
static void check_safe(const char *text)
{
	for (; *text != '\0'; text++)
		ck_assert_msg((unsigned char)*text >= ' ' || *text == '\n', "a raw %02x",
			      (unsigned char)*text);
}

static void render(const void *bytes, size_t length)
{
	struct mailauth_explanation *explanation;
	char *text;

	ck_assert_int_eq(mailauth_explain(explainer, bytes, length, NULL, &explanation), 0);
	for (int language = 0; language < 2; language++) {
		ck_assert_int_eq(mailauth_explanation_text(explanation, NULL,
							   (enum mailauth_language)language, 40, 0,
							   &text, NULL),
				 0);
		check_safe(text);
		free(text);
		ck_assert_int_eq(mailauth_explanation_json(explanation, NULL,
							   (enum mailauth_language)language, 0,
							   &text, NULL),
				 0);
		check_safe(text);
		free(text);
	}
	mailauth_explanation_free(explanation);
}

START_TEST(test_any_bytes)
{
	static const char hostile[] = "550 5.7.1 \033[31m<\0a@\xff\xfe\"..\x80>\x9b: "
				      "\xe2\x80\xae"
				      "Relaying denied\r\033]0;x\a\n550-\n550\n5.7.1\n";
	/* ISO-2022-JP and Shift_JIS */
	static const char japanese[] = "550 5.1.1 \033$B08@h$,8+$D$+$j$^$;$s\033(B User unknown\n"
				       "\x88\xb6\x90\xe6\x82\xaa <a@example.jp>";

	render(hostile, sizeof(hostile));
	render(japanese, sizeof(japanese));
	for (unsigned byte = 0; byte < 256; byte++) {
		char text[] = "550 5.?.1 ?";

		text[6] = (char)byte;
		text[10] = (char)byte;
		render(text, sizeof(text) - 1);
	}
}
END_TEST

/* Work is bounded: a megabyte of what makes patterns try again takes no longer than this test may.
 */
/* Blanks before a mark of quotation: with a step for each and a look at all the rest, a minute
 * would not be enough. */
START_TEST(test_many_blanks)
{
	static char text[1 << 20];

	for (unsigned i = 0; i < 10; i++) {
		struct mailauth_explanation *explanation;

		memset(text, i % 2 == 0 ? ' ' : '>', sizeof(text));
		text[sizeof(text) - 2] = '>';
		text[sizeof(text) - 1] = 'a';
		ck_assert_int_eq(
			mailauth_explain(explainer, text, sizeof(text), NULL, &explanation), 0);
		mailauth_explanation_free(explanation);
	}
}
END_TEST

START_TEST(test_much)
{
	static const char *const pieces[] = { "550 5.7.1 SPF ",
					      "<a@b",
					      "\n> 550 ",
					      "550-",
					      "host a said: ",
					      "reject message sender dkim ",
					      "@",
					      "450 ",
					      "\n\n",
					      "'550 '" };
	const size_t size = 2 * 1024 * 1024;
	char *text = malloc(size);

	for (size_t i = 0; i < COUNT_OF(pieces); i++) {
		for (size_t at = 0; at < size; at++)
			text[at] = pieces[i][at % strlen(pieces[i])];
		render(text, size);
	}
	free(text);
}
END_TEST

static int write_all(char **text)
{
	static const char reply[] =
		"host gmail-smtp-in.l.google.com[192.0.2.1] said: 550 5.1.1 "
		"<info＠example.jp> -> 554 5.7.1 Service unavailable; Client host "
		"[203.0.113.9] blocked using zen.spamhaus.org";
	struct mailauth_explainer *made = NULL;
	struct mailauth_explanation *explanation = NULL;
	char *json = NULL;
	int r = mailauth_explainer_new(&made);

	*text = NULL;
	if (r == 0)
		r = mailauth_explain(made, reply, strlen(reply), NULL, &explanation);
	if (r == 0)
		r = mailauth_explanation_json(explanation, NULL, MAILAUTH_ENGLISH, 0, &json, NULL);
	free(json);
	if (r == 0)
		r = mailauth_explanation_text(explanation, NULL, MAILAUTH_JAPANESE, 0, 0, text,
					      NULL);
	mailauth_explanation_free(explanation);
	mailauth_explainer_free(made);
	return r;
}

START_TEST(test_without_memory)
{
	bool refused = true;
	char *expected, *text;
	unsigned n;

	ck_assert_int_eq(write_all(&expected), 0);
	for (n = 0; refused; n++) {
		int r;

		if (_i == 0)
			fail_memory_after(n);
		else
			fail_memory_once(n);
		r = write_all(&text);
		refused = restore_memory();
		if (refused) {
			ck_assert_msg(r == MAILAUTH_ENOMEM, "after %u allocations: %d", n, r);
			ck_assert_ptr_null(text);
			continue;
		}
		ck_assert_int_eq(r, 0);
		ck_assert_str_eq(text, expected);
	}
	ck_assert_uint_gt(n, 10);
	free(text);
	free(expected);
}
END_TEST

START_TEST(test_arguments)
{
	struct mailauth_explanation *explanation = explain("550 User unknown");
	char *text = NULL;

	mailauth_explanation_free(NULL);
	mailauth_explainer_free(NULL);
	ck_assert_int_eq(mailauth_explanation_text(explanation, NULL, (enum mailauth_language)7, 0,
						   0, &text, NULL),
			 MAILAUTH_EINVAL);
	ck_assert_int_eq(mailauth_explanation_json(explanation, NULL, MAILAUTH_ENGLISH,
						   MAILAUTH_JSON_QUERIES, &text, NULL),
			 MAILAUTH_EINVAL);
	ck_assert_int_eq(mailauth_explanation_step(explanation, MAILAUTH_WHO_SENDER_USER, 99,
						   MAILAUTH_ENGLISH, &text),
			 MAILAUTH_NOT_HELD);
	ck_assert_ptr_null(text);
	ck_assert_int_eq(mailauth_explanation_step(explanation, MAILAUTH_WHO_SENDER_USER, 0,
						   MAILAUTH_ENGLISH, &text),
			 0);
	ck_assert_ptr_nonnull(text);
	free(text);
	mailauth_explanation_free(explanation);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("explain_bounds");

	add_explainer(add_case(suite, "bytes", TESTS(test_any_bytes, test_many_blanks, test_much)));
	add_explainer(add_case(suite, "arguments", TESTS(test_arguments)));
	add_loop(suite, "memory", test_without_memory, 2);
	return check_main(suite);
}
