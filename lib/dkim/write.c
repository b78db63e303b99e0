/* The writer of key records.
 *
 * SPDX-License-Identifier: MIT */

#include "write.h"

#include "key/der.h"
#include "key/numbers.h"

struct ma_text ma_dkim_record_write(struct ma_arena *arena, const struct ma_dkim_record *record)
{
	struct ma_buffer out = { 0 };

	for (size_t i = 0; i < record->tag_count; i++) {
		if (i > 0)
			ma_buffer_string(&out, "; ");
		ma_buffer_text(&out, record->tags[i].name);
		ma_buffer_byte(&out, '=');
		ma_buffer_text(&out, record->tags[i].value);
	}
	return ma_buffer_keep(&out, arena);
}

/* RFC 6376 3.6.1: v= first; RFC 8463 4.2: an Ed25519 key is its octets alone. */
struct ma_text ma_key_file_record(struct ma_arena *arena, const struct ma_key_file *file)
{
	bool ed25519 = file->octets.length > 0;
	struct ma_text key =
		ed25519 ? file->octets : ma_der_write_rsa(arena, file->modulus, file->exponent);
	struct ma_buffer out = { 0 };

	ma_buffer_string(&out, ed25519 ? "v=DKIM1; k=ed25519; p=" : "v=DKIM1; k=rsa; p=");
	ma_buffer_text(&out, ma_base64_encode(arena, key));
	return ma_buffer_keep(&out, arena);
}
