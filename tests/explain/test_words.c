/* Words in any order: kinds of refusal that no row has the text of, how sure the answer is, and
 * what raises nothing.
 *
 * SPDX-License-Identifier: MIT */

#include "explainer.h"
#include "memory.h"

#include "../../lib/explain/concept/concept.h"

#include <stdlib.h>
#include <string.h>

static const struct {
	const char *text;
	const char *class;
} kinds[] = {
	{ "450 4.7.1 Unable to Relay. ATTR14", "relay-denied" },
	{ "553 sorry, that domain isn\xe2\x80\x99t in my list of allowed rcpthosts(#5.7.1)",
	  "relay-denied" },
	{ "432 4.3.2 Concurrent connections limit exceeded", "rate-limit" },
	{ "535 5.7.0 Invalid login or password", "smtp-auth-missing" },
	{ "553 5.3.0 <info@example.jp>: Sender address rejected: not owned by user",
	  "sender-not-owned" },
	{ "421 Recipient not in route list", "user-unknown" },
	{ "550 Empf\xc3\xa4nger unbekannt", "user-unknown" },
	{ "550 5.0.0 El destinatario no existe", "user-unknown" },
	{ "550 5.0.0 Utente sconosciuto", "user-unknown" },
	{ "550 Пользователь не найден", "user-unknown" },
	{ "550 收件人不存在", "user-unknown" },
	{ "550 受信者不明", "user-unknown" },
	{ "552 Почтовый ящик переполнен", "mailbox-full" },
	{ "552 Postfach voll", "mailbox-full" },
	{ "552 5.0.0 La bo\xc3\xaete du destinataire est pleine", "mailbox-full" },
	{ "550 5.0.0 相手先のメールボックスの容量がいっぱいです", "mailbox-full" },
	{ "550 Nachricht zu gro\xc3\x9f", "message-too-large" },
	{ "550 5.0.0 逆引きが設定されていません", "no-ptr" },
	{ "550 Kein PTR-Eintrag f\xc3\xbcr Ihre IP", "no-ptr" },
	{ "550 relay not permitted", "relay-denied" },
	{ "550 ip in prison", "ip-blocklist" },
	{ "554 5.7.1 Mail refused - <192.0.2.4> - See http://security.rr.com/cgi-bin/block-lookup",
	  "ip-blocklist" },
	{ "550 Sorry, no access for this ip", "ip-blocklist" },
	{ "451 From:domain must resolve", "sender-domain" },
	{ "550 5.7.1 Rejected: mail.example.com listed at relays.ordb.org", "ip-blocklist" },
	/* the host that answered speaks before the program that reports */
	{ "   ----- Transcript of session follows -----\nmail.local: unknown user: taro\n"
	  "554 <taro@example.jp>... Service unavailable\n\nStatus: 5.5.0\n",
	  "user-unknown" },
	{ "554 5.7.1 SPF: pass, DKIM: pass, DMARC: pass. Message rejected: attachment type .exe "
	  "not allowed",
	  "content/attachment" },
	{ "550 5.7.1 Not a DMARC failure: virus found", "content/attachment" },
	{ "550 5.7.1 DMARC failure", "auth-dmarc" },
	/* addresses and names say nothing */
	{ "550 <spamhaus@corp.example>: User unknown", "user-unknown" },
	{ "550 5.0.0 attachment blocklist.pdf is not allowed", "content/attachment" },
	/* a cause besides a short text that many replies have */
	{ "451 4.7.1 Virus scanner unavailable, try again later", "temp-server" },
	{ "451 4.7.1 DNS lookup failure, please try again later", "temp-server" },
	{ "451 4.7.1 queue is full, try again later", "temp-server" },
	{ "451 4.7.1 too many connections, try again later", "rate-limit" },
	{ "451 4.7.1 Please try again later", "greylist" },
	{ "550 5.7.1 Command rejected: SPF fail", "auth-spf" },
	{ "550 5.7.1 not authenticated: SPF and DKIM both failed", "auth-spf" },
	{ "450 mailbox unavailable: quota exceeded", "mailbox-full" },
	{ "550 5.1.0 Address rejected. IP 203.0.113.5 on blacklist", "ip-blocklist" },
	{ "550 5.5.0 mailbox unavailable: blocked by policy", "policy" },
	{ "Message expired -> Open relay not allowed - https://mail.example/docs/DOC-1369#451",
	  "relay-denied" },
};

