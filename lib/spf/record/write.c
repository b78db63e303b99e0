/* Writes SPF records: read(write(r)) = r.
 *
 * SPDX-License-Identifier: MIT */

#include "record.h"

static void write_bits(struct ma_buffer *buffer, const char *sign, unsigned bits, unsigned most)
{
	if (bits == most)
		return;
	ma_buffer_string(buffer, sign);
	ma_buffer_number(buffer, bits);
}

static void write_network(struct ma_buffer *buffer, const struct ma_spf_term *term)
{
	struct ma_arena arena = { 0 };
	unsigned most = 8 * term->network.length;

	ma_buffer_byte(buffer, ':');
	ma_buffer_text(buffer, ma_ip_text(&arena, &term->network));
	write_bits(buffer, "/", ma_spf_bits(term, &term->network), most);
	buffer->failed = buffer->failed || arena.failed;
	ma_arena_finish(&arena);
}

static void write_name(struct ma_buffer *buffer, const struct ma_spf_term *term)
{
	if (term->domain_spec.length > 0) {
		ma_buffer_byte(buffer, ma_spf_is_mechanism(term) ? ':' : '=');
		ma_buffer_text(buffer, term->domain_spec);
	}
	if (term->kind == MA_SPF_A || term->kind == MA_SPF_MX) {
		write_bits(buffer, "/", term->bits4, 32);
		write_bits(buffer, "//", term->bits6, 128);
	}
}

void ma_spf_write_head(struct ma_buffer *buffer, unsigned char qualifier, enum ma_spf_kind kind)
{
	if (qualifier != 0)
		ma_buffer_byte(buffer, qualifier);
	ma_buffer_string(buffer, ma_spf_kind_word(kind));
}

void ma_spf_write_term(struct ma_buffer *buffer, const struct ma_spf_term *term)
{
	if (term->text.data != NULL) {
		ma_buffer_text(buffer, term->text);
		return;
	}
	ma_spf_write_head(buffer, term->qualifier != '+' ? term->qualifier : 0, term->kind);
	if (term->kind == MA_SPF_OTHER) {
		ma_buffer_text(buffer, term->name);
		ma_buffer_byte(buffer, '=');
		ma_buffer_text(buffer, term->value);
	} else if (ma_spf_is_network(term)) {
		write_network(buffer, term);
	} else {
		write_name(buffer, term);
	}
}

void ma_spf_write(struct ma_buffer *buffer, const struct ma_spf_record *record)
{
	ma_buffer_string(buffer, MA_SPF_VERSION);
	for (const struct ma_spf_term *term = record->terms; term != NULL; term = term->next) {
		ma_buffer_byte(buffer, ' ');
		ma_spf_write_term(buffer, term);
	}
}

const struct ma_spf_record *ma_spf_compose(struct ma_arena *arena,
					   const struct ma_spf_term *const *terms, size_t count)
{
	struct ma_buffer text = { 0 };

	ma_buffer_string(&text, MA_SPF_VERSION);
	for (size_t i = 0; i < count; i++) {
		ma_buffer_byte(&text, ' ');
		ma_spf_write_term(&text, terms[i]);
	}
	return ma_spf_read(arena, ma_buffer_keep(&text, arena));
}
