/* What a header says of a message's way: who handled it, and what receivers noted, however they
 * write it.
 *
 * SPDX-License-Identifier: MIT */

#include "memory.h"

#include <mailauth/mailauth.h>
#include <mailauth/message.h>

#include <stdlib.h>
#include <string.h>

#define BORDER                                                                                     \
	"Received: from mx.example.jp (mx.example.jp [8.8.4.4]) by mx.example.net with ESMTPS\n"
#define REST "From: Shop <info@example.jp>\n\nHello.\n"

static struct mailauth_message *read(const char *header)
{
	struct mailauth_message *message;

	ck_assert_int_eq(mailauth_message_new(&message, 0), 0);
	ck_assert_int_eq(mailauth_message_add(message, header, strlen(header)), 0);
	ck_assert_int_eq(mailauth_message_add(message, REST, strlen(REST)), 0);
	ck_assert_int_eq(mailauth_message_end(message), 0);
	return message;
}

static void add(char *all, size_t size, const char *text)
{
	strncat(all, text != NULL ? text : "?", size - strlen(all) - 1);
}

static void add_properties(const struct mailauth_message *message, size_t note, size_t result,
			   char *all, size_t size)
{
	const char *name, *value;

	for (size_t i = 0; i < mailauth_message_note_property_count(message, note, result); i++) {
		name = mailauth_message_note_property(message, note, result, i, &value);
		add(all, size, " ");
		add(all, size, name);
		add(all, size, "=");
		add(all, size, value);
	}
	if (mailauth_message_note_comment(message, note, result) != NULL) {
		add(all, size, " (");
		add(all, size, mailauth_message_note_comment(message, note, result));
		add(all, size, ")");
	}
}

/* "receiver trusted|not: method=result property=value (comment); ..." */
static void describe(const struct mailauth_message *message, size_t note, char *all, size_t size)
{
	all[0] = '\0';
	add(all, size, mailauth_message_note_receiver(message, note));
	add(all, size, mailauth_message_note_is_trusted(message, note) ? " trusted:" : " not:");
	for (size_t i = 0; i < mailauth_message_note_result_count(message, note); i++) {
		add(all, size, i == 0 ? " " : "; ");
		add(all, size, mailauth_message_note_method(message, note, i));
		add(all, size, "=");
		add(all, size, mailauth_message_note_result(message, note, i));
		add_properties(message, note, i, all, size);
	}
}

