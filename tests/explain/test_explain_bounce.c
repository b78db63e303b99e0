/* Explanations of bounces and logs: what is over, who fixes it, whose fields they are.
 *
 * SPDX-License-Identifier: MIT */

#include "explainer.h"
#include "memory.h"

#include <mailauth/explain.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

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
	/* of two recipients, the one whose reply says more */
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

/* No one is named twice, and time is not named where waiting does not help. */
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

/* Words that no one knows do not make a wrong address of a number. */
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

/* --- Who answered ------------------------------------------------------------------- */

static const struct {
	const char *host;
	const char *provider; /* NULL: no one is named */
} hosts[] = {
	{ "mx.notgoogle.com", NULL },
	{ "mail.alive.com", NULL },
	{ "mx.clubmsn.com", NULL },
	{ "mx.notoutlook.com", NULL },
	{ "mfsmax.mydocomo.ne.jp", NULL },
	{ "msmx.plateau.com", NULL },
	{ "ip-1-2-3-4.ip.secureserver.net", NULL },
	{ "vps1234.sakura.ne.jp", NULL },
	{ "os3-300-10000.vs.sakura.ne.jp", NULL },
	{ "c-1-2-3-4.hsd1.ca.comcast.net", NULL },
	{ "smtp.secureserver.net", "GoDaddy" },
	{ "www1234.sakura.ne.jp", "Sakura" },
	{ "aspmx.l.google.com", "Gmail" },
	{ "mx1.hotmail.com", "Outlook.com" },
	{ "hotmail-com.olc.protection.outlook.com", "Outlook.com" },
	{ "example-jp.mail.protection.outlook.com", "Exchange Online" },
	{ "msmx.au.com", "au/KDDI" },
};

START_TEST(test_providers)
{
	struct mailauth_explanation *explanation;
	const char *provider;
	char text[200];

	snprintf(text, sizeof(text), "host %s[192.0.2.1] said: 550 5.1.1 User unknown",
		 hosts[_i].host);
	explanation = explain(text);
	provider = mailauth_explanation_provider(explanation);
	if (hosts[_i].provider == NULL)
		ck_assert_msg(provider == NULL, "%s is %s", hosts[_i].host, provider);
	else
		ck_assert_msg(provider != NULL && strcmp(provider, hosts[_i].provider) == 0,
			      "%s is %s", hosts[_i].host, provider != NULL ? provider : "nobody");
	mailauth_explanation_free(explanation);
}
END_TEST

/* --- Whose fields ------------------------------------------------------------------- */

#define LOG                                                                                        \
	"Nov 20 10:00:00 mx postfix/qmgr[1]: AAAAAA1: from=<one@one.example>, size=1\n"            \
	"Nov 20 10:00:01 mx postfix/smtp[2]: AAAAAA1: to=<x@example.com>, "                        \
	"relay=mx1.example.com[192.0.2.1]:25, dsn=2.0.0, status=sent (250 ok)\n"                   \
	"Nov 20 10:00:02 mx postfix/qmgr[1]: BBBBBB2: from=<two@two.example>, size=1\n"            \
	"Nov 20 10:00:03 mx postfix/smtp[2]: BBBBBB2: to=<y@example.com>, "                        \
	"relay=mx2.example.com[192.0.2.2]:25, dsn=5.7.23, status=bounced "                         \
	"(host mx2.example.com[192.0.2.2] said: 550 5.7.23 SPF fail - not authorized)\n"
#define SMTPD                                                                                      \
	"Nov 20 10:15:01 mx postfix/smtp[1]: AAAAAA1: to=<x@example.org>, status=sent (250 ok)\n"  \
	"Nov 20 10:15:02 mx postfix/smtpd[1]: NOQUEUE: reject: RCPT from "                         \
	"mail.example.jp[203.0.113.9]: 550 5.7.1 Spoofed mail is rejected; "                       \
	"from=<info@example.jp> to=<taro@example.com> proto=ESMTP helo=<mail.example.jp>\n"
#define TWO                                                                                        \
	"<a@one.example>: host mx.one.example[192.0.2.1] said: 450 4.2.0 try later\n\n"            \
	"<b@two.example>: host mx.two.example[192.0.2.2] said: 550 5.1.1 User unknown\n\n"         \
	"Final-Recipient: rfc822; a@one.example\nAction: delayed\nStatus: 4.2.0\n\n"               \
	"Final-Recipient: rfc822; b@two.example\nAction: failed\nStatus: 5.1.1\n"
#define CALLOUT                                                                                    \
	"550-Verification failed for <info@example.jp>\n550-No Such User Here\n"                   \
	"550 Sender verify failed"

