/* lib/known/provider: whose a name is, and whose it only looks like.
 *
 * SPDX-License-Identifier: MIT */

#include "support.h"

#include "known/known.h"

#include <stdio.h>
#include <string.h>

static const char *id_of(const char *name, unsigned roles)
{
	const struct ma_provider *provider = ma_provider_find(ma_text(name), roles);

	return provider != NULL ? provider->id : "";
}

static const struct {
	const char *name;
	unsigned roles;
	const char *id;
} names[] = {
	{ "ns1.dns.ne.jp", MA_PROVIDER_DNS, "sakura" },
	{ "NS1.DNS.NE.JP", MA_PROVIDER_DNS, "sakura" },
	{ "ns12.gslb2.sakura.ne.jp", MA_PROVIDER_DNS, "sakura-cloud" },
	{ "www1234.sakura.ne.jp", MA_PROVIDER_HOST, "sakura" },
	{ "a.b.sakura.ne.jp", MA_PROVIDER_HOST, "sakura" },
	{ "01.dnsv.jp", MA_PROVIDER_DNS, "onamae" },
	{ "ns-rs1.gmoserver.jp", MA_PROVIDER_DNS, "onamae-server" },
	{ "sv1.gmoserver.jp", MA_PROVIDER_HOST, "gmo-server" },
	{ "ns-1536.awsdns-00.co.uk", MA_PROVIDER_DNS, "route53" },
	{ "aspmx.l.google.com", MA_PROVIDER_MX, "google" },
	{ "alt3.aspmx.l.google.com", MA_PROVIDER_MX, "google" },
	{ "ns-cloud-a1.googledomains.com", MA_PROVIDER_DNS, "google-dns" },
	{ "ns1.googledomains.com", MA_PROVIDER_DNS, "squarespace" },
	{ "example-jp.mail.protection.outlook.com", MA_PROVIDER_MX, "microsoft-365" },
	{ "%{i}._ip.%{h}._ehlo.%{d}._spf.vali.email", MA_PROVIDER_SPF, "valimail" },
	{ "nsk0.secure.ne.jp", MA_PROVIDER_DNS, "kddi-dns" },
	{ "ham0001.secure.ne.jp", MA_PROVIDER_HOST, "cpi" },
	/* found as something else */
	{ "ns1.dns.ne.jp", MA_PROVIDER_MX | MA_PROVIDER_HOST, "" },
	{ "_spf.google.com", MA_PROVIDER_DKIM, "" },
	/* names that only look like it */
	{ "sakura.ne.jp", MA_PROVIDER_HOST, "" },
	{ "www1234.sakura.ne.jp.example", MA_PROVIDER_HOST, "" },
	{ "www1234-sakura.ne.jp", MA_PROVIDER_HOST, "" },
	{ "nsx.dns.ne.jp", MA_PROVIDER_DNS, "" },
	{ "ns.dns.ne.jp", MA_PROVIDER_DNS, "" },
	{ "ns1.evil.dns.ne.jp", MA_PROVIDER_DNS, "" },
	{ "xns1.dns.ne.jp", MA_PROVIDER_DNS, "" },
	{ "xserver.jp.attacker.example", ~0u, "" },
	{ "google.com.evil.example", ~0u, "" },
	{ "aspmx.l.google.com.evil.example", ~0u, "" },
	{ "notgoogle.com", ~0u, "" },
	{ "awsdns-1.com", ~0u, "" },
	{ "ns-1.awsdns-x.com", ~0u, "" },
	{ ".sakura.ne.jp", MA_PROVIDER_HOST, "" },
	{ ".", ~0u, "" },
	{ "", ~0u, "" },
	{ "jp", ~0u, "" },
};

START_TEST(test_names_are_those_of_companies)
{
	for (size_t i = 0; i < COUNT_OF(names); i++)
		ck_assert_msg(strcmp(id_of(names[i].name, names[i].roles), names[i].id) == 0,
			      "%s is %s", names[i].name, id_of(names[i].name, names[i].roles));
}
END_TEST

