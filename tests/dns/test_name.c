/* lib/dns: names, addresses, the names that addresses reverse to, international names.
 *
 * SPDX-License-Identifier: MIT */

#include "memory.h"

#include "../../lib/dns/dns.h"

#include <string.h>

static struct ma_arena arena;

static void finish(void)
{
	ma_arena_finish(&arena);
}

static const struct ma_name *name_of(const char *text)
{
	return ma_name_parse(&arena, ma_text(text));
}

/* COUNT times WHAT. */
static struct ma_text repeated(const char *what, size_t count)
{
	struct ma_buffer buffer = { 0 };

	while (count-- > 0)
		ma_buffer_string(&buffer, what);
	return ma_buffer_keep(&buffer, &arena);
}

/* --- Names ---------------------------------------------------------------- */

START_TEST(test_name_in_wire_format)
{
	static const unsigned char wire[] = "\7example\2jp";
	const struct ma_name *name = name_of("Example.JP");

	ck_assert_uint_eq(name->length, sizeof(wire));
	ck_assert_mem_eq(name->wire, wire, sizeof(wire));
	ck_assert(ma_name_equal(name, name_of("example.jp.")));
	ck_assert(!ma_name_equal(name, name_of("example.com")));
	ck_assert_uint_eq(ma_name_labels(name), 2);
}
END_TEST

START_TEST(test_name_bytes_stand_for_themselves)
{
	struct ma_text text = MA_TEXT("a b.%{i}:/\\.\0\xff.jp");
	const struct ma_name *name = ma_name_parse(&arena, text);

	ck_assert_uint_eq(ma_name_labels(name), 4);
	ck_assert_uint_eq(name->length, text.length + 2);
	ck_assert_mem_eq(name->wire, "\3a b\7%{i}:/\\\2\0\xff\2jp", name->length);
	ck_assert(ma_text_equal(ma_name_text(&arena, name), text));
}
END_TEST

START_TEST(test_name_that_is_none)
{
	static const char *const bad[] = { "", ".", "..", ".jp", "a..jp", "jp..", ".a.jp." };

	for (size_t i = 0; i < COUNT_OF(bad); i++)
		ck_assert_msg(name_of(bad[i]) == NULL, "\"%s\"", bad[i]);
	ck_assert_ptr_null(ma_name_parse(&arena, (struct ma_text){ 0 }));
	ck_assert(!arena.failed);
}
END_TEST

START_TEST(test_name_limits)
{
	struct ma_text longest = repeated("abcdefg.", 31); /* 248, and 5 more: */

	ck_assert_ptr_nonnull(ma_name_parse(&arena, repeated("a", 63)));
	ck_assert_ptr_null(ma_name_parse(&arena, repeated("a", 64)));
	ck_assert_ptr_null(ma_name_parse(&arena, repeated("a", 300)));

	for (unsigned more = 1; more <= 10; more++) {
		struct ma_buffer text = { 0 };
		const struct ma_name *name;

		ma_buffer_text(&text, longest);
		ma_buffer_fill(&text, 'x', more);
		name = ma_name_parse(&arena,
				     (struct ma_text){ (unsigned char *)text.data, text.length });
		ck_assert_msg((name != NULL) == (more <= 5), "%zu", text.length);
		if (more == 5) {
			ck_assert_uint_eq(name->length, MA_NAME_MAX);
			ma_buffer_byte(&text, '.'); /* there may be one dot at the end */
			ck_assert_ptr_nonnull(
				ma_name_parse(&arena, (struct ma_text){ (unsigned char *)text.data,
									text.length }));
		}
		ma_buffer_finish(&text);
	}
}
END_TEST