START_TEST(test_kinds)
{
	struct mailauth_explanation *explanation = explain(kinds[_i].text);
	const char *class = mailauth_explanation_class(explanation);

	ck_assert_msg(class != NULL && strcmp(class, kinds[_i].class) == 0, "\"%s\" gives %s",
		      kinds[_i].text, class != NULL ? class : "nothing");
	ck_assert_int_ge(mailauth_explanation_confidence(explanation), MAILAUTH_CONFIDENCE_LIKELY);
	mailauth_explanation_free(explanation);
}
END_TEST

static bool is_utf8(struct ma_text text)
{
	for (size_t at = 0; at < text.length;) {
		uint32_t code;
		size_t length = ma_utf8_decode(ma_text_slice(text, at, text.length), &code);

		if (length == 0)
			return false;
		at += length;
	}
	return true;
}

static const struct {
	const char *text;
	const char *class;
} others[] = {
	{ "550 5.7.1 グループへの投稿は許可されていません", "loop" },
	{ "550 5.0.0 Delivery has failed to these recipients or groups: taro@example.jp",
	  "group-restricted" },
	{ "次の受信者またはグループへの配信に失敗しました:\n\ntaro@example.jp\n"
	  "メッセージを配信できませんでした。",
	  "group-restricted" },
	{ "550 5.0.0 rejected, see http://mail.example/help_spam_16.htm", "content/attachment" },
	{ "450 4.0.0 host mx1.antispam-cloud.example said no, please try again",
	  "content/attachment" },
};

START_TEST(test_others)
{
	struct mailauth_explanation *explanation = explain(others[_i].text);
	const char *class = mailauth_explanation_class(explanation);

	ck_assert_msg(class == NULL || strcmp(class, others[_i].class) != 0, "\"%s\" gives %s",
		      others[_i].text, class);
	for (size_t i = 0; i < explanation->evidence_count; i++)
		ck_assert(is_utf8(explanation->evidence[i]));
	mailauth_explanation_free(explanation);
}
END_TEST

static const char *const no_senders[] = {
	"550 5.7.1 message does not follow RFC2821 4.1.1.1",
	"550 5.7.1 rejected by Exim 4.97.1.2 policy",
	"550 5.7.1 client 10.0.0.5 rejected by policy",
	"550 5.7.1 netblock 203.0.113.0/24 is blocked by policy",
};

START_TEST(test_no_sending_ip)
{
	struct mailauth_explanation *explanation = explain(no_senders[_i]);

	ck_assert_msg(explanation->extracted[MAILAUTH_EXTRACTED_IP].data == NULL, "%s",
		      no_senders[_i]);
	mailauth_explanation_free(explanation);
}
END_TEST

/* "DMARC failure" is none of ARC. */
START_TEST(test_stated_words)
{
	struct mailauth_explanation *explanation = explain("550 5.7.1 DMARC failure");

	for (size_t i = 0; i < explanation->stated_result_count; i++)
		ck_assert(!ma_text_starts(explanation->stated_results[i], "arc="));
	mailauth_explanation_free(explanation);
}
END_TEST

static void check_confidence(const char *text, enum mailauth_confidence confidence)
{
	struct mailauth_explanation *explanation = explain(text);

	ck_assert_msg(mailauth_explanation_confidence(explanation) == confidence, "%s: %d", text,
		      (int)mailauth_explanation_confidence(explanation));
	mailauth_explanation_free(explanation);
}