static const struct {
	const char *text;
	enum mailauth_extracted what;
	const char *value;
} fields[] = {
	{ LOG, MAILAUTH_EXTRACTED_ENVELOPE, "two@two.example" },
	{ LOG, MAILAUTH_EXTRACTED_RECIPIENT, "y@example.com" },
	{ LOG, MAILAUTH_EXTRACTED_HOST, "mx2.example.com" },
	{ SMTPD, MAILAUTH_EXTRACTED_IP, "203.0.113.9" },
	{ SMTPD, MAILAUTH_EXTRACTED_RECIPIENT, "taro@example.com" },
	{ SMTPD, MAILAUTH_EXTRACTED_ENVELOPE, "info@example.jp" },
	{ TWO, MAILAUTH_EXTRACTED_RECIPIENT, "b@two.example" },
	{ CALLOUT, MAILAUTH_EXTRACTED_ENVELOPE, "info@example.jp" },
	{ CALLOUT, MAILAUTH_EXTRACTED_RECIPIENT, NULL },
	{ "550 5.7.1 203.0.113.9 is not allowed to send mail from example.jp",
	  MAILAUTH_EXTRACTED_ENVELOPE_DOMAIN, "example.jp" },
	{ "550 see http://www.openspf.net/Why?s=mfrom;id=info%40example.jp;ip=203.0.113.9;r=mx",
	  MAILAUTH_EXTRACTED_ENVELOPE, "info@example.jp" },
	{ "550 Invalid recipient: <taro@softbank.ne.jp>", MAILAUTH_EXTRACTED_RECIPIENT,
	  "taro@softbank.ne.jp" },
};

START_TEST(test_fields)
{
	struct mailauth_explanation *explanation = explain(fields[_i].text);
	const char *value = mailauth_explanation_extracted(explanation, fields[_i].what);

	if (fields[_i].value == NULL)
		ck_assert_msg(value == NULL, "%s gives %s", fields[_i].text, value);
	else
		ck_assert_msg(value != NULL && strcmp(value, fields[_i].value) == 0,
			      "%s gives %s, not %s", fields[_i].text,
			      value != NULL ? value : "nothing", fields[_i].value);
	mailauth_explanation_free(explanation);
}
END_TEST

/* --- Where replies are ---------------------------------------------------------------- */

static const struct {
	const char *text;
	const char *class; /* NULL: there is no reply */
} places[] = {
	{ "次のエラーが出て送れません。教えてください。\n\n"
	  "> 554 5.7.1 <taro@example.com>: Relay access denied",
	  "relay-denied" },
	{ "What does this mean?\n> <a@example.com>: host mx.example.com[192.0.2.1] said:\n"
	  ">   552 5.2.2 Mailbox full\nThanks",
	  "mailbox-full" },
	{ "On Monday Taro wrote:\n> 554 5.7.1 <taro@example.com>: Relay access denied\nThanks!",
	  NULL },
	{ "#550 5.7.1 RESOLVER.RST.NotAuthorized; not authorized ##", "group-restricted" },
	{ "550 5.7.1 <info@example.jp>: Sender address rejected: SPF fail", "auth-spf" },
	{ "550 5.7.1 Message rejected due to SPF policy - see our page", "auth-spf" },
	{ "550 5.7.1 Message rejected due to DKIM policy", "auth-dkim" },
	{ "Server error: '503 Service unavailable'", "protocol" },
	{ "注文番号: 550 送信先住所をご確認ください", NULL },
	{ "送信者ID: 550 さん、メールの設定をお願いします", NULL },
	{ "型番: 553 メールサーバ", NULL },
	{ "Error 500 Internal Server Error", NULL },
	{ "503 Service Temporarily Unavailable nginx", NULL },
	{ "HTTP 503 Service Unavailable", NULL },
	{ "Ticket #550 mailbox full", NULL },
};

START_TEST(test_places)
{
	struct mailauth_explanation *explanation = explain(places[_i].text);
	const char *class = mailauth_explanation_class(explanation);

	if (places[_i].class == NULL)
		ck_assert_msg(class == NULL, "%s gives %s", places[_i].text, class);
	else
		ck_assert_msg(class != NULL && strcmp(class, places[_i].class) == 0,
			      "%s gives %s, not %s", places[_i].text,
			      class != NULL ? class : "nothing", places[_i].class);
	mailauth_explanation_free(explanation);
}
END_TEST

/* --- Addresses as people paste them --------------------------------------------------- */