START_TEST(test_name_presented)
{
	static const struct {
		struct ma_text text;
		const char *presented;
	} cases[] = {
		{ TEXT("_SPF.Example.jp"), "_spf.example.jp" },
		{ TEXT("a b"), "a\\032b" },
		{ TEXT("\\\";()@$"), "\\092\\034\\059\\040\\041\\064\\036" },
		{ TEXT("%{i}:/*=+-_~"), "%{i}:/*=+-_~" },
		{ TEXT("\0\x1b\x7f\xff"), "\\000\\027\\127\\255" },
	};

	for (size_t i = 0; i < COUNT_OF(cases); i++)
		assert_text(ma_name_present(&arena, ma_name_parse(&arena, cases[i].text)),
			    cases[i].presented);
	assert_text(ma_name_present(&arena, &(struct ma_name){ 1, (const unsigned char *)"" }),
		    ".");
}
END_TEST

START_TEST(test_name_presented_at_its_longest)
{
	unsigned char wire[MA_NAME_MAX];
	struct ma_text text;
	size_t at = 0;

	for (unsigned label = 0; label < 4; label++) {
		size_t octets = label < 3 ? 63 : 61;

		wire[at++] = (unsigned char)octets;
		memset(wire + at, '.', octets); /* a dot inside a label */
		at += octets;
	}
	wire[at] = 0;
	ck_assert_uint_eq(at + 1, sizeof(wire));
	text = ma_name_present(&arena, ma_name_from_wire(&arena, wire, sizeof(wire)));
	ck_assert_uint_eq(text.length, 4 * 250 + 3);
	ck_assert_ptr_nonnull(strstr((const char *)text.data, "\\046.\\046"));
}
END_TEST

START_TEST(test_name_from_wire_is_folded)
{
	const struct ma_name *name =
		ma_name_from_wire(&arena, (const unsigned char *)"\7EXAMPLE\2Jp", 12);

	ck_assert(ma_name_equal(name, name_of("example.jp")));
}
END_TEST

START_TEST(test_name_lies_within)
{
	static const struct {
		const char *name, *ancestor;
		bool within;
	} cases[] = {
		{ "example.jp", "example.jp", true },
		{ "mail.example.jp", "example.jp", true },
		{ "a.b.c.example.jp", "jp", true },
		{ "example.jp", "mail.example.jp", false },
		{ "badexample.jp", "example.jp", false },
		{ "example.jp", "example.com", false },
		{ "example.jp.evil.com", "example.jp", false },
		/* bytes of a label that look like the ancestor */
		{ "x\7example\2jp", "example.jp", false },
	};
	struct ma_name root = { 1, (const unsigned char *)"" };

	for (size_t i = 0; i < COUNT_OF(cases); i++)
		ck_assert_msg(ma_name_is_within(name_of(cases[i].name),
						name_of(cases[i].ancestor)) == cases[i].within,
			      "%s in %s", cases[i].name, cases[i].ancestor);
	ck_assert(ma_name_is_within(name_of("example.jp"), &root));
	ck_assert(ma_name_is_within(&root, &root));
	ck_assert(!ma_name_is_within(&root, name_of("jp")));
}
END_TEST

START_TEST(test_name_without_memory)
{
	const struct ma_name *name;

	fail_memory_after(0);
	name = name_of("example.jp");
	ck_assert(restore_memory());
	ck_assert_ptr_null(name);
	ck_assert(arena.failed);
}
END_TEST

/* --- Addresses ------------------------------------------------------------ */

