/* A walk over a key in DER: which kind it is, and where its numbers are.
 *
 * SPDX-License-Identifier: MIT
 *
 * By hand, as OpenSSL's decoders take forty times as long and stop at the first fault without
 * saying which; the numbers themselves are OpenSSL's (numbers.c). */

#include "der.h"

#include <string.h>

enum {
	DER_INTEGER = 0x02,
	DER_BITS = 0x03,
	DER_OCTETS = 0x04,
	DER_NULL = 0x05,
	DER_OID = 0x06,
	DER_SEQUENCE = 0x30,
};

/* RFC 8017 A.1, RFC 8410 3 */
static const unsigned char rsa_oid[] = { 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, 0x01 };
static const unsigned char ed25519_oid[] = { 0x2b, 0x65, 0x70 };

/* Takes an element off the front of *REST.  False if it is another one, or longer than *REST,
 * which then sets *CUT. */
static bool take(struct ma_text *rest, unsigned char tag, struct ma_text *content, bool *cut)
{
	size_t octets;
	size_t length;
	size_t at = 2;

	if (rest->length < 2) {
		*cut = rest->length == 1 && rest->data[0] == tag;
		return false;
	}
	if (rest->data[0] != tag)
		return false;
	length = rest->data[1];
	if (length >= 0x80) {
		octets = length & 0x7f;
		/* X.690 10.1: none is indefinite; and no key is so long. */
		if (octets == 0 || octets > 3)
			return false;
		for (length = 0; octets > 0 && at < rest->length; octets--)
			length = length << 8 | rest->data[at++];
		*cut = octets > 0;
	}
	if (*cut || length > rest->length - at) {
		*cut = true;
		return false;
	}
	*content = ma_text_slice(*rest, at, at + length);
	*rest = ma_text_slice(*rest, at + length, rest->length);
	return true;
}

static bool take_number(struct ma_text *rest, struct ma_text *number)
{
	bool cut = false;

	if (!take(rest, DER_INTEGER, number, &cut))
		return false;
	while (number->length > 0 && number->data[0] == 0)
		*number = ma_text_slice(*number, 1, number->length);
	return true;
}

/* RSAPublicKey = SEQUENCE { modulus, publicExponent } (RFC 8017 A.1.1) */
static bool read_rsa(struct ma_text sequence, struct ma_der_key *key)
{
	return take_number(&sequence, &key->modulus) && take_number(&sequence, &key->exponent) &&
	       sequence.length == 0;
}

/* RSAPrivateKey = SEQUENCE { version 0, modulus, publicExponent, … } (RFC 8017 A.1.2) */
static bool read_rsa_private(struct ma_text sequence, struct ma_der_key *key)
{
	struct ma_text version;

	return take_number(&sequence, &version) && version.length == 0 &&
	       take_number(&sequence, &key->modulus) && take_number(&sequence, &key->exponent) &&
	       sequence.length > 0;
}

/* AlgorithmIdentifier = SEQUENCE { OID, parameters } (RFC 5280 4.1.1.2) */
static bool take_algorithm(struct ma_text *rest, struct ma_text *oid)
{
	struct ma_text algorithm;
	bool cut = false;

	return take(rest, DER_SEQUENCE, &algorithm, &cut) && take(&algorithm, DER_OID, oid, &cut);
}

static bool is_oid(struct ma_text oid, const unsigned char *wanted, size_t length)
{
	return oid.length == length && memcmp(oid.data, wanted, length) == 0;
}

/* SubjectPublicKeyInfo = SEQUENCE { algorithm, BIT STRING } (RFC 5280 4.1) */
static enum ma_key_form read_public(struct ma_text sequence, struct ma_der_key *key)
{
	struct ma_text oid, bits, inner;
	bool cut = false;

	if (!take_algorithm(&sequence, &oid) || !take(&sequence, DER_BITS, &bits, &cut) ||
	    sequence.length > 0 || bits.length == 0 || bits.data[0] != 0)
		return MA_KEY_UNREADABLE;
	bits = ma_text_slice(bits, 1, bits.length);
	if (is_oid(oid, ed25519_oid, sizeof(ed25519_oid))) {
		key->octets = bits;
		return bits.length == MA_DKIM_ED25519_OCTETS ? MA_KEY_ED25519 : MA_KEY_UNREADABLE;
	}
	if (!is_oid(oid, rsa_oid, sizeof(rsa_oid))) {
		key->odd_rsa = oid.length == sizeof(rsa_oid) &&
			       memcmp(oid.data, rsa_oid, sizeof(rsa_oid) - 1) == 0;
		return MA_KEY_OTHER;
	}
	if (!take(&bits, DER_SEQUENCE, &inner, &cut) || bits.length > 0 || !read_rsa(inner, key))
		return MA_KEY_UNREADABLE;
	return MA_KEY_RSA;
}