static const struct {
	const char *text;
	const char *fault; /* NULL: none */
	const char *instead;
} addresses[] = {
	{ "taro@@example.jp", "two-at", NULL },
	{ "\"taro@example.jp\"", "quote", "taro@example.jp" },
	{ "ta ro@example.jp", "space", "taro@example.jp" },
	{ "たろう@example.jp", "not-ascii", NULL },
	{ "taro\u200b@example.jp", "invisible", "taro@example.jp" },
	{ "taro@exam\u200bple.jp", "invisible", "taro@example.jp" },
	{ "taro@example,jp", "comma", "taro@example.jp" },
	{ "taro@example。jp", "fullwidth", "taro@example.jp" },
	{ "taro@exam ple.jp", "space", "taro@example.jp" },
	{ "taro@exämple.jp", "idn", "taro@xn--exmple-cua.jp" },
	{ "taro@example..jp", "domain-dot", "taro@example.jp" },
	{ "taro@.example.jp", "domain-dot", "taro@example.jp" },
	{ "taro@-example.jp", "hyphen", NULL },
	{ "taro@example-.jp", "hyphen", NULL },
	{ "550 5.1.1 User unknown: <taro@example..jp>", "domain-dot", "taro@example.jp" },
	/* and what is right, or no address */
	{ "taro@example.jp", NULL, NULL },
	{ "taro@example.jp,hanako@example.jp", NULL, NULL },
	{ "taro@example.jp、hanako@example.jp。", NULL, NULL },
	{ "mail taro@example.jp", NULL, NULL },
	{ "taro@example.jpまで", NULL, NULL },
	{ "お問い合わせはtaro@example.jpまで。", NULL, NULL },
	{ "She wrote to \"taro@example.jp\" yesterday.", NULL, NULL },
	{ "Follow @taro@social.example today.", NULL, NULL },
	{ "taro@mail.example.jp.", NULL, NULL },
	{ "<taro@[192.0.2.1]>", NULL, NULL },
};

/* The value of KEY after "addresses" in JSON is VALUE. */
static bool has_value(const char *json, const char *key, const char *value)
{
	const char *place = strstr(json, "\"addresses\":");
	char pattern[200];

	snprintf(pattern, sizeof(pattern), "\"%s\":\"%s\"", key, value);
	return place != NULL && strstr(place, pattern) != NULL;
}

START_TEST(test_pasted_addresses)
{
	struct mailauth_explanation *explanation = explain(addresses[_i].text);
	char *json;

	ck_assert_int_eq(
		mailauth_explanation_json(explanation, NULL, MAILAUTH_ENGLISH, 0, &json, NULL), 0);
	if (addresses[_i].fault == NULL)
		ck_assert_msg(strstr(json, "\"fault\":") == NULL, "%s", json);
	else
		ck_assert_msg(has_value(json, "fault", addresses[_i].fault), "%s", json);
	if (addresses[_i].instead != NULL)
		ck_assert_msg(has_value(json, "instead", addresses[_i].instead), "%s", json);
	free(json);
	mailauth_explanation_free(explanation);
}
END_TEST

static char *repeat(const char *unit, unsigned count, const char *end)
{
	char *text = calloc(strlen(unit) * count + strlen(end) + 1, 1);
	char *at = text;

	ck_assert_ptr_nonnull(text);
	for (unsigned i = 0; i < count; i++, at += strlen(unit))
		memcpy(at, unit, strlen(unit));
	memcpy(at, end, strlen(end));
	return text;
}

/* The reply that says most is found after many others; the report says what is not read. */
START_TEST(test_long_logs)
{
	static const char line[] = "host mx.example.com[192.0.2.1] said: 451 4.3.0 try later\n";
	char *text = repeat(line, 500, "host mx.example.com[192.0.2.1] said: 550 User unknown\n");
	struct mailauth_explanation *explanation = explain(text);
	char *answer;

	ck_assert_str_eq(mailauth_explanation_class(explanation), "user-unknown");
	ck_assert_int_eq(
		mailauth_explanation_json(explanation, NULL, MAILAUTH_ENGLISH, 0, &answer, NULL),
		0);
	ck_assert_ptr_null(strstr(answer, "\"cut\""));
	free(answer);
	mailauth_explanation_free(explanation);
	free(text);

	text = repeat(line, 2000, "");
	explanation = explain(text);
	ck_assert_int_eq(
		mailauth_explanation_json(explanation, NULL, MAILAUTH_ENGLISH, 0, &answer, NULL),
		0);
	ck_assert_ptr_nonnull(strstr(answer, "\"cut\":true"));
	free(answer);
	mailauth_explanation_free(explanation);
	free(text);
}
END_TEST

static void add_rules(TCase *tcase)
{
	add_explainer(tcase);
}

int main(void)
{
	Suite *suite = suite_create("bounces");

	add_rules(add_loop(suite, "fates", test_fates, COUNT_OF(fates)));
	add_rules(add_case(suite, "answers",
			   TESTS(test_who_fits, test_unknown_words_are_not_about_addresses,
				 test_a_connection_is_no_login, test_long_logs)));
	add_rules(add_loop(suite, "providers", test_providers, COUNT_OF(hosts)));
	add_rules(add_loop(suite, "fields", test_fields, COUNT_OF(fields)));
	add_rules(add_loop(suite, "addresses", test_pasted_addresses, COUNT_OF(addresses)));
	add_rules(add_loop(suite, "places", test_places, COUNT_OF(places)));
	return check_main(suite);
}