START_TEST(test_ip_is_read_and_written)
{
	static const struct {
		const char *text, *written; /* NULL: no address */
	} cases[] = {
		{ "192.0.2.1", "192.0.2.1" },
		{ "0.0.0.0", "0.0.0.0" },
		{ "255.255.255.255", "255.255.255.255" },
		{ "2001:DB8::1", "2001:db8::1" },
		{ "2001:0db8:0000:0000:0001:0000:0000:0001", "2001:db8::1:0:0:1" },
		{ "::", "::" },
		{ "::ffff:192.0.2.1", "::ffff:192.0.2.1" },
		{ "2001:db8::192.0.2.1", "2001:db8::c000:201" },
		{ "", NULL },
		{ "192.0.2", NULL },
		{ "192.0.2.256", NULL },
		{ "192.0.2.1.", NULL },
		{ " 192.0.2.1", NULL },
		{ "192.0.2.1 ", NULL },
		{ "192.0.2.1/24", NULL },
		{ "0x7f.1", NULL },
		{ "3221225985", NULL },
		{ "192.0.2.01", NULL },
		{ "2001:db8::1::1", NULL },
		{ "2001:db8:1", NULL },
		{ "fe80::1%eth0", NULL },
		{ "[::1]", NULL },
		{ "2001:db8:0000:0000:0000:0000:255.255.255.2550000000000", NULL },
	};

	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		struct ma_ip ip;
		bool is_ip = ma_ip_parse(ma_text(cases[i].text), &ip);

		ck_assert_msg(is_ip == (cases[i].written != NULL), "%s", cases[i].text);
		if (is_ip)
			assert_text(ma_ip_text(&arena, &ip), cases[i].written);
	}
	ck_assert(!ma_ip_parse(MA_TEXT("192.0.2.1\0"), &(struct ma_ip){ 0 }));
	ck_assert(!ma_ip_parse((struct ma_text){ 0 }, &(struct ma_ip){ 0 }));
}
END_TEST

static struct ma_ip ip_of(const char *text)
{
	struct ma_ip ip;

	ck_assert_msg(ma_ip_parse(ma_text(text), &ip), "%s", text);
	return ip;
}

START_TEST(test_ip_unmapped)
{
	static const char *const cases[][2] = {
		{ "::ffff:192.0.2.1", "192.0.2.1" }, { "::ffff:0:0", "0.0.0.0" },
		{ "::192.0.2.1", "::192.0.2.1" },    { "::fffe:192.0.2.1", "::fffe:c000:201" },
		{ "192.0.2.1", "192.0.2.1" },	     { "1::ffff:192.0.2.1", "1::ffff:c000:201" },
	};

	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		struct ma_ip ip = ip_of(cases[i][0]), plain = ip_of(cases[i][1]);

		ma_ip_unmap(&ip);
		assert_text(ma_ip_text(&arena, &ip), cases[i][1]);
		if (plain.length == 4)
			ck_assert(ma_ip_in_prefix(&ip, &plain, 32));
	}
}
END_TEST

START_TEST(test_ip_in_prefix)
{
	static const struct {
		const char *ip, *network;
		unsigned bits;
		bool in;
	} cases[] = {
		{ "192.0.2.1", "192.0.2.1", 32, true },
		{ "192.0.2.1", "192.0.2.0", 32, false },
		{ "192.0.2.1", "192.0.2.0", 31, true },
		{ "192.0.2.2", "192.0.2.0", 31, false },
		{ "192.0.2.1", "192.0.3.0", 23, true },
		{ "192.0.2.1", "192.0.3.0", 24, false },
		{ "192.0.2.128", "192.0.2.255", 25, true },
		{ "192.0.2.127", "192.0.2.255", 25, false },
		{ "127.0.0.1", "128.0.0.0", 1, false },
		{ "129.0.0.1", "255.0.0.0", 1, true },
		{ "1.2.3.4", "9.9.9.9", 0, true },
		{ "1.2.3.4", "1.2.3.4", 33, false },
		{ "2001:db8::1", "2001:db8::", 32, true },
		{ "2001:db8::1", "2001:db9::", 32, false },
		{ "2001:db8::1", "2001:db9::", 31, true },
		{ "2001:db8::1", "2001:db8::1", 128, true },
		{ "2001:db8::1", "2001:db8::2", 128, false },
		{ "2001:db8::1", "2001:db8::2", 126, true },
		{ "2001:db8::1", "::", 0, true },
		{ "2001:db8::1", "2001:db8::1", 129, false },
		{ "192.0.2.1", "::", 0, false },
		{ "::1", "0.0.0.0", 0, false },
	};

	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		struct ma_ip ip = ip_of(cases[i].ip), network = ip_of(cases[i].network);

		ck_assert_msg(ma_ip_in_prefix(&ip, &network, cases[i].bits) == cases[i].in,
			      "%s in %s/%u", cases[i].ip, cases[i].network, cases[i].bits);
	}
}
END_TEST

