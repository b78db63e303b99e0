/* A message and its signatures: by pieces, with keys that come as they come, and without memory.
 *
 * SPDX-License-Identifier: MIT
 *
 * The messages are those of RFC 6376 and RFC 8463 (data/dkim, with their licence). */

#include "memory.h"

#include <mailauth/mailauth.h>
#include <mailauth/message.h>

#include <openssl/err.h>
#include <stdlib.h>
#include <string.h>

enum { SIGNED_AT = 1528637909, SIZE_MAX_ = 8192 };

#define ED25519_KEY                                                                                \
	"brisbane._domainkey.football.example.com 300 TXT \"v=DKIM1; k=ed25519; "                  \
	"p=11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo=\""
#define RSA_KEY                                                                                    \
	"test._domainkey.football.example.com 300 TXT \"v=DKIM1; k=rsa; "                          \
	"p="                                                                                       \
	"MIGfMA0GCSqGSIb3DQEBAQUAA4GNADCBiQKBgQDkHlOQoBTzWRiGs5V6NpP3idY6Wk08a5qhdR6wy5bdOKb2jLQ"  \
	"iY/J16JYi0Qvx/byYzCNb3W91y3FutAC\" "                                                      \
	"\"DfzwQ/BC/e/8uBsCR+yz1Lxj+PL6lHvqMKrM3rG4hstT5QjvHO9PzoxZyVYLzBfO2EeC3Ip3G+2kryOTIKT+l/" \
	"K4w3QIDAQAB\""
#define OLDER_KEY                                                                                  \
	"brisbane._domainkey.example.com 300 TXT \"v=DKIM1; p=MIGfMA0GCSqGSIb3DQEBAQUAA4GNADCBi"  \
	"QKBgQDwIRP/UC3SBsEmGqZ9ZJW3/DkMoGeLnQg1fWn7/zYtIxN2SnFCjxOCKG9v3b4jYfcTNh5ijSsq631uBIt"   \
	"La7od+v/RtdC2UzJ1lWT947qR+Rcac2gbto/NMqJ0fzfVjH4OuKhi\" "                                 \
	"\"tdY9tf6mcwGjaNBcWToIMmPSPDdQPNUYckcQ2QIDAQAB\""
#define POLICY "_dmarc.football.example.com 300 TXT \"v=DMARC1; p=reject\""
#define SPF "football.example.com 300 TXT \"v=spf1 -all\""

/* How the DNS behaves for the key "test". */
enum key_answer {
	KEY_THERE,
	KEY_NXDOMAIN,
	KEY_NODATA,
	KEY_SERVFAIL,
	KEY_TIMED_OUT,
	KEY_TRUNCATED,
};

static char text[SIZE_MAX_];
static size_t text_length;

/* Reads FILE of data/dkim, with CRLF. */
static void load(const char *file)
{
	char path[128] = "data/dkim/";
	char *data;
	size_t length;

	strncat(path, file, sizeof(path) - strlen(path) - 1);
	data = read_file(test_path(path), &length);
	ck_assert_ptr_nonnull(data);
	text_length = 0;
	for (size_t i = 0; i < length; i++) {
		ck_assert_uint_lt(text_length, SIZE_MAX_ - 2);
		if (data[i] == '\r')
			continue;
		if (data[i] == '\n')
			text[text_length++] = '\r';
		text[text_length++] = data[i];
	}
	text[text_length] = '\0';
	free(data);
}

/* --- An audit of a message ------------------------------------------------------------------- */

static int take_pieces(struct mailauth_message *message, size_t piece)
{
	int r = 0;

	for (size_t at = 0; r == 0 && at < text_length; at += piece)
		r = mailauth_message_add(message, text + at,
					 text_length - at < piece ? text_length - at : piece);
	return r == 0 ? mailauth_message_end(message) : r;
}

static int answer_key(struct mailauth_audit *audit, uint32_t id, enum key_answer how)
{
	static const char *const rsa[] = { RSA_KEY };

	switch (how) {
	case KEY_THERE:
		return mailauth_audit_answer_records(audit, id, 0, rsa, 1);
	case KEY_NXDOMAIN:
		return mailauth_audit_answer_records(audit, id, 3, NULL, 0);
	case KEY_NODATA:
		return mailauth_audit_answer_records(audit, id, 0, NULL, 0);
	case KEY_SERVFAIL:
		return mailauth_audit_answer_records(audit, id, 2, NULL, 0);
	case KEY_TIMED_OUT:
		return mailauth_audit_fail(audit, id, MAILAUTH_TIMED_OUT);
	default:
		return mailauth_audit_fail(audit, id, MAILAUTH_TRUNCATED);
	}
}

