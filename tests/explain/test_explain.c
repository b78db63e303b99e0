/* Explanations: what is found in a text, what is not, and what is said of it.
 *
 * SPDX-License-Identifier: MIT */

#include "explainer.h"
#include "memory.h"

#include <mailauth/explain.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void assert_rule(const char *text, const char *rule)
{
	struct mailauth_explanation *explanation = explain(text);
	const char *given = mailauth_explanation_rule(explanation);

	ck_assert_msg(given != NULL && strcmp(given, rule) == 0, "\"%s\" gives %s, not %s", text,
		      given != NULL ? given : "nothing", rule);
	mailauth_explanation_free(explanation);
}

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

/* --- What the text says ----------------------------------------------------------------- */

static const struct {
	enum mailauth_extracted what;
	const char *text;
	const char *value;
} values[] = {
	{ MAILAUTH_EXTRACTED_IP, "554 5.7.1 Client host [203.0.113.9] blocked using x",
	  "203.0.113.9" },
	{ MAILAUTH_EXTRACTED_IP, "550 5.7.1 [IPv6:2001:db8::9] no PTR record", "2001:db8::9" },
	{ MAILAUTH_EXTRACTED_IP, "550 SPF fail for 203.0.113.9.", "203.0.113.9" },
	{ MAILAUTH_EXTRACTED_IP,
	  "550 see http://www.openspf.net/Why?s=mfrom;id=a@example.jp;ip=203.0.113.9",
	  "203.0.113.9" },
	/* the receiver's own address is not the sender's */
	{ MAILAUTH_EXTRACTED_IP, "host mx.example.com[198.51.100.7] said: 550 5.1.1 User unknown",
	  NULL },
	{ MAILAUTH_EXTRACTED_IP,
	  "Remote host said: 550 5.1.1 User unknown\nGiving up on 198.51.100.7.\n", NULL },
	{ MAILAUTH_EXTRACTED_RECIPIENT,
	  "error after RCPT TO:<info@example.com>:\n550-Verification failed for "
	  "<shop@example.jp>\n550 x",
	  "info@example.com" },
	{ MAILAUTH_EXTRACTED_IP, "550 5.7.1 version 5.7.1 of 999.1.1.1", NULL },
	{ MAILAUTH_EXTRACTED_FROM_DOMAIN,
	  "550 5.7.26 Unauthenticated email from example.jp is not accepted", "example.jp" },
	{ MAILAUTH_EXTRACTED_FROM_DOMAIN,
	  "550 5.7.1 Email rejected per DMARC policy for example.jp", "example.jp" },
	{ MAILAUTH_EXTRACTED_FROM, "550 x\n\nFrom: Shop <info@example.jp>\n", "info@example.jp" },
	{ MAILAUTH_EXTRACTED_FROM, "From: MAILER-DAEMON@example.com\n\n550 5.1.1 User unknown",
	  NULL },
	{ MAILAUTH_EXTRACTED_ENVELOPE_DOMAIN,
	  "550 5.7.26 The MAIL FROM domain [example.jp] has an SPF record with a hard fail policy",
	  "example.jp" },
	{ MAILAUTH_EXTRACTED_ENVELOPE, "550 5.7.1 <info@example.jp>: Sender address rejected: no",
	  "info@example.jp" },
	{ MAILAUTH_EXTRACTED_ENVELOPE, "550 5.7.23 x\n spf=fail smtp.mailfrom=info@example.jp;",
	  "info@example.jp" },
	{ MAILAUTH_EXTRACTED_HELO, "450 4.7.1 <pc01>: Helo command rejected: Host not found",
	  "pc01" },
	{ MAILAUTH_EXTRACTED_SELECTOR, "550 dkim key s1._domainkey.example.jp not found", "s1" },
	{ MAILAUTH_EXTRACTED_DKIM_DOMAIN, "550 dkim key s1._domainkey.example.jp not found",
	  "example.jp" },
	{ MAILAUTH_EXTRACTED_RECIPIENT, "550 5.1.1 <taro@example.com>... User unknown",
	  "taro@example.com" },
	{ MAILAUTH_EXTRACTED_RECIPIENT, "Final-Recipient: rfc822; taro@example.com\nStatus: 5.1.1",
	  "taro@example.com" },
	{ MAILAUTH_EXTRACTED_HOST, "mx.example.com gave this error:\n550 User unknown",
	  "mx.example.com" },
	{ MAILAUTH_EXTRACTED_HOST,
	  "to=<a@example.com>, relay=mx.example.com[192.0.2.1]:25, said: 550 User unknown",
	  "mx.example.com" },
	{ MAILAUTH_EXTRACTED_PROGRAM, "550 x\n\nX-Mailer: Becky! ver. 2.81\n", "Becky! ver. 2.81" },
};

