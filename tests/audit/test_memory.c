/* Memory that runs out at any moment of an audit: a status, never a crash, a leak or another
 * report.
 *
 * SPDX-License-Identifier: MIT */

#include "dkim_keys.h"
#include "memory.h"
#include "packet.h"

#include <mailauth/report.h>

#include <stdlib.h>
#include <string.h>

enum { NOW = 1767225600 };

/* Cut into strings; the last may be empty. */
static void put_text(struct packet *packet, const char *name, const char *text)
{
	static const size_t most = 250;
	char parts[3][251] = { "", "", "" };

	for (size_t i = 0; i < 3 && strlen(text) > i * most; i++)
		strncpy(parts[i], text + i * most, most);
	packet_txt(packet, name, parts[0], parts[1], parts[2], NULL);
}

/* A domain that makes an evaluator use all that it has: macros, aliases, MX, an explanation,
 * faults, an international name, keys of many kinds. */
static void respond(const struct mailauth_question *question, struct packet *packet)
{
	static const struct {
		const char *name;
		const char *record;
	} texts[] = {
		{ "xn--wgv71a119e.jp",
		  "v=spf1 include:_spf.example.com exists:%{ir}.%{l}.example.com mx a:%{d2} ptr "
		  "ip4:192.0.2.0/33 exp=why.example.com -all" },
		{ "_spf.example.com", "v=spf1 ip4:198.51.100.0/24 include:loop.example.com ~all" },
		{ "loop.example.com", "v=spf1 include:_spf.example.com redirect=none.example.com" },
		{ "strict.example.com", "v=spf1 ip4:192.0.2.1 -all exp=why.example.com" },
		{ "s1._domainkey.xn--wgv71a119e.jp",
		  "s1._domainkey TXT ( \"v=DKIM1; k=rsa; p=" RSA_2048_PKCS1 "\" )" },
		{ "s2._domainkey.xn--wgv71a119e.jp", "v=DKIM1; K=ed25519; p=" ED25519_WRAPPED },
		{ "s3._domainkey.xn--wgv71a119e.jp.xn--wgv71a119e.jp", "v=DKIM1; p=" RSA_1024 },
		{ "style.example.com",
		  "v=spf1 redirect=x.example.com moo=1 ip4:10.1.2.3 ip4:203.0.113.0/25 "
		  "ip4:203.0.113.128/25 ip4:203.0.113.5/24 a:example.com/7 exists:%{p}.example.com "
		  "exp=why.style.example.com rp=1000 ~all ip4:203.0.113.9 -all" },
		{ "_dmarc.style.example.com", "v=DMARC1; p=reject; sp=nome; t=y; "
					      "rua=mailto:a@example.org,b@example.net; pct=5; "
					      "x y; P=none" },
		{ "_dmarc.xn--wgv71a119e.jp", "\xef\xbc\x8cv=dmarc1; p=none, rua=a@b.example" },
		{ "_dmarc.example.com", "v=DMARC1; p=quarantine; rua=mailto:a@mail.example.com" },
		{ "_dmarc.several.example.com", "v=DMARC1; p=none" },
		{ "_dmarc.several.example.com", "v=DMARC1; p=reject" },
		{ "why.example.com", "%{i} is not one of %{d}'s hosts; see http://%{h}/" },
	};
	const char *name = mailauth_question_name(question);

	packet_reply(packet, question);
	switch (mailauth_question_type(question)) {
	case TYPE_TXT:
		for (size_t i = 0; i < COUNT_OF(texts); i++)
			if (strcmp(texts[i].name, name) == 0)
				put_text(packet, name, texts[i].record);
		break;
	case TYPE_MX:
		packet_mx(packet, name, 10, "mx.example.com");
		packet_mx(packet, name, 20, "mx2.example.com");
		break;
	case TYPE_A:
		packet_name_record(packet, name, TYPE_CNAME, "host.example.com");
		packet_address(packet, "host.example.com", "192.0.2.1");
		break;
	case TYPE_PTR:
		packet_name_record(packet, name, TYPE_PTR, "host.example.com");
		break;
	default:
		packet_set_rcode(packet, 3);
		packet->section = PACKET_AUTHORITY;
		packet_soa(packet, "example.com", 300, 300);
	}
}

/* The packet's making is not on trial: RESPOND uses no memory but the stack's. */
static int answer_all(struct mailauth_audit *audit)
{
	static struct packet packet;
	const struct mailauth_question *question;
	int r = 0;

	while (r >= 0 && (question = mailauth_audit_next_question(audit)) != NULL) {
		respond(question, &packet);
		r = mailauth_audit_answer(audit, mailauth_question_id(question), packet.bytes,
					  packet.length);
	}
	return r;
}