static const struct {
	const char *header;
	const char *says;
} notes[] = {
	/* RFC 8601 B.6, and a version of a method. */
	{ "Authentication-Results: mx.example.net 1; spf/1=PASS smtp.mailfrom=example.jp\n" BORDER,
	  "mx.example.net trusted: spf=pass smtp.mailfrom=example.jp" },
	{ BORDER "Authentication-Results: mx.example.net; none\n", NULL },
	/* Gmail: the policy is in the comment. */
	{ "Authentication-Results: mx.google.com;\n dkim=pass header.i=@example.jp header.s=s1;\n"
	  " dmarc=pass (p=REJECT sp=NONE (x) dis=NONE) header.from=example.jp\n" BORDER,
	  "mx.google.com trusted: dkim=pass header.i=@example.jp header.s=s1; dmarc=pass "
	  "header.from=example.jp (p=REJECT sp=NONE (x) dis=NONE)" },
	{ BORDER "ARC-Authentication-Results: i=1; mx.google.com; arc=none\n",
	  "mx.google.com not: arc=none" },
	/* Microsoft: no host, the recipient's domain as a result of its own. */
	{ "Authentication-Results: spf=pass (sender IP is 8.8.4.4)\n smtp.mailfrom=example.jp; "
	  "hotmail.com; dkim=test (signature was verified)\n header.d=example.jp;hotmail.com; "
	  "dmarc=pass action=none\n header.from=example.jp;compauth=pass reason=100\n" BORDER,
	  "? trusted: spf=pass smtp.mailfrom=example.jp (sender IP is 8.8.4.4); dkim=test "
	  "header.d=example.jp (signature was verified); dmarc=pass action=none "
	  "header.from=example.jp; compauth=pass reason=100" },
	/* Yahoo: no blank before the comment. */
	{ "Authentication-Results: atlas.yahoo.com; dmarc=success(p=REJECT) "
	  "header.from=example.jp\n",
	  "atlas.yahoo.com not: dmarc=success header.from=example.jp (p=REJECT)" },
	/* Yahoo! JAPAN: properties outside of results. */
	{ "Authentication-Results: mta1.djm.ynwp.yahoo.co.jp from=example.jp; domainkeys=neutral "
	  "(no "
	  "sig); dkim=pass (ok); header.i=@example.jp\n" BORDER,
	  "mta1.djm.ynwp.yahoo.co.jp trusted: domainkeys=neutral (no sig); dkim=pass "
	  "header.i=@example.jp (ok)" },
	{ "Received-SPF: Pass (mx.example.net: domain of a@example.jp) client-ip=8.8.4.4;\n" BORDER,
	  "mx.example.net trusted: spf=pass client-ip=8.8.4.4 (mx.example.net: domain of "
	  "a@example.jp)" },
	/* RFC 8601 2.7.7: methods that are not known are kept; a quoted string holds a semicolon.
	 */
	{ "Authentication-Results: mx.example.net; x-new=maybe reason=\"a; b=c (d)\"\n" BORDER,
	  "mx.example.net trusted: x-new=maybe reason=a; b=c (d)" },
	/* A long name, and one in quotation marks. */
	{ "Authentication-Results: atlas-production.v2-mail-prod1-gq1.omega.yahoo.com; spf=none\n"
	  BORDER,
	  "atlas-production.v2-mail-prod1-gq1.omega.yahoo.com trusted: spf=none" },
	{ "Authentication-Results: \"mx.example.net\"; spf=none\n" BORDER,
	  "mx.example.net trusted: spf=none" },
	{ "Authentication-Results: (((\n" BORDER, NULL },
	{ "Authentication-Results: ; ;;= = ==\n" BORDER, NULL },
	{ "Received-SPF:\n" BORDER, NULL },
};

START_TEST(test_notes)
{
	struct mailauth_message *message = read(notes[_i].header);
	char all[1000];

	if (notes[_i].says == NULL) {
		ck_assert_uint_eq(mailauth_message_note_count(message), 0);
		ck_assert_ptr_null(mailauth_message_note_field(message, 0));
	} else {
		ck_assert_uint_eq(mailauth_message_note_count(message), 1);
		describe(message, 0, all, sizeof(all));
		ck_assert_str_eq(all, notes[_i].says);
	}
	mailauth_message_free(message);
}
END_TEST

static const struct {
	const char *header;
	int kind;
	const char *name;
	const char *field;
} handlers[] = {
	{ "List-ID: \"Shop\" <talk.example.net>\n", MAILAUTH_HANDLER_LIST, "talk.example.net",
	  "List-ID" },
	{ "List-Post: <mailto:talk@example.net>\n", MAILAUTH_HANDLER_LIST, "talk@example.net",
	  "List-Post" },
	{ "X-ML-Name: talk\n", MAILAUTH_HANDLER_LIST, "talk", "X-ML-Name" },
	{ "X-Forwarded-For: a@example.net b@example.org\n", MAILAUTH_HANDLER_FORWARDER,
	  "a@example.net", "X-Forwarded-For" },
	{ "Return-Path: <SRS1=x=example.org==y=z=example.jp=a@fwd.example.net>\n",
	  MAILAUTH_HANDLER_FORWARDER, "fwd.example.net", "Return-Path" },
	{ BORDER "ARC-Seal: i=2; cv=pass; d=list.example.net; s=a; b=x\n",
	  MAILAUTH_HANDLER_FORWARDER, "list.example.net", "ARC-Seal" },
	{ "X-IronPort-AV: E=Sophos\n", MAILAUTH_HANDLER_GATEWAY, "Cisco Secure Email (IronPort)",
	  "X-IronPort-AV" },
	{ "X-MIME-Autoconverted: from 8bit to quoted-printable by mx.example.org id x\n",
	  MAILAUTH_HANDLER_RELAY, "mx.example.org", "X-MIME-Autoconverted" },
	/* Sealed where it came in; sealed for the sender. */
	{ "ARC-Seal: i=1; d=mx.example.net; b=x\n" BORDER, -1, NULL, NULL },
	{ BORDER "ARC-Seal: i=1; a=x; d=microsoft.com; b=x\n", -1, NULL, NULL },
	{ "List-Id:\n", -1, NULL, NULL },
	{ "List-Unsubscribe: <https://example.jp/>\n", -1, NULL, NULL },
};