START_TEST(test_values)
{
	struct mailauth_explanation *explanation = explain(values[_i].text);
	const char *value = mailauth_explanation_extracted(explanation, values[_i].what);

	if (values[_i].value == NULL)
		ck_assert_msg(value == NULL, "\"%s\" gives %s", values[_i].text, value);
	else
		ck_assert_msg(value != NULL && strcmp(value, values[_i].value) == 0,
			      "\"%s\" gives %s, not %s", values[_i].text,
			      value != NULL ? value : "nothing", values[_i].value);
	mailauth_explanation_free(explanation);
}
END_TEST

START_TEST(test_verdicts)
{
	static const struct {
		const char *text;
		const char *verdict;
	} cases[] = {
		{ "550 5.7.23 Message rejected due to: SPF fail - not authorized", "spf=fail" },
		{ "550 5.7.1 spf=softfail smtp.mailfrom=example.jp", "spf=softfail" },
		{ "550 5.7.26 SPF [example.jp] with ip: [203.0.113.9] = did not pass", "spf=fail" },
		{ "550 5.7.0 bad DKIM signature data", "dkim=fail" },
		{ "550 5.7.1 Email rejected per DMARC policy for example.jp", "dmarc=fail" },
		{ "550 User unknown", NULL },
	};

	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		struct mailauth_explanation *explanation = explain(cases[i].text);
		const char *verdict = mailauth_explanation_verdict(explanation, 0);

		if (cases[i].verdict == NULL)
			ck_assert_ptr_null(verdict);
		else
			ck_assert_msg(verdict != NULL && strcmp(verdict, cases[i].verdict) == 0,
				      "%s", cases[i].text);
		mailauth_explanation_free(explanation);
	}
}
END_TEST

/* --- Addresses ------------------------------------------------------------------------------ */

static const struct {
	const char *address;
	const char *fault; /* NULL: none */
	const char *instead;
} addresses[] = {
	{ "<info@example.jp>", NULL, NULL },
	{ "<\"a..b\"@docomo.ne.jp>", NULL, NULL },
	{ "<o'brien+x@example.co.jp>", NULL, NULL },
	{ "<info＠example.jp>", "fullwidth-at", "info@example.jp" },
	{ "<ｉnfo@example.jp>", "fullwidth", "info@example.jp" },
	{ "<info@example．jp>", "fullwidth", "info@example.jp" },
	{ "<info@example。jp>", "fullwidth", "info@example.jp" },
	{ "<info @example.jp>", "space", "info@example.jp" },
	{ "<info@example.jp　>", "space", "info@example.jp" },
	{ "<'info@example.jp'>", "quote", "info@example.jp" },
	{ "<info@example>", "no-dot", NULL },
	{ "<info@日本語.jp>", "idn", "info@xn--wgv71a119e.jp" },
	{ "<太郎@example.jp>", "not-ascii", NULL },
	{ "<a..b@docomo.ne.jp>", "two-dots", "\"a..b\"@docomo.ne.jp" },
	{ "<ab.@ezweb.ne.jp>", "dot-at", "\"ab.\"@ezweb.ne.jp" },
	{ "<.ab@docomo.ne.jp>", "dot-first", NULL },
	{ "<a@b@example.jp>", "two-at", NULL },
	{ "<info@exam!ple.jp>", "character", NULL },
	{ "no\nMessage-ID: <20261120@localhost>\n", NULL, NULL },
};

