/* What a broken SPF record or term was meant as: the one sane reading, or none.
 *
 * SPDX-License-Identifier: MIT */

#include "memory.h"

#include "../../lib/spf/advice/advice.h"
#include "../../lib/spf/meant/meant.h"

#include <stdlib.h>
#include <string.h>

/* A record, and the record that was meant; NULL: it is not clear, or nothing is wrong. */
static const struct {
	const char *record;
	const char *guess;
} records[] = {
	/* Nothing is wrong. */
	{ "v=spf1", NULL },
	{ "V=SPF1 -ALL", NULL },
	{ "v=spf1  a   mx  ", NULL },
	{ "v=spf1 +all", NULL },
	{ "v=spf1 include:_spf.example.com exists:%{i}._spf.%{d} moo=cow,x;y ~all", NULL },
	{ "v=spf1 include:a.example.com-all -all", NULL },
	{ "v=spf1 exists:%{l,;}.example.com -all", NULL },

	/* The version */
	{ "v=spf1; ip4:192.0.2.1 -all", "v=spf1 ip4:192.0.2.1 -all" },
	{ "v=spf1, mx -all", "v=spf1 mx -all" },
	{ "v=spf1: mx -all", "v=spf1 mx -all" },
	{ "v=spf1\tmx -all", "v=spf1 mx -all" },
	{ "v=spf1\xc2\xa0mx -all", "v=spf1 mx -all" },
	{ "v=spf1include:a.example -all", "v=spf1 include:a.example -all" },
	{ "v=spf1-all", "v=spf1 -all" },
	{ "v=spf1 ;mx -all", "v=spf1 mx -all" },
	{ "v = spf1 mx -all", "v=spf1 mx -all" },
	{ "v:spf1 mx -all", "v=spf1 mx -all" },
	{ "\xef\xbb\xbfv=spf1 -all", "v=spf1 -all" },
	{ "\"v=spf1 mx -all\"", "v=spf1 mx -all" },
	{ "\\\"v=spf1 mx -all\\\"", "v=spf1 mx -all" },
	{ "'v=spf1 mx -all'", "v=spf1 mx -all" },
	{ "“v=spf1 mx -all”", "v=spf1 mx -all" },
	{ "ｖ＝ｓｐｆ１　ｍｘ　－ａｌｌ", "v=spf1 mx -all" },
	{ "v＝spf1 mx -all", "v=spf1 mx -all" },
	{ "v=spf10 -all", NULL },
	{ "v=spf1.0 -all", NULL },
	{ "v=spf1all", NULL },
	{ "spf2.0/pra -all", NULL },

	/* Characters */
	{ "v=spf1 include：a.example -all", "v=spf1 include:a.example -all" },
	{ "v=spf1 ip4：192.0.2.1 ～all", "v=spf1 ip4:192.0.2.1 ~all" },
	{ "v=spf1 mx 〜all", "v=spf1 mx ~all" },
	{ "v=spf1 mx –all", "v=spf1 mx -all" },
	{ "v=spf1 mx —all", "v=spf1 mx -all" },
	{ "v=spf1 mx −all", "v=spf1 mx -all" },
	{ "v=spf1 mx ーall", "v=spf1 mx -all" },
	{ "v=spf1 mx　-all", "v=spf1 mx -all" },
	{ "v=spf1 include:　a.example -all", "v=spf1 include:a.example -all" },
	{ "v=spf1 ip4:192.0.2.1、ip4:192.0.2.2 -all", "v=spf1 ip4:192.0.2.1 ip4:192.0.2.2 -all" },
	{ "v=spf1 ip4:１９２.０.２.１ -all", "v=spf1 ip4:192.0.2.1 -all" },
	{ "v=spf1 include:a\xe2\x80\x8b.example -all", "v=spf1 include:a.example -all" },
	{ "v=spf1 mx -all\r\n", "v=spf1 mx -all" },
	{ "v=spf1 mx\xff -all", NULL },
	{ "v=spf1 include:日本語.jp -all", "v=spf1 include:xn--wgv71a119e.jp -all" },
	{ "v=spf1 include:メール.jp -all", "v=spf1 include:xn--4dkua4c.jp -all" },
	{ "v=spf1 а:mail.example.com -all", "v=spf1 a:mail.example.com -all" },

	/* Quotes and ends */
	{ "v=spf1 include:\"a.example\" -all", "v=spf1 include:a.example -all" },
	{ "v=spf1 mx \"-all\"", "v=spf1 mx -all" },
	{ "v=spf1 mx -all;", "v=spf1 mx -all" },
	{ "v=spf1 mx -all.", "v=spf1 mx -all" },
	{ "v=spf1 mx -all\\", "v=spf1 mx -all" },
	{ "v=spf1 mx; a; -all", "v=spf1 mx a -all" },
	{ "v=spf1 a, mx, -all", "v=spf1 a mx -all" },
	{ "v=spf1 mx --all", "v=spf1 mx -all" },
	/* Two terms: none of them is lost. */
	{ "v=spf1 mxexists:%{i}.example.com -all", "v=spf1 mx exists:%{i}.example.com -all" },
	{ "v=spf1 ainculde:a.example -all", NULL },
	{ "v=spf1 ainclude:a.example -all", "v=spf1 a include:a.example -all" },
	{ "v=spf1 aip4:192.0.2.1 -all", "v=spf1 a ip4:192.0.2.1 -all" },
	{ "v=spf1 mx, include:a..example -all", NULL }, /* no name */
	/* An "all" at the end of a name that is misspelt. */
	{ "v=spf1 include:_spf.example.com\\-al", "v=spf1 include:_spf.example.com -all" },
	{ "v=spf1 include:_spf.example.com\"~al", "v=spf1 include:_spf.example.com ~all" },
	{ "v=spf1 inculde:_spf.example.com-al", "v=spf1 include:_spf.example.com -all" },
	{ "v=spf1; include:_spf.example.com-al", "v=spf1 include:_spf.example.com -all" },
	{ "v=spf1; include:_spf.example.com-al -all", "v=spf1 include:_spf.example.com-al -all" },
	{ "v=spf1 include:_spf.example.com\\+al", NULL },
	{ "v=spf1 include:my\\-al.example.com -all", "v=spf1 include:my-al.example.com -all" },
	/* A mechanism that is a modifier only as its sign is wrong is not lost. */
	{ "v=spf1; ainclude=a.example -all", "v=spf1 a include:a.example -all" },
	{ "v=spf1; inculde=a.example -all", "v=spf1 include:a.example -all" },
	{ "v=spf1; moo=a.example -all", "v=spf1 moo=a.example -all" },
	/* Two readings: the value of a mechanism, or the next term; a name, or its rest. */
	{ "v=spf1 a: 192.0.2.1 -all", NULL },
	{ "v=spf1 mx: include_spf.example.com -all", NULL },
	{ "v=spf1 mx: mail.example.com -all", "v=spf1 mx:mail.example.com -all" },
	{ "v=spf1 include:spf.mailer. ;example.net -all", NULL },
	{ "v=spf1 include:spf.mailer., example.net -all", NULL },
	{ "v=spf1 ip6:2001::db8;1::25 -all", NULL },
	{ "v=spf1 ip6:2001:db8::1;2001:db8::2 -all",
	  "v=spf1 ip6:2001:db8::1 ip6:2001:db8::2 -all" },
	{ "v=spf1 mx - all", "v=spf1 mx -all" },
	{ "v=spf1 mx ~-all", NULL },
	{ "v=spf1 include:a.example\" \"include:b.example -all",
	  "v=spf1 include:a.example include:b.example -all" },

	/* Never to permit everyone */
	{ "v=spf1 mx all;", NULL },
	{ "v=spf1 mx alll", NULL },
	{ "v=spf1 mx +all.", NULL },
	{ "v=spf1 mx+all", NULL },
	{ "v=spf1 mx,all", NULL },
	{ "v=spf1 mx ＋all", NULL },
	{ "v=spf1 mx ａｌｌ", NULL },
	{ "v=spf1; mx +all", NULL },
	{ "v=spf1 mx; +all", NULL },
	{ "v=spf1 ipv4:0.0.0.0/0 -all", NULL },
	{ "v=spf1 ip4:0.0.0.0/0.0.0.0 -all", NULL },

	/* Signs and names */
	{ "v=spf1 include=a.example -all", "v=spf1 include:a.example -all" },
	{ "v=spf1 include;a.example -all", "v=spf1 include:a.example -all" },
	{ "v=spf1 include::a.example -all", "v=spf1 include:a.example -all" },
	{ "v=spf1 ip4=192.0.2.1 -all", "v=spf1 ip4:192.0.2.1 -all" },
	{ "v=spf1 redirect:a.example", "v=spf1 redirect=a.example" },
	{ "v=spf1 -redirect=a.example", "v=spf1 redirect=a.example" },
	{ "v=spf1 exp:a.example -all", "v=spf1 exp=a.example -all" },
	{ "v=spf1 inlcude:a.example -all", "v=spf1 include:a.example -all" },
	{ "v=spf1 includ:a.example -all", "v=spf1 include:a.example -all" },
	{ "v=spf1 incldue:a.example -all", "v=spf1 include:a.example -all" },
	{ "v=spf1 exist:%{i}.a.example -all", "v=spf1 exists:%{i}.a.example -all" },
	{ "v=spf1 mx -alll", "v=spf1 mx -all" },
	{ "v=spf1 mx ~al", "v=spf1 mx ~all" },
	{ "v=spf1 spf:a.example -all", NULL },
	{ "v=spf1 a.example -all", NULL },

	/* Addresses */
	{ "v=spf1 ipv4:192.0.2.1 -all", "v=spf1 ip4:192.0.2.1 -all" },
	{ "v=spf1 ipv6:2001:db8::/32 -all", "v=spf1 ip6:2001:db8::/32 -all" },
	{ "v=spf1 ip:192.0.2.1 ip:2001:db8::1 -all", "v=spf1 ip4:192.0.2.1 ip6:2001:db8::1 -all" },
	{ "v=spf1 192.0.2.1 2001:db8::1 192.0.2.0/24 -all",
	  "v=spf1 ip4:192.0.2.1 ip6:2001:db8::1 ip4:192.0.2.0/24 -all" },
	{ "v=spf1 ip4:2001:db8::1 ip6:192.0.2.1 -all",
	  "v=spf1 ip6:2001:db8::1 ip4:192.0.2.1 -all" },
	{ "v=spf1 a:192.0.2.1 mx:192.0.2.2 include:192.0.2.3/25 -all",
	  "v=spf1 ip4:192.0.2.1 ip4:192.0.2.2 ip4:192.0.2.3/25 -all" },
	{ "v=spf1 a:2001:db8::1 -all", "v=spf1 ip6:2001:db8::1 -all" },
	{ "v=spf1 ip4:192.0.2.0/255.255.255.0 -all", "v=spf1 ip4:192.0.2.0/24 -all" },
	{ "v=spf1 ip4:192.0.2.0/255.0.255.0 -all", NULL },
	{ "v=spf1 ip4:192.0.2.* ip4:198.51.*.* -all",
	  "v=spf1 ip4:192.0.2.0/24 ip4:198.51.0.0/16 -all" },
	{ "v=spf1 ip4:*.*.*.* -all", NULL },
	{ "v=spf1 ip4:192.0.2.1:25 ip6:[2001:db8::1]:25 -all",
	  "v=spf1 ip4:192.0.2.1 ip6:2001:db8::1 -all" },
	{ "v=spf1 ip4:192.0.2.0//24 ip4:192.0.2.0/024 ip4:192.0.2.1/ -all",
	  "v=spf1 ip4:192.0.2.0/24 ip4:192.0.2.0/24 ip4:192.0.2.1 -all" },
	{ "v=spf1 ip4:192.0.2.0 /24 -all", "v=spf1 ip4:192.0.2.0/24 -all" },
	{ "v=spf1 ip4:192.0.2 -all", NULL },
	{ "v=spf1 ip4:192.0.2.256 -all", NULL },
	{ "v=spf1 ip4:192.0.2.1/33 -all", NULL },
	{ "v=spf1 ip4:192.0.2.01 -all", NULL },
	{ "v=spf1 ip4:mail.example.com -all", NULL },
	{ "v=spf1 -ipv4:192.0.2.1 mx -all", "v=spf1 -ip4:192.0.2.1 mx -all" },

	/* Never an address that no one wrote, never what was refused */
	{ "v=spf1 ip4:192.0.2.1\"0 -all", NULL },
	{ "v=spf1 ip4:192.0.2.1\\0 -all", NULL },
	{ "v=spf1 ip4:192.0.2.1\x01"
	  "0 -all",
	  NULL },
	{ "v=spf1 ip4:192.0.2.1\xc2\xa0"
	  "0 -all",
	  NULL },
	{ "v=spf1 -ip4:192.0.2.1,192.0.2.2 mx -all", NULL },
	{ "v=spf1 a,~mx,192.0.2.2 -all", NULL },
	{ "v=spf1 -ip4:192.0.2.1,-ip4:192.0.2.2 mx -all",
	  "v=spf1 -ip4:192.0.2.1 -ip4:192.0.2.2 mx -all" },
	{ "v=spf1 -192.0.2.1 mx -all", "v=spf1 -ip4:192.0.2.1 mx -all" },

	/* Names of hosts */
	{ "v=spf1 include:https://a.example/ -all", "v=spf1 include:a.example -all" },
	{ "v=spf1 a:mail.example.com:25 -all", "v=spf1 a:mail.example.com -all" },
	{ "v=spf1 include:a.example/24 -all", "v=spf1 include:a.example -all" },
	{ "v=spf1 include:@a.example -all", "v=spf1 include:a.example -all" },
	{ "v=spf1 a:mail.example.com., -all", "v=spf1 a:mail.example.com -all" },
	{ "v=spf1 a: mx: -all", NULL },
	{ "v=spf1 include: -all", NULL },
	{ "v=spf1 include-a.example -all", NULL },

	/* What hangs together, and what was torn apart */
	{ "v=spf1 ip4:192.0.2.1~all", "v=spf1 ip4:192.0.2.1 ~all" },
	{ "v=spf1 mx-all", "v=spf1 mx -all" },
	{ "v=spf1 a~all", "v=spf1 a ~all" },
	{ "v=spf1 include:a.example-all", "v=spf1 include:a.example -all" },
	{ "v=spf1 redirect=a.example-all", NULL },
	{ "v=spf1 a,mx -all", "v=spf1 a mx -all" },
	{ "v=spf1 ip4:192.0.2.1,ip4:192.0.2.2 -all", "v=spf1 ip4:192.0.2.1 ip4:192.0.2.2 -all" },
	{ "v=spf1 ip4:192.0.2.1,192.0.2.2 -all", "v=spf1 ip4:192.0.2.1 ip4:192.0.2.2 -all" },
	{ "v=spf1 include:a.example,include:b.example -all",
	  "v=spf1 include:a.example include:b.example -all" },
	{ "v=spf1 include:a.example,b.example -all",
	  "v=spf1 include:a.example include:b.example -all" },
	{ "v=spf1 include:a.example、b.example，c.example -all",
	  "v=spf1 include:a.example include:b.example include:c.example -all" },
	{ "v=spf1 include:a.example, b.example , c.example -all",
	  "v=spf1 include:a.example include:b.example include:c.example -all" },
	{ "v=spf1 include:a.example,mx,b.example -all", NULL },
	{ "v=spf1 include:a.example,b -all", NULL },
	{ "v=spf1 include:a.example,192.0.2 -all", NULL },
	{ "v=spf1 include:a.example, mx b.example -all", NULL },
	{ "v=spf1 include:a.example b.example -all", NULL },
	{ "v=spf1 -include:a.example,b.example ~all", NULL },
	{ "v=spf1 mx:a.example,b.example -all", NULL },
	{ "v=spf1 include:a.example,192.0.2.1 -all",
	  "v=spf1 include:a.example ip4:192.0.2.1 -all" },
	{ "v=spf1 ip4:192.0.2.1ip4:192.0.2.2 -all", "v=spf1 ip4:192.0.2.1 ip4:192.0.2.2 -all" },
	{ "v=spf1 include:a.exampleinclude:b.example -all",
	  "v=spf1 include:a.example include:b.example -all" },
	{ "v=spf1 ip4:192.0.2.1include:a.example-all",
	  "v=spf1 ip4:192.0.2.1 include:a.example -all" },
	{ "v=spf1 include: a.example -all", "v=spf1 include:a.example -all" },
	{ "v=spf1 include :a.example -all", "v=spf1 include:a.example -all" },
	{ "v=spf1 include : a.example -all", "v=spf1 include:a.example -all" },
	{ "v=spf1 include a.example -all", "v=spf1 include:a.example -all" },
	{ "v=spf1 ip4: 192.0.2.1 -all", "v=spf1 ip4:192.0.2.1 -all" },
	{ "v=spf1 redirect= a.example", "v=spf1 redirect=a.example" },

	/* Never everyone, nor a good part of the world */
	{ "v=spf1 ip4:192.0.2.1 /0 -all", NULL },
	{ "v=spf1 ip4:192.0.2.1 /7 -all", NULL },
	{ "v=spf1 ip4:10.0.0.0 /8 -all", "v=spf1 ip4:10.0.0.0/8 -all" },
	{ "v=spf1 mx /0 -all", NULL },
	{ "v=spf1 a //0 -all", NULL },
	{ "v=spf1 a:a.example/24//15; -all", NULL },
	{ "v=spf1 a:a.example/24//16; -all", "v=spf1 a:a.example/24//16 -all" },
	{ "v=spf1 ip6:2000:: /15 -all", NULL },
	{ "v=spf1 ip6:2001:: /16 -all", "v=spf1 ip6:2001::/16 -all" },
	{ "v=spf1 ip4:0.0.0.0/0 ipv4:192.0.2.1 -all", NULL },
	{ "v=spf1 ip4:128.0.0.0/128.0.0.0 -all", NULL },
	{ "v=spf1 exist:mail.a.example -all", NULL },
	{ "v=spf1 exists:_spf.%{d}; -all", NULL },
	{ "v=spf1 exists:mail.a.example; -all", NULL },

	/* Never a contradiction */
	{ "v=spf1 redirect:_s.a.example -all", NULL },
	{ "v=spf1 -all; redirect=_s.a.example", NULL },
	{ "v=spf1 redirect:_s.a.example", "v=spf1 redirect=_s.a.example" },
	{ "v=spf1 a mx ?all -al", NULL },
	{ "v=spf1 a mx -all, -all", NULL },
	{ "v=spf1 ip4:192.0.2.1~all -all", NULL },
	{ "v=spf1 ip4：192.0.2.1 -all v=spf1 mx", NULL },

	/* A bare address after what was refused */
	{ "v=spf1 -ip4:192.0.2.1 192.0.2.2 ~all", NULL },
	{ "v=spf1 ?ip4:192.0.2.1 mx 192.0.2.2 ~all", NULL },
	{ "v=spf1 mx,-a 2001:db8::1 ~all", NULL },
	{ "v=spf1 - ip4:192.0.2.1 fe80::1 ~all", NULL },
	{ "v=spf1 -ip4:192.0.2.1 ipv4:192.0.2.2 ~all", "v=spf1 -ip4:192.0.2.1 ip4:192.0.2.2 ~all" },
	{ "v=spf1 -ip4:192.0.2.1 -192.0.2.2 ~all", "v=spf1 -ip4:192.0.2.1 -ip4:192.0.2.2 ~all" },
	{ "v=spf1 +ip4:192.0.2.1 192.0.2.2 ~all", "v=spf1 +ip4:192.0.2.1 ip4:192.0.2.2 ~all" },
	{ "v=spf1 192.0.2.2 -ip4:192.0.2.1 ~all", "v=spf1 ip4:192.0.2.2 -ip4:192.0.2.1 ~all" },

	/* One term that no one can read, and the whole is none. */
	{ "v=spf1; ip4:192.0.2 -all", NULL },
	{ "v=spf1; redirect=a.example redirect=b.example", NULL },
};

