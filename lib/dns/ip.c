/* IP addresses: reading, writing, comparing, and the names that they reverse to.
 *
 * SPDX-License-Identifier: MIT */

#include "dns.h"

#include <arpa/inet.h>
#include <string.h>

/* One octet in decimal digits, without zeros before it. */
static bool read_octet(struct ma_text text, size_t *at, unsigned char *octet)
{
	size_t from = *at;
	size_t end = from;
	unsigned value = 0;

	for (; end < text.length && ma_is_digit(text.data[end]) && value <= UINT8_MAX; end++)
		value = 10 * value + (text.data[end] - '0');
	*at = end;
	*octet = (unsigned char)value;
	return end > from && value <= UINT8_MAX && (text.data[from] != '0' || end == from + 1);
}

/* As inet_pton() does. */
static bool read_ipv4(struct ma_text text, struct ma_ip *ip)
{
	struct ma_ip read = { .length = 4 };
	size_t at = 0;

	for (size_t i = 0; i < 4; i++) {
		if (i > 0 && (at == text.length || text.data[at++] != '.'))
			return false;
		if (!read_octet(text, &at, &read.octets[i]))
			return false;
	}
	if (at < text.length)
		return false;
	*ip = read;
	return true;
}

bool ma_ip_parse(struct ma_text text, struct ma_ip *ip)
{
	char string[INET6_ADDRSTRLEN];

	if (text.length == 0 || text.length >= sizeof(string))
		return false;
	*ip = (struct ma_ip){ .length = 4 };
	if (read_ipv4(text, ip))
		return true;
	if (memchr(text.data, ':', text.length) == NULL ||
	    memchr(text.data, 0, text.length) != NULL)
		return false;
	memcpy(string, text.data, text.length);
	string[text.length] = '\0';
	ip->length = 16;
	return inet_pton(AF_INET6, string, ip->octets) == 1;
}

void ma_ip_unmap(struct ma_ip *ip)
{
	static const unsigned char prefix[12] = { [10] = 0xff, [11] = 0xff };

	if (ip->length != 16 || memcmp(ip->octets, prefix, sizeof(prefix)) != 0)
		return;
	memmove(ip->octets, ip->octets + 12, 4);
	memset(ip->octets + 4, 0, 12);
	ip->length = 4;
}

/* As inet_ntop() does, which prints by way of printf(). */
static struct ma_text write_ipv4(struct ma_arena *arena, const struct ma_ip *ip)
{
	unsigned char text[INET_ADDRSTRLEN];
	size_t length = 0;

	for (size_t i = 0; i < 4; i++) {
		unsigned octet = ip->octets[i];

		if (i > 0)
			text[length++] = '.';
		if (octet >= 100)
			text[length++] = (unsigned char)('0' + octet / 100);
		if (octet >= 10)
			text[length++] = (unsigned char)('0' + octet / 10 % 10);
		text[length++] = (unsigned char)('0' + octet % 10);
	}
	return ma_arena_copy(arena, (struct ma_text){ text, length });
}

struct ma_text ma_ip_text(struct ma_arena *arena, const struct ma_ip *ip)
{
	char string[INET6_ADDRSTRLEN] = "";

	if (ip->length != 16)
		return write_ipv4(arena, ip);
	inet_ntop(AF_INET6, ip->octets, string, sizeof(string));
	return ma_arena_copy(arena, ma_text(string));
}

bool ma_ip_in_prefix(const struct ma_ip *ip, const struct ma_ip *network, unsigned bits)
{
	unsigned whole = bits / 8;
	unsigned rest = bits % 8;

	if (ip->length != network->length || bits > 8 * ip->length)
		return false;
	if (memcmp(ip->octets, network->octets, whole) != 0)
		return false;
	return rest == 0 || ((ip->octets[whole] ^ network->octets[whole]) >> (8 - rest)) == 0;
}

struct ma_ip ma_ip_network(const struct ma_ip *ip, unsigned bits)
{
	struct ma_ip network = *ip;
	unsigned at = bits / 8;

	if (at >= network.length)
		return network;
	network.octets[at] &= (unsigned char)(0xff00 >> bits % 8);
	memset(network.octets + at + 1, 0, network.length - at - 1);
	return network;
}

struct ma_ip ma_ip_last(const struct ma_ip *ip, unsigned bits)
{
	struct ma_ip last = *ip;
	unsigned at = bits / 8;

	if (at >= last.length)
		return last;
	last.octets[at] |= (unsigned char)(0xff >> bits % 8);
	memset(last.octets + at + 1, 0xff, last.length - at - 1);
	return last;
}