static int answer(struct mailauth_audit *audit, const struct mailauth_question *question,
		  enum key_answer how)
{
	static const char *const records[] = { ED25519_KEY, OLDER_KEY, POLICY, SPF };
	const char *name = mailauth_question_name(question);
	uint32_t id = mailauth_question_id(question);
	bool txt = mailauth_question_type(question) == 16;

	if (txt && strcmp(name, "test._domainkey.football.example.com") == 0)
		return answer_key(audit, id, how);
	for (size_t i = 0; txt && i < COUNT_OF(records); i++)
		if (strncmp(records[i], name, strlen(name)) == 0 && records[i][strlen(name)] == ' ')
			return mailauth_audit_answer_records(audit, id, 0, &records[i], 1);
	return mailauth_audit_answer_records(audit, id,
					     strcmp(name, "football.example.com") ? 3 : 0, NULL, 0);
}

/* Answers what is open: from the first on, or from the last. */
static int answer_all(struct mailauth_audit *audit, enum key_answer how, bool backwards)
{
	const struct mailauth_question *open[64], *question;
	size_t count = 0;
	int r = 0;

	while (count < COUNT_OF(open) && (question = mailauth_audit_next_question(audit)) != NULL)
		open[count++] = question;
	for (size_t i = 0; r >= 0 && i < count; i++)
		r = answer(audit, open[backwards ? count - 1 - i : i], how);
	return r;
}

struct run {
	size_t piece;
	unsigned flags;
	enum key_answer how;
	bool backwards;
};

/* Verifies the text; the report as JSON goes to *JSON, which stays NULL if memory did not
 * suffice. */
static int verify(const struct run *run, char **json)
{
	struct mailauth_message *message = NULL;
	struct mailauth_audit *audit = NULL;
	int r = mailauth_message_new(&message, run->flags);

	*json = NULL;
	if (r == 0)
		r = take_pieces(message, run->piece);
	if (r == 0)
		r = mailauth_audit_new(&audit, "football.example.com", SIGNED_AT + 10);
	if (r == 0)
		r = mailauth_audit_set_message(audit, message);
	if (r == 0)
		r = mailauth_audit_add_sender(audit, "192.0.2.1", "a@football.example.com", NULL);
	if (r == 0)
		r = mailauth_audit_set_scope(audit, MAILAUTH_SCOPE_SENDER);
	while (r == 0 && (r = mailauth_audit_step(audit)) == MAILAUTH_PENDING)
		r = answer_all(audit, run->how, run->backwards);
	if (r == 0)
		r = mailauth_report_json(mailauth_audit_report(audit), MAILAUTH_ENGLISH, 0, json,
					 NULL);
	mailauth_audit_free(audit);
	mailauth_message_free(message);
	return r;
}

static void assert_says(const struct run *run, const char *words)
{
	char *json;

	ck_assert_int_eq(verify(run, &json), 0);
	ck_assert_msg(strstr(json, words) != NULL, "%s is not in %s", words, json);
	free(json);
}

/* --- Tests -------------------------------------------------------------------------------------
 */

START_TEST(test_both_signatures_pass)
{
	const struct run run = { .piece = 100 };
	char *json;

	load("rfc8463-A.3.eml");
	ck_assert_int_eq(verify(&run, &json), 0);
	ck_assert_ptr_nonnull(strstr(json, "\"selector\":\"brisbane\",\"algorithm\":\"ed25519-"
					   "sha256\",\"result\":\"pass\""));
	ck_assert_ptr_nonnull(strstr(json, "\"selector\":\"test\",\"algorithm\":\"rsa-sha256\","
					   "\"result\":\"pass\""));
	free(json);
}
END_TEST

/* RFC 6376 A.2, and what others made of it. */
static const struct {
	const char *file;
	const char *words;
} examples[] = {
	{ "rfc6376-A.2.eml", "\"result\":\"pass\",\"reason\":\"verified\"" },
	{ "rfc6376-A.2-ill_formed-list_id.eml", "\"result\":\"pass\",\"reason\":\"verified\"" },
	{ "rfc6376-A.2-body_modified.eml", "\"result\":\"fail\",\"reason\":\"body-changed\"" },
	{ "rfc6376-A.2-header_subject_modified.eml",
	  "\"result\":\"fail\",\"reason\":\"header-changed\"" },
	{ "rfc6376-A.2-ill_formed-missing_v.eml",
	  "\"result\":\"neutral\",\"reason\":\"tag-missing\"" },
};

START_TEST(test_examples)
{
	const struct run run = { .piece = 1000, .flags = MAILAUTH_MESSAGE_KEEP };

	load(examples[_i].file);
	assert_says(&run, examples[_i].words);
}
END_TEST