static int run(struct mailauth_audit *audit)
{
	int r;

	static const char key[] =
		"-----BEGIN PUBLIC KEY-----\n" ED25519_WRAPPED "\n-----END PUBLIC KEY-----\n";

	if ((r = mailauth_audit_add_selector(audit, "s1")) < 0 ||
	    (r = mailauth_audit_add_key(audit, "s2", key, sizeof(key) - 1, 0)) < 0 ||
	    (r = mailauth_audit_add_selector(audit, "s3")) < 0 ||
	    (r = mailauth_audit_add_sender(audit, "203.0.113.9", "info@strict.example.com",
					   "mail.example.com")) < 0 ||
	    (r = mailauth_audit_add_sender(audit, "203.0.113.9", "info@style.example.com", NULL)) <
		    0 ||
	    (r = mailauth_audit_add_from(audit, "2001:db8::9", "店 <a@style.example.com>")) < 0 ||
	    (r = mailauth_audit_add_sender(audit, "2001:db8::9", NULL, NULL)) < 0 ||
	    (r = mailauth_audit_set_from(audit, "a@style.example.com")) < 0 ||
	    (r = mailauth_audit_add_auth(audit, "dkim=pass header.d=mail.example.com")) < 0 ||
	    (r = mailauth_audit_set_receiver(audit, "mx.example.net")) < 0)
		return r;
	while ((r = mailauth_audit_step(audit)) == MAILAUTH_PENDING)
		if ((r = answer_all(audit)) < 0)
			break;
	return r;
}

/* A domain, and how its report is written. */
static const struct {
	const char *domain;
	bool json;
	const char *assumed;
	unsigned flags; /* of the text */
} reports[] = { { "日本語.jp", false, NULL, 0 },
		{ "style.example.com", false, NULL, MAILAUTH_TEXT_LONG },
		{ "style.example.com", true, NULL, 0 },
		{ "shop.several.example.com", false, NULL, 0 },
		{ "shop.several.example.com", true, "_dmarc.several MX 10 mx", 0 },
		{ "shop.several.example.com", false,
		  "_dmarc.sever\\097l.example.com. TXT \"v=DMARC1; \" \"p=reject\"",
		  MAILAUTH_TEXT_LONG },
		{ "shop.several.example.com", true, "*.several TXT \"v=DMARC1; p=none\"", 0 },
		{ "shop.several.example.com", false, "_dmarc CNAME _dmarc.example.com.", 0 } };

/* The whole audit, and its report written: NULL if memory did not suffice. */
static int write_report(size_t which, char **text)
{
	struct mailauth_audit *audit;
	int r = mailauth_audit_new(&audit, reports[which].domain, NOW);

	*text = NULL;
	if (r < 0)
		return r;
	if (reports[which].assumed != NULL)
		r = mailauth_audit_set(audit, "assume", reports[which].assumed);
	if (r == 0)
		r = run(audit);
	if (r == 0 && reports[which].json)
		r = mailauth_report_json(mailauth_audit_report(audit), MAILAUTH_ENGLISH,
					 MAILAUTH_JSON_QUERIES, text, NULL);
	else if (r == 0)
		r = mailauth_report_text(mailauth_audit_report(audit), MAILAUTH_JAPANESE, 72,
					 reports[which].flags, text, NULL);
	mailauth_audit_free(audit);
	return r;
}

/* Memory ends after n allocations (_i even), or lacks once (_i odd): that must not be forgotten. */
START_TEST(test_audit_without_memory)
{
	size_t which = (size_t)_i / 2;
	bool refused = true;
	char *expected, *text;
	unsigned n;

	ck_assert_int_eq(write_report(which, &expected), 0);
	for (n = 0; refused; n++) {
		int r;

		if (_i % 2 == 0)
			fail_memory_after(n);
		else
			fail_memory_once(n);
		r = write_report(which, &text);
		refused = restore_memory();
		if (refused) {
			ck_assert_msg(r == MAILAUTH_ENOMEM, "after %u allocations: %d", n, r);
			ck_assert_ptr_null(text);
			continue;
		}
		ck_assert_int_eq(r, 0);
		ck_assert_str_eq(text, expected);
	}
	ck_assert_uint_gt(n, 20); /* there was something to refuse */
	free(text);
	free(expected);
}
END_TEST

/* As above, but memory comes back: what failed stays failed, and the audit can be freed. */
START_TEST(test_audit_that_failed_stays_failed)
{
	for (unsigned n = 1; n < 40; n++) {
		struct mailauth_audit *audit;
		int r;

		ck_assert_int_eq(mailauth_audit_new(&audit, "example.com", NOW), 0);
		fail_memory_after(n);
		r = run(audit);
		restore_memory();
		if (r == MAILAUTH_ENOMEM)
			ck_assert_ptr_null(mailauth_audit_report(audit));
		else
			ck_assert_ptr_nonnull(mailauth_audit_report(audit));
		mailauth_audit_free(audit);
	}
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("memory");

	add_loop(suite, "audit", test_audit_without_memory, 2 * COUNT_OF(reports));
	add_case(suite, "after", TESTS(test_audit_that_failed_stays_failed));
	return check_main(suite);
}