/* The value of KEY after the first "addresses" in JSON, copied; "" if it has none. */
static void json_value(const char *json, const char *key, char *value, size_t size)
{
	const char *place = strstr(json, "\"addresses\":");
	char pattern[40];

	snprintf(pattern, sizeof(pattern), "\"%s\":\"", key);
	place = place != NULL ? strstr(place, pattern) : NULL;
	value[0] = '\0';
	if (place == NULL)
		return;
	place += strlen(pattern);
	for (size_t i = 0; i + 1 < size && *place != '"'; i++) {
		if (*place == '\\' && strncmp(place, "\\u0022", 6) == 0) {
			value[i] = '"';
			place += 6;
		} else {
			value[i] = *place++;
		}
		value[i + 1] = '\0';
	}
}

START_TEST(test_addresses)
{
	struct mailauth_explanation *explanation;
	char text[200], value[200];
	char *json;

	snprintf(text, sizeof(text), "501 5.1.3 Bad recipient address syntax: %s",
		 addresses[_i].address);
	explanation = explain(text);
	ck_assert_int_eq(
		mailauth_explanation_json(explanation, NULL, MAILAUTH_ENGLISH, 0, &json, NULL), 0);
	json_value(json, "fault", value, sizeof(value));
	ck_assert_msg(strcmp(value, addresses[_i].fault != NULL ? addresses[_i].fault : "") == 0,
		      "%s: \"%s\"", addresses[_i].address, value);
	json_value(json, "instead", value, sizeof(value));
	if (addresses[_i].instead != NULL)
		ck_assert_str_eq(value, addresses[_i].instead);
	free(json);
	mailauth_explanation_free(explanation);
}
END_TEST

/* An address alone, as a person pastes it. */
START_TEST(test_address_alone)
{
	struct mailauth_explanation *explanation = explain("info＠example.jp");

	ck_assert_int_eq(mailauth_explanation_kind(explanation), MAILAUTH_EXPLANATION_ADDRESS);
	ck_assert_str_eq(mailauth_explanation_class(explanation), "address-syntax");
	mailauth_explanation_free(explanation);
	explanation = explain("お問い合わせは info＠example.jp までお願いします。");
	ck_assert_int_eq(mailauth_explanation_kind(explanation), MAILAUTH_EXPLANATION_ADDRESS);
	mailauth_explanation_free(explanation);
	explanation = explain("info @example.jp");
	ck_assert_int_eq(mailauth_explanation_kind(explanation), MAILAUTH_EXPLANATION_ADDRESS);
	mailauth_explanation_free(explanation);
	explanation =
		explain("Thanks to\ninfo@example.jp and others.\nIt came from info@example.jp.");
	ck_assert_int_eq(mailauth_explanation_kind(explanation), MAILAUTH_EXPLANATION_NOTHING);
	mailauth_explanation_free(explanation);
	explanation = explain("Write to info@example.jp. Thank you.");
	ck_assert_int_eq(mailauth_explanation_kind(explanation), MAILAUTH_EXPLANATION_NOTHING);
	mailauth_explanation_free(explanation);
}
END_TEST

/* --- Complaints ----------------------------------------------------------------------------------
 */