START_TEST(test_confidence)
{
	check_confidence("553 5.7.1 Relaying denied", MAILAUTH_CONFIDENCE_CERTAIN);
	check_confidence("550 5.1.1", MAILAUTH_CONFIDENCE_LIKELY);
	check_confidence("550", MAILAUTH_CONFIDENCE_GUESS);
	check_confidence("554 5.0.0", MAILAUTH_CONFIDENCE_GUESS);
	check_confidence("550 5.7.1", MAILAUTH_CONFIDENCE_GUESS);
	check_confidence("557 Zzyzx", MAILAUTH_CONFIDENCE_NONE);
	check_confidence("Good morning", MAILAUTH_CONFIDENCE_NONE);
}
END_TEST

/* A guess advises only what holds for every number with its first digit. */
START_TEST(test_guess)
{
	struct mailauth_explanation *guess = explain("552");
	struct mailauth_explanation *other = explain("550 5.0.0");
	char *first, *second;

	ck_assert_int_eq(mailauth_explanation_step(guess, MAILAUTH_WHO_SENDER_USER, 0,
						   MAILAUTH_ENGLISH, &first),
			 0);
	ck_assert_int_eq(mailauth_explanation_step(other, MAILAUTH_WHO_SENDER_USER, 0,
						   MAILAUTH_ENGLISH, &second),
			 0);
	ck_assert_str_eq(first, second);
	free(first);
	free(second);
	ck_assert_int_eq(
		mailauth_explanation_text(guess, NULL, MAILAUTH_ENGLISH, 0, 0, &first, NULL), 0);
	ck_assert_ptr_nonnull(strstr(first, "only a guess"));
	free(first);
	mailauth_explanation_free(guess);
	mailauth_explanation_free(other);
}
END_TEST

static const struct {
	const char *text;
	const char *notice;
	enum mailauth_explanation_kind kind;
} notices[] = {
	{ "From: Taro <taro@example.jp>\nSubject: Automatic reply: Order\n\nI am out of the "
	  "office. For 550 matters call my colleague.\n",
	  "auto-reply", MAILAUTH_EXPLANATION_NOTICE },
	{ "From: MAILER-DAEMON@example.jp\nSubject: Report\n\nFinal-Recipient: rfc822; "
	  "a@example.jp\nAction: relayed\nStatus: 2.0.0\n",
	  "success", MAILAUTH_EXPLANATION_NOTICE },
	{ "From: r@example.net\nContent-Type: multipart/report; report-type=feedback-report; "
	  "boundary=x\n\n--x\nContent-Type: message/feedback-report\n\nFeedback-Type: abuse\n",
	  "complaint", MAILAUTH_EXPLANATION_NOTICE },
	{ "From: noreply@example.net\nSubject: Report Domain: example.jp Submitter: example.net "
	  "Report-ID: 1\n\nThis is a report.\n",
	  "dmarc-report", MAILAUTH_EXPLANATION_NOTICE },
	{ "From: MAILER-DAEMON@example.jp\nSubject: Warning\n\nAction: delayed\nStatus: 4.4.1\n"
	  "Diagnostic-Code: smtp; 451 4.7.1 Greylisted\n",
	  "delay", MAILAUTH_EXPLANATION_REJECTION },
	{ "From: MAILER-DAEMON@example.jp\nSubject: failure notice\n\n<a@example.jp>:\n"
	  "Remote host said: 550 5.1.1 User unknown\n",
	  "bounce", MAILAUTH_EXPLANATION_REJECTION },
};

START_TEST(test_notices)
{
	struct mailauth_explanation *explanation = explain(notices[_i].text);
	const char *notice = mailauth_explanation_notice(explanation);

	ck_assert_ptr_nonnull(notice);
	ck_assert_str_eq(notice, notices[_i].notice);
	ck_assert_int_eq(mailauth_explanation_kind(explanation), notices[_i].kind);
	mailauth_explanation_free(explanation);
}
END_TEST