/* A record, the number of a term, and what that term was meant as. */
static const struct {
	const char *record;
	size_t term;
	const char *guess;
} terms[] = {
	{ "v=spf1 include: a.example -all", 0, "include:a.example" },
	{ "v=spf1 ip4:192.0.2 ipv4:192.0.2.1 -all", 1, "ip4:192.0.2.1" },
	{ "v=spf1 ip4:192.0.2 ipv4:192.0.2.1 -all", 0, NULL },
	{ "v=spf1 mx　-all", 0, "mx -all" },
	{ "v=spf1 mx - all", 1, "-all" },
	{ "v=spf1 mx ; -all", 1, NULL },
	{ "v=spf1 include:a.example-all", 0, "include:a.example -all" },
	{ "v=spf1 mx \xe2\x80\x8b -all", 1, NULL },
	{ "v=spf1 mx -all", 1, NULL },
	{ "v=spf1 include:a.example,b.example -all", 0, "include:a.example include:b.example" },

	/* What is around it counts. */
	{ "v=spf1 redirect:a.example -all", 0, NULL },
	{ "v=spf1 redirect:a.example", 0, "redirect=a.example" },
	{ "v=spf1 redirect=a.example -al", 1, NULL },
	{ "v=spf1 redirct=a.example -al", 1, NULL },
	{ "v=spf1 a mx ?all -al", 3, NULL },
	{ "v=spf1 a mx -al ~alll", 2, NULL },
	{ "v=spf1 -al ? all", 0, NULL },
	{ "v=spf1 －ａｌｌ -al", 1, NULL },
	{ "v=spf1 ip4:192.0.2.1-all ~all", 0, NULL },
	{ "v=spf1 -ip4:192.0.2.1 192.0.2.2 ~all", 1, NULL },
	{ "v=spf1 －ip4:192.0.2.1 192.0.2.2 ~all", 1, NULL },
	{ "v=spf1 a,-mx 192.0.2.2 ~all", 1, NULL },
	{ "v=spf1 192.0.2.2 -ip4:192.0.2.1 ~all", 0, "ip4:192.0.2.2" },
	{ "v=spf1 exist:mail.a.example -all", 0, NULL },
	{ "v=spf1 ipv4:192.0.2.1 /0 -all", 0, NULL },
};

