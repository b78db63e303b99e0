/* What a broken SPF record or term was meant as: the one sane reading, or none.
 *
 * SPDX-License-Identifier: MIT */

#include "memory.h"

#include "../../lib/spf/meant/meant.h"

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
	{ "v=spf10 -all", "v=spf1 -all" },
	{ "v=spf1.0 -all", "v=spf1 -all" },
	{ "v=spf1192.0.2.1 -all", "v=spf1 ip4:192.0.2.1 -all" },
	{ "v=spf1.0.2 -all", NULL },
	{ "spf1 mx -all", "v=spf1 mx -all" },
	{ "v-spf1 mx -all", "v=spf1 mx -all" },
	{ "v=sfp1 mx -all", "v=spf1 mx -all" },
	{ "spf v=spf1 mx -all", "v=spf1 mx -all" },
	{ "v=spf2.0 mx -all", NULL },
	{ "spf2.0/pra mx -all", NULL },
	{ "spf1 is a word", NULL },
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
	{ "v=spf1 ip4:mail.example.com -all", "v=spf1 a:mail.example.com -all" },
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
	/* an address torn in two: what is left of it is another one */
	{ "v=spf1 a:mail.example.comip4:198. 51.100.0/24 -all", NULL },
	{ "v=spf1 a:mail.example.comip4:198.51. 100.0/24 -all", NULL },
	{ "v=spf1 mx ip4 198. 51.100.7 -all", NULL },
	{ "v=spf1 ip4:203.0.113.9 198. 51.100.7/24 -all", NULL },
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

int main(void)
{
	Suite *suite = suite_create("spf_guess");

	add_loop(suite, "records", test_records_are_guessed, COUNT_OF(records));
	add_loop(suite, "terms", test_terms_are_guessed, COUNT_OF(terms));
	return check_main(suite);
}