static const struct {
	const char *text;
	const char *rule;
} complaints[] = {
	{ "自分宛には送れるのに、社外には送れません", "S0-SYM-EXTERNAL" },
	{ "I can send to myself, but not to outside addresses: it fails.", "S0-SYM-EXTERNAL" },
	{ "受信はできるのですが、送信ができません", "S0-SYM-RECVONLY" },
	{ "I can receive but I cannot send mail", "S0-SYM-RECVONLY" },
	{ "返信するとすぐにエラーメールが戻ってきます", "S0-SYM-REPLY" },
	{ "VPNにつなぐとメールが送れなくなります", "S0-VPN" },
	{ "Over the VPN my mail does not send", "S0-VPN" },
	{ "添付ファイルがzipだと届かないようです", "S0-CONTENT-EXE" },
	{ "ウイルス対策ソフトを入れたらメールが送れなくなった", "S0-SECSOFT" },
	{ "hotmailあてだけ届きません", "S0-MS-FILTER" },
	{ "社外へのメールが夜間だけ送れません", "S0-CORP-TIME" },
	{ "パスワードを何度も求められます", "SK-AUTHPROMPT" },
	{ "Outlook keeps asking for my password again and again", "SK-AUTHPROMPT" },
	{ "プロバイダの25番ポートがブロックされて送れない", "OP25B" },
	{ "新しいOutlookだけ送信できません", "NEWOUTLOOK-GEO-SYM" },
	{ "一斉送信したメルマガが迷惑メールになってしまう", "S0-CONTENT-BULK" },
	{ "MXレコードが複数あります", "S2-MXMULTI" },
	{ "メンバーが5,000人を超えるグループに送れない", "S2-BIGGROUP" },
};

START_TEST(test_complaints)
{
	struct mailauth_explanation *explanation = explain(complaints[_i].text);
	size_t length;

	assert_rule(complaints[_i].text, complaints[_i].rule);
	ck_assert_int_eq(mailauth_explanation_kind(explanation), MAILAUTH_EXPLANATION_SYMPTOM);
	ck_assert_ptr_nonnull(mailauth_explanation_evidence(explanation, 0, &length));
	mailauth_explanation_free(explanation);
}
END_TEST

START_TEST(test_symptoms_are_listed_and_found_by_name)
{
	const char *slug;
	size_t count = 0;

	for (; (slug = mailauth_symptom_slug(count)) != NULL; count++) {
		struct mailauth_explanation *explanation;

		ck_assert_int_eq(mailauth_explain_symptom(explainer, slug, &explanation), 0);
		ck_assert_str_eq(mailauth_explanation_meaning(explanation, MAILAUTH_JAPANESE),
				 mailauth_symptom_text(count, MAILAUTH_JAPANESE));
		mailauth_explanation_free(explanation);
	}
	ck_assert_uint_gt(count, 70);
	ck_assert_ptr_null(mailauth_symptom_text(count, MAILAUTH_ENGLISH));
}
END_TEST

/* --- Anything at all
 * ------------------------------------------------------------------------------- */

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

/* --- Memory
 * --------------------------------------------------------------------------------------------- */

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

static void add_rules(TCase *tcase)
{
	add_explainer(tcase);
}

int main(void)
{
	Suite *suite = suite_create("explain");

	add_rules(add_loop(suite, "forms", test_forms, COUNT_OF(forms)));
	add_rules(add_loop(suite, "near misses", test_near_misses, COUNT_OF(others)));
	add_rules(add_loop(suite, "values", test_values, COUNT_OF(values)));
	add_rules(add_loop(suite, "addresses", test_addresses, COUNT_OF(addresses)));
	add_rules(add_loop(suite, "complaints", test_complaints, COUNT_OF(complaints)));
	add_rules(add_case(suite, "answers",
			   TESTS(test_unknown_reply_is_no_guess,
				 test_provider_only_where_the_host_says_so,
				 test_docomo_depends_on_the_stage, test_permanence, test_verdicts,
				 test_address_alone, test_symptoms_are_listed_and_found_by_name,
				 test_arguments)));
	add_rules(add_case(suite, "bytes", TESTS(test_any_bytes, test_much)));
	add_loop(suite, "memory", test_without_memory, 2);
	return check_main(suite);
}