/* Reads TEXT, and adds what is wrong with it. */
static const struct ma_spf_record *read_and_note(struct ma_findings *findings, struct ma_text text)
{
	const struct ma_spf_record *record = ma_spf_read(findings->arena, text);

	if (record != NULL)
		ma_spf_note_faults(findings, MA_TEXT("example.com"), record);
	return record;
}

static void check(struct ma_arena *arena, const char *from, struct ma_text guess,
		  const char *expected)
{
	ck_assert(!arena->failed);
	ck_assert_msg((guess.data != NULL) == (expected != NULL) &&
			      (expected == NULL || ma_text_equal(guess, ma_text(expected))),
		      "%s\n%.*s is guessed\n%s should be", from,
		      guess.data != NULL ? (int)guess.length : 4,
		      guess.data != NULL ? (const char *)guess.data : "none",
		      expected != NULL ? expected : "none");
}

START_TEST(test_records_are_guessed)
{
	struct ma_arena arena = { 0 };
	struct ma_text guess = ma_spf_guess_record(&arena, ma_text(records[_i].record));

	check(&arena, records[_i].record, guess, records[_i].guess);
	if (guess.data != NULL) /* what was corrected is sound */
		check(&arena, records[_i].guess, ma_spf_guess_record(&arena, guess), NULL);
	ma_arena_finish(&arena);
}
END_TEST

