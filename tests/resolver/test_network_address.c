/* Addresses of servers: how they are written, and which of them may be asked.
 *
 * SPDX-License-Identifier: MIT */

#include "drive_loop.h"

#include "../../lib/resolver/network/network.h"

#include <stdio.h>
#include <string.h>

static const struct {
	const char *text;
	const char *written; /* NULL: no server */
} servers[] = {
	{ "192.0.2.1", "192.0.2.1:53" },
	{ "192.0.2.1:5353", "192.0.2.1:5353" },
	{ "2001:DB8::1", "[2001:db8::1]:53" },
	{ "[2001:db8::1]", "[2001:db8::1]:53" },
	{ "[2001:db8::1]:5353", "[2001:db8::1]:5353" },
	{ "::1", "[::1]:53" },
	{ "::ffff:192.0.2.1", "[::ffff:192.0.2.1]:53" },
	{ "", NULL },
	{ "ns.example.jp", NULL },
	{ "192.0.2.1:", NULL },
	{ "192.0.2.1:0", NULL },
	{ "192.0.2.1:65536", NULL },
	{ "192.0.2.1:+5", NULL },
	{ "192.0.2.1:53 ", NULL },
	{ " 192.0.2.1", NULL },
	{ "192.0.2", NULL },
	{ "192.0.2.1.1", NULL },
	{ "[192.0.2.1]:53", NULL },
	{ "[2001:db8::1", NULL },
	{ "[2001:db8::1]53", NULL },
	{ "2001:db8::1]:53", NULL },
	{ "fe80::1%no-such-interface", NULL },
	{ "fe80::1%", NULL },
	{ "127.0.0.1%lo", NULL },
	{ "fe80::1%lo", "[fe80::1%lo]:53" },
	{ "[fe80::1%1]:5353", "[fe80::1%lo]:5353" },
	{ "[]:53", NULL },
};

START_TEST(test_server)
{
	struct mailauth_network *network = new_network((const char *const[]){ NULL });
	int status = mailauth_network_add_server(network, servers[_i].text);

	if (servers[_i].written != NULL) {
		ck_assert_int_eq(status, 0);
		ck_assert_str_eq(mailauth_network_server(network, 0), servers[_i].written);
	} else {
		ck_assert_msg(status == MAILAUTH_EINVAL, "%s", servers[_i].text);
	}
	ck_assert_uint_eq(mailauth_network_count(network), servers[_i].written != NULL);
	ck_assert_ptr_null(mailauth_network_server(network, 1));
	mailauth_network_free(network);
}
END_TEST

/* --- resolv.conf ------------------------------------------------------------- */

static const struct {
	const char *text;
	const char *servers[4];
	int64_t patience;
	unsigned attempts;
	bool rotate;
	bool streams_only;
} configurations[] = {
	{ "", { NULL }, 0, 0, false, false },
	{ "nameserver 192.0.2.1\n", { "192.0.2.1:53" }, 0, 0, false, false },
	{ "nameserver 192.0.2.1", { "192.0.2.1:53" }, 0, 0, false, false },
	{ "# a comment\n; another\n\tnameserver\t2001:db8::1 # here\r\nnameserver 192.0.2.1;x\n",
	  { "[2001:db8::1]:53", "192.0.2.1:53" },
	  0,
	  0,
	  false,
	  false },
	{ "nameserver fe80::1%lo\nnameserver fe80::2%no-such-one\nnameserver ns.example\n"
	  "nameserver\nnameservers 192.0.2.2\nsearch example.jp\ndomain example.jp\n",
	  { "[fe80::1%lo]:53" },
	  0,
	  0,
	  false,
	  false },
	{ "options timeout:2 attempts:9 rotate edns0 use-vc trust-ad\n",
	  { NULL },
	  2000,
	  5,
	  true,
	  true },
	{ "options timeout:99 attempts:2x\noptions attempts: timeout\n",
	  { NULL },
	  30000,
	  0,
	  false,
	  false },
};

START_TEST(test_configuration)
{
	struct mailauth_network *network = new_network((const char *const[]){ NULL });
	const char *text = configurations[_i].text;
	size_t i = 0;

	ck_assert_int_eq(ma_system_read(network, text, strlen(text)), 0);
	for (; configurations[_i].servers[i] != NULL; i++)
		ck_assert_str_eq(mailauth_network_server(network, i),
				 configurations[_i].servers[i]);
	ck_assert_uint_eq(mailauth_network_count(network), i);
	ck_assert_int_eq(network->patience, configurations[_i].patience);
	ck_assert_uint_eq(network->attempts, configurations[_i].attempts);
	ck_assert(network->rotate == configurations[_i].rotate);
	ck_assert(network->streams_only == configurations[_i].streams_only);
	mailauth_network_free(network);
}
END_TEST

/* More servers than there is room for, and lines without an end. */
START_TEST(test_large_configuration)
{
	struct mailauth_network *network = new_network((const char *const[]){ NULL });
	char text[4096] = "nameserver ";
	size_t length = 0;

	memset(text + 11, ' ', sizeof(text) - 11);
	ck_assert_int_eq(ma_system_read(network, text, sizeof(text)), 0);
	ck_assert_uint_eq(mailauth_network_count(network), 0);
	for (unsigned i = 0; i < 100; i++)
		length += (size_t)snprintf(text + length, sizeof(text) - length,
					   "nameserver 192.0.2.%u\n", i);
	ck_assert_int_eq(ma_system_read(network, text, length), 0);
	ck_assert_uint_eq(mailauth_network_count(network), MA_SERVERS_MAX);
	mailauth_network_free(network);
}
END_TEST

