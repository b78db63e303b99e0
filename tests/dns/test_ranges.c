/* Networks and sets of addresses: masks, scopes, and how many there are.
 *
 * SPDX-License-Identifier: MIT */

#include "memory.h"

#include "../../lib/dns/dns.h"

#include <stdio.h>

static struct ma_ip ip_of(const char *text)
{
	struct ma_ip ip;

	ck_assert_msg(ma_ip_parse(ma_text(text), &ip), "%s", text);
	return ip;
}

/* "192.0.2.0/24 198.51.100.7/32" */
static uint64_t count_with(uint64_t (*count_in)(struct ma_ranges *), const char *networks)
{
	struct ma_arena arena = { 0 };
	struct ma_ranges ranges = { .arena = &arena };
	char address[64];
	unsigned bits;
	uint64_t count;
	int length;

	while (sscanf(networks, " %63[^/ ]/%u%n", address, &bits, &length) == 2) {
		struct ma_ip ip = ip_of(address);

		ma_ranges_add(&ranges, &ip, bits);
		networks += length;
	}
	count = count_in(&ranges);
	ck_assert(!arena.failed);
	ma_arena_finish(&arena);
	return count;
}

static uint64_t count_of(const char *networks)
{
	return count_with(ma_ranges_count4, networks);
}

static uint64_t count6_of(const char *networks)
{
	return count_with(ma_ranges_count6, networks);
}

START_TEST(test_each_address_counts_once)
{
	ck_assert_uint_eq(count_of(""), 0);
	ck_assert_uint_eq(count_of("192.0.2.1/32"), 1);
	ck_assert_uint_eq(count_of("192.0.2.1/24"), 256);
	ck_assert_uint_eq(count_of("192.0.2.1/24 192.0.2.77/32 192.0.2.128/25"), 256);
	ck_assert_uint_eq(count_of("192.0.2.128/25 192.0.2.0/25"), 256);
	ck_assert_uint_eq(count_of("0.0.0.0/0"), UINT64_C(4294967296));
	ck_assert_uint_eq(count_of("128.0.0.0/1 0.0.0.0/1 10.0.0.0/8"), UINT64_C(4294967296));
	ck_assert_uint_eq(count_of("255.255.255.255/32 0.0.0.0/32"), 2);
	ck_assert_uint_eq(count_of("2001:db8::/32 ::/0"), 0);
	ck_assert_uint_eq(count_of("2001:db8::/32 192.0.2.0/31"), 2);
}
END_TEST

START_TEST(test_each_network_counts_once)
{
	ck_assert_uint_eq(count6_of(""), 0);
	ck_assert_uint_eq(count6_of("0.0.0.0/0"), 0);
	ck_assert_uint_eq(count6_of("2001:db8::1/128"), 1);
	ck_assert_uint_eq(count6_of("2001:db8::1/128 2001:db8::2/128 2001:db8::/64"), 1);
	ck_assert_uint_eq(count6_of("2001:db8::/48 2001:db8::/56 2001:db8:0:ffff::/64"), 65536);
	ck_assert_uint_eq(count6_of("2000::/3"), UINT64_C(1) << 61);
	ck_assert_uint_eq(count6_of("::/0 2000::/3 192.0.2.0/24"), UINT64_C(1) << 61);
	ck_assert_uint_eq(count6_of("::/1"), UINT64_C(1) << 61);
	ck_assert_uint_eq(count6_of("3000::/4 2000::/4"), UINT64_C(1) << 61);
	ck_assert_uint_eq(count6_of("8000::/1 fc00::/7 ::/4 ::1/128"), 0);
}
END_TEST

START_TEST(test_many_ranges)
{
	struct ma_arena arena = { 0 };
	struct ma_ranges ranges = { .arena = &arena };

	/* Every second address of a /16, from the end. */
	for (unsigned i = 65536; i > 0; i -= 2) {
		struct ma_ip ip = {
			{ 10, 1, (unsigned char)((i - 1) >> 8), (unsigned char)(i - 1) }, 4
		};

		ma_ranges_add(&ranges, &ip, 32);
	}
	ck_assert_uint_eq(ma_ranges_count4(&ranges), 32768);
	ma_arena_finish(&arena);
}
END_TEST

START_TEST(test_network)
{
	static const struct {
		const char *ip;
		unsigned bits;
		const char *network;
	} rows[] = {
		{ "203.0.113.5", 24, "203.0.113.0" },
		{ "203.0.113.5", 32, "203.0.113.5" },
		{ "203.0.113.5", 31, "203.0.113.4" },
		{ "203.0.113.5", 0, "0.0.0.0" },
		{ "255.255.255.255", 9, "255.128.0.0" },
		{ "2001:db8::5", 64, "2001:db8::" },
		{ "2001:db8:ffff::", 33, "2001:db8:8000::" },
		{ "ffff::1", 128, "ffff::1" },
		{ "ffff::1", 0, "::" },
	};

	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		struct ma_ip ip = ip_of(rows[i].ip);
		struct ma_ip expected = ip_of(rows[i].network);
		struct ma_ip network = ma_ip_network(&ip, rows[i].bits);

		ck_assert_msg(ma_ip_compare(&network, &expected) == 0, "%s/%u", rows[i].ip,
			      rows[i].bits);
	}
}
END_TEST