START_TEST(test_answers)
{
	struct mailauth_explanation *explanation = explain(
		"<a@example.jp>: host mx.example.jp[192.0.2.1] said: 452 4.2.2 Mailbox full (in "
		"reply to RCPT TO command)\n"
		"<b@example.com>: host mx.example.com[192.0.2.2] said: 550 5.1.1 User unknown (in "
		"reply to RCPT TO command)\n"
		"<c@example.com>: host mx.example.com[192.0.2.2] said: 550 5.1.1 User unknown (in "
		"reply to RCPT TO command)\n");

	ck_assert_str_eq(mailauth_explanation_answer(explanation, 0), "user-unknown");
	ck_assert_str_eq(mailauth_explanation_answer_recipient(explanation, 0, 0), "b@example.com");
	ck_assert_str_eq(mailauth_explanation_answer_recipient(explanation, 0, 1), "c@example.com");
	ck_assert_ptr_null(mailauth_explanation_answer_recipient(explanation, 0, 2));
	ck_assert_str_eq(mailauth_explanation_answer(explanation, 1), "mailbox-full");
	ck_assert_ptr_null(mailauth_explanation_answer(explanation, 2));
	mailauth_explanation_free(explanation);
}
END_TEST

static void check_command(const char *text, const char *expected)
{
	struct mailauth_explanation *explanation = explain(text);
	char *command;

	if (expected == NULL) {
		ck_assert_int_eq(mailauth_explanation_next_command(explanation, &command),
				 MAILAUTH_NOT_HELD);
	} else {
		ck_assert_int_eq(mailauth_explanation_next_command(explanation, &command), 0);
		ck_assert_str_eq(command, expected);
		free(command);
	}
	mailauth_explanation_free(explanation);
}

START_TEST(test_next_command)
{
	check_command("550 5.7.1 SPF: fail smtp.mailfrom=info@example.jp (192.0.2.1)",
		      "dnsaudit example.jp --ip 192.0.2.1 --mail-from example.jp");
	check_command("550 5.1.1 User unknown", NULL);
	/* nothing that a shell would read */
	check_command("550 5.7.1 SPF: fail smtp.mailfrom=$(reboot).jp (192.0.2.1)", NULL);
}
END_TEST

/* Each row's concepts exist: a misspelt one would never be found. */
START_TEST(test_rows_name_concepts)
{
	struct ma_asked asked;

	for (size_t i = 0; i < ma_rejection_count; i++)
		if (ma_rejections[i].kind == MA_REJECTION_WORDS)
			ck_assert_msg(ma_asked_read(ma_rejections[i].pattern, &asked), "%s: %s",
				      ma_rejections[i].id, ma_rejections[i].pattern);
}
END_TEST

START_TEST(test_ordinary_mail)
{
	char *file = read_file(test_path("data/ordinary.txt"), NULL);
	size_t count = 0;

	ck_assert_ptr_nonnull(file);
	for (char *mail = file; mail != NULL; count++) {
		char *end = strstr(mail, "\n%%\n");
		struct mailauth_explanation *explanation;

		if (end != NULL)
			*end = '\0';
		explanation = explain(mail);
		ck_assert_msg(mailauth_explanation_kind(explanation) ==
				      MAILAUTH_EXPLANATION_NOTHING,
			      "\"%s\" gives %s", mail,
			      mailauth_explanation_rule(explanation) != NULL
				      ? mailauth_explanation_rule(explanation)
				      : "something");
		mailauth_explanation_free(explanation);
		mail = end != NULL ? end + 4 : NULL;
	}
	ck_assert_uint_ge(count, 40);
	free(file);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("words");
	TCase *tcase =
		add_case(suite, "words",
			 TESTS(test_confidence, test_guess, test_answers, test_next_command,
			       test_rows_name_concepts, test_ordinary_mail, test_stated_words));

	add_explainer(tcase);
	tcase_add_loop_test(tcase, test_kinds, 0, COUNT_OF(kinds));
	tcase_add_loop_test(tcase, test_others, 0, COUNT_OF(others));
	tcase_add_loop_test(tcase, test_no_sending_ip, 0, COUNT_OF(no_senders));
	tcase_add_loop_test(tcase, test_notices, 0, COUNT_OF(notices));
	return check_main(suite);
}
