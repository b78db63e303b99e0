/* Explanations: what a text says, the addresses in it, and what people complain of.
 *
 * SPDX-License-Identifier: MIT */

#include "explainer.h"
#include "memory.h"

#include <mailauth/explain.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

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

/* Hosts of the sending side, from C and in JSON: not those of the receiver, and none that only look
 * so. */
START_TEST(test_named_hosts)
{
	struct mailauth_explanation *explanation =
		explain("mx.xserver.jp: NOQUEUE: reject: RCPT from "
			"www1234.sakura.ne.jp[203.0.113.9]: 550 5.7.23 SPF "
			"fail; include:_spf.lolipop.jp.evil.example helo=<www1234.sakura.ne.jp>");
	size_t length = 0;
	const char *name = mailauth_explanation_named(explanation, 0, &length);
	char *json;

	ck_assert_ptr_nonnull(name);
	ck_assert_uint_eq(length, strlen("www1234.sakura.ne.jp"));
	ck_assert_mem_eq(name, "www1234.sakura.ne.jp", length);
	ck_assert_str_eq(mailauth_explanation_named_company(explanation, 0, MAILAUTH_ENGLISH),
			 "Sakura Internet");
	ck_assert_ptr_null(mailauth_explanation_named(explanation, 1, &length));
	ck_assert_ptr_null(mailauth_explanation_named_company(explanation, 1, MAILAUTH_ENGLISH));
	ck_assert_int_eq(
		mailauth_explanation_json(explanation, NULL, MAILAUTH_ENGLISH, 0, &json, NULL), 0);
	ck_assert_ptr_nonnull(
		strstr(json, "\"named\":[{\"host\":\"www1234.sakura.ne.jp\",\"id\":\"sakura\","
			     "\"company\":\"Sakura Internet\"}]"));
	mailauth_free(json);
	mailauth_explanation_free(explanation);
}
END_TEST

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

int main(void)
{
	Suite *suite = suite_create("explain_values");

	add_explainer(add_loop(suite, "values", test_values, COUNT_OF(values)));
	add_explainer(add_loop(suite, "addresses", test_addresses, COUNT_OF(addresses)));
	add_explainer(add_loop(suite, "complaints", test_complaints, COUNT_OF(complaints)));
	add_explainer(add_case(suite, "answers",
			       TESTS(test_verdicts, test_address_alone, test_named_hosts,
				     test_symptoms_are_listed_and_found_by_name)));
	return check_main(suite);
}
