/* Explanations: where a reply is found, what is none, and who answered.
 *
 * SPDX-License-Identifier: MIT */

#include "explainer.h"
#include "memory.h"

#include <mailauth/explain.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* --- Where replies are ---------------------------------------------------------- */

static const struct {
	const char *text;
	const char *rule;
} forms[] = {
	{ "553 5.7.1 Relaying denied", "S0-553-RELAY" },
	{ "  553 5.7.1   Relaying\tdenied  \r\n", "S0-553-RELAY" },
	{ "553 5.7.1 Relaying\ndenied", "S0-553-RELAY" },
	{ "553-5.7.1 Relaying\r\n553 5.7.1 denied\r\n", "S0-553-RELAY" },
	{ "550-5.7.26 Unauthenticated email from example.jp is not accepted due to 550-5.7.26 "
	  "domain's "
	  "DMARC policy.",
	  "GM-5726-DMARC" },
	{ "550 #5.7.1 SPF unauthorized mail is prohibited.", "IP-SPF" },
	{ "#5.7.1 smtp;550 5.7.1 Unable to relay", "EO-571-RELAY" },
	{ "Remote Server returned '550 5.1.10 RESOLVER.ADR.RecipientNotFound; not found'",
	  "RESOLVER-RNF" },
	{ "Remote Server returned '554 5.7.1 <info@example.jp>: Relay access denied'\nPlease wait.",
	  "PF-RELAY" },
	{ "550 5.1.351 Remote server returned unknown recipient or mailbox unavailable -> 550 "
	  "<info@ezweb.ne.jp>: User unknown",
	  "KD-UNKNOWN" },
	{ "host mx.example.jp[192.0.2.1] said: 552 5.3.4\n    Message size exceeds fixed limit",
	  "PF-SIZE" },
	{ "Server error: '550 Administrative prohibition'", "EX-ADMIN" },
	{ "サーバーの応答:554 5.7.1 <info@example.com>: Relay access denied", "PF-RELAY" },
	{ "<<< 550 5.1.1 <info@example.com>... User unknown", "SD-USERUNK" },
	{ "> 553 5.7.1 Relaying denied\n> \n", "S0-553-RELAY" },
	{ "450 mx 4.7.1 <info@example.jp>: Recipient address rejected: Greylisted",
	  "PF-GREYPOLICY" },
	{ "Diagnostic-Code: smtp; 552 5.2.2 Mailbox full\nStatus: 5.2.2", "QUOTA-GEN" },
	{ "550 5.7.1 [CS01] Message rejected", "IC-CS01" },
	{ "550", "RC-550" },
	{ "5.7.1", "ESC-7.1" },
	{ "550エラーが出て送れません", "RC-550" },
	{ "エラー 553 で戻ってきました", "S1-553" },
	{ "SMTP error 554", "RC-554" },
	{ "5.7.708 Service unavailable. Access denied, traffic not accepted from this IP",
	  "EO-57708" },
	{ "550 5.1.1 <a@gmial.com>: Recipient address rejected: Domain not found", "HOSTNF-GEN" },
	/* texts without their code */
	{ "Our system has detected that this message is likely unsolicited mail.", "GM-571-UNSOL" },
	{ "Your message wasn't delivered because the recipient's mailbox is full.", "EX-MBFULL" },
	{ "Sender address rejected: not owned by user info@example.jp", "PF-NOTOWNED" },
	/* the message after it is not looked at */
	{ "552 5.2.2 Mailbox full\n\n-----Original Message-----\n553 5.7.1 Relaying denied",
	  "QUOTA-GEN" },
	/* but a notice that someone passed on is */
	{ "Please help.\n\n-----Original Message-----\nFrom: Mail Delivery System "
	  "<MAILER-DAEMON@example.jp>\nSubject: x\n\n553 5.7.1 Relaying denied",
	  "S0-553-RELAY" },
	{ "---------- Forwarded message ---------\nFrom: a@example.jp\n\n553 5.7.1 Relaying denied",
	  "S0-553-RELAY" },
	/* the cause, not what says that there is one */
	{ "451 4.7.1 Greylisted\n554 5.5.1 Error: no valid recipients", "GREY-GEN" },
	{ "connect to mx.example.jp[192.0.2.1]:25: Connection\n timed out\n\n"
	  "The message could not be delivered for 5 days",
	  "PF-CONNECT" },
};

START_TEST(test_forms)
{
	assert_rule(forms[_i].text, forms[_i].rule);
}
END_TEST

/* --- What is not a rejection ---------------------------------------------------------- */

static const char *const others[] = {
	"",
	"\n\n",
	"250 2.0.0 Ok: queued as 4XyZ",
	"220 mx.example.jp ESMTP Postfix",
	"354 End data with <CR><LF>.<CR><LF>",
	"2.7.1 Ok",
	"Call us at 03-5550-5711 or 550-1234.",
	"TEL: 550 123 4567",
	"+81 550 12 3456",
	"550 people came to the meeting about mail.",
	"550 messages were sent by mail to users yesterday.",
	"There were 550 of them, and 421 went home.",
	"We moved to version 5.7.1 last week.",
	"5.7.1 Installation",
	"The address 5.7.1.2 is not mine.",
	"Order 5.7.1-a of 550 boxes",
	"See section 5.5.4 for the details of our offer.",
	"Thank you for your mail. The relay race was moved to Monday.",
	"Your quota of holidays is used up; please ask for more.",
	"http://example.jp/550/5.7.1/",
	"2026-05-50 554:21",
	"price: 550 yen",
	"This resolves: #550",
	"Standards-Version: 4.6.0",
	"core.c: In function 'mail_server':\n  457 |   c = server_mail(request);",
	"The headers-only build may fail (error in 3 tests).",
	"550人が参加しました。",
	"会費は550円です。",
	"On Monday you wrote:\n> 550 5.7.1 Relaying denied\nThat is solved, thank you.",
	"On Monday you wrote:\n> the code was 5.7.1 again\nThat is solved, thank you.",
	"It is solved.\n\n-----Original Message-----\nFrom: a\n\n550 5.7.1 Relaying denied",
};