static void check_meant(const char *name, const char *meant)
{
	struct ma_text found = { 0 };
	const struct ma_provider *provider = ma_provider_find_near(ma_text(name), &found);

	if (meant == NULL)
		ck_assert_msg(provider == NULL, "%s is taken for %s", name, found.data);
	else
		ck_assert_msg(provider != NULL && ma_text_is(found, meant), "%s is not %s", name,
			      meant);
}

/* A byte of zero does not end a name, and what follows it is not read as one. */
START_TEST(test_zero_bytes_are_of_no_company)
{
	const struct ma_text names_with_zeros[] = {
		MA_TEXT("com\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0"),
		MA_TEXT("_spf.google.com\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0"),
		MA_TEXT("spf.sender.xserver.jp\0.\0\0\0\0\0\0\0\0\0\0\0\0"),
	};

	for (size_t i = 0; i < COUNT_OF(names_with_zeros); i++)
		ck_assert(ma_provider_find(names_with_zeros[i], ~0u) == NULL);
}
END_TEST

/* Names below domains of no company, which have companies' names and hosts in all their labels. */
START_TEST(test_names_like_a_companys_name_nobody)
{
	static const char *const hosts[] = { "ns1.dns.ne.jp",	  "aspmx.l.google.com",
					     "www1.sakura.ne.jp", "_spf.google.com",
					     "sv1.xserver.jp",	  "spf.protection.outlook.com",
					     "01.dnsv.jp",	  "mx01.lolipop.jp",
					     "sendgrid.net",	  "ns1.value-domain.com" };
	static const char *const owners[] = {
		"sakura",  "google", "xserver", "outlook", "onamae",
		"lolipop", "conoha", "kagoya",	"heteml",  "amazonses"
	};
	static const char *const forms[][2] = {
		{ "", ".example" }, { "my-", ".jp" },  { "", "-mail.com" },
		{ "", "x.ne.jp" },  { "x", ".co.jp" },
	};
	char name[128];

	for (unsigned i = 0; i < 500; i++) {
		snprintf(name, sizeof(name), "%s.%s%s%s",
			 hosts[i / COUNT_OF(forms) % COUNT_OF(hosts)],
			 forms[i % COUNT_OF(forms)][0],
			 owners[i / (COUNT_OF(forms) * COUNT_OF(hosts))],
			 forms[i % COUNT_OF(forms)][1]);
		ck_assert_msg(ma_provider_find(ma_text(name), ~0u) == NULL, "%s is %s", name,
			      id_of(name, ~0u));
	}
}
END_TEST

START_TEST(test_typing_errors_are_those_of_one_company)
{
	check_meant("spf.google.com", "_spf.google.com");
	check_meant("_spf.gogle.com", "_spf.google.com");
	check_meant("spf.protecton.outlook.com", "spf.protection.outlook.com");
	check_meant("spf.sender.xsever.jp", "spf.sender.xserver.jp");
	/* right as it is, another name, a company too many, nothing at all */
	check_meant("_spf.google.com", NULL);
	check_meant("_spf.example.com", NULL);
	check_meant("spf.example.jp", NULL);
	check_meant("google.com", NULL);
	check_meant("mail._spf.google.com", NULL);
	check_meant("", NULL);
	check_meant("..", NULL);
	check_meant("a-label-that-is-longer-than-any-word.example", NULL);
}
END_TEST

START_TEST(test_one_platform_may_have_several_names)
{
	const struct ma_provider *gate =
		ma_provider_find(MA_TEXT("_spf.activegate-ss.jp"), MA_PROVIDER_SPF);
	const struct ma_provider *world =
		ma_provider_find(MA_TEXT("_spf.active-w.net"), MA_PROVIDER_SPF);
	const struct ma_provider *other =
		ma_provider_find(MA_TEXT("_spf.google.com"), MA_PROVIDER_SPF);

	ck_assert(gate != world && ma_provider_is_same(gate, world));
	ck_assert(!ma_provider_is_same(gate, other));
	ck_assert(!ma_provider_is_same(gate, NULL));
	ck_assert(!ma_provider_is_same(NULL, NULL));
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("provider");

	add_case(suite, "names",
		 TESTS(test_names_are_those_of_companies, test_zero_bytes_are_of_no_company,
		       test_names_like_a_companys_name_nobody,
		       test_typing_errors_are_those_of_one_company,
		       test_one_platform_may_have_several_names));
	return check_main(suite);
}
