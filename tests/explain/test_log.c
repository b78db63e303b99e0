/* Mail logs: the same table however the bytes arrive; lines that are cut, too long, or anything.
 *
 * SPDX-License-Identifier: MIT */

#include "explainer.h"
#include "memory.h"

#include <mailauth/log.h>

#include <stdlib.h>
#include <string.h>

static const char small[] =
	"Jan  3 10:00:00 mx postfix/smtp[7]: 4AAAAA2: to=<b@foo.example>, "
	"relay=mx.foo.example[192.0.2.3]:25, delay=1, dsn=5.1.1, status=bounced (host "
	"mx.foo.example[192.0.2.3] said: 550 5.1.1 <b@foo.example>: Recipient address rejected: "
	"User unknown in local recipient table (in reply to RCPT TO command))\n"
	"2024-01-03 10:02:00 1tDabf-0001Ab-2x ** d@bar.example R=dnslookup T=remote_smtp "
	"H=mx.bar.example [192.0.2.4]: SMTP error from remote mail server after "
	"RCPT TO:<d@bar.example>: 550 5.1.1 User unknown\r\n"
	"Jan  3 10:00:03 mx sm-mta[7]: 603A0004: to=<d@bar.example>, delay=00:00:01, "
	"relay=mx.bar.example. [192.0.2.4], dsn=4.0.0, stat=Deferred: Connection timed out\n"
	"Jan  3 10:00:04 mx sm-mta[7]: 603A0005: to=<d@bar.example>, dsn=2.0.0, stat=Sent (ok)\n"
	"Jan  3 10:09:00 mx postfix/smtp[7]: 4AAAAA6: to=<f@foo.example>, dsn=5.1.1, "
	"status=bounced (host mx.foo.exam";

/* The table of LENGTH bytes that come CHUNK at a time, as JSON; NULL if memory failed, also for
 * HTML. */
static char *table_of(const char *bytes, size_t length, size_t chunk)
{
	struct mailauth_log *log;
	char *text = NULL, *html = NULL;
	int r = mailauth_log_new(&log, explainer);

	if (r < 0)
		return NULL;
	for (size_t at = 0; at < length && r == 0; at += chunk)
		r = mailauth_log_add(log, bytes + at, length - at < chunk ? length - at : chunk);
	if (r == 0)
		r = mailauth_log_end(log);
	if (r == 0)
		r = mailauth_log_html(log, MAILAUTH_JAPANESE, MAILAUTH_HTML_PAGE, &html, NULL);
	if (r == 0)
		r = mailauth_log_json(log, MAILAUTH_ENGLISH, &text, NULL);
	free(html);
	mailauth_log_free(log);
	return r == 0 ? text : NULL;
}

START_TEST(test_chunks)
{
	static const size_t chunks[] = { 1, 7, 97, 300 };
	char *whole = table_of(small, strlen(small), sizeof(small));

	ck_assert_ptr_nonnull(whole);
	ck_assert_ptr_nonnull(strstr(whole, "\"lines\":5"));
	ck_assert_ptr_nonnull(strstr(whole, "\"delivered\":1"));
	ck_assert_ptr_nonnull(strstr(whole, "\"given_up\":2"));
	ck_assert_ptr_nonnull(strstr(whole, "\"deferred\":1"));
	ck_assert_ptr_nonnull(strstr(whole, "\"cut\":1"));
	for (size_t i = 0; i < sizeof(chunks) / sizeof(*chunks); i++) {
		char *parts = table_of(small, strlen(small), chunks[i]);

		ck_assert_str_eq(parts, whole);
		free(parts);
	}
	free(whole);
}
END_TEST

