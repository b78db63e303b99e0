/* The public half of a private key of OpenSSH (its PROTOCOL.key).
 *
 * SPDX-License-Identifier: MIT */

#include "openssh.h"

#include "../record.h"

#include <string.h>

/* A string of the SSH protocol (RFC 4251 5): four octets of length, and as many. */
static struct ma_text take_string(struct ma_text *rest)
{
	struct ma_text string;
	size_t length;

	if (rest->length < 4) {
		*rest = (struct ma_text){ rest->data, 0 };
		return *rest;
	}
	length = (size_t)rest->data[0] << 24 | (size_t)rest->data[1] << 16 |
		 (size_t)rest->data[2] << 8 | rest->data[3];
	string = ma_text_slice(*rest, 4, length < rest->length ? 4 + length : rest->length);
	*rest = ma_text_slice(*rest, 4 + string.length, rest->length);
	return string;
}

static struct ma_text without_zeros(struct ma_text number)
{
	while (number.length > 0 && number.data[0] == 0)
		number = ma_text_slice(number, 1, number.length);
	return number;
}

/* openssh-key-v1: the public key is before the private one, and in the clear. */
void ma_openssh_read(struct ma_arena *arena, struct ma_key_file *file, struct ma_text data)
{
	static const char magic[] = "openssh-key-v1";
	struct ma_text rest, key, kind;

	file->state = MA_FILE_UNREADABLE;
	if (data.length < sizeof(magic) || memcmp(data.data, magic, sizeof(magic)) != 0)
		return;
	rest = ma_text_slice(data, sizeof(magic), data.length);
	for (int i = 0; i < 3; i++) /* cipher, key derivation, its options */
		take_string(&rest);
	rest = ma_text_slice(rest, 4, rest.length); /* how many keys */
	key = take_string(&rest);
	kind = take_string(&key);
	file->private = true;
	if (ma_text_is(kind, "ssh-rsa")) {
		file->exponent = ma_arena_copy(arena, without_zeros(take_string(&key)));
		file->modulus = ma_arena_copy(arena, without_zeros(take_string(&key)));
		if (file->modulus.length > 0)
			file->state = MA_FILE_KEY;
	} else if (ma_text_is(kind, "ssh-ed25519")) {
		file->octets = ma_arena_copy(arena, take_string(&key));
		if (file->octets.length == MA_DKIM_ED25519_OCTETS)
			file->state = MA_FILE_KEY;
	} else if (kind.length > 0) {
		file->state = MA_FILE_OTHER;
	}
}