static const struct {
	const char *address;
	bool global;
} addresses[] = {
	{ "8.8.8.8", true },
	{ "0.0.0.0", false },
	{ "9.255.255.255", true },
	{ "10.0.0.0", false },
	{ "10.255.255.255", false },
	{ "11.0.0.0", true },
	{ "100.63.255.255", true },
	{ "100.64.0.0", false },
	{ "100.127.255.255", false },
	{ "100.128.0.0", true },
	{ "127.0.0.1", false },
	{ "128.0.0.1", true },
	{ "169.253.0.1", true },
	{ "169.254.169.254", false },
	{ "172.15.0.1", true },
	{ "172.16.0.1", false },
	{ "172.31.255.255", false },
	{ "172.32.0.0", true },
	{ "192.0.0.1", false },
	{ "192.0.1.1", true },
	{ "192.0.2.1", false },
	{ "192.88.99.1", false },
	{ "192.167.0.1", true },
	{ "192.168.0.1", false },
	{ "198.17.0.1", true },
	{ "198.18.0.1", false },
	{ "198.19.255.255", false },
	{ "198.20.0.1", true },
	{ "198.51.100.1", false },
	{ "203.0.113.1", false },
	{ "223.255.255.255", true },
	{ "224.0.0.1", false },
	{ "255.255.255.255", false },
	{ "2001:4860:4860::8888", true },
	{ "::", false },
	{ "::1", false },
	{ "::ffff:8.8.8.8", false },
	{ "::8.8.8.8", false },
	{ "64:ff9b::808:808", false },
	{ "100::1", false },
	{ "1fff::1", false },
	{ "2001::1", false },
	{ "2001:1ff::1", false },
	{ "2001:200::1", true },
	{ "2001:db8::1", false },
	{ "2002:808:808::1", false },
	{ "2003::1", true },
	{ "3fff:fff::1", false },
	{ "3fff:1000::1", true },
	{ "4000::1", false },
	{ "fc00::1", false },
	{ "fd00::1", false },
	{ "fe80::1", false },
	{ "ff02::1", false },
};

START_TEST(test_global)
{
	struct ma_inet address;

	ck_assert(ma_inet_read(addresses[_i].address, &address));
	ck_assert_msg(ma_inet_is_global(&address) == addresses[_i].global, "%s",
		      addresses[_i].address);
}
END_TEST

START_TEST(test_prefixes)
{
	static const char *const bad[] = {
		"",	   "10.0.0.0", "10.0.0.0/",   "10.0.0.0/33",  "10.0.0.0/-1", "10.0.0/8",
		"::1/129", "/8",       "10.0.0.0/8 ", "10.0.0.0/8/8", "x/8"
	};
	struct mailauth_network *network = new_network((const char *const[]){ NULL });
	struct ma_inet address;

	for (size_t i = 0; i < COUNT_OF(bad); i++)
		ck_assert_msg(mailauth_network_allow(network, bad[i]) == MAILAUTH_EINVAL, "%s",
			      bad[i]);
	ck_assert(ma_inet_read("fd00::1", &address));
	ck_assert(!ma_network_allows(network, &address, false));
	ck_assert_int_eq(mailauth_network_allow(network, "fd00::/9"), 0);
	ck_assert(ma_network_allows(network, &address, false));
	ck_assert_int_eq(mailauth_network_allow(network, "0.0.0.0/0"), 0);
	ck_assert(ma_inet_read("127.0.0.1", &address));
	ck_assert(ma_network_allows(network, &address, false));
	ck_assert(ma_inet_read("fd80::1", &address));
	ck_assert(!ma_network_allows(network, &address, false));
	ck_assert_int_eq(mailauth_network_add_server(network, "[fd80::1]:5353"), 0);
	ck_assert(ma_network_allows(network, &address, false));
	/* A resolver of the caller's own is not a mail server. */
	ck_assert(!ma_network_allows(network, &address, true));
	mailauth_network_free(network);
}
END_TEST

START_TEST(test_arguments)
{
	struct mailauth_network *network = new_network((const char *const[]){ NULL });

	ck_assert_int_eq(mailauth_network_new(NULL), MAILAUTH_EINVAL);
	ck_assert_int_eq(mailauth_network_add_server(NULL, "192.0.2.1"), MAILAUTH_EINVAL);
	ck_assert_int_eq(mailauth_network_add_server(network, NULL), MAILAUTH_EINVAL);
	ck_assert_int_eq(mailauth_network_allow(NULL, "10.0.0.0/8"), MAILAUTH_EINVAL);
	ck_assert_int_eq(mailauth_network_allow(network, NULL), MAILAUTH_EINVAL);
	for (unsigned i = 0; i < MA_SERVERS_MAX; i++)
		ck_assert_int_eq(mailauth_network_add_server(network, "192.0.2.1"), 0);
	ck_assert_int_eq(mailauth_network_add_server(network, "192.0.2.1"), MAILAUTH_EINVAL);
	mailauth_network_free(network);
	mailauth_network_free(NULL);
}
END_TEST

/* Whatever this host is configured with. */
START_TEST(test_system)
{
	struct mailauth_network *network = new_network((const char *const[]){ NULL });
	int status = mailauth_network_add_server(network, "system");

	ck_assert(status == 0 || status == MAILAUTH_EIO);
	ck_assert_int_eq(mailauth_network_count(network) > 0, status == 0);
	mailauth_network_free(network);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("network_address");

	add_loop(suite, "server", test_server, COUNT_OF(servers));
	add_loop(suite, "global", test_global, COUNT_OF(addresses));
	add_case(suite, "addresses", TESTS(test_prefixes, test_arguments, test_system));
	add_loop(suite, "configuration", test_configuration, COUNT_OF(configurations));
	add_case(suite, "large", TESTS(test_large_configuration));
	return check_main(suite);
}
