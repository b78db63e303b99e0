/* Addresses of servers: reading and writing them, and which of them anyone may be sent to.
 *
 * SPDX-License-Identifier: MIT */

#include "network.h"

#include <arpa/inet.h>
#include <net/if.h>
#include <stdio.h>
#include <string.h>

bool ma_inet_read(const char *text, struct ma_inet *address)
{
	bool six = strchr(text, ':') != NULL;

	*address = (struct ma_inet){ .length = six ? 16 : 4 };
	return inet_pton(six ? AF_INET6 : AF_INET, text, address->octets) == 1;
}

/* A number from LEAST to MOST, and nothing else. */
static bool read_number(const char *text, unsigned least, unsigned most, unsigned *number)
{
	size_t length = strspn(text, "0123456789");

	if (length == 0 || length > 5 || text[length] != '\0')
		return false;
	*number = 0;
	for (; *text != '\0'; text++)
		*number = 10 * *number + (unsigned)(*text - '0');
	return *number >= least && *number <= most;
}

/* Reads the LENGTH characters at TEXT. */
static bool read_part(const char *text, size_t length, struct ma_inet *address)
{
	char part[INET6_ADDRSTRLEN];

	if (length >= sizeof(part))
		return false;
	memcpy(part, text, length);
	part[length] = '\0';
	return ma_inet_read(part, address);
}

bool ma_inet_read_server(const char *text, struct ma_inet *address, unsigned *port)
{
	const char *colon = strchr(text, ':');
	const char *end = strchr(text, ']');

	*port = MA_PORT;
	if (text[0] == '[') {
		if (end == NULL || !read_part(text + 1, (size_t)(end - text) - 1, address) ||
		    address->length != 16)
			return false;
		return end[1] == '\0' ||
		       (end[1] == ':' && read_number(end + 2, 1, UINT16_MAX, port));
	}
	if (colon == NULL || strchr(colon + 1, ':') != NULL)
		return ma_inet_read(text, address);
	return read_part(text, (size_t)(colon - text), address) &&
	       read_number(colon + 1, 1, UINT16_MAX, port);
}

bool ma_inet_read_prefix(const char *text, struct ma_prefix *prefix)
{
	const char *slash = strchr(text, '/');

	return slash != NULL && read_part(text, (size_t)(slash - text), &prefix->address) &&
	       read_number(slash + 1, 0, 8 * prefix->address.length, &prefix->bits);
}

bool ma_inet_take_zone(char *text, unsigned *zone)
{
	char *from = strchr(text, '%');
	size_t length = from != NULL ? strcspn(from, "]") : 0;
	char name[IF_NAMESIZE];

	*zone = 0;
	if (from == NULL)
		return true;
	if (length < 2 || length > sizeof(name) || strchr(text, ':') == NULL)
		return false;
	memcpy(name, from + 1, length - 1);
	name[length - 1] = '\0';
	if (!read_number(name, 1, INT32_MAX, zone))
		*zone = if_nametoindex(name);
	memmove(from, from + length, strlen(from + length) + 1);
	return *zone > 0;
}

void ma_inet_write(const struct ma_inet *address, unsigned port, char text[MA_SERVER_TEXT_MAX])
{
	char bare[INET6_ADDRSTRLEN] = "";
	bool six = address->length == 16;

	inet_ntop(six ? AF_INET6 : AF_INET, address->octets, bare, sizeof(bare));
	snprintf(text, MA_SERVER_TEXT_MAX, six ? "[%s]:%u" : "%s:%u", bare, port);
}

bool ma_inet_is_in(const struct ma_inet *address, const struct ma_prefix *prefix)
{
	const unsigned char *a = address->octets;
	const unsigned char *b = prefix->address.octets;
	unsigned whole = prefix->bits / 8;
	unsigned rest = prefix->bits % 8;

	return address->length == prefix->address.length && memcmp(a, b, whole) == 0 &&
	       (rest == 0 || (a[whole] ^ b[whole]) >> (8 - rest) == 0);
}

/* What is not globally reachable (RFC 6890 2.2, and what was added to its registries since), is not
 * a unicast address, or holds an IPv4 address that a relay would take out again. */
static const struct ma_prefix special4[] = {
	{ { 4, { 0 } }, 8 },		 /* this network */
	{ { 4, { 10 } }, 8 },		 /* private use */
	{ { 4, { 100, 64 } }, 10 },	 /* shared address space */
	{ { 4, { 127 } }, 8 },		 /* loopback */
	{ { 4, { 169, 254 } }, 16 },	 /* link local */
	{ { 4, { 172, 16 } }, 12 },	 /* private use */
	{ { 4, { 192, 0, 0 } }, 24 },	 /* protocol assignments */
	{ { 4, { 192, 0, 2 } }, 24 },	 /* documentation */
	{ { 4, { 192, 88, 99 } }, 24 },	 /* relays of 6to4 (RFC 7526) */
	{ { 4, { 192, 168 } }, 16 },	 /* private use */
	{ { 4, { 198, 18 } }, 15 },	 /* benchmarking */
	{ { 4, { 198, 51, 100 } }, 24 }, /* documentation */
	{ { 4, { 203, 0, 113 } }, 24 },	 /* documentation */
	{ { 4, { 224 } }, 4 },		 /* multicast */
	{ { 4, { 240 } }, 4 },		 /* reserved; limited broadcast */
};
static const struct ma_prefix unicast6 = { { 16, { 0x20 } }, 3 }; /* RFC 4291 2.4 */
static const struct ma_prefix special6[] = {
	{ { 16, { 0x20, 0x01 } }, 23 },		    /* protocol assignments; Teredo */
	{ { 16, { 0x20, 0x01, 0x0d, 0xb8 } }, 32 }, /* documentation */
	{ { 16, { 0x20, 0x02 } }, 16 },		    /* 6to4 */
	{ { 16, { 0x3f, 0xff } }, 20 },		    /* documentation (RFC 9637) */
};

static bool is_in_any(const struct ma_inet *address, const struct ma_prefix *prefixes, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (ma_inet_is_in(address, &prefixes[i]))
			return true;
	return false;
}

bool ma_inet_is_global(const struct ma_inet *address)
{
	if (address->length == 4)
		return !is_in_any(address, special4, sizeof(special4) / sizeof(special4[0]));
	/* Outside of 2000::/3: loopback, IPv4-mapped, NAT64, unique local, link local, … */
	return ma_inet_is_in(address, &unicast6) &&
	       !is_in_any(address, special6, sizeof(special6) / sizeof(special6[0]));
}
