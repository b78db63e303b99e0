/* Names as keys, so that the names of a zone can be sorted and searched.
 *
 * SPDX-License-Identifier: MIT */

#include "zone.h"

#include <stdlib.h>
#include <string.h>

static unsigned char fold(unsigned char byte)
{
	return byte >= 'A' && byte <= 'Z' ? (unsigned char)(byte + ('a' - 'A')) : byte;
}

/* Labels of 63 octets at most and the root's at the end, 255 octets in all (RFC 1035 2.3.4). */
static bool is_name(const unsigned char *wire, size_t length)
{
	size_t at = 0;

	if (length == 0 || length > MA_ZONE_NAME_MAX)
		return false;
	while (at < length && wire[at] != 0) {
		if (wire[at] > LDNS_MAX_LABELLEN)
			return false;
		at += 1u + wire[at];
	}
	return at + 1 == length;
}

bool ma_zonefile_key_read(unsigned char octets[MA_ZONE_NAME_MAX], const unsigned char *wire,
			  size_t length, struct ma_zonefile_key *key)
{
	unsigned char *to;

	if (!is_name(wire, length))
		return false;
	*key = (struct ma_zonefile_key){ octets, length - 1 };
	to = octets + key->length;
	while (*wire != 0) {
		size_t label = 1u + *wire;

		to -= label;
		to[0] = wire[0];
		for (size_t i = 1; i < label; i++)
			to[i] = fold(wire[i]);
		wire += label;
	}
	return true;
}

size_t ma_zonefile_key_wire(struct ma_zonefile_key key, unsigned char wire[MA_ZONE_NAME_MAX])
{
	unsigned char *to = wire + key.length;

	*to = 0;
	for (size_t at = 0; at < key.length; at += 1u + key.octets[at]) {
		to -= 1u + key.octets[at];
		memcpy(to, key.octets + at, 1u + key.octets[at]);
	}
	return key.length + 1;
}

int ma_zonefile_key_compare(struct ma_zonefile_key a, struct ma_zonefile_key b)
{
	size_t at = 0;

	while (at < a.length && at < b.length) {
		size_t left = a.octets[at];
		size_t right = b.octets[at];
		int order =
			memcmp(a.octets + at + 1, b.octets + at + 1, left < right ? left : right);

		if (order != 0)
			return order;
		if (left != right)
			return left < right ? -1 : 1;
		at += 1 + left;
	}
	return (a.length > b.length) - (a.length < b.length);
}

bool ma_zonefile_key_is_within(struct ma_zonefile_key key, struct ma_zonefile_key ancestor)
{
	return key.length >= ancestor.length &&
	       memcmp(key.octets, ancestor.octets, ancestor.length) == 0;
}

char *ma_zonefile_key_text(struct ma_zonefile_key key)
{
	unsigned char wire[MA_ZONE_NAME_MAX];
	size_t length = ma_zonefile_key_wire(key, wire);
	ldns_rdf *name = ldns_rdf_new_frm_data(LDNS_RDF_TYPE_DNAME, length, wire);
	char *text = name != NULL ? ldns_rdf2str(name) : NULL;

	ldns_rdf_deep_free(name);
	if (text != NULL && key.length > 0)
		text[strlen(text) - 1] = '\0';
	return text;
}