/* Any pieces, and keys in any order, whatever comes of one. */
START_TEST(test_pieces_and_orders)
{
	static const size_t pieces[] = { 1, 2, 3, 7, 64, 4095, 4096, SIZE_MAX_ };
	const struct run first = { .piece = 1, .how = (enum key_answer)_i };
	char *expected, *json;

	load("rfc8463-A.3.eml");
	ck_assert_int_eq(verify(&first, &expected), 0);
	for (size_t i = 0; i < COUNT_OF(pieces); i++) {
		const struct run run = { .piece = pieces[i],
					 .how = (enum key_answer)_i,
					 .backwards = i % 2 != 0 };

		ck_assert_int_eq(verify(&run, &json), 0);
		ck_assert_str_eq(json, expected);
		free(json);
	}
	free(expected);
}
END_TEST

/* A key that is not there is an answer; one that could not be had is not. */
START_TEST(test_keys_that_fail)
{
	static const struct {
		enum key_answer how;
		const char *words;
	} cases[] = {
		{ KEY_NXDOMAIN, "\"result\":\"permerror\",\"reason\":\"no-key\"" },
		{ KEY_NODATA, "\"result\":\"permerror\",\"reason\":\"no-key\"" },
		{ KEY_SERVFAIL, "\"result\":\"temperror\",\"reason\":\"key-unknown\"" },
		{ KEY_TIMED_OUT, "\"result\":\"temperror\",\"reason\":\"key-unknown\"" },
		{ KEY_TRUNCATED, "\"result\":\"temperror\",\"reason\":\"key-unknown\"" },
	};
	const struct run run = { .piece = 1000, .how = cases[_i].how };

	load("rfc8463-A.3.eml");
	assert_says(&run, cases[_i].words);
	assert_says(&run, "\"selector\":\"brisbane\",\"algorithm\":\"ed25519-sha256\",\"result\":"
			  "\"pass\"");
}
END_TEST

START_TEST(test_types_that_do_not_fit)
{
	const struct run run = { .piece = 1000 };

	load("rfc8463-A.3-key_algo_mismatch.eml");
	assert_says(&run, "\"result\":\"permerror\",\"reason\":\"key-type\"");
}
END_TEST

/* In a message whose lines end in CRLF, one LF alone. */
START_TEST(test_bare_line_ends)
{
	const struct run run = { .piece = 1000, .flags = MAILAUTH_MESSAGE_KEEP };
	char *at;

	load("rfc8463-A.3.eml");
	at = strstr(text, "yet?\r\n");
	ck_assert_ptr_nonnull(at);
	memmove(at + 4, at + 5, strlen(at + 5) + 1);
	text_length--;
	assert_says(&run, "\"reason\":\"body-changed\",\"damage\":[{\"passes_if_undone\":\"line-"
			  "ends\"}]");
	load("rfc8463-A.3.eml");
	assert_says(&run, "\"reason\":\"verified\",\"damage\":[]");
}
END_TEST

/* All lines of the body end in LF below a header whose lines end in CRLF, the last one, too: most
 * receivers make CRLF of it, others see one long line (RFC 6376 5.3). */
START_TEST(test_bare_body)
{
	const struct run run = { .piece = 1000, .flags = MAILAUTH_MESSAGE_KEEP };
	char *from, *to;

	load("rfc8463-A.3.eml");
	to = strstr(text, "\r\n\r\n");
	ck_assert_ptr_nonnull(to);
	for (from = to += 4; *from != '\0'; from++)
		if (*from != '\r')
			*to++ = *from;
	*to = '\0';
	text_length = (size_t)(to - text);
	assert_says(&run, "\"reason\":\"body-changed\",\"damage\":[{\"passes_if_undone\":\"line-"
			  "ends\"}]");
}
END_TEST

/* A NUL in the header, and a line that is longer than libopendkim takes: not the signer's fault. */
START_TEST(test_a_form_that_is_not_read)
{
	const struct run run = { .piece = 1000, .flags = MAILAUTH_MESSAGE_KEEP };
	char *at;

	load("rfc8463-A.3.eml");
	assert_says(&run, "\"reason\":\"verified\"");
	at = strstr(text, "Subject: ");
	ck_assert_ptr_nonnull(at);
	at[9] = '\0';
	assert_says(&run, "dkim.signature-message-form");
}
END_TEST