START_TEST(test_terms_are_guessed)
{
	struct ma_arena arena = { 0 };
	struct ma_text text = ma_text(terms[_i].record);
	const struct ma_spf_record *record = ma_spf_read(&arena, text);
	const struct ma_spf_term *term = record->terms;

	for (size_t i = 0; i < terms[_i].term; i++)
		term = term->next;
	check(&arena, terms[_i].record, ma_spf_guess_term(&arena, text, term->from, term->to),
	      terms[_i].guess);
	ma_arena_finish(&arena);
}
END_TEST

/* What was cut off after many blanks must not look like the end of a name. */
START_TEST(test_what_was_cut_is_not_joined)
{
	char text[2000];

	for (size_t blanks = 480; blanks < 520; blanks++) {
		struct ma_arena arena = { 0 };
		struct ma_text guess;

		strcpy(text, "v=spf1 include:");
		memset(text + strlen(text), ' ', blanks);
		strcpy(text + strlen("v=spf1 include:") + blanks, "a.example.com.x.example -all");
		guess = ma_spf_guess_term(&arena, ma_text(text), 7, 15);
		if (guess.data != NULL)
			assert_text(guess, "include:a.example.com.x.example");
		ma_arena_finish(&arena);
	}
}
END_TEST

/* Of a record so long that no one looks at all of it, the rest might contradict. */
START_TEST(test_what_was_not_seen_may_contradict)
{
	static const char *const words[] = { "-al", "redirect:a.example", "192.0.2.1" };
	static const char *const guesses[] = { "-all", "redirect=a.example", "ip4:192.0.2.1" };
	char text[9000];

	for (size_t i = 0; i < COUNT_OF(words); i++) {
		for (int place = 0; place < 3; place++) {
			size_t length = place == 0 ? 100 : 8500;
			size_t from = place == 2 ? length : 7;
			struct ma_arena arena = { 0 };
			struct ma_text guess;

			memset(text, ' ', sizeof(text));
			memcpy(text, "v=spf1", 6);
			memcpy(text + from, words[i], strlen(words[i]));
			text[place == 2 ? from + strlen(words[i]) : length] = '\0';
			guess = ma_spf_guess_term(&arena, ma_text(text), from,
						  from + strlen(words[i]));
			check(&arena, words[i], guess, place == 0 ? guesses[i] : NULL);
			ma_arena_finish(&arena);
		}
	}
}
END_TEST

