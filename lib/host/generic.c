/* Names that machines give to addresses.
 *
 * SPDX-License-Identifier: MIT
 *
 * There is no standard for them: these are the forms that receivers look for. */

#include "../known/known.h"
#include "host.h"

#include <string.h>

enum {
	OCTETS = 4,
	HEX_DIGITS =
		8, /* of an IPv4 address; of an IPv6 address: as many are not there by chance */
};

/* Whether the four numbers are those of the address, in its order or the other way round. */
static bool is_address(const unsigned numbers[OCTETS], const struct ma_ip *ip)
{
	bool forwards = true, backwards = true;

	for (size_t i = 0; i < OCTETS; i++) {
		forwards = forwards && numbers[i] == ip->octets[i];
		backwards = backwards && numbers[i] == ip->octets[OCTETS - 1 - i];
	}
	return forwards || backwards;
}

/* "203-0-113-9", "9.113.0.203", "203000113009" with anything but digits between; not the last. */
static bool holds_numbers(struct ma_text name, const struct ma_ip *ip)
{
	unsigned numbers[OCTETS] = { 256, 256, 256, 256 };

	for (size_t at = 0; at < name.length;) {
		unsigned number = 0;

		if (!ma_is_digit(name.data[at])) {
			at++;
			continue;
		}
		for (size_t digits = 0;
		     at < name.length && ma_is_digit(name.data[at]) && digits < 3; digits++)
			number = 10 * number + (unsigned)(name.data[at++] - '0');
		memmove(numbers, numbers + 1, (OCTETS - 1) * sizeof(*numbers));
		numbers[OCTETS - 1] = number;
		if (is_address(numbers, ip))
			return true;
	}
	return false;
}

/* Whether the hexadecimal digits at AT of NAME are those of the address from its octet FROM on. */
static bool is_hex_at(struct ma_text name, size_t at, const struct ma_ip *ip, size_t from)
{
	for (size_t i = 0; i < HEX_DIGITS; i++) {
		unsigned octet = ip->octets[from + i / 2];
		int digit = i % 2 == 0 ? (int)(octet >> 4) : (int)(octet & 15);

		if (at + i >= name.length || ma_hex_value(name.data[at + i]) != digit)
			return false;
	}
	return true;
}

/* "cb007109"; of an IPv6 address its end. */
static bool holds_hex(struct ma_text name, const struct ma_ip *ip)
{
	for (size_t at = 0; at < name.length; at++)
		if (is_hex_at(name, at, ip, ip->length - HEX_DIGITS / 2))
			return true;
	return false;
}

/* Words for lines of customers. */
static bool is_word(struct ma_text part)
{
	static const char *const words[] = {
		"dynamic", "dyn",  "dhcp",  "pool", "ppp",  "pppoe",  "dsl",
		"adsl",	   "vdsl", "cable", "catv", "dial", "dialup", "broadband",
	};

	for (size_t i = 0; i < sizeof(words) / sizeof(*words); i++)
		if (ma_text_is(part, words[i]))
			return true;
	return false;
}

static bool holds_word(struct ma_text name)
{
	size_t from = 0;

	for (size_t at = 0; at <= name.length; at++) {
		if (at < name.length && ma_is_alpha(name.data[at]))
			continue;
		if (is_word(ma_text_slice(name, from, at)))
			return true;
		from = at + 1;
	}
	return false;
}

bool ma_host_is_generic(struct ma_text name, const struct ma_ip *ip)
{
	const char *registered = ma_suffix_registered((const char *)name.data);
	size_t own = registered != NULL ? name.length - strlen(registered) : name.length;

	/* What a company is called says nothing of its hosts. */
	return (ip->length == 4 && holds_numbers(name, ip)) || holds_hex(name, ip) ||
	       holds_word(ma_text_slice(name, 0, own));
}