START_TEST(test_ip_names)
{
	struct ma_ip v4 = ip_of("192.0.2.1"), v6 = ip_of("2001:db8::cb01");

	assert_text(ma_ip_dotted(&arena, &v4), "192.0.2.1");
	/* RFC 7208 7.4 */
	assert_text(ma_ip_dotted(&arena, &v6),
		    "2.0.0.1.0.d.b.8.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.c.b.0.1");
	assert_text(ma_name_present(&arena, ma_ip_reverse_name(&arena, &v4)),
		    "1.2.0.192.in-addr.arpa");
	assert_text(ma_name_present(&arena, ma_ip_reverse_name(&arena, &v6)),
		    "1.0.b.c.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.8.b.d.0.1.0.0.2.ip6.arpa");
}
END_TEST

/* --- International names -------------------------------------------------- */

START_TEST(test_idn_to_ascii)
{
	static const char *const cases[][2] = {
		{ "example.jp", "example.jp" },
		{ "Example.JP", "Example.JP" },
		{ "_spf.example.jp", "_spf.example.jp" },
		{ "日本語.jp", "xn--wgv71a119e.jp" },
		{ "日本語。jp", "xn--wgv71a119e.jp" }, /* the ideographic full stop divides, too */
		{ "ＭＡＩＬ.日本語.jp", "mail.xn--wgv71a119e.jp" },
		{ "faß.de", "xn--fa-hia.de" }, /* not "fass": nontransitional */
		{ "mu\xcc\x88nchen.de", "xn--mnchen-3ya.de" },
		{ "xn--wgv71a119e.jp", "xn--wgv71a119e.jp" },
		{ "", "" },
		{ "日本\xff.jp", NULL },
		{ "日本\xe2\x80\xae.jp", NULL },
	};

	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		struct ma_text ascii;
		bool has = ma_idn_to_ascii(&arena, ma_text(cases[i][0]), &ascii);

		ck_assert_msg(has == (cases[i][1] != NULL), "%s", cases[i][0]);
		if (has)
			assert_text(ascii, cases[i][1]);
	}
	ck_assert(!ma_idn_to_ascii(&arena, MA_TEXT("日本\0.jp"), &(struct ma_text){ 0 }));
	ck_assert(!arena.failed);
}
END_TEST

START_TEST(test_idn_to_unicode)
{
	static const char *const cases[][2] = {
		{ "xn--wgv71a119e.jp", "日本語.jp" },
		{ "mail.xn--wgv71a119e.jp", "mail.日本語.jp" },
		{ "example.jp", "example.jp" },
		{ "xn--.jp", "xn--.jp" },
		{ "xn--0.jp", "xn--0.jp" },
		{ "", "" },
	};

	for (size_t i = 0; i < COUNT_OF(cases); i++)
		assert_text(ma_idn_to_unicode(&arena, ma_text(cases[i][0])), cases[i][1]);
	ck_assert_uint_eq(ma_idn_to_unicode(&arena, MA_TEXT("xn\0--")).length, 5);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("name");

	tcase_add_checked_fixture(
		add_case(suite, "name",
			 TESTS(test_name_in_wire_format, test_name_bytes_stand_for_themselves,
			       test_name_that_is_none, test_name_limits, test_name_presented,
			       test_name_presented_at_its_longest, test_name_from_wire_is_folded,
			       test_name_lies_within, test_name_without_memory)),
		NULL, finish);
	tcase_add_checked_fixture(add_case(suite, "address",
					   TESTS(test_ip_is_read_and_written, test_ip_unmapped,
						 test_ip_in_prefix, test_ip_names)),
				  NULL, finish);
	tcase_add_checked_fixture(
		add_case(suite, "international", TESTS(test_idn_to_ascii, test_idn_to_unicode)),
		NULL, finish);
	return check_main(suite);
}