/* The parser says of each fault what was meant. */
START_TEST(test_faults_carry_the_guess)
{
	struct ma_arena arena = { 0 };
	struct ma_findings findings = { .arena = &arena };
	const char *suggestion;
	char *text;

	read_and_note(&findings,
		      MA_TEXT("v=spf1 include：a.example ip4=192.0.2.1 ip4:192.0.2 -all"));
	suggestion = mailauth_finding_argument(findings.first, "meant");
	ck_assert_str_eq(suggestion, "include:a.example");
	ck_assert_str_eq(mailauth_finding_argument(findings.first, "character"), "U+FF1A");
	ck_assert_int_eq(mailauth_finding_text(findings.first, MAILAUTH_ENGLISH, false, &text), 0);
	ck_assert_ptr_nonnull(strstr(text, "U+FF1A \"：\" (full-width colon)"));
	free(text);
	ck_assert_int_eq(mailauth_finding_text(findings.first, MAILAUTH_JAPANESE, false, &text), 0);
	ck_assert_ptr_nonnull(strstr(text, "U+FF1A「：」(全角コロン)"));
	free(text);
	ck_assert_int_eq(mailauth_finding_text(findings.first, MAILAUTH_ENGLISH, true, &text), 0);
	ck_assert_ptr_nonnull(strstr(text, " Did you mean this? include:a.example"));
	free(text);
	ck_assert_str_eq(mailauth_finding_argument(findings.first->next, "meant"), "ip4:192.0.2.1");
	ck_assert_ptr_null(mailauth_finding_argument(findings.last, "meant"));
	ck_assert_int_eq(mailauth_finding_text(findings.last, MAILAUTH_ENGLISH, true, &text), 0);
	ck_assert_ptr_null(strstr(text, "Did you mean"));
	free(text);
	ma_arena_finish(&arena);
}
END_TEST