START_TEST(test_near_misses)
{
	struct mailauth_explanation *explanation = explain(others[_i]);

	ck_assert_msg(mailauth_explanation_kind(explanation) == MAILAUTH_EXPLANATION_NOTHING,
		      "\"%s\" gives %s", others[_i],
		      mailauth_explanation_rule(explanation) != NULL
			      ? mailauth_explanation_rule(explanation)
			      : "an unknown reply");
	ck_assert_ptr_null(mailauth_explanation_class(explanation));
	mailauth_explanation_free(explanation);
}
END_TEST

START_TEST(test_unknown_reply_is_no_guess)
{
	struct mailauth_explanation *explanation =
		explain("host mx.example.jp[192.0.2.1] said: 457 Zzyzx");
	char *text;

	ck_assert_int_eq(mailauth_explanation_kind(explanation), MAILAUTH_EXPLANATION_UNKNOWN);
	ck_assert_ptr_null(mailauth_explanation_rule(explanation));
	ck_assert_ptr_null(mailauth_explanation_meaning(explanation, MAILAUTH_JAPANESE));
	ck_assert_int_eq(mailauth_explanation_permanence(explanation),
			 MAILAUTH_PERMANENCE_TEMPORARY);
	ck_assert_int_eq(mailauth_explanation_who(explanation, 0), 0);
	ck_assert_int_eq(
		mailauth_explanation_text(explanation, NULL, MAILAUTH_ENGLISH, 0, 0, &text, NULL),
		0);
	ck_assert_ptr_nonnull(strstr(text, "The wording of this reply is not known."));
	free(text);
	mailauth_explanation_free(explanation);
}
END_TEST

/* --- Who answered -------------------------------------------------------------------- */

START_TEST(test_provider_only_where_the_host_says_so)
{
	const char *reply = "550 5.7.26 This mail has been blocked because the sender is "
			    "unauthenticated. - gsmtp";
	struct mailauth_explanation *explanation = explain(reply);
	char text[400];

	ck_assert_ptr_null(mailauth_explanation_provider(explanation));
	mailauth_explanation_free(explanation);

	snprintf(text, sizeof(text), "<a@example.com>: host aspmx.l.google.com[192.0.2.1] said: %s",
		 reply);
	explanation = explain(text);
	ck_assert_str_eq(mailauth_explanation_provider(explanation), "Gmail");
	ck_assert_str_eq(mailauth_explanation_extracted(explanation, MAILAUTH_EXTRACTED_HOST),
			 "aspmx.l.google.com");
	mailauth_explanation_free(explanation);

	/* Someone else's host that speaks of Google. */
	explanation = explain("host mx.google.com.example.jp[192.0.2.1] said: 550 5.7.1 gsmtp no");
	ck_assert_ptr_null(mailauth_explanation_provider(explanation));
	mailauth_explanation_free(explanation);
	ck_assert_int_eq(mailauth_explain(explainer, reply, strlen(reply), "mx.icloud.com.evil.jp",
					  &explanation),
			 0);
	ck_assert_ptr_null(mailauth_explanation_provider(explanation));
	mailauth_explanation_free(explanation);
}
END_TEST

#define DOCOMO(command)                                                                            \
	"<a@docomo.ne.jp>: host mfsmax.docomo.ne.jp[192.0.2.1] said: 550 Unknown user "            \
	"a@docomo.ne.jp (in reply to " command " command)"

START_TEST(test_docomo_depends_on_the_stage)
{
	assert_rule(DOCOMO("RCPT TO"), "DC-UNKNOWN-RCPT");
	assert_rule(DOCOMO("end of DATA"), "DC-UNKNOWN-EOD");
	assert_rule(DOCOMO("some other"), "DC-UNKNOWN");
}
END_TEST

START_TEST(test_permanence)
{
	static const struct {
		const char *text;
		enum mailauth_permanence permanence;
	} cases[] = {
		{ "451 4.7.1 Greylisted", MAILAUTH_PERMANENCE_TEMPORARY },
		{ "550 5.1.1 User unknown", MAILAUTH_PERMANENCE_PERMANENT },
		{ "452 4.2.2 x", MAILAUTH_PERMANENCE_TEMPORARY },
		{ "552 5.2.2 x", MAILAUTH_PERMANENCE_PERMANENT },
		/* it would have passed, but the server has given up */
		{ "554 4.4.7 Message expired <421 4.4.2 Connection timed out>",
		  MAILAUTH_PERMANENCE_PERMANENT },
	};

	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		struct mailauth_explanation *explanation = explain(cases[i].text);

		ck_assert_msg(mailauth_explanation_permanence(explanation) == cases[i].permanence,
			      "%s", cases[i].text);
		mailauth_explanation_free(explanation);
	}
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("explain");

	add_explainer(add_loop(suite, "forms", test_forms, COUNT_OF(forms)));
	add_explainer(add_loop(suite, "near misses", test_near_misses, COUNT_OF(others)));
	add_explainer(add_case(suite, "answers",
			       TESTS(test_unknown_reply_is_no_guess,
				     test_provider_only_where_the_host_says_so,
				     test_docomo_depends_on_the_stage, test_permanence)));
	return check_main(suite);
}
