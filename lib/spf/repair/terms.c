/* Terms and first records, from what is known besides records.
 *
 * SPDX-License-Identifier: MIT */

#include "repair.h"

void ma_spf_write_prefix(struct ma_buffer *out, struct ma_arena *arena, const struct ma_ip *ip,
			 unsigned bits)
{
	ma_spf_write_head(out, 0, ip->length == 4 ? MA_SPF_IP4 : MA_SPF_IP6);
	ma_buffer_byte(out, ':');
	ma_buffer_text(out, ma_ip_text(arena, ip));
	if (bits < 8 * ip->length) {
		ma_buffer_byte(out, '/');
		ma_buffer_number(out, bits);
	}
}

struct ma_text ma_spf_term_of_prefix(struct ma_arena *arena, const struct ma_ip *ip, unsigned bits)
{
	struct ma_ip network = ma_ip_network(ip, bits);
	struct ma_buffer term = { 0 };

	ma_spf_write_prefix(&term, arena, &network, bits);
	return ma_buffer_keep(&term, arena);
}

struct ma_text ma_spf_term_of(struct ma_arena *arena, enum ma_spf_kind kind, struct ma_text name)
{
	struct ma_buffer term = { 0 };

	ma_spf_write_head(&term, 0, kind);
	ma_buffer_byte(&term, ':');
	ma_buffer_text(&term, name);
	return ma_buffer_keep(&term, arena);
}

struct ma_text ma_spf_term_of_service(struct ma_arena *arena, struct ma_text name)
{
	return ma_spf_term_of(arena, MA_SPF_INCLUDE, name);
}

struct ma_text ma_spf_first_record(struct ma_arena *arena, bool mx, const struct ma_text *terms,
				   size_t count, unsigned char all)
{
	struct ma_buffer text = { 0 };

	ma_buffer_string(&text, MA_SPF_VERSION);
	if (mx) {
		ma_buffer_byte(&text, ' ');
		ma_spf_write_head(&text, 0, MA_SPF_MX);
	}
	for (size_t i = 0; i < count; i++) {
		ma_buffer_byte(&text, ' ');
		ma_buffer_text(&text, terms[i]);
	}
	ma_buffer_byte(&text, ' ');
	ma_spf_write_head(&text, all, MA_SPF_ALL);
	return ma_buffer_keep(&text, arena);
}