/* --- Characters --------------------------------------------------------------- */

static const struct {
	const char *text;
	const char *word;
	const char *en;
	const char *ja;
} characters[] = {
	{ "：", "U+FF1A", "U+FF1A \"：\" (full-width colon)", "U+FF1A「：」(全角コロン)" },
	{ "ａ", "U+FF41", "U+FF41 \"ａ\" (full-width letter)", "U+FF41「ａ」(全角英字)" },
	{ "９", "U+FF19", "U+FF19 \"９\" (full-width digit)", "U+FF19「９」(全角数字)" },
	{ "　", "U+3000", "U+3000 (full-width space)", "U+3000(全角スペース)" },
	{ "　　", "U+3000", "U+3000 (full-width space)", "U+3000(全角スペース)" },
	{ "；　", "U+FF1B U+3000",
	  "U+FF1B \"；\" (full-width semicolon), U+3000 (full-width space)",
	  "U+FF1B「；」(全角セミコロン)、U+3000(全角スペース)" },
	{ "あいうえ", "U+3042 U+3044 U+3046 +",
	  "U+3042 \"あ\" (hiragana), U+3044 \"い\" (hiragana), U+3046 \"う\" (hiragana) and others",
	  "U+3042「あ」(ひらがな)、U+3044「い」(ひらがな)、U+3046「う」(ひらがな)など" },
	{ "\xe2\x80\xae", "U+202E",
	  "U+202E (invisible control character that changes the writing direction)",
	  "U+202E(目に見えない、文字の並ぶ向きを変える制御文字)" },
	{ "\xef\xbb\xbf", "U+FEFF", "U+FEFF (byte order mark, invisible)",
	  "U+FEFF(目に見えないバイト順マーク BOM)" },
	{ "\xff", "0xFF", "0xFF (a byte that is not UTF-8)", "0xFF(UTF-8 ではないバイト)" },
	{ "\t", "U+0009", "U+0009 (tab)", "U+0009(タブ)" },
	{ "\x01", "U+0001", "U+0001 (control character)", "U+0001(制御文字)" },
	{ "\"", "U+0022", "U+0022 (quotation mark)", "U+0022(二重引用符)" },
	{ "\\", "U+005C", "U+005C (backslash)", "U+005C(バックスラッシュまたは円記号)" },
	{ ";", "U+003B", "U+003B \";\" (semicolon)", "U+003B「;」(セミコロン)" },
	{ "é", "U+00E9", "U+00E9 \"é\"", "U+00E9「é」" },
	{ "\xcc\x81", "U+0301", "U+0301 (combining mark)", "U+0301(結合文字)" },
	{ "\xf0\x9f\x98\x80", "U+1F600", "U+1F600 \"\xf0\x9f\x98\x80\" (emoji)",
	  "U+1F600「\xf0\x9f\x98\x80」(絵文字)" },
	{ "\xf4\x8f\xbf\xbf", "U+10FFFF", "U+10FFFF", "U+10FFFF" },
	{ "", "", "", "" },
};