/* What came before stays in OpenSSL's queue of errors, and nothing is added. */
START_TEST(test_errors_of_the_caller)
{
	const struct run run = { .piece = 1000, .flags = MAILAUTH_MESSAGE_KEEP };
	char *json;

	load("rfc8463-A.3.eml");
	text[text_length - 5] ^= 1;
	ERR_clear_error();
	ERR_raise(ERR_LIB_USER, 77);
	ck_assert_int_eq(verify(&run, &json), 0);
	free(json);
	ck_assert_int_eq(ERR_GET_REASON(ERR_get_error()), 77);
	ck_assert_uint_eq(ERR_get_error(), 0);
	/* It was the caller who lacked memory. */
	load("rfc8463-A.3.eml");
	text[text_length - 5] ^= 1;
	memcpy(strstr(text, "joe"), "jim", 3);
	ERR_raise(ERR_LIB_USER, ERR_R_MALLOC_FAILURE);
	ck_assert_int_eq(verify(&run, &json), 0);
	free(json);
	ck_assert_int_eq(ERR_GET_REASON(ERR_get_error()), ERR_R_MALLOC_FAILURE);
	ck_assert_uint_eq(ERR_get_error(), 0);
}
END_TEST

/* Bytes that do not make a message, and fields that cannot be read. */
START_TEST(test_odd_bytes)
{
	static const char *const texts[] = {
		"",
		"\n",
		"\r\n",
		"\r",
		":",
		"From",
		"From:",
		"From \n\n",
		" a\nFrom: b\n\n",
		"DKIM-Signature:",
		"DKIM-Signature: v=1\n",
		"DKIM-Signature: v=1; a=rsa-sha256; "
		"d=football.example.com; s=test; h=from; bh=; b=\n\n",
		"DKIM-Signature: v=1; "
		"a=rsa-sha256; d=football.example.com; s=test; h=:::from:; bh=AA==; b=AA==; t=0; "
		"x=1; l=99999999999999999999999999\nFrom: a@b.example\n\nx",
		"From: a@football.example.com\nFrom: b@football.example.com\n\nx",
		"Received: from ([[[\nReceived: from x ([IPv6:]) by\nReturn-Path: <<>\n\n",
		"DKIM-Signature: \xff\xfe=\x01;;;;\n\n",
	};
	const struct run run = { .piece = 3, .flags = MAILAUTH_MESSAGE_KEEP };
	char *json;

	text_length = strlen(texts[_i]);
	memcpy(text, texts[_i], text_length + 1);
	ck_assert_int_eq(verify(&run, &json), 0);
	ck_assert_ptr_null(strstr(json, "\"result\":\"pass\""));
	free(json);
}
END_TEST

START_TEST(test_misuse)
{
	struct mailauth_message *message;
	struct mailauth_audit *audit;

	ck_assert_int_eq(mailauth_message_new(&message, 2), MAILAUTH_EINVAL);
	ck_assert_int_eq(mailauth_message_new(&message, 0), 0);
	ck_assert_int_eq(mailauth_audit_new(&audit, "example.jp", 0), 0);
	ck_assert_int_eq(mailauth_audit_set_message(audit, message), MAILAUTH_EINVAL);
	ck_assert_int_eq(mailauth_message_end(message), 0);
	ck_assert_int_eq(mailauth_message_end(message), MAILAUTH_EINVAL);
	ck_assert_int_eq(mailauth_message_add(message, "x", 1), MAILAUTH_EINVAL);
	ck_assert_int_eq(mailauth_audit_set_message(audit, message), 0);
	ck_assert_int_eq(mailauth_audit_set_message(audit, message), MAILAUTH_EINVAL);
	ck_assert_ptr_null(mailauth_message_from(message));
	mailauth_audit_free(audit);
	mailauth_message_free(message);
}
END_TEST

/* Memory of ours that is refused, once or for good, is a status. */
START_TEST(test_without_memory)
{
	const struct run run = { .piece = 1000, .flags = MAILAUTH_MESSAGE_KEEP };
	bool refused = true;
	char *expected, *json;

	load("rfc8463-A.3.eml");
	text[text_length - 5] ^= 1;
	ck_assert_int_eq(verify(&run, &expected), 0);
	for (unsigned n = 0; refused; n++) {
		int r;

		if (_i == 0)
			fail_memory_after(n);
		else
			fail_memory_once(n);
		r = verify(&run, &json);
		refused = restore_memory();
		if (refused) {
			ck_assert_msg(r == MAILAUTH_ENOMEM, "after %u allocations: %d", n, r);
			ck_assert_ptr_null(json);
			continue;
		}
		ck_assert_str_eq(json, expected);
		free(json);
	}
	free(expected);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("message");

	add_case(suite, "messages",
		 TESTS(test_both_signatures_pass, test_bare_body, test_types_that_do_not_fit,
		       test_bare_line_ends, test_a_form_that_is_not_read,
		       test_errors_of_the_caller, test_misuse));
	add_loop(suite, "examples", test_examples, COUNT_OF(examples));
	add_loop(suite, "orders", test_pieces_and_orders, KEY_TRUNCATED + 1);
	add_loop(suite, "keys", test_keys_that_fail, 5);
	add_loop(suite, "odd bytes", test_odd_bytes, 16);
	add_loop(suite, "memory", test_without_memory, 2);
	return check_main(suite);
}