/* PrivateKeyInfo = SEQUENCE { version, algorithm, OCTET STRING, … } (RFC 5208 5, RFC 5958 2) */
static enum ma_key_form read_private(struct ma_text sequence, struct ma_der_key *key)
{
	struct ma_text version, oid, octets, inner;
	bool cut = false;

	if (!take_number(&sequence, &version) || !take_algorithm(&sequence, &oid) ||
	    !take(&sequence, DER_OCTETS, &octets, &cut))
		return MA_KEY_UNREADABLE;
	if (is_oid(oid, ed25519_oid, sizeof(ed25519_oid))) {
		if (!take(&octets, DER_OCTETS, &key->octets, &cut) ||
		    key->octets.length != MA_DKIM_ED25519_OCTETS)
			return MA_KEY_UNREADABLE;
		return MA_KEY_ED25519_SEED;
	}
	if (!is_oid(oid, rsa_oid, sizeof(rsa_oid)))
		return MA_KEY_OTHER;
	if (!take(&octets, DER_SEQUENCE, &inner, &cut) || !read_rsa_private(inner, key))
		return MA_KEY_UNREADABLE;
	return MA_KEY_RSA_PRIVATE;
}

struct ma_der_key ma_der_read(struct ma_text der)
{
	struct ma_der_key key = { .form = MA_KEY_UNREADABLE };
	struct ma_text rest = der;
	struct ma_text sequence;
	bool cut = false;

	if (!take(&rest, DER_SEQUENCE, &sequence, &cut)) {
		if (cut)
			key.form = MA_KEY_CUT;
		return key;
	}
	key.used = der.length - rest.length;
	if (read_rsa(sequence, &key))
		key.form = MA_KEY_RSA_PKCS1;
	else if (read_rsa_private(sequence, &key))
		key.form = MA_KEY_RSA_PRIVATE;
	else if (sequence.length > 0 && sequence.data[0] == DER_INTEGER)
		key.form = read_private(sequence, &key);
	else
		key.form = read_public(sequence, &key);
	return key;
}

/* --- Writing ---------------------------------------------------------------- */

static void add_head(struct ma_buffer *out, unsigned char tag, size_t length)
{
	ma_buffer_byte(out, tag);
	if (length > 0xffff) {
		ma_buffer_byte(out, 0x83);
		ma_buffer_byte(out, (unsigned char)(length >> 16));
	} else if (length > 0xff) {
		ma_buffer_byte(out, 0x82);
	} else if (length > 0x7f) {
		ma_buffer_byte(out, 0x81);
	}
	if (length > 0xff)
		ma_buffer_byte(out, (unsigned char)(length >> 8));
	ma_buffer_byte(out, (unsigned char)length);
}

/* An element around what BUFFER holds. */
static void wrap(struct ma_buffer *buffer, unsigned char tag)
{
	struct ma_buffer whole = { 0 };

	add_head(&whole, tag, buffer->length);
	ma_buffer_add(&whole, buffer->data, buffer->failed ? 0 : buffer->length);
	whole.failed = whole.failed || buffer->failed;
	ma_buffer_finish(buffer);
	*buffer = whole;
}

static void add_number(struct ma_buffer *out, struct ma_text number)
{
	bool high = number.length == 0 || number.data[0] >= 0x80;

	add_head(out, DER_INTEGER, number.length + high);
	if (high)
		ma_buffer_byte(out, 0);
	ma_buffer_text(out, number);
}

struct ma_text ma_der_write_rsa(struct ma_arena *arena, struct ma_text modulus,
				struct ma_text exponent)
{
	static const unsigned char algorithm[] = { DER_SEQUENCE, 13,   DER_OID, 9,	  0x2a,
						   0x86,	 0x48, 0x86,	0xf7,	  0x0d,
						   0x01,	 0x01, 0x01,	DER_NULL, 0 };
	struct ma_buffer inner = { 0 };
	struct ma_buffer out = { 0 };

	ma_buffer_add(&inner, "", 0);
	add_number(&inner, modulus);
	add_number(&inner, exponent);
	wrap(&inner, DER_SEQUENCE);
	ma_buffer_add(&out, algorithm, sizeof(algorithm));
	add_head(&out, DER_BITS, inner.length + 1);
	ma_buffer_byte(&out, 0);
	ma_buffer_add(&out, inner.data, inner.failed ? 0 : inner.length);
	out.failed = out.failed || inner.failed;
	ma_buffer_finish(&inner);
	wrap(&out, DER_SEQUENCE);
	return ma_buffer_keep(&out, arena);
}