START_TEST(test_characters_have_names)
{
	struct ma_arena arena = { 0 };
	struct ma_text word = ma_characters_word(&arena, ma_text(characters[_i].text));
	struct ma_buffer en = { 0 };
	struct ma_buffer ja = { 0 };

	assert_text(word, characters[_i].word);
	ma_buffer_add(&en, "", 0);
	ma_buffer_add(&ja, "", 0);
	ma_characters_describe(&en, word, MAILAUTH_ENGLISH);
	ma_characters_describe(&ja, word, MAILAUTH_JAPANESE);
	ck_assert_str_eq(en.data, characters[_i].en);
	ck_assert_str_eq(ja.data, characters[_i].ja);
	ma_buffer_finish(&en);
	ma_buffer_finish(&ja);
	ma_arena_finish(&arena);
}
END_TEST

/* In order, without overlaps among single characters; and plain means plain. */
START_TEST(test_the_table_of_characters_is_sound)
{
	const struct ma_character *character;
	uint32_t last = 0;
	size_t count = 0;

	for (size_t i = 0; (character = ma_character(i)) != NULL; i++, count++) {
		ck_assert_uint_le(character->first, character->last);
		if (character->first == character->last && i > 0)
			ck_assert_msg(character->first > last, "U+%04X", character->first);
		last = character->first;
		if (character->plain == NULL)
			continue;
		ck_assert_uint_le(strlen(character->plain), 1);
		ck_assert(character->plain[0] == '\0' || character->plain[0] == ' ' ||
			  ma_is_visible((unsigned char)character->plain[0]));
		if (ma_is_visible((unsigned char)character->first) && character->first < 0x80)
			ck_assert_int_eq(character->plain[0], (int)character->first);
	}
	ck_assert_uint_gt(count, 100);
}
END_TEST