int ma_ip_compare(const struct ma_ip *a, const struct ma_ip *b)
{
	if (a->length != b->length)
		return a->length < b->length ? -1 : 1;
	return memcmp(a->octets, b->octets, a->length);
}

enum ma_ip_scope ma_ip_scope(const struct ma_ip *ip, unsigned bits)
{
	static const struct {
		unsigned char octets[16];
		unsigned length;
		unsigned bits;
		enum ma_ip_scope scope;
	} prefixes[] = {
		{ { 0 }, 4, 8, MA_IP_LOCAL },
		{ { 10 }, 4, 8, MA_IP_LOCAL },
		{ { 100, 64 }, 4, 10, MA_IP_LOCAL },
		{ { 127 }, 4, 8, MA_IP_LOCAL },
		{ { 169, 254 }, 4, 16, MA_IP_LOCAL },
		{ { 172, 16 }, 4, 12, MA_IP_LOCAL },
		{ { 192, 168 }, 4, 16, MA_IP_LOCAL },
		{ { 224 }, 4, 3, MA_IP_LOCAL },
		{ { 192, 0, 2 }, 4, 24, MA_IP_DOCUMENTATION },
		{ { 198, 51, 100 }, 4, 24, MA_IP_DOCUMENTATION },
		{ { 203, 0, 113 }, 4, 24, MA_IP_DOCUMENTATION },
		{ { 0 }, 16, 127, MA_IP_LOCAL },
		{ { 0xfc }, 16, 7, MA_IP_LOCAL },
		{ { 0xfe, 0x80 }, 16, 10, MA_IP_LOCAL },
		{ { 0xff }, 16, 8, MA_IP_LOCAL },
		{ { 0x20, 0x01, 0x0d, 0xb8 }, 16, 32, MA_IP_DOCUMENTATION },
		{ { 0x3f, 0xff }, 16, 20, MA_IP_DOCUMENTATION },
	};

	for (size_t i = 0; i < sizeof(prefixes) / sizeof(*prefixes); i++) {
		struct ma_ip network = { .length = prefixes[i].length };

		memcpy(network.octets, prefixes[i].octets, sizeof(network.octets));
		if (bits >= prefixes[i].bits && ma_ip_in_prefix(ip, &network, prefixes[i].bits))
			return prefixes[i].scope;
	}
	return MA_IP_GLOBAL;
}

struct ma_text ma_ip_dotted(struct ma_arena *arena, const struct ma_ip *ip)
{
	static const char digits[] = "0123456789abcdef";
	unsigned char nibbles[2 * 32];

	if (ip->length != 16)
		return ma_ip_text(arena, ip);
	for (size_t i = 0; i < 16; i++) {
		nibbles[4 * i] = (unsigned char)digits[ip->octets[i] >> 4];
		nibbles[4 * i + 1] = '.';
		nibbles[4 * i + 2] = (unsigned char)digits[ip->octets[i] & 15];
		nibbles[4 * i + 3] = '.';
	}
	return ma_arena_copy(arena, (struct ma_text){ nibbles, sizeof(nibbles) - 1 });
}

/* RFC 1035 3.5, RFC 3596 2.5. */
const struct ma_name *ma_ip_reverse_name(struct ma_arena *arena, const struct ma_ip *ip)
{
	struct ma_buffer name = { 0 };

	for (unsigned i = ip->length; i > 0; i--) {
		unsigned octet = ip->octets[i - 1];

		if (ip->length == 4) {
			ma_buffer_number(&name, octet);
		} else {
			ma_buffer_byte(&name, (unsigned char)"0123456789abcdef"[octet & 15]);
			ma_buffer_byte(&name, '.');
			ma_buffer_byte(&name, (unsigned char)"0123456789abcdef"[octet >> 4]);
		}
		ma_buffer_byte(&name, '.');
	}
	ma_buffer_string(&name, ip->length == 4 ? "in-addr.arpa" : "ip6.arpa");
	return ma_name_parse(arena, ma_buffer_keep(&name, arena));
}

/* Global unicast (RFC 4291 2.4), but for what holds an IPv4 address that a relay or the system
 * would take out again: 6to4 (RFC 3056), Teredo (RFC 4380), IPv4-mapped. */
static bool is_plain_ipv6(const struct ma_ip *ip)
{
	const unsigned char *a = ip->octets;

	return a[0] >> 5 == 1 && !(a[0] == 0x20 && a[1] == 0x02) &&
	       !(a[0] == 0x20 && a[1] == 0x01 && a[2] >> 1 == 0);
}

bool ma_ip_may_be_asked(const struct ma_ip *ip)
{
	return ma_ip_scope(ip, 8 * ip->length) == MA_IP_GLOBAL &&
	       (ip->length == 4 || is_plain_ipv6(ip));
}