START_TEST(test_handlers)
{
	struct mailauth_message *message = read(handlers[_i].header);

	ck_assert_int_eq(mailauth_message_handler(message, 0), handlers[_i].kind);
	ck_assert_uint_eq(mailauth_message_handler_count(message), handlers[_i].kind >= 0);
	ck_assert_pstr_eq(mailauth_message_handler_name(message, 0), handlers[_i].name);
	ck_assert_pstr_eq(mailauth_message_handler_field(message, 0), handlers[_i].field);
	mailauth_message_free(message);
}
END_TEST

/* Between Microsoft's own hosts mail takes addresses of the public internet; where a stranger says
 * so, it does not count. */
START_TEST(test_border)
{
	static const char inside[] = "Received: from A.prod.outlook.com (2603:10a6:20b:1::1) by "
				     "B.prod.outlook.com with HTTPS\n" BORDER;
	static const char other[] = "Received: from A.prod.outlook.com (2603:10a6:20b:1::1) by "
				    "mx.example.net with ESMTPS\n" BORDER;
	struct mailauth_message *message = read(inside);

	ck_assert_str_eq(mailauth_message_received_ip(message), "8.8.4.4");
	mailauth_message_free(message);
	message = read(other);
	ck_assert_str_eq(mailauth_message_received_ip(message), "2603:10a6:20b:1::1");
	mailauth_message_free(message);
}
END_TEST

/* Who greeted how, as servers write it; mail that was fetched or handed in did not come in there. */
static const struct {
	const char *received;
	const char *ip, *helo, *path;
} borders[] = {
	{ "from unknown (HELO mx.example.jp) (8.8.4.4) by mx.example.net with SMTP", "8.8.4.4",
	  "mx.example.jp", NULL },
	{ "from [8.8.4.4] (port=4 helo=mx.example.jp) by mx.example.net with esmtps (Exim 4.96)\n"
	  " (envelope-from <a@example.jp>)",
	  "8.8.4.4", "mx.example.jp", "a@example.jp" },
	{ "from mx.example.jp (x [8.8.4.4]) by mx.example.net; (envelope-from b@example.jp)",
	  "8.8.4.4", "mx.example.jp", "b@example.jp" },
	{ "from pop.example.net [8.8.8.8] by localhost with POP3 (fetchmail)", NULL, NULL, NULL },
	{ "from [10.0.0.1] (a [8.8.8.8]) by mx.example.jp (Postfix) with ESMTPSA id 1", NULL, NULL,
	  NULL },
};

START_TEST(test_received)
{
	char header[400] = "Received: ";
	struct mailauth_message *message;

	strcat(header, borders[_i].received);
	strcat(header, "\n");
	message = read(header);
	ck_assert_pstr_eq(mailauth_message_received_ip(message), borders[_i].ip);
	ck_assert_pstr_eq(mailauth_message_received_helo(message), borders[_i].helo);
	ck_assert_pstr_eq(mailauth_message_return_path(message), borders[_i].path);
	mailauth_message_free(message);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("way");

	add_loop(suite, "notes", test_notes, COUNT_OF(notes));
	add_loop(suite, "handlers", test_handlers, COUNT_OF(handlers));
	add_case(suite, "border", TESTS(test_border));
	add_loop(suite, "received", test_received, COUNT_OF(borders));
	return check_main(suite);
}