START_TEST(test_text_is_folded)
{
	struct ma_arena arena = { 0 };

	assert_text(ma_characters_fold(&arena, MA_TEXT("ｖ＝ＤＭＡＲＣ１；　ｐ＝“none”")),
		    "v=DMARC1; p=\"none\"");
	assert_text(ma_characters_fold(&arena, MA_TEXT("a\xe2\x80\x8b\xff"
						       "b–メール")),
		    "a\xff"
		    "b-メール");
	assert_text(ma_characters_fold(&arena, MA_TEXT("")), "");
	ma_arena_finish(&arena);
}
END_TEST

/* --- Cost ---------------------------------------------------------------------- */

/* A record that is as long as a TXT record can be, and nothing but faults: bounded. */
START_TEST(test_endless_faults_cost_little)
{
	static const char *const parts[] = { " x",   " -",	  " ,",		  ":",
					     "ip4:", " include:", "\xe3\x80\x80", " mx-all",
					     "%{",   ",",	  "a,",		  "\xef\xbc\x9a" };
	static char text[65000];
	struct ma_arena arena = { 0 };
	struct ma_findings findings = { .arena = &arena };
	const char *part = parts[_i];

	strcpy(text, "v=spf1");
	for (size_t at = 6; at + strlen(part) < sizeof(text); at += strlen(part))
		memcpy(text + at, part, strlen(part) + 1);
	for (int i = 0; i < 20; i++) {
		read_and_note(&findings, ma_text(text));
		ma_spf_guess_record(&arena, ma_text(text));
		ma_spf_guess_record(&arena, ma_text_slice(ma_text(text), 0, 4096));
	}
	ck_assert(!arena.failed);
	ma_arena_finish(&arena);
}
END_TEST

/* Memory that runs out is not a guess, and is remembered; nothing hangs. */
START_TEST(test_guesses_without_memory)
{
	static const char record[] = "v＝spf1 include：　a.example inlcude:日本語.jp,mx ip4 : "
				     "192.0.2.*;\"a:192.0.2.1~all\"";
	static const char expected[] = "v=spf1 include:a.example include:xn--wgv71a119e.jp mx "
				       "ip4:192.0.2.0/24 ip4:192.0.2.1 ~all";
	bool refused = true;
	unsigned n;

	for (n = 0; refused; n++) {
		struct ma_arena arena = { 0 };
		struct ma_findings findings = { .arena = &arena };
		struct ma_text guess;
		bool failed;

		fail_memory_once(n);
		guess = ma_spf_guess_record(&arena, ma_text(record));
		ma_spf_guess_term(&arena, ma_text(record), 9, sizeof(record) - 1);
		read_and_note(&findings, ma_text(record));
		failed = arena.failed;
		refused = restore_memory();
		ck_assert(failed == refused);
		ck_assert(refused || ma_text_equal(guess, ma_text(expected)));
		ma_arena_finish(&arena);
	}
	ck_assert_uint_gt(n, 20);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("spf_guess");

	add_loop(suite, "records", test_records_are_guessed, COUNT_OF(records));
	add_loop(suite, "terms", test_terms_are_guessed, COUNT_OF(terms));
	add_loop(suite, "characters", test_characters_have_names, COUNT_OF(characters));
	add_loop(suite, "cost", test_endless_faults_cost_little, 12);
	add_case(suite, "guesses",
		 TESTS(test_guesses_without_memory, test_what_was_cut_is_not_joined,
		       test_what_was_not_seen_may_contradict, test_faults_carry_the_guess,
		       test_the_table_of_characters_is_sound, test_text_is_folded));
	return check_main(suite);
}
