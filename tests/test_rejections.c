/* The rows: each is reached by a text of its own, and its words are whole.
 *
 * SPDX-License-Identifier: MIT */

#include "inside.h"

#include "../lib/explain/explain.h"

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

static struct mailauth_explanation *explain(const char *text, const char *host)
{
	struct mailauth_explanation *explanation;

	ck_assert_int_eq(mailauth_explain(explainer, text, strlen(text), host, &explanation), 0);
	return explanation;
}

/* A host that lets a system be named. */
static const char *host_of(enum ma_system_id system)
{
	static const struct {
		enum ma_system_id system;
		const char *host;
	} hosts[] = {
		{ MA_SYSTEM_GMAIL, "gmail-smtp-in.l.google.com" },
		{ MA_SYSTEM_OUTLOOK_COM, "hotmail-com.olc.protection.outlook.com" },
		{ MA_SYSTEM_EXCHANGE_ONLINE, "example-jp.mail.protection.outlook.com" },
		{ MA_SYSTEM_EXCHANGE_SERVER, "example-jp.mail.protection.outlook.com" },
		{ MA_SYSTEM_YAHOO, "mta5.am0.yahoodns.net" },
		{ MA_SYSTEM_YAHOO_JAPAN, "mx3.mail.yahoo.co.jp" },
		{ MA_SYSTEM_ICLOUD, "mx01.mail.icloud.com" },
		{ MA_SYSTEM_DOCOMO, "mfsmax.docomo.ne.jp" },
		{ MA_SYSTEM_AU_KDDI, "msmx.au.com" },
		{ MA_SYSTEM_SOFTBANK, "mx.softbank.ne.jp" },
		{ MA_SYSTEM_PROOFPOINT, "mxa-00000000.gslb.pphosted.com" },
		{ MA_SYSTEM_MIMECAST, "eu-smtp-inbound-1.mimecast.com" },
		{ MA_SYSTEM_BARRACUDA, "d1.ess.barracudanetworks.com" },
		{ MA_SYSTEM_CISCO_IRONPORT, "mx1.example.iphmx.com" },
		{ MA_SYSTEM_TENCENT_QQ, "mx1.qq.com" },
		{ MA_SYSTEM_SAKURA, "www0000.sakura.ne.jp" },
		{ MA_SYSTEM_XSERVER, "sv0000.xserver.jp" },
		{ MA_SYSTEM_WEBARENA, "mx.arena.ne.jp" },
		{ MA_SYSTEM_BIGLOBE, "rcpt.biglobe.ne.jp" },
		{ MA_SYSTEM_J_COM, "mx.jcom.home.ne.jp" },
		{ MA_SYSTEM_COMCAST, "mx1.comcast.net" },
		{ MA_SYSTEM_GODADDY, "smtp.secureserver.net" },
		{ MA_SYSTEM_ZOHO, "mx.zoho.com" },
		{ MA_SYSTEM_TREND_MICRO, "in.trendmicro.com" },
		{ MA_SYSTEM_GMX_WEB_DE, "mx00.gmx.net" },
	};

	for (size_t i = 0; i < COUNT_OF(hosts); i++)
		if (hosts[i].system == system)
			return hosts[i].host;
	return NULL;
}

/* The first of "550|5xx", a digit for each x; "" for any. */
static void write_code(const char *codes, const char *class, char *text)
{
	size_t length = strcspn(codes, "|");

	text[0] = '\0';
	if (codes[0] == '*' || codes[0] == '-')
		return;
	for (size_t i = 0; i < length && codes[i] != '-'; i++) {
		*text++ = codes[i] == 'x' ? (i == 0 ? class[0] : '0') : codes[i];
		*text = '\0';
	}
}

/* What a server would say that means ROW and nothing else. */
static void write_own(const struct ma_rejection *row, const char *pattern, char *text, size_t size)
{
	const char *class = row->permanence == MAILAUTH_PERMANENCE_TEMPORARY ? "4" : "5";
	char reply[16], code[16];

	write_code(row->reply, class, reply);
	write_code(row->code, reply[0] != '\0' ? reply : class, code);
	if (reply[0] == '\0' && code[0] != '\0')
		snprintf(reply, sizeof(reply), "%c50", code[0]);
	snprintf(text, size, "%s%s%s%s%s%s", reply, reply[0] != '\0' ? " " : "", code,
		 code[0] != '\0' ? " " : "", pattern,
		 (row->conditions & MA_AT_RCPT) != 0   ? " (in reply to RCPT TO command)"
		 : (row->conditions & MA_AT_DATA) != 0 ? " (in reply to end of DATA command)"
						       : "");
}

static void reaches(const struct ma_rejection *row, const char *text, const char *host)
{
	struct mailauth_explanation *explanation = explain(text, host);
	const char *rule = mailauth_explanation_rule(explanation);

	ck_assert_msg(rule != NULL && strcmp(rule, row->id) == 0, "\"%s\" from %s gives %s, not %s",
		      text, host != NULL ? host : "somebody", rule != NULL ? rule : "nothing",
		      row->id);
	mailauth_explanation_free(explanation);
}

/* Rows whose literal is part of another row's that fits the same codes, and says more. */
START_TEST(test_literal_rows_win_on_their_own_text)
{
	for (size_t i = 0; i < ma_rejection_count; i++) {
		const struct ma_rejection *row = &ma_rejections[i];
		char text[400];

		if (row->kind != MA_REJECTION_LITERAL)
			continue;
		write_own(row, row->pattern, text, sizeof(text));
		reaches(row, text, host_of(row->system));
	}
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("rejections");
	TCase *rows = add_case(suite, "rows", TESTS(test_literal_rows_win_on_their_own_text));

	tcase_add_unchecked_fixture(rows, set_up, tear_down);
	return check_main(suite);
}
