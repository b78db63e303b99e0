/* Explanations of bounces and logs: what is over, who mends it, whose fields they are.
 *
 * SPDX-License-Identifier: MIT */

#include "inside.h"

#include <mailauth/explain.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static struct mailauth_explainer *explainer;

static void set_up(void)
{
	ck_assert_int_eq(mailauth_explainer_new(&explainer), 0);
}

static void tear_down(void)
{
	mailauth_explainer_free(explainer);
}

static struct mailauth_explanation *explain(const char *text)
{
	struct mailauth_explanation *explanation;

	ck_assert_int_eq(mailauth_explain(explainer, text, strlen(text), NULL, &explanation), 0);
	return explanation;
}

/* --- Over, or not? ---------------------------------------------------------------- */

#define PERMANENT MAILAUTH_PERMANENCE_PERMANENT
#define TEMPORARY MAILAUTH_PERMANENCE_TEMPORARY

static const struct {
	const char *text;
	enum mailauth_permanence permanence;
} fates[] = {
	{ "<taro@example.com>: connect to mx.example.com[192.0.2.1]:25: Connection timed out\n\n"
	  "Final-Recipient: rfc822; taro@example.com\nAction: failed\nStatus: 4.4.1",
	  PERMANENT },
	{ "<taro@example.com>: connect to mx.example.com[192.0.2.1]:25: Connection timed out\n\n"
	  "Final-Recipient: rfc822; taro@example.com\nAction: delayed\nStatus: 4.4.1",
	  TEMPORARY },
	{ "Action: failed\nStatus: 4.7.1\nDiagnostic-Code: smtp; 451 4.7.1 Greylisting in action",
	  PERMANENT },
	{ "Action: delayed\nStatus: 4.7.1\nDiagnostic-Code: smtp; 451 4.7.1 Greylisting in action",
	  TEMPORARY },
	{ "Status: 4.4.7\nDiagnostic-Code: smtp; 451 Requested action aborted", PERMANENT },
	{ "Action: delayed\nStatus: 4.4.7\nDiagnostic-Code: smtp; 451 Requested action aborted",
	  TEMPORARY },
	{ "Action: failed\nStatus: 5.4.7\nDiagnostic-Code: smtp; 450 4.2.1 over quota", PERMANENT },
	{ "I'm sorry to have to inform you that your message could not\n"
	  "be delivered to one or more recipients.\n\n"
	  "<a@example.com>: host mx.example.com[192.0.2.1] said: 451 4.7.1 Greylisted",
	  PERMANENT },
	{ "Your message could not be delivered to one or more recipients. It will be retried.\n\n"
	  "<a@example.com>: host mx.example.com[192.0.2.1] said: 451 4.7.1 Greylisted",
	  TEMPORARY },
	/* of two recipients, the one whose reply tells more */
	{ "Final-Recipient: rfc822; a@example.com\nAction: delayed\n"
	  "Diagnostic-Code: smtp; 451 4.7.1 Greylisted, please try again\n\n"
	  "Final-Recipient: rfc822; b@example.com\nAction: failed\nStatus: 5.0.0\n",
	  TEMPORARY },
	/* a name that does not exist, and one that could not be looked up */
	{ "<a@exmaple.com>: Host or domain name not found. Name service error for "
	  "name=exmaple.com type=A: Host not found",
	  PERMANENT },
	{ "<a@example.com>: Host or domain name not found. Name service error for "
	  "name=example.com type=MX: Host not found, try again",
	  TEMPORARY },
	/* by the class of the code */
	{ "450 4.7.25 Client host rejected: cannot find your hostname, [203.0.113.9]", TEMPORARY },
	{ "550 5.7.25 Client host rejected: cannot find your hostname, [203.0.113.9]", PERMANENT },
	{ "450 4.1.8 <a@example.jp>: Sender address rejected: Domain not found", TEMPORARY },
	{ "454 4.7.1 <a@example.com>: Relay access denied", TEMPORARY },
	{ "450 4.7.1 <pc>: Helo command rejected: Host not found", TEMPORARY },
};

START_TEST(test_fates)
{
	struct mailauth_explanation *explanation = explain(fates[_i].text);

	ck_assert_msg(mailauth_explanation_permanence(explanation) == fates[_i].permanence, "%s",
		      fates[_i].text);
	mailauth_explanation_free(explanation);
}
END_TEST

/* Nobody is named twice, and time is not named where waiting does not help. */
START_TEST(test_who_fits)
{
	static const char *const texts[] = {
		"Action: failed\nStatus: 5.4.7\nDiagnostic-Code: smtp; 450 4.2.1 over quota",
		"Action: failed\nDiagnostic-Code: smtp; 451 No route to host",
		"550 5.2.0 Mail rejected",
		"554 5.2.0 STOREDRV.Deliver.Exception:QuotaExceededException.Mapi; Failed",
		"550 5.4.1 No answer from host",
	};

	for (size_t i = 0; i < COUNT_OF(texts); i++) {
		struct mailauth_explanation *explanation = explain(texts[i]);
		enum mailauth_who who;
		unsigned named = 0;
		size_t count = 0;

		for (; (who = mailauth_explanation_who(explanation, count)) != 0; count++) {
			ck_assert_msg((named & (unsigned)who) == 0, "%s", texts[i]);
			ck_assert_msg(who != MAILAUTH_WHO_WAIT, "%s", texts[i]);
			named |= (unsigned)who;
		}
		ck_assert_uint_gt(count, 0);
		mailauth_explanation_free(explanation);
	}
}
END_TEST

/* --- No guess --------------------------------------------------------------------- */

/* Words that nobody knows do not make a wrong address of a number. */
START_TEST(test_unknown_words_are_not_about_addresses)
{
	static const char *const texts[] = { "550 5.5.9 qwxyz unheard", "550 Permission denied.",
					     "553 Sender is not allowed to relay emails",
					     "552 5.7.9 message qwxyz refused" };

	for (size_t i = 0; i < COUNT_OF(texts); i++) {
		struct mailauth_explanation *explanation = explain(texts[i]);
		const char *class = mailauth_explanation_class(explanation);

		ck_assert_msg(class == NULL || (strcmp(class, "user-unknown") != 0 &&
						strcmp(class, "address-syntax") != 0 &&
						strcmp(class, "mailbox-full") != 0),
			      "%s: %s", texts[i], class);
		mailauth_explanation_free(explanation);
	}
}
END_TEST

START_TEST(test_a_connection_is_no_login)
{
	struct mailauth_explanation *explanation =
		explain("Outlook reported error 0x800CCC0E: cannot connect to the server");
	char *text;

	ck_assert_str_eq(mailauth_explanation_class(explanation), "connection");
	ck_assert_int_eq(
		mailauth_explanation_text(explanation, NULL, MAILAUTH_ENGLISH, 0, 0, &text, NULL),
		0);
	ck_assert_ptr_null(strstr(text, "password"));
	free(text);
	mailauth_explanation_free(explanation);
}
END_TEST

static void add_rules(TCase *tcase)
{
	tcase_add_unchecked_fixture(tcase, set_up, tear_down);
}

int main(void)
{
	Suite *suite = suite_create("bounces");

	add_rules(add_loop(suite, "fates", test_fates, COUNT_OF(fates)));
	add_rules(add_case(suite, "answers",
			   TESTS(test_who_fits, test_unknown_words_are_not_about_addresses,
				 test_a_connection_is_no_login)));
	return check_main(suite);
}