START_TEST(test_causes)
{
	struct mailauth_log *log;
	const struct mailauth_explanation *cause;
	uint64_t count;

	ck_assert_int_eq(mailauth_log_new(&log, explainer), 0);
	for (unsigned i = 0; i < 3; i++)
		ck_assert_int_eq(mailauth_log_add(log, small, strlen(small)), 0);
	ck_assert_int_eq(mailauth_log_end(log), 0);
	cause = mailauth_log_cause(log, 0);
	ck_assert_ptr_nonnull(cause);
	ck_assert_ptr_nonnull(mailauth_explanation_class(cause));
	ck_assert_uint_ge(mailauth_log_cause_count(log, 0), mailauth_log_cause_count(log, 1));
	ck_assert_ptr_nonnull(mailauth_log_cause_first(log, 0));
	ck_assert_ptr_nonnull(mailauth_log_cause_last(log, 0));
	ck_assert_ptr_nonnull(mailauth_log_cause_queue_id(log, 0));
	ck_assert_uint_eq(mailauth_log_cause_receiver_count(log, 0), 1);
	ck_assert_ptr_nonnull(mailauth_log_cause_receiver(log, 0, 0, &count));
	ck_assert_uint_eq(count, mailauth_log_cause_count(log, 0));
	ck_assert_ptr_null(mailauth_log_cause_receiver(log, 0, 1, NULL));
	ck_assert_ptr_null(mailauth_log_cause(log, 100));
	ck_assert_ptr_null(mailauth_log_cause_first(log, 100));
	ck_assert_ptr_null(mailauth_log_cause_receiver(log, 100, 0, NULL));
	ck_assert_uint_eq(mailauth_log_cause_receiver_count(log, 100), 0);
	ck_assert_uint_eq(mailauth_log_cause_count(log, 100), 0);
	ck_assert_uint_eq(mailauth_log_count(log, MAILAUTH_LOG_COUNTS), 0);
	mailauth_log_free(log);
	mailauth_log_free(NULL);
}
END_TEST

/* Every prefix, and a line that never ends. */
START_TEST(test_any_bytes)
{
	const size_t size = 200 * 1024;
	char *noise = malloc(size);
	char *text;

	ck_assert_ptr_nonnull(noise);
	for (size_t i = 0; i < strlen(small); i += 5) {
		text = table_of(small, i, 64);
		ck_assert_ptr_nonnull(text);
		free(text);
	}
	for (size_t i = 0; i < size; i++)
		noise[i] = (char)(i * 7 + i / 251);
	text = table_of(noise, size, 4096);
	ck_assert_ptr_nonnull(text);
	free(text);
	memset(noise, '=', size);
	text = table_of(noise, size, 4096);
	ck_assert_ptr_nonnull(strstr(text, "\"cut\":1"));
	free(text);
	free(noise);
}
END_TEST

START_TEST(test_text)
{
	struct mailauth_log *log;
	char *text;

	ck_assert_int_eq(mailauth_log_new(&log, explainer), 0);
	ck_assert_int_eq(mailauth_log_add(log, small, strlen(small)), 0);
	ck_assert_int_eq(mailauth_log_end(log), 0);
	for (int language = 0; language < 2; language++) {
		ck_assert_int_eq(mailauth_log_text(log, (enum mailauth_language)language, 80, 0,
						   &text, NULL),
				 0);
		ck_assert_ptr_nonnull(strstr(text, "4AAAAA2"));
		free(text);
	}
	ck_assert_int_eq(mailauth_log_html(log, MAILAUTH_ENGLISH, 0, &text, NULL), 0);
	ck_assert_ptr_nonnull(strstr(text, "<h3>"));
	ck_assert_ptr_null(strstr(text, "<html"));
	free(text);
	ck_assert_int_eq(mailauth_log_text(log, (enum mailauth_language)9, 80, 0, &text, NULL),
			 MAILAUTH_EINVAL);
	ck_assert_int_eq(mailauth_log_html(log, (enum mailauth_language)9, 0, &text, NULL),
			 MAILAUTH_EINVAL);
	ck_assert_int_eq(mailauth_log_json(log, (enum mailauth_language)9, &text, NULL),
			 MAILAUTH_EINVAL);
	mailauth_log_free(log);
}
END_TEST

START_TEST(test_without_memory)
{
	char *expected = table_of(small, strlen(small), 64);
	bool refused = true;

	ck_assert_ptr_nonnull(expected);
	for (unsigned n = 0; refused; n++) {
		char *text;

		if (_i == 0)
			fail_memory_after(n);
		else
			fail_memory_once(n);
		text = table_of(small, strlen(small), 64);
		refused = restore_memory();
		if (refused)
			ck_assert_ptr_null(text);
		else
			ck_assert_str_eq(text, expected);
		free(text);
	}
	free(expected);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("log");

	add_explainer(
		add_case(suite, "log", TESTS(test_chunks, test_causes, test_any_bytes, test_text)));
	add_explainer(add_loop(suite, "memory", test_without_memory, 2));
	return check_main(suite);
}