START_TEST(test_scope)
{
	static const struct {
		const char *ip;
		unsigned bits;
		enum ma_ip_scope scope;
	} rows[] = {
		{ "8.8.8.8", 32, MA_IP_GLOBAL },
		{ "10.0.0.0", 8, MA_IP_LOCAL },
		{ "10.0.0.0", 7, MA_IP_GLOBAL }, /* half of it is not */
		{ "172.31.255.255", 32, MA_IP_LOCAL },
		{ "172.32.0.0", 32, MA_IP_GLOBAL },
		{ "192.168.0.1", 32, MA_IP_LOCAL },
		{ "100.127.0.1", 32, MA_IP_LOCAL },
		{ "100.128.0.1", 32, MA_IP_GLOBAL },
		{ "127.0.0.1", 32, MA_IP_LOCAL },
		{ "169.254.1.1", 32, MA_IP_LOCAL },
		{ "239.1.1.1", 32, MA_IP_LOCAL },
		{ "0.0.0.0", 0, MA_IP_GLOBAL },
		{ "192.0.2.200", 32, MA_IP_DOCUMENTATION },
		{ "198.51.100.0", 24, MA_IP_DOCUMENTATION },
		{ "203.0.113.0", 23, MA_IP_GLOBAL },
		{ "::1", 128, MA_IP_LOCAL },
		{ "::2", 128, MA_IP_GLOBAL },
		{ "fd00::1", 128, MA_IP_LOCAL },
		{ "fe80::1", 128, MA_IP_LOCAL },
		{ "ff02::1", 128, MA_IP_LOCAL },
		{ "2001:db8:1::", 48, MA_IP_DOCUMENTATION },
		{ "3fff:fff::1", 128, MA_IP_DOCUMENTATION },
		{ "2001:db9::", 32, MA_IP_GLOBAL },
	};

	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		struct ma_ip ip = ip_of(rows[i].ip);

		ck_assert_msg(ma_ip_scope(&ip, rows[i].bits) == rows[i].scope, "%s/%u", rows[i].ip,
			      rows[i].bits);
	}
}
END_TEST

START_TEST(test_example_names)
{
	static const char *const examples[] = { "example.jp",	   "mail.example.co.jp", "example",
						"hosting.example", "www.example.com",	 "a.b.test",
						"x.invalid",	   "localhost" };
	static const char *const others[] = { "example.my-shop.co.jp", "myexample.com", "test.com",
					      "home.arpa", "jp" };
	struct ma_arena arena = { 0 };

	for (size_t i = 0; i < COUNT_OF(examples); i++)
		ck_assert_msg(ma_name_is_example(ma_name_parse(&arena, ma_text(examples[i]))), "%s",
			      examples[i]);
	for (size_t i = 0; i < COUNT_OF(others); i++)
		ck_assert_msg(!ma_name_is_example(ma_name_parse(&arena, ma_text(others[i]))), "%s",
			      others[i]);
	ma_arena_finish(&arena);
}
END_TEST

START_TEST(test_joined_names)
{
	struct ma_arena arena = { 0 };
	const struct ma_name *tail = ma_name_parse(&arena, MA_TEXT("example.jp"));
	char head[251];

	ck_assert(ma_name_equal(ma_name_join(&arena, MA_TEXT("_spf"), tail),
				ma_name_parse(&arena, MA_TEXT("_spf.example.jp"))));
	ck_assert(ma_name_equal(ma_name_join(&arena, MA_TEXT("example.jp"), tail),
				ma_name_parse(&arena, MA_TEXT("example.jp.example.jp"))));
	ck_assert_ptr_null(ma_name_join(&arena, MA_TEXT("a..b"), tail));
	for (size_t i = 0; i < sizeof(head); i++)
		head[i] = i % 50 == 49 ? '.' : 'a';
	ck_assert_ptr_null(
		ma_name_join(&arena, (struct ma_text){ (unsigned char *)head, 249 }, tail));
	ma_arena_finish(&arena);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("ranges");

	add_case(suite, "sets",
		 TESTS(test_each_address_counts_once, test_each_network_counts_once,
		       test_many_ranges));
	add_case(suite, "networks", TESTS(test_network, test_scope));
	add_case(suite, "names", TESTS(test_example_names, test_joined_names));
	return check_main(suite);
}
